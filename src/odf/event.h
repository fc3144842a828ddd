/*
 * The metadata model of ODF 0.39: one struct for each table of
 * spec/odf-metadata.md 3.6, field names as there.
 *
 *   required string        struct str, p != NULL
 *   optional string        struct str, p == NULL when absent ("" is a value)
 *   list of strings        struct odf_strs; items == NULL when absent (an empty list is not NULL)
 *   list of objects        struct X *items + n in a small struct; the same rule
 *   optional scalar        struct odf_opt_*
 *   required object        inline; optional object: pointer, NULL when absent
 *   union                  kind (the FlatBuffers tag, 0 = absent) and a pointer to the member
 *   hash, DID              ids.h; a hash with code 0 is absent
 *   extra attributes       struct str: compact JSON object with sorted keys; p == NULL when absent
 *
 * All memory belongs to the arena that the value was read into or built in; values may be copied
 * shallowly as long as that arena lives.
 */
#ifndef KAMU_ODF_EVENT_H
#define KAMU_ODF_EVENT_H

#include "odf/ids.h"

struct odf_strs {
    const struct str *items;
    uint32_t n;
};
struct odf_bytes {
    const uint8_t *p; /* NULL = absent */
    size_t n;
};
struct odf_opt_u64 {
    bool set;
    uint64_t value;
};
struct odf_opt_i32 { /* also optional enums */
    bool set;
    int32_t value;
};
struct odf_opt_bool {
    bool set;
    bool value;
};
struct odf_opt_instant {
    bool set;
    struct instant value;
};

/* ---- schema ------------------------------------------------------------------ */

enum odf_time_unit {
    ODF_UNIT_SECOND,
    ODF_UNIT_MILLISECOND,
    ODF_UNIT_MICROSECOND,
    ODF_UNIT_NANOSECOND
};

enum odf_data_type_kind {
    ODF_TYPE_NONE,
    ODF_TYPE_BINARY,
    ODF_TYPE_BOOL,
    ODF_TYPE_DATE,
    ODF_TYPE_DECIMAL,
    ODF_TYPE_DURATION,
    ODF_TYPE_FLOAT16,
    ODF_TYPE_FLOAT32,
    ODF_TYPE_FLOAT64,
    ODF_TYPE_INT8,
    ODF_TYPE_INT16,
    ODF_TYPE_INT32,
    ODF_TYPE_INT64,
    ODF_TYPE_UINT8,
    ODF_TYPE_UINT16,
    ODF_TYPE_UINT32,
    ODF_TYPE_UINT64,
    ODF_TYPE_LIST,
    ODF_TYPE_MAP,
    ODF_TYPE_NULL,
    ODF_TYPE_OPTION,
    ODF_TYPE_STRUCT,
    ODF_TYPE_TIME,
    ODF_TYPE_TIMESTAMP,
    ODF_TYPE_STRING,
    ODF_TYPE_COUNT
};

/* Types without members (Bool, Int64, String ...) still have a non-NULL pointer, to a struct
 * odf_empty. */
struct odf_data_type {
    enum odf_data_type_kind kind;
    union {
        void *any;
        struct odf_data_type_binary *binary;
        struct odf_data_type_decimal *decimal;
        struct odf_data_type_duration *duration;
        struct odf_data_type_list *list;
        struct odf_data_type_map *map;
        struct odf_data_type_option *option;
        struct odf_data_type_struct *strukt;
        struct odf_data_type_time *time;
        struct odf_data_type_timestamp *timestamp;
    };
};

struct odf_data_field {
    struct str name;
    struct odf_data_type type;
    struct str extra;
};
struct odf_data_fields {
    struct odf_data_field *items;
    uint32_t n;
};
struct odf_data_schema {
    struct odf_data_fields fields;
    struct str extra;
};

struct odf_empty { /* tables without fields */
    char unused;
};
struct odf_data_type_binary {
    struct odf_opt_u64 fixed_length;
};
struct odf_data_type_decimal {
    uint32_t precision;
    int32_t scale;
};
struct odf_data_type_duration {
    struct odf_opt_i32 unit; /* enum odf_time_unit; default Millisecond */
};
struct odf_data_type_list {
    struct odf_data_type item_type;
    struct odf_opt_u64 fixed_length;
};
struct odf_data_type_map {
    struct odf_data_type key_type;
    struct odf_data_type value_type;
    struct odf_opt_bool keys_sorted;
};
struct odf_data_type_option {
    struct odf_data_type inner;
};
struct odf_data_type_struct {
    struct odf_data_fields fields;
};
struct odf_data_type_time {
    struct odf_opt_i32 unit; /* default Millisecond */
};
struct odf_data_type_timestamp {
    struct odf_opt_i32 unit; /* default Millisecond */
    struct str timezone;     /* default UTC */
};

/* ---- read steps ---------------------------------------------------------------- */

enum odf_read_step_kind {
    ODF_READ_NONE,
    ODF_READ_CSV,
    ODF_READ_GEO_JSON,
    ODF_READ_ESRI_SHAPEFILE,
    ODF_READ_PARQUET,
    ODF_READ_JSON,
    ODF_READ_ND_JSON,
    ODF_READ_ND_GEO_JSON
};

struct odf_read_step {
    enum odf_read_step_kind kind;
    union {
        void *any;
        struct odf_read_step_csv *csv;
        struct odf_read_step_geo_json *geo_json;
        struct odf_read_step_esri_shapefile *esri_shapefile;
        struct odf_read_step_parquet *parquet;
        struct odf_read_step_json *json;
        struct odf_read_step_nd_json *nd_json;
        struct odf_read_step_nd_geo_json *nd_geo_json;
    };
};

struct odf_read_step_csv {
    struct odf_strs ddl_schema;
    struct str separator;             /* "," */
    struct str encoding;              /* "utf8" */
    struct str quote;                 /* "\""; empty turns quoting off */
    struct str escape;                /* "\\" */
    struct odf_opt_bool header;       /* false */
    struct odf_opt_bool infer_schema; /* false */
    struct str null_value;            /* "" */
    struct str date_format;           /* "rfc3339" */
    struct str timestamp_format;      /* "rfc3339" */
    struct odf_data_schema *schema;
};
struct odf_read_step_json {
    struct str sub_path;
    struct odf_strs ddl_schema;
    struct str date_format;
    struct str encoding;
    struct str timestamp_format;
    struct odf_data_schema *schema;
};
struct odf_read_step_nd_json {
    struct odf_strs ddl_schema;
    struct str date_format;
    struct str encoding;
    struct str timestamp_format;
    struct odf_data_schema *schema;
};
struct odf_read_step_geo_json {
    struct odf_strs ddl_schema;
    struct odf_data_schema *schema;
};
struct odf_read_step_nd_geo_json {
    struct odf_strs ddl_schema;
    struct odf_data_schema *schema;
};
struct odf_read_step_esri_shapefile {
    struct odf_strs ddl_schema;
    struct str sub_path;
    struct odf_data_schema *schema;
};
struct odf_read_step_parquet {
    struct odf_strs ddl_schema;
    struct odf_data_schema *schema;
};

/* What all read steps have. schema: NULL = none; ddl_schema: items NULL = none. */
struct odf_data_schema *odf_read_step_schema(const struct odf_read_step *r);
struct odf_strs odf_read_step_ddl(const struct odf_read_step *r);
const char *odf_read_step_name(enum odf_read_step_kind kind); /* "NdJson"; "" for NONE */

/* ---- merge strategies ------------------------------------------------------------- */

enum odf_merge_kind {
    ODF_MERGE_NONE,
    ODF_MERGE_APPEND,
    ODF_MERGE_LEDGER,
    ODF_MERGE_SNAPSHOT,
    ODF_MERGE_CHANGELOG_STREAM,
    ODF_MERGE_UPSERT_STREAM
};

struct odf_merge_strategy {
    enum odf_merge_kind kind;
    union {
        void *any;
        struct odf_merge_strategy_ledger *ledger;
        struct odf_merge_strategy_snapshot *snapshot;
        struct odf_merge_strategy_changelog_stream *changelog_stream;
        struct odf_merge_strategy_upsert_stream *upsert_stream;
    };
};
struct odf_merge_strategy_ledger {
    struct odf_strs primary_key;
};
struct odf_merge_strategy_snapshot {
    struct odf_strs primary_key;
    struct odf_strs compare_columns; /* absent = all non-key columns */
};
struct odf_merge_strategy_changelog_stream {
    struct odf_strs primary_key;
};
struct odf_merge_strategy_upsert_stream {
    struct odf_strs primary_key;
};
struct odf_strs
odf_merge_primary_key(const struct odf_merge_strategy *m); /* items NULL for Append */
const char *odf_merge_name(enum odf_merge_kind kind);

/* ---- transforms --------------------------------------------------------------------- */

enum odf_transform_kind { ODF_TRANSFORM_NONE, ODF_TRANSFORM_SQL };

struct odf_transform {
    enum odf_transform_kind kind;
    union {
        void *any;
        struct odf_transform_sql *sql;
    };
};
struct odf_sql_query_step {
    struct str alias;
    struct str query;
};
struct odf_sql_query_steps {
    struct odf_sql_query_step *items;
    uint32_t n;
};
struct odf_temporal_table {
    struct str name;
    struct odf_strs primary_key;
};
struct odf_temporal_tables {
    struct odf_temporal_table *items;
    uint32_t n;
};
struct odf_transform_sql {
    struct str engine;
    struct str version;
    struct str query; /* shorthand in manifests; never in a normalized block */
    struct odf_sql_query_steps queries;
    struct odf_temporal_tables temporal_tables;
};
struct odf_transform_input {
    struct str dataset_ref; /* "did:odf:..." once resolved */
    struct str alias;
};
struct odf_transform_inputs {
    struct odf_transform_input *items;
    uint32_t n;
};

/* ---- polling ---------------------------------------------------------------------------- */

enum odf_event_time_kind {
    ODF_EVENT_TIME_NONE,
    ODF_EVENT_TIME_FROM_METADATA,
    ODF_EVENT_TIME_FROM_PATH,
    ODF_EVENT_TIME_FROM_SYSTEM_TIME
};
struct odf_event_time_source {
    enum odf_event_time_kind kind;
    union {
        void *any;
        struct odf_event_time_source_from_path *from_path;
    };
};
struct odf_event_time_source_from_path {
    struct str pattern;
    struct str timestamp_format;
};
enum odf_source_caching_kind { ODF_CACHING_NONE, ODF_CACHING_FOREVER };
struct odf_source_caching {
    enum odf_source_caching_kind kind;
    void *any;
};
enum odf_source_ordering { ODF_ORDER_BY_EVENT_TIME, ODF_ORDER_BY_NAME };
enum odf_compression { ODF_COMPRESSION_GZIP, ODF_COMPRESSION_ZIP };
enum odf_mqtt_qos { ODF_QOS_AT_MOST_ONCE, ODF_QOS_AT_LEAST_ONCE, ODF_QOS_EXACTLY_ONCE };

struct odf_request_header {
    struct str name;
    struct str value;
};
struct odf_request_headers {
    struct odf_request_header *items;
    uint32_t n;
};
struct odf_env_var {
    struct str name;
    struct str value;
};
struct odf_env_vars {
    struct odf_env_var *items;
    uint32_t n;
};
struct odf_mqtt_topic_subscription {
    struct str path;
    struct odf_opt_i32 qos; /* enum odf_mqtt_qos */
};
struct odf_mqtt_topic_subscriptions {
    struct odf_mqtt_topic_subscription *items;
    uint32_t n;
};
struct odf_fetch_step_url {
    struct str url;
    struct odf_event_time_source event_time;
    struct odf_source_caching cache;
    struct odf_request_headers headers;
};
struct odf_fetch_step_files_glob {
    struct str path;
    struct odf_event_time_source event_time;
    struct odf_source_caching cache;
    struct odf_opt_i32 order; /* enum odf_source_ordering */
};
struct odf_fetch_step_container {
    struct str image;
    struct odf_strs command;
    struct odf_strs args;
    struct odf_env_vars env;
};
struct odf_fetch_step_mqtt {
    struct str host;
    int32_t port;
    struct str username;
    struct str password;
    struct odf_mqtt_topic_subscriptions topics;
};
struct odf_fetch_step_ethereum_logs {
    struct odf_opt_u64 chain_id;
    struct str node_url;
    struct str filter;
    struct str signature;
};
enum odf_fetch_step_kind {
    ODF_FETCH_NONE,
    ODF_FETCH_URL,
    ODF_FETCH_FILES_GLOB,
    ODF_FETCH_CONTAINER,
    ODF_FETCH_MQTT,
    ODF_FETCH_ETHEREUM_LOGS
};
struct odf_fetch_step {
    enum odf_fetch_step_kind kind;
    union {
        void *any;
        struct odf_fetch_step_url *url;
        struct odf_fetch_step_files_glob *files_glob;
        struct odf_fetch_step_container *container;
        struct odf_fetch_step_mqtt *mqtt;
        struct odf_fetch_step_ethereum_logs *ethereum_logs;
    };
};
struct odf_prep_step_decompress {
    int32_t format; /* enum odf_compression */
    struct str sub_path;
};
struct odf_prep_step_pipe {
    struct odf_strs command;
};
enum odf_prep_step_kind { ODF_PREP_NONE, ODF_PREP_DECOMPRESS, ODF_PREP_PIPE };
struct odf_prep_step {
    enum odf_prep_step_kind kind;
    union {
        void *any;
        struct odf_prep_step_decompress *decompress;
        struct odf_prep_step_pipe *pipe;
    };
};
struct odf_prep_steps {
    struct odf_prep_step *items;
    uint32_t n;
};

/* ---- parts of data events ------------------------------------------------------------------ */

struct odf_offset_interval {
    uint64_t start; /* inclusive */
    uint64_t end;   /* inclusive */
};
struct odf_data_slice {
    struct odf_hash logical_hash;  /* arrow0-sha3-256 */
    struct odf_hash physical_hash; /* sha3-256 of the file; names data/<hash> */
    struct odf_offset_interval offset_interval;
    uint64_t size; /* bytes */
};
struct odf_checkpoint {
    struct odf_hash physical_hash;
    uint64_t size;
};
struct odf_source_state {
    struct str source_name;
    struct str kind;
    struct str value;
};
struct odf_execute_transform_input {
    struct odf_did dataset_id;
    struct odf_hash prev_block_hash;
    struct odf_hash new_block_hash;
    struct odf_opt_u64 prev_offset;
    struct odf_opt_u64 new_offset;
};
struct odf_execute_transform_inputs {
    struct odf_execute_transform_input *items;
    uint32_t n;
};
struct odf_attachment_embedded {
    struct str path;
    struct str content;
};
struct odf_attachments_embedded_items {
    struct odf_attachment_embedded *items;
    uint32_t n;
};
struct odf_attachments_embedded {
    struct odf_attachments_embedded_items items;
};
enum odf_attachments_kind { ODF_ATTACHMENTS_NONE, ODF_ATTACHMENTS_EMBEDDED };
struct odf_attachments {
    enum odf_attachments_kind kind;
    union {
        void *any;
        struct odf_attachments_embedded *embedded;
    };
};

/* ---- events ------------------------------------------------------------------------------------
 */

enum odf_dataset_kind { ODF_ROOT, ODF_DERIVATIVE };

struct odf_seed {
    struct odf_did dataset_id;
    int32_t dataset_kind; /* enum odf_dataset_kind */
};
struct odf_add_data {
    struct odf_hash prev_checkpoint;
    struct odf_opt_u64 prev_offset;
    struct odf_data_slice *new_data;
    struct odf_checkpoint *new_checkpoint;
    struct odf_opt_instant new_watermark;
    struct odf_source_state *new_source_state;
    struct str extra;
};
struct odf_execute_transform {
    struct odf_execute_transform_inputs query_inputs;
    struct odf_hash prev_checkpoint;
    struct odf_opt_u64 prev_offset;
    struct odf_data_slice *new_data;
    struct odf_checkpoint *new_checkpoint;
    struct odf_opt_instant new_watermark;
};
struct odf_set_polling_source {
    struct odf_fetch_step fetch;
    struct odf_prep_steps prepare;
    struct odf_read_step read;
    struct odf_transform preprocess; /* kind NONE = absent */
    struct odf_merge_strategy merge;
};
struct odf_set_transform {
    struct odf_transform_inputs inputs;
    struct odf_transform transform;
};
struct odf_set_vocab {
    struct str offset_column;         /* offset */
    struct str operation_type_column; /* op */
    struct str system_time_column;    /* system_time */
    struct str event_time_column;     /* event_time */
};
struct odf_set_attachments {
    struct odf_attachments attachments;
};
struct odf_set_info {
    struct str description;
    struct odf_strs keywords;
};
struct odf_set_license {
    struct str short_name;
    struct str name;
    struct str spdx_id;
    struct str website_url;
};
struct odf_set_data_schema {
    struct odf_bytes raw_arrow_schema; /* legacy; never written by us */
    struct odf_data_schema *schema;
};
struct odf_add_push_source {
    struct str source_name;
    struct odf_read_step read;
    struct odf_transform preprocess; /* kind NONE = absent */
    struct odf_merge_strategy merge;
};
struct odf_disable_push_source {
    struct str source_name;
};

/* The FlatBuffers tags. */
enum odf_event_kind {
    ODF_EVENT_NONE,
    ODF_ADD_DATA,
    ODF_EXECUTE_TRANSFORM,
    ODF_SEED,
    ODF_SET_POLLING_SOURCE,
    ODF_SET_TRANSFORM,
    ODF_SET_VOCAB,
    ODF_SET_ATTACHMENTS,
    ODF_SET_INFO,
    ODF_SET_LICENSE,
    ODF_SET_DATA_SCHEMA,
    ODF_ADD_PUSH_SOURCE,
    ODF_DISABLE_PUSH_SOURCE,
    ODF_DISABLE_POLLING_SOURCE,
    ODF_EVENT_COUNT
};

struct odf_event {
    enum odf_event_kind kind;
    union {
        void *any;
        struct odf_add_data *add_data;
        struct odf_execute_transform *execute_transform;
        struct odf_seed *seed;
        struct odf_set_polling_source *set_polling_source;
        struct odf_set_transform *set_transform;
        struct odf_set_vocab *set_vocab;
        struct odf_set_attachments *set_attachments;
        struct odf_set_info *set_info;
        struct odf_set_license *set_license;
        struct odf_set_data_schema *set_data_schema;
        struct odf_add_push_source *add_push_source;
        struct odf_disable_push_source *disable_push_source;
    };
};

const char *odf_event_name(enum odf_event_kind kind); /* "AddData"; "" for NONE */
/* 3.7: AddData and ExecuteTransform. */
static inline bool odf_event_is_data(enum odf_event_kind kind)
{
    return kind == ODF_ADD_DATA || kind == ODF_EXECUTE_TRANSFORM;
}
/* Default-aware equality (absent = explicit default; 4.2). Kinds included. */
bool odf_event_eq(const struct odf_event *a, const struct odf_event *b);
/* A deep copy into an arena. */
kamu_code odf_event_copy(struct arena *a, const struct odf_event *src, struct odf_event *dst,
                         struct kamu_error *err);

/* ---- block -------------------------------------------------------------------------------------
 */

struct odf_block {
    struct instant system_time;
    struct odf_hash prev_block_hash; /* code 0 in block 0 */
    uint64_t sequence_number;
    struct odf_event event;
};

/* Effective names: those of the newest SetVocab (NULL = none), else the defaults. Never NULL
 * strings. */
struct odf_vocab {
    struct str offset, op, system_time, event_time;
};
struct odf_vocab odf_vocab_of(const struct odf_set_vocab *newest);

#endif
