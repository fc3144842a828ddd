/*
 * Reading the FlatBuffers of Arrow (Schema.fbs, Message.fbs, File.fbs). Every offset is checked
 * before it is followed; the first that leads nowhere sets `bad`, and everything read from there on
 * is 0.
 */
#ifndef KAMU_PARQUET_ARROW_FLAT_H
#define KAMU_PARQUET_ARROW_FLAT_H

#include "base/str.h"

struct flat {
    const uint8_t *p;
    size_t n;
    bool bad;
};

uint64_t flat_load(struct flat *f, size_t at, unsigned bytes); /* little-endian */
/* Position of field i of a table; 0 = absent. */
size_t flat_slot(struct flat *f, size_t table, unsigned i);
/* Where the offset at `at` leads. */
size_t flat_follow(struct flat *f, size_t at);
/* Field i as a signed number of 1 to 8 bytes. */
int64_t flat_scalar(struct flat *f, size_t table, unsigned i, unsigned bytes, int64_t absent);
/* Field i as a table, vector or string; 0 = absent. */
size_t flat_child(struct flat *f, size_t table, unsigned i);
/* Field i as a vector of *n items of item_bytes each; where the first lies, 0 = absent. */
size_t flat_vector(struct flat *f, size_t table, unsigned i, size_t item_bytes, uint64_t *n);

#endif
