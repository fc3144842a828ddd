/*
 * Access log: one JSON line for each request.
 *
 * Lines go into memory and are written by a thread of the log's own, so a slow disk holds up no
 * request; lines for which there is no room are dropped and counted (METRIC_LOG_DROPPED, and in the
 * next line that is written: `dropped`). The file is opened anew when it was renamed or deleted.
 *
 * No secrets get into it: of the query string only values under names that are known to be harmless
 * are kept, and whatever looks like a token is blacked out anywhere.
 */
#ifndef KAMU_SERVER_ACCESS_LOG_H
#define KAMU_SERVER_ACCESS_LOG_H

#include "base/env.h"
#include "server/metrics.h"

struct access_log;

struct access_entry {     /* strings: .p NULL or NULL = unknown, the member is left out */
    struct instant at;    /* when the request was read */
    uint64_t duration_ns; /* to the end of the answer */
    struct str remote;
    struct str method;
    struct str path, query; /* as sent */
    const char *route;      /* of the table */
    unsigned status;        /* 0: the client left before its answer */
    uint64_t bytes_in, bytes_out;
    struct str account; /* name; none: anonymous */
    struct str dataset; /* alias */
    struct str request_id;
    enum kamu_code code; /* of a failure; KAMU_OK: none is known */
    bool is_push;        /* the members below are set */
    uint64_t rows_received, rows_new, rows_rejected, group; /* pushes in its commit */
    bool replayed;
};

/* path: "-" is standard error. KAMU_E_IO / KAMU_E_ACCESS when the file cannot be opened. `metrics`
 * may be NULL; both must outlive the log. */
kamu_code access_log_open(struct env *env, const char *path, struct metrics *metrics,
                          struct access_log **out, struct kamu_error *err);
void access_log_close(struct access_log *log); /* writes what is there; NULL is fine */

/* Any thread; `log` may be NULL. */
void access_log_write(struct access_log *log, const struct access_entry *entry);
/* Opens the file anew before the next line is written (SIGHUP). Any thread, and signal handlers. */
void access_log_reopen(struct access_log *log);

/* ---- parts, for tests and others ---------------------------------------------------- */

#define ACCESS_LINE_MAX 8192

/* The line with its newline; longer members are cut so that it always fits. `dropped`: lines lost
 * before this one. Returns its length. */
size_t access_line(const struct access_entry *entry, uint64_t dropped, char out[ACCESS_LINE_MAX]);

/* X-Request-Id: the client's, when it has 1 to 128 letters, digits, `.`, `_`, `-`, `:` and so
 * cannot break a header or a log. */
bool request_id_sane(struct str id);

#define REQUEST_ID_MAX 129
/* A new one: 16 hexadecimal digits of `seed` (random, once for each server) and a number. */
void request_id_make(uint64_t seed, uint64_t number, char out[REQUEST_ID_MAX]);

#endif
