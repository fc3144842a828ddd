/*
 * Parameters of the reading routes, with the texts of kamu's framework (spec/http-api.md 2.3,
 * 4.2.1). Used for query strings and for members of JSON bodies; what stands in front of a text is
 * the caller's.
 */
#ifndef KAMU_SERVER_PARAMS_H
#define KAMU_SERVER_PARAMS_H

#include "columnar/json_rows.h"
#include "odf/schema.h"
#include "server/exchange.h"

/* Names in any of their accepted spellings. KAMU_E_USAGE "unknown variant `csv`, expected one of
 * ...". */
kamu_code param_data_format(struct str s, enum json_form *out, struct kamu_error *err);
kamu_code param_schema_format(struct str s, enum odf_schema_format *out, struct kamu_error *err);
const char *data_format_name(enum json_form f);           /* "JsonAoS" */
const char *schema_format_name(enum odf_schema_format f); /* "ArrowJson" */
/* KAMU_E_USAGE "invalid digit found in string" and the like. */
kamu_code param_u64(struct str s, uint64_t *out, struct kamu_error *err);

/* A parameter that a route knows. */
struct param {
    const char *name;
    const char *alias; /* another name of the same, or NULL */
    kamu_code (*take)(void *to, struct str value, struct kamu_error *err);
};

/* Every parameter of the query string that `known` (ended by name == NULL) lists goes to its
 * `take`. Those given twice are refused; unknown ones too when `strict`. Then the answer, 400 and
 * text, is sent and the result is false. */
bool params_take(struct exchange *x, const struct param *known, bool strict, void *to);
/* "Failed to deserialize query string: ..." */
void params_refuse(struct exchange *x, const char *detail);

#endif
