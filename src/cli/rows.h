/* Small tables of facts (list, repo list, ...): cells in, any output format out. */
#ifndef KAMU_CLI_ROWS_H
#define KAMU_CLI_ROWS_H

#include "cli/command.h"
#include "cli/output.h"
#include "columnar/builder.h"

enum rows_kind {
    ROWS_TEXT,
    ROWS_COUNT, /* u64; in tables "1,234", 0 = "-" */
    ROWS_SIZE,  /* u64 bytes; in tables "1.87 MiB", 0 = "-" */
    ROWS_TIME,  /* instant or null; in tables "2 days ago", null = "-" */
};

struct rows_column {
    const char *name;
    enum rows_kind kind;
    enum output_align align;
};

#define ROWS_COLUMNS_MAX 16

struct rows {
    struct cli *cli;
    size_t n;
    struct rows_column columns[ROWS_COLUMNS_MAX];
    struct output_column looks[ROWS_COLUMNS_MAX];
    struct instant now; /* what "ago" is counted from */
    struct col_schema *schema;
    struct batch_builder builder;
    struct output *output;
    size_t cell;
};

/* format: cli_output_format(). After an error r needs no rows_free. */
kamu_code rows_open(struct rows *r, struct cli *cli, const char *format,
                    const struct rows_column *columns, size_t n, struct kamu_error *err);
/* Cells from left to right, row after row. */
kamu_code rows_text(struct rows *r, struct str text, struct kamu_error *err); /* .p NULL = null */
kamu_code rows_u64(struct rows *r, uint64_t v, struct kamu_error *err);
kamu_code rows_time(struct rows *r, const struct instant *t,
                    struct kamu_error *err); /* NULL = null */
kamu_code rows_finish(struct rows *r, struct kamu_error *err);
void rows_free(struct rows *r);

/* "2 minutes ago", "in 3 days", "now" (spec/cli.md 7.1) */
#define ROWS_AGO_MAX 48
void rows_ago(struct instant t, struct instant now, char out[ROWS_AGO_MAX]);

#endif
