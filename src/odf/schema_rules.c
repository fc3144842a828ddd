/* Comparing schemas (spec/odf-metadata.md 6.4, spec/data-slices.md 1.10) and what may be declared.
 */
#include "odf/descriptor.h"
#include "odf/json.h"
#include "odf/schema.h"
#include "odf/yaml.h"

#include "base/map.h"

#define EXTRA_TEXT_MAX ((size_t)16 << 20)
#define YAML_SHOWN_MAX 2400

/* ---- equality ------------------------------------------------------------------- */

static bool extra_eq(struct str a, struct str b)
{
    if (a.p == NULL || b.p == NULL)
        return a.p == b.p;
    if (str_eq(a, b))
        return true;
    struct buf x = BUF_INIT(EXTRA_TEXT_MAX), y = BUF_INIT(EXTRA_TEXT_MAX);
    bool eq = odf_json_canonical(a, &x, NULL) == KAMU_OK &&
              odf_json_canonical(b, &y, NULL) == KAMU_OK && x.len == y.len &&
              memcmp(x.data, y.data, x.len) == 0;
    buf_free(&x);
    buf_free(&y);
    return eq;
}

static bool field_eq(const struct odf_data_field *a, const struct odf_data_field *b, unsigned flags)
{
    return str_eq(a->name, b->name) && odf_data_type_eq(&a->type, &b->type, flags) &&
           ((flags & ODF_SCHEMA_IGNORE_EXTRA) || extra_eq(a->extra, b->extra));
}

static bool fields_eq(const struct odf_data_fields *a, const struct odf_data_fields *b,
                      unsigned flags)
{
    if (a->n != b->n)
        return false;
    for (uint32_t i = 0; i < a->n; i++)
        if (!field_eq(&a->items[i], &b->items[i], flags))
            return false;
    return true;
}

static bool opt_u64_eq(struct odf_opt_u64 a, struct odf_opt_u64 b)
{
    return a.set == b.set && (!a.set || a.value == b.value);
}

bool odf_data_type_eq(const struct odf_data_type *a, const struct odf_data_type *b, unsigned flags)
{
    if (flags & ODF_SCHEMA_IGNORE_OPTIONAL) {
        a = a->kind == ODF_TYPE_OPTION ? &a->option->inner : a;
        b = b->kind == ODF_TYPE_OPTION ? &b->option->inner : b;
    }
    if (a->kind != b->kind)
        return false;
    switch (a->kind) {
    case ODF_TYPE_OPTION:
        return odf_data_type_eq(&a->option->inner, &b->option->inner, flags);
    case ODF_TYPE_LIST:
        return opt_u64_eq(a->list->fixed_length, b->list->fixed_length) &&
               odf_data_type_eq(&a->list->item_type, &b->list->item_type, flags);
    case ODF_TYPE_MAP:
        return (a->map->keys_sorted.set && a->map->keys_sorted.value) ==
                   (b->map->keys_sorted.set && b->map->keys_sorted.value) &&
               odf_data_type_eq(&a->map->key_type, &b->map->key_type, flags) &&
               odf_data_type_eq(&a->map->value_type, &b->map->value_type, flags);
    case ODF_TYPE_STRUCT:
        return fields_eq(&a->strukt->fields, &b->strukt->fields, flags);
    default:
        return odf_union_eq(&odf_union_data_type, a, b);
    }
}

bool odf_schema_eq(const struct odf_data_schema *a, const struct odf_data_schema *b, unsigned flags)
{
    return fields_eq(&a->fields, &b->fields, flags) &&
           ((flags & ODF_SCHEMA_IGNORE_EXTRA) || extra_eq(a->extra, b->extra));
}

/* ---- evolution --------------------------------------------------------------------- */

struct diff {
    struct buf text; /* one line per difference that is not allowed */
    unsigned n;
    unsigned flags;
    struct kamu_error *err;
};

static kamu_code differs(struct diff *d, const char *fmt, ...) KAMU_PRINTF(2, 3);
static kamu_code differs(struct diff *d, const char *fmt, ...)
{
    char line[600];
    va_list args;
    va_start(args, fmt);
    vsnprintf(line, sizeof line, fmt, args);
    va_end(args);
    if (d->n++ >= 50)
        return KAMU_OK;
    return buf_printf(&d->text, d->err, "\n- %s", line);
}

static const struct odf_data_field *find_field(const struct odf_data_fields *l, struct str name)
{
    for (uint32_t i = 0; i < l->n; i++)
        if (str_eq(l->items[i].name, name))
            return &l->items[i];
    return NULL;
}

static kamu_code compare_fields(struct diff *d, const char *path,
                                const struct odf_data_fields *prev,
                                const struct odf_data_fields *next);

static kamu_code compare_types(struct diff *d, const char *path, const struct odf_data_type *prev,
                               const struct odf_data_type *next)
{
    const struct odf_data_type *a = prev, *b = next;
    char inner[256], was[256], is[256];
    if (d->flags & ODF_SCHEMA_IGNORE_OPTIONAL) {
        a = a->kind == ODF_TYPE_OPTION ? &a->option->inner : a;
        b = b->kind == ODF_TYPE_OPTION ? &b->option->inner : b;
    }
    if (a->kind == ODF_TYPE_OPTION && b->kind == ODF_TYPE_OPTION)
        return compare_types(d, path, &a->option->inner, &b->option->inner);
    if (a->kind == ODF_TYPE_STRUCT && b->kind == ODF_TYPE_STRUCT)
        return compare_fields(d, path, &a->strukt->fields, &b->strukt->fields);
    if (a->kind == ODF_TYPE_LIST && b->kind == ODF_TYPE_LIST &&
        opt_u64_eq(a->list->fixed_length, b->list->fixed_length)) {
        snprintf(inner, sizeof inner, "%.250s[]", path);
        return compare_types(d, inner, &a->list->item_type, &b->list->item_type);
    }
    if (odf_data_type_eq(a, b, d->flags))
        return KAMU_OK;
    odf_data_type_text(prev, was, sizeof was);
    odf_data_type_text(next, is, sizeof is);
    return differs(d, "type of field `%s` changed from %s to %s", path, was, is);
}

static kamu_code compare_fields(struct diff *d, const char *path,
                                const struct odf_data_fields *prev,
                                const struct odf_data_fields *next)
{
    char name[256];
    for (uint32_t i = 0; i < prev->n; i++) {
        const struct odf_data_field *f = &prev->items[i], *now = find_field(next, f->name);
        snprintf(name, sizeof name, "%.120s%s%.*s", path, path[0] ? "." : "",
                 (int)(f->name.n < 120 ? f->name.n : 120), f->name.p);
        if (now)
            KAMU_TRY(compare_types(d, name, &f->type, &now->type));
        else
            KAMU_TRY(differs(d, "field `%s` was removed", name));
    }
    for (uint32_t i = 0; i < next->n; i++) {
        const struct odf_data_field *f = &next->items[i];
        snprintf(name, sizeof name, "%.120s%s%.*s", path, path[0] ? "." : "",
                 (int)(f->name.n < 120 ? f->name.n : 120), f->name.p);
        if (!find_field(prev, f->name) && f->type.kind != ODF_TYPE_OPTION)
            KAMU_TRY(differs(d, "field `%s` was added but is not optional", name));
    }
    return KAMU_OK;
}

/* YAML of a schema, shortened to fit an error. */
static kamu_code shown(const struct odf_data_schema *s, struct buf *out, struct kamu_error *err)
{
    struct buf yaml = BUF_INIT(EXTRA_TEXT_MAX);
    kamu_code rc = odf_schema_to_yaml(s, &yaml, err);
    if (rc == KAMU_OK && yaml.len > YAML_SHOWN_MAX) {
        yaml.len = utf8_cut((const char *)yaml.data, yaml.len, YAML_SHOWN_MAX);
        rc = buf_append_str(&yaml, "…\n", err);
    }
    if (rc == KAMU_OK)
        rc = buf_append(out, yaml.data, yaml.len, err);
    buf_free(&yaml);
    return rc;
}

static kamu_code incompatible(const struct odf_data_schema *prev,
                              const struct odf_data_schema *next, const struct buf *list,
                              struct kamu_error *err)
{
    struct buf text = BUF_INIT(EXTRA_TEXT_MAX);
    kamu_code rc = buf_append_str(
        &text, "New schema is not compatible with the current schema.\nCurrent schema:\n", err);
    if (rc == KAMU_OK)
        rc = shown(prev, &text, err);
    if (rc == KAMU_OK)
        rc = buf_append_str(&text, "\nNew schema:\n", err);
    if (rc == KAMU_OK)
        rc = shown(next, &text, err);
    if (rc == KAMU_OK)
        rc = buf_append_str(&text, "\nIncompatible:", err);
    if (rc == KAMU_OK)
        rc = buf_append(&text, list->data, list->len, err);
    if (rc == KAMU_OK)
        rc = error_set(err, KAMU_E_CHAIN, "Invalid event: %.*s", (int)text.len,
                       (const char *)text.data);
    buf_free(&text);
    return rc;
}

kamu_code odf_schema_check_evolution(const struct odf_data_schema *prev, bool prev_legacy,
                                     const struct odf_data_schema *next, struct kamu_error *err)
{
    struct diff d = {.text = BUF_INIT(EXTRA_TEXT_MAX),
                     .flags =
                         ODF_SCHEMA_IGNORE_EXTRA | (prev_legacy ? ODF_SCHEMA_IGNORE_OPTIONAL : 0u),
                     .err = err};
    if (!prev_legacy && odf_schema_eq(prev, next, 0))
        return error_set(err, KAMU_E_CHAIN, "No-op event: New schema is identical to the current");
    kamu_code rc = compare_fields(&d, "", &prev->fields, &next->fields);
    if (rc == KAMU_OK && d.n)
        rc = incompatible(prev, next, &d.text, err);
    buf_free(&d.text);
    return rc;
}

/* ---- slices -------------------------------------------------------------------------- */

static bool slice_type_fits(const struct col_type *want, const struct col_type *is);

static bool slice_field_fits(const struct col_field *want, const struct col_field *is)
{
    return strcmp(want->name, is->name) == 0 && (want->nullable || !is->nullable) &&
           slice_type_fits(&want->type, &is->type);
}

static bool slice_type_fits(const struct col_type *want, const struct col_type *is)
{
    if (want->kind != is->kind || (want->kind != COL_LIST && want->kind != COL_STRUCT))
        return col_type_eq(want, is);
    if (want->n_children != is->n_children)
        return false;
    for (uint32_t i = 0; i < want->n_children; i++)
        if (!slice_field_fits(&want->children[i], &is->children[i]))
            return false;
    return true;
}

/* Names the first difference in err->at. */
static void point_at(const struct col_schema *want, const struct col_schema *is,
                     struct kamu_error *err)
{
    char a[96], b[96];
    uint32_t n = want->n_fields > is->n_fields ? want->n_fields : is->n_fields;
    for (uint32_t i = 0; i < n; i++) {
        const struct col_field *x = i < want->n_fields ? &want->fields[i] : NULL;
        const struct col_field *y = i < is->n_fields ? &is->fields[i] : NULL;
        if (x && y && slice_field_fits(x, y))
            continue;
        if (!x || (y && col_schema_find(want, str_c(y->name)) < 0)) {
            error_field(err, "%s", y->name);
            error_hint(err, "column `%s` is not in the dataset's schema", y->name);
        } else if (!y || col_schema_find(is, str_c(x->name)) < 0) {
            error_field(err, "%s", x->name);
            error_hint(err, "column `%s` of the dataset's schema is missing", x->name);
        } else if (strcmp(x->name, y->name) != 0) {
            error_field(err, "%s", y->name);
            error_hint(err, "column `%s` stands at position %u, where the dataset has `%s`",
                       y->name, i + 1, x->name);
        } else {
            col_type_name(&x->type, a, sizeof a);
            col_type_name(&y->type, b, sizeof b);
            error_field(err, "%s", x->name);
            error_expected(err, "%s", a);
            error_hint(err, "column `%s` is %s%s in the dataset and %s%s in the data", x->name,
                       x->nullable ? "optional " : "", a, y->nullable ? "optional " : "", b);
        }
        return;
    }
}

kamu_code odf_schema_check_slice(const struct col_schema *dataset, const struct col_schema *slice,
                                 struct kamu_error *err)
{
    bool fits = dataset->n_fields == slice->n_fields;
    for (uint32_t i = 0; i < dataset->n_fields && fits; i++)
        fits = slice_field_fits(&dataset->fields[i], &slice->fields[i]);
    if (fits)
        return KAMU_OK;
    struct buf text = BUF_INIT(EXTRA_TEXT_MAX);
    kamu_code rc = buf_append_str(&text, "Dataset schema:\n", err);
    if (rc == KAMU_OK)
        rc = col_schema_print_parquet(dataset, &text, err);
    if (rc == KAMU_OK)
        rc = buf_append_str(&text, "\nNew slice schema:\n", err);
    if (rc == KAMU_OK)
        rc = col_schema_print_parquet(slice, &text, err);
    if (rc == KAMU_OK) {
        rc = error_set(err, KAMU_E_SCHEMA,
                       "Incompatible schema: Schema of the new slice is not compatible with the "
                       "schema defined by SetDataSchema event\n%.*s",
                       (int)text.len, (const char *)text.data);
        point_at(dataset, slice, err);
    }
    buf_free(&text);
    return rc;
}

/* ---- what may be declared --------------------------------------------------------------- */

struct storable {
    char path[192];
    struct kamu_error *err;
};

static kamu_code refuse(const struct storable *s, const char *fmt, ...) KAMU_PRINTF(2, 3);
static kamu_code refuse(const struct storable *s, const char *fmt, ...)
{
    char text[512];
    va_list args;
    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    error_set(s->err, KAMU_E_SCHEMA, "Column `%s`: %s", s->path, text);
    error_field(s->err, "%s", s->path);
    return KAMU_E_SCHEMA;
}

/* An IANA name that the system knows, "UTC", or "+HH:MM". */
static bool known_timezone(struct str z)
{
    char path[256];
    if (str_eqc(z, "UTC"))
        return true;
    if (z.n == 6 && (z.p[0] == '+' || z.p[0] == '-') && z.p[3] == ':')
        return z.p[1] >= '0' && z.p[1] <= '2' && z.p[2] >= '0' && z.p[2] <= '9' && z.p[4] >= '0' &&
               z.p[4] <= '5' && z.p[5] >= '0' && z.p[5] <= '9';
    if (z.n == 0 || z.n > 60 || z.p[0] == '/')
        return false;
    for (size_t i = 0; i < z.n; i++)
        if (z.p[i] == '.' || z.p[i] == '\0')
            return false;
    struct fs fs = {.no_sync = true};
    struct fs_stat st = {.kind = FS_NONE};
    snprintf(path, sizeof path, "/usr/share/zoneinfo");
    if (fs_stat(&fs, path, &st, NULL) != KAMU_OK || st.kind != FS_DIRECTORY)
        return true; /* no zone data here: nothing can be said */
    snprintf(path, sizeof path, "/usr/share/zoneinfo/" STR_FMT, STR_ARG(z));
    return fs_stat(&fs, path, &st, NULL) == KAMU_OK && st.kind == FS_REGULAR;
}

static kamu_code check_fields(struct storable *s, const struct odf_data_fields *fields, bool top);

static kamu_code check_decimal(const struct storable *s, const struct odf_data_type_decimal *d)
{
    if (d->precision < 1 || d->precision > 76)
        return refuse(s, "Decimal precision %u is not within 1..76", d->precision);
    if (d->scale < 0)
        return refuse(s, "Invalid DECIMAL scale: %d", d->scale);
    if ((uint32_t)d->scale > d->precision)
        return refuse(s, "Decimal scale %d is greater than precision %u", d->scale, d->precision);
    return KAMU_OK;
}

static kamu_code check_type(struct storable *s, const struct odf_data_type *t, bool in_list)
{
    size_t was = strlen(s->path);
    switch (t->kind) {
    case ODF_TYPE_OPTION:
        if (t->option->inner.kind == ODF_TYPE_OPTION)
            return refuse(s, "Nested Option types are not supported");
        return check_type(s, &t->option->inner, in_list);
    case ODF_TYPE_LIST:
        snprintf(s->path + was, sizeof s->path - was, "[]");
        KAMU_TRY(check_type(s, &t->list->item_type, true));
        s->path[was] = '\0';
        return KAMU_OK;
    case ODF_TYPE_STRUCT:
        if (in_list)
            return refuse(s, "a List of Struct has no logical hash in ODF and cannot be stored");
        return check_fields(s, &t->strukt->fields, false);
    case ODF_TYPE_MAP:
        return refuse(s, "type Map has no logical hash in ODF and cannot be stored");
    case ODF_TYPE_DURATION:
        return refuse(s,
                      "type Duration has no logical hash in ODF and cannot be stored; use Int64");
    case ODF_TYPE_NULL:
        return refuse(
            s, "type Null cannot be stored; name the type that values will have, with Option");
    case ODF_TYPE_DECIMAL:
        return check_decimal(s, t->decimal);
    case ODF_TYPE_BINARY:
        if (t->binary->fixed_length.set &&
            (t->binary->fixed_length.value < 1 || t->binary->fixed_length.value > INT32_MAX))
            return refuse(s, "fixedLength must be within 1..2147483647");
        return KAMU_OK;
    case ODF_TYPE_TIMESTAMP:
        if (t->timestamp->timezone.p && !known_timezone(t->timestamp->timezone))
            return refuse(s, "Invalid timezone \"" STR_FMT "\"", STR_ARG(t->timestamp->timezone));
        return KAMU_OK;
    default:
        return KAMU_OK;
    }
}

static kamu_code check_fields(struct storable *s, const struct odf_data_fields *fields, bool top)
{
    struct map names;
    kamu_code rc = KAMU_OK;
    size_t was = strlen(s->path);
    map_init(&names);
    for (uint32_t i = 0; i < fields->n && rc == KAMU_OK; i++) {
        struct str name = fields->items[i].name;
        snprintf(s->path + was, sizeof s->path - was, "%s%.*s", was ? "." : "",
                 (int)(name.n < 100 ? name.n : 100), name.p);
        if (memchr(name.p, 0, name.n))
            rc = refuse(s, "the name holds a NUL character");
        else if (map_get(&names, name))
            rc = refuse(s, "the name is used twice");
        else
            rc = map_put(&names, name, s, s->err);
        if (rc == KAMU_OK)
            rc = check_type(s, &fields->items[i].type, false);
    }
    map_free(&names);
    s->path[was] = '\0';
    if (rc == KAMU_OK && fields->n == 0 && !top)
        rc = refuse(s, "a Struct without fields cannot be stored");
    return rc;
}

kamu_code odf_schema_check_storable(const struct odf_data_schema *s, struct kamu_error *err)
{
    struct storable c = {.err = err};
    if (s->fields.n == 0)
        return error_set(err, KAMU_E_SCHEMA, "The schema declares no columns");
    if (s->fields.n > COL_FIELDS_MAX)
        return error_set(err, KAMU_E_SCHEMA, "The schema declares %u columns, more than %d",
                         s->fields.n, COL_FIELDS_MAX);
    return check_fields(&c, &s->fields, true);
}
