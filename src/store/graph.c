/* Which dataset reads which: the inputs of the newest SetTransform of each derivative. */
#include "store/private.h"

struct graph {
    struct dataset_list all;
    struct dataset_summary *summaries;
    struct edge {
        size_t from, to; /* `from` reads `to`; indices into all.items */
    } * edges;
    size_t n, cap;
};

static size_t index_of(const struct dataset_list *l, const struct odf_did *id)
{
    for (size_t i = 0; i < l->n; i++)
        if (odf_did_eq(&l->items[i].id, id))
            return i;
    return SIZE_MAX;
}

static kamu_code add_edge(struct graph *g, size_t from, size_t to, struct kamu_error *err)
{
    if (g->n == g->cap) {
        size_t cap = g->cap ? g->cap * 2 : 32;
        struct edge *grown = mem_realloc_array(g->edges, cap, sizeof *grown);
        if (!grown)
            return error_nomem(err);
        g->edges = grown;
        g->cap = cap;
    }
    g->edges[g->n++] = (struct edge){from, to};
    return KAMU_OK;
}

static kamu_code add_inputs(struct graph *g, struct workspace *ws, size_t i, struct kamu_error *err)
{
    struct dataset *ds;
    const struct dataset_state *state;
    KAMU_TRY(dataset_open(ws, &g->all.items[i], &ds, err));
    kamu_code rc = dataset_state(ds, &state, err);
    if (rc == KAMU_OK && state->chain.transform) {
        const struct odf_transform_inputs *inputs = &state->chain.transform->inputs;
        for (uint32_t k = 0; k < inputs->n && rc == KAMU_OK; k++) {
            struct odf_did id;
            if (odf_did_parse(inputs->items[k].dataset_ref, &id, NULL) != KAMU_OK)
                continue; /* not resolved: nothing of this workspace */
            size_t to = index_of(&g->all, &id);
            if (to != SIZE_MAX)
                rc = add_edge(g, i, to, err);
        }
    }
    dataset_close(ds);
    return rc;
}

static void graph_free(struct graph *g)
{
    dataset_list_free(&g->all);
    mem_free(g->edges);
}

static kamu_code graph_load(struct workspace *ws, struct graph *g, struct kamu_error *err)
{
    *g = (struct graph){0};
    kamu_code rc = workspace_list_summaries(ws, &g->all, &g->summaries, err);
    for (size_t i = 0; i < g->all.n && rc == KAMU_OK; i++)
        if (g->summaries[i].kind == ODF_DERIVATIVE && !g->summaries[i].damaged)
            rc = add_inputs(g, ws, i, err);
    if (rc != KAMU_OK)
        graph_free(g);
    return rc;
}

/* Depth first from `at`, everything behind it before itself. A cycle (which `add` refuses) ends
 * at the mark. Recursion depth is the longest path, at most the number of datasets. */
static void visit(const struct graph *g, size_t at, bool down, bool transitive, unsigned depth,
                  bool *seen, size_t *order, size_t *n)
{
    seen[at] = true;
    for (size_t e = 0; e < g->n && (transitive || depth == 0); e++) {
        size_t here = down ? g->edges[e].to : g->edges[e].from;
        size_t next = down ? g->edges[e].from : g->edges[e].to;
        if (here == at && !seen[next])
            visit(g, next, down, transitive, depth + 1, seen, order, n);
    }
    if (depth > 0)
        order[(*n)++] = at;
}

static kamu_code related(struct workspace *ws, const struct odf_did *id, bool down, bool transitive,
                         struct dataset_list *out, struct kamu_error *err)
{
    struct graph g;
    size_t n = 0;
    *out = (struct dataset_list){0};
    KAMU_TRY(graph_load(ws, &g, err));
    kamu_code rc = KAMU_OK;
    size_t start = index_of(&g.all, id);
    bool *seen = mem_calloc(g.all.n + 1, sizeof *seen);
    size_t *order = mem_calloc(g.all.n + 1, sizeof *order);
    arena_init(&out->arena, (size_t)256 << 20);
    out->items = arena_calloc(&out->arena, g.all.n + 1, sizeof *out->items);
    if (!seen || !order || !out->items)
        rc = error_nomem(err);
    else if (start != SIZE_MAX)
        visit(&g, start, down, transitive, 0, seen, order, &n);
    for (size_t i = 0; i < n && rc == KAMU_OK; i++, out->n++)
        rc = store_handle_copy(&out->arena, &g.all.items[order[i]], &out->items[i], err);
    mem_free(seen);
    mem_free(order);
    graph_free(&g);
    if (rc != KAMU_OK)
        dataset_list_free(out);
    return rc;
}

kamu_code workspace_downstream(struct workspace *ws, const struct odf_did *id, bool transitive,
                               struct dataset_list *out, struct kamu_error *err)
{
    KAMU_TRY(related(ws, id, true, transitive, out, err));
    if (!transitive)
        store_list_sort(out);
    return KAMU_OK;
}

kamu_code workspace_upstream(struct workspace *ws, const struct odf_did *id, bool transitive,
                             struct dataset_list *out, struct kamu_error *err)
{
    KAMU_TRY(related(ws, id, false, transitive, out, err));
    if (!transitive)
        store_list_sort(out);
    return KAMU_OK;
}
