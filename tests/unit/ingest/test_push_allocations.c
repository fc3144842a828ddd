/* A push with each of its allocations failing in turn: KAMU_E_NOMEM and nothing changed, or a whole
 * push. */
#include "unit/ingest/workspace_of.h"

static const char text[] = "{\"t\":\"2020-01-01T00:00:00Z\",\"v\":1,\"s\":\"one\"}\n"
                           "{\"t\":\"2020-01-01T00:00:02Z\",\"v\":2}\n"
                           "{\"t\":\"2020-01-01T00:00:01Z\",\"v\":3,\"s\":\"three\"}\n";
static uint64_t rows; /* acknowledged */

static kamu_code push_once(void *ctx, struct kamu_error *err)
{
    struct fixture *f = ctx;
    struct kamu_push_result result;
    kamu_code rc = fixture_push(f, text, sizeof text - 1, NULL, &result);
    if (rc != KAMU_OK) {
        *err = f->err;
        return rc;
    }
    /* offsets have no gap: a failed push left nothing, a good one everything */
    assert_true(result.has_data);
    assert_int_equal(result.offset_first, rows);
    assert_int_equal(result.offset_last, rows + 2);
    rows += 3;
    return KAMU_OK;
}

static void each_allocation(void **state)
{
    (void)state;
    static struct fixture f;
    fixture_open(&f);
    rows = 0;
    struct odf_merge_strategy append =
        merge_of(&f, ODF_MERGE_APPEND, (struct odf_strs){0}, (struct odf_strs){0});
    struct odf_event source = source_event(&f, STR("default"), NULL, append);
    fixture_create(&f, "ds", &source, 1);
    test_each_allocation_fails(push_once, &f, 20000);
    fixture_close(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(each_allocation)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
