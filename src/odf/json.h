/* Small JSON helpers of the metadata room: extra attributes as compact text with sorted keys. */
#ifndef KAMU_ODF_JSON_H
#define KAMU_ODF_JSON_H

#include "base/mem.h"

#define ODF_JSON_DEPTH_MAX 64

/* Appends s as a JSON string with its quotes (serde_json's escapes). */
kamu_code odf_json_quote(struct str s, struct buf *out, struct kamu_error *err);
/* Rewrites a JSON text without blanks, keys sorted bytewise at every level (the last of equal keys
 * wins), numbers as written. KAMU_E_INPUT with the byte offset when it is not JSON. */
kamu_code odf_json_canonical(struct str json, struct buf *out, struct kamu_error *err);
/* The same, with all but printable ASCII escaped (\u007f too): what commitments of queries are
 * hashed over (spec/http-api.md 4.4). */
kamu_code odf_json_canonical_ascii(struct str json, struct buf *out, struct kamu_error *err);
/* The value of a key of a canonical JSON object, as its JSON text; p == NULL when absent. `json`
 * may be absent itself. */
struct str odf_json_get(struct str json, const char *key);
/* Shortest text of a double as serde_json prints it ("1.0", "2.5", "1e+16"). */
size_t odf_json_double(double v, char out[32]);

#endif
