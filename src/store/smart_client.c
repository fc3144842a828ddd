/* See smart_client.h. */
#include "store/smart_client.h"

#include "base/websocket_client.h"
#include "store/block_archive.h"
#include "store/smart_message.h"
#include "store/transfer_internal.h"

#include <inttypes.h>
#include <stdio.h>

#define ARCHIVE_MAX (WEBSOCKET_MESSAGE_MAX / 4 - 1024)
#define ARCHIVE_ENOUGH (ARCHIVE_MAX - ((size_t)1 << 20))
#define URL_MAX 4200

enum {
    ANSWER_MS = 5 * 60 * 1000,
    COMMIT_MS = 60 * 60 * 1000, /* the server checks all that was sent */
    CLOSE_MS = 2000,
    UPLOADS_AT_ONCE = 32
};

struct push {
    struct dataset *ds;
    struct env *env;
    struct http_remote *remote;
    const struct smart_push_options *options;
    struct transfer_result *result;
    struct odf_hash *chain; /* ours, oldest first */
    size_t n;
    struct odf_hash there; /* head of the other side; absent: no dataset */
    bool force;
    /* of one step */
    struct smart_plan plan;
    struct buf archive;
    struct transfer_object *objects;
    size_t n_objects, cap_objects;
    struct map seen;
    struct websocket_client client;
    struct buf in, out;
    struct arena arena;
    uint64_t uploaded;
};

/* ---- what goes in one step --------------------------------------------------------------------
 */

static struct str object_key(const struct transfer_object *o, char key[ODF_HASH_TEXT_MAX + 2])
{
    key[0] = (char)('0' + (int)o->kind);
    return (struct str){key, 1 + odf_hash_text(&o->hash, key + 1)};
}

/* Several blocks may name the same checkpoint. */
static kamu_code want(struct push *p, const struct transfer_object *o, struct kamu_error *err)
{
    char key[ODF_HASH_TEXT_MAX + 2];
    struct str text = object_key(o, key);
    if (map_get(&p->seen, text))
        return KAMU_OK;
    KAMU_TRY(map_put(&p->seen, text, p, err));
    if (p->n_objects == p->cap_objects) {
        size_t cap = p->cap_objects ? 2 * p->cap_objects : 64;
        struct transfer_object *grown = mem_realloc_array(p->objects, cap, sizeof *grown);
        if (!grown)
            return error_nomem(err);
        p->objects = grown;
        p->cap_objects = cap;
    }
    p->objects[p->n_objects++] = *o;
    p->plan.object_bytes += o->size;
    return KAMU_OK;
}

static kamu_code note_block(struct push *p, const struct odf_block *block, struct kamu_error *err)
{
    struct transfer_object objects[2];
    size_t n = transfer_block_objects(block, objects);
    const struct odf_data_slice *data = transfer_slice_of(&block->event);
    for (size_t i = 0; i < n; i++)
        KAMU_TRY(want(p, &objects[i], err));
    if (data)
        p->plan.records += data->offset_interval.end - data->offset_interval.start + 1;
    return KAMU_OK;
}

static kamu_code pack_block(struct push *p, struct block_archive_writer *w,
                            const struct odf_hash *hash, struct buf *bytes, struct kamu_error *err)
{
    struct odf_block block;
    struct arena arena;
    KAMU_TRY(env_check_cancel(p->env, err));
    KAMU_TRY(dataset_block_bytes(p->ds, hash, bytes, err));
    KAMU_TRY(block_archive_add(w, hash, bytes->data, bytes->len, err));
    p->plan.blocks++;
    p->plan.block_bytes += bytes->len;
    arena_init(&arena, 4 * ODF_BLOCK_BYTES_MAX);
    kamu_code rc = odf_block_decode(bytes->data, bytes->len, &arena, &block, err);
    if (rc == KAMU_OK)
        rc = note_block(p, &block, err);
    arena_free(&arena);
    return rc;
}

static kamu_code pack(struct push *p, size_t from, struct kamu_error *err)
{
    struct block_archive_writer *w;
    struct buf bytes = BUF_INIT(ODF_BLOCK_BYTES_MAX + 1);
    KAMU_TRY(block_archive_writer_open(ARCHIVE_MAX, &w, err));
    kamu_code rc = KAMU_OK;
    for (size_t i = from; i < p->n && rc == KAMU_OK && block_archive_size(w) < ARCHIVE_ENOUGH; i++)
        rc = pack_block(p, w, &p->chain[i], &bytes, err);
    p->plan.objects = p->n_objects;
    if (rc == KAMU_OK)
        rc = block_archive_finish(w, &p->archive, err);
    block_archive_writer_free(w);
    buf_free(&bytes);
    return rc;
}

/* ---- messages ---------------------------------------------------------------------------------
 */

static const char *name_of(const struct push *p)
{
    return p->options->to ? p->options->to : http_remote_url(p->remote);
}

static kamu_code send_out(struct push *p, struct kamu_error *err)
{
    kamu_code rc = websocket_send(p->client.ws, p->out.data, p->out.len, err);
    p->out.len = 0;
    return rc;
}

/* The next message, or the reason of a close frame, which is read as one; *closed says so. */
static kamu_code receive(struct push *p, int timeout_ms, struct str *text, bool *closed,
                         struct kamu_error *err)
{
    enum websocket_event event;
    *closed = false;
    KAMU_TRY(websocket_receive(p->client.ws, timeout_ms, &p->in, &event, err));
    *text = (struct str){p->in.data ? (const char *)p->in.data : "", p->in.len};
    if (event == WEBSOCKET_TEXT)
        return KAMU_OK;
    struct str reason = websocket_close_reason(p->client.ws);
    if (event == WEBSOCKET_CLOSED && websocket_close_code(p->client.ws) == 1011 && reason.n) {
        *closed = true;
        *text = reason;
        return KAMU_OK;
    }
    if (event == WEBSOCKET_TIMEOUT)
        return error_set(err, KAMU_E_IO, "The server does not answer");
    if (event == WEBSOCKET_CLOSED && reason.n)
        return error_set(err, KAMU_E_IO, "The server ends the transfer: " STR_FMT, STR_ARG(reason));
    return error_set(err, KAMU_E_IO, "The server ends the transfer before it is complete");
}

static bool is(const struct smart_failure *f, const char *variant)
{
    return strcmp(f->variant, variant) == 0;
}

static kamu_code block_interval(const struct odf_hash *head, const struct odf_hash *tail,
                                struct kamu_error *err)
{
    char h[ODF_HASH_TEXT_MAX] = "None", t[ODF_HASH_TEXT_MAX] = "None";
    if (odf_hash_present(head))
        odf_hash_text(head, h);
    if (odf_hash_present(tail))
        odf_hash_text(tail, t);
    error_set(err, KAMU_E_CONFLICT, "Invalid block interval: %s (inclusive), %s", h, t);
    error_hint(err, "The other side has blocks that are not here; --force overwrites them");
    return KAMU_E_CONFLICT;
}

/* What the server says instead of Ok. */
static kamu_code refused(const struct push *p, const struct smart_failure *f,
                         struct kamu_error *err)
{
    if (is(f, "InvalidHead") || is(f, "InvalidInterval"))
        return block_interval(&p->chain[p->n - 1], &f->b, err);
    if (is(f, "SeedBlockOverwriteRestricted"))
        return error_set(err, KAMU_E_CONFLICT, "%s is another dataset: its Seed is not overwritten",
                         name_of(p));
    if (is(f, "RefCollision"))
        return error_set(err, KAMU_E_EXISTS, "Dataset with id %s already exists", f->text);
    if (is(f, "NameCollision"))
        return error_set(err, KAMU_E_EXISTS, "Dataset with name %s already exists", f->text);
    return error_set(err, KAMU_E_IO, "The server has failed: %s",
                     f->text[0] ? f->text : f->variant);
}

static kamu_code await_ok(struct push *p, struct kamu_error *err)
{
    struct smart_failure failure;
    struct str text;
    bool closed;
    KAMU_TRY(receive(p, ANSWER_MS, &text, &closed, err));
    KAMU_TRY(smart_read_answer(text, &failure, err));
    if (failure.variant[0])
        return refused(p, &failure, err);
    return closed ? error_set(err, KAMU_E_IO, "The server ends the transfer") : KAMU_OK;
}

/* ---- connecting -------------------------------------------------------------------------------
 */

static kamu_code no_upgrade(const struct push *p, struct kamu_error *err)
{
    const struct websocket_client *c = &p->client;
    kamu_code rc = KAMU_E_IO;
    switch (c->status) {
    case 401:
        rc = error_set(err, KAMU_E_ACCESS, "HTTP error: 401 Unauthorized");
        error_wrap(err, rc, "Unauthenticated");
        error_hint(err, "`kamu login` gets a token for the server");
        return rc;
    case 403:
        rc = error_set(err, KAMU_E_ACCESS, "HTTP error: 403 Forbidden");
        return error_wrap(err, rc, "Unauthorized");
    case 404:
        return error_set(err, KAMU_E_NOT_FOUND, "Dataset %s not found", http_remote_url(p->remote));
    default:
        return error_set(err, rc, "The server answers with status %d for %spush%s%s", c->status,
                         http_remote_url(p->remote), c->message[0] ? ": " : "", c->message);
    }
}

static kamu_code connect_push(struct push *p, char url[URL_MAX], struct kamu_error *err)
{
    static const char *const headers[] = {SMART_VERSION_HEADER ": 1", NULL};
    snprintf(url, URL_MAX, "%spush", http_remote_url(p->remote));
    KAMU_TRY(websocket_connect(p->env, http_remote_http(p->remote), url, headers, &p->client, err));
    return p->client.ws ? KAMU_OK : no_upgrade(p, err);
}

/* ---- objects ----------------------------------------------------------------------------------
 */

/* While objects go: the server asks how far we are. */
static kamu_code answer_progress(void *ctx, struct kamu_error *err)
{
    struct push *p = ctx;
    enum websocket_event event;
    KAMU_TRY(websocket_receive(p->client.ws, 0, &p->in, &event, err));
    if (event == WEBSOCKET_TIMEOUT)
        return KAMU_OK;
    if (event != WEBSOCKET_TEXT)
        return error_set(err, KAMU_E_IO, "The server ends the transfer before it is complete");
    KAMU_TRY(smart_write_progress(false, p->uploaded, &p->out, err));
    return send_out(p, err);
}

static kamu_code check_uploaded(struct push *p, const struct http_request *q,
                                struct kamu_error *err)
{
    if (q->status < 200 || q->status > 299)
        return error_set(err, q->status == 401 || q->status == 403 ? KAMU_E_ACCESS : KAMU_E_IO,
                         "The server answers with status %ld for %s", q->status, q->url);
    p->uploaded++;
    p->result->objects++;
    p->result->bytes += q->body_bytes;
    if (p->options->progress)
        p->options->progress(p->options->progress_ctx, q->body_bytes);
    return KAMU_OK;
}

static kamu_code prepare_upload(struct push *p, const struct smart_upload *u,
                                struct http_request *q, struct kamu_error *err)
{
    char path[FS_PATH_MAX];
    struct fs_stat st;
    KAMU_TRY(dataset_object_path(p->ds, u->object.kind, &u->object.hash, path, err));
    KAMU_TRY(fs_open_read(&p->env->fs, path, &q->file, err));
    KAMU_TRY(fs_fstat(q->file, &st, err));
    if (st.size_bytes != u->object.size) {
        error_set(err, KAMU_E_CORRUPT, "%s has %" PRIu64 " bytes, its block says %" PRIu64, path,
                  st.size_bytes, u->object.size);
        error_hint(err, "`kamu verify` lists what is damaged");
        return KAMU_E_CORRUPT;
    }
    q->url = u->url;
    q->more_headers = u->headers;
    q->no_bearer = true;
    q->header = "Content-Type: application/octet-stream";
    q->body_bytes = u->object.size;
    return KAMU_OK;
}

static kamu_code upload_some(struct push *p, const struct smart_upload *uploads, size_t n,
                             struct kamu_error *err)
{
    struct http_request requests[UPLOADS_AT_ONCE] = {{0}};
    size_t wanted = 0;
    kamu_code rc = KAMU_OK;
    for (size_t i = 0; i < n && rc == KAMU_OK; i++)
        if (!uploads[i].skip)
            rc = prepare_upload(p, &uploads[i], &requests[wanted++], err);
    if (rc == KAMU_OK && wanted)
        rc = http_run(http_remote_http(p->remote), requests, wanted, err);
    for (size_t i = 0; i < wanted; i++) {
        if (rc == KAMU_OK)
            rc = check_uploaded(p, &requests[i], err);
        fs_close(requests[i].file, NULL);
    }
    return rc;
}

static kamu_code upload_all(struct push *p, const struct smart_upload *uploads, size_t n,
                            struct kamu_error *err)
{
    struct http *http = http_remote_http(p->remote);
    kamu_code rc = KAMU_OK;
    http_on_idle(http, answer_progress, p);
    for (size_t at = 0; at < n && rc == KAMU_OK; at += UPLOADS_AT_ONCE)
        rc = upload_some(p, uploads + at, n - at < UPLOADS_AT_ONCE ? n - at : UPLOADS_AT_ONCE, err);
    http_on_idle(http, NULL, NULL);
    return rc;
}

/* The server must not make us send anything but what we have offered. */
static kamu_code check_offer(const struct push *p, const struct smart_upload *uploads, size_t n,
                             struct kamu_error *err)
{
    for (size_t i = 0; i < n; i++) {
        char key[ODF_HASH_TEXT_MAX + 2];
        if (!map_get(&p->seen, object_key(&uploads[i].object, key)))
            return error_set(err, KAMU_E_INPUT,
                             "The server asks for an object that was not offered");
    }
    return KAMU_OK;
}

static kamu_code send_objects(struct push *p, struct kamu_error *err)
{
    struct smart_upload *uploads;
    struct smart_failure failure;
    struct str text;
    size_t n;
    bool closed;
    KAMU_TRY(smart_write_objects(p->objects, p->n_objects, true, &p->out, err));
    KAMU_TRY(send_out(p, err));
    KAMU_TRY(receive(p, ANSWER_MS, &text, &closed, err));
    KAMU_TRY(smart_read_strategies(text, &p->arena, &uploads, &n, &failure, err));
    if (failure.variant[0])
        return refused(p, &failure, err);
    KAMU_TRY(check_offer(p, uploads, n, err));
    KAMU_TRY(upload_all(p, uploads, n, err));
    KAMU_TRY(smart_write_progress(true, 0, &p->out, err));
    return send_out(p, err);
}

/* ---- a step -----------------------------------------------------------------------------------
 */

static kamu_code send_blocks(struct push *p, struct kamu_error *err)
{
    struct str archive = {(const char *)p->archive.data, p->archive.len};
    kamu_code rc = smart_write_blocks("new_blocks", p->plan.blocks, archive, &p->out, err);
    buf_free(&p->archive);
    if (rc == KAMU_OK)
        rc = send_out(p, err);
    buf_free(&p->out); /* it may have 64 MiB */
    return rc == KAMU_OK ? await_ok(p, err) : rc;
}

/* An empty object; anything else is no success. */
static kamu_code await_empty(struct push *p, int timeout_ms, struct kamu_error *err)
{
    struct str text;
    bool closed;
    KAMU_TRY(receive(p, timeout_ms, &text, &closed, err));
    if (closed)
        return error_set(err, KAMU_E_IO, "The server has failed: " STR_FMT, STR_ARG(text));
    return smart_read_empty(text, err);
}

/* A question about progress that crossed our last message looks like the confirmation. Then the
 * head is not ours yet, and the confirmation is the next message. */
static kamu_code complete(struct push *p, struct kamu_error *err)
{
    const struct transfer_remote *methods = http_remote_methods(p->remote);
    struct odf_hash head;
    bool found;
    KAMU_TRY(buf_append_str(&p->out, "{}", err));
    KAMU_TRY(send_out(p, err));
    KAMU_TRY(await_empty(p, COMMIT_MS, err));
    KAMU_TRY(methods->head(methods->ctx, &head, &found, err));
    if (!found || !odf_hash_eq(&head, &p->there))
        KAMU_TRY(await_empty(p, COMMIT_MS, err));
    websocket_close(p->client.ws, 1000, "Client push flow succeeded", CLOSE_MS, NULL);
    return KAMU_OK;
}

static kamu_code talk(struct push *p, struct kamu_error *err)
{
    char url[URL_MAX];
    struct smart_push_request request = {.current_head = p->there,
                                         .plan = p->plan,
                                         .force = p->force,
                                         .public_visibility = p->options->public_visibility};
    KAMU_TRY(connect_push(p, url, err));
    KAMU_TRY(smart_write_push_request(&request, &p->out, err));
    KAMU_TRY(send_out(p, err));
    KAMU_TRY(await_ok(p, err));
    KAMU_TRY(send_blocks(p, err));
    KAMU_TRY(send_objects(p, err));
    return KAMU_OK;
}

/* Sends blocks from `from` on; *to is behind the last of them. */
static kamu_code push_step(struct push *p, size_t from, size_t *to, struct kamu_error *err)
{
    map_init(&p->seen);
    arena_init(&p->arena, (size_t)256 << 20);
    buf_init(&p->in, WEBSOCKET_MESSAGE_MAX);
    buf_init(&p->out, WEBSOCKET_MESSAGE_MAX);
    p->plan = (struct smart_plan){0};
    p->n_objects = 0;
    kamu_code rc = pack(p, from, err);
    *to = from + (size_t)p->plan.blocks;
    if (rc == KAMU_OK && p->options->total)
        p->options->total(p->options->progress_ctx, p->result->bytes + p->plan.object_bytes);
    if (rc == KAMU_OK)
        rc = talk(p, err);
    if (rc == KAMU_OK) {
        p->there = p->chain[*to - 1];
        rc = complete(p, err);
    }
    websocket_disconnect(&p->client);
    buf_free(&p->archive);
    buf_free(&p->in);
    buf_free(&p->out);
    map_free(&p->seen);
    arena_free(&p->arena);
    return rc;
}

/* ---- all of it --------------------------------------------------------------------------------
 */

/* How much of our chain the other side has. */
static kamu_code settle(struct push *p, size_t *common, struct kamu_error *err)
{
    *common = p->n;
    if (!odf_hash_present(&p->there)) {
        *common = 0;
        return KAMU_OK;
    }
    while (*common && !odf_hash_eq(&p->chain[*common - 1], &p->there))
        --*common;
    if (*common)
        return KAMU_OK;
    p->force = p->options->force;
    return p->force ? KAMU_OK : block_interval(&p->chain[p->n - 1], &p->there, err);
}

static kamu_code push_all(struct push *p, struct kamu_error *err)
{
    const struct transfer_remote *methods = http_remote_methods(p->remote);
    size_t at;
    bool found;
    KAMU_TRY(methods->head(methods->ctx, &p->there, &found, err));
    if (!found)
        p->there = (struct odf_hash){0};
    KAMU_TRY(dataset_chain(p->ds, NULL, &p->chain, &p->n, err));
    KAMU_TRY(settle(p, &at, err));
    p->result->head = p->chain[p->n - 1];
    p->result->up_to_date = at == p->n;
    while (at < p->n) {
        size_t next;
        KAMU_TRY(push_step(p, at, &next, err));
        p->result->blocks += next - at;
        at = next;
        p->force = false;
    }
    return KAMU_OK;
}

kamu_code smart_client_push(struct dataset *ds, struct http_remote *remote,
                            const struct smart_push_options *options, struct transfer_result *out,
                            struct kamu_error *err)
{
    static const struct smart_push_options defaults;
    struct push p = {.ds = ds,
                     .env = dataset_workspace(ds)->env,
                     .remote = remote,
                     .options = options ? options : &defaults,
                     .result = out};
    *out = (struct transfer_result){0};
    kamu_code rc = push_all(&p, err);
    mem_free(p.objects);
    mem_free(p.chain);
    return rc;
}
