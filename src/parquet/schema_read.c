/*
 * Parquet schema elements -> normal-form schema and tree. Lists of all generations are understood:
 * three-level, two-level, and repeated fields without annotation; LogicalType first, then
 * ConvertedType, then the ARROW:schema hint for what neither can say (spec/data-slices.md 3.6).
 */
#include "parquet/arrow_hint.h"
#include "parquet/schema_tree.h"

const char *pq_type_text(int type)
{
    static const char *const names[] = {"BOOLEAN", "INT32",  "INT64",      "INT96",
                                        "FLOAT",   "DOUBLE", "BYTE_ARRAY", "FIXED_LEN_BYTE_ARRAY"};
    return type >= 0 && type <= PQ_FIXED ? names[type] : "unknown type";
}

const char *pq_codec_text(int codec)
{
    static const char *const names[] = {"UNCOMPRESSED", "SNAPPY", "GZIP", "LZO",
                                        "BROTLI",       "LZ4",    "ZSTD", "LZ4_RAW"};
    return codec >= 0 && codec <= PQ_LZ4_RAW ? names[codec] : "unknown codec";
}

const char *pq_encoding_text(int encoding)
{
    static const char *const names[] = {
        "PLAIN",          "GROUP_VAR_INT",       "PLAIN_DICTIONARY",        "RLE",
        "BIT_PACKED",     "DELTA_BINARY_PACKED", "DELTA_LENGTH_BYTE_ARRAY", "DELTA_BYTE_ARRAY",
        "RLE_DICTIONARY", "BYTE_STREAM_SPLIT"};
    return encoding >= 0 && encoding <= PQ_BYTE_STREAM_SPLIT ? names[encoding] : "unknown encoding";
}

struct parser {
    const struct pq_file *file;
    struct arena *a;      /* tree */
    struct arena *schema; /* types and names */
    struct pq_tree *tree;
    struct kamu_error *err;
    bool hash_form;
    uint32_t next; /* element */
    uint32_t top;
    uint32_t n_path;
    struct str path[4 * COL_DEPTH_MAX];
};

static kamu_code corrupt(struct parser *p, const char *what)
{
    return error_set(p->err, KAMU_E_CORRUPT, "Parquet schema: %s at element %u", what, p->next);
}

static const struct arrow_field *hint_child(const struct arrow_field *hint, uint32_t i,
                                            struct str name)
{
    if (hint == NULL)
        return NULL;
    if (i < hint->n_children && str_eqc(name, hint->children[i].name))
        return &hint->children[i];
    for (uint32_t k = 0; k < hint->n_children; k++)
        if (str_eqc(name, hint->children[k].name))
            return &hint->children[k];
    return NULL;
}

static bool is_list_hint(const struct arrow_field *h)
{
    return h != NULL && h->n_children == 1 &&
           (h->type == ARROW_LIST || h->type == ARROW_LARGE_LIST || h->type == ARROW_FIXED_LIST ||
            h->type == ARROW_LIST_VIEW || h->type == ARROW_LARGE_LIST_VIEW);
}

/* ConvertedType as a LogicalType, for files that have only the former. */
static struct pq_logical logical_of(const struct pq_element *e)
{
    struct pq_logical l = e->logical;
    if (l.kind != PQ_LOGICAL_NONE && l.kind != PQ_LOGICAL_OTHER)
        return l;
    switch (e->converted) {
    case PQ_CONV_UTF8:
        l.kind = PQ_LOGICAL_STRING;
        break;
    case PQ_CONV_ENUM:
        l.kind = PQ_LOGICAL_ENUM;
        break;
    case PQ_CONV_JSON:
        l.kind = PQ_LOGICAL_JSON;
        break;
    case PQ_CONV_BSON:
        l.kind = PQ_LOGICAL_BSON;
        break;
    case PQ_CONV_DECIMAL:
        l = (struct pq_logical){
            .kind = PQ_LOGICAL_DECIMAL, .scale = e->scale, .precision = e->precision};
        break;
    case PQ_CONV_DATE:
        l.kind = PQ_LOGICAL_DATE;
        break;
    case PQ_CONV_TIME_MILLIS:
    case PQ_CONV_TIME_MICROS:
        l = (struct pq_logical){.kind = PQ_LOGICAL_TIME,
                                .utc = true,
                                .unit =
                                    e->converted == PQ_CONV_TIME_MILLIS ? UNIT_MILLI : UNIT_MICRO};
        break;
    case PQ_CONV_TIMESTAMP_MILLIS:
    case PQ_CONV_TIMESTAMP_MICROS:
        l = (struct pq_logical){.kind = PQ_LOGICAL_TIMESTAMP,
                                .utc = true,
                                .unit = e->converted == PQ_CONV_TIMESTAMP_MILLIS ? UNIT_MILLI
                                                                                 : UNIT_MICRO};
        break;
    case PQ_CONV_LIST:
        l.kind = PQ_LOGICAL_LIST;
        break;
    case PQ_CONV_MAP:
    case PQ_CONV_MAP_KEY_VALUE:
        l.kind = PQ_LOGICAL_MAP;
        break;
    default:
        if (e->converted >= PQ_CONV_UINT_8 && e->converted <= PQ_CONV_INT_64) {
            int i = e->converted - PQ_CONV_UINT_8;
            l = (struct pq_logical){
                .kind = PQ_LOGICAL_INTEGER, .bits = (int8_t)(8 << (i & 3)), .is_signed = i >= 4};
        }
    }
    return l;
}

static kamu_code leaf_decimal(struct parser *p, const struct pq_logical *l,
                              const struct arrow_field *hint, struct pq_leaf *leaf,
                              struct col_type *t)
{
    if (l->precision < 1 || l->precision > 76 || l->scale < 0 || l->scale > l->precision)
        return corrupt(p, "DECIMAL precision or scale out of range");
    bool wide = l->precision > 38;
    leaf->conv = leaf->physical == PQ_FIXED        ? PQ_AS_DEC_FIXED
                 : leaf->physical == PQ_BYTE_ARRAY ? PQ_AS_DEC_BYTES
                                                   : PQ_AS_DEC_INT;
    if (leaf->physical == PQ_FIXED) {
        if (leaf->type_length < 1 || leaf->type_length > 32)
            return corrupt(p, "DECIMAL of more than 32 bytes");
        wide = leaf->type_length > 16;
    }
    if (hint && hint->type == ARROW_DECIMAL && hint->precision == l->precision &&
        hint->scale == l->scale) {
        leaf->hash_as = hint->bits == 32   ? PQ_HASH_DECIMAL32
                        : hint->bits == 64 ? PQ_HASH_DECIMAL64
                                           : PQ_HASH_NORMAL;
        wide |= hint->bits == 256;
        if ((hint->bits == 32 && l->precision > 9) || (hint->bits == 64 && l->precision > 18))
            leaf->hash_as = PQ_HASH_NORMAL;
    }
    t->kind = wide ? COL_DECIMAL256 : COL_DECIMAL128;
    t->precision = (uint8_t)l->precision;
    t->scale = (int8_t)l->scale;
    return KAMU_OK;
}

static kamu_code set_zone(struct parser *p, struct col_type *t, bool utc,
                          const struct arrow_field *hint)
{
    const char *zone = utc ? "UTC" : NULL;
    if (hint && hint->type == ARROW_TIMESTAMP && hint->unit == t->unit && hint->timezone)
        zone = hint->timezone;
    t->timezone = zone ? arena_strdup(p->schema, zone) : NULL;
    return zone && t->timezone == NULL ? error_nomem(p->err) : KAMU_OK;
}

static kamu_code leaf_int32(struct parser *p, const struct pq_logical *l,
                            const struct arrow_field *hint, struct pq_leaf *leaf,
                            struct col_type *t)
{
    t->kind = COL_INT32;
    if (l->kind == PQ_LOGICAL_INTEGER && l->bits <= 32) {
        leaf->conv = l->bits == 8 ? PQ_AS_TO_8 : l->bits == 16 ? PQ_AS_TO_16 : PQ_AS_SAME;
        t->kind = l->bits == 8    ? (l->is_signed ? COL_INT8 : COL_UINT8)
                  : l->bits == 16 ? (l->is_signed ? COL_INT16 : COL_UINT16)
                                  : (l->is_signed ? COL_INT32 : COL_UINT32);
    } else if (l->kind == PQ_LOGICAL_DATE) {
        t->kind = COL_DATE32;
        if (hint && hint->type == ARROW_DATE && hint->unit == UNIT_MILLI)
            leaf->hash_as = PQ_HASH_DATE64;
    } else if (l->kind == PQ_LOGICAL_TIME) {
        t->kind = COL_TIME32;
        t->unit = UNIT_MILLI;
    } else if (l->kind == PQ_LOGICAL_DECIMAL) {
        return leaf_decimal(p, l, hint, leaf, t);
    } else if (hint && hint->type == ARROW_TIME && hint->bits == 32) {
        t->kind = COL_TIME32;
        t->unit = hint->unit;
    }
    return KAMU_OK;
}

static kamu_code leaf_int64(struct parser *p, const struct pq_logical *l,
                            const struct arrow_field *hint, struct pq_leaf *leaf,
                            struct col_type *t)
{
    t->kind = COL_INT64;
    if (l->kind == PQ_LOGICAL_INTEGER) {
        t->kind = l->is_signed ? COL_INT64 : COL_UINT64;
    } else if (l->kind == PQ_LOGICAL_TIME) {
        t->kind = COL_TIME64;
        t->unit = l->unit == UNIT_MILLI ? UNIT_MICRO : l->unit;
        if (l->unit == UNIT_MILLI)
            return corrupt(p, "TIME(MILLIS) on INT64");
    } else if (l->kind == PQ_LOGICAL_TIMESTAMP) {
        t->kind = COL_TIMESTAMP;
        t->unit = l->unit;
        return set_zone(p, t, l->utc, hint);
    } else if (l->kind == PQ_LOGICAL_DECIMAL) {
        return leaf_decimal(p, l, hint, leaf, t);
    } else if (hint && hint->type == ARROW_TIMESTAMP) {
        t->kind = COL_TIMESTAMP;
        t->unit = hint->unit;
        return set_zone(p, t, false, hint);
    } else if (hint && hint->type == ARROW_TIME && hint->bits == 64) {
        t->kind = COL_TIME64;
        t->unit = hint->unit;
    } else if (hint && hint->type == ARROW_DURATION) {
        t->kind = COL_DURATION;
        t->unit = hint->unit;
    } else if (hint && hint->type == ARROW_DATE && hint->unit == UNIT_MILLI) {
        t->kind = COL_DATE32;
        leaf->conv = PQ_AS_DATE64;
        leaf->hash_as = PQ_HASH_DATE64;
    }
    return KAMU_OK;
}

static kamu_code leaf_bytes(struct parser *p, const struct pq_logical *l,
                            const struct arrow_field *hint, struct pq_leaf *leaf,
                            struct col_type *t)
{
    leaf->conv = PQ_AS_BYTES;
    t->kind =
        l->kind == PQ_LOGICAL_STRING || l->kind == PQ_LOGICAL_JSON || l->kind == PQ_LOGICAL_ENUM
            ? COL_STRING
            : COL_BINARY;
    if (l->kind == PQ_LOGICAL_DECIMAL)
        return leaf_decimal(p, l, hint, leaf, t);
    /* a writer without the annotation (old Spark, Impala) may still have said what it meant */
    bool text = hint && (hint->type == ARROW_UTF8 || hint->type == ARROW_LARGE_UTF8 ||
                         hint->type == ARROW_UTF8_VIEW);
    if (text && l->kind == PQ_LOGICAL_NONE)
        t->kind = COL_STRING;
    leaf->hash_view = hint && (hint->type == ARROW_UTF8_VIEW || hint->type == ARROW_BINARY_VIEW);
    return KAMU_OK;
}

static kamu_code leaf_fixed(struct parser *p, const struct pq_element *e,
                            const struct pq_logical *l, const struct arrow_field *hint,
                            struct pq_leaf *leaf, struct col_type *t)
{
    if (leaf->type_length <= 0 || leaf->type_length > 1 << 20)
        return corrupt(p, "FIXED_LEN_BYTE_ARRAY length out of range");
    t->kind = COL_FIXED_BINARY;
    t->fixed_length = leaf->type_length;
    if (l->kind == PQ_LOGICAL_DECIMAL) {
        t->fixed_length = 0;
        return leaf_decimal(p, l, hint, leaf, t);
    }
    if (l->kind == PQ_LOGICAL_FLOAT16 && leaf->type_length == 2) {
        t->kind = COL_FLOAT16;
        t->fixed_length = 0;
    }
    if (e->converted == PQ_CONV_INTERVAL) {
        kamu_code rc = error_set(p->err, KAMU_E_UNSUPPORTED,
                                 "Column `" STR_FMT "`: Parquet INTERVAL is not supported",
                                 STR_ARG(p->path[0]));
        error_field(p->err, STR_FMT, STR_ARG(p->path[0]));
        return rc;
    }
    return KAMU_OK;
}

static kamu_code leaf_type(struct parser *p, const struct pq_element *e,
                           const struct arrow_field *hint, struct pq_leaf *leaf, struct col_type *t)
{
    struct pq_logical l = logical_of(e);
    leaf->physical = (enum pq_type)e->type;
    leaf->type_length = e->type_length;
    leaf->conv = PQ_AS_SAME;
    if (hint && hint->dictionary)
        leaf->hash_as = PQ_HASH_NEVER;
    if (l.kind == PQ_LOGICAL_UNKNOWN) {
        t->kind = COL_NULL;
        leaf->conv = PQ_AS_NULL;
        if (leaf->physical == PQ_FIXED && (leaf->type_length <= 0 || leaf->type_length > 1 << 20))
            return corrupt(p, "FIXED_LEN_BYTE_ARRAY length out of range");
        return KAMU_OK;
    }
    switch (leaf->physical) {
    case PQ_BOOLEAN:
        t->kind = COL_BOOL;
        leaf->conv = PQ_AS_BITS;
        return KAMU_OK;
    case PQ_INT32:
        return leaf_int32(p, &l, hint, leaf, t);
    case PQ_INT64:
        return leaf_int64(p, &l, hint, leaf, t);
    case PQ_INT96:
        t->kind = COL_TIMESTAMP;
        t->unit = hint && hint->type == ARROW_TIMESTAMP ? hint->unit : UNIT_NANO;
        leaf->conv = PQ_AS_INT96;
        return set_zone(p, t, false, hint);
    case PQ_FLOAT:
        t->kind = COL_FLOAT32;
        return KAMU_OK;
    case PQ_DOUBLE:
        t->kind = COL_FLOAT64;
        return KAMU_OK;
    case PQ_BYTE_ARRAY:
        return leaf_bytes(p, &l, hint, leaf, t);
    case PQ_FIXED:
        return leaf_fixed(p, e, &l, hint, leaf, t);
    }
    return corrupt(p, "unknown physical type");
}

/* The values that are hashed, as integers: milliseconds of a Date64, the unscaled value of a narrow
 * decimal. */
static void hash_form(struct pq_leaf *leaf, struct col_type *t)
{
    switch (leaf->hash_as) {
    case PQ_HASH_DATE64:
        leaf->conv = leaf->physical == PQ_INT64 ? PQ_AS_SAME : PQ_AS_DAYS_MS;
        *t = (struct col_type){.kind = COL_INT64};
        break;
    case PQ_HASH_DECIMAL32:
    case PQ_HASH_DECIMAL64:
        leaf->precision = t->precision;
        leaf->scale = t->scale;
        *t = (struct col_type){.kind = leaf->hash_as == PQ_HASH_DECIMAL32 ? COL_INT32 : COL_INT64};
        break;
    case PQ_HASH_NORMAL:
    case PQ_HASH_NEVER:
        break;
    }
}

struct where { /* levels and nesting of what is read next */
    uint8_t def, rep;
    unsigned depth;
};

static kamu_code read_value(struct parser *p, const struct pq_element *e,
                            const struct arrow_field *hint, struct where at, struct col_field *f,
                            struct pq_node *node);

static kamu_code read_name(struct parser *p, const struct pq_element *e, struct col_field *f)
{
    if (memchr(e->name.p, 0, e->name.n) != NULL || !utf8_valid(e->name.p, e->name.n, NULL))
        return corrupt(p, "column name that is no text");
    struct str s = arena_str(p->schema, e->name);
    f->name = s.p;
    return s.p ? KAMU_OK : error_nomem(p->err);
}

static kamu_code new_child(struct parser *p, struct col_field *f, struct pq_node *node, uint32_t n)
{
    f->type.children = arena_calloc(p->schema, n, sizeof *f->type.children);
    node->children = arena_calloc(p->a, n, sizeof *node->children);
    f->type.n_children = node->n_children = n;
    return f->type.children && node->children ? KAMU_OK : error_nomem(p->err);
}

/* A field with its repetition: optional raises def; repeated without LIST is a required list of
 * required items. */
static kamu_code read_field(struct parser *p, const struct arrow_field *hint, struct where at,
                            struct col_field *f, struct pq_node *node)
{
    if (p->next >= p->file->n_elements)
        return corrupt(p, "elements missing");
    const struct pq_element *e = &p->file->elements[p->next++];
    if (at.depth > COL_DEPTH_MAX || p->n_path + 2 > sizeof p->path / sizeof p->path[0])
        return error_set(p->err, KAMU_E_LIMIT, "Parquet schema is nested deeper than %d",
                         COL_DEPTH_MAX);
    if (e->repetition < PQ_REQUIRED || e->repetition > PQ_REPEATED)
        return corrupt(p, "field without repetition");
    KAMU_TRY(read_name(p, e, f));
    p->path[p->n_path++] = e->name;
    node->first_leaf = p->tree->n_leaves;
    if (e->repetition == PQ_REPEATED) {
        node->kind = PQ_NODE_LIST;
        node->def = at.def;
        node->def_item = ++at.def;
        node->rep_item = ++at.rep;
        at.depth++;
        f->type.kind = COL_LIST;
        node->type = &f->type;
        KAMU_TRY(new_child(p, f, node, 1));
        KAMU_TRY(read_name(p, e, &f->type.children[0]));
        node->children[0].first_leaf = p->tree->n_leaves;
        KAMU_TRY(read_value(p, e, is_list_hint(hint) ? &hint->children[0] : NULL, at,
                            &f->type.children[0], &node->children[0]));
        node->children[0].n_leaves = p->tree->n_leaves - node->children[0].first_leaf;
    } else {
        f->nullable = node->nullable = e->repetition == PQ_OPTIONAL;
        at.def = (uint8_t)(at.def + (f->nullable ? 1 : 0));
        KAMU_TRY(read_value(p, e, hint, at, f, node));
    }
    node->n_leaves = p->tree->n_leaves - node->first_leaf;
    p->n_path--;
    return KAMU_OK;
}

static kamu_code read_struct(struct parser *p, const struct pq_element *e,
                             const struct arrow_field *hint, struct where at, struct col_field *f,
                             struct pq_node *node)
{
    uint32_t n = (uint32_t)e->num_children;
    f->type.kind = COL_STRUCT;
    node->kind = PQ_NODE_STRUCT;
    if (e->num_children <= 0 || n > p->file->n_elements - p->next)
        return corrupt(p, "group without members");
    KAMU_TRY(new_child(p, f, node, n));
    if (hint && hint->type != ARROW_STRUCT)
        hint = NULL;
    at.depth++;
    for (uint32_t i = 0; i < n; i++) {
        struct str name = p->next < p->file->n_elements ? p->file->elements[p->next].name : STR("");
        KAMU_TRY(
            read_field(p, hint_child(hint, i, name), at, &f->type.children[i], &node->children[i]));
    }
    return KAMU_OK;
}

static void list_node(struct col_field *f, struct pq_node *node, struct where *at)
{
    f->type.kind = COL_LIST;
    node->kind = PQ_NODE_LIST;
    node->def_item = ++at->def;
    node->rep_item = ++at->rep;
    at->depth++;
}

/* The group annotated LIST; its repeated child decides between two and three levels. */
static kamu_code read_list(struct parser *p, const struct pq_element *e,
                           const struct arrow_field *hint, struct where at, struct col_field *f,
                           struct pq_node *node)
{
    if (e->num_children != 1 || p->next >= p->file->n_elements)
        return corrupt(p, "LIST without its one repeated field");
    const struct pq_element *r = &p->file->elements[p->next];
    if (r->repetition != PQ_REPEATED)
        return corrupt(p, "LIST without its one repeated field");
    char tuple[256];
    int k = snprintf(tuple, sizeof tuple, STR_FMT "_tuple", STR_ARG(e->name));
    bool named =
        str_eqc(r->name, "array") || (k > 0 && (size_t)k < sizeof tuple && str_eqc(r->name, tuple));
    bool two = r->type >= 0 || r->num_children > 1 || named ||
               (p->next + 1 < p->file->n_elements &&
                p->file->elements[p->next + 1].repetition == PQ_REPEATED);
    const struct arrow_field *item = is_list_hint(hint) ? &hint->children[0] : NULL;
    p->next++;
    list_node(f, node, &at);
    KAMU_TRY(new_child(p, f, node, 1));
    if (hint && hint->type == ARROW_FIXED_LIST && hint->length > 0) {
        f->type.kind = COL_FIXED_LIST;
        f->type.fixed_length = hint->length;
    }
    p->path[p->n_path++] = r->name;
    if (two) {
        KAMU_TRY(read_name(p, r, &f->type.children[0]));
        node->children[0].first_leaf = p->tree->n_leaves;
        KAMU_TRY(read_value(p, r, item, at, &f->type.children[0], &node->children[0]));
        node->children[0].n_leaves = p->tree->n_leaves - node->children[0].first_leaf;
    } else {
        if (r->num_children != 1)
            return corrupt(p, "LIST item missing");
        KAMU_TRY(read_field(p, item, at, &f->type.children[0], &node->children[0]));
    }
    p->n_path--;
    return KAMU_OK;
}

static kamu_code read_map(struct parser *p, const struct pq_element *e,
                          const struct arrow_field *hint, struct where at, struct col_field *f,
                          struct pq_node *node)
{
    if (e->num_children != 1 || p->next >= p->file->n_elements)
        return corrupt(p, "MAP without its one repeated group");
    const struct pq_element *r = &p->file->elements[p->next++];
    if (r->repetition != PQ_REPEATED || r->type >= 0 || r->num_children < 1 || r->num_children > 2)
        return corrupt(p, "MAP without its one repeated group");
    list_node(f, node, &at);
    bool hinted = hint && hint->type == ARROW_MAP && hint->n_children == 1;
    f->type.kind = r->num_children == 2 ? COL_MAP : COL_LIST;
    f->type.keys_sorted = hinted && hint->keys_sorted;
    KAMU_TRY(new_child(p, f, node, 1));
    p->path[p->n_path++] = r->name;
    struct col_field *entries = &f->type.children[0];
    struct pq_node *en = &node->children[0];
    KAMU_TRY(read_name(p, r, entries));
    en->def = at.def;
    en->type = &entries->type;
    en->first_leaf = p->tree->n_leaves;
    KAMU_TRY(read_struct(p, r, hinted ? &hint->children[0] : NULL, at, entries, en));
    en->n_leaves = p->tree->n_leaves - en->first_leaf;
    p->n_path--;
    return KAMU_OK;
}

/* What an element holds, its own repetition apart: `at` is already behind it. */
static kamu_code read_value(struct parser *p, const struct pq_element *e,
                            const struct arrow_field *hint, struct where at, struct col_field *f,
                            struct pq_node *node)
{
    node->type = &f->type;
    node->def = at.def;
    if (e->type < 0) {
        enum pq_logical_kind kind = logical_of(e).kind;
        if (kind == PQ_LOGICAL_LIST)
            return read_list(p, e, hint, at, f, node);
        if (kind == PQ_LOGICAL_MAP)
            return read_map(p, e, hint, at, f, node);
        return read_struct(p, e, hint, at, f, node);
    }
    if (e->num_children > 0)
        return corrupt(p, "leaf with children");
    if (p->tree->n_leaves >= COL_FIELDS_MAX)
        return error_set(p->err, KAMU_E_LIMIT, "more than %d columns", COL_FIELDS_MAX);
    struct pq_leaf *leaf = &p->tree->leaves[p->tree->n_leaves++];
    node->kind = PQ_NODE_LEAF;
    node->first_leaf = p->tree->n_leaves - 1;
    node->n_leaves = 1;
    *leaf = (struct pq_leaf){
        .type = &f->type, .max_def = at.def, .max_rep = at.rep, .n_path = p->n_path, .top = p->top};
    leaf->path = arena_alloc(p->a, p->n_path * sizeof *leaf->path);
    if (leaf->path == NULL)
        return error_nomem(p->err);
    memcpy(leaf->path, p->path, p->n_path * sizeof *leaf->path);
    KAMU_TRY(leaf_type(p, e, hint, leaf, &f->type));
    if (p->hash_form)
        hash_form(leaf, &f->type);
    leaf->is_unsigned = f->type.kind >= COL_UINT8 && f->type.kind <= COL_UINT64;
    return KAMU_OK;
}

kamu_code pq_schema_read(const struct pq_file *file, const struct arrow_field *hint, bool hash_form,
                         struct arena *a, struct col_schema **schema, struct pq_tree *tree,
                         struct kamu_error *err)
{
    kamu_code rc = KAMU_OK;
    struct parser *p = arena_calloc(a, 1, sizeof *p);
    *schema = NULL;
    if (p == NULL)
        return error_nomem(err);
    *p = (struct parser){
        .file = file, .a = a, .tree = tree, .err = err, .hash_form = hash_form, .next = 1};
    if (file->n_elements == 0 || file->elements[0].type >= 0 ||
        file->elements[0].num_children < 0 ||
        (uint32_t)file->elements[0].num_children > file->n_elements - 1)
        return corrupt(p, "no root group");
    uint32_t n = (uint32_t)file->elements[0].num_children;
    *tree = (struct pq_tree){.n_top = n};
    tree->top = arena_calloc(a, n + 1, sizeof *tree->top);
    tree->leaves =
        arena_calloc(a, (file->n_elements < COL_FIELDS_MAX ? file->n_elements : COL_FIELDS_MAX) + 1,
                     sizeof *tree->leaves);
    if (tree->top == NULL || tree->leaves == NULL)
        return error_nomem(err);
    KAMU_TRY(col_schema_new(n, schema, err));
    p->schema = &(*schema)->arena;
    for (p->top = 0; p->top < n; p->top++) {
        struct where at = {0};
        struct str name = p->next < file->n_elements ? file->elements[p->next].name : STR("");
        rc = read_field(p, hint_child(hint, p->top, name), at, &(*schema)->fields[p->top],
                        &tree->top[p->top]);
        if (rc != KAMU_OK)
            break;
    }
    if (rc == KAMU_OK && p->next != file->n_elements)
        rc = corrupt(p, "more elements than the tree has");
    if (rc != KAMU_OK) {
        col_schema_unref(*schema);
        *schema = NULL;
    }
    return rc;
}
