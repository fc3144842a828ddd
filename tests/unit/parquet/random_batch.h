/* Random schemas and rows for property tests: everything a slice can hold, from a fixed seed. */
#ifndef KAMU_TESTS_RANDOM_BATCH_H
#define KAMU_TESTS_RANDOM_BATCH_H

#include "columnar/builder.h"
#include "columnar/compare.h"

struct gen {
    uint64_t s[4];
};

static inline void gen_seed(struct gen *g, uint64_t seed)
{
    for (int i = 0; i < 4; i++) {
        seed += 0x9e3779b97f4a7c15u;
        uint64_t x = (seed ^ seed >> 30) * 0xbf58476d1ce4e5b9u;
        g->s[i] = x ^ x >> 29;
    }
}
static inline uint64_t gen_u64(struct gen *g)
{
    return xoshiro256pp_next(g->s);
}
static inline uint32_t gen_below(struct gen *g, uint32_t n)
{
    return (uint32_t)(gen_u64(g) % n);
}

static inline void gen_field(struct gen *g, struct arena *a, struct col_field *f, const char *name,
                             unsigned depth, bool hashable, bool in_list);

static inline void gen_children(struct gen *g, struct arena *a, struct col_type *t, uint32_t n,
                                const char *prefix, unsigned depth, bool hashable, bool in_list)
{
    t->n_children = n;
    t->children = arena_calloc(a, n, sizeof *t->children);
    for (uint32_t i = 0; i < n; i++)
        gen_field(g, a, &t->children[i], n == 1 ? "item" : arena_printf(a, "%s%u", prefix, i),
                  depth + 1, hashable, in_list);
}

/* hashable: only what the logical hash takes. */
static inline void gen_type(struct gen *g, struct arena *a, struct col_type *t, unsigned depth,
                            bool hashable, bool in_list)
{
    static const char *const zones[] = {NULL, "UTC", "Europe/Paris", "+02:00"};
    for (;;) {
        t->kind = (enum col_kind)gen_below(g, COL_MAP + 1);
        if (depth > 2 && col_is_nested(t->kind))
            continue;
        if (hashable && (t->kind == COL_NULL || t->kind == COL_DURATION || t->kind == COL_MAP))
            continue;
        if (hashable && in_list && t->kind == COL_STRUCT)
            continue;
        break;
    }
    t->unit = (enum col_unit)gen_below(g, 4);
    if (t->kind == COL_TIME32)
        t->unit = (enum col_unit)gen_below(g, 2);
    if (t->kind == COL_TIME64)
        t->unit = (enum col_unit)(2 + gen_below(g, 2));
    if (t->kind == COL_TIMESTAMP)
        t->timezone = zones[gen_below(g, 4)];
    else if (t->kind != COL_TIME32 && t->kind != COL_TIME64 && t->kind != COL_DURATION)
        t->unit = UNIT_SECOND;
    if (t->kind == COL_DECIMAL128)
        t->precision = (uint8_t)(1 + gen_below(g, 38));
    if (t->kind == COL_DECIMAL256)
        t->precision = (uint8_t)(1 + gen_below(g, 76));
    if (t->precision)
        t->scale = (int8_t)gen_below(g, t->precision + 1u);
    if (t->kind == COL_FIXED_BINARY || t->kind == COL_FIXED_LIST)
        t->fixed_length = (int32_t)(1 + gen_below(g, 4));
    if (t->kind == COL_STRUCT)
        gen_children(g, a, t, 2 + gen_below(g, 2), "m", depth, hashable, in_list);
    if (t->kind == COL_LIST || t->kind == COL_FIXED_LIST)
        gen_children(g, a, t, 1, "item", depth, hashable, true);
    if (t->kind == COL_MAP) {
        t->n_children = 1;
        t->children = arena_calloc(a, 1, sizeof *t->children);
        struct col_field *e = &t->children[0];
        *e = (struct col_field){.name = "entries", .type = {.kind = COL_STRUCT, .n_children = 2}};
        e->type.children = arena_calloc(a, 2, sizeof *e->type.children);
        e->type.children[0] = (struct col_field){.name = "keys", .type = {.kind = COL_STRING}};
        gen_field(g, a, &e->type.children[1], "values", depth + 2, hashable, true);
        t->keys_sorted = gen_below(g, 2);
    }
}

static inline void gen_field(struct gen *g, struct arena *a, struct col_field *f, const char *name,
                             unsigned depth, bool hashable, bool in_list)
{
    *f = (struct col_field){.name = name};
    gen_type(g, a, &f->type, depth, hashable, in_list);
    f->nullable = f->type.kind == COL_NULL || gen_below(g, 3) > 0;
}

static inline struct col_schema *gen_schema(struct gen *g, uint32_t n, bool hashable)
{
    struct col_schema *s;
    if (col_schema_new(n, &s, NULL) != KAMU_OK)
        abort();
    for (uint32_t i = 0; i < n; i++)
        gen_field(g, &s->arena, &s->fields[i], arena_printf(&s->arena, "c%u", i), 0, hashable,
                  false);
    return s;
}

/* One value; `domain` small = many repeats. */
static inline void gen_value(struct gen *g, struct col_builder *b, const struct col_type *t,
                             bool nullable, uint32_t domain)
{
    uint64_t x = gen_u64(g) % domain;
    kamu_code rc = KAMU_OK;
    if (t->kind == COL_NULL || (nullable && gen_below(g, 5) == 0)) {
        rc = col_put_null(b, NULL);
    } else if (t->kind == COL_BOOL) {
        rc = col_put_bool(b, x & 1, NULL);
    } else if (t->kind == COL_STRING || t->kind == COL_BINARY) {
        char text[400];
        int n = snprintf(text, sizeof text, "%s%llu%s", x % 3 ? "" : "caf\xc3\xa9-",
                         (unsigned long long)(x * x),
                         x % 7 ? ""
                               : "long long long long long text to have statistics cut "
                                 "\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac "
                                 "somewhere in the middle of a character");
        rc = col_put_string(b, text, x % 11 ? (size_t)n : 0, NULL);
    } else if (t->kind == COL_STRUCT) {
        for (uint32_t i = 0; i < t->n_children; i++)
            gen_value(g, &b->children[i], &t->children[i].type, t->children[i].nullable, domain);
        rc = col_struct_end(b, NULL);
    } else if (t->kind == COL_FIXED_LIST || t->kind == COL_LIST || t->kind == COL_MAP) {
        uint32_t n = t->kind == COL_FIXED_LIST ? (uint32_t)t->fixed_length : gen_below(g, 5);
        for (uint32_t i = 0; i < n; i++)
            gen_value(g, &b->children[0], &t->children[0].type, t->children[0].nullable, domain);
        rc = t->kind == COL_FIXED_LIST ? col_struct_end(b, NULL) : col_list_end(b, NULL);
    } else {
        uint8_t v[32];
        size_t w = col_width(t);
        bool decimal = t->kind == COL_DECIMAL128 || t->kind == COL_DECIMAL256;
        /* small decimals of either sign: in range for every precision */
        int64_t small = decimal ? (int64_t)(x % 19) - 9 : 0;
        for (size_t i = 0; i < w && i < sizeof v; i++)
            v[i] = decimal         ? (uint8_t)(i < 8 ? small >> (8 * i) : small >> 63)
                   : domain < 1000 ? (uint8_t)(i < 8 ? x >> (8 * i) : 0)
                                   : (uint8_t)(gen_u64(g) >> 13);
        rc = col_put_fixed(b, v, NULL);
    }
    if (rc != KAMU_OK)
        abort();
}

static inline struct batch *gen_batch(struct gen *g, struct col_schema *s, int64_t rows,
                                      uint32_t domain)
{
    struct batch_builder bb;
    struct batch *b;
    if (batch_builder_init(&bb, s, NULL) != KAMU_OK)
        abort();
    for (int64_t r = 0; r < rows; r++)
        for (uint32_t i = 0; i < s->n_fields; i++)
            gen_value(g, &bb.columns[i], &s->fields[i].type, s->fields[i].nullable, domain);
    if (batch_builder_finish(&bb, &b, NULL) != KAMU_OK)
        abort();
    batch_builder_free(&bb);
    return b;
}

#endif
