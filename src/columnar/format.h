/*
 * Values as text, exactly as kamu prints them (spec/cli.md 6.1 and 6.4).
 *
 *   FORMAT_TABLE  1e16, NaN, [1, , 3], {a: 1}; null is empty
 *   FORMAT_JSON   1e+16, null for NaN, strings quoted, [1,null], {"a":1}; null is `null`
 *   FORMAT_JSON_AOA  as JSON, but structs are arrays of their members
 *   FORMAT_JSON_SORTED  as JSON, the members of structs by name
 *   FORMAT_CSV    as JSON without the quotes, null is empty, nested values are their JSON text.
 *                 Quoting of the field is the caller's.
 * and, in files that `export` writes (spec/cli.md 8.1):
 *   FORMAT_EXPORT_JSON  as JSON, but decimals are numbers, 1.0e10 from there on and below 1e-5, and
 *                 null members of structs are left out
 *   FORMAT_EXPORT_CSV   as TABLE, but nested values are their EXPORT_JSON text
 */
#ifndef KAMU_COLUMNAR_FORMAT_H
#define KAMU_COLUMNAR_FORMAT_H

#include "columnar/batch.h"

enum format_style {
    FORMAT_TABLE,
    FORMAT_JSON,
    FORMAT_JSON_AOA,
    FORMAT_JSON_SORTED,
    FORMAT_CSV,
    FORMAT_EXPORT_JSON,
    FORMAT_EXPORT_CSV
};

/* Appends value i of the column. Errors: buffer limit and memory only. */
kamu_code value_format(const struct column *c, int64_t i, enum format_style style, struct buf *out,
                       struct kamu_error *err);

/* A JSON string with quotes; escapes only ", \ and U+0000 - U+001F. */
kamu_code format_json_string(struct str s, struct buf *out, struct kamu_error *err);
/* One CSV field: quoted when it contains , " CR or LF. */
kamu_code format_csv_field(struct str s, struct buf *out, struct kamu_error *err);

/* Shortest digits that read back as the same number; plain notation with ".0" for 1e-5 <= |v| <
 * 1e16 (float: 1e-6 <= |v| < 1e13), else 1e16 / with `plus` 1e+16. NaN, inf, -inf. Returns the
 * length; no terminator. */
#define FORMAT_NUMBER_MAX 48
size_t format_f64(double v, bool plus, char out[FORMAT_NUMBER_MAX]);
size_t format_f32(float v, bool plus, char out[FORMAT_NUMBER_MAX]);
/* For FORMAT_EXPORT_JSON: plain with ".0" for 1e-5 <= |v| < 1e10, else 1.0e10. */
size_t format_export_float(double v, bool single, char out[FORMAT_NUMBER_MAX]);
/* At most 20 bytes. */
size_t format_i64(int64_t v, char *out);
size_t format_u64(uint64_t v, char *out);

/* width 16 or 32 bytes, two's complement little-endian. */
#define FORMAT_DECIMAL_MAX 224
size_t format_decimal(const void *value, size_t width, int8_t scale, char out[FORMAT_DECIMAL_MAX]);

#define FORMAT_TIME_MAX 64
size_t format_date(int64_t days, char out[FORMAT_TIME_MAX]);
size_t format_time(int64_t v, enum col_unit unit, char out[FORMAT_TIME_MAX]);
size_t format_duration(int64_t v, enum col_unit unit, char out[FORMAT_TIME_MAX]);
/* timezone NULL: no zone; "Z" for UTC and +00:00, else the offset at that instant. */
size_t format_timestamp(int64_t v, enum col_unit unit, const char *timezone,
                        char out[FORMAT_TIME_MAX]);

#endif
