/*
 * Messages of the smart transfer protocol, version 1 (spec/http-api.md 7): JSON texts, with the
 * blocks as a packed archive inside. Read without a tree: a message may have 64 MiB, most of it the
 * bytes of the archive as numbers.
 *
 * A message that lacks a member or has one of another type is KAMU_E_INPUT; members that are not
 * known are skipped, as kamu does.
 */
#ifndef KAMU_STORE_SMART_MESSAGE_H
#define KAMU_STORE_SMART_MESSAGE_H

#include "store/transfer.h"

#define SMART_VERSION_HEADER "x-odf-smtp-version"
#define SMART_ERROR_TEXT_MAX 512

struct smart_plan {
    uint64_t blocks, objects, records, block_bytes, object_bytes;
};

enum smart_phase {
    SMART_INITIAL,
    SMART_METADATA,
    SMART_OBJECTS,
    SMART_TARGET_EXISTS,
    SMART_UPLOAD,
    SMART_COMPLETE
};

/* ---- requests ------------------------------------------------------------------------------- */

struct smart_pull_request {
    struct odf_hash begin_after, stop_at; /* absent: null */
    bool force;
};
kamu_code smart_read_pull_request(struct str text, struct smart_pull_request *out,
                                  struct kamu_error *err);
kamu_code smart_write_pull_request(const struct smart_pull_request *r, struct buf *out,
                                   struct kamu_error *err);

struct smart_push_request {
    struct odf_hash current_head; /* absent: null */
    struct smart_plan plan;
    bool force, public_visibility;
};
kamu_code smart_read_push_request(struct str text, struct smart_push_request *out,
                                  struct kamu_error *err);
kamu_code smart_write_push_request(const struct smart_push_request *r, struct buf *out,
                                   struct kamu_error *err);

/* `{}`, or any other object. */
kamu_code smart_read_empty(struct str text, struct kamu_error *err);

/* ---- blocks --------------------------------------------------------------------------------- */

/* `member`: "blocks" of a pull, "new_blocks" of a push. */
kamu_code smart_read_blocks(struct str text, const char *member, uint64_t *num_blocks,
                            struct buf *archive, struct kamu_error *err);
kamu_code smart_write_blocks(const char *member, uint64_t num_blocks, struct str archive,
                             struct buf *out, struct kamu_error *err);

/* ---- objects -------------------------------------------------------------------------------- */

struct smart_objects {
    struct transfer_object *items;
    size_t n, cap;
    bool truncated; /* of a push: more will be asked for */
};
void smart_objects_free(struct smart_objects *o);
kamu_code smart_read_objects(struct str text, bool push, struct smart_objects *out,
                             struct kamu_error *err);
kamu_code smart_write_objects(const struct transfer_object *items, size_t n, bool push,
                              struct buf *out, struct kamu_error *err);

/* Where an object is fetched from or sent to. */
struct smart_url {
    struct str base;  /* with '/' at its end: "data/<hash>" or "checkpoints/<hash>" follows */
    struct str token; /* .p NULL: none */
};
/* `skip[i]`: the object is there already (push; NULL = none is). */
kamu_code smart_write_strategies(const struct transfer_object *items, const bool *skip, size_t n,
                                 bool push, const struct smart_url *url, struct buf *out,
                                 struct kamu_error *err);

/* {"details":"Complete"} or {"details":{"Running":...}}. */
kamu_code smart_read_progress(struct str text, bool *complete, struct kamu_error *err);

/* ---- answers -------------------------------------------------------------------------------- */

kamu_code smart_write_plan(const struct smart_plan *plan, struct buf *out, struct kamu_error *err);
/* {"Err":{<variant>:{<first>:..., <second>:...}}}; a hash that is absent is null. */
kamu_code smart_write_error_hashes(const char *variant, const char *first, const struct odf_hash *a,
                                   const char *second, const struct odf_hash *b, struct buf *out,
                                   struct kamu_error *err);
/* {"Err":{<variant>:{<member>:<text>}}}; member NULL: {}. */
kamu_code smart_write_error_text(const char *variant, const char *member, struct str text,
                                 struct buf *out, struct kamu_error *err);
kamu_code smart_write_internal(bool push, enum smart_phase phase, const char *text, struct buf *out,
                               struct kamu_error *err);

/* ---- answers, as a client reads them ----------------------------------------------------------
 */

/* {"Err":{<variant>:{...}}}: the variant, and what is in it as far as known. */
struct smart_failure {
    char variant[64];                /* "": it was Ok */
    struct odf_hash a, b;            /* head and tail, actual_head and expected_head */
    char text[SMART_ERROR_TEXT_MAX]; /* dataset_id, dataset_alias or error_message */
};
/* An answer whose Ok is `{}` or is not looked at. */
kamu_code smart_read_answer(struct str text, struct smart_failure *out, struct kamu_error *err);

kamu_code smart_read_plan(struct str text, struct smart_plan *out, struct smart_failure *failure,
                          struct kamu_error *err);

struct smart_upload {
    struct transfer_object object;
    bool skip;
    const char *url;
    const char **headers; /* "name: value", ended by NULL */
};
/* Strings and the list go to `arena`. */
kamu_code smart_read_strategies(struct str text, struct arena *arena, struct smart_upload **out,
                                size_t *n, struct smart_failure *failure, struct kamu_error *err);
kamu_code smart_write_progress(bool complete, uint64_t uploaded, struct buf *out,
                               struct kamu_error *err);

#endif
