/*
 * The column tree of a Parquet file with its levels (spec/data-slices.md 2, type mapping).
 *
 * Levels of one leaf: a slot's definition level says how far down the path a value
 * exists, its repetition level at which list it continues. A node keeps the numbers that a
 * walk needs: `def` = level at which the node's value is there (not null), for lists
 * `def_item` = level at which an item slot exists and `rep_item` = level of a further item.
 */
#ifndef KAMU_PARQUET_SCHEMA_TREE_H
#define KAMU_PARQUET_SCHEMA_TREE_H

#include "parquet/metadata.h"

/* physical value -> normal form */
enum pq_conv {
    PQ_AS_SAME,      /* equal bytes, fixed width */
    PQ_AS_TO_8,      /* INT32 -> one byte */
    PQ_AS_TO_16,     /* INT32 -> two bytes */
    PQ_AS_BITS,      /* BOOLEAN */
    PQ_AS_BYTES,     /* BYTE_ARRAY -> string, binary */
    PQ_AS_DEC_INT,   /* INT32 / INT64 -> decimal */
    PQ_AS_DEC_FIXED, /* big-endian FIXED -> decimal */
    PQ_AS_DEC_BYTES, /* big-endian BYTE_ARRAY -> decimal */
    PQ_AS_INT96,     /* Julian day + nanoseconds -> timestamp(ns) */
    PQ_AS_DATE64,    /* INT64 milliseconds -> date32 */
    PQ_AS_DAYS_MS,   /* INT32 days -> int64 milliseconds (hash form) */
    PQ_AS_NULL       /* every value is null */
};

/* How the logical hash sees a leaf where its normal form differs (spec 3.6). */
enum pq_hash_as {
    PQ_HASH_NORMAL,
    PQ_HASH_DATE64,
    PQ_HASH_DECIMAL32,
    PQ_HASH_DECIMAL64,
    PQ_HASH_NEVER
};

struct pq_leaf {
    const struct col_type *type; /* normal form */
    enum pq_type physical;
    int32_t type_length; /* FIXED */
    enum pq_conv conv;
    enum pq_hash_as hash_as;
    bool hash_view;    /* hinted as a view: matters for 3.7 */
    uint8_t precision; /* of a decimal in hash form */
    int8_t scale;
    bool is_unsigned; /* order of statistics */
    uint8_t max_def, max_rep;
    uint32_t n_path;
    struct str *path;
    uint32_t top; /* index of the top-level column */
};

enum pq_node_kind { PQ_NODE_LEAF, PQ_NODE_STRUCT, PQ_NODE_LIST };

struct pq_node {
    enum pq_node_kind kind;
    const struct col_type *type; /* fixed lists and maps are PQ_NODE_LIST too */
    bool nullable;
    uint8_t def;
    uint8_t def_item, rep_item;    /* lists */
    uint32_t first_leaf, n_leaves; /* leaves below, in file order */
    uint32_t n_children;
    struct pq_node *children; /* list: one */
};

struct pq_tree {
    uint32_t n_top;
    struct pq_node *top;
    uint32_t n_leaves;
    struct pq_leaf *leaves;
};

/* Bytes of a decimal of this precision as FIXED_LEN_BYTE_ARRAY. */
int32_t pq_decimal_bytes(unsigned precision);
/* Bytes of one physical value; 0 for BOOLEAN and BYTE_ARRAY. */
size_t pq_physical_width(enum pq_type type, int32_t type_length);
const char *pq_type_text(int type);
const char *pq_codec_text(int codec);
const char *pq_encoding_text(int encoding);

/* Elements (root named arrow_schema), tree and levels for writing `schema`; memory in `a`. Errors
 * name the column. hashable: refuse types that the logical hash cannot take. */
kamu_code pq_schema_write(const struct col_schema *schema, bool hashable, struct arena *a,
                          struct pq_file *file, struct pq_tree *tree, struct kamu_error *err);

struct arrow_field;
/* The other way: from elements and the decoded hint (may be NULL) to the normal-form schema. */
/* hash_form: leaves with a hash_as of their own get the integer type whose bytes are hashed. */
kamu_code pq_schema_read(const struct pq_file *file, const struct arrow_field *hint, bool hash_form,
                         struct arena *a, struct col_schema **schema, struct pq_tree *tree,
                         struct kamu_error *err);

#endif
