/* DataSchema to columns and back (spec/data-slices.md 1.9). */
#include "odf/schema.h"

#include "odf/descriptor.h"
#include "odf/fb_read.h"

struct odf_data_type odf_data_type_simple(struct arena *a, enum odf_data_type_kind kind)
{
    const struct odf_object *d = odf_union_data_type.members[kind - 1].object;
    struct odf_data_type t = {.kind = kind, .any = arena_calloc(a, 1, d->size)};
    return t.any ? t : (struct odf_data_type){0};
}

struct odf_data_type odf_data_type_optional(struct arena *a, struct odf_data_type inner)
{
    if (inner.kind == ODF_TYPE_OPTION || inner.kind == ODF_TYPE_NONE)
        return inner;
    struct odf_data_type t = odf_data_type_simple(a, ODF_TYPE_OPTION);
    if (t.kind)
        t.option->inner = inner;
    return t;
}

size_t odf_data_type_text(const struct odf_data_type *t, char *out, size_t max)
{
    char a[200], b[200];
    int n = 0;
    switch (t->kind) {
    case ODF_TYPE_NONE:
        n = snprintf(out, max, "nothing");
        break;
    case ODF_TYPE_OPTION:
        odf_data_type_text(&t->option->inner, a, sizeof a);
        n = snprintf(out, max, "Option<%s>", a);
        break;
    case ODF_TYPE_LIST:
        odf_data_type_text(&t->list->item_type, a, sizeof a);
        n = t->list->fixed_length.set ? snprintf(out, max, "List<%s, %llu>", a,
                                                 (unsigned long long)t->list->fixed_length.value)
                                      : snprintf(out, max, "List<%s>", a);
        break;
    case ODF_TYPE_MAP:
        odf_data_type_text(&t->map->key_type, a, sizeof a);
        odf_data_type_text(&t->map->value_type, b, sizeof b);
        n = snprintf(out, max, "Map<%s, %s>", a, b);
        break;
    case ODF_TYPE_DECIMAL:
        n = snprintf(out, max, "Decimal(%u, %d)", t->decimal->precision, t->decimal->scale);
        break;
    case ODF_TYPE_BINARY:
        n = t->binary->fixed_length.set
                ? snprintf(out, max, "Binary(%llu)",
                           (unsigned long long)t->binary->fixed_length.value)
                : snprintf(out, max, "Binary");
        break;
    case ODF_TYPE_TIMESTAMP:
        n = snprintf(
            out, max, "Timestamp(%s, " STR_FMT ")",
            odf_enum_time_unit.names[t->timestamp->unit.set ? t->timestamp->unit.value : 1],
            t->timestamp->timezone.p ? (int)t->timestamp->timezone.n : 3,
            t->timestamp->timezone.p ? t->timestamp->timezone.p : "UTC");
        break;
    case ODF_TYPE_TIME:
        n = snprintf(out, max, "Time(%s)",
                     odf_enum_time_unit.names[t->time->unit.set ? t->time->unit.value : 1]);
        break;
    case ODF_TYPE_DURATION:
        n = snprintf(out, max, "Duration(%s)",
                     odf_enum_time_unit.names[t->duration->unit.set ? t->duration->unit.value : 1]);
        break;
    case ODF_TYPE_STRUCT:
        n = snprintf(out, max, "Struct(%u fields)", t->strukt->fields.n);
        break;
    default:
        n = snprintf(out, max, "%s", odf_union_data_type.members[t->kind - 1].name);
        break;
    }
    return n < 0 ? 0 : (size_t)n < max ? (size_t)n : max - 1;
}

/* ---- ODF to columns ------------------------------------------------------------------ */

struct to_columns {
    struct arena *arena;
    char path[192];
    unsigned depth;
};

static kamu_code refuse(const struct to_columns *c, struct kamu_error *err, const char *fmt, ...)
    KAMU_PRINTF(3, 4);
static kamu_code refuse(const struct to_columns *c, struct kamu_error *err, const char *fmt, ...)
{
    char text[512];
    va_list args;
    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    error_set(err, KAMU_E_SCHEMA, "Column `%s`: %s", c->path, text);
    error_field(err, "%s", c->path);
    return KAMU_E_SCHEMA;
}

static kamu_code convert_type(struct to_columns *c, const struct odf_data_type *t,
                              struct col_type *out, bool *nullable, struct kamu_error *err);

static const char *c_name(struct to_columns *c, struct str s)
{
    return memchr(s.p, 0, s.n) ? NULL : arena_str(c->arena, s).p;
}

static size_t push_path(struct to_columns *c, const char *separator, struct str name)
{
    size_t was = strlen(c->path);
    snprintf(c->path + was, sizeof c->path - was, "%s" STR_FMT, separator,
             (int)(name.n < 100 ? name.n : 100), name.p);
    return was;
}

static kamu_code convert_field(struct to_columns *c, const struct odf_data_field *f,
                               struct col_field *out, struct kamu_error *err)
{
    size_t was = push_path(c, c->path[0] ? "." : "", f->name);
    out->name = c_name(c, f->name);
    if (!out->name)
        return refuse(c, err, "the name holds a NUL character");
    KAMU_TRY(convert_type(c, &f->type, &out->type, &out->nullable, err));
    c->path[was] = '\0';
    return KAMU_OK;
}

static kamu_code children(struct to_columns *c, struct col_type *t, uint32_t n,
                          struct kamu_error *err)
{
    if (n > COL_FIELDS_MAX)
        return refuse(c, err, "more than %d members", COL_FIELDS_MAX);
    t->n_children = n;
    t->children = arena_calloc(c->arena, n ? n : 1, sizeof *t->children);
    return t->children ? KAMU_OK : error_nomem(err);
}

static kamu_code convert_item(struct to_columns *c, const char *name, const struct odf_data_type *t,
                              struct col_field *out, struct kamu_error *err)
{
    size_t was = push_path(c, "", STR("[]"));
    out->name = name;
    KAMU_TRY(convert_type(c, t, &out->type, &out->nullable, err));
    c->path[was] = '\0';
    return KAMU_OK;
}

static kamu_code convert_list(struct to_columns *c, const struct odf_data_type_list *l,
                              struct col_type *out, struct kamu_error *err)
{
    out->kind = COL_LIST;
    if (l->fixed_length.set) {
        out->kind = COL_FIXED_LIST;
        if (l->fixed_length.value > INT32_MAX)
            return refuse(c, err, "fixedLength %llu is too large",
                          (unsigned long long)l->fixed_length.value);
        out->fixed_length = (int32_t)l->fixed_length.value;
    }
    KAMU_TRY(children(c, out, 1, err));
    return convert_item(c, "item", &l->item_type, &out->children[0], err);
}

static kamu_code convert_map(struct to_columns *c, const struct odf_data_type_map *m,
                             struct col_type *out, struct kamu_error *err)
{
    out->kind = COL_MAP;
    out->keys_sorted = m->keys_sorted.set && m->keys_sorted.value;
    KAMU_TRY(children(c, out, 1, err));
    struct col_field *entries = &out->children[0];
    entries->name = "entries";
    entries->type.kind = COL_STRUCT;
    KAMU_TRY(children(c, &entries->type, 2, err));
    KAMU_TRY(convert_item(c, "keys", &m->key_type, &entries->type.children[0], err));
    return convert_item(c, "values", &m->value_type, &entries->type.children[1], err);
}

static enum col_unit unit_of(struct odf_opt_i32 u)
{
    return u.set ? (enum col_unit)u.value : UNIT_MILLI;
}

static kamu_code convert_decimal(struct to_columns *c, const struct odf_data_type_decimal *d,
                                 struct col_type *out, struct kamu_error *err)
{
    if (d->precision < 1 || d->precision > 76)
        return refuse(c, err, "Decimal precision %u is not within 1..76", d->precision);
    if (d->scale < -76 || d->scale > 76)
        return refuse(c, err, "Decimal scale %d is not within -76..76", d->scale);
    out->kind = d->precision <= 38 ? COL_DECIMAL128 : COL_DECIMAL256;
    out->precision = (uint8_t)d->precision;
    out->scale = (int8_t)d->scale;
    return KAMU_OK;
}

static kamu_code convert_timestamp(struct to_columns *c, const struct odf_data_type_timestamp *t,
                                   struct col_type *out, struct kamu_error *err)
{
    out->kind = COL_TIMESTAMP;
    out->unit = unit_of(t->unit);
    out->timezone = t->timezone.p ? c_name(c, t->timezone) : "UTC";
    return out->timezone ? KAMU_OK : refuse(c, err, "the time zone holds a NUL character");
}

static kamu_code convert_type(struct to_columns *c, const struct odf_data_type *t,
                              struct col_type *out, bool *nullable, struct kamu_error *err)
{
    static const enum col_kind simple[ODF_TYPE_COUNT] = {
        [ODF_TYPE_BOOL] = COL_BOOL,       [ODF_TYPE_DATE] = COL_DATE32,
        [ODF_TYPE_FLOAT16] = COL_FLOAT16, [ODF_TYPE_FLOAT32] = COL_FLOAT32,
        [ODF_TYPE_FLOAT64] = COL_FLOAT64, [ODF_TYPE_INT8] = COL_INT8,
        [ODF_TYPE_INT16] = COL_INT16,     [ODF_TYPE_INT32] = COL_INT32,
        [ODF_TYPE_INT64] = COL_INT64,     [ODF_TYPE_UINT8] = COL_UINT8,
        [ODF_TYPE_UINT16] = COL_UINT16,   [ODF_TYPE_UINT32] = COL_UINT32,
        [ODF_TYPE_UINT64] = COL_UINT64,   [ODF_TYPE_NULL] = COL_NULL,
        [ODF_TYPE_STRING] = COL_STRING,
    };
    kamu_code rc = KAMU_OK;
    if (++c->depth > COL_DEPTH_MAX)
        return refuse(c, err, "nested deeper than %d levels", COL_DEPTH_MAX);
    *nullable = t->kind == ODF_TYPE_NULL;
    switch (t->kind) {
    case ODF_TYPE_OPTION:
        if (t->option->inner.kind == ODF_TYPE_OPTION)
            return refuse(c, err, "an Option within an Option has no meaning");
        rc = convert_type(c, &t->option->inner, out, nullable, err);
        *nullable = true;
        break;
    case ODF_TYPE_BINARY:
        out->kind = COL_BINARY;
        if (!t->binary->fixed_length.set)
            break;
        out->kind = COL_FIXED_BINARY;
        if (t->binary->fixed_length.value > INT32_MAX)
            return refuse(c, err, "fixedLength %llu is too large",
                          (unsigned long long)t->binary->fixed_length.value);
        out->fixed_length = (int32_t)t->binary->fixed_length.value;
        break;
    case ODF_TYPE_DECIMAL:
        rc = convert_decimal(c, t->decimal, out, err);
        break;
    case ODF_TYPE_DURATION:
        out->kind = COL_DURATION;
        out->unit = unit_of(t->duration->unit);
        break;
    case ODF_TYPE_TIME:
        out->unit = unit_of(t->time->unit);
        out->kind = out->unit == UNIT_SECOND || out->unit == UNIT_MILLI ? COL_TIME32 : COL_TIME64;
        break;
    case ODF_TYPE_TIMESTAMP:
        rc = convert_timestamp(c, t->timestamp, out, err);
        break;
    case ODF_TYPE_LIST:
        rc = convert_list(c, t->list, out, err);
        break;
    case ODF_TYPE_MAP:
        rc = convert_map(c, t->map, out, err);
        break;
    case ODF_TYPE_STRUCT:
        out->kind = COL_STRUCT;
        rc = children(c, out, t->strukt->fields.n, err);
        for (uint32_t i = 0; i < out->n_children && rc == KAMU_OK; i++)
            rc = convert_field(c, &t->strukt->fields.items[i], &out->children[i], err);
        break;
    case ODF_TYPE_NONE:
    case ODF_TYPE_COUNT:
        return refuse(c, err, "no type");
    default:
        out->kind = simple[t->kind];
        break;
    }
    c->depth--;
    return rc;
}

kamu_code odf_schema_to_columns(const struct odf_data_schema *s, struct col_schema **out,
                                struct kamu_error *err)
{
    struct col_schema *cols = NULL;
    KAMU_TRY(col_schema_new(s->fields.n, &cols, err));
    struct to_columns c = {.arena = &cols->arena};
    for (uint32_t i = 0; i < s->fields.n; i++) {
        kamu_code rc = convert_field(&c, &s->fields.items[i], &cols->fields[i], err);
        if (rc != KAMU_OK) {
            col_schema_unref(cols);
            return rc;
        }
    }
    *out = cols;
    return KAMU_OK;
}

/* ---- columns to ODF -------------------------------------------------------------------- */

static kamu_code from_field(struct arena *a, const struct col_field *f, struct odf_data_field *out,
                            struct kamu_error *err);

static kamu_code from_type(struct arena *a, const struct col_type *t, struct odf_data_type *out,
                           struct kamu_error *err);

static kamu_code from_nullable(struct arena *a, const struct col_field *f,
                               struct odf_data_type *out, struct kamu_error *err)
{
    KAMU_TRY(from_type(a, &f->type, out, err));
    if (f->nullable)
        *out = odf_data_type_optional(a, *out);
    return out->kind ? KAMU_OK : error_nomem(err);
}

static kamu_code from_nested(struct arena *a, const struct col_type *t, struct odf_data_type *out,
                             struct kamu_error *err)
{
    switch (t->kind) {
    case COL_LIST:
    case COL_FIXED_LIST:
        if (t->kind == COL_FIXED_LIST)
            out->list->fixed_length = (struct odf_opt_u64){true, (uint64_t)t->fixed_length};
        return from_nullable(a, &t->children[0], &out->list->item_type, err);
    case COL_MAP: {
        const struct col_type *entries = &t->children[0].type;
        out->map->keys_sorted = (struct odf_opt_bool){true, t->keys_sorted};
        KAMU_TRY(from_nullable(a, &entries->children[0], &out->map->key_type, err));
        return from_nullable(a, &entries->children[1], &out->map->value_type, err);
    }
    default:
        out->strukt->fields.items =
            arena_calloc(a, t->n_children ? t->n_children : 1, sizeof(struct odf_data_field));
        if (!out->strukt->fields.items)
            return error_nomem(err);
        out->strukt->fields.n = t->n_children;
        for (uint32_t i = 0; i < t->n_children; i++)
            KAMU_TRY(from_field(a, &t->children[i], &out->strukt->fields.items[i], err));
        return KAMU_OK;
    }
}

static const enum odf_data_type_kind kind_of_column[] = {
    [COL_NULL] = ODF_TYPE_NULL,
    [COL_BOOL] = ODF_TYPE_BOOL,
    [COL_INT8] = ODF_TYPE_INT8,
    [COL_INT16] = ODF_TYPE_INT16,
    [COL_INT32] = ODF_TYPE_INT32,
    [COL_INT64] = ODF_TYPE_INT64,
    [COL_UINT8] = ODF_TYPE_UINT8,
    [COL_UINT16] = ODF_TYPE_UINT16,
    [COL_UINT32] = ODF_TYPE_UINT32,
    [COL_UINT64] = ODF_TYPE_UINT64,
    [COL_FLOAT16] = ODF_TYPE_FLOAT16,
    [COL_FLOAT32] = ODF_TYPE_FLOAT32,
    [COL_FLOAT64] = ODF_TYPE_FLOAT64,
    [COL_DECIMAL128] = ODF_TYPE_DECIMAL,
    [COL_DECIMAL256] = ODF_TYPE_DECIMAL,
    [COL_STRING] = ODF_TYPE_STRING,
    [COL_BINARY] = ODF_TYPE_BINARY,
    [COL_FIXED_BINARY] = ODF_TYPE_BINARY,
    [COL_DATE32] = ODF_TYPE_DATE,
    [COL_TIME32] = ODF_TYPE_TIME,
    [COL_TIME64] = ODF_TYPE_TIME,
    [COL_TIMESTAMP] = ODF_TYPE_TIMESTAMP,
    [COL_DURATION] = ODF_TYPE_DURATION,
    [COL_LIST] = ODF_TYPE_LIST,
    [COL_FIXED_LIST] = ODF_TYPE_LIST,
    [COL_STRUCT] = ODF_TYPE_STRUCT,
    [COL_MAP] = ODF_TYPE_MAP,
};

static kamu_code from_type(struct arena *a, const struct col_type *t, struct odf_data_type *out,
                           struct kamu_error *err)
{
    struct odf_opt_i32 unit = {true, (int32_t)t->unit};
    *out = odf_data_type_simple(a, kind_of_column[t->kind]);
    if (!out->kind)
        return error_nomem(err);
    switch (out->kind) {
    case ODF_TYPE_BINARY:
        if (t->kind == COL_FIXED_BINARY)
            out->binary->fixed_length = (struct odf_opt_u64){true, (uint64_t)t->fixed_length};
        return KAMU_OK;
    case ODF_TYPE_DECIMAL:
        *out->decimal = (struct odf_data_type_decimal){t->precision, t->scale};
        return KAMU_OK;
    case ODF_TYPE_TIME:
        out->time->unit = unit;
        return KAMU_OK;
    case ODF_TYPE_DURATION:
        out->duration->unit = unit;
        return KAMU_OK;
    case ODF_TYPE_TIMESTAMP:
        out->timestamp->unit = unit;
        if (t->timezone) {
            out->timestamp->timezone = arena_str(a, str_c(t->timezone));
            return out->timestamp->timezone.p ? KAMU_OK : error_nomem(err);
        }
        return KAMU_OK;
    case ODF_TYPE_LIST:
    case ODF_TYPE_MAP:
    case ODF_TYPE_STRUCT:
        return from_nested(a, t, out, err);
    default:
        return KAMU_OK;
    }
}

static kamu_code from_field(struct arena *a, const struct col_field *f, struct odf_data_field *out,
                            struct kamu_error *err)
{
    *out = (struct odf_data_field){.name = arena_str(a, str_c(f->name))};
    return out->name.p ? from_nullable(a, f, &out->type, err) : error_nomem(err);
}

kamu_code odf_schema_from_columns(const struct col_schema *cols, struct arena *arena,
                                  struct odf_data_schema *out, struct kamu_error *err)
{
    *out = (struct odf_data_schema){0};
    out->fields.items =
        arena_calloc(arena, cols->n_fields ? cols->n_fields : 1, sizeof(struct odf_data_field));
    if (!out->fields.items)
        return error_nomem(err);
    out->fields.n = cols->n_fields;
    for (uint32_t i = 0; i < cols->n_fields; i++)
        KAMU_TRY(from_field(arena, &cols->fields[i], &out->fields.items[i], err));
    return KAMU_OK;
}
