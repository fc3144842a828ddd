/*
 * Random types, columns and batches for property tests, from a fixed seed.
 * Every kind, nullability, nesting; values with the awkward ones over-represented.
 */
#ifndef KAMU_TESTS_RANDOM_COLUMNS_H
#define KAMU_TESTS_RANDOM_COLUMNS_H

#include "base/time.h"
#include "columnar/builder.h"

struct rnd {
    uint64_t s[4];
};
static inline struct rnd rnd_new(uint64_t seed)
{
    struct random r = {0};
    struct rnd out;
    random_seed(&r, seed);
    memcpy(out.s, r.state, sizeof(out.s));
    return out;
}
static inline uint64_t rnd_u64(struct rnd *r)
{
    return xoshiro256pp_next(r->s);
}
static inline uint64_t rnd_below(struct rnd *r, uint64_t n)
{
    return n ? rnd_u64(r) % n : 0;
}

enum { RND_HASHABLE = 1, RND_FLAT = 2 }; /* only what the logical hash takes; no nesting */

static inline void rnd_type(struct rnd *r, struct arena *a, struct col_type *t, int flags,
                            int depth);

static inline void rnd_field(struct rnd *r, struct arena *a, struct col_field *f, const char *name,
                             int flags, int depth)
{
    f->name = arena_strdup(a, name);
    f->nullable = rnd_below(r, 3) != 0;
    rnd_type(r, a, &f->type, flags, depth);
}

static inline void rnd_children(struct rnd *r, struct arena *a, struct col_type *t, uint32_t n,
                                const char *const *names, int flags, int depth)
{
    t->n_children = n;
    t->children = arena_calloc(a, n, sizeof(struct col_field));
    for (uint32_t i = 0; i < n; i++)
        rnd_field(r, a, &t->children[i], names[i], flags, depth + 1);
}

static inline void rnd_type(struct rnd *r, struct arena *a, struct col_type *t, int flags,
                            int depth)
{
    static const char *const members[] = {"a", "b", "c"};
    static const char *const item[] = {"item"};
    static const char *const zones[] = {NULL, "UTC", "+02:00"};

    memset(t, 0, sizeof(*t));
    do {
        t->kind = (enum col_kind)rnd_below(r, COL_MAP + 1);
    } while (
        (col_is_nested(t->kind) && (depth >= 3 || (flags & RND_FLAT))) ||
        ((flags & RND_HASHABLE) && (t->kind == COL_NULL || t->kind == COL_DURATION ||
                                    t->kind == COL_MAP || (t->kind == COL_STRUCT && (flags & 4)))));
    t->unit = (enum col_unit)rnd_below(r, 4);
    switch (t->kind) {
    case COL_TIME32:
        t->unit = (enum col_unit)rnd_below(r, 2);
        break;
    case COL_TIME64:
        t->unit = (enum col_unit)(2 + rnd_below(r, 2));
        break;
    case COL_TIMESTAMP:
        t->timezone = zones[rnd_below(r, 3)];
        break;
    case COL_DECIMAL128:
        t->precision = (uint8_t)(1 + rnd_below(r, 38));
        t->scale = (int8_t)rnd_below(r, t->precision + 1u);
        break;
    case COL_DECIMAL256:
        t->precision = (uint8_t)(39 + rnd_below(r, 38));
        t->scale = (int8_t)rnd_below(r, t->precision + 1u);
        break;
    case COL_FIXED_BINARY:
        t->fixed_length = (int32_t)(1 + rnd_below(r, 20));
        break;
    case COL_FIXED_LIST:
        t->fixed_length = (int32_t)(1 + rnd_below(r, 3));
        rnd_children(r, a, t, 1, item, flags | 4, depth);
        break;
    case COL_LIST:
        rnd_children(r, a, t, 1, item, flags | 4, depth);
        break;
    case COL_STRUCT:
        rnd_children(r, a, t, 1 + (uint32_t)rnd_below(r, 3), members, flags, depth);
        break;
    case COL_MAP: {
        struct col_field *e = arena_calloc(a, 1, sizeof(*e));
        e->name = "entries";
        e->type.kind = COL_STRUCT;
        e->type.n_children = 2;
        e->type.children = arena_calloc(a, 2, sizeof(struct col_field));
        rnd_field(r, a, &e->type.children[0], "keys", RND_FLAT, 3);
        e->type.children[0].nullable = false;
        while (e->type.children[0].type.kind == COL_NULL)
            rnd_type(r, a, &e->type.children[0].type, RND_FLAT, 3);
        rnd_field(r, a, &e->type.children[1], "values", flags, depth + 1);
        t->n_children = 1;
        t->children = e;
        break;
    }
    default:
        break;
    }
}

static inline struct col_schema *rnd_schema(struct rnd *r, uint32_t n, int flags)
{
    struct col_schema *s = NULL;
    char name[16];

    if (col_schema_new(n, &s, NULL) != KAMU_OK)
        abort();
    for (uint32_t i = 0; i < n; i++) {
        snprintf(name, sizeof(name), "c%u", (unsigned)i);
        rnd_field(r, &s->arena, &s->fields[i], name, flags, 1);
    }
    return s;
}

/* One more value, null only when nullable; percent_null of 100. */
static inline kamu_code rnd_value(struct rnd *r, struct col_builder *b, bool nullable,
                                  unsigned percent_null, struct kamu_error *err)
{
    const struct col_type *t = b->type;
    uint8_t bytes[64];
    int64_t n;

    if (t->kind == COL_NULL || (nullable && rnd_below(r, 100) < percent_null))
        return col_put_null(b, err);
    for (int i = 0; i < 64; i += 8) {
        uint64_t x = rnd_u64(r);
        memcpy(bytes + i, &x, 8);
    }
    switch (t->kind) {
    case COL_BOOL:
        return col_put_bool(b, bytes[0] & 1, err);
    case COL_STRING:
    case COL_BINARY:
        n = (int64_t)rnd_below(r, rnd_below(r, 20) == 0 ? 60 : 8);
        for (int64_t i = 0; i < n; i++)
            bytes[i] = (uint8_t)('a' + bytes[i] % 26);
        return col_put_string(b, bytes, (size_t)n, err);
    case COL_STRUCT:
        for (uint32_t i = 0; i < b->n_children; i++)
            KAMU_TRY(rnd_value(r, &b->children[i], t->children[i].nullable, percent_null, err));
        return col_struct_end(b, err);
    case COL_FIXED_LIST:
        for (int32_t i = 0; i < t->fixed_length; i++)
            KAMU_TRY(rnd_value(r, &b->children[0], t->children[0].nullable, percent_null, err));
        return col_struct_end(b, err);
    case COL_LIST:
    case COL_MAP:
        n = (int64_t)rnd_below(r, 4);
        for (int64_t i = 0; i < n; i++)
            KAMU_TRY(rnd_value(r, &b->children[0], t->kind == COL_LIST && t->children[0].nullable,
                               percent_null, err));
        return col_list_end(b, err);
    case COL_DECIMAL128:
    case COL_DECIMAL256: { /* few digits, so that any precision holds it */
        int64_t v = (int64_t)rnd_below(r, 19) - 9;
        memset(bytes, v < 0 ? 0xff : 0, sizeof(bytes));
        memcpy(bytes, &v, 8);
        return col_put_fixed(b, bytes, err);
    }
    case COL_FLOAT16:
    case COL_FLOAT32:
    case COL_FLOAT64:
        if (rnd_below(r, 4) == 0) { /* zeros of both signs, infinity, NaN */
            memset(bytes, 0, sizeof(bytes));
            bytes[b->width - 1] = (uint8_t)(rnd_below(r, 2) * 0x80);
        }
        return col_put_fixed(b, bytes, err);
    case COL_DATE32: {
        int32_t v = (int32_t)rnd_below(r, 40000) - 10000;
        return col_put_i32(b, v, err);
    }
    case COL_TIME32:
        return col_put_i32(b, (int32_t)rnd_below(r, t->unit == UNIT_SECOND ? 86400 : 86400000),
                           err);
    case COL_TIME64:
        return col_put_i64(
            b, (int64_t)rnd_below(r, t->unit == UNIT_MICRO ? 86400000000ULL : 86400000000000ULL),
            err);
    default:
        if (rnd_below(r, 3) == 0) { /* small numbers, so that values repeat */
            memset(bytes + 1, 0, sizeof(bytes) - 1);
            bytes[0] &= 3;
        }
        return col_put_fixed(b, bytes, err);
    }
}

static inline struct batch *rnd_batch(struct rnd *r, struct col_schema *s, int64_t rows,
                                      unsigned percent_null)
{
    struct batch_builder bb;
    struct batch *out = NULL;

    if (batch_builder_init(&bb, s, NULL) != KAMU_OK)
        abort();
    for (int64_t i = 0; i < rows; i++)
        for (uint32_t k = 0; k < bb.n_columns; k++)
            if (rnd_value(r, &bb.columns[k], s->fields[k].nullable, percent_null, NULL) != KAMU_OK)
                abort();
    if (batch_builder_finish(&bb, &out, NULL) != KAMU_OK)
        abort();
    batch_builder_free(&bb);
    return out;
}

#endif
