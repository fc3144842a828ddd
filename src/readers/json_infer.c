/*
 * The columns of JSON records when none are declared (spec/read-formats.md 1.3.1), over ALL records
 * of the input: each piece gives a tree of what was seen under which key, the trees are merged in
 * order, and the result becomes a schema.
 *
 * Order: the keys of one record in byte order, new keys of later records behind them; the same
 * inside objects. Where kamu then fails to read what it inferred, a type is chosen that holds all
 * values: mixed scalars are text, a scalar among lists is a list of one.
 */
#include "readers/json_reader.h"

#include "base/map.h"

enum {
    SAW_NULL = 1,
    SAW_BOOL = 2,
    SAW_INT = 4,
    SAW_FLOAT = 8,
    SAW_STRING = 16,
    SAW_OBJECT = 32,
    SAW_ARRAY = 64,
    SAW_SCALAR = SAW_BOOL | SAW_INT | SAW_FLOAT | SAW_STRING
};

#define TREE_MAX ((size_t)256 << 20)
#define FEW_MEMBERS 16

struct shape {
    unsigned saw;
    uint64_t object_at, other_at; /* first occurrence in the piece, as offsets */
    struct member *members;
    uint32_t n, cap;
    uint64_t instance;
    struct map *index; /* names, once there are many */
    struct shape *item;
};

struct member {
    struct str name;
    struct shape shape;
    uint64_t stamp;
    const uint8_t *value, *end; /* of the present object */
};

struct inferer { /* one per piece at work, and one for the whole */
    struct json_parser scan;
    struct arena arena;
    struct shape root;
    uint32_t n_shapes;
    uint64_t records;
    const uint8_t *text;
    bool no_memory;
    const char *conflict; /* the message */
    struct str conflict_name;
};

/* ---- members --------------------------------------------------------------------- */

static struct member *find(struct shape *s, struct str name, uint32_t guess)
{
    if (guess < s->n && str_eq(s->members[guess].name, name))
        return &s->members[guess];
    if (s->index != NULL) {
        uintptr_t at = (uintptr_t)map_get(s->index, name);
        return at == 0 ? NULL : &s->members[at - 1];
    }
    for (uint32_t i = 0; i < s->n; i++)
        if (str_eq(s->members[i].name, name))
            return &s->members[i];
    return NULL;
}

static bool index_member(struct shape *s, struct arena *a, uint32_t i)
{
    if (s->index == NULL && s->n <= FEW_MEMBERS)
        return true;
    if (s->index == NULL) {
        s->index = arena_calloc(a, 1, sizeof *s->index);
        if (s->index == NULL)
            return false;
        map_init(s->index);
        i = 0;
    }
    for (; i < s->n; i++)
        if (map_put(s->index, s->members[i].name, (void *)(uintptr_t)(i + 1), NULL) != KAMU_OK)
            return false;
    return true;
}

static struct member *add(struct inferer *f, struct shape *s, struct str name)
{
    if (++f->n_shapes > COL_FIELDS_MAX * 4)
        return NULL;
    if (s->n == s->cap) {
        struct member *more = arena_calloc(&f->arena, s->cap * 2 + 8, sizeof *more);
        if (more == NULL)
            return NULL;
        if (s->n > 0)
            memcpy(more, s->members, s->n * sizeof *more);
        s->members = more;
        s->cap = s->cap * 2 + 8;
    }
    struct member *m = &s->members[s->n];
    memset(m, 0, sizeof *m);
    m->name = arena_str(&f->arena, name);
    if (m->name.p == NULL)
        return NULL;
    s->n++;
    return m;
}

static void shape_free(struct shape *s) /* the maps; the rest is the arena's */
{
    if (s->index != NULL)
        map_free(s->index);
    for (uint32_t i = 0; i < s->n; i++)
        shape_free(&s->members[i].shape);
    if (s->item != NULL)
        shape_free(s->item);
    memset(s, 0, sizeof *s);
}

static int by_name(const void *a, const void *b)
{
    return str_cmp(((const struct member *)a)->name, ((const struct member *)b)->name);
}

static struct shape *item_of(struct inferer *f, struct shape *s)
{
    if (s->item == NULL)
        s->item = arena_calloc(&f->arena, 1, sizeof *s->item);
    return s->item;
}

/* ---- looking at values -------------------------------------------------------------- */

static bool look_at(struct inferer *f, struct shape *s, const uint8_t *p, const uint8_t *end,
                    unsigned depth);

static bool out_of_memory(struct inferer *f)
{
    f->no_memory = true;
    return false;
}

static void note(struct inferer *f, struct shape *s, unsigned kind, const uint8_t *p)
{
    if (kind == SAW_OBJECT && !(s->saw & SAW_OBJECT))
        s->object_at = (uint64_t)(p - f->text);
    if (kind > SAW_NULL && kind != SAW_OBJECT && !(s->saw & (SAW_SCALAR | SAW_ARRAY)))
        s->other_at = (uint64_t)(p - f->text);
    s->saw |= kind;
}

/* The last value of each key of the object at p; new keys join in byte order. Closing brace or
 * NULL. */
static const uint8_t *gather(struct inferer *f, struct shape *s, const uint8_t *p)
{
    struct json_parser *ps = &f->scan;
    uint32_t known = s->n, guess = 0;
    s->instance++;
    for (p = json_next_member(ps, p, true); p != NULL && *p != '}';
         p = p == NULL ? NULL : json_next_member(ps, p, false)) {
        const uint8_t *key = p, *end = json_skip_string(ps, p);
        struct str name;
        if (end == NULL)
            return NULL;
        if (json_string_text(key, end, &ps->scratch, &name) != KAMU_OK)
            goto no_memory;
        struct member *m = find(s, name, guess);
        if (m == NULL)
            m = add(f, s, name);
        if (m == NULL)
            goto no_memory;
        guess = (uint32_t)(m - s->members) + 1;
        m->stamp = s->instance;
        m->value = json_to_value(ps, end);
        p = m->end = m->value == NULL ? NULL : json_skip_value(ps, m->value);
        if (s->n > FEW_MEMBERS && s->index == NULL && !index_member(s, &f->arena, 0))
            goto no_memory;
        if (s->index != NULL && guess == s->n && !index_member(s, &f->arena, s->n - 1))
            goto no_memory;
    }
    if (p == NULL || s->n - known < 2)
        return p;
    qsort(s->members + known, s->n - known, sizeof *s->members, by_name);
    if (s->index != NULL && !index_member(s, &f->arena, known))
        goto no_memory;
    return p;
no_memory:
    f->no_memory = true;
    return NULL;
}

static bool look_at_object(struct inferer *f, struct shape *s, const uint8_t *p, unsigned depth)
{
    if (gather(f, s, p) == NULL)
        return false;
    uint64_t instance = s->instance;
    for (uint32_t i = 0; i < s->n; i++) {
        struct member *m = &s->members[i];
        if (m->stamp == instance && !look_at(f, &m->shape, m->value, m->end, depth + 1))
            return false;
    }
    return true;
}

static bool look_at_list(struct inferer *f, struct shape *s, const uint8_t *p, unsigned depth)
{
    struct json_parser *ps = &f->scan;
    struct shape *item = item_of(f, s);
    if (item == NULL)
        return out_of_memory(f);
    for (p = json_next_item(ps, p, true); p != NULL && *p != ']';) {
        const uint8_t *end = json_skip_value(ps, p);
        if (end == NULL || !look_at(f, item, p, end, depth + 1))
            return false;
        p = json_next_item(ps, end, false);
    }
    return p != NULL;
}

static unsigned number_kind(const uint8_t *p, const uint8_t *end)
{
    int64_t v;
    return text_to_i64((struct str){(const char *)p, (size_t)(end - p)}, &v) == NULL ? SAW_INT
                                                                                     : SAW_FLOAT;
}

static bool look_at(struct inferer *f, struct shape *s, const uint8_t *p, const uint8_t *end,
                    unsigned depth)
{
    if (depth > COL_DEPTH_MAX)
        return json_fail(&f->scan, JSON_FAULT_DEPTH, NULL, p, p + 1) != NULL;
    switch (*p) {
    case '{':
        note(f, s, SAW_OBJECT, p);
        return look_at_object(f, s, p, depth);
    case '[':
        note(f, s, SAW_ARRAY, p);
        return look_at_list(f, s, p, depth);
    case '"':
        note(f, s, SAW_STRING, p);
        return true;
    case 't':
    case 'f':
        note(f, s, SAW_BOOL, p);
        return true;
    case 'n':
        note(f, s, SAW_NULL, p);
        return true;
    default:
        note(f, s, number_kind(p, end), p);
        return true;
    }
}

/* A feature: its properties, and `geometry` as text. */
static const uint8_t *look_at_feature(struct inferer *f, const uint8_t *p)
{
    struct json_feature parts;
    const uint8_t *end = json_feature_parts(&f->scan, p, &parts);
    if (end == NULL)
        return NULL;
    uint32_t known = f->root.n;
    if (parts.properties != NULL && *parts.properties == '{' &&
        !look_at_object(f, &f->root, parts.properties, 1))
        return NULL;
    struct member *m = find(&f->root, STR("geometry"), 0);
    if (m == NULL)
        m = add(f, &f->root, STR("geometry"));
    if (m == NULL) {
        f->no_memory = true;
        return NULL;
    }
    m->shape.saw = SAW_STRING;
    qsort(f->root.members + known, f->root.n - known, sizeof *f->root.members, by_name);
    if (f->root.index != NULL && !index_member(&f->root, &f->arena, known)) {
        f->no_memory = true;
        return NULL;
    }
    return end;
}

/* ---- a piece ----------------------------------------------------------------------- */

struct infer_run {
    struct reader *r;
    struct json_options o;
    struct inferer all;
};

static kamu_code worker_new(void *ctx, void **worker, struct kamu_error *err)
{
    struct infer_run *run = ctx;
    struct inferer *f = mem_calloc(1, sizeof *f);
    if (f == NULL)
        return error_nomem(err);
    arena_init(&f->arena, TREE_MAX);
    buf_init(&f->scan.scratch, (size_t)1 << 31);
    f->scan.mode = run->o.mode;
    f->scan.strict = run->o.strict || run->o.mode == JSON_ARRAY;
    *worker = f;
    return KAMU_OK;
}

static void inferer_clear(struct inferer *f)
{
    shape_free(&f->root);
    arena_free(&f->arena);
    f->n_shapes = 0;
}

static void worker_free(void *ctx, void *worker)
{
    struct inferer *f = worker;
    inferer_clear(f);
    buf_free(&f->scan.scratch);
    mem_free(f);
}

static const uint8_t *look_at_record(struct infer_run *run, struct inferer *f, const uint8_t *p)
{
    struct json_parser *ps = &f->scan;
    ps->fault = JSON_FAULT_NONE;
    /* a record that is cut or bad must leave no trace: the order of new keys counts */
    const uint8_t *end = json_skip_value(ps, p);
    if (end != NULL && *p != '{')
        return json_fail(ps, JSON_FAULT_KIND, "{", p, end);
    if (end != NULL && run->o.mode == JSON_ARRAY)
        end = json_end_element(ps, end);
    if (end == NULL)
        return NULL;
    bool good = run->o.shape == JSON_FEATURE ? look_at_feature(f, p) != NULL
                                             : look_at_object(f, &f->root, p, 1);
    return good ? end : NULL;
}

static void infer_piece(void *ctx, struct piece *p)
{
    struct infer_run *run = ctx;
    struct inferer *f = p->worker;
    const uint8_t *at = p->text;
    inferer_clear(f);
    f->text = p->text;
    json_parser_text(&f->scan, p->text, p->n, p->last);
    json_check_utf8(&f->scan);
    p->records = 0;
    p->stop = PIECE_ALL;
    for (;;) {
        at = json_skip_space(&f->scan, at);
        p->used = (size_t)(at - p->text);
        if (at >= f->scan.end)
            return;
        if (run->o.mode == JSON_ARRAY && *at == ']') {
            p->stop = PIECE_END;
            return;
        }
        const uint8_t *end = look_at_record(run, f, at);
        if (end == NULL && f->no_memory) {
            p->stop = PIECE_NO_MEMORY;
            return;
        }
        if (end == NULL && f->scan.fault == JSON_FAULT_TRUNCATED && !p->last) {
            p->stop = PIECE_INCOMPLETE;
            return;
        }
        bool more = false;
        if (end == NULL && records_skip_bad(run->r))
            end = json_resync(&f->scan, at, &more);
        if (end != NULL && f->scan.fault != JSON_FAULT_NONE) {
            json_check_utf8_from(&f->scan, end);
            json_check_utf8(&f->scan);
        }
        if (end == NULL) {
            p->stop = more ? PIECE_INCOMPLETE : PIECE_BAD;
            return;
        }
        p->records++;
        at = end;
    }
}

/* ---- merging ------------------------------------------------------------------------ */

/* False: no memory, or a conflict whose place is in *at. */
static bool merge(struct inferer *all, struct shape *to, const struct shape *from, struct str name,
                  uint64_t *at)
{
    unsigned both = to->saw | from->saw;
    if ((both & SAW_OBJECT) && (both & (SAW_SCALAR | SAW_ARRAY))) {
        all->conflict = both & SAW_ARRAY ? "a list" : "a plain value";
        all->conflict_name = name;
        bool later_object = !(to->saw & SAW_OBJECT) && (from->saw & SAW_OBJECT);
        if (to->saw <= SAW_NULL) /* both kinds are in this piece */
            later_object = from->object_at > from->other_at;
        *at = later_object ? from->object_at : from->other_at;
        return false;
    }
    to->saw = both;
    for (uint32_t i = 0; i < from->n; i++) {
        struct member *m = find(to, from->members[i].name, i);
        if (m == NULL) {
            m = add(all, to, from->members[i].name);
            if (m == NULL || !index_member(to, &all->arena, to->n - 1))
                return out_of_memory(all);
        }
        if (!merge(all, &m->shape, &from->members[i].shape, m->name, at))
            return false;
    }
    if (from->item == NULL)
        return true;
    struct shape *item = item_of(all, to);
    return item == NULL ? out_of_memory(all) : merge(all, item, from->item, name, at);
}

static kamu_code conflict(struct infer_run *run, struct piece *p, uint64_t at,
                          struct kamu_error *err)
{
    struct inferer *all = &run->all;
    error_set(err, KAMU_E_INPUT, "field '" STR_FMT "': an object here, %s in another record",
              STR_ARG(all->conflict_name), all->conflict);
    if (p->text[at] != '{' && err != NULL)
        error_set(err, KAMU_E_INPUT, "field '" STR_FMT "': %s here, an object in another record",
                  STR_ARG(all->conflict_name), all->conflict);
    piece_error_at(p, byte_input_name(run->r->in), p->text + at, 0, err);
    if (err != NULL)
        err->at.record = 0;
    error_field(err, STR_FMT, STR_ARG(all->conflict_name));
    error_hint(err, "declare a schema for the source: no column type holds both");
    return KAMU_E_INPUT;
}

static kamu_code merge_piece(struct infer_run *run, struct piece *p, struct kamu_error *err)
{
    struct inferer *f = p->worker;
    uint64_t at;
    if (p->stop == PIECE_NO_MEMORY)
        return error_set(err, KAMU_E_NOMEM, "Too many different fields, or out of memory");
    if (p->stop == PIECE_BAD) {
        struct kamu_error why = {0};
        json_error(&f->scan, &why);
        piece_error_at(p, byte_input_name(run->r->in), f->scan.fault_at, p->records, &why);
        if (p->record + p->records == 0)
            hint_from_head(run->r, &why);
        if (err != NULL)
            *err = why;
        return why.code;
    }
    if (merge(&run->all, &run->all.root, &f->root, STR(""), &at))
        return KAMU_OK;
    return run->all.no_memory
               ? error_set(err, KAMU_E_NOMEM, "Too many different fields, or out of memory")
               : conflict(run, p, at, err);
}

/* ---- the schema ----------------------------------------------------------------------- */

static bool resolve(const struct shape *s, struct arena *a, unsigned depth, struct col_type *out);

static bool resolve_members(const struct shape *s, struct arena *a, unsigned depth,
                            struct col_field *fields)
{
    for (uint32_t i = 0; i < s->n; i++) {
        fields[i].name = arena_str(a, s->members[i].name).p;
        fields[i].nullable = true;
        if (fields[i].name == NULL || !resolve(&s->members[i].shape, a, depth + 1, &fields[i].type))
            return false;
    }
    return true;
}

static enum col_kind scalar_kind(unsigned saw)
{
    if ((saw & SAW_STRING) || ((saw & SAW_BOOL) && (saw & (SAW_INT | SAW_FLOAT))))
        return COL_STRING;
    if (saw & SAW_BOOL)
        return COL_BOOL;
    if (saw & SAW_FLOAT)
        return COL_FLOAT64;
    return saw & SAW_INT ? COL_INT64 : COL_NULL;
}

static bool resolve_list(const struct shape *s, struct arena *a, unsigned depth,
                         struct col_type *out)
{
    struct shape item = s->item != NULL ? *s->item : (struct shape){0};
    item.saw |= s->saw & SAW_SCALAR; /* scalars among lists are lists of one */
    if ((item.saw & SAW_OBJECT) && (item.saw & SAW_SCALAR))
        item.saw &= ~(unsigned)SAW_SCALAR; /* told when read */
    struct col_field *child = arena_calloc(a, 1, sizeof *child);
    if (child == NULL)
        return false;
    *child = (struct col_field){.name = "item", .nullable = true};
    *out = (struct col_type){.kind = COL_LIST, .n_children = 1, .children = child};
    return resolve(&item, a, depth + 1, &child->type);
}

/* Depth 0 is a column; a column without any value stays Null, deeper ones are text. */
static bool resolve(const struct shape *s, struct arena *a, unsigned depth, struct col_type *out)
{
    *out = (struct col_type){.kind = COL_NULL};
    if (s->saw & SAW_ARRAY)
        return resolve_list(s, a, depth, out);
    if ((s->saw & SAW_OBJECT) && s->n > 0) {
        out->kind = COL_STRUCT;
        out->n_children = s->n;
        out->children = arena_calloc(a, s->n, sizeof *out->children);
        return out->children != NULL && resolve_members(s, a, depth, out->children);
    }
    out->kind = scalar_kind(s->saw);
    if (out->kind == COL_NULL && depth > 0)
        out->kind = COL_STRING; /* {} is kept as its text */
    return true;
}

/* A column of which nothing but {} was seen (or that under a list) cannot be stored. */
static kamu_code make_schema(struct infer_run *run, struct kamu_error *err)
{
    const struct shape *root = &run->all.root;
    if (root->n == 0)
        return KAMU_OK;
    if (root->n > COL_FIELDS_MAX)
        return error_set(err, KAMU_E_LIMIT, "%s: more than %d different fields",
                         byte_input_name(run->r->in), COL_FIELDS_MAX);
    struct col_schema *schema;
    KAMU_TRY(col_schema_new(root->n, &schema, err));
    if (!resolve_members(root, &schema->arena, (unsigned)-1, schema->fields)) {
        col_schema_unref(schema);
        return error_nomem(err);
    }
    run->r->schema = schema;
    return KAMU_OK;
}

kamu_code json_infer(struct reader *r, const struct pipeline_ops *cut, const struct json_options *o,
                     const struct buf *start, struct text_position at, void *cut_ctx,
                     struct kamu_error *err)
{
    struct infer_run run = {.r = r, .o = *o};
    struct pipeline_ops ops = {.cut = cut->cut,
                               .run = infer_piece,
                               .worker_new = worker_new,
                               .worker_free = worker_free,
                               .cut_ctx = cut_ctx};
    struct pipeline *pl;
    struct piece *p;
    kamu_code rc =
        pipeline_new(r->env, r->in, &ops, &run, r->o.chunk_bytes, r->o.record_max_bytes, &pl, err);
    if (rc != KAMU_OK)
        return rc;
    arena_init(&run.all.arena, TREE_MAX);
    if (start != NULL)
        rc = pipeline_start_with(pl, start->data, start->len, at.offset, at.line, at.column, err);
    for (bool ended = false; rc == KAMU_OK && !ended;) {
        rc = pipeline_next(pl, &p, err);
        if (rc != KAMU_OK || p == NULL)
            break;
        rc = merge_piece(&run, p, err);
        ended = p->stop == PIECE_END;
        if (rc == KAMU_OK)
            pipeline_release(pl, p);
    }
    if (rc == KAMU_OK)
        rc = make_schema(&run, err);
    pipeline_free(pl);
    inferer_clear(&run.all);
    return rc;
}
