/* See compact.h. First a plan over the chain, newest block first as kamu does; then the commit. */
#include "store/compact.h"

#include "odf/schema.h"
#include "parquet/slice_reader.h"
#include "parquet/slice_writer.h"
#include "store/commit.h"
#include "store/private.h"
#include "store/producers.h"

#include <inttypes.h>
#include <stdio.h>

/* A block has room for one source state: those of producers can be joined (producers.h), of all
 * others the newest counts. */
enum state_kind { STATE_NONE, STATE_PRODUCERS, STATE_OTHER };

/* Consecutive blocks of the old chain that become at most one: [first, first + n). */
struct group {
    size_t first, n;
    bool is_data; /* AddData / ExecuteTransform; else one other block */
    size_t slices;
    uint64_t bytes, records;
    enum state_kind state;
    uint64_t state_bytes;
};

struct block_info {
    bool is_data, has_slice;
    uint64_t bytes, records;
    enum state_kind state;
    uint64_t state_bytes;
};

struct compaction {
    struct dataset *ds;
    const struct compact_options *options;
    struct instant system_time;
    struct odf_hash *hashes; /* oldest first */
    size_t n;
    struct group *groups; /* newest first, the Seed left out */
    size_t n_groups;
    uint64_t rows_done, rows_total;
    struct commit *commit;
};

static const struct odf_data_slice *slice_of(const struct odf_event *e)
{
    if (e->kind == ODF_ADD_DATA)
        return e->add_data->new_data;
    return e->kind == ODF_EXECUTE_TRANSFORM ? e->execute_transform->new_data : NULL;
}

/* ---- plan --------------------------------------------------------------------------------- */

static void put_block(struct compaction *c, size_t index, const struct block_info *b)
{
    struct group *g = c->n_groups ? &c->groups[c->n_groups - 1] : NULL;
    uint64_t max_bytes =
        c->options->max_slice_bytes ? c->options->max_slice_bytes : COMPACT_SLICE_BYTES;
    uint64_t max_records =
        c->options->max_slice_records ? c->options->max_slice_records : COMPACT_SLICE_RECORDS;
    bool joins = g && g->is_data && b->is_data;
    if (joins && b->has_slice && g->slices)
        joins = b->bytes <= max_bytes - (g->bytes < max_bytes ? g->bytes : max_bytes) &&
                b->records <= max_records - (g->records < max_records ? g->records : max_records);
    if (joins && b->state != STATE_NONE && g->state != STATE_NONE)
        joins = b->state == g->state &&
                (b->state == STATE_OTHER || b->state_bytes + g->state_bytes <= PRODUCERS_STATE_MAX);
    if (!joins) {
        g = &c->groups[c->n_groups++];
        *g = (struct group){.first = index, .is_data = b->is_data};
    }
    g->first = index;
    g->n++;
    g->slices += b->has_slice;
    g->bytes += b->bytes;
    g->records += b->records;
    g->state_bytes += b->state_bytes;
    if (g->state == STATE_NONE)
        g->state = b->state;
}

static void note_state(const struct odf_event *e, struct block_info *info)
{
    const struct odf_source_state *s =
        e->kind == ODF_ADD_DATA ? e->add_data->new_source_state : NULL;
    if (s != NULL) {
        info->state = producers_state(s) ? STATE_PRODUCERS : STATE_OTHER;
        info->state_bytes = s->value.n;
    }
}

static kamu_code make_plan(struct compaction *c, struct kamu_error *err)
{
    struct block_walk *walk;
    const struct odf_block *block;
    KAMU_TRY(dataset_chain(c->ds, commit_base(c->commit), &c->hashes, &c->n, err));
    c->groups = mem_calloc(c->n, sizeof *c->groups);
    if (!c->groups)
        return error_nomem(err);
    KAMU_TRY(block_walk_open(c->ds, commit_base(c->commit), &walk, err));
    kamu_code rc = KAMU_OK;
    for (size_t i = c->n; i > 1 && rc == KAMU_OK; i--) {
        rc = block_walk_next(walk, &block, NULL, err);
        if (rc != KAMU_OK)
            break;
        const struct odf_data_slice *s = slice_of(&block->event);
        struct block_info info = {.is_data = odf_event_is_data(block->event.kind),
                                  .has_slice = s != NULL};
        if (s) {
            info.bytes = s->size;
            info.records = s->offset_interval.end - s->offset_interval.start + 1;
        }
        note_state(&block->event, &info);
        put_block(c, i - 1, &info);
    }
    block_walk_free(walk);
    return rc;
}

static bool changes_anything(const struct compaction *c)
{
    for (size_t i = 0; i < c->n_groups; i++)
        if (c->groups[i].n > 1 || (c->options->keep_metadata_only && c->groups[i].is_data))
            return true;
    return false;
}

/* ---- joining slices ----------------------------------------------------------------------------
 */

/* What a group's blocks say together: of each part the newest one that is there. */
struct joined {
    struct odf_add_data data;
    struct odf_data_slice slice;
    struct odf_data_slice *parts; /* oldest first */
    size_t n_parts;
    struct producers *producers; /* NULL: no such state so far */
    struct arena arena;
};

/* "opendatafabric.org/linkedObjects" of the slices, added up; anything else is the newest's. */
static kamu_code add_links(struct joined *j, struct str extra, struct kamu_error *err)
{
    static const char format[] = "{\"opendatafabric.org/linkedObjects\":{\"numObjectsNaive\":"
                                 "%" SCNu64 ",\"sizeNaive\":%" SCNu64 "}}";
    uint64_t n1, n2, b1, b2;
    if (!extra.p)
        return KAMU_OK;
    if (j->data.extra.p && sscanf(j->data.extra.p, format, &n1, &b1) == 2 &&
        sscanf(extra.p, format, &n2, &b2) == 2) {
        char *sum = arena_printf(&j->arena,
                                 "{\"opendatafabric.org/linkedObjects\":{\"numObjectsNaive\":"
                                 "%" PRIu64 ",\"sizeNaive\":%" PRIu64 "}}",
                                 n1 + n2, b1 + b2);
        j->data.extra = str_c(sum);
        return sum ? KAMU_OK : error_nomem(err);
    }
    j->data.extra = arena_str(&j->arena, extra);
    return j->data.extra.p ? KAMU_OK : error_nomem(err);
}

static kamu_code add_state(struct joined *j, struct odf_source_state *s, struct kamu_error *err)
{
    if (s == NULL)
        return KAMU_OK;
    j->data.new_source_state = s;
    if (!producers_state(s))
        return KAMU_OK;
    if (j->producers == NULL)
        KAMU_TRY(producers_new(&j->producers, err));
    return producers_take(j->producers, s, err);
}

static kamu_code finish_state(struct joined *j, struct kamu_error *err)
{
    return producers_state(j->data.new_source_state)
               ? producers_value(j->producers, &j->arena, &j->data.new_source_state->value, err)
               : KAMU_OK;
}

static kamu_code join_blocks(struct compaction *c, const struct group *g, struct joined *j,
                             struct kamu_error *err)
{
    *j = (struct joined){0};
    arena_init(&j->arena, 4 * ODF_BLOCK_BYTES_MAX);
    j->parts = mem_calloc(g->n, sizeof *j->parts);
    if (!j->parts)
        return error_nomem(err);
    for (size_t i = 0; i < g->n; i++) {
        struct odf_block block;
        KAMU_TRY(dataset_block(c->ds, &c->hashes[g->first + i], &j->arena, &block, err));
        if (block.event.kind != ODF_ADD_DATA)
            return error_set(err, KAMU_E_CHAIN, "%s event in a root dataset",
                             odf_event_name(block.event.kind));
        const struct odf_add_data *d = block.event.add_data;
        if (i == 0) {
            j->data.prev_offset = d->prev_offset;
            j->data.prev_checkpoint = d->prev_checkpoint;
        }
        if (d->new_data)
            j->parts[j->n_parts++] = *d->new_data;
        if (d->new_checkpoint)
            j->data.new_checkpoint = d->new_checkpoint;
        if (d->new_watermark.set)
            j->data.new_watermark = d->new_watermark;
        KAMU_TRY(add_state(j, d->new_source_state, err));
        KAMU_TRY(add_links(j, d->extra, err));
    }
    return finish_state(j, err);
}

static void joined_free(struct joined *j)
{
    producers_free(j->producers);
    mem_free(j->parts);
    arena_free(&j->arena);
}

/* Rows of one old slice into the new one; there must be as many as its block says. */
static kamu_code copy_slice(struct compaction *c, const struct odf_data_slice *part,
                            struct col_schema *schema, struct slice_writer *w,
                            struct kamu_error *err)
{
    char path[FS_PATH_MAX];
    struct slice_reader *r;
    uint64_t rows = 0, expected = part->offset_interval.end - part->offset_interval.start + 1;
    KAMU_TRY(dataset_object_path(c->ds, DATASET_DATA, &part->physical_hash, path, err));
    KAMU_TRY(slice_reader_open(c->ds->env, path, &r, err));
    kamu_code rc = slice_reader_want(r, schema, err);
    while (rc == KAMU_OK) {
        struct batch *b;
        rc = env_check_cancel(c->ds->env, err);
        if (rc == KAMU_OK)
            rc = slice_reader_next(r, &b, err);
        if (rc != KAMU_OK || !b)
            break;
        rows += (uint64_t)b->length;
        rc = slice_writer_append(w, b, err);
        batch_free(b);
        if (c->options->progress)
            c->options->progress(c->options->progress_ctx, c->rows_done + rows, c->rows_total);
    }
    slice_reader_close(r);
    KAMU_TRY(rc);
    c->rows_done += rows;
    if (rows != expected)
        return error_set(err, KAMU_E_CORRUPT,
                         "Data file %s has %" PRIu64 " records, but its block says %" PRIu64, path,
                         rows, expected);
    return KAMU_OK;
}

static kamu_code write_joined(struct compaction *c, struct joined *j, struct col_schema *schema,
                              struct kamu_error *err)
{
    struct fs_file *file;
    struct slice_writer *w;
    struct slice_result r;
    KAMU_TRY(commit_data_create(c->commit, &file, err));
    KAMU_TRY(slice_writer_open(c->ds->env, file, schema, NULL, &w, err));
    kamu_code rc = KAMU_OK;
    for (size_t i = 0; i < j->n_parts && rc == KAMU_OK; i++)
        rc = copy_slice(c, &j->parts[i], schema, w, err);
    if (rc == KAMU_OK)
        rc = slice_writer_finish(w, &r, err);
    slice_writer_free(w);
    KAMU_TRY(rc);
    j->slice = (struct odf_data_slice){
        .logical_hash = odf_hash_arrow0(r.logical_hash),
        .physical_hash = odf_hash_sha3(r.physical_hash),
        .offset_interval = {j->parts[0].offset_interval.start,
                            j->parts[j->n_parts - 1].offset_interval.end},
        .size = r.size_bytes,
    };
    return commit_data_done(c->commit, file, &j->slice.physical_hash, err);
}

static kamu_code join_slices(struct compaction *c, struct joined *j, struct kamu_error *err)
{
    struct odf_data_schema declared;
    struct col_schema *schema;
    struct arena arena;
    bool has;
    arena_init(&arena, (size_t)64 << 20);
    kamu_code rc = odf_chain_schema(&commit_state(c->commit)->chain, &arena, &declared, &has, err);
    if (rc == KAMU_OK && !has)
        rc = error_set(err, KAMU_E_CHAIN, "SetDataSchema event must be present before adding data");
    if (rc == KAMU_OK)
        rc = odf_schema_to_columns(&declared, &schema, err);
    if (rc == KAMU_OK) {
        rc = write_joined(c, j, schema, err);
        col_schema_unref(schema);
    }
    arena_free(&arena);
    return rc;
}

/* ---- the new chain
 * -------------------------------------------------------------------------------- */

static kamu_code put_event(struct compaction *c, const struct odf_event *event,
                           struct kamu_error *err)
{
    /* What stood in the chain stays in it, also where our own rules are stricter than kamu's. */
    return store_commit_event(c->commit, c->system_time, event, ODF_CHAIN_AS_KAMU, err);
}

static kamu_code put_as_it_is(struct compaction *c, size_t index, struct kamu_error *err)
{
    struct arena arena;
    struct odf_block block;
    arena_init(&arena, 4 * ODF_BLOCK_BYTES_MAX);
    kamu_code rc = dataset_block(c->ds, &c->hashes[index], &arena, &block, err);
    if (rc == KAMU_OK)
        rc = put_event(c, &block.event, err);
    arena_free(&arena);
    return rc;
}

static kamu_code put_group(struct compaction *c, const struct group *g, struct kamu_error *err)
{
    struct joined j;
    if (c->options->keep_metadata_only && g->is_data)
        return KAMU_OK;
    if (g->n == 1)
        return put_as_it_is(c, g->first, err);
    kamu_code rc = join_blocks(c, g, &j, err);
    if (rc == KAMU_OK && j.n_parts > 1)
        rc = join_slices(c, &j, err);
    else if (rc == KAMU_OK && j.n_parts == 1)
        j.slice = j.parts[0];
    if (rc == KAMU_OK) {
        if (j.n_parts)
            j.data.new_data = &j.slice;
        struct odf_event event = {.kind = ODF_ADD_DATA, .add_data = &j.data};
        rc = put_event(c, &event, err);
    }
    joined_free(&j);
    return rc;
}

static kamu_code put_chain(struct compaction *c, struct kamu_error *err)
{
    kamu_code rc = store_commit_restart(c->commit, &c->hashes[0], err);
    for (size_t i = 0; i < c->n_groups; i++)
        if (c->groups[i].slices > 1 && !c->options->keep_metadata_only)
            c->rows_total += c->groups[i].records;
    for (size_t i = c->n_groups; i > 0 && rc == KAMU_OK; i--)
        rc = put_group(c, &c->groups[i - 1], err);
    return rc;
}

static uint64_t groups_left(const struct compaction *c)
{
    uint64_t n = 0;
    for (size_t i = 0; i < c->n_groups; i++)
        n += !(c->options->keep_metadata_only && c->groups[i].is_data);
    return n;
}

static kamu_code before_head(void *ctx, const struct odf_hash *new_head, uint64_t sequence_number,
                             struct fs_file **along, struct kamu_error *err)
{
    const struct compaction *c = ctx;
    struct compact_move move = {*commit_base(c->commit), *new_head, c->n - 1, sequence_number};
    *along = NULL;
    return c->options->before_head(c->options->before_ctx, c->ds, &move, err);
}

static kamu_code run(struct compaction *c, struct compact_result *out, struct kamu_error *err)
{
    struct commit_result r;
    out->old_head = out->new_head = *commit_base(c->commit);
    out->old_blocks = out->new_blocks = commit_state(c->commit)->blocks;
    if (commit_state(c->commit)->chain.dataset_kind != ODF_ROOT && !c->options->keep_metadata_only)
        return error_set(err, KAMU_E_USAGE, "Dataset '%s' in not root kind", dataset_alias(c->ds));
    KAMU_TRY(make_plan(c, err));
    if (!changes_anything(c))
        return KAMU_OK;
    if (c->options->dry_run) {
        out->changed = true;
        out->new_blocks = 1 + groups_left(c);
        return KAMU_OK;
    }
    KAMU_TRY(put_chain(c, err));
    out->new_blocks = commit_state(c->commit)->blocks;
    if (c->options->before_head)
        commit_before_head(c->commit, before_head, c);
    KAMU_TRY(commit_publish(c->commit, &r, err));
    out->changed = true;
    out->new_head = r.new_head;
    return KAMU_OK;
}

kamu_code dataset_compact(struct dataset *ds, const struct compact_options *options,
                          struct instant system_time, struct compact_result *out,
                          struct kamu_error *err)
{
    static const struct compact_options defaults;
    struct compaction c = {
        .ds = ds, .options = options ? options : &defaults, .system_time = system_time};
    *out = (struct compact_result){0};
    KAMU_TRY(commit_begin(ds, NULL, &c.commit, err));
    kamu_code rc = run(&c, out, err);
    commit_free(c.commit);
    mem_free(c.hashes);
    mem_free(c.groups);
    return rc;
}
