/* See dictionary.h. The table starts small: most chunks of small pushes hold a handful of values.
 */
#include "parquet/dictionary.h"

enum { SLOTS_FIRST = 128 };

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

static inline uint64_t hash_value(const uint8_t *p, size_t n)
{
    uint64_t h = n * UINT64_C(0xD6E8FEB86659FD93), w = 0;
    const uint8_t *end = p + n;
    for (; end - p > 8; p += 8) {
        memcpy(&w, p, 8);
        h = mix(h ^ w);
    }
    if (n >= 8) { /* the last eight bytes, overlapping the word before */
        memcpy(&w, end - 8, 8);
    } else {
        w = 0;
        memcpy(&w, p, n);
    }
    h = mix(h ^ w);
    return h ^ h >> 17;
}

const uint8_t *dictionary_value(const struct dictionary *d, uint32_t i, size_t *n)
{
    if (d->width > 0) {
        *n = d->width;
        return d->plain.data + (size_t)i * d->width;
    }
    size_t end = i + 1 < d->n ? d->starts[i + 1] : d->plain.len;
    *n = end - d->starts[i];
    return d->plain.data + d->starts[i];
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
    uint64_t *fresh = mem_calloc(slots, sizeof *fresh);
    if (fresh == NULL)
        return error_nomem(err);
    uint32_t mask = (uint32_t)(slots - 1);
    for (uint32_t i = 0; i < d->n; i++) {
        size_t n;
        const uint8_t *p = dictionary_value(d, i, &n);
        uint32_t at = (uint32_t)hash_of(d, i) & mask;
        while (fresh[at] != 0)
            at = (at + 1) & mask;
        fresh[at] = (uint64_t)i << 32 | (uint32_t)(p - d->plain.data + 1);
    }
    mem_free(d->slots);
    d->slots = fresh;
    d->mask = mask;
    return KAMU_OK;
}

static inline kamu_code room(struct dictionary *d, size_t n, struct kamu_error *err)
{
    while (d->slots == NULL || 2 * (d->n + n) > (size_t)d->mask + 1)
        KAMU_TRY(grow(d, err));
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
        KAMU_TRY(room(d, 1, err));
        uint32_t at = (uint32_t)hash_value(v, width) & d->mask;
        uint64_t slot;
        while ((slot = d->slots[at]) != 0 &&
               memcmp(d->plain.data + (uint32_t)slot - 1, v, width) != 0)
            at = (at + 1) & d->mask;
        if (slot == 0) {
            if (d->plain.len + width > d->max_bytes)
                break;
            slot = (uint64_t)d->n++ << 32 | (uint32_t)(d->plain.len + 1);
            KAMU_TRY(buf_append(&d->plain, v, width, err));
            d->slots[at] = slot;
        }
        ids[i] = (uint32_t)(slot >> 32);
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

static inline bool same_bytes(const uint8_t *a, const uint8_t *b, size_t n)
{
    if (n >= 8 && n <= 16) { /* the usual length of an identifier: two overlapping words */
        uint64_t x, y, u, v;
        memcpy(&x, a, 8);
        memcpy(&y, b, 8);
        memcpy(&u, a + n - 8, 8);
        memcpy(&v, b + n - 8, 8);
        return ((x ^ y) | (u ^ v)) == 0;
    }
    return memcmp(a, b, n) == 0;
}

/* Adds a value at a free slot; *full when there is no room. */
static kamu_code add_bytes(struct dictionary *d, const uint8_t *p, size_t n, uint32_t at,
                           bool *full, struct kamu_error *err)
{
    *full = n > d->max_bytes || d->plain.len + 4 + n > d->max_bytes;
    if (*full)
        return KAMU_OK;
    if (d->n == d->starts_cap) {
        uint32_t cap = d->starts_cap ? 2 * d->starts_cap : 256;
        uint32_t *starts = mem_realloc_array(d->starts, cap, sizeof *starts);
        if (starts == NULL)
            return error_nomem(err);
        d->starts = starts;
        d->starts_cap = cap;
    }
    uint32_t len = (uint32_t)n;
    d->starts[d->n] = (uint32_t)d->plain.len;
    d->slots[at] = (uint64_t)d->n << 32 | (uint32_t)(d->plain.len + 1);
    KAMU_TRY(buf_append(&d->plain, &len, 4, err));
    KAMU_TRY(buf_append(&d->plain, p, n, err));
    d->n++;
    return KAMU_OK;
}

/* In blocks: all hashes first, so that the table's memory is on its way while others are looked up.
 */
kamu_code dictionary_put_bytes(struct dictionary *d, const int32_t *offsets, const uint8_t *bytes,
                               const int32_t *sel, size_t at, size_t n, uint32_t *ids, size_t *done,
                               struct kamu_error *err)
{
    enum { BLOCK = 32 };
    uint32_t slot_of[BLOCK];
    *done = 0;
    while (*done < n) {
        size_t k = n - *done < BLOCK ? n - *done : BLOCK;
        KAMU_TRY(room(d, k, err));
        for (size_t i = 0; i < k; i++) {
            int32_t j = sel ? sel[at + *done + i] : (int32_t)(at + *done + i);
            slot_of[i] =
                (uint32_t)hash_value(bytes + offsets[j], (size_t)(offsets[j + 1] - offsets[j])) &
                d->mask;
            __builtin_prefetch(&d->slots[slot_of[i]]);
        }
        for (size_t i = 0; i < k; i++)
            if (d->slots[slot_of[i]] != 0)
                __builtin_prefetch(d->plain.data + (uint32_t)d->slots[slot_of[i]] - 1);
        for (size_t i = 0; i < k; i++, ++*done) {
            int32_t j = sel ? sel[at + *done] : (int32_t)(at + *done);
            const uint8_t *p = bytes + offsets[j];
            size_t len = (size_t)(offsets[j + 1] - offsets[j]);
            uint32_t s = slot_of[i], have = 0;
            uint64_t slot;
            for (; (slot = d->slots[s]) != 0; s = (s + 1) & d->mask) {
                const uint8_t *v = d->plain.data + (uint32_t)slot - 1;
                memcpy(&have, v, 4);
                if (have == len && same_bytes(v + 4, p, len))
                    break;
            }
            if (slot == 0) {
                bool full;
                KAMU_TRY(add_bytes(d, p, len, s, &full, err));
                if (full) {
                    d->seen += *done;
                    return KAMU_OK;
                }
                slot = d->slots[s];
            }
            ids[*done] = (uint32_t)(slot >> 32);
        }
    }
    d->seen += n;
    return KAMU_OK;
}

bool dictionary_hopeless(const struct dictionary *d)
{
    enum { CACHED = 32768, GROUP_ROWS = 1 << 19, ID_BYTES = 2 };
    double n = (double)d->seen, repeats = n - d->n;
    double entry = d->n > 0 ? (double)d->plain.len / d->n : 1;
    double most =
        n * n / 2 / ((double)d->max_bytes / entry); /* repeats when the page is just full */
    if (repeats < most)
        return true;
    double domain = n * n / 2 / repeats;
    if (domain < CACHED)
        return false;
    return entry - ID_BYTES - domain * entry / GROUP_ROWS < 6;
}
