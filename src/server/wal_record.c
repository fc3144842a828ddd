/* What stands in a journal: see wal.h. Numbers are little-endian, a text is its length and its
 * bytes with a NUL; ~0 = absent. */
#include "base/bytes.h"
#include "odf/json.h"
#include "server/wal_impl.h"

#include <inttypes.h>

#define ABSENT UINT32_MAX

/* ---- writing ------------------------------------------------------------------------------ */

static kamu_code put_bytes(struct buf *b, const void *p, uint64_t n, struct kamu_error *err)
{
    KAMU_TRY(buf_append_u64(b, n, err));
    KAMU_TRY(buf_append(b, p, (size_t)n, err));
    return buf_append_byte(b, 0, err);
}

static kamu_code put_text(struct buf *b, struct str s, struct kamu_error *err)
{
    return s.p == NULL ? buf_append_u64(b, ABSENT, err) : put_bytes(b, s.p, s.n, err);
}

enum {
    HAS_KEY = 1,
    HAS_EPOCH = 2,
    CLIENT_KEY = 4,
    HAS_EVENT_TIME = 8,
    STRICT = 16,
    LIMITS_RETRACTIONS = 32
};

static kamu_code put_options(struct buf *b, const struct kamu_push_options *o,
                             struct kamu_error *err)
{
    const uint64_t numbers[] = {(uint64_t)o->event_time.seconds,
                                o->event_time.nanos,
                                o->on_repeated_key,
                                o->on_changed_row,
                                o->on_error,
                                o->max_errors,
                                o->retract_max_rows,
                                (uint64_t)(o->retract_max_share * 1e9)};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        KAMU_TRY(buf_append_u64(b, numbers[i], err));
    KAMU_TRY(put_text(b, str_c(o->source_name), err));
    KAMU_TRY(put_text(b, str_c(o->input_format), err));
    return put_text(b, str_c(o->expected_head), err);
}

kamu_code wal_push_encode(const struct wal_push *p, struct buf *out, struct kamu_error *err)
{
    const struct push_guard *g = &p->guard;
    const struct kamu_push_options *o = &p->options;
    uint64_t flags = (g->has_key ? HAS_KEY : 0u) | (g->has_epoch ? HAS_EPOCH : 0u) |
                     (p->client_key ? CLIENT_KEY : 0u) | (o->has_event_time ? HAS_EVENT_TIME : 0u) |
                     (o->strict ? STRICT : 0u) | (o->limits_retractions ? LIMITS_RETRACTIONS : 0u);
    KAMU_TRY(buf_append(out, p->id, WAL_ID, err));
    KAMU_TRY(buf_append(out, p->dataset.key, sizeof p->dataset.key, err));
    KAMU_TRY(buf_append(out, g->scope, sizeof g->scope, err));
    KAMU_TRY(buf_append(out, g->fingerprint, sizeof g->fingerprint, err));
    KAMU_TRY(buf_append_u64(out, (uint64_t)p->time_ms, err));
    KAMU_TRY(buf_append_u64(out, flags, err));
    KAMU_TRY(buf_append_u64(out, g->epoch, err));
    KAMU_TRY(put_options(out, o, err));
    KAMU_TRY(put_text(out, g->producer, err));
    KAMU_TRY(put_text(out, g->offset, err));
    KAMU_TRY(put_text(out, str_c(p->media_type), err));
    return put_bytes(out, p->body, p->size, err);
}

kamu_code wal_done_encode(const struct wal_done *d, struct buf *out, struct kamu_error *err)
{
    KAMU_TRY(buf_append(out, d->id, WAL_ID, err));
    KAMU_TRY(buf_append(out, d->dataset.key, sizeof d->dataset.key, err));
    KAMU_TRY(buf_append(out, d->scope, sizeof d->scope, err));
    KAMU_TRY(buf_append(out, d->fingerprint, sizeof d->fingerprint, err));
    KAMU_TRY(buf_append_u64(out, (uint64_t)d->time_ms, err));
    KAMU_TRY(buf_append_u64(out, (d->client_key ? 1u : 0u) | (d->failed ? 2u : 0u), err));
    return put_text(out, d->text, err);
}

/* ---- reading -------------------------------------------------------------------------------- */

struct reading {
    const uint8_t *p, *end;
    bool ok;
};

static void get(struct reading *r, void *out, size_t n)
{
    if (!r->ok || (size_t)(r->end - r->p) < n) {
        r->ok = false;
        memset(out, 0, n);
        return;
    }
    memcpy(out, r->p, n);
    r->p += n;
}

static uint64_t get_u64(struct reading *r)
{
    uint64_t v;
    get(r, &v, sizeof v);
    return le64toh(v);
}

/* With its NUL behind it. */
static struct str get_text(struct reading *r)
{
    uint64_t n = get_u64(r);
    if (!r->ok || n == ABSENT)
        return STR_NONE;
    if (n >= (uint64_t)(r->end - r->p) || r->p[n] != 0) {
        r->ok = false;
        return STR_NONE;
    }
    struct str s = {(const char *)r->p, (size_t)n};
    r->p += n + 1;
    return s;
}

static const char *get_c(struct reading *r)
{
    struct str s = get_text(r);
    if (s.p != NULL && memchr(s.p, 0, s.n) != NULL)
        r->ok = false;
    return s.p;
}

static void get_options(struct reading *r, uint64_t flags, struct kamu_push_options *o)
{
    kamu_push_options_init(o);
    o->has_event_time = flags & HAS_EVENT_TIME;
    o->strict = flags & STRICT;
    o->limits_retractions = flags & LIMITS_RETRACTIONS;
    o->event_time.seconds = (int64_t)get_u64(r);
    o->event_time.nanos = (uint32_t)get_u64(r);
    o->on_repeated_key = (enum kamu_on_repeated_key)get_u64(r);
    o->on_changed_row = (enum kamu_on_changed_row)get_u64(r);
    o->on_error = (enum kamu_on_error)get_u64(r);
    o->max_errors = get_u64(r);
    o->retract_max_rows = get_u64(r);
    o->retract_max_share = (double)get_u64(r) / 1e9;
    o->source_name = get_c(r);
    o->input_format = get_c(r);
    o->expected_head = get_c(r);
    r->ok = r->ok && o->event_time.nanos < 1000000000 &&
            o->on_repeated_key <= KAMU_REPEATED_KEY_ERROR &&
            o->on_changed_row <= KAMU_CHANGED_ROW_ERROR && o->on_error <= KAMU_ON_ERROR_SKIP &&
            o->retract_max_share <= 1;
}

bool wal_push_decode(const uint8_t *payload, size_t n, struct wal_push *out)
{
    struct reading r = {payload, payload + n, true};
    struct push_guard *g = &out->guard;
    *out = (struct wal_push){0};
    get(&r, out->id, WAL_ID);
    get(&r, out->dataset.key, sizeof out->dataset.key);
    get(&r, g->scope, sizeof g->scope);
    get(&r, g->fingerprint, sizeof g->fingerprint);
    out->time_ms = (int64_t)get_u64(&r);
    uint64_t flags = get_u64(&r);
    g->epoch = get_u64(&r);
    g->has_key = flags & HAS_KEY;
    g->has_epoch = flags & HAS_EPOCH;
    out->client_key = flags & CLIENT_KEY;
    get_options(&r, flags, &out->options);
    g->producer = get_text(&r);
    g->offset = get_text(&r);
    out->media_type = get_c(&r);
    struct str body = get_text(&r);
    out->body = body.p;
    out->size = body.n;
    return r.ok && r.p == r.end && (g->has_key || g->producer.p != NULL) &&
           (g->producer.p == NULL) == (g->offset.p == NULL) && g->producer.n <= PRODUCER_TEXT_MAX &&
           g->offset.n <= PRODUCER_TEXT_MAX;
}

bool wal_done_decode(const uint8_t *payload, size_t n, struct wal_done *out)
{
    struct reading r = {payload, payload + n, true};
    *out = (struct wal_done){0};
    get(&r, out->id, WAL_ID);
    get(&r, out->dataset.key, sizeof out->dataset.key);
    get(&r, out->scope, sizeof out->scope);
    get(&r, out->fingerprint, sizeof out->fingerprint);
    out->time_ms = (int64_t)get_u64(&r);
    uint64_t flags = get_u64(&r);
    out->client_key = flags & 1u;
    out->failed = flags & 2u;
    out->text = get_text(&r);
    return r.ok && r.p == r.end && out->text.p != NULL;
}

/* ---- texts ------------------------------------------------------------------------------------
 */

void wal_id_text(const uint8_t id[WAL_ID], char out[WAL_ID_TEXT])
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < WAL_ID; i++) {
        out[2 * i] = digits[id[i] >> 4];
        out[2 * i + 1] = digits[id[i] & 15];
    }
    out[2 * (size_t)WAL_ID] = '\0';
}

bool wal_id_parse(struct str s, uint8_t out[WAL_ID])
{
    memset(out, 0, WAL_ID);
    if (s.n != WAL_ID_TEXT - 1)
        return false;
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f')))
            return false;
        out[i / 2] = (uint8_t)(out[i / 2] << 4 | (c <= '9' ? c - '0' : c - 'a' + 10));
    }
    return true;
}

static kamu_code put_member(struct buf *b, const char *name, const char *text,
                            struct kamu_error *err)
{
    if (text == NULL || text[0] == '\0')
        return KAMU_OK;
    KAMU_TRY(buf_printf(b, err, ",\"%s\":", name));
    return odf_json_quote(str_c(text), b, err);
}

static kamu_code put_number(struct buf *b, const char *name, uint64_t v, struct kamu_error *err)
{
    return v == 0 ? KAMU_OK : buf_printf(b, err, ",\"%s\":%" PRIu64, name, v);
}

static kamu_code put_error(const struct kamu_error *e, struct buf *b, struct kamu_error *err)
{
    const char *message = kamu_error_message(e, 0), *inner;
    if (exchange_status_of(e) >= 500) /* nothing of the inside; it is in the log */
        return buf_append_str(
            b, ",\"error\":{\"code\":\"KAMU_E_BUG\",\"message\":\"Internal error\"}", err);
    struct buf text = BUF_INIT(WAL_STATUS_TEXT_MAX / 4);
    kamu_code rc = buf_append_str(&text, message != NULL ? message : kamu_code_name(e->code), err);
    for (unsigned i = 1; rc == KAMU_OK && (inner = kamu_error_message(e, i)) != NULL; i++)
        rc = buf_printf(&text, err, ": %s", inner);
    if (rc == KAMU_OK)
        rc =
            buf_printf(b, err, ",\"error\":{\"code\":\"%s\",\"message\":", kamu_code_name(e->code));
    if (rc == KAMU_OK)
        rc = odf_json_quote((struct str){(const char *)text.data, text.len}, b, err);
    buf_free(&text);
    KAMU_TRY(rc);
    KAMU_TRY(put_member(b, "input", e->at.input, err));
    KAMU_TRY(put_number(b, "line", e->at.line, err));
    KAMU_TRY(put_number(b, "column", e->at.column, err));
    KAMU_TRY(put_number(b, "record", e->at.record, err));
    KAMU_TRY(put_member(b, "field", e->at.field, err));
    KAMU_TRY(put_member(b, "text", e->at.excerpt, err));
    KAMU_TRY(put_member(b, "expected", e->at.expected, err));
    KAMU_TRY(put_member(b, "hint", e->at.hint, err));
    return buf_append_byte(b, '}', err);
}

static kamu_code put_outcome(const struct push_outcome *o, struct buf *b, struct kamu_error *err)
{
    char old_head[ODF_HASH_TEXT_MAX] = "", new_head[ODF_HASH_TEXT_MAX] = "";
    if (odf_hash_present(&o->old_head))
        (void)odf_hash_text(&o->old_head, old_head);
    if (odf_hash_present(&o->new_head))
        (void)odf_hash_text(&o->new_head, new_head);
    if (o->replayed)
        KAMU_TRY(buf_append_str(b, ",\"replayed\":true", err));
    KAMU_TRY(put_member(b, "oldHead", old_head, err));
    KAMU_TRY(put_member(b, "newHead", new_head, err));
    KAMU_TRY(buf_printf(
        b, err, ",\"rows\":{\"received\":%" PRIu64 ",\"new\":%" PRIu64 ",\"rejected\":%" PRIu64 "}",
        o->rows_received, o->rows_new, o->rows_rejected));
    return o->has_offsets
               ? buf_printf(b, err, ",\"offsets\":{\"start\":%" PRIu64 ",\"end\":%" PRIu64 "}",
                            o->offset_first, o->offset_last)
               : KAMU_OK;
}

kamu_code wal_status_text(const uint8_t id[WAL_ID], const struct push_outcome *o, bool kept,
                          struct buf *out, struct kamu_error *err)
{
    char text[WAL_ID_TEXT];
    const char *status = o->code != KAMU_OK ? "failed" : o->updated ? "committed" : "up-to-date";
    wal_id_text(id, text);
    KAMU_TRY(buf_printf(out, err, "{\"id\":\"%s\",\"status\":\"%s\"", text, status));
    if (o->code == KAMU_OK)
        KAMU_TRY(put_outcome(o, out, err));
    else
        KAMU_TRY(put_error(&o->error, out, err));
    if (o->code != KAMU_OK)
        KAMU_TRY(buf_printf(out, err, ",\"bodyKept\":%s", kept ? "true" : "false"));
    return buf_append_byte(out, '}', err);
}
