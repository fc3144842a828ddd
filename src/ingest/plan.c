/* Plan: see plan.h. */
#include "ingest/plan.h"

#include "ingest/normalize.h"
#include "odf/ddl.h"
#include "odf/schema.h"
#include "sql/preprocess.h"

#define PLAN_BYTES_MAX ((size_t)64 << 20)

static enum format_flag flag_of(struct odf_opt_bool b)
{
    return !b.set ? FORMAT_UNSET : b.value ? FORMAT_YES : FORMAT_NO;
}

static void csv_format(const struct odf_read_step_csv *c, struct reader_format *f)
{
    f->kind = DATA_CSV;
    f->separator = c->separator;
    f->quote = c->quote;
    f->escape = c->escape;
    f->encoding = c->encoding;
    f->null_value = c->null_value;
    f->date_format = c->date_format;
    f->timestamp_format = c->timestamp_format;
    f->header = flag_of(c->header);
    f->infer_schema = flag_of(c->infer_schema);
}

static void declared_format(const struct odf_read_step *r, struct reader_format *f)
{
    memset(f, 0, sizeof *f);
    switch (r->kind) {
    case ODF_READ_CSV:
        csv_format(r->csv, f);
        return;
    case ODF_READ_JSON:
        f->kind = DATA_JSON;
        f->sub_path = r->json->sub_path;
        f->date_format = r->json->date_format;
        f->encoding = r->json->encoding;
        f->timestamp_format = r->json->timestamp_format;
        return;
    case ODF_READ_ND_JSON:
        f->kind = DATA_NDJSON;
        f->date_format = r->nd_json->date_format;
        f->encoding = r->nd_json->encoding;
        f->timestamp_format = r->nd_json->timestamp_format;
        return;
    case ODF_READ_GEO_JSON:
        f->kind = DATA_GEOJSON;
        return;
    case ODF_READ_ND_GEO_JSON:
        f->kind = DATA_NDGEOJSON;
        return;
    case ODF_READ_ESRI_SHAPEFILE:
        f->kind = DATA_ESRI_SHAPEFILE;
        f->sub_path = r->esri_shapefile->sub_path;
        return;
    case ODF_READ_PARQUET:
        f->kind = DATA_PARQUET;
        return;
    case ODF_READ_NONE:
        break;
    }
    KAMU_BUG("read step of kind %d", (int)r->kind);
}

kamu_code plan_check_source(const struct odf_event *event, struct kamu_error *err)
{
    struct reader_format format;
    const struct odf_read_step *read =
        event->kind == ODF_ADD_PUSH_SOURCE      ? &event->add_push_source->read
        : event->kind == ODF_SET_POLLING_SOURCE ? &event->set_polling_source->read
                                                : NULL;
    if (read == NULL || read->kind == ODF_READ_NONE)
        return KAMU_OK;
    declared_format(read, &format);
    kamu_code rc = format_check(&format, err);
    if (rc == KAMU_OK || err == NULL || event->kind != ODF_ADD_PUSH_SOURCE)
        return rc;
    struct kamu_error inner = *err;
    error_set(err, rc, "Push source '" STR_FMT "': %s",
              STR_ARG(event->add_push_source->source_name), inner.text);
    err->at = inner.at;
    return rc;
}

static void merge_spec_of(const struct odf_merge_strategy *m, struct merge_spec *out)
{
    struct odf_strs key = odf_merge_primary_key(m);
    memset(out, 0, sizeof *out);
    out->kind = (enum merge_kind)m->kind; /* both are the FlatBuffers tags */
    out->primary_key = key.items;
    out->n_primary_key = key.items == NULL ? 0 : key.n;
    if (m->kind == ODF_MERGE_SNAPSHOT && m->snapshot->compare_columns.items != NULL) {
        out->has_compare_columns = true;
        out->compare_columns = m->snapshot->compare_columns.items;
        out->n_compare_columns = m->snapshot->compare_columns.n;
    }
}

static struct merge_vocab vocab_of(const struct odf_vocab *v)
{
    return (struct merge_vocab){.offset = v->offset,
                                .op = v->op,
                                .system_time = v->system_time,
                                .event_time = v->event_time};
}

kamu_code plan_make(const struct odf_chain_state *chain, const struct plan_options *options,
                    struct ingest_plan *p, struct kamu_error *err)
{
    memset(p, 0, sizeof *p);
    arena_init(&p->arena, PLAN_BYTES_MAX);
    struct reader_format actual, declared;
    if (options->input_format.p != NULL)
        KAMU_TRY(format_parse(&p->arena, options->input_format, &actual, err));
    KAMU_TRY(odf_chain_pick_source(chain, options->source_name, &p->source, NULL, err));

    if (p->source->preprocess.kind != ODF_TRANSFORM_NONE)
        p->preprocess = &p->source->preprocess;
    struct odf_data_schema schema;
    bool has_schema = false;
    KAMU_TRY(odf_read_step_declared(&p->source->read, &p->arena, &schema, &has_schema, err));
    if (has_schema)
        KAMU_TRY(odf_schema_to_columns(&schema, &p->read_schema, err));
    declared_format(&p->source->read, &declared);
    format_translate(&declared, options->input_format.p == NULL ? NULL : &actual, has_schema,
                     &p->format);
    p->clean_up = odf_read_step_schema(&p->source->read) == NULL && p->preprocess == NULL;
    merge_spec_of(&p->source->merge, &p->merge);
    struct odf_vocab v = odf_vocab_of(chain->vocab);
    p->vocab = vocab_of(&v);
    return merge_spec_check(&p->merge, &p->vocab, NULL, err);
}

void plan_free(struct ingest_plan *p)
{
    col_schema_unref(p->read_schema);
    arena_free(&p->arena);
    memset(p, 0, sizeof *p);
}

/* Can a dataset take these columns? As the first push of the source would find. */
static kamu_code check_result(struct col_schema *columns, const struct merge_spec *merge,
                              const struct merge_vocab *vocab, struct kamu_error *err)
{
    struct normalize_options o = {.vocab = *vocab, .merge = *merge};
    struct normalizer *n = NULL;
    struct odf_data_schema stored;
    struct arena arena;
    KAMU_TRY(normalizer_open(columns, &o, &n, err));
    arena_init(&arena, PLAN_BYTES_MAX);
    kamu_code rc = odf_schema_from_columns(normalizer_slice(n), &arena, &stored, err);
    if (rc == KAMU_OK)
        rc = odf_schema_check_storable(&stored, err);
    if (rc == KAMU_OK)
        rc = merge_spec_check(merge, vocab, normalizer_rows(n), err);
    arena_free(&arena);
    normalizer_free(n);
    return rc;
}

static kamu_code check_query(struct env *env, const struct odf_add_push_source *source,
                             struct col_schema *declared, const struct odf_vocab *v,
                             struct kamu_error *err)
{
    struct col_schema *result = NULL;
    struct merge_vocab vocab = vocab_of(v);
    struct merge_spec merge;
    merge_spec_of(&source->merge, &merge);
    kamu_code rc = preprocess_check(env, &source->preprocess, declared, &result, err);
    if (rc == KAMU_OK && result != NULL)
        rc = check_result(result, &merge, &vocab, err);
    col_schema_unref(result);
    return rc;
}

kamu_code plan_check_query(struct env *env, const struct odf_add_push_source *source,
                           const struct odf_vocab *vocab, bool *foreign, struct kamu_error *err)
{
    struct odf_data_schema schema;
    struct col_schema *declared = NULL;
    struct arena arena;
    bool has = false;
    *foreign =
        source->preprocess.kind != ODF_TRANSFORM_NONE && !preprocess_runs_here(&source->preprocess);
    if (source->preprocess.kind == ODF_TRANSFORM_NONE || *foreign)
        return KAMU_OK;
    arena_init(&arena, PLAN_BYTES_MAX);
    kamu_code rc = odf_read_step_declared(&source->read, &arena, &schema, &has, err);
    if (rc == KAMU_OK && has)
        rc = odf_schema_to_columns(&schema, &declared, err);
    if (rc == KAMU_OK)
        rc = check_query(env, source, declared, vocab, err);
    if (rc != KAMU_OK && rc != KAMU_E_NOMEM)
        error_wrap(err, rc, "Push source '" STR_FMT "'", STR_ARG(source->source_name));
    col_schema_unref(declared);
    arena_free(&arena);
    return rc;
}

kamu_code plan_dataset_schema(const struct odf_chain_state *chain, struct col_schema **out,
                              struct kamu_error *err)
{
    struct odf_data_schema schema;
    struct arena arena;
    bool has = false;
    *out = NULL;
    arena_init(&arena, PLAN_BYTES_MAX);
    kamu_code rc = odf_chain_schema(chain, &arena, &schema, &has, err);
    if (rc == KAMU_OK && has)
        rc = odf_schema_to_columns(&schema, out, err);
    arena_free(&arena);
    return rc;
}
