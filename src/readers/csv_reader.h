/* The Csv reader: header, binding of fields to columns, pieces. */
#ifndef KAMU_READERS_CSV_READER_H
#define KAMU_READERS_CSV_READER_H

#include "readers/csv_parser.h"
#include "readers/reader_impl.h"

struct csv_reader {
    struct reader *r;
    struct csv_dialect dialect;
    uint32_t n;         /* fields of a record */
    uint32_t *field_of; /* schema column of each */
    uint32_t n_ignored; /* fields of a record that have none */
    struct buf start;   /* the beginning of the text */
    size_t start_at;    /* behind the header */
    bool any_record;    /* csv_infer: there is one */
    struct str *names;  /* of the header, or NULL */
    struct arena arena;
};

/* Sets the types of the schema's fields; reads the input to its end. */
kamu_code csv_infer(struct csv_reader *x, struct col_schema *schema, struct kamu_error *err);
size_t csv_cut(void *ctx, const uint8_t *text, size_t n);

#endif
