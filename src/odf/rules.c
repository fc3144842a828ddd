/* The validators of spec/odf-metadata.md 6.3, in its order, over the summary of the chain. */
#include "odf/rules.h"

#include "odf/descriptor.h"
#include "odf/schema.h"

static void label(const struct odf_event *e, char *out, size_t max)
{
    struct str name = STR_NONE;
    if (e->kind == ODF_ADD_PUSH_SOURCE)
        name = e->add_push_source->source_name;
    else if (e->kind == ODF_DISABLE_PUSH_SOURCE)
        name = e->disable_push_source->source_name;
    snprintf(out, max, name.p ? "%s `%.*s`" : "%s", odf_event_name(e->kind),
             (int)(name.n < 100 ? name.n : 100), name.p);
}

static kamu_code invalid(const struct odf_event *e, const char *message, struct kamu_error *err)
{
    char what[160];
    label(e, what, sizeof what);
    return error_set(err, KAMU_E_CHAIN, "Invalid event: %s: %s", message, what);
}

static kamu_code no_op(const struct odf_event *e, const char *message, struct kamu_error *err)
{
    char what[160];
    label(e, what, sizeof what);
    return error_set(err, KAMU_E_CHAIN, "No-op event: %s: %s", message, what);
}

/* ---- constructor checks: the new block alone ------------------------------------------- */

static kamu_code check_seed_order(const struct odf_block *b, struct kamu_error *err)
{
    bool seed = b->event.kind == ODF_SEED, first = !b->prev_block_hash.code;
    if (seed && !first)
        return error_set(err, KAMU_E_CHAIN, "Attempt to append seed block to a non-empty chain");
    if (!seed && first)
        return error_set(
            err, KAMU_E_CHAIN,
            "First block has to be a seed, perhaps new block does not link to the previous");
    if (first && b->sequence_number != 0)
        return error_set(err, KAMU_E_CHAIN, "Block sequence has to start with zero, not %llu",
                         (unsigned long long)b->sequence_number);
    return KAMU_OK;
}

static kamu_code check_not_empty(const struct odf_event *e, struct kamu_error *err)
{
    if (e->kind == ODF_ADD_DATA) {
        const struct odf_add_data *a = e->add_data;
        if (!a->new_data && !a->new_checkpoint && !a->new_watermark.set && !a->new_source_state)
            return no_op(e, "Event is empty", err);
    }
    if (e->kind == ODF_EXECUTE_TRANSFORM) {
        const struct odf_execute_transform *x = e->execute_transform;
        if (!x->new_data && !x->new_checkpoint && !x->new_watermark.set)
            return no_op(e, "Event is empty", err);
    }
    return KAMU_OK;
}

/* The members that both data events have. */
struct data_event {
    const struct odf_data_slice *slice;
    const struct odf_checkpoint *checkpoint;
    struct odf_hash prev_checkpoint;
    struct odf_opt_u64 prev_offset;
    struct odf_opt_instant watermark;
};

static struct data_event data_event_of(const struct odf_event *e)
{
    if (e->kind == ODF_ADD_DATA)
        return (struct data_event){e->add_data->new_data, e->add_data->new_checkpoint,
                                   e->add_data->prev_checkpoint, e->add_data->prev_offset,
                                   e->add_data->new_watermark};
    return (struct data_event){e->execute_transform->new_data, e->execute_transform->new_checkpoint,
                               e->execute_transform->prev_checkpoint,
                               e->execute_transform->prev_offset,
                               e->execute_transform->new_watermark};
}

static kamu_code check_interval(const struct odf_event *e, struct kamu_error *err)
{
    struct data_event d = data_event_of(e);
    char text[160];
    if (!d.slice)
        return KAMU_OK;
    uint64_t start = d.prev_offset.set ? d.prev_offset.value + 1 : 0;
    const struct odf_offset_interval *i = &d.slice->offset_interval;
    if (i->start != start || (d.prev_offset.set && d.prev_offset.value == UINT64_MAX)) {
        snprintf(text, sizeof text, "Expected offset interval to start at %llu but got %llu",
                 (unsigned long long)start, (unsigned long long)i->start);
        return invalid(e, text, err);
    }
    return i->end < i->start ? invalid(e, "Invalid offset interval", err) : KAMU_OK;
}

static kamu_code check_queries(const struct odf_event *e, const struct odf_transform *t,
                               struct kamu_error *err)
{
    if (t->kind != ODF_TRANSFORM_SQL)
        return KAMU_OK;
    const struct odf_sql_query_steps *q = &t->sql->queries;
    if (t->sql->query.p)
        return invalid(e, "Transform queries must be normalized", err);
    if (q->n == 0)
        return invalid(e, "Transform must have at least one query", err);
    if (q->items[q->n - 1].alias.p)
        return invalid(
            e, "Last query in a transform must have no alias an will be treated as an output", err);
    for (uint32_t i = 0; i + 1 < q->n; i++)
        if (!q->items[i].alias.p)
            return invalid(e, "In a transform all queries except the last one must have aliases",
                           err);
    return KAMU_OK;
}

static kamu_code check_read(const struct odf_event *e, const struct odf_read_step *r,
                            struct kamu_error *err)
{
    if (odf_read_step_schema(r) && odf_read_step_ddl(r).items)
        return invalid(e, "Cannot specify both DDL and ODF schemas at once", err);
    return KAMU_OK;
}

static kamu_code check_inputs(const struct odf_event *e, struct kamu_error *err)
{
    const struct odf_transform_inputs *inputs = &e->set_transform->inputs;
    char text[160];
    if (inputs->n == 0)
        return invalid(e, "Transform must have at least one input", err);
    for (uint32_t i = 0; i < inputs->n; i++) {
        struct odf_ref ref;
        if (!inputs->items[i].alias.p ||
            odf_ref_parse(inputs->items[i].dataset_ref, &ref, NULL) != KAMU_OK ||
            ref.kind != ODF_REF_ID)
            return invalid(
                e, "Transform inputs must be resolved to dataset IDs and specify aliases", err);
        for (uint32_t k = 0; k < i; k++)
            if (str_eq(inputs->items[k].dataset_ref, inputs->items[i].dataset_ref)) {
                snprintf(text, sizeof text, "Transform contains duplicate inputs: " STR_FMT,
                         (int)(inputs->items[i].dataset_ref.n < 90 ? inputs->items[i].dataset_ref.n
                                                                   : 90),
                         inputs->items[i].dataset_ref.p);
                return invalid(e, text, err);
            }
    }
    return KAMU_OK;
}

static kamu_code check_alone(const struct odf_block *b, struct kamu_error *err)
{
    const struct odf_event *e = &b->event;
    KAMU_TRY(check_seed_order(b, err));
    KAMU_TRY(check_not_empty(e, err));
    if (odf_event_is_data(e->kind))
        KAMU_TRY(check_interval(e, err));
    switch (e->kind) {
    case ODF_ADD_PUSH_SOURCE:
        KAMU_TRY(check_queries(e, &e->add_push_source->preprocess, err));
        return check_read(e, &e->add_push_source->read, err);
    case ODF_SET_POLLING_SOURCE: {
        const struct odf_fetch_step *f = &e->set_polling_source->fetch;
        KAMU_TRY(check_queries(e, &e->set_polling_source->preprocess, err));
        KAMU_TRY(check_read(e, &e->set_polling_source->read, err));
        if (f->kind == ODF_FETCH_ETHEREUM_LOGS && !f->ethereum_logs->chain_id.set &&
            !f->ethereum_logs->node_url.p)
            return invalid(e, "Eth source must specify chainId or nodeUrl", err);
        return KAMU_OK;
    }
    case ODF_SET_TRANSFORM:
        KAMU_TRY(check_inputs(e, err));
        return check_queries(e, &e->set_transform->transform, err);
    case ODF_SET_DATA_SCHEMA:
        if (!e->set_data_schema->schema && !e->set_data_schema->raw_arrow_schema.p)
            return invalid(e, "Either schema or rawArrowSchema must be specified", err);
        return KAMU_OK;
    default:
        return KAMU_OK;
    }
}

/* ---- against the previous block and the newest data block -------------------------------- */

static kamu_code check_link(const struct odf_chain_state *s, const struct odf_block *b,
                            struct kamu_error *err)
{
    char hash[ODF_HASH_TEXT_MAX];
    if (!b->prev_block_hash.code)
        return s->has_head ? error_set(err, KAMU_E_CHAIN,
                                       "Attempt to append seed block to a non-empty chain")
                           : KAMU_OK;
    if (!s->has_head || !odf_hash_eq(&b->prev_block_hash, &s->head))
        return error_set(err, KAMU_E_CHAIN, "Invalid previous block");
    if (b->sequence_number != s->sequence_number + 1) {
        odf_hash_text(&s->head, hash);
        return error_set(
            err, KAMU_E_CHAIN,
            "Block %s with sequence number %llu cannot be followed by block with sequence "
            "number %llu",
            hash, (unsigned long long)s->sequence_number, (unsigned long long)b->sequence_number);
    }
    if (instant_cmp(b->system_time, s->system_time) < 0)
        return error_set(err, KAMU_E_CHAIN, "System time has to be monotonically non-decreasing");
    return KAMU_OK;
}

static kamu_code check_progress(const struct odf_chain_state *s, const struct odf_event *e,
                                unsigned flags, struct kamu_error *err)
{
    struct data_event d = data_event_of(e);
    if (s->watermark.set &&
        (!d.watermark.set || instant_cmp(d.watermark.value, s->watermark.value) < 0))
        return error_set(err, KAMU_E_CHAIN, "Watermark has to be monotonically increasing");
    bool carried = s->has_data_event || !(flags & ODF_CHAIN_AS_KAMU);
    if (carried && (d.prev_offset.set != s->last_offset.set ||
                    (d.prev_offset.set && d.prev_offset.value != s->last_offset.value)))
        return invalid(e, "Carried prev offset does not correspond to the last offset in the chain",
                       err);
    return KAMU_OK;
}

/* ---- sources ------------------------------------------------------------------------------ */

static const struct odf_chain_source *find_source(const struct odf_chain_state *s, struct str name)
{
    for (uint32_t i = 0; i < s->n_sources; i++)
        if (str_eq(s->sources[i].source.source_name, name))
            return &s->sources[i];
    return NULL;
}

static kamu_code check_push_source(const struct odf_chain_state *s, const struct odf_event *e,
                                   struct kamu_error *err)
{
    const struct odf_chain_source *old = find_source(s, e->add_push_source->source_name);
    if (old && old->active) {
        union { /* an event borrows the definition */
            const struct odf_add_push_source *in;
            struct odf_add_push_source *out;
        } definition = {.in = &old->source};
        struct odf_event was = {.kind = ODF_ADD_PUSH_SOURCE, .add_push_source = definition.out};
        if (odf_event_eq(&was, e))
            return no_op(e, "New push source is identical to existing", err);
    }
    if (s->polling)
        return invalid(e, "Cannot add a push source while polling source is still active", err);
    return KAMU_OK;
}

static kamu_code check_polling_source(const struct odf_chain_state *s, const struct odf_event *e,
                                      struct kamu_error *err)
{
    for (uint32_t i = 0; i < s->n_sources; i++)
        if (s->sources[i].active)
            return invalid(
                e, "Cannot add a polling source while some push sources are still active", err);
    return KAMU_OK;
}

static kamu_code check_disable(const struct odf_chain_state *s, const struct odf_event *e,
                               struct kamu_error *err)
{
    char text[160];
    if (e->kind == ODF_DISABLE_POLLING_SOURCE)
        return s->polling ? KAMU_OK : invalid(e, "Polling source is not active", err);
    struct str name = e->disable_push_source->source_name;
    const struct odf_chain_source *source = find_source(s, name);
    if (source && source->active)
        return KAMU_OK;
    snprintf(text, sizeof text, "Push source '%.*s' is not active",
             (int)(name.n < 90 ? name.n : 90), name.p);
    return invalid(e, text, err);
}

/* ---- finish checks ------------------------------------------------------------------------- */

static bool watermark_eq(struct odf_opt_instant a, struct odf_opt_instant b)
{
    return a.set == b.set && (!a.set || instant_eq(a.value, b.value));
}

static bool source_state_eq(const struct odf_source_state *a, const struct odf_source_state *b)
{
    return a && b ? odf_object_eq(&odf_object_source_state, a, b) : a == b;
}

static kamu_code check_data(const struct odf_chain_state *s, const struct odf_event *e,
                            const struct odf_hash *last_checkpoint, struct kamu_error *err)
{
    struct data_event d = data_event_of(e);
    if (d.slice && !s->schema)
        return invalid(e, "SetDataSchema event must be present before adding data", err);
    if (!odf_hash_eq(&d.prev_checkpoint, last_checkpoint))
        return invalid(
            e, "Input checkpoint does not correspond to the last checkpoint in the chain", err);
    return KAMU_OK;
}

static bool same_checkpoint(const struct data_event *d)
{
    struct odf_hash none = {0};
    return odf_hash_eq(d->checkpoint ? &d->checkpoint->physical_hash : &none, &d->prev_checkpoint);
}

static kamu_code finish_add_data(const struct odf_chain_state *s, const struct odf_event *e,
                                 struct kamu_error *err)
{
    struct data_event d = data_event_of(e);
    KAMU_TRY(check_data(s, e, &s->checkpoint, err));
    struct odf_opt_instant before = {0};
    if (s->has_add_data)
        before = s->add_data_watermark;
    if (!d.slice && same_checkpoint(&d) && watermark_eq(d.watermark, before) &&
        source_state_eq(e->add_data->new_source_state, s->source_state))
        return no_op(
            e, "Event neither has data nor it advances checkpoint, watermark, or source state",
            err);
    return KAMU_OK;
}

static bool declared_input(const struct odf_chain_state *s, uint32_t i, struct odf_did *id)
{
    return odf_did_parse(s->transform->inputs.items[i].dataset_ref, id, NULL) == KAMU_OK;
}

static kamu_code check_input_order(const struct odf_chain_state *s, const struct odf_event *e,
                                   struct kamu_error *err)
{
    const struct odf_execute_transform_inputs *in = &e->execute_transform->query_inputs;
    bool previous = s->has_execute && s->execute_after_transform;
    if (!previous && !s->transform)
        return invalid(e, "ExecuteTransform must be preceded by SetTransform event", err);
    uint32_t n = previous ? s->execute_inputs.n : s->transform->inputs.n;
    bool same = n == in->n;
    for (uint32_t i = 0; i < in->n && same; i++) {
        struct odf_did id;
        if (previous)
            id = s->execute_inputs.items[i].dataset_id;
        else
            same = declared_input(s, i, &id);
        same = same && odf_did_eq(&id, &in->items[i].dataset_id);
    }
    return same ? KAMU_OK
                : invalid(
                      e,
                      "Inputs must be listed in same order as initially declared in SetTransform "
                      "event",
                      err);
}

static bool opt_u64_eq(struct odf_opt_u64 a, struct odf_opt_u64 b)
{
    return a.set == b.set && (!a.set || a.value == b.value);
}

/* One input against the same input of the previous query (zeroed when there was none). */
static kamu_code check_input(const struct odf_event *e,
                             const struct odf_execute_transform_input *in,
                             const struct odf_execute_transform_input *last, struct kamu_error *err)
{
    if (in->new_block_hash.code && odf_hash_eq(&in->new_block_hash, &in->prev_block_hash))
        return invalid(e, "Invalid input block interval", err);
    if (in->new_offset.set && opt_u64_eq(in->new_offset, in->prev_offset))
        return invalid(e, "Invalid input offset interval", err);
    if (!odf_hash_eq(&in->prev_block_hash, &last->new_block_hash))
        return invalid(e,
                       "Input prevBlockHash does not correspond to the last block included in the "
                       "previous query",
                       err);
    if (!opt_u64_eq(in->prev_offset, last->new_offset))
        return invalid(
            e,
            "Input prevOffset hash does not correspond to the last offset included in the "
            "previous query",
            err);
    if (in->new_offset.set && !in->new_block_hash.code)
        return invalid(
            e, "Input specifies a non-empty offset interval, but its block interval is empty", err);
    return KAMU_OK;
}

static kamu_code finish_execute(const struct odf_chain_state *s, const struct odf_event *e,
                                struct kamu_error *err)
{
    static const struct odf_execute_transform_input nothing;
    const struct odf_execute_transform_inputs *in = &e->execute_transform->query_inputs;
    struct data_event d = data_event_of(e);
    bool previous = s->has_execute && s->execute_after_transform, progress = false;
    if (d.slice && !s->schema)
        return invalid(e, "SetDataSchema event must be present before adding data", err);
    KAMU_TRY(check_input_order(s, e, err));
    for (uint32_t i = 0; i < in->n; i++) {
        progress = progress || in->items[i].new_block_hash.code;
        KAMU_TRY(
            check_input(e, &in->items[i], previous ? &s->execute_inputs.items[i] : &nothing, err));
    }
    KAMU_TRY(check_data(s, e, &s->execute_checkpoint, err));
    struct odf_opt_instant before = {0};
    if (s->has_execute)
        before = s->execute_watermark;
    if (!d.slice && same_checkpoint(&d) && watermark_eq(d.watermark, before) && !progress)
        return no_op(e, "Event neither has data nor it advances inputs, checkpoint, or watermark",
                     err);
    return KAMU_OK;
}

static kamu_code finish_schema(const struct odf_chain_state *s, const struct odf_event *e,
                               struct kamu_error *err)
{
    struct odf_data_schema prev;
    struct arena arena;
    if (!e->set_data_schema->schema || !s->schema)
        return KAMU_OK;
    arena_init(&arena, (size_t)64 << 20);
    kamu_code rc = odf_set_data_schema_effective(s->schema, &arena, &prev, err);
    if (rc == KAMU_OK)
        rc = odf_schema_check_evolution(&prev, s->schema->schema == NULL,
                                        e->set_data_schema->schema, err);
    arena_free(&arena);
    return rc;
}

/* Ours: kamu does not compare the event with the kind of the dataset. */
static kamu_code check_kind(const struct odf_chain_state *s, const struct odf_event *e,
                            struct kamu_error *err)
{
    char text[96];
    bool root_only = e->kind == ODF_ADD_DATA || e->kind == ODF_ADD_PUSH_SOURCE ||
                     e->kind == ODF_SET_POLLING_SOURCE || e->kind == ODF_DISABLE_PUSH_SOURCE ||
                     e->kind == ODF_DISABLE_POLLING_SOURCE;
    bool derivative_only = e->kind == ODF_SET_TRANSFORM || e->kind == ODF_EXECUTE_TRANSFORM;
    if (root_only && s->dataset_kind == ODF_DERIVATIVE) {
        snprintf(text, sizeof text, "%s event is only allowed on root datasets",
                 odf_event_name(e->kind));
        return invalid(e, text, err);
    }
    if (derivative_only && s->dataset_kind == ODF_ROOT) {
        snprintf(text, sizeof text, "%s is only allowed on derivative datasets",
                 odf_event_name(e->kind));
        return invalid(e, text, err);
    }
    return KAMU_OK;
}

kamu_code odf_chain_check(const struct odf_chain_state *s, const struct odf_block *b,
                          unsigned flags, struct kamu_error *err)
{
    const struct odf_event *e = &b->event;
    KAMU_TRY(check_alone(b, err));
    KAMU_TRY(check_link(s, b, err));
    if (s->has_head && !(flags & ODF_CHAIN_AS_KAMU))
        KAMU_TRY(check_kind(s, e, err));
    if (odf_event_is_data(e->kind))
        KAMU_TRY(check_progress(s, e, flags, err));
    switch (e->kind) {
    case ODF_ADD_PUSH_SOURCE:
        return check_push_source(s, e, err);
    case ODF_SET_POLLING_SOURCE:
        return check_polling_source(s, e, err);
    case ODF_DISABLE_PUSH_SOURCE:
    case ODF_DISABLE_POLLING_SOURCE:
        return check_disable(s, e, err);
    case ODF_ADD_DATA:
        return finish_add_data(s, e, err);
    case ODF_EXECUTE_TRANSFORM:
        return finish_execute(s, e, err);
    case ODF_SET_DATA_SCHEMA:
        return finish_schema(s, e, err);
    default:
        return KAMU_OK;
    }
}
