/* The guard with real commits: repeats by key and by producer, alone and in one group, and what
 * stands in the chain of them. */
#include "base/map.h"
#include "server/commit_queue.h"
#include "unit/ingest/workspace_of.h"

#include <errno.h>

struct side { /* a server with one dataset */
    struct fixture f;
    struct server server;
    struct worker worker;
    struct group_writer *w;
};

static void open_guard_of(struct side *s)
{
    assert_ok(guard_open(&s->server, &s->server.guard, &s->f.err), &s->f.err);
}

static void open_side(struct side *s, enum odf_merge_kind merge)
{
    static const char *const keys[] = {"k"};
    struct odf_set_vocab vocab = {.event_time_column = STR("t")};
    struct col_schema *schema = schema_of("t:ts? k:i64? v:str?");
    memset(s, 0, sizeof *s);
    fixture_open(&s->f);
    s->f.env.random.seeded = false; /* used by several threads */
    struct odf_event events[2] = {{0}, {.kind = ODF_SET_VOCAB, .set_vocab = &vocab}};
    events[0] =
        source_event(&s->f, STR("default"), schema,
                     merge_of(&s->f, merge, strs_of(&s->f, keys, 1), (struct odf_strs){NULL, 0}));
    fixture_create(&s->f, "d", events, 2);
    col_schema_unref(schema);
    assert_ok(group_writer_new(&s->f.env, s->f.ds, &s->w, &s->f.err), &s->f.err);
    s->server.options.idempotency_seconds = 86400;
    s->server.env = &s->f.env;
    s->server.ws = s->f.ws;
    assert_ok(path_join(s->server.server_dir, &s->f.err, s->f.ws->dir, "server"), &s->f.err);
    assert_ok(fs_mkdir(&s->f.env.fs, s->server.server_dir, &s->f.err), &s->f.err);
    s->worker = (struct worker){.server = &s->server, .env = s->f.env, .ws = s->f.ws};
    open_guard_of(s);
}

static void restart(struct side *s)
{
    guard_close(s->server.guard);
    open_guard_of(s);
}

static void close_side(struct side *s)
{
    guard_close(s->server.guard);
    group_writer_free(s->w);
    fixture_close(&s->f);
}

enum { MEMBERS_MAX = 4 };

struct
try {
    const char *text;
    const char *key, *producer, *offset; /* NULL: none */
    unsigned epoch;                      /* 0: none */
    bool alone, stay;                    /* stay: under way until the caller leaves `ticket` */
    struct guard_ticket *ticket;
    struct push_outcome outcome;
};

static struct push_request request_of(struct side *s, const struct try *t)
{
    struct push_request r = {.dataset = *dataset_handle(s->f.ds),
                             .data = t->text,
                             .size = strlen(t->text),
                             .fd = -1,
                             .name = "request body"};
    kamu_push_options_init(&r.options);
    if (t->key != NULL) {
        r.guard.has_key = true;
        memcpy(r.guard.scope, t->key, strlen(t->key));
        uint64_t sum = hash_bytes(t->text, strlen(t->text), 0);
        memcpy(r.guard.fingerprint, &sum, sizeof sum);
    }
    r.guard.producer = str_c(t->producer);
    r.guard.offset = str_c(t->offset);
    r.guard.has_epoch = t->epoch != 0;
    r.guard.epoch = t->epoch;
    return r;
}

static void prepare(struct side *s, struct try *t, struct group_member *m)
{
    struct target *target = NULL;
    struct kamu_push_options o;
    struct prepare_input in = {.data = t->text, .size = strlen(t->text), .name = "rows"};
    kamu_push_options_init(&o);
    *m = (struct group_member){0};
    assert_ok(group_writer_target(s->w, &target, &s->f.err), &s->f.err);
    assert_ok(group_prepare(&s->f.env, target, &o, &in, s->f.dir, &m->push, &s->f.err), &s->f.err);
    target_unref(target);
}

static kamu_code commit_alone(struct side *s, const struct try *t, struct group_member *m,
                              const struct group_options *o)
{
    struct kamu_push *p = NULL;
    struct kamu_push_options options;
    kamu_push_options_init(&options);
    assert_ok(push_open(&s->f.env, s->f.ds, &options, &p, &s->f.err), &s->f.err);
    assert_ok(kamu_push_add_memory(p, t->text, strlen(t->text), "rows", &s->f.err), &s->f.err);
    *m = (struct group_member){0};
    kamu_code rc = group_commit_alone(s->w, m, p, o, &s->f.err);
    kamu_push_free(p);
    return rc;
}

static void note(struct push_outcome *o, kamu_code rc, const struct group_member *m)
{
    const struct kamu_push_result *r = &m->result;
    *o = (struct push_outcome){.code = rc != KAMU_OK ? rc : m->code,
                               .updated = r->updated,
                               .rows_new = r->rows_written,
                               .new_head = odf_hash_sha3(r->new_head.digest)};
}

/* As the commit queue does. The first push into a dataset is always committed by itself. */
static kamu_code commit(struct side *s, struct try *tries, size_t n)
{
    struct group_member members[MEMBERS_MAX];
    struct push_outcome outcomes[MEMBERS_MAX];
    struct guard_ticket *tickets[MEMBERS_MAX];
    struct try *in[MEMBERS_MAX];
    struct guard_group *x = NULL;
    size_t k = 0;
    kamu_code rc = KAMU_OK;
    for (size_t i = 0; i < n; i++) {
        bool known;
        struct push_request r = request_of(s, &tries[i]);
        assert_ok(
            guard_enter(&s->worker, &r, &tries[i].ticket, &tries[i].outcome, &known, &s->f.err),
            &s->f.err);
        if (known)
            continue;
        tickets[k] = tries[i].ticket;
        in[k++] = &tries[i];
    }
    if (k == 0)
        return KAMU_OK;
    assert_ok(guard_group_new(s->server.guard, &s->f.env, tickets, k, &x, &s->f.err), &s->f.err);
    struct group_options o = {guard_admit, guard_source_state, guard_before_head, x};
    if (k == 1 && in[0]->alone) {
        rc = commit_alone(s, in[0], &members[0], x != NULL ? &o : NULL);
    } else {
        for (size_t i = 0; i < k; i++)
            prepare(s, in[i], &members[i]);
        rc = group_commit(s->w, members, k, x != NULL ? &o : NULL, &s->f.err);
    }
    for (size_t i = 0; i < k; i++)
        note(&outcomes[i], rc, &members[i]);
    if (x != NULL)
        guard_settle(x, s->f.ds, rc, members, outcomes, k);
    for (size_t i = 0; i < k; i++) {
        in[i]->outcome = outcomes[i];
        prepared_free(members[i].push);
        mem_free(members[i].error);
        if (!in[i]->stay)
            guard_leave(tickets[i]);
    }
    guard_group_free(x);
    return rc;
}

static struct push_outcome one(struct side *s, struct try t)
{
    assert_ok(commit(s, &t, 1), &s->f.err);
    return t.outcome;
}

static uint64_t rows(struct side *s)
{
    const struct dataset_state *state;
    assert_ok(dataset_state(s->f.ds, &state, &s->f.err), &s->f.err);
    return state->chain.rows_total;
}

static uint64_t blocks(struct side *s)
{
    const struct dataset_state *state;
    assert_ok(dataset_state(s->f.ds, &state, &s->f.err), &s->f.err);
    return state->blocks;
}

static void expect_offset(struct side *s, const char *name, const char *offset, int epoch)
{
    const struct dataset_state *state;
    struct producer p;
    bool found;
    assert_ok(dataset_state(s->f.ds, &state, &s->f.err), &s->f.err);
    assert_ok(guard_producer(&s->worker, s->f.ds, state, STR_NONE, str_c(name), &s->f.arena, &found,
                             &p, &s->f.err),
              &s->f.err);
    assert_int_equal(found, offset != NULL);
    if (!found)
        return;
    assert_true(str_eqc(p.offset, offset));
    assert_true(str_eqc(p.source, "default"));
    assert_int_equal(p.has_epoch ? (int)p.epoch : -1, epoch);
}

#define ROW(k) "{\"t\":\"2020-01-01\",\"k\":" #k ",\"v\":\"a\"}\n"

static void begin(struct side *s, enum odf_merge_kind merge)
{
    open_side(s, merge);
    one(s, (struct try){.text = ROW(0), .alone = true});
    assert_int_equal(rows(s), 1);
}

static void test_key(void **state)
{
    struct side s;
    (void)state;
    for (int alone = 0; alone < 2; alone++) {
        begin(&s, ODF_MERGE_APPEND);
        struct push_outcome first =
            one(&s, (struct try){.text = ROW(1) ROW(2), .key = "a", .alone = alone});
        assert_false(first.replayed);
        assert_true(first.updated);
        assert_int_equal(rows(&s), 3);
        for (int round = 0; round < 2; round++) {
            struct push_outcome o =
                one(&s, (struct try){.text = ROW(1) ROW(2), .key = "a", .alone = alone});
            assert_true(o.replayed && o.updated && o.code == KAMU_OK);
            assert_int_equal(o.rows_new, 2);
            assert_true(odf_hash_eq(&o.new_head, &first.new_head));
            o = one(&s, (struct try){.text = ROW(1), .key = "a", .alone = alone});
            assert_int_equal(o.verdict, VERDICT_MISMATCH);
            assert_int_equal(o.code, KAMU_E_CONFLICT);
            restart(&s);
            one(&s, (struct try){.text = ROW(9), .alone = round == 0});
        }
        assert_int_equal(rows(&s), 5);
        assert_false(one(&s, (struct try){.text = ROW(1) ROW(2), .key = "b"}).replayed);
        close_side(&s);
    }
}

static void test_key_under_way(void **state)
{
    struct side s;
    (void)state;
    begin(&s, ODF_MERGE_APPEND);
    struct try t = {.text = ROW(1), .key = "a", .stay = true};
    struct try again = {.text = ROW(1), .key = "a"};
    assert_ok(commit(&s, &t, 1), &s.f.err);
    assert_ok(commit(&s, &again, 1), &s.f.err);
    assert_int_equal(again.outcome.verdict, VERDICT_RUNNING);
    guard_leave(t.ticket);
    assert_true(one(&s, again).replayed);
    assert_int_equal(rows(&s), 2);
    close_side(&s);
}

/* A push that changes nothing is remembered too. */
static void test_key_of_nothing(void **state)
{
    struct side s;
    (void)state;
    begin(&s, ODF_MERGE_LEDGER);
    uint64_t before = blocks(&s);
    struct push_outcome o = one(&s, (struct try){.text = ROW(0), .key = "a"});
    assert_false(o.updated || o.replayed);
    restart(&s);
    o = one(&s, (struct try){.text = ROW(0), .key = "a"});
    assert_true(o.replayed && !o.updated);
    assert_int_equal(one(&s, (struct try){.text = ROW(5), .key = "a"}).verdict, VERDICT_MISMATCH);
    assert_int_equal(blocks(&s), before);
    close_side(&s);
}

static int fail_rename_of_head(void *ctx, enum fs_step step, const char *path)
{
    int *left = ctx;
    size_t n = strlen(path);
    if (step != FS_STEP_RENAME || n < 10 || strcmp(path + n - 10, "/refs/head") != 0)
        return 0;
    return --*left == 0 ? EIO : 0;
}

static void test_failed_commit_is_not_remembered(void **state)
{
    struct side s;
    (void)state;
    begin(&s, ODF_MERGE_APPEND);
    int left = 1;
    s.f.env.fs.hook = fail_rename_of_head;
    s.f.env.fs.hook_ctx = &left;
    struct try t = {.text = ROW(6), .key = "b"};
    assert_int_equal(commit(&s, &t, 1), KAMU_E_IO);
    s.f.env.fs.hook = NULL;
    assert_int_equal(t.outcome.code, KAMU_E_IO);
    struct push_outcome o = one(&s, t);
    assert_true(o.updated && !o.replayed);
    restart(&s);
    o = one(&s, t);
    assert_true(o.updated && o.replayed);
    assert_int_equal(rows(&s), 2);
    close_side(&s);
}

static void test_producer(void **state)
{
    struct side s;
    (void)state;
    for (int alone = 0; alone < 2; alone++) {
        begin(&s, ODF_MERGE_APPEND);
        expect_offset(&s, "p", NULL, 0);
        assert_false(
            one(&s, (struct try){.text = ROW(1), .producer = "p", .offset = "9", .alone = alone})
                .replayed);
        expect_offset(&s, "p", "9", -1);
        assert_true(
            one(&s, (struct try){.text = ROW(1), .producer = "p", .offset = "9", .alone = alone})
                .replayed);
        assert_true(
            one(&s, (struct try){.text = ROW(1), .producer = "p", .offset = "008", .alone = alone})
                .replayed);
        assert_false(
            one(&s, (struct try){.text = ROW(1), .producer = "q", .offset = "8", .alone = alone})
                .replayed);
        assert_false(
            one(&s, (struct try){.text = ROW(2), .producer = "p", .offset = "10", .alone = alone})
                .replayed);
        restart(&s);
        assert_true(
            one(&s, (struct try){.text = ROW(2), .producer = "p", .offset = "10", .alone = alone})
                .replayed);
        one(&s, (struct try){.text = ROW(7)});
        assert_int_equal(rows(&s), 5);
        expect_offset(&s, "p", "10", -1);
        /* tokens: only the same one is a repeat */
        assert_false(
            one(&s, (struct try){.text = ROW(3), .producer = "p", .offset = "x/2", .alone = alone})
                .replayed);
        assert_false(
            one(&s, (struct try){.text = ROW(3), .producer = "p", .offset = "x/1", .alone = alone})
                .replayed);
        assert_true(
            one(&s, (struct try){.text = ROW(3), .producer = "p", .offset = "x/1", .alone = alone})
                .replayed);
        expect_offset(&s, "p", "x/1", -1);
        expect_offset(&s, "q", "8", -1);
        assert_int_equal(rows(&s), 7);
        close_side(&s);
    }
}

static void test_epochs(void **state)
{
    struct side s;
    (void)state;
    for (int alone = 0; alone < 2; alone++) {
        begin(&s, ODF_MERGE_APPEND);
        one(&s, (struct try){
                    .text = ROW(1), .producer = "p", .offset = "1", .epoch = 5, .alone = alone});
        expect_offset(&s, "p", "1", 5);
        struct push_outcome o = one(
            &s, (struct try){
                    .text = ROW(2), .producer = "p", .offset = "2", .epoch = 4, .alone = alone});
        assert_int_equal(o.verdict, VERDICT_FENCED);
        o = one(&s, (struct try){.text = ROW(2), .producer = "p", .offset = "2", .alone = alone});
        assert_int_equal(o.verdict, VERDICT_FENCED);
        /* a take-over whose rows are known already fences too */
        uint64_t before = blocks(&s);
        o = one(&s,
                (struct try){
                    .text = ROW(1), .producer = "p", .offset = "1", .epoch = 6, .alone = alone});
        assert_true(o.replayed);
        assert_int_equal(blocks(&s), before + 1);
        expect_offset(&s, "p", "1", 6);
        restart(&s);
        o = one(&s,
                (struct try){
                    .text = ROW(2), .producer = "p", .offset = "2", .epoch = 5, .alone = alone});
        assert_int_equal(o.verdict, VERDICT_FENCED);
        o = one(&s,
                (struct try){
                    .text = ROW(2), .producer = "p", .offset = "2", .epoch = 6, .alone = alone});
        assert_true(o.updated);
        assert_int_equal(rows(&s), 3);
        close_side(&s);
    }
}

/* A push without new rows moves its offset all the same. */
static void test_offset_without_rows(void **state)
{
    struct side s;
    (void)state;
    for (int alone = 0; alone < 2; alone++) {
        begin(&s, ODF_MERGE_LEDGER);
        uint64_t before = blocks(&s);
        struct push_outcome o =
            one(&s, (struct try){.text = ROW(0), .producer = "p", .offset = "3", .alone = alone});
        assert_false(o.replayed);
        assert_int_equal(blocks(&s), before + 1);
        assert_int_equal(rows(&s), 1);
        expect_offset(&s, "p", "3", -1);
        one(&s, (struct try){.text = "", .producer = "p", .offset = "4", .alone = alone});
        expect_offset(&s, "p", "4", -1);
        assert_int_equal(blocks(&s), before + 2);
        close_side(&s);
    }
}

static void test_in_one_group(void **state)
{
    struct side s;
    (void)state;
    begin(&s, ODF_MERGE_APPEND);
    one(&s, (struct try){.text = ROW(1), .producer = "p", .offset = "1"});
    one(&s, (struct try){.text = ROW(1), .key = "k1"});
    struct try t[] = {{.text = ROW(2), .producer = "p", .offset = "2"},
                      {.text = ROW(3), .producer = "p", .offset = "2"},
                      {.text = ROW(4), .key = "k1"},
                      {.text = ROW(5), .key = "k2"}};
    assert_ok(commit(&s, t, 4), &s.f.err);
    assert_false(t[0].outcome.replayed);
    assert_true(t[1].outcome.replayed && t[1].outcome.code == KAMU_OK);
    assert_int_equal(t[2].outcome.verdict, VERDICT_MISMATCH);
    assert_true(t[3].outcome.updated);
    assert_int_equal(rows(&s), 5);
    struct try u[] = {{.text = ROW(6), .producer = "p", .offset = "4", .epoch = 2},
                      {.text = ROW(7), .producer = "p", .offset = "5"},
                      {.text = ROW(8), .producer = "q", .offset = "z"},
                      {.text = ROW(9), .producer = "p", .offset = "6", .epoch = 2}};
    uint64_t before = blocks(&s);
    assert_ok(commit(&s, u, 4), &s.f.err);
    assert_int_equal(u[1].outcome.verdict, VERDICT_FENCED);
    assert_true(u[0].outcome.updated && u[2].outcome.updated && u[3].outcome.updated);
    assert_int_equal(blocks(&s), before + 1);
    expect_offset(&s, "p", "6", 2);
    expect_offset(&s, "q", "z", -1);
    assert_int_equal(rows(&s), 8);
    close_side(&s);
}

/* What repeats a push of its own group is not acknowledged when that one fails. */
static void test_repeat_of_a_failure(void **state)
{
    struct side s;
    (void)state;
    begin(&s, ODF_MERGE_APPEND);
    int left = 1;
    struct try t[] = {{.text = ROW(2), .producer = "p", .offset = "2"},
                      {.text = ROW(2), .producer = "p", .offset = "1"}};
    s.f.env.fs.hook = fail_rename_of_head;
    s.f.env.fs.hook_ctx = &left;
    assert_int_equal(commit(&s, t, 2), KAMU_E_IO);
    s.f.env.fs.hook = NULL;
    assert_int_equal(t[0].outcome.code, KAMU_E_IO);
    assert_int_equal(t[1].outcome.code, KAMU_E_CONFLICT);
    assert_false(t[1].outcome.replayed);
    expect_offset(&s, "p", NULL, 0);
    close_side(&s);
}

static void expect_key(const char *header, const char *key)
{
    char out[256];
    size_t n;
    struct kamu_error err;
    if (key == NULL) {
        assert_fails(guard_parse_key(str_c(header), out, &n, &err), KAMU_E_USAGE, "Idempotency-Key",
                     &err);
        return;
    }
    assert_ok(guard_parse_key(str_c(header), out, &n, &err), &err);
    assert_int_equal(n, strlen(key));
    assert_memory_equal(out, key, n);
}

static void test_headers(void **state)
{
    char long_key[300];
    struct push_guard g = {0};
    struct kamu_error err;
    (void)state;
    expect_key("\"8e03978e-40d5-43dd-bc93-6894a57f9324\"", "8e03978e-40d5-43dd-bc93-6894a57f9324");
    expect_key("  \"a b\" ", "a b");
    expect_key("\"a\\\"b\\\\\";p=1", "a\"b\\");
    expect_key("8e03-x_./:", "8e03-x_./:");
    static const char *const bad[] = {"",     "\"\"",         "\"a", "\"a\"b", "\"a\\n\"", "a b",
                                      "a\"b", "\"\xc3\xa4\"", "a,b", "\"a\\",  "a;b=1"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        expect_key(bad[i], NULL);
    memset(long_key, 'x', sizeof long_key);
    long_key[255] = '\0';
    expect_key(long_key, long_key);
    long_key[255] = 'x';
    long_key[256] = '\0';
    expect_key(long_key, NULL);
    long_key[0] = long_key[257] = '"';
    long_key[256] = 'y';
    long_key[258] = '\0';
    expect_key(long_key, NULL);
    assert_ok(guard_parse_producer(STR_NONE, STR_NONE, STR_NONE, &g, &err), &err);
    assert_null(g.producer.p);
    assert_ok(guard_parse_producer(STR("p"), STR("1"), STR("18446744073709551615"), &g, &err),
              &err);
    assert_true(g.has_epoch && g.epoch == UINT64_MAX);
    struct str many = {long_key, 256};
    struct str wrong[][3] = {{STR("p"), STR_NONE, STR_NONE},
                             {STR_NONE, STR("1"), STR_NONE},
                             {STR_NONE, STR_NONE, STR("1")},
                             {STR(""), STR("1"), STR_NONE},
                             {STR("p"), STR(""), STR_NONE},
                             {STR("a b"), STR("1"), STR_NONE},
                             {STR("p"), STR("\x7f"), STR_NONE},
                             {STR("p"), STR("1"), STR("-1")},
                             {STR("p"), STR("1"), STR("")},
                             {STR("p"), STR("1"), STR("1.0")},
                             {many, STR("1"), STR_NONE},
                             {STR("p"), many, STR_NONE},
                             {STR("p"), STR("1"), STR("18446744073709551616")}};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_fails(guard_parse_producer(wrong[i][0], wrong[i][1], wrong[i][2], &g, &err),
                     KAMU_E_USAGE, "Kamu-", &err);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_key),
        cmocka_unit_test(test_key_under_way),
        cmocka_unit_test(test_key_of_nothing),
        cmocka_unit_test(test_failed_commit_is_not_remembered),
        cmocka_unit_test(test_producer),
        cmocka_unit_test(test_epochs),
        cmocka_unit_test(test_offset_without_rows),
        cmocka_unit_test(test_in_one_group),
        cmocka_unit_test(test_repeat_of_a_failure),
        cmocka_unit_test(test_headers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
