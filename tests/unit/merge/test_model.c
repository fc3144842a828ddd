/*
 * Random histories of every strategy against the model of model.h. Each is pushed several
 * times: with the key state kept, with a new one for every push, with caches lost or damaged
 * now and then, and with the file system dying at every step of a push. All must write
 * exactly the rows of the model, and the rows read back must project to the model's state.
 * In the middle the dataset gets an optional column, and every now and then it is reopened.
 */
#include "store/tail.h"
#include "store/verify.h"
#include "unit/ingest/workspace_of.h"
#include "unit/merge/model.h"

enum mode { KEEP, OFF, LOSE, CRASH, MODES };

#define PUSHES 10
#define PUSHES_DYING 6 /* each is many */
#define COLUMN_AT 4    /* before this push the dataset gets the column w */

struct test {
    struct fixture f;
    struct model m;
    uint64_t rng[4];
    bool has_w;
};

/* ---- the dataset ------------------------------------------------------------------------ */

static bool has_op(const struct model *m)
{
    return m->kind == MERGE_UPSERT_STREAM || m->kind == MERGE_CHANGELOG_STREAM;
}

static struct odf_event source(struct test *t)
{
    static const char *const keys[] = {"k", "s"}, *const compared[] = {"v"};
    char columns[128];
    struct odf_strs none = {NULL, 0};
    struct fixture *f = &t->f;
    (void)snprintf(columns, sizeof columns, "%sevent_time:ts? k:i64? s:str v:i64?%s",
                   has_op(&t->m) ? "op:i32 " : "", t->has_w ? " w:i64?" : "");
    struct col_schema *s = schema_of(columns);
    struct odf_strs key = t->m.kind == MERGE_APPEND ? none : strs_of(f, keys, 2);
    struct odf_event e = source_event(f, STR("default"), s,
                                      merge_of(f, (enum odf_merge_kind)t->m.kind, key,
                                               t->m.compare_v ? strs_of(f, compared, 1) : none));
    col_schema_unref(s);
    return e;
}

static void create(struct test *t)
{
    fixture_open(&t->f);
    struct odf_event e = source(t);
    fixture_create(&t->f, "d", &e, 1);
}

/* As after a restart of the program. */
static void reopen(struct test *t)
{
    struct fixture *f = &t->f;
    dataset_close(f->ds);
    workspace_close(f->ws);
    f->ds = NULL;
    assert_ok(workspace_open(&f->env, f->dir, &f->ws, &f->err), &f->err);
    assert_ok(dataset_open_ref(f->ws, STR("d"), &f->ds, &f->err), &f->err);
}

static void add_column(struct test *t)
{
    struct fixture *f = &t->f;
    struct col_schema *s =
        schema_of("offset:i64 op:i32 system_time:ts event_time:ts k:i64? s:str v:i64? w:i64?");
    struct odf_data_schema schema;
    assert_ok(odf_schema_from_columns(s, &f->arena, &schema, &f->err), &f->err);
    struct odf_set_data_schema set = {.schema = &schema};
    struct odf_event e = {.kind = ODF_SET_DATA_SCHEMA, .set_data_schema = &set};
    fixture_commit(f, &e);
    col_schema_unref(s);
    t->has_w = true;
    e = source(t);
    fixture_commit(f, &e);
}

/* Everything under .kamu/cache; or what it holds of keys is cut short, or overwritten. */
static void lose_cache(struct fixture *f, int how)
{
    char command[512];
    if (how == 0)
        (void)snprintf(command, sizeof command, "rm -rf %s/.kamu/cache/*", f->dir);
    else
        (void)snprintf(
            command, sizeof command,
            "find %s/.kamu/cache/keys -type f 2>/dev/null | while read -r x; do %s; done", f->dir,
            how == 1 ? ": > \"$x\""
                     : "printf damaged | dd of=\"$x\" bs=1 seek=100 conv=notrunc "
                       "status=none");
    assert_true(system(command) >= 0);
}

/* ---- rows in ----------------------------------------------------------------------------------
 */

static void put_row(struct buf *b, const struct row *r, bool op)
{
    struct kamu_error err = {0};
    assert_ok(buf_printf(b, &err, "{\"s\":\"%s\"", r->s), &err);
    if (op)
        assert_ok(buf_printf(b, &err, ",\"op\":%d", r->op), &err);
    if (!r->k_null)
        assert_ok(buf_printf(b, &err, ",\"k\":%lld", (long long)r->k), &err);
    if (!r->v_null)
        assert_ok(buf_printf(b, &err, ",\"v\":%lld", (long long)r->v), &err);
    if (!r->w_null)
        assert_ok(buf_printf(b, &err, ",\"w\":%lld", (long long)r->w), &err);
    if (!r->t_null)
        assert_ok(buf_printf(b, &err, ",\"event_time\":%lld", (long long)r->t), &err);
    assert_ok(buf_append_str(b, "}\n", &err), &err);
}

static struct row random_row(struct test *t)
{
    static const char *const texts[] = {"", "a", "b", "bb"};
    uint64_t r = xoshiro256pp_next(t->rng);
    struct row row = {.k_null = r % 11 == 0,
                      .k = (int64_t)(r >> 8) % 12 - 3,
                      .v_null = (r >> 16) % 5 == 0,
                      .v = (int64_t)((r >> 24) % 3),
                      .t_null = (r >> 32) % 3 == 0,
                      .t = (int64_t)((r >> 40) % 4) * 1000,
                      .w_null = !t->has_w || (r >> 44) % 2 == 0,
                      .w = (int64_t)((r >> 46) % 2)};
    (void)snprintf(row.s, sizeof row.s, "%s", texts[(r >> 48) % 4]);
    if (t->m.kind == MERGE_UPSERT_STREAM)
        row.op = (r >> 56) % 3 == 0 ? OP_RETRACT : OP_APPEND;
    if (t->m.kind == MERGE_CHANGELOG_STREAM)
        row.op = (int)((r >> 56) % 4);
    return row;
}

/* ---- rows out ----------------------------------------------------------------------------------
 */

static int64_t int_of(const struct batch *b, const char *name, int64_t i, bool *null)
{
    int at = col_schema_find(b->schema, str_c(name));
    *null = at < 0 || col_is_null(&b->columns[at], i);
    return *null ? 0 : ((const int64_t *)(const void *)b->columns[at].values->data)[i];
}

static struct row row_of(const struct batch *b, int64_t i, int64_t *offset)
{
    struct row r = {0};
    bool null = false;
    *offset = int_of(b, "offset", i, &null);
    r.op = ((const int32_t *)(const void *)b->columns[1].values->data)[i];
    r.t = int_of(b, "event_time", i, &r.t_null);
    r.k = int_of(b, "k", i, &r.k_null);
    r.v = int_of(b, "v", i, &r.v_null);
    r.w = int_of(b, "w", i, &r.w_null);
    const struct column *s = &b->columns[col_schema_find(b->schema, STR("s"))];
    const int32_t *o = col_offsets(s);
    (void)snprintf(r.s, sizeof r.s, "%.*s", (int)(o[i + 1] - o[i]),
                   (const char *)s->values->data + o[i]);
    return r;
}

static bool same_row(const struct row *a, const struct row *b)
{
    return a->op == b->op && compare_keys(a, b) == 0 && a->t_null == b->t_null && a->t == b->t &&
           equal_or_null(a->v_null, a->v, b->v_null, b->v) &&
           equal_or_null(a->w_null, a->w, b->w_null, b->w);
}

/* All rows of the dataset, under its schema of now. */
static void read_back(struct test *t, struct rows *out)
{
    struct fixture *f = &t->f;
    struct dataset_tail *tail = NULL;
    struct dataset_tail_options o = {.limit = UINT64_MAX};
    assert_ok(dataset_tail_open(&f->env, f->ds, &o, &tail, &f->err), &f->err);
    for (;;) {
        struct batch *b = NULL;
        assert_ok(dataset_tail_next(tail, &b, &f->err), &f->err);
        if (b == NULL)
            break;
        for (int64_t i = 0; i < b->length; i++) {
            int64_t offset = -1;
            struct row r = row_of(b, i, &offset);
            assert_int_equal(offset, out->n);
            rows_add(out, &r);
        }
        batch_free(b);
    }
    dataset_tail_close(tail);
}

static void compare(struct test *t)
{
    struct rows read = {0}, state = {0};
    read_back(t, &read);
    assert_int_equal(read.n, t->m.history.n);
    for (size_t i = 0; i < read.n; i++)
        if (!same_row(&read.items[i], &t->m.history.items[i]))
            fail_msg("row %zu differs from the model's", i);
    if (t->m.kind != MERGE_APPEND) {
        project(&read, &state);
        assert_int_equal(state.n, t->m.state.n);
        for (size_t i = 0; i < state.n; i++) {
            const struct row *want = find_key(&t->m.state, &state.items[i]);
            assert_non_null(want);
            if (!same_row(&state.items[i], want))
                fail_msg("the state of a key differs from the model's");
        }
    }
    free(read.items);
    free(state.items);
}

/* ---- pushes ------------------------------------------------------------------------------------
 */

static kamu_code push(struct test *t, const struct buf *text, struct kamu_push_result *r)
{
    struct kamu_push_options o;
    kamu_push_options_init(&o);
    o.has_event_time = true;
    o.event_time.seconds = FALLBACK / 1000;
    o.on_repeated_key = t->m.repeats;
    o.on_changed_row =
        t->m.kind == MERGE_LEDGER ? KAMU_CHANGED_ROW_REPORT : KAMU_CHANGED_ROW_IGNORE;
    return fixture_push(&t->f, text->data == NULL ? "" : (char *)text->data, text->len, &o, r);
}

/* The file system fails from the n-th step on, as if the power had gone. */
struct death {
    uint64_t step, at;
};

static int die(void *ctx, enum fs_step step, const char *path)
{
    struct death *d = ctx;
    (void)step;
    (void)path;
    return ++d->step >= d->at ? 5 /* EIO */ : 0;
}

/* Dies at step 1, 2, 3, ... until the push has no such step. Each death leaves the dataset as it
 * was, or, when it came after the head had moved, with the whole push. */
static void push_dying(struct test *t, const struct buf *text, struct kamu_push_result *r)
{
    struct fixture *f = &t->f;
    struct odf_hash before, after;
    assert_ok(dataset_head(f->ds, &before, &f->err), &f->err);
    for (uint64_t at = 1;; at++) {
        struct death d = {.at = at};
        f->env.fs.hook = die;
        f->env.fs.hook_ctx = &d;
        kamu_code rc = push(t, text, r);
        f->env.fs.hook = NULL;
        if (rc == KAMU_OK && d.step < at)
            return;
        reopen(t);
        assert_ok(dataset_head(f->ds, &after, &f->err), &f->err);
        bool moved = !odf_hash_eq(&before, &after);
        if (rc == KAMU_OK)
            assert_true(moved || t->m.out.n == 0);
        if (moved) { /* was it all of it? compare() will tell */
            r->rows_written = t->m.out.n;
            r->rows_changed = t->m.changed;
            r->rows_unknown = t->m.unknown;
            return;
        }
    }
}

static void one_push(struct test *t, enum mode mode, int number)
{
    struct rows in = {0};
    struct buf text = BUF_INIT(1 << 20);
    struct kamu_push_result r = {0};
    size_t n = xoshiro256pp_next(t->rng) % 40;
    if (number == COLUMN_AT)
        add_column(t);
    for (size_t i = 0; i < n; i++) {
        struct row row = random_row(t);
        rows_add(&in, &row);
        put_row(&text, &row, has_op(&t->m));
    }
    model_push(&t->m, &in);
    if (mode == LOSE)
        lose_cache(&t->f, number % 3);
    if (number % 4 == 3)
        reopen(t);
    if (mode == CRASH)
        push_dying(t, &text, &r);
    else
        assert_ok(push(t, &text, &r), &t->f.err);
    assert_int_equal(r.rows_written, t->m.out.n);
    assert_int_equal(r.rows_changed, t->m.changed);
    assert_int_equal(r.rows_unknown, t->m.unknown);
    compare(t);
    buf_free(&text);
    free(in.items);
}

static void check_valid(struct test *t)
{
    struct verify_report report;
    struct verify_options o = {0};
    assert_ok(dataset_verify(t->f.ds, &o, &report, &t->f.err), &t->f.err);
    assert_int_equal(report.n, 0);
    verify_report_free(&report);
}

static void run_history(const struct model *kind, enum mode mode, uint64_t seed)
{
    struct test t = {.m = *kind, .rng = {seed, 1, 2, 3}};
    setenv("KAMU_KEY_STATE", mode == OFF ? "off" : "on", 1);
    create(&t);
    for (int i = 0; i < (mode == CRASH ? PUSHES_DYING : PUSHES); i++)
        one_push(&t, mode, i);
    check_valid(&t);
    fixture_close(&t.f);
    model_free(&t.m);
}

static void run_all(struct model kind)
{
    for (int mode = 0; mode < MODES; mode++) {
        bool variant = kind.repeats != KAMU_REPEATED_KEY_DEFAULT || kind.compare_v;
        uint64_t seeds = mode == CRASH ? !variant : variant ? 2 : 3;
        for (uint64_t seed = 1; seed <= seeds; seed++)
            run_history(&kind, (enum mode)mode, seed);
    }
}

static void test_append(void **state)
{
    (void)state;
    run_all((struct model){.kind = MERGE_APPEND});
}

static void test_ledger(void **state)
{
    (void)state;
    run_all((struct model){.kind = MERGE_LEDGER});
    run_all((struct model){.kind = MERGE_LEDGER, .repeats = KAMU_REPEATED_KEY_FIRST});
    run_all((struct model){.kind = MERGE_LEDGER, .repeats = KAMU_REPEATED_KEY_LAST});
}

static void test_snapshot(void **state)
{
    (void)state;
    run_all((struct model){.kind = MERGE_SNAPSHOT});
    run_all((struct model){.kind = MERGE_SNAPSHOT, .compare_v = true});
    run_all((struct model){.kind = MERGE_SNAPSHOT, .repeats = KAMU_REPEATED_KEY_FIRST});
}

static void test_changelog_stream(void **state)
{
    (void)state;
    run_all((struct model){.kind = MERGE_CHANGELOG_STREAM});
}

static void test_upsert_stream(void **state)
{
    (void)state;
    run_all((struct model){.kind = MERGE_UPSERT_STREAM});
    run_all((struct model){.kind = MERGE_UPSERT_STREAM, .repeats = KAMU_REPEATED_KEY_LAST});
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_append),        cmocka_unit_test(test_ledger),
        cmocka_unit_test(test_snapshot),      cmocka_unit_test(test_changelog_stream),
        cmocka_unit_test(test_upsert_stream),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
