/* Key table: see key_table.h. Open addressing with linear steps, at most half full. */
#include "merge/key_table.h"

#include "base/map.h"
#include "merge/key_entry.h"

#define BYTES_MAX ((size_t)1 << 33)

struct key_place {
    uint64_t hash, start;
    size_t n;
};

void key_table_init(struct key_table *t)
{
    memset(t, 0, sizeof *t);
    buf_init(&t->bytes, BYTES_MAX);
}

void key_table_free(struct key_table *t)
{
    buf_free(&t->bytes);
    mem_free(t->keys);
    mem_free(t->slots);
    key_table_init(t);
}

void key_table_clear(struct key_table *t)
{
    t->bytes.len = 0;
    t->n = 0;
    if (t->n_slots != 0)
        memset(t->slots, 0, t->n_slots * sizeof *t->slots);
}

struct str key_table_at(const struct key_table *t, size_t number)
{
    const struct key_place *p = &t->keys[number];
    return (struct str){(const char *)t->bytes.data + p->start, p->n};
}

/* Where the key is, or where it would go. */
static size_t slot_of(const struct key_table *t, struct str key, uint64_t hash)
{
    size_t mask = t->n_slots - 1;
    for (size_t i = hash & mask;; i = (i + 1) & mask) {
        if (t->slots[i] == 0)
            return i;
        size_t number = t->slots[i] - 1;
        if (t->keys[number].hash == hash && key_compare(key_table_at(t, number), key) == 0)
            return i;
    }
}

static uint64_t hash_of(struct str key)
{
    return hash_bytes(key.p, key.n, 0);
}

size_t key_table_find(const struct key_table *t, struct str key)
{
    if (t->n == 0)
        return KEY_TABLE_NONE;
    uint32_t at = t->slots[slot_of(t, key, hash_of(key))];
    return at == 0 ? KEY_TABLE_NONE : at - 1;
}

static kamu_code grow_slots(struct key_table *t, struct kamu_error *err)
{
    if (t->n_slots > t->n * 2)
        return KAMU_OK;
    size_t n = t->n_slots == 0 ? 256 : t->n_slots * 2;
    uint32_t *slots = mem_calloc(n, sizeof *slots);
    if (slots == NULL)
        return error_nomem(err);
    for (size_t k = 0; k < t->n; k++) {
        size_t i = t->keys[k].hash & (n - 1);
        while (slots[i] != 0)
            i = (i + 1) & (n - 1);
        slots[i] = (uint32_t)k + 1;
    }
    mem_free(t->slots);
    t->slots = slots;
    t->n_slots = n;
    return KAMU_OK;
}

static kamu_code grow_keys(struct key_table *t, struct kamu_error *err)
{
    if (t->n < t->cap)
        return KAMU_OK;
    if (t->n >= KEY_TABLE_MAX)
        return error_set(err, KAMU_E_LIMIT, "More than %zu keys at once", KEY_TABLE_MAX);
    size_t cap = t->cap == 0 ? 128 : t->cap * 2;
    struct key_place *grown = mem_realloc_array(t->keys, cap, sizeof *grown);
    if (grown == NULL)
        return error_nomem(err);
    t->keys = grown;
    t->cap = cap;
    return KAMU_OK;
}

kamu_code key_table_put(struct key_table *t, struct str key, size_t *number, struct kamu_error *err)
{
    uint64_t hash = hash_of(key);
    KAMU_TRY(grow_slots(t, err));
    size_t slot = slot_of(t, key, hash);
    if (t->slots[slot] == 0) {
        KAMU_TRY(grow_keys(t, err));
        uint64_t start = t->bytes.len;
        KAMU_TRY(buf_append(&t->bytes, key.p, key.n, err));
        t->keys[t->n] = (struct key_place){hash, start, key.n};
        t->slots[slot] = (uint32_t)++t->n;
    }
    *number = t->slots[slot] - 1;
    return KAMU_OK;
}
