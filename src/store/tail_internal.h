/* Shared by tail.c and tail_where.c. */
#ifndef KAMU_STORE_TAIL_INTERNAL_H
#define KAMU_STORE_TAIL_INTERNAL_H

#include "columnar/filter.h"
#include "parquet/slice_reader.h"
#include "store/tail.h"

/* Rows [from, from + rows) of one slice. */
struct tail_part {
    struct odf_hash hash;
    uint64_t first; /* offset of the slice's first row */
    uint64_t slice_rows, from, rows;
};

struct dataset_tail {
    struct env *env;
    struct dataset *ds;
    struct dataset_tail_options options;
    struct odf_hash head;
    uint64_t end;
    bool connected;
    struct col_schema *schema; /* the dataset's */
    struct col_schema *shown;  /* of the batches that go out */
    struct col_schema *read;   /* `shown`, and behind it what the condition needs besides */
    struct filter *filter;
    struct col_schema *tested; /* the condition's columns only */
    uint64_t matched;          /* rows that match in the parts */
    struct tail_part *parts;   /* newest first */
    size_t n, cap;
    int32_t *rows; /* that match in a batch: BATCH_ROWS_MAX of them */
    /* reading: */
    struct slice_reader *reader; /* of the slice `open` */
    struct odf_hash open;
    uint64_t left;       /* rows still to come from the part */
    uint64_t lead, want; /* matching rows to leave out first, then to give */
};

kamu_code tail_add_part(struct dataset_tail *t, const struct tail_part *p, struct kamu_error *err);
/* Opens the part's slice for the columns of `schema` and goes to its first row; an open reader of
 * the same slice is used again. */
kamu_code tail_open_part(struct dataset_tail *t, const struct tail_part *p,
                         struct col_schema *schema, struct kamu_error *err);
void tail_close_reader(struct dataset_tail *t);

/* With a condition: adds the pieces of the slice that hold matching rows, newest first, until
 * skip + limit are found. */
kamu_code tail_search_slice(struct dataset_tail *t, const struct tail_part *slice,
                            struct kamu_error *err);
/* The matching rows of a batch of t->read, as t->shown. *out = NULL when there are none. */
kamu_code tail_pick(struct dataset_tail *t, const struct batch *b, struct batch **out,
                    struct kamu_error *err);

#endif
