/*
 * YAML and JSON text of the metadata model (spec/odf-metadata.md 4). JSON is read as the YAML
 * subset that it is. Reading errors name line, column and path ("content.metadata[1].read.schema")
 * in err->at, and in the message as kamu words it; the position is that of the faulty key or value.
 */
#ifndef KAMU_ODF_YAML_H
#define KAMU_ODF_YAML_H

#include "odf/event.h"

#define ODF_MANIFEST_BYTES_MAX ((size_t)16 << 20)

/* What a reader noticed and let pass, for a warning. */
struct odf_note {
    uint32_t line, column;
    char path[96];
    char text[160];
};
struct odf_notes { /* zero-initialized; kept in the arena of the reader */
    struct odf_note *items;
    uint32_t n;
};

/* ---- reading ------------------------------------------------------------------- */

/* `kind: MetadataBlock` (version 2 or 3). */
kamu_code odf_block_from_yaml(struct str text, struct arena *arena, struct odf_block *out,
                              struct kamu_error *err);
/* `kind: MetadataEvent`, version 1. */
kamu_code odf_event_from_manifest(struct str text, struct arena *arena, struct odf_event *out,
                                  struct odf_notes *notes, struct kamu_error *err);
/* What `kamu alter` takes: one bare event, a list of them (several documents are fine), or a
 * MetadataEvent manifest. */
kamu_code odf_events_from_yaml(struct str text, struct arena *arena, struct odf_event **out,
                               uint32_t *n, struct odf_notes *notes, struct kamu_error *err);
/* A bare DataSchema (`fields: ...`), a list of DDL strings is converted. */
kamu_code odf_schema_from_yaml(struct str text, struct arena *arena, struct odf_data_schema *out,
                               struct kamu_error *err);

/* ---- writing: appended to `out`; YAML exactly as kamu's (4.10), ends with a newline -------------
 */

kamu_code odf_block_to_yaml(const struct odf_block *b, struct buf *out,
                            struct kamu_error *err); /* manifest */
kamu_code odf_event_to_yaml(const struct odf_event *e, struct buf *out,
                            struct kamu_error *err); /* kind: ... */
kamu_code odf_event_to_manifest(const struct odf_event *e, struct buf *out, struct kamu_error *err);
kamu_code odf_schema_to_yaml(const struct odf_data_schema *s, struct buf *out,
                             struct kamu_error *err);
/* A JSON text (for example of an `extra` field) as block YAML. */
kamu_code odf_json_to_yaml(struct str json, struct buf *out, struct kamu_error *err);

/* Compact JSON, no newline; keys as in YAML. */
kamu_code odf_block_to_json(const struct odf_block *b, struct buf *out,
                            struct kamu_error *err); /* manifest */
kamu_code odf_event_to_json(const struct odf_event *e, struct buf *out, struct kamu_error *err);
kamu_code odf_schema_to_json(const struct odf_data_schema *s, struct buf *out,
                             struct kamu_error *err);

#endif
