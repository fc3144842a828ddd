/*
 * Encodes ARROW:schema. The FlatBuffers message is built from its end to its start, as FlatBuffers
 * builders do: what is pointed to is written before what points to it, positions count from the
 * end.
 */
#include "parquet/arrow_hint.h"

#include "parquet/schema_tree.h"

static bool type_needs_hint(const struct col_type *t)
{
    switch (t->kind) {
    case COL_TIMESTAMP:
        return t->unit == UNIT_SECOND || (t->timezone != NULL && strcmp(t->timezone, "UTC") != 0);
    case COL_TIME32:
        return t->unit == UNIT_SECOND;
    case COL_DURATION:
    case COL_FIXED_LIST:
        return true;
    case COL_DECIMAL256:
        return pq_decimal_bytes(t->precision) <= 16;
    case COL_MAP:
        if (t->keys_sorted)
            return true;
        break;
    default:
        break;
    }
    for (uint32_t i = 0; i < t->n_children; i++)
        if (type_needs_hint(&t->children[i].type))
            return true;
    return false;
}

bool arrow_hint_needed(const struct col_schema *schema)
{
    for (uint32_t i = 0; i < schema->n_fields; i++)
        if (type_needs_hint(&schema->fields[i].type))
            return true;
    return false;
}

enum { FB_BYTES_MAX = 16 << 20 };

struct fb { /* the last `used` bytes of p[0..cap) are written */
    uint8_t *p;
    size_t cap, used;
    bool failed, views;
};

static void fb_put(struct fb *f, const void *data, size_t n)
{
    if (f->failed)
        return;
    if (f->cap - f->used < n) {
        size_t cap = f->cap ? 2 * f->cap : 1024;
        while (cap - f->used < n)
            cap *= 2;
        uint8_t *p = cap > FB_BYTES_MAX ? NULL : mem_alloc(cap);
        if (p == NULL) {
            f->failed = true;
            return;
        }
        if (f->used > 0)
            memcpy(p + cap - f->used, f->p + f->cap - f->used, f->used);
        mem_free(f->p);
        f->p = p;
        f->cap = cap;
    }
    f->used += n;
    memcpy(f->p + f->cap - f->used, data, n);
}

static void fb_int(struct fb *f, uint64_t v, unsigned bytes)
{
    uint8_t b[8];
    for (unsigned i = 0; i < bytes; i++)
        b[i] = (uint8_t)(v >> (8 * i));
    fb_put(f, b, bytes);
}

/* Zeros until `extra` bytes more would end at a multiple of `align`. */
static void fb_align(struct fb *f, size_t align, size_t extra)
{
    while ((f->used + extra) % align != 0 && !f->failed)
        fb_int(f, 0, 1);
}

static void fb_offset(struct fb *f, size_t target)
{
    fb_align(f, 4, 4);
    fb_int(f, f->used + 4 - target, 4);
}

static size_t fb_string(struct fb *f, const char *s)
{
    size_t n = strlen(s);
    fb_align(f, 4, n + 1 + 4);
    fb_int(f, 0, 1);
    fb_put(f, s, n);
    fb_int(f, n, 4);
    return f->used;
}

static size_t fb_vector(struct fb *f, const size_t *targets, uint32_t n)
{
    fb_align(f, 4, 4);
    for (uint32_t i = n; i-- > 0;)
        fb_offset(f, targets[i]);
    fb_int(f, n, 4);
    return f->used;
}

struct fb_slot {
    unsigned slot, bytes; /* bytes 0: an offset to `value` */
    uint64_t value;
};

/* A table; slots of 8 bytes must come last in `slots` (they are written first or aligned). */
static size_t fb_table(struct fb *f, const struct fb_slot *slots, unsigned n, unsigned n_slots)
{
    size_t at[8] = {0};
    size_t end = f->used;
    for (unsigned i = n; i-- > 0;) {
        if (slots[i].bytes == 0) {
            fb_offset(f, slots[i].value);
        } else {
            fb_align(f, slots[i].bytes, slots[i].bytes);
            fb_int(f, slots[i].value, slots[i].bytes);
        }
        at[slots[i].slot] = f->used;
    }
    fb_align(f, 4, 4);
    size_t table = f->used + 4;
    size_t vtable = 4 + 2 * (size_t)n_slots;
    /* the vtable goes right in front of the table, so the signed offset is its size (rounded) */
    size_t pad = (4 - vtable % 4) % 4;
    fb_int(f, vtable + pad, 4);
    for (size_t i = 0; i < pad; i++)
        fb_int(f, 0, 1);
    for (unsigned i = n_slots; i-- > 0;)
        fb_int(f, at[i] ? table - at[i] : 0, 2);
    fb_int(f, table - end, 2);
    fb_int(f, vtable, 2);
    return table;
}

static size_t write_type(struct fb *f, const struct col_type *t, enum arrow_type *type)
{
    struct fb_slot s[3] = {{0}};
    unsigned n = 0, slots = 0;
    size_t zone = t->kind == COL_TIMESTAMP && t->timezone ? fb_string(f, t->timezone) : 0;
    switch (t->kind) {
    case COL_NULL:
        *type = ARROW_NULL;
        break;
    case COL_BOOL:
        *type = ARROW_BOOL;
        break;
    case COL_INT8:
    case COL_INT16:
    case COL_INT32:
    case COL_INT64:
    case COL_UINT8:
    case COL_UINT16:
    case COL_UINT32:
    case COL_UINT64:
        *type = ARROW_INT;
        s[n++] = (struct fb_slot){1, 1, t->kind <= COL_INT64};
        s[n++] = (struct fb_slot){0, 4, 8 * col_width(t)};
        slots = 2;
        break;
    case COL_FLOAT16:
    case COL_FLOAT32:
    case COL_FLOAT64:
        *type = ARROW_FLOAT;
        s[n++] = (struct fb_slot){0, 2, (uint64_t)(t->kind - COL_FLOAT16)};
        slots = 1;
        break;
    case COL_DECIMAL128:
    case COL_DECIMAL256:
        *type = ARROW_DECIMAL;
        s[n++] = (struct fb_slot){0, 4, t->precision};
        s[n++] = (struct fb_slot){1, 4, (uint32_t)t->scale};
        s[n++] = (struct fb_slot){2, 4, t->kind == COL_DECIMAL128 ? 128 : 256};
        slots = 3;
        break;
    case COL_STRING:
        *type = f->views ? ARROW_UTF8_VIEW : ARROW_UTF8;
        break;
    case COL_BINARY:
        *type = f->views ? ARROW_BINARY_VIEW : ARROW_BINARY;
        break;
    case COL_FIXED_BINARY:
    case COL_FIXED_LIST:
        *type = t->kind == COL_FIXED_LIST ? ARROW_FIXED_LIST : ARROW_FIXED_BINARY;
        s[n++] = (struct fb_slot){0, 4, (uint32_t)t->fixed_length};
        slots = 1;
        break;
    case COL_DATE32:
        *type = ARROW_DATE;
        s[n++] = (struct fb_slot){0, 2, 0};
        slots = 1;
        break;
    case COL_TIME32:
    case COL_TIME64:
        *type = ARROW_TIME;
        s[n++] = (struct fb_slot){0, 2, (uint64_t)t->unit};
        s[n++] = (struct fb_slot){1, 4, t->kind == COL_TIME32 ? 32 : 64};
        slots = 2;
        break;
    case COL_TIMESTAMP:
        *type = ARROW_TIMESTAMP;
        s[n++] = (struct fb_slot){0, 2, (uint64_t)t->unit};
        if (zone)
            s[n++] = (struct fb_slot){1, 0, zone};
        slots = 2;
        break;
    case COL_DURATION:
        *type = ARROW_DURATION;
        s[n++] = (struct fb_slot){0, 2, (uint64_t)t->unit};
        slots = 1;
        break;
    case COL_LIST:
        *type = ARROW_LIST;
        break;
    case COL_STRUCT:
        *type = ARROW_STRUCT;
        break;
    case COL_MAP:
        *type = ARROW_MAP;
        s[n++] = (struct fb_slot){0, 1, t->keys_sorted};
        slots = 1;
        break;
    }
    return fb_table(f, s, n, slots);
}

static size_t write_field(struct fb *f, const struct col_field *field);

static size_t write_fields(struct fb *f, const struct col_field *fields, uint32_t n)
{
    size_t *at = mem_calloc(n + 1, sizeof *at);
    if (at == NULL) {
        f->failed = true;
        return 0;
    }
    for (uint32_t i = 0; i < n; i++)
        at[i] = write_field(f, &fields[i]);
    size_t v = fb_vector(f, at, n);
    mem_free(at);
    return v;
}

static size_t write_field(struct fb *f, const struct col_field *field)
{
    enum arrow_type type = ARROW_NONE;
    size_t children = write_fields(f, field->type.children, field->type.n_children);
    size_t t = write_type(f, &field->type, &type);
    size_t name = fb_string(f, field->name);
    struct fb_slot s[] = {{0, 0, name},
                          {3, 0, t},
                          {5, 0, children},
                          {1, 1, field->nullable || field->type.kind == COL_NULL},
                          {2, 1, (uint64_t)type}};
    return fb_table(f, s, sizeof s / sizeof s[0], 6);
}

static const char base64_alphabet[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static char *base64_encode(const uint8_t *p, size_t n, struct arena *a, size_t *len)
{
    char *out = arena_alloc(a, (n + 2) / 3 * 4 + 1), *o = out;
    if (out == NULL)
        return NULL;
    for (size_t i = 0; i < n; i += 3) {
        uint32_t v = (uint32_t)p[i] << 16 | (i + 1 < n ? (uint32_t)p[i + 1] << 8 : 0) |
                     (i + 2 < n ? p[i + 2] : 0);
        *o++ = base64_alphabet[v >> 18];
        *o++ = base64_alphabet[v >> 12 & 63];
        *o++ = i + 1 < n ? base64_alphabet[v >> 6 & 63] : '=';
        *o++ = i + 2 < n ? base64_alphabet[v & 63] : '=';
    }
    *o = '\0';
    *len = (size_t)(o - out);
    return out;
}

kamu_code arrow_hint_write(const struct col_schema *schema, bool views, struct arena *a,
                           struct str *out, struct kamu_error *err)
{
    struct fb f = {.views = views};
    size_t fields = write_fields(&f, schema->fields, schema->n_fields);
    struct fb_slot s[] = {{1, 0, fields}, {0, 2, 0}};
    size_t root = fb_table(&f, s, 2, 2);
    enum { SCHEMA_HEADER = 1, VERSION_5 = 4 };
    struct fb_slot m[] = {{2, 0, root}, {1, 1, SCHEMA_HEADER}, {0, 2, VERSION_5}, {3, 8, 0}};
    size_t message = fb_table(&f, m, 4, 4);
    fb_align(&f, 8, 4);
    fb_offset(&f, message);
    size_t n = f.used;
    fb_int(&f, n, 4);
    fb_int(&f, UINT32_MAX, 4);
    if (f.failed) {
        mem_free(f.p);
        return error_nomem(err);
    }
    out->p = base64_encode(f.p + f.cap - f.used, f.used, a, &out->n);
    mem_free(f.p);
    return out->p ? KAMU_OK : error_nomem(err);
}
