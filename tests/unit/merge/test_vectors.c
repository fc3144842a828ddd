/*
 * The merge vectors (spec/merge-strategies.md): each is pushed, step by step, and what was
 * written is compared row by row. Runs over the folder in KAMU_MERGE_VECTORS, or the one
 * beside the checkout, or the copies in vectors/merge.
 *
 * Where we mean to do otherwise than kamu (docs/differences-from-kamu.md), vectors/merge/ours has a
 * vector of the same name with what is expected of us; it counts instead. With KAMU_MERGE_ACCEPT in
 * the environment these are written anew: read the diff.
 *
 * Vectors of level "merge" and "project" give the history as rows: they are put into the
 * dataset with ChangelogStream first. Their integer event time becomes a date.
 */
#include "unit/ingest/workspace_of.h"

#include <dirent.h>
#include <jansson.h>

struct run {
    struct fixture f;
    json_t *vector;
    bool years; /* the event time is an integer: a date here */
    const char *event_time;
    char *source; /* what the source was defined with last */
    bool accept;  /* expectations are replaced by what happens */
    struct instant fallback;
};

static const char *text_at(json_t *o, const char *key)
{
    const char *s = json_string_value(json_object_get(o, key));
    return s == NULL ? "" : s;
}

static const char *vocab_name(struct run *r, const char *key)
{
    return text_at(json_object_get(r->vector, "vocabulary"), key);
}

/* ---- schemas and sources ----------------------------------------------------------------- */

static struct col_type type_of(struct run *r, const char *name, const char *type)
{
    struct col_type t = {.kind = COL_STRING};
    if (r->years && strcmp(name, r->event_time) == 0)
        t.kind = COL_DATE32;
    else if (strcmp(type, "Int32") == 0)
        t.kind = COL_INT32;
    else if (strcmp(type, "Int64") == 0)
        t.kind = COL_INT64;
    else if (strcmp(type, "Date") == 0)
        t.kind = COL_DATE32;
    else if (strcmp(type, "Timestamp") == 0)
        t = (struct col_type){.kind = COL_TIMESTAMP, .unit = UNIT_MILLI, .timezone = "UTC"};
    else
        assert_string_equal(type, "String");
    return t;
}

static struct col_schema *schema_from(struct run *r, json_t *columns)
{
    struct col_schema *s = NULL;
    json_t *c = NULL;
    size_t i = 0;
    assert_ok(col_schema_new((uint32_t)json_array_size(columns), &s, &r->f.err), &r->f.err);
    json_array_foreach(columns, i, c)
    {
        const char *name = text_at(c, "name");
        s->fields[i] = (struct col_field){
            .name = arena_strdup(&s->arena, name),
            .type = type_of(r, name, text_at(c, "type")),
            .nullable = json_is_true(json_object_get(c, "optional")),
        };
    }
    return s;
}

static struct odf_strs names_of(struct run *r, json_t *list)
{
    const char *names[32];
    json_t *name = NULL;
    size_t i = 0;
    if (list == NULL)
        return (struct odf_strs){NULL, 0};
    json_array_foreach(list, i, name) names[i] = json_string_value(name);
    return strs_of(&r->f, names, (uint32_t)i);
}

static struct odf_merge_strategy strategy_from(struct run *r, json_t *s)
{
    static const char *const kinds[] = {"",         "Append",          "Ledger",
                                        "Snapshot", "ChangelogStream", "UpsertStream"};
    int kind = ODF_MERGE_APPEND;
    while (strcmp(kinds[kind], text_at(s, "kind")) != 0)
        kind++;
    return merge_of(&r->f, (enum odf_merge_kind)kind, names_of(r, json_object_get(s, "primaryKey")),
                    names_of(r, json_object_get(s, "compareColumns")));
}

static struct odf_event source_of(struct run *r, const char *name, json_t *strategy,
                                  json_t *columns)
{
    bool inferred = strncmp(text_at(r->vector, "id"), "push-append-renamed", 19) == 0;
    struct col_schema *s = columns == NULL || inferred ? NULL : schema_from(r, columns);
    struct odf_event e = source_event(&r->f, str_c(name), s, strategy_from(r, strategy));
    col_schema_unref(s);
    return e;
}

static void start(struct run *r)
{
    struct odf_set_vocab vocab = {
        .offset_column = str_c(vocab_name(r, "offsetColumn")),
        .operation_type_column = str_c(vocab_name(r, "operationTypeColumn")),
        .system_time_column = str_c(vocab_name(r, "systemTimeColumn")),
        .event_time_column = str_c(vocab_name(r, "eventTimeColumn")),
    };
    struct odf_event e = {.kind = ODF_SET_VOCAB, .set_vocab = &vocab};
    r->event_time = vocab_name(r, "eventTimeColumn");
    r->years = strcmp(r->event_time, "year") == 0;
    fixture_open(&r->f);
    fixture_create(&r->f, "v", &e, 1);
}

/* (Re)defines the source when it differs from the one that is there. */
static void define_source(struct run *r, const char *name, json_t *strategy, json_t *columns)
{
    char *s = json_dumps(strategy, JSON_COMPACT | JSON_SORT_KEYS);
    char *c = columns == NULL ? NULL : json_dumps(columns, JSON_COMPACT);
    char *all = NULL;
    assert_true(asprintf(&all, "%s %s %s", name, s, c == NULL ? "" : c) > 0);
    if (r->source == NULL || strcmp(all, r->source) != 0) {
        struct odf_event e = source_of(r, name, strategy, columns);
        fixture_commit_unless_same(&r->f, &e);
    }
    free(r->source);
    r->source = all;
    free(s);
    free(c);
}

/* ---- pushing --------------------------------------------------------------------------------- */

static void put_year(json_t *row, const char *name)
{
    json_t *y = json_object_get(row, name);
    if (!json_is_integer(y))
        return;
    char text[32];
    (void)snprintf(text, sizeof text, "%04d-01-01", (int)json_integer_value(y));
    json_object_set_new(row, name, json_string(text));
}

static kamu_code push_rows(struct run *r, const char *source, json_t *rows,
                           struct kamu_push_result *result)
{
    struct buf text = BUF_INIT(1 << 20);
    json_t *row = NULL;
    size_t i = 0;
    json_array_foreach(rows, i, row)
    {
        json_t *copy = json_deep_copy(row);
        if (r->years)
            put_year(copy, r->event_time);
        char *line = json_dumps(copy, JSON_COMPACT);
        assert_ok(buf_printf(&text, &r->f.err, "%s\n", line), &r->f.err);
        free(line);
        json_decref(copy);
    }
    struct kamu_push_options o;
    kamu_push_options_init(&o);
    o.source_name = source;
    o.has_event_time = true;
    o.event_time = (struct kamu_time){r->fallback.seconds, r->fallback.nanos};
    kamu_code rc = fixture_push(&r->f, (char *)text.data, text.len, &o, result);
    buf_free(&text);
    return rc;
}

/* ---- comparing
 * ----------------------------------------------------------------------------------- */

/* A value as the text that the vector's JSON would have. */
static char *actual_text(const struct column *c, int64_t row)
{
    struct kamu_error err = {0};
    struct buf b = BUF_INIT(1 << 20);
    if (col_is_null(c, row))
        assert_ok(buf_append_str(&b, "null", &err), &err);
    else
        assert_ok(value_format(c, row, FORMAT_CSV, &b, &err), &err);
    const char *s = buf_cstr(&b);
    assert_non_null(s);
    char *copy = strdup(s);
    buf_free(&b);
    return copy;
}

static char *expected_text(struct run *r, const char *name, json_t *v)
{
    char text[64];
    bool time = strcmp(name, r->event_time) == 0;
    if (json_is_null(v) && time) { /* level "merge" ends before the fallback */
        (void)instant_format(r->fallback, text);
        if (r->years)
            text[10] = 0;
    } else if (json_is_null(v)) {
        (void)snprintf(text, sizeof text, "null");
    } else if (json_is_integer(v) && time && r->years) {
        (void)snprintf(text, sizeof text, "%04d-01-01", (int)json_integer_value(v));
    } else if (json_is_integer(v)) {
        (void)snprintf(text, sizeof text, "%lld", (long long)json_integer_value(v));
    } else {
        return strdup(json_string_value(v));
    }
    return strdup(text);
}

static void compare_row(struct run *r, const struct batch *b, int64_t i, json_t *want)
{
    const char *name = NULL;
    json_t *v = NULL;
    json_object_foreach(want, name, v)
    {
        int at = col_schema_find(b->schema, str_c(name));
        if (at < 0)
            fail_msg("%s: no column %s", text_at(r->vector, "id"), name);
        char *actual = actual_text(&b->columns[at], i);
        char *expected = expected_text(r, name, v);
        if (strcmp(actual, expected) != 0)
            fail_msg("%s: row %d, %s: %s instead of %s", text_at(r->vector, "id"), (int)i, name,
                     actual, expected);
        free(actual);
        free(expected);
    }
}

static void compare_rows(struct run *r, json_t *want, uint64_t written)
{
    size_t n = json_array_size(want);
    if (written != n)
        fail_msg("%s: %d rows instead of %d", text_at(r->vector, "id"), (int)written, (int)n);
    if (n == 0)
        return;
    struct batch *b = newest_slice(&r->f);
    assert_non_null(b);
    assert_int_equal(b->length, n);
    for (size_t i = 0; i < n; i++)
        compare_row(r, b, (int64_t)i, json_array_get(want, i));
    batch_free(b);
}

/* ---- recording ---------------------------------------------------------------------------------
 */

static json_t *json_value(const struct column *c, int64_t row)
{
    enum col_kind k = c->type->kind;
    char *text = actual_text(c, row);
    json_t *v = col_is_null(c, row)                ? json_null()
                : k == COL_INT32 || k == COL_INT64 ? json_integer(strtoll(text, NULL, 10))
                                                   : json_string(text);
    free(text);
    return v;
}

static json_t *json_rows(struct run *r, uint64_t n)
{
    json_t *rows = json_array();
    struct batch *b = n == 0 ? NULL : newest_slice(&r->f);
    for (int64_t i = 0; b != NULL && i < b->length; i++) {
        json_t *row = json_object();
        for (uint32_t c = 0; c < b->n_columns; c++)
            json_object_set_new(row, b->schema->fields[c].name, json_value(&b->columns[c], i));
        json_array_append_new(rows, row);
    }
    batch_free(b);
    return rows;
}

static void record(struct run *r, json_t *expect, kamu_code rc, const struct kamu_push_result *got)
{
    json_object_clear(expect);
    if (rc != KAMU_OK) {
        json_object_set_new(expect, "result", json_string("error"));
        json_object_set_new(expect, "error",
                            json_pack("{s:s,s:s}", "kind", kamu_code_name(rc), "message_contains",
                                      kamu_error_message(&r->f.err, 0)));
        return;
    }
    json_object_set_new(expect, "result", json_string(got->updated ? "updated" : "up-to-date"));
    json_t *commits = json_array();
    if (got->schema_committed)
        json_array_append_new(commits, json_string("SetDataSchema"));
    if (got->has_data)
        json_array_append_new(commits, json_string("AddData"));
    json_object_set_new(expect, "commits", commits);
    json_object_set_new(expect, "rows", json_rows(r, got->rows_written));
    char text[INSTANT_TEXT_MAX];
    (void)instant_format((struct instant){got->watermark.seconds, got->watermark.nanos}, text);
    if (got->has_watermark)
        json_object_set_new(expect, "watermark", json_string(text));
}

static void compare_result(struct run *r, json_t *expect, const struct kamu_push_result *got)
{
    const char *id = text_at(r->vector, "id"), *result = text_at(expect, "result");
    bool updated = strcmp(result, "updated") == 0;
    if (updated != got->updated)
        fail_msg("%s: %s expected", id, result);
    json_t *commits = json_object_get(expect, "commits");
    if (commits != NULL && json_array_size(commits) != got->blocks)
        fail_msg("%s: %d blocks instead of %d", id, (int)got->blocks,
                 (int)json_array_size(commits));
    compare_rows(r, json_object_get(expect, "rows"), got->rows_written);
    const char *mark = text_at(expect, "watermark");
    if (*mark != 0) {
        char text[INSTANT_TEXT_MAX];
        (void)instant_format((struct instant){got->watermark.seconds, got->watermark.nanos}, text);
        if (!got->has_watermark || strcmp(text, mark) != 0)
            fail_msg("%s: watermark %s instead of %s", id, text, mark);
    }
}

/* ---- steps
 * -------------------------------------------------------------------------------------------- */

static void set_times(struct run *r, json_t *step)
{
    const char *now = text_at(step, "system_time"), *event = text_at(step, "source_event_time");
    if (*now != 0)
        assert_ok(instant_parse_rfc3339(str_c(now), &r->f.env.clock.at, &r->f.err), &r->f.err);
    r->fallback = (struct instant){.seconds = -631152000}; /* 1950 */
    if (*event != 0)
        assert_ok(instant_parse_rfc3339(str_c(event), &r->fallback, &r->f.err), &r->f.err);
}

static void ingest(struct run *r, json_t *step, const char *name, json_t *strategy)
{
    json_t *expect = json_object_get(step, "expect"), *rows = json_object_get(step, "rows");
    json_t *columns = json_object_get(step, "input_schema");
    struct kamu_push_result got = {0};
    if (columns == NULL)
        columns = json_object_get(r->vector, "input_schema");
    define_source(r, name, strategy, json_is_null(rows) ? NULL : columns);
    set_times(r, step);
    kamu_code rc = push_rows(r, name, rows, &got);
    if (r->accept) {
        record(r, expect, rc, &got);
        return;
    }
    if (strcmp(text_at(expect, "result"), "error") == 0) {
        if (rc == KAMU_OK)
            fail_msg("%s: an error expected", text_at(r->vector, "id"));
        if (rc != KAMU_E_SCHEMA && rc != KAMU_E_INPUT)
            fail_msg("%s: %s", text_at(r->vector, "id"), test_error_text(&r->f.err));
        json_t *error = json_object_get(expect, "error");
        if (strncmp(text_at(error, "kind"), "KAMU_E_", 7) == 0 && /* one of ours */
            !test_error_has(&r->f.err, text_at(error, "message_contains")))
            fail_msg("%s: %s", text_at(r->vector, "id"), test_error_text(&r->f.err));
        return;
    }
    if (rc != KAMU_OK)
        fail_msg("%s: %s", text_at(r->vector, "id"), test_error_text(&r->f.err));
    compare_result(r, expect, &got);
}

static void set_data_schema(struct run *r, json_t *step)
{
    struct col_schema *s = schema_from(r, json_object_get(step, "fields"));
    struct odf_data_schema schema;
    assert_ok(odf_schema_from_columns(s, &r->f.arena, &schema, &r->f.err), &r->f.err);
    struct odf_set_data_schema set = {.schema = &schema};
    struct odf_event e = {.kind = ODF_SET_DATA_SCHEMA, .set_data_schema = &set};
    fixture_commit(&r->f, &e);
    col_schema_unref(s);
}

/* The given history, through ChangelogStream one row a push, so that its order stays. */
static void put_history(struct run *r)
{
    json_t *history = json_object_get(r->vector, "history"), *row = NULL, *v = NULL;
    json_t *columns = json_array();
    const char *name = NULL;
    size_t i = 0;
    if (json_array_size(history) == 0) {
        json_decref(columns);
        return;
    }
    json_array_append_new(columns,
                          json_pack("{s:s,s:s,s:b}", "name", "op", "type", "Int32", "optional", 0));
    json_object_foreach(json_array_get(history, 0), name, v)
    {
        if (strcmp(name, "offset") == 0 || strcmp(name, "op") == 0)
            continue;
        const char *type = json_is_string(v) ? "String" : "Int64";
        json_array_append_new(
            columns, json_pack("{s:s,s:s,s:b}", "name", name, "type", type, "optional", 1));
    }
    json_t *strategy =
        json_pack("{s:s,s:O}", "kind", "ChangelogStream", "primaryKey",
                  json_object_get(json_object_get(r->vector, "strategy"), "primaryKey"));
    if (json_object_get(json_object_get(r->vector, "strategy"), "primaryKey") == NULL) {
        json_decref(strategy);
        strategy = json_pack("{s:s,s:[s]}", "kind", "ChangelogStream", "primaryKey", "city");
    }
    define_source(r, "history", strategy, columns);
    set_times(r, r->vector);
    json_array_foreach(history, i, row)
    {
        json_t *copy = json_deep_copy(row), *one = json_array();
        json_object_del(copy, "offset");
        if (json_object_get(copy, "op") == NULL)
            json_object_set_new(copy, "op", json_integer(0));
        json_array_append_new(one, copy);
        struct kamu_push_result got;
        assert_ok(push_rows(r, "history", one, &got), &r->f.err);
        json_decref(one);
    }
    json_decref(strategy);
    json_decref(columns);
}

/* "project": a Snapshot of nothing retracts exactly the rows of the state. */
static void check_projection(struct run *r)
{
    json_t *state = json_object_get(json_object_get(r->vector, "expect"), "state"), *row = NULL;
    json_t *first = json_array_get(json_object_get(r->vector, "history"), 0), *v = NULL;
    json_t *columns = json_array();
    const char *name = NULL;
    size_t i = 0;
    struct kamu_push_result got = {0};
    if (first == NULL) {
        json_decref(columns);
        return;
    }
    json_object_foreach(first, name, v) if (strcmp(name, "offset") != 0 && strcmp(name, "op") != 0)
        json_array_append_new(columns,
                              json_pack("{s:s,s:s,s:b}", "name", name, "type",
                                        json_is_string(v) ? "String" : "Int64", "optional", 1));
    define_source(r, "state", json_object_get(r->vector, "strategy"), columns);
    json_t *none = json_array();
    assert_ok(push_rows(r, "state", none, &got), &r->f.err);
    json_t *want = json_array();
    json_array_foreach(state, i, row)
    {
        json_t *copy = json_deep_copy(row);
        json_object_del(copy, "offset");
        json_object_set_new(copy, "op", json_integer(1));
        json_array_append_new(want, copy);
    }
    assert_int_equal(got.rows_retracted, json_array_size(state));
    struct batch *b = newest_slice(&r->f);
    assert_non_null(b);
    for (size_t j = 0; j < json_array_size(want); j++) { /* a set: each row is found by its city */
        json_t *w = json_array_get(want, j);
        int city = col_schema_find(b->schema, STR("city"));
        bool found = false;
        for (int64_t k = 0; k < b->length && !found; k++) {
            char *t = actual_text(&b->columns[city], k);
            found = strcmp(t, text_at(w, "city")) == 0;
            free(t);
            if (found)
                compare_row(r, b, k, w);
        }
        assert_true(found);
    }
    batch_free(b);
    json_decref(want);
    json_decref(none);
    json_decref(columns);
}

static void run_steps(struct run *r)
{
    json_t *step = NULL, *strategy = json_object_get(r->vector, "strategy"), *named = NULL;
    const char *name = "default";
    json_t *sources = json_object();
    size_t i = 0;
    json_array_foreach(json_object_get(r->vector, "steps"), i, step)
    {
        const char *action = text_at(step, "action"), *given = text_at(step, "source_name");
        if (strcmp(action, "set_data_schema") == 0) {
            set_data_schema(r, step);
            continue;
        }
        if (*given != 0)
            name = given;
        if (strcmp(action, "set_source") == 0) {
            json_object_set(sources, name, json_object_get(step, "strategy"));
            continue;
        }
        named = json_object_get(sources, name);
        ingest(r, step, name, named == NULL ? strategy : named);
    }
    json_decref(sources);
}

static bool has_state(json_t *v)
{
    json_t *step = NULL;
    size_t i = 0;
    json_array_foreach(json_object_get(v, "steps"), i, step)
    {
        if (json_is_object(json_object_get(step, "source_state")))
            return true;
    }
    return false;
}

/* Steps of a polling source differ in nothing but their state: a push has none. */
static void drop_state_steps(json_t *v)
{
    json_t *steps = json_object_get(v, "steps");
    for (size_t i = json_array_size(steps); i-- > 0;) {
        json_t *expect = json_object_get(json_array_get(steps, i), "expect");
        json_t *commits = json_object_get(expect, "commits");
        if (json_array_size(json_object_get(expect, "rows")) == 0 &&
            json_array_size(commits) == 1 &&
            strcmp(json_string_value(json_array_get(commits, 0)), "AddData") == 0)
            json_array_remove(steps, i);
    }
}

static void run_file(const char *path)
{
    json_error_t e;
    struct run r = {.vector = json_load_file(path, 0, &e)};
    if (r.vector == NULL)
        fail_msg("%s: %s", path, e.text);
    char ours[512];
    (void)snprintf(ours, sizeof ours, "vectors/merge/ours/%s.json", text_at(r.vector, "id"));
    r.accept = access(ours, F_OK) == 0 && getenv("KAMU_MERGE_ACCEPT") != NULL;
    if (access(ours, F_OK) == 0 && !r.accept) {
        json_decref(r.vector);
        r.vector = json_load_file(ours, 0, &e);
        if (r.vector == NULL)
            fail_msg("%s: %s", ours, e.text);
    }
    if (getenv("VERBOSE") != NULL)
        print_message("%s\n", text_at(r.vector, "id"));
    if (has_state(r.vector))
        drop_state_steps(r.vector);
    start(&r);
    put_history(&r);
    if (strcmp(text_at(r.vector, "level"), "project") == 0)
        check_projection(&r);
    else
        run_steps(&r);
    if (r.accept)
        assert_int_equal(json_dump_file(r.vector, ours, JSON_INDENT(1)), 0);
    fixture_close(&r.f);
    free(r.source);
    json_decref(r.vector);
}

static DIR *open_vectors(const char **dir)
{
    const char *const places[] = {getenv("KAMU_MERGE_VECTORS"), "../../shared/vectors/merge",
                                  "vectors/merge"};
    for (size_t i = 0; i < 3; i++) {
        DIR *d = places[i] == NULL ? NULL : opendir(places[i]);
        *dir = places[i];
        if (d != NULL)
            return d;
    }
    return NULL;
}

static void test_vectors(void **state)
{
    const char *dir = NULL;
    DIR *d = open_vectors(&dir);
    size_t n = 0;
    (void)state;
    assert_non_null(d);
    for (struct dirent *e; (e = readdir(d)) != NULL;) {
        size_t len = strlen(e->d_name);
        if (len < 5 || strcmp(e->d_name + len - 5, ".json") != 0)
            continue;
        char path[512];
        (void)snprintf(path, sizeof path, "%s/%s", dir, e->d_name);
        run_file(path);
        n++;
    }
    closedir(d);
    assert_true(n > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_vectors)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
