/* Verification of a dataset: its chain, and the files that the chain names. See verify.h. */
#include "store/verify.h"

#include "digest/sha3.h"
#include "odf/schema.h"
#include "store/private.h"
#include "store/verify_private.h"

#include <stdio.h>

#define FAILURES_DEFAULT 100
#define HASH_PIECE_BYTES ((size_t)1 << 20)

static const char data_mismatch[] = "Data doesn't match metadata";
static const char checkpoint_mismatch[] = "Checkpoint doesn't match metadata";

void verify_report_free(struct verify_report *r)
{
    if (!r)
        return;
    mem_free(r->failures);
    r->failures = NULL;
    r->n = 0;
}

kamu_code verify_fail(struct verify_run *r, enum verify_kind kind, const struct odf_hash *block,
                      uint64_t sequence_number, const struct kamu_error *error, const char *context,
                      struct kamu_error *err)
{
    size_t max = r->options->max_failures ? r->options->max_failures : FAILURES_DEFAULT;
    struct verify_report *report = r->report;
    if (report->n == max) {
        report->cut = true;
        return KAMU_E_LIMIT;
    }
    if (report->n % 8 == 0) {
        struct verify_failure *grown =
            mem_realloc_array(report->failures, report->n + 8, sizeof *grown);
        if (!grown)
            return error_nomem(err);
        report->failures = grown;
    }
    struct verify_failure *f = &report->failures[report->n++];
    *f = (struct verify_failure){.kind = kind, .sequence_number = sequence_number, .error = *error};
    if (block) {
        f->has_block = true;
        f->block = *block;
    }
    if (context)
        error_wrap(&f->error, f->error.code, "%s", context);
    return KAMU_OK;
}

static void progress(struct verify_run *r, enum verify_phase phase, const struct odf_hash *block)
{
    r->progress.phase = phase;
    r->progress.block = block;
    if (r->options->progress)
        r->options->progress(r->options->progress_ctx, &r->progress);
}

/* Not about the dataset: the run itself cannot go on. */
static bool is_fatal(kamu_code rc)
{
    return rc == KAMU_E_NOMEM || rc == KAMU_E_CANCELLED;
}

/* ---- chain -------------------------------------------------------------------------------- */

static kamu_code add_schema(struct verify_run *r, const struct dataset_state *state,
                            struct kamu_error *err)
{
    struct verify_schema *grown = mem_realloc_array(r->schemas, r->n_schemas + 1, sizeof *grown);
    if (!grown)
        return error_nomem(err);
    r->schemas = grown;
    struct verify_schema *s = &grown[r->n_schemas++];
    struct odf_vocab v = odf_vocab_of(state->chain.vocab);
    *s = (struct verify_schema){0};
    snprintf(s->offset, sizeof s->offset, STR_FMT, STR_ARG(v.offset));
    snprintf(s->op, sizeof s->op, STR_FMT, STR_ARG(v.op));
    snprintf(s->event_time, sizeof s->event_time, STR_FMT, STR_ARG(v.event_time));
    struct arena arena;
    struct odf_data_schema schema;
    bool has;
    arena_init(&arena, (size_t)64 << 20);
    if (odf_chain_schema(&state->chain, &arena, &schema, &has, NULL) == KAMU_OK && has &&
        odf_schema_to_columns(&schema, &s->columns, NULL) != KAMU_OK)
        s->columns = NULL;
    arena_free(&arena);
    return KAMU_OK;
}

static kamu_code add_slice(struct verify_run *r, const struct dataset_state *state,
                           const struct odf_block *block, struct kamu_error *err)
{
    struct verify_slice s = {.block = state->head, .sequence_number = block->sequence_number};
    const struct odf_data_slice *data = NULL;
    const struct odf_checkpoint *checkpoint = NULL;
    if (block->event.kind == ODF_ADD_DATA) {
        data = block->event.add_data->new_data;
        checkpoint = block->event.add_data->new_checkpoint;
        s.watermark = block->event.add_data->new_watermark;
        /* Polling sources and transformations may set any watermark they like. */
        s.check_watermark = state->chain.n_sources > 0 && !state->chain.polling;
    } else if (block->event.kind == ODF_EXECUTE_TRANSFORM) {
        data = block->event.execute_transform->new_data;
        checkpoint = block->event.execute_transform->new_checkpoint;
        s.watermark = block->event.execute_transform->new_watermark;
    }
    if (!data && !checkpoint)
        return KAMU_OK;
    if (data)
        s.data = *data;
    if (checkpoint)
        s.checkpoint = *checkpoint;
    s.has_data = data != NULL;
    s.has_checkpoint = checkpoint != NULL;
    s.schema = state->chain.schema && r->n_schemas ? (uint32_t)r->n_schemas - 1 : UINT32_MAX;
    if (r->n == r->cap) {
        size_t cap = r->cap ? r->cap * 2 : 64;
        struct verify_slice *grown = mem_realloc_array(r->slices, cap, sizeof *grown);
        if (!grown)
            return error_nomem(err);
        r->slices = grown;
        r->cap = cap;
    }
    r->slices[r->n++] = s;
    if (data) {
        r->progress.total++;
        r->progress.bytes_total += data->size;
    }
    return KAMU_OK;
}

/* One block, oldest first. A broken rule is kept, and the chain goes on from there. */
static kamu_code take_block(struct verify_run *r, struct dataset_state *state,
                            const struct odf_block *block, const struct odf_hash *hash,
                            struct kamu_error *err)
{
    struct kamu_error broken;
    char text[ODF_HASH_TEXT_MAX], context[160];
    kamu_code rc = odf_chain_check(&state->chain, block, ODF_CHAIN_AS_KAMU, &broken);
    if (is_fatal(rc)) {
        if (err)
            *err = broken;
        return rc;
    }
    if (rc != KAMU_OK) {
        odf_hash_text(hash, text);
        snprintf(context, sizeof context, "Block is malformed: %s", text);
        KAMU_TRY(
            verify_fail(r, VERIFY_BAD_CHAIN, hash, block->sequence_number, &broken, context, err));
    }
    KAMU_TRY(store_state_apply(state, block, hash, err));
    enum odf_event_kind kind = block->event.kind;
    if (kind == ODF_SET_DATA_SCHEMA || (kind == ODF_SET_VOCAB && state->chain.schema))
        KAMU_TRY(add_schema(r, state, err));
    r->report->blocks++;
    return add_slice(r, state, block, err);
}

/* Hashes from the head down, as far as the chain can be followed. A block that is missing or
 * damaged is a failure; `complete` says whether the Seed was reached. */
static kamu_code collect(struct verify_run *r, struct odf_hash **hashes, size_t *n, bool *complete,
                         struct kamu_error *err)
{
    struct block_walk *walk;
    const struct odf_block *block;
    const struct odf_hash *hash;
    struct kamu_error broken;
    size_t cap = 0;
    uint64_t below = 0;
    *complete = false;
    KAMU_TRY(block_walk_open(r->ds, NULL, &walk, err));
    kamu_code rc = KAMU_OK;
    for (;;) {
        rc = block_walk_next(walk, &block, &hash, &broken);
        if (is_fatal(rc) && err)
            *err = broken;
        if (rc != KAMU_OK || !block)
            break;
        if (*n == cap) {
            cap = cap ? cap * 2 : 64;
            struct odf_hash *grown = mem_realloc_array(*hashes, cap, sizeof *grown);
            if (!grown) {
                block_walk_free(walk);
                return error_nomem(err);
            }
            *hashes = grown;
        }
        (*hashes)[(*n)++] = *hash;
        below = block->sequence_number ? block->sequence_number - 1 : 0;
    }
    block_walk_free(walk);
    *complete = rc == KAMU_OK;
    if (rc == KAMU_OK || is_fatal(rc))
        return rc;
    return verify_fail(r, broken.code == KAMU_E_NOT_FOUND ? VERIFY_MISSING : VERIFY_BAD_CHAIN, NULL,
                       below, &broken, NULL, err);
}

/* Blocks whose chain below is lost: rules cannot be checked, but their files can. */
static kamu_code take_loose(struct verify_run *r, const struct odf_hash *hash,
                            const struct odf_block *block, struct kamu_error *err)
{
    struct dataset_state state;
    store_state_init(&state);
    state.head = *hash;
    kamu_code rc = add_slice(r, &state, block, err);
    store_state_free(&state);
    r->report->blocks++;
    return rc;
}

static kamu_code verify_chain(struct verify_run *r, struct kamu_error *err)
{
    struct odf_hash *hashes = NULL;
    struct dataset_state state;
    struct arena arena;
    size_t n = 0;
    bool complete;
    progress(r, VERIFY_CHAIN, NULL);
    store_state_init(&state);
    arena_init(&arena, 4 * ODF_BLOCK_BYTES_MAX);
    kamu_code rc = collect(r, &hashes, &n, &complete, err);
    for (size_t i = n; i > 0 && rc == KAMU_OK; i--) {
        struct odf_block block;
        arena_free(&arena);
        rc = env_check_cancel(r->ds->env, err);
        if (rc == KAMU_OK)
            rc = dataset_block(r->ds, &hashes[i - 1], &arena, &block, err);
        if (rc == KAMU_OK)
            rc = complete ? take_block(r, &state, &block, &hashes[i - 1], err)
                          : take_loose(r, &hashes[i - 1], &block, err);
    }
    r->derivative = complete && state.chain.dataset_kind == ODF_DERIVATIVE;
    arena_free(&arena);
    store_state_free(&state);
    mem_free(hashes);
    return rc;
}

/* ---- files ------------------------------------------------------------------------------------
 */

static kamu_code hash_file(struct verify_run *r, const char *path, struct odf_hash *out,
                           struct kamu_error *err)
{
    struct fs_file *f;
    struct sha3 sha;
    uint8_t digest[SHA3_256_SIZE];
    KAMU_TRY(fs_open_read(&r->ds->env->fs, path, &f, err));
    uint8_t *piece = mem_alloc(HASH_PIECE_BYTES);
    kamu_code rc = piece ? KAMU_OK : error_nomem(err);
    sha3_init(&sha);
    for (size_t got = 1; rc == KAMU_OK && got > 0;) {
        rc = env_check_cancel(r->ds->env, err);
        if (rc == KAMU_OK)
            rc = fs_read(f, piece, HASH_PIECE_BYTES, &got, err);
        if (rc != KAMU_OK)
            break;
        sha3_update(&sha, piece, got);
        r->progress.bytes_done += got;
        progress(r, VERIFY_DATA, r->progress.block);
    }
    mem_free(piece);
    fs_close(f, NULL);
    if (rc != KAMU_OK)
        return rc;
    sha3_final(&sha, digest);
    *out = odf_hash_sha3(digest);
    return KAMU_OK;
}

struct expected {
    enum dataset_object object;
    const char *word; /* "Data", "Checkpoint" */
    enum verify_kind kind;
    const char *context;
    struct odf_hash hash;
    uint64_t size;
};

static kamu_code fail_hash(struct verify_run *r, const struct verify_slice *s, const char *what,
                           const struct expected *e, const struct odf_hash *expected,
                           const struct odf_hash *actual, struct kamu_error *err)
{
    char block[ODF_HASH_TEXT_MAX], h1[ODF_HASH_TEXT_MAX], h2[ODF_HASH_TEXT_MAX];
    struct kamu_error error;
    odf_hash_text(&s->block, block);
    odf_hash_text(expected, h1);
    odf_hash_text(actual, h2);
    error_set(&error, KAMU_E_CORRUPT, "%s %s hash for block %s is expected to be %s but actual %s",
              e->word, what, block, h1, h2);
    return verify_fail(r, e->kind, &s->block, s->sequence_number, &error, e->context, err);
}

/* Presence, size and physical hash. *ok = false: failed (and kept); *actual is set when only the
 * hash differs. */
static kamu_code check_file(struct verify_run *r, const struct verify_slice *s,
                            const struct expected *e, const char *path, bool *ok,
                            struct odf_hash *actual, struct kamu_error *err)
{
    char block[ODF_HASH_TEXT_MAX], name[ODF_HASH_TEXT_MAX];
    struct fs_stat st;
    struct kamu_error error;
    *ok = false;
    *actual = (struct odf_hash){0};
    odf_hash_text(&s->block, block);
    odf_hash_text(&e->hash, name);
    kamu_code rc = fs_stat(&r->ds->env->fs, path, &st, &error);
    if (rc == KAMU_OK && st.kind == FS_NONE) {
        error_set(&error, KAMU_E_NOT_FOUND, "Object does not exist: %s", name);
        error_hint(&error, "it is the %s of block %s, looked for at %s",
                   e->object == DATASET_DATA ? "data" : "checkpoint", block, path);
        return verify_fail(r, VERIFY_MISSING, &s->block, s->sequence_number, &error, e->context,
                           err);
    }
    if (rc == KAMU_OK && st.size_bytes != e->size) {
        error_set(&error, KAMU_E_CORRUPT,
                  "%s size for block %s is expected to be %llu but actual %llu", e->word, block,
                  (unsigned long long)e->size, (unsigned long long)st.size_bytes);
        return verify_fail(r, e->kind, &s->block, s->sequence_number, &error, e->context, err);
    }
    if (rc == KAMU_OK)
        rc = hash_file(r, path, actual, &error);
    if (is_fatal(rc)) {
        if (err)
            *err = error;
        return rc;
    }
    if (rc != KAMU_OK)
        return verify_fail(r, e->kind, &s->block, s->sequence_number, &error, e->context, err);
    *ok = odf_hash_eq(actual, &e->hash);
    return KAMU_OK;
}

/* kamu: another file with the same rows is fine for what is derived. */
static kamu_code check_derived(struct verify_run *r, const struct verify_slice *s,
                               const struct expected *e, const struct odf_hash *physical,
                               const char *path, struct kamu_error *err)
{
    struct odf_hash logical;
    struct kamu_error error;
    bool same;
    kamu_code rc = verify_logical_hash(r, s, path, &same, &logical, &error);
    if (rc == KAMU_OK && same)
        return KAMU_OK;
    if (rc == KAMU_OK)
        return fail_hash(r, s, "logical", e, &s->data.logical_hash, &logical, err);
    if (is_fatal(rc)) {
        if (err)
            *err = error;
        return rc;
    }
    return fail_hash(r, s, "physical", e, &e->hash, physical, err);
}

static kamu_code verify_data(struct verify_run *r, const struct verify_slice *s,
                             struct kamu_error *err)
{
    struct expected e = {DATASET_DATA,          "Data",      VERIFY_BAD_DATA, data_mismatch,
                         s->data.physical_hash, s->data.size};
    char path[FS_PATH_MAX];
    struct odf_hash actual;
    bool ok;
    KAMU_TRY(dataset_object_path(r->ds, e.object, &e.hash, path, err));
    KAMU_TRY(check_file(r, s, &e, path, &ok, &actual, err));
    r->report->slices++;
    r->report->rows += s->data.offset_interval.end - s->data.offset_interval.start + 1;
    r->report->bytes += s->data.size;
    if (!ok && odf_hash_present(&actual))
        return r->derivative && !r->options->integrity_only
                   ? check_derived(r, s, &e, &actual, path, err)
                   : fail_hash(r, s, "physical", &e, &e.hash, &actual, err);
    return ok && !r->options->integrity_only ? verify_slice_content(r, s, path, err) : KAMU_OK;
}

static kamu_code verify_checkpoint(struct verify_run *r, const struct verify_slice *s,
                                   struct kamu_error *err)
{
    struct expected e = {DATASET_CHECKPOINT,          "Checkpoint",
                         VERIFY_BAD_CHECKPOINT,       checkpoint_mismatch,
                         s->checkpoint.physical_hash, s->checkpoint.size};
    char path[FS_PATH_MAX];
    struct odf_hash actual;
    bool ok;
    KAMU_TRY(dataset_object_path(r->ds, e.object, &e.hash, path, err));
    KAMU_TRY(check_file(r, s, &e, path, &ok, &actual, err));
    return !ok && odf_hash_present(&actual) ? fail_hash(r, s, "physical", &e, &e.hash, &actual, err)
                                            : KAMU_OK;
}

static kamu_code verify_files(struct verify_run *r, struct kamu_error *err)
{
    for (size_t i = r->n; i > 0; i--) {
        const struct verify_slice *s = &r->slices[i - 1];
        KAMU_TRY(env_check_cancel(r->ds->env, err));
        progress(r, VERIFY_DATA, &s->block);
        if (s->has_data) {
            KAMU_TRY(verify_data(r, s, err));
            r->progress.done++;
        }
        if (s->has_checkpoint)
            KAMU_TRY(verify_checkpoint(r, s, err));
    }
    return KAMU_OK;
}

kamu_code dataset_verify(struct dataset *ds, const struct verify_options *options,
                         struct verify_report *report, struct kamu_error *err)
{
    static const struct verify_options defaults;
    struct verify_run r = {.ds = ds, .options = options ? options : &defaults, .report = report};
    *report = (struct verify_report){0};
    kamu_code rc = verify_chain(&r, err);
    if (rc == KAMU_OK)
        rc = verify_files(&r, err);
    if (rc == KAMU_E_LIMIT && report->cut)
        rc = KAMU_OK;
    report->replay_skipped = r.derivative && !r.options->integrity_only;
    for (size_t i = 0; i < r.n_schemas; i++)
        if (r.schemas[i].columns)
            col_schema_unref(r.schemas[i].columns);
    mem_free(r.schemas);
    mem_free(r.slices);
    if (rc != KAMU_OK)
        verify_report_free(report);
    return rc;
}
