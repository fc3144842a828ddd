/*
 * {ds}/push: a client brings blocks and objects of a dataset, which may be new
 * (spec/http-api.md 7.5).
 *
 * Until the last message nothing is changed but that objects lie in the dataset's directories, or,
 * of a new one, in a place of their own (incoming.h). Then all blocks are checked and the head
 * moves, or the dataset is made, in one step. A failure there is told by a close frame whose reason
 * is no JSON: kamu's client would take an object, whatever is in it, for success.
 */
#include "server/incoming.h"
#include "server/quota.h"
#include "server/smart.h"
#include "store/dataset.h"
#include "store/receive.h"
#include "store/rights.h"

#define UNPACKED_MAX ((size_t)128 << 20) /* of all blocks of a push */

enum {
    PROGRESS_MS = 10 * 1000,  /* how often the client is asked, as kamu does */
    PROGRESS_SILENCE_MAX = 12 /* questions without an answer */
};

struct push {
    struct smart_session *session;
    struct dataset *ds; /* NULL: it is to be made */
    struct odf_hash head;
    struct smart_push_request request;
    struct block_archive blocks;
    struct odf_block first; /* in `arena` */
    struct arena arena;
    char objects_dir[FS_PATH_MAX];
    uint64_t object_bytes; /* of the new blocks */
    bool unpacked, checked;
    struct kamu_error unpack_error;
};

static struct workspace *workspace_of(struct push *p)
{
    return p->session->worker->ws;
}

/* ---- 1, 2: the request ------------------------------------------------------------------------
 */

/* The dataset as it is now; another push may have made it since the path was resolved. */
static kamu_code find_dataset(struct push *p, struct kamu_error *err)
{
    struct dataset_handle *h = &p->session->x->dataset, found;
    struct kamu_error local = {0};
    kamu_code rc = KAMU_OK;
    if (!h->alias.p) {
        char *ref = h->account.p ? arena_printf(&p->arena, STR_FMT "/" STR_FMT, STR_ARG(h->account),
                                                STR_ARG(h->name))
                                 : arena_printf(&p->arena, STR_FMT, STR_ARG(h->name));
        if (!ref)
            return error_nomem(err);
        rc = workspace_resolve(workspace_of(p), str_c(ref), &p->arena, &found, &local);
        if (rc == KAMU_E_NOT_FOUND)
            return KAMU_OK;
        return rc == KAMU_OK ? error_set(err, KAMU_E_CONFLICT, "The dataset was made meanwhile")
                             : error_set(err, rc, "%s", kamu_error_message(&local, 0));
    }
    KAMU_TRY(dataset_open(workspace_of(p), h, &p->ds, err));
    return dataset_head(p->ds, &p->head, err);
}

static void internal_error(struct push *p, enum smart_phase phase, const struct kamu_error *err)
{
    struct smart_session *s = p->session;
    bool ours = err->code == KAMU_E_IO || err->code == KAMU_E_NOMEM || err->code == KAMU_E_ACCESS;
    smart_log(s, "failed", err);
    s->out.len = 0;
    smart_send_closing(s, smart_write_internal(true, phase,
                                               ours ? "Internal error" : kamu_error_message(err, 0),
                                               &s->out, NULL));
}

static bool say_ok(struct push *p)
{
    struct kamu_error err = {0};
    struct smart_session *s = p->session;
    return smart_send(s, buf_append_str(&s->out, "{\"Ok\":{}}", &err), &err);
}

/* false: the session is over. */
static bool take_request(struct push *p)
{
    struct smart_session *s = p->session;
    struct kamu_error err = {0};
    if (!smart_receive(s, SMART_SMALL_MAX, SMART_FIRST_MS, NULL))
        return false;
    if (smart_read_push_request(smart_message(s), &p->request, &err) != KAMU_OK) {
        smart_drop(s, &err);
        return false;
    }
    if (find_dataset(p, &err) != KAMU_OK) {
        internal_error(p, SMART_INITIAL, &err);
        return false;
    }
    const struct odf_hash *theirs = &p->request.current_head;
    bool same = odf_hash_present(theirs) ? p->ds && odf_hash_eq(theirs, &p->head) : !p->ds;
    if (same)
        return say_ok(p);
    kamu_code rc = smart_write_error_hashes("InvalidHead", "actual_head", theirs, "expected_head",
                                            &p->head, &s->out, &err);
    if (smart_send(s, rc, &err))
        smart_await_close(s, SMART_FIRST_MS);
    return false;
}

/* ---- 3, 4: the blocks -------------------------------------------------------------------------
 */

/* How much the blocks have unpacked, as the client says, with some room; and never more than what
 * fits here. */
static size_t announced_bytes(const struct push *p)
{
    uint64_t bytes;
    if (MUL_OVERFLOW(p->request.plan.blocks, (uint64_t)1024, &bytes) ||
        ADD_OVERFLOW(bytes, p->request.plan.block_bytes, &bytes) ||
        ADD_OVERFLOW(bytes, (uint64_t)64 << 10, &bytes) || bytes > UNPACKED_MAX)
        return UNPACKED_MAX;
    return (size_t)bytes;
}

static kamu_code unpack(struct push *p, const struct buf *archive, struct kamu_error *err)
{
    size_t n = (size_t)p->request.plan.blocks, bytes = announced_bytes(p);
    KAMU_TRY(block_archive_read(archive->data, archive->len, n, bytes, &p->blocks, err));
    if (p->blocks.n != n)
        return error_set(err, KAMU_E_INPUT, "%zu blocks were announced, %zu came", n, p->blocks.n);
    const struct str raw = p->blocks.entries[0].bytes;
    KAMU_TRY(odf_block_decode(raw.p, raw.n, &p->arena, &p->first, err));
    p->unpacked = true;
    return KAMU_OK;
}

/* The blocks begin with a Seed, and the dataset of that name has another one. */
static bool is_other_dataset(struct push *p)
{
    const struct dataset_state *state;
    if (!p->unpacked || !p->ds || p->first.event.kind != ODF_SEED)
        return false;
    const struct odf_seed *seed = p->first.event.seed;
    return dataset_state(p->ds, &state, NULL) == KAMU_OK &&
           (!odf_did_eq(&seed->dataset_id, &state->chain.dataset_id) ||
            seed->dataset_kind != state->chain.dataset_kind);
}

static bool take_blocks(struct push *p)
{
    struct smart_session *s = p->session;
    struct kamu_error err = {0};
    struct buf archive = BUF_INIT(SMART_ARCHIVE_MAX * 2);
    uint64_t n;
    /* The message as numbers, the archive, and twice what is in it: here and in the commit. */
    size_t bytes = announced_bytes(p);
    size_t max = bytes < WEBSOCKET_MESSAGE_MAX / 4 ? 4 * bytes : WEBSOCKET_MESSAGE_MAX;
    if (!smart_reserve(s, max + 2 * (uint64_t)bytes) || !smart_receive(s, max, SMART_WORK_MS, NULL))
        return false;
    kamu_code rc = smart_read_blocks(smart_message(s), "new_blocks", &n, &archive, &err);
    buf_free(&s->in); /* it may have 64 MiB */
    if (rc == KAMU_OK && n != p->request.plan.blocks)
        rc = error_set(&err, KAMU_E_INPUT, "The plan has another number of blocks");
    if (rc == KAMU_OK && unpack(p, &archive, &p->unpack_error) != KAMU_OK)
        smart_log(s, "bad blocks", &p->unpack_error);
    buf_free(&archive);
    if (rc != KAMU_OK) {
        smart_drop(s, &err);
        return false;
    }
    if (!p->request.force || !is_other_dataset(p))
        return say_ok(p); /* this answer knows no other error: the next one tells */
    smart_send_closing(
        s, smart_write_error_text("SeedBlockOverwriteRestricted", NULL, STR_NONE, &s->out, NULL));
    return false;
}

/* ---- 6, 7: the objects ------------------------------------------------------------------------
 */

/* The id that the new dataset brings is free. false: answered. */
static bool id_is_free(struct push *p)
{
    struct smart_session *s = p->session;
    struct dataset_handle known;
    struct kamu_error err = {0};
    char id[ODF_DID_TEXT_MAX];
    odf_did_text(&p->first.event.seed->dataset_id, id);
    kamu_code rc = workspace_resolve(workspace_of(p), str_c(id), &p->arena, &known, &err);
    if (rc == KAMU_E_NOT_FOUND)
        return true;
    if (rc != KAMU_OK) {
        internal_error(p, SMART_TARGET_EXISTS, &err);
        return false;
    }
    smart_send_closing(
        s, smart_write_error_text("RefCollision", "dataset_id", str_c(id), &s->out, NULL));
    return false;
}

/* What the blocks bring must fit into what the owner may have. */
static kamu_code check_quota(struct push *p, struct kamu_error *err)
{
    struct transfer_object *objects;
    uint64_t room;
    size_t n;
    KAMU_TRY(receive_objects_of(&p->blocks, &objects, &n, err));
    for (size_t i = 0; i < n; i++)
        if (ADD_OVERFLOW(p->object_bytes, objects[i].size, &p->object_bytes))
            p->object_bytes = UINT64_MAX - 1;
    mem_free(objects);
    KAMU_TRY(quotas_room(p->session->x->server->quotas, workspace_of(p),
                         p->session->x->dataset.account, &room, err));
    return room == QUOTA_NONE || p->object_bytes <= room
               ? KAMU_OK
               : error_set(err, KAMU_E_LIMIT, "The storage quota is used up");
}

/* Whether the blocks can be taken at all, before anything large is sent. false: answered. */
static bool check_target(struct push *p)
{
    struct kamu_error err = {0};
    if (!p->unpacked) {
        internal_error(p, SMART_METADATA, &p->unpack_error);
        return false;
    }
    if (!p->ds && p->first.event.kind != ODF_SEED) {
        error_set(&err, KAMU_E_CHAIN, "First block is not a Seed");
        internal_error(p, SMART_UPLOAD, &err);
        return false;
    }
    if (!p->ds && !id_is_free(p))
        return false;
    if (p->ds && !p->request.force && is_other_dataset(p)) {
        smart_send_closing(p->session, smart_write_error_text("NameCollision", "dataset_alias",
                                                              p->session->x->dataset.alias,
                                                              &p->session->out, NULL));
        return false;
    }
    if (p->ds && !p->request.force && !odf_hash_eq(&p->first.prev_block_hash, &p->head)) {
        error_set(&err, KAMU_E_CHAIN, "Blocks do not follow the head");
        internal_error(p, SMART_TARGET_EXISTS, &err);
        return false;
    }
    if (!p->checked && check_quota(p, &err) != KAMU_OK) {
        internal_error(p, SMART_OBJECTS, &err);
        return false;
    }
    p->checked = true;
    const struct dataset_handle *h = &p->session->x->dataset;
    kamu_code rc = p->ds
                       ? path_join(p->objects_dir, &err, dataset_dir(p->ds), "")
                       : incoming_open(workspace_of(p), h->account, h->name, p->objects_dir, &err);
    if (rc == KAMU_OK)
        return true;
    internal_error(p, SMART_TARGET_EXISTS, &err);
    return false;
}

static kamu_code find_present(struct push *p, const struct smart_objects *objects, bool *skip,
                              struct kamu_error *err)
{
    for (size_t i = 0; i < objects->n; i++)
        KAMU_TRY(receive_has(&p->session->worker->env, p->objects_dir, &objects->items[i], &skip[i],
                             err));
    return KAMU_OK;
}

static bool answer_objects(struct push *p, bool *truncated)
{
    struct smart_session *s = p->session;
    struct smart_objects objects;
    struct smart_url url;
    struct kamu_error err = {0};
    if (!smart_receive(s, SMART_OBJECTS_MAX, SMART_WORK_MS, NULL))
        return false;
    if (smart_read_objects(smart_message(s), true, &objects, &err) != KAMU_OK) {
        smart_drop(s, &err);
        return false;
    }
    *truncated = objects.truncated;
    bool sent = check_target(p);
    bool *skip = sent ? mem_calloc(objects.n + 1, sizeof *skip) : NULL;
    if (sent) {
        kamu_code rc = skip ? smart_object_url(s, &url, &err) : error_nomem(&err);
        if (rc == KAMU_OK)
            rc = find_present(p, &objects, skip, &err);
        if (rc == KAMU_OK)
            rc = smart_write_strategies(objects.items, skip, objects.n, true, &url, &s->out, &err);
        sent = rc == KAMU_OK && smart_send(s, rc, &err);
        if (rc != KAMU_OK)
            internal_error(p, SMART_OBJECTS, &err);
    }
    mem_free(skip);
    smart_objects_free(&objects);
    return sent;
}

/* 9, 10: the client is asked how far it is until it says that all is there. */
static bool await_objects(struct push *p)
{
    struct smart_session *s = p->session;
    struct kamu_error err = {0};
    bool complete = false, timed_out;
    for (int silence = 0; !complete;) {
        if (smart_receive(s, SMART_SMALL_MAX, PROGRESS_MS, &timed_out)) {
            silence = 0;
            if (smart_read_progress(smart_message(s), &complete, &err) != KAMU_OK) {
                smart_drop(s, &err);
                return false;
            }
        } else if (!timed_out || ++silence > PROGRESS_SILENCE_MAX ||
                   !smart_send(s, buf_append_str(&s->out, "{}", &err), &err)) {
            s->ended = true;
            return false;
        }
    }
    return true;
}

static bool take_objects(struct push *p)
{
    for (bool more = true; more;)
        if (!answer_objects(p, &more) || !await_objects(p))
            return false;
    return true;
}

/* ---- 12 to 14: the decision -------------------------------------------------------------------
 */

static kamu_code make_dataset(struct push *p, struct kamu_error *err)
{
    struct workspace *ws = workspace_of(p);
    const struct dataset_handle *h = &p->session->x->dataset;
    struct odf_did id;
    struct odf_hash head;
    KAMU_TRY(receive_new(ws, h->account, h->name,
                         p->request.public_visibility ? VISIBILITY_PUBLIC : VISIBILITY_PRIVATE,
                         p->objects_dir, &p->blocks, &id, &head, err));
    incoming_remove(ws, p->objects_dir);
    return KAMU_OK;
}

static kamu_code decide(struct push *p, struct kamu_error *err)
{
    struct commit_result r;
    if (p->request.plan.blocks == 0)
        return p->ds ? KAMU_OK : error_set(err, KAMU_E_INPUT, "There are no blocks");
    return p->ds ? receive_blocks(p->ds, &p->head, p->request.force, &p->blocks, &r, err)
                 : make_dataset(p, err);
}

static void complete(struct push *p)
{
    struct smart_session *s = p->session;
    struct kamu_error err = {0};
    if (!smart_receive(s, SMART_SMALL_MAX, SMART_WORK_MS, NULL))
        return;
    kamu_code rc = smart_read_empty(smart_message(s), &err);
    if (rc != KAMU_OK) {
        smart_drop(s, &err);
        return;
    }
    rc = decide(p, &err);
    if (rc == KAMU_OK) {
        quotas_add(s->x->server->quotas, s->x->dataset.account, p->object_bytes);
        if (smart_send(s, buf_append_str(&s->out, "{}", &err), &err))
            smart_await_close(s, SMART_FIRST_MS);
        return;
    }
    smart_log(s, "failed", &err);
    bool ours = rc == KAMU_E_IO || rc == KAMU_E_NOMEM || rc == KAMU_E_ACCESS;
    smart_close_failed(s, ours ? "Internal error" : kamu_error_message(&err, 0));
}

static void run_push(struct smart_session *s)
{
    struct push p = {.session = s};
    arena_init(&p.arena, 4 * ODF_BLOCK_BYTES_MAX);
    if (take_request(&p) && (p.request.plan.blocks == 0 || (take_blocks(&p) && take_objects(&p))))
        complete(&p);
    block_archive_free(&p.blocks);
    dataset_close(p.ds);
    arena_free(&p.arena);
}

void handle_smart_push(struct exchange *x, struct worker *w)
{
    (void)w;
    if (smart_refused(x))
        return;
    if (!x->dataset.alias.p && x->caller.kind != CALLER_ACCOUNT)
        exchange_refuse(x, 401, "Unauthenticated");
    else if (!x->dataset.alias.p &&
             !access_may_create(x->server->access, &x->caller, x->dataset.account, x->dataset.name))
        exchange_refuse(x, 403, "Unauthorized");
    else
        smart_start(x, run_push);
}
