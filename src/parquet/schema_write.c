/* col_schema -> Parquet schema elements, exactly as arrow-rs maps them (spec/data-slices.md 2). */
#include "parquet/schema_tree.h"

#include <math.h>

int32_t pq_decimal_bytes(unsigned precision)
{
    return (int32_t)ceil((precision * 3.3219280948873626 + 1.0) / 8.0);
}

size_t pq_physical_width(enum pq_type type, int32_t type_length)
{
    switch (type) {
    case PQ_INT32:
    case PQ_FLOAT:
        return 4;
    case PQ_INT64:
    case PQ_DOUBLE:
        return 8;
    case PQ_INT96:
        return 12;
    case PQ_FIXED:
        return (size_t)type_length;
    case PQ_BOOLEAN:
    case PQ_BYTE_ARRAY:
        break;
    }
    return 0;
}

struct builder {
    struct arena *a;
    struct pq_file *file;
    struct pq_tree *tree;
    struct kamu_error *err;
    bool hashable;
    bool in_list;
    uint32_t n_path;
    struct str path[4 * COL_DEPTH_MAX];
    uint32_t top;
};

static kamu_code unsupported(struct builder *b, const char *why)
{
    char text[256];
    size_t n = 0;
    text[0] = '\0';
    for (uint32_t i = 0; i < b->n_path && n < sizeof text - 1; i++) {
        int k =
            snprintf(text + n, sizeof text - n, "%s" STR_FMT, i ? "." : "", STR_ARG(b->path[i]));
        n += k > 0 ? (size_t)k : 0;
    }
    kamu_code rc = error_set(b->err, KAMU_E_UNSUPPORTED, "Column `%s`: %s", text, why);
    error_field(b->err, "%s", text);
    return rc;
}

static struct pq_element *add_element(struct builder *b, const char *name, int repetition)
{
    struct pq_element *e = &b->file->elements[b->file->n_elements++];
    *e = (struct pq_element){
        .type = -1, .repetition = repetition, .name = str_c(name), .converted = PQ_CONV_NONE};
    return e;
}

static void annotate_int(struct pq_element *e, int8_t bits, bool is_signed)
{
    int base = is_signed ? PQ_CONV_INT_8 : PQ_CONV_UINT_8;
    e->logical =
        (struct pq_logical){.kind = PQ_LOGICAL_INTEGER, .bits = bits, .is_signed = is_signed};
    e->converted = base + (bits == 8 ? 0 : bits == 16 ? 1 : bits == 32 ? 2 : 3);
}

static void annotate_time(struct pq_element *e, enum pq_logical_kind kind, enum col_unit unit,
                          bool utc)
{
    bool time = kind == PQ_LOGICAL_TIME;
    e->logical = (struct pq_logical){.kind = kind, .unit = unit, .utc = utc};
    if (unit == UNIT_MILLI)
        e->converted = time ? PQ_CONV_TIME_MILLIS : PQ_CONV_TIMESTAMP_MILLIS;
    else if (unit == UNIT_MICRO)
        e->converted = time ? PQ_CONV_TIME_MICROS : PQ_CONV_TIMESTAMP_MICROS;
}

static kamu_code leaf_decimal(struct builder *b, struct pq_leaf *leaf, struct pq_element *e)
{
    const struct col_type *t = leaf->type;
    unsigned p = t->precision;
    if (t->scale < 0)
        return unsupported(b, "Parquet has no DECIMAL of negative scale");
    if (p == 0 || p > (t->kind == COL_DECIMAL128 ? 38u : 76u) || t->scale > (int)p)
        return unsupported(b, "DECIMAL precision or scale out of range");
    leaf->conv = PQ_AS_DEC_INT;
    if (p >= 2 && p <= 9) {
        leaf->physical = PQ_INT32;
    } else if (p <= 18) {
        leaf->physical = PQ_INT64;
    } else {
        leaf->physical = PQ_FIXED;
        leaf->type_length = pq_decimal_bytes(p);
        leaf->conv = PQ_AS_DEC_FIXED;
    }
    e->logical =
        (struct pq_logical){.kind = PQ_LOGICAL_DECIMAL, .scale = t->scale, .precision = (int32_t)p};
    e->converted = PQ_CONV_DECIMAL;
    e->scale = t->scale;
    e->precision = (int32_t)p;
    return KAMU_OK;
}

/* Physical type and annotation of a leaf. */
static kamu_code leaf_type(struct builder *b, struct pq_leaf *leaf, struct pq_element *e)
{
    const struct col_type *t = leaf->type;
    leaf->conv = PQ_AS_SAME;
    switch (t->kind) {
    case COL_NULL:
        if (b->hashable)
            return unsupported(b, "Type Null is not supported; declare a type for the column");
        leaf->physical = PQ_INT32;
        leaf->conv = PQ_AS_NULL;
        e->logical.kind = PQ_LOGICAL_UNKNOWN;
        break;
    case COL_BOOL:
        leaf->physical = PQ_BOOLEAN;
        leaf->conv = PQ_AS_BITS;
        break;
    case COL_INT8:
    case COL_UINT8:
        leaf->physical = PQ_INT32;
        leaf->conv = PQ_AS_TO_8;
        annotate_int(e, 8, t->kind == COL_INT8);
        break;
    case COL_INT16:
    case COL_UINT16:
        leaf->physical = PQ_INT32;
        leaf->conv = PQ_AS_TO_16;
        annotate_int(e, 16, t->kind == COL_INT16);
        break;
    case COL_INT32:
        leaf->physical = PQ_INT32;
        break;
    case COL_UINT32:
        leaf->physical = PQ_INT32;
        annotate_int(e, 32, false);
        break;
    case COL_INT64:
        leaf->physical = PQ_INT64;
        break;
    case COL_UINT64:
        leaf->physical = PQ_INT64;
        annotate_int(e, 64, false);
        break;
    case COL_FLOAT16:
        leaf->physical = PQ_FIXED;
        leaf->type_length = 2;
        e->logical.kind = PQ_LOGICAL_FLOAT16;
        break;
    case COL_FLOAT32:
        leaf->physical = PQ_FLOAT;
        break;
    case COL_FLOAT64:
        leaf->physical = PQ_DOUBLE;
        break;
    case COL_DECIMAL128:
    case COL_DECIMAL256:
        KAMU_TRY(leaf_decimal(b, leaf, e));
        break;
    case COL_STRING:
        e->logical.kind = PQ_LOGICAL_STRING;
        e->converted = PQ_CONV_UTF8;
        /* fall through */
    case COL_BINARY:
        leaf->physical = PQ_BYTE_ARRAY;
        leaf->conv = PQ_AS_BYTES;
        break;
    case COL_FIXED_BINARY:
        if (t->fixed_length <= 0)
            return unsupported(b, "fixed-size binary of length 0");
        leaf->physical = PQ_FIXED;
        leaf->type_length = t->fixed_length;
        break;
    case COL_DATE32:
        leaf->physical = PQ_INT32;
        e->logical.kind = PQ_LOGICAL_DATE;
        e->converted = PQ_CONV_DATE;
        break;
    case COL_TIME32:
        leaf->physical = PQ_INT32;
        if (t->unit == UNIT_MILLI)
            annotate_time(e, PQ_LOGICAL_TIME, t->unit, false);
        break;
    case COL_TIME64:
        leaf->physical = PQ_INT64;
        annotate_time(e, PQ_LOGICAL_TIME, t->unit, false);
        break;
    case COL_TIMESTAMP:
        leaf->physical = PQ_INT64;
        if (t->unit != UNIT_SECOND)
            annotate_time(e, PQ_LOGICAL_TIMESTAMP, t->unit, t->timezone && t->timezone[0]);
        break;
    case COL_DURATION:
        if (b->hashable)
            return unsupported(b, "Type Duration cannot be hashed");
        leaf->physical = PQ_INT64;
        break;
    default:
        KAMU_BUG("leaf of kind %d", (int)t->kind);
    }
    leaf->is_unsigned = t->kind == COL_UINT8 || t->kind == COL_UINT16 || t->kind == COL_UINT32 ||
                        t->kind == COL_UINT64;
    e->type = (int)leaf->physical;
    e->type_length = leaf->type_length;
    return KAMU_OK;
}

static kamu_code add_field(struct builder *b, const struct col_field *f, uint8_t def, uint8_t rep,
                           struct pq_node *node);

static kamu_code add_leaf(struct builder *b, uint8_t rep, struct pq_node *node,
                          struct pq_element *e)
{
    struct pq_leaf *leaf = &b->tree->leaves[b->tree->n_leaves++];
    node->kind = PQ_NODE_LEAF;
    *leaf = (struct pq_leaf){.type = node->type,
                             .max_def = node->def,
                             .max_rep = rep,
                             .n_path = b->n_path,
                             .top = b->top};
    leaf->path = arena_alloc(b->a, b->n_path * sizeof *leaf->path);
    if (leaf->path == NULL)
        return error_nomem(b->err);
    memcpy(leaf->path, b->path, b->n_path * sizeof *leaf->path);
    return leaf_type(b, leaf, e);
}

static kamu_code add_children(struct builder *b, const struct col_type *t, uint8_t def, uint8_t rep,
                              struct pq_node *node)
{
    node->n_children = t->n_children;
    node->children = arena_calloc(b->a, t->n_children, sizeof *node->children);
    if (node->children == NULL)
        return error_nomem(b->err);
    for (uint32_t i = 0; i < t->n_children; i++)
        KAMU_TRY(add_field(b, &t->children[i], def, rep, &node->children[i]));
    return KAMU_OK;
}

static kamu_code add_list(struct builder *b, uint8_t rep, struct pq_node *node,
                          struct pq_element *e)
{
    const struct col_type *t = node->type;
    bool in_list = b->in_list;
    e->num_children = 1;
    e->logical.kind = PQ_LOGICAL_LIST;
    e->converted = PQ_CONV_LIST;
    add_element(b, "list", PQ_REPEATED)->num_children = 1;
    node->kind = PQ_NODE_LIST;
    node->def_item = (uint8_t)(node->def + 1);
    node->rep_item = (uint8_t)(rep + 1);
    b->path[b->n_path++] = STR("list");
    b->in_list = true;
    KAMU_TRY(add_children(b, t, node->def_item, node->rep_item, node));
    b->in_list = in_list;
    b->n_path--;
    return KAMU_OK;
}

/* group NAME (MAP) { repeated group entries { required K keys; V values; } }: the entries struct of
 * the Arrow form is the repeated group itself. */
static kamu_code add_map(struct builder *b, uint8_t rep, struct pq_node *node, struct pq_element *e)
{
    const struct col_field *entries = &node->type->children[0];
    if (b->hashable)
        return unsupported(b, "Type Map cannot be hashed");
    if (entries->type.n_children != 2)
        return unsupported(b, "Map entries must have a key and a value");
    e->num_children = 1;
    e->logical.kind = PQ_LOGICAL_MAP;
    e->converted = PQ_CONV_MAP;
    add_element(b, entries->name, PQ_REPEATED)->num_children = 2;
    node->kind = PQ_NODE_LIST;
    node->def_item = (uint8_t)(node->def + 1);
    node->rep_item = (uint8_t)(rep + 1);
    node->n_children = 1;
    node->children = arena_calloc(b->a, 1, sizeof *node->children);
    if (node->children == NULL)
        return error_nomem(b->err);
    struct pq_node *st = node->children;
    *st = (struct pq_node){.kind = PQ_NODE_STRUCT,
                           .type = &entries->type,
                           .def = node->def_item,
                           .first_leaf = b->tree->n_leaves};
    b->path[b->n_path++] = str_c(entries->name);
    KAMU_TRY(add_children(b, &entries->type, node->def_item, node->rep_item, st));
    b->n_path--;
    st->n_leaves = b->tree->n_leaves - st->first_leaf;
    return KAMU_OK;
}

static kamu_code add_field(struct builder *b, const struct col_field *f, uint8_t def, uint8_t rep,
                           struct pq_node *node)
{
    kamu_code rc = KAMU_OK;
    if (b->n_path + 4 > sizeof b->path / sizeof b->path[0])
        return error_set(b->err, KAMU_E_LIMIT, "Column `%s` is nested too deeply", f->name);
    bool nullable = f->nullable || f->type.kind == COL_NULL;
    struct pq_element *e = add_element(b, f->name, nullable ? PQ_OPTIONAL : PQ_REQUIRED);
    b->path[b->n_path++] = str_c(f->name);
    *node = (struct pq_node){.type = &f->type,
                             .nullable = nullable,
                             .def = (uint8_t)(def + (nullable ? 1 : 0)),
                             .first_leaf = b->tree->n_leaves};
    switch (f->type.kind) {
    case COL_STRUCT:
        node->kind = PQ_NODE_STRUCT;
        if (f->type.n_children == 0)
            return unsupported(b, "Parquet does not support writing empty structs");
        if (b->hashable && b->in_list)
            return unsupported(b, "List of Struct cannot be hashed");
        e->num_children = (int32_t)f->type.n_children;
        rc = add_children(b, &f->type, node->def, rep, node);
        break;
    case COL_LIST:
    case COL_FIXED_LIST:
        rc = add_list(b, rep, node, e);
        break;
    case COL_MAP:
        rc = add_map(b, rep, node, e);
        break;
    default:
        rc = add_leaf(b, rep, node, e);
    }
    b->n_path--;
    node->n_leaves = b->tree->n_leaves - node->first_leaf;
    return rc;
}

static void count(const struct col_field *fields, uint32_t n, uint32_t *elements, uint32_t *leaves)
{
    for (uint32_t i = 0; i < n; i++) {
        const struct col_type *t = &fields[i].type;
        *elements += col_is_nested(t->kind) ? 2 : 1;
        if (col_is_nested(t->kind))
            count(t->children, t->n_children, elements, leaves);
        else
            ++*leaves;
    }
}

kamu_code pq_schema_write(const struct col_schema *schema, bool hashable, struct arena *a,
                          struct pq_file *file, struct pq_tree *tree, struct kamu_error *err)
{
    uint32_t elements = 1, leaves = 0;
    count(schema->fields, schema->n_fields, &elements, &leaves);
    if (leaves > COL_FIELDS_MAX)
        return error_set(err, KAMU_E_LIMIT, "%u columns exceed the maximum of %d", leaves,
                         COL_FIELDS_MAX);
    struct builder *b = arena_calloc(a, 1, sizeof *b);
    file->elements = arena_calloc(a, elements, sizeof *file->elements);
    tree->leaves = arena_calloc(a, leaves + 1, sizeof *tree->leaves);
    tree->top = arena_calloc(a, schema->n_fields + 1, sizeof *tree->top);
    if (b == NULL || file->elements == NULL || tree->leaves == NULL || tree->top == NULL)
        return error_nomem(err);
    *b = (struct builder){.a = a, .file = file, .tree = tree, .err = err, .hashable = hashable};
    file->n_elements = 0;
    add_element(b, "arrow_schema", -1)->num_children = (int32_t)schema->n_fields;
    tree->n_top = schema->n_fields;
    for (b->top = 0; b->top < schema->n_fields; b->top++)
        KAMU_TRY(add_field(b, &schema->fields[b->top], 0, 0, &tree->top[b->top]));
    return KAMU_OK;
}
