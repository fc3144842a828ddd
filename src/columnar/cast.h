/*
 * Casts of whole columns. Strict: a value that has no exact counterpart is an
 * error that names row and value; nothing is replaced by null.
 */
#ifndef KAMU_COLUMNAR_CAST_H
#define KAMU_COLUMNAR_CAST_H

#include "columnar/batch.h"

/* Timestamp of any unit and zone -> Timestamp(ms, "UTC") (spec/data-slices.md 1.6): finer units are
 * cut toward zero, seconds multiplied (overflow = KAMU_E_INPUT), no zone = UTC wall time. `to` is
 * the target type (kept by reference in dst). Shares the buffers when only the zone changes. */
kamu_code column_to_timestamp_ms(const struct column *src, const struct col_type *to,
                                 struct column *dst, struct kamu_error *err);

/* Event time as read -> Timestamp(ms, "UTC") (spec/data-slices.md 1.4): Int16..64, UInt16..64 as
 * UNIX seconds, strings by the timestamp rules. KAMU_E_SCHEMA for other types. The error names the
 * row (at.record, from 1) and the text. */
bool event_time_coercible(const struct col_type *t);
kamu_code column_event_time(const struct column *src, const struct col_type *to, struct column *dst,
                            struct kamu_error *err);

/* General cast used to fit data to a dataset's schema and to read foreign files: integers of every
 * width to each other (range-checked), integers to floats and decimals, float widths, decimal
 * precision and scale (rounded half away from zero when scale shrinks, overflow is an error), bool,
 * date <-> timestamp, timestamp units and zones, time and duration units, anything to string,
 * strings to anything by columnar/text.h, binary <-> string (UTF-8 checked), list and struct member
 * by member (members by position, names must agree), null to anything. Equal types share buffers.
 * Whether a pair of types is possible at all: column_can_cast(). */
bool column_can_cast(const struct col_type *from, const struct col_type *to);
kamu_code column_cast(const struct column *src, const struct col_type *to, struct column *dst,
                      struct kamu_error *err);

/* A column of its own type with the nulls replaced by one value (col_width bytes): the event time
 * fill of 1.2 step 7. Shares the buffers when there are no nulls. */
kamu_code column_fill_nulls(const struct column *src, const void *value, struct column *dst,
                            struct kamu_error *err);

#endif
