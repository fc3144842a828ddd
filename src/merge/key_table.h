/*
 * Key table: encoded keys, each once, numbered in the order in which they came. For what is said of
 * the keys of a few pushes in memory, beside the key state.
 */
#ifndef KAMU_MERGE_KEY_TABLE_H
#define KAMU_MERGE_KEY_TABLE_H

#include "base/mem.h"

#define KEY_TABLE_MAX ((size_t)1 << 24) /* keys */
#define KEY_TABLE_NONE SIZE_MAX

struct key_place;

struct key_table {
    struct buf bytes;
    struct key_place *keys;
    size_t n, cap;
    uint32_t *slots; /* 1 + number of a key; 0 = free */
    size_t n_slots;  /* a power of two */
};

void key_table_init(struct key_table *t);
void key_table_free(struct key_table *t);
void key_table_clear(struct key_table *t);
/* The number of a key; KEY_TABLE_NONE when it is not there. */
size_t key_table_find(const struct key_table *t, struct str key);
/* The same; a key that is not there gets the next number. */
kamu_code key_table_put(struct key_table *t, struct str key, size_t *number,
                        struct kamu_error *err);
/* Until the next put. */
struct str key_table_at(const struct key_table *t, size_t number);

#endif
