/* A workspace with one dataset for the tests of ingest/ and merge/. */
#ifndef KAMU_TESTS_INGEST_WORKSPACE_OF_H
#define KAMU_TESTS_INGEST_WORKSPACE_OF_H

#include "ingest/push.h"
#include "odf/schema.h"
#include "parquet/slice_reader.h"
#include "store/commit.h"
#include "unit/ingest/rows_of.h"

struct fixture {
    struct env env;
    struct kamu_error err;
    char dir[64];
    struct workspace *ws;
    struct dataset *ds;
    struct arena arena; /* of the events */
};

static inline void fixture_open(struct fixture *f)
{
    memset(f, 0, sizeof *f);
    bool created = false;
    assert_ok(env_init(&f->env, &f->err), &f->err);
    random_seed(&f->env.random, 11);
    f->env.fs.no_sync = true;
    f->env.clock = (struct clock){.fixed = true, .at = {.seconds = 946684800}}; /* 2000-01-01 */
    test_mkdir(f->dir);
    arena_init(&f->arena, (size_t)64 << 20);
    assert_ok(workspace_init(&f->env, f->dir, false, false, &created, &f->err), &f->err);
    assert_ok(workspace_open(&f->env, f->dir, &f->ws, &f->err), &f->err);
}

static inline void fixture_close(struct fixture *f)
{
    dataset_close(f->ds);
    workspace_close(f->ws);
    env_free(&f->env);
    arena_free(&f->arena);
    test_rmdir(f->dir);
}

static inline struct odf_strs strs_of(struct fixture *f, const char *const *names, uint32_t n)
{
    struct str *items = arena_calloc(&f->arena, (size_t)n + 1, sizeof *items);
    for (uint32_t i = 0; i < n; i++)
        items[i] = arena_str(&f->arena, str_c(names[i]));
    return (struct odf_strs){items, n};
}

/* AddPushSource "default" over NDJSON; `schema` NULL: inferred. `keys` blank-separated. */
static inline struct odf_event source_event(struct fixture *f, struct str name,
                                            struct col_schema *schema,
                                            struct odf_merge_strategy merge)
{
    struct odf_read_step_nd_json *read = arena_calloc(&f->arena, 1, sizeof *read);
    struct odf_add_push_source *source = arena_calloc(&f->arena, 1, sizeof *source);
    if (schema != NULL) {
        read->schema = arena_calloc(&f->arena, 1, sizeof *read->schema);
        assert_ok(odf_schema_from_columns(schema, &f->arena, read->schema, &f->err), &f->err);
    }
    source->source_name = arena_str(&f->arena, name);
    source->read = (struct odf_read_step){.kind = ODF_READ_ND_JSON, .nd_json = read};
    source->merge = merge;
    return (struct odf_event){.kind = ODF_ADD_PUSH_SOURCE, .add_push_source = source};
}

static inline struct odf_merge_strategy merge_of(struct fixture *f, enum odf_merge_kind kind,
                                                 struct odf_strs keys, struct odf_strs compare)
{
    struct odf_merge_strategy m = {.kind = kind};
    if (kind == ODF_MERGE_SNAPSHOT) {
        m.snapshot = arena_calloc(&f->arena, 1, sizeof *m.snapshot);
        m.snapshot->primary_key = keys;
        m.snapshot->compare_columns = compare;
    } else if (kind == ODF_MERGE_APPEND) {
        m.any = arena_calloc(&f->arena, 1, sizeof(struct odf_empty));
    } else { /* the others have the same form */
        m.ledger = arena_calloc(&f->arena, 1, sizeof *m.ledger);
        m.ledger->primary_key = keys;
    }
    return m;
}

static inline void fixture_create(struct fixture *f, const char *name,
                                  const struct odf_event *events, size_t n)
{
    struct odf_seed seed = {.dataset_kind = ODF_ROOT};
    struct odf_event all[16] = {{.kind = ODF_SEED, .seed = &seed}};
    assert_true(n < 16);
    assert_ok(odf_did_generate(&f->env, &seed.dataset_id, NULL, &f->err), &f->err);
    for (size_t i = 0; i < n; i++)
        all[i + 1] = events[i];
    struct dataset_new d = {.name = str_c(name), .events = all, .n_events = n + 1};
    assert_ok(dataset_create(f->ws, &d, 1, f->env.clock.at, NULL, &f->err), &f->err);
    assert_ok(dataset_open_ref(f->ws, str_c(name), &f->ds, &f->err), &f->err);
}

/* An event that changes nothing is left out. */
static inline void fixture_commit_unless_same(struct fixture *f, const struct odf_event *e)
{
    struct commit *c = NULL;
    struct commit_result done;
    assert_ok(commit_begin(f->ds, NULL, &c, &f->err), &f->err);
    kamu_code rc = commit_add_event(c, f->env.clock.at, e, &f->err);
    if (rc != KAMU_OK && !test_error_has(&f->err, "No-op event"))
        fail_msg("%s", test_error_text(&f->err));
    assert_ok(commit_publish(c, &done, &f->err), &f->err);
    commit_free(c);
}

static inline void fixture_commit(struct fixture *f, const struct odf_event *e)
{
    struct odf_hash before, after;
    assert_ok(dataset_head(f->ds, &before, &f->err), &f->err);
    fixture_commit_unless_same(f, e);
    assert_ok(dataset_head(f->ds, &after, &f->err), &f->err);
    assert_false(odf_hash_eq(&before, &after));
}

/* Pushes NDJSON text; `options` may be NULL. */
static inline kamu_code fixture_push(struct fixture *f, const char *text, size_t n,
                                     const struct kamu_push_options *options,
                                     struct kamu_push_result *result)
{
    struct kamu_push *p = NULL;
    kamu_code rc = push_open(&f->env, f->ds, options, &p, &f->err);
    if (rc == KAMU_OK)
        rc = kamu_push_add_memory(p, text, n, "rows", &f->err);
    if (rc == KAMU_OK)
        rc = kamu_push_commit(p, result, &f->err);
    if (result != NULL)
        result->inputs = NULL; /* of the push */
    kamu_push_free(p);
    return rc;
}

/* All rows of the data file of the newest block that has one. */
static inline struct batch *newest_slice(struct fixture *f)
{
    struct block_walk *w = NULL;
    const struct odf_block *b = NULL;
    const struct odf_hash *hash = NULL;
    struct odf_hash physical = {0};
    assert_ok(block_walk_open(f->ds, NULL, &w, &f->err), &f->err);
    do {
        assert_ok(block_walk_next(w, &b, &hash, &f->err), &f->err);
        if (b != NULL && b->event.kind == ODF_ADD_DATA && b->event.add_data->new_data != NULL)
            physical = b->event.add_data->new_data->physical_hash;
    } while (b != NULL && !odf_hash_present(&physical));
    block_walk_free(w);
    assert_true(odf_hash_present(&physical));
    char path[FS_PATH_MAX];
    struct slice_reader *r = NULL;
    struct batch *parts[64], *all = NULL;
    size_t n = 0;
    assert_ok(dataset_object_path(f->ds, DATASET_DATA, &physical, path, &f->err), &f->err);
    assert_ok(slice_reader_open(&f->env, path, &r, &f->err), &f->err);
    for (; n < 64; n++) {
        assert_ok(slice_reader_next(r, &parts[n], &f->err), &f->err);
        if (parts[n] == NULL)
            break;
    }
    if (n != 0)
        assert_ok(batch_concat(parts, n, &all, &f->err), &f->err);
    for (size_t i = 0; i < n; i++)
        batch_free(parts[i]);
    slice_reader_close(r);
    if (all == NULL)
        abort();
    return all;
}

#endif
