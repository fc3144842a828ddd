/*
 * Lines of the commit queue: the pushes of one dataset that wait, and what its writer keeps. Inside
 * of the queue.
 */
#ifndef KAMU_SERVER_COMMIT_LINE_H
#define KAMU_SERVER_COMMIT_LINE_H

#include "base/map.h"
#include "base/stage.h"
#include "server/commit_queue.h"
#include "server/metrics.h"
#include "server/workers.h"

#include <pthread.h>
#include <stdatomic.h>

struct waiting { /* one push in line */
    struct push_request request;
    struct prepared *push;
    struct guard_ticket *ticket;
    uint64_t bytes; /* counted against the limits */
    struct waiting *next;
};

struct waiting_list {
    struct waiting *first, *last;
    size_t n;
};

struct line {
    struct commit_queue *queue;
    struct arena arena; /* of the handle */
    struct dataset_handle dataset;
    char did[ODF_DID_TEXT_MAX];

    /* under the queue's lock */
    unsigned refs;             /* workers that are about to put something in */
    struct waiting_list waits; /* in order of arrival */
    uint64_t bytes;            /* of them and of what is being prepared or committed */
    struct target *target;     /* what pushes are prepared for; NULL: not known */
    bool busy;                 /* a committer has it */
    bool ready;                /* it stands in the queue of lines */
    struct line *next_ready;
    uint64_t used_ns;
    uint64_t commit_ns;      /* what the last commit took */
    size_t expected;         /* pushes under way at a time, as it was last seen */
    bool gathering;          /* a committer waits for so many */
    pthread_cond_t gathered; /* until they are there */

    /* the committer's that has it */
    bool open, rested;
    struct worker worker; /* its own environment and workspace */
    struct dataset *ds;
    struct group_writer *writer;
    struct stage_times times; /* of the commit under way; here, since its tasks may outlast it */
};

struct commit_queue {
    struct server *server;
    pthread_mutex_t lock;
    pthread_cond_t work;
    pthread_condattr_t monotonic;
    struct map lines; /* by DID */
    struct line *first_ready, *last_ready;
    uint64_t bytes, pushes;
    bool closing;
    uint64_t give_up_ns;  /* once closing: what waits then is turned away */
    struct pool *no_pool; /* without threads */
    char run_dir[FS_PATH_MAX];
    pthread_t *threads;
    unsigned n_threads;
};

void waiting_append(struct waiting_list *l, struct waiting *w);

/* ---- commit_line.c, by the committer that has the line, without the lock ---- */

/* Members of one group and what becomes of them; kept by each committer. */
struct batch_of_pushes {
    struct waiting **items;
    struct group_member *members;
    struct push_outcome *outcomes;
    struct guard_ticket **tickets;
    size_t n, cap;
};
void batch_of_pushes_free(struct batch_of_pushes *b);
kamu_code batch_of_pushes_reserve(struct batch_of_pushes *b, size_t n, struct kamu_error *err);

/* Commits b->items, fills in their outcomes and gives back those that must be tried again, in
 * order: *left. The others are to be answered. */
void line_commit(struct line *l, struct batch_of_pushes *b, struct waiting_list *left);
/* What the writer has found out about the chain; borrowed, NULL: nothing. */
struct target *line_target(struct line *l);
void line_rest(struct line *l);
void line_close(struct line *l);

/* Sets everything but the text of an error. */
void outcome_clear(struct push_outcome *o);

#endif
