/* Blocks of a pull, all in one message instead of one request for each. */
#include "base/websocket_client.h"
#include "store/block_archive.h"
#include "store/smart_client.h"
#include "store/smart_message.h"
#include "store/transfer_internal.h"

#include <stdio.h>

#define URL_MAX 4200
#define UNPACKED_MAX ((size_t)1 << 30)

enum { ANSWER_MS = 5 * 60 * 1000, CLOSE_MS = 2000, ROUNDS_MAX = 10000 };

struct fetch {
    struct env *env;
    struct http_remote *remote;
    struct websocket_client client;
    struct buf in, out, archive;
    struct odf_hash last; /* of the blocks that came */
};

static kamu_code receive(struct fetch *f, struct str *text, struct kamu_error *err)
{
    enum websocket_event event;
    KAMU_TRY(websocket_receive(f->client.ws, ANSWER_MS, &f->in, &event, err));
    *text = (struct str){f->in.data ? (const char *)f->in.data : "", f->in.len};
    return event == WEBSOCKET_TEXT ? KAMU_OK
                                   : error_set(err, KAMU_E_IO, "The server ends the transfer");
}

static kamu_code ask(struct fetch *f, struct str *text, struct kamu_error *err)
{
    kamu_code rc = websocket_send(f->client.ws, f->out.data, f->out.len, err);
    f->out.len = 0;
    return rc == KAMU_OK ? receive(f, text, err) : rc;
}

/* Each block under its hash, which block_archive_read has checked. */
static kamu_code keep_blocks(struct fetch *f, const struct block_archive *a, struct kamu_error *err)
{
    char dir[FS_PATH_MAX], name[ODF_HASH_TEXT_MAX];
    KAMU_TRY(path_join(dir, err, http_remote_dir(f->remote), "blocks"));
    for (size_t i = 0; i < a->n; i++) {
        KAMU_TRY(env_check_cancel(f->env, err));
        odf_hash_text(&a->entries[i].hash, name);
        KAMU_TRY(fs_write_atomic(&f->env->fs, &f->env->random, dir, name, a->entries[i].bytes.p,
                                 a->entries[i].bytes.n, false, err));
        f->last = a->entries[i].hash;
    }
    return KAMU_OK;
}

static kamu_code take_blocks(struct fetch *f, uint64_t announced, struct kamu_error *err)
{
    struct block_archive a;
    struct str text;
    uint64_t n;
    KAMU_TRY(buf_append_str(&f->out, "{}", err));
    KAMU_TRY(ask(f, &text, err));
    KAMU_TRY(smart_read_blocks(text, "blocks", &n, &f->archive, err));
    buf_free(&f->in);
    KAMU_TRY(block_archive_read(f->archive.data, f->archive.len, (size_t)announced, UNPACKED_MAX,
                                &a, err));
    buf_free(&f->archive);
    kamu_code rc = keep_blocks(f, &a, err);
    block_archive_free(&a);
    return rc;
}

/* *n: blocks that came; *foreign: the server does not know the block to begin after. */
static kamu_code talk(struct fetch *f, const struct smart_pull_request *request, uint64_t *n,
                      bool *foreign, struct kamu_error *err)
{
    struct smart_failure failure;
    struct smart_plan plan;
    struct str text;
    KAMU_TRY(smart_write_pull_request(request, &f->out, err));
    KAMU_TRY(ask(f, &text, err));
    KAMU_TRY(smart_read_plan(text, &plan, &failure, err));
    *n = plan.blocks;
    *foreign = strcmp(failure.variant, "InvalidInterval") == 0;
    if (failure.variant[0])
        return *foreign ? KAMU_OK
                        : error_set(err, KAMU_E_IO, "The server has failed: %s", failure.variant);
    if (plan.blocks)
        KAMU_TRY(take_blocks(f, plan.blocks, err));
    websocket_close(f->client.ws, 1000, "Client pull flow succeeded", CLOSE_MS, NULL);
    return KAMU_OK;
}

static kamu_code one_round(struct fetch *f, const struct smart_pull_request *request, uint64_t *n,
                           bool *foreign, struct kamu_error *err)
{
    static const char *const headers[] = {SMART_VERSION_HEADER ": 1", NULL};
    char url[URL_MAX];
    snprintf(url, sizeof url, "%spull", http_remote_url(f->remote));
    KAMU_TRY(websocket_connect(f->env, http_remote_http(f->remote), url, headers, &f->client, err));
    kamu_code rc = f->client.ws ? talk(f, request, n, foreign, err)
                                : error_set(err, KAMU_E_IO, "The server answers with status %d",
                                            f->client.status);
    websocket_disconnect(&f->client);
    return rc;
}

/* A server gives as much as fits into a message, so it is asked until nothing more comes. */
static kamu_code all_rounds(struct fetch *f, struct odf_hash begin_after, struct kamu_error *err)
{
    struct smart_pull_request request = {.begin_after = begin_after};
    uint64_t n = 1;
    for (int i = 0; i < ROUNDS_MAX && n; i++) {
        bool foreign = false;
        KAMU_TRY(one_round(f, &request, &n, &foreign, err));
        if (foreign && i > 0)
            break;
        if (foreign) { /* the histories have parted: all of it */
            request.begin_after = (struct odf_hash){0};
            n = 1;
        } else {
            request.begin_after = f->last;
        }
    }
    return KAMU_OK;
}

kamu_code smart_client_fetch(struct env *env, struct http_remote *remote,
                             const struct odf_hash *begin_after, struct kamu_error *err)
{
    const struct transfer_remote *methods = http_remote_methods(remote);
    struct fetch f = {.env = env, .remote = remote};
    struct odf_hash head;
    bool found;
    KAMU_TRY(methods->head(methods->ctx, &head, &found, err));
    if (!found || (begin_after && odf_hash_eq(begin_after, &head)))
        return KAMU_OK;
    buf_init(&f.in, WEBSOCKET_MESSAGE_MAX);
    buf_init(&f.out, WEBSOCKET_MESSAGE_MAX);
    buf_init(&f.archive, WEBSOCKET_MESSAGE_MAX);
    kamu_code rc = all_rounds(&f, begin_after ? *begin_after : (struct odf_hash){0}, err);
    buf_free(&f.in);
    buf_free(&f.out);
    buf_free(&f.archive);
    return rc;
}
