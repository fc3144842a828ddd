/* Legacy `rawArrowSchema`: a bare Arrow IPC Schema flatbuffer, with ODF's types for Arrow's. */
#include "odf/fb_read.h"
#include "odf/schema.h"

/* Tags of Arrow's `Type` union (apache/arrow, format/Schema.fbs). */
enum arrow_type {
    ARROW_NULL = 1,
    ARROW_INT,
    ARROW_FLOATING_POINT,
    ARROW_BINARY,
    ARROW_UTF8,
    ARROW_BOOL,
    ARROW_DECIMAL,
    ARROW_DATE,
    ARROW_TIME,
    ARROW_TIMESTAMP,
    ARROW_INTERVAL,
    ARROW_LIST,
    ARROW_STRUCT,
    ARROW_UNION,
    ARROW_FIXED_SIZE_BINARY,
    ARROW_FIXED_SIZE_LIST,
    ARROW_MAP,
    ARROW_DURATION,
    ARROW_LARGE_BINARY,
    ARROW_LARGE_UTF8,
    ARROW_LARGE_LIST,
    ARROW_RUN_END_ENCODED,
    ARROW_BINARY_VIEW,
    ARROW_UTF8_VIEW,
    ARROW_LIST_VIEW,
    ARROW_LARGE_LIST_VIEW
};

/* Slots of table Field. */
enum { FIELD_NAME, FIELD_NULLABLE, FIELD_TYPE_TAG, FIELD_TYPE, FIELD_DICTIONARY, FIELD_CHILDREN };

static kamu_code read_field(struct fbr *r, const struct fbr_table *t, struct str *name,
                            struct odf_data_type *type, struct kamu_error *err);

static kamu_code child_table(struct fbr *r, uint32_t at, uint32_t i, struct fbr_table *out,
                             struct kamu_error *err)
{
    uint32_t target;
    KAMU_TRY(fbr_follow(r, at + 4 * i, "children", &target, err));
    return fbr_table_at(r, target, "children", out, err);
}

static kamu_code read_fields(struct fbr *r, uint32_t at, uint32_t n, struct odf_data_fields *out,
                             struct kamu_error *err)
{
    if (n > COL_FIELDS_MAX)
        return fbr_bad(r, err, "fields", "too many");
    out->n = n;
    out->items = arena_calloc(r->arena, n ? n : 1, sizeof *out->items);
    if (!out->items)
        return error_nomem(err);
    for (uint32_t i = 0; i < n; i++) {
        struct fbr_table t;
        KAMU_TRY(child_table(r, at, i, &t, err));
        KAMU_TRY(read_field(r, &t, &out->items[i].name, &out->items[i].type, err));
    }
    return KAMU_OK;
}

static kamu_code read_int(struct fbr *r, const struct fbr_table *t, struct odf_data_type *out,
                          struct kamu_error *err)
{
    static const enum odf_data_type_kind kinds[2][4] = {
        {ODF_TYPE_UINT8, ODF_TYPE_UINT16, ODF_TYPE_UINT32, ODF_TYPE_UINT64},
        {ODF_TYPE_INT8, ODF_TYPE_INT16, ODF_TYPE_INT32, ODF_TYPE_INT64}};
    uint64_t bits, is_signed;
    KAMU_TRY(fbr_scalar(r, t, 0, 4, 0, "bitWidth", &bits, err));
    KAMU_TRY(fbr_scalar(r, t, 1, 1, 0, "is_signed", &is_signed, err));
    if (bits != 8 && bits != 16 && bits != 32 && bits != 64)
        return fbr_bad(r, err, "bitWidth", "out of range");
    unsigned log2 = bits == 8 ? 0 : bits == 16 ? 1 : bits == 32 ? 2 : 3;
    *out = odf_data_type_simple(r->arena, kinds[is_signed != 0][log2]);
    return KAMU_OK;
}

static kamu_code read_float(struct fbr *r, const struct fbr_table *t, struct odf_data_type *out,
                            struct kamu_error *err)
{
    uint64_t precision;
    KAMU_TRY(fbr_scalar(r, t, 0, 2, 0, "precision", &precision, err));
    if (precision > 2)
        return fbr_bad(r, err, "precision", "out of range");
    *out = odf_data_type_simple(r->arena, (enum odf_data_type_kind)(ODF_TYPE_FLOAT16 + precision));
    return KAMU_OK;
}

static kamu_code read_decimal(struct fbr *r, const struct fbr_table *t, struct odf_data_type *out,
                              struct kamu_error *err)
{
    uint64_t precision, scale;
    KAMU_TRY(fbr_scalar(r, t, 0, 4, 0, "precision", &precision, err));
    KAMU_TRY(fbr_scalar(r, t, 1, 4, 0, "scale", &scale, err));
    *out = odf_data_type_simple(r->arena, ODF_TYPE_DECIMAL);
    if (out->kind)
        *out->decimal =
            (struct odf_data_type_decimal){(uint32_t)precision, (int32_t)(uint32_t)scale};
    return KAMU_OK;
}

static kamu_code read_unit(struct fbr *r, const struct fbr_table *t, uint64_t missing,
                           struct odf_opt_i32 *out, struct kamu_error *err)
{
    uint64_t unit;
    KAMU_TRY(fbr_scalar(r, t, 0, 2, missing, "unit", &unit, err));
    if (unit > ODF_UNIT_NANOSECOND)
        return fbr_bad(r, err, "unit", "out of range");
    *out = (struct odf_opt_i32){true, (int32_t)unit};
    return KAMU_OK;
}

static kamu_code read_time(struct fbr *r, const struct fbr_table *t, enum odf_data_type_kind kind,
                           struct odf_data_type *out, struct kamu_error *err)
{
    *out = odf_data_type_simple(r->arena, kind);
    if (!out->kind)
        return error_nomem(err);
    if (kind == ODF_TYPE_TIMESTAMP) {
        KAMU_TRY(read_unit(r, t, ODF_UNIT_SECOND, &out->timestamp->unit, err));
        return fbr_string(r, t, 1, "timezone", &out->timestamp->timezone, err);
    }
    return read_unit(r, t, ODF_UNIT_MILLISECOND,
                     kind == ODF_TYPE_TIME ? &out->time->unit : &out->duration->unit, err);
}

static kamu_code read_fixed(struct fbr *r, const struct fbr_table *t, struct odf_opt_u64 *out,
                            struct kamu_error *err)
{
    KAMU_TRY(fbr_scalar(r, t, 0, 4, 0, "size", &out->value, err));
    out->set = true;
    return out->value <= INT32_MAX ? KAMU_OK : fbr_bad(r, err, "size", "out of range");
}

static kamu_code read_list(struct fbr *r, const struct fbr_table *t, bool fixed, uint32_t at,
                           uint32_t n, struct odf_data_type *out, struct kamu_error *err)
{
    struct fbr_table item;
    struct str name;
    *out = odf_data_type_simple(r->arena, ODF_TYPE_LIST);
    if (!out->kind)
        return error_nomem(err);
    if (fixed)
        KAMU_TRY(read_fixed(r, t, &out->list->fixed_length, err));
    if (n != 1)
        return fbr_bad(r, err, "children", "a list has one");
    KAMU_TRY(child_table(r, at, 0, &item, err));
    return read_field(r, &item, &name, &out->list->item_type, err);
}

static kamu_code read_map(struct fbr *r, const struct fbr_table *t, uint32_t at, uint32_t n,
                          struct odf_data_type *out, struct kamu_error *err)
{
    struct fbr_table entries;
    struct str name;
    struct odf_data_type pair;
    uint64_t sorted;
    *out = odf_data_type_simple(r->arena, ODF_TYPE_MAP);
    if (!out->kind)
        return error_nomem(err);
    if (n != 1)
        return fbr_bad(r, err, "children", "a map has one");
    KAMU_TRY(fbr_scalar(r, t, 0, 1, 0, "keysSorted", &sorted, err));
    KAMU_TRY(child_table(r, at, 0, &entries, err));
    KAMU_TRY(read_field(r, &entries, &name, &pair, err));
    if (pair.kind == ODF_TYPE_OPTION)
        pair = pair.option->inner;
    if (pair.kind != ODF_TYPE_STRUCT || pair.strukt->fields.n != 2)
        return fbr_bad(r, err, "children", "map entries are a pair");
    out->map->key_type = pair.strukt->fields.items[0].type;
    out->map->value_type = pair.strukt->fields.items[1].type;
    out->map->keys_sorted = (struct odf_opt_bool){true, sorted != 0};
    return KAMU_OK;
}

static kamu_code read_type(struct fbr *r, const struct fbr_table *field, uint64_t tag,
                           struct odf_data_type *out, struct kamu_error *err)
{
    struct fbr_table t;
    uint32_t at, n;
    KAMU_TRY(fbr_table_slot(r, field, FIELD_TYPE, "type", &t, err));
    if (!t.at)
        return fbr_bad(r, err, "type", "missing");
    KAMU_TRY(fbr_vector(r, field, FIELD_CHILDREN, 4, "children", &at, &n, err));
    switch ((enum arrow_type)tag) {
    case ARROW_NULL:
        *out = odf_data_type_simple(r->arena, ODF_TYPE_NULL);
        return KAMU_OK;
    case ARROW_INT:
        return read_int(r, &t, out, err);
    case ARROW_FLOATING_POINT:
        return read_float(r, &t, out, err);
    case ARROW_BINARY:
    case ARROW_LARGE_BINARY:
    case ARROW_BINARY_VIEW:
        *out = odf_data_type_simple(r->arena, ODF_TYPE_BINARY);
        return KAMU_OK;
    case ARROW_FIXED_SIZE_BINARY:
        *out = odf_data_type_simple(r->arena, ODF_TYPE_BINARY);
        return out->kind ? read_fixed(r, &t, &out->binary->fixed_length, err) : error_nomem(err);
    case ARROW_UTF8:
    case ARROW_LARGE_UTF8:
    case ARROW_UTF8_VIEW:
        *out = odf_data_type_simple(r->arena, ODF_TYPE_STRING);
        return KAMU_OK;
    case ARROW_BOOL:
        *out = odf_data_type_simple(r->arena, ODF_TYPE_BOOL);
        return KAMU_OK;
    case ARROW_DECIMAL:
        return read_decimal(r, &t, out, err);
    case ARROW_DATE:
        *out = odf_data_type_simple(r->arena, ODF_TYPE_DATE);
        return KAMU_OK;
    case ARROW_TIME:
        return read_time(r, &t, ODF_TYPE_TIME, out, err);
    case ARROW_TIMESTAMP:
        return read_time(r, &t, ODF_TYPE_TIMESTAMP, out, err);
    case ARROW_DURATION:
        return read_time(r, &t, ODF_TYPE_DURATION, out, err);
    case ARROW_LIST:
    case ARROW_LARGE_LIST:
    case ARROW_LIST_VIEW:
    case ARROW_LARGE_LIST_VIEW:
        return read_list(r, &t, false, at, n, out, err);
    case ARROW_FIXED_SIZE_LIST:
        return read_list(r, &t, true, at, n, out, err);
    case ARROW_MAP:
        return read_map(r, &t, at, n, out, err);
    case ARROW_STRUCT:
        *out = odf_data_type_simple(r->arena, ODF_TYPE_STRUCT);
        return out->kind ? read_fields(r, at, n, &out->strukt->fields, err) : error_nomem(err);
    default:
        return fbr_bad(r, err, "type", "no ODF type for this Arrow type");
    }
}

static kamu_code read_field(struct fbr *r, const struct fbr_table *t, struct str *name,
                            struct odf_data_type *type, struct kamu_error *err)
{
    uint64_t tag, nullable;
    uint32_t dictionary;
    if (++r->depth > COL_DEPTH_MAX)
        return fbr_bad(r, err, "field", "nested too deeply");
    KAMU_TRY(fbr_string(r, t, FIELD_NAME, "name", name, err));
    if (!name->p)
        *name = STR("");
    KAMU_TRY(fbr_scalar(r, t, FIELD_NULLABLE, 1, 0, "nullable", &nullable, err));
    KAMU_TRY(fbr_scalar(r, t, FIELD_TYPE_TAG, 1, 0, "type", &tag, err));
    KAMU_TRY(fbr_slot(r, t, FIELD_DICTIONARY, 4, "dictionary", &dictionary, err));
    if (dictionary)
        return fbr_bad(r, err, "dictionary", "no ODF type for this Arrow type");
    KAMU_TRY(read_type(r, t, tag, type, err));
    if (nullable && type->kind != ODF_TYPE_NULL)
        *type = odf_data_type_optional(r->arena, *type);
    r->depth--;
    return type->kind ? KAMU_OK : error_nomem(err);
}

kamu_code odf_arrow_schema_decode(const void *bytes, size_t n, struct arena *arena,
                                  struct odf_data_schema *out, struct kamu_error *err)
{
    struct fbr r = {.p = bytes, .n = n, .arena = arena, .what = "Arrow schema"};
    struct fbr_table root;
    uint32_t at, count;
    *out = (struct odf_data_schema){0};
    KAMU_TRY(fbr_root(&r, &root, err));
    KAMU_TRY(fbr_vector(&r, &root, 1, 4, "fields", &at, &count, err));
    return read_fields(&r, at, count, &out->fields, err);
}

kamu_code odf_set_data_schema_effective(const struct odf_set_data_schema *e, struct arena *arena,
                                        struct odf_data_schema *out, struct kamu_error *err)
{
    if (e->schema) {
        *out = *e->schema;
        return KAMU_OK;
    }
    if (!e->raw_arrow_schema.p)
        return error_set(err, KAMU_E_CORRUPT,
                         "SetDataSchema has neither schema nor rawArrowSchema");
    return odf_arrow_schema_decode(e->raw_arrow_schema.p, e->raw_arrow_schema.n, arena, out, err);
}
