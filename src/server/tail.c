/* GET {ds}/tail: the newest rows, or a page behind an offset (spec/http-api.md 4.2). */
#include "server/tail.h"

#include "server/follow.h"
#include "server/routes.h"
#include "server/spool.h"
#include "store/range.h"
#include "store/tail.h"

#define SOA_MAX ((size_t)100000000) /* as kamu */

/* ---- parameters ------------------------------------------------------------------------------ */

static kamu_code take_skip(void *to, struct str value, struct kamu_error *err)
{
    return param_u64(value, &((struct tail_params *)to)->skip, err);
}

static kamu_code take_limit(void *to, struct str value, struct kamu_error *err)
{
    struct tail_params *p = to;
    p->has_limit = true;
    return param_u64(value, &p->limit, err);
}

static kamu_code take_data_format(void *to, struct str value, struct kamu_error *err)
{
    return param_data_format(value, &((struct tail_params *)to)->form, err);
}

static kamu_code take_schema_format(void *to, struct str value, struct kamu_error *err)
{
    struct tail_params *p = to;
    p->with_schema = true;
    return param_schema_format(value, &p->schema_format, err);
}

static kamu_code take_after(void *to, struct str value, struct kamu_error *err)
{
    struct tail_params *p = to;
    if (value.n > 1 && value.p[0] == '-') { /* -1: from the first row on */
        p->after_all = str_eqc(value, "-1");
        p->has_after = p->after_all;
        return p->after_all
                   ? KAMU_OK
                   : error_set(err, KAMU_E_USAGE, "-1, or the offset of a row, is expected");
    }
    p->has_after = true;
    return param_u64(value, &p->after, err);
}

static kamu_code take_follow(void *to, struct str value, struct kamu_error *err)
{
    struct tail_params *p = to;
    p->follow = str_eqc(value, "1") || str_eqc(value, "true");
    return p->follow || str_eqc(value, "0") || str_eqc(value, "false")
               ? KAMU_OK
               : error_set(err, KAMU_E_USAGE, "1 or 0 is expected");
}

static kamu_code take_batch(void *to, struct str value, struct kamu_error *err)
{
    struct tail_params *p = to;
    uint64_t n = 0;
    KAMU_TRY(param_u64(value, &n, err));
    if (n < 1 || n > FOLLOW_BATCH_MAX)
        return error_set(err, KAMU_E_USAGE, "1 to %d is expected", FOLLOW_BATCH_MAX);
    p->batch = (uint32_t)n;
    return KAMU_OK;
}

static const struct param known[] = {
    {"skip", NULL, take_skip},
    {"limit", NULL, take_limit},
    {"dataFormat", NULL, take_data_format},
    {"schemaFormat", NULL, take_schema_format},
    {"afterOffset", NULL, take_after}, /* ours, from here on */
    {"follow", NULL, take_follow},
    {"batch", NULL, take_batch},
    {NULL, NULL, NULL},
};

static bool take_params(struct exchange *x, struct tail_params *p)
{
    *p = (struct tail_params){.limit = 100, .batch = 0};
    if (!params_take(x, known, false, p))
        return false;
    if (p->limit <= INT64_MAX && p->skip <= INT64_MAX && p->after < INT64_MAX)
        return true;
    params_refuse(x, p->limit > INT64_MAX  ? "limit: number too large to fit in target type"
                     : p->skip > INT64_MAX ? "skip: number too large to fit in target type"
                                           : "afterOffset: number too large to fit in target type");
    return false;
}

/* ---- the answer -------------------------------------------------------------------------------
 */

/* Rows from wherever they come. */
struct source {
    struct dataset_tail *tail;
    struct dataset_range *range;
};

static kamu_code open_source(struct worker *w, struct dataset *ds, const struct tail_params *p,
                             struct source *out, struct kamu_error *err)
{
    struct dataset_tail_options options = {.skip = p->skip, .limit = p->limit};
    if (!p->has_after)
        return dataset_tail_open(&w->env, ds, &options, &out->tail, err);
    uint64_t from = (p->after_all ? 0 : p->after + 1) + p->skip;
    return dataset_range_open(&w->env, ds, from, p->limit, BATCH_ROWS_MAX, &out->range, err);
}

static struct col_schema *schema_of(const struct source *s)
{
    return s->tail != NULL ? dataset_tail_schema(s->tail) : dataset_range_schema(s->range);
}

static kamu_code next_rows(const struct source *s, struct batch **out, struct kamu_error *err)
{
    return s->tail != NULL ? dataset_tail_next(s->tail, out, err)
                           : dataset_range_next(s->range, out, err);
}

static void close_source(struct source *s)
{
    dataset_tail_close(s->tail);
    dataset_range_close(s->range);
}

static kamu_code add_batch(struct spool *out, struct json_rows *rows, const struct batch *b,
                           struct exchange *x, struct kamu_error *err)
{
    for (int64_t i = 0; i < b->length; i++) {
        KAMU_TRY(json_rows_add(rows, b, i, &out->text, err));
        KAMU_TRY(spool_check(out, err));
    }
    return exchange_left(x) ? error_set(err, KAMU_E_CANCELLED, "The client has left") : KAMU_OK;
}

/* *next: the offset behind the last row, where offsets are told. */
static kamu_code add_rows(struct spool *out, struct json_rows *rows, const struct source *s,
                          struct exchange *x, uint64_t *next, struct kamu_error *err)
{
    int column = s->range == NULL ? -1 : dataset_range_offset_column(s->range);
    for (;;) {
        struct batch *b = NULL;
        KAMU_TRY(next_rows(s, &b, err));
        if (b == NULL)
            return KAMU_OK;
        kamu_code rc = add_batch(out, rows, b, x, err);
        if (column >= 0 && b->length > 0)
            *next = range_offset(b, column, b->length - 1) + 1;
        batch_free(b);
        KAMU_TRY(rc);
    }
}

/* Where the next page begins. */
static kamu_code add_cursor(struct spool *out, const struct tail_params *p, const struct source *s,
                            uint64_t next, struct kamu_error *err)
{
    if (next == 0 && !p->after_all)
        next = p->after + 1;
    return buf_printf(&out->text, err, ",\"lastOffset\":%lld,\"more\":%s", (long long)next - 1,
                      next < dataset_range_end(s->range) ? "true" : "false");
}

static kamu_code add_schema(struct buf *out, const struct tail_params *p,
                            const struct col_schema *schema, struct kamu_error *err)
{
    KAMU_TRY(buf_append_str(out, ",\"schema\":", err));
    KAMU_TRY(schema == NULL ? odf_schema_json_value(NULL, p->schema_format, out, err)
                            : odf_schema_json_value_columns(schema, p->schema_format, out, err));
    return buf_printf(out, err, ",\"schemaFormat\":\"%s\"", schema_format_name(p->schema_format));
}

static kamu_code make_answer(struct exchange *x, const struct tail_params *p,
                             const struct source *s, struct spool *out, struct kamu_error *err)
{
    struct json_rows *rows = NULL;
    struct col_schema *schema = schema_of(s);
    uint64_t next = 0;
    KAMU_TRY(buf_append_str(&out->text, "{\"data\":", err));
    if (schema == NULL) {
        KAMU_TRY(buf_append_str(&out->text, p->form == JSON_SOA ? "{}" : "[]", err));
    } else {
        KAMU_TRY(json_rows_new(p->form, schema, SOA_MAX, &rows, err));
        kamu_code rc = add_rows(out, rows, s, x, &next, err);
        if (rc == KAMU_OK)
            rc = json_rows_end(rows, false, &out->text, err);
        json_rows_free(rows);
        KAMU_TRY(rc);
    }
    KAMU_TRY(buf_printf(&out->text, err, ",\"dataFormat\":\"%s\"", data_format_name(p->form)));
    if (p->has_after)
        KAMU_TRY(add_cursor(out, p, s, next, err));
    if (p->with_schema)
        KAMU_TRY(add_schema(&out->text, p, schema, err));
    return buf_append_byte(&out->text, '}', err);
}

static kamu_code answer(struct exchange *x, struct worker *w, const struct tail_params *p,
                        struct kamu_error *err)
{
    struct dataset *ds = NULL;
    struct source source = {0};
    struct spool out;
    spool_init(&out, w);
    kamu_code rc = dataset_open(w->ws, &x->dataset, &ds, err);
    if (rc == KAMU_OK)
        rc = open_source(w, ds, p, &source, err);
    if (rc == KAMU_OK)
        rc = make_answer(x, p, &source, &out, err);
    close_source(&source);
    dataset_close(ds);
    if (rc == KAMU_OK)
        rc = spool_send(&out, x, "application/json", err);
    spool_free(&out);
    return rc;
}

void handle_tail(struct exchange *x, struct worker *w)
{
    struct tail_params p;
    struct kamu_error err = {0};
    if (!take_params(x, &p))
        return;
    if (p.follow) {
        follow_start(x, w, &p);
        return;
    }
    kamu_code rc = answer(x, w, &p, &err);
    if (rc == KAMU_E_LIMIT) /* of the answer, not of the request: exchange_fail says 413 */
        err.code = KAMU_E_INPUT;
    if (rc != KAMU_OK)
        exchange_fail(x, &err);
}
