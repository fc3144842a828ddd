/* Normalize: see normalize.h. */
#include "ingest/normalize.h"

#include "columnar/cast.h"
#include "ingest/op_column.h"
#include "ingest/rows.h"
#include "odf/schema.h"

enum action {             /* how an output column comes about */
              COPY,       /* the input column, its type renamed at most */
              TIMESTAMP,  /* any timestamp to ms UTC */
              EVENT_TIME, /* text or UNIX seconds to ms UTC */
              CAST,       /* to the dataset's number type, or a null column to any */
              NULLS,      /* absent */
              OPERATION   /* operation codes */
};

struct binding {
    enum action action;
    uint32_t source; /* input column */
};

struct normalizer {
    struct merge_vocab vocab;
    struct col_schema *rows, *slice;
    struct binding *bindings; /* one per rows->fields */
    bool has_op;
    bool fill_event_time, check_required;
    struct instant event_time;
    uint64_t rows_done;
};

/* One input column while the plan is made: the name and type it is going to have. */
struct source {
    struct col_field field;
    uint32_t index;
    enum action action;
    bool used;
};

struct plan {
    const struct normalize_options *o;
    struct arena arena;
    struct source *sources;
    uint32_t n;
    struct source *event_time, *op; /* NULL = absent */
};

static bool named(const struct source *s, struct str name)
{
    return str_eqc(name, s->field.name);
}

static struct source *find(struct plan *p, struct str name)
{
    for (uint32_t i = 0; i < p->n; i++)
        if (named(&p->sources[i], name))
            return &p->sources[i];
    return NULL;
}

static kamu_code nomem_if(const void *p, struct kamu_error *err)
{
    return p == NULL ? error_nomem(err) : KAMU_OK;
}

/* The schema of the sources as they stand, for messages. */
static kamu_code frame_schema(const struct plan *p, struct col_schema **out, struct kamu_error *err)
{
    KAMU_TRY(col_schema_new(p->n, out, err));
    for (uint32_t i = 0; i < p->n; i++) {
        kamu_code rc = schema_set_field(*out, i, &p->sources[i].field, NULL,
                                        p->sources[i].field.nullable, err);
        if (rc != KAMU_OK) {
            col_schema_unref(*out);
            *out = NULL;
            return rc;
        }
    }
    return KAMU_OK;
}

/* "Bad input schema: <what>", then the frame's columns, as kamu prints it. */
static kamu_code bad_input_schema(const struct plan *p, const char *field, const char *what,
                                  struct kamu_error *err)
{
    struct buf text = BUF_INIT(KAMU_ERROR_TEXT_MAX);
    struct col_schema *frame = NULL;
    kamu_code rc = frame_schema(p, &frame, err);
    if (rc == KAMU_OK)
        (void)col_schema_print_parquet(frame, &text, NULL); /* cut when very long */
    const char *printed = buf_cstr(&text);
    if (rc == KAMU_OK) {
        rc = error_set(err, KAMU_E_SCHEMA, "Bad input schema: %s\n%s\n", what,
                       printed == NULL ? "" : printed);
        error_field(err, "%s", field);
    }
    col_schema_unref(frame);
    buf_free(&text);
    return rc;
}

/* ---- names --------------------------------------------------------------------------- */

static bool reserved(const struct plan *p, const struct source *s)
{
    const struct merge_vocab *v = &p->o->vocab;
    return named(s, v->offset) || named(s, v->system_time) ||
           (named(s, v->op) && !merge_takes_op(p->o->merge.kind));
}

/* "_op", or with more underscores when that is taken. */
static kamu_code rename_reserved(struct plan *p, struct source *s, struct kamu_error *err)
{
    const char *name = s->field.name;
    do {
        name = arena_printf(&p->arena, "_%s", name);
        KAMU_TRY(nomem_if(name, err));
    } while (find(p, str_c(name)) != NULL);
    s->field.name = name;
    return KAMU_OK;
}

static kamu_code settle_names(struct plan *p, struct kamu_error *err)
{
    for (uint32_t i = 0; i < p->n; i++) {
        struct source *s = &p->sources[i];
        if (!reserved(p, s))
            continue;
        if (p->o->clean_up) {
            KAMU_TRY(rename_reserved(p, s, err));
            continue;
        }
        char what[512];
        (void)snprintf(what, sizeof what,
                       "Data contains a column that conflicts with the system column name, you "
                       "should either rename the data column or configure the dataset vocabulary "
                       "to use a different name: %s",
                       s->field.name);
        return bad_input_schema(p, s->field.name, what, err);
    }
    return KAMU_OK;
}

/* ---- types ----------------------------------------------------------------------------- */

/* The stored form of nested types: items called "item", entries "entries" { keys, values },
 * timestamps without a zone are UTC (ODF knows no others). */
static kamu_code settle_nested(struct plan *p, struct col_type *t, struct kamu_error *err)
{
    for (uint32_t i = 0; i < t->n_children; i++) {
        struct col_field *f = &t->children[i];
        if (t->kind == COL_LIST || t->kind == COL_FIXED_LIST)
            f->name = "item";
        if (t->kind == COL_MAP) {
            f->name = "entries";
            if (f->type.n_children == 2) {
                f->type.children[0].name = "keys";
                f->type.children[1].name = "values";
            }
        }
        if (f->type.kind == COL_TIMESTAMP && f->type.timezone == NULL)
            f->type.timezone = "UTC";
        KAMU_TRY(settle_nested(p, &f->type, err));
    }
    return KAMU_OK;
}

static kamu_code settle_event_time(struct plan *p, struct kamu_error *err)
{
    struct source *s = find(p, p->o->vocab.event_time);
    if (s == NULL)
        return KAMU_OK;
    enum col_kind kind = s->field.type.kind;
    if (kind == COL_NULL && p->o->clean_up) { /* nothing but nulls: as if it were not there */
        s->used = true;
        return KAMU_OK;
    }
    p->event_time = s;
    if (p->o->clean_up && event_time_coercible(&s->field.type)) {
        s->action = EVENT_TIME;
        s->field.type = TYPE_TIMESTAMP_MS;
        return KAMU_OK;
    }
    if (kind == COL_TIMESTAMP || kind == COL_DATE32)
        return KAMU_OK;
    char type[64], what[384];
    (void)col_type_name(&s->field.type, type, sizeof type);
    (void)snprintf(what, sizeof what,
                   "Event time column '%s' should be either Date or Timestamp, but found: %s",
                   s->field.name, type);
    return bad_input_schema(p, s->field.name, what, err);
}

static kamu_code settle_types(struct plan *p, struct kamu_error *err)
{
    for (uint32_t i = 0; i < p->n; i++) {
        struct source *s = &p->sources[i];
        if (s->field.type.kind == COL_TIMESTAMP && s->action == COPY) {
            s->action = TIMESTAMP;
            s->field.type = TYPE_TIMESTAMP_MS;
        }
        KAMU_TRY(settle_nested(p, &s->field.type, err));
    }
    p->op = merge_takes_op(p->o->merge.kind) ? find(p, p->o->vocab.op) : NULL;
    if (p->op != NULL) {
        if (!op_column_possible(&p->op->field.type)) {
            char type[64], what[256];
            (void)col_type_name(&p->op->field.type, type, sizeof type);
            (void)snprintf(what, sizeof what,
                           "Operation column '%s' should hold integers 0 to 3 or the codes +A, "
                           "-R, -C, +C, but found: %s",
                           p->op->field.name, type);
            return bad_input_schema(p, p->op->field.name, what, err);
        }
        p->op->action = OPERATION;
        p->op->field.type = TYPE_INT32;
    }
    return KAMU_OK;
}

/* A column of nothing but nulls in an inferred schema says nothing about its type. */
static void settle_null_types(struct plan *p)
{
    for (uint32_t i = 0; i < p->n; i++) {
        struct source *s = &p->sources[i];
        if (s->field.type.kind == COL_NULL && !s->used) {
            s->action = CAST;
            s->field.type = TYPE_STRING;
            s->field.nullable = true;
        }
    }
}

/* ---- fitting to the dataset ---------------------------------------------------------------- */

static bool is_number(enum col_kind k)
{
    return (k >= COL_INT8 && k <= COL_FLOAT64) || k == COL_DECIMAL128 || k == COL_DECIMAL256;
}

static bool is_integer(enum col_kind k)
{
    return k >= COL_INT8 && k <= COL_UINT64;
}

/* Could every value that fits be stored without a loss? Values that do not fit are errors of the
 * cast. kamu stores all of these right; of further pairs it stores the wrong type. */
static bool convertible(const struct col_type *from, const struct col_type *to)
{
    if (to->kind == COL_STRING)
        return is_number(from->kind);
    if (to->kind == COL_TIMESTAMP)
        return from->kind == COL_DATE32;
    if (to->kind == COL_BINARY)
        return from->kind == COL_STRING;
    if (!is_number(from->kind) || !is_number(to->kind))
        return false;
    if (is_integer(from->kind))
        return true;
    if (from->kind == COL_DECIMAL128 || from->kind == COL_DECIMAL256)
        return (to->kind == COL_DECIMAL128 || to->kind == COL_DECIMAL256) &&
               to->scale >= from->scale;
    return from->kind <= to->kind && to->kind <= COL_FLOAT64;
}

/* Nullability of the stored column: required where the dataset requires it, else as pushed. */
static void join_nullability(const struct plan *p, struct col_field *f,
                             const struct col_field *dataset)
{
    f->nullable = (f->nullable || p->o->with_history) && dataset->nullable;
    for (uint32_t i = 0; i < f->type.n_children; i++)
        join_nullability(p, &f->type.children[i], &dataset->type.children[i]);
}

/* Decides for one dataset column; false = the schemas do not fit. */
static bool bind_one(const struct plan *p, struct source *s, const struct col_field *d,
                     struct col_field *out, struct binding *b)
{
    b->source = s->index;
    b->action = s->action;
    *out = s->field;
    if (s->field.type.kind == COL_NULL) {
        b->action = CAST;
        out->type = d->type;
        out->nullable = d->nullable;
        return true;
    }
    if (!type_same_shape(&s->field.type, &d->type)) {
        if (!p->o->with_history || !convertible(&s->field.type, &d->type))
            return false;
        b->action = CAST;
        out->type = d->type;
    }
    join_nullability(p, out, d);
    return true;
}

/* IncompatibleSchema as kamu prints it: the slice as it would be with the columns as pushed. */
static kamu_code incompatible(const struct plan *p, struct kamu_error *err)
{
    const struct merge_vocab *v = &p->o->vocab;
    struct col_schema *slice = NULL;
    uint32_t n = 4;
    for (uint32_t i = 0; i < p->n; i++)
        if (&p->sources[i] != p->event_time && &p->sources[i] != p->op &&
            !named(&p->sources[i], v->event_time))
            n++;
    KAMU_TRY(col_schema_new(n, &slice, err));
    const struct col_schema *d = p->o->dataset;
    int at = col_schema_find(d, v->event_time);
    const struct col_type *event_type = p->event_time != NULL ? &p->event_time->field.type
                                        : at >= 0             ? &d->fields[at].type
                                                              : &TYPE_TIMESTAMP_MS;
    kamu_code rc = schema_set(slice, 0, v->offset, &TYPE_INT64, false, err);
    if (rc == KAMU_OK)
        rc = schema_set(slice, 1, v->op, &TYPE_INT32, false, err);
    if (rc == KAMU_OK)
        rc = schema_set(slice, 2, v->system_time, &TYPE_TIMESTAMP_MS, false, err);
    if (rc == KAMU_OK)
        rc = schema_set(slice, 3, v->event_time, event_type, false, err);
    uint32_t j = 4;
    for (uint32_t i = 0; i < p->n && rc == KAMU_OK; i++) {
        const struct source *s = &p->sources[i];
        if (s == p->event_time || s == p->op || named(s, v->event_time))
            continue;
        rc = schema_set_field(slice, j, &s->field, NULL, s->field.nullable, err);
        int same = col_schema_find(d, str_c(s->field.name));
        if (rc == KAMU_OK && same >= 0 && type_same_shape(&s->field.type, &d->fields[same].type))
            join_nullability(p, &slice->fields[j], &d->fields[same]);
        j++;
    }
    if (rc == KAMU_OK)
        rc = odf_schema_check_slice(d, slice, err);
    if (rc == KAMU_OK) /* the two sides disagree on what fits */
        rc = error_set(err, KAMU_E_SCHEMA,
                       "Incompatible schema: Schema of the new slice is not compatible with the "
                       "schema defined by SetDataSchema event");
    col_schema_unref(slice);
    return rc;
}

/* System columns of the dataset's schema must stand first and have the stored types. */
static bool system_columns_fit(const struct plan *p)
{
    const struct col_schema *d = p->o->dataset;
    const struct merge_vocab *v = &p->o->vocab;
    if (d->n_fields < 4)
        return false;
    const struct str names[] = {v->offset, v->op, v->system_time, v->event_time};
    const struct col_type *types[] = {&TYPE_INT64, &TYPE_INT32, &TYPE_TIMESTAMP_MS, NULL};
    for (int i = 0; i < 4; i++)
        if (!str_eqc(names[i], d->fields[i].name) ||
            (types[i] != NULL && !type_same_shape(types[i], &d->fields[i].type)))
            return false;
    enum col_kind k = d->fields[3].type.kind;
    return k == COL_DATE32 || type_same_shape(&d->fields[3].type, &TYPE_TIMESTAMP_MS);
}

/* ---- the output ------------------------------------------------------------------------------ */

static kamu_code add_column(struct normalizer *n, uint32_t *at, const struct col_field *f,
                            struct binding b, struct kamu_error *err)
{
    uint32_t i = (*at)++;
    n->bindings[i] = b;
    KAMU_TRY(schema_set_field(n->rows, i, f, NULL, true, err));
    return schema_set_field(n->slice, i + (n->has_op ? 2 : 3), f, NULL, f->nullable, err);
}

static kamu_code put_system_columns(struct normalizer *n, const struct col_type *event_type,
                                    struct kamu_error *err)
{
    const struct merge_vocab *v = &n->vocab;
    KAMU_TRY(schema_set(n->slice, 0, v->offset, &TYPE_INT64, false, err));
    KAMU_TRY(schema_set(n->slice, 1, v->op, &TYPE_INT32, false, err));
    KAMU_TRY(schema_set(n->slice, 2, v->system_time, &TYPE_TIMESTAMP_MS, false, err));
    KAMU_TRY(schema_set(n->slice, 3, v->event_time, event_type, false, err));
    uint32_t i = 0;
    if (n->has_op)
        KAMU_TRY(schema_set(n->rows, i++, v->op, &TYPE_INT32, false, err));
    return schema_set(n->rows, i, v->event_time, event_type, true, err);
}

static kamu_code new_schemas(struct normalizer *n, uint32_t data_columns, struct kamu_error *err)
{
    uint32_t rows = data_columns + 1 + (n->has_op ? 1 : 0);
    KAMU_TRY(col_schema_new(rows, &n->rows, err));
    KAMU_TRY(col_schema_new(data_columns + 4, &n->slice, err));
    n->bindings = mem_calloc(rows, sizeof *n->bindings);
    return nomem_if(n->bindings, err);
}

static void bind_op_and_time(struct normalizer *n, const struct plan *p, uint32_t *at)
{
    if (n->has_op)
        n->bindings[(*at)++] = (struct binding){OPERATION, p->op->index};
    n->bindings[(*at)++] = p->event_time == NULL
                               ? (struct binding){NULLS, 0}
                               : (struct binding){p->event_time->action, p->event_time->index};
}

/* No schema yet: columns as they come. */
static kamu_code bind_freely(struct normalizer *n, struct plan *p, struct kamu_error *err)
{
    settle_null_types(p);
    uint32_t columns = 0;
    for (uint32_t i = 0; i < p->n; i++) {
        struct source *s = &p->sources[i];
        if (s == p->event_time || s == p->op)
            s->used = true;
        columns += s->used ? 0 : 1;
    }
    KAMU_TRY(new_schemas(n, columns, err));
    KAMU_TRY(put_system_columns(
        n, p->event_time != NULL ? &p->event_time->field.type : &TYPE_TIMESTAMP_MS, err));
    uint32_t at = 0;
    bind_op_and_time(n, p, &at);
    for (uint32_t i = 0; i < p->n; i++) {
        struct source *s = &p->sources[i];
        if (!s->used)
            KAMU_TRY(add_column(n, &at, &s->field, (struct binding){s->action, s->index}, err));
    }
    return KAMU_OK;
}

/* By the dataset's schema: its columns in its order. */
static kamu_code bind_to_dataset(struct normalizer *n, struct plan *p, struct kamu_error *err)
{
    const struct col_schema *d = p->o->dataset;
    if (!system_columns_fit(p))
        return incompatible(p, err);
    if (p->event_time != NULL && !type_same_shape(&p->event_time->field.type, &d->fields[3].type))
        return incompatible(p, err);
    KAMU_TRY(new_schemas(n, d->n_fields - 4, err));
    KAMU_TRY(put_system_columns(n, &d->fields[3].type, err));
    uint32_t at = 0;
    bind_op_and_time(n, p, &at);
    if (p->event_time != NULL)
        p->event_time->used = true;
    if (p->op != NULL)
        p->op->used = true;
    for (uint32_t i = 4; i < d->n_fields; i++) {
        const struct col_field *f = &d->fields[i];
        struct source *s = find(p, str_c(f->name));
        if (s == NULL || s->used) {
            if (!f->nullable)
                return incompatible(p, err);
            KAMU_TRY(add_column(n, &at, f, (struct binding){NULLS, 0}, err));
            continue;
        }
        s->used = true;
        struct binding b;
        struct col_field field;
        if (!bind_one(p, s, f, &field, &b))
            return incompatible(p, err);
        KAMU_TRY(add_column(n, &at, &field, b, err));
    }
    for (uint32_t i = 0; i < p->n; i++)
        if (!p->sources[i].used)
            return incompatible(p, err);
    return KAMU_OK;
}

static kamu_code make_plan(struct plan *p, const struct col_schema *input, struct kamu_error *err)
{
    p->n = input->n_fields;
    p->sources = arena_calloc(&p->arena, p->n == 0 ? 1 : p->n, sizeof *p->sources);
    KAMU_TRY(nomem_if(p->sources, err));
    for (uint32_t i = 0; i < p->n; i++) {
        KAMU_TRY(col_field_copy(&p->arena, &input->fields[i], &p->sources[i].field, err));
        p->sources[i].index = i;
        p->sources[i].action = COPY;
    }
    KAMU_TRY(settle_names(p, err));
    KAMU_TRY(settle_event_time(p, err));
    return settle_types(p, err);
}

static kamu_code copy_name(struct arena *a, struct str *name, struct kamu_error *err)
{
    *name = arena_str(a, *name);
    return nomem_if(name->p, err);
}

kamu_code normalizer_open(struct col_schema *input, const struct normalize_options *options,
                          struct normalizer **out, struct kamu_error *err)
{
    struct plan p = {.o = options};
    arena_init(&p.arena, (size_t)64 << 20);
    struct normalizer *n = mem_calloc(1, sizeof *n);
    kamu_code rc = nomem_if(n, err);
    if (rc == KAMU_OK)
        rc = make_plan(&p, input, err);
    if (rc == KAMU_OK) {
        n->vocab = options->vocab;
        n->has_op = p.op != NULL;
        n->fill_event_time = options->fill_event_time;
        n->event_time = options->event_time;
        n->check_required = options->check_required;
        rc = options->dataset == NULL ? bind_freely(n, &p, err) : bind_to_dataset(n, &p, err);
    }
    if (rc == KAMU_OK) { /* the names must live as long as the normalizer */
        struct arena *a = &n->slice->arena;
        rc = copy_name(a, &n->vocab.offset, err);
        if (rc == KAMU_OK)
            rc = copy_name(a, &n->vocab.op, err);
        if (rc == KAMU_OK)
            rc = copy_name(a, &n->vocab.system_time, err);
        if (rc == KAMU_OK)
            rc = copy_name(a, &n->vocab.event_time, err);
    }
    arena_free(&p.arena);
    if (rc != KAMU_OK) {
        normalizer_free(n);
        return rc;
    }
    *out = n;
    return KAMU_OK;
}

kamu_code normalizer_copy(const struct normalizer *n, struct normalizer **out,
                          struct kamu_error *err)
{
    struct normalizer *c = mem_alloc(sizeof *c);
    size_t columns = n->rows->n_fields;
    KAMU_TRY(nomem_if(c, err));
    *c = *n;
    c->rows_done = 0;
    c->bindings = mem_realloc_array(NULL, columns, sizeof *c->bindings);
    if (c->bindings == NULL) {
        mem_free(c);
        return error_nomem(err);
    }
    memcpy(c->bindings, n->bindings, columns * sizeof *c->bindings);
    (void)col_schema_ref(c->rows);
    (void)col_schema_ref(c->slice);
    *out = c;
    return KAMU_OK;
}

struct col_schema *normalizer_rows(const struct normalizer *n)
{
    return n->rows;
}

struct col_schema *normalizer_slice(const struct normalizer *n)
{
    return n->slice;
}

/* A cast names the row of its batch; the user wants the record of the input, and the column. */
static kamu_code place_error(const struct normalizer *n, kamu_code rc, const char *field,
                             struct kamu_error *err)
{
    if (rc != KAMU_OK && err != NULL) {
        if (err->at.record != 0)
            err->at.record += n->rows_done;
        if (err->at.field[0] == 0)
            error_field(err, "%s", field);
    }
    return rc;
}

static kamu_code make_column(const struct normalizer *n, uint32_t i, const struct batch *in,
                             struct column *out, struct kamu_error *err)
{
    const struct binding *b = &n->bindings[i];
    const struct col_field *f = &n->rows->fields[i];
    const struct column *src = b->action == NULLS ? NULL : &in->columns[b->source];
    kamu_code rc = KAMU_OK;
    switch (b->action) {
    case COPY:
        rc = column_ref(src, out, err);
        if (rc == KAMU_OK)
            column_retype(out, &f->type);
        return rc;
    case TIMESTAMP:
        rc = column_to_timestamp_ms(src, &f->type, out, err);
        break;
    case EVENT_TIME:
        rc = column_event_time(src, &f->type, out, err);
        break;
    case CAST:
        rc = column_cast(src, &f->type, out, err);
        break;
    case NULLS:
        return column_nulls(&f->type, in->length, out, err);
    case OPERATION:
        rc = op_column_convert(src, &f->type, out, err);
        break;
    }
    return place_error(n, rc, f->name, err);
}

static kamu_code finish_batch(const struct normalizer *n, struct batch *b, struct kamu_error *err)
{
    uint32_t first_data = n->has_op ? 2 : 1;
    if (n->fill_event_time)
        KAMU_TRY(event_time_fill(&b->columns[first_data - 1], n->event_time, err));
    if (n->check_required)
        for (uint32_t i = first_data; i < b->n_columns; i++)
            KAMU_TRY(column_check_required(&b->columns[i], &n->slice->fields[i - first_data + 4],
                                           n->rows_done, err));
    return KAMU_OK;
}

kamu_code normalizer_apply(struct normalizer *n, const struct batch *in, struct batch **out,
                           struct kamu_error *err)
{
    struct batch *b = NULL;
    KAMU_TRY(batch_new(n->rows, in->length, &b, err));
    kamu_code rc = KAMU_OK;
    for (uint32_t i = 0; i < n->rows->n_fields && rc == KAMU_OK; i++)
        rc = make_column(n, i, in, &b->columns[i], err);
    if (rc == KAMU_OK)
        rc = finish_batch(n, b, err);
    if (rc != KAMU_OK) {
        batch_free(b);
        return rc;
    }
    n->rows_done += (uint64_t)in->length;
    *out = b;
    return KAMU_OK;
}

void normalizer_free(struct normalizer *n)
{
    if (n == NULL)
        return;
    col_schema_unref(n->rows);
    col_schema_unref(n->slice);
    mem_free(n->bindings);
    mem_free(n);
}
