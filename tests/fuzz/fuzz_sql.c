/* Queries of the DataFusion dialect: parsed, bound and written, without DuckDB. */
#include "sql/dialect.h"

#include <stdlib.h>

static struct col_schema *schema;

static kamu_code find(void *ctx, const struct str *parts, size_t n, struct dialect_table *out,
                      struct kamu_error *err)
{
    if (parts[n - 1].n > 5)
        return KAMU_E_NOT_FOUND;
    *out =
        (struct dialect_table){.schema = schema, .relation = "kamu_scan(0)", .takes_bounds = true};
    return KAMU_OK;
}

static void make_schema(void)
{
    static const struct col_type types[] = {{.kind = COL_INT32},
                                            {.kind = COL_INT64},
                                            {.kind = COL_UINT64},
                                            {.kind = COL_FLOAT64},
                                            {.kind = COL_STRING},
                                            {.kind = COL_BOOL},
                                            {.kind = COL_DATE32},
                                            {.kind = COL_BINARY},
                                            {.kind = COL_TIMESTAMP, .unit = UNIT_MILLI},
                                            {.kind = COL_FLOAT32},
                                            {.kind = COL_DECIMAL128, .precision = 5, .scale = 2}};
    static const char *const names[] = {"i", "I", "u", "f", "s", "b", "d", "x", "t", "g", "c"};
    size_t n = sizeof types / sizeof *types;
    if (col_schema_new((uint32_t)n, &schema, NULL) != KAMU_OK)
        abort();
    for (size_t i = 0; i < n; i++) {
        struct col_field f = {.name = names[i], .type = types[i], .nullable = i % 2};
        if (col_field_copy(&schema->arena, &f, &schema->fields[i], NULL) != KAMU_OK)
            abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct dialect_catalog catalog = {.find = find, .has_to_table = true, .now_us = 1};
    struct dialect_query q;
    struct kamu_error err = {0};
    struct arena arena;
    struct str text = {(const char *)data, size};
    if (!schema)
        make_schema();
    arena_init(&arena, 16 << 20);
    kamu_code rc = dialect_compile(text, &catalog, &arena, &q, &err);
    if (rc == KAMU_OK) {
        if (!q.sql || !q.schema)
            abort();
        col_schema_unref(q.schema);
    } else if (rc == KAMU_E_BUG || err.code != rc || !err.text[0]) {
        abort();
    }
    size_t end = dialect_statement_end(text);
    if (end > size || (end && data[end - 1] != ';'))
        abort();
    arena_free(&arena);
    return 0;
}
