/* Many inputs at once: see merge_group.h. */
#include "merge/merge_group.h"

#include "columnar/compare.h"
#include "merge/upsert.h"

/* A row that comes out: a new one, or one of the history under another operation. */
struct emitted {
    uint64_t offset; /* of the history, when old < 0 and row < 0 */
    int32_t row;     /* of the batch; -1 = of the history */
    int32_t old;     /* place among the fetched rows */
    int32_t op;
    uint32_t member;
};

/* What a key is while the members pass by. */
struct node {
    bool live, settled; /* settled: the row that counts for the present member was seen */
    uint32_t member;    /* Ledger: who brought it; UpsertStream: who was last seen with it */
    int32_t row;        /* its row of the batch, -1 = of the history */
    uint64_t offset;
    uint64_t digest[2];
    int64_t event_time;
};

struct work {
    struct merge *m;
    const struct key_recent *recent;
    const struct batch *rows;
    struct merge_member *members;
    size_t n;
    struct merge_group *out;
    struct column time; /* event times, filled in */
    struct node *nodes;
    size_t n_nodes, cap_nodes;
    struct emitted *emitted;
    size_t n_emitted;
    struct upsert upsert; /* digests, rows of the history */
    uint32_t *node_of;    /* of each row of the batch */
};

#define NO_MEMBER UINT32_MAX

/* ---- event times ----------------------------------------------------------------------- */

static void put_time(struct column *c, int64_t i, int64_t v)
{
    if (c->type->kind == COL_DATE32)
        ((int32_t *)(void *)c->values->data)[i] = (int32_t)v;
    else
        ((int64_t *)(void *)c->values->data)[i] = v;
}

/* Each null by the time of its member. */
static kamu_code fill_times(struct work *w, struct kamu_error *err)
{
    const struct column *c = &w->rows->columns[w->m->event_time];
    if (c->null_count == 0)
        return column_ref(c, &w->time, err);
    size_t bytes = (size_t)c->length * col_width(c->type);
    struct blk *values = blk_new(bytes);
    if (values == NULL)
        return error_nomem(err);
    if (c->values != NULL)
        memcpy(values->data, c->values->data, bytes);
    w->time = (struct column){.type = c->type, .length = c->length, .values = values};
    int64_t i = 0;
    for (size_t p = 0; p < w->n; p++)
        for (int64_t end = i + w->members[p].rows; i < end; i++)
            if (c->values == NULL || col_is_null(c, i))
                put_time(&w->time, i, w->members[p].event_time);
    return KAMU_OK;
}

/* The batch with its event times filled in. */
static kamu_code with_times(struct work *w, struct batch **out, struct kamu_error *err)
{
    KAMU_TRY(batch_new(w->rows->schema, w->rows->length, out, err));
    kamu_code rc = KAMU_OK;
    for (uint32_t i = 0; i < w->rows->n_columns && rc == KAMU_OK; i++)
        rc = column_ref(i == w->m->event_time ? &w->time : &w->rows->columns[i],
                        &(*out)->columns[i], err);
    if (rc == KAMU_OK)
        column_set_type(&(*out)->columns[w->m->event_time],
                        &w->rows->schema->fields[w->m->event_time].type);
    if (rc != KAMU_OK) {
        batch_free(*out);
        *out = NULL;
    }
    return rc;
}

/* ---- what has been seen -------------------------------------------------------------------- */

static kamu_code node_at(struct work *w, struct str key, bool *fresh, size_t *number,
                         struct kamu_error *err)
{
    if (w->n_nodes == w->cap_nodes) {
        size_t cap = w->cap_nodes == 0 ? 64 : w->cap_nodes * 2;
        struct node *grown = mem_realloc_array(w->nodes, cap, sizeof *grown);
        if (grown == NULL)
            return error_nomem(err);
        w->nodes = grown;
        w->cap_nodes = cap;
    }
    KAMU_TRY(key_table_put(&w->out->keys, key, number, err));
    *fresh = *number == w->n_nodes;
    if (*fresh)
        w->nodes[w->n_nodes++] = (struct node){.member = NO_MEMBER, .row = -1};
    return KAMU_OK;
}

/* All rows of all members; found is all 0 when there is no history. */
static kamu_code look_up(struct work *w, struct key_lookup *l, struct kamu_error *err)
{
    struct merge *m = w->m;
    if (m->setup.keys != NULL) {
        KAMU_TRY(key_lookup(l, m, w->rows, w->rows->length, err));
        if (w->recent != NULL)
            key_recent_find(w->recent, &l->keys, l->entries, l->found);
        return KAMU_OK;
    }
    key_list_clear(&l->keys);
    memset(l->found, 0, (size_t)w->rows->length);
    return key_list_add(&l->keys, w->rows, w->rows->length, m->keys, m->n_keys, err);
}

static void emit(struct work *w, int32_t op, int32_t row, uint64_t offset, uint32_t member)
{
    w->emitted[w->n_emitted++] =
        (struct emitted){.offset = offset, .row = row, .old = -1, .op = op, .member = member};
}

/* ---- Append, ChangelogStream, Ledger --------------------------------------------------------- */

static void count_op(struct merge_counts *c, int32_t op)
{
    c->added += op == OP_APPEND;
    c->retracted += op == OP_RETRACT;
    c->corrected += op == OP_CORRECT_TO;
}

static void take_all(struct work *w)
{
    const struct merge *m = w->m;
    const int32_t *ops =
        m->op_column < 0
            ? NULL
            : (const int32_t *)(const void *)w->rows->columns[m->op_column].values->data;
    int32_t i = 0;
    for (size_t p = 0; p < w->n; p++) {
        struct merge_member *one = &w->members[p];
        for (int32_t end = i + (int32_t)one->rows; i < end; i++) {
            int32_t op = ops == NULL ? OP_APPEND : ops[i];
            count_op(&one->counts, op);
            emit(w, op, i, 0, (uint32_t)p);
        }
    }
}

static kamu_code ledger_row(struct work *w, const struct key_lookup *l, int32_t i, uint32_t p,
                            struct kamu_error *err)
{
    struct merge_counts *c = &w->members[p].counts;
    size_t number = 0;
    bool fresh = false;
    if (l->found[i]) {
        c->dropped++;
        return KAMU_OK;
    }
    KAMU_TRY(node_at(w, key_list_at(&l->keys, (size_t)i), &fresh, &number, err));
    if (fresh)
        w->nodes[number].member = p;
    if (w->nodes[number].member != p) {
        c->dropped++;
        return KAMU_OK;
    }
    c->added++;
    emit(w, OP_APPEND, i, 0, p);
    if (fresh) {
        w->nodes[number].row = (int32_t)w->n_emitted - 1;
        w->nodes[number].live = true;
    }
    return KAMU_OK;
}

static kamu_code take_ledger(struct work *w, struct kamu_error *err)
{
    struct key_lookup l = {0};
    kamu_code rc = key_lookup_init(&l, (size_t)w->rows->length + 1, err);
    if (rc == KAMU_OK)
        rc = look_up(w, &l, err);
    int32_t i = 0;
    for (uint32_t p = 0; p < w->n; p++)
        for (int32_t end = i + (int32_t)w->members[p].rows; i < end && rc == KAMU_OK; i++)
            rc = ledger_row(w, &l, i, p, err);
    key_lookup_free(&l);
    return rc;
}

/* ---- UpsertStream ---------------------------------------------------------------------------- */

/* Each row learns its key; a key what the history knows of it. */
static kamu_code meet_keys(struct work *w, struct kamu_error *err)
{
    const struct key_lookup *l = &w->upsert.lookup;
    for (int64_t i = 0; i < w->rows->length; i++) {
        size_t number = 0;
        bool fresh = false;
        KAMU_TRY(node_at(w, key_list_at(&l->keys, (size_t)i), &fresh, &number, err));
        w->node_of[i] = (uint32_t)number;
        if (!fresh || !l->found[i])
            continue;
        struct node *k = &w->nodes[number];
        k->live = true;
        k->offset = l->entries[i].offset;
        k->event_time = l->entries[i].event_time;
        memcpy(k->digest, l->entries[i].digest, sizeof k->digest);
    }
    return KAMU_OK;
}

static bool differs(const struct work *w, int32_t i, const struct node *k)
{
    const uint64_t *digest = w->upsert.digests + 2 * i;
    const struct column *time = &w->rows->columns[w->m->event_time];
    if (digest[0] != k->digest[0] || digest[1] != k->digest[1])
        return true;
    return w->upsert.event_time_compared && time->values != NULL && !col_is_null(time, i) &&
           event_time_at(time, i) != k->event_time;
}

static int32_t op_at(const struct work *w, int32_t i)
{
    const struct merge *m = w->m;
    if (m->op_column < 0)
        return OP_APPEND;
    return ((const int32_t *)(const void *)w->rows->columns[m->op_column].values->data)[i];
}

/* As decide() of upsert.c, on what the key is by now. */
static void upsert_row(struct work *w, int32_t i, uint32_t p)
{
    struct merge_counts *c = &w->members[p].counts;
    struct node *k = &w->nodes[w->node_of[i]];
    bool retract = op_at(w, i) == OP_RETRACT;
    if (!k->live && retract) {
        c->dropped++;
        c->unknown++;
        return;
    }
    if (k->live && !retract && !differs(w, i, k)) {
        c->dropped++;
        return;
    }
    if (k->live)
        emit(w, retract ? OP_RETRACT : OP_CORRECT_FROM, k->row, k->offset, p);
    if (retract) {
        c->retracted++;
        k->live = false;
        k->settled = true;
        return;
    }
    c->added += !k->live;
    c->corrected += k->live;
    emit(w, k->live ? OP_CORRECT_TO : OP_APPEND, i, 0, p);
    k->live = k->settled = true;
    k->row = i;
    k->event_time = event_time_at(&w->time, i);
    memcpy(k->digest, w->upsert.digests + 2 * i, sizeof k->digest);
}

/* Of several rows of one key in one member the last counts. */
static void upsert_member(struct work *w, int32_t from, int32_t to, uint32_t p)
{
    struct merge_counts *c = &w->members[p].counts;
    for (int32_t i = to - 1; i >= from; i--) {
        struct node *k = &w->nodes[w->node_of[i]];
        if (k->member == p) {
            c->dropped++;
            c->repeated++;
            w->node_of[i] = NO_MEMBER;
        }
        k->member = p;
    }
    for (int32_t i = from; i < to; i++)
        if (w->node_of[i] != NO_MEMBER)
            upsert_row(w, i, p);
}

static kamu_code take_upserts(struct work *w, struct kamu_error *err)
{
    struct upsert *u = &w->upsert;
    struct row_digests all;
    KAMU_TRY(upsert_init(u, w->m, err));
    w->node_of = mem_realloc_array(NULL, (size_t)w->rows->length + 1, sizeof *w->node_of);
    if (w->node_of == NULL)
        return error_nomem(err);
    kamu_code rc =
        row_digests_begin(&all, w->m->env, &u->digest, w->rows, w->rows->length, u->digests, err);
    if (rc == KAMU_OK)
        rc = look_up(w, &u->lookup, err);
    kamu_code done = row_digests_wait(&all, rc == KAMU_OK ? err : NULL);
    KAMU_TRY(rc);
    KAMU_TRY(done);
    KAMU_TRY(meet_keys(w, err));
    int32_t i = 0;
    for (uint32_t p = 0; p < w->n; p++) {
        int32_t end = i + (int32_t)w->members[p].rows;
        upsert_member(w, i, end, p);
        i = end;
    }
    return KAMU_OK;
}

/* ---- rows out ---------------------------------------------------------------------------------
 */

static int by_offset(const void *a, const void *b)
{
    const struct emitted *x = *(const struct emitted *const *)a;
    const struct emitted *y = *(const struct emitted *const *)b;
    return x->offset < y->offset ? -1 : x->offset > y->offset;
}

/* The rows of the history that are corrected or retracted; NULL when there are none. */
static kamu_code fetch_old(struct work *w, struct batch **out, struct kamu_error *err)
{
    struct emitted **old = mem_realloc_array(NULL, w->n_emitted + 1, sizeof(struct emitted *));
    uint64_t *offsets = mem_realloc_array(NULL, w->n_emitted + 1, sizeof *offsets);
    size_t n = 0;
    *out = NULL;
    kamu_code rc = old == NULL || offsets == NULL ? error_nomem(err) : KAMU_OK;
    for (size_t i = 0; rc == KAMU_OK && i < w->n_emitted; i++)
        if (w->emitted[i].row < 0)
            old[n++] = &w->emitted[i];
    if (n != 0) { /* a key is taken from the history once: no offset comes twice */
        qsort(old, n, sizeof(struct emitted *), by_offset);
        for (size_t i = 0; i < n; i++) {
            offsets[i] = old[i]->offset;
            old[i]->old = (int32_t)i;
        }
        rc = upsert_old_rows(&w->upsert, offsets, n, OP_RETRACT, out, err);
    }
    mem_free(old);
    mem_free(offsets);
    return rc;
}

/* The operations of what comes out, as its first column. */
static kamu_code set_ops(struct work *w, struct batch *b, struct kamu_error *err)
{
    struct blk *ops = blk_new(w->n_emitted * sizeof(int32_t));
    if (ops == NULL)
        return error_nomem(err);
    for (size_t i = 0; i < w->n_emitted; i++)
        ((int32_t *)(void *)ops->data)[i] = w->emitted[i].op;
    column_release(&b->columns[0]);
    b->columns[0] = (struct column){
        .type = &w->m->output->fields[0].type, .length = (int64_t)w->n_emitted, .values = ops};
    return KAMU_OK;
}

/* `all`: new rows and behind them the old ones. */
static kamu_code pick(struct work *w, const struct batch *all, struct batch **out,
                      struct kamu_error *err)
{
    int32_t fresh = (int32_t)w->rows->length;
    int32_t *idx = mem_realloc_array(NULL, w->n_emitted + 1, sizeof *idx);
    if (idx == NULL)
        return error_nomem(err);
    bool same = all->length == (int64_t)w->n_emitted;
    for (size_t i = 0; i < w->n_emitted; i++) {
        const struct emitted *e = &w->emitted[i];
        idx[i] = e->row >= 0 ? e->row : fresh + e->old;
        same = same && idx[i] == (int32_t)i;
    }
    kamu_code rc = same ? batch_slice(all, 0, all->length, out, err)
                        : batch_take(all, idx, (int64_t)w->n_emitted, out, err);
    mem_free(idx);
    return rc;
}

static kamu_code build(struct work *w, struct kamu_error *err)
{
    struct batch *timed = NULL, *parts[2] = {NULL, NULL}, *all = NULL;
    if (w->n_emitted == 0)
        return KAMU_OK;
    kamu_code rc = with_times(w, &timed, err);
    if (rc == KAMU_OK)
        rc = merge_with_op(w->m, timed, OP_APPEND, NULL, 0, &parts[0], err);
    if (rc == KAMU_OK && w->m->setup.keys != NULL && w->upsert.m != NULL)
        rc = fetch_old(w, &parts[1], err);
    if (rc == KAMU_OK && parts[1] != NULL)
        rc = batch_concat(parts, 2, &all, err);
    if (rc == KAMU_OK)
        rc = pick(w, all != NULL ? all : parts[0], &w->out->rows, err);
    if (rc == KAMU_OK)
        rc = set_ops(w, w->out->rows, err);
    batch_free(timed);
    batch_free(parts[0]);
    batch_free(parts[1]);
    batch_free(all);
    return rc;
}

static kamu_code tell(struct work *w, struct kamu_error *err)
{
    struct merge_group *g = w->out;
    g->member = mem_realloc_array(NULL, w->n_emitted + 1, sizeof *g->member);
    g->states = mem_calloc(w->n_nodes + 1, sizeof *g->states);
    if (g->member == NULL || g->states == NULL)
        return error_nomem(err);
    for (size_t i = 0; i < w->n_emitted; i++)
        g->member[i] = w->emitted[i].member;
    bool upserts = w->upsert.m != NULL;
    for (size_t i = 0; i < w->n_nodes; i++) {
        const struct node *k = &w->nodes[i];
        struct merge_key *s = &g->states[i];
        *s = (struct merge_key){.row = upserts ? -1 : k->row,
                                .gone = upserts && !k->live,
                                .changed = !upserts || k->settled,
                                .event_time = k->event_time};
        memcpy(s->digest, k->digest, sizeof s->digest);
    }
    for (size_t i = 0; upserts && i < w->n_emitted; i++) { /* the last one stays */
        const struct emitted *e = &w->emitted[i];
        if (e->op == OP_APPEND || e->op == OP_CORRECT_TO)
            g->states[w->node_of[e->row]].row = (int64_t)i;
    }
    return KAMU_OK;
}

static kamu_code take(struct work *w, struct kamu_error *err)
{
    /* a member makes at most a pair of each of its rows */
    w->emitted = mem_realloc_array(NULL, 2 * (size_t)w->rows->length + 1, sizeof *w->emitted);
    if (w->emitted == NULL)
        return error_nomem(err);
    KAMU_TRY(fill_times(w, err));
    switch (w->m->setup.spec.kind) {
    case MERGE_LEDGER:
        KAMU_TRY(take_ledger(w, err));
        break;
    case MERGE_UPSERT_STREAM:
        KAMU_TRY(take_upserts(w, err));
        break;
    default:
        take_all(w);
        break;
    }
    KAMU_TRY(build(w, err));
    return tell(w, err);
}

kamu_code merge_group(struct env *env, const struct merge_setup *setup,
                      const struct key_recent *recent, const struct batch *rows,
                      struct merge_member *members, size_t n, struct merge_group *out,
                      struct kamu_error *err)
{
    struct work w = {.recent = recent, .rows = rows, .members = members, .n = n, .out = out};
    KAMU_ASSERT(rows->length <= BATCH_ROWS_MAX && setup->spec.kind != MERGE_SNAPSHOT);
    memset(out, 0, sizeof *out);
    key_table_init(&out->keys);
    for (size_t p = 0; p < n; p++)
        members[p].counts = (struct merge_counts){.rows_in = (uint64_t)members[p].rows};
    kamu_code rc = merge_open_bare(env, setup, &w.m, err);
    out->with_state = setup->keys != NULL;
    if (rc == KAMU_OK)
        rc = take(&w, err);
    if (w.upsert.m != NULL)
        upsert_free(&w.upsert);
    column_release(&w.time);
    mem_free(w.nodes);
    mem_free(w.emitted);
    mem_free(w.node_of);
    merge_free(w.m);
    if (rc != KAMU_OK)
        merge_group_free(out);
    return rc;
}

void merge_group_free(struct merge_group *g)
{
    batch_free(g->rows);
    mem_free(g->member);
    mem_free(g->states);
    key_table_free(&g->keys);
    memset(g, 0, sizeof *g);
}
