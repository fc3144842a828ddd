/* Inside of guard.c and guard_group.c. Others use guard.h. */
#ifndef KAMU_SERVER_GUARD_IMPL_H
#define KAMU_SERVER_GUARD_IMPL_H

#include "base/map.h"
#include "server/commit_queue.h"
#include "server/guard.h"
#include "server/idempotency.h"
#include "store/producers.h"

#include <pthread.h>

struct guard {
    struct metrics *metrics;
    struct env env; /* as the server's, but a stop does not end what must be finished */
    char dir[FS_PATH_MAX];
    struct idempotency_limits limits;
    _Atomic uint64_t attempts; /* to commit, counted */
    pthread_mutex_t mutex;     /* of `datasets` */
    struct map datasets;       /* by the bytes of their id; never dropped */
};

struct guard_dataset {
    struct guard *g;
    pthread_mutex_t mutex;       /* of all below */
    struct idempotency *keys;    /* NULL: no key was seen yet */
    struct producers *producers; /* NULL: no producer was seen yet */
    struct map running;          /* scopes that are under way */
};

struct guard_ticket {
    struct guard_dataset *d;
    struct push_guard guard; /* strings in `text` */
    struct str source;       /* as sent; .p NULL: the only one */
    char text[];
};

kamu_code guard_dataset_of(struct guard *g, const struct odf_did *id, struct guard_dataset **out,
                           struct kamu_error *err);
/* With the mutex held: made at the first need. */
kamu_code guard_keys(struct guard_dataset *d, const struct odf_did *id, struct kamu_error *err);
kamu_code guard_producers(struct guard_dataset *d, struct kamu_error *err);

void guard_replay(const struct idempotency_found *found, struct push_outcome *o);
/* Fills in what the client is told of it. */
void guard_refuse(struct push_outcome *o, enum push_verdict verdict);

/* Is a push with this code done for good, rather than to be tried again as it is? */
static inline bool guard_final(kamu_code code)
{
    return code != KAMU_E_IO && code != KAMU_E_NOMEM && code != KAMU_E_CANCELLED &&
           code != KAMU_E_BUG;
}

/* Has `offset` been reached by `committed`? */
bool guard_offset_reached(struct str offset, struct str committed);

#endif
