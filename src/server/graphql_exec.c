#include "server/graphql_exec.h"

#include "odf/json_pull.h"

#include <inttypes.h>

/* Fields of one answer object: those of the same key are one, with all their selections. */
struct group {
    const struct gql_selection *field; /* the first of them */
    struct group_part {
        const struct gql_selection *field;
        struct group_part *next;
    } * parts, **last;
    struct group *next;
};

struct groups {
    struct group *first, **last;
};

static kamu_code run_selections(struct gql_exec *e, const struct gql_type *type, const void *object,
                                const struct group_part *parts, const struct gql_path *path,
                                bool *nulled, struct kamu_error *err);

/* ---- errors ------------------------------------------------------------------------------- */

static kamu_code put_path(const struct gql_path *path, struct buf *out, struct kamu_error *err)
{
    if (path == NULL)
        return KAMU_OK;
    KAMU_TRY(put_path(path->up, out, err));
    if (path->up != NULL)
        KAMU_TRY(buf_append_byte(out, ',', err));
    if (path->key.p != NULL)
        return odf_json_quote(path->key, out, err);
    return buf_printf(out, err, "%zu", path->index);
}

kamu_code gql_add_error(struct gql_exec *e, const struct kamu_error *why, struct gql_place at,
                        const struct gql_path *path, struct str extensions, struct kamu_error *err)
{
    struct buf *out = &e->errors;
    const char *message = kamu_error_message(why, 0);
    if (e->n_errors >= GQL_ERRORS_MAX)
        return KAMU_OK;
    KAMU_TRY(buf_append_str(out, e->n_errors++ > 0 ? ",{\"message\":" : "{\"message\":", err));
    KAMU_TRY(odf_json_quote(str_c(message != NULL ? message : "Internal error"), out, err));
    if (at.line > 0)
        KAMU_TRY(buf_printf(out, err, ",\"locations\":[{\"line\":%u,\"column\":%u}]", at.line,
                            at.column));
    if (path != NULL) {
        KAMU_TRY(buf_append_str(out, ",\"path\":[", err));
        KAMU_TRY(put_path(path, out, err));
        KAMU_TRY(buf_append_byte(out, ']', err));
    }
    if (extensions.p != NULL)
        KAMU_TRY(buf_printf(out, err, ",\"extensions\":" STR_FMT, STR_ARG(extensions)));
    return buf_append_byte(out, '}', err);
}

/* Of these the client is told nothing; the resolver has logged them. */
static bool is_fault(kamu_code code)
{
    return code == KAMU_E_IO || code == KAMU_E_CORRUPT || code == KAMU_E_BUG;
}

/* ---- which fields ---------------------------------------------------------------------------- */

static kamu_code collect(struct gql_exec *e, const struct gql_type *type,
                         const struct gql_selection *first, struct groups *out,
                         struct kamu_error *err);

static kamu_code collect_field(struct gql_exec *e, const struct gql_selection *s,
                               struct groups *out, struct kamu_error *err)
{
    struct group *g = out->first;
    while (g != NULL && !str_eq(g->field->key, s->key))
        g = g->next;
    struct group_part *part = arena_calloc(e->arena, 1, sizeof *part);
    if (part == NULL)
        return error_nomem(err);
    part->field = s;
    if (g == NULL) {
        g = arena_calloc(e->arena, 1, sizeof *g);
        if (g == NULL)
            return error_nomem(err);
        g->field = s;
        g->last = &g->parts;
        *out->last = g;
        out->last = &g->next;
    } else if (!str_eq(g->field->name, s->name) ||
               !str_eq(g->field->arguments_text, s->arguments_text)) {
        return gql_bad_document(err, s->at,
                                "Fields \"" STR_FMT "\" conflict: they are different, use aliases",
                                STR_ARG(s->key));
    }
    *g->last = part;
    g->last = &part->next;
    return KAMU_OK;
}

static kamu_code collect_one(struct gql_exec *e, const struct gql_type *type,
                             const struct gql_selection *s, struct groups *out,
                             struct kamu_error *err)
{
    const struct gql_fragment *f;
    switch (s->kind) {
    case GQL_FIELD:
        return collect_field(e, s, out, err);
    case GQL_INLINE:
        if (s->name.p != NULL && !gql_type_is(type, s->name))
            return KAMU_OK;
        return collect(e, type, s->selections, out, err);
    case GQL_SPREAD:
        f = gql_fragment_find(e->doc, s->name);
        return gql_type_is(type, f->type) ? collect(e, type, f->selections, out, err) : KAMU_OK;
    }
    return KAMU_OK;
}

static kamu_code collect(struct gql_exec *e, const struct gql_type *type,
                         const struct gql_selection *first, struct groups *out,
                         struct kamu_error *err)
{
    for (const struct gql_selection *s = first; s != NULL; s = s->next) {
        bool included;
        if (++e->n_fields > GQL_FIELDS_RUN_MAX)
            return error_set(err, KAMU_E_LIMIT, "The answer has more than %d fields",
                             GQL_FIELDS_RUN_MAX);
        KAMU_TRY(gql_is_included(e, s->directives, &included, err));
        if (included)
            KAMU_TRY(collect_one(e, type, s, out, err));
    }
    return KAMU_OK;
}

/* ---- values ------------------------------------------------------------------------------------
 */

static kamu_code put_null(struct gql_exec *e, struct kamu_error *err)
{
    return buf_append_str(e->out, "null", err);
}

/* One value, not a list. *nulled: it is null and must not be; nothing is written then. */
static kamu_code complete_one(struct gql_exec *e, const struct gql_out *v, bool non_null,
                              const struct group *g, const struct gql_path *path, bool *nulled,
                              struct kamu_error *err)
{
    size_t start = e->out->len;
    *nulled = false;
    switch (v->kind) {
    case GQL_OUT_TEXT:
        return odf_json_quote(v->text, e->out, err);
    case GQL_OUT_INT:
        return buf_printf(e->out, err, "%" PRId64, v->number);
    case GQL_OUT_BOOL:
        return buf_append_str(e->out, v->boolean ? "true" : "false", err);
    case GQL_OUT_OBJECT:
        KAMU_TRY(run_selections(e, v->type, v->object, g->parts, path, nulled, err));
        break;
    case GQL_OUT_NULL:
    case GQL_OUT_LIST:
        *nulled = true;
        break;
    }
    if (!*nulled)
        return KAMU_OK;
    e->out->len = start;
    if (non_null)
        return KAMU_OK;
    *nulled = false;
    return put_null(e, err);
}

static kamu_code complete(struct gql_exec *e, const struct gql_out *v, const char *type,
                          const struct group *g, const struct gql_path *path, bool *nulled,
                          struct kamu_error *err)
{
    struct gql_shape shape = gql_shape_of(type);
    if (!shape.list || v->kind != GQL_OUT_LIST)
        return complete_one(e, v, shape.non_null, g, path, nulled, err);
    size_t start = e->out->len;
    *nulled = false;
    KAMU_TRY(buf_append_byte(e->out, '[', err));
    for (size_t i = 0; i < v->n && !*nulled; i++) {
        struct gql_path item = {.up = path, .index = i};
        if (i > 0)
            KAMU_TRY(buf_append_byte(e->out, ',', err));
        KAMU_TRY(complete_one(e, &v->items[i], shape.item_non_null, g, &item, nulled, err));
    }
    if (!*nulled)
        return buf_append_byte(e->out, ']', err);
    e->out->len = start;
    if (shape.non_null)
        return KAMU_OK;
    *nulled = false;
    return put_null(e, err);
}

/* ---- fields ------------------------------------------------------------------------------------
 */

static kamu_code ask(struct gql_exec *e, const struct gql_field *field, const void *object,
                     const struct group *g, const struct gql_path *path, struct gql_out *out,
                     struct kamu_error *err)
{
    struct gql_call call = {.exec = e, .field = field};
    struct kamu_error why = {0};
    kamu_code rc = gql_bind_arguments(e, g->field, field, &call.arguments, &why);
    if (rc == KAMU_OK)
        rc = field->resolve(&call, object, out, &why);
    if (rc == KAMU_OK)
        return KAMU_OK;
    *out = (struct gql_out){.kind = GQL_OUT_NULL};
    if (rc == KAMU_E_NOMEM)
        return error_nomem(err);
    if (is_fault(rc))
        error_set(&why, rc, "Internal error");
    return gql_add_error(e, &why, g->field->at, path, call.extensions, err);
}

static kamu_code run_field(struct gql_exec *e, const struct gql_type *type, const void *object,
                           const struct group *g, const struct gql_path *up, bool *nulled,
                           struct kamu_error *err)
{
    struct gql_path path = {.up = up, .key = g->field->key};
    struct gql_out out = {.kind = GQL_OUT_NULL};
    *nulled = false;
    if (str_eqc(g->field->name, "__typename"))
        return odf_json_quote(str_c(type->name), e->out, err);
    const struct gql_field *field = gql_field_find(type, g->field->name);
    if (field == NULL) /* the interface has it, so the object must */
        KAMU_BUG("type %s lacks " STR_FMT, type->name, STR_ARG(g->field->name));
    KAMU_TRY(ask(e, field, object, g, &path, &out, err));
    return complete(e, &out, field->type, g, &path, nulled, err);
}

/* An object with what is selected of it. *nulled: a field that must not be null is. */
static kamu_code run_selections(struct gql_exec *e, const struct gql_type *type, const void *object,
                                const struct group_part *parts, const struct gql_path *path,
                                bool *nulled, struct kamu_error *err)
{
    struct groups groups = {.first = NULL};
    *nulled = false;
    groups.last = &groups.first;
    for (; parts != NULL; parts = parts->next)
        KAMU_TRY(collect(e, type, parts->field->selections, &groups, err));
    KAMU_TRY(buf_append_byte(e->out, '{', err));
    for (const struct group *g = groups.first; g != NULL; g = g->next) {
        if (g != groups.first)
            KAMU_TRY(buf_append_byte(e->out, ',', err));
        KAMU_TRY(odf_json_quote(g->field->key, e->out, err));
        KAMU_TRY(buf_append_byte(e->out, ':', err));
        KAMU_TRY(run_field(e, type, object, g, path, nulled, err));
        if (*nulled)
            return KAMU_OK;
    }
    return buf_append_byte(e->out, '}', err);
}

/* ---- requests -----------------------------------------------------------------------------------
 */

static kamu_code pick_operation(struct gql_exec *e, struct str name, struct kamu_error *err)
{
    for (const struct gql_operation *o = e->doc->operations; o != NULL; o = o->next) {
        if (name.p != NULL && !str_eq(o->name, name))
            continue;
        if (name.p == NULL && e->operation != NULL)
            return error_set(err, KAMU_E_INPUT, "Operation name required in request");
        if (e->operation == NULL)
            e->operation = o;
    }
    if (e->operation == NULL && name.p != NULL)
        return error_set(err, KAMU_E_INPUT, "Unknown operation named \"" STR_FMT "\"",
                         STR_ARG(name));
    if (e->operation == NULL)
        return error_set(err, KAMU_E_INPUT, "The document has no operation");
    if (e->operation->kind == GQL_SUBSCRIPTION)
        return gql_bad_document(err, e->operation->at, "Subscriptions are not supported");
    return KAMU_OK;
}

static kamu_code prepare(struct gql_exec *e, const struct gql_request *r, struct gql_document *doc,
                         const struct gql_type **root, struct kamu_error *err)
{
    struct gql_value *variables = NULL;
    KAMU_TRY(gql_parse(r->query, e->arena, doc, err));
    e->doc = doc;
    KAMU_TRY(pick_operation(e, r->operation, err));
    if (r->variables.p != NULL)
        KAMU_TRY(gql_parse_variables(r->variables, e->arena, &variables, err));
    KAMU_TRY(gql_bind_variables(e, variables, err));
    *root = e->operation->kind == GQL_MUTATION ? e->schema->mutation : e->schema->query;
    return gql_validate(e, *root, err);
}

static kamu_code run_operation(struct gql_exec *e, const struct gql_type *root,
                               struct kamu_error *err)
{
    struct gql_selection whole = {.selections = e->operation->selections};
    struct group_part part = {.field = &whole};
    bool nulled;
    size_t start = e->out->len;
    struct kamu_error why = {0};
    kamu_code rc = run_selections(e, root, NULL, &part, NULL, &nulled, &why);
    if (rc == KAMU_OK && !nulled)
        return KAMU_OK;
    e->out->len = start;
    if (rc == KAMU_E_INPUT || rc == KAMU_E_LIMIT) { /* found out while it ran */
        struct gql_place at = {(uint32_t)why.at.line, (uint32_t)why.at.column};
        KAMU_TRY(gql_add_error(e, &why, at, NULL, STR_NONE, err));
    } else if (rc != KAMU_OK) {
        if (err != NULL)
            *err = why;
        return rc;
    }
    return put_null(e, err);
}

static kamu_code answer(struct gql_exec *e, const struct gql_request *r, struct kamu_error *err)
{
    struct gql_document doc;
    const struct gql_type *root;
    struct kamu_error why = {0};
    KAMU_TRY(buf_append_str(e->out, "{\"data\":", err));
    kamu_code rc = prepare(e, r, &doc, &root, &why);
    if (rc == KAMU_E_NOMEM)
        return error_nomem(err);
    if (rc == KAMU_OK) {
        KAMU_TRY(run_operation(e, root, err));
    } else {
        struct gql_place at = {(uint32_t)why.at.line, (uint32_t)why.at.column};
        KAMU_TRY(put_null(e, err));
        KAMU_TRY(gql_add_error(e, &why, at, NULL, STR_NONE, err));
    }
    if (e->n_errors > 0) {
        KAMU_TRY(buf_append_str(e->out, ",\"errors\":[", err));
        KAMU_TRY(buf_append(e->out, e->errors.data, e->errors.len, err));
        KAMU_TRY(buf_append_byte(e->out, ']', err));
    }
    return buf_append_byte(e->out, '}', err);
}

kamu_code gql_run(const struct gql_schema *schema, const struct gql_request *request,
                  struct arena *arena, void *ctx, struct buf *out, struct kamu_error *err)
{
    struct gql_exec e = {.schema = schema, .arena = arena, .ctx = ctx, .out = out};
    buf_init(&e.errors, 1 << 20);
    kamu_code rc = answer(&e, request, err);
    buf_free(&e.errors);
    return rc;
}
