/* Column types: copies, equality, and their two printed forms (Arrow's names, Parquet messages). */
#include "columnar/type.h"

#include <inttypes.h>

#define SCHEMA_ARENA_MAX ((size_t)64 << 20)

static const char *const unit_names[] = {"s", "ms", "us", "ns"};
static const char *const unit_parquet[] = {NULL, "MILLIS", "MICROS", "NANOS"};

/* ---- life ----------------------------------------------------------------- */

kamu_code col_schema_new(uint32_t n_fields, struct col_schema **out, struct kamu_error *err)
{
    struct col_schema *s;

    if (n_fields > COL_FIELDS_MAX)
        return error_set(err, KAMU_E_LIMIT,
                         "Schema has %" PRIu32 " columns, at most %d are possible", n_fields,
                         COL_FIELDS_MAX);
    s = mem_calloc(1, sizeof(*s));
    if (s == NULL)
        return error_nomem(err);
    arena_init(&s->arena, SCHEMA_ARENA_MAX);
    s->refs = 1;
    s->n_fields = n_fields;
    s->fields = arena_calloc(&s->arena, n_fields ? n_fields : 1, sizeof(struct col_field));
    if (s->fields == NULL) {
        col_schema_unref(s);
        return error_nomem(err);
    }
    *out = s;
    return KAMU_OK;
}

struct col_schema *col_schema_ref(struct col_schema *s)
{
    if (s != NULL)
        s->refs++;
    return s;
}

void col_schema_unref(struct col_schema *s)
{
    if (s == NULL || --s->refs != 0)
        return;
    arena_free(&s->arena);
    mem_free(s);
}

static kamu_code field_copy(struct arena *a, const struct col_field *src, struct col_field *dst,
                            int depth, struct kamu_error *err)
{
    if (depth > COL_DEPTH_MAX)
        return error_set(err, KAMU_E_LIMIT, "Column '%s' is nested deeper than %d levels",
                         src->name, COL_DEPTH_MAX);
    *dst = *src;
    dst->name = arena_strdup(a, src->name ? src->name : "");
    if (dst->name == NULL)
        return error_nomem(err);
    if (src->type.timezone != NULL) {
        dst->type.timezone = arena_strdup(a, src->type.timezone);
        if (dst->type.timezone == NULL)
            return error_nomem(err);
    }
    dst->type.children = NULL;
    if (src->type.n_children == 0)
        return KAMU_OK;
    dst->type.children = arena_calloc(a, src->type.n_children, sizeof(struct col_field));
    if (dst->type.children == NULL)
        return error_nomem(err);
    for (uint32_t i = 0; i < src->type.n_children; i++)
        KAMU_TRY(field_copy(a, &src->type.children[i], &dst->type.children[i], depth + 1, err));
    return KAMU_OK;
}

kamu_code col_field_copy(struct arena *a, const struct col_field *src, struct col_field *dst,
                         struct kamu_error *err)
{
    return field_copy(a, src, dst, 1, err);
}

kamu_code col_schema_copy(const struct col_schema *src, struct col_schema **out,
                          struct kamu_error *err)
{
    struct col_schema *s = NULL;

    KAMU_TRY(col_schema_new(src->n_fields, &s, err));
    for (uint32_t i = 0; i < src->n_fields; i++) {
        kamu_code rc = col_field_copy(&s->arena, &src->fields[i], &s->fields[i], err);
        if (rc != KAMU_OK) {
            col_schema_unref(s);
            return rc;
        }
    }
    *out = s;
    return KAMU_OK;
}

/* ---- equality --------------------------------------------------------------- */

static bool uses_unit(enum col_kind k)
{
    return k == COL_TIME32 || k == COL_TIME64 || k == COL_TIMESTAMP || k == COL_DURATION;
}

bool col_type_eq(const struct col_type *a, const struct col_type *b)
{
    if (a->kind != b->kind || a->n_children != b->n_children)
        return false;
    if (uses_unit(a->kind) && a->unit != b->unit)
        return false;
    if (a->kind == COL_TIMESTAMP &&
        ((a->timezone == NULL) != (b->timezone == NULL) ||
         (a->timezone != NULL && strcmp(a->timezone, b->timezone) != 0)))
        return false;
    if ((a->kind == COL_DECIMAL128 || a->kind == COL_DECIMAL256) &&
        (a->precision != b->precision || a->scale != b->scale))
        return false;
    if ((a->kind == COL_FIXED_BINARY || a->kind == COL_FIXED_LIST) &&
        a->fixed_length != b->fixed_length)
        return false;
    if (a->kind == COL_MAP && a->keys_sorted != b->keys_sorted)
        return false;
    for (uint32_t i = 0; i < a->n_children; i++)
        if (!col_field_eq(&a->children[i], &b->children[i]))
            return false;
    return true;
}

bool col_field_eq(const struct col_field *a, const struct col_field *b)
{
    return a->nullable == b->nullable && strcmp(a->name, b->name) == 0 &&
           col_type_eq(&a->type, &b->type);
}

bool col_schema_eq(const struct col_schema *a, const struct col_schema *b)
{
    if (a == b)
        return true;
    if (a->n_fields != b->n_fields)
        return false;
    for (uint32_t i = 0; i < a->n_fields; i++)
        if (!col_field_eq(&a->fields[i], &b->fields[i]))
            return false;
    return true;
}

int col_schema_find(const struct col_schema *s, struct str name)
{
    for (uint32_t i = 0; i < s->n_fields; i++)
        if (str_eqc(name, s->fields[i].name))
            return (int)i;
    return -1;
}

/* ---- widths ------------------------------------------------------------------ */

size_t col_width(const struct col_type *t)
{
    switch (t->kind) {
    case COL_INT8:
    case COL_UINT8:
        return 1;
    case COL_INT16:
    case COL_UINT16:
    case COL_FLOAT16:
        return 2;
    case COL_INT32:
    case COL_UINT32:
    case COL_FLOAT32:
    case COL_DATE32:
    case COL_TIME32:
        return 4;
    case COL_INT64:
    case COL_UINT64:
    case COL_FLOAT64:
    case COL_TIME64:
    case COL_TIMESTAMP:
    case COL_DURATION:
        return 8;
    case COL_DECIMAL128:
        return 16;
    case COL_DECIMAL256:
        return 32;
    case COL_FIXED_BINARY:
        return (size_t)t->fixed_length;
    case COL_NULL:
    case COL_BOOL:
    case COL_STRING:
    case COL_BINARY:
    case COL_LIST:
    case COL_FIXED_LIST:
    case COL_STRUCT:
    case COL_MAP:
        return 0;
    }
    KAMU_BUG("column kind %d", (int)t->kind);
}

bool col_is_nested(enum col_kind k)
{
    return k == COL_LIST || k == COL_FIXED_LIST || k == COL_STRUCT || k == COL_MAP;
}

/* ---- Arrow's names ------------------------------------------------------------- */

/* Text of bounded length: writing stops at the end, the count goes on no further. */
struct name_out {
    char *p;
    size_t len, cap;
};

KAMU_PRINTF(2, 3) static void name_put(struct name_out *o, const char *fmt, ...)
{
    va_list ap;
    int n;

    if (o->len + 1 >= o->cap)
        return;
    va_start(ap, fmt);
    n = vsnprintf(o->p + o->len, o->cap - o->len, fmt, ap);
    va_end(ap);
    if (n > 0)
        o->len = o->len + (size_t)n < o->cap ? o->len + (size_t)n : o->cap - 1;
}

static void name_type(struct name_out *o, const struct col_type *t);

/* "\"a\": non-null Int64" */
static void name_member(struct name_out *o, const struct col_field *f)
{
    name_put(o, "\"%s\": %s", f->name, f->nullable ? "" : "non-null ");
    name_type(o, &f->type);
}

/* The item of a list: the name shows only when it is not the usual one. */
static void name_item(struct name_out *o, const struct col_type *t)
{
    if (t->n_children == 0)
        return;
    if (!t->children[0].nullable)
        name_put(o, "non-null ");
    name_type(o, &t->children[0].type);
    if (strcmp(t->children[0].name, "item") != 0)
        name_put(o, ", field: '%s'", t->children[0].name);
}

static void name_type(struct name_out *o, const struct col_type *t)
{
    static const char *const plain[] = {
        [COL_NULL] = "Null",       [COL_BOOL] = "Boolean",    [COL_INT8] = "Int8",
        [COL_INT16] = "Int16",     [COL_INT32] = "Int32",     [COL_INT64] = "Int64",
        [COL_UINT8] = "UInt8",     [COL_UINT16] = "UInt16",   [COL_UINT32] = "UInt32",
        [COL_UINT64] = "UInt64",   [COL_FLOAT16] = "Float16", [COL_FLOAT32] = "Float32",
        [COL_FLOAT64] = "Float64", [COL_STRING] = "Utf8",     [COL_BINARY] = "Binary",
        [COL_DATE32] = "Date32",
    };

    if (t->kind < sizeof(plain) / sizeof(plain[0]) && plain[t->kind] != NULL) {
        name_put(o, "%s", plain[t->kind]);
        return;
    }
    switch (t->kind) {
    case COL_DECIMAL128:
    case COL_DECIMAL256:
        name_put(o, "Decimal%d(%u, %d)", t->kind == COL_DECIMAL128 ? 128 : 256,
                 (unsigned)t->precision, t->scale);
        break;
    case COL_FIXED_BINARY:
        name_put(o, "FixedSizeBinary(%d)", t->fixed_length);
        break;
    case COL_TIME32:
    case COL_TIME64:
        name_put(o, "Time%d(%s)", t->kind == COL_TIME32 ? 32 : 64, unit_names[t->unit]);
        break;
    case COL_TIMESTAMP:
        name_put(o, "Timestamp(%s", unit_names[t->unit]);
        if (t->timezone != NULL)
            name_put(o, ", \"%s\"", t->timezone);
        name_put(o, ")");
        break;
    case COL_DURATION:
        name_put(o, "Duration(%s)", unit_names[t->unit]);
        break;
    case COL_LIST:
        name_put(o, "List(");
        name_item(o, t);
        name_put(o, ")");
        break;
    case COL_FIXED_LIST:
        name_put(o, "FixedSizeList(%d x ", t->fixed_length);
        name_item(o, t);
        name_put(o, ")");
        break;
    case COL_STRUCT:
        name_put(o, "Struct(");
        for (uint32_t i = 0; i < t->n_children; i++) {
            name_put(o, "%s", i ? ", " : "");
            name_member(o, &t->children[i]);
        }
        name_put(o, ")");
        break;
    case COL_MAP:
        name_put(o, "Map(");
        if (t->n_children != 0)
            name_member(o, &t->children[0]);
        name_put(o, ", %s)", t->keys_sorted ? "sorted" : "unsorted");
        break;
    default:
        KAMU_BUG("column kind %d", (int)t->kind);
    }
}

size_t col_type_name(const struct col_type *t, char *out, size_t n)
{
    struct name_out o = {out, 0, n};

    if (n != 0)
        out[0] = '\0';
    name_type(&o, t);
    return o.len;
}

/* ---- Parquet messages ------------------------------------------------------------ */

/* Bytes of a decimal of more than 18 digits: ceil((log2(10^p + 1) + 1) / 8). */
static int decimal_bytes(unsigned precision)
{
    /* log2(10) = 3.3219...; 10^p is never just below a power of two, so the + 1 does not matter. */
    double bits = precision * 3.321928094887362347870319429489390175865 + 1.0;
    int bytes = (int)(bits / 8.0);
    return bytes * 8.0 < bits ? bytes + 1 : bytes;
}

/* "INT64" and its annotation, "" when none. */
static void parquet_leaf(const struct col_type *t, char physical[48], char logical[48])
{
    const char *p = "INT64";

    logical[0] = '\0';
    switch (t->kind) {
    case COL_NULL:
        p = "INT32";
        snprintf(logical, 48, "UNKNOWN");
        break;
    case COL_BOOL:
        p = "BOOLEAN";
        break;
    case COL_INT8:
    case COL_INT16:
        p = "INT32";
        snprintf(logical, 48, "INTEGER(%d,true)", t->kind == COL_INT8 ? 8 : 16);
        break;
    case COL_UINT8:
    case COL_UINT16:
    case COL_UINT32:
        p = "INT32";
        snprintf(logical, 48, "INTEGER(%d,false)",
                 t->kind == COL_UINT8 ? 8 : (t->kind == COL_UINT16 ? 16 : 32));
        break;
    case COL_UINT64:
        snprintf(logical, 48, "INTEGER(64,false)");
        break;
    case COL_INT32:
        p = "INT32";
        break;
    case COL_INT64:
    case COL_DURATION:
        break;
    case COL_FLOAT16:
        p = "FIXED_LEN_BYTE_ARRAY (2)";
        snprintf(logical, 48, "FLOAT16");
        break;
    case COL_FLOAT32:
        p = "FLOAT";
        break;
    case COL_FLOAT64:
        p = "DOUBLE";
        break;
    case COL_STRING:
        p = "BYTE_ARRAY";
        snprintf(logical, 48, "STRING");
        break;
    case COL_BINARY:
        p = "BYTE_ARRAY";
        break;
    case COL_DATE32:
        p = "INT32";
        snprintf(logical, 48, "DATE");
        break;
    case COL_TIME32:
        p = "INT32";
        if (t->unit != UNIT_SECOND)
            snprintf(logical, 48, "TIME(%s,false)", unit_parquet[t->unit]);
        break;
    case COL_TIME64:
        snprintf(logical, 48, "TIME(%s,false)", unit_parquet[t->unit]);
        break;
    case COL_TIMESTAMP:
        if (t->unit != UNIT_SECOND)
            snprintf(logical, 48, "TIMESTAMP(%s,%s)", unit_parquet[t->unit],
                     t->timezone != NULL && t->timezone[0] != '\0' ? "true" : "false");
        break;
    case COL_DECIMAL128:
    case COL_DECIMAL256:
        snprintf(logical, 48, "DECIMAL(%u,%d)", (unsigned)t->precision, t->scale);
        if (t->precision >= 2 && t->precision <= 9)
            p = "INT32";
        else if (t->precision > 18) {
            snprintf(physical, 48, "FIXED_LEN_BYTE_ARRAY (%d)", decimal_bytes(t->precision));
            return;
        }
        break;
    case COL_FIXED_BINARY:
        snprintf(physical, 48, "FIXED_LEN_BYTE_ARRAY (%d)", t->fixed_length);
        return;
    default:
        KAMU_BUG("column kind %d is not a leaf", (int)t->kind);
    }
    snprintf(physical, 48, "%s", p);
}

static kamu_code indent(struct buf *out, int depth, struct kamu_error *err)
{
    for (int i = 0; i < depth; i++)
        KAMU_TRY(buf_append_str(out, "  ", err));
    return KAMU_OK;
}

static kamu_code print_field(const struct col_field *f, int depth, struct buf *out,
                             struct kamu_error *err)
{
    const char *rep = f->nullable ? "OPTIONAL" : "REQUIRED";
    const struct col_type *t = &f->type;
    char physical[48], logical[48];
    int inner = depth + 1;

    KAMU_TRY(indent(out, depth, err));
    if (!col_is_nested(t->kind)) {
        parquet_leaf(t, physical, logical);
        KAMU_TRY(buf_printf(out, err, "%s %s %s", rep, physical, f->name));
        if (logical[0] != '\0')
            KAMU_TRY(buf_printf(out, err, " (%s)", logical));
        return buf_append_str(out, ";\n", err);
    }
    KAMU_TRY(buf_printf(out, err, "%s group %s", rep, f->name));
    if (t->kind == COL_STRUCT) {
        KAMU_TRY(buf_append_str(out, " {\n", err));
    } else if (t->kind == COL_MAP) {
        KAMU_TRY(buf_append_str(out, " (MAP) {\n", err));
        KAMU_TRY(indent(out, inner, err));
        KAMU_TRY(buf_printf(out, err, "REPEATED group %s {\n", t->children[0].name));
        t = &t->children[0].type;
        inner++;
    } else {
        KAMU_TRY(buf_append_str(out, " (LIST) {\n", err));
        KAMU_TRY(indent(out, inner, err));
        KAMU_TRY(buf_append_str(out, "REPEATED group list {\n", err));
        inner++;
    }
    for (uint32_t i = 0; i < t->n_children; i++)
        KAMU_TRY(print_field(&t->children[i], inner, out, err));
    while (inner > depth) {
        inner--;
        KAMU_TRY(indent(out, inner, err));
        KAMU_TRY(buf_append_str(out, "}\n", err));
    }
    return KAMU_OK;
}

kamu_code col_schema_print_parquet(const struct col_schema *s, struct buf *out,
                                   struct kamu_error *err)
{
    KAMU_TRY(buf_append_str(out, "message arrow_schema {\n", err));
    for (uint32_t i = 0; i < s->n_fields; i++)
        KAMU_TRY(print_field(&s->fields[i], 1, out, err));
    return buf_append_str(out, "}\n", err);
}
