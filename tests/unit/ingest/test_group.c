/*
 * Group commit: many pushes committed together give the rows and the results that they give one by
 * one, in every strategy. The expected slice of a group is known exactly: the rows of the single
 * pushes one behind the other, put in the order of the slice by a stable sort.
 */
#include "columnar/sort.h"
#include "ingest/group.h"
#include "unit/ingest/workspace_of.h"

#define MEMBERS_MAX 12
#define TEXT_MAX 2048

struct kind {
    const char *name;
    enum odf_merge_kind merge;
    const char *schema; /* NULL: inferred */
    const char *keys[3];
    bool op;
    bool key_order;
};

static const struct kind kinds[] = {
    {"append", ODF_MERGE_APPEND, "t:ts? k:i64? v:str?", {NULL}, false, false},
    {"append, required", ODF_MERGE_APPEND, "t:ts? k:i64 v:str?", {NULL}, false, false},
    {"append, inferred", ODF_MERGE_APPEND, NULL, {NULL}, false, false},
    {"ledger", ODF_MERGE_LEDGER, "t:ts? k:i64? v:str?", {"k", NULL}, false, false},
    {"ledger, required", ODF_MERGE_LEDGER, "t:ts? k:i64? v:str", {"k", NULL}, false, false},
    {"ledger, text key", ODF_MERGE_LEDGER, "t:ts? k:i64? v:str?", {"v", "k", NULL}, false, false},
    {"ledger, event time", ODF_MERGE_LEDGER, "t:ts? k:i64? v:str?", {"t", "k", NULL}, false, false},
    {"changelog", ODF_MERGE_CHANGELOG_STREAM, "op:i32 t:ts? k:i64? v:str?", {"k"}, true, true},
    {"upsert", ODF_MERGE_UPSERT_STREAM, "op:i32? t:ts? k:i64? v:str?", {"k"}, true, true},
    {"upsert, no op", ODF_MERGE_UPSERT_STREAM, "t:ts? k:i64? v:str?", {"k"}, false, true},
    {"upsert, two", ODF_MERGE_UPSERT_STREAM, "t:ts? k:i64? v:str?", {"k", "v"}, false, true},
    {"snapshot", ODF_MERGE_SNAPSHOT, "t:ts? k:i64? v:str?", {"k"}, false, true},
};

struct input {
    char text[TEXT_MAX];
    struct kamu_push_options o;
};

struct side { /* one of the two workspaces */
    struct fixture f;
    struct group_writer *w;
};

static uint64_t seed;

static unsigned rnd(unsigned n)
{
    seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (unsigned)(seed >> 33) % n;
}

static void open_side(struct side *s, const struct kind *k)
{
    struct odf_set_vocab vocab = {.event_time_column = STR("t")};
    struct col_schema *schema = k->schema == NULL ? NULL : schema_of(k->schema);
    uint32_t n = 0;
    while (n < 3 && k->keys[n] != NULL)
        n++;
    fixture_open(&s->f);
    struct odf_event events[2] = {{0}, {.kind = ODF_SET_VOCAB, .set_vocab = &vocab}};
    events[0] = source_event(
        &s->f, STR("default"), schema,
        merge_of(&s->f, k->merge, strs_of(&s->f, k->keys, n), (struct odf_strs){NULL, 0}));
    fixture_create(&s->f, "d", events, 2);
    col_schema_unref(schema);
    assert_ok(group_writer_new(&s->f.env, s->f.ds, &s->w, &s->f.err), &s->f.err);
}

static void close_side(struct side *s)
{
    group_writer_free(s->w);
    fixture_close(&s->f);
}

static size_t put_row(const struct kind *k, char *out, size_t room)
{
    static const char *const ops[] = {"0", "0", "0", "1", "3"};
    char time[40] = "", op[16] = "", v[16];
    if (rnd(3) != 0)
        (void)snprintf(time, sizeof time, "\"t\":\"2020-01-%02u\",", 1 + rnd(4));
    if (k->op)
        (void)snprintf(op, sizeof op, "\"op\":%s,", ops[rnd(5)]);
    if (rnd(8) == 0)
        (void)snprintf(v, sizeof v, "null");
    else
        (void)snprintf(v, sizeof v, "\"%c\"", 'a' + (int)rnd(3));
    if (rnd(60) == 0)
        return (size_t)snprintf(out, room, "{%s%s\"k\":\"bad\",\"v\":%s}\n", op, time, v);
    if (rnd(12) == 0)
        return (size_t)snprintf(out, room, "{%s%s\"k\":null,\"v\":%s}\n", op, time, v);
    return (size_t)snprintf(out, room, "{%s%s\"k\":%u,\"v\":%s}\n", op, time, rnd(6), v);
}

static void make_input(const struct kind *k, struct input *in)
{
    static const unsigned sizes[] = {0, 1, 1, 1, 1, 2, 3, 9};
    size_t at = 0;
    kamu_push_options_init(&in->o);
    in->text[0] = 0;
    if (k->schema == NULL) { /* all columns, or the schemas differ */
        (void)snprintf(in->text, TEXT_MAX, "{\"t\":\"2020-01-%02u\",\"k\":%u,\"v\":\"%c\"}\n",
                       1 + rnd(4), rnd(6), 'a' + (int)rnd(3));
        if (rnd(6) == 0)
            in->text[0] = 0;
    } else {
        for (unsigned n = sizes[rnd(8)]; n > 0; n--)
            at += put_row(k, in->text + at, TEXT_MAX - at);
    }
    if (rnd(3) == 0) {
        in->o.has_event_time = true;
        in->o.event_time = (struct kamu_time){1577836800 + (int64_t)rnd(5) * 86400, 0};
    }
    if (rnd(4) == 0)
        in->o.on_error = KAMU_ON_ERROR_SKIP;
}

/* ---- committing -------------------------------------------------------------------------- */

static void alone(struct side *s, struct group_member *m, const struct input *in)
{
    struct kamu_push *p = NULL;
    struct kamu_error err = {0};
    assert_ok(push_open(&s->f.env, s->f.ds, &in->o, &p, &err), &err);
    assert_ok(kamu_push_add_memory(p, in->text, strlen(in->text), "rows", &err), &err);
    assert_ok(group_commit_alone(s->w, m, p, NULL, &err), &err);
    kamu_push_free(p);
}

static void prepare(struct side *s, const struct input *in, struct group_member *m)
{
    struct target *t = NULL;
    struct kamu_error err = {0};
    struct prepare_input body = {.data = in->text, .size = strlen(in->text), .name = "rows"};
    assert_ok(group_writer_target(s->w, &t, &err), &err);
    m->code = group_prepare(&s->f.env, t, &in->o, &body, s->f.dir, &m->push, &err);
    if (m->code != KAMU_OK) {
        m->error = mem_alloc(sizeof err);
        *m->error = err;
    }
    target_unref(t);
}

/* As the queue of a server does: in the order of the members, as many together as can be. */
static void commit_all(struct side *s, const struct input *in, struct group_member *m, size_t n)
{
    for (size_t i = 0; i < n;) {
        struct kamu_error err = {0};
        struct group_member some[MEMBERS_MAX];
        size_t which[MEMBERS_MAX], k = 0;
        if (m[i].push == NULL) {
            i++;
            continue;
        }
        if (prepared_how(m[i].push) == PREPARED_ALONE) {
            alone(s, &m[i], &in[i]);
            i++;
            continue;
        }
        if (prepared_how(m[i].push) == PREPARED_FIRST) {
            struct target *t = NULL;
            assert_ok(group_writer_target(s->w, &t, &err), &err);
            bool ready = target_schema(t) != NULL && target_has_data(t);
            target_unref(t);
            if (!ready) {
                alone(s, &m[i], &in[i]);
                i++;
                continue;
            }
        }
        for (; i < n && (m[i].push == NULL || prepared_how(m[i].push) != PREPARED_ALONE); i++)
            if (m[i].push != NULL) {
                some[k] = m[i];
                which[k++] = i;
            }
        assert_ok(group_commit(s->w, some, k, NULL, &err), &err);
        for (size_t j = 0; j < k; j++) {
            m[which[j]] = some[j];
            if (some[j].left)
                alone(s, &m[which[j]], &in[which[j]]);
        }
    }
}

/* ---- what is in a dataset ------------------------------------------------------------------- */

/* All rows behind `from`, oldest first; NULL when there are none. */
static struct batch *rows_since(struct side *s, uint64_t from, uint64_t *end)
{
    struct fixture *f = &s->f;
    struct block_walk *w = NULL;
    const struct odf_block *b = NULL;
    const struct odf_hash *hash = NULL;
    struct odf_hash files[64];
    size_t n = 0, m = 0;
    struct batch *parts[64], *all = NULL;
    assert_ok(block_walk_open(f->ds, NULL, &w, &f->err), &f->err);
    *end = from;
    for (;;) {
        assert_ok(block_walk_next(w, &b, &hash, &f->err), &f->err);
        if (b == NULL)
            break;
        if (b->event.kind != ODF_ADD_DATA || b->event.add_data->new_data == NULL)
            continue;
        const struct odf_data_slice *d = b->event.add_data->new_data;
        if (d->offset_interval.start < from)
            break;
        if (n == 0)
            *end = d->offset_interval.end + 1;
        assert_true(n < 64);
        files[n++] = d->physical_hash;
    }
    block_walk_free(w);
    while (n-- > 0) {
        char path[FS_PATH_MAX];
        struct slice_reader *r = NULL;
        assert_ok(dataset_object_path(f->ds, DATASET_DATA, &files[n], path, &f->err), &f->err);
        assert_ok(slice_reader_open(&f->env, path, &r, &f->err), &f->err);
        assert_ok(slice_reader_next(r, &parts[m++], &f->err), &f->err);
        slice_reader_close(r);
    }
    if (m != 0) { /* nullability may differ: rows count */
        for (size_t i = 1; i < m; i++) {
            struct batch *same = NULL;
            assert_ok(batch_new(parts[0]->schema, parts[i]->length, &same, &f->err), &f->err);
            for (uint32_t c = 0; c < same->n_columns; c++)
                assert_ok(batch_set_column(same, c, &parts[i]->columns[c], &f->err), &f->err);
            batch_free(parts[i]);
            parts[i] = same;
        }
        assert_ok(batch_concat(parts, m, &all, &f->err), &f->err);
    }
    for (size_t i = 0; i < m; i++)
        batch_free(parts[i]);
    return all;
}

/* Operation, event time and data, without offsets. */
static void text_of(const struct batch *b, const int32_t *idx, int64_t from, int64_t to,
                    struct buf *out)
{
    struct kamu_error err = {0};
    for (int64_t i = from; i < to; i++) {
        int64_t row = idx == NULL ? i : idx[i];
        for (uint32_t c = 1; c < b->n_columns; c++) {
            if (col_is_null(&b->columns[c], row))
                assert_ok(buf_append_str(out, "-", &err), &err);
            else
                assert_ok(value_format(&b->columns[c], row, FORMAT_CSV, out, &err), &err);
            assert_ok(buf_append_byte(out, ' ', &err), &err);
        }
        assert_ok(buf_append_byte(out, '\n', &err), &err);
    }
}

/* The rows of the single pushes as one slice would have them. A part of the group that ended with a
 * push of its own has a slice of its own: `cuts` counts rows. */
static void compare_rows(const struct kind *k, struct side *one, struct side *many, uint64_t from)
{
    uint64_t end_one = 0, end_many = 0;
    struct batch *a = rows_since(one, from, &end_one), *b = rows_since(many, from, &end_many);
    struct buf x = BUF_INIT(1 << 20), y = BUF_INIT(1 << 20);
    assert_int_equal(end_one, end_many);
    if (a != NULL) {
        uint32_t keys[3], n = 0;
        struct kamu_error err = {0};
        if (!k->key_order)
            keys[n++] = 3;
        for (; k->key_order && k->keys[n] != NULL && n < 3; n++)
            keys[n] = (uint32_t)col_schema_find(a->schema, str_c(k->keys[n]));
        int32_t *i = mem_alloc((size_t)a->length * sizeof *i);
        int32_t *j = mem_alloc((size_t)a->length * sizeof *j);
        assert_non_null(b);
        assert_int_equal(a->length, b->length);
        /* both are sorted here: what is a slice of its own does not matter then */
        assert_ok(batch_sort_order(a, keys, n, i, NULL, &err), &err);
        assert_ok(batch_sort_order(b, keys, n, j, NULL, &err), &err);
        text_of(a, i, 0, a->length, &x);
        text_of(b, j, 0, b->length, &y);
        assert_string_equal(buf_cstr(&y), buf_cstr(&x));
        mem_free(i);
        mem_free(j);
    } else {
        assert_null(b);
    }
    buf_free(&x);
    buf_free(&y);
    batch_free(a);
    batch_free(b);
}

static void compare_results(const struct group_member *a, const struct group_member *b)
{
    const struct kamu_push_result *x = &a->result, *y = &b->result;
    assert_int_equal(a->code, b->code);
    if (a->code != KAMU_OK) {
        assert_string_equal(a->error->text, b->error->text);
        assert_int_equal(a->error->at.line, b->error->at.line);
        assert_int_equal(a->error->at.record, b->error->at.record);
        assert_string_equal(a->error->at.field, b->error->at.field);
        assert_string_equal(a->error->at.input, b->error->at.input);
        return;
    }
    assert_int_equal(x->rows_read, y->rows_read);
    assert_int_equal(x->rows_rejected, y->rows_rejected);
    assert_int_equal(x->rows_written, y->rows_written);
    assert_int_equal(x->rows_added, y->rows_added);
    assert_int_equal(x->rows_retracted, y->rows_retracted);
    assert_int_equal(x->rows_corrected, y->rows_corrected);
    assert_int_equal(x->rows_dropped, y->rows_dropped);
    assert_int_equal(x->rows_repeated, y->rows_repeated);
    assert_int_equal(x->rows_unknown, y->rows_unknown);
    assert_int_equal(x->has_data, y->has_data);
    assert_int_equal(x->updated, y->updated);
    if (!y->has_data)
        return;
    assert_true(y->offset_last - y->offset_first + 1 >= y->rows_written);
}

static void drop_caches(struct side *s)
{
    char path[FS_PATH_MAX];
    (void)snprintf(path, sizeof path, "%s/.kamu/cache", s->f.dir);
    assert_ok(fs_remove_tree(&s->f.env.fs, path, &s->f.err), &s->f.err);
}

static void disturb(struct side *s)
{
    switch (rnd(8)) {
    case 0:
        drop_caches(s);
        return;
    case 1:
        group_writer_rest(s->w);
        return;
    case 2:
        group_writer_free(s->w);
        assert_ok(group_writer_new(&s->f.env, s->f.ds, &s->w, &s->f.err), &s->f.err);
        return;
    default:
        return;
    }
}

static void one_group(const struct kind *k, struct side *one, struct side *many, uint64_t *from)
{
    struct input *in = mem_calloc(MEMBERS_MAX, sizeof *in);
    struct group_member a[MEMBERS_MAX] = {{0}}, b[MEMBERS_MAX] = {{0}};
    size_t n = 1 + rnd(MEMBERS_MAX);
    for (size_t i = 0; i < n; i++) {
        make_input(k, &in[i]);
        a[i].code = fixture_push(&one->f, in[i].text, strlen(in[i].text), &in[i].o, &a[i].result);
        if (a[i].code != KAMU_OK) {
            a[i].error = mem_alloc(sizeof *a[i].error);
            *a[i].error = one->f.err;
        }
        prepare(many, &in[i], &b[i]);
    }
    commit_all(many, in, b, n);
    for (size_t i = 0; i < n; i++)
        compare_results(&a[i], &b[i]);
    compare_rows(k, one, many, *from);
    for (size_t i = 0; i < n; i++) {
        if (b[i].code == KAMU_OK && b[i].result.has_data && b[i].result.offset_last >= *from)
            *from = b[i].result.offset_last + 1;
        mem_free(a[i].error);
        mem_free(b[i].error);
        prepared_free(b[i].push);
    }
    mem_free(in);
}

static void test_as_one_by_one(void **state)
{
    (void)state;
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
        for (uint64_t round = 0; round < 6; round++) {
            struct side one, many;
            uint64_t from = 0;
            seed = round * 1000 + k;
            open_side(&one, &kinds[k]);
            open_side(&many, &kinds[k]);
            for (int i = 0; i < 12; i++) {
                one.f.env.clock.at.seconds += 60;
                many.f.env.clock.at.seconds += 60;
                one_group(&kinds[k], &one, &many, &from);
                disturb(&many);
            }
            close_side(&one);
            close_side(&many);
        }
    }
}

/* One key, updated by every member: one slice, in the order of the members. */
static void test_hot_key(void **state)
{
    struct side s;
    struct input in[4];
    struct group_member m[4] = {{0}};
    struct buf text = BUF_INIT(1 << 16);
    (void)state;
    open_side(&s, &kinds[9]);
    assert_ok(fixture_push(&s.f, "{\"k\":7,\"v\":\"z\"}", 15, NULL, NULL), &s.f.err);
    for (int i = 0; i < 4; i++) {
        kamu_push_options_init(&in[i].o);
        (void)snprintf(in[i].text, TEXT_MAX, "{\"t\":\"2020-01-01\",\"k\":1,\"v\":\"%c\"}\n",
                       'a' + i);
        prepare(&s, &in[i], &m[i]);
    }
    assert_ok(group_commit(s.w, m, 4, NULL, &s.f.err), &s.f.err);
    assert_int_equal(m[0].result.blocks, 1);
    assert_int_equal(m[3].result.offset_first, 6);
    assert_int_equal(m[3].result.offset_last, 7);
    struct batch *b = newest_slice(&s.f);
    text_of(b, NULL, 0, b->length, &text);
    assert_string_equal(buf_cstr(&text), "0 2000-01-01T00:00:00Z 2020-01-01T00:00:00Z 1 a \n"
                                         "2 2000-01-01T00:00:00Z 2020-01-01T00:00:00Z 1 a \n"
                                         "3 2000-01-01T00:00:00Z 2020-01-01T00:00:00Z 1 b \n"
                                         "2 2000-01-01T00:00:00Z 2020-01-01T00:00:00Z 1 b \n"
                                         "3 2000-01-01T00:00:00Z 2020-01-01T00:00:00Z 1 c \n"
                                         "2 2000-01-01T00:00:00Z 2020-01-01T00:00:00Z 1 c \n"
                                         "3 2000-01-01T00:00:00Z 2020-01-01T00:00:00Z 1 d \n");
    buf_free(&text);
    batch_free(b);
    for (int i = 0; i < 4; i++)
        prepared_free(m[i].push);
    close_side(&s);
}

/* Another program moves the head between two commits of the writer. */
static void test_others_commit_too(void **state)
{
    struct side s;
    struct input in;
    (void)state;
    open_side(&s, &kinds[3]);
    for (int i = 0; i < 6; i++) {
        struct group_member m = {0};
        struct kamu_push_result r;
        char text[64];
        (void)snprintf(text, sizeof text, "{\"k\":%d,\"v\":\"other\"}", i);
        assert_ok(fixture_push(&s.f, text, strlen(text), NULL, &r), &s.f.err);
        assert_int_equal(r.rows_added, 1);
        kamu_push_options_init(&in.o);
        (void)snprintf(in.text, TEXT_MAX, "{\"k\":%d}\n{\"k\":%d}\n", i, 100 + i);
        prepare(&s, &in, &m);
        assert_ok(group_commit(s.w, &m, 1, NULL, &s.f.err), &s.f.err);
        assert_int_equal(m.code, KAMU_OK);
        assert_int_equal(m.result.rows_added, 1);
        assert_int_equal(m.result.rows_dropped, 1);
        prepared_free(m.push);
    }
    close_side(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_hot_key),
        cmocka_unit_test(test_others_commit_too),
        cmocka_unit_test(test_as_one_by_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
