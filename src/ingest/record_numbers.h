/*
 * Record numbers: which record of its input a row was, from 1. Rows and records part ways
 * where bad records are left out: those are noted here, in input order.
 */
#ifndef KAMU_INGEST_RECORD_NUMBERS_H
#define KAMU_INGEST_RECORD_NUMBERS_H

#include "columnar/batch.h"

struct record_numbers { /* zeroed to begin with */
    uint64_t *left_out; /* records, ascending */
    size_t n, cap, at;
    uint64_t next; /* the record after the last numbered row, less one */
    uint64_t numbers[BATCH_ROWS_MAX];
};

/* This record is left out; called before the rows behind it are numbered. */
kamu_code record_numbers_leave_out(struct record_numbers *r, uint64_t record,
                                   struct kamu_error *err);
/* Numbers of the next `rows` rows of the input, at most BATCH_ROWS_MAX; valid until the next call.
 */
const uint64_t *record_numbers_next(struct record_numbers *r, int64_t rows);
void record_numbers_free(struct record_numbers *r); /* what it points to, not r */

#endif
