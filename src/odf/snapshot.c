/* From a snapshot to the events of a chain (spec/odf-metadata.md 5). */
#include "odf/snapshot.h"

#include "odf/schema.h"

/* ---- normalization (5.2) ---------------------------------------------------------------- */

static kamu_code normalize_queries(struct odf_transform *t, struct arena *arena,
                                   struct kamu_error *err)
{
    unsigned nameless = 0;
    if (t->kind != ODF_TRANSFORM_SQL)
        return KAMU_OK;
    struct odf_transform_sql *q = t->sql;
    if (q->query.p && q->queries.items)
        return error_set(err, KAMU_E_CHAIN,
                         "Cannot specify both 'query' and 'queries' in SetTransform");
    if (q->query.p) {
        q->queries.items = arena_calloc(arena, 1, sizeof *q->queries.items);
        if (!q->queries.items)
            return error_nomem(err);
        q->queries.items[0].query = q->query;
        q->queries.n = 1;
        q->query = STR_NONE;
    }
    if (q->queries.n == 0)
        return error_set(err, KAMU_E_CHAIN, "Transform must have at least one query");
    for (uint32_t i = 0; i < q->queries.n; i++)
        nameless += q->queries.items[i].alias.p == NULL;
    if (nameless > 1)
        return error_set(
            err, KAMU_E_CHAIN,
            "Transform has multiple queries without an alias, only one is such query is "
            "allowed to be treated as output");
    return KAMU_OK;
}

static kamu_code resolve_inputs(struct odf_transform_inputs *in, const struct odf_resolver *r,
                                struct arena *arena, struct buf *missing, struct kamu_error *err)
{
    for (uint32_t i = 0; i < in->n; i++) {
        struct odf_transform_input *t = &in->items[i];
        struct odf_ref ref;
        struct odf_did id;
        char text[ODF_DID_TEXT_MAX];
        KAMU_TRY(odf_ref_parse(t->dataset_ref, &ref, err));
        kamu_code rc = r ? r->resolve(r->ctx, &ref, &id, err) : KAMU_E_NOT_FOUND;
        if (rc == KAMU_E_NOT_FOUND) {
            KAMU_TRY(buf_printf(missing, err, "%s" STR_FMT, missing->len ? ", " : "",
                                STR_ARG(t->dataset_ref)));
            continue;
        }
        if (rc != KAMU_OK)
            return rc;
        if (!t->alias.p)
            t->alias = t->dataset_ref;
        size_t n = odf_did_text(&id, text);
        t->dataset_ref = arena_str(arena, (struct str){text, n});
        if (!t->dataset_ref.p)
            return error_nomem(err);
    }
    return KAMU_OK;
}

static kamu_code normalize(struct odf_event *e, const struct odf_resolver *r, struct arena *arena,
                           struct buf *missing, struct kamu_error *err)
{
    switch (e->kind) {
    case ODF_ADD_PUSH_SOURCE:
        return normalize_queries(&e->add_push_source->preprocess, arena, err);
    case ODF_SET_POLLING_SOURCE:
        return normalize_queries(&e->set_polling_source->preprocess, arena, err);
    case ODF_SET_TRANSFORM:
        KAMU_TRY(normalize_queries(&e->set_transform->transform, arena, err));
        return resolve_inputs(&e->set_transform->inputs, r, arena, missing, err);
    default:
        return KAMU_OK;
    }
}

kamu_code odf_event_normalize(struct odf_event *e, const struct odf_resolver *r,
                              struct arena *arena, struct kamu_error *err)
{
    struct buf missing = BUF_INIT(1 << 20);
    kamu_code rc = normalize(e, r, arena, &missing, err);
    if (rc == KAMU_OK && missing.len)
        rc = error_set(err, KAMU_E_NOT_FOUND, "Transform is referencing non-existing inputs: %.*s",
                       (int)missing.len, (const char *)missing.data);
    buf_free(&missing);
    return rc;
}

/* ---- the chain --------------------------------------------------------------------------------
 */

/* What a snapshot may not hold (5.3). */
static kamu_code check_allowed(const struct odf_dataset_snapshot *s, const struct odf_event *e,
                               struct kamu_error *err)
{
    const char *name = odf_event_name(e->kind);
    switch (e->kind) {
    case ODF_SEED:
        return error_set(err, KAMU_E_CHAIN,
                         "Seed event is generated and cannot be specified explicitly");
    case ODF_ADD_DATA:
    case ODF_EXECUTE_TRANSFORM:
        return error_set(err, KAMU_E_CHAIN,
                         "Event is not allowed to appear in a DatasetSnapshot: %s", name);
    case ODF_ADD_PUSH_SOURCE:
    case ODF_SET_POLLING_SOURCE:
    case ODF_DISABLE_PUSH_SOURCE:
    case ODF_DISABLE_POLLING_SOURCE:
        if (s->kind == ODF_DERIVATIVE)
            return error_set(err, KAMU_E_CHAIN, "%s event is only allowed on root datasets", name);
        return KAMU_OK;
    case ODF_SET_TRANSFORM:
        if (s->kind == ODF_ROOT)
            return error_set(err, KAMU_E_CHAIN,
                             "SetTransform is only allowed on derivative datasets");
        return KAMU_OK;
    default:
        return KAMU_OK;
    }
}

kamu_code odf_snapshot_event_error(const struct odf_dataset_snapshot *s, uint32_t i, kamu_code rc,
                                   struct kamu_error *err)
{
    if (rc == KAMU_OK || rc == KAMU_E_NOMEM || !err)
        return rc;
    struct kamu_error inner = *err;
    uint32_t line = s->positions ? s->positions[i].line : 0;
    uint32_t column = s->positions ? s->positions[i].column : 0;
    char where[64];
    int n = snprintf(where, sizeof where, "metadata[%u]", i);
    if (line)
        snprintf(where + n, sizeof where - (size_t)n, " at line %u column %u", line, column);
    error_set(err, rc, "Invalid snapshot: %s (%s)", inner.text, where);
    err->at = inner.at;
    err->at.record = 0;
    err->at.line = line;
    err->at.column = column;
    return rc;
}

static kamu_code append(struct odf_chain_state *state, const struct odf_event *e,
                        struct kamu_error *err)
{
    /* only the links matter here: any distinct hash will do for one */
    struct odf_block b = odf_chain_next(state, (struct instant){0}, *e);
    uint8_t digest[32] = {1};
    for (int i = 0; i < 8; i++)
        digest[8 + i] = (uint8_t)(b.sequence_number >> (8 * i));
    struct odf_hash hash = odf_hash_sha3(digest);
    return odf_chain_append(state, &b, &hash, 0, err);
}

/* The vocabulary that counts in the end: sources are checked against it wherever it stands. */
static struct odf_vocab final_vocab(const struct odf_dataset_snapshot *s)
{
    const struct odf_set_vocab *newest = NULL;
    for (uint32_t i = 0; i < s->n_metadata; i++)
        if (s->metadata[i].kind == ODF_SET_VOCAB)
            newest = s->metadata[i].set_vocab;
    return odf_vocab_of(newest);
}

static kamu_code check_written(const struct odf_event *e, const struct odf_vocab *vocab,
                               struct kamu_error *err)
{
    switch (e->kind) {
    case ODF_ADD_PUSH_SOURCE:
    case ODF_SET_POLLING_SOURCE:
        return odf_source_check(e, vocab, err);
    case ODF_SET_VOCAB:
        return odf_vocab_check(e->set_vocab, NULL, err);
    default:
        return KAMU_OK;
    }
}

static kamu_code build(const struct odf_dataset_snapshot *s, const struct odf_resolver *r,
                       struct arena *arena, struct odf_chain_state *state, struct odf_event *events,
                       struct buf *missing, struct kamu_error *err)
{
    struct odf_vocab vocab = final_vocab(s);
    for (uint32_t i = 0; i < s->n_metadata; i++) {
        struct odf_event *e = &events[i + 1];
        KAMU_TRY(odf_snapshot_event_error(s, i, check_allowed(s, &s->metadata[i], err), err));
        KAMU_TRY(odf_event_copy(arena, &s->metadata[i], e, err));
        KAMU_TRY(odf_snapshot_event_error(s, i, normalize(e, r, arena, missing, err), err));
    }
    if (missing->len)
        return error_set(err, KAMU_E_NOT_FOUND,
                         "Dataset " STR_FMT " is referencing non-existing inputs: %.*s",
                         STR_ARG(s->name), (int)missing->len, (const char *)missing->data);
    KAMU_TRY(append(state, &events[0], err));
    for (uint32_t i = 0; i < s->n_metadata; i++) {
        KAMU_TRY(odf_snapshot_event_error(s, i, append(state, &events[i + 1], err), err));
        KAMU_TRY(odf_snapshot_event_error(s, i, check_written(&events[i + 1], &vocab, err), err));
    }
    return KAMU_OK;
}

kamu_code odf_snapshot_to_events(const struct odf_dataset_snapshot *s, const struct odf_did *id,
                                 const struct odf_resolver *r, struct arena *arena,
                                 struct odf_event **events, uint32_t *n, struct kamu_error *err)
{
    struct odf_chain_state state;
    struct buf missing = BUF_INIT(1 << 20);
    struct odf_seed *seed = arena_calloc(arena, 1, sizeof *seed);
    *n = s->n_metadata + 1;
    *events = arena_calloc(arena, *n, sizeof **events);
    if (!seed || !*events)
        return error_nomem(err);
    *seed = (struct odf_seed){*id, s->kind};
    (*events)[0] = (struct odf_event){.kind = ODF_SEED, .seed = seed};
    odf_chain_state_init(&state);
    kamu_code rc = build(s, r, arena, &state, *events, &missing, err);
    odf_chain_state_free(&state);
    buf_free(&missing);
    return rc;
}

struct odf_strs odf_snapshot_inputs(const struct odf_dataset_snapshot *s, struct arena *arena)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < s->n_metadata; i++)
        if (s->metadata[i].kind == ODF_SET_TRANSFORM)
            n += s->metadata[i].set_transform->inputs.n;
    struct str *items = arena_calloc(arena, n ? n : 1, sizeof *items);
    struct odf_strs l = {items, 0};
    for (uint32_t i = 0; items && i < s->n_metadata; i++) {
        if (s->metadata[i].kind != ODF_SET_TRANSFORM)
            continue;
        const struct odf_transform_inputs *in = &s->metadata[i].set_transform->inputs;
        for (uint32_t k = 0; k < in->n; k++)
            items[l.n++] = in->items[k].dataset_ref;
    }
    return l;
}
