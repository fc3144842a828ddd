/* What is checked when a source, vocabulary or schema is written by a user, beyond the chain's
 * rules. */
#include "odf/ddl.h"
#include "odf/rules.h"
#include "odf/schema.h"

#define ARENA_MAX ((size_t)64 << 20)

struct check {
    const struct odf_event *event;
    const struct odf_vocab *vocab;
    const struct odf_read_step *read;
    const struct odf_merge_strategy *merge;
    bool preprocess;
    struct kamu_error *err;
};

static kamu_code fail(const struct check *c, struct str column, const char *fmt, ...)
    KAMU_PRINTF(3, 4);
static kamu_code fail(const struct check *c, struct str column, const char *fmt, ...)
{
    char text[600];
    va_list args;
    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    if (c->event->kind == ODF_ADD_PUSH_SOURCE)
        error_set(c->err, KAMU_E_SCHEMA, "Push source '" STR_FMT "': %s",
                  STR_ARG(c->event->add_push_source->source_name), text);
    else
        error_set(c->err, KAMU_E_SCHEMA, "Polling source: %s", text);
    if (column.p)
        error_field(c->err, STR_FMT, STR_ARG(column));
    return KAMU_E_SCHEMA;
}

/* Puts the source in front of an error of another room, its position kept. */
static kamu_code in_source(const struct check *c, kamu_code rc)
{
    struct kamu_error inner;
    if (rc == KAMU_OK || !c->err)
        return rc;
    inner = *c->err;
    (void)fail(c, STR_NONE, "%s", inner.text);
    c->err->code = inner.code;
    c->err->at = inner.at;
    return rc;
}

static bool is_system(const struct check *c, struct str name)
{
    return str_eq(name, c->vocab->offset) || str_eq(name, c->vocab->system_time) ||
           str_eq(name, c->vocab->op);
}

/* ChangelogStream and UpsertStream read the operation from the data. */
static bool reads_op(const struct check *c)
{
    return c->merge->kind == ODF_MERGE_CHANGELOG_STREAM ||
           c->merge->kind == ODF_MERGE_UPSERT_STREAM;
}

static bool is_reserved(const struct check *c, struct str name)
{
    return str_eq(name, c->vocab->offset) || str_eq(name, c->vocab->system_time) ||
           (str_eq(name, c->vocab->op) && !reads_op(c));
}

static const struct odf_data_field *find(const struct odf_data_schema *s, struct str name)
{
    for (uint32_t i = 0; i < s->fields.n; i++)
        if (str_eq(s->fields.items[i].name, name))
            return &s->fields.items[i];
    return NULL;
}

static const struct odf_data_type *bare(const struct odf_data_type *t)
{
    return t->kind == ODF_TYPE_OPTION ? &t->option->inner : t;
}

/* ---- keys -------------------------------------------------------------------------------- */

static kamu_code check_key_column(const struct check *c, struct str name, const char *list,
                                  const struct odf_data_schema *known)
{
    if (is_system(c, name))
        return fail(c, name, "%s: `" STR_FMT "` is a system column", list, STR_ARG(name));
    if (!known || str_eq(name, c->vocab->event_time))
        return KAMU_OK;
    const struct odf_data_field *f = find(known, name);
    if (!f && name.n > 1 && name.p[0] == '_' && !odf_read_step_schema(c->read)) {
        struct str clashing = {name.p + 1, name.n - 1}; /* `_op` of a renamed `op` */
        f = is_reserved(c, clashing) ? find(known, clashing) : NULL;
    }
    if (!f)
        return fail(c, name, "%s: there is no column `" STR_FMT "` in the source's schema", list,
                    STR_ARG(name));
    enum odf_data_type_kind k = bare(&f->type)->kind;
    if (k == ODF_TYPE_LIST || k == ODF_TYPE_STRUCT || k == ODF_TYPE_MAP)
        return fail(c, name, "%s: column `" STR_FMT "` is nested and cannot be compared", list,
                    STR_ARG(name));
    return KAMU_OK;
}

static kamu_code check_columns(const struct check *c, struct odf_strs list, const char *what,
                               bool repeats, const struct odf_data_schema *known)
{
    if (list.n == 0)
        return fail(c, STR_NONE, "%s: names no column", what);
    for (uint32_t i = 0; i < list.n; i++) {
        for (uint32_t k = 0; k < i && !repeats; k++)
            if (str_eq(list.items[k], list.items[i]))
                return fail(c, list.items[i], "%s: column `" STR_FMT "` is named twice", what,
                            STR_ARG(list.items[i]));
        KAMU_TRY(check_key_column(c, list.items[i], what, known));
    }
    return KAMU_OK;
}

static kamu_code check_merge(const struct check *c, const struct odf_data_schema *known)
{
    if (c->merge->kind == ODF_MERGE_APPEND || c->merge->kind == ODF_MERGE_NONE)
        return KAMU_OK;
    KAMU_TRY(check_columns(c, odf_merge_primary_key(c->merge), "primaryKey", false, known));
    if (c->merge->kind == ODF_MERGE_SNAPSHOT && c->merge->snapshot->compare_columns.items)
        KAMU_TRY(
            check_columns(c, c->merge->snapshot->compare_columns, "compareColumns", true, known));
    if (c->merge->kind == ODF_MERGE_CHANGELOG_STREAM && known && !find(known, c->vocab->op))
        return fail(c, c->vocab->op,
                    "ChangelogStream reads the operation of each row from column `" STR_FMT
                    "`, which the source's schema does not have",
                    STR_ARG(c->vocab->op));
    return KAMU_OK;
}

kamu_code odf_source_check(const struct odf_event *source, const struct odf_vocab *vocab,
                           struct kamu_error *err)
{
    struct check c = {.event = source, .vocab = vocab, .err = err};
    struct odf_data_schema schema;
    struct arena arena;
    bool declared = false;
    if (source->kind == ODF_ADD_PUSH_SOURCE) {
        c.read = &source->add_push_source->read;
        c.merge = &source->add_push_source->merge;
        c.preprocess = source->add_push_source->preprocess.kind != ODF_TRANSFORM_NONE;
    } else if (source->kind == ODF_SET_POLLING_SOURCE) {
        c.read = &source->set_polling_source->read;
        c.merge = &source->set_polling_source->merge;
        c.preprocess = source->set_polling_source->preprocess.kind != ODF_TRANSFORM_NONE;
    } else {
        return KAMU_OK;
    }
    arena_init(&arena, ARENA_MAX);
    kamu_code rc = in_source(&c, odf_read_step_declared(c.read, &arena, &schema, &declared, err));
    if (rc == KAMU_OK && declared)
        rc = in_source(&c, odf_schema_check_storable(&schema, err));
    if (rc == KAMU_OK)
        rc = check_merge(&c, declared && !c.preprocess ? &schema : NULL);
    arena_free(&arena);
    return rc;
}

/* ---- vocabulary --------------------------------------------------------- */

kamu_code odf_vocab_check(const struct odf_set_vocab *v, const struct odf_chain_state *s,
                          struct kamu_error *err)
{
    struct odf_vocab now = odf_vocab_of(v);
    const struct str names[] = {now.offset, now.op, now.system_time, now.event_time};
    for (unsigned i = 0; i < 4; i++)
        for (unsigned k = 0; k < i; k++)
            if (str_eq(names[i], names[k]))
                return error_set(err, KAMU_E_SCHEMA,
                                 "SetVocab: two system columns have the name `" STR_FMT "`",
                                 STR_ARG(names[i]));
    if (!s || !s->schema)
        return KAMU_OK;
    struct odf_vocab old = odf_vocab_of(s->vocab);
    const struct str were[] = {old.offset, old.op, old.system_time, old.event_time};
    for (unsigned i = 0; i < 4; i++)
        if (!str_eq(names[i], were[i])) {
            error_set(err, KAMU_E_SCHEMA,
                      "SetVocab: the dataset has a schema, its system column `" STR_FMT
                      "` cannot become `" STR_FMT "`",
                      STR_ARG(were[i]), STR_ARG(names[i]));
            error_hint(err,
                       "a SetVocab replaces the earlier one: name all columns that differ from "
                       "the defaults");
            return KAMU_E_SCHEMA;
        }
    return KAMU_OK;
}
