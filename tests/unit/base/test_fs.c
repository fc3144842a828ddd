#include "unit/harness.h"

#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/stat.h>
#include <sys/wait.h>

static struct fs fs;
static struct random rnd;
static struct kamu_error err;
static char dir[64];

static int setup(void **state)
{
    (void)state;
    random_seed(&rnd, 1);
    fs = (struct fs){0};
    test_mkdir(dir);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    fs = (struct fs){0};
    test_rmdir(dir);
    return 0;
}

static const char *in_dir(const char *name)
{
    static char path[2][FS_PATH_MAX];
    static int i;
    i ^= 1;
    assert_ok(path_join(path[i], &err, dir, name), &err);
    return path[i];
}

static void write_then_read(void **state)
{
    (void)state;
    struct fs_file *f;
    struct fs_stat st;
    char out[8];
    size_t got;
    assert_ok(fs_create(&fs, in_dir("a"), false, &f, &err), &err);
    assert_ok(fs_write(f, "hello world", 11, &err), &err);
    fs_write_back(f, 0, 11);
    assert_ok(fs_sync(f, &err), &err);
    assert_ok(fs_fstat(f, &st, &err), &err);
    assert_int_equal(st.size_bytes, 11);
    assert_int_equal(st.kind, FS_REGULAR);
    assert_ok(fs_close(f, &err), &err);
    assert_fails(fs_create(&fs, in_dir("a"), false, &f, &err), KAMU_E_EXISTS, "File exists", &err);
    assert_ok(fs_open_read(&fs, in_dir("a"), &f, &err), &err);
    assert_ok(fs_pread(f, out, 5, 6, &err), &err);
    assert_memory_equal(out, "world", 5);
    assert_fails(fs_pread(f, out, 6, 6, &err), KAMU_E_CORRUPT, "ends at byte 11", &err);
    assert_fails(fs_pread(f, out, 6, UINT64_MAX - 2, &err), KAMU_E_CORRUPT, NULL, &err);
    assert_ok(fs_read(f, out, 8, &got, &err), &err);
    assert_int_equal(got, 8);
    assert_ok(fs_read(f, out, 8, &got, &err), &err);
    assert_int_equal(got, 3);
    assert_ok(fs_read(f, out, 8, &got, &err), &err);
    assert_int_equal(got, 0);
    fs_close(f, NULL);
    assert_fails(fs_open_read(&fs, in_dir("none"), &f, &err), KAMU_E_NOT_FOUND,
                 "No such file or directory (os error 2)", &err);
    assert_ok(fs_create(&fs, in_dir("secret"), true, &f, &err), &err);
    struct stat raw;
    assert_int_equal(fstat(fs_fd(f), &raw), 0);
    assert_int_equal(raw.st_mode & 0777, 0600);
    fs_close(f, NULL);
}

static void whole_files(void **state)
{
    (void)state;
    struct buf b = BUF_INIT(1 << 20);
    assert_ok(fs_write_atomic(&fs, &rnd, dir, "x", "12345", 5, true, &err), &err);
    assert_ok(fs_write_atomic(&fs, &rnd, dir, "x", "1234567", 7, false, &err), &err);
    assert_ok(fs_read_all(&fs, in_dir("x"), 7, &b, &err), &err);
    assert_int_equal(b.len, 7);
    assert_memory_equal(b.data, "1234567", 7);
    b.len = 0;
    assert_fails(fs_read_all(&fs, in_dir("x"), 6, &b, &err), KAMU_E_LIMIT, "larger than 6", &err);
    buf_free(&b);
}

static kamu_code count(void *ctx, const char *name, struct kamu_error *e)
{
    (void)e;
    assert_true(name[0] != '\0');
    ++*(int *)ctx;
    return KAMU_OK;
}

static kamu_code refuse(void *ctx, const char *name, struct kamu_error *e)
{
    (void)ctx;
    return error_set(e, KAMU_E_LIMIT, "%s", name);
}

static void directories(void **state)
{
    (void)state;
    struct fs_stat st;
    int n = 0;
    assert_ok(fs_mkdirs(&fs, in_dir("p/q/r"), &err), &err);
    assert_ok(fs_mkdirs(&fs, in_dir("p/q/r/"), &err), &err);
    assert_ok(fs_mkdir(&fs, in_dir("p"), &err), &err);
    assert_ok(fs_write_atomic(&fs, &rnd, in_dir("p/q"), "file", "x", 1, false, &err), &err);
    assert_int_equal(symlink("/", in_dir("p/q/r/root")), 0); /* must not be followed */
    assert_fails(fs_mkdir(&fs, in_dir("p/q/file"), &err), KAMU_E_EXISTS, NULL, &err);
    assert_ok(fs_list(&fs, in_dir("p/q"), count, &n, &err), &err);
    assert_int_equal(n, 2);
    assert_fails(fs_list(&fs, in_dir("p/q"), refuse, &n, &err), KAMU_E_LIMIT, NULL, &err);
    assert_fails(fs_list(&fs, in_dir("zz"), count, &n, &err), KAMU_E_NOT_FOUND, NULL, &err);
    assert_ok(fs_remove_tree(&fs, in_dir("p"), &err), &err);
    assert_ok(fs_stat(&fs, in_dir("p"), &st, &err), &err);
    assert_int_equal(st.kind, FS_NONE);
    assert_ok(fs_remove_tree(&fs, in_dir("p"), &err), &err);
    assert_ok(fs_unlink(&fs, in_dir("p"), &err), &err);
    assert_ok(fs_sync_dir(&fs, dir, &err), &err);
}

static void paths(void **state)
{
    (void)state;
    char out[FS_PATH_MAX], text[FS_PATH_MAX];
    assert_ok(path_join(out, &err, "a/", "/b"), &err);
    assert_string_equal(out, "a/b");
    assert_ok(path_join(out, &err, out, "c"), &err);
    assert_string_equal(out, "a/b/c");
    assert_ok(path_join(out, &err, "", "/b"), &err);
    assert_string_equal(out, "/b");
    memset(text, 'a', sizeof text);
    text[sizeof text - 1] = '\0';
    assert_fails(path_join(out, &err, "x", text), KAMU_E_LIMIT, NULL, &err);
    assert_ok(fs_realpath(&fs, "/usr/../tmp/.", out, &err), &err);
    assert_string_equal(out, "/tmp");
    assert_fails(fs_realpath(&fs, in_dir("no"), out, &err), KAMU_E_NOT_FOUND, NULL, &err);
}

static void pending_files_have_their_name(void **state)
{
    (void)state;
    char path[FS_PATH_MAX];
    struct fs_file *f;
    assert_ok(fs_create_pending(&fs, &rnd, dir, path, &f, &err), &err);
    const char *name = strrchr(path, '/') + 1;
    assert_true(strncmp(name, ".pending-", 9) == 0);
    assert_int_equal(strlen(name), 9 + 16);
    fs_close(f, NULL);
    random_seed(&rnd, 1); /* the same name again: another one is taken */
    char second[FS_PATH_MAX];
    assert_ok(fs_create_pending(&fs, &rnd, dir, second, &f, &err), &err);
    assert_string_not_equal(path, second);
    fs_close(f, NULL);
}

static void locks_exclude_other_processes(void **state)
{
    (void)state;
    struct fs_file *f;
    const char *path = in_dir("lock");
    assert_ok(fs_lock(&fs, path, 0, &f, &err), &err);
    pid_t pid = fork();
    if (pid == 0) {
        struct fs_file *g;
        _exit(fs_lock(&fs, path, 30, &g, NULL) == KAMU_E_CONFLICT ? 0 : 1);
    }
    int status;
    waitpid(pid, &status, 0);
    assert_int_equal(status, 0);
    fs_close(f, NULL);
    assert_ok(fs_lock(&fs, path, 1000, &f, &err), &err);
    fs_close(f, NULL);
}

static void on_alarm(int sig)
{
    (void)sig;
}

static void a_blocked_read_can_be_cancelled(void **state)
{
    (void)state;
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    struct sigaction sa = {.sa_handler = on_alarm}, old;
    sigaction(SIGALRM, &sa, &old);
    _Atomic int cancel = 1;
    fs.cancel = &cancel;
    struct fs_file *f;
    char c;
    size_t got;
    assert_ok(fs_open_fd(&fs, ends[0], "STDIN", &f, &err), &err);
    ualarm(20000, 0);
    assert_fails(fs_read(f, &c, 1, &got, &err), KAMU_E_CANCELLED, NULL, &err);
    fs_close(f, NULL);
    sigaction(SIGALRM, &old, NULL);
    close(ends[0]); /* not owned: still open */
    close(ends[1]);
}

struct fault {
    int at, seen, error;
};

static int fail_nth(void *ctx, enum fs_step step, const char *path)
{
    (void)step;
    assert_non_null(path);
    struct fault *f = ctx;
    return ++f->seen == f->at ? f->error : 0;
}

/* Each step of an atomic write failing: an error that names it, the old content, no litter. */
static void every_step_can_fail(void **state)
{
    (void)state;
    struct buf b = BUF_INIT(100);
    assert_ok(fs_write_atomic(&fs, &rnd, dir, "x", "old", 3, true, &err), &err);
    int steps = 0;
    for (int n = 1;; n++) {
        struct fault fault = {.at = n, .error = ENOSPC};
        fs.hook = fail_nth;
        fs.hook_ctx = &fault;
        kamu_code rc = fs_write_atomic(&fs, &rnd, dir, "x", "new", 3, true, &err);
        fs.hook = NULL;
        if (rc == KAMU_OK)
            break;
        assert_int_equal(rc, KAMU_E_IO);
        assert_true(test_error_has(&err, "No space left on device (os error 28)"));
        b.len = 0;
        assert_ok(fs_read_all(&fs, in_dir("x"), 10, &b, &err), &err);
        assert_memory_equal(b.data, n < 5 ? "old" : "new", 3); /* the 5th is the directory's sync */
        int files = 0;
        assert_ok(fs_list(&fs, dir, count, &files, &err), &err);
        assert_int_equal(files, 1);
        steps = n;
    }
    assert_int_equal(steps, 5); /* create, write, sync, rename, sync_dir */
    buf_free(&b);
}

#ifdef KAMU_FAULTS
static void faults_come_from_the_environment(void **state)
{
    (void)state;
    setenv("KAMU_TEST_FAULT", "write:2:ENOSPC", 1);
    assert_ok(fs_init(&fs, &err), &err);
    assert_ok(fs_write_atomic(&fs, &rnd, dir, "x", "a", 1, true, &err), &err);
    assert_fails(fs_write_atomic(&fs, &rnd, dir, "x", "b", 1, true, &err), KAMU_E_IO, "No space",
                 &err);
    assert_ok(fs_write_atomic(&fs, &rnd, dir, "x", "c", 1, true, &err), &err);
    static const char *const bad[] = {"x", "write:0:EIO", "write:1:EWHAT", "jump:1:EIO", NULL};
    for (int i = 0; bad[i] != NULL; i++) {
        setenv("KAMU_TEST_FAULT", bad[i], 1);
        assert_fails(fs_init(&fs, &err), KAMU_E_USAGE, "STEP:N:ACTION", &err);
    }
    pid_t pid = fork();
    if (pid == 0) {
        setenv("KAMU_TEST_FAULT", "*:1:kill:/never", 1);
        if (fs_init(&fs, NULL) != KAMU_OK || fs_mkdir(&fs, in_dir("d"), NULL) != KAMU_OK)
            _exit(2);
        setenv("KAMU_TEST_FAULT", "rename:1:kill", 1);
        if (fs_init(&fs, NULL) == KAMU_OK)
            fs_write_atomic(&fs, &rnd, dir, "y", "b", 1, true, NULL);
        _exit(1);
    }
    int status;
    waitpid(pid, &status, 0);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
    unsetenv("KAMU_TEST_FAULT");
}
#endif

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(write_then_read),
        TEST(whole_files),
        TEST(directories),
        TEST(paths),
        TEST(pending_files_have_their_name),
        TEST(locks_exclude_other_processes),
        TEST(a_blocked_read_can_be_cancelled),
        TEST(every_step_can_fail),
#ifdef KAMU_FAULTS
        TEST(faults_come_from_the_environment),
#endif
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
