/* Taking slices into the key state, row by row: see key_state.h. */
#include "merge/key_codec.h"
#include "merge/key_state_impl.h"

#include <endian.h>

int64_t event_time_at(const struct column *c, int64_t row)
{
    if (c->type->kind == COL_DATE32)
        return ((const int32_t *)(const void *)c->values->data)[row];
    return ((const int64_t *)(const void *)c->values->data)[row];
}

bool event_time_compared(const struct merge_spec *spec, const struct merge_vocab *vocab)
{
    for (size_t i = 0; i < spec->n_primary_key; i++)
        if (str_eq(spec->primary_key[i], vocab->event_time))
            return false;
    if (!spec->has_compare_columns)
        return true;
    for (size_t i = 0; i < spec->n_compare_columns; i++)
        if (str_eq(spec->compare_columns[i], vocab->event_time))
            return true;
    return false;
}

static bool listed(const struct str *names, size_t n, const char *name)
{
    for (size_t i = 0; i < n; i++)
        if (str_eqc(names[i], name))
            return true;
    return false;
}

uint32_t compared_columns(const struct merge_spec *spec, const struct merge_vocab *vocab,
                          const struct col_schema *schema, uint32_t *out)
{
    uint32_t n = 0;
    const struct str system[] = {vocab->offset, vocab->op, vocab->system_time, vocab->event_time};
    for (uint32_t i = 0; i < schema->n_fields; i++) {
        const char *name = schema->fields[i].name;
        if (listed(system, 4, name) || listed(spec->primary_key, spec->n_primary_key, name))
            continue;
        if (!spec->has_compare_columns ||
            listed(spec->compare_columns, spec->n_compare_columns, name))
            out[n++] = i;
    }
    return n;
}

kamu_code key_state_put_tag(struct key_state *k, MDB_txn *txn, struct kamu_error *err)
{
    char name[] = "tag";
    MDB_val key = {3, name}, value = {sizeof k->tag, &k->tag};
    int rc = mdb_put(txn, k->meta, &key, &value, 0);
    return rc == 0 ? KAMU_OK : key_state_fail(rc, "writing the tag", err);
}

static kamu_code put_slice(struct key_state *k, MDB_txn *txn, const struct history_slice *s,
                           struct kamu_error *err)
{
    uint64_t last =
        htobe64(s->offset_last); /* found by the first key that is not below an offset */
    struct {
        uint64_t first;
        struct odf_hash physical;
    } record;
    memset(&record, 0, sizeof record);
    record.first = s->offset_first;
    record.physical = s->physical;
    MDB_val key = {sizeof last, &last}, value = {sizeof record, &record};
    int rc = mdb_put(txn, k->slices, &key, &value, 0);
    return rc == 0 ? KAMU_OK : key_state_fail(rc, "noting a slice", err);
}

/* One row of the history. */
struct row_writer {
    struct key_state *k;
    MDB_cursor *cursor;
    struct row_digest digest;
    struct buf key;
};

static kamu_code put_row(struct row_writer *w, const struct batch *b, int64_t i, uint64_t offset,
                         struct kamu_error *err)
{
    struct key_state *k = w->k;
    KAMU_TRY(key_encode(b, i, k->key_columns, k->n_keys, &w->key, err));
    MDB_val key = {w->key.len, w->key.data};
    struct key_entry e = {.offset = offset};
    int rc = 0;
    if (k->ledger) {
        MDB_val value = {sizeof e.offset, &e.offset};
        rc = mdb_cursor_put(w->cursor, &key, &value, MDB_NOOVERWRITE);
        return rc == 0 || rc == MDB_KEYEXIST ? KAMU_OK : key_state_fail(rc, "adding a key", err);
    }
    int32_t op = ((const int32_t *)(const void *)b->columns[1].values->data)[i];
    if (op == OP_RETRACT) {
        rc = mdb_del(mdb_cursor_txn(w->cursor), k->keys, &key, NULL);
        return rc == 0 || rc == MDB_NOTFOUND ? KAMU_OK : key_state_fail(rc, "removing a key", err);
    }
    if (!col_is_null(&b->columns[2], i))
        e.event_time = event_time_at(&b->columns[2], i);
    KAMU_TRY(row_digest_of(&w->digest, b, i, e.digest, err));
    MDB_val value = {sizeof e, &e};
    rc = mdb_cursor_put(w->cursor, &key, &value, 0);
    return rc == 0 ? KAMU_OK : key_state_fail(rc, "adding a key", err);
}

static kamu_code take_batch(struct row_writer *w, const struct batch *b, uint64_t offset,
                            struct kamu_error *err)
{
    const struct column *op = &b->columns[1];
    for (int64_t i = 0; i < b->length; i++) {
        if (!w->k->ledger && col_is_null(op, i)) { /* no operation: the key is gone, as in kamu */
            KAMU_TRY(key_encode(b, i, w->k->key_columns, w->k->n_keys, &w->key, err));
            MDB_val key = {w->key.len, w->key.data};
            (void)mdb_del(mdb_cursor_txn(w->cursor), w->k->keys, &key, NULL);
            continue;
        }
        KAMU_TRY(put_row(w, b, i, offset + (uint64_t)i, err));
    }
    return KAMU_OK;
}

/* Commits what is there, so that neither memory nor a crash costs everything, and goes on. */
static kamu_code next_txn(struct key_state *k, MDB_txn **txn, struct row_writer *w,
                          struct kamu_error *err)
{
    mdb_cursor_close(w->cursor);
    w->cursor = NULL;
    KAMU_TRY(key_state_put_tag(k, *txn, err));
    int rc = mdb_txn_commit(*txn);
    *txn = NULL;
    if (rc == 0)
        rc = mdb_txn_begin(k->mdb, NULL, 0, txn);
    if (rc == 0)
        rc = mdb_cursor_open(*txn, k->keys, &w->cursor);
    return rc == 0 ? KAMU_OK : key_state_fail(rc, "committing", err);
}

static kamu_code take_slice(struct key_state *k, MDB_txn **txn, bool commits, size_t index,
                            struct row_writer *w, struct kamu_error *err)
{
    const struct history_slice *slices = NULL;
    (void)history_slices(k->history, &slices);
    const struct history_slice *s = &slices[index];
    struct slice_rows *rows = NULL;
    uint64_t offset = s->offset_first, uncommitted = 0;
    KAMU_TRY(slice_rows_open(k->history, s, k->wanted, &rows, err));
    kamu_code rc = put_slice(k, *txn, s, err);
    while (rc == KAMU_OK) {
        struct batch *b = NULL;
        rc = slice_rows_next(rows, &b, err);
        if (rc != KAMU_OK || b == NULL)
            break;
        rc = take_batch(w, b, offset, err);
        offset += (uint64_t)b->length;
        uncommitted += (uint64_t)b->length;
        batch_free(b);
        if (rc == KAMU_OK && commits && uncommitted >= KEY_STATE_TXN_ROWS) {
            rc = next_txn(k, txn, w, err);
            uncommitted = 0;
        }
    }
    slice_rows_close(rows);
    return rc;
}

kamu_code key_state_take_in(struct key_state *k, MDB_txn **txn, bool commits, size_t from,
                            size_t to, struct kamu_error *err)
{
    struct row_writer w = {.k = k};
    buf_init(&w.key, (size_t)1 << 30);
    kamu_code rc =
        row_digest_init(&w.digest, k->tag.secret, k->wanted, k->compared, k->n_compared, err);
    if (rc == KAMU_OK) {
        int m = mdb_cursor_open(*txn, k->keys, &w.cursor);
        if (m != 0)
            rc = key_state_fail(m, "opening a cursor", err);
    }
    for (size_t i = from; i < to && rc == KAMU_OK; i++) {
        const struct history_slice *slices = NULL;
        (void)history_slices(k->history, &slices);
        rc = take_slice(k, txn, commits, i, &w, err);
        if (rc == KAMU_OK)
            k->tag.offset_next = slices[i].offset_last + 1;
    }
    if (w.cursor != NULL)
        mdb_cursor_close(w.cursor);
    row_digest_free(&w.digest);
    buf_free(&w.key);
    return rc;
}
