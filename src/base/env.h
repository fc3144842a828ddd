/* What a running program lends to every room: file system, clock, random, threads, log, cancel
 * flag. */
#ifndef KAMU_BASE_ENV_H
#define KAMU_BASE_ENV_H

#include "base/fs.h"
#include "base/log.h"
#include "base/pool.h"
#include "base/time.h"

struct env {
    struct fs fs;
    struct clock clock;
    struct random random;
    struct pool *pool; /* never NULL after env_init */
    struct log log;
    _Atomic int *cancel;       /* set to non-zero by SIGINT/SIGTERM; NULL = never */
    uint64_t memory_max_bytes; /* soft budget for one push's buffers; default 192 MiB */
};

kamu_code env_init(struct env *env,
                   struct kamu_error *err); /* threads start lazily on first submit */
void env_free(struct env *env);
/* KAMU_E_CANCELLED "Operation aborted" when the cancel flag is set; cheap, call it per batch. */
kamu_code env_check_cancel(const struct env *env, struct kamu_error *err);

#endif
