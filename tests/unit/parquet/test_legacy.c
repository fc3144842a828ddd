/*
 * Files as older writers made them: two-level lists, repeated fields without annotation, maps with
 * MAP_KEY_VALUE, converted types alone, deprecated statistics. Made by writing a slice and giving
 * it another footer: the pages are the same.
 */
#include "unit/harness.h"

#include "unit/parquet/random_batch.h"

#include "parquet/metadata.h"
#include "parquet/slice_reader.h"
#include "parquet/slice_writer.h"

struct world {
    struct env env;
    struct arena arena;
    char dir[64], path[128];
    struct buf bytes; /* the slice */
    struct pq_file footer;
    size_t footer_at;
    struct batch *batch;
};

/* A slice of one column with the rows of `batch`, its footer parsed. */
static void open_world(struct world *w, struct batch *batch)
{
    struct kamu_error err;
    struct fs_file *f;
    struct slice_writer *sw;
    struct slice_result res;
    struct slice_writer_options o = {.no_logical_hash = true, .unsorted = true};
    *w = (struct world){.batch = batch};
    assert_ok(env_init(&w->env, &err), &err);
    arena_init(&w->arena, 1 << 20);
    buf_init(&w->bytes, 1 << 20);
    test_mkdir(w->dir);
    snprintf(w->path, sizeof w->path, "%s/slice", w->dir);
    assert_ok(fs_create(&w->env.fs, w->path, false, &f, &err), &err);
    assert_ok(slice_writer_open(&w->env, f, batch->schema, &o, &sw, &err), &err);
    assert_ok(slice_writer_append(sw, batch, &err), &err);
    assert_ok(slice_writer_finish(sw, &res, &err), &err);
    slice_writer_free(sw);
    assert_ok(fs_close(f, &err), &err);
    assert_ok(fs_read_all(&w->env.fs, w->path, w->bytes.max, &w->bytes, &err), &err);
    uint32_t n;
    memcpy(&n, w->bytes.data + w->bytes.len - 8, 4);
    w->footer_at = w->bytes.len - 8 - n;
    uint8_t *copy = arena_alloc(&w->arena, n);
    memcpy(copy, w->bytes.data + w->footer_at, n);
    assert_ok(pq_file_read(copy, n, &w->arena, &w->footer, &err), &err);
}

/* Puts the changed footer behind the pages and opens the file. */
static struct slice_reader *reopen(struct world *w)
{
    struct kamu_error err;
    struct slice_reader *r;
    w->bytes.len = w->footer_at;
    assert_ok(pq_file_write(&w->footer, &w->bytes, &err), &err);
    uint32_t n = (uint32_t)(w->bytes.len - w->footer_at);
    assert_ok(buf_append(&w->bytes, &n, 4, &err), &err);
    assert_ok(buf_append(&w->bytes, "PAR1", 4, &err), &err);
    assert_ok(slice_reader_open_bytes(&w->env, w->bytes.data, w->bytes.len, "legacy", &r, &err),
              &err);
    return r;
}

static void close_world(struct world *w, struct slice_reader *r)
{
    slice_reader_close(r);
    batch_free(w->batch);
    buf_free(&w->bytes);
    arena_free(&w->arena);
    test_rmdir(w->dir);
    env_free(&w->env);
}

static void same_rows(struct world *w, struct slice_reader *r)
{
    struct kamu_error err;
    struct batch *b;
    assert_ok(slice_reader_next(r, &b, &err), &err);
    assert_non_null(b);
    assert_ok(batch_validate(b, true, &err), &err);
    assert_int_equal(b->length, w->batch->length);
    for (int64_t i = 0; i < b->length; i++)
        assert_true(column_value_equal(&b->columns[0], i, &w->batch->columns[0], i));
    batch_free(b);
}

static struct batch *lists(bool nullable, const struct col_type *item_type)
{
    struct col_schema *s;
    struct gen g;
    struct col_field item = {.name = "item", .type = *item_type};
    struct col_field f = {.name = "l",
                          .nullable = nullable,
                          .type = {.kind = COL_LIST, .n_children = 1, .children = &item}};
    gen_seed(&g, 11);
    assert_int_equal(col_schema_new(1, &s, NULL), KAMU_OK);
    assert_int_equal(col_field_copy(&s->arena, &f, &s->fields[0], NULL), KAMU_OK);
    struct batch *b = gen_batch(&g, s, 500, 1000);
    col_schema_unref(s);
    return b;
}

/* elements: root, l (LIST), list (repeated group), item; keep is dropped from the list */
static void drop_element(struct pq_file *f, uint32_t at)
{
    memmove(&f->elements[at], &f->elements[at + 1],
            (f->n_elements - at - 1) * sizeof f->elements[0]);
    f->n_elements--;
}

static void two_level_list(void **state)
{
    struct world w;
    static const struct col_type item = {.kind = COL_INT32};
    open_world(&w, lists(true, &item));
    drop_element(&w.footer, 2);
    w.footer.elements[2].repetition = PQ_REPEATED;
    w.footer.elements[2].name = STR("array");
    struct slice_reader *r = reopen(&w);
    const struct col_field *f = &slice_reader_schema(r)->fields[0];
    assert_int_equal(f->type.kind, COL_LIST);
    assert_true(f->nullable);
    assert_string_equal(f->type.children[0].name, "array");
    assert_false(f->type.children[0].nullable);
    same_rows(&w, r);
    close_world(&w, r);
}

static void repeated_without_annotation(void **state)
{
    struct world w;
    static const struct col_type item = {.kind = COL_STRING};
    open_world(&w, lists(false, &item));
    drop_element(&w.footer, 1);
    drop_element(&w.footer, 1);
    w.footer.elements[1].repetition = PQ_REPEATED;
    w.footer.elements[1].name = STR("l");
    struct slice_reader *r = reopen(&w);
    assert_int_equal(slice_reader_schema(r)->fields[0].type.kind, COL_LIST);
    assert_false(slice_reader_schema(r)->fields[0].nullable);
    same_rows(&w, r);
    close_world(&w, r);
}

/* The repeated group of one member is the item itself when it is called so (parquet-avro, thrift).
 */
static void list_of_one_member_structs(void **state)
{
    struct world w;
    static const struct col_type item = {.kind = COL_INT64};
    open_world(&w, lists(true, &item));
    w.footer.elements[2].name = STR("l_tuple");
    struct slice_reader *r = reopen(&w);
    const struct col_type *t = &slice_reader_schema(r)->fields[0].type.children[0].type;
    assert_int_equal(t->kind, COL_STRUCT);
    assert_int_equal(t->n_children, 1);
    struct kamu_error err;
    struct batch *b;
    assert_ok(slice_reader_next(r, &b, &err), &err);
    assert_ok(batch_validate(b, true, &err), &err);
    const struct column *got = &b->columns[0].children[0].children[0],
                        *want = &w.batch->columns[0].children[0];
    assert_int_equal(got->length, want->length);
    for (int64_t i = 0; i < got->length; i++)
        assert_true(column_value_equal(got, i, want, i));
    batch_free(b);
    close_world(&w, r);
}

static void one_column(struct world *w, const struct col_type *t)
{
    struct col_schema *s;
    struct gen g;
    struct col_field f = {.name = "x", .nullable = true, .type = *t};
    gen_seed(&g, 12);
    assert_int_equal(col_schema_new(1, &s, NULL), KAMU_OK);
    assert_int_equal(col_field_copy(&s->arena, &f, &s->fields[0], NULL), KAMU_OK);
    open_world(w, gen_batch(&g, s, 300, 1000000));
    col_schema_unref(s);
}

/* LogicalType left out: ConvertedType says the same (nanoseconds, Float16 and "no zone" apart). */
static void converted_types_alone(void **state)
{
    static const struct col_type types[] = {
        {.kind = COL_INT8},
        {.kind = COL_INT16},
        {.kind = COL_UINT8},
        {.kind = COL_UINT16},
        {.kind = COL_UINT32},
        {.kind = COL_UINT64},
        {.kind = COL_STRING},
        {.kind = COL_DATE32},
        {.kind = COL_TIME32, .unit = UNIT_MILLI},
        {.kind = COL_TIME64, .unit = UNIT_MICRO},
        {.kind = COL_TIMESTAMP, .unit = UNIT_MILLI, .timezone = "UTC"},
        {.kind = COL_TIMESTAMP, .unit = UNIT_MICRO, .timezone = "UTC"},
        {.kind = COL_DECIMAL128, .precision = 5, .scale = 2},
        {.kind = COL_DECIMAL128, .precision = 30, .scale = 3}};
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        struct world w;
        one_column(&w, &types[i]);
        w.footer.elements[1].logical.kind = PQ_LOGICAL_NONE;
        struct slice_reader *r = reopen(&w);
        assert_true(col_type_eq(&slice_reader_schema(r)->fields[0].type, &types[i]));
        same_rows(&w, r);
        close_world(&w, r);
    }
}

static void old_statistics(void **state)
{
    static const struct col_type types[] = {
        {.kind = COL_INT64}, {.kind = COL_UINT64}, {.kind = COL_STRING}};
    for (int i = 0; i < 3; i++) {
        struct world w;
        struct slice_stats s;
        one_column(&w, &types[i]);
        struct pq_statistics *st = &w.footer.row_groups[0].columns[0].statistics;
        st->min = st->min_value;
        st->max = st->max_value;
        st->min_value = st->max_value = STR_NONE;
        st->min_exact = st->max_exact = -1;
        w.footer.n_column_orders = 0;
        struct slice_reader *r = reopen(&w);
        slice_reader_stats(r, 0, 0, &s);
        assert_int_equal(s.has_min, i == 0); /* signed order: right for signed integers only */
        assert_int_equal(s.has_max, i == 0);
        close_world(&w, r);
    }
}

static void damaged_schema(void **state)
{
    struct world w;
    struct kamu_error err;
    struct slice_reader *r;
    static const struct col_type item = {.kind = COL_INT32};
    for (int i = 0; i < 5; i++) {
        open_world(&w, lists(true, &item));
        struct pq_element *e = w.footer.elements;
        if (i == 0)
            e[0].num_children = 2;
        else if (i == 1)
            e[1].num_children = 5;
        else if (i == 2)
            e[2].repetition = PQ_OPTIONAL;
        else if (i == 3)
            e[3].type = 9;
        else
            e[3].name = STR("\xff");
        w.bytes.len = w.footer_at;
        assert_ok(pq_file_write(&w.footer, &w.bytes, &err), &err);
        uint32_t n = (uint32_t)(w.bytes.len - w.footer_at);
        assert_ok(buf_append(&w.bytes, &n, 4, &err), &err);
        assert_ok(buf_append(&w.bytes, "PAR1", 4, &err), &err);
        assert_fails(slice_reader_open_bytes(&w.env, w.bytes.data, w.bytes.len, "x", &r, &err),
                     KAMU_E_CORRUPT, "Parquet schema", &err);
        close_world(&w, NULL);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_level_list),
        cmocka_unit_test(repeated_without_annotation),
        cmocka_unit_test(list_of_one_member_structs),
        cmocka_unit_test(converted_types_alone),
        cmocka_unit_test(old_statistics),
        cmocka_unit_test(damaged_schema),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
