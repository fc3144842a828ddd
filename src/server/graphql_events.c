/* GraphQL: metadata events. */
#include "odf/schema.h"
#include "server/graphql_schema.h"

struct gql_out gql_event(const struct odf_event *e)
{
    static const struct gql_type *const types[ODF_EVENT_COUNT] = {
        [ODF_ADD_DATA] = &gql_AddData,
        [ODF_EXECUTE_TRANSFORM] = &gql_ExecuteTransform,
        [ODF_SEED] = &gql_Seed,
        [ODF_SET_POLLING_SOURCE] = &gql_SetPollingSource,
        [ODF_SET_TRANSFORM] = &gql_SetTransform,
        [ODF_SET_VOCAB] = &gql_SetVocab,
        [ODF_SET_ATTACHMENTS] = &gql_SetAttachments,
        [ODF_SET_INFO] = &gql_SetInfo,
        [ODF_SET_LICENSE] = &gql_SetLicense,
        [ODF_SET_DATA_SCHEMA] = &gql_SetDataSchema,
        [ODF_ADD_PUSH_SOURCE] = &gql_AddPushSource,
        [ODF_DISABLE_PUSH_SOURCE] = &gql_DisablePushSource,
        [ODF_DISABLE_POLLING_SOURCE] = &gql_DisablePollingSource,
    };
    KAMU_ASSERT((unsigned)e->kind < ODF_EVENT_COUNT && types[e->kind] != NULL);
    return gql_object(types[e->kind], e);
}

/* A field of the event's table. */
#define EVENT(e) ((const struct odf_event *)(e))
#define FIELD(resolver, expression)                                                                \
    GQL_RESOLVER(resolver)                                                                         \
    {                                                                                              \
        (void)c;                                                                                   \
        (void)err;                                                                                 \
        *out = (expression);                                                                       \
        return KAMU_OK;                                                                            \
    }

static struct gql_out number(struct odf_opt_u64 v)
{
    return v.set ? gql_int((int64_t)v.value) : (struct gql_out){.kind = GQL_OUT_NULL};
}
static struct gql_out when(const struct gql_call *c, struct odf_opt_instant t)
{
    return t.set ? gql_time(c, t.value) : (struct gql_out){.kind = GQL_OUT_NULL};
}
static struct gql_out slice_of(const struct odf_data_slice *s)
{
    return s != NULL ? gql_object(&gql_DataSlice, s) : (struct gql_out){.kind = GQL_OUT_NULL};
}
static struct gql_out texts(const struct gql_call *c, struct odf_strs list)
{
    struct gql_out *items = arena_calloc(c->exec->arena, list.n + 1, sizeof *items);
    if (list.items == NULL || items == NULL)
        return (struct gql_out){.kind = GQL_OUT_NULL};
    for (uint32_t i = 0; i < list.n; i++)
        items[i] = gql_text(list.items[i]);
    return gql_list(items, list.n);
}

FIELD(nothing, ((void)parent, (struct gql_out){.kind = GQL_OUT_NULL}))
FIELD(seed_id, gql_did(c, &EVENT(parent)->seed->dataset_id))
FIELD(seed_kind,
      gql_text(EVENT(parent)->seed->dataset_kind == ODF_ROOT ? STR("ROOT") : STR("DERIVATIVE")))
FIELD(data_prev_offset, number(EVENT(parent)->add_data->prev_offset))
FIELD(data_slice, slice_of(EVENT(parent)->add_data->new_data))
FIELD(data_watermark, when(c, EVENT(parent)->add_data->new_watermark))
FIELD(execute_prev_offset, number(EVENT(parent)->execute_transform->prev_offset))
FIELD(execute_slice, slice_of(EVENT(parent)->execute_transform->new_data))
FIELD(execute_watermark, when(c, EVENT(parent)->execute_transform->new_watermark))
FIELD(slice_logical, gql_hash(c, &((const struct odf_data_slice *)parent)->logical_hash))
FIELD(slice_physical, gql_hash(c, &((const struct odf_data_slice *)parent)->physical_hash))
FIELD(slice_size, gql_int((int64_t)((const struct odf_data_slice *)parent)->size))
FIELD(slice_interval,
      gql_object(&gql_OffsetInterval, &((const struct odf_data_slice *)parent)->offset_interval))
FIELD(interval_start, gql_int((int64_t)((const struct odf_offset_interval *)parent)->start))
FIELD(interval_end, gql_int((int64_t)((const struct odf_offset_interval *)parent)->end))
FIELD(vocab_offset, gql_text(EVENT(parent)->set_vocab->offset_column))
FIELD(vocab_operation, gql_text(EVENT(parent)->set_vocab->operation_type_column))
FIELD(vocab_system_time, gql_text(EVENT(parent)->set_vocab->system_time_column))
FIELD(vocab_event_time, gql_text(EVENT(parent)->set_vocab->event_time_column))
FIELD(info_description, gql_text(EVENT(parent)->set_info->description))
FIELD(info_keywords, texts(c, EVENT(parent)->set_info->keywords))
FIELD(license_short, gql_text(EVENT(parent)->set_license->short_name))
FIELD(license_name, gql_text(EVENT(parent)->set_license->name))
FIELD(license_spdx, gql_text(EVENT(parent)->set_license->spdx_id))
FIELD(license_url, gql_text(EVENT(parent)->set_license->website_url))
FIELD(disabled_source, gql_text(EVENT(parent)->disable_push_source->source_name))
FIELD(source_name, gql_text(EVENT(parent)->add_push_source->source_name))
FIELD(source_read, gql_object(&gql_ReadStep, &EVENT(parent)->add_push_source->read))
FIELD(source_merge, gql_object(&gql_MergeStrategy, &EVENT(parent)->add_push_source->merge))
FIELD(read_kind, gql_text(str_c(odf_read_step_name(((const struct odf_read_step *)parent)->kind))))
FIELD(merge_kind,
      gql_text(str_c(odf_merge_name(((const struct odf_merge_strategy *)parent)->kind))))
FIELD(merge_key, texts(c, odf_merge_primary_key(parent)))

GQL_RESOLVER(read_schema)
{
    const struct odf_data_schema *schema = odf_read_step_schema(parent);
    return schema != NULL ? gql_schema_of(c, schema, out, err) : KAMU_OK;
}
GQL_RESOLVER(event_schema)
{
    struct odf_data_schema schema;
    KAMU_TRY(odf_set_data_schema_effective(EVENT(parent)->set_data_schema, c->exec->arena, &schema,
                                           err));
    return gql_schema_of(c, &schema, out, err);
}

#define TYPE(n, ...)                                                                               \
    const struct gql_type gql_##n = {.name = #n,                                                   \
                                     .interfaces = GQL_NAMES("MetadataEvent"),                     \
                                     .fields = (const struct gql_field[]){__VA_ARGS__, {0}}}

const struct gql_type gql_MetadataEvent = {.name = "MetadataEvent", .kind = GQL_TYPE_INTERFACE};
TYPE(Seed, {"datasetId", "DatasetID!", seed_id}, {"datasetKind", "DatasetKind!", seed_kind});
TYPE(AddData, {"prevOffset", "Int", data_prev_offset}, {"newData", "DataSlice", data_slice},
     {"newWatermark", "DateTime", data_watermark});
TYPE(ExecuteTransform, {"prevOffset", "Int", execute_prev_offset},
     {"newData", "DataSlice", execute_slice}, {"newWatermark", "DateTime", execute_watermark});
TYPE(SetPollingSource, {"_dummy", "String", nothing});
TYPE(SetTransform, {"_dummy", "String", nothing});
TYPE(SetAttachments, {"_dummy", "String", nothing});
TYPE(DisablePollingSource, {"_dummy", "String", nothing});
TYPE(SetVocab, {"offsetColumn", "String", vocab_offset},
     {"operationTypeColumn", "String", vocab_operation},
     {"systemTimeColumn", "String", vocab_system_time},
     {"eventTimeColumn", "String", vocab_event_time});
TYPE(SetInfo, {"description", "String", info_description},
     {"keywords", "[String!]", info_keywords});
TYPE(SetLicense, {"shortName", "String!", license_short}, {"name", "String!", license_name},
     {"spdxId", "String", license_spdx}, {"websiteUrl", "String!", license_url});
TYPE(SetDataSchema,
     {"schema", "DataSchema!", event_schema, GQL_ARGS({"format", "DataSchemaFormat", "PARQUET"})});
TYPE(DisablePushSource, {"sourceName", "String!", disabled_source});
TYPE(AddPushSource, {"sourceName", "String!", source_name}, {"read", "ReadStep!", source_read},
     {"merge", "MergeStrategy!", source_merge});

const struct gql_type gql_DataSlice = {
    .name = "DataSlice",
    .fields = (const struct gql_field[]){{"logicalHash", "Multihash!", slice_logical},
                                         {"physicalHash", "Multihash!", slice_physical},
                                         {"offsetInterval", "OffsetInterval!", slice_interval},
                                         {"size", "Int!", slice_size},
                                         {0}}};
const struct gql_type gql_OffsetInterval = {
    .name = "OffsetInterval",
    .fields = (const struct gql_field[]){
        {"start", "Int!", interval_start}, {"end", "Int!", interval_end}, {0}}};
/* kamu has a type for each kind of these two; their kind is a text here. */
const struct gql_type gql_ReadStep = {
    .name = "ReadStep",
    .fields = (const struct gql_field[]){
        {"kind", "String!", read_kind},
        {"schema", "DataSchema", read_schema, GQL_ARGS({"format", "DataSchemaFormat", "PARQUET"})},
        {0}}};
const struct gql_type gql_MergeStrategy = {
    .name = "MergeStrategy",
    .fields = (const struct gql_field[]){
        {"kind", "String!", merge_kind}, {"primaryKey", "[String!]", merge_key}, {0}}};
