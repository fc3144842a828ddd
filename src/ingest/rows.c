/* Small tools on batches and schemas: see rows.h. */
#include "ingest/rows.h"

#include "columnar/cast.h"

const struct col_type TYPE_INT64 = {.kind = COL_INT64};
const struct col_type TYPE_INT32 = {.kind = COL_INT32};
const struct col_type TYPE_STRING = {.kind = COL_STRING};
const struct col_type TYPE_DATE32 = {.kind = COL_DATE32};
const struct col_type TYPE_TIMESTAMP_MS = {
    .kind = COL_TIMESTAMP, .unit = UNIT_MILLI, .timezone = "UTC"};

kamu_code schema_set_field(struct col_schema *s, uint32_t i, const struct col_field *src,
                           const char *name, bool nullable, struct kamu_error *err)
{
    struct col_field *f = &s->fields[i];
    KAMU_TRY(col_field_copy(&s->arena, src, f, err));
    f->nullable = nullable;
    if (name != NULL) {
        f->name = arena_strdup(&s->arena, name);
        if (f->name == NULL)
            return error_nomem(err);
    }
    return KAMU_OK;
}

kamu_code schema_set(struct col_schema *s, uint32_t i, struct str name, const struct col_type *type,
                     bool nullable, struct kamu_error *err)
{
    struct str copy = arena_str(&s->arena, name);
    if (copy.p == NULL)
        return error_nomem(err);
    struct col_field f = {.name = copy.p, .type = *type, .nullable = nullable};
    return col_field_copy(&s->arena, &f, &s->fields[i], err);
}

void column_retype(struct column *c, const struct col_type *type)
{
    c->type = type;
    for (uint32_t i = 0; i < c->n_children; i++)
        column_retype(&c->children[i], &type->children[i].type);
}

static bool same_zone(const char *a, const char *b)
{
    return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

bool type_same_shape(const struct col_type *a, const struct col_type *b)
{
    if (a->kind != b->kind || a->n_children != b->n_children)
        return false;
    switch (a->kind) {
    case COL_DECIMAL128:
    case COL_DECIMAL256:
        return a->precision == b->precision && a->scale == b->scale;
    case COL_FIXED_BINARY:
        return a->fixed_length == b->fixed_length;
    case COL_TIME32:
    case COL_TIME64:
    case COL_DURATION:
        return a->unit == b->unit;
    case COL_TIMESTAMP:
        return a->unit == b->unit && same_zone(a->timezone, b->timezone);
    case COL_FIXED_LIST:
        if (a->fixed_length != b->fixed_length)
            return false;
        return type_same_shape(&a->children[0].type, &b->children[0].type);
    case COL_LIST:
        return type_same_shape(&a->children[0].type, &b->children[0].type);
    case COL_MAP:
        if (a->keys_sorted != b->keys_sorted)
            return false;
        for (uint32_t i = 0; i < 2; i++)
            if (!type_same_shape(&a->children[0].type.children[i].type,
                                 &b->children[0].type.children[i].type))
                return false;
        return true;
    case COL_STRUCT:
        for (uint32_t i = 0; i < a->n_children; i++)
            if (strcmp(a->children[i].name, b->children[i].name) != 0 ||
                !type_same_shape(&a->children[i].type, &b->children[i].type))
                return false;
        return true;
    default:
        return true;
    }
}

/* ---- nulls where none may be ------------------------------------------------------ */

struct check {
    const char *name; /* path of the column */
    uint64_t rows_before;
};

static kamu_code check_level(const struct check *ck, const struct column *c,
                             const struct col_field *field, const struct column *parent,
                             bool element, struct kamu_error *err);

/* Names the first row at fault when the column is a top-level one. */
static kamu_code fail(const struct check *ck, const struct column *c, uint64_t nulls, bool element,
                      bool top, struct kamu_error *err)
{
    kamu_code rc = error_set(err, KAMU_E_INPUT,
                             element ? "List column `%s` contains %llu null elements while none "
                                       "were expected"
                                     : "Column `%s` contains %llu null values while none were "
                                       "expected",
                             ck->name, (unsigned long long)nulls);
    error_field(err, "%s", ck->name);
    error_expected(err, "a value: the dataset's schema requires one");
    if (top && err != NULL && ck->rows_before != UINT64_MAX)
        for (int64_t i = 0; i < c->length; i++)
            if (col_is_null(c, i)) {
                err->at.record = ck->rows_before + (uint64_t)i + 1;
                break;
            }
    return rc;
}

static kamu_code check_children(const struct check *ck, const struct column *c,
                                const struct col_type *type, struct kamu_error *err)
{
    for (uint32_t i = 0; i < c->n_children; i++) {
        const struct col_field *f = &type->children[i];
        if (type->kind != COL_STRUCT) {
            KAMU_TRY(check_level(ck, &c->children[i], f, NULL, true, err));
            continue;
        }
        char path[192];
        (void)snprintf(path, sizeof path, "%s.%s", ck->name, f->name);
        struct check inner = {.name = path, .rows_before = ck->rows_before};
        KAMU_TRY(check_level(&inner, &c->children[i], f, c, false, err));
    }
    return KAMU_OK;
}

static kamu_code check_level(const struct check *ck, const struct column *c,
                             const struct col_field *field, const struct column *parent,
                             bool element, struct kamu_error *err)
{
    if (!field->nullable && c->null_count > 0) {
        uint64_t nulls = 0;
        for (int64_t i = 0; i < c->length; i++) /* a null inside a null struct does not count */
            if (col_is_null(c, i) && (parent == NULL || !col_is_null(parent, i)))
                nulls++;
        if (nulls != 0)
            return fail(ck, c, nulls, element, parent == NULL && !element, err);
    }
    return check_children(ck, c, &field->type, err);
}

kamu_code column_check_required(const struct column *c, const struct col_field *field,
                                uint64_t rows_before, struct kamu_error *err)
{
    struct check ck = {.name = field->name, .rows_before = rows_before};
    return check_level(&ck, c, field, NULL, false, err);
}

kamu_code event_time_fill(struct column *c, struct instant t, struct kamu_error *err)
{
    if (c->null_count == 0)
        return KAMU_OK;
    int64_t ms = instant_ms_floor(t);
    int64_t day = ms / MS_PER_DAY;
    int32_t days = (int32_t)(ms % MS_PER_DAY < 0 ? day - 1 : day);
    const void *value = c->type->kind == COL_DATE32 ? (const void *)&days : (const void *)&ms;
    struct column filled;
    KAMU_TRY(column_fill_nulls(c, value, &filled, err));
    column_release(c);
    *c = filled;
    return KAMU_OK;
}
