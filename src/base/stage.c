#include "base/stage.h"

#include "base/time.h"

#include <stdatomic.h>
#include <time.h>

static _Thread_local struct {
    struct stage_mark at;
    uint64_t cpu, wall; /* up to here everything is charged */
} here;

static uint64_t cpu_now(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

static void charge(_Atomic uint64_t *to, uint64_t *since, uint64_t now)
{
    atomic_fetch_add_explicit(to, now - *since, memory_order_relaxed);
    *since = now;
}

static struct stage_mark go_to(struct stage_mark next)
{
    struct stage_mark before = here.at;
    if (before.times != NULL) {
        charge(&before.times->cpu_ns[before.stage], &here.cpu, cpu_now());
        if (before.leads)
            charge(&before.times->wall_ns[before.stage], &here.wall, clock_monotonic_ns());
    }
    if (next.times != NULL && next.times != before.times)
        here.cpu = cpu_now();
    if (next.leads && !before.leads)
        here.wall = clock_monotonic_ns();
    here.at = next;
    return before;
}

struct stage_mark stage_lead(struct stage_times *times)
{
    return go_to((struct stage_mark){times, KAMU_STAGE_OTHER, true});
}

struct stage_mark stage_enter(enum kamu_stage stage)
{
    struct stage_mark next = here.at;
    if (next.times == NULL || next.stage == stage)
        return next;
    next.stage = stage;
    return go_to(next);
}

void stage_leave(struct stage_mark before)
{
    if (here.at.times != before.times || here.at.stage != before.stage)
        (void)go_to(before);
}

struct stage_mark stage_here(void)
{
    return here.at;
}

struct stage_mark stage_help(struct stage_mark submitter)
{
    struct stage_mark before = here.at;
    submitter.leads = before.leads && before.times == submitter.times;
    if (before.times == submitter.times && before.stage == submitter.stage)
        return before;
    return go_to(submitter);
}
