/* Types of ours and of DuckDB: see duck_vector.h. */
#include "sql/duck_vector.h"

#include "sql/dialect.h"

static enum duckdb_type timestamp_of(enum col_unit u)
{
    static const enum duckdb_type types[] = {DUCKDB_TYPE_TIMESTAMP_S, DUCKDB_TYPE_TIMESTAMP_MS,
                                             DUCKDB_TYPE_TIMESTAMP, DUCKDB_TYPE_TIMESTAMP_NS};
    return types[u];
}

/* Of all but decimals and nested kinds. */
static enum duckdb_type plain_of(const struct col_type *t)
{
    switch (t->kind) {
    case COL_NULL:
        return DUCKDB_TYPE_SQLNULL;
    case COL_BOOL:
        return DUCKDB_TYPE_BOOLEAN;
    case COL_INT8:
        return DUCKDB_TYPE_TINYINT;
    case COL_INT16:
        return DUCKDB_TYPE_SMALLINT;
    case COL_INT32:
        return DUCKDB_TYPE_INTEGER;
    case COL_INT64:
    case COL_DURATION:
        return DUCKDB_TYPE_BIGINT;
    case COL_UINT8:
        return DUCKDB_TYPE_UTINYINT;
    case COL_UINT16:
        return DUCKDB_TYPE_USMALLINT;
    case COL_UINT32:
        return DUCKDB_TYPE_UINTEGER;
    case COL_UINT64:
        return DUCKDB_TYPE_UBIGINT;
    case COL_FLOAT16:
    case COL_FLOAT32:
        return DUCKDB_TYPE_FLOAT;
    case COL_FLOAT64:
        return DUCKDB_TYPE_DOUBLE;
    case COL_STRING:
        return DUCKDB_TYPE_VARCHAR;
    case COL_BINARY:
    case COL_FIXED_BINARY:
        return DUCKDB_TYPE_BLOB;
    case COL_DATE32:
        return DUCKDB_TYPE_DATE;
    case COL_TIME32:
        return DUCKDB_TYPE_TIME;
    case COL_TIME64:
        return t->unit == UNIT_NANO ? DUCKDB_TYPE_TIME_NS : DUCKDB_TYPE_TIME;
    case COL_TIMESTAMP:
        return timestamp_of(t->unit);
    default:
        return DUCKDB_TYPE_INVALID;
    }
}

static bool decimal_possible(const struct col_type *t)
{
    return t->kind == COL_DECIMAL128 && t->precision >= 1 && t->precision <= 38 && t->scale >= 0 &&
           t->scale <= t->precision;
}

static kamu_code no_counterpart(const struct col_type *t, struct kamu_error *err)
{
    char name[160];
    col_type_name(t, name, sizeof name);
    return error_set(err, KAMU_E_UNSUPPORTED, "DuckDB has no type for %s", name);
}

/* ---- ours to DuckDB's ------------------------------------------------------------------ */

static kamu_code struct_of(const struct duckdb *db, const struct col_type *t, bool member_names,
                           duckdb_logical_type *out, struct kamu_error *err)
{
    size_t n = t->n_children;
    duckdb_logical_type *types = mem_calloc(n + 1, sizeof *types);
    const char **names = mem_calloc(n + 1, sizeof *names);
    char(*made)[16] = mem_calloc(n + 1, sizeof *made);
    kamu_code rc = types && names && made ? KAMU_OK : error_nomem(err);
    for (size_t i = 0; i < n && rc == KAMU_OK; i++) {
        (void)snprintf(made[i], sizeof made[i], "m%zu", i);
        names[i] = member_names ? t->children[i].name : made[i];
        rc = duck_type_of(db, &t->children[i].type, member_names, &types[i], err);
    }
    if (rc == KAMU_OK)
        *out = db->create_struct_type(types, names, n);
    for (size_t i = 0; types != NULL && i < n; i++)
        if (types[i] != NULL)
            db->destroy_logical_type(&types[i]);
    mem_free(types);
    mem_free(names);
    mem_free(made);
    return rc;
}

static kamu_code list_of(const struct duckdb *db, const struct col_type *t, bool member_names,
                         duckdb_logical_type *out, struct kamu_error *err)
{
    duckdb_logical_type item = NULL;
    KAMU_TRY(duck_type_of(db, &t->children[0].type, member_names, &item, err));
    *out = t->kind == COL_LIST ? db->create_list_type(item)
                               : db->create_array_type(item, (uint64_t)t->fixed_length);
    db->destroy_logical_type(&item);
    return KAMU_OK;
}

static kamu_code map_of(const struct duckdb *db, const struct col_type *t, bool member_names,
                        duckdb_logical_type *out, struct kamu_error *err)
{
    const struct col_field *entry = t->children[0].type.children;
    duckdb_logical_type key = NULL, value = NULL;
    KAMU_TRY(duck_type_of(db, &entry[0].type, member_names, &key, err));
    kamu_code rc = duck_type_of(db, &entry[1].type, member_names, &value, err);
    if (rc == KAMU_OK) {
        *out = db->create_map_type(key, value);
        db->destroy_logical_type(&value);
    }
    db->destroy_logical_type(&key);
    return rc;
}

kamu_code duck_type_of(const struct duckdb *db, const struct col_type *t, bool member_names,
                       duckdb_logical_type *out, struct kamu_error *err)
{
    *out = NULL;
    kamu_code rc = KAMU_OK;
    enum duckdb_type plain = plain_of(t);
    if (plain != DUCKDB_TYPE_INVALID)
        *out = db->create_logical_type(plain);
    else if (decimal_possible(t))
        *out = db->create_decimal_type(t->precision, (uint8_t)t->scale);
    else if (t->kind == COL_STRUCT && t->n_children != 0)
        rc = struct_of(db, t, member_names, out, err);
    else if (t->kind == COL_LIST || (t->kind == COL_FIXED_LIST && t->fixed_length > 0))
        rc = list_of(db, t, member_names, out, err);
    else if (t->kind == COL_MAP)
        rc = map_of(db, t, member_names, out, err);
    else
        return no_counterpart(t, err);
    if (rc == KAMU_OK && *out == NULL)
        return error_nomem(err);
    return rc;
}

/* ---- is it the one? ------------------------------------------------------------------------ */

static bool child_fits(const struct duckdb *db, duckdb_logical_type child, const struct col_type *t)
{
    bool fits = child != NULL && duck_type_fits(db, child, t);
    if (child != NULL)
        db->destroy_logical_type(&child);
    return fits;
}

static bool struct_fits(const struct duckdb *db, duckdb_logical_type d, const struct col_type *t)
{
    bool fits = db->struct_type_child_count(d) == t->n_children;
    for (uint32_t i = 0; fits && i < t->n_children; i++)
        fits = child_fits(db, db->struct_type_child_type(d, i), &t->children[i].type);
    return fits;
}

bool duck_type_fits(const struct duckdb *db, duckdb_logical_type d, const struct col_type *t)
{
    enum duckdb_type id = db->get_type_id(d);
    switch (t->kind) {
    case COL_DECIMAL128:
        return id == DUCKDB_TYPE_DECIMAL && db->decimal_width(d) == t->precision &&
               db->decimal_scale(d) == t->scale;
    case COL_LIST:
        return id == DUCKDB_TYPE_LIST &&
               child_fits(db, db->list_type_child_type(d), &t->children[0].type);
    case COL_FIXED_LIST:
        return id == DUCKDB_TYPE_ARRAY &&
               db->array_type_array_size(d) == (uint64_t)t->fixed_length &&
               child_fits(db, db->array_type_child_type(d), &t->children[0].type);
    case COL_STRUCT:
        return id == DUCKDB_TYPE_STRUCT && struct_fits(db, d, t);
    case COL_MAP:
        return id == DUCKDB_TYPE_MAP &&
               child_fits(db, db->map_type_key_type(d), &t->children[0].type.children[0].type) &&
               child_fits(db, db->map_type_value_type(d), &t->children[0].type.children[1].type);
    default:
        return id == plain_of(t) ||
               /* an untyped NULL that DuckDB has given its default type */
               (t->kind == COL_NULL && id == DUCKDB_TYPE_INTEGER);
    }
}

/* ---- DuckDB's to ours ------------------------------------------------------------------------ */

static const struct {
    enum duckdb_type id;
    struct col_type type;
} imports[] = {
    {DUCKDB_TYPE_SQLNULL, {.kind = COL_NULL}},
    {DUCKDB_TYPE_BOOLEAN, {.kind = COL_BOOL}},
    {DUCKDB_TYPE_TINYINT, {.kind = COL_INT8}},
    {DUCKDB_TYPE_SMALLINT, {.kind = COL_INT16}},
    {DUCKDB_TYPE_INTEGER, {.kind = COL_INT32}},
    {DUCKDB_TYPE_BIGINT, {.kind = COL_INT64}},
    {DUCKDB_TYPE_UTINYINT, {.kind = COL_UINT8}},
    {DUCKDB_TYPE_USMALLINT, {.kind = COL_UINT16}},
    {DUCKDB_TYPE_UINTEGER, {.kind = COL_UINT32}},
    {DUCKDB_TYPE_UBIGINT, {.kind = COL_UINT64}},
    {DUCKDB_TYPE_FLOAT, {.kind = COL_FLOAT32}},
    {DUCKDB_TYPE_DOUBLE, {.kind = COL_FLOAT64}},
    {DUCKDB_TYPE_VARCHAR, {.kind = COL_STRING}},
    {DUCKDB_TYPE_BLOB, {.kind = COL_BINARY}},
    {DUCKDB_TYPE_DATE, {.kind = COL_DATE32}},
    {DUCKDB_TYPE_TIME, {.kind = COL_TIME64, .unit = UNIT_MICRO}},
    {DUCKDB_TYPE_TIME_NS, {.kind = COL_TIME64, .unit = UNIT_NANO}},
    {DUCKDB_TYPE_TIMESTAMP_S, {.kind = COL_TIMESTAMP, .unit = UNIT_SECOND}},
    {DUCKDB_TYPE_TIMESTAMP_MS, {.kind = COL_TIMESTAMP, .unit = UNIT_MILLI}},
    {DUCKDB_TYPE_TIMESTAMP, {.kind = COL_TIMESTAMP, .unit = UNIT_MICRO}},
    {DUCKDB_TYPE_TIMESTAMP_NS, {.kind = COL_TIMESTAMP, .unit = UNIT_NANO}},
    {DUCKDB_TYPE_TIMESTAMP_TZ, {.kind = COL_TIMESTAMP, .unit = UNIT_MICRO, .timezone = "UTC"}},
    /* sums of integers */
    {DUCKDB_TYPE_HUGEINT, {.kind = COL_DECIMAL128, .precision = 38}},
};

static kamu_code import_child(const struct duckdb *db, duckdb_logical_type child, const char *name,
                              bool nullable, struct arena *arena, struct col_field *out,
                              struct kamu_error *err)
{
    out->nullable = nullable;
    out->name = arena_strdup(arena, name);
    kamu_code rc =
        out->name == NULL ? error_nomem(err) : duck_type_import(db, child, arena, &out->type, err);
    db->destroy_logical_type(&child);
    return rc;
}

static kamu_code import_struct(const struct duckdb *db, duckdb_logical_type d, struct arena *arena,
                               struct col_type *out, struct kamu_error *err)
{
    for (uint32_t i = 0; i < out->n_children; i++) {
        char *name = db->struct_type_child_name(d, i);
        kamu_code rc = import_child(db, db->struct_type_child_type(d, i), name, true, arena,
                                    &out->children[i], err);
        db->free(name);
        KAMU_TRY(rc);
    }
    return KAMU_OK;
}

static kamu_code import_map(const struct duckdb *db, duckdb_logical_type d, struct arena *arena,
                            struct col_type *out, struct kamu_error *err)
{
    struct col_field *entry = &out->children[0];
    entry->name = "entries";
    entry->type.kind = COL_STRUCT;
    entry->type.n_children = 2;
    entry->type.children = arena_calloc(arena, 2, sizeof *entry);
    if (entry->type.children == NULL)
        return error_nomem(err);
    KAMU_TRY(import_child(db, db->map_type_key_type(d), "key", false, arena,
                          &entry->type.children[0], err));
    return import_child(db, db->map_type_value_type(d), "value", true, arena,
                        &entry->type.children[1], err);
}

kamu_code duck_type_import(const struct duckdb *db, duckdb_logical_type d, struct arena *arena,
                           struct col_type *out, struct kamu_error *err)
{
    enum duckdb_type id = db->get_type_id(d);
    for (size_t i = 0; i < sizeof imports / sizeof *imports; i++)
        if (imports[i].id == id) {
            *out = imports[i].type;
            return KAMU_OK;
        }
    *out = (struct col_type){.n_children = 1};
    if (id == DUCKDB_TYPE_DECIMAL) {
        *out = (struct col_type){.kind = COL_DECIMAL128,
                                 .precision = db->decimal_width(d),
                                 .scale = (int8_t)db->decimal_scale(d)};
        return KAMU_OK;
    }
    if (id == DUCKDB_TYPE_STRUCT)
        out->n_children = (uint32_t)db->struct_type_child_count(d);
    else if (id != DUCKDB_TYPE_LIST && id != DUCKDB_TYPE_ARRAY && id != DUCKDB_TYPE_MAP)
        return error_set(err, KAMU_E_UNSUPPORTED, "datasets have no type for it");
    out->children = arena_calloc(arena, (size_t)out->n_children + 1, sizeof *out->children);
    if (out->children == NULL)
        return error_nomem(err);
    switch (id) {
    case DUCKDB_TYPE_STRUCT:
        out->kind = COL_STRUCT;
        return import_struct(db, d, arena, out, err);
    case DUCKDB_TYPE_MAP:
        out->kind = COL_MAP;
        return import_map(db, d, arena, out, err);
    case DUCKDB_TYPE_ARRAY:
        out->kind = COL_FIXED_LIST;
        out->fixed_length = (int32_t)db->array_type_array_size(d);
        return import_child(db, db->array_type_child_type(d), "item", true, arena,
                            &out->children[0], err);
    default:
        out->kind = COL_LIST;
        return import_child(db, db->list_type_child_type(d), "item", true, arena, &out->children[0],
                            err);
    }
}
