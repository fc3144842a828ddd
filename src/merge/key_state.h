/*
 * Key state: what is known of each key of a dataset's history, so that a push need not
 * read the history. For Ledger only where the key was seen first; for Snapshot and
 * UpsertStream, of each live key, the offset of its row and a digest of the values that are
 * compared.
 *
 * Derived: sorted files under `.kamu/cache/keys/`, tagged with the head they belong to. A
 * state that is behind takes in the slices it lacks; one that is missing, foreign or damaged
 * is built anew from all slices, also in the middle of a push. One that cannot be kept (a
 * read-only or full disk) is made for this push alone, with a warning. It decides how fast a
 * push is, never what it does.
 *
 * Cost of a push: look-ups and its own keys, whatever the history; some rewriting of older
 * keys in proportion to its own (key_runs.h). Memory: env->memory_max_bytes / 3 at most while
 * keys are taken in, a few MiB else.
 *
 * KAMU_KEY_STATE=off in the environment builds a temporary one for every push.
 */
#ifndef KAMU_MERGE_KEY_STATE_H
#define KAMU_MERGE_KEY_STATE_H

#include "merge/history.h"
#include "merge/key_entry.h"
#include "merge/key_list.h"
#include "merge/strategy.h"

struct key_state;

struct key_state_options {
    const struct merge_spec *spec;
    const struct merge_vocab *vocab;
    const char *temp_dir; /* for a temporary state */
    bool temporary;
    void (*warn)(void *ctx, const char *text); /* the state cannot be kept; may be NULL */
    void *warn_ctx;
};

/* The state of the dataset at `head`, of which `history` is the way to the rows: it learns from
 * here what slices there are. KAMU_E_CONFLICT when another push moved the state past `head`
 * meanwhile: then the head has moved as well. Everything in options must outlive the state. */
kamu_code key_state_open(struct env *env, struct dataset *ds, struct history *history,
                         const struct odf_hash *head, const struct key_state_options *options,
                         struct key_state **out, struct kamu_error *err);
/* Takes in what history_append has added since: a further input of the same push sees it. */
kamu_code key_state_advance(struct key_state *k, struct kamu_error *err);
/* The push is committed: bring the kept state to the new head. Never fails: what is not kept is
 * made up for at the next opening. Only key_state_free may follow. */
void key_state_keep(struct key_state *k, const struct odf_hash *new_head);
void key_state_free(struct key_state *k);

/* Looks all keys of the list up: out[i] and found[i] (0 or 1) of key i. Many at once, since keys
 * are looked up in order: neighbours lie together. */
kamu_code key_state_find(struct key_state *k, const struct key_list *keys, struct key_entry *out,
                         uint8_t *found, struct kamu_error *err);
/* Secret of the digests of this state. */
const uint8_t *key_state_secret(const struct key_state *k);
/* All offsets of live rows are below this. */
uint64_t key_state_offset_end(const struct key_state *k);
/* How many keys there are (Snapshot, UpsertStream: live ones); goes through all of them. */
kamu_code key_state_count(struct key_state *k, uint64_t *out, struct kamu_error *err);
/* Calls back with every entry, in the order of the encoded keys. */
kamu_code key_state_scan(struct key_state *k,
                         kamu_code (*each)(void *ctx, const struct key_entry *entry,
                                           struct kamu_error *err),
                         void *ctx, struct kamu_error *err);

/* Which columns are compared, as columns of `schema`, event time and key excluded: all data
 * columns, or those that the source lists. Fills at most schema->n_fields entries. */
uint32_t compared_columns(const struct merge_spec *spec, const struct merge_vocab *vocab,
                          const struct col_schema *schema, uint32_t *out);
/* True when the event time is compared. */
bool event_time_compared(const struct merge_spec *spec, const struct merge_vocab *vocab);
/* Event time at a row as a number; the row must have one. */
int64_t event_time_at(const struct column *c, int64_t row);

#endif
