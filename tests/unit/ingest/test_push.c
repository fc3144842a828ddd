/* The push as an object: results, all or nothing, order, races, every kind of input. */
#include "unit/ingest/workspace_of.h"

#include <fcntl.h>

static struct odf_strs no_names(void)
{
    return (struct odf_strs){NULL, 0};
}

/* Dataset "d": Append of t, v; event time column t. */
static void append_dataset(struct fixture *f, bool declared)
{
    struct odf_set_vocab vocab = {.event_time_column = STR("t")};
    struct col_schema *s = schema_of("t:ts? v:i64");
    struct odf_event events[2] = {{0}, {.kind = ODF_SET_VOCAB, .set_vocab = &vocab}};
    fixture_open(f);
    events[0] = source_event(f, STR("default"), declared ? s : NULL,
                             merge_of(f, ODF_MERGE_APPEND, no_names(), no_names()));
    fixture_create(f, "d", events, 2);
    col_schema_unref(s);
}

static kamu_code push(struct fixture *f, const char *text, const struct kamu_push_options *o,
                      struct kamu_push_result *r)
{
    return fixture_push(f, text, strlen(text), o, r);
}

static void expect_slice(struct fixture *f, const char *want)
{
    struct batch *b = newest_slice(f);
    struct buf text = BUF_INIT(1 << 20);
    assert_non_null(b);
    batch_text(b, &text);
    assert_string_equal(buf_cstr(&text), want);
    buf_free(&text);
    batch_free(b);
}

static void test_first_and_second(void **state)
{
    struct fixture f;
    struct kamu_push_result r;
    (void)state;
    append_dataset(&f, true);
    assert_ok(
        push(&f, "{\"t\":\"2020-01-02\",\"v\":1}\n{\"t\":\"2020-01-01\",\"v\":2}\n", NULL, &r),
        &f.err);
    assert_true(r.updated && r.schema_committed && r.has_data && r.has_watermark);
    assert_int_equal(r.blocks, 2);
    assert_int_equal(r.rows_read, 2);
    assert_int_equal(r.rows_added, 2);
    assert_int_equal(r.rows_written, 2);
    assert_int_equal(r.offset_first, 0);
    assert_int_equal(r.offset_last, 1);
    assert_int_equal(r.old_head.sequence_number, 2);
    assert_int_equal(r.new_head.sequence_number, 4);
    assert_int_equal(r.watermark.seconds, 1577923200);
    expect_slice(&f, "0 0 2000-01-01T00:00:00Z 2020-01-01T00:00:00Z 2;"
                     "1 0 2000-01-01T00:00:00Z 2020-01-02T00:00:00Z 1");
    assert_ok(push(&f, "{\"v\":3}", NULL, &r), &f.err);
    assert_int_equal(r.blocks, 1);
    assert_false(r.schema_committed);
    expect_slice(&f, "2 0 2000-01-01T00:00:00Z 2000-01-01T00:00:00Z 3");
    fixture_close(&f);
}

static void test_nothing_to_commit(void **state)
{
    struct fixture f;
    struct kamu_push_result r;
    (void)state;
    append_dataset(&f, true);
    assert_ok(push(&f, "", NULL, &r), &f.err);
    assert_true(r.updated && r.schema_committed && !r.has_data && !r.has_watermark);
    assert_ok(push(&f, " \n", NULL, &r), &f.err);
    assert_false(r.updated);
    assert_memory_equal(r.old_head.digest, r.new_head.digest, 32);
    fixture_close(&f);

    append_dataset(&f, false); /* inferred: an input that says nothing fixes no schema */
    assert_ok(push(&f, "", NULL, &r), &f.err);
    assert_false(r.updated);
    assert_ok(push(&f, "\n \n", NULL, &r), &f.err);
    assert_false(r.updated);
    assert_ok(push(&f, "{\"v\":1}", NULL, &r), &f.err);
    assert_int_equal(r.blocks, 2);
    fixture_close(&f);
}

static void test_bad_record_commits_nothing(void **state)
{
    struct fixture f;
    struct kamu_push_result r;
    struct odf_hash before, after;
    (void)state;
    append_dataset(&f, true);
    assert_ok(push(&f, "{\"v\":1}", NULL, &r), &f.err);
    assert_ok(dataset_head(f.ds, &before, &f.err), &f.err);
    assert_fails(push(&f, "{\"v\":2}\n{\"v\":\"x\"}\n", NULL, &r), KAMU_E_INPUT, NULL, &f.err);
    assert_int_equal(f.err.at.line, 2);
    assert_string_equal(f.err.at.input, "rows");
    assert_ok(dataset_head(f.ds, &after, &f.err), &f.err);
    assert_true(odf_hash_eq(&before, &after));
    fixture_close(&f);
}

static void test_options(void **state)
{
    struct fixture f;
    struct kamu_push_options o;
    struct kamu_push_result r;
    struct odf_hash head;
    char text[ODF_HASH_TEXT_MAX];
    (void)state;
    append_dataset(&f, true);
    kamu_push_options_init(&o);
    o.has_event_time = true;
    o.event_time = (struct kamu_time){-1, 999999999}; /* cut downwards */
    assert_ok(push(&f, "{\"v\":1}", &o, &r), &f.err);
    expect_slice(&f, "0 0 2000-01-01T00:00:00Z 1969-12-31T23:59:59.999Z 1");

    assert_ok(dataset_head(f.ds, &head, &f.err), &f.err);
    (void)odf_hash_text(&head, text);
    o.expected_head = text;
    assert_ok(push(&f, "{\"v\":2}", &o, &r), &f.err);
    assert_fails(push(&f, "{\"v\":3}", &o, &r), KAMU_E_CONFLICT, text, &f.err);
    o.expected_head = NULL;
    o.source_name = "nope";
    assert_fails(push(&f, "{\"v\":3}", &o, &r), KAMU_E_NOT_FOUND, "Source 'nope' not found",
                 &f.err);
    o.source_name = NULL;
    o.input_format = "csv";
    assert_ok(push(&f, "2020-01-01,7\n", &o, &r), &f.err);
    expect_slice(&f, "2 0 2000-01-01T00:00:00Z 2020-01-01T00:00:00Z 7");
    f.env.clock.at.seconds--;
    assert_fails(push(&f, "{\"v\":3}", NULL, &r), KAMU_E_CHAIN,
                 "System time has to be monotonically non-decreasing", &f.err);
    fixture_close(&f);
}

static void test_dry_run(void **state)
{
    struct fixture f;
    struct kamu_push_options o;
    struct kamu_push_result r;
    struct kamu_push *p = NULL;
    struct odf_hash before, after;
    const char *rows = "{\"v\":1}\n{\"v\":2}\n{\"v\":3}\n";
    (void)state;
    append_dataset(&f, true);
    kamu_push_options_init(&o);
    o.dry_run = true;
    o.preview_rows = 2;
    assert_ok(dataset_head(f.ds, &before, &f.err), &f.err);
    assert_ok(push_open(&f.env, f.ds, &o, &p, &f.err), &f.err);
    assert_ok(kamu_push_add_memory(p, rows, strlen(rows), NULL, &f.err), &f.err);
    assert_null(push_preview(p));
    assert_ok(kamu_push_commit(p, &r, &f.err), &f.err);
    assert_true(r.updated && r.has_data);
    assert_int_equal(r.rows_added, 3);
    assert_non_null(push_preview(p));
    assert_int_equal(push_preview(p)->length, 2);
    assert_fails(kamu_push_commit(p, &r, &f.err), KAMU_E_USAGE, "over", &f.err);
    kamu_push_free(p);
    assert_ok(dataset_head(f.ds, &after, &f.err), &f.err);
    assert_true(odf_hash_eq(&before, &after));
    fixture_close(&f);
}

static void test_several_inputs(void **state)
{
    struct fixture f;
    struct kamu_push *p = NULL;
    struct kamu_push_result r;
    struct odf_hash before, after;
    static const char *const texts[] = {"{\"v\":1}", "", "{\"v\":2}\n{\"v\":3}"};
    (void)state;
    append_dataset(&f, false);
    assert_ok(push_open(&f.env, f.ds, NULL, &p, &f.err), &f.err);
    assert_fails(kamu_push_commit(p, &r, &f.err), KAMU_E_USAGE, "no input", &f.err);
    for (int i = 0; i < 3; i++)
        assert_ok(kamu_push_add_memory(p, texts[i], strlen(texts[i]), NULL, &f.err), &f.err);
    assert_ok(kamu_push_commit(p, &r, &f.err), &f.err);
    assert_int_equal(r.blocks, 3); /* one schema, two slices */
    assert_int_equal(r.n_inputs, 3);
    assert_int_equal(r.inputs[0].offset_last, 0);
    assert_false(r.inputs[1].has_data);
    assert_int_equal(r.inputs[2].offset_first, 1);
    assert_int_equal(r.inputs[2].offset_last, 2);
    assert_int_equal(r.inputs[2].block.sequence_number, r.new_head.sequence_number);
    kamu_push_free(p);

    assert_ok(dataset_head(f.ds, &before, &f.err), &f.err); /* one bad input: nothing at all */
    assert_ok(push_open(&f.env, f.ds, NULL, &p, &f.err), &f.err);
    assert_ok(kamu_push_add_memory(p, "{\"v\":4}", 7, "good", &f.err), &f.err);
    assert_ok(kamu_push_add_memory(p, "{\"v\":", 5, "bad", &f.err), &f.err);
    assert_fails(kamu_push_commit(p, &r, &f.err), KAMU_E_INPUT, NULL, &f.err);
    assert_string_equal(f.err.at.input, "bad");
    kamu_push_free(p);
    assert_ok(dataset_head(f.ds, &after, &f.err), &f.err);
    assert_true(odf_hash_eq(&before, &after));
    fixture_close(&f);
}

/* ---- large and unsorted -----------------------------------------------------------------------
 */

/* Row i has event time (i * step) mod n seconds after 2020. */
static void many_rows(struct buf *b, uint64_t n, uint64_t step)
{
    struct kamu_error err = {0};
    for (uint64_t i = 0; i < n; i++)
        assert_ok(buf_printf(b, &err, "{\"t\":%llu,\"v\":%llu}\n",
                             (unsigned long long)(1577836800000 + i * step % n / 4 * 4000),
                             (unsigned long long)i),
                  &err);
}

static void check_sorted(struct fixture *f, int64_t n)
{
    struct batch *b = newest_slice(f);
    assert_non_null(b);
    assert_int_equal(b->length, n);
    const int64_t *offset = (const int64_t *)(const void *)b->columns[0].values->data;
    const int64_t *t = (const int64_t *)(const void *)b->columns[3].values->data;
    const int64_t *v = (const int64_t *)(const void *)b->columns[4].values->data;
    for (int64_t i = 0; i < n; i++) {
        assert_int_equal(offset[i], i);
        if (i > 0)
            assert_true(t[i - 1] < t[i] || (t[i - 1] == t[i] && v[i - 1] < v[i]));
    }
    batch_free(b);
}

static void test_order_of_many(void **state)
{
    const uint64_t n = 200000;
    static const uint64_t steps[] = {1, 7919, 199999};
    (void)state;
    for (int i = 0; i < 6; i++) {
        struct fixture f;
        struct kamu_push_result r;
        struct buf b = BUF_INIT((size_t)64 << 20);
        append_dataset(&f, true);
        f.env.memory_max_bytes = i < 3 ? (uint64_t)64 << 20 : 3 << 20; /* in memory; spilled */
        many_rows(&b, n, steps[i % 3]);
        assert_ok(fixture_push(&f, (char *)b.data, b.len, NULL, &r), &f.err);
        assert_int_equal(r.rows_added, n);
        check_sorted(&f, (int64_t)n);
        buf_free(&b);
        fixture_close(&f);
    }
}

/* Any cut of an input into pushes gives the same rows when they come in order. */
static void test_cuts(void **state)
{
    uint64_t rng[4] = {1, 2, 3, 4};
    (void)state;
    for (int round = 0; round < 5; round++) {
        struct fixture f;
        struct kamu_push_result r;
        uint64_t next = 0;
        append_dataset(&f, true);
        while (next < 50) {
            struct buf b = BUF_INIT(1 << 20);
            uint64_t n = 1 + xoshiro256pp_next(rng) % 20;
            for (uint64_t i = next; i < next + n; i++)
                assert_ok(buf_printf(&b, &f.err, "{\"t\":%d,\"v\":%d}\n", (int)i * 1000, (int)i),
                          &f.err);
            assert_ok(fixture_push(&f, (char *)b.data, b.len, NULL, &r), &f.err);
            assert_int_equal(r.offset_first, next);
            assert_int_equal(r.offset_last, next + n - 1);
            struct batch *s = newest_slice(&f);
            for (int64_t i = 0; i < s->length; i++)
                for (int c = 0; c < 5; c += 4) /* offset and v */
                    assert_int_equal(((int64_t *)(void *)s->columns[c].values->data)[i],
                                     (int64_t)next + i);
            batch_free(s);
            buf_free(&b);
            next += n;
        }
        fixture_close(&f);
    }
}

/* ---- inputs and races ---------------------------------------------------------------------------
 */

struct rival { /* pushes a row of its own while another push is under way */
    struct fixture *f;
    struct dataset *ds;
    int left;
};

static void push_in_between(void *ctx, const struct kamu_progress *p)
{
    struct rival *r = ctx;
    struct kamu_error err = {0};
    struct kamu_push *other = NULL;
    if (p->stage != KAMU_STAGE_WRITE || r->left == 0)
        return;
    r->left--;
    assert_ok(push_open(&r->f->env, r->ds, NULL, &other, &err), &err);
    assert_ok(kamu_push_add_memory(other, "{\"v\":99}", 8, NULL, &err), &err);
    assert_ok(kamu_push_commit(other, NULL, &err), &err);
    kamu_push_free(other);
}

struct chunks {
    const char *text;
    size_t at;
    int failing;
};

static enum kamu_code read_chunk(void *ctx, void *out, size_t capacity, size_t *got)
{
    struct chunks *c = ctx;
    size_t left = strlen(c->text) - c->at;
    *got = left < 5 ? left : 5;
    *got = *got < capacity ? *got : capacity;
    memcpy(out, c->text + c->at, *got);
    c->at += *got;
    return c->failing != 0 && left < 10 ? KAMU_E_IO : KAMU_OK;
}

static void race(struct kamu_push_options *o, struct rival *rival, struct fixture *f, int times)
{
    append_dataset(f, true);
    kamu_push_options_init(o);
    *rival = (struct rival){.f = f, .left = times};
    assert_ok(dataset_open_ref(f->ws, STR("d"), &rival->ds, &f->err), &f->err);
    o->progress = push_in_between;
    o->progress_ctx = rival;
}

static void test_lost_races(void **state)
{
    const char *text = "{\"v\":1}\n{\"v\":2}\n{\"v\":3}\n";
    (void)state;
    for (int kind = 0; kind < 3; kind++) {
        struct fixture f;
        struct rival rival;
        struct kamu_push_options o;
        struct kamu_push_result r;
        struct kamu_push *p = NULL;
        struct chunks chunks = {.text = text};
        int fds[2] = {-1, -1};
        race(&o, &rival, &f, 3);
        assert_ok(push_open(&f.env, f.ds, &o, &p, &f.err), &f.err);
        if (kind == 0)
            assert_ok(kamu_push_add_memory(p, text, strlen(text), NULL, &f.err), &f.err);
        if (kind == 1)
            assert_ok(kamu_push_add_callback(p, read_chunk, &chunks, NULL, &f.err), &f.err);
        if (kind == 2) {
            assert_int_equal(pipe(fds), 0);
            assert_int_equal(write(fds[1], text, strlen(text)), (ssize_t)strlen(text));
            close(fds[1]);
            assert_ok(kamu_push_add_fd(p, fds[0], NULL, &f.err), &f.err);
        }
        assert_ok(kamu_push_commit(p, &r, &f.err), &f.err);
        assert_int_equal(r.retries, 3);
        assert_int_equal(r.rows_added, 3);
        assert_int_equal(r.offset_first, 3); /* behind the three of the rival */
        assert_int_equal(r.offset_last, 5);
        kamu_push_free(p);
        if (fds[0] >= 0)
            close(fds[0]);
        expect_slice(&f, "3 0 2000-01-01T00:00:00Z 2000-01-01T00:00:00Z 1;"
                         "4 0 2000-01-01T00:00:00Z 2000-01-01T00:00:00Z 2;"
                         "5 0 2000-01-01T00:00:00Z 2000-01-01T00:00:00Z 3");
        dataset_close(rival.ds);
        fixture_close(&f);
    }
}

static void test_expected_head_is_not_retried(void **state)
{
    struct fixture f;
    struct rival rival;
    struct kamu_push_options o;
    struct kamu_push_result r;
    struct odf_hash head;
    char text[ODF_HASH_TEXT_MAX];
    (void)state;
    race(&o, &rival, &f, 1);
    assert_ok(dataset_head(f.ds, &head, &f.err), &f.err);
    (void)odf_hash_text(&head, text);
    o.expected_head = text;
    assert_fails(push(&f, "{\"v\":1}", &o, &r), KAMU_E_CONFLICT, NULL, &f.err);
    expect_slice(&f, "0 0 2000-01-01T00:00:00Z 2000-01-01T00:00:00Z 99");
    dataset_close(rival.ds);
    fixture_close(&f);
}

static void test_inputs(void **state)
{
    struct fixture f;
    struct kamu_push *p = NULL;
    struct kamu_push_result r;
    struct chunks failing = {.text = "{\"v\":1}\n{\"v\":2}\n", .failing = 1};
    char path[128];
    (void)state;
    append_dataset(&f, true);
    (void)snprintf(path, sizeof path, "%s/x[1]*?.json", f.dir);
    int fd = open(path, O_RDWR | O_CREAT, 0600);
    assert_int_equal(write(fd, "{\"v\":5}\n", 8), 8);
    assert_ok(push_open(&f.env, f.ds, NULL, &p, &f.err), &f.err);
    assert_ok(kamu_push_add_file(p, path, &f.err), &f.err);
    assert_ok(kamu_push_add_fd(p, fd, "again", &f.err), &f.err); /* from its beginning */
    assert_ok(kamu_push_commit(p, &r, &f.err), &f.err);
    assert_int_equal(r.rows_added, 2);
    assert_string_equal(r.inputs[0].name, path);
    assert_string_equal(r.inputs[1].name, "again");
    kamu_push_free(p);
    close(fd);

    assert_ok(push_open(&f.env, f.ds, NULL, &p, &f.err), &f.err);
    assert_fails(kamu_push_add_file(p, "/no/such", &f.err), KAMU_E_NOT_FOUND,
                 "Invalid path /no/such: No such file or directory (os error 2)", &f.err);
    assert_fails(kamu_push_add_file(p, f.dir, &f.err), KAMU_E_USAGE, "Is a directory", &f.err);
    assert_ok(kamu_push_add_callback(p, read_chunk, &failing, NULL, &f.err), &f.err);
    assert_fails(kamu_push_commit(p, &r, &f.err), KAMU_E_IO, NULL, &f.err);
    kamu_push_free(p);
    fixture_close(&f);
}

static void test_cancel(void **state)
{
    struct fixture f;
    struct kamu_push_result r;
    _Atomic int flag = 1;
    struct odf_hash before, after;
    (void)state;
    append_dataset(&f, true);
    assert_ok(dataset_head(f.ds, &before, &f.err), &f.err);
    f.env.cancel = &flag;
    assert_fails(push(&f, "{\"v\":1}", NULL, &r), KAMU_E_CANCELLED, NULL, &f.err);
    f.env.cancel = NULL;
    assert_ok(dataset_head(f.ds, &after, &f.err), &f.err);
    assert_true(odf_hash_eq(&before, &after));
    fixture_close(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_first_and_second),
        cmocka_unit_test(test_nothing_to_commit),
        cmocka_unit_test(test_bad_record_commits_nothing),
        cmocka_unit_test(test_options),
        cmocka_unit_test(test_dry_run),
        cmocka_unit_test(test_several_inputs),
        cmocka_unit_test(test_order_of_many),
        cmocka_unit_test(test_cuts),
        cmocka_unit_test(test_lost_races),
        cmocka_unit_test(test_expected_head_is_not_retried),
        cmocka_unit_test(test_inputs),
        cmocka_unit_test(test_cancel),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
