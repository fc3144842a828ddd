/* Checked allocation, the growable buffer and the reference-counted block. The arena is arena.c. */
#include "base/mem.h"

#include <endian.h>
#include <stdarg.h>
#include <stdatomic.h>

/* ---- allocation, with the seam that makes the n-th call fail --------------- */

#ifdef KAMU_FAULTS
static _Atomic uint64_t fault_count; /* allocations so far */
static _Atomic uint64_t fault_at;    /* the count that fails; 0 = none */
static _Atomic bool fault_forever;   /* and all behind it */

static bool fault_hit(void)
{
    uint64_t n = atomic_fetch_add_explicit(&fault_count, 1, memory_order_relaxed) + 1;
    uint64_t at = atomic_load_explicit(&fault_at, memory_order_relaxed);
    return at != 0 && (n == at || (n > at && atomic_load(&fault_forever)));
}

uint64_t mem_fail_after(uint64_t n, bool forever)
{
    uint64_t count = atomic_load(&fault_count);
    atomic_store(&fault_forever, forever);
    atomic_store(&fault_at, n == 0 ? 0 : count + n);
    return count;
}
#else
static inline bool fault_hit(void)
{
    return false;
}

uint64_t mem_fail_after(uint64_t n, bool forever)
{
    (void)n, (void)forever;
    return 0;
}
#endif

void *mem_alloc(size_t size)
{
    return fault_hit() ? NULL : malloc(size ? size : 1);
}

void *mem_calloc(size_t count, size_t size)
{
    size_t total;
    if (MUL_OVERFLOW(count, size, &total) || fault_hit())
        return NULL;
    return calloc(1, total ? total : 1);
}

void *mem_realloc(void *p, size_t size)
{
    return fault_hit() ? NULL : realloc(p, size ? size : 1);
}

void *mem_realloc_array(void *p, size_t count, size_t size)
{
    size_t total;
    return MUL_OVERFLOW(count, size, &total) ? NULL : mem_realloc(p, total);
}

void mem_free(void *p)
{
    free(p);
}

char *mem_strdup(const char *s)
{
    size_t n = strlen(s) + 1;
    char *copy = mem_alloc(n);
    if (copy != NULL)
        memcpy(copy, s, n);
    return copy;
}

/* ---- buf -------------------------------------------------------------------- */

void buf_init(struct buf *b, size_t max)
{
    *b = (struct buf)BUF_INIT(max);
}

void buf_free(struct buf *b)
{
    if (b == NULL)
        return;
    mem_free(b->data);
    *b = (struct buf)BUF_INIT(b->max);
}

static kamu_code buf_grow(struct buf *b, size_t need, struct kamu_error *err)
{
    size_t cap = b->cap > b->max / 2 ? b->max : b->cap * 2;
    if (cap < 64)
        cap = b->max < 64 ? b->max : 64;
    if (cap < need)
        cap = need;
    uint8_t *data = mem_realloc(b->data, cap);
    if (data == NULL)
        return error_nomem(err);
    b->data = data;
    b->cap = cap;
    return KAMU_OK;
}

kamu_code buf_reserve(struct buf *b, size_t extra, struct kamu_error *err)
{
    size_t need;
    if (ADD_OVERFLOW(b->len, extra, &need) || need > b->max)
        return error_set(err, KAMU_E_LIMIT, "A buffer would grow beyond its limit of %zu bytes",
                         b->max);
    return need <= b->cap ? KAMU_OK : buf_grow(b, need, err);
}

kamu_code buf_append(struct buf *b, const void *data, size_t len, struct kamu_error *err)
{
    if (len == 0)
        return KAMU_OK;
    KAMU_TRY(buf_reserve(b, len, err));
    memcpy(b->data + b->len, data, len);
    b->len += len;
    return KAMU_OK;
}

kamu_code buf_append_str(struct buf *b, const char *s, struct kamu_error *err)
{
    return buf_append(b, s, strlen(s), err);
}

kamu_code buf_append_u64(struct buf *b, uint64_t v, struct kamu_error *err)
{
    v = htole64(v);
    return buf_append(b, &v, sizeof v, err);
}

kamu_code buf_append_byte(struct buf *b, uint8_t c, struct kamu_error *err)
{
    if (b->len == b->cap || b->len >= b->max)
        KAMU_TRY(buf_reserve(b, 1, err));
    b->data[b->len++] = c;
    return KAMU_OK;
}

kamu_code buf_printf(struct buf *b, struct kamu_error *err, const char *fmt, ...)
{
    for (;;) {
        size_t room = b->cap - b->len;
        va_list args;
        va_start(args, fmt);
        int n = vsnprintf(room ? (char *)b->data + b->len : NULL, room, fmt, args);
        va_end(args);
        if (n < 0)
            return error_set(err, KAMU_E_BUG, "A text could not be formatted");
        if ((size_t)n < room) {
            b->len += (size_t)n;
            return KAMU_OK;
        }
        KAMU_TRY(buf_reserve(b, (size_t)n + 1, err)); /* vsnprintf writes a NUL too */
    }
}

const char *buf_cstr(struct buf *b)
{
    /* one byte more than the maximum is fine for the NUL */
    if (b->len == b->cap && buf_grow(b, b->len + 1, NULL) != KAMU_OK)
        return NULL;
    b->data[b->len] = 0;
    return (const char *)b->data;
}

/* ---- blk -------------------------------------------------------------------- */

/* One allocation: [shift bytes][struct blk, padded to 64][data][64 bytes of slack]. `shift`
 * brings the header to a multiple of 64. realloc keeps it for big blocks (they are mapped by
 * the page), so growing a column does not copy it. */
enum { BLK_ALIGN = 64, BLK_EXTRA = BLK_ALIGN /* shift */ + BLK_ALIGN /* header */ + 64 };
_Static_assert(sizeof(struct blk) <= BLK_ALIGN, "the header of a block fits its slot");

static struct blk *blk_place(uint8_t *raw, size_t size)
{
    uint8_t *start = raw + (-(uintptr_t)raw & (BLK_ALIGN - 1));
    struct blk *b = (struct blk *)(void *)start;
    b->data = start + BLK_ALIGN;
    b->size = size;
    b->shift = (uint32_t)(start - raw);
    return b;
}

struct blk *blk_new(size_t size)
{
    size_t total;
    uint8_t *raw = ADD_OVERFLOW(size, (size_t)BLK_EXTRA, &total) ? NULL : mem_alloc(total);
    if (raw == NULL)
        return NULL;
    struct blk *b = blk_place(raw, size);
    atomic_init(&b->refs, 1);
    return b;
}

struct blk *blk_ref(struct blk *b)
{
    if (b != NULL)
        atomic_fetch_add_explicit(&b->refs, 1, memory_order_relaxed);
    return b;
}

void blk_unref(struct blk *b)
{
    if (b != NULL && atomic_fetch_sub_explicit(&b->refs, 1, memory_order_acq_rel) == 1)
        mem_free((uint8_t *)b - b->shift);
}

struct blk *blk_resize(struct blk *b, size_t size)
{
    KAMU_ASSERT(atomic_load_explicit(&b->refs, memory_order_acquire) == 1);
    uint32_t shift = b->shift;
    size_t keep = b->size < size ? b->size : size;
    size_t total;
    uint8_t *raw = ADD_OVERFLOW(size, (size_t)BLK_EXTRA, &total)
                       ? NULL
                       : mem_realloc((uint8_t *)b - shift, total);
    if (raw == NULL)
        return NULL;
    uint8_t *was = raw + shift;
    uint8_t *now = raw + (-(uintptr_t)raw & (BLK_ALIGN - 1));
    if (now != was)
        memmove(now, was, BLK_ALIGN + keep);
    return blk_place(raw, size);
}
