/* The Arrow C Data Interface: ours out and in again; foreign layouts made by hand. */
#include "unit/harness.h"

#include "columnar/arrow_c.h"
#include "columnar/compare.h"
#include "columnar/format.h"
#include "unit/columnar/random_columns.h"

static struct kamu_error err;

static void there_and_back(void **state)
{
    struct rnd r = rnd_new(90);

    for (int round = 0; round < 150; round++) {
        struct col_schema *s = rnd_schema(&r, 1 + (uint32_t)rnd_below(&r, 4), 0), *back = NULL;
        struct batch *b = rnd_batch(&r, s, (int64_t)rnd_below(&r, 30), 25), *got = NULL;
        struct ArrowSchema as;
        struct ArrowArray aa;

        assert_ok(arrow_export_schema(s, &as, &err), &err);
        assert_ok(arrow_export_batch(b, &aa, &err), &err);
        assert_ok(arrow_import_schema(&as, &back, &err), &err);
        assert_true(col_schema_eq(s, back));
        assert_ok(arrow_import_batch(&aa, &as, back, &got, &err), &err);
        assert_null(aa.release);
        as.release(&as);
        assert_null(as.release);
        assert_int_equal(got->length, b->length);
        for (uint32_t k = 0; k < s->n_fields; k++)
            for (int64_t i = 0; i < b->length; i++)
                assert_true(column_value_equal(&b->columns[k], i, &got->columns[k], i));
        batch_free(b);
        batch_free(got);
        col_schema_unref(s);
        col_schema_unref(back);
    }
}

/* ---- foreign arrays on the stack: nothing to release ----------------------------------- */

static void nothing_schema(struct ArrowSchema *s)
{
    s->release = NULL;
}
static void nothing_array(struct ArrowArray *a)
{
    a->release = NULL;
}

struct foreign {
    struct ArrowSchema top, column, dictionary;
    struct ArrowSchema *columns[1];
    struct ArrowArray batch, array, dictionary_array;
    struct ArrowArray *arrays[1];
    const void *buffers[4], *dictionary_buffers[3], *none[1];
};

static void foreign_init(struct foreign *f, const char *format, int64_t offset, int64_t length,
                         int64_t n_buffers)
{
    memset(f, 0, sizeof(*f));
    f->columns[0] = &f->column;
    f->top = (struct ArrowSchema){.format = "+s",
                                  .name = "",
                                  .n_children = 1,
                                  .children = f->columns,
                                  .release = nothing_schema};
    f->column = (struct ArrowSchema){
        .format = format, .name = "x", .flags = ARROW_FLAG_NULLABLE, .release = nothing_schema};
    f->arrays[0] = &f->array;
    f->batch = (struct ArrowArray){.length = length,
                                   .n_buffers = 1,
                                   .buffers = f->none,
                                   .n_children = 1,
                                   .children = f->arrays,
                                   .release = nothing_array};
    f->array = (struct ArrowArray){.length = length,
                                   .offset = offset,
                                   .null_count = -1,
                                   .n_buffers = n_buffers,
                                   .buffers = f->buffers,
                                   .release = nothing_array};
}

/* The values as a JSON array, or the error's message. */
static const char *read_foreign(struct foreign *f)
{
    static struct buf out = BUF_INIT(1 << 20);
    struct col_schema *s = NULL;
    struct batch *b = NULL;
    kamu_code rc = arrow_import_schema(&f->top, &s, &err);

    out.len = 0;
    if (rc == KAMU_OK) {
        rc = arrow_import_batch(&f->batch, &f->top, s, &b, &err);
        assert_null(f->batch.release);
    }
    if (rc != KAMU_OK)
        assert_ok(buf_append_str(&out, test_error_text(&err), NULL), &err);
    for (int64_t i = 0; rc == KAMU_OK && i < b->length; i++) {
        assert_ok(buf_append_str(&out, i ? "," : "", NULL), &err);
        assert_ok(value_format(&b->columns[0], i, FORMAT_JSON, &out, NULL), &err);
    }
    batch_free(b);
    col_schema_unref(s);
    return buf_cstr(&out);
}

static void offsets_and_nulls(void **state)
{
    static const int32_t v[] = {9, 9, 9, 1, 2, 3, 4};
    static const uint8_t valid[] = {0xdf}; /* row 5 of the buffer is null */
    struct foreign f;

    foreign_init(&f, "i", 3, 4, 2);
    f.buffers[0] = valid;
    f.buffers[1] = v;
    assert_string_equal(read_foreign(&f), "1,2,null,4");
    foreign_init(&f, "i", 2, 5, 2);
    f.buffers[1] = v;
    f.batch.offset = 1; /* of the batch itself, on top */
    f.batch.length = 4;
    assert_string_equal(read_foreign(&f), "1,2,3,4");
}

static void other_forms(void **state)
{
    static const int64_t large[] = {2, 4, 4, 7};
    static const int64_t date64[] = {-1, 86400000, 0};
    static const int32_t dec32[] = {-125, 7};
    static const int64_t dec64[] = {-125, 7};
    struct foreign f;

    foreign_init(&f, "U", 0, 3, 3);
    f.buffers[1] = large;
    f.buffers[2] = "xxabcdefg";
    assert_string_equal(read_foreign(&f), "\"ab\",\"\",\"cde\"");
    foreign_init(&f, "tdm", 0, 3, 2);
    f.buffers[1] = date64;
    assert_string_equal(read_foreign(&f), "\"1969-12-31\",\"1970-01-02\",\"1970-01-01\"");
    foreign_init(&f, "d:9,2,32", 0, 2, 2);
    f.buffers[1] = dec32;
    assert_string_equal(read_foreign(&f), "\"-1.25\",\"0.07\"");
    foreign_init(&f, "d:9,2,64", 0, 2, 2);
    f.buffers[1] = dec64;
    assert_string_equal(read_foreign(&f), "\"-1.25\",\"0.07\"");
}

static void views(void **state)
{
    static const char data[] = "a text longer than twelve";
    static const int64_t sizes[] = {25};
    struct {
        int32_t n;
        char bytes[12];
    } v[2] = {{5, "short"}, {25, "a te"}};
    struct foreign f;

    memset(v[1].bytes + 4, 0, 8);
    foreign_init(&f, "vu", 0, 2, 4);
    f.buffers[1] = v;
    f.buffers[2] = data;
    f.buffers[3] = sizes;
    assert_string_equal(read_foreign(&f), "\"short\",\"a text longer than twelve\"");
    v[1].n = 26;
    foreign_init(&f, "vu", 0, 2, 4);
    f.buffers[1] = v;
    f.buffers[2] = data;
    f.buffers[3] = sizes;
    assert_non_null(strstr(read_foreign(&f), "a view points outside of its buffers"));
}

static void dictionaries(void **state)
{
    static const int8_t idx[] = {1, 0, 1, 5};
    static const int32_t offsets[] = {0, 2, 3};
    static const uint8_t valid[] = {0x05};
    struct foreign f;

    for (int bad = 0; bad < 2; bad++) {
        foreign_init(&f, "c", 0, 3 + bad, 2);
        f.buffers[0] = bad ? NULL : valid;
        f.buffers[1] = idx;
        f.column.dictionary = &f.dictionary;
        f.dictionary = (struct ArrowSchema){.format = "u", .name = "", .release = nothing_schema};
        f.array.dictionary = &f.dictionary_array;
        f.dictionary_buffers[1] = offsets;
        f.dictionary_buffers[2] = "yes";
        f.dictionary_array = (struct ArrowArray){
            .length = 2, .n_buffers = 3, .buffers = f.dictionary_buffers, .release = nothing_array};
        if (bad)
            assert_non_null(strstr(read_foreign(&f), "index outside of the dictionary"));
        else
            assert_string_equal(read_foreign(&f), "\"s\",null,\"s\"");
    }
}

static void damage_is_an_error(void **state)
{
    static const int32_t down[] = {0, 3, 2, 4};
    static const int32_t one[] = {0, 1};
    struct foreign f;

    foreign_init(&f, "u", 0, 3, 3);
    f.buffers[1] = down;
    f.buffers[2] = "abcd";
    assert_non_null(strstr(read_foreign(&f), "column 'x' is malformed: offsets descend"));
    foreign_init(&f, "u", 0, 1, 3);
    f.buffers[1] = one;
    f.buffers[2] = "\xff";
    assert_non_null(strstr(read_foreign(&f), "not UTF-8"));
    foreign_init(&f, "l", 0, 3, 2);
    assert_non_null(strstr(read_foreign(&f), "values are missing"));
    foreign_init(&f, "l", 0, -1, 2);
    assert_non_null(strstr(read_foreign(&f), "impossible length"));
    foreign_init(&f, "l", 0, 2, 2);
    f.buffers[1] = down;
    f.array.length = 1;
    assert_non_null(strstr(read_foreign(&f), "shorter than its parent needs"));
    for (const char *const *p =
             (const char *const[]){"", "tiM", "+us:0,1", "+r", "d:99,1", "d:5", "w:-1", "w:x", "ts",
                                   "tsm", "ttx", "+w:", "q", "d:10,2,128,1", NULL};
         *p != NULL; p++) {
        foreign_init(&f, *p, 0, 0, 2);
        assert_non_null(strstr(read_foreign(&f), "has no counterpart in ODF"));
    }
    foreign_init(&f, "+l", 0, 0, 2);
    assert_non_null(strstr(read_foreign(&f), "needs one child"));
    foreign_init(&f, "l", 0, 0, 2);
    f.top.format = "l";
    assert_non_null(strstr(read_foreign(&f), "must be a struct array"));
}

struct sweep {
    struct col_schema *s;
    struct batch *b;
};
static kamu_code export_and_import(void *ctx, struct kamu_error *e)
{
    struct sweep *w = ctx;
    struct ArrowSchema as;
    struct ArrowArray aa;
    struct col_schema *s = NULL;
    struct batch *b = NULL;
    kamu_code rc;

    KAMU_TRY(arrow_export_schema(w->s, &as, e));
    rc = arrow_export_batch(w->b, &aa, e);
    if (rc == KAMU_OK) {
        rc = arrow_import_schema(&as, &s, e);
        if (rc == KAMU_OK)
            rc = arrow_import_batch(&aa, &as, s, &b, e);
        else
            aa.release(&aa);
    }
    as.release(&as);
    batch_free(b);
    col_schema_unref(s);
    return rc;
}

static void allocation_failures(void **state)
{
    struct rnd r = rnd_new(91);
    struct sweep w = {.s = rnd_schema(&r, 10, 0)};

    w.b = rnd_batch(&r, w.s, 5, 30);
    test_each_allocation_fails(export_and_import, &w, 2000);
    batch_free(w.b);
    col_schema_unref(w.s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(there_and_back),      cmocka_unit_test(offsets_and_nulls),
        cmocka_unit_test(other_forms),         cmocka_unit_test(views),
        cmocka_unit_test(dictionaries),        cmocka_unit_test(damage_is_an_error),
        cmocka_unit_test(allocation_failures),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
