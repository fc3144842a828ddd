/*
 * Queries of the DataFusion dialect over Parquet files, for the comparison with the real program
 * (tests/interop/test_sql.py):
 *
 *   sql_run [--types|--sql] NAME=FILE ... < QUERIES
 *
 * Queries are read from stdin, separated by lines with a single ";". For each one line is printed:
 *   {"schema": [["name", "Type", nullable], ...], "rows": [{...}, ...]}   or
 *   {"error": "...", "code": "KAMU_E_...", "line": 1, "column": 2}
 * --types: without rows; --sql: the generated SQL and nothing else.
 */
#include "columnar/format.h"
#include "parquet/slice_reader.h"
#include "sql/dialect.h"
#include "sql/engine.h"

#include <inttypes.h>
#include <stdio.h>

static struct env env;
static struct kamu_error err;

struct table {
    struct str name;
    const char *path;
    struct col_schema *schema;
    char relation[32];
};
static struct table tables[8];
static size_t n_tables;

static kamu_code find(void *ctx, const struct str *parts, size_t n, struct dialect_table *out,
                      struct kamu_error *e)
{
    for (size_t i = 0; i < n_tables; i++)
        if (str_ieq(tables[i].name, parts[n - 1])) {
            *out =
                (struct dialect_table){.schema = tables[i].schema, .relation = tables[i].relation};
            return KAMU_OK;
        }
    return KAMU_E_NOT_FOUND;
}

/* ---- a file as a source ------------------------------------------------------------------ */

struct reading {
    struct table *table;
    const struct scan_request *request;
    struct slice_reader *reader;
};

static kamu_code scan_open(void *ctx, const struct scan_request *request, void **scan,
                           struct kamu_error *e)
{
    struct reading *r = mem_calloc(1, sizeof *r);
    if (!r)
        return error_nomem(e);
    r->table = ctx;
    r->request = request;
    *scan = r;
    return KAMU_OK;
}

static kamu_code worker_open(void *scan, void **worker, struct kamu_error *e)
{
    struct reading *r = scan;
    *worker = r;
    KAMU_TRY(slice_reader_open(&env, r->table->path, &r->reader, e));
    struct str names[COL_FIELDS_MAX];
    for (uint32_t i = 0; i < r->request->n_columns; i++)
        names[i] = str_c(r->table->schema->fields[r->request->columns[i]].name);
    return slice_reader_project(r->reader, names, r->request->n_columns, e);
}

static kamu_code worker_next(void *worker, struct batch **out, struct kamu_error *e)
{
    return slice_reader_next(((struct reading *)worker)->reader, out, e);
}

static void worker_close(void *worker)
{
    slice_reader_close(((struct reading *)worker)->reader);
    ((struct reading *)worker)->reader = NULL;
}

static void scan_close(void *scan)
{
    mem_free(scan);
}

/* ---- output ------------------------------------------------------------------------------------
 */

static void print_text(const char *s)
{
    struct buf b = BUF_INIT(1 << 20);
    if (format_json_string(str_c(s), &b, NULL) == KAMU_OK)
        fwrite(b.data, 1, b.len, stdout);
    buf_free(&b);
}

static void print_error(void)
{
    printf("{\"error\": ");
    print_text(kamu_error_message(&err, 0));
    printf(", \"code\": \"%s\", \"line\": %" PRIu64 ", \"column\": %" PRIu64 ", \"hint\": ",
           kamu_code_name(err.code), err.at.line, err.at.column);
    print_text(err.at.hint);
    puts("}");
}

static void print_schema(const struct col_schema *s)
{
    printf("{\"schema\": [");
    for (uint32_t i = 0; i < s->n_fields; i++) {
        char type[1000];
        size_t n = col_type_name(&s->fields[i].type, type, sizeof type - 1);
        type[n < sizeof type ? n : sizeof type - 1] = 0;
        printf("%s[", i ? ", " : "");
        print_text(s->fields[i].name);
        printf(", ");
        print_text(type);
        printf(", %s]", s->fields[i].nullable ? "true" : "false");
    }
    printf("]");
}

static kamu_code print_rows(struct engine_query *q)
{
    struct batch *b = NULL;
    struct buf text = BUF_INIT((size_t)64 << 20);
    kamu_code rc = KAMU_OK;
    while (rc == KAMU_OK && (rc = engine_next(q, &b, &err)) == KAMU_OK && b) {
        for (int64_t row = 0; row < b->length; row++) {
            buf_append_str(&text, text.len ? ", [" : "[", NULL);
            for (uint32_t c = 0; c < b->n_columns; c++) {
                if (c)
                    buf_append_byte(&text, ',', NULL);
                if (value_format(&b->columns[c], row, FORMAT_JSON, &text, &err) != KAMU_OK)
                    return err.code;
            }
            buf_append_byte(&text, ']', NULL);
        }
        batch_free(b);
    }
    if (rc == KAMU_OK) {
        printf(", \"rows\": [");
        if (text.len)
            fwrite(text.data, 1, text.len, stdout);
        puts("]}");
    }
    buf_free(&text);
    return rc;
}

static void run(struct engine *engine, struct str query, char mode)
{
    struct arena arena;
    struct dialect_query compiled = {0};
    struct engine_query *q = NULL;
    struct dialect_catalog catalog = {.find = find, .now_us = 1600000000000000};
    arena_init(&arena, (size_t)64 << 20);
    kamu_code rc = dialect_compile(query, &catalog, &arena, &compiled, &err);
    if (rc == KAMU_OK && mode == 's') {
        puts(compiled.sql);
    } else if (rc == KAMU_OK && mode == 't') {
        print_schema(compiled.schema);
        puts("}");
    } else if (rc == KAMU_OK) {
        rc = engine_prepare(engine, compiled.sql, compiled.schema, &q, &err);
        if (rc == KAMU_OK) {
            print_schema(compiled.schema);
            rc = print_rows(q);
            if (rc != KAMU_OK)
                printf(", \"then\": ");
        }
    }
    if (rc != KAMU_OK)
        print_error();
    engine_query_free(q);
    col_schema_unref(compiled.schema);
    arena_free(&arena);
    fflush(stdout);
}

int main(int argc, char **argv)
{
    char mode = 0;
    struct engine *engine = NULL;
    struct buf all = BUF_INIT((size_t)64 << 20);
    char line[65536];
    if (env_init(&env, &err) != KAMU_OK)
        return 1;
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--types") == 0)
            mode = 't';
        else if (strcmp(argv[i], "--sql") == 0)
            mode = 's';
        else if (n_tables < 8 && strchr(argv[i], '=')) {
            struct table *t = &tables[n_tables++];
            t->path = strchr(argv[i], '=') + 1;
            t->name = (struct str){argv[i], (size_t)(t->path - argv[i]) - 1};
        }
    }
    if (mode == 0) {
        struct engine_options options = {.threads = 1};
        if (engine_open(&env, &options, &engine, &err) != KAMU_OK) {
            print_error();
            return 2;
        }
    }
    for (size_t i = 0; i < n_tables; i++) {
        struct table *t = &tables[i];
        struct slice_reader *r = NULL;
        uint32_t id = 0;
        if (slice_reader_open(&env, t->path, &r, &err) != KAMU_OK) {
            print_error();
            return 2;
        }
        t->schema = col_schema_ref(slice_reader_file_schema(r));
        slice_reader_close(r);
        struct engine_source source = {.schema = t->schema,
                                       .rows = UINT64_MAX,
                                       .workers_max = 1,
                                       .ctx = t,
                                       .scan_open = scan_open,
                                       .worker_open = worker_open,
                                       .worker_next = worker_next,
                                       .worker_close = worker_close,
                                       .scan_close = scan_close};
        if (engine && engine_add_source(engine, &source, &id, &err) != KAMU_OK) {
            print_error();
            return 2;
        }
        snprintf(t->relation, sizeof t->relation, "kamu_scan(%u)", id);
    }
    while (fgets(line, sizeof line, stdin)) {
        if (strcmp(line, ";\n") != 0) {
            buf_append_str(&all, line, NULL);
            continue;
        }
        run(engine, (struct str){(const char *)all.data, all.len}, mode);
        all.len = 0;
    }
    if (all.len)
        run(engine, (struct str){(const char *)all.data, all.len}, mode);
    buf_free(&all);
    for (size_t i = 0; i < n_tables; i++)
        col_schema_unref(tables[i].schema);
    engine_close(engine);
    env_free(&env);
    return 0;
}
