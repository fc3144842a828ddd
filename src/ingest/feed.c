/* Feed: see feed.h. */
#include "ingest/feed.h"

#include "sql/preprocess.h"

/* One reading of the input: by us, or by a query. */
struct reading {
    struct feed *feed;
    struct reader *reader;              /* NULL for a record batch */
    const struct scan_request *request; /* NULL: all columns */
    int64_t at;                         /* record batch: next row */
    bool counts;                        /* it is the one whose statistics are told */
};

struct feed {
    struct env *env;
    struct feed_options o;
    struct col_schema *columns; /* of the input; borrowed from what gave it */
    struct reading *first;      /* opened to learn the columns, not yet given to a query */
    struct preprocess *query;   /* NULL: the rows as they are read, from `first` */
    struct reader_stats stats;  /* of the reading that counts, once it is closed */
    const struct reading *counted;
    bool counting; /* there was one */
};

/* ---- reading ------------------------------------------------------------------------------- */

static enum input_use use_of(const struct feed *f)
{
    if (f->o.plan->preprocess != NULL)
        return INPUT_SHARED;
    return f->o.again ? INPUT_AGAIN : INPUT_ONCE;
}

static kamu_code open_reader(struct feed *f, struct reader **out, struct kamu_error *err)
{
    const struct kamu_push_options *push = f->o.push;
    struct reader_options o = {
        .format = f->o.plan->format,
        .schema = f->o.plan->read_schema,
        .wanted_later = true,
        .detect = push->input_format == NULL,
        .on_error = push->on_error == KAMU_ON_ERROR_SKIP ? READER_SKIP : READER_STOP,
        .max_errors = push->max_errors,
        .strict = push->strict,
        .reject = f->o.reject,
        .reject_ctx = f->o.ctx,
        .progress = f->o.progress,
        .progress_ctx = f->o.ctx,
        .warn = f->o.warn,
        .warn_ctx = f->o.ctx,
        .temp_dir = f->o.temp_dir,
    };
    KAMU_TRY(input_open(f->o.input, use_of(f), f->o.temp_dir, &o.input, err));
    return reader_open(f->env, &o, out, err);
}

static void reading_close(void *p)
{
    struct reading *r = p;
    if (r == NULL)
        return;
    if (r->counts) {
        feed_stats(r->feed, &r->feed->stats);
        r->feed->counted = NULL;
    }
    reader_close(r->reader);
    mem_free(r);
}

static kamu_code reading_open(struct feed *f, struct reading **out, struct kamu_error *err)
{
    struct reading *r = mem_calloc(1, sizeof *r);
    if (r == NULL)
        return error_nomem(err);
    r->feed = f;
    if (!f->counting) {
        r->counts = f->counting = true;
        f->counted = r;
    }
    kamu_code rc = f->o.input->kind == INPUT_BATCH ? KAMU_OK : open_reader(f, &r->reader, err);
    if (rc != KAMU_OK) {
        reading_close(r);
        return rc;
    }
    *out = r;
    return KAMU_OK;
}

/* Rows of the record batch. */
static kamu_code next_slice(struct reading *r, struct batch **out, struct kamu_error *err)
{
    const struct batch *all = r->feed->o.input->batch;
    int64_t n = all->length - r->at;
    if (n > BATCH_ROWS_MAX)
        n = BATCH_ROWS_MAX;
    if (n <= 0)
        return KAMU_OK;
    KAMU_TRY(batch_slice(all, r->at, n, out, err));
    r->at += n;
    return KAMU_OK;
}

static kamu_code reading_next(struct reading *r, struct batch **out, struct kamu_error *err)
{
    *out = NULL;
    KAMU_TRY(env_check_cancel(r->feed->env, err));
    return r->reader == NULL ? next_slice(r, out, err) : reader_next(r->reader, out, err);
}

/* ---- the input as a table of a query --------------------------------------------------------- */

static kamu_code want_columns(struct reading *r, struct kamu_error *err)
{
    const struct scan_request *q = r->request;
    uint32_t n = r->feed->columns->n_fields;
    bool *wanted = mem_calloc((size_t)n + 1, sizeof *wanted);
    if (wanted == NULL)
        return error_nomem(err);
    for (uint32_t i = 0; i < q->n_columns; i++)
        wanted[q->columns[i]] = true;
    kamu_code rc = reader_want(r->reader, wanted, err);
    mem_free(wanted);
    return rc;
}

static kamu_code scan_open(void *ctx, const struct scan_request *request, void **scan,
                           struct kamu_error *err)
{
    struct feed *f = ctx;
    struct reading *r = f->first;
    f->first = NULL;
    if (r == NULL)
        KAMU_TRY(reading_open(f, &r, err));
    r->request = request;
    kamu_code rc = r->reader == NULL ? KAMU_OK : want_columns(r, err);
    if (rc != KAMU_OK) {
        reading_close(r);
        return rc;
    }
    *scan = r;
    return KAMU_OK;
}

static kamu_code worker_open(void *scan, void **worker, struct kamu_error *err)
{
    (void)err;
    *worker = scan;
    return KAMU_OK;
}

/* Only what was asked for. */
static kamu_code worker_next(void *worker, struct batch **out, struct kamu_error *err)
{
    struct reading *r = worker;
    struct batch *all = NULL;
    KAMU_TRY(reading_next(r, &all, err));
    *out = NULL;
    if (all == NULL)
        return KAMU_OK;
    kamu_code rc = batch_new(r->request->schema, all->length, out, err);
    for (uint32_t i = 0; i < r->request->n_columns && rc == KAMU_OK; i++)
        rc = batch_set_column(*out, i, &all->columns[r->request->columns[i]], err);
    batch_free(all);
    if (rc != KAMU_OK) {
        batch_free(*out);
        *out = NULL;
    }
    return rc;
}

static void worker_close(void *worker)
{
    (void)worker;
}

/* ---- opening ------------------------------------------------------------------------------------
 */

/* What a query over the input is typed by. Declared columns need no look at it. */
static kamu_code learn_columns(struct feed *f, struct kamu_error *err)
{
    if (f->o.input->kind == INPUT_BATCH)
        f->columns = f->o.input->batch->schema;
    else if (f->o.plan->preprocess != NULL && f->o.plan->read_schema != NULL)
        f->columns = f->o.plan->read_schema;
    if (f->o.plan->preprocess != NULL && f->columns != NULL)
        return KAMU_OK;
    KAMU_TRY(reading_open(f, &f->first, err));
    if (f->first->reader != NULL)
        f->columns = reader_schema(f->first->reader);
    return KAMU_OK;
}

static kamu_code open_query(struct feed *f, struct kamu_error *err)
{
    struct preprocess_options o = {
        .sql = f->o.plan->preprocess,
        .input = {.schema = f->columns,
                  .rows = UINT64_MAX,
                  .ctx = f,
                  .scan_open = scan_open,
                  .worker_open = worker_open,
                  .worker_next = worker_next,
                  .worker_close = worker_close,
                  .scan_close = reading_close},
        .now = f->o.now,
        .temp_dir = f->o.temp_dir,
    };
    KAMU_TRY(preprocess_open(f->env, &o, &f->query, err));
    if (f->o.push->on_error != KAMU_ON_ERROR_SKIP || preprocess_input_uses(f->query) <= 1)
        return KAMU_OK;
    kamu_code rc = error_set(err, KAMU_E_UNSUPPORTED,
                             "The preprocess query reads `input` more than once, and bad records "
                             "cannot be left out of it");
    error_hint(err, "push without leaving out bad records, or name `input` once in the query");
    return rc;
}

kamu_code feed_open(struct env *env, const struct feed_options *options, struct feed **out,
                    struct kamu_error *err)
{
    struct feed *f = mem_calloc(1, sizeof *f);
    if (f == NULL)
        return error_nomem(err);
    f->env = env;
    f->o = *options;
    kamu_code rc = learn_columns(f, err);
    if (rc == KAMU_OK && f->o.plan->preprocess != NULL && f->columns != NULL)
        rc = open_query(f, err);
    else if (rc == KAMU_OK && f->first->reader != NULL)
        rc = reader_want(f->first->reader, NULL, err);
    if (rc != KAMU_OK) {
        feed_close(f);
        return rc;
    }
    *out = f;
    return KAMU_OK;
}

struct col_schema *feed_schema(const struct feed *f)
{
    return f->query != NULL ? preprocess_schema(f->query) : f->columns;
}

kamu_code feed_next(struct feed *f, struct batch **out, struct kamu_error *err)
{
    return f->query != NULL ? preprocess_next(f->query, out, err)
                            : reading_next(f->first, out, err);
}

void feed_stats(const struct feed *f, struct reader_stats *out)
{
    const struct reading *r = f->counted;
    *out = f->stats;
    if (r == NULL)
        return;
    if (r->reader != NULL) {
        reader_stats(r->reader, out);
        return;
    }
    *out = (struct reader_stats){.bytes_read = f->o.input->size_bytes, .records = (uint64_t)r->at};
}

void feed_close(struct feed *f)
{
    if (f == NULL)
        return;
    preprocess_close(f->query);
    reading_close(f->first);
    mem_free(f);
}
