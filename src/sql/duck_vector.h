/*
 * Columns into DuckDB's vectors and back. A type of ours has one physical type there
 * (dialect.h, "types"); values are copied, since neither side can lend its memory to the other.
 *
 * What has no counterpart is KAMU_E_UNSUPPORTED with the type's name: Decimal wider than 38 digits
 * or with a negative scale; out of DuckDB also ENUM, UNION, BIT, BIGNUM, INTERVAL.
 */
#ifndef KAMU_SQL_DUCK_VECTOR_H
#define KAMU_SQL_DUCK_VECTOR_H

#include "columnar/builder.h"
#include "sql/duckdb.h"

/* The physical type; destroy it with db->destroy_logical_type. member_names: structs keep the
 * names of their members, else they are m0, m1, ... */
kamu_code duck_type_of(const struct duckdb *db, const struct col_type *t, bool member_names,
                       duckdb_logical_type *out, struct kamu_error *err);
/* Is this the physical type of `t`? Names of members are not looked at. */
bool duck_type_fits(const struct duckdb *db, duckdb_logical_type d, const struct col_type *t);
/* The type of ours that DuckDB's column has, for queries in DuckDB's own dialect; zones are UTC,
 * HUGEINT is Decimal(38, 0), everything is nullable. Memory from the arena. */
kamu_code duck_type_import(const struct duckdb *db, duckdb_logical_type d, struct arena *arena,
                           struct col_type *out, struct kamu_error *err);

/* Rows [start, start + n) of c into v, a vector of the type of duck_type_of with room for n rows.
 * KAMU_E_NOMEM, or KAMU_E_INPUT for a value that does not fit. */
kamu_code duck_vector_fill(const struct duckdb *db, const struct column *c, int64_t start,
                           int64_t n, duckdb_vector v, struct kamu_error *err);

/* Rows [0, n) of v behind those that the builder has; v is flat and of the physical type of the
 * builder's. */
kamu_code duck_vector_append(const struct duckdb *db, duckdb_vector v, int64_t n,
                             struct col_builder *b, struct kamu_error *err);

#endif
