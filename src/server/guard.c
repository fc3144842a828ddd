#include "server/guard.h"

#include "server/commit_queue.h"

kamu_code guard_open(struct server *s, struct guard **out, struct kamu_error *err)
{
    (void)s;
    (void)err;
    *out = NULL;
    return KAMU_OK;
}

void guard_close(struct guard *g)
{
    (void)g;
}

kamu_code guard_read(struct exchange *x, const struct push_request *request, struct push_guard *out,
                     struct kamu_error *err)
{
    (void)x;
    (void)request;
    (void)err;
    *out = (struct push_guard){0};
    return KAMU_OK;
}

kamu_code guard_enter(struct worker *w, const struct push_request *request,
                      struct guard_ticket **ticket, struct push_outcome *outcome, bool *known,
                      struct kamu_error *err)
{
    (void)w;
    (void)request;
    (void)outcome;
    (void)err;
    *ticket = NULL;
    *known = false;
    return KAMU_OK;
}

void guard_leave(struct guard_ticket *t)
{
    (void)t;
}

kamu_code guard_group_new(struct guard *g, struct env *env, struct guard_ticket *const *tickets,
                          size_t n, struct guard_group **out, struct kamu_error *err)
{
    (void)g;
    (void)env;
    (void)tickets;
    (void)n;
    (void)err;
    *out = NULL;
    return KAMU_OK;
}

void guard_group_free(struct guard_group *g)
{
    (void)g;
}

kamu_code guard_admit(void *ctx, struct dataset *ds, const struct dataset_state *state,
                      struct group_member *members, size_t n, struct kamu_error *err)
{
    (void)ctx;
    (void)ds;
    (void)state;
    (void)members;
    (void)n;
    (void)err;
    return KAMU_OK;
}

kamu_code guard_source_state(void *ctx, struct group_member *members, size_t n,
                             struct odf_source_state *out, bool *present, struct kamu_error *err)
{
    (void)ctx;
    (void)members;
    (void)n;
    (void)out;
    (void)err;
    *present = false;
    return KAMU_OK;
}

kamu_code guard_before_head(void *ctx, const struct group_commit_point *at, struct fs_file **along,
                            struct kamu_error *err)
{
    (void)ctx;
    (void)at;
    (void)along;
    (void)err;
    return KAMU_OK;
}

void guard_settle(struct guard_group *g, struct dataset *ds, kamu_code rc,
                  const struct group_member *members, struct push_outcome *outcomes, size_t n)
{
    (void)g;
    (void)ds;
    (void)rc;
    (void)members;
    (void)outcomes;
    (void)n;
}

bool guard_answer(struct exchange *x, const struct push_outcome *outcome)
{
    (void)x;
    (void)outcome;
    return false;
}
