#include "unit/harness.h"

#include "base/map.h"

static void put_get_remove(void **state)
{
    (void)state;
    enum { N = 5000 };
    static int values[N];
    struct kamu_error err;
    struct map m;
    map_init(&m);
    assert_null(map_get(&m, STR("x")));
    char key[16];
    for (int i = 0; i < N; i++) {
        snprintf(key, sizeof key, "k%d", i);
        assert_ok(map_put(&m, str_c(key), &values[i], &err), &err);
    }
    assert_int_equal(m.len, N);
    for (int i = 0; i < N; i += 3) {
        snprintf(key, sizeof key, "k%d", i);
        assert_true(map_remove(&m, str_c(key)));
        assert_false(map_remove(&m, str_c(key)));
    }
    for (int i = 0; i < N; i++) {
        snprintf(key, sizeof key, "k%d", i);
        assert_ptr_equal(map_get(&m, str_c(key)), i % 3 == 0 ? NULL : &values[i]);
    }
    size_t at = 0, seen = 0;
    struct str k;
    void *v;
    while (map_next(&m, &at, &k, &v)) {
        assert_ptr_equal(map_get(&m, k), v);
        seen++;
    }
    assert_int_equal(seen, m.len);
    assert_ok(map_put(&m, STR("k1"), &values[0], &err), &err);
    assert_ptr_equal(map_get(&m, STR("k1")), &values[0]);
    assert_int_equal(m.len, seen);
    assert_ok(map_put(&m, STR(""), &values[1], &err), &err);
    assert_ptr_equal(map_get(&m, STR_NONE), &values[1]);
    map_free(&m);
}

static kamu_code fill(void *ctx, struct kamu_error *err)
{
    (void)ctx;
    struct map m;
    map_init(&m);
    kamu_code rc = KAMU_OK;
    for (char c = 'a'; c <= 'z' && rc == KAMU_OK; c++)
        rc = map_put(&m, (struct str){&c, 1}, &m, err);
    map_free(&m);
    return rc;
}

static void allocation_failures(void **state)
{
    (void)state;
    test_each_allocation_fails(fill, NULL, 100);
}

static void hashes_spread(void **state)
{
    (void)state;
    char text[64] = {0};
    uint64_t all = 0;
    for (size_t n = 0; n < sizeof text; n++)
        all ^= hash_bytes(text, n, 0); /* the length counts, zero bytes too */
    assert_true(all != 0);
    assert_true(hash_bytes(text, 8, 0) != hash_bytes(text, 9, 0));
    assert_true(hash_bytes(text, 8, 0) != hash_bytes(text, 8, 1));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(put_get_remove),
        cmocka_unit_test(allocation_failures),
        cmocka_unit_test(hashes_spread),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
