/* Records of JSON objects in pieces: shared by NdJson, NdGeoJson, Json and GeoJson. */
#ifndef KAMU_READERS_JSON_READER_H
#define KAMU_READERS_JSON_READER_H

#include "readers/json_parser.h"
#include "readers/reader_impl.h"

struct json_records {
    struct reader *r;
    struct json_options o;
    /* JSON_ARRAY: what stands between elements, up to and with the next one's first key */
    uint8_t separator[128];
    size_t separator_n, separator_cut; /* cut: bytes of it that belong to the earlier piece */
    bool separator_known;
};
void json_records_init(struct json_records *x, struct reader *r, const struct json_options *o);
void json_records_run(void *ctx, struct piece *p);
kamu_code json_records_worker(void *ctx, void **worker, struct kamu_error *err);
void json_records_worker_free(void *ctx, void *worker);
void json_records_explain(void *ctx, struct piece *p, size_t at, uint64_t record, size_t *end,
                          struct kamu_error *err);
void json_records_count(void *ctx, const struct piece *p, struct reader_stats *stats);

struct text_position {
    uint64_t offset, line, column; /* before it */
};

/* json_infer.c: reads the whole input (from where it stands; `start`, which lies `at`, first) and
 * sets r->schema; leaves it NULL when no record has a field. `cut` is that of the pieces, called
 * with cut_ctx. */
kamu_code json_infer(struct reader *r, const struct pipeline_ops *cut, const struct json_options *o,
                     const struct buf *start, struct text_position at, void *cut_ctx,
                     struct kamu_error *err);

#endif
