/* The summary of a chain (rules.h) in the shape that the descriptor tables can store. */
#ifndef KAMU_ODF_CHAIN_RECORD_H
#define KAMU_ODF_CHAIN_RECORD_H

#include "odf/event.h"

struct chain_record_head {
    struct odf_hash head;
    uint64_t sequence_number;
    struct instant system_time;
    struct odf_did dataset_id;
    int32_t dataset_kind;
};
struct chain_record_source {
    struct odf_add_push_source source;
    struct odf_hash block_hash;
    uint64_t sequence_number;
    struct odf_opt_bool active;
};
struct chain_record_sources {
    struct chain_record_source *items;
    uint32_t n;
};
struct chain_record_definitions {
    struct odf_set_vocab *vocab;
    struct odf_set_data_schema *schema;
    struct odf_hash schema_block;
    struct chain_record_sources sources;
    struct odf_set_polling_source *polling;
    struct odf_hash polling_block;
    struct odf_set_transform *transform;
    struct odf_hash transform_block;
    struct odf_opt_instant transform_time;
    struct odf_set_info *info;
    struct odf_set_license *license;
    struct odf_set_attachments *attachments;
};
struct chain_record_data {
    struct odf_opt_bool has_data_event;
    struct odf_opt_u64 last_offset;
    struct odf_opt_instant watermark;
    struct odf_opt_instant last_data_time;
    uint64_t n_slices, rows_total, data_bytes_total;
    struct odf_opt_bool has_add_data;
    struct odf_hash checkpoint;
    struct odf_opt_instant add_data_watermark;
    struct odf_source_state *source_state;
};
struct chain_record_execute {
    struct odf_opt_bool has_execute, after_transform;
    struct odf_hash checkpoint;
    struct odf_opt_instant watermark;
    struct odf_execute_transform_inputs inputs;
};
struct chain_record {
    struct chain_record_head head;
    struct chain_record_definitions definitions;
    struct chain_record_data data;
    struct chain_record_execute execute;
};

#endif
