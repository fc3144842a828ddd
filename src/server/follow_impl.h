/* Inside of the followers: follow.c has the threads and datasets, follow_client.c one follower. */
#ifndef KAMU_SERVER_FOLLOW_IMPL_H
#define KAMU_SERVER_FOLLOW_IMPL_H

#include "base/fs_watch.h"
#include "server/exchange.h"
#include "server/follow.h"
#include "store/range.h"

enum {
    FOLLOW_TEXT = 64 << 10,   /* bytes of events that are made at once, and one event more */
    FOLLOW_PIECE = 128 << 10, /* bytes that are offered at once */
    FOLLOW_TURN = 1 << 20,    /* bytes for one follower before it is another's turn */
    FOLLOW_BATCH_ROWS = 1024, /* that a reader holds */
    FOLLOW_READERS_MAX = 8,   /* of one thread */
    FOLLOW_HEARTBEAT_MS = 15000,
    FOLLOW_LOOK_MS = 250,    /* at heads, and at clients that may have left */
    FOLLOW_SLOW_MS = 1000,   /* a client that takes nothing for so long has no reader */
    FOLLOW_STALL_MS = 60000, /* a client that takes nothing for so long has left */
};

/* Text of events for rows [from, to). */
struct events {
    struct buf text;
    uint64_t from, to;
    enum json_form form;
    uint32_t batch;
};

struct follower;

struct feed { /* a dataset that is followed; belongs to one thread */
    struct feed *next;
    struct dataset_handle handle;
    struct arena arena; /* its strings */
    struct dataset *ds;
    struct fs_watch watch;
    bool stirred; /* the watch has seen something */
    uint64_t looked_ns;
    struct odf_hash head;
    uint64_t sequence;  /* of the head */
    uint64_t end;       /* offset that the next row will have */
    unsigned rewrites;  /* how often history was rewritten while somebody looked */
    bool gone;          /* the dataset is not there any more */
    bool stale;         /* the newest head could not be read */
    struct events last; /* what was made last: for all who are at the same place */
    struct follower *followers;
};

struct follow_thread {
    struct followers *all;
    pthread_t thread;
    bool started;
    struct worker worker;
    int wake; /* eventfd */
    pthread_mutex_t lock;
    struct follower *incoming; /* under the lock */
    bool closing;              /* under the lock */
    struct feed *feeds;
    unsigned n_followers, n_readers;
    uint64_t now_ns;
};

struct follower {
    struct follower *link; /* the next of its feed, or of those that come in */
    struct exchange *x;
    struct tail_params params;
    uint64_t next; /* offset of the row to be sent next */
    unsigned rewrites;
    struct events pending; /* made, and not taken by the client yet */
    size_t offered;        /* bytes of it that were taken */
    bool waiting;          /* for the client */
    uint64_t sent_ns, checked_ns;
    struct buf schema; /* as it was told last */
    /* reading, while it is behind */
    struct dataset_range *range;
    struct json_rows *rows;
    struct batch *batch;
    int64_t row; /* of the batch */
    uint64_t used_ns;
};

/* Sends what there is and the client takes. false: it is over, exchange_end is called and the
 * follower is to be freed. */
bool follower_serve(struct follow_thread *t, struct feed *feed, struct follower *f);
void follower_stop_reading(struct follow_thread *t, struct follower *f);
void follower_free(struct follow_thread *t, struct follower *f);
struct follower *follower_new(struct exchange *x, const struct tail_params *p);

#endif
