#include "odf/fb_build.h"

void fb_init(struct fb *b, size_t max_bytes)
{
    *b = (struct fb){.max = max_bytes, .min_align = 1};
}

void fb_free(struct fb *b)
{
    mem_free(b->data);
    mem_free(b->vtables);
    *b = (struct fb){0};
}

static void fail(struct fb *b, kamu_code code, const char *reason)
{
    if (b->failed == KAMU_OK) {
        b->failed = code;
        b->reason = reason;
    }
}

/* Room for n more bytes in front; NULL after a failure. */
static uint8_t *prepend(struct fb *b, size_t n)
{
    if (b->failed)
        return NULL;
    if (n > b->max || b->used > b->max - n) {
        fail(b, KAMU_E_LIMIT, "the block is too large");
        return NULL;
    }
    if (b->cap - b->used < n) {
        size_t cap = b->cap ? b->cap : 1024;
        while (cap - b->used < n)
            cap *= 2;
        uint8_t *data = mem_alloc(cap);
        if (!data) {
            fail(b, KAMU_E_NOMEM, "out of memory");
            return NULL;
        }
        if (b->used)
            memcpy(data + cap - b->used, b->data + b->cap - b->used, b->used);
        mem_free(b->data);
        b->data = data;
        b->cap = cap;
    }
    b->used += n;
    return b->data + b->cap - b->used;
}

static void align_to(struct fb *b, size_t n, size_t a)
{
    size_t pad = (a - (b->used + n) % a) % a;
    uint8_t *p = pad ? prepend(b, pad) : NULL;
    if (p)
        memset(p, 0, pad);
    if (a > b->min_align)
        b->min_align = a;
}

static void put_le(uint8_t *p, uint64_t v, unsigned size)
{
    for (unsigned i = 0; i < size; i++)
        p[i] = (uint8_t)(v >> (8 * i));
}

static void scalar(struct fb *b, uint64_t v, unsigned size)
{
    align_to(b, size, size);
    uint8_t *p = prepend(b, size);
    if (p)
        put_le(p, v, size);
}

static void offset_to(struct fb *b, uint32_t position)
{
    align_to(b, 4, 4);
    uint32_t v = (uint32_t)(b->used + 4) - position;
    uint8_t *p = prepend(b, 4);
    if (p)
        put_le(p, v, 4);
}

static void raw(struct fb *b, const void *src, size_t n)
{
    uint8_t *p = n ? prepend(b, n) : NULL;
    if (p)
        memcpy(p, src, n);
}

uint32_t fb_bytes(struct fb *b, const void *p, size_t n)
{
    align_to(b, n, 4);
    raw(b, p, n);
    scalar(b, n, 4);
    return (uint32_t)b->used;
}

uint32_t fb_string(struct fb *b, struct str s)
{
    align_to(b, s.n + 1, 4);
    raw(b, "", 1);
    raw(b, s.p, s.n);
    scalar(b, s.n, 4);
    return (uint32_t)b->used;
}

static uint32_t offset_vector(struct fb *b, const uint32_t *positions, uint32_t n)
{
    align_to(b, 4 * (size_t)n, 4);
    for (uint32_t i = n; i-- > 0;)
        offset_to(b, positions[i]);
    scalar(b, n, 4);
    return (uint32_t)b->used;
}

/* ---- tables -------------------------------------------------------------------- */

void fb_table_start(struct fb *b, struct fb_table *t)
{
    *t = (struct fb_table){.start = b->used};
}

static void mark(struct fb *b, struct fb_table *t, unsigned slot)
{
    t->at[slot] = (uint32_t)b->used;
    if (slot + 1 > t->n_slots)
        t->n_slots = slot + 1;
}

void fb_table_scalar(struct fb *b, struct fb_table *t, unsigned slot, uint64_t v, unsigned size)
{
    scalar(b, v, size);
    mark(b, t, slot);
}

void fb_table_offset(struct fb *b, struct fb_table *t, unsigned slot, uint32_t position)
{
    offset_to(b, position);
    mark(b, t, slot);
}

static uint32_t find_vtable(const struct fb *b, const uint8_t *vtable, size_t n)
{
    for (uint32_t i = 0; i < b->n_vtables; i++) {
        const uint8_t *other = b->data + b->cap - b->vtables[i];
        if (b->vtables[i] >= n && memcmp(other, vtable, n) == 0)
            return b->vtables[i];
    }
    return 0;
}

static void remember_vtable(struct fb *b, uint32_t position)
{
    if (b->n_vtables == b->cap_vtables) {
        uint32_t cap = b->cap_vtables ? 2 * b->cap_vtables : 16;
        uint32_t *list = mem_realloc_array(b->vtables, cap, sizeof *list);
        if (!list) {
            fail(b, KAMU_E_NOMEM, "out of memory");
            return;
        }
        b->vtables = list;
        b->cap_vtables = cap;
    }
    b->vtables[b->n_vtables++] = position;
}

uint32_t fb_table_end(struct fb *b, struct fb_table *t)
{
    uint8_t vtable[4 + 2 * ODF_SLOTS_MAX];
    scalar(b, 0, 4);
    uint32_t o = (uint32_t)b->used;
    size_t n = 4 + 2 * (size_t)t->n_slots;
    if (b->failed)
        return 0;
    put_le(vtable, n, 2);
    put_le(vtable + 2, o - t->start, 2);
    for (unsigned i = 0; i < t->n_slots; i++)
        put_le(vtable + 4 + 2 * i, t->at[i] ? o - t->at[i] : 0, 2);
    uint32_t v = find_vtable(b, vtable, n);
    if (!v) {
        raw(b, vtable, n);
        v = (uint32_t)b->used;
        remember_vtable(b, v);
    }
    if (!b->failed)
        put_le(b->data + b->cap - o, v - o, 4);
    return o;
}

kamu_code fb_finish(struct fb *b, uint32_t root, struct kamu_error *err)
{
    align_to(b, 4, b->min_align);
    offset_to(b, root);
    return b->failed ? error_set(err, b->failed, "Cannot encode metadata: %s", b->reason) : KAMU_OK;
}

/* ---- objects by descriptor --------------------------------------------------------- */

static bool leap(int64_t y)
{
    return (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;
}

/* Struct Timestamp (3.3). */
static void timestamp(struct fb *b, struct fb_table *t, unsigned slot, struct instant v)
{
    uint8_t bytes[16] = {0};
    int64_t days = v.seconds / 86400, second = v.seconds % 86400, year;
    unsigned month, day;
    if (second < 0) {
        second += 86400;
        days--;
    }
    civil_from_days(days, &year, &month, &day);
    if (year < INT32_MIN || year > INT32_MAX) {
        fail(b, KAMU_E_INPUT, "a timestamp is out of range");
        return;
    }
    static const uint16_t before[] = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334};
    unsigned ordinal = before[month - 1] + day + (month > 2 && leap(year));
    put_le(bytes, (uint32_t)(int32_t)year, 4);
    put_le(bytes + 4, ordinal, 2);
    put_le(bytes + 8, (uint64_t)second, 4);
    put_le(bytes + 12, v.nanos, 4);
    align_to(b, sizeof bytes, b->unaligned_structs ? 1 : 4);
    raw(b, bytes, sizeof bytes);
    mark(b, t, slot);
}

static uint32_t strings(struct fb *b, const struct odf_strs *l)
{
    uint32_t *at = mem_calloc(l->n ? l->n : 1, sizeof *at), v = 0;
    if (!at) {
        fail(b, KAMU_E_NOMEM, "out of memory");
        return 0;
    }
    for (uint32_t i = 0; i < l->n; i++)
        at[i] = fb_string(b, l->items[i]);
    v = offset_vector(b, at, l->n);
    mem_free(at);
    return v;
}

static uint32_t union_wrapper(struct fb *b, const struct odf_union *u, const void *value)
{
    struct odf_any_union x = odf_union_get(value);
    struct fb_table t;
    uint32_t member = fb_object(b, u->members[x.kind - 1].object, x.any);
    fb_table_start(b, &t);
    fb_table_scalar(b, &t, 0, (uint64_t)x.kind, 1);
    fb_table_offset(b, &t, 1, member);
    return fb_table_end(b, &t);
}

static uint32_t objects(struct fb *b, const struct odf_field *f, const void *list)
{
    struct odf_any_list l = odf_list_get(list);
    uint32_t *at = mem_calloc(l.n ? l.n : 1, sizeof *at), v = 0;
    if (!at) {
        fail(b, KAMU_E_NOMEM, "out of memory");
        return 0;
    }
    for (uint32_t i = 0; i < l.n; i++) {
        const uint8_t *items = l.items;
        if (f->type == ODF_F_UNIONS)
            at[i] = union_wrapper(b, f->of, items + i * ODF_UNION_SIZE);
        else
            at[i] = fb_object(b, f->of, items + i * ((const struct odf_object *)f->of)->size);
    }
    v = offset_vector(b, at, l.n);
    mem_free(at);
    return v;
}

/* The variable-size part of a field; its position, 0 for inline fields. */
static uint32_t child(struct fb *b, const struct odf_field *f, const uint8_t *at)
{
    switch ((enum odf_field_type)f->type) {
    case ODF_F_STRING:
    case ODF_F_DATASET_REF:
        return fb_string(b, *(const struct str *)(const void *)at);
    case ODF_F_EXTRA: {
        struct fb_table t;
        uint32_t entries = fb_string(b, *(const struct str *)(const void *)at);
        fb_table_start(b, &t);
        fb_table_offset(b, &t, 0, entries);
        return fb_table_end(b, &t);
    }
    case ODF_F_STRINGS:
        return strings(b, (const struct odf_strs *)(const void *)at);
    case ODF_F_HASH: {
        uint8_t bytes[ODF_HASH_BYTES_MAX];
        return fb_bytes(b, bytes, odf_hash_bytes((const struct odf_hash *)(const void *)at, bytes));
    }
    case ODF_F_DID: {
        uint8_t bytes[ODF_DID_BYTES];
        odf_did_bytes((const struct odf_did *)(const void *)at, bytes);
        return fb_bytes(b, bytes, sizeof bytes);
    }
    case ODF_F_BYTES: {
        const struct odf_bytes *v = (const struct odf_bytes *)(const void *)at;
        return fb_bytes(b, v->p, v->n);
    }
    case ODF_F_OBJECT:
        return fb_object(b, f->of, at);
    case ODF_F_OBJECT_PTR: {
        const void *p;
        memcpy(&p, at, sizeof p);
        return fb_object(b, f->of, p);
    }
    case ODF_F_OBJECTS:
    case ODF_F_UNIONS:
        return objects(b, f, at);
    case ODF_F_UNION: {
        struct odf_any_union x = odf_union_get(at);
        return fb_object(b, ((const struct odf_union *)f->of)->members[x.kind - 1].object, x.any);
    }
    default:
        return 0;
    }
}

static void required_scalar(struct fb *b, struct fb_table *t, unsigned slot, uint64_t v,
                            unsigned size)
{
    if (v)
        fb_table_scalar(b, t, slot, v, size);
}

static void push(struct fb *b, struct fb_table *t, const struct odf_field *f, const uint8_t *at,
                 uint32_t position)
{
    const void *v = at;
    switch ((enum odf_field_type)f->type) {
    case ODF_F_OPT_BOOL:
        fb_table_scalar(b, t, f->slot, ((const struct odf_opt_bool *)v)->value, 1);
        break;
    case ODF_F_I32:
    case ODF_F_U32:
        required_scalar(b, t, f->slot, *(const uint32_t *)v, 4);
        break;
    case ODF_F_U64:
        required_scalar(b, t, f->slot, *(const uint64_t *)v, 8);
        break;
    case ODF_F_OPT_U64:
        fb_table_scalar(b, t, f->slot, ((const struct odf_opt_u64 *)v)->value, 8);
        break;
    case ODF_F_ENUM:
        required_scalar(b, t, f->slot, (uint32_t) * (const int32_t *)v,
                        ((const struct odf_enum *)f->of)->width);
        break;
    case ODF_F_OPT_ENUM:
        fb_table_scalar(b, t, f->slot, (uint32_t)((const struct odf_opt_i32 *)v)->value,
                        ((const struct odf_enum *)f->of)->width);
        break;
    case ODF_F_INSTANT:
        timestamp(b, t, f->slot, *(const struct instant *)v);
        break;
    case ODF_F_OPT_INSTANT:
        timestamp(b, t, f->slot, ((const struct odf_opt_instant *)v)->value);
        break;
    case ODF_F_UNION:
        fb_table_scalar(b, t, f->slot, (uint64_t)odf_union_get(v).kind, 1);
        fb_table_offset(b, t, f->slot + 1u, position);
        break;
    default:
        fb_table_offset(b, t, f->slot, position);
        break;
    }
}

uint32_t fb_object(struct fb *b, const struct odf_object *d, const void *value)
{
    uint32_t position[ODF_FIELDS_MAX] = {0};
    struct fb_table t;
    if (b->failed)
        return 0;
    KAMU_ASSERT(d->n_fields <= ODF_FIELDS_MAX && d->n_slots <= ODF_SLOTS_MAX);
    for (unsigned i = 0; i < d->n_fields; i++) {
        const struct odf_field *f = &d->fields[i];
        if (odf_field_present(f, value))
            position[i] = child(b, f, (const uint8_t *)value + f->offset);
        else if (f->required)
            fail(b, KAMU_E_INPUT, "a required field is missing");
    }
    fb_table_start(b, &t);
    for (unsigned i = 0; i < d->n_fields; i++) {
        const struct odf_field *f = &d->fields[i];
        if (odf_field_present(f, value))
            push(b, &t, f, (const uint8_t *)value + f->offset, position[i]);
    }
    return fb_table_end(b, &t);
}
