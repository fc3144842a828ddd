/*
 * Generated SQL as a tree of pieces: an operand is put into the text around it without being
 * copied, the whole is written once at the end. In an arena.
 */
#ifndef KAMU_SQL_ROPE_H
#define KAMU_SQL_ROPE_H

#include "base/mem.h"

#define SQL_ROPE_TEXT_MAX ((size_t)8 << 20) /* bytes of a generated query */

struct rope {
    struct str text; /* a leaf, or absent */
    const struct rope **parts;
    size_t n_parts;
    size_t bytes; /* of the whole, saturating */
};

/* What stands in `format` between:
 *   %r const struct rope *   %s const char * (SQL of ours)   %d int64_t   %u unsigned
 *   %q struct str as a text literal: 'it''s'
 * NULL without memory, or when an operand is NULL (its maker had none). */
const struct rope *rope(struct arena *arena, const char *format, ...);
/* a, b, c with `between` put between; "" when n is 0 */
const struct rope *rope_join(struct arena *arena, const struct rope *const *parts, size_t n,
                             const char *between);
/* Appends the text. KAMU_E_LIMIT above SQL_ROPE_TEXT_MAX. */
kamu_code rope_write(const struct rope *r, struct buf *out, struct kamu_error *err);
bool rope_eq(const struct rope *a, const struct rope *b); /* same text */

#endif
