/* Our schemas and batches for others: buffers shared by reference, nothing copied. */
#include "columnar/arrow_format.h"

/* ---- schema ------------------------------------------------------------------------------ */

static void release_schema(struct ArrowSchema *s)
{
    for (int64_t i = 0; i < s->n_children; i++) {
        if (s->children[i] == NULL)
            continue;
        if (s->children[i]->release != NULL)
            s->children[i]->release(s->children[i]);
        mem_free(s->children[i]);
    }
    mem_free(s->children);
    mem_free(s->private_data); /* format and name */
    s->release = NULL;
}

static kamu_code export_children(const struct col_field *fields, uint32_t n,
                                 struct ArrowSchema *out, struct kamu_error *err);

static kamu_code export_field(const char *name, const struct col_type *t, bool nullable,
                              struct ArrowSchema *out, struct kamu_error *err)
{
    char format[ARROW_FORMAT_MAX];
    size_t n_format, n_name = strlen(name);
    char *text;
    kamu_code rc;

    memset(out, 0, sizeof(*out));
    KAMU_TRY(arrow_format_of(t, format, err));
    n_format = strlen(format);
    text = mem_alloc(n_format + n_name + 2);
    if (text == NULL)
        return error_nomem(err);
    memcpy(text, format, n_format + 1);
    memcpy(text + n_format + 1, name, n_name + 1);
    out->format = text;
    out->name = text + n_format + 1;
    out->flags = (nullable ? ARROW_FLAG_NULLABLE : 0) |
                 (t->kind == COL_MAP && t->keys_sorted ? ARROW_FLAG_MAP_KEYS_SORTED : 0);
    out->private_data = text;
    out->release = release_schema;
    rc = export_children(t->children, t->n_children, out, err);
    if (rc != KAMU_OK)
        release_schema(out);
    return rc;
}

static kamu_code export_children(const struct col_field *fields, uint32_t n,
                                 struct ArrowSchema *out, struct kamu_error *err)
{
    if (n == 0)
        return KAMU_OK;
    out->children = mem_calloc(n, sizeof(*out->children));
    if (out->children == NULL)
        return error_nomem(err);
    out->n_children = n;
    for (uint32_t i = 0; i < n; i++) {
        out->children[i] = mem_calloc(1, sizeof(**out->children));
        if (out->children[i] == NULL)
            return error_nomem(err);
        KAMU_TRY(export_field(fields[i].name, &fields[i].type, fields[i].nullable, out->children[i],
                              err));
    }
    return KAMU_OK;
}

kamu_code arrow_export_schema(const struct col_schema *schema, struct ArrowSchema *out,
                              struct kamu_error *err)
{
    struct col_type top = {
        .kind = COL_STRUCT, .n_children = schema->n_fields, .children = schema->fields};

    return export_field("", &top, false, out, err);
}

/* ---- arrays ------------------------------------------------------------------------------- */

struct exported {
    const void *buffers[3];
    struct blk *blocks[3];
};

static void release_array(struct ArrowArray *a)
{
    struct exported *e = a->private_data;

    for (int64_t i = 0; i < a->n_children; i++) {
        if (a->children[i] == NULL)
            continue;
        if (a->children[i]->release != NULL)
            a->children[i]->release(a->children[i]);
        mem_free(a->children[i]);
    }
    mem_free(a->children);
    for (int i = 0; i < 3; i++)
        blk_unref(e->blocks[i]);
    mem_free(e);
    a->release = NULL;
}

static void add_buffer(struct ArrowArray *a, struct blk *b)
{
    struct exported *e = a->private_data;

    e->blocks[a->n_buffers] = blk_ref(b);
    e->buffers[a->n_buffers] = b ? b->data : NULL;
    a->n_buffers++;
}

static kamu_code new_array(int64_t length, int64_t nulls, uint32_t n_children,
                           struct ArrowArray *out, struct kamu_error *err)
{
    struct exported *e = mem_calloc(1, sizeof(*e));

    memset(out, 0, sizeof(*out));
    if (e == NULL)
        return error_nomem(err);
    out->length = length;
    out->null_count = nulls;
    out->buffers = e->buffers;
    out->private_data = e;
    out->release = release_array;
    if (n_children == 0)
        return KAMU_OK;
    out->children = mem_calloc(n_children, sizeof(*out->children));
    if (out->children == NULL) {
        release_array(out);
        return error_nomem(err);
    }
    out->n_children = n_children;
    return KAMU_OK;
}

static kamu_code export_column(const struct column *c, struct ArrowArray *out,
                               struct kamu_error *err)
{
    enum col_kind kind = c->type->kind;

    KAMU_TRY(new_array(c->length, c->null_count, c->n_children, out, err));
    if (kind != COL_NULL)
        add_buffer(out, c->validity);
    if (kind == COL_STRING || kind == COL_BINARY || kind == COL_LIST || kind == COL_MAP)
        add_buffer(out, c->offsets);
    if (kind != COL_NULL && !col_is_nested(kind))
        add_buffer(out, c->values);
    for (uint32_t i = 0; i < c->n_children; i++) {
        kamu_code rc = KAMU_OK;
        out->children[i] = mem_calloc(1, sizeof(**out->children));
        if (out->children[i] == NULL)
            rc = error_nomem(err);
        else
            rc = export_column(&c->children[i], out->children[i], err);
        if (rc != KAMU_OK) {
            release_array(out);
            return rc;
        }
    }
    return KAMU_OK;
}

kamu_code arrow_export_batch(const struct batch *batch, struct ArrowArray *out,
                             struct kamu_error *err)
{
    KAMU_TRY(new_array(batch->length, 0, batch->n_columns, out, err));
    add_buffer(out, NULL);
    for (uint32_t i = 0; i < batch->n_columns; i++) {
        kamu_code rc = KAMU_OK;
        out->children[i] = mem_calloc(1, sizeof(**out->children));
        if (out->children[i] == NULL)
            rc = error_nomem(err);
        else
            rc = export_column(&batch->columns[i], out->children[i], err);
        if (rc != KAMU_OK) {
            release_array(out);
            return rc;
        }
    }
    return KAMU_OK;
}
