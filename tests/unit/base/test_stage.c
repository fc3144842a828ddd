#include "unit/harness.h"

#include "base/pool.h"
#include "base/stage.h"

#include <time.h>

/* Keeps the processor busy for so many milliseconds of this thread. */
static void work(unsigned ms)
{
    struct timespec a, b;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &a);
    do
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &b);
    while ((b.tv_sec - a.tv_sec) * 1000 + (b.tv_nsec - a.tv_nsec) / 1000000 < (long)ms);
}

static uint64_t sum(const _Atomic uint64_t ns[KAMU_STAGES])
{
    uint64_t all = 0;
    for (int i = 0; i < KAMU_STAGES; i++)
        all += ns[i];
    return all;
}

#define MS UINT64_C(1000000)

/* The inner stage's time is not the outer's. */
static void test_nested(void **state)
{
    (void)state;
    struct stage_times t = {0};
    struct stage_mark all = stage_lead(&t);
    struct stage_mark outer = stage_enter(KAMU_STAGE_MERGE);
    work(2);
    struct stage_mark inner = stage_enter(KAMU_STAGE_ENCODE);
    work(30);
    stage_leave(inner);
    stage_leave(outer);
    stage_leave(all);
    assert_true(t.cpu_ns[KAMU_STAGE_ENCODE] >= 30 * MS);
    assert_true(t.cpu_ns[KAMU_STAGE_MERGE] >= 2 * MS);
    assert_true(t.cpu_ns[KAMU_STAGE_MERGE] < 25 * MS);
    assert_true(t.wall_ns[KAMU_STAGE_ENCODE] >= 30 * MS);
    uint64_t before = sum(t.cpu_ns);
    inner = stage_enter(KAMU_STAGE_SORT); /* nobody measures any more */
    work(2);
    stage_leave(inner);
    assert_int_equal(sum(t.cpu_ns), before);
}

static void task(void *arg)
{
    work(5);
    struct stage_mark m = stage_enter(KAMU_STAGE_COMPRESS);
    work(*(unsigned *)arg);
    stage_leave(m);
}

/* Tasks count for who submitted them, whichever thread runs them; only the leader has a clock. */
static void test_pool(void **state)
{
    (void)state;
    enum { TASKS = 6 };
    struct kamu_error err;
    struct stage_times t = {0};
    for (unsigned threads = 0; threads < 3; threads++) {
        struct pool *p;
        struct pool_group g;
        struct pool_task tasks[TASKS];
        unsigned ms = 10;
        t = (struct stage_times){0};
        assert_int_equal(pool_create(threads, &p, &err), KAMU_OK);
        pool_group_init(&g, p);
        uint64_t outer = clock_monotonic_ns();
        struct stage_mark all = stage_lead(&t);
        uint64_t inner = clock_monotonic_ns();
        struct stage_mark m = stage_enter(KAMU_STAGE_ENCODE);
        for (unsigned i = 0; i < TASKS; i++)
            pool_submit(&g, &tasks[i], task, &ms);
        pool_wait(&g);
        stage_leave(m);
        inner = clock_monotonic_ns() - inner;
        stage_leave(all);
        outer = clock_monotonic_ns() - outer;
        assert_true(t.cpu_ns[KAMU_STAGE_ENCODE] >= TASKS * 5 * MS);
        assert_true(t.cpu_ns[KAMU_STAGE_COMPRESS] >= TASKS * 10 * MS);
        assert_true(sum(t.wall_ns) >= inner && sum(t.wall_ns) <= outer);
        pool_destroy(p);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_nested), cmocka_unit_test(test_pool)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
