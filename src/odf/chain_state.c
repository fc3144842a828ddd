/* The summary of a chain: taking blocks in, copying, storing (rules.h). */
#include "odf/chain_record.h"
#include "odf/descriptor.h"
#include "odf/fb_build.h"
#include "odf/fb_read.h"
#include "odf/rules.h"
#include "odf/schema.h"

#define STATE_BYTES_MAX ((size_t)256 << 20)
static const char magic[8] = "kamuCS1";

void odf_chain_state_init(struct odf_chain_state *s)
{
    memset(s, 0, sizeof *s);
    arena_init(&s->arena, STATE_BYTES_MAX);
}

void odf_chain_state_free(struct odf_chain_state *s)
{
    if (!s)
        return;
    struct arena arena = s->arena;
    arena_free(&arena);
    odf_chain_state_init(s);
}

/* ---- taking a block in --------------------------------------------------------------- */

/* A deep copy of the event's table in the state's arena. */
static kamu_code keep(struct odf_chain_state *s, const struct odf_event *e, void **out,
                      struct kamu_error *err)
{
    struct odf_event copy;
    KAMU_TRY(odf_event_copy(&s->arena, e, &copy, err));
    *out = copy.any;
    return KAMU_OK;
}

static kamu_code keep_source(struct odf_chain_state *s, const struct odf_block *b,
                             const struct odf_hash *hash, struct kamu_error *err)
{
    void *copy;
    uint32_t i = 0;
    while (i < s->n_sources &&
           !str_eq(s->sources[i].source.source_name, b->event.add_push_source->source_name))
        i++;
    if (i == s->cap_sources) {
        uint32_t cap = s->cap_sources ? 2 * s->cap_sources : 4;
        struct odf_chain_source *grown = arena_calloc(&s->arena, cap, sizeof *grown);
        if (!grown)
            return error_nomem(err);
        if (s->n_sources)
            memcpy(grown, s->sources, s->n_sources * sizeof *grown);
        s->sources = grown;
        s->cap_sources = cap;
    }
    KAMU_TRY(keep(s, &b->event, &copy, err));
    s->sources[i] = (struct odf_chain_source){.source = *(struct odf_add_push_source *)copy,
                                              .block_hash = *hash,
                                              .sequence_number = b->sequence_number,
                                              .active = true};
    if (i == s->n_sources)
        s->n_sources++;
    return KAMU_OK;
}

static void count_slice(struct odf_chain_state *s, const struct odf_data_slice *d,
                        struct instant time)
{
    s->n_slices++;
    s->rows_total += d->offset_interval.end - d->offset_interval.start + 1;
    s->data_bytes_total += d->size;
    s->last_data_time = (struct odf_opt_instant){true, time};
}

/* What AddData and ExecuteTransform have in common. */
static void take_data(struct odf_chain_state *s, const struct odf_data_slice *d,
                      struct odf_opt_u64 prev_offset, struct odf_opt_instant watermark,
                      struct instant time)
{
    s->has_data_event = true;
    s->last_offset = d ? (struct odf_opt_u64){true, d->offset_interval.end} : prev_offset;
    s->watermark = watermark;
    if (d)
        count_slice(s, d, time);
}

static kamu_code take_add_data(struct odf_chain_state *s, const struct odf_add_data *e,
                               struct instant time, struct kamu_error *err)
{
    take_data(s, e->new_data, e->prev_offset, e->new_watermark, time);
    s->has_add_data = true;
    s->checkpoint = e->new_checkpoint ? e->new_checkpoint->physical_hash : (struct odf_hash){0};
    s->add_data_watermark = e->new_watermark;
    if (!e->new_source_state) {
        s->source_state = NULL;
        return KAMU_OK;
    }
    if (s->source_state &&
        odf_object_eq(&odf_object_source_state, s->source_state, e->new_source_state))
        return KAMU_OK;
    s->source_state = arena_calloc(&s->arena, 1, sizeof *s->source_state);
    if (!s->source_state)
        return error_nomem(err);
    return odf_object_copy(&s->arena, &odf_object_source_state, e->new_source_state,
                           s->source_state, err);
}

static kamu_code take_execute(struct odf_chain_state *s, const struct odf_execute_transform *e,
                              struct instant time, struct kamu_error *err)
{
    uint32_t n = e->query_inputs.n;
    take_data(s, e->new_data, e->prev_offset, e->new_watermark, time);
    s->has_execute = s->execute_after_transform = true;
    s->execute_checkpoint =
        e->new_checkpoint ? e->new_checkpoint->physical_hash : (struct odf_hash){0};
    s->execute_watermark = e->new_watermark;
    if (!s->execute_inputs.items || s->execute_inputs.n != n) {
        s->execute_inputs.items =
            arena_calloc(&s->arena, n ? n : 1, sizeof *s->execute_inputs.items);
        if (!s->execute_inputs.items)
            return error_nomem(err);
        s->execute_inputs.n = n;
    }
    for (uint32_t i = 0; i < n; i++) {
        struct odf_execute_transform_input last = e->query_inputs.items[i];
        if (!last.new_block_hash
                 .code) /* an input without progress keeps its last block and offset */
            last.new_block_hash = last.prev_block_hash;
        if (!last.new_offset.set)
            last.new_offset = last.prev_offset;
        s->execute_inputs.items[i] = last;
    }
    return KAMU_OK;
}

static kamu_code take_transform(struct odf_chain_state *s, const struct odf_block *b,
                                const struct odf_hash *hash, struct kamu_error *err)
{
    void *copy;
    KAMU_TRY(keep(s, &b->event, &copy, err));
    s->transform = copy;
    s->transform_block = *hash;
    s->transform_time = b->system_time;
    s->execute_after_transform = false;
    return KAMU_OK;
}

static void disable_push(struct odf_chain_state *s, struct str name)
{
    for (uint32_t i = 0; i < s->n_sources; i++)
        if (str_eq(s->sources[i].source.source_name, name))
            s->sources[i].active = false;
}

static kamu_code take_event(struct odf_chain_state *s, const struct odf_block *b,
                            const struct odf_hash *hash, struct kamu_error *err)
{
    const struct odf_event *e = &b->event;
    void *copy = NULL;
    switch (e->kind) {
    case ODF_ADD_DATA:
        return take_add_data(s, e->add_data, b->system_time, err);
    case ODF_EXECUTE_TRANSFORM:
        return take_execute(s, e->execute_transform, b->system_time, err);
    case ODF_SEED:
        s->dataset_id = e->seed->dataset_id;
        s->dataset_kind = e->seed->dataset_kind;
        return KAMU_OK;
    case ODF_SET_POLLING_SOURCE:
        KAMU_TRY(keep(s, e, &copy, err));
        s->polling = copy;
        s->polling_block = *hash;
        return KAMU_OK;
    case ODF_SET_TRANSFORM:
        return take_transform(s, b, hash, err);
    case ODF_SET_VOCAB:
        KAMU_TRY(keep(s, e, &copy, err));
        s->vocab = copy;
        return KAMU_OK;
    case ODF_SET_ATTACHMENTS:
        KAMU_TRY(keep(s, e, &copy, err));
        s->attachments = copy;
        return KAMU_OK;
    case ODF_SET_INFO:
        KAMU_TRY(keep(s, e, &copy, err));
        s->info = copy;
        return KAMU_OK;
    case ODF_SET_LICENSE:
        KAMU_TRY(keep(s, e, &copy, err));
        s->license = copy;
        return KAMU_OK;
    case ODF_SET_DATA_SCHEMA:
        KAMU_TRY(keep(s, e, &copy, err));
        s->schema = copy;
        s->schema_block = *hash;
        return KAMU_OK;
    case ODF_ADD_PUSH_SOURCE:
        return keep_source(s, b, hash, err);
    case ODF_DISABLE_PUSH_SOURCE:
        disable_push(s, e->disable_push_source->source_name);
        return KAMU_OK;
    case ODF_DISABLE_POLLING_SOURCE:
        s->polling = NULL;
        s->polling_block = (struct odf_hash){0};
        return KAMU_OK;
    case ODF_EVENT_NONE:
    case ODF_EVENT_COUNT:
        break;
    }
    KAMU_BUG("event kind %d", (int)e->kind);
}

kamu_code odf_chain_apply(struct odf_chain_state *s, const struct odf_block *b,
                          const struct odf_hash *hash, struct kamu_error *err)
{
    KAMU_TRY(take_event(s, b, hash, err));
    s->has_head = true;
    s->head = *hash;
    s->sequence_number = b->sequence_number;
    s->system_time = b->system_time;
    return KAMU_OK;
}

kamu_code odf_chain_append(struct odf_chain_state *s, const struct odf_block *b,
                           const struct odf_hash *hash, unsigned flags, struct kamu_error *err)
{
    KAMU_TRY(odf_chain_check(s, b, flags, err));
    return odf_chain_apply(s, b, hash, err);
}

struct odf_block odf_chain_next(const struct odf_chain_state *s, struct instant system_time,
                                struct odf_event event)
{
    struct odf_block b = {.system_time = system_time, .event = event};
    if (s->has_head) {
        b.prev_block_hash = s->head;
        b.sequence_number = s->sequence_number + 1;
    }
    return b;
}

/* ---- the state as a record ---------------------------------------------------------------- */

static struct odf_opt_bool flag(bool v)
{
    return (struct odf_opt_bool){v, v};
}

/* Borrows from s; the list of sources is made in `scratch`. */
static kamu_code to_record(const struct odf_chain_state *s, struct arena *scratch,
                           struct chain_record *r, struct kamu_error *err)
{
    struct chain_record_source *sources =
        arena_calloc(scratch, s->n_sources ? s->n_sources : 1, sizeof *sources);
    if (!sources)
        return error_nomem(err);
    for (uint32_t i = 0; i < s->n_sources; i++)
        sources[i] =
            (struct chain_record_source){s->sources[i].source, s->sources[i].block_hash,
                                         s->sources[i].sequence_number, flag(s->sources[i].active)};
    *r = (struct chain_record){
        .head = {s->head, s->sequence_number, s->system_time, s->dataset_id, s->dataset_kind},
        .definitions = {.vocab = s->vocab,
                        .schema = s->schema,
                        .schema_block = s->schema_block,
                        .sources = {sources, s->n_sources},
                        .polling = s->polling,
                        .polling_block = s->polling_block,
                        .transform = s->transform,
                        .transform_block = s->transform_block,
                        .transform_time = {s->transform != NULL, s->transform_time},
                        .info = s->info,
                        .license = s->license,
                        .attachments = s->attachments},
        .data = {.has_data_event = flag(s->has_data_event),
                 .last_offset = s->last_offset,
                 .watermark = s->watermark,
                 .last_data_time = s->last_data_time,
                 .n_slices = s->n_slices,
                 .rows_total = s->rows_total,
                 .data_bytes_total = s->data_bytes_total,
                 .has_add_data = flag(s->has_add_data),
                 .checkpoint = s->checkpoint,
                 .add_data_watermark = s->add_data_watermark,
                 .source_state = s->source_state},
        .execute = {.has_execute = flag(s->has_execute),
                    .after_transform = flag(s->execute_after_transform),
                    .checkpoint = s->execute_checkpoint,
                    .watermark = s->execute_watermark,
                    .inputs = s->execute_inputs}};
    return KAMU_OK;
}

/* r's memory is already in s->arena. */
static kamu_code from_record(const struct chain_record *r, struct odf_chain_state *s,
                             struct kamu_error *err)
{
    const struct chain_record_definitions *d = &r->definitions;
    s->has_head = true;
    s->head = r->head.head;
    s->sequence_number = r->head.sequence_number;
    s->system_time = r->head.system_time;
    s->dataset_id = r->head.dataset_id;
    s->dataset_kind = r->head.dataset_kind;
    s->vocab = d->vocab;
    s->schema = d->schema;
    s->schema_block = d->schema_block;
    s->n_sources = s->cap_sources = d->sources.n;
    s->sources = arena_calloc(&s->arena, d->sources.n ? d->sources.n : 1, sizeof *s->sources);
    if (!s->sources)
        return error_nomem(err);
    for (uint32_t i = 0; i < d->sources.n; i++) {
        const struct chain_record_source *from = &d->sources.items[i];
        s->sources[i] = (struct odf_chain_source){from->source, from->block_hash,
                                                  from->sequence_number, from->active.value};
    }
    s->polling = d->polling;
    s->polling_block = d->polling_block;
    s->transform = d->transform;
    s->transform_block = d->transform_block;
    s->transform_time = d->transform_time.value;
    s->info = d->info;
    s->license = d->license;
    s->attachments = d->attachments;
    s->has_data_event = r->data.has_data_event.value;
    s->last_offset = r->data.last_offset;
    s->watermark = r->data.watermark;
    s->last_data_time = r->data.last_data_time;
    s->n_slices = r->data.n_slices;
    s->rows_total = r->data.rows_total;
    s->data_bytes_total = r->data.data_bytes_total;
    s->has_add_data = r->data.has_add_data.value;
    s->checkpoint = r->data.checkpoint;
    s->add_data_watermark = r->data.add_data_watermark;
    s->source_state = r->data.source_state;
    s->has_execute = r->execute.has_execute.value;
    s->execute_after_transform = r->execute.after_transform.value;
    s->execute_checkpoint = r->execute.checkpoint;
    s->execute_watermark = r->execute.watermark;
    s->execute_inputs = r->execute.inputs;
    return KAMU_OK;
}

kamu_code odf_chain_state_copy(const struct odf_chain_state *src, struct odf_chain_state *dst,
                               struct kamu_error *err)
{
    struct chain_record r, copy;
    struct arena scratch;
    odf_chain_state_init(dst);
    if (!src->has_head)
        return KAMU_OK;
    arena_init(&scratch, STATE_BYTES_MAX);
    kamu_code rc = to_record(src, &scratch, &r, err);
    if (rc == KAMU_OK)
        rc = odf_object_copy(&dst->arena, &odf_object_chain_record, &r, &copy, err);
    if (rc == KAMU_OK)
        rc = from_record(&copy, dst, err);
    arena_free(&scratch);
    if (rc != KAMU_OK)
        odf_chain_state_free(dst);
    return rc;
}

kamu_code odf_chain_state_encode(const struct odf_chain_state *s, struct buf *out,
                                 struct kamu_error *err)
{
    struct chain_record r;
    struct arena scratch;
    struct fb b;
    out->len = 0;
    KAMU_TRY(buf_append(out, magic, sizeof magic, err));
    if (!s->has_head)
        return KAMU_OK;
    arena_init(&scratch, STATE_BYTES_MAX);
    fb_init(&b, STATE_BYTES_MAX);
    kamu_code rc = to_record(s, &scratch, &r, err);
    if (rc == KAMU_OK)
        rc = fb_finish(&b, fb_object(&b, &odf_object_chain_record, &r), err);
    if (rc == KAMU_OK)
        rc = buf_append(out, fb_data(&b), b.used, err);
    fb_free(&b);
    arena_free(&scratch);
    return rc;
}

kamu_code odf_chain_state_decode(const void *bytes, size_t n, struct odf_chain_state *out,
                                 struct kamu_error *err)
{
    struct fbr r = {.what = "chain summary"};
    struct fbr_table t;
    struct chain_record record;
    odf_chain_state_init(out);
    if (n < sizeof magic || memcmp(bytes, magic, sizeof magic) != 0)
        return error_set(err, KAMU_E_CORRUPT, "Malformed chain summary: wrong start");
    if (n == sizeof magic)
        return KAMU_OK;
    r.p = (const uint8_t *)bytes + sizeof magic;
    r.n = n - sizeof magic;
    r.arena = &out->arena;
    kamu_code rc = fbr_root(&r, &t, err);
    if (rc == KAMU_OK)
        rc = fbr_object(&r, &t, &odf_object_chain_record, &record, err);
    if (rc == KAMU_OK)
        rc = from_record(&record, out, err);
    if (rc != KAMU_OK)
        odf_chain_state_free(out);
    return rc;
}

/* ---- questions ------------------------------------------------------------------------------- */

kamu_code odf_chain_schema(const struct odf_chain_state *s, struct arena *arena,
                           struct odf_data_schema *out, bool *has, struct kamu_error *err)
{
    *has = s->schema != NULL;
    return s->schema ? odf_set_data_schema_effective(s->schema, arena, out, err) : KAMU_OK;
}

kamu_code odf_chain_pick_source(const struct odf_chain_state *s, struct str name,
                                const struct odf_add_push_source **out, bool *implicit_ok,
                                struct kamu_error *err)
{
    unsigned active = 0;
    *out = NULL;
    if (implicit_ok)
        *implicit_ok = false;
    for (uint32_t i = 0; i < s->n_sources; i++) {
        if (!s->sources[i].active)
            continue;
        active++;
        if (!name.p || str_eq(s->sources[i].source.source_name, name))
            *out = &s->sources[i].source;
    }
    if (name.p && s->polling && !*out)
        return error_set(err, KAMU_E_NOT_FOUND,
                         "Expected a named push source, but found polling source");
    if (name.p && !*out)
        return error_set(err, KAMU_E_NOT_FOUND, "Source '" STR_FMT "' not found", STR_ARG(name));
    if (name.p || active == 1)
        return KAMU_OK;
    *out = NULL;
    if (active > 1)
        return error_set(err, KAMU_E_USAGE,
                         "Explicit source name is required to pick between several active push "
                         "sources");
    if (implicit_ok && !s->polling) {
        *implicit_ok = true;
        return KAMU_OK;
    }
    return error_set(
        err, KAMU_E_NOT_FOUND,
        "Dataset does not define a default push source, consider specifying the source "
        "name");
}
