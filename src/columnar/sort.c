/*
 * Stable sorting. Every row gets the first 64 bits of its first key as an unsigned
 * number of the same order; radix sort by that (only the bytes that differ), then
 * merge sort of the runs that are still equal, by all keys. One key of up to eight
 * bytes is done after the radix.
 */
#include "columnar/sort.h"

#include "columnar/compare.h"

struct entry {
    uint64_t prefix;
    int32_t row;
};

struct keys {
    const struct column *columns[64];
    const struct column **all; /* columns, or heap when there are more */
    uint32_t n;
};

static int compare_rows(const struct keys *k, int32_t a, int32_t b)
{
    for (uint32_t i = 0; i < k->n; i++) {
        int c = column_value_compare(k->all[i], a, k->all[i], b);
        if (c != 0)
            return c;
    }
    return 0;
}

/* ---- already in order? ------------------------------------------------------------ */

static bool ascending_i64(const int64_t *v, int64_t n)
{
    for (int64_t i = 1; i < n; i++)
        if (v[i] < v[i - 1])
            return false;
    return true;
}

static bool signed_64(enum col_kind k)
{
    return k == COL_INT64 || k == COL_TIME64 || k == COL_TIMESTAMP || k == COL_DURATION;
}

static bool is_sorted(const struct keys *k, int64_t n)
{
    const struct column *c = k->all[0];

    if (k->n == 1 && c->null_count == 0 && signed_64(c->type->kind))
        return ascending_i64((const int64_t *)(const void *)c->values->data, n);
    for (int64_t i = 1; i < n; i++)
        if (compare_rows(k, (int32_t)(i - 1), (int32_t)i) > 0)
            return false;
    return true;
}

/* ---- prefixes ------------------------------------------------------------------------ */

static uint64_t big_endian(const uint8_t *p, size_t n)
{
    uint64_t v = 0;

    for (size_t i = 0; i < 8; i++)
        v = v << 8 | (i < n ? p[i] : 0);
    return v;
}

/* IEEE bits, sign bit at `bits` - 1, to unsigned order */
static uint64_t float_order(uint64_t v, unsigned bits)
{
    uint64_t sign = UINT64_C(1) << (bits - 1);

    return v & sign ? ~v & (sign | (sign - 1)) : v | sign;
}

/* Not exact: equal prefixes leave the order open. */
static uint64_t prefix_of(const struct column *c, int64_t i, bool *exact)
{
    const uint8_t *p = c->values ? c->values->data : NULL;
    size_t width = col_width(c->type);
    uint64_t v = 0;

    *exact = true;
    if (width != 0 && p != NULL)
        p += (size_t)i * width;
    if (width != 0 && width <= 8)
        memcpy(&v, p, width);
    switch (c->type->kind) {
    case COL_BOOL:
        return bit_get(p, i);
    case COL_INT8:
        return (uint64_t)(int64_t)(int8_t)v ^ UINT64_C(1) << 63;
    case COL_INT16:
        return (uint64_t)(int64_t)(int16_t)v ^ UINT64_C(1) << 63;
    case COL_INT32:
    case COL_DATE32:
    case COL_TIME32:
        return (uint64_t)(int64_t)(int32_t)v ^ UINT64_C(1) << 63;
    case COL_INT64:
    case COL_TIME64:
    case COL_TIMESTAMP:
    case COL_DURATION:
        return v ^ UINT64_C(1) << 63;
    case COL_UINT8:
    case COL_UINT16:
    case COL_UINT32:
    case COL_UINT64:
        return v;
    case COL_FLOAT16:
    case COL_FLOAT32:
    case COL_FLOAT64:
        return float_order(v, (unsigned)width * 8);
    case COL_DECIMAL128:
    case COL_DECIMAL256: /* the high word decides */
        *exact = false;
        memcpy(&v, p + width - 8, 8);
        return v ^ UINT64_C(1) << 63;
    case COL_FIXED_BINARY:
        *exact = width <= 8;
        return width ? big_endian(p, width) : 0;
    case COL_STRING:
    case COL_BINARY:
        *exact = false;
        if (p == NULL)
            return 0;
        return big_endian(p + col_offsets(c)[i],
                          (size_t)(col_offsets(c)[i + 1] - col_offsets(c)[i]));
    default:
        *exact = false;
        return 0;
    }
}

/* ---- radix ------------------------------------------------------------------------------ */

/* Sorts a[0..n) by prefix; b is as large. Returns which of the two holds the result. */
static struct entry *radix_sort(struct entry *a, struct entry *b, size_t n)
{
    uint64_t differ = 0;

    for (size_t i = 1; i < n; i++)
        differ |= a[i].prefix ^ a[0].prefix;
    for (unsigned shift = 0; shift < 64; shift += 8) {
        size_t start[256] = {0}, sum = 0;
        struct entry *t;
        if (((differ >> shift) & 0xff) == 0)
            continue;
        for (size_t i = 0; i < n; i++)
            start[(a[i].prefix >> shift) & 0xff]++;
        for (size_t d = 0; d < 256; d++) {
            size_t count = start[d];
            start[d] = sum;
            sum += count;
        }
        for (size_t i = 0; i < n; i++)
            b[start[(a[i].prefix >> shift) & 0xff]++] = a[i];
        t = a;
        a = b;
        b = t;
    }
    return a;
}

/* ---- merge -------------------------------------------------------------------------------- */

#define INSERTION_RUN 12

static void insertion_sort(const struct keys *k, int32_t *a, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        int32_t row = a[i];
        size_t at = i;
        while (at > 0 && compare_rows(k, a[at - 1], row) > 0) {
            a[at] = a[at - 1];
            at--;
        }
        a[at] = row;
    }
}

/* Stable; t is as large as a. Depth of the recursion: log2(n). */
static void merge_sort(const struct keys *k, int32_t *a, int32_t *t, size_t n)
{
    size_t half = n / 2, i = 0, j = half, out = 0;

    if (n <= INSERTION_RUN) {
        insertion_sort(k, a, n);
        return;
    }
    merge_sort(k, a, t, half);
    merge_sort(k, a + half, t, n - half);
    if (compare_rows(k, a[half - 1], a[half]) <= 0)
        return;
    memcpy(t, a, half * sizeof(*a));
    while (i < half && j < n)
        a[out++] = compare_rows(k, t[i], a[j]) <= 0 ? t[i++] : a[j++];
    while (i < half)
        a[out++] = t[i++];
}

/* ---- the whole ------------------------------------------------------------------------------ */

static void order_rows(const struct keys *k, int64_t n, int32_t *idx, struct entry *a,
                       struct entry *b)
{
    const struct column *c = k->all[0];
    bool exact = true;
    size_t nulls = 0, present = 0;

    for (int64_t i = 0; i < n; i++) {
        if (c->type->kind == COL_NULL || col_is_null(c, i)) {
            idx[nulls++] = (int32_t)i;
        } else {
            a[present].prefix = prefix_of(c, i, &exact);
            a[present++].row = (int32_t)i;
        }
    }
    if (k->n > 1 && nulls > 1)
        merge_sort(k, idx, (int32_t *)(void *)b, nulls);
    if (present == 0)
        return;
    a = radix_sort(a, b, present);
    for (size_t i = 0; i < present; i++)
        idx[nulls + i] = a[i].row;
    if (k->n == 1 && exact)
        return;
    for (size_t from = 0, to; from < present; from = to) {
        for (to = from + 1; to < present && a[to].prefix == a[from].prefix; to++)
            ;
        /* Scratch: the entries of the run itself are not needed any more once its end is known,
         * but the next run's are, so they start behind. */
        if (to - from > 1)
            merge_sort(k, idx + nulls + from, (int32_t *)(void *)(a + from), to - from);
    }
}

static kamu_code sort_by(const struct keys *k, int64_t n, int32_t *idx, bool *sorted,
                         struct kamu_error *err)
{
    bool in_order = n < 2 || is_sorted(k, n);
    struct entry *entries;

    if (sorted != NULL)
        *sorted = in_order;
    if (in_order) {
        for (int64_t i = 0; i < n; i++)
            idx[i] = (int32_t)i;
        return KAMU_OK;
    }
    entries = mem_realloc_array(NULL, (size_t)n, 2 * sizeof(struct entry));
    if (entries == NULL)
        return error_nomem(err);
    order_rows(k, n, idx, entries, entries + n);
    mem_free(entries);
    return KAMU_OK;
}

static kamu_code keys_init(struct keys *k, const struct batch *b, const uint32_t *keys,
                           uint32_t n_keys, struct kamu_error *err)
{
    k->n = n_keys;
    k->all = k->columns;
    if (n_keys > sizeof(k->columns) / sizeof(k->columns[0])) {
        k->all = mem_realloc_array(NULL, n_keys, sizeof(*k->all));
        if (k->all == NULL)
            return error_nomem(err);
    }
    for (uint32_t i = 0; i < n_keys; i++) {
        KAMU_ASSERT(keys[i] < b->n_columns);
        k->all[i] = &b->columns[keys[i]];
    }
    return KAMU_OK;
}

bool batch_is_sorted(const struct batch *b, const uint32_t *keys, uint32_t n_keys)
{
    if (n_keys == 1 && b->length > 0) {
        struct keys k = {.n = 1};
        k.columns[0] = &b->columns[keys[0]];
        k.all = k.columns;
        return is_sorted(&k, b->length);
    }
    for (int64_t i = 1; i < b->length; i++)
        if (batch_row_compare(b, i - 1, b, i, keys, keys, n_keys) > 0)
            return false;
    return true;
}

kamu_code batch_sort_order(const struct batch *b, const uint32_t *keys, uint32_t n_keys,
                           int32_t *idx, bool *sorted, struct kamu_error *err)
{
    struct keys k;
    kamu_code rc;

    KAMU_ASSERT(n_keys > 0 && b->length <= INT32_MAX);
    KAMU_TRY(keys_init(&k, b, keys, n_keys, err));
    rc = sort_by(&k, b->length, idx, sorted, err);
    if (k.all != k.columns)
        mem_free(k.all);
    return rc;
}

kamu_code column_sort_order(const struct column *c, int32_t *idx, bool *sorted,
                            struct kamu_error *err)
{
    struct keys k = {.n = 1};

    KAMU_ASSERT(c->length <= INT32_MAX);
    k.columns[0] = c;
    k.all = k.columns;
    return sort_by(&k, c->length, idx, sorted, err);
}
