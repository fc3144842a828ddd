/* What the chain says of producers: the text, the cache, resets, compaction. */
#include "slice_test.h"

#include "store/compact.h"
#include "store/producers.h"

static const struct str SOURCE = {"default", 7};

static struct producer producer(const char *name, const char *offset)
{
    return (struct producer){.source = SOURCE, .name = str_c(name), .offset = str_c(offset)};
}

/* A block that moves producers: without data, or with one row. */
static struct odf_hash move(struct fixture *f, struct dataset *ds, const struct producer *items,
                            size_t n)
{
    struct buf value = BUF_INIT(1 << 20);
    struct commit *c;
    struct commit_result r;
    assert_ok(producers_encode(items, n, &value, &f->err), &f->err);
    struct odf_source_state state = {.source_name = SOURCE,
                                     .kind = STR(PRODUCERS_KIND),
                                     .value = {(const char *)value.data, value.len}};
    assert_ok(commit_begin(ds, NULL, &c, &f->err), &f->err);
    const struct odf_chain_state *chain = &commit_state(c)->chain;
    struct odf_add_data data = {.prev_offset = chain->last_offset,
                                .new_watermark = chain->watermark,
                                .new_source_state = &state};
    struct odf_event event = {.kind = ODF_ADD_DATA, .add_data = &data};
    assert_ok(commit_add_event(c, T0, &event, &f->err), &f->err);
    assert_ok(commit_publish(c, &r, &f->err), &f->err);
    commit_free(c);
    buf_free(&value);
    return r.new_head;
}

static void expect(struct fixture *f, struct dataset *ds, struct producers *p, const char *name,
                   const char *offset)
{
    struct odf_hash head;
    assert_ok(dataset_head(ds, &head, &f->err), &f->err);
    assert_ok(producers_catch_up(p, ds, &head, &f->err), &f->err);
    const struct producer *one = producers_find(p, SOURCE, str_c(name));
    if (offset == NULL) {
        assert_null(one);
        return;
    }
    assert_non_null(one);
    assert_true(str_eqc(one->offset, offset));
}

static void expect_text(struct fixture *f, const struct producer *items, size_t n, const char *text)
{
    struct buf b = BUF_INIT(1 << 16);
    assert_ok(producers_encode(items, n, &b, &f->err), &f->err);
    assert_string_equal(buf_cstr(&b), text);
    buf_free(&b);
}

struct seen {
    char text[256];
};
static kamu_code see(void *ctx, const struct producer *p, struct kamu_error *err)
{
    struct seen *s = ctx;
    size_t n = strlen(s->text);
    (void)err;
    snprintf(s->text + n, sizeof s->text - n, "%.*s/%.*s=%.*s@%d,%llu ", STR_ARG(p->source),
             STR_ARG(p->name), STR_ARG(p->offset), p->has_epoch, (unsigned long long)p->epoch);
    return KAMU_OK;
}

static void test_text(void **state)
{
    struct fixture *f = *state;
    struct producer items[] = {producer("b", "x\"y"), producer("a", "7"), producer("c", "")};
    items[1].has_epoch = true;
    items[1].epoch = UINT64_MAX;
    items[2].source = STR("alpha");
    static const char text[] = "{\"alpha\":{\"c\":{\"offset\":\"\"}},\"default\":{\"a\":{\"epoch\":"
                               "18446744073709551615,\"offset\":\"7\"},\"b\":{\"offset\":"
                               "\"x\\\"y\"}}}";
    expect_text(f, items, 3, text);
    expect_text(f, items, 0, "{}");
    struct seen seen = {0};
    assert_ok(producers_decode(str_c(text), see, &seen, &f->err), &f->err);
    assert_string_equal(seen.text, "alpha/c=@0,0 default/a=7@1,18446744073709551615 "
                                   "default/b=x\"y@0,0 ");
    static const char *const bad[] = {"",
                                      "[]",
                                      "{\"a\":1}",
                                      "{\"a\":{\"b\":\"c\"}}",
                                      "{\"a\":{\"b\":{}}}",
                                      "{\"a\":{\"b\":{\"offset\":1}}}",
                                      "{\"a\":{\"b\":{\"offset\":\"1\",\"epoch\":-1}}}",
                                      "{\"a\":{\"b\":{\"offset\":\"1\",\"epoch\":1.5}}}",
                                      "{\"a\":{\"b\":{\"offset\":\"1\",\"z\":1}}}",
                                      "{\"a\":{\"b\":{\"offset\":\"1\"}}} x",
                                      "{\"a\":{\"b\":{\"offset\":\"1\"}}"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_fails(producers_decode(str_c(bad[i]), see, &seen, &f->err), KAMU_E_CORRUPT,
                     "is damaged", &f->err);
}

static void test_newest_counts(void **state)
{
    struct fixture *f = *state;
    struct dataset *ds = create(f, "a");
    struct producers *p;
    assert_ok(producers_new(&p, &f->err), &f->err);
    expect(f, ds, p, "x", NULL);
    move(f, ds, (struct producer[]){producer("x", "1"), producer("y", "10")}, 2);
    expect(f, ds, p, "x", "1");
    struct odf_hash second = move(f, ds, (struct producer[]){producer("x", "2")}, 1);
    expect(f, ds, p, "x", "2");
    expect(f, ds, p, "y", "10");
    /* one that has seen nothing yet, with and without a cache */
    struct producers *other;
    assert_ok(producers_new(&other, &f->err), &f->err);
    expect(f, ds, other, "x", "2");
    expect(f, ds, other, "y", "10");
    producers_free(other);
    /* what others do is seen, also when it is undone */
    move(f, ds, (struct producer[]){producer("x", "3"), producer("z", "1")}, 2);
    expect(f, ds, p, "x", "3");
    assert_ok(dataset_reset(ds, &second, &f->err), &f->err);
    expect(f, ds, p, "x", "2");
    expect(f, ds, p, "y", "10");
    expect(f, ds, p, "z", NULL);
    assert_int_equal(producers_count(p), 2);
    producers_free(p);
    dataset_close(ds);
}

static void test_cache(void **state)
{
    struct fixture *f = *state;
    struct dataset *ds = create(f, "a");
    struct producers *p;
    struct odf_hash head;
    char offset[16];
    assert_ok(producers_new(&p, &f->err), &f->err);
    expect(f, ds, p, "x", NULL);
    for (int i = 0; i < 70; i++) {
        snprintf(offset, sizeof offset, "%d", i);
        struct producer one = producer("x", offset);
        head = move(f, ds, &one, 1);
        assert_ok(producers_advance(p, ds, &head, &one, 1, &f->err), &f->err);
    }
    producers_free(p);
    char id[ODF_DID_DIR_MAX];
    odf_did_dir(&dataset_handle(ds)->id, id);
    char *path = path_of(f, "cache/producers/%s", id);
    assert_true(exists(path));
    assert_ok(producers_new(&p, &f->err), &f->err);
    expect(f, ds, p, "x", "69");
    producers_free(p);
    char bytes[4096]; /* damaged in each byte: noticed */
    size_t n = get_file(path, bytes, sizeof bytes);
    for (size_t i = 0; i < n; i++) {
        bytes[i] ^= 0x55;
        put_file(path, bytes, n);
        bytes[i] ^= 0x55;
        assert_ok(producers_new(&p, &f->err), &f->err);
        expect(f, ds, p, "x", "69");
        producers_free(p);
    }
    struct dataset_handle handle = *dataset_handle(ds);
    assert_ok(dataset_delete(f->ws, &handle, 1, &f->err), &f->err);
    assert_false(exists(path));
    dataset_close(ds);
}

static void test_compaction_keeps_them(void **state)
{
    struct fixture *f = *state;
    struct dataset *ds = create(f, "a");
    struct compact_result r;
    move(f, ds, (struct producer[]){producer("x", "1"), producer("y", "10")}, 2);
    move(f, ds, (struct producer[]){producer("x", "2")}, 1);
    push_slice(f, ds, &(struct fault_in_slice){.interval = 3}); /* leaves no state in the chain */
    move(f, ds, (struct producer[]){producer("z", "5")}, 1);
    assert_ok(dataset_compact(ds, NULL, T0, &r, &f->err), &f->err);
    assert_true(r.changed);
    assert_true(r.new_blocks < r.old_blocks);
    struct producers *p;
    assert_ok(producers_new(&p, &f->err), &f->err);
    expect(f, ds, p, "x", "2");
    expect(f, ds, p, "y", "10");
    expect(f, ds, p, "z", "5");
    producers_free(p);
    dataset_close(ds);
}

static kamu_code each_allocation(void *ctx, struct kamu_error *err)
{
    struct dataset *ds = ctx;
    struct producers *p;
    struct odf_hash head;
    KAMU_TRY(producers_new(&p, err));
    kamu_code rc = dataset_head(ds, &head, err);
    if (rc == KAMU_OK)
        rc = producers_catch_up(p, ds, &head, err);
    if (rc == KAMU_OK)
        assert_non_null(producers_find(p, SOURCE, STR("x")));
    producers_free(p);
    return rc;
}

static void test_allocations(void **state)
{
    struct fixture *f = *state;
    struct dataset *ds = create(f, "a");
    move(f, ds, (struct producer[]){producer("x", "1"), producer("y", "10")}, 2);
    test_each_allocation_fails(each_allocation, ds, 500);
    dataset_close(ds);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_text, setup, teardown),
        cmocka_unit_test_setup_teardown(test_newest_counts, setup, teardown),
        cmocka_unit_test_setup_teardown(test_cache, setup, teardown),
        cmocka_unit_test_setup_teardown(test_compaction_keeps_them, setup, teardown),
        cmocka_unit_test_setup_teardown(test_allocations, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
