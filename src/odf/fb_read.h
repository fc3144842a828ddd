/*
 * Reading FlatBuffers from bytes that nobody has checked: every access is
 * bounds-checked, unaligned, and counted against limits. A reader never trusts
 * an offset; positions are offsets from the buffer's start, 0 = absent (the root
 * offset lies there, so nothing else can).
 */
#ifndef KAMU_ODF_FB_READ_H
#define KAMU_ODF_FB_READ_H

#include "odf/descriptor.h"

struct fbr {
    const uint8_t *p;
    size_t n;
    struct arena *arena;
    const char *what; /* "metadata block": for errors */
    uint32_t tables;  /* visited so far */
    unsigned depth;
};

struct fbr_table {
    uint32_t at;
    uint32_t vtable;
    uint16_t vtable_size, table_size;
};

/* KAMU_E_CORRUPT "Malformed <what>: <where>: <problem>" */
kamu_code fbr_bad(const struct fbr *r, struct kamu_error *err, const char *where,
                  const char *problem);

kamu_code fbr_root(struct fbr *r, struct fbr_table *out, struct kamu_error *err);
kamu_code fbr_table_at(struct fbr *r, uint32_t at, const char *where, struct fbr_table *out,
                       struct kamu_error *err);
/* Position of a slot's inline value of `size` bytes; 0 = absent. */
kamu_code fbr_slot(const struct fbr *r, const struct fbr_table *t, unsigned slot, unsigned size,
                   const char *where, uint32_t *at, struct kamu_error *err);
uint64_t fbr_uint(const struct fbr *r, uint32_t at, unsigned size);
/* Follows the offset stored at `at`. */
kamu_code fbr_follow(const struct fbr *r, uint32_t at, const char *where, uint32_t *target,
                     struct kamu_error *err);
/* A scalar slot with a default. */
kamu_code fbr_scalar(const struct fbr *r, const struct fbr_table *t, unsigned slot, unsigned size,
                     uint64_t missing, const char *where, uint64_t *out, struct kamu_error *err);
/* A vector: position of its first element and count; *at = 0 when absent. */
kamu_code fbr_vector(const struct fbr *r, const struct fbr_table *t, unsigned slot, unsigned size,
                     const char *where, uint32_t *at, uint32_t *n, struct kamu_error *err);
/* The string whose length word is at `at`, checked to be UTF-8, copied into the arena. */
kamu_code fbr_string_at(const struct fbr *r, uint32_t at, const char *where, struct str *out,
                        struct kamu_error *err);
kamu_code fbr_string(const struct fbr *r, const struct fbr_table *t, unsigned slot,
                     const char *where, struct str *out,
                     struct kamu_error *err); /* p == NULL when absent */
/* The table in a slot; out->at = 0 when absent. */
kamu_code fbr_table_slot(struct fbr *r, const struct fbr_table *t, unsigned slot, const char *where,
                         struct fbr_table *out, struct kamu_error *err);

/* By descriptor. */
kamu_code fbr_object(struct fbr *r, const struct fbr_table *t, const struct odf_object *d,
                     void *out, struct kamu_error *err);

#endif
