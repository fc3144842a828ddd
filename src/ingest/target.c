/* Target: see target.h. */
#include "ingest/target.h"

#include "base/map.h"

#include <pthread.h>

#define PLANS_MAX 256 /* then all are forgotten: clients name the formats */

struct kept_plan {
    struct target_plan p; /* first: see target_plan_unref */
    _Atomic uint32_t refs;
    struct normalizer *normalizer;
};

struct target {
    _Atomic uint32_t refs;
    uint64_t id[2];
    struct odf_chain_state chain; /* a copy */
    struct col_schema *schema;
    pthread_mutex_t lock; /* of the plans */
    struct map plans;
};

/* ---- what tells targets apart ------------------------------------------------------------ */

static kamu_code put(struct buf *b, const void *p, size_t n, struct kamu_error *err)
{
    uint64_t size = n;
    KAMU_TRY(buf_append(b, &size, sizeof size, err));
    return buf_append(b, p, n, err);
}

static kamu_code put_hash(struct buf *b, const struct odf_hash *h, struct kamu_error *err)
{
    return put(b, h->digest, odf_hash_present(h) ? sizeof h->digest : 0, err);
}

static kamu_code describe(const struct odf_chain_state *c, struct buf *b, struct kamu_error *err)
{
    struct odf_vocab v = odf_vocab_of(c->vocab);
    const struct str names[] = {v.offset, v.op, v.system_time, v.event_time};
    uint8_t flags = (uint8_t)(c->last_offset.set | (c->polling != NULL) << 1 |
                              (c->dataset_kind == ODF_ROOT) << 2);
    KAMU_TRY(put(b, &flags, sizeof flags, err));
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        KAMU_TRY(put(b, names[i].p, names[i].n, err));
    KAMU_TRY(put_hash(b, &c->schema_block, err));
    KAMU_TRY(put_hash(b, &c->polling_block, err));
    for (uint32_t i = 0; i < c->n_sources; i++) {
        KAMU_TRY(put_hash(b, &c->sources[i].block_hash, err));
        flags = c->sources[i].active;
        KAMU_TRY(put(b, &flags, sizeof flags, err));
    }
    return KAMU_OK;
}

static kamu_code identify(const struct odf_chain_state *c, uint64_t id[2], struct kamu_error *err)
{
    struct buf b = BUF_INIT((size_t)64 << 20);
    kamu_code rc = describe(c, &b, err);
    if (rc == KAMU_OK) {
        id[0] = hash_bytes(b.data, b.len, 1);
        id[1] = hash_bytes(b.data, b.len, 2);
    }
    buf_free(&b);
    return rc;
}

bool target_fits(const struct target *t, const struct odf_chain_state *chain)
{
    uint64_t id[2];
    return identify(chain, id, NULL) == KAMU_OK && id[0] == t->id[0] && id[1] == t->id[1];
}

bool target_same(const struct target *a, const struct target *b)
{
    return a == b || (a->id[0] == b->id[0] && a->id[1] == b->id[1]);
}

/* ---- making, freeing ----------------------------------------------------------------------- */

kamu_code target_new(const struct odf_chain_state *chain, struct target **out,
                     struct kamu_error *err)
{
    *out = NULL;
    if (chain->dataset_kind != ODF_ROOT)
        return error_set(err, KAMU_E_USAGE, "Ingesting data available for root datasets only");
    struct target *t = mem_calloc(1, sizeof *t);
    if (t == NULL)
        return error_nomem(err);
    t->refs = 1;
    (void)pthread_mutex_init(&t->lock, NULL);
    map_init(&t->plans);
    odf_chain_state_init(&t->chain);
    kamu_code rc = identify(chain, t->id, err);
    if (rc == KAMU_OK)
        rc = odf_chain_state_copy(chain, &t->chain, err);
    if (rc == KAMU_OK)
        rc = plan_dataset_schema(&t->chain, &t->schema, err);
    if (rc != KAMU_OK) {
        target_unref(t);
        return rc;
    }
    *out = t;
    return KAMU_OK;
}

struct target *target_ref(struct target *t)
{
    if (t != NULL)
        t->refs++;
    return t;
}

static void unref_plan(struct kept_plan *k)
{
    if (k == NULL || --k->refs != 0)
        return;
    normalizer_free(k->normalizer);
    plan_free(&k->p.plan);
    mem_free(k);
}

static struct kept_plan *kept(const struct target_plan *plan)
{
    union { /* it is the first member of what we own, though others see it as const */
        const struct target_plan *c;
        struct kept_plan *m;
    } u = {.c = plan};
    return u.m;
}

const struct target_plan *target_plan_ref(const struct target_plan *plan)
{
    kept(plan)->refs++;
    return plan;
}

void target_plan_unref(const struct target_plan *plan)
{
    unref_plan(kept(plan));
}

static void forget_plans(struct target *t)
{
    size_t i = 0;
    struct str key;
    void *plan = NULL;
    while (map_next(&t->plans, &i, &key, &plan))
        unref_plan(plan);
    map_free(&t->plans);
    map_init(&t->plans);
}

void target_unref(struct target *t)
{
    if (t == NULL || --t->refs != 0)
        return;
    forget_plans(t);
    (void)pthread_mutex_destroy(&t->lock);
    col_schema_unref(t->schema);
    odf_chain_state_free(&t->chain);
    mem_free(t);
}

struct col_schema *target_schema(const struct target *t)
{
    return t->schema;
}

bool target_has_data(const struct target *t)
{
    return t->chain.last_offset.set;
}

const struct odf_chain_state *target_chain(const struct target *t)
{
    return &t->chain;
}

/* ---- plans ----------------------------------------------------------------------------------- */

static bool merge_fits(const struct target_plan *p)
{
    struct env none = {.memory_max_bytes = 0};
    struct merge_setup setup = {
        .spec = p->plan.merge, .vocab = p->plan.vocab, .input = normalizer_rows(p->normalizer)};
    struct merge *m = NULL;
    kamu_code rc = merge_open(&none, &setup, &m, NULL);
    merge_free(m);
    return rc == KAMU_OK;
}

/* Binds the declared columns to the dataset's; data that does not fit says so when it comes. */
static void bind_declared(const struct target *t, struct kept_plan *k)
{
    const struct ingest_plan *plan = &k->p.plan;
    if (t->schema == NULL || plan->read_schema == NULL || plan->preprocess != NULL)
        return;
    struct normalize_options o = {.vocab = plan->vocab,
                                  .merge = plan->merge,
                                  .clean_up = plan->clean_up,
                                  .dataset = t->schema,
                                  .with_history = k->p.with_history,
                                  .check_required = plan->merge.kind == MERGE_APPEND ||
                                                    plan->merge.kind == MERGE_CHANGELOG_STREAM};
    if (normalizer_open(plan->read_schema, &o, &k->normalizer, NULL) != KAMU_OK)
        return;
    k->p.normalizer = k->normalizer;
    k->p.merge_checked = merge_fits(&k->p);
}

static kamu_code make_plan(struct target *t, const struct plan_options *options,
                           struct kept_plan **out, struct kamu_error *err)
{
    struct kept_plan *k = mem_calloc(1, sizeof *k);
    if (k == NULL)
        return error_nomem(err);
    k->refs = 1;
    kamu_code rc = plan_make(&t->chain, options, &k->p.plan, err);
    if (rc != KAMU_OK) {
        unref_plan(k);
        return rc;
    }
    k->p.source_name = k->p.plan.source->source_name;
    k->p.with_history = t->chain.last_offset.set && (k->p.plan.merge.kind == MERGE_SNAPSHOT ||
                                                     k->p.plan.merge.kind == MERGE_UPSERT_STREAM);
    bind_declared(t, k);
    *out = k;
    return KAMU_OK;
}

static kamu_code find_or_make(struct target *t, struct str key, const struct plan_options *options,
                              const struct target_plan **out, struct kamu_error *err)
{
    struct kept_plan *k = map_get(&t->plans, key);
    if (k == NULL) {
        if (t->plans.len >= PLANS_MAX)
            forget_plans(t);
        KAMU_TRY(make_plan(t, options, &k, err));
        kamu_code rc = map_put(&t->plans, key, k, err);
        if (rc != KAMU_OK) {
            unref_plan(k);
            return rc;
        }
    }
    k->refs++;
    *out = &k->p;
    return KAMU_OK;
}

kamu_code target_plan(struct target *t, const struct plan_options *o,
                      const struct target_plan **out, struct kamu_error *err)
{
    struct buf key = BUF_INIT((size_t)1 << 20);
    kamu_code rc = buf_printf(&key, err, "%d%d%zu ", o->source_name.p != NULL,
                              o->input_format.p != NULL, o->source_name.n);
    if (rc == KAMU_OK)
        rc = buf_append(&key, o->source_name.p, o->source_name.n, err);
    if (rc == KAMU_OK)
        rc = buf_append(&key, o->input_format.p, o->input_format.n, err);
    if (rc == KAMU_OK) {
        (void)pthread_mutex_lock(&t->lock);
        rc = find_or_make(t, (struct str){(const char *)key.data, key.len}, o, out, err);
        (void)pthread_mutex_unlock(&t->lock);
    }
    buf_free(&key);
    return rc;
}
