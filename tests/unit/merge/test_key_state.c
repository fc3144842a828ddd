/*
 * The kept key state against none at all, over pushes large enough for files of their own:
 * with files of it damaged, lost, from the future, or not writable, and with the head moved
 * by others. All must write the same rows.
 */
#include "columnar/compare.h"
#include "unit/ingest/workspace_of.h"

#include <dirent.h>
#include <errno.h>

#define KEYS 6000
#define PUSHES 8

enum harm {
    NOTHING,
    LOST,     /* the whole directory */
    EMPTY,    /* one file is cut to nothing, as a power cut does it */
    FLIPPED,  /* one byte of one file is another */
    REMOVED,  /* one file */
    OLD,      /* the state is put back to one of some pushes ago */
    BLOCKED,  /* a file where the directory should be */
    FULL,     /* the disk is full for what is under cache/ */
    SHUFFLED, /* two segments change their names */
    TIGHT,    /* no harm: little memory, so that everything is done in small parts */
    HARMS
};

static const char *const harm_names[] = {"nothing", "lost",    "empty", "flipped",  "removed",
                                         "old",     "blocked", "full",  "shuffled", "tight"};

#define SHELL(...)                                                                                 \
    do {                                                                                           \
        char command_[2048];                                                                       \
        (void)snprintf(command_, sizeof command_, __VA_ARGS__);                                    \
        assert_true(system(command_) >= 0);                                                        \
    } while (0)

/* The key state's directory; false before there is one. */
static bool state_dir(struct fixture *f, char out[512])
{
    char base[256];
    (void)snprintf(base, sizeof base, "%s/.kamu/cache/keys", f->dir);
    DIR *d = opendir(base);
    bool found = false;
    for (struct dirent *e; d != NULL && (e = readdir(d)) != NULL;)
        if (e->d_name[0] == 'f') {
            (void)snprintf(out, 512, "%s/%s", base, e->d_name);
            found = true;
        }
    if (d != NULL)
        (void)closedir(d);
    return found;
}

static size_t files_of(const char *dir, const char *suffix, char names[][300], size_t max)
{
    DIR *d = opendir(dir);
    size_t n = 0;
    for (struct dirent *e; d != NULL && n < max && (e = readdir(d)) != NULL;) {
        size_t len = strlen(e->d_name), k = strlen(suffix);
        if (e->d_name[0] != '.' && len >= k && strcmp(e->d_name + len - k, suffix) == 0)
            (void)snprintf(names[n++], 300, "%s", e->d_name);
    }
    if (d != NULL)
        (void)closedir(d);
    return n;
}

static void flip(const char *path, uint64_t r)
{
    FILE *file = fopen(path, "r+b");
    assert_non_null(file);
    assert_int_equal(fseek(file, 0, SEEK_END), 0);
    long size = ftell(file);
    if (size > 0) {
        long at = (long)(r % (uint64_t)size);
        assert_int_equal(fseek(file, at, SEEK_SET), 0);
        int c = fgetc(file);
        assert_int_equal(fseek(file, at, SEEK_SET), 0);
        assert_true(fputc(c ^ 4, file) >= 0);
    }
    assert_int_equal(fclose(file), 0);
}

static int full_disk(void *ctx, enum fs_step step, const char *path)
{
    (void)ctx;
    return step == FS_STEP_WRITE && strstr(path, "/cache/keys/") != NULL ? ENOSPC : 0;
}

static void do_harm(struct fixture *f, enum harm harm, int push, uint64_t r)
{
    char dir[512], path[1024], names[64][300];
    bool there = state_dir(f, dir);
    if (harm == TIGHT)
        f->env.memory_max_bytes = (uint64_t)64 << 10;
    f->env.fs.hook = harm == FULL && push >= 3 ? full_disk : NULL;
    if (!there || push < 2)
        return;
    size_t n = files_of(dir, "", names, 64);
    (void)snprintf(path, sizeof path, "%s/%s", dir, n == 0 ? "lock" : names[r % (n + 1) % n]);
    switch (harm) {
    case LOST:
        SHELL("rm -rf '%s'", dir);
        break;
    case EMPTY:
        SHELL(": > '%s'", path);
        break;
    case FLIPPED:
        flip(path, r >> 16);
        break;
    case REMOVED:
        (void)unlink(path);
        break;
    case OLD:
        if (push == 2)
            SHELL("cp -r '%s' '%s/old'", dir, f->dir);
        else if (push == 5)
            SHELL("rm -rf '%s' && mv '%s/old' '%s'", dir, f->dir, dir);
        break;
    case BLOCKED:
        if (push == 4)
            SHELL("rm -rf '%s' && : > '%s'", dir, dir);
        break;
    case SHUFFLED:
        n = files_of(dir, ".keys", names, 64);
        if (n >= 2)
            SHELL("cd '%s' && mv %s x && mv %s %s && mv x %s", dir, names[0], names[1], names[0],
                  names[1]);
        break;
    default:
        break;
    }
}

static void create(struct fixture *f, enum odf_merge_kind kind)
{
    static const char *const keys[] = {"k", "s"};
    struct odf_strs none = {NULL, 0};
    struct col_schema *s = schema_of("event_time:ts? k:i64? s:str? v:i64?");
    fixture_open(f);
    struct odf_event e =
        source_event(f, STR("default"), s, merge_of(f, kind, strs_of(f, keys, 2), none));
    fixture_create(f, "d", &e, 1);
    col_schema_unref(s);
}

static void make_rows(struct buf *b, uint64_t rng[4], int push)
{
    struct kamu_error err = {0};
    for (int i = 0; i < (push % 3 == 1 ? 40 : 2500); i++) {
        uint64_t r = xoshiro256pp_next(rng), k = r % KEYS;
        uint64_t spread = k * UINT64_C(0x9e3779b97f4a7c15);
        assert_ok(buf_printf(b, &err, "{\"event_time\":%d,\"k\":%lld,\"s\":\"%llx\",\"v\":%llu}\n",
                             (int)(r >> 20) % 3 * 1000, (long long)(spread >> 2),
                             (unsigned long long)(spread ^ spread >> 20),
                             (unsigned long long)(r >> 40) % 4),
                  &err);
    }
}

static void push(struct fixture *f, const struct buf *rows, bool off, struct kamu_push_result *r)
{
    struct kamu_push_options o;
    kamu_push_options_init(&o);
    o.has_event_time = true;
    setenv("KAMU_KEY_STATE", off ? "off" : "on", 1);
    assert_ok(fixture_push(f, (const char *)rows->data, rows->len, &o, r), &f->err);
}

static void assert_same_rows(struct fixture *a, struct fixture *b)
{
    struct batch *x = newest_slice(a), *y = newest_slice(b);
    const uint32_t columns[] = {0, 1, 3, 4, 5, 6}; /* all but the system time */
    assert_int_equal(x->length, y->length);
    for (int64_t i = 0; i < x->length; i++)
        assert_true(batch_row_equal(x, i, y, i, columns, columns, 6));
    batch_free(x);
    batch_free(y);
}

static void run(enum odf_merge_kind kind, enum harm harm, uint64_t seed)
{
    struct fixture kept, off;
    uint64_t rng[4] = {seed, 5, 6, 7}, harm_rng[4] = {seed, 8, 9, 10};
    create(&kept, kind);
    create(&off, kind);
    print_message("  %s, seed %llu\n", harm_names[harm], (unsigned long long)seed);
    for (int i = 0; i < PUSHES; i++) {
        struct buf rows = BUF_INIT(1 << 22);
        struct kamu_push_result a, b;
        make_rows(&rows, rng, i);
        do_harm(&kept, harm, i, xoshiro256pp_next(harm_rng));
        push(&kept, &rows, false, &a);
        push(&off, &rows, true, &b);
        assert_int_equal(a.rows_written, b.rows_written);
        assert_int_equal(a.offset_last, b.offset_last);
        if (a.rows_written != 0)
            assert_same_rows(&kept, &off);
        buf_free(&rows);
    }
    kept.env.fs.hook = NULL;
    fixture_close(&kept);
    fixture_close(&off);
}

static void run_kind(enum odf_merge_kind kind)
{
    for (int harm = 0; harm < HARMS; harm++)
        for (uint64_t seed = 1; seed <= (harm >= EMPTY && harm <= REMOVED ? 3 : 1); seed++)
            run(kind, (enum harm)harm, seed);
}

static void test_ledger(void **state)
{
    (void)state;
    run_kind(ODF_MERGE_LEDGER);
}

static void test_snapshot(void **state)
{
    (void)state;
    run_kind(ODF_MERGE_SNAPSHOT);
}

static void test_upsert_stream(void **state)
{
    (void)state;
    run_kind(ODF_MERGE_UPSERT_STREAM);
}

/* Keys of later pushes lie behind those of earlier ones: no look-up opens the damaged file, but
 * merging does. It must not stay in the way for ever. */
static void test_damage_that_only_merging_sees(void **state)
{
    struct fixture f;
    char dir[512], names[64][300];
    (void)state;
    create(&f, ODF_MERGE_LEDGER);
    for (int i = 0; i < 12; i++) {
        struct buf rows = BUF_INIT(1 << 22);
        struct kamu_push_result r;
        for (int j = 0; j < 2500; j++)
            assert_ok(buf_printf(&rows, &f.err, "{\"event_time\":1,\"k\":%d,\"s\":\"%llx\"}\n",
                                 i * 100000 + j,
                                 (unsigned long long)(unsigned)j * UINT64_C(0x9e3779b97f4a7c15)),
                      &f.err);
        if (i == 2) {
            char path[1024];
            assert_true(state_dir(&f, dir));
            assert_true(files_of(dir, ".keys", names, 64) > 0);
            (void)snprintf(path, sizeof path, "%s/%s", dir, names[0]);
            flip(path, 5000);
        }
        push(&f, &rows, false, &r);
        assert_int_equal(r.rows_written, 2500);
        buf_free(&rows);
    }
    assert_in_range(files_of(dir, ".keys", names, 64), 1, 4);
    fixture_close(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ledger),
        cmocka_unit_test(test_snapshot),
        cmocka_unit_test(test_upsert_stream),
        cmocka_unit_test(test_damage_that_only_merging_sees),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
