/*
 * FlatBuffers in kamu's canonical layout (spec/odf-metadata.md 3.4): the buffer grows downwards, a
 * position is the number of bytes between an object's start and the buffer's end. The first failure
 * sticks; fb_finish reports it.
 */
#ifndef KAMU_ODF_FB_BUILD_H
#define KAMU_ODF_FB_BUILD_H

#include "odf/descriptor.h"

struct fb {
    uint8_t *data; /* the buffer's bytes are the last `used` of cap */
    size_t cap, used, max;
    size_t min_align;
    bool unaligned_structs; /* manifest version 2 */
    uint32_t *vtables;      /* positions */
    uint32_t n_vtables, cap_vtables;
    kamu_code failed; /* KAMU_E_NOMEM, KAMU_E_LIMIT or KAMU_E_INPUT */
    const char *reason;
};

void fb_init(struct fb *b, size_t max_bytes);
void fb_free(struct fb *b);
static inline const uint8_t *fb_data(const struct fb *b)
{
    return b->data + (b->cap - b->used);
}

uint32_t fb_bytes(struct fb *b, const void *p, size_t n);
uint32_t fb_string(struct fb *b, struct str s);
uint32_t fb_object(struct fb *b, const struct odf_object *d, const void *value);

/* A table by hand: the fields in slot order between start and end. */
struct fb_table {
    size_t start;
    uint32_t at[ODF_SLOTS_MAX]; /* 0 = absent */
    unsigned n_slots;
};
void fb_table_start(struct fb *b, struct fb_table *t);
void fb_table_scalar(struct fb *b, struct fb_table *t, unsigned slot, uint64_t v, unsigned size);
void fb_table_offset(struct fb *b, struct fb_table *t, unsigned slot, uint32_t position);
uint32_t fb_table_end(struct fb *b, struct fb_table *t);

kamu_code fb_finish(struct fb *b, uint32_t root, struct kamu_error *err);

#endif
