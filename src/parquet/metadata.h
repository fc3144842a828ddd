/* Parquet's own metadata (parquet.thrift): footer, page headers, page index. Numbers and names
 * are the format's; -1 or .p == NULL means absent. */
#ifndef KAMU_PARQUET_METADATA_H
#define KAMU_PARQUET_METADATA_H

#include "base/mem.h"
#include "columnar/type.h"

enum pq_type {
    PQ_BOOLEAN,
    PQ_INT32,
    PQ_INT64,
    PQ_INT96,
    PQ_FLOAT,
    PQ_DOUBLE,
    PQ_BYTE_ARRAY,
    PQ_FIXED
};

enum pq_encoding {
    PQ_PLAIN = 0,
    PQ_PLAIN_DICTIONARY = 2,
    PQ_RLE = 3,
    PQ_BIT_PACKED = 4,
    PQ_DELTA_BINARY_PACKED = 5,
    PQ_DELTA_LENGTH_BYTE_ARRAY = 6,
    PQ_DELTA_BYTE_ARRAY = 7,
    PQ_RLE_DICTIONARY = 8,
    PQ_BYTE_STREAM_SPLIT = 9
};

enum pq_codec {
    PQ_UNCOMPRESSED,
    PQ_SNAPPY,
    PQ_GZIP,
    PQ_LZO,
    PQ_BROTLI,
    PQ_LZ4,
    PQ_ZSTD,
    PQ_LZ4_RAW
};

enum pq_repetition { PQ_REQUIRED, PQ_OPTIONAL, PQ_REPEATED };

enum pq_converted {
    PQ_CONV_NONE = -1,
    PQ_CONV_UTF8,
    PQ_CONV_MAP,
    PQ_CONV_MAP_KEY_VALUE,
    PQ_CONV_LIST,
    PQ_CONV_ENUM,
    PQ_CONV_DECIMAL,
    PQ_CONV_DATE,
    PQ_CONV_TIME_MILLIS,
    PQ_CONV_TIME_MICROS,
    PQ_CONV_TIMESTAMP_MILLIS,
    PQ_CONV_TIMESTAMP_MICROS,
    PQ_CONV_UINT_8,
    PQ_CONV_UINT_16,
    PQ_CONV_UINT_32,
    PQ_CONV_UINT_64,
    PQ_CONV_INT_8,
    PQ_CONV_INT_16,
    PQ_CONV_INT_32,
    PQ_CONV_INT_64,
    PQ_CONV_JSON,
    PQ_CONV_BSON,
    PQ_CONV_INTERVAL
};

enum pq_logical_kind { /* field ids of the LogicalType union */
                       PQ_LOGICAL_NONE = 0,
                       PQ_LOGICAL_STRING = 1,
                       PQ_LOGICAL_MAP = 2,
                       PQ_LOGICAL_LIST = 3,
                       PQ_LOGICAL_ENUM = 4,
                       PQ_LOGICAL_DECIMAL = 5,
                       PQ_LOGICAL_DATE = 6,
                       PQ_LOGICAL_TIME = 7,
                       PQ_LOGICAL_TIMESTAMP = 8,
                       PQ_LOGICAL_INTEGER = 10,
                       PQ_LOGICAL_UNKNOWN = 11,
                       PQ_LOGICAL_JSON = 12,
                       PQ_LOGICAL_BSON = 13,
                       PQ_LOGICAL_UUID = 14,
                       PQ_LOGICAL_FLOAT16 = 15,
                       PQ_LOGICAL_OTHER = 99 /* newer than this reader: the physical type speaks */
};

struct pq_logical {
    enum pq_logical_kind kind;
    int32_t scale, precision; /* decimal */
    bool utc;                 /* time, timestamp: isAdjustedToUTC */
    enum col_unit unit;       /* time, timestamp */
    int8_t bits;              /* integer */
    bool is_signed;
};

struct pq_element {
    int type; /* enum pq_type, -1 = group */
    int32_t type_length;
    int repetition; /* -1 at the root */
    struct str name;
    int32_t num_children;
    int converted;
    int32_t scale, precision; /* of the converted type */
    struct pq_logical logical;
};

struct pq_statistics {
    struct str min_value, max_value; /* .p NULL = absent */
    struct str min, max;             /* deprecated, signed order */
    int64_t null_count;              /* -1 = absent */
    int8_t min_exact, max_exact;     /* -1 absent, 0, 1 */
};

struct pq_chunk {
    int type, codec;
    uint32_t encodings; /* bit per enum pq_encoding */
    uint32_t n_path;
    struct str *path;
    int64_t num_values;
    int64_t total_uncompressed, total_compressed;
    int64_t data_page_offset, dictionary_page_offset; /* dictionary: -1 = none */
    struct pq_statistics statistics;
    int64_t offset_index_offset, column_index_offset; /* -1 = none */
    int32_t offset_index_length, column_index_length;
    bool external; /* file_path is set: the data lies in another file */
    bool encrypted;
};

struct pq_row_group {
    uint32_t n_columns;
    struct pq_chunk *columns;
    int64_t num_rows, total_byte_size, total_compressed, file_offset;
    int sorting_column; /* ascending, nulls last; -1 = none. Only written */
    int16_t ordinal;
};

struct pq_key_value {
    struct str key, value;
};

struct pq_file {
    int32_t version;
    uint32_t n_elements;
    struct pq_element *elements; /* depth first, [0] = root */
    int64_t num_rows;
    uint32_t n_row_groups;
    struct pq_row_group *row_groups;
    uint32_t n_key_values;
    struct pq_key_value *key_values;
    struct str created_by;
    uint32_t n_column_orders; /* leaves with TYPE_ORDER */
    uint64_t type_ordered;    /* reader: all column orders are TYPE_ORDER */
};

enum pq_page_type { PQ_DATA_PAGE, PQ_INDEX_PAGE, PQ_DICTIONARY_PAGE, PQ_DATA_PAGE_V2 };

struct pq_page_header {
    int type;
    int32_t uncompressed_size, compressed_size;
    bool has_crc;
    uint32_t crc;
    int32_t num_values, num_nulls, num_rows; /* num_rows: V2 only, -1 */
    int encoding, def_encoding, rep_encoding;
    int32_t def_bytes, rep_bytes; /* V2 */
    bool is_compressed;           /* V2 */
};

struct pq_page_location {
    int64_t offset;
    int32_t compressed_size; /* header included */
    int64_t first_row;
};

/* Strings and arrays live in `a`; strings point into `data` where they can. */
kamu_code pq_file_read(const void *data, size_t n, struct arena *a, struct pq_file *out,
                       struct kamu_error *err);
kamu_code pq_file_write(const struct pq_file *f, struct buf *out, struct kamu_error *err);

/* *used = bytes of the header. KAMU_E_CORRUPT; *truncated tells that more bytes might help. */
kamu_code pq_page_header_read(const void *data, size_t n, struct pq_page_header *out, size_t *used,
                              bool *truncated, struct kamu_error *err);
kamu_code pq_page_header_write(const struct pq_page_header *h, struct buf *out,
                               struct kamu_error *err);

kamu_code pq_offset_index_read(const void *data, size_t n, struct arena *a,
                               struct pq_page_location **out, uint32_t *count,
                               struct kamu_error *err);
kamu_code pq_offset_index_write(const struct pq_page_location *pages, uint32_t n, struct buf *out,
                                struct kamu_error *err);

enum pq_boundary_order { PQ_UNORDERED, PQ_ASCENDING, PQ_DESCENDING };
struct pq_column_index_page {
    bool null_page;
    struct str min, max;
    int64_t null_count;
};
kamu_code pq_column_index_write(const struct pq_column_index_page *pages, uint32_t n,
                                enum pq_boundary_order order, struct buf *out,
                                struct kamu_error *err);

#endif
