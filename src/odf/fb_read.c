#include "odf/fb_read.h"

#include "odf/json.h"

kamu_code fbr_bad(const struct fbr *r, struct kamu_error *err, const char *where,
                  const char *problem)
{
    return error_set(err, KAMU_E_CORRUPT, "Malformed %s: %s: %s", r->what, where, problem);
}

uint64_t fbr_uint(const struct fbr *r, uint32_t at, unsigned size)
{
    uint64_t v = 0;
    for (unsigned i = 0; i < size; i++)
        v |= (uint64_t)r->p[at + i] << (8 * i);
    return v;
}

static bool inside(const struct fbr *r, uint64_t at, uint64_t size)
{
    return at <= r->n && size <= r->n - at;
}

kamu_code fbr_table_at(struct fbr *r, uint32_t at, const char *where, struct fbr_table *out,
                       struct kamu_error *err)
{
    if (++r->tables > ODF_TABLES_MAX)
        return fbr_bad(r, err, where, "too many tables");
    if (!inside(r, at, 4))
        return fbr_bad(r, err, where, "table out of range");
    int64_t vtable = (int64_t)at - (int32_t)fbr_uint(r, at, 4);
    if (vtable < 0 || !inside(r, (uint64_t)vtable, 4))
        return fbr_bad(r, err, where, "vtable out of range");
    *out = (struct fbr_table){.at = at, .vtable = (uint32_t)vtable};
    out->vtable_size = (uint16_t)fbr_uint(r, out->vtable, 2);
    out->table_size = (uint16_t)fbr_uint(r, out->vtable + 2, 2);
    if (out->vtable_size < 4 || out->vtable_size % 2 || !inside(r, out->vtable, out->vtable_size))
        return fbr_bad(r, err, where, "vtable out of range");
    if (out->table_size < 4 || !inside(r, at, out->table_size))
        return fbr_bad(r, err, where, "table out of range");
    return KAMU_OK;
}

kamu_code fbr_root(struct fbr *r, struct fbr_table *out, struct kamu_error *err)
{
    if (r->n < 8 || r->n > UINT32_MAX / 2)
        return fbr_bad(r, err, "root", "wrong size");
    return fbr_table_at(r, (uint32_t)fbr_uint(r, 0, 4), "root", out, err);
}

kamu_code fbr_slot(const struct fbr *r, const struct fbr_table *t, unsigned slot, unsigned size,
                   const char *where, uint32_t *at, struct kamu_error *err)
{
    unsigned entry = 4 + 2 * slot;
    unsigned offset = entry + 2 <= t->vtable_size ? (unsigned)fbr_uint(r, t->vtable + entry, 2) : 0;
    *at = 0;
    if (!offset)
        return KAMU_OK;
    if (offset < 4 || offset + size > t->table_size)
        return fbr_bad(r, err, where, "field out of range");
    *at = t->at + offset;
    return KAMU_OK;
}

kamu_code fbr_follow(const struct fbr *r, uint32_t at, const char *where, uint32_t *target,
                     struct kamu_error *err)
{
    uint64_t to = (uint64_t)at + fbr_uint(r, at, 4);
    if (to == at || !inside(r, to, 4))
        return fbr_bad(r, err, where, "offset out of range");
    *target = (uint32_t)to;
    return KAMU_OK;
}

kamu_code fbr_scalar(const struct fbr *r, const struct fbr_table *t, unsigned slot, unsigned size,
                     uint64_t missing, const char *where, uint64_t *out, struct kamu_error *err)
{
    uint32_t at;
    KAMU_TRY(fbr_slot(r, t, slot, size, where, &at, err));
    *out = at ? fbr_uint(r, at, size) : missing;
    return KAMU_OK;
}

kamu_code fbr_vector(const struct fbr *r, const struct fbr_table *t, unsigned slot, unsigned size,
                     const char *where, uint32_t *at, uint32_t *n, struct kamu_error *err)
{
    uint32_t field, target;
    *at = *n = 0;
    KAMU_TRY(fbr_slot(r, t, slot, 4, where, &field, err));
    if (!field)
        return KAMU_OK;
    KAMU_TRY(fbr_follow(r, field, where, &target, err));
    *n = (uint32_t)fbr_uint(r, target, 4);
    *at = target + 4;
    if (!inside(r, *at, (uint64_t)*n * size))
        return fbr_bad(r, err, where, "vector out of range");
    return KAMU_OK;
}

kamu_code fbr_string_at(const struct fbr *r, uint32_t at, const char *where, struct str *out,
                        struct kamu_error *err)
{
    uint32_t n = (uint32_t)fbr_uint(r, at, 4);
    if (!inside(r, (uint64_t)at + 4, (uint64_t)n + 1))
        return fbr_bad(r, err, where, "string out of range");
    if (r->p[at + 4 + n] != 0)
        return fbr_bad(r, err, where, "string without end");
    if (!utf8_valid(r->p + at + 4, n, NULL))
        return fbr_bad(r, err, where, "string is not UTF-8");
    *out = arena_str(r->arena, (struct str){(const char *)r->p + at + 4, n});
    return out->p ? KAMU_OK : error_nomem(err);
}

kamu_code fbr_string(const struct fbr *r, const struct fbr_table *t, unsigned slot,
                     const char *where, struct str *out, struct kamu_error *err)
{
    uint32_t at, target;
    *out = STR_NONE;
    KAMU_TRY(fbr_slot(r, t, slot, 4, where, &at, err));
    if (!at)
        return KAMU_OK;
    KAMU_TRY(fbr_follow(r, at, where, &target, err));
    return fbr_string_at(r, target, where, out, err);
}

kamu_code fbr_table_slot(struct fbr *r, const struct fbr_table *t, unsigned slot, const char *where,
                         struct fbr_table *out, struct kamu_error *err)
{
    uint32_t at, target;
    *out = (struct fbr_table){0};
    KAMU_TRY(fbr_slot(r, t, slot, 4, where, &at, err));
    if (!at)
        return KAMU_OK;
    KAMU_TRY(fbr_follow(r, at, where, &target, err));
    return fbr_table_at(r, target, where, out, err);
}

/* ---- objects by descriptor ---------------------------------------------------------- */

static bool leap(int64_t y)
{
    return (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;
}

static kamu_code timestamp(const struct fbr *r, uint32_t at, const char *where, struct instant *out,
                           struct kamu_error *err)
{
    int32_t year = (int32_t)fbr_uint(r, at, 4);
    unsigned ordinal = (unsigned)fbr_uint(r, at + 4, 2);
    uint32_t second = (uint32_t)fbr_uint(r, at + 8, 4), nanos = (uint32_t)fbr_uint(r, at + 12, 4);
    if (ordinal < 1 || ordinal > 365u + leap(year) || second > 86399 || nanos > 999999999)
        return fbr_bad(r, err, where, "timestamp out of range");
    out->seconds = (days_from_civil(year, 1, 1) + (int64_t)ordinal - 1) * 86400 + second;
    out->nanos = nanos;
    return KAMU_OK;
}

static kamu_code enum_value(const struct fbr *r, const struct odf_field *f, uint32_t at,
                            int32_t *out, struct kamu_error *err)
{
    const struct odf_enum *e = f->of;
    uint64_t v = at ? fbr_uint(r, at, e->width) : 0;
    if (v >= e->n)
        return fbr_bad(r, err, f->key, "unknown enum value");
    *out = (int32_t)v;
    return KAMU_OK;
}

static kamu_code strings(struct fbr *r, const struct odf_field *f, uint32_t at, uint32_t n,
                         struct odf_strs *out, struct kamu_error *err)
{
    struct str *items = arena_calloc(r->arena, n ? n : 1, sizeof *items);
    if (!items)
        return error_nomem(err);
    for (uint32_t i = 0; i < n; i++) {
        uint32_t target;
        KAMU_TRY(fbr_follow(r, at + 4 * i, f->key, &target, err));
        KAMU_TRY(fbr_string_at(r, target, f->key, &items[i], err));
    }
    *out = (struct odf_strs){items, n};
    return KAMU_OK;
}

/* Reads the table of a union member; tag_slot + 1 holds its offset. kind 0 when absent. */
static kamu_code union_member(struct fbr *r, const struct fbr_table *t, const struct odf_union *u,
                              unsigned tag_slot, const char *where, void *out,
                              struct kamu_error *err)
{
    uint64_t tag;
    struct fbr_table member;
    odf_union_set(out, 0, NULL);
    KAMU_TRY(fbr_scalar(r, t, tag_slot, 1, 0, where, &tag, err));
    if (tag == 0)
        return KAMU_OK;
    if (tag > u->n)
        return fbr_bad(r, err, where, "unknown union tag");
    KAMU_TRY(fbr_table_slot(r, t, tag_slot + 1, where, &member, err));
    if (!member.at)
        return fbr_bad(r, err, where, "union without value");
    const struct odf_object *d = u->members[tag - 1].object;
    void *value = arena_calloc(r->arena, 1, d->size);
    if (!value)
        return error_nomem(err);
    KAMU_TRY(fbr_object(r, &member, d, value, err));
    odf_union_set(out, (int)tag, value);
    return KAMU_OK;
}

static kamu_code objects(struct fbr *r, const struct odf_field *f, uint32_t at, uint32_t n,
                         void *out, struct kamu_error *err)
{
    bool unions = f->type == ODF_F_UNIONS;
    size_t size = unions ? ODF_UNION_SIZE : ((const struct odf_object *)f->of)->size;
    if (n > ODF_TABLES_MAX)
        return fbr_bad(r, err, f->key, "too many tables");
    uint8_t *items = arena_calloc(r->arena, n ? n : 1, size);
    if (!items)
        return error_nomem(err);
    for (uint32_t i = 0; i < n; i++) {
        uint32_t target;
        struct fbr_table t;
        KAMU_TRY(fbr_follow(r, at + 4 * i, f->key, &target, err));
        KAMU_TRY(fbr_table_at(r, target, f->key, &t, err));
        if (!unions) {
            KAMU_TRY(fbr_object(r, &t, f->of, items + i * size, err));
            continue;
        }
        KAMU_TRY(union_member(r, &t, f->of, 0, f->key, items + i * size, err));
        if (odf_union_get(items + i * size).kind == 0)
            return fbr_bad(r, err, f->key, "union without value");
    }
    odf_list_set(out, items, n);
    return KAMU_OK;
}

static kamu_code extra(struct fbr *r, const struct fbr_table *t, const struct odf_field *f,
                       struct str *out, struct kamu_error *err)
{
    struct fbr_table attributes;
    struct buf scratch = BUF_INIT(ODF_TABLES_MAX * 64);
    *out = STR_NONE;
    KAMU_TRY(fbr_table_slot(r, t, f->slot, f->key, &attributes, err));
    if (!attributes.at)
        return KAMU_OK;
    KAMU_TRY(fbr_string(r, &attributes, 0, f->key, out, err));
    if (!out->p)
        return fbr_bad(r, err, f->key, "entries are missing");
    /* The text is kept as it is; it only must be an object. */
    kamu_code rc =
        out->n && out->p[0] == '{' ? odf_json_canonical(*out, &scratch, NULL) : KAMU_E_INPUT;
    buf_free(&scratch);
    if (rc == KAMU_E_NOMEM)
        return error_nomem(err);
    return rc == KAMU_OK ? KAMU_OK : fbr_bad(r, err, f->key, "entries are no JSON object");
}

static kamu_code field(struct fbr *r, const struct fbr_table *t, const struct odf_field *f,
                       uint8_t *out, struct kamu_error *err)
{
    void *v = out;
    uint32_t at, n;
    switch ((enum odf_field_type)f->type) {
    case ODF_F_STRING:
    case ODF_F_DATASET_REF:
        return fbr_string(r, t, f->slot, f->key, v, err);
    case ODF_F_EXTRA:
        return extra(r, t, f, v, err);
    case ODF_F_STRINGS:
        KAMU_TRY(fbr_vector(r, t, f->slot, 4, f->key, &at, &n, err));
        return at ? strings(r, f, at, n, v, err) : KAMU_OK;
    case ODF_F_OBJECTS:
    case ODF_F_UNIONS:
        KAMU_TRY(fbr_vector(r, t, f->slot, 4, f->key, &at, &n, err));
        return at ? objects(r, f, at, n, v, err) : KAMU_OK;
    case ODF_F_HASH:
        KAMU_TRY(fbr_vector(r, t, f->slot, 1, f->key, &at, &n, err));
        if (at && odf_hash_from_bytes(r->p + at, n, v, NULL) != KAMU_OK)
            return fbr_bad(r, err, f->key, "not a multihash");
        return KAMU_OK;
    case ODF_F_DID:
        KAMU_TRY(fbr_vector(r, t, f->slot, 1, f->key, &at, &n, err));
        if (!at || odf_did_from_bytes(r->p + at, n, v, NULL) != KAMU_OK)
            return fbr_bad(r, err, f->key, at ? "not a DID" : "missing");
        return KAMU_OK;
    case ODF_F_BYTES: {
        struct odf_bytes *bytes = v;
        KAMU_TRY(fbr_vector(r, t, f->slot, 1, f->key, &at, &n, err));
        if (!at)
            return KAMU_OK;
        struct str copy = arena_str(r->arena, (struct str){(const char *)r->p + at, n});
        *bytes = (struct odf_bytes){(const uint8_t *)copy.p, n};
        return copy.p ? KAMU_OK : error_nomem(err);
    }
    case ODF_F_OPT_BOOL: {
        struct odf_opt_bool *b = v;
        KAMU_TRY(fbr_slot(r, t, f->slot, 1, f->key, &at, err));
        *b = (struct odf_opt_bool){at != 0, at && fbr_uint(r, at, 1) != 0};
        return KAMU_OK;
    }
    case ODF_F_I32:
    case ODF_F_U32: {
        uint64_t x;
        KAMU_TRY(fbr_scalar(r, t, f->slot, 4, 0, f->key, &x, err));
        *(uint32_t *)v = (uint32_t)x;
        return KAMU_OK;
    }
    case ODF_F_U64:
        return fbr_scalar(r, t, f->slot, 8, 0, f->key, v, err);
    case ODF_F_OPT_U64: {
        struct odf_opt_u64 *x = v;
        KAMU_TRY(fbr_slot(r, t, f->slot, 8, f->key, &at, err));
        *x = (struct odf_opt_u64){at != 0, at ? fbr_uint(r, at, 8) : 0};
        return KAMU_OK;
    }
    case ODF_F_ENUM:
        KAMU_TRY(
            fbr_slot(r, t, f->slot, ((const struct odf_enum *)f->of)->width, f->key, &at, err));
        return enum_value(r, f, at, v, err);
    case ODF_F_OPT_ENUM: {
        struct odf_opt_i32 *x = v;
        KAMU_TRY(
            fbr_slot(r, t, f->slot, ((const struct odf_enum *)f->of)->width, f->key, &at, err));
        x->set = at != 0;
        return at ? enum_value(r, f, at, &x->value, err) : KAMU_OK;
    }
    case ODF_F_INSTANT:
        KAMU_TRY(fbr_slot(r, t, f->slot, 16, f->key, &at, err));
        return at ? timestamp(r, at, f->key, v, err) : fbr_bad(r, err, f->key, "missing");
    case ODF_F_OPT_INSTANT: {
        struct odf_opt_instant *x = v;
        KAMU_TRY(fbr_slot(r, t, f->slot, 16, f->key, &at, err));
        x->set = at != 0;
        return at ? timestamp(r, at, f->key, &x->value, err) : KAMU_OK;
    }
    case ODF_F_OBJECT:
    case ODF_F_OBJECT_PTR: {
        struct fbr_table inner;
        const struct odf_object *d = f->of;
        KAMU_TRY(fbr_table_slot(r, t, f->slot, f->key, &inner, err));
        if (f->type == ODF_F_OBJECT)
            return inner.at ? fbr_object(r, &inner, d, v, err) : fbr_bad(r, err, f->key, "missing");
        if (!inner.at)
            return KAMU_OK;
        void *p = arena_calloc(r->arena, 1, d->size);
        if (!p)
            return error_nomem(err);
        memcpy(v, &p, sizeof p);
        return fbr_object(r, &inner, d, p, err);
    }
    case ODF_F_UNION:
        return union_member(r, t, f->of, f->slot, f->key, v, err);
    }
    KAMU_BUG("field type %d", f->type);
}

kamu_code fbr_object(struct fbr *r, const struct fbr_table *t, const struct odf_object *d,
                     void *out, struct kamu_error *err)
{
    memset(out, 0, d->size);
    if (r->depth >= ODF_DEPTH_MAX)
        return fbr_bad(r, err, d->name, "nested too deeply");
    r->depth++;
    for (unsigned i = 0; i < d->n_fields; i++) {
        const struct odf_field *f = &d->fields[i];
        uint8_t *at = (uint8_t *)out + f->offset;
        KAMU_TRY(field(r, t, f, at, err));
        if (f->required && !odf_field_present(f, out)) {
            if (!f->fallback_text)
                return fbr_bad(r, err, f->key, "missing");
            struct str s = str_c(f->fallback_text);
            memcpy(at, &s, sizeof s);
        }
    }
    r->depth--;
    return KAMU_OK;
}
