/* The arena: chunks of growing size, freed all at once. */
#include "base/mem.h"

#include <stdarg.h>

enum { CHUNK_MIN = 1024, CHUNK_MAX = 256 * 1024, ARENA_ALIGN = 16 };

struct arena_chunk {
    struct arena_chunk *next;
    size_t used, cap;
    _Alignas(ARENA_ALIGN) uint8_t data[];
};

void arena_init(struct arena *a, size_t max_bytes)
{
    *a = (struct arena){.max = max_bytes};
}

void arena_free(struct arena *a)
{
    if (a == NULL)
        return;
    while (a->chunk != NULL) {
        struct arena_chunk *next = a->chunk->next;
        mem_free(a->chunk);
        a->chunk = next;
    }
    a->used_total = 0;
}

static struct arena_chunk *chunk_new(const struct arena *a, size_t size)
{
    size_t cap = a->chunk ? a->chunk->cap * 2 : CHUNK_MIN;
    if (cap > CHUNK_MAX)
        cap = CHUNK_MAX;
    if (cap < size)
        cap = size;
    struct arena_chunk *c = mem_alloc(sizeof *c + cap);
    if (c != NULL)
        *c = (struct arena_chunk){.cap = cap};
    return c;
}

void *arena_alloc(struct arena *a, size_t size)
{
    size_t total;
    if (size == 0)
        size = 1;
    if (size > SIZE_MAX / 2 || ADD_OVERFLOW(a->used_total, size, &total) || total > a->max)
        return NULL;
    size_t need = (size + ARENA_ALIGN - 1) & ~(size_t)(ARENA_ALIGN - 1);
    struct arena_chunk *c = a->chunk;
    if (c == NULL || c->cap - c->used < need) {
        c = chunk_new(a, need);
        if (c == NULL)
            return NULL;
        if (a->chunk != NULL && need > CHUNK_MAX / 4 && a->chunk->used < a->chunk->cap) {
            c->next = a->chunk->next; /* a big one goes behind, the current chunk stays in use */
            a->chunk->next = c;
        } else {
            c->next = a->chunk;
            a->chunk = c;
        }
    }
    void *p = c->data + c->used;
    c->used += need;
    a->used_total = total;
    return p;
}

void *arena_calloc(struct arena *a, size_t count, size_t size)
{
    size_t total;
    if (MUL_OVERFLOW(count, size, &total))
        return NULL;
    void *p = arena_alloc(a, total);
    if (p != NULL)
        memset(p, 0, total);
    return p;
}

char *arena_strdup(struct arena *a, const char *s)
{
    size_t n = strlen(s) + 1;
    char *copy = arena_alloc(a, n);
    if (copy != NULL)
        memcpy(copy, s, n);
    return copy;
}

struct str arena_str(struct arena *a, struct str s)
{
    char *copy = s.n < SIZE_MAX ? arena_alloc(a, s.n + 1) : NULL;
    if (copy == NULL)
        return STR_NONE;
    if (s.n > 0)
        memcpy(copy, s.p, s.n);
    copy[s.n] = '\0';
    return (struct str){copy, s.n};
}

char *arena_printf(struct arena *a, const char *fmt, ...)
{
    va_list args, again;
    va_start(args, fmt);
    va_copy(again, args);
    int n = vsnprintf(NULL, 0, fmt, args);
    va_end(args);
    char *out = n < 0 ? NULL : arena_alloc(a, (size_t)n + 1);
    if (out != NULL)
        vsnprintf(out, (size_t)n + 1, fmt, again);
    va_end(again);
    return out;
}
