/* Spill files: see spill.h. The form is private to one process: host byte order, no versions. */
#include "ingest/spill.h"

#include "base/fs.h"

#define SPILL_BATCH_MAX ((size_t)2 << 30)

struct spill {
    struct env *env;
    struct col_schema *schema;
    struct fs_file *file;
    uint64_t size, at;
    struct buf buf; /* one batch on its way */
};

struct batch_head {
    uint64_t bytes; /* behind the head */
    int64_t length;
};

/* Which buffers follow, and their sizes; 0 = absent. A column is a head, its buffers, its children.
 */
struct column_head {
    int64_t length, null_count;
    uint64_t validity, values, offsets;
    uint64_t has; /* bits: 1 validity, 2 values, 4 offsets */
};

static size_t validity_bytes(int64_t length)
{
    return ((size_t)length + 7) / 8;
}

static size_t values_bytes(const struct column *c)
{
    if (c->type->kind == COL_BOOL)
        return validity_bytes(c->length);
    if (c->type->kind == COL_STRING || c->type->kind == COL_BINARY)
        return c->length == 0 ? 0 : (size_t)col_offsets(c)[c->length];
    return (size_t)c->length * col_width(c->type);
}

static kamu_code put_column(struct buf *out, const struct column *c, struct kamu_error *err)
{
    struct column_head h = {.length = c->length, .null_count = c->null_count};
    if (c->validity != NULL) {
        h.has |= 1;
        h.validity = validity_bytes(c->length);
    }
    if (c->values != NULL) {
        h.has |= 2;
        h.values = values_bytes(c);
    }
    if (c->offsets != NULL) {
        h.has |= 4;
        h.offsets = ((uint64_t)c->length + 1) * sizeof(int32_t);
    }
    KAMU_TRY(buf_append(out, &h, sizeof h, err));
    if (h.validity != 0)
        KAMU_TRY(buf_append(out, c->validity->data, h.validity, err));
    if (h.values != 0)
        KAMU_TRY(buf_append(out, c->values->data, h.values, err));
    if (h.offsets != 0)
        KAMU_TRY(buf_append(out, c->offsets->data, h.offsets, err));
    for (uint32_t i = 0; i < c->n_children; i++)
        KAMU_TRY(put_column(out, &c->children[i], err));
    return KAMU_OK;
}

static kamu_code take_block(const uint8_t **p, const uint8_t *end, uint64_t n, struct blk **out,
                            struct kamu_error *err)
{
    if (n > (uint64_t)(end - *p))
        return error_set(err, KAMU_E_CORRUPT, "A temporary file was damaged");
    *out = blk_new(n);
    if (*out == NULL)
        return error_nomem(err);
    if (n != 0)
        memcpy((*out)->data, *p, n);
    *p += n;
    return KAMU_OK;
}

static kamu_code take_column(const uint8_t **p, const uint8_t *end, const struct col_type *type,
                             struct column *c, struct kamu_error *err)
{
    struct column_head h;
    if ((size_t)(end - *p) < sizeof h)
        return error_set(err, KAMU_E_CORRUPT, "A temporary file was damaged");
    memcpy(&h, *p, sizeof h);
    *p += sizeof h;
    c->type = type;
    c->length = h.length;
    c->null_count = h.null_count;
    if (h.has & 1)
        KAMU_TRY(take_block(p, end, h.validity, &c->validity, err));
    if (h.has & 2)
        KAMU_TRY(take_block(p, end, h.values, &c->values, err));
    if (h.has & 4)
        KAMU_TRY(take_block(p, end, h.offsets, &c->offsets, err));
    if (type->n_children == 0)
        return KAMU_OK;
    c->children = mem_calloc(type->n_children, sizeof *c->children);
    if (c->children == NULL)
        return error_nomem(err);
    c->n_children = type->n_children;
    for (uint32_t i = 0; i < type->n_children; i++)
        KAMU_TRY(take_column(p, end, &type->children[i].type, &c->children[i], err));
    return KAMU_OK;
}

kamu_code spill_open(struct env *env, const char *dir, struct col_schema *schema,
                     struct spill **out, struct kamu_error *err)
{
    struct spill *s = mem_calloc(1, sizeof *s);
    if (s == NULL)
        return error_nomem(err);
    s->env = env;
    s->schema = col_schema_ref(schema);
    buf_init(&s->buf, SPILL_BATCH_MAX);
    char path[FS_PATH_MAX];
    kamu_code rc = fs_create_pending(&env->fs, &env->random, dir, path, &s->file, err);
    if (rc == KAMU_OK)
        rc = fs_unlink(&env->fs, path, err);
    if (rc != KAMU_OK) {
        spill_free(s);
        return rc;
    }
    *out = s;
    return KAMU_OK;
}

kamu_code spill_write(struct spill *s, const struct batch *b, struct kamu_error *err)
{
    s->buf.len = 0;
    struct batch_head h = {.length = b->length};
    KAMU_TRY(buf_append(&s->buf, &h, sizeof h, err));
    for (uint32_t i = 0; i < b->n_columns; i++)
        KAMU_TRY(put_column(&s->buf, &b->columns[i], err));
    h.bytes = s->buf.len - sizeof h;
    memcpy(s->buf.data, &h, sizeof h);
    KAMU_TRY(fs_write(s->file, s->buf.data, s->buf.len, err));
    s->size += s->buf.len;
    return KAMU_OK;
}

kamu_code spill_read(struct spill *s, struct batch **out, struct kamu_error *err)
{
    *out = NULL;
    if (s->at >= s->size)
        return KAMU_OK;
    struct batch_head h;
    KAMU_TRY(fs_pread(s->file, &h, sizeof h, s->at, err));
    if (h.bytes > s->size - s->at - sizeof h)
        return error_set(err, KAMU_E_CORRUPT, "A temporary file was damaged");
    s->buf.len = 0;
    KAMU_TRY(buf_reserve(&s->buf, h.bytes, err));
    KAMU_TRY(fs_pread(s->file, s->buf.data, h.bytes, s->at + sizeof h, err));
    s->at += sizeof h + h.bytes;

    struct batch *b = NULL;
    KAMU_TRY(batch_new(s->schema, h.length, &b, err));
    const uint8_t *p = s->buf.data, *end = s->buf.data + h.bytes;
    for (uint32_t i = 0; i < b->n_columns; i++) {
        kamu_code rc = take_column(&p, end, &s->schema->fields[i].type, &b->columns[i], err);
        if (rc != KAMU_OK) {
            batch_free(b);
            return rc;
        }
    }
    *out = b;
    return KAMU_OK;
}

uint64_t spill_bytes(const struct spill *s)
{
    return s->size;
}

void spill_free(struct spill *s)
{
    if (s == NULL)
        return;
    if (s->file != NULL)
        (void)fs_close(s->file, NULL);
    col_schema_unref(s->schema);
    buf_free(&s->buf);
    mem_free(s);
}
