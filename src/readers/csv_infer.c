/*
 * Types of CSV columns by the shape of their values (spec/read-formats.md 1.2, `inferSchema`), over
 * all records. The result does not depend on where the input is cut; a column without a value is
 * text.
 */
#include "readers/csv_reader.h"

enum {
    SHAPE_BOOL = 1,
    SHAPE_INT = 2,
    SHAPE_FLOAT = 4,
    SHAPE_DATE = 8,
    SHAPE_S = 16,
    SHAPE_MS = 32,
    SHAPE_US = 64,
    SHAPE_NS = 128,
    SHAPE_STRING = 256,
    SHAPE_TIMES = SHAPE_DATE | SHAPE_S | SHAPE_MS | SHAPE_US | SHAPE_NS
};

static bool digits(const char *p, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (p[i] < '0' || p[i] > '9')
            return false;
    return n > 0;
}

static size_t digit_run(const char *p, size_t n)
{
    size_t i = 0;
    while (i < n && p[i] >= '0' && p[i] <= '9')
        i++;
    return i;
}

static bool date_shape(struct str s)
{
    return s.n >= 10 && digits(s.p, 4) && s.p[4] == '-' && digits(s.p + 5, 2) && s.p[7] == '-' &&
           digits(s.p + 8, 2);
}

static unsigned timestamp_shape(struct str s)
{
    if (s.n < 19 || !date_shape(s) || (s.p[10] != 'T' && s.p[10] != ' ') || !digits(s.p + 11, 2) ||
        s.p[13] != ':' || !digits(s.p + 14, 2) || s.p[16] != ':' || !digits(s.p + 17, 2))
        return 0;
    if (s.n == 19 || (s.p[19] != '.' && (s.p[19] < '0' || s.p[19] > '9')))
        return SHAPE_S;
    size_t fraction = s.p[19] == '.' ? digit_run(s.p + 20, s.n - 20) : 0;
    return fraction == 0   ? 0
           : fraction <= 3 ? SHAPE_MS
           : fraction <= 6 ? SHAPE_US
           : fraction <= 9 ? SHAPE_NS
                           : 0;
}

/* -?digits with a point and / or an exponent. */
static bool float_shape(struct str s)
{
    size_t i = s.n > 0 && s.p[0] == '-', whole = digit_run(s.p + i, s.n - i), fraction = 0;
    bool point = false;
    i += whole;
    if (i < s.n && s.p[i] == '.') {
        point = true;
        fraction = digit_run(s.p + i + 1, s.n - i - 1);
        i += 1 + fraction;
    }
    if (whole + fraction == 0)
        return false;
    if (i == s.n)
        return point;
    if ((s.p[i] | 0x20) != 'e')
        return false;
    i++;
    if (i < s.n && (s.p[i] == '+' || s.p[i] == '-'))
        i++;
    return digits(s.p + i, s.n - i);
}

static unsigned shape_of(struct str s)
{
    int64_t v;
    unsigned t;
    if (str_ieq(s, STR("true")) || str_ieq(s, STR("false")))
        return SHAPE_BOOL;
    size_t sign = s.n > 0 && s.p[0] == '-';
    if (digits(s.p + sign, s.n - sign))
        return s.n >= 19 && text_to_i64(s, &v) != NULL ? SHAPE_STRING : SHAPE_INT;
    if (float_shape(s))
        return SHAPE_FLOAT;
    if (s.n == 10 && date_shape(s))
        return SHAPE_DATE;
    t = timestamp_shape(s);
    if (t != 0)
        return t;
    if (str_eqc(s, "NaN") || str_eqc(s, "nan") || str_eqc(s, "inf") || str_eqc(s, "-inf"))
        return SHAPE_FLOAT;
    return SHAPE_STRING;
}

static void type_of(unsigned shapes, struct col_type *t)
{
    *t = (struct col_type){.kind = COL_STRING};
    if (shapes == SHAPE_BOOL)
        t->kind = COL_BOOL;
    else if (shapes == SHAPE_INT)
        t->kind = COL_INT64;
    else if (shapes != 0 && (shapes & ~(unsigned)(SHAPE_INT | SHAPE_FLOAT)) == 0)
        t->kind = COL_FLOAT64;
    else if (shapes == SHAPE_DATE)
        t->kind = COL_DATE32;
    else if (shapes != 0 && (shapes & ~(unsigned)SHAPE_TIMES) == 0) {
        t->kind = COL_TIMESTAMP;
        t->unit = shapes & SHAPE_NS   ? UNIT_NANO
                  : shapes & SHAPE_US ? UNIT_MICRO
                  : shapes & SHAPE_MS ? UNIT_MILLI
                                      : UNIT_SECOND;
    }
}

/* ---- pieces ------------------------------------------------------------------------------ */

struct worker {
    struct csv_parser ps; /* only splitting */
    unsigned *shapes;
};

static kamu_code worker_new(void *ctx, void **out, struct kamu_error *err)
{
    struct csv_reader *x = ctx;
    struct worker *w = mem_calloc(1, sizeof *w);
    if (w == NULL)
        return error_nomem(err);
    *out = w;
    w->ps.d = x->dialect;
    w->ps.n = x->n;
    buf_init(&w->ps.scratch, (size_t)1 << 31);
    w->ps.fields = mem_calloc(x->n, sizeof *w->ps.fields);
    w->shapes = mem_calloc(x->n, sizeof *w->shapes);
    return w->ps.fields == NULL || w->shapes == NULL ? error_nomem(err) : KAMU_OK;
}

static void worker_free(void *ctx, void *worker)
{
    struct worker *w = worker;
    mem_free(w->ps.fields);
    mem_free(w->shapes);
    buf_free(&w->ps.scratch);
    mem_free(w);
}

static void look_at_piece(void *ctx, struct piece *p)
{
    struct csv_reader *x = ctx;
    struct worker *w = p->worker;
    struct csv_parser *ps = &w->ps;
    const uint8_t *at = p->text;
    csv_parser_text(ps, p->text, p->n, p->last);
    memset(w->shapes, 0, x->n * sizeof *w->shapes);
    p->records = 0;
    p->stop = PIECE_ALL;
    for (;;) {
        at = csv_skip_blank(ps, at);
        p->used = (size_t)(at - p->text);
        if (at >= ps->end)
            return;
        uint64_t n;
        const uint8_t *end = csv_split(ps, at, ps->fields, x->n, &n);
        if (end == NULL) {
            p->stop = ps->fault == CSV_FAULT_TRUNCATED ? PIECE_INCOMPLETE : PIECE_NO_MEMORY;
            return;
        }
        /* wrong records are told when they are read */
        for (uint32_t i = 0; i < x->n && n == x->n; i++) {
            struct str s = {(const char *)ps->fields[i].p, ps->fields[i].n};
            if (s.n > 0 && (ps->fields[i].quoted || !str_eq(s, x->dialect.null_value)))
                w->shapes[i] |= shape_of(s);
        }
        p->records++;
        at = end;
    }
}

kamu_code csv_infer(struct csv_reader *x, struct col_schema *schema, struct kamu_error *err)
{
    struct pipeline_ops ops = {
        .cut = csv_cut, .run = look_at_piece, .worker_new = worker_new, .worker_free = worker_free};
    struct reader *r = x->r;
    struct pipeline *pl;
    struct piece *p;
    unsigned *shapes = mem_calloc(x->n, sizeof *shapes);
    if (shapes == NULL)
        return error_nomem(err);
    kamu_code rc =
        pipeline_new(r->env, r->in, &ops, x, r->o.chunk_bytes, r->o.record_max_bytes, &pl, err);
    if (rc == KAMU_OK)
        rc = pipeline_start_with(pl, x->start.data + x->start_at, x->start.len - x->start_at,
                                 x->start_at, 0, 0, err);
    x->any_record = false;
    while (rc == KAMU_OK && (rc = pipeline_next(pl, &p, err)) == KAMU_OK && p != NULL) {
        if (p->stop == PIECE_NO_MEMORY) {
            rc = error_nomem(err);
            break;
        }
        for (uint32_t i = 0; i < x->n; i++)
            shapes[i] |= ((struct worker *)p->worker)->shapes[i];
        x->any_record |= p->records > 0;
        pipeline_release(pl, p);
    }
    for (uint32_t i = 0; i < x->n && rc == KAMU_OK; i++)
        type_of(shapes[i], &schema->fields[i].type);
    pipeline_free(pl);
    mem_free(shapes);
    return rc;
}
