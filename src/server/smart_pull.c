/*
 * {ds}/pull: a client fetches what it lacks of a dataset (spec/http-api.md 7.4).
 *
 * One message carries all blocks, and has 64 MiB at most: some tens of thousands of blocks. Of a
 * longer history the client is given as much as fits, oldest first; with its next pull it goes on
 * from there.
 */
#include "server/smart.h"
#include "store/block_archive.h"
#include "store/dataset.h"

#define PACKED_ENOUGH (SMART_ARCHIVE_MAX - ((size_t)1 << 20))

struct pull {
    struct smart_session *session;
    struct dataset *ds;
    struct smart_plan plan;
    struct buf archive;
};

/* ---- the interval -----------------------------------------------------------------------------
 */

enum interval { INTERVAL_OK, INTERVAL_INVALID, INTERVAL_NO_STOP };

/* Blocks above begin_after up to stop_at or the head, oldest first. */
static kamu_code find_interval(struct pull *p, const struct smart_pull_request *r,
                               struct odf_hash *top, struct odf_hash **hashes, size_t *n,
                               enum interval *out, struct kamu_error *err)
{
    bool begins = odf_hash_present(&r->begin_after), reached = false;
    *hashes = NULL;
    *n = 0;
    *out = INTERVAL_OK;
    *top = r->stop_at;
    if (!odf_hash_present(top))
        KAMU_TRY(dataset_head(p->ds, top, err));
    if (begins && odf_hash_eq(&r->begin_after, top))
        return KAMU_OK;
    kamu_code rc =
        dataset_chain_since(p->ds, top, begins ? &r->begin_after : NULL, hashes, n, &reached, err);
    if (rc == KAMU_E_NOT_FOUND && odf_hash_present(&r->stop_at)) {
        *out = INTERVAL_NO_STOP;
        return KAMU_OK;
    }
    KAMU_TRY(rc);
    if (begins && !reached && !r->force)
        *out = INTERVAL_INVALID;
    return KAMU_OK;
}

static void count_block(struct smart_plan *plan, const struct odf_block *block, size_t bytes)
{
    struct transfer_object objects[2];
    size_t n = transfer_block_objects(block, objects);
    const struct odf_event *e = &block->event;
    const struct odf_data_slice *data = e->kind == ODF_ADD_DATA ? e->add_data->new_data
                                        : e->kind == ODF_EXECUTE_TRANSFORM
                                            ? e->execute_transform->new_data
                                            : NULL;
    plan->blocks++;
    plan->block_bytes += bytes;
    plan->objects += n;
    for (size_t i = 0; i < n; i++)
        plan->object_bytes += objects[i].size;
    if (data)
        plan->records += data->offset_interval.end - data->offset_interval.start + 1;
}

static kamu_code pack_block(struct pull *p, struct block_archive_writer *w,
                            const struct odf_hash *hash, struct buf *bytes, struct kamu_error *err)
{
    struct odf_block block;
    struct arena arena;
    KAMU_TRY(env_check_cancel(&p->session->worker->env, err));
    KAMU_TRY(dataset_block_bytes(p->ds, hash, bytes, err));
    KAMU_TRY(block_archive_add(w, hash, bytes->data, bytes->len, err));
    arena_init(&arena, 4 * ODF_BLOCK_BYTES_MAX);
    kamu_code rc = odf_block_decode(bytes->data, bytes->len, &arena, &block, err);
    if (rc == KAMU_OK)
        count_block(&p->plan, &block, bytes->len);
    arena_free(&arena);
    return rc;
}

/* The plan says what is packed, so both are made together. */
static kamu_code pack(struct pull *p, const struct odf_hash *hashes, size_t n,
                      struct kamu_error *err)
{
    struct block_archive_writer *w;
    struct buf bytes = BUF_INIT(ODF_BLOCK_BYTES_MAX + 1);
    KAMU_TRY(block_archive_writer_open(SMART_ARCHIVE_MAX, &w, err));
    kamu_code rc = KAMU_OK;
    for (size_t i = 0; i < n && rc == KAMU_OK && block_archive_size(w) < PACKED_ENOUGH; i++)
        rc = pack_block(p, w, &hashes[i], &bytes, err);
    if (rc == KAMU_OK)
        rc = block_archive_finish(w, &p->archive, err);
    block_archive_writer_free(w);
    buf_free(&bytes);
    return rc;
}

/* ---- messages ---------------------------------------------------------------------------------
 */

static void internal_error(struct smart_session *s, enum smart_phase phase,
                           const struct kamu_error *err)
{
    smart_log(s, "failed", err);
    kamu_code rc = smart_write_internal(false, phase, "Internal error", &s->out, NULL);
    if (smart_send(s, rc, err))
        smart_await_close(s, SMART_FIRST_MS);
}

/* false: the session is over. */
static bool answer_request(struct pull *p)
{
    struct smart_session *s = p->session;
    struct smart_pull_request r;
    struct kamu_error err = {0};
    struct odf_hash top, *hashes = NULL;
    size_t n;
    enum interval interval;
    if (!smart_receive(s, SMART_SMALL_MAX, SMART_FIRST_MS, NULL))
        return false;
    if (smart_read_pull_request(smart_message(s), &r, &err) != KAMU_OK) {
        smart_drop(s, &err);
        return false;
    }
    kamu_code rc = find_interval(p, &r, &top, &hashes, &n, &interval, &err);
    if (rc == KAMU_OK && interval == INTERVAL_OK && n)
        rc = pack(p, hashes, n, &err);
    mem_free(hashes);
    if (rc == KAMU_OK && interval == INTERVAL_NO_STOP)
        rc = error_set(&err, KAMU_E_NOT_FOUND, "The block to stop at does not exist");
    if (rc != KAMU_OK) {
        internal_error(s, SMART_INITIAL, &err);
        return false;
    }
    if (interval == INTERVAL_OK)
        return smart_send(s, smart_write_plan(&p->plan, &s->out, &err), &err);
    rc = smart_write_error_hashes("InvalidInterval", "head", &top, "tail", &r.begin_after, &s->out,
                                  &err);
    if (smart_send(s, rc, &err))
        smart_await_close(s, SMART_FIRST_MS);
    return false;
}

static bool send_blocks(struct pull *p)
{
    struct smart_session *s = p->session;
    struct kamu_error err = {0};
    if (!smart_receive(s, SMART_SMALL_MAX, SMART_FIRST_MS, NULL))
        return false;
    if (smart_read_empty(smart_message(s), &err) != KAMU_OK) {
        smart_drop(s, &err);
        return false;
    }
    struct str archive = {(const char *)p->archive.data, p->archive.len};
    if (!smart_reserve(s, 5 * (uint64_t)archive.n)) /* it, and its numbers */
        return false;
    kamu_code rc = smart_write_blocks("blocks", p->plan.blocks, archive, &s->out, &err);
    buf_free(&p->archive);
    bool sent = smart_send(s, rc, &err);
    buf_free(&s->out);
    return sent;
}

static bool send_urls(struct pull *p, int timeout_ms)
{
    struct smart_session *s = p->session;
    struct smart_objects objects;
    struct smart_url url;
    struct kamu_error err = {0};
    if (!smart_receive(s, SMART_OBJECTS_MAX, timeout_ms, NULL))
        return false;
    if (smart_read_objects(smart_message(s), false, &objects, &err) != KAMU_OK) {
        smart_drop(s, &err);
        return false;
    }
    kamu_code rc = smart_object_url(s, &url, &err);
    if (rc == KAMU_OK)
        rc = smart_write_strategies(objects.items, NULL, objects.n, false, &url, &s->out, &err);
    smart_objects_free(&objects);
    bool sent = smart_send(s, rc, &err);
    buf_free(&s->in); /* what follows may take hours */
    buf_free(&s->out);
    return sent;
}

static void run_pull(struct smart_session *s)
{
    struct pull p = {.session = s};
    struct kamu_error err = {0};
    buf_init(&p.archive, SMART_ARCHIVE_MAX);
    if (dataset_open(s->worker->ws, &s->x->dataset, &p.ds, &err) != KAMU_OK) {
        smart_drop(s, &err);
        return;
    }
    if (answer_request(&p) && (p.plan.blocks == 0 || send_blocks(&p)))
        for (int wait = SMART_WORK_MS; send_urls(&p, wait); wait = SMART_OBJECTS_MS)
            ;
    buf_free(&p.archive);
    dataset_close(p.ds);
}

void handle_smart_pull(struct exchange *x, struct worker *w)
{
    (void)w;
    if (!smart_refused(x))
        smart_start(x, run_pull);
}
