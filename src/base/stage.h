/*
 * What a push spends its time on: processor time of all threads and wall time of the thread that
 * leads it, by stage (enum kamu_stage).
 *
 * A thread is in one stage at a time. Entering another one charges what passed to the one before,
 * so nested stages count once, each its own part:
 *
 *   struct stage_mark m = stage_enter(KAMU_STAGE_COMPRESS);
 *   ...
 *   stage_leave(m);
 *
 * Tasks of a pool count for the push that submitted them, in the stage it was in then, unless they
 * enter another. Where nobody measures, entering costs a test; else one clock of the kernel (some
 * hundred nanoseconds): enter per piece, page or batch, not per row.
 *
 * What a thread does is known to the thread alone, hence the one thread-local variable of the
 * program.
 */
#ifndef KAMU_BASE_STAGE_H
#define KAMU_BASE_STAGE_H

#include "kamu.h"

struct stage_times {
    _Atomic uint64_t cpu_ns[KAMU_STAGES];
    _Atomic uint64_t wall_ns[KAMU_STAGES]; /* written by the leading thread alone */
};

struct stage_mark { /* what a thread comes back to */
    struct stage_times *times;
    enum kamu_stage stage;
    bool leads;
};

/* From here on this thread counts for `times` and its wall time too, in KAMU_STAGE_OTHER. `times`
 * must live until all tasks that were submitted meanwhile have ended. */
struct stage_mark stage_lead(struct stage_times *times);
struct stage_mark stage_enter(enum kamu_stage stage);
void stage_leave(struct stage_mark before);

/* For the pool: where the thread is, and being there on behalf of another one. */
struct stage_mark stage_here(void);
struct stage_mark stage_help(struct stage_mark submitter);

#endif
