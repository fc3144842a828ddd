/*
 * Text cut into pieces that are parsed in parallel and come back in order.
 *
 * A piece is cut where a record most likely begins; nothing depends on the guess. Whoever parses a
 * piece says how much of it were whole records. When a piece was cut inside a record, what follows
 * was parsed from the wrong place: those results are dropped, the rest is put back, and from there
 * on one piece follows the other. So any cut gives the same rows, and memory stays at a few pieces
 * unless a single record is larger.
 */
#ifndef KAMU_READERS_PIPELINE_H
#define KAMU_READERS_PIPELINE_H

#include "readers/input.h"

#define PIECE_SLACK 128 /* zero bytes behind the text of a piece */

enum piece_stop {
    PIECE_ALL,        /* everything was used */
    PIECE_INCOMPLETE, /* a record starts at `used` and goes on behind the piece */
    PIECE_BAD,        /* the record at `used` is bad: the reader knows how to say why */
    PIECE_END,        /* the data ends at `used` (a closing bracket) */
    PIECE_NO_MEMORY
};

struct piece_reject {
    size_t at;       /* the bad record */
    uint64_t record; /* its number in the piece, from 0 */
};

struct piece {
    /* for the parser */
    uint8_t *text;
    size_t n;
    bool first, last; /* of the input */
    void *worker;     /* the reader's own, one per piece at work */

    /* from the parser */
    enum piece_stop stop;
    size_t used;
    uint64_t records, newlines; /* whole records, and line feeds in [0, used) */
    struct batch **batches;
    size_t n_batches, next_batch;
    struct piece_reject *rejects;
    size_t n_rejects;

    /* where it lies: bytes, lines and records before it; bytes of its first line before it */
    uint64_t offset, line, record, column;

    /* How far line feeds were counted for errors: the next one lies further on, and many bad
     * records must not each count from the start. */
    size_t counted, counted_line; /* line: where the last one begins; 0: before the piece */
    uint64_t counted_lines;

    /* the pipeline's */
    size_t cap;
    struct pool_task task;
    struct pipeline *pipeline;
    bool busy;
};

struct pipeline_ops {
    /* Bytes of text[0..n) up to the likely start of a record; 0 = no such place. */
    size_t (*cut)(void *ctx, const uint8_t *text, size_t n);
    void (*run)(void *ctx, struct piece *p); /* on any thread */
    kamu_code (*worker_new)(void *ctx, void **worker, struct kamu_error *err);
    void (*worker_free)(void *ctx, void *worker);
    void *cut_ctx; /* given to cut instead of ctx when set */
};

struct pipeline;
/* piece_bytes 0 = default. */
kamu_code pipeline_new(struct env *env, struct byte_input *in, const struct pipeline_ops *ops,
                       void *ctx, size_t piece_bytes, size_t record_max, struct pipeline **out,
                       struct kamu_error *err);
void pipeline_free(struct pipeline *pl); /* waits for what runs */

/* Before the first piece: text that was read from the input already, the first byte of which lies
 * at `offset` behind `line` line feeds and `column` bytes of its line. */
kamu_code pipeline_start_with(struct pipeline *pl, const uint8_t *text, size_t n, uint64_t offset,
                              uint64_t line, uint64_t column, struct kamu_error *err);
/* Bytes handed out so far. */
uint64_t pipeline_offset(const struct pipeline *pl);
/* Into err->at: the end of the input, when all pieces are through. */
void pipeline_error_at_end(const struct pipeline *pl, const char *input, struct kamu_error *err);

/* The next finished piece, in order; NULL at the end. It belongs to the caller until
 * pipeline_release. */
kamu_code pipeline_next(struct pipeline *pl, struct piece **out, struct kamu_error *err);
void pipeline_release(struct pipeline *pl, struct piece *p);

/* After PIECE_END: all text behind p->used, at most `max` bytes, into `out`. */
kamu_code pipeline_rest(struct pipeline *pl, struct piece *p, struct buf *out,
                        struct kamu_error *err);

/* Line and column (from 1) of a byte of the piece into err->at, with byte offset and record. */
void piece_error_at(struct piece *p, const char *input, const uint8_t *at, uint64_t record,
                    struct kamu_error *err);
/* piece->batches[n++] = b; takes b also on failure. */
bool piece_add_batch(struct piece *p, struct batch *b);
bool piece_add_reject(struct piece *p, size_t at, uint64_t record);

/* Bytes behind the last line feed of p[0..n); `before` more when there is none. */
uint64_t column_behind(const uint8_t *p, size_t n, uint64_t before);
uint64_t count_byte(const uint8_t *p, size_t n, uint8_t c);
uint64_t count_newlines(const uint8_t *p, size_t n);

#endif
