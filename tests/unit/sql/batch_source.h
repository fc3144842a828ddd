/* A source of ready batches for the tests of the engine; skips the test when there is no DuckDB. */
#ifndef KAMU_TESTS_BATCH_SOURCE_H
#define KAMU_TESTS_BATCH_SOURCE_H

#include "sql/engine.h"
#include "unit/harness.h"

struct batch_source {
    struct batch **batches;
    uint32_t n;
    int64_t endless; /* > 0: the first batch this many times, whatever n */
    kamu_code fails; /* instead of the end */
    _Atomic int opened, closed;
    uint32_t columns_asked; /* of the last scan */
};

struct batch_scan {
    struct batch_source *source;
    const struct scan_request *request;
    _Atomic int64_t next;
};

static inline kamu_code batch_scan_open(void *ctx, const struct scan_request *request, void **scan,
                                        struct kamu_error *err)
{
    struct batch_scan *s = mem_calloc(1, sizeof *s);
    if (s == NULL)
        return error_nomem(err);
    s->source = ctx;
    s->request = request;
    s->source->opened++;
    s->source->columns_asked = request->n_columns;
    *scan = s;
    return KAMU_OK;
}

static inline kamu_code batch_worker_open(void *scan, void **worker, struct kamu_error *err)
{
    (void)err;
    *worker = scan;
    return KAMU_OK;
}

static inline kamu_code batch_worker_next(void *worker, struct batch **out, struct kamu_error *err)
{
    struct batch_scan *s = worker;
    struct batch_source *source = s->source;
    int64_t i = s->next++, end = source->endless > 0 ? source->endless : source->n;
    *out = NULL;
    if (i >= end)
        return source->fails == KAMU_OK
                   ? KAMU_OK
                   : error_set(err, source->fails, "the source is out of rows");
    const struct batch *b = source->batches[source->endless > 0 ? 0 : i];
    KAMU_TRY(batch_new(s->request->schema, b->length, out, err));
    for (uint32_t k = 0; k < s->request->n_columns; k++)
        KAMU_TRY(batch_set_column(*out, k, &b->columns[s->request->columns[k]], err));
    return KAMU_OK;
}

static inline void batch_worker_close(void *worker)
{
    (void)worker;
}

static inline void batch_scan_close(void *scan)
{
    struct batch_scan *s = scan;
    s->source->closed++;
    mem_free(s);
}

static inline struct engine_source batch_source_of(struct batch_source *s,
                                                   struct col_schema *schema)
{
    return (struct engine_source){.schema = schema,
                                  .rows = UINT64_MAX,
                                  .ctx = s,
                                  .scan_open = batch_scan_open,
                                  .worker_open = batch_worker_open,
                                  .worker_next = batch_worker_next,
                                  .worker_close = batch_worker_close,
                                  .scan_close = batch_scan_close};
}

/* NULL, with a word on stderr, where there is no DuckDB: the test then skips itself. */
static inline struct engine *test_engine(struct env *env, const struct engine_options *options)
{
    struct kamu_error err = {0};
    struct engine *e = NULL;
    const char *named = getenv("KAMU_DUCKDB");
    if (named != NULL && access(named, R_OK) != 0)
        unsetenv("KAMU_DUCKDB");
    kamu_code rc = engine_open(env, options, &e, &err);
    if (rc == KAMU_E_UNSUPPORTED) {
        print_message("skipped: %s\n", test_error_text(&err));
        return NULL;
    }
    assert_ok(rc, &err);
    return e;
}

#endif
