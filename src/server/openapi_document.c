#include "server/openapi.h"

#include "odf/json.h"

#include <stdio.h>

#define DATASET_SINGLE "/{dataset_name}"
#define DATASET_MULTI "/{account_name}/{dataset_name}"

struct writer {
    struct buf *out;
    struct kamu_error *err;
    bool multi_tenant;
    kamu_code rc; /* of the first write that failed; nothing is written behind it */
};

static void put(struct writer *w, const char *text)
{
    if (w->rc == KAMU_OK)
        w->rc = buf_append_str(w->out, text, w->err);
}

static void put_quoted(struct writer *w, struct str text)
{
    if (w->rc == KAMU_OK)
        w->rc = odf_json_quote(text, w->out, w->err);
}

/* ,"name":"text"; the comma only behind something */
static void put_member(struct writer *w, const char *name, const char *text)
{
    if (w->rc == KAMU_OK && w->out->data[w->out->len - 1] != '{')
        put(w, ",");
    put_quoted(w, str_c(name));
    put(w, ":");
    put_quoted(w, str_c(text));
}

/* The next of several words; false at the end. */
static bool next_word(const char **list, struct str *word)
{
    while (**list == ' ')
        ++*list;
    *word = (struct str){*list, strcspn(*list, " ")};
    *list += word->n;
    return word->n > 0;
}

/* "name=what": the part before and behind the sign; what.p NULL without it. */
static void split(struct str word, struct str *name, struct str *what)
{
    const char *sign = memchr(word.p, '=', word.n);
    *name = sign ? (struct str){word.p, (size_t)(sign - word.p)} : word;
    *what = sign ? (struct str){sign + 1, (size_t)(word.p + word.n - sign - 1)} : STR_NONE;
}

/* ---- parameters --------------------------------------------------------------------------- */

static const struct openapi_parameter *find_parameter(struct str name)
{
    for (size_t i = 0; i < openapi_n_parameters; i++)
        if (str_eqc(name, openapi_parameters[i].name))
            return &openapi_parameters[i];
    KAMU_BUG("openapi: no parameter " STR_FMT, STR_ARG(name));
}

static void put_parameter(struct writer *w, struct str name, bool required)
{
    const struct openapi_parameter *p = find_parameter(name);
    if (w->rc == KAMU_OK && w->out->data[w->out->len - 1] != '[')
        put(w, ",");
    put(w, "{");
    put_member(w, "name", p->name);
    put_member(w, "in", p->in);
    put_member(w, "description", p->text);
    put(w, required ? ",\"required\":true,\"schema\":" : ",\"required\":false,\"schema\":");
    put(w, p->schema);
    put(w, "}");
}

static void put_path_parameters(struct writer *w, const char *path)
{
    for (const char *at = strchr(path, '{'); at; at = strchr(at + 1, '{')) {
        struct str name = {at + 1, strcspn(at + 1, "}")};
        if (!str_eqc(name, "ds"))
            put_parameter(w, name, true);
    }
    if (strncmp(path, "{ds}", 4) != 0)
        return;
    if (w->multi_tenant)
        put_parameter(w, STR("account_name"), true);
    put_parameter(w, STR("dataset_name"), true);
}

/* Of the query and headers first, as kamu's document has them; of the path behind them but where
 * they are the only ones. */
static void put_parameters(struct writer *w, const struct openapi_operation *o)
{
    const char *list = o->parameters;
    struct str word;
    put(w, ",\"parameters\":[");
    while (next_word(&list, &word)) {
        bool required = word.p[0] == '*';
        put_parameter(w, required ? (struct str){word.p + 1, word.n - 1} : word, required);
    }
    put_path_parameters(w, o->path);
    put(w, "]");
}

/* ---- bodies ------------------------------------------------------------------------------- */

/* "type":{"schema":...} */
static void put_content(struct writer *w, struct str type, struct str schema)
{
    put_quoted(w, type);
    if (!schema.p) {
        put(w, ":{}"); /* bytes, or text of that type */
        return;
    }
    put(w, ":{\"schema\":{\"$ref\":\"#/components/schemas/");
    if (w->rc == KAMU_OK)
        w->rc = buf_append(w->out, schema.p, schema.n, w->err);
    put(w, "\"}}");
}

static void put_body(struct writer *w, const char *list)
{
    struct str word, type, schema;
    if (!list)
        return;
    put(w, ",\"requestBody\":{\"required\":true,\"content\":{");
    for (bool first = true; next_word(&list, &word); first = false) {
        split(word, &type, &schema);
        put(w, first ? "" : ",");
        put_content(w, type, schema);
    }
    put(w, "}}");
}

static const char *meaning(struct str status)
{
    static const struct {
        const char *status, *text;
    } table[] = {{"101", "Switching to the protocol asked for"},
                 {"200", "Done"},
                 {"202", "Durable, to be committed soon; Location tells where to ask"},
                 {"206", "The part that was asked for"},
                 {"304", "The client has it"},
                 {"400", "The request or its data is wrong"},
                 {"401", "The token is missing, invalid or expired"},
                 {"403", "The caller may not do this"},
                 {"404", "It does not exist, as far as the caller may know"},
                 {"409", "The same key is in work, or the dataset has changed"},
                 {"412", "The head is another one than If-Match says"},
                 {"413", "Too large"},
                 {"415", "The media type or encoding is not known"},
                 {"416", "There is no such part"},
                 {"422", "The body is of another shape, or the key was used for another push"},
                 {"429", "Too many requests; Retry-After tells when to come again"},
                 {"500", "A fault of the server"},
                 {"501", "Not offered by this server"},
                 {"503", "Not now; Retry-After tells when to come again"}};
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
        if (str_eqc(status, table[i].status))
            return table[i].text;
    KAMU_BUG("openapi: no meaning of status " STR_FMT, STR_ARG(status));
}

/* One kind of answer: a schema of JSON, a media type, or none (of errors: both error bodies). */
static void put_answer_content(struct writer *w, struct str status, struct str what)
{
    if (what.p && memchr(what.p, '/', what.n))
        put_content(w, what, STR_NONE);
    else if (what.p)
        put_content(w, STR("application/json"), what);
    else if (status.p[0] >= '4') {
        put_content(w, STR("application/json"), STR("ApiErrorResponse"));
        put(w, ",");
        put_content(w, STR("application/problem+json"), STR("Problem"));
    }
}

/* Answers of one status stand behind each other in the list. */
static void put_answers(struct writer *w, const char *list)
{
    struct str word, status, what, last = STR_NONE;
    put(w, ",\"responses\":{");
    while (next_word(&list, &word)) {
        split(word, &status, &what);
        bool same = last.p && str_eq(last, status);
        if (!same) {
            put(w, last.p ? "}}," : "");
            put_quoted(w, status);
            put(w, ":{\"description\":");
            put_quoted(w, str_c(meaning(status)));
            put(w, ",\"content\":{");
        } else {
            put(w, ",");
        }
        put_answer_content(w, status, what);
        last = status;
    }
    put(w, last.p ? "}}}" : "}");
}

/* ---- the whole ---------------------------------------------------------------------------- */

/* "getDatasetTail": unique, and a word in every language. */
static void put_operation_id(struct writer *w, const struct openapi_operation *o)
{
    char id[128];
    size_t n = (size_t)snprintf(id, sizeof id, "%s", o->method);
    bool upper = true;
    for (const char *p = o->path; *p && n + 1 < sizeof id; p++) {
        bool letter = (*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z');
        if (letter)
            id[n++] = upper && *p >= 'a' ? (char)(*p - 32) : *p;
        upper = !letter;
    }
    id[n] = '\0';
    put_member(w, "operationId", id);
}

static void put_operation(struct writer *w, const struct openapi_operation *o)
{
    put_quoted(w, str_c(o->method));
    put(w, ":{");
    put_operation_id(w, o);
    put_member(w, "summary", o->summary);
    if (o->text)
        put_member(w, "description", o->text);
    put(w, ",\"tags\":[");
    put_quoted(w, str_c(o->tag));
    put(w, "]");
    put(w, o->open ? ",\"security\":[]" : ",\"security\":[{},{\"api_key\":[]}]");
    put_parameters(w, o);
    put_body(w, o->body);
    put_answers(w, o->answers);
    put(w, "}");
}

/* Operations of one path stand behind each other in the table. */
static void put_paths(struct writer *w)
{
    for (size_t i = 0; i < openapi_n_operations; i++) {
        const struct openapi_operation *o = &openapi_operations[i];
        char path[256];
        bool dataset = strncmp(o->path, "{ds}", 4) == 0;
        bool same = i && strcmp(o->path, o[-1].path) == 0;
        snprintf(path, sizeof path, "%s%s",
                 !dataset          ? ""
                 : w->multi_tenant ? DATASET_MULTI
                                   : DATASET_SINGLE,
                 dataset ? o->path + 4 : o->path);
        if (!same) {
            put(w, i ? "}," : "");
            put_quoted(w, str_c(path));
            put(w, ":{");
        } else {
            put(w, ",");
        }
        put_operation(w, o);
    }
    put(w, "}");
}

kamu_code openapi_document(const char *base_url, bool multi_tenant, struct buf *out,
                           struct kamu_error *err)
{
    struct writer w = {.out = out, .err = err, .multi_tenant = multi_tenant};
    size_t n = strlen(base_url);
    put(&w, "{\"openapi\":\"3.1.0\",\"info\":{");
    put_member(&w, "title", "Kamu REST API");
    put_member(&w, "version", KAMU_VERSION);
    put_member(&w, "description",
               "Push ingestion, queries and transfer of Open Data Fabric datasets, compatible with "
               "kamu-cli " KAMU_COMPAT_VERSION ".");
    put(&w, "},\"servers\":[{\"url\":");
    put_quoted(&w, (struct str){base_url, n && base_url[n - 1] == '/' ? n - 1 : n});
    put(&w, "}],\"tags\":["
            "{\"name\":\"odf-core\",\"description\":\"Pushing data\"},"
            "{\"name\":\"odf-query\",\"description\":\"Reading data\"},"
            "{\"name\":\"odf-transfer\",\"description\":\"Moving datasets between servers\"},"
            "{\"name\":\"kamu\",\"description\":\"Accounts, uploads, the server\"},"
            "{\"name\":\"system\",\"description\":\"Running the server\"}],\"paths\":{");
    put_paths(&w);
    put(&w, "},\"components\":{\"securitySchemes\":{\"api_key\":{\"type\":\"http\",\"scheme\":"
            "\"bearer\",\"bearerFormat\":\"AccessToken\"}},\"schemas\":{");
    put(&w, openapi_schemas);
    put(&w, "}}}");
    return w.rc;
}
