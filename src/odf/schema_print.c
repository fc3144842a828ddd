/* A schema as text: `kamu inspect schema` (spec/cli.md 7.3), schemaFormat of the API. */
#include "odf/json.h"
#include "odf/schema.h"
#include "odf/yaml.h"

#define PRINT_ARENA_MAX ((size_t)64 << 20)
#define PRINT_TEXT_MAX ((size_t)64 << 20)

static const char *const unit_names[] = {"Second", "Millisecond", "Microsecond", "Nanosecond"};
static const char *const unit_parquet[] = {"", "MILLIS", "MICROS", "NANOS"};

/* How a leaf column is stored in Parquet. */
struct leaf {
    const char *physical;
    int32_t length;     /* of FIXED_LEN_BYTE_ARRAY */
    char logical[48];   /* "TIMESTAMP(MILLIS,true)", "" = none */
    char converted[48]; /* of `ddl`: "TIMESTAMP_MILLIS", "" = the physical type */
};

static void decimal_leaf(const struct col_type *t, struct leaf *l)
{
    /* bytes that hold 10^precision - 1 in two's complement */
    static const uint8_t digits_of_bytes[] = {0,  2,  4,  6,  9,  11, 14, 16, 18, 21, 23,
                                              26, 28, 31, 33, 35, 38, 40, 43, 45, 47, 50,
                                              52, 55, 57, 59, 62, 64, 67, 69, 71, 74, 76};
    /* precision 1 as INT64: so does the Parquet writer that kamu uses */
    l->physical = t->precision >= 2 && t->precision <= 9 ? "INT32"
                  : t->precision <= 18                   ? "INT64"
                                                         : "FIXED_LEN_BYTE_ARRAY";
    while (l->length < 32 && digits_of_bytes[l->length] < t->precision)
        l->length++;
    snprintf(l->logical, sizeof l->logical, "DECIMAL(%u,%d)", t->precision, t->scale);
    snprintf(l->converted, sizeof l->converted, "DECIMAL(%u, %d)", t->precision, t->scale);
}

static void int_leaf(struct leaf *l, unsigned bits, bool is_signed)
{
    l->physical = bits == 64 ? "INT64" : "INT32";
    if (is_signed && bits >= 32)
        return;
    snprintf(l->logical, sizeof l->logical, "INTEGER(%u,%s)", bits, is_signed ? "true" : "false");
    snprintf(l->converted, sizeof l->converted, "%sINT_%u", is_signed ? "" : "U", bits);
}

static void time_leaf(const struct col_type *t, struct leaf *l)
{
    const char *unit = unit_parquet[t->unit];
    bool stamp = t->kind == COL_TIMESTAMP;
    l->physical = t->kind == COL_TIME32 ? "INT32" : "INT64";
    if (t->unit == UNIT_SECOND)
        return;
    snprintf(l->logical, sizeof l->logical, "%s(%s,%s)", stamp ? "TIMESTAMP" : "TIME", unit,
             stamp && t->timezone ? "true" : "false");
    if (t->unit != UNIT_NANO)
        snprintf(l->converted, sizeof l->converted, "%s_%s", stamp ? "TIMESTAMP" : "TIME", unit);
}

static struct leaf leaf_of(const struct col_type *t)
{
    struct leaf l = {.physical = "BYTE_ARRAY"};
    switch (t->kind) {
    case COL_NULL:
        l.physical = "INT32";
        snprintf(l.logical, sizeof l.logical, "UNKNOWN");
        break;
    case COL_BOOL:
        l.physical = "BOOLEAN";
        break;
    case COL_INT8:
    case COL_INT16:
    case COL_INT32:
    case COL_INT64:
        int_leaf(&l, 8u << (t->kind - COL_INT8), true);
        break;
    case COL_UINT8:
    case COL_UINT16:
    case COL_UINT32:
    case COL_UINT64:
        int_leaf(&l, 8u << (t->kind - COL_UINT8), false);
        break;
    case COL_FLOAT16:
        l.physical = "FIXED_LEN_BYTE_ARRAY";
        l.length = 2;
        snprintf(l.logical, sizeof l.logical, "FLOAT16");
        break;
    case COL_FLOAT32:
        l.physical = "FLOAT";
        break;
    case COL_FLOAT64:
        l.physical = "DOUBLE";
        break;
    case COL_DECIMAL128:
    case COL_DECIMAL256:
        decimal_leaf(t, &l);
        break;
    case COL_STRING:
        snprintf(l.logical, sizeof l.logical, "STRING");
        snprintf(l.converted, sizeof l.converted, "STRING");
        break;
    case COL_FIXED_BINARY:
        l.physical = "FIXED_LEN_BYTE_ARRAY";
        l.length = t->fixed_length;
        break;
    case COL_DATE32:
        l.physical = "INT32";
        snprintf(l.logical, sizeof l.logical, "DATE");
        snprintf(l.converted, sizeof l.converted, "DATE");
        break;
    case COL_TIME32:
    case COL_TIME64:
    case COL_TIMESTAMP:
        time_leaf(t, &l);
        break;
    case COL_DURATION:
        l.physical = "INT64";
        break;
    default:
        break;
    }
    return l;
}

/* ---- groups: lists and maps are groups of groups --------------------------------------- */

/* The one repeated member of a list ("list") or map ("key_value"): its name and members. */
static const struct col_field *repeated(const struct col_type *t, const char **name, uint32_t *n)
{
    if (t->kind == COL_MAP) {
        *name = "key_value";
        *n = t->children[0].type.n_children;
        return t->children[0].type.children;
    }
    *name = "list";
    *n = 1;
    return t->children;
}

static bool is_group(const struct col_type *t)
{
    return t->kind == COL_STRUCT || t->kind == COL_LIST || t->kind == COL_FIXED_LIST ||
           t->kind == COL_MAP;
}

/* ---- Parquet as JSON ----------------------------------------------------------------------- */

static kamu_code quoted(struct buf *out, const char *s, struct kamu_error *err)
{
    return odf_json_quote(str_c(s), out, err);
}

static kamu_code parquet_json_fields(const struct col_field *f, uint32_t n, struct buf *out,
                                     struct kamu_error *err);

static kamu_code parquet_json_group(const struct col_field *f, struct buf *out,
                                    struct kamu_error *err)
{
    const char *name;
    uint32_t n;
    if (f->type.kind == COL_STRUCT)
        return parquet_json_fields(f->type.children, f->type.n_children, out, err);
    const struct col_field *members = repeated(&f->type, &name, &n);
    KAMU_TRY(buf_printf(out, err,
                        "{\"name\": \"%s\", \"type\": \"struct\", \"repetition\": \"REPEATED\", "
                        "\"fields\": [",
                        name));
    KAMU_TRY(parquet_json_fields(members, n, out, err));
    return buf_append_str(out, "]}", err);
}

static kamu_code parquet_json_field(const struct col_field *f, struct buf *out,
                                    struct kamu_error *err)
{
    const char *repetition = f->nullable ? "OPTIONAL" : "REQUIRED";
    KAMU_TRY(buf_append_str(out, "{\"name\": ", err));
    KAMU_TRY(quoted(out, f->name, err));
    if (is_group(&f->type)) {
        KAMU_TRY(buf_printf(
            out, err, ", \"type\": \"struct\", \"repetition\": \"%s\", \"fields\": [", repetition));
        KAMU_TRY(parquet_json_group(f, out, err));
        return buf_append_str(out, "]}", err);
    }
    struct leaf l = leaf_of(&f->type);
    KAMU_TRY(
        buf_printf(out, err, ", \"repetition\": \"%s\", \"type\": \"%s", repetition, l.physical));
    if (strcmp(l.physical, "FIXED_LEN_BYTE_ARRAY") == 0)
        KAMU_TRY(buf_printf(out, err, "(%d)", l.length));
    KAMU_TRY(buf_append_str(out, "\"", err));
    if (l.logical[0])
        KAMU_TRY(buf_printf(out, err, ", \"logicalType\": \"%s\"", l.logical));
    return buf_append_str(out, "}", err);
}

static kamu_code parquet_json_fields(const struct col_field *f, uint32_t n, struct buf *out,
                                     struct kamu_error *err)
{
    for (uint32_t i = 0; i < n; i++) {
        if (i)
            KAMU_TRY(buf_append_str(out, ", ", err));
        KAMU_TRY(parquet_json_field(&f[i], out, err));
    }
    return KAMU_OK;
}

static kamu_code print_parquet_json(const struct col_schema *s, struct buf *out,
                                    struct kamu_error *err)
{
    KAMU_TRY(buf_append_str(out, "{\"name\": \"arrow_schema\", \"type\": \"struct\", \"fields\": [",
                            err));
    KAMU_TRY(parquet_json_fields(s->fields, s->n_fields, out, err));
    return buf_append_str(out, "]}", err);
}

/* ---- Arrow as JSON ----------------------------------------------------------------------------
 */

static kamu_code arrow_json_field(const struct col_field *f, struct buf *out,
                                  struct kamu_error *err);

static kamu_code arrow_json_fields(const struct col_field *f, uint32_t n, struct buf *out,
                                   struct kamu_error *err)
{
    KAMU_TRY(buf_append_str(out, "[", err));
    for (uint32_t i = 0; i < n; i++) {
        if (i)
            KAMU_TRY(buf_append_str(out, ",", err));
        KAMU_TRY(arrow_json_field(&f[i], out, err));
    }
    return buf_append_str(out, "]", err);
}

static kamu_code arrow_json_type(const struct col_type *t, struct buf *out, struct kamu_error *err)
{
    static const char *const plain[] = {
        [COL_NULL] = "Null",       [COL_BOOL] = "Boolean",    [COL_INT8] = "Int8",
        [COL_INT16] = "Int16",     [COL_INT32] = "Int32",     [COL_INT64] = "Int64",
        [COL_UINT8] = "UInt8",     [COL_UINT16] = "UInt16",   [COL_UINT32] = "UInt32",
        [COL_UINT64] = "UInt64",   [COL_FLOAT16] = "Float16", [COL_FLOAT32] = "Float32",
        [COL_FLOAT64] = "Float64", [COL_STRING] = "Utf8",     [COL_BINARY] = "Binary",
        [COL_DATE32] = "Date32",   [COL_MAP] = NULL,
    };
    const char *unit = unit_names[t->unit];
    if (plain[t->kind])
        return buf_printf(out, err, "\"%s\"", plain[t->kind]);
    switch (t->kind) {
    case COL_DECIMAL128:
    case COL_DECIMAL256:
        return buf_printf(out, err, "{\"Decimal%d\":[%u,%d]}",
                          t->kind == COL_DECIMAL128 ? 128 : 256, t->precision, t->scale);
    case COL_FIXED_BINARY:
        return buf_printf(out, err, "{\"FixedSizeBinary\":%d}", t->fixed_length);
    case COL_TIME32:
    case COL_TIME64:
        return buf_printf(out, err, "{\"Time%d\":\"%s\"}", t->kind == COL_TIME32 ? 32 : 64, unit);
    case COL_DURATION:
        return buf_printf(out, err, "{\"Duration\":\"%s\"}", unit);
    case COL_TIMESTAMP:
        KAMU_TRY(buf_printf(out, err, "{\"Timestamp\":[\"%s\",", unit));
        KAMU_TRY(t->timezone ? quoted(out, t->timezone, err) : buf_append_str(out, "null", err));
        return buf_append_str(out, "]}", err);
    case COL_LIST:
        KAMU_TRY(buf_append_str(out, "{\"List\":", err));
        KAMU_TRY(arrow_json_field(&t->children[0], out, err));
        return buf_append_str(out, "}", err);
    case COL_FIXED_LIST:
        KAMU_TRY(buf_append_str(out, "{\"FixedSizeList\":[", err));
        KAMU_TRY(arrow_json_field(&t->children[0], out, err));
        return buf_printf(out, err, ",%d]}", t->fixed_length);
    case COL_STRUCT:
        KAMU_TRY(buf_append_str(out, "{\"Struct\":", err));
        KAMU_TRY(arrow_json_fields(t->children, t->n_children, out, err));
        return buf_append_str(out, "}", err);
    case COL_MAP:
        KAMU_TRY(buf_append_str(out, "{\"Map\":[", err));
        KAMU_TRY(arrow_json_field(&t->children[0], out, err));
        return buf_printf(out, err, ",%s]}", t->keys_sorted ? "true" : "false");
    default:
        KAMU_BUG("column kind %d", (int)t->kind);
    }
}

static kamu_code arrow_json_field(const struct col_field *f, struct buf *out,
                                  struct kamu_error *err)
{
    KAMU_TRY(buf_append_str(out, "{\"name\":", err));
    KAMU_TRY(quoted(out, f->name, err));
    KAMU_TRY(buf_append_str(out, ",\"data_type\":", err));
    KAMU_TRY(arrow_json_type(&f->type, out, err));
    return buf_printf(out, err,
                      ",\"nullable\":%s,\"dict_id\":0,\"dict_is_ordered\":false,\"metadata\":{}}",
                      f->nullable ? "true" : "false");
}

static kamu_code print_arrow_json(const struct col_schema *s, struct buf *out,
                                  struct kamu_error *err)
{
    KAMU_TRY(buf_append_str(out, "{\"fields\":", err));
    KAMU_TRY(arrow_json_fields(s->fields, s->n_fields, out, err));
    return buf_append_str(out, ",\"metadata\":{}}", err);
}

/* ---- DDL
 * ------------------------------------------------------------------------------------------ */

static kamu_code indent(struct buf *out, unsigned depth, struct kamu_error *err)
{
    for (unsigned i = 0; i < depth; i++)
        KAMU_TRY(buf_append_str(out, "  ", err));
    return KAMU_OK;
}

static kamu_code ddl_field(const struct col_field *f, unsigned depth, struct buf *out,
                           struct kamu_error *err)
{
    KAMU_TRY(indent(out, depth, err));
    if (!is_group(&f->type)) {
        struct leaf l = leaf_of(&f->type);
        return buf_printf(out, err, "%s %s,\n", f->name, l.converted[0] ? l.converted : l.physical);
    }
    KAMU_TRY(buf_printf(out, err, "%s STRUCT<\n", f->name));
    const struct col_field *members = f->type.children;
    uint32_t n = f->type.n_children;
    unsigned inner = depth + 1;
    if (f->type.kind != COL_STRUCT) {
        const char *name;
        members = repeated(&f->type, &name, &n);
        KAMU_TRY(indent(out, inner++, err));
        KAMU_TRY(buf_printf(out, err, "%s STRUCT<\n", name));
    }
    for (uint32_t i = 0; i < n; i++)
        KAMU_TRY(ddl_field(&members[i], inner, out, err));
    for (; inner > depth; inner--) {
        KAMU_TRY(indent(out, inner - 1, err));
        KAMU_TRY(buf_append_str(out, ">,\n", err));
    }
    return KAMU_OK;
}

static kamu_code print_ddl(const struct col_schema *s, struct buf *out, struct kamu_error *err)
{
    for (uint32_t i = 0; i < s->n_fields; i++)
        KAMU_TRY(ddl_field(&s->fields[i], 0, out, err));
    return KAMU_OK;
}

/* ---- by format ---------------------------------------------------------------------------------
 */

kamu_code odf_schema_print(const struct odf_data_schema *s, enum odf_schema_format format,
                           struct buf *out, struct kamu_error *err)
{
    struct col_schema *columns = NULL;
    if (format == ODF_SCHEMA_ODF_YAML)
        return odf_schema_to_yaml(s, out, err);
    if (format == ODF_SCHEMA_ODF_JSON)
        return odf_schema_to_json(s, out, err);
    KAMU_TRY(odf_schema_to_columns(s, &columns, err));
    kamu_code rc = odf_schema_print_columns(columns, format, out, err);
    col_schema_unref(columns);
    return rc;
}

static kamu_code print_odf(const struct col_schema *s, enum odf_schema_format format,
                           struct buf *out, struct kamu_error *err)
{
    struct odf_data_schema odf = {0};
    struct arena arena;
    arena_init(&arena, PRINT_ARENA_MAX);
    kamu_code rc = odf_schema_from_columns(s, &arena, &odf, err);
    if (rc == KAMU_OK)
        rc = odf_schema_print(&odf, format, out, err);
    arena_free(&arena);
    return rc;
}

kamu_code odf_schema_print_columns(const struct col_schema *s, enum odf_schema_format format,
                                   struct buf *out, struct kamu_error *err)
{
    switch (format) {
    case ODF_SCHEMA_ARROW_JSON:
        return print_arrow_json(s, out, err);
    case ODF_SCHEMA_PARQUET:
        return col_schema_print_parquet(s, out, err);
    case ODF_SCHEMA_PARQUET_JSON:
        return print_parquet_json(s, out, err);
    case ODF_SCHEMA_DDL:
        return print_ddl(s, out, err);
    case ODF_SCHEMA_ODF_JSON:
    case ODF_SCHEMA_ODF_YAML:
        break;
    }
    return print_odf(s, format, out, err);
}

static kamu_code as_json_value(enum odf_schema_format format, const struct buf *text,
                               struct buf *out, struct kamu_error *err)
{
    struct str s = {(const char *)text->data, text->len};
    bool object = format == ODF_SCHEMA_ARROW_JSON || format == ODF_SCHEMA_ODF_JSON ||
                  format == ODF_SCHEMA_PARQUET_JSON;
    return object ? odf_json_canonical(s, out, err) : odf_json_quote(s, out, err);
}

kamu_code odf_schema_json_value(const struct odf_data_schema *s, enum odf_schema_format format,
                                struct buf *out, struct kamu_error *err)
{
    static const struct odf_data_schema none;
    struct buf text = BUF_INIT(PRINT_TEXT_MAX);
    kamu_code rc = odf_schema_print(s == NULL ? &none : s, format, &text, err);
    if (rc == KAMU_OK)
        rc = as_json_value(format, &text, out, err);
    buf_free(&text);
    return rc;
}

/* By way of ODF's schema, in which a timestamp without a zone is one in UTC: so is kamu's answer.
 */
kamu_code odf_schema_json_value_columns(const struct col_schema *s, enum odf_schema_format format,
                                        struct buf *out, struct kamu_error *err)
{
    struct odf_data_schema odf = {0};
    struct arena arena;
    arena_init(&arena, PRINT_ARENA_MAX);
    kamu_code rc = odf_schema_from_columns(s, &arena, &odf, err);
    if (rc == KAMU_OK)
        rc = odf_schema_json_value(&odf, format, out, err);
    arena_free(&arena);
    return rc;
}
