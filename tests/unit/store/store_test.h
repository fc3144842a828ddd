/* Workspaces and chains for the tests of src/store. */
#ifndef KAMU_TESTS_STORE_TEST_H
#define KAMU_TESTS_STORE_TEST_H

#include "unit/harness.h"

#include "base/pool.h"
#include "store/commit.h"
#include "store/gc.h"
#include "store/verify.h"
#include "store/workspace.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <sys/stat.h>
#include <sys/wait.h>

struct fixture {
    struct env env;
    char dir[64];
    struct workspace *ws;
    struct kamu_error err;
    struct arena arena;
};

static inline int setup(void **state)
{
    static struct fixture f;
    f = (struct fixture){0};
    arena_init(&f.arena, 1 << 24);
    assert_ok(env_init(&f.env, &f.err), &f.err);
    f.env.fs.no_sync =
        true; /* the steps are still taken and can fail; only the waiting is left out */
    test_mkdir(f.dir);
    bool created;
    assert_ok(workspace_init(&f.env, f.dir, false, false, &created, &f.err), &f.err);
    assert_true(created);
    assert_ok(workspace_open(&f.env, f.dir, &f.ws, &f.err), &f.err);
    *state = &f;
    return 0;
}

static inline int teardown(void **state)
{
    struct fixture *f = *state;
    workspace_close(f->ws);
    env_free(&f->env);
    arena_free(&f->arena);
    test_rmdir(f->dir);
    return 0;
}

static inline void reopen(struct fixture *f)
{
    workspace_close(f->ws);
    f->ws = NULL;
    assert_ok(workspace_open(&f->env, f->dir, &f->ws, &f->err), &f->err);
}

static const struct instant T0 = {1577836800, 0}; /* 2020-01-01 */

/* ---- events --------------------------------------------------------------------------------- */

struct chain { /* of a root dataset that takes NDJSON {t, v}; lives as long as its struct */
    struct odf_seed seed;
    struct odf_add_push_source source;
    struct odf_read_step_nd_json read;
    struct odf_set_vocab vocab;
    struct odf_event events[3];
};

static inline void chain_init(struct chain *c, const char *id_seed)
{
    *c = (struct chain){0};
    odf_did_seeded(str_c(id_seed), &c->seed.dataset_id);
    c->seed.dataset_kind = ODF_ROOT;
    c->source.source_name = STR("default");
    c->source.read.kind = ODF_READ_ND_JSON;
    c->source.read.nd_json = &c->read;
    c->source.merge.kind = ODF_MERGE_APPEND;
    static struct odf_empty append;
    c->source.merge.any = &append;
    c->vocab.event_time_column = STR("t");
    c->events[0] = (struct odf_event){.kind = ODF_SEED, .seed = &c->seed};
    c->events[1] = (struct odf_event){.kind = ODF_ADD_PUSH_SOURCE, .add_push_source = &c->source};
    c->events[2] = (struct odf_event){.kind = ODF_SET_VOCAB, .set_vocab = &c->vocab};
}

/* The columns every slice has. */
static inline struct odf_event schema_event(struct arena *a)
{
    static const char *const names[] = {"offset", "op", "system_time", "t", "v"};
    static const enum odf_data_type_kind kinds[] = {
        ODF_TYPE_INT64, ODF_TYPE_INT32, ODF_TYPE_TIMESTAMP, ODF_TYPE_TIMESTAMP, ODF_TYPE_INT64};
    static struct odf_empty none;
    struct odf_set_data_schema *e = arena_calloc(a, 1, sizeof *e);
    e->schema = arena_calloc(a, 1, sizeof *e->schema);
    e->schema->fields.items = arena_calloc(a, 5, sizeof *e->schema->fields.items);
    e->schema->fields.n = 5;
    for (int i = 0; i < 5; i++) {
        struct odf_data_field *f = &e->schema->fields.items[i];
        f->name = str_c(names[i]);
        f->type.kind = kinds[i];
        f->type.any = &none;
        if (kinds[i] == ODF_TYPE_TIMESTAMP) {
            f->type.timestamp = arena_calloc(a, 1, sizeof *f->type.timestamp);
            f->type.timestamp->unit = (struct odf_opt_i32){true, ODF_UNIT_MILLISECOND};
            f->type.timestamp->timezone = STR("UTC");
        }
    }
    return (struct odf_event){.kind = ODF_SET_DATA_SCHEMA, .set_data_schema = e};
}

/* ---- datasets -------------------------------------------------------------------------------- */

static inline struct dataset_new new_dataset(struct chain *c, const char *name)
{
    chain_init(c, name);
    return (struct dataset_new){.name = str_c(name), .events = c->events, .n_events = 3};
}

static inline struct dataset *create(struct fixture *f, const char *name)
{
    struct chain c;
    struct dataset_new item = new_dataset(&c, name);
    struct dataset *ds;
    assert_ok(dataset_create(f->ws, &item, 1, T0, NULL, &f->err), &f->err);
    assert_ok(dataset_open_ref(f->ws, str_c(name), &ds, &f->err), &f->err);
    return ds;
}

static inline kamu_code try_open(struct fixture *f, const char *name)
{
    struct dataset *ds = NULL;
    kamu_code rc = dataset_open_ref(f->ws, str_c(name), &ds, &f->err);
    dataset_close(ds);
    return rc;
}

/* One commit with `rows` rows (of a file that holds `text`, which no reader looks at); the first
 * one sets the schema. */
static inline kamu_code push_text(struct fixture *f, struct dataset *ds, uint64_t rows,
                                  const char *text, struct commit_result *out,
                                  struct kamu_error *err)
{
    struct commit *c;
    struct fs_file *file;
    KAMU_TRY(commit_begin(ds, NULL, &c, err));
    const struct odf_chain_state *chain = &commit_state(c)->chain;
    kamu_code rc = KAMU_OK;
    if (!chain->schema) {
        struct odf_event schema = schema_event(&f->arena);
        rc = commit_add_event(c, T0, &schema, err);
    }
    struct odf_data_slice slice = {
        .logical_hash = odf_hash_arrow0((const uint8_t[32]){1}),
        .physical_hash = odf_hash_of(text, strlen(text)),
        .size = strlen(text),
    };
    slice.offset_interval.start = chain->last_offset.set ? chain->last_offset.value + 1 : 0;
    slice.offset_interval.end = slice.offset_interval.start + rows - 1;
    struct odf_add_data data = {
        .prev_offset = chain->last_offset, .new_data = &slice, .new_watermark = {true, T0}};
    struct odf_event event = {.kind = ODF_ADD_DATA, .add_data = &data};
    if (rc == KAMU_OK)
        rc = commit_data_create(c, &file, err);
    if (rc == KAMU_OK)
        rc = fs_write(file, text, strlen(text), err);
    if (rc == KAMU_OK)
        rc = commit_data_done(c, file, &slice.physical_hash, err);
    if (rc == KAMU_OK)
        rc = commit_add_event(c, T0, &event, err);
    if (rc == KAMU_OK)
        rc = commit_publish(c, out, err);
    commit_free(c);
    return rc;
}

static inline struct commit_result push(struct fixture *f, struct dataset *ds, uint64_t rows,
                                        const char *text)
{
    struct commit_result r;
    assert_ok(push_text(f, ds, rows, text, &r, &f->err), &f->err);
    return r;
}

/* ---- files --------------------------------------------------------------------------------------
 */

static inline char *path_of(struct fixture *f, const char *fmt, ...) KAMU_PRINTF(2, 3);
static inline char *path_of(struct fixture *f, const char *fmt, ...)
{
    char rest[FS_PATH_MAX];
    va_list args;
    va_start(args, fmt);
    vsnprintf(rest, sizeof rest, fmt, args);
    va_end(args);
    return arena_printf(&f->arena, "%s/.kamu/%s", f->dir, rest);
}

static inline void put_file(const char *path, const void *data, size_t n)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, data, n), (ssize_t)n);
    close(fd);
}

static inline size_t get_file(const char *path, char *out, size_t max)
{
    int fd = open(path, O_RDONLY);
    assert_true(fd >= 0);
    ssize_t n = read(fd, out, max);
    close(fd);
    assert_true(n >= 0);
    return (size_t)n;
}

static inline bool exists(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0;
}

struct counting {
    size_t n;
    const char *prefix;
};
static inline kamu_code count_entry(void *ctx, const char *name, struct kamu_error *err)
{
    struct counting *c = ctx;
    (void)err;
    c->n += strncmp(name, c->prefix, strlen(c->prefix)) == 0;
    return KAMU_OK;
}
static inline size_t count_files(const char *dir, const char *prefix)
{
    struct fs fs = {0};
    struct counting c = {0, prefix};
    assert_int_equal(fs_list(&fs, dir, count_entry, &c, NULL), KAMU_OK);
    return c.n;
}

/* Everything below looks as if it had been written hours ago. */
static inline int age_one(const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
    (void)flag;
    (void)ftw;
    struct timespec t[2] = {{st->st_mtim.tv_sec - 7200, 0}, {st->st_mtim.tv_sec - 7200, 0}};
    return utimensat(AT_FDCWD, path, t, AT_SYMLINK_NOFOLLOW);
}
static inline void age_files(const char *path)
{
    assert_int_equal(nftw(path, age_one, 16, FTW_DEPTH | FTW_PHYS), 0);
}

static inline void forget_cache(struct fixture *f)
{
    struct fs fs = {0};
    assert_int_equal(fs_remove_tree(&fs, path_of(f, "cache"), NULL), KAMU_OK);
}

/* ---- faults
 * ---------------------------------------------------------------------------------------- */

struct fault {
    uint64_t nth, count;
    int action;   /* errno, or -1: end the process */
    bool onwards; /* all behind it too */
};
static inline int fault_hook(void *ctx, enum fs_step step, const char *path)
{
    struct fault *fault = ctx;
    (void)step;
    (void)path;
    uint64_t n = ++fault->count;
    if (n < fault->nth || (n > fault->nth && !fault->onwards))
        return 0;
    if (fault->action < 0)
        _exit(77);
    return fault->action;
}

#endif
