/* Inside of the engine: engine.c opens it and runs queries, scan.c is the table function. */
#ifndef KAMU_SQL_ENGINE_IMPL_H
#define KAMU_SQL_ENGINE_IMPL_H

#include "sql/engine.h"

#include <pthread.h>

struct source_slot {
    struct engine_source source;
    uint32_t uses; /* bound by the statement that was prepared last */
};

struct engine {
    struct env *env;
    struct duckdb db;
    struct source_slot **sources;
    uint32_t n_sources;
    uint64_t time_max_ms;
    char temp[FS_PATH_MAX]; /* of this engine alone; "" = none */
    struct fs_file *temp_lock;

    pthread_mutex_t opening;  /* held while a scan is opened, which DuckDB does in any thread */
    pthread_mutex_t lock;     /* of everything below */
    struct kamu_error failed; /* the first error that a source gave; code KAMU_OK: none */
    pthread_cond_t wake;
    pthread_t watch;
    bool watching, quit;
    unsigned active;         /* statements and queries that are at work: the watch looks */
    bool (*gone)(void *ctx); /* engine_watch */
    void *gone_ctx;
    uint64_t deadline_ns;   /* monotonic; 0 = none */
    enum kamu_code stopped; /* why the watch interrupted: KAMU_E_CANCELLED, KAMU_E_LIMIT */
};

/* Registers kamu_scan. */
kamu_code scan_register(struct engine *e, struct kamu_error *err);
/* Keeps the first error of a source. */
void engine_source_failed(struct engine *e, const struct kamu_error *cause);

#endif
