/*
 * The rules of the metadata chain (spec/odf-metadata.md 6) over a summary of the chain instead of a
 * walk: checking an append costs the same after a million blocks. One pass oldest -> newest
 * (odf_chain_append per block) verifies a chain; a stored summary plus its head hash checks a push.
 *
 * The summary is what the rules, push planning and the store need of a chain; it is derived, so it
 * can be cached (odf_chain_state_encode) under the head's hash and thrown away.
 */
#ifndef KAMU_ODF_RULES_H
#define KAMU_ODF_RULES_H

#include "odf/event.h"

struct odf_chain_source { /* newest definition of one push source name */
    struct odf_add_push_source source;
    struct odf_hash block_hash;
    uint64_t sequence_number;
    bool active; /* false after DisablePushSource */
};

struct odf_chain_state {
    struct arena arena; /* holds everything below */

    bool has_head; /* false: the chain is empty */
    struct odf_hash head;
    uint64_t sequence_number;   /* of the head */
    struct instant system_time; /* of the head */

    struct odf_did dataset_id; /* from the Seed */
    int32_t dataset_kind;      /* enum odf_dataset_kind */

    struct odf_set_vocab *vocab;        /* newest SetVocab or NULL; odf_vocab_of(state->vocab) */
    struct odf_set_data_schema *schema; /* newest SetDataSchema or NULL, as it is in the block */
    struct odf_hash schema_block;

    struct odf_chain_source *sources; /* in order of first definition */
    uint32_t n_sources, cap_sources;
    struct odf_set_polling_source *polling; /* newest active one or NULL */
    struct odf_hash polling_block;

    struct odf_set_transform *transform; /* newest or NULL */
    struct odf_hash transform_block;
    struct instant transform_time; /* system time of that block */

    /* newest AddData or ExecuteTransform */
    bool has_data_event;
    struct odf_opt_u64 last_offset;        /* its newData.end, else its prevOffset */
    struct odf_opt_instant watermark;      /* its newWatermark */
    struct odf_opt_instant last_data_time; /* system time of the newest block that added rows */
    uint64_t n_slices, rows_total, data_bytes_total; /* over all blocks with newData */

    /* newest AddData */
    bool has_add_data;
    struct odf_hash checkpoint; /* its newCheckpoint.physicalHash; code 0 = none */
    struct odf_opt_instant add_data_watermark;
    struct odf_source_state *source_state;

    /* newest ExecuteTransform */
    bool has_execute;
    bool execute_after_transform; /* it is newer than the newest SetTransform */
    struct odf_hash execute_checkpoint;
    struct odf_opt_instant execute_watermark;
    struct odf_execute_transform_inputs execute_inputs;

    /* annotations: newest or NULL */
    struct odf_set_info *info;
    struct odf_set_license *license;
    struct odf_set_attachments *attachments;
};

void odf_chain_state_init(struct odf_chain_state *s);
void odf_chain_state_free(struct odf_chain_state *s);
kamu_code odf_chain_state_copy(const struct odf_chain_state *src, struct odf_chain_state *dst,
                               struct kamu_error *err);

/* Relations between the rules and what kamu does: */
#define ODF_CHAIN_AS_KAMU                                                                          \
    1u /* only kamu's own rules: for chains that others wrote (verify, pull) */

/* May b follow the state's head? b->prev_block_hash and sequence_number must already link to it.
 * KAMU_E_CHAIN: "Invalid event: ...", "No-op event: ..." or the bare texts of 6.3. State unchanged.
 */
kamu_code odf_chain_check(const struct odf_chain_state *s, const struct odf_block *b,
                          unsigned flags, struct kamu_error *err);
/* Take b (with this hash) as the new head, without checking. Deep copies what it keeps. */
kamu_code odf_chain_apply(struct odf_chain_state *s, const struct odf_block *b,
                          const struct odf_hash *hash, struct kamu_error *err);
/* check + apply. */
kamu_code odf_chain_append(struct odf_chain_state *s, const struct odf_block *b,
                           const struct odf_hash *hash, unsigned flags, struct kamu_error *err);

/* Next block on the state's head: fills prev_block_hash, sequence_number, system_time. */
struct odf_block odf_chain_next(const struct odf_chain_state *s, struct instant system_time,
                                struct odf_event event);

/* The summary as bytes (own format, for caches) and back; KAMU_E_CORRUPT when not exactly such
 * bytes. `out` is emptied first. */
kamu_code odf_chain_state_encode(const struct odf_chain_state *s, struct buf *out,
                                 struct kamu_error *err);
kamu_code odf_chain_state_decode(const void *bytes, size_t n, struct odf_chain_state *out,
                                 struct kamu_error *err);

/* 6.6 / cli.md 5.3: the source of a push. name.p == NULL = not given. *out = NULL when there is no
 * source at all and no name was given, but *implicit_ok asks for that case (HTTP); with implicit_ok
 * == NULL it is KAMU_E_NOT_FOUND with the CLI's text. */
kamu_code odf_chain_pick_source(const struct odf_chain_state *s, struct str name,
                                const struct odf_add_push_source **out, bool *implicit_ok,
                                struct kamu_error *err);

/* The effective dataset schema (either form of SetDataSchema); *has = false when there is none. */
kamu_code odf_chain_schema(const struct odf_chain_state *s, struct arena *arena,
                           struct odf_data_schema *out, bool *has, struct kamu_error *err);

/* ---- checks when an event is written by a user (add, alter), beyond the chain rules ---------- */

/* A push or polling source: declared schema storable; primary key and compare columns present, not
 * nested, not repeated, not empty, no system columns. With a preprocess step or without a schema
 * only what is known can be checked. */
kamu_code odf_source_check(const struct odf_event *source, const struct odf_vocab *vocab,
                           struct kamu_error *err);
/* SetVocab: four distinct names; once there is data (s != NULL) they may not change. */
kamu_code odf_vocab_check(const struct odf_set_vocab *v, const struct odf_chain_state *s,
                          struct kamu_error *err);

#endif
