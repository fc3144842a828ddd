/* Inside of stream.c and stream_commit.c: one endless body. */
#ifndef KAMU_SERVER_STREAM_IMPL_H
#define KAMU_SERVER_STREAM_IMPL_H

#include "server/commit_queue.h"
#include "server/exchange.h"

#define STREAM_LINE_MAX ((size_t)4 << 20)  /* of one record */
#define STREAM_CHUNK_MAX ((size_t)8 << 20) /* a commit is made when so many bytes wait */
#define STREAM_REJECTS_TOLD 100            /* for each commit */
enum {
    STREAM_ROWS = 10000,
    STREAM_ROWS_MAX = 65536,
    STREAM_MS = 1000,
    STREAM_MS_MIN = 10,
    STREAM_MS_MAX = 60000
};

struct stream {
    struct exchange *x;
    struct worker *w; /* of the stream's own thread */
    /* as asked for */
    struct kamu_push_options options;
    uint64_t max_rows;
    unsigned max_ms;
    bool skips;
    struct str producer; /* .p NULL: none */
    bool has_epoch;
    uint64_t epoch;
    uint64_t base;  /* offset of the line before the first one */
    uint64_t known; /* lines at the beginning that were committed before */
    /* what waits: whole lines, the last one perhaps not */
    struct buf text;
    size_t whole;      /* bytes of whole lines */
    uint64_t line;     /* behind us, committed or left out */
    uint64_t lines;    /* whole lines that wait */
    uint64_t since_ns; /* when the first of them came */
    /* sums */
    uint64_t rows, rejected;
    /* bad records of the chunk in the queue */
    struct buf rejects;
    uint64_t n_rejects;
};

/* Commits the whole lines that wait and tells the client. *over: the stream ends here, and the
 * client knows why. An error: the client is gone. */
kamu_code stream_commit(struct stream *s, bool *over, struct kamu_error *err);
/* One line of the answer about something that ends the stream; `line` 0: none in particular. */
kamu_code stream_tell_error(struct stream *s, const struct kamu_error *e, uint64_t line,
                            struct kamu_error *err);

#endif
