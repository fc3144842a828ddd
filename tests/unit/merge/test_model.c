/*
 * Random histories of Ledger, Snapshot and UpsertStream against a slow, obvious model that
 * keeps every row. Each history is pushed three times: with the key state kept, with a new
 * one for every push, and with the kept one lost or damaged now and then. All must write
 * exactly the rows of the model.
 */
#include "merge/strategy.h"
#include "unit/ingest/workspace_of.h"

enum { KEEP, OFF, LOSE, MODES };

struct row {
    int op;
    bool k_null, v_null, t_null;
    int64_t k, v, t;
    char s[4];
};

struct model {
    enum odf_merge_kind kind;
    bool compare_v; /* Snapshot: compareColumns [v] */
    struct row *history;
    size_t n, cap;
    struct row out[2000]; /* of the last push */
    size_t n_out;
};

#define FALLBACK INT64_C(1000000)

/* ---- the model ------------------------------------------------------------------------- */

static int compare_keys(const struct row *a, const struct row *b)
{
    if (a->k_null != b->k_null)
        return a->k_null ? -1 : 1;
    if (!a->k_null && a->k != b->k)
        return a->k < b->k ? -1 : 1;
    return strcmp(a->s, b->s);
}

/* The row that is the state of a key, or NULL. */
static const struct row *state_of(const struct model *m, const struct row *key)
{
    for (size_t i = m->n; i-- > 0;)
        if (compare_keys(&m->history[i], key) == 0)
            return m->history[i].op == OP_RETRACT ? NULL : &m->history[i];
    return NULL;
}

static bool seen(const struct model *m, const struct row *key)
{
    for (size_t i = 0; i < m->n; i++)
        if (compare_keys(&m->history[i], key) == 0)
            return true;
    return false;
}

static bool changed(const struct model *m, const struct row *old, const struct row *new)
{
    if (old->v_null != new->v_null || (!old->v_null && old->v != new->v))
        return true;
    return !m->compare_v && !new->t_null &&new->t != old->t;
}

static void put_out(struct model *m, const struct row *r, int op)
{
    struct row *o = &m->out[m->n_out++];
    *o = *r;
    o->op = op;
    if (o->t_null)
        o->t = FALLBACK;
    o->t_null = false;
}

static void upsert(struct model *m, const struct row *r)
{
    const struct row *old = state_of(m, r);
    if (r->op == OP_RETRACT) {
        if (old != NULL)
            put_out(m, old, OP_RETRACT);
    } else if (old == NULL) {
        put_out(m, r, OP_APPEND);
    } else if (changed(m, old, r)) {
        put_out(m, old, OP_CORRECT_FROM);
        put_out(m, r, OP_CORRECT_TO);
    }
}

static bool last_of_key(const struct row *rows, size_t n, size_t i)
{
    for (size_t j = i + 1; j < n; j++)
        if (compare_keys(&rows[j], &rows[i]) == 0)
            return false;
    return true;
}

static int by_time(const struct row *a, const struct row *b)
{
    return a->t < b->t ? -1 : a->t > b->t;
}

static int by_key(const struct row *a, const struct row *b)
{
    int c = compare_keys(a, b);
    return c != 0 ? c : a->op - b->op;
}

static void stable_sort(struct row *rows, size_t n,
                        int (*compare)(const struct row *, const struct row *))
{
    for (size_t i = 1; i < n; i++)
        for (size_t j = i; j > 0 && compare(&rows[j - 1], &rows[j]) > 0; j--) {
            struct row t = rows[j];
            rows[j] = rows[j - 1];
            rows[j - 1] = t;
        }
}

static void retract_missing(struct model *m, const struct row *rows, size_t n)
{
    for (size_t i = 0; i < m->n; i++) {
        const struct row *h = &m->history[i];
        bool there = false;
        for (size_t j = 0; j < n && !there; j++)
            there = compare_keys(&rows[j], h) == 0;
        if (!there && state_of(m, h) == h)
            put_out(m, h, OP_RETRACT);
    }
}

static void model_push(struct model *m, const struct row *rows, size_t n)
{
    m->n_out = 0;
    for (size_t i = 0; i < n; i++) {
        if (m->kind == ODF_MERGE_LEDGER) {
            if (!seen(m, &rows[i]))
                put_out(m, &rows[i], OP_APPEND);
        } else if (last_of_key(rows, n, i)) {
            upsert(m, &rows[i]);
        }
    }
    if (m->kind == ODF_MERGE_SNAPSHOT)
        retract_missing(m, rows, n);
    stable_sort(m->out, m->n_out, m->kind == ODF_MERGE_LEDGER ? by_time : by_key);
    for (size_t i = 0; i < m->n_out; i++) {
        if (m->n == m->cap) {
            m->cap = m->cap == 0 ? 256 : m->cap * 2;
            m->history = realloc(m->history, m->cap * sizeof *m->history);
            assert_non_null(m->history);
        }
        m->history[m->n++] = m->out[i];
    }
}

/* ---- the program -------------------------------------------------------------------------- */

static void create(struct fixture *f, const struct model *m)
{
    static const char *const keys[] = {"k", "s"}, *const compared[] = {"v"};
    bool op = m->kind == ODF_MERGE_UPSERT_STREAM;
    struct col_schema *s = schema_of(op ? "op:i32 event_time:ts? k:i64? s:str v:i64?"
                                        : "event_time:ts? k:i64? s:str v:i64?");
    struct odf_strs none = {NULL, 0};
    fixture_open(f);
    struct odf_event e = source_event(
        f, STR("default"), s,
        merge_of(f, m->kind, strs_of(f, keys, 2), m->compare_v ? strs_of(f, compared, 1) : none));
    fixture_create(f, "d", &e, 1);
    col_schema_unref(s);
}

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
    if (!r->t_null)
        assert_ok(buf_printf(b, &err, ",\"event_time\":%lld", (long long)r->t), &err);
    assert_ok(buf_append_str(b, "}\n", &err), &err);
}

static int64_t int_at(const struct batch *b, int column, int64_t i)
{
    return ((const int64_t *)(const void *)b->columns[column].values->data)[i];
}

static void compare_slice(struct fixture *f, const struct model *m)
{
    struct batch *b = newest_slice(f); /* offset op system_time event_time k s v */
    assert_non_null(b);
    assert_int_equal(b->length, m->n_out);
    for (int64_t i = 0; i < b->length; i++) {
        const struct row *w = &m->out[i];
        const int32_t *o = col_offsets(&b->columns[5]);
        assert_int_equal(int_at(b, 0, i), m->n - m->n_out + (size_t)i);
        assert_int_equal(((const int32_t *)(const void *)b->columns[1].values->data)[i], w->op);
        assert_int_equal(int_at(b, 3, i), w->t);
        assert_int_equal(col_is_null(&b->columns[4], i), w->k_null);
        if (!w->k_null)
            assert_int_equal(int_at(b, 4, i), w->k);
        assert_int_equal(o[i + 1] - o[i], strlen(w->s));
        assert_memory_equal(b->columns[5].values->data + o[i], w->s, strlen(w->s));
        assert_int_equal(col_is_null(&b->columns[6], i), w->v_null);
        if (!w->v_null)
            assert_int_equal(int_at(b, 6, i), w->v);
    }
    batch_free(b);
}

/* Everything under .kamu/cache, or only a few bytes in the middle of one file of it. */
static void lose_cache(struct fixture *f, bool all)
{
    char command[256];
    if (all)
        (void)snprintf(command, sizeof command, "rm -rf %s/.kamu/cache/keys", f->dir);
    else
        (void)snprintf(command, sizeof command,
                       "for x in %s/.kamu/cache/keys/*/state; do [ -e $x ] && : > $x; done",
                       f->dir);
    assert_true(system(command) >= 0);
}

static struct row random_row(uint64_t rng[4], bool op)
{
    static const char *const texts[] = {"", "a", "b", "bb"};
    uint64_t r = xoshiro256pp_next(rng);
    struct row row = {.k_null = r % 11 == 0,
                      .k = (int64_t)(r >> 8) % 12 - 3,
                      .v_null = (r >> 16) % 5 == 0,
                      .v = (int64_t)((r >> 24) % 3),
                      .t_null = (r >> 32) % 3 == 0,
                      .t = (int64_t)((r >> 40) % 4) * 1000};
    (void)snprintf(row.s, sizeof row.s, "%s", texts[(r >> 48) % 4]);
    row.op = op && (r >> 56) % 3 == 0 ? OP_RETRACT : OP_APPEND;
    return row;
}

static void run_history(enum odf_merge_kind kind, bool compare_v, int mode, uint64_t seed)
{
    struct fixture f;
    struct model *m = calloc(1, sizeof *m);
    uint64_t rng[4] = {seed, 1, 2, 3};
    struct kamu_push_options o;
    assert_non_null(m);
    m->kind = kind;
    m->compare_v = compare_v;
    bool op = kind == ODF_MERGE_UPSERT_STREAM;
    setenv("KAMU_KEY_STATE", mode == OFF ? "off" : "on", 1);
    create(&f, m);
    kamu_push_options_init(&o);
    o.has_event_time = true;
    o.event_time.seconds = FALLBACK / 1000;
    for (int push = 0; push < 12; push++) {
        struct row rows[40];
        struct buf text = BUF_INIT(1 << 20);
        struct kamu_push_result r;
        size_t n = xoshiro256pp_next(rng) % 40;
        for (size_t i = 0; i < n; i++) {
            rows[i] = random_row(rng, op);
            put_row(&text, &rows[i], op);
        }
        model_push(m, rows, n);
        if (mode == LOSE && push % 3 == 2)
            lose_cache(&f, push % 2 == 0);
        assert_ok(fixture_push(&f, text.data == NULL ? "" : (char *)text.data, text.len, &o, &r),
                  &f.err);
        assert_int_equal(r.rows_written, m->n_out);
        if (m->n_out != 0)
            compare_slice(&f, m);
        buf_free(&text);
    }
    fixture_close(&f);
    free(m->history);
    free(m);
}

static void run_all(enum odf_merge_kind kind, bool compare_v)
{
    for (uint64_t seed = 1; seed <= 4; seed++)
        for (int mode = 0; mode < MODES; mode++)
            run_history(kind, compare_v, mode, seed);
}

static void test_ledger(void **state)
{
    (void)state;
    run_all(ODF_MERGE_LEDGER, false);
}

static void test_snapshot(void **state)
{
    (void)state;
    run_all(ODF_MERGE_SNAPSHOT, false);
    run_all(ODF_MERGE_SNAPSHOT, true);
}

static void test_upsert_stream(void **state)
{
    (void)state;
    run_all(ODF_MERGE_UPSERT_STREAM, false);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ledger),
        cmocka_unit_test(test_snapshot),
        cmocka_unit_test(test_upsert_stream),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
