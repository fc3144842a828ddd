/* Shared by the printers behind output.h. */
#ifndef KAMU_CLI_OUTPUT_INTERNAL_H
#define KAMU_CLI_OUTPUT_INTERNAL_H

#include "cli/output.h"

#define OUTPUT_TEXT_MAX ((size_t)2 << 30) /* of a table or json-soa, which are kept to the end */
#define OUTPUT_FLUSH ((size_t)64 << 10)

struct output_printer {
    kamu_code (*open)(struct output *o, struct kamu_error *err); /* may be NULL */
    kamu_code (*row)(struct output *o, const struct batch *b, int64_t i, struct kamu_error *err);
    kamu_code (*finish)(struct output *o, struct kamu_error *err);
    void (*free)(struct output *o); /* may be NULL */
};

struct output {
    const struct output_printer *printer;
    struct output_options options;
    struct output_sink sink;
    struct col_schema *schema;
    uint64_t rows;
    struct buf text;              /* goes to the sink when it is large enough */
    void *state;                  /* of the printer */
    struct output_ranges *ranges; /* output_parallel.c; NULL before the first large batch */
};

/* The rows of the batch from `from` on, which are not the first of all; o->text is empty. */
kamu_code output_write_ranges(struct output *o, const struct batch *b, int64_t from,
                              struct kamu_error *err);
void output_ranges_free(struct output_ranges *r); /* NULL is fine */

extern const struct output_printer output_csv, output_json, output_ndjson, output_json_aoa,
    output_json_soa, output_table;

#endif
