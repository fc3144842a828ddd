/*
 * Key runs: all segments of a key state, and how they are kept tidy.
 *
 * A run is a list of segments in ascending order that do not overlap. Every push adds one
 * run; of several with the same key, State (Snapshot, UpsertStream) believes the newest,
 * Ledger the oldest. Runs of like size are merged into one (four to one), so that a key is
 * rewritten as often as the logarithm of their number says, and there are few runs to look
 * into. A merge need not be done at once: each push pays for some of it, in proportion to
 * its own keys, and what is done counts at once: the result takes the lower keys, the runs
 * being merged keep those above `low`.
 *
 * Keys that count up, as times and serial numbers do, make runs that lie one behind the
 * other: their segments are taken over as they are.
 */
#ifndef KAMU_MERGE_KEY_RUNS_H
#define KAMU_MERGE_KEY_RUNS_H

#include "merge/key_segment.h"

struct key_run {
    struct key_segment **segments;
    size_t n, cap;
    struct buf low;  /* keys up to this one are no longer in this run; empty: all are */
    uint32_t merges; /* this run is the result, so far, of merging this many runs behind it */
};

struct key_runs {
    struct key_run *items; /* oldest first */
    size_t n, cap;
};

void key_runs_free(struct key_store *st, struct key_runs *r);
uint64_t key_run_keys(const struct key_run *run); /* at most */
/* One more run, the newest. Takes the segment over, also on an error. NULL is fine. */
kamu_code key_runs_add(struct key_store *st, struct key_runs *r, struct key_segment *s,
                       struct kamu_error *err);
/* Takes the segment over, also on an error. */
kamu_code key_run_append(struct key_store *st, struct key_run *run, struct key_segment *s,
                         struct kamu_error *err);

/* ---- as bytes, for the file that lists them ---------------------------------------------- */

kamu_code key_runs_write(const struct key_runs *r, struct buf *out, struct kamu_error *err);
/* Any bytes give runs or KAMU_E_CORRUPT. `r` must be empty; free it in any case. */
kamu_code key_runs_read(struct key_runs *r, const uint8_t **at, const uint8_t *end,
                        struct kamu_error *err);

/* ---- merging ------------------------------------------------------------------------------- */

struct key_merge_options {
    bool oldest_wins;      /* Ledger */
    bool all;              /* everything becomes one run */
    uint32_t fan;          /* else so many runs of like size do */
    uint64_t keys_max;     /* may be rewritten now */
    uint64_t small_keys;   /* merges of no more are done at once and not counted */
    uint64_t segment_keys; /* of one segment of the result */
    uint64_t part_keys; /* a merge is not interrupted for less, nor smaller segments taken over */
};
/* Merges what is due; *rewritten: how many keys that cost, small merges aside. On an error of one
 * merge its runs are as they were. Readers of the runs must begin anew. */
kamu_code key_runs_tidy(struct key_store *st, struct key_runs *r, const struct key_merge_options *o,
                        uint64_t *rewritten, struct kamu_error *err);

/* ---- going through a run -------------------------------------------------------------------- */

struct key_cursor {
    const struct key_run *run;
    struct key_segment_reader reader;
    size_t segment; /* of the run, the one in the reader */
    uint32_t block, at;
    bool end;
    uint8_t key[KEY_BYTES_MAX]; /* of the current row */
    struct key_row row;
};

void key_cursor_init(struct key_cursor *c, struct key_store *st, const struct key_run *run);
void key_cursor_free(struct key_cursor *c);
/* Looks a key up; not below the one before unless the cursor was rewound. */
kamu_code key_cursor_find(struct key_cursor *c, struct str key, struct key_entry *out, bool *found,
                          struct kamu_error *err);
void key_cursor_rewind(struct key_cursor *c);
/* The first row above `after` (n 0: the first one) and above the run's `low`; c->end: there is
 * none. Afterwards the following ones. */
kamu_code key_cursor_start(struct key_cursor *c, struct str after, struct kamu_error *err);
kamu_code key_cursor_next(struct key_cursor *c, struct kamu_error *err);

/* The rows of several runs, each key once. */
struct key_scan {
    struct key_cursor *cursors; /* oldest first */
    uint32_t *heap;             /* of those not at their end */
    size_t n, n_heap;
    bool oldest_wins;
    const struct key_row *row;  /* the current one; NULL: the end */
    uint8_t key[KEY_BYTES_MAX]; /* of it */
    struct key_row copy;
};
/* Rows above `after` (n 0: all). */
kamu_code key_scan_open(struct key_scan *s, struct key_store *st, const struct key_run *runs,
                        size_t n, bool oldest_wins, struct str after, struct kamu_error *err);
/* The first, then the next row. */
kamu_code key_scan_next(struct key_scan *s, struct kamu_error *err);
/* What comes next is a whole segment of one run, with no other row in between: which one. */
bool key_scan_whole_segment(const struct key_scan *s, size_t *run, size_t *segment);
kamu_code key_scan_skip_segment(struct key_scan *s, struct kamu_error *err); /* that one */
/* The segment of a run in which its next row is; their number at its end. */
size_t key_scan_position(const struct key_scan *s, size_t run);
void key_scan_close(struct key_scan *s);

#endif
