/* Building a parser for a schema, and the loop over the records of a text. */
#include "readers/json_parser.h"

#include "base/map.h"

#define SCRATCH_MAX ((size_t)1 << 31)
#define PLAN_MAX ((size_t)256 << 20) /* nodes, name tables and slots of one schema */

/* ---- nodes ---------------------------------------------------------------------- */

static enum json_op op_of(const struct json_parser *ps, const struct col_type *t)
{
    switch (t->kind) {
    case COL_NULL:
        return JSON_OP_NULL;
    case COL_BOOL:
        return JSON_OP_BOOL;
    case COL_INT8:
    case COL_INT16:
    case COL_INT32:
    case COL_INT64:
        return JSON_OP_INT;
    case COL_UINT8:
    case COL_UINT16:
    case COL_UINT32:
    case COL_UINT64:
        return JSON_OP_UINT;
    case COL_FLOAT16:
        return JSON_OP_FLOAT16;
    case COL_FLOAT32:
        return JSON_OP_FLOAT32;
    case COL_FLOAT64:
        return JSON_OP_FLOAT64;
    case COL_DECIMAL128:
    case COL_DECIMAL256:
        return JSON_OP_DECIMAL;
    case COL_STRING:
        return ps->inferred ? JSON_OP_TEXT : JSON_OP_STRING;
    case COL_BINARY:
        return JSON_OP_BINARY;
    case COL_FIXED_BINARY:
        return JSON_OP_FIXED_BINARY;
    case COL_DATE32:
        return JSON_OP_DATE;
    case COL_TIME32:
    case COL_TIME64:
        return JSON_OP_TIME;
    case COL_TIMESTAMP:
        return JSON_OP_TIMESTAMP;
    case COL_DURATION:
        return JSON_OP_DURATION;
    case COL_LIST:
        return JSON_OP_LIST;
    case COL_FIXED_LIST:
        return JSON_OP_FIXED_LIST;
    case COL_STRUCT:
        return JSON_OP_STRUCT;
    case COL_MAP:
        return JSON_OP_MAP;
    }
    KAMU_BUG("unknown column kind %d", (int)t->kind);
}

static kamu_code object_init(struct json_parser *ps, struct json_object *o,
                             const struct col_field *fields, struct col_builder *builders,
                             uint32_t n, struct kamu_error *err);

static kamu_code node_init(struct json_parser *ps, struct json_node *n,
                           const struct col_field *field, struct col_builder *b,
                           struct kamu_error *err)
{
    const struct col_type *t = &field->type;
    *n =
        (struct json_node){.op = op_of(ps, t), .nullable = field->nullable, .field = field, .b = b};
    n->promote = ps->inferred && n->op == JSON_OP_LIST;
    if (n->op == JSON_OP_TIMESTAMP) {
        struct str zone = t->timezone == NULL ? STR("UTC") : str_c(t->timezone);
        n->zone = str_eqc(zone, "UTC") ? zone_utc() : zone_find(zone);
        n->utc = n->zone == zone_utc() && ps->timestamp_format.p == NULL;
    }
    if (n->op == JSON_OP_LIST || n->op == JSON_OP_FIXED_LIST) {
        n->item = arena_calloc(&ps->arena, 1, sizeof *n->item);
        if (n->item == NULL)
            return error_nomem(err);
        return node_init(ps, n->item, &t->children[0], &b->children[0], err);
    }
    if (n->op != JSON_OP_STRUCT && n->op != JSON_OP_MAP)
        return KAMU_OK;
    n->object = arena_calloc(&ps->arena, 1, sizeof *n->object);
    if (n->object == NULL)
        return error_nomem(err);
    if (n->op == JSON_OP_STRUCT)
        return object_init(ps, n->object, t->children, b->children, t->n_children, err);
    const struct col_type *entries = &t->children[0].type;
    return object_init(ps, n->object, entries->children, b->children[0].children,
                       entries->n_children, err);
}

/* Of equal names the first counts, as in a schema lookup. */
static kamu_code names_init(struct json_parser *ps, struct json_object *o, struct kamu_error *err)
{
    uint32_t size = 8;
    while (size < o->n * 2)
        size *= 2;
    o->names_mask = size - 1;
    o->names = arena_calloc(&ps->arena, size, sizeof *o->names);
    if (o->names == NULL)
        return error_nomem(err);
    for (uint32_t f = 0; f < o->n; f++) {
        const char *name = o->nodes[f].field->name;
        if (json_object_find(o, name, strlen(name)) != JSON_NO_FIELD)
            continue;
        uint32_t hash = (uint32_t)hash_bytes(name, strlen(name), 0), i = hash;
        while (o->names[i & o->names_mask].field != 0)
            i++;
        o->names[i & o->names_mask] = (struct json_name){hash, f + 1};
    }
    return KAMU_OK;
}

static kamu_code object_init(struct json_parser *ps, struct json_object *o,
                             const struct col_field *fields, struct col_builder *builders,
                             uint32_t n, struct kamu_error *err)
{
    o->n = n;
    o->nodes = arena_calloc(&ps->arena, n, sizeof *o->nodes);
    o->stamp = arena_calloc(&ps->arena, n, sizeof *o->stamp);
    o->value = arena_calloc(&ps->arena, n, sizeof *o->value);
    o->cap_slots = n + 16 < JSON_SLOTS_MAX ? n + 16 : JSON_SLOTS_MAX;
    o->slots = arena_calloc(&ps->arena, o->cap_slots, sizeof *o->slots);
    if (o->nodes == NULL || o->stamp == NULL || o->value == NULL || o->slots == NULL)
        return error_nomem(err);
    for (uint32_t f = 0; f < n; f++)
        KAMU_TRY(node_init(ps, &o->nodes[f], &fields[f], &builders[f], err));
    return names_init(ps, o, err);
}

/* The members of features, which have no columns. */
static kamu_code feature_init(struct json_parser *ps, struct kamu_error *err)
{
    static const struct col_field members[FEATURE_MEMBERS] = {
        [FEATURE_TYPE] = {.name = "type"},
        [FEATURE_PROPERTIES] = {.name = "properties"},
        [FEATURE_GEOMETRY] = {.name = "geometry"},
    };
    struct col_builder *none = arena_calloc(&ps->arena, FEATURE_MEMBERS, sizeof *none);
    if (none == NULL)
        return error_nomem(err);
    return object_init(ps, &ps->feature, members, none, FEATURE_MEMBERS, err);
}

kamu_code json_parser_init(struct json_parser *ps, struct col_schema *schema,
                           const struct json_options *o, struct kamu_error *err)
{
    memset(ps, 0, sizeof *ps);
    ps->schema = schema;
    ps->mode = o->mode;
    ps->shape = o->shape;
    ps->strict = o->strict || o->mode == JSON_ARRAY;
    ps->inferred = o->inferred;
    ps->strict_rows = o->strict_rows;
    ps->parser = o->parser;
    ps->date_format = o->date_format;
    ps->timestamp_format = o->timestamp_format;
    ps->rows_max = BATCH_ROWS_MAX;
    ps->day.text[0] = 1; /* no date text */
    arena_init(&ps->arena, PLAN_MAX);
    buf_init(&ps->scratch, SCRATCH_MAX);
    buf_init(&ps->text, SCRATCH_MAX);
    KAMU_TRY(batch_builder_init(&ps->builder, schema, err));
    KAMU_TRY(
        object_init(ps, &ps->root, schema->fields, ps->builder.columns, schema->n_fields, err));
    for (uint32_t f = 0; o->wanted != NULL && f < schema->n_fields; f++)
        if (!o->wanted[f])
            ps->root.nodes[f].op = JSON_OP_SKIP;
    ps->geometry = json_object_find(&ps->root, "geometry", 8);
    if (ps->shape == JSON_FEATURE)
        KAMU_TRY(feature_init(ps, err));
    return KAMU_OK;
}

void json_parser_free(struct json_parser *ps)
{
    batch_builder_free(&ps->builder);
    arena_free(&ps->arena);
    buf_free(&ps->scratch);
    buf_free(&ps->text);
    memset(ps, 0, sizeof *ps);
}

/* ---- records -------------------------------------------------------------------- */

void json_parser_text(struct json_parser *ps, const uint8_t *p, size_t n, bool last)
{
    ps->end = ps->utf8_bad = p + n;
    ps->utf8_from = p;
    ps->utf8_known = false;
    ps->last = last;
    memset(&ps->counts, 0, sizeof ps->counts);
    ps->unknown_name = STR_NONE;
}

void json_check_utf8(struct json_parser *ps)
{
    size_t bad;
    if (ps->utf8_known)
        return;
    ps->utf8_known = true;
    if (!utf8_valid(ps->utf8_from, (size_t)(ps->end - ps->utf8_from), &bad))
        ps->utf8_bad = ps->utf8_from + bad;
}

void json_check_utf8_from(struct json_parser *ps, const uint8_t *p)
{
    if (ps->utf8_known && ps->utf8_from <= p && ps->utf8_bad >= p)
        return;
    ps->utf8_from = p;
    ps->utf8_bad = ps->end;
    ps->utf8_known = false;
}

void json_truncate(struct json_parser *ps, int64_t rows)
{
    for (uint32_t i = 0; i < ps->builder.n_columns; i++)
        col_builder_truncate(&ps->builder.columns[i], rows);
}

void json_object_learn(struct json_object *o, uint32_t slot, const uint8_t *text, size_t n,
                       uint32_t field)
{
    if (n > JSON_SLOT_TEXT || slot >= o->cap_slots)
        return;
    if (slot > o->n_slots)
        slot = o->n_slots;
    struct json_slot *s = &o->slots[slot];
    memset(s, 0, sizeof *s);
    memcpy(s->text, text, n);
    s->len = (uint32_t)n;
    s->field = field;
    s->ignore[0] = n >= 32 ? 0 : UINT32_MAX << n;
    s->ignore[1] = n >= 64 ? 0 : n > 32 ? UINT32_MAX << (n - 32) : UINT32_MAX;
    if (slot == o->n_slots)
        o->n_slots++;
}

typedef const uint8_t *fast_parser(struct json_parser *ps, const uint8_t *p);

static fast_parser *fast_for_this_cpu(enum reader_parser parser)
{
    if (parser == READER_PARSER_EXACT)
        return NULL;
#if defined(__x86_64__)
    if (parser == READER_PARSER_BEST && __builtin_cpu_supports("avx2") &&
        __builtin_cpu_supports("bmi2"))
        return json_fast_avx2;
#endif
    return json_fast_base;
}

/* A bad record is undone, as is one that is cut by the end of a text that goes on. */
static enum json_stop stop_at_fault(struct json_parser *ps, struct json_counts before)
{
    json_truncate(ps, ps->rows);
    ps->counts = before;
    if (ps->fault == JSON_FAULT_NOMEM)
        return JSON_NO_MEMORY;
    return ps->fault == JSON_FAULT_TRUNCATED && !ps->last ? JSON_INCOMPLETE : JSON_BAD;
}

enum json_stop json_parse(struct json_parser *ps, const uint8_t *p, const uint8_t **stop_at)
{
    fast_parser *fast = fast_for_this_cpu(ps->parser);
    for (;;) {
        if (fast != NULL)
            p = fast(ps, p);
        p = json_skip_space(ps, p);
        *stop_at = p;
        if (p >= ps->end)
            return JSON_END;
        if (ps->rows >= ps->rows_max)
            return JSON_ROWS;
        struct json_counts before = ps->counts;
        const uint8_t *end = json_exact_record(ps, p);
        if (end == NULL)
            return stop_at_fault(ps, before);
        ps->rows++;
        ps->counts.records++;
        p = end;
        if (ps->mode == JSON_ARRAY && *p == ']' && p[-1] != ',') {
            *stop_at = p;
            return JSON_ARRAY_END;
        }
    }
}

const uint8_t *json_resync(const struct json_parser *ps, const uint8_t *record, bool *more)
{
    struct json_parser skip = {
        .end = ps->end, .utf8_bad = ps->end, .strict = ps->strict, .mode = ps->mode, .last = true};
    const uint8_t *p = json_skip_value(&skip, record);
    bool whole = p != NULL && p != record;
    *more = !whole && skip.fault == JSON_FAULT_TRUNCATED && !ps->last;
    if (*more)
        return NULL;
    if (ps->mode == JSON_ARRAY) {
        p = whole ? json_end_element(&skip, p) : NULL;
        *more = p == NULL && skip.fault == JSON_FAULT_TRUNCATED && !ps->last;
        return p;
    }
    if (whole)
        return p;
    p = memchr(record, '\n', (size_t)(ps->end - record));
    *more = p == NULL && !ps->last;
    return p != NULL ? p + 1 : ps->last ? ps->end : NULL;
}
