/* Inside of wal*.c. Others use wal.h. */
#ifndef KAMU_SERVER_WAL_IMPL_H
#define KAMU_SERVER_WAL_IMPL_H

#include "base/map.h"
#include "server/guard_impl.h"
#include "server/record_log.h"
#include "server/server.h"
#include "server/wal.h"

enum { WAL_ID = 16, WAL_ID_TEXT = 2 * WAL_ID + 1, WAL_WINDOW = 256 };
#define WAL_WINDOW_BYTES ((uint64_t)32 << 20)
#define WAL_STATUS_TEXT_MAX ((size_t)32 << 10)

enum wal_record { WAL_ACCEPTED = 16, WAL_DONE = 17 };

/* ---- what is written (wal_record.c) ------------------------------------------------------- */

struct wal_push { /* strings lie in the payload, with a NUL each */
    uint8_t id[WAL_ID];
    int64_t time_ms;
    struct odf_did dataset;
    bool client_key; /* guard's key is the client's */
    struct push_guard guard;
    struct kamu_push_options options;
    const char *media_type;
    const void *body;
    uint64_t size;
};
kamu_code wal_push_encode(const struct wal_push *p, struct buf *out, struct kamu_error *err);
bool wal_push_decode(const uint8_t *payload, size_t n, struct wal_push *out);

struct wal_done {
    uint8_t id[WAL_ID];
    int64_t time_ms;
    struct odf_did dataset;
    bool client_key, failed;
    uint8_t scope[16], fingerprint[16];
    struct str text; /* JSON, as it is answered */
};
kamu_code wal_done_encode(const struct wal_done *d, struct buf *out, struct kamu_error *err);
bool wal_done_decode(const uint8_t *payload, size_t n, struct wal_done *out);

void wal_id_text(const uint8_t id[WAL_ID], char out[WAL_ID_TEXT]);
bool wal_id_parse(struct str s, uint8_t out[WAL_ID]);
/* The status of a push that is done. */
kamu_code wal_status_text(const uint8_t id[WAL_ID], const struct push_outcome *o, bool kept,
                          struct buf *out, struct kamu_error *err);

/* ---- journals (wal_journal.c) ---------------------------------------------------------------- */

struct wal_file {
    struct wal_journal *journal;
    bool is_status;
    uint64_t number;
    struct record_log log;
    int64_t first_ms, last_ms; /* of its records */
    bool dirty;                /* status: written to since its last sync */
    size_t open;               /* bodies: pushes that are not done; status: those remembered */
    struct wal_file *next;
};

struct wal_journal {
    struct wal *wal;
    char dir[FS_PATH_MAX];
    struct fs_file *lock;
    struct wal_file *bodies, *statuses; /* newest first; the first is appended to */
    struct wal_journal *next;
};

/* All that can be had; the first one is appended to. */
kamu_code wal_journals_open(struct wal *w, struct kamu_error *err);
void wal_journals_close(struct wal *w);
/* The file to append `size` bytes to. */
kamu_code wal_file_current(struct wal_journal *j, bool status, uint64_t size, struct wal_file **out,
                           struct kamu_error *err);
/* Appends one record; *at = its place. Not synced. */
kamu_code wal_file_put(struct wal_file *f, uint32_t type, const struct buf *payload, uint64_t *at,
                       struct kamu_error *err);
/* Removes files that nobody needs any more. What was written to status files has been synced. */
void wal_journals_tidy(struct wal *w);

/* ---- pushes ------------------------------------------------------------------------------------
 */

enum wal_state {
    WAL_NEW,       /* not durable yet */
    WAL_WAITING,   /* for its turn */
    WAL_UNDER_WAY, /* in the commit queue */
    WAL_SETTLED,   /* committed, or at fault: those behind it may go on */
    WAL_FINISHED   /* its status is written */
};

struct wal_entry {
    uint8_t id[WAL_ID], scope[16], fingerprint[16];
    bool client_key, recovered;
    struct odf_did dataset;
    enum wal_state state;
    uint64_t attempt;      /* to commit, that it is part of */
    uint64_t number;       /* in the order of acceptance */
    struct wal_file *file; /* of the body while it is not finished, then of the status */
    uint64_t at, size;
    int64_t done_ms;
    struct wal_line *line;
    struct wal_entry *prev, *next; /* in its line; finished: by age */
};

struct wal_line { /* of a dataset */
    struct wal *wal;
    struct odf_did dataset;
    struct wal_entry *first, *last; /* not finished */
    struct wal_entry *waiting;      /* none before it is WAL_WAITING; NULL = none is */
    size_t under_way;
    uint64_t bytes_under_way;
    bool job; /* somebody puts its pushes into the commit queue */
    unsigned failures;
    uint64_t retry_ns; /* not before */
    struct wal_line *next;
};

/* One push on its way through the commit queue. */
struct wal_run {
    struct wal_entry *e;
    struct buf payload;
    struct wal_push push;
    struct push_order order;
    struct arena arena;
    struct push_request request;
    struct push_outcome outcome;
    struct wal_run *next;
};

/* An answer that waits for the sync. */
struct wal_waiter {
    struct exchange *x;
    struct wal_entry *e;
    struct wal_waiter *next;
};

struct wal {
    struct server *server;
    struct env env; /* without the cancel flag */
    char dir[FS_PATH_MAX];
    pthread_mutex_t mutex; /* of all below */
    pthread_cond_t to_sync, to_do, less;
    struct wal_journal *journals;
    struct map by_id, by_scope;             /* entries; by_scope: those with a client's key */
    struct wal_entry *old_first, *old_last; /* finished, oldest first */
    size_t n_old;
    struct wal_line *lines;
    struct wal_waiter *waiters, *last_waiter;
    struct wal_run *finished, *last_finished; /* settled, their status is to be written */
    uint64_t pending_bytes, dead_bytes, next_number;
    size_t pending, jobs, under_way, recovering;
    bool stopping;
    bool woken; /* the applier has something to look at */
    pthread_t syncer, applier;
    bool has_syncer, has_applier;
};

kamu_code wal_entry_add(struct wal *w, struct wal_entry *e, struct kamu_error *err);
/* Out of every list and map, and freed. */
void wal_entry_drop(struct wal *w, struct wal_entry *e);
/* Durable: it takes its place in its dataset's line. */
kamu_code wal_entry_line_up(struct wal *w, struct wal_entry *e, struct kamu_error *err);
/* Its status stands in a file. */
void wal_entry_finish(struct wal *w, struct wal_entry *e, struct wal_file *status, uint64_t at,
                      int64_t now_ms, bool failed);
void wal_forget_old(struct wal *w, int64_t now_ms);

static inline void wal_wake(struct wal *w) /* with the mutex */
{
    w->woken = true;
    pthread_cond_signal(&w->to_do);
}

void *wal_apply(void *arg); /* the thread that commits and tidies (wal_apply.c) */
void *wal_sync(void *arg);  /* the thread that syncs and answers (wal_accept.c) */

#endif
