/* Linear probing; a removed slot is closed up again, so there are no tombstones. */
#include "base/map.h"

#include "base/mem.h"

struct map_slot {
    char *key; /* NULL: free */
    size_t n;
    uint64_t hash;
    void *value;
};

static uint64_t fold(uint64_t a, uint64_t b)
{
    unsigned __int128 m = (unsigned __int128)a * b;
    return (uint64_t)m ^ (uint64_t)(m >> 64);
}

uint64_t hash_bytes(const void *p, size_t n, uint64_t seed)
{
    const uint64_t k0 = 0xa0761d6478bd642fu, k1 = 0xe7037ed1a0b428dbu, k2 = 0x8ebc6af09c88c6e3u;
    const uint8_t *s = p;
    uint64_t h = seed ^ k0, a, b;
    size_t left = n;
    while (left > 16) {
        memcpy(&a, s, 8);
        memcpy(&b, s + 8, 8);
        h = fold(a ^ k1, b ^ h);
        s += 16;
        left -= 16;
    }
    a = b = 0;
    if (left > 8) {
        memcpy(&a, s, 8);
        memcpy(&b, s + 8, left - 8);
    } else if (left > 0) {
        memcpy(&a, s, left);
    }
    return fold(k2 ^ n, fold(a ^ k1, b ^ h));
}

void map_init(struct map *m)
{
    *m = (struct map){0};
}

void map_free(struct map *m)
{
    if (m == NULL)
        return;
    for (size_t i = 0; i < m->cap; i++)
        mem_free(m->slots[i].key);
    mem_free(m->slots);
    map_init(m);
}

/* The key's slot, or the free one where it belongs. cap is a power of two and never full. */
static struct map_slot *find(const struct map *m, struct str key, uint64_t hash)
{
    for (size_t i = hash & (m->cap - 1);; i = (i + 1) & (m->cap - 1)) {
        struct map_slot *s = &m->slots[i];
        if (s->key == NULL ||
            (s->hash == hash && s->n == key.n && (key.n == 0 || memcmp(s->key, key.p, key.n) == 0)))
            return s;
    }
}

static kamu_code grow(struct map *m, struct kamu_error *err)
{
    struct map bigger = {.cap = m->cap ? m->cap * 2 : 16, .len = m->len};
    bigger.slots = mem_calloc(bigger.cap, sizeof *bigger.slots);
    if (bigger.slots == NULL)
        return error_nomem(err);
    for (size_t i = 0; i < m->cap; i++) {
        struct map_slot *s = &m->slots[i];
        if (s->key != NULL)
            *find(&bigger, (struct str){s->key, s->n}, s->hash) = *s;
    }
    mem_free(m->slots);
    *m = bigger;
    return KAMU_OK;
}

kamu_code map_put(struct map *m, struct str key, void *value, struct kamu_error *err)
{
    if (m->len + 1 > m->cap / 4 * 3)
        KAMU_TRY(grow(m, err));
    uint64_t hash = hash_bytes(key.p, key.n, 0);
    struct map_slot *s = find(m, key, hash);
    if (s->key == NULL) {
        char *copy = mem_alloc(key.n);
        if (copy == NULL)
            return error_nomem(err);
        if (key.n > 0)
            memcpy(copy, key.p, key.n);
        *s = (struct map_slot){.key = copy, .n = key.n, .hash = hash};
        m->len++;
    }
    s->value = value;
    return KAMU_OK;
}

void *map_get(const struct map *m, struct str key)
{
    if (m->len == 0)
        return NULL;
    struct map_slot *s = find(m, key, hash_bytes(key.p, key.n, 0));
    return s->key == NULL ? NULL : s->value;
}

bool map_remove(struct map *m, struct str key)
{
    if (m->len == 0)
        return false;
    struct map_slot *s = find(m, key, hash_bytes(key.p, key.n, 0));
    if (s->key == NULL)
        return false;
    mem_free(s->key);
    m->len--;
    size_t mask = m->cap - 1, hole = (size_t)(s - m->slots);
    for (size_t i = (hole + 1) & mask; m->slots[i].key != NULL; i = (i + 1) & mask) {
        size_t home = m->slots[i].hash & mask;
        if (((i - home) & mask) >= ((i - hole) & mask)) { /* may move back into the hole */
            m->slots[hole] = m->slots[i];
            hole = i;
        }
    }
    m->slots[hole] = (struct map_slot){0};
    return true;
}

bool map_next(const struct map *m, size_t *i, struct str *key, void **value)
{
    for (; *i < m->cap; (*i)++) {
        const struct map_slot *s = &m->slots[*i];
        if (s->key == NULL)
            continue;
        if (key != NULL)
            *key = (struct str){s->key, s->n};
        if (value != NULL)
            *value = s->value;
        (*i)++;
        return true;
    }
    return false;
}
