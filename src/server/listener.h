/*
 * Listener: sockets, connections, requests on their way in and answers on their way out. A few
 * threads, each with an epoll of its own (a loop), serve all connections without ever waiting for
 * one of them; handlers run on workers and hand their answers back by posting to the loop.
 *
 * This header is private to the files that make the listener: listener.c (threads, accepting,
 * time-outs), connection.c (bytes to requests, answers to bytes), exchange.c (what handlers call),
 * dispatch.c (what comes before a handler).
 *
 * Ownership: a connection belongs to its loop's thread. A request (struct exchange_private) belongs
 * to the loop, but for what is marked: from the job until the answer the handler's thread has it.
 * It is freed by the loop when both have done with it.
 */
#ifndef KAMU_SERVER_LISTENER_H
#define KAMU_SERVER_LISTENER_H

#include "server/addresses.h"
#include "server/http1.h"
#include "server/routes.h"
#include "server/server.h"
#include "server/tls.h"

#include <pthread.h>
#include <stdatomic.h>

enum {
    READ_FIRST_MAX = 64 * 1024, /* declared bodies up to this are read before any check is made */
    SCRATCH_BYTES = 64 * 1024,
    STREAM_WINDOW = 256 * 1024 /* bytes of a stream, either way, between loop and handler */
};

#define CONN_EVENTS (EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET)

enum post_bits {                  /* what a handler's thread tells the loop */
                 POST_ANSWER = 1, /* the answer is there, or begins */
                 POST_MORE = 2,   /* a streamed answer has more bytes */
                 POST_END = 4,    /* the handler has done with the exchange */
                 POST_BODY = 8,   /* the checks are passed: read the body */
                 POST_TAKEN = 16  /* bytes of the body were taken: there is room again */
};

enum answer_kind { ANSWER_NONE, ANSWER_MEMORY, ANSWER_FILE, ANSWER_STREAM, ANSWER_UPGRADE };

struct answer {
    enum answer_kind kind;
    unsigned status;
    const char *type; /* in the exchange's arena; NULL = none */
    struct buf lines; /* further header lines */
    void *data;       /* ANSWER_MEMORY; owned */
    uint64_t size;    /* of memory or file */
    int fd;           /* ANSWER_FILE; owned */
    uint64_t offset;
    bool close; /* the connection ends with it */
};

enum intake_kind { INTAKE_DISCARD, INTAKE_MEMORY, INTAKE_PIECES, INTAKE_STREAM };

struct exchange_private {
    struct exchange x; /* what handlers see */
    struct loop *loop;
    struct conn *conn; /* the loop's; NULL: the client is gone */
    /* head */
    char *head_bytes; /* behind this object */
    struct exchange_pair *headers;
    size_t n_headers;
    unsigned minor;
    bool keep_alive, expects, chunked, has_length;
    uint64_t length;
    /* what dispatch found */
    bool cors;                             /* the answer carries CORS headers */
    bool checked;                          /* caller, dataset, rights and precheck are done */
    bool body_broken;                      /* what comes behind cannot be a request */
    bool body_read;                        /* the body is complete, or there is none to read */
    bool on_loop;                          /* the loop's own thread is in the handler */
    bool wrong_method;                     /* of a route: 405 once the rights are checked */
    bool bad_name;                         /* the dataset in the path cannot be one */
    struct str account_name, dataset_name; /* of the path, decoded */
    uint64_t body_limit;
    /* body, as it arrives */
    enum intake_kind intake;
    struct http1_chunks chunks;
    uint64_t received; /* bytes of the body, framing taken off */
    uint64_t reserved; /* of the listener's room for bodies */
    struct buf memory; /* what the loop fills; of a stream guarded by `lock` */
    struct buf drain;  /* what the worker has */
    bool pumping;      /* it has it now */
    bool last_piece;   /* nothing comes behind `drain` */
    bool paused;       /* the client waits: there is no room; of a stream guarded by `lock` */
    bool in_ended;     /* of a stream, guarded by `lock`: nothing more comes, and why */
    kamu_code in_code;
    const char *in_why;
    unsigned broken_status; /* to be answered when the worker is done with its piece */
    const char *broken_why;
    uint64_t body_since_ns, body_waited_ns; /* when it began; how long the client waited for us */
    size_t drained;                         /* of `drain`, by exchange_read */
    bool more_inside;                       /* the pipe has bytes left over */
    struct body_pipe *pipe;                 /* the worker's */
    struct body body;                       /* what handlers see */
    const char *problem; /* further members of a problem document, in the arena */
    /* answer */
    struct answer answer;
    uint64_t sent, sent_head; /* bytes of the answer, and those before its body */
    struct str request_id;    /* of the client, when it is sane; else .p NULL */
    pthread_mutex_t lock;     /* guards `out`, and a stream's `memory` */
    pthread_cond_t cond;
    struct buf out;          /* ANSWER_STREAM: framed bytes for the loop to send */
    int taken_fd;            /* is written to when they were taken; -1: nobody waits for that */
    _Atomic bool gone;       /* the client has left */
    _Atomic bool half_gone;  /* it has shut its side */
    bool spawned;            /* its handler has a thread of its own */
    struct upgrade *upgrade; /* ANSWER_UPGRADE */
    bool ended;              /* POST_END seen */
    bool streams;            /* exchange_stream_body */
    bool handed;             /* a worker or handler has it, or will answer it */
    /* posting */
    _Atomic unsigned posted;
    struct exchange_private *post_next;
};

static inline enum body_mode body_mode_of(const struct exchange_private *r)
{
    return r->streams ? BODY_STREAM : r->x.route->body;
}

enum conn_reading { READ_HEAD, READ_BODY, READ_NOTHING, READ_LINGER };

struct conn {
    struct loop *loop;
    struct conn *prev, *next;
    int fd;
    struct tls_conn *tls;    /* NULL = plain */
    bool readable, writable; /* as far as known: edge-triggered */
    bool peer_closed;        /* the peer has shut its side */
    bool dead;               /* to be freed */
    bool writing;            /* an answer is on its way */
    bool last;               /* close after the answer */
    enum conn_reading reading;
    struct buf in;  /* received, not used yet */
    size_t scanned; /* of `in`, for the end of the head */
    struct exchange_private *current;
    struct buf out; /* to be sent before the answer's body */
    size_t out_sent;
    uint64_t body_sent;
    uint64_t since_ns; /* the last time that counts for time-outs */
    struct address_key address;
    char remote[64];
};

struct loop {
    struct listener *listener;
    pthread_t thread;
    bool started;
    bool accepting; /* the listening socket is watched */
    int epoll, wake;
    struct worker worker; /* for ROUTE_QUICK; has no workspace */
    struct conn *conns;
    struct conn *dead; /* freed at the end of a round */
    size_t n_conns;
    uint64_t now_ns; /* of this round */
    _Atomic(struct exchange_private *) posts;
    char *scratch;
    struct buf head; /* of the answer that is being written */
    char date[40];
    int64_t date_second;
    struct http1_head parsed;
};

struct listener {
    struct server *server;
    int fd; /* the listening socket */
    struct tls *tls;
    struct addresses addresses;
    struct loop *loops;
    unsigned n_loops;
    _Atomic unsigned connections;  /* open now */
    _Atomic bool stopping;         /* no new connections, idle ones are closed */
    _Atomic bool ending;           /* every connection is closed */
    _Atomic uint64_t bodies_bytes; /* memory set aside for bodies on their way */
    pthread_mutex_t upgrades_lock;
    struct upgrade *upgrades; /* sockets that were handed over */
};

kamu_code listener_open(struct server *s, struct listener **out, struct kamu_error *err);
/* Starts its threads. */
kamu_code listener_start(struct listener *l, struct kamu_error *err);
/* No new connections; requests that are in hand are answered. */
void listener_stop(struct listener *l);
/* Connections that are still open. */
unsigned listener_connections(const struct listener *l);
/* Ends all connections and threads. NULL is fine. */
void listener_close(struct listener *l);
uint16_t listener_port(const struct listener *l);

/* ---- connection.c (the loop's thread) ------------------------------------------------- */

struct conn *conn_new(struct loop *loop, int fd, const char *remote);
void conn_run(struct conn *c); /* as far as it goes without waiting */
void conn_posted(struct exchange_private *r, unsigned bits);
void conn_close(struct conn *c); /* the socket at once, the object later */
void conn_sweep(struct conn *c); /* time-outs */
void conn_free(struct conn *c);

void conn_submit(struct conn *c); /* the request goes to a worker */
void conn_refuse(struct conn *c, unsigned status, const char *message);

/* ---- intake.c (the loop's thread, but for the last) ---------------------------------- */

/* Reads the body from now on. false: there is an answer instead. */
bool intake_begin(struct conn *c, enum intake_kind intake);
size_t intake_feed(struct conn *c, const char *p, size_t n); /* bytes used */
void intake_end(struct conn *c);                             /* the body is complete */
void intake_broken(struct conn *c, unsigned status, const char *why);
void intake_taken(struct conn *c); /* POST_TAKEN */
bool intake_paused(const struct conn *c);
void intake_sweep(struct conn *c);
/* Waits for bytes of a stream and puts them into r->drain; none at the end. */
kamu_code exchange_stream_fill(struct exchange_private *r, int timeout_ms, bool *timed_out,
                               struct kamu_error *err);

/* ---- exchange.c ------------------------------------------------------------------------ */

struct exchange_private *exchange_new(struct loop *loop, const struct http1_head *head,
                                      const char *bytes, size_t n);
void exchange_free(struct exchange_private *r);
void exchange_post(struct exchange_private *r, unsigned bits);
static inline struct exchange_private *exchange_priv(const struct exchange *x)
{
    return x->priv;
}

/* ---- upgrade.c -------------------------------------------------------------------------- */

/* Hands the socket to the thread that waits for it. `early`: what the client has sent already. */
void upgrade_give(struct exchange_private *r, int fd, struct tls_conn *tls, const void *early,
                  size_t n);
/* The client has left before it came to that. */
void upgrade_drop(struct exchange_private *r);
/* Shuts every socket that was handed over. */
void upgrades_stop(struct listener *l);

/* ---- observe.c --------------------------------------------------------------------------- */

/* A request has arrived: its id goes back to a client that sent one. */
void observe_begin(struct exchange_private *r);
/* It is over, answered or not: counted and logged. */
void observe_end(struct exchange_private *r);

/* ---- dispatch.c ------------------------------------------------------------------------- */

enum dispatch_plan {
    PLAN_ANSWERED, /* the answer is there */
    PLAN_READ,     /* read the body, then the job */
    PLAN_JOB       /* the job at once; it asks for the body */
};
/* On the loop's thread: routing and what needs neither files nor waiting. */
enum dispatch_plan dispatch_begin(struct exchange_private *r);
/* On a worker: checks, then either asks for the body or runs the handler. */
void dispatch_job(struct worker *w, void *request);

#endif
