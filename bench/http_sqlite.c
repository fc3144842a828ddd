/*
 * http_sqlite: what a team would write instead: an HTTP server that puts each request's records
 * into SQLite (WAL, synchronous=FULL, a UNIQUE key), one transaction a request. The opponent of
 * `bench.py http`.
 *
 *   http_sqlite FILE PORT
 *
 * POST: NDJSON as http_load sends it. 200 when the transaction is on the disk.
 * HTTP by libmicrohttpd; one thread a connection, since with a pool of threads each transaction
 * would hold up all connections of its thread. Writers take turns in the order they come (SQLite's
 * own lock is polled with growing sleeps, which would be unfair to it).
 */
#include <microhttpd.h>
#include <pthread.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct body {
    char *p;
    size_t n;
};

static sqlite3 *db;
static sqlite3_stmt *insert;

/* A lock that is served in order. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
#define WAITERS_MAX 4096                  /* connections */
static pthread_cond_t turns[WAITERS_MAX]; /* one for each who waits: only the next one wakes */
static unsigned long next_ticket, now_serving;

static void enter(void)
{
    pthread_mutex_lock(&lock);
    unsigned long mine = next_ticket++;
    while (mine != now_serving)
        pthread_cond_wait(&turns[mine % WAITERS_MAX], &lock);
    pthread_mutex_unlock(&lock);
}

static void leave(void)
{
    pthread_mutex_lock(&lock);
    now_serving++;
    pthread_cond_signal(&turns[now_serving % WAITERS_MAX]);
    pthread_mutex_unlock(&lock);
}

static const char *member(const char *line, const char *name)
{
    const char *at = strstr(line, name);
    return at == NULL ? "" : at + strlen(name);
}

static int insert_line(const char *line)
{
    const char *time = member(line, "\"event_time\":\""), *city = member(line, "\"city\":\"");
    sqlite3_bind_int64(insert, 1, atoll(member(line, "\"id\":")));
    sqlite3_bind_text(insert, 2, time, (int)strcspn(time, "\""), SQLITE_STATIC);
    sqlite3_bind_text(insert, 3, city, (int)strcspn(city, "\""), SQLITE_STATIC);
    sqlite3_bind_int64(insert, 4, atoll(member(line, "\"population\":")));
    int rc = sqlite3_step(insert);
    sqlite3_reset(insert);
    return rc == SQLITE_DONE ? 0 : -1;
}

static int commit(char *text)
{
    int bad = 0;
    char *save = NULL;
    enter();
    bad |= sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL);
    for (char *line = strtok_r(text, "\n", &save); line != NULL; line = strtok_r(NULL, "\n", &save))
        bad |= insert_line(line);
    bad |= sqlite3_exec(db, "COMMIT", NULL, NULL, NULL);
    leave();
    return bad;
}

static enum MHD_Result answer(struct MHD_Connection *c, unsigned status)
{
    struct MHD_Response *r = MHD_create_response_from_buffer(0, (void *)"", MHD_RESPMEM_PERSISTENT);
    enum MHD_Result done = MHD_queue_response(c, status, r);
    MHD_destroy_response(r);
    return done;
}

static enum MHD_Result on_request(void *cls, struct MHD_Connection *c, const char *url,
                                  const char *method, const char *version, const char *data,
                                  size_t *n, void **state)
{
    struct body *b = *state;
    (void)cls, (void)url, (void)method, (void)version;
    if (b == NULL) {
        *state = calloc(1, sizeof *b);
        return MHD_YES;
    }
    if (*n != 0) {
        b->p = realloc(b->p, b->n + *n + 1);
        memcpy(b->p + b->n, data, *n);
        b->n += *n;
        b->p[b->n] = 0;
        *n = 0;
        return MHD_YES;
    }
    return answer(c, b->p == NULL || commit(b->p) == 0 ? 200 : 500);
}

static void on_end(void *cls, struct MHD_Connection *c, void **state,
                   enum MHD_RequestTerminationCode why)
{
    struct body *b = *state;
    (void)cls, (void)c, (void)why;
    if (b != NULL)
        free(b->p);
    free(b);
}

int main(int argc, char **argv)
{
    sigset_t stop;
    int sig = 0;
    if (argc != 3 || sqlite3_open(argv[1], &db) != 0)
        return 2;
    for (size_t i = 0; i < WAITERS_MAX; i++)
        pthread_cond_init(&turns[i], NULL);
    sqlite3_exec(db, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;", NULL, NULL, NULL);
    sqlite3_exec(db,
                 "CREATE TABLE IF NOT EXISTS t (id INTEGER UNIQUE, event_time TEXT, city TEXT, "
                 "population INTEGER)",
                 NULL, NULL, NULL);
    if (sqlite3_prepare_v2(db, "INSERT OR IGNORE INTO t VALUES (?,?,?,?)", -1, &insert, NULL) != 0)
        return 2;
    sigemptyset(&stop);
    sigaddset(&stop, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &stop, NULL);
    struct MHD_Daemon *d = MHD_start_daemon(
        MHD_USE_THREAD_PER_CONNECTION | MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_POLL,
        (uint16_t)atoi(argv[2]), NULL, NULL, on_request, NULL, MHD_OPTION_NOTIFY_COMPLETED, on_end,
        NULL, MHD_OPTION_CONNECTION_LIMIT, 4096u, MHD_OPTION_END);
    if (d == NULL)
        return 2;
    sigwait(&stop, &sig);
    MHD_stop_daemon(d);
    sqlite3_finalize(insert);
    sqlite3_close(db);
    return 0;
}
