/*
 * Key state: see key_state.h. Here: opening it, bringing it up to a head, and what to do
 * when it turns out to be damaged.
 */
#include "merge/key_state_impl.h"
#include "store/dataset.h"

#define KEEP_WAIT_MS 2000 /* for the lock, once the push is committed */
#define HEAL_MAX 3

/* ---- what it is a state of ------------------------------------------------------------ */

static kamu_code add_wanted(struct key_state *k, const struct col_field *f, uint32_t *at,
                            struct kamu_error *err)
{
    struct col_field *to = &k->wanted->fields[k->wanted->n_fields];
    KAMU_TRY(col_field_copy(&k->wanted->arena, f, to, err));
    to->nullable = true;
    *at = k->wanted->n_fields++;
    return KAMU_OK;
}

static kamu_code add_named(struct key_state *k, struct str name, uint32_t *at,
                           struct kamu_error *err)
{
    const struct col_schema *schema = history_schema(k->history);
    int there = col_schema_find(k->wanted, name), column = col_schema_find(schema, name);
    if (there >= 0) {
        *at = (uint32_t)there;
        return KAMU_OK;
    }
    if (column < 0)
        return error_set(err, KAMU_E_SCHEMA,
                         "Bad input schema: key column '" STR_FMT
                         "' is not in the schema of the dataset",
                         STR_ARG(name));
    return add_wanted(k, &schema->fields[column], at, err);
}

/* Columns to be read from the history, and which of them are keys and which are compared. */
static kamu_code choose_columns(struct key_state *k, struct kamu_error *err)
{
    const struct merge_spec *spec = k->options.spec;
    const struct merge_vocab *vocab = k->options.vocab;
    struct col_schema *schema = history_schema(k->history);
    k->ledger = spec->kind == MERGE_LEDGER;
    k->n_keys = (uint32_t)spec->n_primary_key;
    k->key_columns = mem_calloc(spec->n_primary_key + 1, sizeof *k->key_columns);
    k->compared = mem_calloc((size_t)schema->n_fields + 1, sizeof *k->compared);
    if (k->compared == NULL || k->key_columns == NULL)
        return error_nomem(err);
    if (!k->ledger)
        k->n_compared = compared_columns(spec, vocab, schema, k->compared);
    KAMU_TRY(col_schema_new(2 + k->n_keys + k->n_compared, &k->wanted, err));
    k->wanted->n_fields = 0;
    k->op_column = k->time_column = -1;
    uint32_t at = 0;
    if (!k->ledger) {
        KAMU_TRY(add_named(k, vocab->op, &at, err));
        k->op_column = (int)at;
        KAMU_TRY(add_named(k, vocab->event_time, &at, err));
        k->time_column = (int)at;
    }
    for (uint32_t i = 0; i < k->n_keys; i++)
        KAMU_TRY(add_named(k, spec->primary_key[i], &k->key_columns[i], err));
    for (uint32_t i = 0; i < k->n_compared; i++)
        KAMU_TRY(add_wanted(k, &schema->fields[k->compared[i]], &k->compared[i], err));
    return KAMU_OK;
}

/* ---- bringing it up to the head --------------------------------------------------------- */

void key_state_drop_cursors(struct key_state *k)
{
    for (size_t i = 0; i < k->n_cursors; i++)
        key_cursor_free(&k->cursors[i]);
    mem_free(k->cursors);
    k->cursors = NULL;
    k->n_cursors = 0;
    k->generation++;
}

static bool tag_is(const struct key_state *k, const struct odf_hash *head)
{
    return k->tag.set && memcmp(k->tag.head, head->digest, sizeof k->tag.head) == 0;
}

static void warn(struct key_state *k, const char *what, const struct kamu_error *why)
{
    char text[KAMU_ERROR_TEXT_MAX + 128];
    (void)snprintf(text, sizeof text, "%s: %s", what, why->text);
    log_write(&k->env->log, LOG_WARN, "%s (%s)", text, k->store.dir);
    if (k->options.warn != NULL)
        k->options.warn(k->options.warn_ctx, text);
}

static bool is_ours(kamu_code rc) /* not the file system's fault, nor the disk's */
{
    return rc == KAMU_E_NOMEM || rc == KAMU_E_CANCELLED;
}

/* The state belongs to another head than the push, namely to the one that is the head now. */
static bool is_head(const struct key_state *k)
{
    struct odf_hash now;
    return k->tag.set && !tag_is(k, &k->head) && dataset_head(k->ds, &now, NULL) == KAMU_OK &&
           tag_is(k, &now);
}

/* Reads the slices that k lacks of the head; all of them when its own head is not in the chain. */
static kamu_code take_in_missing(struct key_state *k, struct kamu_error *err)
{
    bool reached = false;
    struct odf_hash stop = {0};
    if (k->tag.set)
        stop = odf_hash_sha3(k->tag.head);
    KAMU_TRY(history_load(k->history, &k->head, &stop, &reached, err));
    if (!reached) {
        if (is_head(k))
            return error_set(err, KAMU_E_CONFLICT, "Another push was faster");
        KAMU_TRY(key_state_reset(k, err));
    }
    k->write_failed = false;
    k->taken_in = history_slices(k->history, NULL) - history_pending(k->history);
    return key_state_take_in(k, 0, k->taken_in, err);
}

/* Nothing is kept from now on; what was kept so far may still be read. */
static void give_up_keeping(struct key_state *k, const struct kamu_error *why)
{
    warn(k, "What is known of the keys of this dataset cannot be kept", why);
    k->store.temporary = true;
}

static kamu_code lock_files(struct key_state *k, uint64_t wait_ms, struct fs_file **out,
                            struct kamu_error *err)
{
    char path[FS_PATH_MAX];
    KAMU_TRY(fs_mkdirs(&k->env->fs, k->store.dir, err));
    KAMU_TRY(path_join(path, err, k->store.dir, "lock"));
    return fs_lock(&k->env->fs, path, wait_ms, out, err);
}

/* `anew`: whatever is kept is not to be used. */
static kamu_code catch_up(struct key_state *k, bool anew, struct kamu_error *err)
{
    struct kamu_error why = {0};
    if (!k->store.temporary && !anew)
        key_state_load(k); /* under the lock: another push may have done it meanwhile */
    if (anew)
        k->tag.set = false;
    if (tag_is(k, &k->head))
        return KAMU_OK;
    kamu_code rc = take_in_missing(k, k->store.temporary ? err : &why);
    if (k->store.temporary)
        return rc;
    if (rc == KAMU_OK) {
        if (key_state_publish(k, &why) != KAMU_OK)
            give_up_keeping(k, &why);
        return KAMU_OK;
    }
    if (!k->write_failed || is_ours(rc)) {
        if (err != NULL)
            *err = why;
        return rc;
    }
    give_up_keeping(k, &why);
    if (anew)
        k->tag.set = false;
    else
        key_state_load(k);
    return take_in_missing(k, err);
}

static kamu_code bring_up(struct key_state *k, bool anew, struct kamu_error *err)
{
    struct fs_file *lock = NULL;
    struct kamu_error why = {0};
    kamu_code rc = k->store.temporary ? KAMU_OK : lock_files(k, 0, &lock, &why);
    if (is_ours(rc)) {
        if (err != NULL)
            *err = why;
        return rc;
    }
    if (rc != KAMU_OK)
        give_up_keeping(k, &why);
    rc = catch_up(k, anew, err);
    (void)fs_close(lock, NULL);
    return rc;
}

/* ---- damage -------------------------------------------------------------------------------- */

kamu_code key_state_heal(struct key_state *k, kamu_code rc, struct kamu_error *err)
{
    struct kamu_error why = {.text = "of no use"};
    if (is_ours(rc) || ++k->healed > HEAL_MAX)
        return rc;
    if (err != NULL)
        why = *err;
    log_write(&k->env->log, LOG_WARN, "key state: %s", why.text);
    uint64_t sum = k->tag.sum;
    uint8_t secret[16]; /* of the digests that this push has made so far */
    memcpy(secret, k->tag.secret, sizeof secret);
    if (!k->store.temporary) {
        key_state_load(k);
        if (k->healed > 1)
            give_up_keeping(k, &why);
    }
    bool moved = tag_is(k, &k->head) && k->tag.sum != sum &&
                 memcmp(secret, k->tag.secret, sizeof secret) == 0;
    if (!moved && is_head(k))
        return error_set(err, KAMU_E_CONFLICT, "Another push was faster");
    if (!moved) { /* not only that another push has tidied up its files */
        memcpy(k->tag.secret, secret, sizeof secret);
        KAMU_TRY(bring_up(k, true, err));
    }
    k->taken_in = history_slices(k->history, NULL) - history_pending(k->history);
    return history_pending(k->history) == 0 ? KAMU_OK : key_state_advance(k, err);
}

/* ---- opening, closing ---------------------------------------------------------------------------
 */

static kamu_code find_old_slice(void *ctx, uint64_t offset, struct history_slice *out,
                                struct kamu_error *err)
{
    struct key_state *k = ctx;
    kamu_code rc = key_state_old_slice(k, offset, out, err);
    if (rc == KAMU_OK)
        return KAMU_OK;
    KAMU_TRY(key_state_heal(k, rc, err));
    return history_find(k->history, offset, out, err); /* it knows all slices now */
}

static kamu_code open_state(struct key_state *k, struct kamu_error *err)
{
    const char *off = getenv("KAMU_KEY_STATE");
    (void)snprintf(k->store.temp_dir, sizeof k->store.temp_dir, "%s", k->options.temp_dir);
    k->store.env = k->env;
    k->store.with_values = !k->ledger;
    k->store.inline_max = KEY_SEGMENT_INLINE_MAX;
    if (k->options.temporary || dataset_workspace(k->ds) == NULL ||
        (off != NULL && strcmp(off, "off") == 0)) {
        k->store.temporary = true;
        return catch_up(k, true, err);
    }
    KAMU_TRY(key_state_place(k, err));
    key_state_load(k);
    return tag_is(k, &k->head) ? KAMU_OK : bring_up(k, false, err);
}

kamu_code key_state_open(struct env *env, struct dataset *ds, struct history *history,
                         const struct odf_hash *head, const struct key_state_options *options,
                         struct key_state **out, struct kamu_error *err)
{
    struct key_state *k = mem_calloc(1, sizeof *k);
    if (k == NULL)
        return error_nomem(err);
    k->env = env;
    k->ds = ds;
    k->history = history;
    k->head = *head;
    k->options = *options;
    kamu_code rc = choose_columns(k, err);
    if (rc == KAMU_OK)
        rc = open_state(k, err);
    if (rc != KAMU_OK) {
        key_state_free(k);
        return rc;
    }
    history_set_older(history, find_old_slice, k);
    *out = k;
    return KAMU_OK;
}

kamu_code key_state_advance(struct key_state *k, struct kamu_error *err)
{
    size_t n = history_slices(k->history, NULL);
    bool before = k->store.temporary;
    key_state_drop_cursors(k);
    k->store.temporary = true; /* nothing of this counts before the commit */
    kamu_code rc = key_state_take_in(k, k->taken_in, n, err);
    k->store.temporary = before;
    k->taken_in = n;
    return rc;
}

void key_state_keep(struct key_state *k, const struct odf_hash *new_head)
{
    struct fs_file *lock = NULL;
    struct kamu_error why = {0};
    if (k->store.temporary)
        return;
    k->head = *new_head;
    history_drop_pending(k->history);
    kamu_code rc = lock_files(k, KEEP_WAIT_MS, &lock, &why);
    if (rc == KAMU_OK) {
        key_state_load(k);
        if (!tag_is(k, &k->head))
            rc = take_in_missing(k, &why);
        if (rc == KAMU_OK && !tag_is(k, &k->head))
            rc = key_state_publish(k, &why);
    }
    (void)fs_close(lock, NULL);
    if (rc != KAMU_OK && rc != KAMU_E_CONFLICT && rc != KAMU_E_CANCELLED)
        give_up_keeping(k, &why);
}

void key_state_free(struct key_state *k)
{
    if (k == NULL)
        return;
    history_set_older(k->history, NULL, NULL);
    key_state_drop_cursors(k);
    key_runs_free(&k->store, &k->runs);
    (void)fs_close(k->slices, NULL);
    col_schema_unref(k->wanted);
    mem_free(k->key_columns);
    mem_free(k->compared);
    mem_free(k->order);
    mem_free(k);
}

const uint8_t *key_state_secret(const struct key_state *k)
{
    return k->tag.secret;
}

uint64_t key_state_offset_end(const struct key_state *k)
{
    return k->tag.offset_next;
}
