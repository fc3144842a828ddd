/*
 * The least and the greatest values of columns in data slices, as their statistics told when a
 * query opened them: the next query leaves slices out, or answers min() and max(), without opening
 * a file.
 *
 * Kept in `.kamu/cache/ranges/<dataset>`, each range tagged with its slice's physical hash, so they
 * never grow stale; what is new is appended. A missing or damaged file is made anew as queries open
 * slices; deleting it is always safe.
 */
#ifndef KAMU_STORE_RANGES_H
#define KAMU_STORE_RANGES_H

#include "store/slices.h"

enum slice_range_kind {
    SLICE_RANGE_NEW,     /* not looked up yet */
    SLICE_RANGE_UNKNOWN, /* the statistics do not tell */
    SLICE_RANGE_NONE,    /* there is no value: nulls only, or the file lacks the column */
    SLICE_RANGE_SOME
};
struct slice_range {
    enum slice_range_kind kind;
    int64_t low, high; /* counts of the column's unit */
};

struct slice_ranges;

/* May ranges of such a column be kept (as slice_reader_range gives them)? */
bool slice_ranges_fit(const struct col_type *type);

/* Of `columns`, all of which fit, in `slices`; both are borrowed until close. *out = NULL, which
 * the functions below do not take, where it does not pay or is too much. KAMU_E_NOMEM only. */
kamu_code slice_ranges_open(struct dataset *ds, const struct col_field *const *columns,
                            uint32_t n_columns, const struct slice_ref *slices, size_t n,
                            struct slice_ranges **out, struct kamu_error *err);
/* By index into `columns` and `slices`. */
struct slice_range slice_ranges_get(const struct slice_ranges *r, uint32_t column, size_t slice);
/* What a slice that was opened told. */
void slice_ranges_put(struct slice_ranges *r, uint32_t column, size_t slice,
                      struct slice_range range);
/* Keeps what was put; never fails. NULL is fine. */
void slice_ranges_close(struct slice_ranges *r);

#endif
