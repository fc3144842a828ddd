/*
 * Key list: the encoded keys of many rows, one behind the other. Encoded column by column
 * where all keys have one length (fixed-width columns without nulls), which is mostly so.
 */
#ifndef KAMU_MERGE_KEY_LIST_H
#define KAMU_MERGE_KEY_LIST_H

#include "merge/key_codec.h"

#define KEY_LIST_MAX ((size_t)1 << 26) /* keys */

struct key_list {
    struct buf bytes;
    size_t n, cap;
    uint32_t width; /* every key has this length; 0: see ends */
    uint64_t *ends; /* of each key in bytes; kept up only while width is 0 */
};

void key_list_init(struct key_list *l);
void key_list_free(struct key_list *l);
void key_list_clear(struct key_list *l);

/* Adds the keys of rows 0..rows-1 of b. */
kamu_code key_list_add(struct key_list *l, const struct batch *b, int64_t rows,
                       const uint32_t *columns, uint32_t n, struct kamu_error *err);

static inline struct str key_list_at(const struct key_list *l, size_t i)
{
    if (l->width != 0)
        return (struct str){(const char *)l->bytes.data + i * l->width, l->width};
    uint64_t start = i == 0 ? 0 : l->ends[i - 1];
    return (struct str){(const char *)l->bytes.data + start, (size_t)(l->ends[i] - start)};
}

/* order[0..n): the keys in ascending order of their bytes; equal ones keep their order. */
kamu_code key_list_order(const struct key_list *l, uint32_t *order, struct kamu_error *err);

#endif
