/* Workers: the threads that run handlers. Each has an environment and a workspace of its own. */
#ifndef KAMU_SERVER_WORKERS_H
#define KAMU_SERVER_WORKERS_H

#include "server/server.h"

kamu_code workers_open(struct server *s, struct worker_pool **out, struct kamu_error *err);
/* Takes no more jobs, finishes those it has. NULL is fine. */
void workers_close(struct worker_pool *p);
/* false when the queue is full. */
bool workers_try(struct worker_pool *p, void (*run)(struct worker *w, void *arg), void *arg);
/* Waits for room. */
void workers_submit(struct worker_pool *p, void (*run)(struct worker *w, void *arg), void *arg);
/* Jobs waiting. */
unsigned workers_depth(struct worker_pool *p);
/* At work now. */
unsigned workers_busy(struct worker_pool *p);

enum { SPAWNED_MAX = 512 };
/* Runs it on a thread of its own, with a worker of its own. KAMU_E_LIMIT when there are too many.
 * workers_close waits for its end. */
kamu_code workers_spawn(struct worker_pool *p, void (*run)(struct worker *w, void *arg), void *arg,
                        struct kamu_error *err);
unsigned workers_spawned(struct worker_pool *p);

/* A worker for a thread of its own, with a workspace handle. */
kamu_code worker_init(struct worker *w, struct server *s, unsigned index, struct kamu_error *err);
void worker_free(struct worker *w);

#endif
