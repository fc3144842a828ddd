/* The tables of spec/odf-metadata.md 3.6. */
#include "odf/chain_record.h"
#include "odf/descriptor.h"

#define FIELD(struct_, member_, type_, slot_, key_, ...)                                           \
    {                                                                                              \
        .key = key_, .offset = offsetof(struct struct_, member_), .type = type_, .slot = slot_,    \
        __VA_ARGS__                                                                                \
    }
#define REQ .required = true
#define OF(d) .of = &(d)
#define TEXT_DEFAULT(t) .fallback_text = t
#define VALUE_DEFAULT(v) .has_fallback_value = true, .fallback_value = v

#define OBJECT(var_, name_, struct_, fields_, slots_)                                              \
    const struct odf_object var_ = {.name = name_,                                                 \
                                    .size = sizeof(struct struct_),                                \
                                    .n_fields = sizeof(fields_) / sizeof(fields_[0]),              \
                                    .n_slots = slots_,                                             \
                                    .fields = fields_}
#define EMPTY(var_, name_)                                                                         \
    static const struct odf_object var_ = {.name = name_, .size = sizeof(struct odf_empty)}
#define UNION(var_, name_, members_, ...)                                                          \
    const struct odf_union var_ = {.name = name_,                                                  \
                                   .n = sizeof(members_) / sizeof(members_[0]),                    \
                                   .members = members_,                                            \
                                   __VA_ARGS__}
#define ENUM(var_, name_, width_, names_)                                                          \
    const struct odf_enum var_ = {                                                                 \
        .name = name_, .width = width_, .n = sizeof(names_) / sizeof(names_[0]), .names = names_}

/* ---- enums -------------------------------------------------------------------- */

static const char *const dataset_kind_names[] = {"Root", "Derivative"};
ENUM(odf_enum_dataset_kind, "DatasetKind", 4, dataset_kind_names);
static const char *const source_ordering_names[] = {"ByEventTime", "ByName"};
static ENUM(enum_source_ordering, "SourceOrdering", 4, source_ordering_names);
static const char *const compression_names[] = {"Gzip", "Zip"};
static ENUM(enum_compression, "CompressionFormat", 4, compression_names);
static const char *const mqtt_qos_names[] = {"AtMostOnce", "AtLeastOnce", "ExactlyOnce"};
static ENUM(enum_mqtt_qos, "MqttQos", 4, mqtt_qos_names);
static const char *const time_unit_names[] = {"Second", "Millisecond", "Microsecond", "Nanosecond"};
ENUM(odf_enum_time_unit, "TimeUnit", 2, time_unit_names);

/* ---- schema ------------------------------------------------------------------- */

static const struct odf_field data_field_fields[] = {
    FIELD(odf_data_field, name, ODF_F_STRING, 0, "name", REQ),
    FIELD(odf_data_field, type, ODF_F_UNION, 1, "type", REQ, OF(odf_union_data_type)),
    FIELD(odf_data_field, extra, ODF_F_EXTRA, 3, "extra"),
};
static OBJECT(object_data_field, "DataField", odf_data_field, data_field_fields, 4);

static const struct odf_field data_schema_fields[] = {
    FIELD(odf_data_schema, fields, ODF_F_OBJECTS, 0, "fields", REQ, OF(object_data_field)),
    FIELD(odf_data_schema, extra, ODF_F_EXTRA, 1, "extra"),
};
OBJECT(odf_object_data_schema, "DataSchema", odf_data_schema, data_schema_fields, 2);

static const struct odf_field type_binary_fields[] = {
    FIELD(odf_data_type_binary, fixed_length, ODF_F_OPT_U64, 0, "fixedLength"),
};
static OBJECT(type_binary, "DataTypeBinary", odf_data_type_binary, type_binary_fields, 1);
static const struct odf_field type_decimal_fields[] = {
    FIELD(odf_data_type_decimal, precision, ODF_F_U32, 0, "precision", REQ),
    FIELD(odf_data_type_decimal, scale, ODF_F_I32, 1, "scale", REQ),
};
static OBJECT(type_decimal, "DataTypeDecimal", odf_data_type_decimal, type_decimal_fields, 2);
static const struct odf_field type_duration_fields[] = {
    FIELD(odf_data_type_duration, unit, ODF_F_OPT_ENUM, 0, "unit", OF(odf_enum_time_unit),
          VALUE_DEFAULT(ODF_UNIT_MILLISECOND)),
};
static OBJECT(type_duration, "DataTypeDuration", odf_data_type_duration, type_duration_fields, 1);
static const struct odf_field type_list_fields[] = {
    FIELD(odf_data_type_list, item_type, ODF_F_UNION, 0, "itemType", REQ, OF(odf_union_data_type)),
    FIELD(odf_data_type_list, fixed_length, ODF_F_OPT_U64, 2, "fixedLength"),
};
static OBJECT(type_list, "DataTypeList", odf_data_type_list, type_list_fields, 3);
static const struct odf_field type_map_fields[] = {
    FIELD(odf_data_type_map, key_type, ODF_F_UNION, 0, "keyType", REQ, OF(odf_union_data_type)),
    FIELD(odf_data_type_map, value_type, ODF_F_UNION, 2, "valueType", REQ, OF(odf_union_data_type)),
    FIELD(odf_data_type_map, keys_sorted, ODF_F_OPT_BOOL, 4, "keysSorted"),
};
static OBJECT(type_map, "DataTypeMap", odf_data_type_map, type_map_fields, 5);
static const struct odf_field type_option_fields[] = {
    FIELD(odf_data_type_option, inner, ODF_F_UNION, 0, "inner", REQ, OF(odf_union_data_type)),
};
static OBJECT(type_option, "DataTypeOption", odf_data_type_option, type_option_fields, 2);
static const struct odf_field type_struct_fields[] = {
    FIELD(odf_data_type_struct, fields, ODF_F_OBJECTS, 0, "fields", REQ, OF(object_data_field)),
};
static OBJECT(type_struct, "DataTypeStruct", odf_data_type_struct, type_struct_fields, 1);
static const struct odf_field type_time_fields[] = {
    FIELD(odf_data_type_time, unit, ODF_F_OPT_ENUM, 0, "unit", OF(odf_enum_time_unit),
          VALUE_DEFAULT(ODF_UNIT_MILLISECOND)),
};
static OBJECT(type_time, "DataTypeTime", odf_data_type_time, type_time_fields, 1);
static const struct odf_field type_timestamp_fields[] = {
    FIELD(odf_data_type_timestamp, unit, ODF_F_OPT_ENUM, 0, "unit", OF(odf_enum_time_unit),
          VALUE_DEFAULT(ODF_UNIT_MILLISECOND)),
    FIELD(odf_data_type_timestamp, timezone, ODF_F_STRING, 1, "timezone", TEXT_DEFAULT("UTC")),
};
static OBJECT(type_timestamp, "DataTypeTimestamp", odf_data_type_timestamp, type_timestamp_fields,
              2);

EMPTY(type_bool, "DataTypeBool");
EMPTY(type_date, "DataTypeDate");
EMPTY(type_float16, "DataTypeFloat16");
EMPTY(type_float32, "DataTypeFloat32");
EMPTY(type_float64, "DataTypeFloat64");
EMPTY(type_int8, "DataTypeInt8");
EMPTY(type_int16, "DataTypeInt16");
EMPTY(type_int32, "DataTypeInt32");
EMPTY(type_int64, "DataTypeInt64");
EMPTY(type_uint8, "DataTypeUInt8");
EMPTY(type_uint16, "DataTypeUInt16");
EMPTY(type_uint32, "DataTypeUInt32");
EMPTY(type_uint64, "DataTypeUInt64");
EMPTY(type_null, "DataTypeNull");
EMPTY(type_string, "DataTypeString");

static const struct odf_member data_type_members[] = {
    {"Binary", &type_binary},   {"Bool", &type_bool},           {"Date", &type_date},
    {"Decimal", &type_decimal}, {"Duration", &type_duration},   {"Float16", &type_float16},
    {"Float32", &type_float32}, {"Float64", &type_float64},     {"Int8", &type_int8},
    {"Int16", &type_int16},     {"Int32", &type_int32},         {"Int64", &type_int64},
    {"UInt8", &type_uint8},     {"UInt16", &type_uint16},       {"UInt32", &type_uint32},
    {"UInt64", &type_uint64},   {"List", &type_list},           {"Map", &type_map},
    {"Null", &type_null},       {"Option", &type_option},       {"Struct", &type_struct},
    {"Time", &type_time},       {"Timestamp", &type_timestamp}, {"String", &type_string},
};
UNION(odf_union_data_type, "DataType", data_type_members, .short_form = true);

/* ---- read steps ----------------------------------------------------------------- */

#define RFC3339 TEXT_DEFAULT("rfc3339")
#define UTF8 TEXT_DEFAULT("utf8")

static const struct odf_field read_csv_fields[] = {
    FIELD(odf_read_step_csv, ddl_schema, ODF_F_STRINGS, 0, "ddlSchema"),
    FIELD(odf_read_step_csv, separator, ODF_F_STRING, 1, "separator", TEXT_DEFAULT(",")),
    FIELD(odf_read_step_csv, encoding, ODF_F_STRING, 2, "encoding", UTF8),
    FIELD(odf_read_step_csv, quote, ODF_F_STRING, 3, "quote", TEXT_DEFAULT("\"")),
    FIELD(odf_read_step_csv, escape, ODF_F_STRING, 4, "escape", TEXT_DEFAULT("\\")),
    FIELD(odf_read_step_csv, header, ODF_F_OPT_BOOL, 5, "header", VALUE_DEFAULT(0)),
    FIELD(odf_read_step_csv, infer_schema, ODF_F_OPT_BOOL, 6, "inferSchema", VALUE_DEFAULT(0)),
    FIELD(odf_read_step_csv, null_value, ODF_F_STRING, 7, "nullValue", TEXT_DEFAULT("")),
    FIELD(odf_read_step_csv, date_format, ODF_F_STRING, 8, "dateFormat", RFC3339),
    FIELD(odf_read_step_csv, timestamp_format, ODF_F_STRING, 9, "timestampFormat", RFC3339),
    FIELD(odf_read_step_csv, schema, ODF_F_OBJECT_PTR, 10, "schema", OF(odf_object_data_schema)),
};
static OBJECT(read_csv, "ReadStepCsv", odf_read_step_csv, read_csv_fields, 11);
static const struct odf_field read_json_fields[] = {
    FIELD(odf_read_step_json, sub_path, ODF_F_STRING, 0, "subPath"),
    FIELD(odf_read_step_json, ddl_schema, ODF_F_STRINGS, 1, "ddlSchema"),
    FIELD(odf_read_step_json, date_format, ODF_F_STRING, 2, "dateFormat", RFC3339),
    FIELD(odf_read_step_json, encoding, ODF_F_STRING, 3, "encoding", UTF8),
    FIELD(odf_read_step_json, timestamp_format, ODF_F_STRING, 4, "timestampFormat", RFC3339),
    FIELD(odf_read_step_json, schema, ODF_F_OBJECT_PTR, 5, "schema", OF(odf_object_data_schema)),
};
static OBJECT(read_json, "ReadStepJson", odf_read_step_json, read_json_fields, 6);
static const struct odf_field read_nd_json_fields[] = {
    FIELD(odf_read_step_nd_json, ddl_schema, ODF_F_STRINGS, 0, "ddlSchema"),
    FIELD(odf_read_step_nd_json, date_format, ODF_F_STRING, 1, "dateFormat", RFC3339),
    FIELD(odf_read_step_nd_json, encoding, ODF_F_STRING, 2, "encoding", UTF8),
    FIELD(odf_read_step_nd_json, timestamp_format, ODF_F_STRING, 3, "timestampFormat", RFC3339),
    FIELD(odf_read_step_nd_json, schema, ODF_F_OBJECT_PTR, 4, "schema", OF(odf_object_data_schema)),
};
static OBJECT(read_nd_json, "ReadStepNdJson", odf_read_step_nd_json, read_nd_json_fields, 5);
static const struct odf_field read_geo_json_fields[] = {
    FIELD(odf_read_step_geo_json, ddl_schema, ODF_F_STRINGS, 0, "ddlSchema"),
    FIELD(odf_read_step_geo_json, schema, ODF_F_OBJECT_PTR, 1, "schema",
          OF(odf_object_data_schema)),
};
static OBJECT(read_geo_json, "ReadStepGeoJson", odf_read_step_geo_json, read_geo_json_fields, 2);
static const struct odf_field read_nd_geo_json_fields[] = {
    FIELD(odf_read_step_nd_geo_json, ddl_schema, ODF_F_STRINGS, 0, "ddlSchema"),
    FIELD(odf_read_step_nd_geo_json, schema, ODF_F_OBJECT_PTR, 1, "schema",
          OF(odf_object_data_schema)),
};
static OBJECT(read_nd_geo_json, "ReadStepNdGeoJson", odf_read_step_nd_geo_json,
              read_nd_geo_json_fields, 2);
static const struct odf_field read_shapefile_fields[] = {
    FIELD(odf_read_step_esri_shapefile, ddl_schema, ODF_F_STRINGS, 0, "ddlSchema"),
    FIELD(odf_read_step_esri_shapefile, sub_path, ODF_F_STRING, 1, "subPath"),
    FIELD(odf_read_step_esri_shapefile, schema, ODF_F_OBJECT_PTR, 2, "schema",
          OF(odf_object_data_schema)),
};
static OBJECT(read_shapefile, "ReadStepEsriShapefile", odf_read_step_esri_shapefile,
              read_shapefile_fields, 3);
static const struct odf_field read_parquet_fields[] = {
    FIELD(odf_read_step_parquet, ddl_schema, ODF_F_STRINGS, 0, "ddlSchema"),
    FIELD(odf_read_step_parquet, schema, ODF_F_OBJECT_PTR, 1, "schema", OF(odf_object_data_schema)),
};
static OBJECT(read_parquet, "ReadStepParquet", odf_read_step_parquet, read_parquet_fields, 2);

static const struct odf_member read_step_members[] = {
    {"Csv", &read_csv},
    {"GeoJson", &read_geo_json},
    {"EsriShapefile", &read_shapefile},
    {"Parquet", &read_parquet},
    {"Json", &read_json},
    {"NdJson", &read_nd_json},
    {"NdGeoJson", &read_nd_geo_json},
};
UNION(odf_union_read_step, "ReadStep", read_step_members);

/* ---- merge strategies -------------------------------------------------------------- */

EMPTY(merge_append, "MergeStrategyAppend");
static const struct odf_field merge_ledger_fields[] = {
    FIELD(odf_merge_strategy_ledger, primary_key, ODF_F_STRINGS, 0, "primaryKey", REQ),
};
static OBJECT(merge_ledger, "MergeStrategyLedger", odf_merge_strategy_ledger, merge_ledger_fields,
              1);
static const struct odf_field merge_snapshot_fields[] = {
    FIELD(odf_merge_strategy_snapshot, primary_key, ODF_F_STRINGS, 0, "primaryKey", REQ),
    FIELD(odf_merge_strategy_snapshot, compare_columns, ODF_F_STRINGS, 1, "compareColumns"),
};
static OBJECT(merge_snapshot, "MergeStrategySnapshot", odf_merge_strategy_snapshot,
              merge_snapshot_fields, 2);
static const struct odf_field merge_changelog_fields[] = {
    FIELD(odf_merge_strategy_changelog_stream, primary_key, ODF_F_STRINGS, 0, "primaryKey", REQ),
};
static OBJECT(merge_changelog, "MergeStrategyChangelogStream", odf_merge_strategy_changelog_stream,
              merge_changelog_fields, 1);
static const struct odf_field merge_upsert_fields[] = {
    FIELD(odf_merge_strategy_upsert_stream, primary_key, ODF_F_STRINGS, 0, "primaryKey", REQ),
};
static OBJECT(merge_upsert, "MergeStrategyUpsertStream", odf_merge_strategy_upsert_stream,
              merge_upsert_fields, 1);
static const struct odf_member merge_members[] = {
    {"Append", &merge_append},       {"Ledger", &merge_ledger},
    {"Snapshot", &merge_snapshot},   {"ChangelogStream", &merge_changelog},
    {"UpsertStream", &merge_upsert},
};
UNION(odf_union_merge_strategy, "MergeStrategy", merge_members);

/* ---- transforms ---------------------------------------------------------------------- */

static const struct odf_field sql_query_step_fields[] = {
    FIELD(odf_sql_query_step, alias, ODF_F_STRING, 0, "alias"),
    FIELD(odf_sql_query_step, query, ODF_F_STRING, 1, "query", REQ),
};
static OBJECT(object_sql_query_step, "SqlQueryStep", odf_sql_query_step, sql_query_step_fields, 2);
static const struct odf_field temporal_table_fields[] = {
    FIELD(odf_temporal_table, name, ODF_F_STRING, 0, "name", REQ),
    FIELD(odf_temporal_table, primary_key, ODF_F_STRINGS, 1, "primaryKey", REQ),
};
static OBJECT(object_temporal_table, "TemporalTable", odf_temporal_table, temporal_table_fields, 2);
static const struct odf_field transform_sql_fields[] = {
    FIELD(odf_transform_sql, engine, ODF_F_STRING, 0, "engine", REQ),
    FIELD(odf_transform_sql, version, ODF_F_STRING, 1, "version"),
    FIELD(odf_transform_sql, query, ODF_F_STRING, 2, "query"),
    FIELD(odf_transform_sql, queries, ODF_F_OBJECTS, 3, "queries", OF(object_sql_query_step)),
    FIELD(odf_transform_sql, temporal_tables, ODF_F_OBJECTS, 4, "temporalTables",
          OF(object_temporal_table)),
};
static OBJECT(transform_sql, "TransformSql", odf_transform_sql, transform_sql_fields, 5);
static const struct odf_member transform_members[] = {{"Sql", &transform_sql}};
static UNION(union_transform, "Transform", transform_members);

static const struct odf_field transform_input_fields[] = {
    FIELD(odf_transform_input, dataset_ref, ODF_F_DATASET_REF, 0, "datasetRef", REQ),
    FIELD(odf_transform_input, alias, ODF_F_STRING, 1, "alias"),
};
OBJECT(odf_object_transform_input, "TransformInput", odf_transform_input, transform_input_fields,
       2);

/* ---- polling ------------------------------------------------------------------------------ */

EMPTY(event_time_from_metadata, "EventTimeSourceFromMetadata");
EMPTY(event_time_from_system_time, "EventTimeSourceFromSystemTime");
static const struct odf_field event_time_from_path_fields[] = {
    FIELD(odf_event_time_source_from_path, pattern, ODF_F_STRING, 0, "pattern", REQ),
    FIELD(odf_event_time_source_from_path, timestamp_format, ODF_F_STRING, 1, "timestampFormat"),
};
static OBJECT(event_time_from_path, "EventTimeSourceFromPath", odf_event_time_source_from_path,
              event_time_from_path_fields, 2);
static const struct odf_member event_time_members[] = {
    {"FromMetadata", &event_time_from_metadata},
    {"FromPath", &event_time_from_path},
    {"FromSystemTime", &event_time_from_system_time},
};
static UNION(union_event_time, "EventTimeSource", event_time_members, .short_form = true);

EMPTY(caching_forever, "SourceCachingForever");
static const struct odf_member caching_members[] = {{"Forever", &caching_forever}};
static UNION(union_caching, "SourceCaching", caching_members, .short_form = true);

static const struct odf_field request_header_fields[] = {
    FIELD(odf_request_header, name, ODF_F_STRING, 0, "name", REQ),
    FIELD(odf_request_header, value, ODF_F_STRING, 1, "value", REQ),
};
static OBJECT(object_request_header, "RequestHeader", odf_request_header, request_header_fields, 2);
static const struct odf_field env_var_fields[] = {
    FIELD(odf_env_var, name, ODF_F_STRING, 0, "name", REQ),
    FIELD(odf_env_var, value, ODF_F_STRING, 1, "value"),
};
static OBJECT(object_env_var, "EnvVar", odf_env_var, env_var_fields, 2);
static const struct odf_field mqtt_topic_fields[] = {
    FIELD(odf_mqtt_topic_subscription, path, ODF_F_STRING, 0, "path", REQ),
    FIELD(odf_mqtt_topic_subscription, qos, ODF_F_OPT_ENUM, 1, "qos", OF(enum_mqtt_qos),
          VALUE_DEFAULT(ODF_QOS_AT_MOST_ONCE)),
};
static OBJECT(object_mqtt_topic, "MqttTopicSubscription", odf_mqtt_topic_subscription,
              mqtt_topic_fields, 2);

static const struct odf_field fetch_url_fields[] = {
    FIELD(odf_fetch_step_url, url, ODF_F_STRING, 0, "url", REQ),
    FIELD(odf_fetch_step_url, event_time, ODF_F_UNION, 1, "eventTime", OF(union_event_time)),
    FIELD(odf_fetch_step_url, cache, ODF_F_UNION, 3, "cache", OF(union_caching)),
    FIELD(odf_fetch_step_url, headers, ODF_F_OBJECTS, 5, "headers", OF(object_request_header)),
};
static OBJECT(fetch_url, "FetchStepUrl", odf_fetch_step_url, fetch_url_fields, 6);
static const struct odf_field fetch_files_glob_fields[] = {
    FIELD(odf_fetch_step_files_glob, path, ODF_F_STRING, 0, "path", REQ),
    FIELD(odf_fetch_step_files_glob, event_time, ODF_F_UNION, 1, "eventTime", OF(union_event_time)),
    FIELD(odf_fetch_step_files_glob, cache, ODF_F_UNION, 3, "cache", OF(union_caching)),
    FIELD(odf_fetch_step_files_glob, order, ODF_F_OPT_ENUM, 5, "order", OF(enum_source_ordering),
          VALUE_DEFAULT(ODF_ORDER_BY_EVENT_TIME)),
};
static OBJECT(fetch_files_glob, "FetchStepFilesGlob", odf_fetch_step_files_glob,
              fetch_files_glob_fields, 6);
static const struct odf_field fetch_container_fields[] = {
    FIELD(odf_fetch_step_container, image, ODF_F_STRING, 0, "image", REQ),
    FIELD(odf_fetch_step_container, command, ODF_F_STRINGS, 1, "command"),
    FIELD(odf_fetch_step_container, args, ODF_F_STRINGS, 2, "args"),
    FIELD(odf_fetch_step_container, env, ODF_F_OBJECTS, 3, "env", OF(object_env_var)),
};
static OBJECT(fetch_container, "FetchStepContainer", odf_fetch_step_container,
              fetch_container_fields, 4);
static const struct odf_field fetch_mqtt_fields[] = {
    FIELD(odf_fetch_step_mqtt, host, ODF_F_STRING, 0, "host", REQ),
    FIELD(odf_fetch_step_mqtt, port, ODF_F_I32, 1, "port", REQ),
    FIELD(odf_fetch_step_mqtt, username, ODF_F_STRING, 2, "username"),
    FIELD(odf_fetch_step_mqtt, password, ODF_F_STRING, 3, "password"),
    FIELD(odf_fetch_step_mqtt, topics, ODF_F_OBJECTS, 4, "topics", REQ, OF(object_mqtt_topic)),
};
static OBJECT(fetch_mqtt, "FetchStepMqtt", odf_fetch_step_mqtt, fetch_mqtt_fields, 5);
static const struct odf_field fetch_ethereum_fields[] = {
    FIELD(odf_fetch_step_ethereum_logs, chain_id, ODF_F_OPT_U64, 0, "chainId"),
    FIELD(odf_fetch_step_ethereum_logs, node_url, ODF_F_STRING, 1, "nodeUrl"),
    FIELD(odf_fetch_step_ethereum_logs, filter, ODF_F_STRING, 2, "filter"),
    FIELD(odf_fetch_step_ethereum_logs, signature, ODF_F_STRING, 3, "signature"),
};
static OBJECT(fetch_ethereum, "FetchStepEthereumLogs", odf_fetch_step_ethereum_logs,
              fetch_ethereum_fields, 4);
static const struct odf_member fetch_members[] = {
    {"Url", &fetch_url},   {"FilesGlob", &fetch_files_glob},  {"Container", &fetch_container},
    {"Mqtt", &fetch_mqtt}, {"EthereumLogs", &fetch_ethereum},
};
static UNION(union_fetch, "FetchStep", fetch_members);

static const struct odf_field prep_decompress_fields[] = {
    FIELD(odf_prep_step_decompress, format, ODF_F_ENUM, 0, "format", REQ, OF(enum_compression)),
    FIELD(odf_prep_step_decompress, sub_path, ODF_F_STRING, 1, "subPath"),
};
static OBJECT(prep_decompress, "PrepStepDecompress", odf_prep_step_decompress,
              prep_decompress_fields, 2);
static const struct odf_field prep_pipe_fields[] = {
    FIELD(odf_prep_step_pipe, command, ODF_F_STRINGS, 0, "command", REQ),
};
static OBJECT(prep_pipe, "PrepStepPipe", odf_prep_step_pipe, prep_pipe_fields, 1);
static const struct odf_member prep_members[] = {
    {"Decompress", &prep_decompress},
    {"Pipe", &prep_pipe},
};
static UNION(union_prep, "PrepStep", prep_members);

/* ---- parts of data events ---------------------------------------------------------------- */

static const struct odf_field offset_interval_fields[] = {
    FIELD(odf_offset_interval, start, ODF_F_U64, 0, "start", REQ),
    FIELD(odf_offset_interval, end, ODF_F_U64, 1, "end", REQ),
};
static OBJECT(object_offset_interval, "OffsetInterval", odf_offset_interval, offset_interval_fields,
              2);
static const struct odf_field data_slice_fields[] = {
    FIELD(odf_data_slice, logical_hash, ODF_F_HASH, 0, "logicalHash", REQ),
    FIELD(odf_data_slice, physical_hash, ODF_F_HASH, 1, "physicalHash", REQ),
    FIELD(odf_data_slice, offset_interval, ODF_F_OBJECT, 2, "offsetInterval", REQ,
          OF(object_offset_interval)),
    FIELD(odf_data_slice, size, ODF_F_U64, 3, "size", REQ),
};
static OBJECT(object_data_slice, "DataSlice", odf_data_slice, data_slice_fields, 4);
static const struct odf_field checkpoint_fields[] = {
    FIELD(odf_checkpoint, physical_hash, ODF_F_HASH, 0, "physicalHash", REQ),
    FIELD(odf_checkpoint, size, ODF_F_U64, 1, "size", REQ),
};
static OBJECT(object_checkpoint, "Checkpoint", odf_checkpoint, checkpoint_fields, 2);
static const struct odf_field source_state_fields[] = {
    FIELD(odf_source_state, source_name, ODF_F_STRING, 0, "sourceName", REQ),
    FIELD(odf_source_state, kind, ODF_F_STRING, 1, "kind", REQ),
    FIELD(odf_source_state, value, ODF_F_STRING, 2, "value", REQ),
};
OBJECT(odf_object_source_state, "SourceState", odf_source_state, source_state_fields, 3);
static const struct odf_field execute_input_fields[] = {
    FIELD(odf_execute_transform_input, dataset_id, ODF_F_DID, 0, "datasetId", REQ),
    FIELD(odf_execute_transform_input, prev_block_hash, ODF_F_HASH, 1, "prevBlockHash"),
    FIELD(odf_execute_transform_input, new_block_hash, ODF_F_HASH, 2, "newBlockHash"),
    FIELD(odf_execute_transform_input, prev_offset, ODF_F_OPT_U64, 3, "prevOffset"),
    FIELD(odf_execute_transform_input, new_offset, ODF_F_OPT_U64, 4, "newOffset"),
};
static OBJECT(object_execute_input, "ExecuteTransformInput", odf_execute_transform_input,
              execute_input_fields, 5);
static const struct odf_field attachment_fields[] = {
    FIELD(odf_attachment_embedded, path, ODF_F_STRING, 0, "path", REQ),
    FIELD(odf_attachment_embedded, content, ODF_F_STRING, 1, "content", REQ),
};
static OBJECT(object_attachment, "AttachmentEmbedded", odf_attachment_embedded, attachment_fields,
              2);
static const struct odf_field attachments_embedded_fields[] = {
    FIELD(odf_attachments_embedded, items, ODF_F_OBJECTS, 0, "items", REQ, OF(object_attachment)),
};
static OBJECT(attachments_embedded, "AttachmentsEmbedded", odf_attachments_embedded,
              attachments_embedded_fields, 1);
static const struct odf_member attachments_members[] = {{"Embedded", &attachments_embedded}};
static UNION(union_attachments, "Attachments", attachments_members);

/* ---- events --------------------------------------------------------------------------------- */

static const struct odf_field add_data_fields[] = {
    FIELD(odf_add_data, prev_checkpoint, ODF_F_HASH, 0, "prevCheckpoint"),
    FIELD(odf_add_data, prev_offset, ODF_F_OPT_U64, 1, "prevOffset"),
    FIELD(odf_add_data, new_data, ODF_F_OBJECT_PTR, 2, "newData", OF(object_data_slice)),
    FIELD(odf_add_data, new_checkpoint, ODF_F_OBJECT_PTR, 3, "newCheckpoint",
          OF(object_checkpoint)),
    FIELD(odf_add_data, new_watermark, ODF_F_OPT_INSTANT, 4, "newWatermark"),
    FIELD(odf_add_data, new_source_state, ODF_F_OBJECT_PTR, 5, "newSourceState",
          OF(odf_object_source_state)),
    FIELD(odf_add_data, extra, ODF_F_EXTRA, 6, "extra"),
};
static OBJECT(event_add_data, "AddData", odf_add_data, add_data_fields, 7);
static const struct odf_field execute_transform_fields[] = {
    FIELD(odf_execute_transform, query_inputs, ODF_F_OBJECTS, 0, "queryInputs", REQ,
          OF(object_execute_input)),
    FIELD(odf_execute_transform, prev_checkpoint, ODF_F_HASH, 1, "prevCheckpoint"),
    FIELD(odf_execute_transform, prev_offset, ODF_F_OPT_U64, 2, "prevOffset"),
    FIELD(odf_execute_transform, new_data, ODF_F_OBJECT_PTR, 3, "newData", OF(object_data_slice)),
    FIELD(odf_execute_transform, new_checkpoint, ODF_F_OBJECT_PTR, 4, "newCheckpoint",
          OF(object_checkpoint)),
    FIELD(odf_execute_transform, new_watermark, ODF_F_OPT_INSTANT, 5, "newWatermark"),
};
static OBJECT(event_execute_transform, "ExecuteTransform", odf_execute_transform,
              execute_transform_fields, 6);
static const struct odf_field seed_fields[] = {
    FIELD(odf_seed, dataset_id, ODF_F_DID, 0, "datasetId", REQ),
    FIELD(odf_seed, dataset_kind, ODF_F_ENUM, 1, "datasetKind", REQ, OF(odf_enum_dataset_kind)),
};
static OBJECT(event_seed, "Seed", odf_seed, seed_fields, 2);
static const struct odf_field set_polling_source_fields[] = {
    FIELD(odf_set_polling_source, fetch, ODF_F_UNION, 0, "fetch", REQ, OF(union_fetch)),
    FIELD(odf_set_polling_source, prepare, ODF_F_UNIONS, 2, "prepare", OF(union_prep)),
    FIELD(odf_set_polling_source, read, ODF_F_UNION, 3, "read", REQ, OF(odf_union_read_step)),
    FIELD(odf_set_polling_source, preprocess, ODF_F_UNION, 5, "preprocess", OF(union_transform)),
    FIELD(odf_set_polling_source, merge, ODF_F_UNION, 7, "merge", REQ,
          OF(odf_union_merge_strategy)),
};
static OBJECT(event_set_polling_source, "SetPollingSource", odf_set_polling_source,
              set_polling_source_fields, 9);
static const struct odf_field set_transform_fields[] = {
    FIELD(odf_set_transform, inputs, ODF_F_OBJECTS, 0, "inputs", REQ,
          OF(odf_object_transform_input)),
    FIELD(odf_set_transform, transform, ODF_F_UNION, 1, "transform", REQ, OF(union_transform)),
};
static OBJECT(event_set_transform, "SetTransform", odf_set_transform, set_transform_fields, 3);
static const struct odf_field set_vocab_fields[] = {
    FIELD(odf_set_vocab, offset_column, ODF_F_STRING, 0, "offsetColumn", TEXT_DEFAULT("offset")),
    FIELD(odf_set_vocab, operation_type_column, ODF_F_STRING, 1, "operationTypeColumn",
          TEXT_DEFAULT("op")),
    FIELD(odf_set_vocab, system_time_column, ODF_F_STRING, 2, "systemTimeColumn",
          TEXT_DEFAULT("system_time")),
    FIELD(odf_set_vocab, event_time_column, ODF_F_STRING, 3, "eventTimeColumn",
          TEXT_DEFAULT("event_time")),
};
static OBJECT(event_set_vocab, "SetVocab", odf_set_vocab, set_vocab_fields, 4);
static const struct odf_field set_attachments_fields[] = {
    FIELD(odf_set_attachments, attachments, ODF_F_UNION, 0, "attachments", REQ,
          OF(union_attachments)),
};
static OBJECT(event_set_attachments, "SetAttachments", odf_set_attachments, set_attachments_fields,
              2);
static const struct odf_field set_info_fields[] = {
    FIELD(odf_set_info, description, ODF_F_STRING, 0, "description"),
    FIELD(odf_set_info, keywords, ODF_F_STRINGS, 1, "keywords"),
};
static OBJECT(event_set_info, "SetInfo", odf_set_info, set_info_fields, 2);
static const struct odf_field set_license_fields[] = {
    FIELD(odf_set_license, short_name, ODF_F_STRING, 0, "shortName", REQ),
    FIELD(odf_set_license, name, ODF_F_STRING, 1, "name", REQ),
    FIELD(odf_set_license, spdx_id, ODF_F_STRING, 2, "spdxId"),
    FIELD(odf_set_license, website_url, ODF_F_STRING, 3, "websiteUrl", REQ),
};
static OBJECT(event_set_license, "SetLicense", odf_set_license, set_license_fields, 4);
static const struct odf_field set_data_schema_fields[] = {
    FIELD(odf_set_data_schema, raw_arrow_schema, ODF_F_BYTES, 0, "rawArrowSchema"),
    FIELD(odf_set_data_schema, schema, ODF_F_OBJECT_PTR, 1, "schema", OF(odf_object_data_schema)),
};
static OBJECT(event_set_data_schema, "SetDataSchema", odf_set_data_schema, set_data_schema_fields,
              2);
/* Drafts before ODF 0.34 had sourceName optional: a block without it means the default source. */
static const struct odf_field add_push_source_fields[] = {
    FIELD(odf_add_push_source, source_name, ODF_F_STRING, 0, "sourceName", REQ,
          TEXT_DEFAULT("default")),
    FIELD(odf_add_push_source, read, ODF_F_UNION, 1, "read", REQ, OF(odf_union_read_step)),
    FIELD(odf_add_push_source, preprocess, ODF_F_UNION, 3, "preprocess", OF(union_transform)),
    FIELD(odf_add_push_source, merge, ODF_F_UNION, 5, "merge", REQ, OF(odf_union_merge_strategy)),
};
static OBJECT(event_add_push_source, "AddPushSource", odf_add_push_source, add_push_source_fields,
              7);
static const struct odf_field disable_push_source_fields[] = {
    FIELD(odf_disable_push_source, source_name, ODF_F_STRING, 0, "sourceName", REQ),
};
static OBJECT(event_disable_push_source, "DisablePushSource", odf_disable_push_source,
              disable_push_source_fields, 1);
EMPTY(event_disable_polling_source, "DisablePollingSource");

static const struct odf_member event_members[] = {
    {"AddData", &event_add_data},
    {"ExecuteTransform", &event_execute_transform},
    {"Seed", &event_seed},
    {"SetPollingSource", &event_set_polling_source},
    {"SetTransform", &event_set_transform},
    {"SetVocab", &event_set_vocab},
    {"SetAttachments", &event_set_attachments},
    {"SetInfo", &event_set_info},
    {"SetLicense", &event_set_license},
    {"SetDataSchema", &event_set_data_schema},
    {"AddPushSource", &event_add_push_source},
    {"DisablePushSource", &event_disable_push_source},
    {"DisablePollingSource", &event_disable_polling_source},
};
UNION(odf_union_event, "MetadataEvent", event_members);

static const struct odf_field block_fields[] = {
    FIELD(odf_block, system_time, ODF_F_INSTANT, 0, "systemTime", REQ),
    FIELD(odf_block, prev_block_hash, ODF_F_HASH, 1, "prevBlockHash"),
    FIELD(odf_block, sequence_number, ODF_F_U64, 2, "sequenceNumber", REQ),
    FIELD(odf_block, event, ODF_F_UNION, 3, "event", REQ, OF(odf_union_event)),
};
OBJECT(odf_object_block, "MetadataBlock", odf_block, block_fields, 5);

/* ---- the chain's summary in caches ------------------------------------------------------------
 */

static const struct odf_field record_head_fields[] = {
    FIELD(chain_record_head, head, ODF_F_HASH, 0, "head", REQ),
    FIELD(chain_record_head, sequence_number, ODF_F_U64, 1, "sequenceNumber", REQ),
    FIELD(chain_record_head, system_time, ODF_F_INSTANT, 2, "systemTime", REQ),
    FIELD(chain_record_head, dataset_id, ODF_F_DID, 3, "datasetId", REQ),
    FIELD(chain_record_head, dataset_kind, ODF_F_ENUM, 4, "datasetKind", REQ,
          OF(odf_enum_dataset_kind)),
};
static OBJECT(record_head, "Head", chain_record_head, record_head_fields, 5);
static const struct odf_field record_source_fields[] = {
    FIELD(chain_record_source, source, ODF_F_OBJECT, 0, "source", REQ, OF(event_add_push_source)),
    FIELD(chain_record_source, block_hash, ODF_F_HASH, 1, "blockHash", REQ),
    FIELD(chain_record_source, sequence_number, ODF_F_U64, 2, "sequenceNumber", REQ),
    FIELD(chain_record_source, active, ODF_F_OPT_BOOL, 3, "active"),
};
static OBJECT(record_source, "Source", chain_record_source, record_source_fields, 4);
static const struct odf_field record_definitions_fields[] = {
    FIELD(chain_record_definitions, vocab, ODF_F_OBJECT_PTR, 0, "vocab", OF(event_set_vocab)),
    FIELD(chain_record_definitions, schema, ODF_F_OBJECT_PTR, 1, "schema",
          OF(event_set_data_schema)),
    FIELD(chain_record_definitions, schema_block, ODF_F_HASH, 2, "schemaBlock"),
    FIELD(chain_record_definitions, sources, ODF_F_OBJECTS, 3, "sources", OF(record_source)),
    FIELD(chain_record_definitions, polling, ODF_F_OBJECT_PTR, 4, "polling",
          OF(event_set_polling_source)),
    FIELD(chain_record_definitions, polling_block, ODF_F_HASH, 5, "pollingBlock"),
    FIELD(chain_record_definitions, transform, ODF_F_OBJECT_PTR, 6, "transform",
          OF(event_set_transform)),
    FIELD(chain_record_definitions, transform_block, ODF_F_HASH, 7, "transformBlock"),
    FIELD(chain_record_definitions, transform_time, ODF_F_OPT_INSTANT, 8, "transformTime"),
    FIELD(chain_record_definitions, info, ODF_F_OBJECT_PTR, 9, "info", OF(event_set_info)),
    FIELD(chain_record_definitions, license, ODF_F_OBJECT_PTR, 10, "license",
          OF(event_set_license)),
    FIELD(chain_record_definitions, attachments, ODF_F_OBJECT_PTR, 11, "attachments",
          OF(event_set_attachments)),
};
static OBJECT(record_definitions, "Definitions", chain_record_definitions,
              record_definitions_fields, 12);
static const struct odf_field record_data_fields[] = {
    FIELD(chain_record_data, has_data_event, ODF_F_OPT_BOOL, 0, "hasDataEvent"),
    FIELD(chain_record_data, last_offset, ODF_F_OPT_U64, 1, "lastOffset"),
    FIELD(chain_record_data, watermark, ODF_F_OPT_INSTANT, 2, "watermark"),
    FIELD(chain_record_data, last_data_time, ODF_F_OPT_INSTANT, 3, "lastDataTime"),
    FIELD(chain_record_data, n_slices, ODF_F_U64, 4, "slices", REQ),
    FIELD(chain_record_data, rows_total, ODF_F_U64, 5, "rowsTotal", REQ),
    FIELD(chain_record_data, data_bytes_total, ODF_F_U64, 6, "dataBytesTotal", REQ),
    FIELD(chain_record_data, has_add_data, ODF_F_OPT_BOOL, 7, "hasAddData"),
    FIELD(chain_record_data, checkpoint, ODF_F_HASH, 8, "checkpoint"),
    FIELD(chain_record_data, add_data_watermark, ODF_F_OPT_INSTANT, 9, "addDataWatermark"),
    FIELD(chain_record_data, source_state, ODF_F_OBJECT_PTR, 10, "sourceState",
          OF(odf_object_source_state)),
};
static OBJECT(record_data, "Data", chain_record_data, record_data_fields, 11);
static const struct odf_field record_execute_fields[] = {
    FIELD(chain_record_execute, has_execute, ODF_F_OPT_BOOL, 0, "hasExecute"),
    FIELD(chain_record_execute, after_transform, ODF_F_OPT_BOOL, 1, "afterTransform"),
    FIELD(chain_record_execute, checkpoint, ODF_F_HASH, 2, "checkpoint"),
    FIELD(chain_record_execute, watermark, ODF_F_OPT_INSTANT, 3, "watermark"),
    FIELD(chain_record_execute, inputs, ODF_F_OBJECTS, 4, "inputs", OF(object_execute_input)),
};
static OBJECT(record_execute, "Execute", chain_record_execute, record_execute_fields, 5);
static const struct odf_field chain_record_fields[] = {
    FIELD(chain_record, head, ODF_F_OBJECT, 0, "head", REQ, OF(record_head)),
    FIELD(chain_record, definitions, ODF_F_OBJECT, 1, "definitions", REQ, OF(record_definitions)),
    FIELD(chain_record, data, ODF_F_OBJECT, 2, "data", REQ, OF(record_data)),
    FIELD(chain_record, execute, ODF_F_OBJECT, 3, "execute", REQ, OF(record_execute)),
};
OBJECT(odf_object_chain_record, "ChainRecord", chain_record, chain_record_fields, 4);
