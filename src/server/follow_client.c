/* One follower: from rows to events, at the pace of its client. */
#include "server/follow_impl.h"
#include "server/metrics.h"

#include "store/dataset.h"

#define TEXT_MAX ((size_t)256 << 20) /* one row may be large */

struct follower *follower_new(struct exchange *x, const struct tail_params *p)
{
    struct follower *f = mem_calloc(1, sizeof *f);
    if (f == NULL)
        return NULL;
    f->x = x;
    f->params = *p;
    buf_init(&f->pending.text, TEXT_MAX);
    buf_init(&f->schema, TEXT_MAX);
    return f;
}

void follower_stop_reading(struct follow_thread *t, struct follower *f)
{
    if (f->range != NULL)
        t->n_readers--;
    batch_free(f->batch);
    json_rows_free(f->rows);
    dataset_range_close(f->range);
    f->batch = NULL;
    f->rows = NULL;
    f->range = NULL;
}

void follower_free(struct follow_thread *t, struct follower *f)
{
    follower_stop_reading(t, f);
    buf_free(&f->pending.text);
    buf_free(&f->schema);
    mem_free(f);
}

/* ---- making events ----------------------------------------------------------------------------
 */

/* There are few readers: the one that was used the longest time ago gives way. */
static void make_room(struct follow_thread *t)
{
    struct follower *oldest = NULL;
    for (struct feed *feed = t->feeds; feed != NULL; feed = feed->next)
        for (struct follower *f = feed->followers; f != NULL; f = f->link)
            if (f->range != NULL && (oldest == NULL || f->used_ns < oldest->used_ns))
                oldest = f;
    if (t->n_readers >= FOLLOW_READERS_MAX && oldest != NULL)
        follower_stop_reading(t, oldest);
}

static kamu_code open_reader(struct follow_thread *t, struct feed *feed, struct follower *f,
                             struct kamu_error *err)
{
    make_room(t);
    KAMU_TRY(dataset_range_open(&t->worker.env, feed->ds, f->next, UINT64_MAX, FOLLOW_BATCH_ROWS,
                                &f->range, err));
    t->n_readers++;
    if (dataset_range_end(f->range) > feed->end) /* it sees more than the feed has looked at */
        feed->end = dataset_range_end(f->range);
    struct col_schema *schema = dataset_range_schema(f->range);
    return schema == NULL ? error_set(err, KAMU_E_CORRUPT, "Rows without a schema")
                          : json_rows_new(f->params.form, schema, 0, &f->rows, err);
}

/* `event: schema` when it is asked for and new. */
static kamu_code tell_schema(struct follower *f, struct kamu_error *err)
{
    struct buf text = BUF_INIT(TEXT_MAX);
    if (!f->params.with_schema)
        return KAMU_OK;
    kamu_code rc = buf_append_str(&text, "event: schema\ndata: {\"schema\":", err);
    if (rc == KAMU_OK)
        rc = odf_schema_json_value_columns(dataset_range_schema(f->range), f->params.schema_format,
                                           &text, err);
    if (rc == KAMU_OK)
        rc = buf_printf(&text, err, ",\"schemaFormat\":\"%s\"}\n\n",
                        schema_format_name(f->params.schema_format));
    bool same = rc == KAMU_OK && text.len == f->schema.len &&
                memcmp(text.data, f->schema.data, text.len) == 0;
    if (rc == KAMU_OK && !same) {
        buf_free(&f->schema);
        f->schema = text;
        return buf_append(&f->pending.text, text.data, text.len, err);
    }
    buf_free(&text);
    return rc;
}

/* The next row of the reader; *more = false at its end. */
static kamu_code have_row(struct follower *f, bool *more, struct kamu_error *err)
{
    *more = f->batch != NULL && f->row < f->batch->length;
    if (*more)
        return KAMU_OK;
    batch_free(f->batch);
    f->batch = NULL;
    f->row = 0;
    KAMU_TRY(dataset_range_next(f->range, &f->batch, err));
    *more = f->batch != NULL && f->batch->length > 0;
    return KAMU_OK;
}

/* One event of one row, or of up to `batch` of them. */
static kamu_code add_event(struct follower *f, struct buf *out, uint64_t *last,
                           struct kamu_error *err)
{
    uint32_t most = f->params.batch == 0 ? 1 : f->params.batch;
    int column = dataset_range_offset_column(f->range);
    bool array = f->params.batch != 0, more = true;
    KAMU_TRY(buf_append_str(out, array ? "data: [" : "data: ", err));
    uint32_t i = 0;
    for (; i < most && more; i++) {
        if (i > 0)
            KAMU_TRY(buf_append_byte(out, ',', err));
        KAMU_TRY(json_rows_one(f->rows, f->batch, f->row, out, err));
        *last = column < 0 ? *last + 1 : range_offset(f->batch, column, f->row);
        f->row++;
        KAMU_TRY(have_row(f, &more, err));
    }
    metrics_count(f->x->server->metrics, METRIC_FOLLOW_EVENTS, i);
    return buf_printf(out, err, "%s\nid: %llu\n\n", array ? "]" : "", (unsigned long long)*last);
}

static kamu_code read_events(struct follow_thread *t, struct feed *feed, struct follower *f,
                             struct kamu_error *err)
{
    struct events *e = &f->pending;
    bool more = false;
    if (f->range == NULL)
        KAMU_TRY(open_reader(t, feed, f, err));
    f->used_ns = t->now_ns;
    KAMU_TRY(tell_schema(f, err));
    e->from = e->to = f->next;
    e->form = f->params.form;
    e->batch = f->params.batch;
    KAMU_TRY(have_row(f, &more, err));
    while (more && e->text.len < FOLLOW_TEXT) {
        uint64_t last = e->to;
        KAMU_TRY(add_event(f, &e->text, &last, err));
        e->to = last + 1;
        KAMU_TRY(have_row(f, &more, err));
    }
    if (!more) { /* up to where the head was; offsets may have gaps in front of it */
        e->to = dataset_range_end(f->range);
        follower_stop_reading(t, f);
    }
    return KAMU_OK;
}

/* Others are at the same place. */
static void keep_events(struct feed *feed, const struct events *e, size_t start)
{
    struct events *last = &feed->last;
    last->text.len = 0;
    last->from = e->from;
    last->to = e->to;
    last->form = e->form;
    last->batch = e->batch;
    if (e->text.len == start || feed->followers->link == NULL ||
        buf_append(&last->text, e->text.data + start, e->text.len - start, NULL) != KAMU_OK)
        last->to = last->from;
}

static kamu_code make_events(struct follow_thread *t, struct feed *feed, struct follower *f,
                             struct kamu_error *err)
{
    const struct events *last = &feed->last;
    bool known = last->to > last->from && last->from == f->next && last->form == f->params.form &&
                 last->batch == f->params.batch && !f->params.with_schema && f->range == NULL;
    if (!known) {
        size_t start = f->pending.text.len; /* behind what is for this follower alone */
        KAMU_TRY(read_events(t, feed, f, err));
        if (!f->params.with_schema)
            keep_events(feed, &f->pending, start);
    } else {
        KAMU_TRY(buf_append(&f->pending.text, last->text.data, last->text.len, err));
        f->pending.to = last->to;
    }
    f->next = f->pending.to;
    return KAMU_OK;
}

/* ---- the pace of the client -------------------------------------------------------------------
 */

static bool end(struct follower *f)
{
    exchange_tell_taken(f->x, -1);
    exchange_end(f->x);
    return false;
}

/* The last word, as far as it can be said without waiting. */
static bool end_with(struct follower *f, const char *event, const char *data)
{
    char text[KAMU_ERROR_TEXT_MAX + 64];
    bool taken = false;
    (void)snprintf(text, sizeof text, "event: %s\ndata: %s\n\n", event, data);
    (void)exchange_offer(f->x, text, strlen(text), &taken, NULL);
    return end(f);
}

/* Tokens expire and rights are taken away: looked at with every heartbeat. */
static bool still_allowed(struct follow_thread *t, struct feed *feed, struct follower *f)
{
    struct access *a = t->worker.server->access;
    struct caller caller = {0};
    struct arena arena;
    unsigned rights = 0;
    arena_init(&arena, (size_t)1 << 20);
    bool ok = access_identify(a, exchange_header(f->x, "authorization"), &arena, &caller, NULL) ==
                  KAMU_OK &&
              caller.kind == f->x->caller.kind &&
              access_rights(a, &caller, &feed->handle, &rights, NULL) == KAMU_OK &&
              rights & ACCESS_READ;
    arena_free(&arena);
    return ok;
}

/* Offers what is pending. *idle: there is nothing to send, or the client does not take it. */
static kamu_code offer(struct follow_thread *t, struct follower *f, bool *idle,
                       struct kamu_error *err)
{
    bool taken = true;
    struct buf *text = &f->pending.text;
    while (f->offered < text->len && taken) {
        size_t left = text->len - f->offered, piece = left < FOLLOW_PIECE ? left : FOLLOW_PIECE;
        KAMU_TRY(exchange_offer(f->x, text->data + f->offered, piece, &taken, err));
        f->offered += taken ? piece : 0;
        f->sent_ns = taken ? t->now_ns : f->sent_ns;
    }
    f->waiting = !taken;
    *idle = !taken || text->len == 0;
    if (!taken)
        return KAMU_OK;
    f->offered = 0;
    if (text->cap > 4 * (size_t)FOLLOW_TEXT)
        buf_free(text);
    text->len = 0;
    return KAMU_OK;
}

/* History was rewritten, or the client is ahead of it. */
static kamu_code tell_rewritten(struct follow_thread *t, const struct feed *feed,
                                struct follower *f, struct kamu_error *err)
{
    if (feed->stale || (f->rewrites == feed->rewrites && f->next <= feed->end))
        return KAMU_OK;
    follower_stop_reading(t, f);
    f->rewrites = feed->rewrites;
    if (f->next > feed->end)
        f->next = feed->end;
    return buf_printf(&f->pending.text, err, "event: rewritten\ndata: {\"lastOffset\":%lld}\n\n",
                      (long long)feed->end - 1);
}

static kamu_code serve(struct follow_thread *t, struct feed *feed, struct follower *f,
                       struct kamu_error *err)
{
    size_t turn = 0;
    bool idle = false;
    for (;;) {
        turn += f->pending.text.len;
        KAMU_TRY(offer(t, f, &idle, err));
        if (f->waiting || turn > FOLLOW_TURN)
            return KAMU_OK;
        KAMU_TRY(tell_rewritten(t, feed, f, err));
        if (f->next < feed->end)
            KAMU_TRY(make_events(t, feed, f, err));
        if (f->pending.text.len == 0)
            break;
    }
    if (t->now_ns - f->sent_ns < (uint64_t)FOLLOW_HEARTBEAT_MS * 1000000u)
        return KAMU_OK;
    KAMU_TRY(buf_append_str(&f->pending.text, ":\n\n", err));
    return offer(t, f, &idle, err);
}

bool follower_serve(struct follow_thread *t, struct feed *feed, struct follower *f)
{
    struct kamu_error err = {0};
    uint64_t waited_ms = f->waiting ? (t->now_ns - f->sent_ns) / 1000000u : 0;
    if (exchange_gone(f->x) || waited_ms >= FOLLOW_STALL_MS)
        return end(f);
    if (waited_ms >= FOLLOW_SLOW_MS)
        follower_stop_reading(t, f);
    if (feed->gone)
        return end_with(f, "gone", "{\"message\":\"Dataset not found\"}");
    if (t->now_ns - f->checked_ns >= (uint64_t)FOLLOW_HEARTBEAT_MS * 1000000u) {
        f->checked_ns = t->now_ns;
        if (!still_allowed(t, feed, f))
            return end_with(f, "gone", "{\"message\":\"Access is not granted any more\"}");
    }
    kamu_code rc = serve(t, feed, f, &err);
    if (rc == KAMU_OK)
        return true;
    if (rc == KAMU_E_CANCELLED)
        return end(f);
    log_write(&t->worker.env.log, LOG_ERROR, "a follower of " STR_FMT " is ended: %s",
              STR_ARG(feed->handle.alias), kamu_error_message(&err, 0));
    return end_with(f, "failed", "{\"message\":\"Internal error\"}");
}
