/*
 * Key blocks: see key_block.h. All numbers little-endian:
 *   0  u64 sum of what follows        8  u16 keys
 *   10 u8  bits: 1 equal lengths, 2 with values, 4 some are gone
 *   11 u8  bytes of an offset        12  u8 bytes of an event time
 *   14 u16 bytes of a key, or of the common beginning
 *   16 u64 least offset              24  i64 least event time
 *   32 equal lengths: bits of the bytes that differ, one key, those bytes of every key
 *      else: the common beginning, u32 end of each rest, the rests
 *   then offsets, bits of those gone, digests, event times
 */
#include "merge/key_block.h"

#include "base/map.h"

#include <endian.h>

enum { HEAD = 32, EQUAL_LENGTHS = 1, WITH_VALUES = 2, SOME_GONE = 4 };

/* ---- numbers ---------------------------------------------------------------------------- */

static void put_number(uint8_t *p, uint64_t v, unsigned width)
{
    for (unsigned i = 0; i < width; i++)
        p[i] = (uint8_t)(v >> (8 * i));
}

/* `p` must have 8 readable bytes. */
static uint64_t number_at(const uint8_t *p, unsigned width)
{
    uint64_t v;
    memcpy(&v, p, sizeof v);
    v = le64toh(v);
    return width >= 8 ? v : v & ((UINT64_C(1) << (8 * width)) - 1);
}

static unsigned bytes_for(uint64_t v)
{
    unsigned n = 0;
    for (; v != 0; v >>= 8)
        n++;
    return n;
}

/* ---- packing ------------------------------------------------------------------------------ */

void key_packer_init(struct key_packer *p, bool with_values)
{
    p->with_values = with_values;
    p->n = 0;
    buf_init(&p->keys, KEY_BLOCK_KEY_BYTES + KEY_BYTES_MAX);
}

void key_packer_free(struct key_packer *p)
{
    buf_free(&p->keys);
}

kamu_code key_packer_add(struct key_packer *p, const struct key_row *row, struct kamu_error *err)
{
    KAMU_ASSERT(!key_packer_full(p) && row->n <= KEY_BYTES_MAX);
    KAMU_TRY(buf_append(&p->keys, row->key, row->n, err));
    p->ends[p->n] = (uint32_t)p->keys.len;
    p->entries[p->n++] = row->entry;
    return KAMU_OK;
}

static bool equal_lengths(const struct key_packer *p)
{
    for (uint32_t i = 1; i < p->n; i++)
        if (p->ends[i] != (i + 1) * p->ends[0])
            return false;
    return true;
}

static kamu_code pack_equal(const struct key_packer *p, struct buf *out, struct kamu_error *err)
{
    uint32_t len = p->ends[0], n_pos = 0;
    uint8_t differs[KEY_BYTES_MAX] = {0}, bits[(KEY_BYTES_MAX + 7) / 8] = {0};
    uint16_t pos[KEY_BYTES_MAX];
    const uint8_t *keys = p->keys.data;
    for (uint32_t i = 1; i < p->n; i++)
        for (uint32_t j = 0; j < len; j++)
            differs[j] |= keys[i * len + j] ^ keys[j];
    for (uint32_t j = 0; j < len; j++) {
        if (differs[j] == 0)
            continue;
        bits[j / 8] |= (uint8_t)(1u << (j % 8));
        pos[n_pos++] = (uint16_t)j;
    }
    KAMU_TRY(buf_append(out, bits, (len + 7) / 8, err));
    KAMU_TRY(buf_append(out, keys, len, err));
    KAMU_TRY(buf_reserve(out, (size_t)p->n * n_pos, err));
    uint8_t *to = out->data + out->len;
    for (uint32_t i = 0; i < p->n; i++, keys += len)
        for (uint32_t j = 0; j < n_pos; j++)
            *to++ = keys[pos[j]];
    out->len += (size_t)p->n * n_pos;
    return KAMU_OK;
}

/* Keys ascend, so what the first and the last have in common all have. */
static uint32_t common_beginning(const struct key_packer *p)
{
    const uint8_t *first = p->keys.data, *last = first;
    uint32_t n = p->ends[0];
    if (p->n > 1) {
        uint32_t start = p->ends[p->n - 2], last_n = p->ends[p->n - 1] - start;
        last += start;
        n = n < last_n ? n : last_n;
    }
    uint32_t i = 0;
    while (i < n && first[i] == last[i])
        i++;
    return i;
}

static kamu_code pack_varying(const struct key_packer *p, uint32_t common, struct buf *out,
                              struct kamu_error *err)
{
    KAMU_TRY(buf_append(out, p->keys.data, common, err));
    uint32_t sum = 0, start = 0;
    for (uint32_t i = 0; i < p->n; i++) {
        uint8_t number[4];
        sum += p->ends[i] - start - common;
        start = p->ends[i];
        put_number(number, sum, 4);
        KAMU_TRY(buf_append(out, number, 4, err));
    }
    start = 0;
    for (uint32_t i = 0; i < p->n; i++) {
        KAMU_TRY(buf_append(out, p->keys.data + start + common, p->ends[i] - start - common, err));
        start = p->ends[i];
    }
    return KAMU_OK;
}

struct ranges {
    uint64_t offset_min;
    int64_t time_min;
    unsigned offset_width, time_width;
    bool gone;
};

static struct ranges ranges_of(const struct key_packer *p)
{
    struct ranges r = {.offset_min = UINT64_MAX, .time_min = INT64_MAX};
    uint64_t offset_max = 0;
    int64_t time_max = INT64_MIN;
    for (uint32_t i = 0; i < p->n; i++) {
        const struct key_entry *e = &p->entries[i];
        uint64_t o = e->offset & ~KEY_GONE;
        r.gone |= (e->offset & KEY_GONE) != 0;
        r.offset_min = o < r.offset_min ? o : r.offset_min;
        offset_max = o > offset_max ? o : offset_max;
        r.time_min = e->event_time < r.time_min ? e->event_time : r.time_min;
        time_max = e->event_time > time_max ? e->event_time : time_max;
    }
    r.offset_width = bytes_for(offset_max - r.offset_min);
    r.time_width = bytes_for((uint64_t)time_max - (uint64_t)r.time_min);
    return r;
}

static kamu_code pack_entries(const struct key_packer *p, const struct ranges *r, struct buf *out,
                              struct kamu_error *err)
{
    size_t most = (size_t)p->n * (8 + 1 + 16 + 8);
    KAMU_TRY(buf_reserve(out, most, err));
    uint8_t *to = out->data + out->len;
    for (uint32_t i = 0; i < p->n; i++, to += r->offset_width)
        put_number(to, (p->entries[i].offset & ~KEY_GONE) - r->offset_min, r->offset_width);
    if (r->gone) {
        memset(to, 0, (p->n + 7) / 8);
        for (uint32_t i = 0; i < p->n; i++)
            to[i / 8] |= (uint8_t)((p->entries[i].offset >> 63) << (i % 8));
        to += (p->n + 7) / 8;
    }
    if (p->with_values) {
        for (uint32_t i = 0; i < p->n; i++, to += 16) {
            put_number(to, p->entries[i].digest[0], 8);
            put_number(to + 8, p->entries[i].digest[1], 8);
        }
        for (uint32_t i = 0; i < p->n; i++, to += r->time_width)
            put_number(to, (uint64_t)p->entries[i].event_time - (uint64_t)r->time_min,
                       r->time_width);
    }
    out->len = (size_t)(to - out->data);
    return KAMU_OK;
}

kamu_code key_packer_finish(struct key_packer *p, uint64_t seed, struct buf *out,
                            struct kamu_error *err)
{
    KAMU_ASSERT(p->n != 0);
    size_t start = out->len;
    uint8_t head[HEAD] = {0};
    struct ranges r = ranges_of(p);
    bool equal = equal_lengths(p) && p->ends[0] != 0;
    uint32_t common = equal ? 0 : common_beginning(p);
    put_number(head + 8, p->n, 2);
    head[10] = (uint8_t)((equal ? EQUAL_LENGTHS : 0) | (p->with_values ? WITH_VALUES : 0) |
                         (r.gone ? SOME_GONE : 0));
    head[11] = (uint8_t)r.offset_width;
    head[12] = p->with_values ? (uint8_t)r.time_width : 0;
    put_number(head + 14, equal ? p->ends[0] : common, 2);
    put_number(head + 16, r.offset_min, 8);
    put_number(head + 24, (uint64_t)r.time_min, 8);
    KAMU_TRY(buf_append(out, head, sizeof head, err));
    if (equal)
        KAMU_TRY(pack_equal(p, out, err));
    else
        KAMU_TRY(pack_varying(p, common, out, err));
    KAMU_TRY(pack_entries(p, &r, out, err));
    uint8_t *block = out->data + start;
    put_number(block, hash_bytes(block + 8, out->len - start - 8, seed), 8);
    KAMU_ASSERT(out->len - start <= KEY_BLOCK_BYTES_MAX);
    p->n = 0;
    p->keys.len = 0;
    return KAMU_OK;
}

/* ---- reading ------------------------------------------------------------------------------- */

static kamu_code damaged(struct kamu_error *err)
{
    return error_set(err, KAMU_E_CORRUPT, "Key state: a block is damaged");
}

/* Takes n bytes off the front. */
static const uint8_t *take(const uint8_t **at, const uint8_t *end, size_t n)
{
    const uint8_t *p = *at;
    if (n > (size_t)(end - p))
        return NULL;
    *at += n;
    return p;
}

static bool open_equal(struct key_block *b, uint32_t len, const uint8_t **at, const uint8_t *end)
{
    if (len == 0 || len > KEY_BYTES_MAX)
        return false;
    const uint8_t *bits = take(at, end, (len + 7) / 8), *key = take(at, end, len);
    if (bits == NULL || key == NULL)
        return false;
    b->key_n = len;
    b->differ = 0;
    memcpy(b->common, key, len);
    for (uint32_t j = 0; j < len; j++) {
        bool differs = bits[j / 8] >> (j % 8) & 1;
        b->is_common[j] = differs ? 0 : 0xff;
        if (differs)
            b->pos[b->differ++] = (uint16_t)j;
    }
    b->records = take(at, end, (size_t)b->n * b->differ);
    return b->records != NULL;
}

static bool open_varying(struct key_block *b, uint32_t common, const uint8_t **at,
                         const uint8_t *end)
{
    if (common > KEY_BYTES_MAX)
        return false;
    const uint8_t *beginning = take(at, end, common);
    b->ends = take(at, end, (size_t)b->n * 4);
    if (beginning == NULL || b->ends == NULL)
        return false;
    memcpy(b->common, beginning, common);
    b->common_n = common;
    uint64_t before = 0;
    for (uint32_t i = 0; i < b->n; i++) {
        uint64_t e = number_at(b->ends + (size_t)i * 4, 4);
        if (e < before || e - before > KEY_BYTES_MAX - common)
            return false;
        before = e;
    }
    b->records = take(at, end, before);
    return b->records != NULL;
}

kamu_code key_block_open(struct key_block *b, const uint8_t *bytes, size_t n, uint64_t seed,
                         struct kamu_error *err)
{
    const uint8_t *at = bytes + HEAD, *end = bytes + n;
    if (n < HEAD || number_at(bytes, 8) != hash_bytes(bytes + 8, n - 8, seed))
        return damaged(err);
    b->n = (uint32_t)number_at(bytes + 8, 2);
    b->with_values = bytes[10] & WITH_VALUES;
    b->offset_width = bytes[11];
    b->time_width = bytes[12];
    b->offset_base = number_at(bytes + 16, 8);
    b->time_base = (int64_t)number_at(bytes + 24, 8);
    b->key_n = 0;
    b->gone = b->digests = b->times = NULL;
    if (b->n == 0 || b->n > KEY_BLOCK_ROWS || b->offset_width > 8 || b->time_width > 8)
        return damaged(err);
    uint32_t len = (uint32_t)number_at(bytes + 14, 2);
    bool fine =
        bytes[10] & EQUAL_LENGTHS ? open_equal(b, len, &at, end) : open_varying(b, len, &at, end);
    if (fine)
        fine = (b->offsets = take(&at, end, (size_t)b->n * b->offset_width)) != NULL;
    if (fine && bytes[10] & SOME_GONE)
        fine = (b->gone = take(&at, end, (b->n + 7) / 8)) != NULL;
    if (fine && b->with_values)
        fine = (b->digests = take(&at, end, (size_t)b->n * 16)) != NULL &&
               (b->times = take(&at, end, (size_t)b->n * b->time_width)) != NULL;
    return fine && at == end ? KAMU_OK : damaged(err);
}

void key_block_entry(const struct key_block *b, uint32_t i, struct key_entry *out)
{
    memset(out, 0, sizeof *out);
    out->offset =
        b->offset_base + number_at(b->offsets + (size_t)i * b->offset_width, b->offset_width);
    if (b->gone != NULL && (b->gone[i / 8] >> (i % 8) & 1))
        out->offset |= KEY_GONE;
    if (!b->with_values)
        return;
    out->digest[0] = number_at(b->digests + (size_t)i * 16, 8);
    out->digest[1] = number_at(b->digests + (size_t)i * 16 + 8, 8);
    out->event_time = (int64_t)((uint64_t)b->time_base +
                                number_at(b->times + (size_t)i * b->time_width, b->time_width));
}

static uint32_t rest_start(const struct key_block *b, uint32_t i)
{
    return i == 0 ? 0 : (uint32_t)number_at(b->ends + (size_t)(i - 1) * 4, 4);
}

uint32_t key_block_key(const struct key_block *b, uint32_t i, uint8_t *out)
{
    if (b->key_n != 0) {
        const uint8_t *r = b->records + (size_t)i * b->differ;
        memcpy(out, b->common, b->key_n);
        for (uint32_t j = 0; j < b->differ; j++)
            out[b->pos[j]] = r[j];
        return b->key_n;
    }
    uint32_t start = rest_start(b, i), n = (uint32_t)number_at(b->ends + (size_t)i * 4, 4) - start;
    memcpy(out, b->common, b->common_n);
    memcpy(out + b->common_n, b->records + start, n);
    return b->common_n + n;
}

/* ---- finding ---------------------------------------------------------------------------------
 */

/* First i in low..n-1 with !below(i), where `below` turns false once. Near ones are found soon. */
#define FIRST_NOT(below, low, n)                                                                   \
    do {                                                                                           \
        uint32_t step_ = 1, high_ = (low);                                                         \
        while (high_ < (n) && (below(high_))) {                                                    \
            (low) = high_ + 1;                                                                     \
            high_ = (n) - (low) < step_ ? (n) : (low) + step_ - 1;                                 \
            step_ *= 2;                                                                            \
        }                                                                                          \
        if (high_ > (n))                                                                           \
            high_ = (n);                                                                           \
        while ((low) < high_) {                                                                    \
            uint32_t mid_ = (low) + (high_ - (low)) / 2;                                           \
            if (below(mid_))                                                                       \
                (low) = mid_ + 1;                                                                  \
            else                                                                                   \
                high_ = mid_;                                                                      \
        }                                                                                          \
    } while (0)

static uint64_t big_endian_at(const uint8_t *p, unsigned shift)
{
    uint64_t v;
    memcpy(&v, p, sizeof v);
    return be64toh(v) >> shift;
}

/* Up to 8 bytes differ: keys are compared as numbers. */
static uint32_t find_number(const struct key_block *b, const uint8_t *key, uint32_t from,
                            bool *equal)
{
    uint64_t want = 0;
    unsigned shift = 64 - 8 * b->differ;
    if (b->differ == 0) { /* one key, and it is this one */
        *equal = true;
        return 0;
    }
    for (uint32_t j = 0; j < b->differ; j++)
        want = want << 8 | key[b->pos[j]];
#define NUMBER(i) big_endian_at(b->records + (size_t)(i)*b->differ, shift)
#define BELOW(i) (NUMBER(i) < want)
    FIRST_NOT(BELOW, from, b->n);
    *equal = from < b->n && NUMBER(from) == want;
#undef BELOW
#undef NUMBER
    return from;
}

static int compare_at(const struct key_block *b, uint32_t i, const uint8_t *key, uint32_t n)
{
    if (b->key_n != 0) { /* of equal length, and equal where all keys are */
        const uint8_t *r = b->records + (size_t)i * b->differ;
        for (uint32_t j = 0; j < b->differ; j++)
            if (r[j] != key[b->pos[j]])
                return r[j] < key[b->pos[j]] ? -1 : 1;
        return 0;
    }
    uint32_t start = rest_start(b, i),
             rest = (uint32_t)number_at(b->ends + (size_t)i * 4, 4) - start;
    uint32_t most = rest < n ? rest : n;
    int c = most == 0 ? 0 : memcmp(b->records + start, key, most);
    return c != 0 ? c : (rest > n) - (rest < n);
}

static uint32_t find_bytes(const struct key_block *b, const uint8_t *key, uint32_t n, uint32_t from,
                           bool *equal)
{
#define BELOW(i) (compare_at(b, (i), key, n) < 0)
    FIRST_NOT(BELOW, from, b->n);
#undef BELOW
    *equal = from < b->n && compare_at(b, from, key, n) == 0;
    return from;
}

uint32_t key_block_above(const struct key_block *b, const uint8_t *key, uint32_t n)
{
    uint8_t one[KEY_BYTES_MAX];
    uint32_t i = 0;
    for (; i < b->n; i++) {
        struct str at = {(const char *)one, key_block_key(b, i, one)};
        if (key_compare(at, (struct str){(const char *)key, n}) > 0)
            break;
    }
    return i;
}

uint32_t key_block_find(const struct key_block *b, const uint8_t *key, uint32_t n, uint32_t from,
                        bool *equal)
{
    *equal = false;
    if (b->key_n != 0) {
        uint8_t other = n != b->key_n;
        for (uint32_t j = 0; j < n && !other && j < b->key_n; j++)
            other |= (key[j] ^ b->common[j]) & b->is_common[j];
        if (other)
            return from;
        return b->differ <= 8 ? find_number(b, key, from, equal)
                              : find_bytes(b, key, n, from, equal);
    }
    uint32_t most = n < b->common_n ? n : b->common_n;
    if (n < b->common_n || memcmp(key, b->common, most) != 0)
        return from;
    return find_bytes(b, key + b->common_n, n - b->common_n, from, equal);
}
