/* Dialect: see dialect.h. */
#include "sql/dialect.h"

static kamu_code absent(struct kamu_error *err)
{
    kamu_code rc = error_set(err, KAMU_E_UNSUPPORTED, "This build cannot read DataFusion's SQL");
    error_hint(err, "write the query for DuckDB and set `engine: duckdb`");
    return rc;
}

kamu_code dialect_compile(struct str query, const struct dialect_catalog *catalog,
                          struct arena *arena, struct dialect_query *out, struct kamu_error *err)
{
    return absent(err);
}

kamu_code dialect_check_syntax(struct str query, struct kamu_error *err)
{
    return absent(err);
}

size_t dialect_statement_end(struct str text)
{
    for (size_t i = 0; i < text.n; i++)
        if (text.p[i] == ';')
            return i + 1;
    return 0;
}

kamu_code dialect_duck_type(const struct col_type *type, struct buf *out, struct kamu_error *err)
{
    return absent(err);
}

kamu_code dialect_register(const struct duckdb *db, struct kamu_error *err)
{
    return KAMU_OK;
}
