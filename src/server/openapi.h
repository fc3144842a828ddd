/* The description of the API (OpenAPI 3.1), made from tables: openapi_paths.c, openapi_schemas.c.
 */
#ifndef KAMU_SERVER_OPENAPI_H
#define KAMU_SERVER_OPENAPI_H

#include "base/mem.h"

struct openapi_parameter {
    const char *name, *in; /* "query", "header", "path" */
    const char *schema;    /* JSON */
    const char *text;
};

struct openapi_operation {
    const char *path; /* as in routes.c, with names: "{ds}/blocks/{block_hash}" */
    const char *method;
    const char *tag;
    const char *summary;
    const char *text;       /* more of it; NULL = none */
    const char *parameters; /* names, parted by blanks; those of the path are found by themselves;
                               "*name" must be given */
    const char *body;       /* "application/json=QueryRequest"; without "=": bytes; NULL = none */
    const char *answers;    /* "200=QueryResponse 200=text/csv 202 400 404" */
    bool open;              /* needs no token */
};

extern const struct openapi_operation openapi_operations[];
extern const size_t openapi_n_operations;
extern const struct openapi_parameter openapi_parameters[];
extern const size_t openapi_n_parameters;
extern const char openapi_schemas[]; /* the members of components.schemas */
extern const char openapi_page[];    /* shows the document to people */

/* `base_url` ends with '/'. */
kamu_code openapi_document(const char *base_url, bool multi_tenant, struct buf *out,
                           struct kamu_error *err);

#endif
