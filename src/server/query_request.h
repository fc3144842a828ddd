/* What a query asks for (spec/http-api.md 4.4): from a query string, from a JSON body, as JSON. */
#ifndef KAMU_SERVER_QUERY_REQUEST_H
#define KAMU_SERVER_QUERY_REQUEST_H

#include "server/json_fields.h"
#include "server/params.h"
#include "sql/dataset_query.h"

enum query_include { QUERY_INPUT = 1, QUERY_PROOF = 2, QUERY_SCHEMA = 4 };

#define QUERY_TABLES_MAX 1024

struct query_request { /* strings belong to the exchange */
    struct str query;
    const char *dialect; /* "SqlDataFusion", whatever is run */
    enum json_form form;
    unsigned include; /* enum query_include bits */
    bool has_schema_format;
    enum odf_schema_format schema_format;
    bool has_tables;
    struct query_table *tables;
    size_t n_tables;
    uint64_t skip, limit;
};

/* From GET /query, POST /query. false: it was refused, the answer has been sent. */
bool query_request_from_query(struct exchange *x, struct query_request *out);
bool query_request_from_body(struct exchange *x, struct query_request *out);
/* The same of a text; NULL, or what is wrong with it. *shape: it is JSON, but of another shape. */
const char *query_request_of_text(struct str text, struct arena *arena, struct query_request *out,
                                  bool *shape);
/* The fields of the body, for the `input` of POST /verify. */
bool query_request_take(struct json_fields *b, enum json_token t, struct query_request *out);

/* What is implied: Proof wants Input, a schema format wants Schema, Schema has a format. */
void query_request_complete(struct query_request *r);

/* The request as JSON, as it stands in answers and is hashed. Without tables when it has none. */
kamu_code query_request_write(const struct query_request *r, struct buf *out,
                              struct kamu_error *err);

#endif
