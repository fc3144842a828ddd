/*
 * One query over the datasets of a workspace, from its text to its rows.
 *
 * Only the datasets that it names are opened, each once, as they are at that moment, or at the
 * blocks that it is pinned to. In SQL a dataset is called by its name, `kamu.name`,
 * `kamu.kamu.name`, "account/name" or its DID.
 */
#ifndef KAMU_SQL_DATASET_QUERY_H
#define KAMU_SQL_DATASET_QUERY_H

#include "sql/engine.h"
#include "store/workspace.h"

enum sql_dialect { SQL_DATAFUSION, SQL_DUCKDB };

/* A dataset under the name that the query has for it. */
struct query_table {
    struct str alias; /* as it is written, without catalog and schema */
    struct odf_did id;
    bool has_block;
    struct odf_hash block;
};

struct dataset_query_options {
    enum sql_dialect dialect;
    /* What the query must not see does not exist. NULL: it may see everything. */
    bool (*visible)(void *ctx, const struct dataset_handle *dataset);
    void *ctx;
    struct str account; /* whose datasets a bare name means, where there are several; .p NULL: the
                           workspace's */
    /* NULL: tables are found by their names. Else these are all there are, under these aliases, at
     * their blocks if they have one. An unknown dataset is a table that does not exist, an unknown
     * block KAMU_E_NOT_FOUND. Borrowed until the query is open. */
    const struct query_table *tables;
    size_t n_tables;
    bool limited; /* only rows [skip, skip + limit) of the result; datafusion only */
    uint64_t skip, limit;
};

struct dataset_query;

/* `e` belongs to the query until it is closed; then engine_reset makes it ready for the next.
 * Errors of the query are KAMU_E_INPUT with the chain of messages that kamu prints. */
kamu_code dataset_query_open(struct workspace *ws, struct engine *e,
                             const struct dataset_query_options *options, struct str query,
                             struct dataset_query **out, struct kamu_error *err);
struct col_schema *dataset_query_schema(const struct dataset_query *q); /* borrowed */
/* *out = NULL at the end. */
kamu_code dataset_query_next(struct dataset_query *q, struct batch **out, struct kamu_error *err);
/* What was read, with blocks, by alias; of pinned tables all that exist. Borrowed. */
const struct query_table *dataset_query_tables(const struct dataset_query *q, size_t *n);
void dataset_query_close(struct dataset_query *q); /* NULL is fine */

#endif
