/* Arrange: see arrange.h. */
#include "ingest/arrange.h"

#include "ingest/repeats.h"
#include "ingest/sorter.h"

struct arrange { /* one of both */
    struct sorter *sorter;
    struct repeats *repeats;
};

kamu_code key_columns(const struct merge_spec *spec, const struct col_schema *schema,
                      uint32_t **out, struct kamu_error *err)
{
    *out = mem_calloc(spec->n_primary_key + 1, sizeof **out);
    if (*out == NULL)
        return error_nomem(err);
    for (size_t i = 0; i < spec->n_primary_key; i++) {
        int at = col_schema_find(schema, spec->primary_key[i]);
        KAMU_ASSERT(at >= 0); /* merge_open has checked */
        (*out)[i] = (uint32_t)at;
    }
    return KAMU_OK;
}

bool arrange_repeats(const struct merge_spec *spec, enum kamu_on_repeated_key policy)
{
    return merge_needs_history(spec->kind) && policy != KAMU_REPEATED_KEY_DEFAULT &&
           policy != KAMU_REPEATED_KEY_ALL;
}

kamu_code arrange_open(struct env *env, struct col_schema *schema, const struct merge_spec *spec,
                       enum kamu_on_repeated_key policy, const char *temp_dir, struct arrange **out,
                       struct kamu_error *err)
{
    bool by_key = merge_input_order(spec) == ORDER_KEY, repeats = arrange_repeats(spec, policy);
    uint32_t *keys = NULL, n = (uint32_t)spec->n_primary_key;
    *out = NULL;
    if (!by_key && !repeats)
        return KAMU_OK;
    struct arrange *a = mem_calloc(1, sizeof *a);
    kamu_code rc = a == NULL ? error_nomem(err) : key_columns(spec, schema, &keys, err);
    struct sorter_options s = {.keys = keys, .n_keys = n, .temp_dir = temp_dir};
    struct repeats_options r = {
        .policy = policy, .keys = keys, .n_keys = n, .input_order = !by_key, .temp_dir = temp_dir};
    if (rc == KAMU_OK)
        rc = repeats ? repeats_open(env, schema, &r, &a->repeats, err)
                     : sorter_open(env, schema, &s, &a->sorter, err);
    mem_free(keys);
    if (rc != KAMU_OK) {
        mem_free(a);
        return rc;
    }
    *out = a;
    return KAMU_OK;
}

kamu_code arrange_add(struct arrange *a, struct batch *b, const uint64_t *records,
                      struct kamu_error *err)
{
    return a->repeats != NULL ? repeats_add(a->repeats, b, records, err)
                              : sorter_add(a->sorter, b, err);
}

kamu_code arrange_next(struct arrange *a, struct batch **out, const uint64_t **records,
                       struct kamu_error *err)
{
    *records = NULL;
    return a->repeats != NULL ? repeats_next(a->repeats, out, records, err)
                              : sorter_next(a->sorter, out, err);
}

uint64_t arrange_dropped(const struct arrange *a)
{
    return a->repeats == NULL ? 0 : repeats_dropped(a->repeats);
}

void arrange_free(struct arrange *a)
{
    if (a == NULL)
        return;
    sorter_free(a->sorter);
    repeats_free(a->repeats);
    mem_free(a);
}
