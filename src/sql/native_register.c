/* Registering: native.h. */
#include "sql/dialect.h"
kamu_code dialect_register(const struct duckdb *db, struct kamu_error *err)
{
    return KAMU_OK;
}
