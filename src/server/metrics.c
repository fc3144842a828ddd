#include "server/metrics.h"

#include "base/map.h"
#include "server/metrics_impl.h"
#include "server/routes.h"

#include <stdatomic.h>

#define MS UINT64_C(1000000)
#define S (1000 * MS)

const struct bounds bounds_request = {14,
                                      {MS / 2, MS, 5 * MS / 2, 5 * MS, 10 * MS, 25 * MS, 50 * MS,
                                       100 * MS, 250 * MS, 500 * MS, S, 5 * S / 2, 5 * S, 10 * S}};
const struct bounds bounds_commit = {13,
                                     {MS / 10, MS / 4, MS / 2, MS, 5 * MS / 2, 5 * MS, 10 * MS,
                                      25 * MS, 50 * MS, 100 * MS, 250 * MS, S, 5 * S}};
const struct bounds bounds_group = {13, {1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096}};

static void add(_Atomic uint64_t *to, uint64_t n)
{
    atomic_fetch_add_explicit(to, n, memory_order_relaxed);
}

static void observe(struct histogram *h, const struct bounds *bounds, uint64_t value)
{
    unsigned i = 0;
    while (i < bounds->n && value > bounds->at[i])
        i++;
    add(&h->buckets[i], 1);
    add(&h->sum, value);
}

kamu_code metrics_new(const struct route *table, size_t n, struct metrics **out,
                      struct kamu_error *err)
{
    KAMU_ASSERT(n <= METRICS_ROUTES_MAX);
    struct metrics *m = mem_calloc(1, sizeof *m);
    if (m == NULL)
        return error_nomem(err);
    m->table = table;
    m->n_routes = n;
    *out = m;
    return KAMU_OK;
}

void metrics_free(struct metrics *m)
{
    if (m == NULL)
        return;
    for (unsigned i = 0; i < METRICS_SLOTS; i++)
        mem_free(atomic_load(&m->datasets[i]));
    mem_free(m);
}

void metrics_count(struct metrics *m, enum metrics_counter counter, uint64_t n)
{
    if (m != NULL)
        add(&m->counters[counter], n);
}

void metrics_gauge_add(struct metrics *m, enum metrics_gauge gauge, int64_t delta)
{
    if (m != NULL)
        atomic_fetch_add_explicit(&m->gauges[gauge], delta, memory_order_relaxed);
}

void metrics_gauge_set(struct metrics *m, enum metrics_gauge gauge, int64_t value)
{
    if (m != NULL)
        atomic_store_explicit(&m->gauges[gauge], value, memory_order_relaxed);
}

void metrics_error(struct metrics *m, enum kamu_code code)
{
    if (m != NULL && code != KAMU_OK)
        add(&m->errors[(unsigned)code < METRICS_KINDS ? (unsigned)code : (unsigned)KAMU_E_BUG], 1);
}

void metrics_request(struct metrics *m, const struct metrics_request *r)
{
    if (m == NULL)
        return;
    size_t i = r->route != NULL ? (size_t)(r->route - m->table) : m->n_routes;
    struct route_metrics *route = &m->routes[i < m->n_routes ? i : METRICS_ROUTES_MAX];
    unsigned status = r->status / 100;
    add(&route->requests[status < METRICS_STATUS ? status : 0], 1);
    add(&route->bytes_in, r->bytes_in);
    add(&route->bytes_out, r->bytes_out);
    observe(&route->duration, &bounds_request, r->duration_ns);
}

/* ---- datasets ------------------------------------------------------------------ */

/* One block with the strings behind it; NULL without memory. */
static struct dataset_metrics *dataset_new(const struct dataset_handle *d)
{
    struct dataset_metrics *s = mem_calloc(1, sizeof *s + d->alias.n + 1);
    if (s == NULL)
        return NULL;
    char *text = (char *)(s + 1);
    memcpy(text, d->alias.p, d->alias.n);
    size_t account = d->alias.n - d->name.n; /* with its '/' */
    s->dataset.id = d->id;
    s->dataset.alias = (struct str){text, d->alias.n};
    s->dataset.name = (struct str){text + account, d->name.n};
    if (account > 0)
        s->dataset.account = (struct str){text, account - 1};
    return s;
}

/*
 * The counters of a dataset. The table is only ever added to, so it is read without a lock; the
 * slots are many more than the datasets that may get one, so a probe ends at a free one. A dataset
 * that is renamed keeps the name it was first seen with: the id decides.
 */
static struct dataset_metrics *dataset_find(struct metrics *m, const struct dataset_handle *d)
{
    if (d == NULL || d->alias.p == NULL || d->name.n > d->alias.n)
        return &m->other;
    uint64_t at = hash_bytes(d->id.key, sizeof d->id.key, 0);
    for (unsigned probes = 0; probes < METRICS_SLOTS; probes++, at++) {
        _Atomic(struct dataset_metrics *) *slot = &m->datasets[at % METRICS_SLOTS];
        struct dataset_metrics *seen = atomic_load_explicit(slot, memory_order_acquire);
        if (seen == NULL) {
            if (atomic_fetch_add(&m->n_datasets, 1) >= METRICS_DATASETS_MAX) {
                atomic_fetch_sub(&m->n_datasets, 1);
                return &m->other;
            }
            struct dataset_metrics *mine = dataset_new(d);
            if (mine != NULL && atomic_compare_exchange_strong(slot, &seen, mine))
                return mine;
            mem_free(mine);
            atomic_fetch_sub(&m->n_datasets, 1);
            if (seen == NULL) /* no memory */
                return &m->other;
        }
        if (odf_did_eq(&seen->dataset.id, &d->id))
            return seen;
    }
    return &m->other;
}

static enum dataset_metric push_result(const struct metrics_push *p)
{
    if (p->code != KAMU_OK)
        return DATASET_PUSH_FAILED;
    if (p->replayed)
        return DATASET_PUSH_REPLAYED;
    return p->updated ? DATASET_PUSH_COMMITTED : DATASET_PUSH_UNCHANGED;
}

void metrics_push(struct metrics *m, const struct metrics_push *p)
{
    if (m == NULL)
        return;
    struct dataset_metrics *d = dataset_find(m, p->dataset);
    add(&d->values[push_result(p)], 1);
    add(&d->values[DATASET_BYTES], p->bytes);
    add(&d->values[DATASET_ROWS_RECEIVED], p->rows_received);
    if (!p->replayed) /* they were counted the first time */
        add(&d->values[DATASET_ROWS_NEW], p->rows_new);
    add(&d->values[DATASET_ROWS_REJECTED], p->rows_rejected);
}

void metrics_commit(struct metrics *m, const struct metrics_commit *c)
{
    if (m == NULL)
        return;
    struct dataset_metrics *d = dataset_find(m, c->dataset);
    add(&d->values[DATASET_COMMITS], 1);
    add(&d->values[DATASET_SLICE_BYTES], c->slice_bytes);
    observe(&m->group, &bounds_group, c->pushes);
    observe(&m->commit, &bounds_commit, c->total_ns);
    observe(&m->sync, &bounds_commit, c->sync_ns);
    for (unsigned i = 0; c->stage_ns != NULL && i < KAMU_STAGES; i++)
        add(&m->stage_ns[i], c->stage_ns[i]);
}

uint64_t metrics_counter_value(const struct metrics *m, enum metrics_counter counter)
{
    return m != NULL ? atomic_load(&m->counters[counter]) : 0;
}

int64_t metrics_gauge_value(const struct metrics *m, enum metrics_gauge gauge)
{
    return m != NULL ? atomic_load(&m->gauges[gauge]) : 0;
}
