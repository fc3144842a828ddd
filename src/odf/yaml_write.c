/* The metadata model as YAML and JSON text (spec/odf-metadata.md 4.10). */
#include "odf/block.h"
#include "odf/sink.h"
#include "odf/snapshot.h"
#include "odf/yaml.h"

static void manifest_start(struct sink *s, const char *kind, int64_t version)
{
    sink_put(s, SINK_MAP, STR_NONE);
    sink_key(s, "kind");
    sink_string(s, kind);
    sink_key(s, "version");
    sink_i64(s, version);
    sink_key(s, "content");
}

static void write_block(struct sink *s, const void *v)
{
    manifest_start(s, "MetadataBlock", ODF_BLOCK_VERSION);
    sink_object(s, &odf_object_block, v);
    sink_put(s, SINK_MAP_END, STR_NONE);
}

static void write_event(struct sink *s, const void *v)
{
    sink_union(s, &odf_union_event, v);
}

static void write_event_manifest(struct sink *s, const void *v)
{
    manifest_start(s, "MetadataEvent", 1);
    write_event(s, v);
    sink_put(s, SINK_MAP_END, STR_NONE);
}

static void write_schema(struct sink *s, const void *v)
{
    sink_object(s, &odf_object_data_schema, v);
}

static void write_json(struct sink *s, const void *v)
{
    sink_json(s, *(const struct str *)v);
}

static void write_snapshot(struct sink *s, const void *v)
{
    const struct odf_dataset_snapshot *d = v;
    manifest_start(s, "DatasetSnapshot", 1);
    sink_put(s, SINK_MAP, STR_NONE);
    sink_key(s, "name");
    sink_put(s, SINK_STRING, d->name);
    sink_key(s, "kind");
    sink_string(s, odf_enum_dataset_kind.names[d->kind]);
    sink_key(s, "metadata");
    sink_put(s, SINK_LIST, STR_NONE);
    for (uint32_t i = 0; i < d->n_metadata; i++)
        write_event(s, &d->metadata[i]);
    sink_put(s, SINK_LIST_END, STR_NONE);
    sink_put(s, SINK_MAP_END, STR_NONE);
    sink_put(s, SINK_MAP_END, STR_NONE);
}

kamu_code odf_block_to_yaml(const struct odf_block *b, struct buf *out, struct kamu_error *err)
{
    return sink_yaml(write_block, b, out, err);
}

kamu_code odf_event_to_yaml(const struct odf_event *e, struct buf *out, struct kamu_error *err)
{
    return sink_yaml(write_event, e, out, err);
}

kamu_code odf_event_to_manifest(const struct odf_event *e, struct buf *out, struct kamu_error *err)
{
    return sink_yaml(write_event_manifest, e, out, err);
}

kamu_code odf_schema_to_yaml(const struct odf_data_schema *s, struct buf *out,
                             struct kamu_error *err)
{
    return sink_yaml(write_schema, s, out, err);
}

kamu_code odf_json_to_yaml(struct str json, struct buf *out, struct kamu_error *err)
{
    return sink_yaml(write_json, &json, out, err);
}

kamu_code odf_snapshot_to_yaml(const struct odf_dataset_snapshot *s, struct buf *out,
                               struct kamu_error *err)
{
    return sink_yaml(write_snapshot, s, out, err);
}

kamu_code odf_block_to_json(const struct odf_block *b, struct buf *out, struct kamu_error *err)
{
    return sink_to_json(write_block, b, out, err);
}

kamu_code odf_event_to_json(const struct odf_event *e, struct buf *out, struct kamu_error *err)
{
    return sink_to_json(write_event, e, out, err);
}

kamu_code odf_schema_to_json(const struct odf_data_schema *s, struct buf *out,
                             struct kamu_error *err)
{
    return sink_to_json(write_schema, s, out, err);
}
