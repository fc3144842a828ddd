/* Decodes ARROW:schema. Every offset is checked before it is followed. */
#include "parquet/arrow_hint.h"

struct fb {
    const uint8_t *p;
    size_t n;
    bool bad;
    struct arena *a;
    bool nomem;
    uint32_t fields;
};

static uint64_t load(struct fb *f, size_t at, unsigned bytes)
{
    uint64_t v = 0;
    if (at > f->n || f->n - at < bytes) {
        f->bad = true;
        return 0;
    }
    for (unsigned i = 0; i < bytes; i++)
        v |= (uint64_t)f->p[at + i] << (8 * i);
    return v;
}

/* Position of a table's field; 0 = absent. */
static size_t slot(struct fb *f, size_t table, unsigned i)
{
    int32_t back = (int32_t)load(f, table, 4);
    int64_t vtable = (int64_t)table - back;
    if (f->bad || vtable < 0 || vtable > (int64_t)f->n) {
        f->bad = true;
        return 0;
    }
    uint64_t size = load(f, (size_t)vtable, 2);
    if (4 + 2 * (uint64_t)i + 2 > size)
        return 0;
    uint64_t off = load(f, (size_t)vtable + 4 + 2 * i, 2);
    return off ? table + off : 0;
}

static size_t follow(struct fb *f, size_t at)
{
    uint64_t off = load(f, at, 4);
    if (f->bad || off == 0 || off > f->n - at) {
        f->bad = true;
        return 0;
    }
    return at + off;
}

static int64_t scalar(struct fb *f, size_t table, unsigned i, unsigned bytes, int64_t absent)
{
    size_t at = slot(f, table, i);
    if (at == 0)
        return absent;
    uint64_t v = load(f, at, bytes);
    unsigned shift = 64 - 8 * bytes;
    return (int64_t)(v << shift) >> shift;
}

static size_t child(struct fb *f, size_t table, unsigned i)
{
    size_t at = slot(f, table, i);
    return at ? follow(f, at) : 0;
}

static const char *text(struct fb *f, size_t table, unsigned i)
{
    size_t at = child(f, table, i);
    if (at == 0)
        return NULL;
    uint64_t n = load(f, at, 4);
    if (f->bad || n > f->n - at - 4 || memchr(f->p + at + 4, 0, n) != NULL) {
        f->bad = true;
        return NULL;
    }
    struct str s = arena_str(f->a, (struct str){(const char *)f->p + at + 4, n});
    f->nomem |= s.p == NULL;
    return s.p;
}

static enum col_unit unit_of(struct fb *f, int64_t v)
{
    if (v < 0 || v > 3)
        f->bad = true;
    return (enum col_unit)(v & 3);
}

static void read_type(struct fb *f, struct arrow_field *out, size_t t)
{
    switch (out->type) {
    case ARROW_INT:
        out->bits = (int32_t)scalar(f, t, 0, 4, 0);
        out->is_signed = scalar(f, t, 1, 1, 0) != 0;
        break;
    case ARROW_FLOAT:
        out->bits = 16 << (scalar(f, t, 0, 2, 0) & 3);
        break;
    case ARROW_DECIMAL:
        out->precision = (int32_t)scalar(f, t, 0, 4, 0);
        out->scale = (int32_t)scalar(f, t, 1, 4, 0);
        out->bits = (int32_t)scalar(f, t, 2, 4, 128);
        break;
    case ARROW_DATE:
        out->unit = scalar(f, t, 0, 2, 1) == 0 ? UNIT_SECOND : UNIT_MILLI;
        break;
    case ARROW_TIME:
        out->unit = unit_of(f, scalar(f, t, 0, 2, 1));
        out->bits = (int32_t)scalar(f, t, 1, 4, 32);
        break;
    case ARROW_TIMESTAMP:
        out->unit = unit_of(f, scalar(f, t, 0, 2, 0));
        out->timezone = text(f, t, 1);
        break;
    case ARROW_DURATION:
        out->unit = unit_of(f, scalar(f, t, 0, 2, 1));
        break;
    case ARROW_FIXED_BINARY:
    case ARROW_FIXED_LIST:
        out->length = (int32_t)scalar(f, t, 0, 4, 0);
        break;
    case ARROW_MAP:
        out->keys_sorted = scalar(f, t, 0, 1, 0) != 0;
        break;
    default:
        break;
    }
}

static void read_children(struct fb *f, size_t vector, unsigned depth, struct arrow_field *out);

static void read_field(struct fb *f, size_t table, unsigned depth, struct arrow_field *out)
{
    *out = (struct arrow_field){.name = ""};
    if (depth > COL_DEPTH_MAX + 1 || ++f->fields > 4 * COL_FIELDS_MAX) {
        f->bad = true;
        return;
    }
    const char *name = text(f, table, 0);
    out->name = name ? name : "";
    out->nullable = scalar(f, table, 1, 1, 0) != 0;
    int64_t type = scalar(f, table, 2, 1, 0);
    out->type = type > 0 && type <= ARROW_LARGE_LIST_VIEW ? (enum arrow_type)type : ARROW_NONE;
    out->dictionary = slot(f, table, 4) != 0;
    size_t t = child(f, table, 3);
    if (t != 0)
        read_type(f, out, t);
    size_t children = child(f, table, 5);
    if (children != 0)
        read_children(f, children, depth + 1, out);
}

static void read_children(struct fb *f, size_t vector, unsigned depth, struct arrow_field *out)
{
    uint64_t n = load(f, vector, 4);
    if (f->bad || n > (f->n - vector) / 4) {
        f->bad = true;
        return;
    }
    out->children = arena_calloc(f->a, n ? n : 1, sizeof *out->children);
    if (out->children == NULL) {
        f->nomem = true;
        return;
    }
    for (uint64_t i = 0; i < n && !f->bad && !f->nomem; i++)
        read_field(f, follow(f, vector + 4 + 4 * i), depth, &out->children[out->n_children++]);
}

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
    struct fb f = {.a = a};
    uint8_t *bytes = arena_alloc(a, value.n + 1);
    *out = arena_calloc(a, 1, sizeof **out);
    if (bytes == NULL || *out == NULL)
        return error_nomem(err);
    f.p = bytes;
    f.bad = !base64_decode(value, bytes, &f.n);
    /* FF FF FF FF and the length, or (before Arrow 0.15) the length alone */
    size_t skip = load(&f, 0, 4) == UINT32_MAX ? 8 : 4;
    if (!f.bad && f.n >= skip) {
        f.p += skip;
        f.n -= skip;
        size_t message = follow(&f, 0);
        f.bad |= scalar(&f, message, 1, 1, 0) != 1; /* header: Schema */
        size_t schema = f.bad ? 0 : child(&f, message, 2);
        size_t fields = schema ? child(&f, schema, 1) : 0;
        if (fields)
            read_children(&f, fields, 0, *out);
        else
            f.bad = true;
    }
    if (f.nomem)
        return error_nomem(err);
    if (f.bad)
        return error_set(err, KAMU_E_CORRUPT,
                         "the ARROW:schema entry of the Parquet footer cannot be decoded");
    return KAMU_OK;
}
