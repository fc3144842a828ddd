/* Lines of a batch printed by several threads: each takes a range of rows, the texts follow in
 * order.
 */
#include "cli/output_internal.h"

#define RANGE_ROWS_MIN 2048
#define RANGES_MAX 32

struct range {
    struct output lines; /* prints into its own text; never the first row of all */
    const struct batch *batch;
    int64_t from, to;
    struct pool_task task;
    kamu_code rc;
    struct kamu_error err;
};

struct output_ranges {
    size_t n;
    struct range items[];
};

void output_ranges_free(struct output_ranges *r)
{
    for (size_t i = 0; r != NULL && i < r->n; i++) {
        if (r->items[i].lines.printer->free != NULL)
            r->items[i].lines.printer->free(&r->items[i].lines);
        buf_free(&r->items[i].lines.text);
    }
    mem_free(r);
}

static kamu_code make_ranges(struct output *o, struct kamu_error *err)
{
    size_t n = 2 * (size_t)pool_workers(o->options.pool);
    n = n < RANGES_MAX ? n : RANGES_MAX;
    struct output_ranges *r = mem_calloc(1, sizeof(*r) + n * sizeof(r->items[0]));
    if (r == NULL)
        return error_nomem(err);
    o->ranges = r;
    while (r->n < n) {
        struct output *lines = &r->items[r->n].lines;
        *lines = (struct output){
            .printer = o->printer, .options = o->options, .schema = o->schema, .rows = 1};
        buf_init(&lines->text, OUTPUT_TEXT_MAX);
        r->n++;
        if (lines->printer->open != NULL)
            KAMU_TRY(lines->printer->open(lines, err));
    }
    return KAMU_OK;
}

static void print_range(void *arg)
{
    struct range *r = arg;
    r->lines.text.len = 0;
    r->rc = KAMU_OK;
    for (int64_t i = r->from; i < r->to && r->rc == KAMU_OK; i++)
        r->rc = r->lines.printer->row(&r->lines, r->batch, i, &r->err);
}

kamu_code output_write_ranges(struct output *o, const struct batch *b, int64_t from,
                              struct kamu_error *err)
{
    struct pool_group group;
    size_t used = 0;
    kamu_code rc = KAMU_OK;
    if (o->ranges == NULL)
        KAMU_TRY(make_ranges(o, err));
    int64_t rows = b->length - from, n = (int64_t)o->ranges->n;
    int64_t each = (rows + n - 1) / n;
    each = each < RANGE_ROWS_MIN ? RANGE_ROWS_MIN : each;
    pool_group_init(&group, o->options.pool);
    for (int64_t at = from; at < b->length; at += each) {
        struct range *r = &o->ranges->items[used++];
        r->batch = b;
        r->from = at;
        r->to = b->length - at < each ? b->length : at + each;
        pool_submit(&group, &r->task, print_range, r);
    }
    pool_wait(&group);
    for (size_t i = 0; i < used && rc == KAMU_OK; i++) {
        struct range *r = &o->ranges->items[i];
        rc = r->rc;
        if (rc != KAMU_OK && err != NULL)
            *err = r->err;
        if (rc == KAMU_OK)
            rc = o->sink.write(o->sink.ctx, r->lines.text.data, r->lines.text.len, err);
    }
    o->rows += (uint64_t)rows;
    return rc;
}
