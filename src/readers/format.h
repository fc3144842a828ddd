/*
 * Input formats: their names, media types, file extensions, options, and the rule
 * by which data of one format is read for a source that declares another
 * (spec/read-formats.md 1.1, 4.1, 4.2).
 */
#ifndef KAMU_READERS_FORMAT_H
#define KAMU_READERS_FORMAT_H

#include "base/mem.h"

enum format_kind {
    DATA_CSV,
    DATA_JSON,
    DATA_NDJSON,
    DATA_GEOJSON,
    DATA_NDGEOJSON,
    DATA_ESRI_SHAPEFILE,
    DATA_PARQUET,
    DATA_ARROW /* IPC files and streams; of the data only, no source can declare it */
};
#define FORMAT_KINDS 8

enum format_flag { FORMAT_UNSET, FORMAT_NO, FORMAT_YES };

/* One format with its options. Absent options have p == NULL and mean the default
 * of the ODF specification (1.1). Strings are borrowed. */
struct reader_format {
    enum format_kind kind;
    struct str separator;          /* Csv; one byte; default "," */
    struct str quote;              /* Csv; one byte, "" = no quoting; default '"' */
    struct str escape;             /* Csv; one byte, "" = none; default '\' */
    struct str encoding;           /* Csv, Json, NdJson; default "utf8" */
    struct str null_value;         /* Csv; default "" */
    struct str date_format;        /* Csv, Json, NdJson; default "rfc3339" */
    struct str timestamp_format;   /* same */
    struct str sub_path;           /* Json, EsriShapefile */
    enum format_flag header;       /* Csv; default no */
    enum format_flag infer_schema; /* Csv; default no */
    bool header_by_guess; /* Csv translated onto a schema: a first record that carries the schema's
                             names is a header, else data (8.2.3) */
};

/* "NdJson": the canonical `kind` of a manifest. Never NULL. */
const char *format_kind_name(enum format_kind kind);
/* "application/x-ndjson": the canonical media type. Never NULL. */
const char *format_media_type(enum format_kind kind);

/* All three: false when unknown; else the kind, and of Csv the separator when it is no comma (tsv).
 * Case does not count. Names: "ndjson", "tsv", "shapefile" ... Media types may be aliases and carry
 * parameters (8.2.4): `header=present|absent` of text/csv sets `header`, others are ignored. File
 * names: by the last extension, compression extensions (.gz .zst .bz2 .xz .zip) skipped. */
bool format_from_name(struct str name, struct reader_format *out);
bool format_from_media_type(struct str media_type, struct reader_format *out);
bool format_from_file_name(struct str file_name, struct reader_format *out);

/* The text of --input-format: a short name, optionally with options: "csv;header=true;separator=;"
 * (a separator, quote or escape that is itself ';' is recognized; \t means a tab). Options are
 * copied into `arena`. KAMU_E_USAGE names the unknown format or option and lists the valid ones. */
kamu_code format_parse(struct arena *arena, struct str text, struct reader_format *out,
                       struct kamu_error *err);

/* Rules 4.2: what to read with when `declared` belongs to the source and the data is `actual`
 * (NULL = not known: declared as it is). Same kind: declared's options, overridden by those that
 * `actual` sets. Another kind: `actual` alone; Csv then has a header exactly when the source
 * declares no schema, or the first record has the schema's names, unless `actual` says. */
void format_translate(const struct reader_format *declared, const struct reader_format *actual,
                      bool has_schema, struct reader_format *out);

/* Values of options that cannot work at all (8.1: checked when a source is added, not only at a
 * push): text as kamu's, e.g. "Unsupported Csv.encoding: X". KAMU_E_INPUT. */
kamu_code format_check(const struct reader_format *f, struct kamu_error *err);

#endif
