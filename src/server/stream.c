/*
 * POST {ds}/ingest/stream: NDJSON without end, committed every so many rows or milliseconds. The
 * answer runs along, a line of JSON for each commit:
 *
 *   {"status":"committed","line":2000,"rows":{…},"offsets":{…},"newHead":"f1620…","offset":"2000"}
 *
 * `line` is the last line of the body that is done. With Kamu-Producer each commit carries the
 * producer's offset: Kamu-Offset (0), the offset before the first line, plus `line`. A producer
 * that begins anew sends again from where it likes; lines up to its committed offset are left out.
 *
 * A bad record ends the stream behind what was good before it, with a line {"status":"error",…};
 * with onError=skip it is left out and told. When the client breaks off, whole lines are committed;
 * what was not told to be committed may be or not: a producer asks how far it has come.
 */
#include "readers/format.h"
#include "server/ingest_request.h"
#include "server/listener.h"
#include "server/metrics.h"
#include "server/routes.h"
#include "server/stream_impl.h"
#include "server/workers.h"

#include <inttypes.h>

enum { READ_SIZE = 64 << 10, CLIENT_WAIT_MS = 1000 };

/* ---- what is asked for ----------------------------------------------------------------------- */

static kamu_code number_param(struct exchange *x, const char *name, uint64_t min, uint64_t max,
                              uint64_t *out, struct kamu_error *err)
{
    struct str v;
    KAMU_TRY(exchange_param(x, name, &v, err));
    if (v.p == NULL || (str_u64(v, out) && *out >= min && *out <= max))
        return KAMU_OK;
    return error_set(err, KAMU_E_USAGE,
                     "%s: expected a number from %" PRIu64 " to %" PRIu64 ", not '" STR_FMT "'",
                     name, min, max, STR_ARG(v));
}

static kamu_code read_query(struct stream *s, struct kamu_error *err)
{
    struct str source, on_error;
    uint64_t ms = STREAM_MS;
    s->max_rows = STREAM_ROWS;
    KAMU_TRY(exchange_param(s->x, "sourceName", &source, err));
    KAMU_TRY(exchange_param(s->x, "onError", &on_error, err));
    KAMU_TRY(number_param(s->x, "maxRows", 1, STREAM_ROWS_MAX, &s->max_rows, err));
    KAMU_TRY(number_param(s->x, "maxMs", STREAM_MS_MIN, STREAM_MS_MAX, &ms, err));
    s->max_ms = (unsigned)ms;
    s->options.source_name = source.p;
    s->skips = on_error.p != NULL && str_eqc(on_error, "skip");
    if (on_error.p == NULL || s->skips || str_eqc(on_error, "stop") || str_eqc(on_error, "reject"))
        return KAMU_OK;
    return error_set(err, KAMU_E_USAGE, "onError is skip or stop, not '" STR_FMT "'",
                     STR_ARG(on_error));
}

static kamu_code read_producer(struct stream *s, struct kamu_error *err)
{
    struct push_guard g = {0};
    struct str producer = exchange_header(s->x, "kamu-producer"),
               offset = exchange_header(s->x, "kamu-offset");
    if (exchange_header(s->x, "idempotency-key").p != NULL)
        return error_set(err, KAMU_E_USAGE,
                         "Idempotency-Key has no meaning for a stream; use Kamu-Producer");
    if (producer.p != NULL && offset.p == NULL)
        offset = STR("0");
    KAMU_TRY(guard_parse_producer(producer, offset, exchange_header(s->x, "kamu-epoch"), &g, err));
    if (g.producer.p == NULL)
        return KAMU_OK;
    if (!str_u64(g.offset, &s->base))
        return error_set(err, KAMU_E_USAGE,
                         "Kamu-Offset of a stream is a number: the offset before its first line");
    s->producer = g.producer;
    s->has_epoch = g.has_epoch;
    s->epoch = g.epoch;
    return KAMU_OK;
}

/* Lines that were committed before are not committed again. */
static kamu_code find_known(struct stream *s, struct worker *w, struct dataset *ds,
                            const struct dataset_state *state, struct kamu_error *err)
{
    struct producer p;
    uint64_t committed;
    bool found = false;
    KAMU_TRY(guard_producer(w, ds, state, str_c(s->options.source_name), s->producer, &s->x->arena,
                            &found, &p, err));
    if (!found)
        return KAMU_OK;
    if (!str_u64(p.offset, &committed))
        return error_set(err, KAMU_E_CONFLICT,
                         "The last offset of the producer, '" STR_FMT "', is no number",
                         STR_ARG(p.offset));
    s->known = committed > s->base ? committed - s->base : 0;
    return KAMU_OK;
}

static kamu_code look_at_dataset(struct stream *s, struct worker *w, struct kamu_error *err)
{
    struct dataset *ds;
    const struct dataset_state *state;
    const struct odf_add_push_source *source;
    KAMU_TRY(dataset_open(w->ws, &s->x->dataset, &ds, err));
    kamu_code rc = dataset_state(ds, &state, err);
    if (rc == KAMU_OK && state->chain.dataset_kind != ODF_ROOT)
        rc = error_set(err, KAMU_E_USAGE, "Ingesting data available for root datasets only");
    if (rc == KAMU_OK)
        rc =
            odf_chain_pick_source(&state->chain, str_c(s->options.source_name), &source, NULL, err);
    if (rc == KAMU_OK && s->producer.p != NULL)
        rc = find_known(s, w, ds, state, err);
    dataset_close(ds);
    return rc;
}

static bool format_fits(struct stream *s)
{
    struct str type = exchange_header(s->x, "content-type");
    struct reader_format f;
    s->options.input_format = "ndjson";
    if (type.p == NULL)
        return true;
    if (!format_from_media_type(type, &f) || (f.kind != DATA_NDJSON && f.kind != DATA_NDGEOJSON))
        return false;
    if (f.kind == DATA_NDGEOJSON)
        s->options.input_format = "ndgeojson";
    return true;
}

/* ---- lines ------------------------------------------------------------------------------------
 */

/* Counts what has come behind the whole lines; leaves known ones out. */
static void count_lines(struct stream *s)
{
    while (s->whole < s->text.len && s->lines < s->max_rows) {
        const uint8_t *from = s->text.data + s->whole,
                      *end = memchr(from, '\n', s->text.len - s->whole);
        if (end == NULL)
            return;
        size_t n = (size_t)(end - from) + 1;
        if (s->line < s->known) { /* nothing waits yet: it is the first one */
            s->line++;
            s->text.len -= n;
            memmove(s->text.data, s->text.data + n, s->text.len);
            continue;
        }
        if (s->lines == 0)
            s->since_ns = clock_monotonic_ns();
        s->whole += n;
        s->lines++;
    }
}

static bool is_due(const struct stream *s)
{
    return s->lines >= s->max_rows || s->whole >= STREAM_CHUNK_MAX ||
           (s->lines != 0 && clock_monotonic_ns() - s->since_ns >= (uint64_t)s->max_ms * 1000000);
}

static int wait_ms(const struct stream *s)
{
    if (s->lines == 0)
        return CLIENT_WAIT_MS;
    uint64_t passed = (clock_monotonic_ns() - s->since_ns) / 1000000;
    return passed >= s->max_ms ? 0 : (int)(s->max_ms - passed);
}

static kamu_code too_long(struct stream *s, struct kamu_error *err)
{
    struct kamu_error e;
    (void)error_set(&e, KAMU_E_LIMIT, "A line is longer than %zu bytes", STREAM_LINE_MAX);
    return stream_tell_error(s, &e, s->line + s->lines + 1, err);
}

/* Everything that is due, the client being told. */
static kamu_code commit_due(struct stream *s, bool *over, struct kamu_error *err)
{
    count_lines(s);
    while (!*over && is_due(s)) {
        KAMU_TRY(stream_commit(s, over, err));
        count_lines(s);
    }
    if (*over || s->text.len - s->whole <= STREAM_LINE_MAX)
        return KAMU_OK;
    if (s->lines != 0)
        KAMU_TRY(stream_commit(s, over, err));
    if (*over)
        return KAMU_OK;
    *over = true;
    return too_long(s, err);
}

/* The rest, when nothing more comes. */
static kamu_code commit_rest(struct stream *s, bool complete, bool *over, struct kamu_error *err)
{
    if (complete && s->text.len > s->whole) /* a last line without its end */
        KAMU_TRY(buf_append_byte(&s->text, '\n', err));
    count_lines(s);
    while (!*over && s->lines != 0) {
        KAMU_TRY(stream_commit(s, over, err));
        count_lines(s);
    }
    return KAMU_OK;
}

static kamu_code tell_end(struct stream *s, struct kamu_error *err)
{
    char line[192];
    int n = snprintf(line, sizeof line,
                     "{\"status\":\"end\",\"line\":%" PRIu64 ",\"rows\":{\"new\":%" PRIu64
                     ",\"rejected\":%" PRIu64 "}}\n",
                     s->line, s->rows, s->rejected);
    return exchange_write(s->x, line, (size_t)n, err);
}

static kamu_code run(struct stream *s, struct kamu_error *err)
{
    bool over = false;
    for (;;) {
        size_t got;
        bool late;
        KAMU_TRY(buf_reserve(&s->text, READ_SIZE, err));
        kamu_code rc = exchange_read(s->x, s->text.data + s->text.len, READ_SIZE, wait_ms(s), &got,
                                     &late, err);
        if (rc != KAMU_OK || (got == 0 && !late)) {
            struct kamu_error why = err != NULL && rc != KAMU_OK ? *err : (struct kamu_error){0};
            KAMU_TRY(commit_rest(s, rc == KAMU_OK, &over, err));
            if (over)
                return KAMU_OK;
            return rc == KAMU_OK ? tell_end(s, err) : stream_tell_error(s, &why, 0, err);
        }
        s->text.len += got;
        KAMU_TRY(commit_due(s, &over, err));
        if (over)
            return KAMU_OK;
    }
}

/* ---- the route
 * ------------------------------------------------------------------------------------ */

static void run_thread(struct worker *w, void *arg)
{
    struct stream *s = arg;
    struct exchange *x = s->x;
    struct kamu_error err = {0};
    s->w = w;
    buf_init(&s->text, STREAM_CHUNK_MAX + STREAM_LINE_MAX + 2 * (size_t)READ_SIZE);
    buf_init(&s->rejects, (size_t)1 << 20);
    metrics_gauge_add(x->server->metrics, METRIC_STREAMS, 1);
    if (exchange_begin(x, 200, "application/x-ndjson", &err) == KAMU_OK)
        (void)run(s, &err);
    buf_free(&s->text);
    buf_free(&s->rejects);
    metrics_gauge_add(x->server->metrics, METRIC_STREAMS, -1);
    exchange_end(x);
}

void handle_ingest_stream(struct exchange *x, struct worker *w)
{
    struct kamu_error err = {0};
    struct stream *s = arena_calloc(&x->arena, 1, sizeof *s);
    kamu_code rc = s != NULL ? KAMU_OK : error_nomem(&err);
    if (rc == KAMU_OK) {
        s->x = x;
        kamu_push_options_init(&s->options);
        if (!format_fits(s)) {
            exchange_refuse(x, 415, "Unsupported media type");
            return;
        }
        rc = read_query(s, &err);
    }
    if (rc == KAMU_OK)
        rc = ingest_event_time(x, &s->options, &err);
    if (rc == KAMU_OK)
        rc = read_producer(s, &err);
    if (rc == KAMU_OK)
        rc = look_at_dataset(s, w, &err);
    if (rc != KAMU_OK) {
        ingest_fail(x, &err);
        return;
    }
    if (workers_spawn(x->server->workers, run_thread, s, &err) == KAMU_OK)
        return;
    exchange_add_header(x, "Retry-After", "5");
    exchange_refuse(x, 503, "Too many streams are open");
}
