#include "unit/harness.h"

#include "server/access_log.h"

#include <errno.h>
#include <pthread.h>
#include <sys/stat.h>

static const char *line_of(const struct access_entry *e)
{
    static char line[ACCESS_LINE_MAX + 1];
    line[access_line(e, 0, line)] = '\0';
    return line;
}

static void writes_what_happened(void **state)
{
    (void)state;
    struct access_entry e = {
        .at = {.seconds = 2524791845, .nanos = 678901234},
        .duration_ns = 1234567,
        .remote = STR("127.0.0.1:41234"),
        .method = STR("POST"),
        .path = STR("/gps/ingest"),
        .query = STR("sourceName=a%20b&uploadToken=abc&limit=3"),
        .route = "{ds}/ingest",
        .status = 400,
        .bytes_in = 12,
        .bytes_out = 34,
        .account = STR("alice"),
        .dataset = STR("alice/gps"),
        .request_id = STR("r-1"),
        .code = KAMU_E_INPUT,
        .is_push = true,
        .rows_received = 5,
        .rows_new = 4,
        .group = 7,
    };
    assert_string_equal(
        line_of(&e),
        "{\"time\":\"2050-01-03T03:04:05.678Z\",\"remote\":\"127.0.0.1:41234\",\"method\":\"POST\","
        "\"path\":\"/gps/ingest\",\"query\":\"sourceName=a%20b&uploadToken=***&limit=3\","
        "\"route\":\"{ds}/ingest\",\"account\":\"alice\",\"dataset\":\"alice/gps\","
        "\"requestId\":\"r-1\",\"status\":400,\"bytesIn\":12,\"bytesOut\":34,\"durationUs\":1234,"
        "\"rows\":5,\"rowsNew\":4,\"rowsRejected\":0,\"group\":7,\"replayed\":false,"
        "\"error\":\"KAMU_E_INPUT\"}\n");
    e = (struct access_entry){.at = {.seconds = 0}, .status = 200};
    assert_string_equal(line_of(&e), "{\"time\":\"1970-01-01T00:00:00Z\",\"status\":200,"
                                     "\"bytesIn\":0,\"bytesOut\":0,\"durationUs\":0}\n");
}

static void keeps_secrets_out(void **state)
{
    (void)state;
    static const char *const queries[] = {
        "access_token=hunter2",
        "limit=1&access_token=hunter2&skip=2",
        "query=select%20'hunter2'",
        "limit=ka_0123456789ABCDEFGHJKhunter2",
        "limit=eyJhbGciOiJIUzM4NCJ9.eyJleHAiOjF9.hunter2",
        "ka_0123456789ABCDEFGHJKhunter2",
        "ka_0123456789ABCDEFGHJKhunter2=1",
        "Limit=hunter2",
    };
    for (size_t i = 0; i < sizeof queries / sizeof *queries; i++) {
        struct access_entry e = {.query = str_c(queries[i])};
        assert_null(strstr(line_of(&e), "hunter2"));
        assert_non_null(strstr(line_of(&e), "***"));
    }
    struct access_entry e = {.path = STR("/platform/file/upload/eyJ1cGxvYWRfaWQiOiJhIn0=hunter2")};
    assert_non_null(strstr(line_of(&e), "\"/platform/file/upload/***\""));
    e.path = STR("/ka_x/tail"); /* a dataset may be called so */
    assert_non_null(strstr(line_of(&e), "\"/ka_x/tail\""));
}

/* Whatever a client sends: one line, valid UTF-8, within the limit. */
static void cannot_be_broken_by_clients(void **state)
{
    (void)state;
    char wild[4000];
    for (size_t i = 0; i < sizeof wild; i++)
        wild[i] = (char)(i * 37 % 256);
    struct str all = {wild, sizeof wild};
    struct access_entry e = {.remote = all,
                             .method = all,
                             .path = all,
                             .query = all,
                             .account = all,
                             .dataset = all,
                             .request_id = all,
                             .route = "/"};
    const char *line = line_of(&e);
    size_t n = strlen(line);
    assert_true(n < ACCESS_LINE_MAX);
    assert_ptr_equal(strchr(line, '\n'), line + n - 1);
    assert_string_equal(line + n - 2, "}\n");
    size_t bad;
    assert_true(utf8_valid(line, n, &bad));
    for (size_t i = 0; i + 1 < n; i++)
        assert_true((unsigned char)line[i] >= 0x20);
}

static void takes_sane_request_ids(void **state)
{
    (void)state;
    assert_true(request_id_sane(STR("7f3a-b_c.d:9")));
    assert_false(request_id_sane(STR("")));
    assert_false(request_id_sane(STR_NONE));
    assert_false(request_id_sane(STR("a b")));
    assert_false(request_id_sane(STR("a\r\nSet-Cookie: x")));
    assert_false(request_id_sane(STR("\xc3\xa4")));
    char longest[129];
    memset(longest, 'a', sizeof longest);
    assert_true(request_id_sane((struct str){longest, 128}));
    assert_false(request_id_sane((struct str){longest, 129}));
    char made[REQUEST_ID_MAX];
    request_id_make(255, 7, made);
    assert_string_equal(made, "00000000000000ff-7");
    assert_true(request_id_sane(str_c(made)));
}

/* ---- the file -------------------------------------------------------------------------- */

struct log_test {
    struct env env;
    struct metrics *metrics;
    struct access_log *log;
    char dir[64], path[128], moved[128];
};

static struct kamu_error err;

static void open_log(struct log_test *t)
{
    memset(t, 0, sizeof *t);
    test_mkdir(t->dir);
    snprintf(t->path, sizeof t->path, "%s/access.log", t->dir);
    snprintf(t->moved, sizeof t->moved, "%s/access.log.1", t->dir);
    assert_ok(env_init(&t->env, &err), &err);
    assert_ok(metrics_new(NULL, 0, &t->metrics, &err), &err);
    assert_ok(access_log_open(&t->env, t->path, t->metrics, &t->log, &err), &err);
}

static void close_log(struct log_test *t)
{
    access_log_close(t->log);
    metrics_free(t->metrics);
    env_free(&t->env);
    test_rmdir(t->dir);
}

static size_t lines_in(struct log_test *t, const char *path)
{
    struct buf b = BUF_INIT(1 << 26);
    size_t n = 0;
    assert_ok(fs_read_all(&t->env.fs, path, b.max, &b, &err), &err);
    for (size_t i = 0; i < b.len; i++)
        n += b.data[i] == '\n';
    buf_free(&b);
    return n;
}

static void *write_many(void *arg)
{
    struct log_test *t = arg;
    struct access_entry e = {.path = STR("/gps/ingest"), .status = 200};
    for (int i = 0; i < 5000; i++)
        access_log_write(t->log, &e);
    return NULL;
}

/* What is not in the file was counted. */
static void loses_nothing_silently(void **state)
{
    (void)state;
    struct log_test t;
    pthread_t threads[4];
    open_log(&t);
    for (int i = 0; i < 4; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, write_many, &t), 0);
    for (int i = 0; i < 4; i++)
        pthread_join(threads[i], NULL);
    access_log_close(t.log);
    t.log = NULL;
    assert_int_equal(lines_in(&t, t.path) + metrics_counter_value(t.metrics, METRIC_LOG_DROPPED),
                     20000);
    struct stat st;
    assert_int_equal(stat(t.path, &st), 0);
    assert_int_equal(st.st_mode & 0007, 0); /* not for everybody */
    close_log(&t);
}

/* The writer comes within its time; a test waits longer than that. */
static void wait_for_lines(struct log_test *t, const char *path, size_t n)
{
    for (int i = 0; i < 100; i++) {
        struct fs_stat st;
        assert_ok(fs_stat(&t->env.fs, path, &st, &err), &err);
        if (st.kind == FS_REGULAR && lines_in(t, path) >= n)
            return;
        usleep(50000);
    }
    fail_msg("no %zu lines in %s", n, path);
}

static void follows_a_rename(void **state)
{
    (void)state;
    struct log_test t;
    struct access_entry e = {.path = STR("/a"), .status = 200};
    open_log(&t);
    access_log_write(t.log, &e);
    wait_for_lines(&t, t.path, 1);
    assert_int_equal(rename(t.path, t.moved), 0);
    access_log_write(t.log, &e);
    wait_for_lines(&t, t.path, 1);
    access_log_reopen(t.log); /* not needed, and harmless */
    access_log_write(t.log, &e);
    wait_for_lines(&t, t.path, 2);
    assert_int_equal(lines_in(&t, t.moved), 1);
    close_log(&t);
}

static int full_disk(void *ctx, enum fs_step step, const char *path)
{
    (void)path;
    return step == FS_STEP_WRITE && *(_Atomic int *)ctx != 0 ? ENOSPC : 0;
}

/* A full disk costs lines, which the next line tells of, and no request. */
static void tells_what_was_dropped(void **state)
{
    (void)state;
    struct log_test t;
    _Atomic int full = 1;
    struct access_entry e = {.path = STR("/a"), .status = 200};
    open_log(&t);
    access_log_close(t.log);
    t.env.fs.hook = full_disk;
    t.env.fs.hook_ctx = &full;
    assert_ok(access_log_open(&t.env, t.path, t.metrics, &t.log, &err), &err);
    access_log_write(t.log, &e);
    for (int i = 0; i < 100 && metrics_counter_value(t.metrics, METRIC_LOG_DROPPED) == 0; i++)
        usleep(50000);
    assert_int_equal(metrics_counter_value(t.metrics, METRIC_LOG_DROPPED), 1);
    full = 0;
    usleep(20000);
    access_log_write(t.log, &e);
    wait_for_lines(&t, t.path, 1);
    struct buf b = BUF_INIT(1 << 20);
    assert_ok(fs_read_all(&t.env.fs, t.path, b.max, &b, &err), &err);
    assert_non_null(strstr(buf_cstr(&b), "\"dropped\":1}\n"));
    buf_free(&b);
    close_log(&t);
}

static void says_when_it_cannot_be_opened(void **state)
{
    (void)state;
    struct log_test t;
    struct access_log *none = NULL;
    open_log(&t);
    assert_fails(access_log_open(&t.env, t.dir, NULL, &none, &err), KAMU_E_IO, t.dir, &err);
    assert_null(none);
    close_log(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(writes_what_happened),
        cmocka_unit_test(keeps_secrets_out),
        cmocka_unit_test(cannot_be_broken_by_clients),
        cmocka_unit_test(takes_sane_request_ids),
        cmocka_unit_test(loses_nothing_silently),
        cmocka_unit_test(follows_a_rename),
        cmocka_unit_test(tells_what_was_dropped),
        cmocka_unit_test(says_when_it_cannot_be_opened),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
