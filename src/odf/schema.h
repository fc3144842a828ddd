/*
 * DataSchema and Arrow columns (spec/odf-metadata.md 4.6, 6.4; spec/data-slices.md 1.9, 1.10).
 */
#ifndef KAMU_ODF_SCHEMA_H
#define KAMU_ODF_SCHEMA_H

#include "columnar/type.h"
#include "odf/event.h"

/* ODF -> columns. Option -> nullable; list item field "item"; map entries {keys, values}; absent
 * unit = millisecond; absent time zone = "UTC". Encoding attributes (Large, View, Date64 ...) are
 * physical hints of other programs and are ignored. KAMU_E_SCHEMA names the field ("a.b[]") of what
 * has no column form: nested Option, decimal precision 0 or > 76 (39 is fine: 256 bit), duplicate
 * nothing. */
kamu_code odf_schema_to_columns(const struct odf_data_schema *s, struct col_schema **out,
                                struct kamu_error *err);
/* Columns -> ODF as the writer commits it: unit and time zone explicit, nullable -> Option, no
 * extra. */
kamu_code odf_schema_from_columns(const struct col_schema *cols, struct arena *arena,
                                  struct odf_data_schema *out, struct kamu_error *err);
/* Legacy `rawArrowSchema`: a bare Arrow IPC Schema flatbuffer. Any bytes give a value or
 * KAMU_E_CORRUPT. */
kamu_code odf_arrow_schema_decode(const void *bytes, size_t n, struct arena *arena,
                                  struct odf_data_schema *out, struct kamu_error *err);
/* The schema of an event in either form. */
kamu_code odf_set_data_schema_effective(const struct odf_set_data_schema *e, struct arena *arena,
                                        struct odf_data_schema *out, struct kamu_error *err);

/* Default-aware equality; attributes and optionality can be left out of it. Order counts. */
#define ODF_SCHEMA_IGNORE_EXTRA 1u
#define ODF_SCHEMA_IGNORE_OPTIONAL 2u
bool odf_schema_eq(const struct odf_data_schema *a, const struct odf_data_schema *b,
                   unsigned flags);
bool odf_data_type_eq(const struct odf_data_type *a, const struct odf_data_type *b, unsigned flags);

/* 6.4: may `next` follow `prev`? KAMU_E_CHAIN with kamu's text and every difference ("No-op event:
 * ..." when identical). prev_legacy: prev came from rawArrowSchema (optionality is then free).
 * Fields that both have are always compared, also when others were added or moved (kamu skips
 * that). */
kamu_code odf_schema_check_evolution(const struct odf_data_schema *prev, bool prev_legacy,
                                     const struct odf_data_schema *next, struct kamu_error *err);

/* 1.10: does a slice with columns `slice` fit the dataset's schema? KAMU_E_SCHEMA with kamu's
 * message and both Parquet prints; err->at.field and .expected name the first column that differs,
 * .hint says how. The caller has coerced nullability before (a nullable slice column against a
 * required one does not fit). */
kamu_code odf_schema_check_slice(const struct col_schema *dataset, const struct col_schema *slice,
                                 struct kamu_error *err);

/* What a source or dataset may declare without failing later: names not repeated, at least one
 * field, types that can be hashed and stored (data-slices 3.5), decimals within 38 / 76 digits and
 * scale 0..precision, known time zones. KAMU_E_SCHEMA names the field. */
kamu_code odf_schema_check_storable(const struct odf_data_schema *s, struct kamu_error *err);

/* Type text for messages: "Option<List<Int64>>", "Timestamp(Millisecond, UTC)". Returns the length
 * written. */
size_t odf_data_type_text(const struct odf_data_type *t, char *out, size_t max);

/* Build: a type without members, an Option around a type (unchanged when it is one). NULL kind on
 * no memory. */
struct odf_data_type odf_data_type_simple(struct arena *a, enum odf_data_type_kind kind);
struct odf_data_type odf_data_type_optional(struct arena *a, struct odf_data_type inner);

/* ---- as texts (kamu inspect schema; schemaFormat of the API, spec/http-api.md 4.2.1) ---- */

enum odf_schema_format {
    ODF_SCHEMA_ARROW_JSON,
    ODF_SCHEMA_ODF_JSON,
    ODF_SCHEMA_ODF_YAML,
    ODF_SCHEMA_PARQUET,
    ODF_SCHEMA_PARQUET_JSON,
    ODF_SCHEMA_DDL /* ours, `inspect schema` only */
};

/* The text as it is, members in the order of their definition. */
kamu_code odf_schema_print(const struct odf_data_schema *s, enum odf_schema_format format,
                           struct buf *out, struct kamu_error *err);
kamu_code odf_schema_print_columns(const struct col_schema *s, enum odf_schema_format format,
                                   struct buf *out, struct kamu_error *err);
/* As the value of a JSON member: JSON formats as objects with sorted members, the others as a
 * string. s == NULL: a schema without fields. */
kamu_code odf_schema_json_value(const struct odf_data_schema *s, enum odf_schema_format format,
                                struct buf *out, struct kamu_error *err);
kamu_code odf_schema_json_value_columns(const struct col_schema *s, enum odf_schema_format format,
                                        struct buf *out, struct kamu_error *err);

#endif
