/*
 * Tabular output in every format of spec/cli.md 6.1: columns and batches in,
 * text out. csv, json, ndjson and json-aoa stream; table and json-soa keep the
 * text of all rows until the end.
 */
#ifndef KAMU_CLI_OUTPUT_H
#define KAMU_CLI_OUTPUT_H

#include "base/pool.h"
#include "columnar/batch.h"

enum output_format {
    OUTPUT_CSV,
    OUTPUT_JSON,
    OUTPUT_NDJSON,
    OUTPUT_JSON_SOA,
    OUTPUT_JSON_AOA,
    OUTPUT_TABLE,
    OUTPUT_PARQUET /* a valid name, for export only: output_open refuses it */
};

/* The names in the order that kamu lists them, ended by NULL: for --output-format. */
extern const char *const output_format_names[];
bool output_format_parse(struct str name, enum output_format *out); /* exact names */
const char *output_format_name(enum output_format f);

enum output_align { OUTPUT_RIGHT, OUTPUT_LEFT, OUTPUT_CENTER };

/* How one column looks in a table; zeroed = kamu's defaults of tail and sql. Other formats ignore
 * all of it but `name`. */
struct output_column {
    enum output_align align;
    const char *null_text; /* NULL = "" */
    /* Own text of a value instead of value_format(); not called for nulls unless humanize_nulls. */
    kamu_code (*humanize)(void *ctx, const struct column *c, int64_t row, struct buf *out,
                          struct kamu_error *err);
    void *ctx;
    bool humanize_nulls;
    uint32_t max_chars; /* longer text is cut there and gets "…"; 0 = 90, UINT32_MAX = never */
};

/* Where the text goes. A sink error ends the output and is returned as it is. */
struct output_sink {
    kamu_code (*write)(void *ctx, const void *p, size_t n, struct kamu_error *err);
    void *ctx;
};
/* A sink into a stdio stream. A closed pipe (EPIPE) is KAMU_E_CANCELLED, with errno kept. */
struct output_sink output_sink_stdio(void *file);
/* A sink into a struct buf. */
struct output_sink output_sink_buf(struct buf *b);

struct output_options {
    enum output_format format;
    const struct output_column *columns; /* schema->n_fields of them; NULL = all default */
    /* What an empty result shows in csv and json-soa: true = the column names (`list`), false =
     * nothing and {} (`tail`, `sql`) (spec/cli.md 6.1). */
    bool names_when_empty;
    /* csv and ndjson: every line ends with a newline, so that what is there is whole at any time.
     */
    bool whole_lines;
    /* csv and ndjson: values as `export` writes them (columnar/format.h); ndjson leaves null keys
     * out.
     */
    bool export_values;
    /* csv and ndjson with whole_lines: threads that print large batches together; NULL = none. */
    struct pool *pool;
};

struct output;
/* Takes a reference of the schema; options->columns and what they point to must outlive it. */
kamu_code output_open(const struct output_options *options, struct col_schema *schema,
                      struct output_sink sink, struct output **out, struct kamu_error *err);
kamu_code output_write(struct output *o, const struct batch *b, struct kamu_error *err);
/* Everything so far to the sink; for formats that stream. */
kamu_code output_flush(struct output *o, struct kamu_error *err);
kamu_code output_finish(struct output *o, struct kamu_error *err);
void output_free(struct output *o); /* o may be NULL */

/* Columns a terminal needs for a text, by grapheme: wide East Asian and emoji 2, combining marks
 * and zero-width characters 0, an SGR escape 1 in all (spec/cli.md 6.3). Of several lines the
 * widest. */
size_t text_width(struct str s);

/* "1,234,567": for humanizers. */
kamu_code output_quantity(uint64_t n, struct buf *out, struct kamu_error *err);

#endif
