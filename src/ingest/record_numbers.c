/* Record numbers: see record_numbers.h. */
#include "ingest/record_numbers.h"

kamu_code record_numbers_leave_out(struct record_numbers *r, uint64_t record,
                                   struct kamu_error *err)
{
    if (r->n == r->cap) {
        size_t cap = r->cap == 0 ? 64 : r->cap * 2;
        uint64_t *grown = mem_realloc_array(r->left_out, cap, sizeof *grown);
        if (grown == NULL)
            return error_nomem(err);
        r->left_out = grown;
        r->cap = cap;
    }
    r->left_out[r->n++] = record;
    return KAMU_OK;
}

const uint64_t *record_numbers_next(struct record_numbers *r, int64_t rows)
{
    KAMU_ASSERT(rows <= BATCH_ROWS_MAX);
    for (int64_t i = 0; i < rows; i++) {
        r->next++;
        while (r->at < r->n && r->left_out[r->at] == r->next) {
            r->at++;
            r->next++;
        }
        r->numbers[i] = r->next;
    }
    return r->numbers;
}

void record_numbers_free(struct record_numbers *r)
{
    mem_free(r->left_out);
    r->left_out = NULL;
}
