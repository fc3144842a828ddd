/* What the readers of all formats share. Not for other rooms. */
#ifndef KAMU_READERS_READER_IMPL_H
#define KAMU_READERS_READER_IMPL_H

#include "readers/pipeline.h"

struct reader_ops {
    kamu_code (*next)(struct reader *r, struct batch **out, struct kamu_error *err);
    void (*close)(struct reader *r);
    /* o.wanted is known now (options->wanted_later); NULL: the format looks at it with the first
     * rows. */
    kamu_code (*want)(struct reader *r, struct kamu_error *err);
};

struct reader {
    struct env *env;
    struct reader_options o; /* a copy; `wanted` is owned */
    struct byte_input *in;   /* NULL for a zero-byte input */
    struct col_schema *schema;
    bool inferred;
    const struct reader_ops *ops; /* NULL: no rows */
    void *impl;
    struct reader_stats stats;
    bool warned_times;
};

/* Formats; each sets r->ops and r->impl, and r->schema when it has to be inferred. The input is
 * open and not empty. */
kamu_code ndjson_reader_open(struct reader *r, struct kamu_error *err); /* NdJson, NdGeoJson */
kamu_code json_reader_open(struct reader *r, struct kamu_error *err);   /* Json, GeoJson */
kamu_code csv_reader_open(struct reader *r, struct kamu_error *err);
kamu_code shapefile_reader_open(struct reader *r, struct kamu_error *err);
kamu_code parquet_reader_open(struct reader *r, struct kamu_error *err);
kamu_code arrow_reader_open(struct reader *r, struct kamu_error *err); /* IPC, file and stream */

/* ---- records.c: readers of texts that are cut into pieces ---------------------------- */

struct record_ops {
    struct pipeline_ops pipeline;
    /* Fills *err with what is wrong with the record at p->text + at, position included, and *end
     * with the end of its text. */
    void (*explain)(void *ctx, struct piece *p, size_t at, uint64_t record, size_t *end,
                    struct kamu_error *err);
    /* Adds what the piece's worker counted. */
    void (*count)(void *ctx, const struct piece *p, struct reader_stats *stats);
    /* All pieces are through (ended: the one that said PIECE_END, or NULL); checks what follows.
     * May be NULL. */
    kamu_code (*finish)(void *ctx, struct pipeline *pl, struct piece *ended,
                        struct kamu_error *err);
    void (*free)(void *ctx);
};
/* Makes r a reader of `ctx` (owned from here on, also on error). `start` (may be NULL) is text that
 * was read already, at `offset`, behind `line` line feeds. */
kamu_code records_open(struct reader *r, const struct record_ops *ops, void *ctx,
                       const struct buf *start, uint64_t offset, uint64_t line, uint64_t column,
                       struct kamu_error *err);
bool records_skip_bad(const struct reader *r);

/* A record is left out (READER_SKIP): counted, reported; an error when there were too many. */
kamu_code reader_reject_record(struct reader *r, const struct reader_reject *reject,
                               struct kamu_error *err);

/* reader_detect.c: sets r->o.format to what the input is (reader_options.detect). The input is open
 * and not empty; byte_input_start is called again afterwards. */
kamu_code reader_detect(struct reader *r, struct kamu_error *err);
/* What else than the format it is read with the input looks like; false = nothing. */
struct format_guess;
bool reader_guess(const struct reader *r, struct format_guess *out);

/* One warning line for the user. */
void reader_warn(const struct reader *r, const char *fmt, ...) KAMU_PRINTF(2, 3);

/* hint.c: the usual causes when the very first record of a text cannot be read: another format, an
 * HTML page, UTF-16. Sets err's hint when one is found. */
void hint_from_head(const struct reader *r, struct kamu_error *err);

#endif
