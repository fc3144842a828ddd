/*
 * Feed: the rows of one input as the rest of a push gets them: read, and through the preprocess
 * query of the source when it has one.
 *
 * A query reads the input when it runs, only the columns that it uses, and once for each time that
 * it names `input`: an input that flows is kept aside for that.
 */
#ifndef KAMU_INGEST_FEED_H
#define KAMU_INGEST_FEED_H

#include "ingest/input.h"
#include "ingest/plan.h"
#include "kamu.h"

struct feed;

struct feed_options {
    const struct ingest_plan *plan;
    struct input *input;
    const struct kamu_push_options *push; /* on_error, max_errors, strict */
    bool again;                           /* the input may be wanted once more after this feed */
    struct instant now;                   /* of the query's now() */
    const char *temp_dir;
    void *ctx; /* of the three below, see readers/reader.h */
    kamu_code (*reject)(void *ctx, const struct reader_reject *reject, struct kamu_error *err);
    void (*progress)(void *ctx, uint64_t bytes_done, uint64_t bytes_total);
    void (*warn)(void *ctx, const char *text);
};

/* Everything that options point to must outlive the feed. */
kamu_code feed_open(struct env *env, const struct feed_options *options, struct feed **out,
                    struct kamu_error *err);
/* Columns of the batches; NULL: the input has no record that would tell (reader_schema). Borrowed.
 */
struct col_schema *feed_schema(const struct feed *f);
/* *out = NULL at the end. */
kamu_code feed_next(struct feed *f, struct batch **out, struct kamu_error *err);
/* What was read of the input, the query not looked at; of several readings the first counts. */
void feed_stats(const struct feed *f, struct reader_stats *out);
void feed_close(struct feed *f); /* NULL is fine */

#endif
