/*
 * kamu.h - push ingestion for Open Data Fabric, as an embeddable library.
 *
 * The only public header. Everything a caller owns, must free, or may see fail
 * is said here; nothing else of the library is meant to be included.
 *
 * Conventions
 *   - Every function that can fail returns an `enum kamu_code` and fills the
 *     caller's `struct kamu_error` (may be NULL when only the code matters).
 *   - Strings are UTF-8 and NUL-terminated unless a length is passed along.
 *   - Times are UTC. Units are last in names (`_ms`, `_bytes`).
 */
#ifndef KAMU_H
#define KAMU_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define KAMU_API __attribute__((visibility("default")))
#else
#define KAMU_API
#endif

/* The release of this library, and the kamu-cli release whose datasets, command
 * line and HTTP API it is compatible with. */
#define KAMU_VERSION "0.1.0"
#define KAMU_COMPAT_VERSION "0.265.0"

/* ---- errors ------------------------------------------------------------- */

/* Few on purpose: each maps to one exit code and one HTTP status. */
enum kamu_code {
    KAMU_OK = 0,
    KAMU_E_USAGE,       /* the call or command line is wrong                exit 1  HTTP 400 */
    KAMU_E_INPUT,       /* the pushed data or a manifest is bad             exit 1  HTTP 400 */
    KAMU_E_SCHEMA,      /* data does not fit the dataset's schema           exit 1  HTTP 400 */
    KAMU_E_NOT_FOUND,   /* workspace, dataset, source, block, file missing  exit 1  HTTP 404 */
    KAMU_E_EXISTS,      /* name taken                                       exit 1  HTTP 409 */
    KAMU_E_CONFLICT,    /* the head is not the expected one                 exit 1  HTTP 409 */
    KAMU_E_CHAIN,       /* the event breaks a rule of the metadata chain    exit 1  HTTP 400 */
    KAMU_E_CORRUPT,     /* stored bytes are damaged                         exit 1  HTTP 500 */
    KAMU_E_ACCESS,      /* permission denied                                exit 1  HTTP 403 */
    KAMU_E_IO,          /* the operating system refused                     exit 1  HTTP 500 */
    KAMU_E_LIMIT,       /* a configured maximum was exceeded                exit 1  HTTP 413 */
    KAMU_E_NOMEM,       /* out of memory                                    exit 1  HTTP 503 */
    KAMU_E_UNSUPPORTED, /* valid, but not offered by this build             exit 1  HTTP 501 */
    KAMU_E_CANCELLED,   /* interrupted or declined; nothing was committed   exit 1  HTTP 499 */
    KAMU_E_BUG          /* a broken invariant of the library itself         exit 70 HTTP 500 */
};

/* Where in an input an error lies. Zero / empty members are unknown. */
struct kamu_position {
    char input[256];   /* file name, "STDIN", or the name the caller gave */
    uint64_t line;     /* physical line, from 1 */
    uint64_t column;   /* byte column in the line, from 1 */
    uint64_t byte;     /* offset in the input, from 0; valid when line > 0 */
    uint64_t record;   /* record number, from 1 */
    char field[192];   /* column or key path, "a.b[3]" */
    char excerpt[128]; /* the offending text, shortened, control bytes escaped */
    char expected[96]; /* what was expected: "Int64", "RFC 3339 timestamp" */
    char hint[256];    /* what to do about it */
};

#define KAMU_ERROR_TEXT_MAX 8192

/*
 * Filled by the callee, owned by the caller; no release needed. `text` holds
 * one or more messages, outermost first, each ended by a NUL (an empty one ends
 * the list): read them with kamu_error_message().
 */
struct kamu_error {
    enum kamu_code code;
    int os_errno; /* the errno behind KAMU_E_IO / KAMU_E_ACCESS, else 0 */
    struct kamu_position at;
    char text[KAMU_ERROR_TEXT_MAX];
};

/* The i-th message, outermost is 0; NULL when there are no more. */
KAMU_API const char *kamu_error_message(const struct kamu_error *error, unsigned i);

/* Short stable name of a code, "KAMU_E_INPUT". Never NULL. */
KAMU_API const char *kamu_code_name(enum kamu_code code);

/* ---- a workspace ---------------------------------------------------------- */

/* UTC: seconds since 1970-01-01T00:00:00Z (may be negative) and nanoseconds
 * 0..999999999 forward from there. */
struct kamu_time {
    int64_t seconds;
    uint32_t nanos;
};

struct kamu_context; /* a workspace opened, with its threads, clock and limits */
struct kamu_dataset; /* one dataset of it */
struct kamu_push;    /* one push into it */

struct kamu_options {
    const char *workspace;     /* its directory, or one below it; NULL = the current directory */
    unsigned threads;          /* besides the caller's; 0 = one per further CPU */
    uint64_t memory_max_bytes; /* soft limit of one push's buffers; 0 = 192 MiB */
    bool fixed_clock;          /* the clock stands still at system_time */
    struct kamu_time system_time;
};

/*
 * Opens the workspace at options->workspace or at the nearest directory above.
 * options may be NULL (all defaults). Errors: KAMU_E_NOT_FOUND (no workspace),
 * KAMU_E_UNSUPPORTED (of another version), KAMU_E_ACCESS, KAMU_E_IO.
 * A context may be used by one thread at a time; open one per thread.
 */
KAMU_API enum kamu_code kamu_open(const struct kamu_options *options, struct kamu_context **out,
                                  struct kamu_error *error);
KAMU_API void kamu_close(struct kamu_context *context); /* after all its datasets; NULL is fine */

/* Makes the running push return KAMU_E_CANCELLED soon, with nothing committed. The
 * only function that another thread or a signal handler may call. */
KAMU_API void kamu_cancel(struct kamu_context *context);

/* reference: name ("gps"), "account/name" or "did:odf:…". KAMU_E_NOT_FOUND names near ones in the
 * hint. */
KAMU_API enum kamu_code kamu_dataset_open(struct kamu_context *context, const char *reference,
                                          struct kamu_dataset **out, struct kamu_error *error);
KAMU_API void kamu_dataset_close(struct kamu_dataset *dataset); /* after its pushes; NULL is fine */

/* ---- a push ---------------------------------------------------------------- */

/*
 * A push reads one or more inputs, brings them into the dataset's schema, applies
 * the source's merge strategy and commits the result: all of it, or nothing.
 * Each input becomes one data block; an input sees the rows of the ones before it.
 *
 *     struct kamu_push *push;
 *     kamu_push_open(dataset, NULL, &push, &error);
 *     kamu_push_add_file(push, "data.json", &error);
 *     kamu_push_commit(push, &result, &error);
 *     kamu_push_free(push);
 *
 * The add functions only note the input; kamu_push_commit does the work. When it
 * returns KAMU_OK the rows are on stable storage. When another program moved the
 * dataset's head meanwhile, the push is planned anew on that head and tried again.
 * After any error the dataset is as before.
 */

enum kamu_stage {                       /* of a push, for progress and timings */
                  KAMU_STAGE_READ,      /* waiting for input bytes, decompressing them */
                  KAMU_STAGE_PARSE,     /* text into columns */
                  KAMU_STAGE_NORMALIZE, /* types, names, event times */
                  KAMU_STAGE_SORT,      /* ordering rows, spilling */
                  KAMU_STAGE_MERGE,     /* looking up what the dataset has */
                  KAMU_STAGE_ENCODE,    /* columns into pages of the slice, statistics */
                  KAMU_STAGE_COMPRESS,  /* those pages */
                  KAMU_STAGE_HASH,      /* logical and physical hash */
                  KAMU_STAGE_WRITE,     /* the file of the slice */
                  KAMU_STAGE_SYNC,      /* bringing files to stable storage, moving the head */
                  KAMU_STAGE_OTHER,     /* planning, metadata, locks */
                  KAMU_STAGE_QUERY,     /* the preprocess query, without reading its input */
                  KAMU_STAGES
};

struct kamu_progress {
    enum kamu_stage stage;
    const char *input;    /* name of the input at work */
    uint32_t input_index; /* from 0 */
    uint64_t bytes_done;  /* of all inputs */
    uint64_t bytes_total; /* 0 = unknown (a pipe) */
    uint64_t rows_read;
};

enum kamu_on_error { KAMU_ON_ERROR_STOP, KAMU_ON_ERROR_SKIP };

/* Several records of one input with the same key (a null equals a null). */
enum kamu_on_repeated_key {
    KAMU_REPEATED_KEY_DEFAULT, /* Ledger: all; Snapshot, UpsertStream: the last */
    KAMU_REPEATED_KEY_ALL,     /* all are added; Ledger only */
    KAMU_REPEATED_KEY_FIRST,   /* the first one counts */
    KAMU_REPEATED_KEY_LAST,    /* the last one counts */
    KAMU_REPEATED_KEY_ERROR    /* KAMU_E_INPUT, with the number of the record and its key */
};

/* A record for a Ledger under a key that the dataset has, with other values. A Ledger never changes
 * what it has, so such a record is left out in every case. */
enum kamu_on_changed_row {
    KAMU_CHANGED_ROW_IGNORE, /* without a word, as kamu-cli does; costs nothing */
    KAMU_CHANGED_ROW_REPORT, /* counted in rows_changed, and one warning that shows the first */
    KAMU_CHANGED_ROW_ERROR   /* KAMU_E_INPUT, with the number of the record, its key and a value */
};

struct kamu_push_options {
    /* The push source; NULL = the only one. */
    const char *source_name;
    /* Event time of rows that have none; default: the system time of the push. */
    bool has_event_time;
    struct kamu_time event_time;
    /* Format of the inputs when it is not the source's: "csv", "json", "ndjson", "geojson",
     * "ndgeojson", "parquet", "esrishapefile"; NULL = the source's. */
    const char *input_format;
    /* Text of a block hash ("f1620…"): fail with KAMU_E_CONFLICT unless the dataset's head is this
     * one, now and at the commit; no retry then. NULL = any. */
    const char *expected_head;
    /* Do everything but the commit; keep the first preview_rows rows for kamu_push_preview. */
    bool dry_run;
    uint32_t preview_rows;
    /* Called now and then by the committing thread; must not call back into the library. */
    void (*progress)(void *progress_ctx, const struct kamu_progress *progress);
    void *progress_ctx;
    /* A Snapshot that would retract more than this share (0..1) of the rows that the dataset has
     * now fails with KAMU_E_LIMIT: a guard against half a file. 0 = no limit. */
    double retract_max_share;
    /* The same as a number of rows; 0 = none may be retracted. */
    bool limits_retractions;
    uint64_t retract_max_rows;
    /* Ledger, Snapshot, UpsertStream; no meaning for the other strategies. */
    enum kamu_on_repeated_key on_repeated_key;
    /* Ledger; no meaning for the other strategies. Reads what the dataset has under repeated keys.
     */
    enum kamu_on_changed_row on_changed_row;
    /* How often a lost race for the head is tried again; default 16. */
    uint32_t retries_max;
    /* Bad records: the first one fails the push (default), or they are left out and reported. */
    enum kamu_on_error on_error;
    uint64_t max_errors; /* KAMU_ON_ERROR_SKIP: more than these fail the push; 0 = no limit */
    bool strict; /* unknown fields, all-null rows and missing optional fields are bad records too */
    /* KAMU_ON_ERROR_SKIP: each record left out, in input order, with as much of its text as is
     * kept. Any other return than KAMU_OK fails the push. A push that is tried again reports again,
     * after a call with error == NULL. */
    enum kamu_code (*reject)(void *reject_ctx, const struct kamu_error *error, const char *raw,
                             size_t raw_size);
    void *reject_ctx;
    /* One line about something that is probably not meant, without newline. */
    void (*warn)(void *warn_ctx, const char *text);
    void *warn_ctx;
};

/* Fills in the defaults; call it before setting members. */
KAMU_API void kamu_push_options_init(struct kamu_push_options *options);

struct kamu_block_ref {
    uint8_t digest[32]; /* SHA3-256 of the block */
    uint64_t sequence_number;
};

/* What became of one input. */
struct kamu_input_result {
    const char *name;
    uint64_t bytes_read;
    uint64_t rows_read;      /* records of the input */
    uint64_t rows_written;   /* rows of the slice, all kinds */
    uint64_t rows_added;     /* +A */
    uint64_t rows_retracted; /* -R */
    uint64_t rows_corrected; /* pairs of -C and +C */
    uint64_t rows_dropped;   /* records that changed nothing, all kinds */
    uint64_t rows_repeated;  /* of these: another record of the input counts for their key */
    uint64_t rows_changed;   /* of these: known keys with other values (on_changed_row) */
    uint64_t rows_unknown;   /* of these: retractions of keys that are not there (UpsertStream) */
    uint64_t rows_rejected;  /* bad records left out (KAMU_ON_ERROR_SKIP) */
    uint64_t unknown_fields; /* values under names that the read schema lacks */
    char unknown_field[64];  /* the first of those names, "" when there was none */
    uint64_t missing_fields; /* optional fields that records did not have */
    uint64_t all_null_rows;
    bool has_data; /* the members below are set */
    struct kamu_block_ref block;
    uint64_t offset_first, offset_last;
    uint64_t slice_bytes;
};

struct kamu_push_result {
    bool updated;          /* something was committed (or would be: dry run) */
    bool schema_committed; /* a SetDataSchema block was among it */
    /* Sums over all inputs. */
    uint64_t bytes_read, rows_read, rows_written, rows_added, rows_retracted, rows_corrected,
        rows_dropped, rows_repeated, rows_changed, rows_unknown, rows_rejected, slice_bytes;
    bool has_data;
    uint64_t offset_first, offset_last; /* over all slices; when has_data */
    bool has_watermark;
    struct kamu_time watermark;               /* of the dataset now */
    struct kamu_block_ref old_head, new_head; /* equal when nothing was committed */
    uint32_t blocks;                          /* committed */
    uint32_t retries;                         /* lost races */
    uint64_t total_ns;
    /* Wall time of the committing thread, waiting for the others included: the sum is total_ns. */
    uint64_t stage_ns[KAMU_STAGES];
    uint64_t stage_cpu_ns[KAMU_STAGES];     /* processor time of all threads */
    const struct kamu_input_result *inputs; /* owned by the push, until kamu_push_free */
    size_t n_inputs;
};

/*
 * options may be NULL. Chooses the source and checks the dataset: KAMU_E_NOT_FOUND (no such
 * source), KAMU_E_USAGE (several sources, none named; not a root dataset; unknown format),
 * KAMU_E_CONFLICT (expected_head). The strings of options are copied.
 */
KAMU_API enum kamu_code kamu_push_open(struct kamu_dataset *dataset,
                                       const struct kamu_push_options *options,
                                       struct kamu_push **out, struct kamu_error *error);

/* A file, FIFO or device; "-" is standard input. Must exist: KAMU_E_NOT_FOUND. A directory is
 * KAMU_E_USAGE. */
KAMU_API enum kamu_code kamu_push_add_file(struct kamu_push *push, const char *path,
                                           struct kamu_error *error);
/* An open descriptor, read from its present position to its end; stays the caller's. A regular file
 * is read from its beginning. `name` is for messages, NULL = "STDIN". */
KAMU_API enum kamu_code kamu_push_add_fd(struct kamu_push *push, int fd, const char *name,
                                         struct kamu_error *error);
/* Bytes that stay the caller's, unchanged until kamu_push_commit returns. */
KAMU_API enum kamu_code kamu_push_add_memory(struct kamu_push *push, const void *data, size_t size,
                                             const char *name, struct kamu_error *error);
/*
 * Bytes that `read` delivers: stores up to `capacity` bytes and their number in *got, 0 at the end.
 * Any other return than KAMU_OK fails the push with that code. Called by the committing thread.
 */
typedef enum kamu_code (*kamu_read_fn)(void *ctx, void *out, size_t capacity, size_t *got);
KAMU_API enum kamu_code kamu_push_add_callback(struct kamu_push *push, kamu_read_fn read, void *ctx,
                                               const char *name, struct kamu_error *error);

/* The Arrow C Data Interface, https://arrow.apache.org/docs/format/CDataInterface.html */
#ifndef ARROW_C_DATA_INTERFACE
#define ARROW_C_DATA_INTERFACE
#define ARROW_FLAG_DICTIONARY_ORDERED 1
#define ARROW_FLAG_NULLABLE 2
#define ARROW_FLAG_MAP_KEYS_SORTED 4
struct ArrowSchema {
    const char *format;
    const char *name;
    const char *metadata;
    int64_t flags;
    int64_t n_children;
    struct ArrowSchema **children;
    struct ArrowSchema *dictionary;
    void (*release)(struct ArrowSchema *);
    void *private_data;
};
struct ArrowArray {
    int64_t length;
    int64_t null_count;
    int64_t offset;
    int64_t n_buffers;
    int64_t n_children;
    const void **buffers;
    struct ArrowArray **children;
    struct ArrowArray *dictionary;
    void (*release)(struct ArrowArray *);
    void *private_data;
};
#endif

/*
 * One record batch as an input of its own (a struct array). Both structures are taken over and
 * released by the library in every case. The source's read step is not used: columns are matched by
 * name; everything behind it (event time, merge, schema checks) is as for any input.
 */
KAMU_API enum kamu_code kamu_push_add_arrow(struct kamu_push *push, struct ArrowSchema *schema,
                                            struct ArrowArray *array, const char *name,
                                            struct kamu_error *error);

/*
 * Reads, merges, writes, syncs, commits. result may be NULL. May be called once; a push without any
 * input is KAMU_E_USAGE. Data errors are KAMU_E_INPUT with the exact position, KAMU_E_SCHEMA when
 * the data does not fit the dataset.
 */
KAMU_API enum kamu_code kamu_push_commit(struct kamu_push *push, struct kamu_push_result *result,
                                         struct kamu_error *error);

/* After a dry run: the first rows that would be committed, system columns included, as one record
 * batch that the caller releases. */
KAMU_API enum kamu_code kamu_push_preview(struct kamu_push *push, struct ArrowSchema *schema,
                                          struct ArrowArray *array, struct kamu_error *error);

/* Frees the push; before kamu_push_commit this is an abort. NULL is fine. */
KAMU_API void kamu_push_free(struct kamu_push *push);

#ifdef __cplusplus
}
#endif
#endif
