/* A hash map from byte strings to pointers; open addressing, keys are copied. */
#ifndef KAMU_BASE_MAP_H
#define KAMU_BASE_MAP_H

#include "base/error.h"
#include "base/str.h"

struct map {
    struct map_slot *slots;
    size_t cap, len;
};
void map_init(struct map *m);
void map_free(struct map *m); /* values are the caller's */
kamu_code map_put(struct map *m, struct str key, void *value, struct kamu_error *err);
void *map_get(const struct map *m, struct str key); /* NULL when absent */
bool map_remove(struct map *m, struct str key);
/* Iterate: start with *i = 0; false at the end. No order. */
bool map_next(const struct map *m, size_t *i, struct str *key, void **value);

uint64_t hash_bytes(const void *p, size_t n, uint64_t seed); /* fast, not cryptographic */

#endif
