/* Schema and record batches of Arrow IPC in the form of the C Data Interface. */
#include "columnar/bits.h"
#include "readers/arrow_ipc.h"

#include <inttypes.h>
#include <zstd.h>

#define NODE_BYTES 16
#define LENGTH_MAX (INT64_C(1) << 30)

/* ---- schema -------------------------------------------------------------------------------- */

static void released_schema(struct ArrowSchema *s)
{
    s->release = NULL; /* the memory is the arena's */
}

static const char *int_format(int32_t bits, bool is_signed)
{
    switch (bits) {
    case 8:
        return is_signed ? "c" : "C";
    case 16:
        return is_signed ? "s" : "S";
    case 32:
        return is_signed ? "i" : "I";
    case 64:
        return is_signed ? "l" : "L";
    default:
        return "?";
    }
}

/* The format string of the values; "?..." for what has no counterpart. NULL: no memory. */
static const char *format_of(const struct arrow_field *f, struct arena *a)
{
    static const char *const simple[] = {
        [ARROW_NULL] = "n",
        [ARROW_BINARY] = "z",
        [ARROW_UTF8] = "u",
        [ARROW_BOOL] = "b",
        [ARROW_LIST] = "+l",
        [ARROW_STRUCT] = "+s",
        [ARROW_MAP] = "+m",
        [ARROW_LARGE_BINARY] = "Z",
        [ARROW_LARGE_UTF8] = "U",
        [ARROW_LARGE_LIST] = "+L",
        [ARROW_BINARY_VIEW] = "vz",
        [ARROW_UTF8_VIEW] = "vu",
        [ARROW_LIST_VIEW] = "+vl",
        [ARROW_LARGE_LIST_VIEW] = "+vL",
        [ARROW_INTERVAL] = "?interval",
        [ARROW_UNION] = "?union",
        [ARROW_RUN_END] = "?run-end",
    };
    static const char units[] = "smun";
    if ((size_t)f->type < sizeof simple / sizeof simple[0] && simple[f->type] != NULL)
        return simple[f->type];
    switch (f->type) {
    case ARROW_INT:
        return int_format(f->bits, f->is_signed);
    case ARROW_FLOAT:
        return f->bits == 16 ? "e" : f->bits == 32 ? "f" : f->bits == 64 ? "g" : "?";
    case ARROW_DECIMAL:
        return arena_printf(a, "d:%d,%d,%d", (int)f->precision, (int)f->scale, (int)f->bits);
    case ARROW_DATE:
        return f->unit == UNIT_SECOND ? "tdD" : "tdm";
    case ARROW_TIME:
        return arena_printf(a, "tt%c", units[f->unit]);
    case ARROW_TIMESTAMP:
        return arena_printf(a, "ts%c:%s", units[f->unit], f->timezone != NULL ? f->timezone : "");
    case ARROW_DURATION:
        return arena_printf(a, "tD%c", units[f->unit]);
    case ARROW_FIXED_BINARY:
        return arena_printf(a, "w:%d", (int)f->length);
    case ARROW_FIXED_LIST:
        return arena_printf(a, "+w:%d", (int)f->length);
    default:
        return "?";
    }
}

static kamu_code schema_of(const struct arrow_field *f, bool values, struct arena *a,
                           struct ArrowSchema **out, struct kamu_error *err)
{
    struct ArrowSchema *s = arena_calloc(a, 1, sizeof *s);
    *out = s;
    if (s == NULL)
        return error_nomem(err);
    s->name = f->name;
    s->flags = f->nullable ? ARROW_FLAG_NULLABLE : 0;
    s->release = released_schema;
    if (f->dictionary && !values) {
        s->format = int_format(f->index_bits, f->index_signed);
        return schema_of(f, true, a, &s->dictionary, err);
    }
    if (f->keys_sorted)
        s->flags |= ARROW_FLAG_MAP_KEYS_SORTED;
    s->format = format_of(f, a);
    s->n_children = f->n_children;
    s->children = arena_calloc(a, f->n_children + 1, sizeof(struct ArrowSchema *));
    if (s->format == NULL || s->children == NULL)
        return error_nomem(err);
    for (uint32_t i = 0; i < f->n_children; i++)
        KAMU_TRY(schema_of(&f->children[i], false, a, &s->children[i], err));
    return KAMU_OK;
}

kamu_code ipc_schema(const struct arrow_field *root, struct arena *a, struct ArrowSchema **out,
                     struct kamu_error *err)
{
    struct arrow_field record = *root;
    record.type = ARROW_STRUCT;
    record.name = "";
    return schema_of(&record, false, a, out, err);
}

/* ---- buffers --------------------------------------------------------------------------------- */

struct reading {
    const struct ipc_record *record;
    struct arena *a;
    const char *column; /* for messages */
    size_t nodes, buffers, variadic;
    uint64_t n_nodes, n_buffers, n_variadic;
    uint64_t node, buffer, view; /* the next ones */
    int codec;                   /* -1 = none, 0 = LZ4 frames, 1 = zstd */
};

struct bytes {
    const uint8_t *p; /* NULL when empty */
    size_t n;
};

static kamu_code malformed(const struct reading *r, const char *what, struct kamu_error *err)
{
    error_set(err, KAMU_E_INPUT, "Arrow array of column '%s' is malformed: %s", r->column, what);
    error_field(err, "%s", r->column);
    return KAMU_E_INPUT;
}

static kamu_code unpack(const struct reading *r, struct bytes *b, struct kamu_error *err)
{
    if (b->n < 8)
        return malformed(r, "a packed buffer without its size", err);
    uint64_t size = 0;
    for (unsigned i = 0; i < 8; i++)
        size |= (uint64_t)b->p[i] << (8 * i);
    b->p += 8;
    b->n -= 8;
    if (size == UINT64_MAX) /* not packed after all */
        return KAMU_OK;
    if (size > IPC_BODY_MAX)
        return malformed(r, "an unpacked buffer is larger than 2 GiB", err);
    uint8_t *to = arena_alloc(r->a, size + 1);
    if (to == NULL)
        return error_nomem(err);
    size_t got = 0;
    bool ok = r->codec == 0 ? ipc_lz4_frame(b->p, b->n, to, size)
                            : (got = ZSTD_decompress(to, size, b->p, b->n), got == size);
    *b = (struct bytes){to, size};
    return ok ? KAMU_OK : malformed(r, "a buffer cannot be unpacked", err);
}

/* The next buffer. */
static kamu_code take(struct reading *r, struct bytes *out, struct kamu_error *err)
{
    struct flat *f = r->record->metadata;
    if (r->buffer >= r->n_buffers)
        return malformed(r, "buffers are missing", err);
    size_t at = r->buffers + NODE_BYTES * r->buffer++;
    uint64_t offset = flat_load(f, at, 8), n = flat_load(f, at + 8, 8);
    if (offset > r->record->body_n || n > r->record->body_n - offset)
        return malformed(r, "a buffer lies outside of the message", err);
    *out = (struct bytes){NULL, 0};
    if (n == 0)
        return KAMU_OK;
    if (offset % 8 != 0)
        return malformed(r, "a buffer is not aligned", err);
    *out = (struct bytes){r->record->body + offset, n};
    return r->codec >= 0 ? unpack(r, out, err) : KAMU_OK;
}

/* The next buffer, at least `items` times `width` bytes; NULL is fine for no item. */
static kamu_code take_items(struct reading *r, int64_t items, size_t width, const void **out,
                            struct bytes *whole, struct kamu_error *err)
{
    struct bytes b;
    KAMU_TRY(take(r, &b, err));
    if (b.n < (size_t)items * width)
        return malformed(r, "a buffer is too short", err);
    *out = items == 0 ? NULL : b.p;
    if (whole != NULL)
        *whole = b;
    return KAMU_OK;
}

/* ---- arrays ------------------------------------------------------------------------------------
 */

static void released_array(struct ArrowArray *array)
{
    array->release = NULL; /* the memory is the arena's */
}

static kamu_code new_array(const struct reading *r, int64_t n_buffers, uint32_t n_children,
                           struct ArrowArray **out, struct kamu_error *err)
{
    struct ArrowArray *x = arena_calloc(r->a, 1, sizeof *x);
    *out = x;
    if (x == NULL)
        return error_nomem(err);
    x->release = released_array;
    x->n_buffers = n_buffers;
    x->n_children = n_children;
    x->buffers = arena_calloc(r->a, (size_t)n_buffers + 1, sizeof(void *));
    x->children = arena_calloc(r->a, n_children + 1, sizeof(struct ArrowArray *));
    return x->buffers == NULL || x->children == NULL ? error_nomem(err) : KAMU_OK;
}

/* Length and nulls of the next array. */
static kamu_code take_node(struct reading *r, struct ArrowArray *x, struct kamu_error *err)
{
    struct flat *f = r->record->metadata;
    if (r->node >= r->n_nodes)
        return malformed(r, "arrays are missing", err);
    size_t at = r->nodes + NODE_BYTES * r->node++;
    x->length = (int64_t)flat_load(f, at, 8);
    x->null_count = (int64_t)flat_load(f, at + 8, 8);
    if (x->length < 0 || x->length > LENGTH_MAX || x->null_count < 0 || x->null_count > x->length)
        return malformed(r, "impossible length", err);
    return KAMU_OK;
}

static kamu_code take_validity(struct reading *r, struct ArrowArray *x, struct kamu_error *err)
{
    struct bytes b;
    KAMU_TRY(take(r, &b, err));
    if (b.n >= BITS_BYTES(x->length))
        x->buffers[0] = x->length == 0 ? NULL : b.p;
    else if (x->null_count != 0)
        return malformed(r, "a validity bitmap is too short", err);
    if (x->buffers[0] != NULL &&
        bits_count(x->buffers[0], 0, x->length) != x->length - x->null_count)
        return malformed(r, "its number of nulls is not that of its validity bitmap", err);
    return KAMU_OK;
}

static int64_t offset_at(const void *offsets, size_t width, int64_t i)
{
    return width == 8 ? ((const int64_t *)offsets)[i] : ((const int32_t *)offsets)[i];
}

/* Offsets; *items = the last of them. */
static kamu_code take_offsets(struct reading *r, struct ArrowArray *x, size_t width, int64_t *items,
                              struct kamu_error *err)
{
    *items = 0;
    KAMU_TRY(take_items(r, x->length == 0 ? 0 : x->length + 1, width, &x->buffers[1], NULL, err));
    if (x->length != 0)
        *items = offset_at(x->buffers[1], width, x->length);
    return *items < 0 || *items > (int64_t)IPC_BODY_MAX ? malformed(r, "impossible offsets", err)
                                                        : KAMU_OK;
}

static kamu_code take_views(struct reading *r, struct ArrowArray *x, struct kamu_error *err)
{
    int64_t n = x->n_buffers - 3, *sizes = arena_calloc(r->a, (size_t)n + 1, sizeof *sizes);
    if (sizes == NULL)
        return error_nomem(err);
    KAMU_TRY(take_items(r, x->length, 16, &x->buffers[1], NULL, err));
    for (int64_t i = 0; i < n; i++) {
        struct bytes b;
        KAMU_TRY(take(r, &b, err));
        x->buffers[2 + i] = b.p;
        sizes[i] = (int64_t)b.n;
    }
    x->buffers[2 + n] = sizes;
    return KAMU_OK;
}

static size_t fixed_width(const struct arrow_field *f)
{
    switch (f->type) {
    case ARROW_INT:
    case ARROW_FLOAT:
    case ARROW_DECIMAL:
        return (size_t)f->bits / 8;
    case ARROW_TIME:
        return f->unit <= UNIT_MILLI ? 4 : 8;
    case ARROW_DATE:
        return f->unit == UNIT_SECOND ? 4 : 8;
    case ARROW_TIMESTAMP:
    case ARROW_DURATION:
        return 8;
    case ARROW_FIXED_BINARY:
        return (size_t)f->length;
    default:
        return 0;
    }
}

static kamu_code array_of(struct reading *r, const struct arrow_field *f, bool values,
                          struct ArrowArray **out, struct kamu_error *err);

static kamu_code take_buffers(struct reading *r, const struct arrow_field *f, struct ArrowArray *x,
                              struct kamu_error *err)
{
    int64_t items;
    switch (f->type) {
    case ARROW_BOOL: {
        struct bytes b;
        KAMU_TRY(take(r, &b, err));
        x->buffers[1] = x->length == 0 ? NULL : b.p;
        return b.n < BITS_BYTES(x->length) ? malformed(r, "a buffer is too short", err) : KAMU_OK;
    }
    case ARROW_BINARY:
    case ARROW_UTF8:
        KAMU_TRY(take_offsets(r, x, 4, &items, err));
        return take_items(r, items, 1, &x->buffers[2], NULL, err);
    case ARROW_LARGE_BINARY:
    case ARROW_LARGE_UTF8:
        KAMU_TRY(take_offsets(r, x, 8, &items, err));
        return take_items(r, items, 1, &x->buffers[2], NULL, err);
    case ARROW_LIST:
    case ARROW_MAP:
        return take_offsets(r, x, 4, &items, err); /* items are compared with the child's length */
    case ARROW_LARGE_LIST:
        return take_offsets(r, x, 8, &items, err);
    case ARROW_LIST_VIEW:
    case ARROW_LARGE_LIST_VIEW: {
        size_t width = f->type == ARROW_LIST_VIEW ? 4 : 8;
        KAMU_TRY(take_items(r, x->length, width, &x->buffers[1], NULL, err));
        return take_items(r, x->length, width, &x->buffers[2], NULL, err);
    }
    case ARROW_BINARY_VIEW:
    case ARROW_UTF8_VIEW:
        return take_views(r, x, err);
    case ARROW_STRUCT:
    case ARROW_FIXED_LIST:
        return KAMU_OK;
    default:
        return take_items(r, x->length, fixed_width(f), &x->buffers[1], NULL, err);
    }
}

static kamu_code buffers_of(struct reading *r, const struct arrow_field *f, int64_t *n,
                            struct kamu_error *err)
{
    *n = 2;
    switch (f->type) {
    case ARROW_NULL:
        *n = 0;
        return KAMU_OK;
    case ARROW_STRUCT:
    case ARROW_FIXED_LIST:
        *n = 1;
        return KAMU_OK;
    case ARROW_BINARY:
    case ARROW_UTF8:
    case ARROW_LARGE_BINARY:
    case ARROW_LARGE_UTF8:
    case ARROW_LIST_VIEW:
    case ARROW_LARGE_LIST_VIEW:
        *n = 3;
        return KAMU_OK;
    case ARROW_BINARY_VIEW:
    case ARROW_UTF8_VIEW: {
        if (r->view >= r->n_variadic)
            return malformed(r, "the number of view buffers is missing", err);
        uint64_t views = flat_load(r->record->metadata, r->variadic + 8 * r->view++, 8);
        if (views > r->n_buffers)
            return malformed(r, "impossible number of view buffers", err);
        *n = 3 + (int64_t)views;
        return KAMU_OK;
    }
    default:
        return KAMU_OK;
    }
}

/* Indexes into a dictionary that came before. */
static kamu_code indexes_of(struct reading *r, const struct arrow_field *f, struct ArrowArray **out,
                            struct kamu_error *err)
{
    KAMU_TRY(new_array(r, 2, 0, out, err));
    struct ArrowArray *x = *out;
    KAMU_TRY(take_node(r, x, err));
    KAMU_TRY(take_validity(r, x, err));
    KAMU_TRY(take_items(r, x->length, (size_t)f->index_bits / 8, &x->buffers[1], NULL, err));
    for (size_t i = 0; i < r->record->n_dictionaries; i++)
        if (r->record->dictionaries[i].id == f->dictionary_id)
            x->dictionary = r->record->dictionaries[i].values;
    return x->dictionary != NULL ? KAMU_OK : malformed(r, "its dictionary did not come", err);
}

static kamu_code array_of(struct reading *r, const struct arrow_field *f, bool values,
                          struct ArrowArray **out, struct kamu_error *err)
{
    int64_t n_buffers;
    if (f->dictionary && !values)
        return indexes_of(r, f, out, err);
    KAMU_TRY(buffers_of(r, f, &n_buffers, err));
    KAMU_TRY(new_array(r, n_buffers, f->n_children, out, err));
    struct ArrowArray *x = *out;
    KAMU_TRY(take_node(r, x, err));
    if (f->type != ARROW_NULL) {
        KAMU_TRY(take_validity(r, x, err));
        KAMU_TRY(take_buffers(r, f, x, err));
    }
    for (uint32_t i = 0; i < f->n_children; i++)
        KAMU_TRY(array_of(r, &f->children[i], false, &x->children[i], err));
    return KAMU_OK;
}

static kamu_code start(struct reading *r, struct kamu_error *err)
{
    struct flat *f = r->record->metadata;
    size_t table = r->record->table, packed = flat_child(f, table, 3);
    r->nodes = flat_vector(f, table, 1, NODE_BYTES, &r->n_nodes);
    r->buffers = flat_vector(f, table, 2, NODE_BYTES, &r->n_buffers);
    r->variadic = flat_vector(f, table, 4, 8, &r->n_variadic);
    r->codec = -1;
    if (packed != 0) {
        r->codec = (int)flat_scalar(f, packed, 0, 1, 0);
        if (r->codec != 0 && r->codec != 1)
            return error_set(err, KAMU_E_UNSUPPORTED, "Arrow data is packed with an unknown codec");
    }
    return f->bad ? malformed(r, "its description cannot be decoded", err) : KAMU_OK;
}

/* What no column has asked for: the schema is not the one that the batch was made for. */
static kamu_code finished(const struct reading *r, struct kamu_error *err)
{
    if (r->record->metadata->bad)
        return malformed(r, "its description is cut off", err);
    if (r->node != r->n_nodes || r->buffer != r->n_buffers)
        return malformed(r, "it has more arrays than the schema", err);
    return KAMU_OK;
}

kamu_code ipc_arrays(const struct ipc_record *record, const struct arrow_field *root, bool values,
                     struct arena *a, struct ArrowArray **out, struct kamu_error *err)
{
    struct reading r = {.record = record, .a = a, .column = root->name};
    KAMU_TRY(start(&r, err));
    if (values) {
        KAMU_TRY(array_of(&r, root, true, out, err));
        return finished(&r, err);
    }
    KAMU_TRY(new_array(&r, 1, root->n_children, out, err));
    (*out)->length = flat_scalar(record->metadata, record->table, 0, 8, 0);
    for (uint32_t i = 0; i < root->n_children; i++) {
        r.column = root->children[i].name;
        KAMU_TRY(array_of(&r, &root->children[i], false, &(*out)->children[i], err));
        if ((*out)->children[i]->length != (*out)->length)
            return malformed(&r, "its length is not that of the batch", err);
    }
    return finished(&r, err);
}
