/* Running a query for a caller: its output as kamu answers it, and what it has read. */
#ifndef KAMU_SERVER_QUERY_RUN_H
#define KAMU_SERVER_QUERY_RUN_H

#include "server/query_request.h"
#include "server/spool.h"

/* Where a query failed. */
enum query_stage {
    QUERY_PLANNED, /* its text, its tables: kamu says 400 {"message"} */
    QUERY_RAN,     /* while it ran: kamu says 500 */
    QUERY_BUSY,    /* it was not begun: too many others */
    QUERY_NO_ENGINE
};

/* Completed requests only, on a thread of query_threads.h. Appends `"output"`'s value to `out`;
 * tables and blocks go into *r, the strings to the exchange's arena. With `with_input` the member
 * `"input":...,"output":` is put in front, since it is known once the query is planned. */
kamu_code query_run(struct exchange *x, struct worker *w, struct query_request *r, bool with_input,
                    struct spool *out, enum query_stage *stage, struct kamu_error *err);

/* The answer to what went wrong. */
void query_fail(struct exchange *x, enum query_stage stage, struct kamu_error *err);

#endif
