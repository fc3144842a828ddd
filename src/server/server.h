/*
 * Server: `kamu system api-server` as an object. Threads: the listener's (one for each two CPUs,
 * at least one) read requests and write answers, never touching a file; workers run the handlers; a
 * committer for each busy dataset makes commits of what has gathered (commit_queue.h).
 */
#ifndef KAMU_SERVER_SERVER_H
#define KAMU_SERVER_SERVER_H

#include "base/env.h"
#include "server/access.h"
#include "store/workspace.h"

struct server_options {
    const char *address;            /* default 127.0.0.1 */
    uint16_t port;                  /* 0 = any free one */
    const char *external_address;   /* in URLs given to clients, instead of the address; or NULL */
    const char *base_url;           /* the same, whole; NULL = http://<address>:<port>/ */
    const char *tls_cert, *tls_key; /* PEM files; NULL = plain HTTP */
    const char *workspace;          /* KAMU_WORKSPACE or NULL */
    struct access_options access;
    const char *ed25519_key; /* config identity.ed25519PrivateKey, multibase; NULL = none */
    /* limits; server_options_init sets the defaults in brackets */
    unsigned workers;                     /* [4 x CPUs, at least 8] */
    unsigned jobs_max;                    /* requests that wait for a worker [8192] */
    unsigned connections_max;             /* [16384], further ones wait in the kernel's queue */
    unsigned connections_per_address_max; /* [0 = no limit] */
    uint64_t body_max_bytes;              /* ingest, unpacked [1 GiB] */
    uint64_t upload_max_bytes;            /* config uploads.maxFileSizeInMb [50 MiB] */
    uint64_t object_max_bytes;            /* PUT data [16 GiB] */
    uint64_t spool_bytes;                 /* bodies up to this lie in memory [256 KiB] */
    uint64_t bodies_max_bytes;            /* memory for all bodies on their way [512 MiB] */
    unsigned idle_timeout_ms;             /* between requests, headers included [75 s] */
    unsigned body_timeout_ms;             /* no byte of the body for so long [30 s] */
    uint64_t body_min_rate;           /* bytes/s over the whole body after its first 10 s [100] */
    uint64_t queue_max_bytes;         /* of all waiting pushes [256 MiB] */
    uint64_t dataset_queue_max_bytes; /* of one dataset's [64 MiB] */
    unsigned group_max;               /* pushes in one commit [4096] */
    unsigned drain_timeout_ms;        /* SIGTERM: wait so long for what is being done [30 s] */
    uint64_t wal_max_bytes;           /* durable, not yet committed [1 GiB] */
    uint64_t idempotency_seconds;     /* how long keys are remembered [86400] */
    uint64_t answer_max_bytes;        /* of one answer with rows [1 GiB] */
    unsigned followers_max;           /* of all datasets together [1024] */
    unsigned queries_max;             /* at work at the same time [CPUs, at least 2] */
    uint64_t query_memory_bytes;      /* of each [quarter of the machine's by queries_max, at least
                                         128 MiB]; KAMU_SQL_MEMORY */
    unsigned query_timeout_ms;        /* [60 s]; KAMU_SQL_TIMEOUT */
    uint64_t quota_bytes;   /* of data for each account, multi-tenant; UINT64_MAX: none [none] */
    const char *access_log; /* file, "-" = standard error, NULL = none */
    const char *e2e_output; /* test aid: base URL goes there, /e2e routes exist; NULL */
};
void server_options_init(struct server_options *o);

struct worker { /* what a handler works with; belongs to its thread */
    struct server *server;
    struct env env;
    struct workspace *ws;
    unsigned index;
};

struct server { /* the rooms of it; each made and freed by its own file */
    struct server_options options;
    struct env *env;              /* of the main thread; a signal does not cancel it */
    struct env own_env;           /* that one */
    _Atomic int *stop_signal;     /* SIGTERM, SIGINT; NULL = never */
    struct workspace *ws;         /* of the main thread */
    char base_url[512];           /* ends with '/' */
    char server_dir[FS_PATH_MAX]; /* .kamu/server: secrets, tokens, log of accepted pushes */
    struct access *access;
    struct listener *listener;
    struct worker_pool *workers;
    struct commit_queue *commits;
    struct guard *guard; /* exactly-once */
    struct wal *wal;
    struct metrics *metrics;
    struct access_log *access_log;
    struct quotas *quotas;     /* NULL: a single-tenant workspace */
    uint64_t request_seed;     /* of request ids */
    _Atomic uint64_t requests; /* numbered so far */
    struct node_key *node_key; /* signs answers; NULL: there is none */
    struct engines *engines;   /* of queries */
    struct query_threads *queries;
    struct followers *followers; /* of tails */
    _Atomic int stopping;        /* 1: no new pushes are taken; 2: everybody ends */
    _Atomic int cancel;          /* of the workers' environments: set when draining took too long */
    _Atomic bool shutdown;       /* asked for by a request (test aid) */
    _Atomic int64_t test_time;   /* set by a request (test aid); see base/time.h */
    _Atomic unsigned smart_sessions; /* transfers over WebSocket, now */
    _Atomic uint64_t smart_bytes;    /* of memory that they have reserved */
    _Atomic uint64_t disk_probed_ns; /* health.c: when, and what came of it */
    _Atomic bool disk_works;
    unsigned n_open; /* of its rooms */
};

/* Opens everything and listens; the sockets are bound when it returns. KAMU_E_IO with "Address
 * already in use (os error 98)". */
kamu_code server_open(struct env *env, const struct server_options *options, struct server **out,
                      struct kamu_error *err);
/* Until the cancel flag of env is set (SIGTERM, SIGINT): then drains and returns. */
kamu_code server_run(struct server *s, struct kamu_error *err);
void server_close(struct server *s);

/* Runs `run` on a worker thread, in turn. Never fails: waits when the queue of jobs is full. */
void server_submit(struct server *s, void (*run)(struct worker *w, void *arg), void *arg);

#endif
