/*
 * Memory: checked allocation, a growable byte buffer with a hard maximum, an
 * arena with a hard maximum, and a reference-counted block (shared by batches).
 *
 * All heap memory of the project comes through mem_*: tests make the n-th
 * allocation fail (mem_fail_after). Sizes are checked before arithmetic.
 */
#ifndef KAMU_BASE_MEM_H
#define KAMU_BASE_MEM_H

#include "base/error.h"
#include "base/str.h"

void *mem_alloc(size_t size);                /* NULL on failure; size 0 -> 1 */
void *mem_calloc(size_t count, size_t size); /* zeroed, overflow-checked */
void *mem_realloc(void *p, size_t size);
void *mem_realloc_array(void *p, size_t count, size_t size); /* overflow-checked */
void mem_free(void *p);
char *mem_strdup(const char *s);

/* Test seam: the n-th allocation from now (1 = next) fails, as do all later
 * ones when `forever`; n = 0 switches off. Returns allocations counted so far. */
uint64_t mem_fail_after(uint64_t n, bool forever);

/* true when the result would overflow */
#define MUL_OVERFLOW(a, b, out) __builtin_mul_overflow((a), (b), (out))
#define ADD_OVERFLOW(a, b, out) __builtin_add_overflow((a), (b), (out))

/* ---- buf: growable bytes ------------------------------------------------- */

struct buf {
    uint8_t *data; /* 64-byte slack is never promised; may be NULL while cap == 0 */
    size_t len;
    size_t cap;
    size_t max; /* growth beyond this is KAMU_E_LIMIT */
};

#define BUF_INIT(max_bytes)                                                                        \
    {                                                                                              \
        .data = NULL, .len = 0, .cap = 0, .max = (max_bytes)                                       \
    }
void buf_init(struct buf *b, size_t max);
void buf_free(struct buf *b);
kamu_code buf_reserve(struct buf *b, size_t extra,
                      struct kamu_error *err); /* room for extra more */
kamu_code buf_append(struct buf *b, const void *data, size_t len, struct kamu_error *err);
kamu_code buf_append_str(struct buf *b, const char *s, struct kamu_error *err);
kamu_code buf_append_byte(struct buf *b, uint8_t c, struct kamu_error *err);
kamu_code buf_append_u64(struct buf *b, uint64_t v, struct kamu_error *err); /* little-endian */
kamu_code buf_printf(struct buf *b, struct kamu_error *err, const char *fmt, ...) KAMU_PRINTF(3, 4);
/* NUL-terminates (the NUL is not counted in len) and returns data as text; NULL on failure. */
const char *buf_cstr(struct buf *b);

/* ---- arena: many small things with one life ------------------------------ */

struct arena {
    struct arena_chunk *chunk;
    size_t used_total;
    size_t max;
};

void arena_init(struct arena *a, size_t max_bytes);
void arena_free(struct arena *a);                /* frees everything; the arena may be used again */
void *arena_alloc(struct arena *a, size_t size); /* 16-aligned, NULL on failure */
void *arena_calloc(struct arena *a, size_t count, size_t size); /* zeroed */
char *arena_strdup(struct arena *a, const char *s);
struct str arena_str(struct arena *a, struct str s); /* copy, NUL-terminated; .p NULL on failure */
char *arena_printf(struct arena *a, const char *fmt, ...) KAMU_PRINTF(2, 3);

/* ---- blk: reference-counted bytes (column buffers) ------------------------ */

struct blk {
    uint8_t *data; /* 64-byte aligned, and readable+writable for 64 bytes past `size` */
    size_t size;
    _Atomic uint32_t refs;
    uint32_t shift; /* private */
};

struct blk *blk_new(size_t size);   /* one reference; contents undefined; NULL on failure */
struct blk *blk_ref(struct blk *b); /* b may be NULL */
void blk_unref(struct blk *b);      /* b may be NULL; thread-safe */
/* Resize a block that has exactly one reference; contents kept. NULL on failure (b untouched). */
struct blk *blk_resize(struct blk *b, size_t size);

#endif
