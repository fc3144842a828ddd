/* See dictionary.h. The table starts small: most chunks of small pushes hold a handful of values.
 */
#include "parquet/dictionary.h"

enum { SLOTS_FIRST = 1024 };

void dictionary_init(struct dictionary *d, size_t width, size_t max_bytes)
{
    *d = (struct dictionary){.width = width, .max_bytes = max_bytes};
    buf_init(&d->plain, max_bytes + 64);
}

void dictionary_free(struct dictionary *d)
{
    mem_free(d->slots);
    mem_free(d->starts);
    buf_free(&d->plain);
    *d = (struct dictionary){.width = d->width};
}

void dictionary_clear(struct dictionary *d)
{
    d->n = 0;
    d->seen = 0;
    d->plain.len = 0;
    if (d->slots != NULL)
        memset(d->slots, 0, ((size_t)d->mask + 1) * sizeof *d->slots);
}

static inline uint64_t mix(uint64_t h)
{
    h *= UINT64_C(0x9E3779B97F4A7C15);
    return h ^ h >> 32;
}

static uint64_t hash_value(const uint8_t *p, size_t n)
{
    uint64_t h = n, w = 0;
    for (; n >= 8; n -= 8, p += 8) {
        memcpy(&w, p, 8);
        h = mix(h ^ w);
    }
    if (n > 0) {
        w = 0;
        memcpy(&w, p, n);
        h = mix(h ^ w);
    }
    return h ^ h >> 17;
}

const uint8_t *dictionary_value(const struct dictionary *d, uint32_t i, size_t *n)
{
    if (d->width > 0) {
        *n = d->width;
        return d->plain.data + (size_t)i * d->width;
    }
    size_t end = i + 1 < d->n ? d->starts[i + 1] - 4 : d->plain.len;
    *n = end - (d->starts[i] - 4);
    return d->plain.data + d->starts[i] - 4;
}

static uint64_t hash_of(const struct dictionary *d, uint32_t i)
{
    size_t n;
    const uint8_t *p = dictionary_value(d, i, &n);
    return d->width > 0 ? hash_value(p, n) : hash_value(p + 4, n - 4);
}

/* Keeps the table at most half full. */
static kamu_code grow(struct dictionary *d, struct kamu_error *err)
{
    size_t slots = d->slots == NULL ? SLOTS_FIRST : 2 * ((size_t)d->mask + 1);
    uint32_t *fresh = mem_calloc(slots, sizeof *fresh);
    if (fresh == NULL)
        return error_nomem(err);
    uint32_t mask = (uint32_t)(slots - 1);
    for (uint32_t i = 0; i < d->n; i++) {
        uint32_t at = (uint32_t)hash_of(d, i) & mask;
        while (fresh[at] != 0)
            at = (at + 1) & mask;
        fresh[at] = i + 1;
    }
    mem_free(d->slots);
    d->slots = fresh;
    d->mask = mask;
    return KAMU_OK;
}

static inline kamu_code room(struct dictionary *d, struct kamu_error *err)
{
    if (d->slots == NULL || 2 * (size_t)d->n >= d->mask)
        return grow(d, err);
    return KAMU_OK;
}

/* One width at a time, so that the compiler sees constant sizes. */
static inline __attribute__((always_inline)) kamu_code put_width(struct dictionary *d, size_t width,
                                                                 const uint8_t *values, size_t n,
                                                                 uint32_t *ids, size_t *done,
                                                                 struct kamu_error *err)
{
    size_t i = 0;
    for (; i < n; i++) {
        const uint8_t *v = values + i * width;
        if (i > 0 && memcmp(v, v - width, width) == 0) {
            ids[i] = ids[i - 1];
            continue;
        }
        KAMU_TRY(room(d, err));
        uint32_t at = (uint32_t)hash_value(v, width) & d->mask;
        uint32_t id;
        while ((id = d->slots[at]) != 0 && memcmp(d->plain.data + (id - 1) * width, v, width) != 0)
            at = (at + 1) & d->mask;
        if (id == 0) {
            if (d->plain.len + width > d->max_bytes)
                break;
            KAMU_TRY(buf_append(&d->plain, v, width, err));
            id = ++d->n;
            d->slots[at] = id;
        }
        ids[i] = id - 1;
    }
    d->seen += i;
    *done = i;
    return KAMU_OK;
}

kamu_code dictionary_put_fixed(struct dictionary *d, const uint8_t *values, size_t n, uint32_t *ids,
                               size_t *done, struct kamu_error *err)
{
    if (d->width == 8)
        return put_width(d, 8, values, n, ids, done, err);
    if (d->width == 4)
        return put_width(d, 4, values, n, ids, done, err);
    return put_width(d, d->width, values, n, ids, done, err);
}

kamu_code dictionary_put_bytes(struct dictionary *d, const uint8_t *p, size_t n, uint32_t *out,
                               struct kamu_error *err)
{
    uint32_t id;
    KAMU_TRY(room(d, err));
    uint32_t at = (uint32_t)hash_value(p, n) & d->mask;
    for (; (id = d->slots[at]) != 0; at = (at + 1) & d->mask) {
        size_t len;
        const uint8_t *v = dictionary_value(d, id - 1, &len);
        if (len - 4 == n && memcmp(v + 4, p, n) == 0)
            break;
    }
    if (id == 0) {
        if (n > d->max_bytes || d->plain.len + 4 + n > d->max_bytes) {
            *out = DICTIONARY_FULL;
            return KAMU_OK;
        }
        if (d->n == d->starts_cap) {
            uint32_t cap = d->starts_cap ? 2 * d->starts_cap : 256;
            size_t *starts = mem_realloc_array(d->starts, cap, sizeof *starts);
            if (starts == NULL)
                return error_nomem(err);
            d->starts = starts;
            d->starts_cap = cap;
        }
        uint32_t len = (uint32_t)n;
        KAMU_TRY(buf_append(&d->plain, &len, 4, err));
        d->starts[d->n] = d->plain.len;
        KAMU_TRY(buf_append(&d->plain, p, n, err));
        id = ++d->n;
        d->slots[at] = id;
    }
    d->seen++;
    *out = id - 1;
    return KAMU_OK;
}

bool dictionary_hopeless(const struct dictionary *d)
{
    double n = (double)d->seen;
    double entry = d->n > 0 ? (double)d->plain.len / d->n : 1;
    double domain = (double)d->max_bytes / entry;
    return n - d->n < n * n / (2 * domain);
}
