#include "unit/harness.h"

static void buffers_grow_to_their_maximum(void **state)
{
    (void)state;
    struct kamu_error err;
    struct buf b = BUF_INIT(100);
    for (int i = 0; i < 100; i++)
        assert_ok(buf_append_byte(&b, (uint8_t)('a' + i % 26), &err), &err);
    assert_int_equal(b.len, 100);
    assert_int_equal(strlen(buf_cstr(&b)), 100);
    assert_int_equal(b.len, 100);
    assert_fails(buf_append_byte(&b, 'x', &err), KAMU_E_LIMIT, "100 bytes", &err);
    assert_fails(buf_append(&b, "x", 1, &err), KAMU_E_LIMIT, NULL, &err);
    assert_fails(buf_reserve(&b, SIZE_MAX, &err), KAMU_E_LIMIT, NULL, &err);
    buf_free(&b);
    assert_int_equal(b.max, 100);
}

static void buffers_format(void **state)
{
    (void)state;
    struct kamu_error err;
    struct buf b = BUF_INIT(4096);
    for (int i = 0; i < 100; i++)
        assert_ok(buf_printf(&b, &err, "%03d %s\n", i, "line"), &err);
    assert_int_equal(b.len, 900);
    assert_memory_equal(b.data + 450, "050 line\n", 9);
    buf_free(&b);
}

static void arenas_align_and_limit(void **state)
{
    (void)state;
    struct arena a;
    arena_init(&a, 1 << 20);
    char *first = arena_strdup(&a, "first");
    for (size_t n = 1; n < 1000; n += 7) {
        uint8_t *p = arena_calloc(&a, n, 1);
        assert_non_null(p);
        assert_int_equal((uintptr_t)p % 16, 0);
        for (size_t i = 0; i < n; i++)
            assert_int_equal(p[i], 0);
        memset(p, 0xee, n);
    }
    assert_non_null(arena_alloc(&a, 300000)); /* its own chunk; small ones go on where they were */
    assert_string_equal(first, "first");
    assert_string_equal(arena_printf(&a, "%s-%d", first, 5), "first-5");
    struct str s = arena_str(&a, STR("piece"));
    assert_string_equal(s.p, "piece");
    assert_null(arena_alloc(&a, 1 << 20));
    assert_null(arena_alloc(&a, SIZE_MAX));
    assert_null(arena_calloc(&a, SIZE_MAX / 2, 4));
    arena_free(&a);
    assert_non_null(arena_alloc(&a, 10));
    arena_free(&a);
}

static void blocks_are_shared_and_grow(void **state)
{
    (void)state;
    struct blk *b = blk_new(10);
    assert_int_equal((uintptr_t)b->data % 64, 0);
    memset(b->data, 7, 10 + 64); /* the slack may be written */
    for (size_t size = 20; size < (8u << 20); size = size * 3 + 1) {
        b = blk_resize(b, size);
        assert_non_null(b);
        assert_int_equal((uintptr_t)b->data % 64, 0);
        assert_int_equal(b->size, size);
        for (int i = 0; i < 10; i++)
            assert_int_equal(b->data[i], 7);
    }
    b = blk_resize(b, 5);
    assert_int_equal(b->data[4], 7);
    assert_ptr_equal(blk_ref(b), b);
    blk_unref(b);
    blk_unref(b);
    blk_unref(NULL);
    assert_null(blk_new(SIZE_MAX - 10));
}

static void sizes_are_checked(void **state)
{
    (void)state;
    assert_null(mem_calloc(SIZE_MAX / 2, 3));
    assert_null(mem_realloc_array(NULL, SIZE_MAX / 2, 3));
    void *p = mem_alloc(0);
    assert_non_null(p);
    mem_free(p);
}

static kamu_code some_allocations(void *ctx, struct kamu_error *err)
{
    (void)ctx;
    struct buf b = BUF_INIT(1000);
    kamu_code rc = buf_append_str(&b, "0123456789", err);
    for (int i = 0; i < 50 && rc == KAMU_OK; i++)
        rc = buf_append_str(&b, "0123456789", err);
    buf_free(&b);
    return rc;
}

static void the_sweep_reaches_every_allocation(void **state)
{
    (void)state;
    test_each_allocation_fails(some_allocations, NULL, 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(buffers_grow_to_their_maximum),
        cmocka_unit_test(buffers_format),
        cmocka_unit_test(arenas_align_and_limit),
        cmocka_unit_test(blocks_are_shared_and_grow),
        cmocka_unit_test(sizes_are_checked),
        cmocka_unit_test(the_sweep_reaches_every_allocation),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
