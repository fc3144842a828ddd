/*
 * Threads of queries: as many as there are engines, apart from the workers, so that queries that
 * take long keep nobody from pushing. What comes beyond them stands in a line with an end.
 */
#ifndef KAMU_SERVER_QUERY_THREADS_H
#define KAMU_SERVER_QUERY_THREADS_H

#include "server/exchange.h"
#include "server/server.h"

struct query_threads;
kamu_code query_threads_open(struct server *s, struct query_threads **out, struct kamu_error *err);
/* Answers those in the line that nobody has begun with 503. NULL is fine. */
void query_threads_close(struct query_threads *q);

/* Has the exchange answered by `run` on such a thread; the caller returns at once and touches
 * neither x nor ctx any more. 503 when the line is full, or when its turn does not come in time. */
void query_threads_run(struct exchange *x,
                       void (*run)(struct exchange *x, struct worker *w, void *ctx), void *ctx);

#endif
