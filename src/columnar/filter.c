/* Evaluates conditions: on batches, and on what is known of rows that were not read. */
#include "columnar/compare.h"
#include "columnar/filter_internal.h"
#include "columnar/text.h"

#include <math.h>

/* Truth: AND is the minimum, OR the maximum, NOT 2 - x. */
enum { NO, UNKNOWN, YES };

/* ---- keys ---------------------------------------------------------------------------------------
 */

bool filter_has_keys(const struct col_type *t)
{
    switch (t->kind) {
    case COL_BOOL:
    case COL_INT8:
    case COL_INT16:
    case COL_INT32:
    case COL_INT64:
    case COL_UINT8:
    case COL_UINT16:
    case COL_UINT32:
    case COL_UINT64:
    case COL_FLOAT16:
    case COL_FLOAT32:
    case COL_FLOAT64:
    case COL_DATE32:
    case COL_TIME32:
    case COL_TIME64:
    case COL_TIMESTAMP:
    case COL_DURATION:
        return true;
    default:
        return false;
    }
}

/* Floats in the order of their numbers; one NaN, above all; one zero. */
static int64_t float_key(double v)
{
    int64_t bits;
    if (isnan(v))
        return INT64_MAX;
    if (v == 0)
        v = 0; /* -0.0 too */
    memcpy(&bits, &v, sizeof bits);
    return bits < 0 ? bits ^ INT64_MAX : bits;
}

#define LOAD(type)                                                                                 \
    type v;                                                                                        \
    memcpy(&v, value, sizeof v)

int64_t filter_key(const struct col_type *t, const void *value)
{
    switch (t->kind) {
    case COL_BOOL:
    case COL_UINT8:
        return *(const uint8_t *)value;
    case COL_INT8:
        return *(const int8_t *)value;
    case COL_INT16: {
        LOAD(int16_t);
        return v;
    }
    case COL_UINT16: {
        LOAD(uint16_t);
        return v;
    }
    case COL_INT32:
    case COL_DATE32:
    case COL_TIME32: {
        LOAD(int32_t);
        return v;
    }
    case COL_UINT32: {
        LOAD(uint32_t);
        return v;
    }
    case COL_UINT64: {
        LOAD(uint64_t);
        return (int64_t)(v ^ UINT64_C(1) << 63);
    }
    case COL_FLOAT16: {
        LOAD(uint16_t);
        return float_key((double)f16_to_f32(v));
    }
    case COL_FLOAT32: {
        LOAD(float);
        return float_key((double)v);
    }
    case COL_FLOAT64: {
        LOAD(double);
        return float_key(v);
    }
    default: {
        LOAD(int64_t);
        return v;
    }
    }
}

static void test_keys(const struct filter_node *n, const struct column *c, uint8_t *out)
{
    size_t width = col_width(c->type);
    for (int64_t i = 0; i < c->length; i++) {
        int64_t key = c->type->kind == COL_BOOL
                          ? bit_get(c->values->data, i)
                          : filter_key(c->type, c->values->data + (size_t)i * width);
        out[i] = key >= n->lo && key <= n->hi ? YES : NO;
    }
}

/* ---- other types --------------------------------------------------------------------------------
 */

static void test_values(const struct filter_node *n, const struct column *c, uint8_t *out)
{
    for (int64_t i = 0; i < c->length; i++) {
        bool in = true;
        if (n->has_low) {
            int d = column_value_compare(c, i, &n->low, 0);
            in = d > 0 || (d == 0 && !n->low_open);
        }
        if (in && n->has_high) {
            int d = column_value_compare(c, i, &n->high, 0);
            in = d < 0 || (d == 0 && !n->high_open);
        }
        out[i] = in ? YES : NO;
    }
}

static struct str bytes_at(const struct column *c, int64_t i)
{
    int32_t from = col_offsets(c)[i], to = col_offsets(c)[i + 1];
    return (struct str){to > from ? (const char *)c->values->data + from : "", (size_t)(to - from)};
}

static size_t char_length(struct str s, size_t at)
{
    uint32_t code;
    unsigned n = utf8_decode(s.p + at, s.n - at, &code);
    return n ? n : 1;
}

/* Goes back to the last % only: linear in text times pattern at worst. */
static bool like(struct str s, struct str p)
{
    size_t i = 0, j = 0, star = SIZE_MAX, from = 0;
    while (i < s.n) {
        if (j < p.n && p.p[j] == '%') {
            star = ++j;
            from = i;
            continue;
        }
        if (j < p.n && p.p[j] == '_') {
            i += char_length(s, i);
            j++;
            continue;
        }
        size_t escape = j + 1 < p.n && p.p[j] == '\\';
        if (j < p.n && s.p[i] == p.p[j + escape]) {
            i++;
            j += 1 + escape;
            continue;
        }
        if (star == SIZE_MAX)
            return false;
        from += char_length(s, from);
        i = from;
        j = star;
    }
    while (j < p.n && p.p[j] == '%')
        j++;
    return j == p.n;
}

static void test_like(const struct filter_node *n, const struct column *c, uint8_t *out)
{
    for (int64_t i = 0; i < c->length; i++)
        out[i] = like(bytes_at(c, i), n->pattern) ? YES : NO;
}

/* ---- batches ------------------------------------------------------------------------------------
 */

static void test(const struct filter_node *n, const struct batch *b, uint8_t *out)
{
    const struct column *c = &b->columns[n->bound];
    bool nulls = c->type->kind == COL_NULL;
    if (n->op == FILTER_IS_NULL) {
        for (int64_t i = 0; i < c->length; i++)
            out[i] = nulls || col_is_null(c, i) ? YES : NO;
        return;
    }
    if (n->op == FILTER_KEYS)
        test_keys(n, c, out);
    else if (n->op == FILTER_VALUES)
        test_values(n, c, out);
    else
        test_like(n, c, out);
    for (int64_t i = 0; c->validity != NULL && i < c->length; i++)
        if (col_is_null(c, i))
            out[i] = UNKNOWN;
}

/* The truth of each row to `out`; `spare` has as many rows for each level beneath. */
static void evaluate(const struct filter_node *n, const struct batch *b, uint8_t *out,
                     uint8_t *spare)
{
    size_t rows = (size_t)b->length;
    if (n->op > FILTER_NOT) {
        test(n, b, out);
        return;
    }
    evaluate(n->children[0], b, out, spare);
    for (size_t i = 0; n->op == FILTER_NOT && i < rows; i++)
        out[i] = (uint8_t)(YES - out[i]);
    for (uint32_t k = 1; k < n->n_children; k++) {
        evaluate(n->children[k], b, spare, spare + rows);
        for (size_t i = 0; i < rows; i++)
            if (n->op == FILTER_AND ? spare[i] < out[i] : spare[i] > out[i])
                out[i] = spare[i];
    }
}

kamu_code filter_select(struct filter *f, const struct batch *b, int32_t *idx, int64_t *n,
                        struct kamu_error *err)
{
    size_t rows = (size_t)b->length, bytes;
    if (MUL_OVERFLOW(rows, (size_t)f->depth + 1, &bytes))
        return error_nomem(err);
    if (bytes > f->scratch_bytes) {
        uint8_t *grown = mem_realloc(f->scratch, bytes);
        if (grown == NULL)
            return error_nomem(err);
        f->scratch = grown;
        f->scratch_bytes = bytes;
    }
    *n = 0;
    if (rows == 0)
        return KAMU_OK;
    evaluate(f->root, b, f->scratch, f->scratch + rows);
    for (size_t i = 0; i < rows; i++)
        if (f->scratch[i] == YES)
            idx[(*n)++] = (int32_t)i;
    return KAMU_OK;
}

bool filter_uses(const struct filter *f, uint32_t i)
{
    for (const struct filter_node *t = f->tests; t != NULL; t = t->next)
        if (t->column == i)
            return true;
    return false;
}

void filter_bind(struct filter *f, const struct col_schema *batches)
{
    for (struct filter_node *t = f->tests; t != NULL; t = t->next) {
        int at = col_schema_find(batches, str_c(f->schema->fields[t->column].name));
        KAMU_ASSERT(at >= 0 &&
                    batches->fields[at].type.kind == f->schema->fields[t->column].type.kind);
        t->bound = (uint32_t)at;
    }
}

void filter_free(struct filter *f)
{
    if (f == NULL)
        return;
    for (struct filter_node *t = f->tests; t != NULL; t = t->next) {
        column_release(&t->low);
        column_release(&t->high);
    }
    mem_free(f->scratch);
    col_schema_unref(f->schema);
    arena_free(&f->arena);
    mem_free(f);
}

/* ---- rows that were not read: which truths are possible, as bits
 * ---------------------------------
 */

struct known {
    const struct filter *filter;
    void (*bounds)(void *ctx, uint32_t i, struct filter_bounds *out);
    void *ctx;
};

static unsigned bit(unsigned truth)
{
    return 1u << truth;
}

static unsigned possible_keys(const struct filter_node *n, const struct filter_bounds *b)
{
    unsigned all = bit(NO) | bit(YES);
    if (!b->has_range)
        return all;
    if (b->max < n->lo || b->min > n->hi)
        return bit(NO);
    return b->min >= n->lo && b->max <= n->hi ? bit(YES) : all;
}

/* Text in front of the first wildcard; escapes end it as well, which is safe. */
static struct str like_prefix(struct str pattern)
{
    size_t n = 0;
    while (n < pattern.n && strchr("%_\\", pattern.p[n]) == NULL)
        n++;
    return (struct str){pattern.p, n};
}

static unsigned possible_bytes(const struct filter_node *n, enum col_kind kind,
                               const struct filter_bounds *b)
{
    unsigned all = bit(NO) | bit(YES);
    if (n->op == FILTER_LIKE) {
        struct str prefix = like_prefix(n->pattern);
        struct str head = b->min_bytes;
        if (b->has_max_bytes && str_cmp(b->max_bytes, prefix) < 0)
            return bit(NO);
        if (head.n > prefix.n)
            head.n = prefix.n;
        return b->has_min_bytes && str_cmp(head, prefix) > 0 ? bit(NO) : all;
    }
    if (kind != COL_STRING && kind != COL_BINARY)
        return all;
    if (n->has_low && b->has_max_bytes) {
        int d = str_cmp(b->max_bytes, bytes_at(&n->low, 0));
        if (d < 0 || (d == 0 && n->low_open))
            return bit(NO);
    }
    if (n->has_high && b->has_min_bytes) {
        int d = str_cmp(b->min_bytes, bytes_at(&n->high, 0));
        if (d > 0 || (d == 0 && n->high_open))
            return bit(NO);
    }
    return all;
}

static unsigned possible_test(const struct known *k, const struct filter_node *n)
{
    struct filter_bounds b = {0};
    unsigned set;
    k->bounds(k->ctx, n->column, &b);
    if (n->op == FILTER_IS_NULL)
        return b.only_nulls ? bit(YES) : b.no_nulls ? bit(NO) : bit(NO) | bit(YES);
    if (b.only_nulls)
        return bit(UNKNOWN);
    set = n->op == FILTER_KEYS
              ? possible_keys(n, &b)
              : possible_bytes(n, k->filter->schema->fields[n->column].type.kind, &b);
    return b.no_nulls ? set : set | bit(UNKNOWN);
}

static unsigned possible(const struct known *k, const struct filter_node *n)
{
    unsigned set;
    if (n->op > FILTER_NOT)
        return possible_test(k, n);
    set = possible(k, n->children[0]);
    if (n->op == FILTER_NOT)
        return (set & bit(UNKNOWN)) | (set & bit(NO) ? bit(YES) : 0) |
               (set & bit(YES) ? bit(NO) : 0);
    for (uint32_t i = 1; i < n->n_children; i++) {
        unsigned other = possible(k, n->children[i]), both = 0;
        for (unsigned x = NO; x <= YES; x++)
            for (unsigned y = NO; y <= YES; y++)
                if (set & bit(x) && other & bit(y))
                    both |= bit(n->op == FILTER_AND ? (x < y ? x : y) : (x > y ? x : y));
        set = both;
    }
    return set;
}

bool filter_may_match(const struct filter *f,
                      void (*bounds)(void *ctx, uint32_t i, struct filter_bounds *out), void *ctx)
{
    struct known k = {f, bounds, ctx};
    return possible(&k, f->root) & bit(YES);
}
