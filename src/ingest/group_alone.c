/* A push that is committed by itself, with the hooks of a group of one: see group.h. */
#include "ingest/group_writer.h"
#include "ingest/push_impl.h"

struct alone {
    struct group_writer *w;
    struct group_member *member;
    struct kamu_push *push;
    const struct group_options *o;
};

static kamu_code begun(void *ctx, const struct dataset_state *state, bool *skip,
                       struct kamu_error *err)
{
    const struct alone *a = ctx;
    a->member->skip = false;
    a->member->code = KAMU_OK;
    if (a->o->admit == NULL)
        return KAMU_OK;
    KAMU_TRY(a->o->admit(a->o->ctx, a->w->ds, state, a->member, 1, err));
    *skip = a->member->skip || a->member->code != KAMU_OK;
    return KAMU_OK;
}

static kamu_code source_state(void *ctx, struct odf_source_state *out, bool *present,
                              struct kamu_error *err)
{
    const struct alone *a = ctx;
    *present = false;
    if (a->o->source_state == NULL)
        return KAMU_OK;
    return a->o->source_state(a->o->ctx, a->member, 1, out, present, err);
}

static kamu_code before_head(void *ctx, const struct odf_hash *base, uint64_t base_number,
                             const struct odf_hash *new_head, uint64_t number,
                             struct fs_file **along, struct kamu_error *err)
{
    const struct alone *a = ctx;
    struct group_commit_point at = {*base, base_number, *new_head, number};
    a->member->result = a->push->result;
    return a->o->before_head(a->o->ctx, &at, along, err);
}

/* Errors of the push itself; all others are of the dataset, the disk or this process. */
static bool its_own(const struct kamu_push *push, kamu_code rc)
{
    switch (rc) {
    case KAMU_E_CONFLICT: /* else lost races, again and again */
        return odf_hash_present(&push->expected_head);
    case KAMU_E_USAGE:
    case KAMU_E_INPUT:
    case KAMU_E_SCHEMA:
    case KAMU_E_CHAIN:
    case KAMU_E_LIMIT:
    case KAMU_E_UNSUPPORTED:
    case KAMU_E_NOT_FOUND:
        return true;
    default:
        return false;
    }
}

kamu_code group_commit_alone(struct group_writer *w, struct group_member *member,
                             struct kamu_push *push, const struct group_options *options,
                             struct kamu_error *err)
{
    struct alone a = {.w = w, .member = member, .push = push, .o = options};
    struct push_hooks hooks = {.begun = begun, .source_state = source_state, .ctx = &a};
    struct kamu_error why = {0};
    group_writer_rest(w); /* the push opens the key state for itself */
    if (options != NULL) {
        hooks.before_head = options->before_head == NULL ? NULL : before_head;
        push->hooks = &hooks;
    }
    kamu_code rc = kamu_push_commit(push, &member->result, &why);
    push->hooks = NULL;
    member->result.inputs = NULL; /* of the push */
    member->result.n_inputs = 0;
    if (rc == KAMU_OK)
        return KAMU_OK;
    if (!its_own(push, rc)) {
        if (err != NULL)
            *err = why;
        return rc;
    }
    member->code = rc;
    member->error = mem_alloc(sizeof why);
    if (member->error != NULL)
        *member->error = why;
    return KAMU_OK;
}
