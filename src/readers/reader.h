/*
 * A reader turns one input (file, pipe, bytes) of one format into batches.
 *
 *   struct reader *r;
 *   KAMU_TRY(reader_open(env, &options, &r, err));
 *   struct batch *b;
 *   while ((rc = reader_next(r, &b, err)) == KAMU_OK && b != NULL) { ... batch_free(b); }
 *   reader_close(r);
 *
 * Batches come in input order, each of 1..BATCH_ROWS_MAX rows; parsing runs on env->pool with a
 * bounded read-ahead, so memory does not depend on the input's size. Equal input gives equal rows;
 * where batches are cut is not promised.
 *
 * Errors of the data are KAMU_E_INPUT. err->text is ONE message without the position ("field 'v':
 * failed to parse \"x\" as Int64"); err->at says where: input, line, column and byte (of the
 * decompressed text), record, field path, excerpt, expected, hint. Coercion follows
 * spec/read-formats.md 3; intended differences are listed in docs/differences-from-kamu.md.
 *
 * One reader belongs to one thread at a time.
 */
#ifndef KAMU_READERS_READER_H
#define KAMU_READERS_READER_H

#include "base/env.h"
#include "columnar/batch.h"
#include "readers/format.h"

enum reader_input_kind {
    READER_PATH,   /* a file name, taken literally (never a glob); FIFO and /dev/stdin are fine */
    READER_FD,     /* an open descriptor (stdin): read from its present offset, not closed */
    READER_MEMORY, /* bytes that live until reader_close */
    READER_STREAM  /* a callback, e.g. an HTTP body */
};

struct reader_input {
    enum reader_input_kind kind;
    const char *path; /* READER_PATH */
    int fd;           /* READER_FD */
    const void *data; /* READER_MEMORY */
    size_t size;
    /* READER_STREAM: up to n bytes; *got = 0 at the end */
    kamu_code (*read)(void *ctx, void *out, size_t n, size_t *got, struct kamu_error *err);
    void *ctx;
    const char *name; /* in errors; NULL = path, or "STDIN" */
};

/* A record that was left out (on_error == READER_SKIP). Everything borrowed for the call. */
struct reader_reject {
    const struct kamu_error *error; /* message and position */
    struct str raw;                 /* the record's text, cut at READER_RAW_MAX */
};
#define READER_RAW_MAX (64u << 10)

enum reader_on_error {
    READER_STOP, /* the first bad record is the error of reader_next */
    READER_SKIP  /* bad records are left out and reported; broken input (I/O, compression) still
                    stops */
};

/* Texts have two parsers, a fast one for the usual records and an exact one for the rest, with
 * equal results: tests look at that. */
enum reader_parser { READER_PARSER_BEST, READER_PARSER_PORTABLE, READER_PARSER_EXACT };

struct reader_stats {
    uint64_t bytes_read;    /* of the input as it is stored */
    uint64_t bytes_decoded; /* after decompression; equal when not compressed */
    uint64_t records;       /* seen, good and bad */
    uint64_t rows;          /* delivered in batches */
    uint64_t rejected;
    uint64_t unknown_fields; /* values under names that the schema lacks */
    uint64_t missing_fields; /* optional fields that a record did not have: NULL */
    uint64_t all_null_rows;
    uint64_t implausible_times; /* numbers in timestamp columns that look like another unit */
    char unknown_name[64];      /* the first unknown field, "" when none */
};

struct reader_options {
    struct reader_input input;
    struct reader_format format;
    /* What rows are coerced to; NULL = infer (then reader_schema has nullable columns). Referenced.
     */
    struct col_schema *schema;
    /* Optional: schema->n_fields flags; columns with false are not converted and come out as NULL
     * (kamu converts only what the preprocess query uses). NULL = all. Copied. */
    const bool *wanted;
    bool wanted_later; /* reader_want says it, once the columns are known */

    enum reader_on_error on_error;
    uint64_t max_errors; /* READER_SKIP: more rejects than this stop the read; 0 = no limit */
    bool strict;         /* unknown fields, all-null rows, missing optional fields are errors too */
    /* Called in input order from reader_next. An error stops the read. May be NULL. */
    kamu_code (*reject)(void *ctx, const struct reader_reject *reject, struct kamu_error *err);
    void *reject_ctx;

    /* Called now and then from reader_open / reader_next with stored bytes read and the total
     * (UINT64_MAX = unknown). May be NULL. */
    void (*progress)(void *ctx, uint64_t bytes_done, uint64_t bytes_total);
    void *progress_ctx;
    /* One line for the user, no final newline; at most a few per input. May be NULL. */
    void (*warn)(void *ctx, const char *text);
    void *warn_ctx;

    /* `format` is what a source declares, and nobody has said what the input is. When its first
     * record cannot be read as that, while its bytes (and the file's name) plainly say another
     * format which can read it, it is read as that one, with a warning. */
    bool detect;

    const char *temp_dir; /* for inputs that must be read twice or seeked; NULL = $TMPDIR or /tmp */
    size_t record_max_bytes;   /* a longer record is an error; 0 = READER_RECORD_MAX */
    size_t chunk_bytes;        /* tests: size of the pieces parsed in parallel; 0 = default */
    enum reader_parser parser; /* tests: the fast parser of any CPU, or none */
};
#define READER_RECORD_MAX ((size_t)1 << 30)

struct reader;

/* Opens the input, checks options, and with schema == NULL infers the columns (reads what it must).
 * A zero-byte input is never an error and options are not looked at (1.9).
 * KAMU_E_INPUT bad option or data, KAMU_E_NOT_FOUND, KAMU_E_IO (a directory too), KAMU_E_NOMEM. */
kamu_code reader_open(struct env *env, const struct reader_options *options, struct reader **out,
                      struct kamu_error *err);

/* The columns of all batches, as declared or as inferred. NULL when nothing could be inferred: the
 * input has no record with a field (empty, blank, `[]`, `{}`): there is nothing to commit and no
 * schema to fix; reader_next then gives no rows. An inferred column that never had a value is of
 * type Null: the caller decides what it is. Borrowed. */
struct col_schema *reader_schema(const struct reader *r);

/* With options->wanted_later, before the first reader_next: flags as options->wanted, for
 * reader_schema, inferred or declared. Without a schema a no-op. KAMU_E_INPUT when the input cannot
 * deliver a wanted column (Parquet). */
kamu_code reader_want(struct reader *r, const bool *wanted, struct kamu_error *err);

/* *out = NULL at the end. The caller frees the batch. After an error only reader_close is allowed.
 */
kamu_code reader_next(struct reader *r, struct batch **out, struct kamu_error *err);

/* Exact after the end of input or an error, a running count before. */
void reader_stats(const struct reader *r, struct reader_stats *out);

void reader_close(struct reader *r); /* r may be NULL; waits for running tasks */

#endif
