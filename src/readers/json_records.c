#include "readers/json_reader.h"
#include "readers/time_format.h"

#include <stdio.h>

void json_records_init(struct json_records *x, struct reader *r, const struct json_options *o)
{
    *x = (struct json_records){.r = r, .o = *o};
    x->o.inferred = r->inferred;
    x->o.strict_rows = r->o.strict;
    x->o.parser = r->o.parser;
    x->o.date_format = time_format_of(r->o.format.date_format);
    x->o.timestamp_format = time_format_of(r->o.format.timestamp_format);
}

kamu_code json_records_worker(void *ctx, void **worker, struct kamu_error *err)
{
    struct json_records *x = ctx;
    struct json_parser *ps = mem_calloc(1, sizeof *ps);
    if (ps == NULL)
        return error_nomem(err);
    *worker = ps;
    struct json_options o = x->o;
    o.wanted = x->r->o.wanted; /* known by now, the first rows are wanted */
    return json_parser_init(ps, x->r->schema, &o, err);
}

void json_records_worker_free(void *ctx, void *worker)
{
    json_parser_free(worker);
    mem_free(worker);
}

/* The rows so far as a batch of the piece. */
static bool flush(struct json_parser *ps, struct piece *p)
{
    struct batch *b;
    if (ps->rows == 0)
        return true;
    ps->rows = 0;
    return batch_builder_finish(&ps->builder, &b, NULL) == KAMU_OK && piece_add_batch(p, b);
}

static bool array_ends(const struct json_records *x, const struct json_parser *ps,
                       const uint8_t *at)
{
    return x->o.mode == JSON_ARRAY && at < ps->end && *at == ']';
}

void json_records_run(void *ctx, struct piece *p)
{
    struct json_records *x = ctx;
    struct json_parser *ps = p->worker;
    const uint8_t *at = p->text, *stop_at;
    ps->rows = 0;
    json_parser_text(ps, p->text, p->n, p->last);
    if (p->first && x->o.mode == JSON_ARRAY) { /* an empty array */
        at = json_skip_space(ps, at);
        if (array_ends(x, ps, at)) {
            p->stop = PIECE_END;
            p->used = (size_t)(at - p->text);
            return;
        }
    }
    for (;;) {
        enum json_stop stop = json_parse(ps, at, &stop_at);
        at = stop_at;
        p->used = (size_t)(at - p->text);
        p->records = ps->counts.records + p->n_rejects;
        if (stop == JSON_BAD && records_skip_bad(x->r)) {
            bool more;
            const uint8_t *behind = json_resync(ps, at, &more);
            if (more)
                stop = JSON_INCOMPLETE;
            else if (behind != NULL && !piece_add_reject(p, p->used, p->records))
                stop = JSON_NO_MEMORY;
            else if (behind != NULL) {
                at = behind;
                json_check_utf8_from(ps, at);
                if (!array_ends(x, ps, at) || at[-1] == ',')
                    continue;
                stop = JSON_ARRAY_END; /* the last element was the bad one */
                p->used = (size_t)(at - p->text);
                p->records = ps->counts.records + p->n_rejects;
            }
        }
        if (stop == JSON_NO_MEMORY || !flush(ps, p)) {
            p->stop = PIECE_NO_MEMORY;
            return;
        }
        if (stop == JSON_ROWS)
            continue;
        p->stop = stop == JSON_END          ? PIECE_ALL
                  : stop == JSON_INCOMPLETE ? PIECE_INCOMPLETE
                  : stop == JSON_ARRAY_END  ? PIECE_END
                                            : PIECE_BAD;
        return;
    }
}

void json_records_count(void *ctx, const struct piece *p, struct reader_stats *s)
{
    const struct json_parser *ps = p->worker;
    if (s->unknown_fields == 0 && ps->counts.unknown > 0 && ps->unknown_name.p != NULL)
        snprintf(s->unknown_name, sizeof s->unknown_name, STR_FMT, STR_ARG(ps->unknown_name));
    s->unknown_fields += ps->counts.unknown;
    s->missing_fields += ps->counts.missing;
    s->all_null_rows += ps->counts.null_rows;
    s->implausible_times += ps->counts.implausible;
}

void json_records_explain(void *ctx, struct piece *p, size_t at, uint64_t record, size_t *end,
                          struct kamu_error *err)
{
    struct json_records *x = ctx;
    struct json_parser *ps = p->worker;
    struct json_counts before = ps->counts;
    const uint8_t *start = p->text + at;
    json_check_utf8_from(ps, start);
    if (json_exact_record(ps, start) != NULL)
        KAMU_BUG("a bad JSON record is good at second sight");
    json_error(ps, err);
    piece_error_at(p, byte_input_name(x->r->in), ps->fault_at, record, err);
    json_truncate(ps, 0);
    ps->counts = before;
    bool more;
    const uint8_t *behind = json_resync(ps, start, &more);
    *end = (size_t)((behind == NULL ? ps->end : behind) - p->text);
    while (*end > at + 1 && (json_is_space(p->text[*end - 1]) ||
                             (x->o.mode == JSON_ARRAY && p->text[*end - 1] == ',')))
        (*end)--; /* the value alone */
}
