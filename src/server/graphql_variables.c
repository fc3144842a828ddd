/* The variables of a GraphQL request: JSON into values. */
#include "server/graphql_parse.h"

#include "odf/json_pull.h"

struct reader {
    struct json_pull json;
    struct arena *arena;
    uint32_t n;
};

static kamu_code bad_json(const struct reader *r, struct kamu_error *err)
{
    if (r->json.no_memory)
        return error_nomem(err);
    return error_set(err, KAMU_E_INPUT, "Variables: %s at byte %zu",
                     r->json.error != NULL ? r->json.error : "not an object", r->json.at);
}

static kamu_code read_value(struct reader *r, enum json_token t, struct gql_value **out,
                            struct kamu_error *err);

static kamu_code read_members(struct reader *r, struct gql_value **first, struct kamu_error *err)
{
    struct gql_value **last = first;
    enum json_token t;
    while ((t = json_pull_next(&r->json)) == JSON_KEY) {
        struct str name = arena_str(r->arena, r->json.text);
        if (name.p == NULL)
            return error_nomem(err);
        KAMU_TRY(read_value(r, json_pull_next(&r->json), last, err));
        (*last)->name = name;
        last = &(*last)->next;
    }
    return t == JSON_OBJECT_END ? KAMU_OK : bad_json(r, err);
}

static kamu_code read_items(struct reader *r, struct gql_value **first, struct kamu_error *err)
{
    struct gql_value **last = first;
    enum json_token t;
    while ((t = json_pull_next(&r->json)) != JSON_ARRAY_END) {
        KAMU_TRY(read_value(r, t, last, err));
        last = &(*last)->next;
    }
    return KAMU_OK;
}

static enum gql_value_kind number_kind(struct str text)
{
    for (size_t i = 0; i < text.n; i++)
        if (text.p[i] == '.' || text.p[i] == 'e' || text.p[i] == 'E')
            return GQL_FLOAT;
    return GQL_INT;
}

static kamu_code read_value(struct reader *r, enum json_token t, struct gql_value **out,
                            struct kamu_error *err)
{
    struct gql_value *v = arena_calloc(r->arena, 1, sizeof *v);
    if (v == NULL)
        return error_nomem(err);
    if (++r->n > GQL_TOKENS_MAX)
        return error_set(err, KAMU_E_LIMIT, "There are more than %d values in the variables",
                         GQL_TOKENS_MAX);
    v->from_json = true;
    *out = v;
    switch (t) {
    case JSON_OBJECT:
        v->kind = GQL_OBJECT;
        return read_members(r, &v->first, err);
    case JSON_ARRAY:
        v->kind = GQL_LIST;
        return read_items(r, &v->first, err);
    case JSON_STRING:
    case JSON_NUMBER:
        v->kind = t == JSON_STRING ? GQL_STRING : number_kind(r->json.text);
        v->text = arena_str(r->arena, r->json.text);
        return v->text.p != NULL ? KAMU_OK : error_nomem(err);
    case JSON_TRUE:
    case JSON_FALSE:
        v->kind = GQL_BOOL;
        v->boolean = t == JSON_TRUE;
        return KAMU_OK;
    case JSON_NULL:
        v->kind = GQL_NULL;
        return KAMU_OK;
    default:
        return bad_json(r, err);
    }
}

kamu_code gql_parse_variables(struct str json, struct arena *arena, struct gql_value **out,
                              struct kamu_error *err)
{
    struct reader r = {.arena = arena};
    kamu_code rc = KAMU_OK;
    *out = NULL;
    json_pull_init(&r.json, json);
    enum json_token t = json_pull_next(&r.json);
    if (t == JSON_OBJECT)
        rc = read_members(&r, out, err);
    else if (t != JSON_NULL)
        rc = bad_json(&r, err);
    if (rc == KAMU_OK && json_pull_next(&r.json) != JSON_END)
        rc = bad_json(&r, err);
    json_pull_free(&r.json);
    return rc;
}
