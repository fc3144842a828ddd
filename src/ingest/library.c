/* The public side of include/kamu.h that is not the push itself: workspaces and datasets. */
#include "ingest/push_impl.h"
#include "store/dataset.h"

struct kamu_context {
    struct env env;
    struct workspace *workspace;
    _Atomic int cancel;
};

struct kamu_dataset {
    struct kamu_context *context;
    struct dataset *dataset;
};

static kamu_code set_threads(struct kamu_context *c, unsigned threads, struct kamu_error *err)
{
    struct pool *pool = NULL;
    if (threads == 0)
        return KAMU_OK;
    KAMU_TRY(pool_create(threads, &pool, err));
    pool_destroy(c->env.pool);
    c->env.pool = pool;
    return KAMU_OK;
}

static kamu_code open_context(struct kamu_context *c, const struct kamu_options *o,
                              struct kamu_error *err)
{
    char root[FS_PATH_MAX];
    bool found = false;
    if (o->memory_max_bytes != 0)
        c->env.memory_max_bytes = o->memory_max_bytes;
    if (o->fixed_clock)
        c->env.clock =
            (struct clock){.fixed = true, .at = {o->system_time.seconds, o->system_time.nanos}};
    KAMU_TRY(set_threads(c, o->threads, err));
    KAMU_TRY(workspace_find(&c->env, o->workspace, root, &found, err));
    if (!found)
        return error_set(err, KAMU_E_NOT_FOUND, "Directory is not a kamu workspace");
    return workspace_open(&c->env, root, &c->workspace, err);
}

enum kamu_code kamu_open(const struct kamu_options *options, struct kamu_context **out,
                         struct kamu_error *error)
{
    static const struct kamu_options defaults;
    struct kamu_context *c = mem_calloc(1, sizeof *c);
    if (c == NULL)
        return error_nomem(error);
    kamu_code rc = env_init(&c->env, error);
    if (rc != KAMU_OK) {
        mem_free(c);
        return rc;
    }
    c->env.cancel = &c->cancel;
    rc = open_context(c, options == NULL ? &defaults : options, error);
    if (rc != KAMU_OK) {
        kamu_close(c);
        return rc;
    }
    *out = c;
    return KAMU_OK;
}

void kamu_close(struct kamu_context *context)
{
    if (context == NULL)
        return;
    workspace_close(context->workspace);
    env_free(&context->env);
    mem_free(context);
}

void kamu_cancel(struct kamu_context *context)
{
    context->cancel = 1;
}

enum kamu_code kamu_dataset_open(struct kamu_context *context, const char *reference,
                                 struct kamu_dataset **out, struct kamu_error *error)
{
    struct kamu_dataset *d = mem_calloc(1, sizeof *d);
    if (d == NULL)
        return error_nomem(error);
    d->context = context;
    kamu_code rc = dataset_open_ref(context->workspace, str_c(reference), &d->dataset, error);
    if (rc != KAMU_OK) {
        mem_free(d);
        return rc;
    }
    *out = d;
    return KAMU_OK;
}

void kamu_dataset_close(struct kamu_dataset *dataset)
{
    if (dataset == NULL)
        return;
    dataset_close(dataset->dataset);
    mem_free(dataset);
}

enum kamu_code kamu_push_open(struct kamu_dataset *dataset, const struct kamu_push_options *options,
                              struct kamu_push **out, struct kamu_error *error)
{
    return push_open(&dataset->context->env, dataset->dataset, options, out, error);
}
