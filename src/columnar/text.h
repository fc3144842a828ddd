/*
 * Values from text, by the rules of spec/read-formats.md 3.3 - 3.6 (those of
 * kamu's readers and casts). Nothing is trimmed; the whole text must match.
 *
 * They return NULL when fine, else a static reason in kamu's words ("error
 * parsing date"), and leave *out alone. Never allocate, never need a terminator.
 */
#ifndef KAMU_COLUMNAR_TEXT_H
#define KAMU_COLUMNAR_TEXT_H

#include "columnar/type.h"

/* A time zone: UTC, a fixed offset, or an IANA name (read from the system's zone files).
 * zone_find: NULL for an unknown name. Names are looked up once and kept (thread-safe). */
struct zone;
const struct zone *zone_utc(void);
const struct zone *zone_find(struct str name); /* "UTC", "+02:00", "+0200", "+02", "Europe/Paris" */
/* Seconds east of UTC at a UTC instant. */
int32_t zone_offset_at(const struct zone *z, int64_t utc_seconds);
/* UTC seconds of a local time; false when it does not exist or is ambiguous. */
bool zone_local_to_utc(const struct zone *z, int64_t local_seconds, int64_t *utc_seconds);

/* `zone` is taken where the text names none. Result in full precision. */
const char *text_to_instant(struct str s, const struct zone *zone, int64_t *seconds,
                            uint32_t *nanos);
/* The same as a count of `unit`, fractions cut downwards. *overflow (may be NULL) is set when the
 * instant is valid but does not fit the unit; the reason is then "overflow". */
const char *text_to_timestamp(struct str s, const struct zone *zone, enum col_unit unit,
                              int64_t *out, bool *overflow);
const char *text_to_date(struct str s, int32_t *days);
/* Count of `unit` since midnight. */
const char *text_to_time(struct str s, enum col_unit unit, int64_t *out);
/* Two's complement little-endian, width 16 or 32 bytes. Extra fraction digits are cut. Reasons:
 * "parse decimal overflow", "can't parse the string value to decimal". */
const char *text_to_decimal(struct str s, uint8_t precision, int8_t scale, uint8_t *out,
                            size_t width);
/* Integers: optional sign, digits (3.2). */
const char *text_to_i64(struct str s, int64_t *out);
const char *text_to_u64(struct str s, uint64_t *out);
/* Correctly rounded; too large = infinity; nan, inf, infinity in any case. */
const char *text_to_f64(struct str s, double *out);
const char *text_to_f32(struct str s, float *out);
/* "true" / "false" in any case. */
const char *text_to_bool(struct str s, bool *out);

/* IEEE half precision. */
uint16_t f32_to_f16(float v); /* round to nearest even, too large = infinity */
float f16_to_f32(uint16_t v);

#endif
