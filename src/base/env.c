#include "base/env.h"

#include <stdatomic.h>

enum { MEMORY_MAX_DEFAULT_MIB = 192 };

kamu_code env_init(struct env *env, struct kamu_error *err)
{
    *env = (struct env){.memory_max_bytes = (uint64_t)MEMORY_MAX_DEFAULT_MIB << 20};
    KAMU_TRY(fs_init(&env->fs, err));
    return pool_create(pool_default_threads(), &env->pool, err);
}

void env_free(struct env *env)
{
    if (env == NULL)
        return;
    pool_destroy(env->pool);
    env->pool = NULL;
}

kamu_code env_check_cancel(const struct env *env, struct kamu_error *err)
{
    if (env->cancel == NULL || atomic_load_explicit(env->cancel, memory_order_relaxed) == 0)
        return KAMU_OK;
    return error_set(err, KAMU_E_CANCELLED, "Operation aborted");
}
