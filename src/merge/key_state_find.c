/* Looking into the key state: see key_state.h. */
#include "merge/key_state_impl.h"

/* ---- many keys -------------------------------------------------------------------------- */

static kamu_code open_cursors(struct key_state *k, struct kamu_error *err)
{
    if (k->cursors != NULL)
        return KAMU_OK;
    k->cursors = mem_calloc(k->runs.n + 1, sizeof *k->cursors);
    if (k->cursors == NULL)
        return error_nomem(err);
    for (; k->n_cursors < k->runs.n; k->n_cursors++)
        key_cursor_init(&k->cursors[k->n_cursors], &k->store, &k->runs.items[k->n_cursors]);
    return KAMU_OK;
}

static kamu_code order_keys(struct key_state *k, const struct key_list *keys,
                            struct kamu_error *err)
{
    if (keys->n > k->order_cap) {
        uint32_t *grown = mem_realloc_array(k->order, keys->n, sizeof *grown);
        if (grown == NULL)
            return error_nomem(err);
        k->order = grown;
        k->order_cap = keys->n;
    }
    return key_list_order(keys, k->order, err);
}

/* Keys that no run before has had, in one run. */
static kamu_code find_in_run(struct key_cursor *c, const struct key_list *keys,
                             const uint32_t *order, struct key_entry *out, uint8_t *found,
                             struct kamu_error *err)
{
    key_cursor_rewind(c);
    for (size_t i = 0; i < keys->n; i++) {
        uint32_t at = order[i];
        bool there = false;
        if (found[at])
            continue;
        KAMU_TRY(key_cursor_find(c, key_list_at(keys, at), &out[at], &there, err));
        found[at] = there;
    }
    return KAMU_OK;
}

static kamu_code find_all(struct key_state *k, const struct key_list *keys, struct key_entry *out,
                          uint8_t *found, struct kamu_error *err)
{
    memset(found, 0, keys->n);
    KAMU_TRY(open_cursors(k, err));
    size_t n = k->n_cursors;
    for (size_t i = 0; i < n; i++) { /* Ledger asks who had it first, the others who has it now */
        struct key_cursor *c = &k->cursors[k->ledger ? i : n - 1 - i];
        KAMU_TRY(find_in_run(c, keys, k->order, out, found, err));
    }
    for (size_t i = 0; i < keys->n; i++) {
        if (found[i] && (out[i].offset & KEY_GONE) != 0)
            found[i] = 0;
        else if (found[i] && out[i].offset >= k->tag.offset_next)
            return error_set(err, KAMU_E_CORRUPT, "Key state: an offset is out of range");
    }
    return KAMU_OK;
}

kamu_code key_state_find(struct key_state *k, const struct key_list *keys, struct key_entry *out,
                         uint8_t *found, struct kamu_error *err)
{
    if (keys->n == 0)
        return KAMU_OK;
    KAMU_TRY(order_keys(k, keys, err));
    for (;;) {
        struct kamu_error why = {0};
        kamu_code rc = find_all(k, keys, out, found, &why);
        if (rc == KAMU_OK)
            return KAMU_OK;
        rc = key_state_heal(k, rc, &why);
        if (rc == KAMU_OK)
            continue;
        if (err != NULL)
            *err = why;
        return rc;
    }
}

/* ---- all keys ------------------------------------------------------------------------------- */

/* From behind *after to the end, or until the runs are others: then *after says where. */
static kamu_code scan_runs(struct key_state *k, struct buf *after, bool *damaged,
                           kamu_code (*each)(void *ctx, const struct key_entry *entry,
                                             struct kamu_error *err),
                           void *ctx, struct kamu_error *err)
{
    struct key_scan s;
    uint64_t generation = k->generation;
    struct str from = {(const char *)after->data, after->len};
    kamu_code rc = key_scan_open(&s, &k->store, k->runs.items, k->runs.n, k->ledger, from, err);
    *damaged = true;
    while (rc == KAMU_OK && k->generation == generation) {
        rc = key_scan_next(&s, err);
        if (rc != KAMU_OK || s.row == NULL)
            break;
        after->len = 0;
        rc = buf_append(after, s.row->key, s.row->n, err);
        if (rc == KAMU_OK && (s.row->entry.offset & ~KEY_GONE) >= k->tag.offset_next)
            rc = error_set(err, KAMU_E_CORRUPT, "Key state: an offset is out of range");
        if (rc != KAMU_OK || (s.row->entry.offset & KEY_GONE) != 0)
            continue;
        rc = each(ctx, &s.row->entry, err);
        *damaged = rc == KAMU_OK;
    }
    if (rc == KAMU_OK)
        *damaged = false;
    key_scan_close(&s);
    return rc;
}

kamu_code key_state_scan(struct key_state *k,
                         kamu_code (*each)(void *ctx, const struct key_entry *entry,
                                           struct kamu_error *err),
                         void *ctx, struct kamu_error *err)
{
    struct buf after = BUF_INIT(KEY_BYTES_MAX);
    kamu_code rc = KAMU_OK;
    for (;;) {
        bool damaged = false;
        uint64_t generation = k->generation;
        rc = scan_runs(k, &after, &damaged, each, ctx, err);
        if (rc != KAMU_OK && damaged)
            rc = key_state_heal(k, rc, err);
        if (rc != KAMU_OK || k->generation == generation)
            break;
    }
    buf_free(&after);
    return rc;
}

static kamu_code count_one(void *ctx, const struct key_entry *entry, struct kamu_error *err)
{
    uint64_t *n = ctx;
    (void)entry;
    (void)err;
    ++*n;
    return KAMU_OK;
}

kamu_code key_state_count(struct key_state *k, uint64_t *out, struct kamu_error *err)
{
    *out = 0;
    return key_state_scan(k, count_one, out, err);
}
