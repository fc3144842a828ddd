#include "unit/harness.h"

#include "server/metrics.h"
#include "server/routes.h"

#include <pthread.h>

static const struct route table[] = {
    {.path = "/query", .methods = HTTP_GET},
    {.path = "/query", .methods = HTTP_POST},
    {.path = "/verify", .methods = HTTP_POST},
};

static struct metrics *new_metrics(void)
{
    static struct kamu_error err;
    struct metrics *m;
    assert_ok(metrics_new(table, sizeof table / sizeof *table, &m, &err), &err);
    return m;
}

static struct dataset_handle handle(unsigned i, const char *alias)
{
    struct dataset_handle d = {.alias = str_c(alias)};
    const char *slash = strchr(alias, '/');
    d.name = str_c(slash != NULL ? slash + 1 : alias);
    if (slash != NULL)
        d.account = (struct str){alias, (size_t)(slash - alias)};
    memcpy(d.id.key, &i, sizeof i);
    return d;
}

static char *text_of(const struct metrics *m, bool (*shows)(void *, const struct dataset_handle *))
{
    static struct kamu_error err;
    struct buf b = BUF_INIT(1 << 22);
    assert_ok(metrics_text(m, shows, NULL, &b, &err), &err);
    return (char *)(uintptr_t)buf_cstr(&b); /* freed by the caller */
}

/* The value behind `series`, which must stand at the beginning of a line; NULL when there is none.
 */
static const char *value_of(const char *text, const char *series)
{
    size_t n = strlen(series);
    for (const char *p = text; p != NULL && *p != '\0'; p = strchr(p, '\n'), p += p != NULL)
        if (strncmp(p, series, n) == 0 && p[n] == ' ')
            return p + n + 1;
    return NULL;
}

static void assert_value(const char *text, const char *series, long want)
{
    const char *v = value_of(text, series);
    if (v == NULL)
        fail_msg("no %s in\n%s", series, text);
    assert_int_equal(strtol(v, NULL, 10), want);
}

static void counts_requests_by_path_and_class(void **state)
{
    (void)state;
    struct metrics *m = new_metrics();
    const struct route *get = &table[0], *post = &table[1];
    struct metrics_request r = {.route = get, .status = 200, .bytes_out = 7, .duration_ns = 400000};
    metrics_request(m, &r);
    r.route = post;
    r.bytes_in = 5;
    r.duration_ns = UINT64_C(20000000000);
    metrics_request(m, &r);
    r.status = 400;
    metrics_request(m, &r);
    r.route = NULL;
    r.status = 404;
    metrics_request(m, &r);
    char *text = text_of(m, NULL);
    assert_value(text, "kamu_http_requests_total{route=\"/query\",status=\"2xx\"}", 2);
    assert_value(text, "kamu_http_requests_total{route=\"/query\",status=\"4xx\"}", 1);
    assert_value(text, "kamu_http_requests_total{route=\"none\",status=\"4xx\"}", 1);
    assert_value(text, "kamu_http_request_bytes_total{route=\"/query\"}", 10);
    assert_value(text, "kamu_http_response_bytes_total{route=\"/query\"}", 21);
    assert_value(text, "kamu_http_request_duration_seconds_bucket{route=\"/query\",le=\"0.0005\"}",
                 1);
    assert_value(text, "kamu_http_request_duration_seconds_bucket{route=\"/query\",le=\"10\"}", 1);
    assert_value(text, "kamu_http_request_duration_seconds_bucket{route=\"/query\",le=\"+Inf\"}",
                 3);
    assert_value(text, "kamu_http_request_duration_seconds_count{route=\"/query\"}", 3);
    assert_non_null(
        strstr(value_of(text, "kamu_http_request_duration_seconds_sum{route=\"/query\"}"),
               "40.000400000\n"));
    assert_null(strstr(text, "route=\"/verify\"")); /* nobody called it */
    mem_free(text);
    metrics_free(m);
}

static bool only_public(void *ctx, const struct dataset_handle *d)
{
    (void)ctx;
    return !str_starts(d->name, "secret");
}

static void counts_pushes_and_hides_private_names(void **state)
{
    (void)state;
    struct metrics *m = new_metrics();
    struct dataset_handle a = handle(1, "alice/gps"), b = handle(2, "secret"),
                          c = handle(3, "secret-too");
    struct metrics_push p = {.dataset = &a, .updated = true, .rows_received = 3, .rows_new = 2};
    metrics_push(m, &p);
    p.replayed = true;
    metrics_push(m, &p);
    p = (struct metrics_push){.dataset = &b, .code = KAMU_E_INPUT, .bytes = 9};
    metrics_push(m, &p);
    p.dataset = &c;
    metrics_push(m, &p);
    metrics_error(m, KAMU_E_INPUT);
    metrics_error(m, KAMU_OK); /* none */
    uint64_t stages[KAMU_STAGES] = {[KAMU_STAGE_SYNC] = 1500000000};
    struct metrics_commit commit = {.dataset = &a,
                                    .pushes = 3,
                                    .total_ns = 2000000000,
                                    .sync_ns = 1500000000,
                                    .stage_ns = stages};
    metrics_commit(m, &commit);
    char *text = text_of(m, only_public);
    assert_value(text, "kamu_pushes_total{dataset=\"alice/gps\",result=\"committed\"}", 1);
    assert_value(text, "kamu_pushes_total{dataset=\"alice/gps\",result=\"replayed\"}", 1);
    assert_value(text, "kamu_pushes_total{dataset=\"private\",result=\"failed\"}", 2);
    assert_value(text, "kamu_push_bytes_total{dataset=\"private\"}", 18);
    assert_value(text, "kamu_rows_received_total{dataset=\"alice/gps\"}", 6);
    assert_value(text, "kamu_commits_total{dataset=\"alice/gps\"}", 1);
    assert_value(text, "kamu_commit_pushes_bucket{le=\"2\"}", 0);
    assert_value(text, "kamu_commit_pushes_bucket{le=\"4\"}", 1);
    assert_value(text, "kamu_errors_total{kind=\"input\"}", 1);
    assert_non_null(strstr(text, "kamu_stage_seconds_total{stage=\"sync\"} 1.500000000\n"));
    assert_null(strstr(text, "secret"));
    mem_free(text);
    text = text_of(m, NULL);
    assert_value(text, "kamu_pushes_total{dataset=\"secret-too\",result=\"failed\"}", 1);
    mem_free(text);
    metrics_free(m);
}

/* The 129th dataset and all behind it share a label. */
static void bounds_the_number_of_labels(void **state)
{
    (void)state;
    struct metrics *m = new_metrics();
    for (unsigned i = 0; i < 1000; i++) {
        char name[32];
        snprintf(name, sizeof name, "d%u", i);
        struct dataset_handle d = handle(i, name);
        struct metrics_push p = {.dataset = &d, .updated = true};
        metrics_push(m, &p);
        metrics_push(m, &p);
    }
    char *text = text_of(m, NULL);
    assert_value(text, "kamu_pushes_total{dataset=\"d0\",result=\"committed\"}", 2);
    assert_value(text, "kamu_pushes_total{dataset=\"d127\",result=\"committed\"}", 2);
    assert_null(value_of(text, "kamu_pushes_total{dataset=\"d128\",result=\"committed\"}"));
    assert_value(text, "kamu_pushes_total{dataset=\"other\",result=\"committed\"}",
                 2 * (1000 - METRICS_DATASETS_MAX));
    mem_free(text);
    metrics_free(m);
}

static void *count_from_a_thread(void *arg)
{
    struct metrics *m = arg;
    for (unsigned i = 0; i < 20000; i++) {
        char name[32];
        snprintf(name, sizeof name, "d%u", i % 200);
        struct dataset_handle d = handle(i % 200, name);
        struct metrics_push p = {.dataset = &d, .updated = true, .rows_new = 1};
        metrics_push(m, &p);
        metrics_count(m, METRIC_QUERIES, 1);
        metrics_gauge_add(m, METRIC_FOLLOWERS, i % 2 == 0 ? 1 : -1);
    }
    return NULL;
}

static void threads_lose_nothing(void **state)
{
    (void)state;
    struct metrics *m = new_metrics();
    pthread_t threads[4];
    for (int i = 0; i < 4; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, count_from_a_thread, m), 0);
    for (int i = 0; i < 4; i++)
        pthread_join(threads[i], NULL);
    assert_int_equal(metrics_counter_value(m, METRIC_QUERIES), 80000);
    assert_int_equal(metrics_gauge_value(m, METRIC_FOLLOWERS), 0);
    char *text = text_of(m, NULL);
    long sum = 0, series = 0;
    for (const char *p = text; (p = strstr(p, "kamu_rows_committed_total{")) != NULL; p++) {
        sum += strtol(strchr(p, ' '), NULL, 10);
        series++;
    }
    assert_int_equal(sum, 80000);
    assert_int_equal(series, METRICS_DATASETS_MAX + 1);
    mem_free(text);
    metrics_free(m);
}

static void nobody_counts_into_null(void **state)
{
    (void)state;
    struct metrics_request r = {0};
    struct metrics_push p = {0};
    struct metrics_commit c = {0};
    metrics_request(NULL, &r);
    metrics_push(NULL, &p);
    metrics_commit(NULL, &c);
    metrics_count(NULL, METRIC_QUERIES, 1);
    metrics_gauge_set(NULL, METRIC_WORKERS, 1);
    metrics_error(NULL, KAMU_E_IO);
    assert_int_equal(metrics_counter_value(NULL, METRIC_QUERIES), 0);
    metrics_free(NULL);
}

static kamu_code without_memory(void *ctx, struct kamu_error *err)
{
    (void)ctx;
    struct metrics *m;
    KAMU_TRY(metrics_new(table, sizeof table / sizeof *table, &m, err));
    struct dataset_handle d = handle(1, "gps");
    struct metrics_push p = {.dataset = &d};
    metrics_push(m, &p);
    struct buf b = BUF_INIT(1 << 20);
    kamu_code rc = metrics_text(m, NULL, NULL, &b, err);
    buf_free(&b);
    metrics_free(m);
    return rc;
}

static void survives_failing_allocations(void **state)
{
    (void)state;
    test_each_allocation_fails(without_memory, NULL, 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_requests_by_path_and_class),
        cmocka_unit_test(counts_pushes_and_hides_private_names),
        cmocka_unit_test(bounds_the_number_of_labels),
        cmocka_unit_test(threads_lose_nothing),
        cmocka_unit_test(nobody_counts_into_null),
        cmocka_unit_test(survives_failing_allocations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
