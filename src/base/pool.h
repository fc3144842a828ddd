/*
 * A fixed pool of threads. Work is submitted to a group; waiting for a group
 * helps with its tasks, so nested use cannot deadlock and a pool of 0 threads
 * simply runs everything in the waiting thread.
 */
#ifndef KAMU_BASE_POOL_H
#define KAMU_BASE_POOL_H

#include "base/error.h"
#include "base/stage.h"

struct pool;

/* threads: besides the caller; 0 = none (all work runs in the waiter). */
kamu_code pool_create(unsigned threads, struct pool **out, struct kamu_error *err);
void pool_destroy(struct pool *p);           /* waits for running tasks; p may be NULL */
unsigned pool_workers(const struct pool *p); /* threads + 1: how many tasks can run at once */
unsigned pool_default_threads(void);         /* usable CPUs - 1 */

struct pool_group {
    struct pool *pool;
    _Atomic uint32_t pending;
};
void pool_group_init(struct pool_group *g, struct pool *p);
/* The task object is the caller's and must live until the group is waited for. */
struct pool_task {
    void (*run)(void *arg);
    void *arg;
    struct pool_group *group;
    struct pool_task *next;
    struct stage_mark submitter; /* for whom, and in which stage */
    _Atomic int done;            /* 1 when run has returned */
};
void pool_submit(struct pool_group *g, struct pool_task *t, void (*run)(void *), void *arg);
void pool_wait(struct pool_group *g);                           /* all tasks of the group */
void pool_wait_task(struct pool_group *g, struct pool_task *t); /* this one; helps meanwhile */

#endif
