/*
 * Rows as JSON, in the three forms that kamu knows (spec/http-api.md 4.2.1, spec/cli.md 6.1):
 *
 *   AOS  [{"a":1,"b":"x"},{"a":2,"b":null}]   structs are objects
 *   SOA  {"a":[1,2],"b":["x",null]}           structs are objects; nothing is written before the
 * end AOA  [[1,"x"],[2,null]]                   structs are arrays of their members
 *
 * How values are written is FORMAT_JSON's and FORMAT_JSON_AOA's (columnar/format.h).
 */
#ifndef KAMU_COLUMNAR_JSON_ROWS_H
#define KAMU_COLUMNAR_JSON_ROWS_H

#include "columnar/batch.h"

enum json_form { JSON_AOS, JSON_SOA, JSON_AOA };

struct json_rows;

/* `columns_max`: bytes that SOA may keep until the end, KAMU_E_LIMIT above. */
kamu_code json_rows_new(enum json_form form, struct col_schema *schema, size_t columns_max,
                        struct json_rows **out, struct kamu_error *err);
/* The members of objects by name, at every level, as in kamu's answers to /query; else they are in
 * the order of the schema. */
kamu_code json_rows_new_sorted(enum json_form form, struct col_schema *schema, size_t columns_max,
                               struct json_rows **out, struct kamu_error *err);
void json_rows_free(struct json_rows *r); /* NULL is fine */

/* Row i of the batch, with what stands in front of it: "[" or ",". */
kamu_code json_rows_add(struct json_rows *r, const struct batch *b, int64_t i, struct buf *out,
                        struct kamu_error *err);
/* "]", or "[]" when there was no row. SOA: everything; without rows `{}`, with `names` the empty
 * columns. */
kamu_code json_rows_end(struct json_rows *r, bool names, struct buf *out, struct kamu_error *err);
uint64_t json_rows_count(const struct json_rows *r);

/* Row i by itself: an object, of AOA an array. Not counted. */
kamu_code json_rows_one(const struct json_rows *r, const struct batch *b, int64_t i,
                        struct buf *out, struct kamu_error *err);
/* The same as FORMAT_EXPORT_JSON, without members that are null. */
kamu_code json_rows_sparse(const struct json_rows *r, const struct batch *b, int64_t i,
                           struct buf *out, struct kamu_error *err);

#endif
