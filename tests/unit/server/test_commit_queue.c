/*
 * The commit queue with real commits: many threads, groups, snapshots in line, full queues, a disk
 * that refuses and recovers, stopping.
 */
#include "server/commit_queue.h"
#include "server/workers.h"
#include "unit/ingest/workspace_of.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>

#define THREADS 4

struct side { /* a server without a listener */
    struct fixture f;
    struct server server;
    struct worker workers[THREADS];
    struct dataset_handle handle;
};

struct sent {
    char text[128];
    struct push_request request;
    pthread_mutex_t lock;
    pthread_cond_t answered;
    bool done;
    kamu_code code;
    enum push_verdict verdict;
    struct push_outcome *outcome; /* without its error */
};

static _Atomic int disk_errno; /* what writing and syncing fail with */

static int hook(void *ctx, enum fs_step step, const char *path)
{
    (void)ctx;
    if (strstr(path, "/datasets/") == NULL)
        return 0;
    return step == FS_STEP_WRITE || step == FS_STEP_SYNC ? atomic_load(&disk_errno) : 0;
}

static void open_side(struct side *s, enum odf_merge_kind merge, bool with_hook)
{
    static const char *const keys[] = {"k"};
    struct col_schema *schema = schema_of("k:i64 v:str?");
    memset(s, 0, sizeof *s);
    fixture_open(&s->f);
    s->f.env.random.seeded = false; /* used by several threads */
    s->f.env.clock.fixed = false;
    struct odf_event source =
        source_event(&s->f, STR("default"), schema,
                     merge_of(&s->f, merge, strs_of(&s->f, keys, 1), (struct odf_strs){NULL, 0}));
    fixture_create(&s->f, "d", &source, 1);
    col_schema_unref(schema);
    atomic_store(&disk_errno, 0);
    if (with_hook)
        s->f.env.fs.hook = hook;
    server_options_init(&s->server.options);
    s->server.options.workspace = s->f.dir;
    s->server.options.drain_timeout_ms = 5000;
    s->server.env = &s->f.env;
    s->server.ws = s->f.ws;
    s->handle = *dataset_handle(s->f.ds);
    for (unsigned i = 0; i < THREADS; i++)
        assert_ok(worker_init(&s->workers[i], &s->server, i, &s->f.err), &s->f.err);
    assert_ok(guard_open(&s->server, &s->server.guard, &s->f.err), &s->f.err);
    assert_ok(commit_queue_open(&s->server, &s->server.commits, &s->f.err), &s->f.err);
}

static void close_side(struct side *s)
{
    commit_queue_close(s->server.commits);
    guard_close(s->server.guard);
    for (unsigned i = 0; i < THREADS; i++)
        worker_free(&s->workers[i]);
    fixture_close(&s->f);
}

static void done(void *ctx, const struct push_outcome *o)
{
    struct sent *p = ctx;
    pthread_mutex_lock(&p->lock);
    p->code = o->code;
    p->verdict = o->verdict;
    *p->outcome = *o;
    p->done = true;
    pthread_cond_signal(&p->answered);
    pthread_mutex_unlock(&p->lock);
}

static void push(struct side *s, unsigned thread, struct sent *p)
{
    pthread_mutex_init(&p->lock, NULL);
    pthread_cond_init(&p->answered, NULL);
    p->outcome = mem_calloc(1, sizeof *p->outcome);
    p->request = (struct push_request){.dataset = s->handle,
                                       .data = p->text,
                                       .size = strlen(p->text),
                                       .fd = -1,
                                       .name = "request body",
                                       .done = done,
                                       .ctx = p};
    kamu_push_options_init(&p->request.options);
    commit_queue_push(&s->workers[thread], &p->request);
}

static void wait_for(struct sent *p)
{
    pthread_mutex_lock(&p->lock);
    while (!p->done)
        pthread_cond_wait(&p->answered, &p->lock);
    pthread_mutex_unlock(&p->lock);
    pthread_mutex_destroy(&p->lock);
    pthread_cond_destroy(&p->answered);
}

static uint64_t rows_in(struct side *s)
{
    const struct dataset_state *state = NULL;
    assert_ok(dataset_state(s->f.ds, &state, &s->f.err), &s->f.err);
    return state->chain.rows_total;
}

/* ---- many at once ------------------------------------------------------------------------ */

struct pusher {
    struct side *s;
    unsigned thread;
    int rounds;
    unsigned good, bad, failed;
    uint64_t rows;
    pthread_t id;
};

static void *push_many(void *arg)
{
    struct pusher *t = arg;
    for (int i = 0; i < t->rounds; i++) {
        struct sent many[5];
        memset(many, 0, sizeof many);
        for (int j = 0; j < 5; j++) { /* keys that others push as well, one bad record in five */
            int key = (i * 5 + j) * 2 + (int)(t->thread & 1);
            (void)snprintf(many[j].text, sizeof many[j].text, "{\"k\":%s%d%s,\"v\":\"x\"}",
                           j == 4 ? "\"no" : "", key, j == 4 ? "\"" : "");
            push(t->s, t->thread, &many[j]);
        }
        for (int j = 0; j < 5; j++) {
            wait_for(&many[j]);
            t->good += many[j].code == KAMU_OK;
            t->bad += many[j].code == KAMU_E_INPUT;
            t->failed += many[j].code == KAMU_E_IO;
            t->rows += many[j].outcome->rows_new;
            mem_free(many[j].outcome);
        }
    }
    return NULL;
}

static void run_pushers(struct side *s, struct pusher *t, int rounds)
{
    for (unsigned i = 0; i < THREADS; i++) {
        t[i] = (struct pusher){.s = s, .thread = i, .rounds = rounds};
        assert_int_equal(pthread_create(&t[i].id, NULL, push_many, &t[i]), 0);
    }
}

static void test_many_threads(void **state)
{
    struct side s;
    struct pusher t[THREADS];
    uint64_t rows = 0;
    (void)state;
    open_side(&s, ODF_MERGE_LEDGER, false);
    run_pushers(&s, t, 40);
    for (unsigned i = 0; i < THREADS; i++) {
        pthread_join(t[i].id, NULL);
        assert_int_equal(t[i].good, 40 * 4);
        assert_int_equal(t[i].bad, 40);
        rows += t[i].rows;
    }
    /* two threads push the same keys: each counts once */
    assert_int_equal(rows, 2 * 40 * 4);
    assert_int_equal(rows_in(&s), rows);
    const struct dataset_state *now = NULL;
    assert_ok(dataset_state(s.f.ds, &now, &s.f.err), &s.f.err);
    assert_true(now->blocks < 40 * 4 * THREADS); /* some were made together */
    close_side(&s);
}

/* ---- what cannot be grouped -------------------------------------------------------------------
 */

static void test_snapshots_in_line(void **state)
{
    struct side s;
    struct sent many[6];
    (void)state;
    open_side(&s, ODF_MERGE_SNAPSHOT, false);
    memset(many, 0, sizeof many);
    for (int i = 0; i < 6; i++) {
        (void)snprintf(many[i].text, sizeof many[i].text, "{\"k\":%d,\"v\":\"x\"}", i);
        push(&s, 0, &many[i]);
    }
    for (int i = 0; i < 6; i++) {
        wait_for(&many[i]);
        assert_int_equal(many[i].code, KAMU_OK);
        assert_int_equal(many[i].outcome->rows_new, i == 0 ? 1 : 2); /* and the last one's goes */
        mem_free(many[i].outcome);
    }
    assert_int_equal(rows_in(&s), 11);
    close_side(&s);
}

static void test_unknown_source(void **state)
{
    struct side s;
    struct sent one = {.text = "{\"k\":1}"};
    (void)state;
    open_side(&s, ODF_MERGE_APPEND, false);
    pthread_mutex_init(&one.lock, NULL);
    pthread_cond_init(&one.answered, NULL);
    one.outcome = mem_calloc(1, sizeof *one.outcome);
    one.request = (struct push_request){.dataset = s.handle,
                                        .data = one.text,
                                        .size = strlen(one.text),
                                        .fd = -1,
                                        .name = "request body",
                                        .done = done,
                                        .ctx = &one};
    kamu_push_options_init(&one.request.options);
    one.request.options.source_name = "other";
    commit_queue_push(&s.workers[0], &one.request);
    wait_for(&one);
    assert_int_equal(one.code, KAMU_E_NOT_FOUND);
    mem_free(one.outcome);
    close_side(&s);
}

/* ---- a source that comes while the server runs --------------------------------------------------
 */

static void test_new_source_is_seen(void **state)
{
    struct side s;
    struct sent first = {.text = "{\"k\":1}"}, second = {.text = "{\"k\":2}"};
    (void)state;
    open_side(&s, ODF_MERGE_APPEND, false);
    push(&s, 0, &first);
    wait_for(&first);
    assert_int_equal(first.code, KAMU_OK);
    struct col_schema *schema = schema_of("k:i64 v:str?");
    struct odf_event source = source_event(
        &s.f, STR("other"), schema,
        merge_of(&s.f, ODF_MERGE_APPEND, (struct odf_strs){NULL, 0}, (struct odf_strs){NULL, 0}));
    s.f.env.clock.at = clock_now(&s.f.env.clock);
    fixture_commit(&s.f, &source);
    col_schema_unref(schema);
    push(&s, 0, &second); /* prepared for the only source there was: now it must be named */
    wait_for(&second);
    assert_int_equal(second.code, KAMU_E_USAGE);
    mem_free(first.outcome);
    mem_free(second.outcome);
    close_side(&s);
}

/* ---- limits
 * -------------------------------------------------------------------------------------- */

static void test_full_queues(void **state)
{
    struct side s;
    struct sent many[40];
    unsigned taken = 0, full = 0;
    (void)state;
    open_side(&s, ODF_MERGE_APPEND, false);
    s.server.options.dataset_queue_max_bytes = 8192;
    memset(many, 0, sizeof many);
    for (int i = 0; i < 40; i++) {
        (void)snprintf(many[i].text, sizeof many[i].text, "{\"k\":%d,\"v\":\"x\"}", i);
        push(&s, 0, &many[i]);
    }
    for (int i = 0; i < 40; i++) {
        wait_for(&many[i]);
        taken += many[i].code == KAMU_OK;
        full += many[i].code == KAMU_E_LIMIT && many[i].verdict == VERDICT_DATASET_FULL;
        mem_free(many[i].outcome);
    }
    assert_int_equal(taken + full, 40);
    assert_true(taken != 0);
    assert_int_equal(rows_in(&s), taken);
    uint64_t pushes = 0, bytes = 0, datasets = 0;
    commit_queue_depth(s.server.commits, &pushes, &bytes, &datasets);
    assert_int_equal(pushes + bytes + datasets, 0);
    close_side(&s);
}

/* ---- a disk that refuses
 * --------------------------------------------------------------------------- */

static void refuse_and_recover(enum odf_merge_kind merge, int no)
{
    struct side s;
    struct pusher t[THREADS];
    uint64_t rows = 0;
    unsigned good = 0, failed = 0;
    open_side(&s, merge, true);
    run_pushers(&s, t, 60);
    for (int i = 0; i < 8; i++) {
        struct timespec pause = {.tv_nsec = 4000000};
        (void)nanosleep(&pause, NULL);
        atomic_store(&disk_errno, i % 2 == 0 ? no : 0);
    }
    atomic_store(&disk_errno, 0);
    for (unsigned i = 0; i < THREADS; i++) {
        pthread_join(t[i].id, NULL);
        good += t[i].good;
        failed += t[i].failed;
        rows += t[i].rows;
        assert_int_equal(t[i].good + t[i].bad + t[i].failed, 60 * 5);
        assert_in_range(t[i].bad, 0, 60);
    }
    assert_true(good != 0);
    assert_int_equal(rows_in(&s), rows); /* what was acknowledged is there, and nothing else */
    struct sent last = {.text = "{\"k\":-1,\"v\":\"after\"}"};
    push(&s, 0, &last);
    wait_for(&last);
    assert_int_equal(last.code, KAMU_OK);
    mem_free(last.outcome);
    assert_int_equal(rows_in(&s), rows + 1);
    (void)failed;
    close_side(&s);
}

static void test_full_disk(void **state)
{
    (void)state;
    refuse_and_recover(ODF_MERGE_LEDGER, ENOSPC);
}

static void test_failing_sync(void **state)
{
    (void)state;
    refuse_and_recover(ODF_MERGE_APPEND, EIO);
}

/* ---- stopping
 * ---------------------------------------------------------------------------------------- */

static void test_drains(void **state)
{
    struct side s;
    struct sent many[50];
    unsigned taken = 0;
    (void)state;
    open_side(&s, ODF_MERGE_LEDGER, false);
    memset(many, 0, sizeof many);
    for (int i = 0; i < 50; i++) {
        (void)snprintf(many[i].text, sizeof many[i].text, "{\"k\":%d,\"v\":\"x\"}", i);
        push(&s, (unsigned)i % THREADS, &many[i]);
    }
    commit_queue_close(s.server.commits);
    s.server.commits = NULL;
    for (int i = 0; i < 50; i++) {
        wait_for(&many[i]);
        taken += many[i].code == KAMU_OK;
        mem_free(many[i].outcome);
    }
    assert_int_equal(taken, 50);
    assert_int_equal(rows_in(&s), 50);
    close_side(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_many_threads),   cmocka_unit_test(test_snapshots_in_line),
        cmocka_unit_test(test_unknown_source), cmocka_unit_test(test_new_source_is_seen),
        cmocka_unit_test(test_full_queues),    cmocka_unit_test(test_full_disk),
        cmocka_unit_test(test_failing_sync),   cmocka_unit_test(test_drains),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
