/* What metrics.c counts and metrics_text.c prints. */
#ifndef KAMU_SERVER_METRICS_IMPL_H
#define KAMU_SERVER_METRICS_IMPL_H

#include "server/metrics.h"

#define METRICS_ROUTES_MAX 63  /* + 1 for requests without a route */
#define METRICS_STATUS 6       /* 1xx .. 5xx; [0]: no answer was sent */
#define METRICS_BUCKETS_MAX 15 /* of a histogram, the last one without a bound */
#define METRICS_KINDS 24       /* kamu_code */
#define METRICS_SLOTS 256      /* of the hash table of datasets; a power of two */

struct histogram {
    _Atomic uint64_t buckets[METRICS_BUCKETS_MAX]; /* not cumulative */
    _Atomic uint64_t sum;
};

/* Upper bounds, ascending; the bucket behind the last one has none. */
struct bounds {
    unsigned n;
    uint64_t at[METRICS_BUCKETS_MAX - 1];
};
extern const struct bounds bounds_request, bounds_commit, bounds_group;

struct route_metrics {
    _Atomic uint64_t requests[METRICS_STATUS], bytes_in, bytes_out;
    struct histogram duration;
};

enum dataset_metric {
    DATASET_PUSH_COMMITTED,
    DATASET_PUSH_UNCHANGED,
    DATASET_PUSH_REPLAYED,
    DATASET_PUSH_FAILED,
    DATASET_BYTES,
    DATASET_ROWS_RECEIVED,
    DATASET_ROWS_NEW,
    DATASET_ROWS_REJECTED,
    DATASET_COMMITS,
    DATASET_SLICE_BYTES,
    DATASET_METRICS
};

struct dataset_metrics { /* written once but for the values; lives as long as the registry */
    struct dataset_handle dataset; /* its strings stand behind it */
    _Atomic uint64_t values[DATASET_METRICS];
};

struct metrics {
    const struct route *table;
    size_t n_routes;
    _Atomic uint64_t counters[METRICS_COUNTERS];
    _Atomic int64_t gauges[METRICS_GAUGES];
    _Atomic uint64_t errors[METRICS_KINDS];
    struct route_metrics routes[METRICS_ROUTES_MAX + 1]; /* the last: no route */
    struct histogram commit, sync, group;
    _Atomic uint64_t stage_ns[KAMU_STAGES];
    _Atomic(struct dataset_metrics *) datasets[METRICS_SLOTS];
    _Atomic unsigned n_datasets;
    struct dataset_metrics other;
};

#endif
