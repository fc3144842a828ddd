/* Decodes the schema message of Arrow IPC, and ARROW:schema, which is one in base64. */
#include "parquet/arrow_flat.h"
#include "parquet/arrow_hint.h"

struct schema_read {
    struct flat f;
    struct arena *a;
    bool nomem;
    uint32_t fields;
};

static const char *text(struct schema_read *r, size_t table, unsigned i)
{
    size_t at = flat_child(&r->f, table, i);
    if (at == 0)
        return NULL;
    uint64_t n = flat_load(&r->f, at, 4);
    if (r->f.bad || n > r->f.n - at - 4 || memchr(r->f.p + at + 4, 0, n) != NULL) {
        r->f.bad = true;
        return NULL;
    }
    struct str s = arena_str(r->a, (struct str){(const char *)r->f.p + at + 4, n});
    r->nomem |= s.p == NULL;
    return s.p;
}

static enum col_unit unit_of(struct schema_read *r, int64_t v)
{
    if (v < 0 || v > 3)
        r->f.bad = true;
    return (enum col_unit)(v & 3);
}

static void read_type(struct schema_read *r, struct arrow_field *out, size_t t)
{
    switch (out->type) {
    case ARROW_INT:
        out->bits = (int32_t)flat_scalar(&r->f, t, 0, 4, 0);
        out->is_signed = flat_scalar(&r->f, t, 1, 1, 0) != 0;
        break;
    case ARROW_FLOAT:
        out->bits = 16 << (flat_scalar(&r->f, t, 0, 2, 0) & 3);
        break;
    case ARROW_DECIMAL:
        out->precision = (int32_t)flat_scalar(&r->f, t, 0, 4, 0);
        out->scale = (int32_t)flat_scalar(&r->f, t, 1, 4, 0);
        out->bits = (int32_t)flat_scalar(&r->f, t, 2, 4, 128);
        break;
    case ARROW_DATE:
        out->unit = flat_scalar(&r->f, t, 0, 2, 1) == 0 ? UNIT_SECOND : UNIT_MILLI;
        break;
    case ARROW_TIME:
        out->unit = unit_of(r, flat_scalar(&r->f, t, 0, 2, 1));
        out->bits = (int32_t)flat_scalar(&r->f, t, 1, 4, 32);
        break;
    case ARROW_TIMESTAMP:
        out->unit = unit_of(r, flat_scalar(&r->f, t, 0, 2, 0));
        out->timezone = text(r, t, 1);
        break;
    case ARROW_DURATION:
        out->unit = unit_of(r, flat_scalar(&r->f, t, 0, 2, 1));
        break;
    case ARROW_FIXED_BINARY:
    case ARROW_FIXED_LIST:
        out->length = (int32_t)flat_scalar(&r->f, t, 0, 4, 0);
        break;
    case ARROW_MAP:
        out->keys_sorted = flat_scalar(&r->f, t, 0, 1, 0) != 0;
        break;
    default:
        break;
    }
}

static void read_dictionary(struct schema_read *r, size_t t, struct arrow_field *out)
{
    size_t index = flat_child(&r->f, t, 1);
    out->dictionary = true;
    out->dictionary_id = flat_scalar(&r->f, t, 0, 8, 0);
    out->index_bits = index != 0 ? (int32_t)flat_scalar(&r->f, index, 0, 4, 0) : 32;
    out->index_signed = index == 0 || flat_scalar(&r->f, index, 1, 1, 0) != 0;
}

static void read_children(struct schema_read *r, size_t vector, unsigned depth,
                          struct arrow_field *out);

static void read_field(struct schema_read *r, size_t table, unsigned depth, struct arrow_field *out)
{
    *out = (struct arrow_field){.name = ""};
    if (depth > COL_DEPTH_MAX + 1 || ++r->fields > 4 * COL_FIELDS_MAX) {
        r->f.bad = true;
        return;
    }
    const char *name = text(r, table, 0);
    out->name = name ? name : "";
    out->nullable = flat_scalar(&r->f, table, 1, 1, 0) != 0;
    int64_t type = flat_scalar(&r->f, table, 2, 1, 0);
    out->type = type > 0 && type <= ARROW_LARGE_LIST_VIEW ? (enum arrow_type)type : ARROW_NONE;
    size_t dictionary = flat_child(&r->f, table, 4);
    if (dictionary != 0)
        read_dictionary(r, dictionary, out);
    size_t t = flat_child(&r->f, table, 3);
    if (t != 0)
        read_type(r, out, t);
    size_t children = flat_child(&r->f, table, 5);
    if (children != 0)
        read_children(r, children, depth + 1, out);
}

static void read_children(struct schema_read *r, size_t vector, unsigned depth,
                          struct arrow_field *out)
{
    uint64_t n = flat_load(&r->f, vector, 4);
    if (r->f.bad || n > (r->f.n - vector) / 4) {
        r->f.bad = true;
        return;
    }
    out->children = arena_calloc(r->a, n ? n : 1, sizeof *out->children);
    if (out->children == NULL) {
        r->nomem = true;
        return;
    }
    for (uint64_t i = 0; i < n && !r->f.bad && !r->nomem; i++)
        read_field(r, flat_follow(&r->f, vector + 4 + 4 * i), depth,
                   &out->children[out->n_children++]);
}

kamu_code arrow_schema_read_at(const uint8_t *p, size_t n, size_t schema, struct arena *a,
                               struct arrow_field **out, bool *little_endian,
                               struct kamu_error *err)
{
    struct schema_read r = {.f = {.p = p, .n = n}, .a = a};
    *out = arena_calloc(a, 1, sizeof **out);
    if (*out == NULL)
        return error_nomem(err);
    size_t fields = schema ? flat_child(&r.f, schema, 1) : 0;
    *little_endian = schema == 0 || flat_scalar(&r.f, schema, 0, 2, 0) == 0;
    if (fields)
        read_children(&r, fields, 0, *out);
    if (r.nomem)
        return error_nomem(err);
    if (fields == 0 || r.f.bad)
        return error_set(err, KAMU_E_CORRUPT, "the Arrow schema cannot be decoded");
    return KAMU_OK;
}

kamu_code arrow_schema_read(const uint8_t *message, size_t n, struct arena *a,
                            struct arrow_field **out, bool *little_endian, struct kamu_error *err)
{
    struct flat f = {.p = message, .n = n};
    size_t root = flat_follow(&f, 0);
    f.bad |= flat_scalar(&f, root, 1, 1, 0) != 1; /* header: Schema */
    size_t schema = f.bad ? 0 : flat_child(&f, root, 2);
    return arrow_schema_read_at(message, n, f.bad ? 0 : schema, a, out, little_endian, err);
}

/* ---- base64 ------------------------------------------------------------------------------- */

static int base64_digit(char c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    return c == '+' ? 62 : c == '/' ? 63 : -1;
}

static bool base64_decode(struct str s, uint8_t *out, size_t *n)
{
    uint32_t acc = 0;
    unsigned bits = 0;
    *n = 0;
    while (s.n > 0 && s.p[s.n - 1] == '=')
        s.n--;
    for (size_t i = 0; i < s.n; i++) {
        int d = base64_digit(s.p[i]);
        if (d < 0)
            return false;
        acc = acc << 6 | (uint32_t)d;
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            out[(*n)++] = (uint8_t)(acc >> bits);
        }
    }
    return true;
}

kamu_code arrow_hint_read(struct str value, struct arena *a, struct arrow_field **out,
                          struct kamu_error *err)
{
    uint8_t *bytes = arena_alloc(a, value.n + 1);
    size_t n = 0;
    bool unused;
    if (bytes == NULL)
        return error_nomem(err);
    struct flat f = {.p = bytes, .bad = !base64_decode(value, bytes, &n)};
    f.n = n;
    /* FF FF FF FF and the length, or (before Arrow 0.15) the length alone */
    size_t skip = flat_load(&f, 0, 4) == UINT32_MAX ? 8 : 4;
    kamu_code rc = f.bad || n < skip
                       ? KAMU_E_CORRUPT
                       : arrow_schema_read(bytes + skip, n - skip, a, out, &unused, err);
    if (rc != KAMU_E_CORRUPT)
        return rc;
    return error_set(err, KAMU_E_CORRUPT,
                     "the ARROW:schema entry of the Parquet footer cannot be decoded");
}
