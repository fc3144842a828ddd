/*
 * Dataset snapshots: the manifests of `kamu add` (spec/odf-metadata.md 4.1-4.3, 5).
 */
#ifndef KAMU_ODF_SNAPSHOT_H
#define KAMU_ODF_SNAPSHOT_H

#include "odf/rules.h"
#include "odf/yaml.h"

struct odf_dataset_snapshot {
    struct str name; /* alias text, checked */
    int32_t kind;    /* enum odf_dataset_kind */
    struct odf_event *metadata;
    uint32_t n_metadata;
    struct odf_event_position { /* of each event in the text */
        uint32_t line, column;
    } * positions;
    uint32_t line; /* of the document */
};

struct odf_dataset_snapshots {
    struct odf_dataset_snapshot *items;
    uint32_t n;
};

/* All documents of a text; an empty last document (a trailing "---") is ignored. At least one.
 * Error texts as kamu's innermost message; the caller puts "Could not deserialize data" / "Serde
 * error" around. */
kamu_code odf_snapshots_read(struct str text, struct arena *arena,
                             struct odf_dataset_snapshots *out, struct odf_notes *notes,
                             struct kamu_error *err);

/* `kind: DatasetSnapshot` manifest as YAML. */
kamu_code odf_snapshot_to_yaml(const struct odf_dataset_snapshot *s, struct buf *out,
                               struct kamu_error *err);

/* Resolves a reference of SetTransform.inputs: KAMU_OK and the id, KAMU_E_NOT_FOUND, or another
 * error. */
struct odf_resolver {
    kamu_code (*resolve)(void *ctx, const struct odf_ref *ref, struct odf_did *out,
                         struct kamu_error *err);
    void *ctx;
};

/* 5.1-5.3: the events of the new chain, Seed first, normalized (query -> queries, inputs resolved),
 * checked against all rules as if appended. Errors begin with "Invalid snapshot: " (missing inputs:
 * "Dataset X is referencing non-existing inputs: a, b") and name index, line and column of the
 * event. r may be NULL when there are no transforms. `events` are allocated in the arena. */
kamu_code odf_snapshot_to_events(const struct odf_dataset_snapshot *s, const struct odf_did *id,
                                 const struct odf_resolver *r, struct arena *arena,
                                 struct odf_event **events, uint32_t *n, struct kamu_error *err);

/* Puts the place of event i around an error about it: "Invalid snapshot: <message> (metadata[2] at
 * line 9 column 5)". Returns rc, KAMU_OK too. */
kamu_code odf_snapshot_event_error(const struct odf_dataset_snapshot *s, uint32_t i, kamu_code rc,
                                   struct kamu_error *err);

/* 5.2 alone, for events that are added to a living dataset (alter). In place, in the arena. */
kamu_code odf_event_normalize(struct odf_event *e, const struct odf_resolver *r,
                              struct arena *arena, struct kamu_error *err);

/* References of the snapshot's transforms, in order, for dependency ordering. */
struct odf_strs odf_snapshot_inputs(const struct odf_dataset_snapshot *s, struct arena *arena);

#endif
