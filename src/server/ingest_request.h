/* A request to push: what headers and query say of it, and its answer. Inside of the ingest
 * routes. */
#ifndef KAMU_SERVER_INGEST_REQUEST_H
#define KAMU_SERVER_INGEST_REQUEST_H

#include "server/commit_queue.h"
#include "server/exchange.h"
#include "server/upload.h"

#define REJECTS_TOLD 100 /* bad records left out that the answer names */

struct ingest_request { /* lives in the exchange's arena */
    struct exchange *x;
    struct push_request push;
    bool unknown_media_type;
    bool skips, dry_run, conditional; /* onError=skip, validateOnly, If-Match */
    bool represent;                   /* the answer has a body */
    struct upload upload;             /* fd -1: none */
    struct str upload_token;
    struct buf rejects; /* JSON objects, comma-separated */
    uint64_t n_rejects;
};

/* false: x has been answered. */
bool ingest_request_read(struct exchange *x, struct worker *w, struct ingest_request *r);
void ingest_request_free(struct ingest_request *r);

/* The options of a push as this request's headers and query have them, for other routes that
 * push. KAMU_E_USAGE. */
kamu_code ingest_event_time(struct exchange *x, struct kamu_push_options *o,
                            struct kamu_error *err);
/* As an input format (kamu_push_options) for a media type and the options of the query. *unknown:
 * no such media type. *out = NULL: the source's own. */
kamu_code ingest_format(struct exchange *x, struct str media_type, const char **out, bool *unknown,
                        struct kamu_error *err);

/* A body that is large: it is put into a file while it comes, and read from there at the same time,
 * unless the client is slow. Answers, and frees r. */
#define INGEST_LARGE ((uint64_t)32 << 20)
void ingest_large(struct exchange *x, struct worker *w, struct ingest_request *r);

/* Answers, and frees r. */
void ingest_answer(struct ingest_request *r, const struct push_outcome *outcome);
/* An error that is no record's: kamu's {"message"} where kamu has one, else a problem document. */
void ingest_fail(struct exchange *x, const struct kamu_error *err);

#endif
