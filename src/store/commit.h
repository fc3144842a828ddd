/*
 * Changing datasets: append blocks, create, delete, rename, reset.
 *
 * Order of an append (promise 1 of ARCHITECTURE.md):
 *   1. the data file, under a name `.pending-*`, written and (when large) synced;
 *   2. under the dataset's lock: head read again and compared (KAMU_E_CONFLICT
 *      when it moved: plan again on the new head);
 *   3. blocks and the new head written under such names, all synced with one wait;
 *   4. data and blocks renamed to their hashes, their directories synced;
 *   5. kamu's database, where there is one, updated in one transaction;
 *   6. refs/head renamed, its directory synced.
 * Only then the caller may acknowledge. A failure or crash before the end leaves
 * the dataset as it was; what lies about is collected by store/gc.h.
 */
#ifndef KAMU_STORE_COMMIT_H
#define KAMU_STORE_COMMIT_H

#include "store/dataset.h"

struct commit;

/*
 * Begin on the head as it is now; with `expected_head` KAMU_E_CONFLICT when that
 * is another one. Takes no lock.
 */
kamu_code commit_begin(struct dataset *ds, const struct odf_hash *expected_head,
                       struct commit **out, struct kamu_error *err);

/* State after the head and the events added so far: what the next event is planned on. */
const struct dataset_state *commit_state(const struct commit *c);
const struct odf_hash *commit_base(const struct commit *c); /* the head it began on */

/*
 * A new file in data/ (`.pending-*`), for the slice writer. Write to it, then
 * either commit_data_done (renamed to its hash by commit_publish) or
 * commit_data_drop. The file stays the commit's: do not close it. Several may be
 * open at once. Its name is held by a lock that dies with the process.
 */
kamu_code commit_data_create(struct commit *c, struct fs_file **file, struct kamu_error *err);
kamu_code commit_data_done(struct commit *c, struct fs_file *file, const struct odf_hash *physical,
                           struct kamu_error *err);
void commit_data_drop(struct commit *c, struct fs_file *file);

/*
 * Append one event: all rules of the chain are checked (odf/rules.h), the block
 * is encoded. `event` need not outlive the call. On an error the commit is as
 * before the call.
 */
kamu_code commit_add_event(struct commit *c, struct instant system_time,
                           const struct odf_event *event, struct kamu_error *err);
size_t commit_events(const struct commit *c); /* added so far */

/*
 * Something else that must be durable before the head moves: called under the dataset's lock, when
 * the head has been read again and is the one that the commit began on, before anything is synced.
 * *along (NULL: none; stays the callee's) is synced with one wait together with the commit's own
 * files. An error ends the publishing.
 */
void commit_before_head(struct commit *c,
                        kamu_code (*run)(void *ctx, const struct odf_hash *new_head,
                                         uint64_t sequence_number, struct fs_file **along,
                                         struct kamu_error *err),
                        void *ctx);

/* The state at the new head is not put into `.kamu/cache` by this commit: its writer does so after
 * some more (dataset_keep_state). Until then others apply the blocks that it lacks. */
void commit_leave_state(struct commit *c);

struct commit_result {
    struct odf_hash old_head, new_head;
    uint64_t sequence_number; /* of the new head */
    size_t blocks;            /* appended; 0: nothing was added, heads are equal */
};
/* Makes it visible and durable. After any error the commit can only be freed. */
kamu_code commit_publish(struct commit *c, struct commit_result *out, struct kamu_error *err);
void commit_free(struct commit *c); /* unpublished: removes its pending files; NULL is fine */

/*
 * `kamu pull --set-watermark`: an AddData with only a watermark. out->blocks = 0
 * when the present one is equal or later. Retries lost races.
 */
kamu_code dataset_set_watermark(struct dataset *ds, struct instant watermark,
                                struct instant system_time, struct commit_result *out,
                                struct kamu_error *err);

/* The lock under which heads move, held until *lock is closed with fs_close. Not by who commits
 * meanwhile. */
kamu_code dataset_lock(struct dataset *ds, struct fs_file **lock, struct kamu_error *err);

/* Move the head to any stored block of this dataset. KAMU_E_NOT_FOUND "Block does not exist:
 * <hash>". */
kamu_code dataset_reset(struct dataset *ds, const struct odf_hash *to, struct kamu_error *err);

/* ---- whole datasets ------------------------------------------------------------------ */

/* Who sees a new dataset; usual is public, in a workspace of several tenants private. */
enum dataset_visibility { VISIBILITY_USUAL, VISIBILITY_PRIVATE, VISIBILITY_PUBLIC };

struct dataset_new {
    struct str account; /* .p NULL: the workspace's own */
    struct str name;
    const struct odf_event *events; /* the whole chain, Seed first (odf_snapshot_to_events) */
    size_t n_events;
    /* NULL, or the bytes of each block, to be kept as they are; then only events[0] is looked at */
    const struct str *raw;
    /* Brings further files into the dataset's directory, already on the disk, before anybody sees
     * it. May be NULL. */
    kamu_code (*fill)(void *ctx, const char *dir, struct kamu_error *err);
    void *fill_ctx;
    bool replace;                       /* a dataset of that name is removed in the same step */
    enum dataset_visibility visibility; /* settled before it can be seen */
    /* filled in by dataset_create: */
    struct odf_did id;
    struct odf_hash head;
};
/*
 * Create all or none, also through a crash. All blocks carry `system_time`.
 * KAMU_E_EXISTS "Dataset with name <alias> already exists", and whatever the
 * rules of the chain say. `failed` (may be NULL) receives the index of the one at
 * fault, n when it is none of them.
 */
kamu_code dataset_create(struct workspace *ws, struct dataset_new *items, size_t n,
                         struct instant system_time, size_t *failed, struct kamu_error *err);

/*
 * Delete all or none, dependents first. KAMU_E_CHAIN "Dataset <a> is referenced
 * by: <b>, <c>" when a dataset outside the list reads one inside.
 */
kamu_code dataset_delete(struct workspace *ws, const struct dataset_handle *items, size_t n,
                         struct kamu_error *err);

/* KAMU_E_EXISTS "Dataset with name <alias> already exists"; the same name, or other case of it, is
 * fine. */
kamu_code dataset_rename(struct workspace *ws, const struct dataset_handle *dataset,
                         struct str new_name, struct kamu_error *err);

#endif
