#include "unit/harness.h"

#include <stdatomic.h>

enum { TASKS = 2000 };

struct job {
    struct pool_task task;
    struct pool *pool;
    _Atomic int *sum;
    int value;
};

static void add(void *arg)
{
    struct job *j = arg;
    atomic_fetch_add(j->sum, j->value);
}

static void run_many(unsigned threads)
{
    struct kamu_error err;
    struct pool *p;
    assert_ok(pool_create(threads, &p, &err), &err);
    assert_int_equal(pool_workers(p), threads + 1);
    static struct job jobs[TASKS];
    _Atomic int sum = 0;
    for (int round = 0; round < 3; round++) {
        struct pool_group g;
        pool_group_init(&g, p);
        sum = 0;
        for (int i = 0; i < TASKS; i++) {
            jobs[i].sum = &sum;
            jobs[i].value = i;
            pool_submit(&g, &jobs[i].task, add, &jobs[i]);
        }
        pool_wait_task(&g, &jobs[TASKS / 2].task);
        assert_true(jobs[TASKS / 2].task.done);
        pool_wait(&g);
        assert_int_equal(sum, TASKS * (TASKS - 1) / 2);
        assert_int_equal(g.pending, 0);
    }
    pool_destroy(p);
}

static void all_tasks_run(void **state)
{
    (void)state;
    run_many(0);
    run_many(1);
    run_many(7);
}

/* Every task waits for tasks of its own: more waits than threads. */
static void nest(void *arg)
{
    struct job *j = arg;
    struct pool_group g;
    struct job inner[8];
    pool_group_init(&g, j->pool);
    for (int i = 0; i < 8; i++) {
        inner[i].sum = j->sum;
        inner[i].value = 1;
        pool_submit(&g, &inner[i].task, add, &inner[i]);
    }
    pool_wait(&g);
}

static void nested_waits_do_not_lock_up(void **state)
{
    (void)state;
    struct kamu_error err;
    struct pool *p;
    assert_ok(pool_create(3, &p, &err), &err);
    static struct job jobs[200];
    _Atomic int sum = 0;
    struct pool_group g;
    pool_group_init(&g, p);
    for (int i = 0; i < 200; i++) {
        jobs[i].sum = &sum;
        jobs[i].pool = p;
        pool_submit(&g, &jobs[i].task, nest, &jobs[i]);
    }
    pool_wait(&g);
    assert_int_equal(sum, 1600);
    pool_destroy(p);
}

static void an_unused_pool_is_free(void **state)
{
    (void)state;
    struct kamu_error err;
    struct pool *p;
    assert_ok(pool_create(100000, &p, &err), &err);
    pool_destroy(p);
    pool_destroy(NULL);
}

static void the_environment_lends_it_all(void **state)
{
    (void)state;
    struct kamu_error err;
    struct env env;
    assert_ok(env_init(&env, &err), &err);
    assert_ok(env_check_cancel(&env, &err), &err);
    _Atomic int cancel = 0;
    env.cancel = &cancel;
    assert_ok(env_check_cancel(&env, &err), &err);
    cancel = 1;
    assert_fails(env_check_cancel(&env, &err), KAMU_E_CANCELLED, "Operation aborted", &err);
    env_free(&env);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_tasks_run),
        cmocka_unit_test(nested_waits_do_not_lock_up),
        cmocka_unit_test(an_unused_pool_is_free),
        cmocka_unit_test(the_environment_lends_it_all),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
