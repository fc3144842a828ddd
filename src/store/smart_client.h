/* Datasets pushed to a server, and blocks fetched from one, by the smart transfer protocol
 * (spec/http-api.md 7): what `kamu push` and `kamu pull` do with odf+http(s):// URLs. */
#ifndef KAMU_STORE_SMART_CLIENT_H
#define KAMU_STORE_SMART_CLIENT_H

#include "store/http_remote.h"

struct smart_push_options {
    bool force;             /* overwrite what has diverged or is ahead */
    bool public_visibility; /* of a dataset that is new there */
    const char *to;         /* how messages name the other side; NULL: the URL */
    void (*total)(void *ctx, uint64_t bytes);
    void (*progress)(void *ctx, uint64_t bytes); /* that have left */
    void *progress_ctx;
};

/* Everything that the dataset at the remote lacks; it is made when it does not exist. A history
 * that does not fit into one message goes in several steps, each of which is complete.
 * KAMU_E_CONFLICT "Invalid block interval: ..." when the other side has other blocks. */
kamu_code smart_client_push(struct dataset *ds, struct http_remote *remote,
                            const struct smart_push_options *options, struct transfer_result *out,
                            struct kamu_error *err);

/*
 * In front of a pull from such a server: the blocks above `begin_after` (our head; NULL: none here)
 * in as few messages as they fit into, put where transfer_pull looks for them. It asks for those
 * that do not come this way one by one, so a failure costs time and nothing else.
 */
kamu_code smart_client_fetch(struct env *env, struct http_remote *remote,
                             const struct odf_hash *begin_after, struct kamu_error *err);

#endif
