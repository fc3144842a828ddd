/* Arrow IPC, files and streams: messages one behind the other. A file is a stream between two magic
 * numbers, with a footer that must agree about the columns and the number of batches. */
#include "readers/arrow_ipc.h"
#include "base/bytes.h"

#include "readers/columns.h"

#include <inttypes.h>

#define MAGIC "ARROW1"
#define MAGIC_BYTES 6
#define FOOTER_MAX ((size_t)64 << 20)
#define BLOCK_BYTES 24 /* of the footer */
#define READ_STEP ((size_t)16 << 20)

enum message_kind { MESSAGE_SCHEMA = 1, MESSAGE_DICTIONARY = 2, MESSAGE_BATCH = 3 };

struct ipc {
    struct reader *r;
    bool file;
    uint64_t at; /* bytes read */
    struct arena schema_memory;
    struct arrow_field *root;
    struct ArrowSchema *schema;
    struct col_schema *columns;

    struct buf metadata, body;
    struct flat flat; /* the metadata */
    size_t header;
    struct arena batch_memory;
    struct ipc_dictionary *dictionaries;
    size_t n_dictionaries;

    uint64_t batches;
    struct batch *batch; /* being handed out in pieces */
    int64_t batch_at;
    bool ended;
};

static kamu_code bad(const struct ipc *x, struct kamu_error *err, const char *what)
{
    error_set(err, KAMU_E_INPUT, "%s: %s", byte_input_name(x->r->in), what);
    error_at(err, byte_input_name(x->r->in), 0, 0, x->at);
    return KAMU_E_INPUT;
}

/* ---- bytes ------------------------------------------------------------------------------------
 */

static kamu_code read_some(struct ipc *x, void *out, size_t n, size_t *got, struct kamu_error *err)
{
    KAMU_TRY(byte_input_read(x->r->in, out, n, got, err));
    x->at += *got;
    return KAMU_OK;
}

/* Replaces what is in the buffer; room is made as the data comes, not as it was announced. */
static kamu_code read_exactly(struct ipc *x, struct buf *b, uint64_t n, struct kamu_error *err)
{
    size_t got = 1;
    for (b->len = 0; b->len < n && got > 0; b->len += got) {
        size_t step = n - b->len < READ_STEP ? (size_t)(n - b->len) : READ_STEP;
        KAMU_TRY(buf_reserve(b, step, err));
        KAMU_TRY(read_some(x, b->data + b->len, step, &got, err));
    }
    return b->len < n ? bad(x, err, "the data ends within a message (is it complete?)") : KAMU_OK;
}

/* Other programs take the columns from the footer: they must be the same there. */
static kamu_code check_footer_schema(struct ipc *x, struct flat *f, struct kamu_error *err)
{
    struct arrow_field *root;
    struct ArrowSchema *schema;
    struct col_schema *columns = NULL;
    bool little_endian;
    kamu_code rc = arrow_schema_read_at(f->p, f->n, flat_child(f, flat_follow(f, 0), 1),
                                        &x->schema_memory, &root, &little_endian, err);
    if (rc == KAMU_OK) {
        root->name = "";
        rc = ipc_schema(root, &x->schema_memory, &schema, err);
    }
    if (rc == KAMU_OK)
        rc = arrow_import_schema(schema, &columns, err);
    if (rc == KAMU_E_NOMEM)
        return rc;
    bool same = rc == KAMU_OK && little_endian && col_schema_eq(columns, x->columns);
    col_schema_unref(columns);
    return same ? KAMU_OK : bad(x, err, "the footer names other columns than the file begins with");
}

/* Behind the end of the messages: the footer of a file; nothing in a stream. */
static kamu_code check_end(struct ipc *x, struct kamu_error *err)
{
    struct buf *b = &x->metadata;
    size_t got = 1;
    x->ended = true;
    for (b->len = 0; got > 0; b->len += got) {
        if (b->len > FOOTER_MAX)
            return bad(x, err, "the footer is larger than 64 MiB");
        KAMU_TRY(buf_reserve(b, 65536, err));
        KAMU_TRY(read_some(x, b->data + b->len, 65536, &got, err));
    }
    if (!x->file)
        return b->len == 0 ? KAMU_OK : bad(x, err, "there is data behind the end of the stream");
    if (b->len < MAGIC_BYTES + 4 || memcmp(b->data + b->len - MAGIC_BYTES, MAGIC, MAGIC_BYTES) != 0)
        return bad(x, err, "ARROW1 is missing at the end of the file (is it complete?)");
    size_t n = b->len - MAGIC_BYTES - 4;
    uint32_t footer = little32(b->data + n);
    if (footer > n)
        return bad(x, err, "the footer cannot be decoded");
    struct flat f = {.p = b->data + n - footer, .n = footer};
    uint64_t batches;
    (void)flat_vector(&f, flat_follow(&f, 0), 3, BLOCK_BYTES, &batches);
    if (f.bad || batches != x->batches)
        return bad(x, err, "the footer names another number of record batches than there are");
    return check_footer_schema(x, &f, err);
}

/* The next message with its body in `body`; *kind = 0 at the end. */
static kamu_code read_message(struct ipc *x, struct buf *body, int64_t *kind,
                              struct kamu_error *err)
{
    uint8_t head[4];
    size_t got;
    *kind = 0;
    KAMU_TRY(read_some(x, head, 4, &got, err));
    if (got == 0)
        return check_end(x, err);
    if (got == 4 && little32(head) == UINT32_MAX) /* missing before Arrow 0.15 */
        KAMU_TRY(read_some(x, head, 4, &got, err));
    if (got < 4)
        return bad(x, err, "the data ends within a message (is it complete?)");
    uint32_t n = little32(head);
    if (n == 0)
        return check_end(x, err);
    if (n > IPC_METADATA_MAX)
        return bad(x, err, "this is no message of Arrow IPC");
    KAMU_TRY(read_exactly(x, &x->metadata, n, err));
    x->flat = (struct flat){.p = x->metadata.data, .n = n};
    size_t root = flat_follow(&x->flat, 0);
    *kind = flat_scalar(&x->flat, root, 1, 1, 0);
    x->header = flat_child(&x->flat, root, 2);
    int64_t body_n = flat_scalar(&x->flat, root, 3, 8, 0);
    if (x->flat.bad || x->header == 0 || *kind == 0 || body_n < 0 || body_n > (int64_t)IPC_BODY_MAX)
        return bad(x, err, "a message cannot be decoded");
    return read_exactly(x, body, (uint64_t)body_n, err);
}

/* ---- dictionaries
 * -------------------------------------------------------------------------------- */

static const struct arrow_field *find_dictionary(const struct arrow_field *f, int64_t id)
{
    if (f->dictionary && f->dictionary_id == id)
        return f;
    for (uint32_t i = 0; i < f->n_children; i++) {
        const struct arrow_field *found = find_dictionary(&f->children[i], id);
        if (found != NULL)
            return found;
    }
    return NULL;
}

static void dictionary_free(struct ipc_dictionary *d)
{
    arena_free(&d->memory);
    buf_free(&d->body);
}

/* The place for dictionary `id`, emptied: a later one replaces it. */
static kamu_code place_for(struct ipc *x, int64_t id, struct ipc_dictionary **out,
                           struct kamu_error *err)
{
    for (size_t i = 0; i < x->n_dictionaries; i++)
        if (x->dictionaries[i].id == id) {
            *out = &x->dictionaries[i];
            dictionary_free(*out);
            (*out)->values = NULL;
            return KAMU_OK;
        }
    struct ipc_dictionary *grown =
        mem_realloc_array(x->dictionaries, x->n_dictionaries + 1, sizeof *grown);
    if (grown == NULL)
        return error_nomem(err);
    x->dictionaries = grown;
    *out = &grown[x->n_dictionaries++];
    **out = (struct ipc_dictionary){.id = id};
    arena_init(&(*out)->memory, 2 * IPC_BODY_MAX);
    buf_init(&(*out)->body, IPC_BODY_MAX + READ_STEP);
    return KAMU_OK;
}

static kamu_code take_dictionary(struct ipc *x, struct kamu_error *err)
{
    struct ipc_dictionary *d;
    int64_t id = flat_scalar(&x->flat, x->header, 0, 8, 0);
    size_t table = flat_child(&x->flat, x->header, 1);
    const struct arrow_field *f = find_dictionary(x->root, id);
    if (x->flat.bad || table == 0 || f == NULL)
        return bad(x, err, "a dictionary that no column has");
    if (flat_scalar(&x->flat, x->header, 2, 1, 0) != 0)
        return error_set(err, KAMU_E_UNSUPPORTED,
                         "%s: dictionaries that grow (delta dictionaries) are not supported",
                         byte_input_name(x->r->in));
    KAMU_TRY(place_for(x, id, &d, err));
    struct buf body = d->body; /* the message's becomes the dictionary's */
    d->body = x->body;
    x->body = body;
    struct ipc_record record = {.metadata = &x->flat,
                                .table = table,
                                .body = d->body.data,
                                .body_n = d->body.len,
                                .dictionaries = x->dictionaries,
                                .n_dictionaries = x->n_dictionaries};
    return ipc_arrays(&record, f, true, &d->memory, &d->values, err);
}

/* ---- batches
 * --------------------------------------------------------------------------------------- */

static kamu_code take_batch(struct ipc *x, struct kamu_error *err)
{
    struct ipc_record record = {.metadata = &x->flat,
                                .table = x->header,
                                .body = x->body.data,
                                .body_n = x->body.len,
                                .dictionaries = x->dictionaries,
                                .n_dictionaries = x->n_dictionaries};
    struct ArrowArray *arrays;
    x->batches++;
    x->batch_at = 0;
    kamu_code rc = ipc_arrays(&record, x->root, false, &x->batch_memory, &arrays, err);
    if (rc == KAMU_OK)
        rc = arrow_import_batch(arrays, x->schema, x->columns, &x->batch, err);
    arena_free(&x->batch_memory);
    return rc;
}

static kamu_code next_message(struct ipc *x, struct kamu_error *err)
{
    int64_t kind;
    KAMU_TRY(read_message(x, &x->body, &kind, err));
    switch (kind) {
    case 0:
        return KAMU_OK;
    case MESSAGE_DICTIONARY:
        return take_dictionary(x, err);
    case MESSAGE_BATCH:
        return take_batch(x, err);
    default:
        return bad(x, err, "a message of an unexpected kind");
    }
}

static kamu_code next(void *ctx, struct batch **out, struct kamu_error *err)
{
    struct ipc *x = ctx;
    *out = NULL;
    while (x->batch == NULL && !x->ended) {
        KAMU_TRY(env_check_cancel(x->r->env, err));
        kamu_code rc = next_message(x, err);
        if (rc == KAMU_E_INPUT && err != NULL && err->at.input[0] == 0) {
            char field[sizeof err->at.field];
            memcpy(field, err->at.field, sizeof field);
            error_at(err, byte_input_name(x->r->in), 0, 0, x->at);
            memcpy(err->at.field, field, sizeof field);
        }
        KAMU_TRY(rc);
        if (x->batch != NULL && x->batch->length == 0) {
            batch_free(x->batch);
            x->batch = NULL;
        }
    }
    if (x->batch == NULL)
        return KAMU_OK;
    int64_t left = x->batch->length - x->batch_at;
    int64_t n = left < BATCH_ROWS_MAX ? left : BATCH_ROWS_MAX;
    KAMU_TRY(batch_slice(x->batch, x->batch_at, n, out, err));
    x->batch_at += n;
    if (n == left) {
        batch_free(x->batch);
        x->batch = NULL;
    }
    return KAMU_OK;
}

static void ipc_close(void *ctx)
{
    struct ipc *x = ctx;
    for (size_t i = 0; i < x->n_dictionaries; i++)
        dictionary_free(&x->dictionaries[i]);
    mem_free(x->dictionaries);
    batch_free(x->batch);
    col_schema_unref(x->columns);
    arena_free(&x->schema_memory);
    arena_free(&x->batch_memory);
    buf_free(&x->metadata);
    buf_free(&x->body);
    mem_free(x);
}

static const struct columns_ops ipc_ops = {NULL, next, ipc_close};

/* ---- opening
 * ------------------------------------------------------------------------------------------ */

static kamu_code read_schema(struct ipc *x, struct kamu_error *err)
{
    const uint8_t *head;
    size_t n;
    int64_t kind;
    bool little_endian;
    struct buf magic = BUF_INIT(READ_STEP);
    byte_input_peek(x->r->in, &head, &n);
    x->file = n >= 8 && memcmp(head, MAGIC "\0\0", 8) == 0;
    kamu_code rc = x->file ? read_exactly(x, &magic, 8, err) : KAMU_OK;
    buf_free(&magic);
    KAMU_TRY(rc);
    KAMU_TRY(read_message(x, &x->body, &kind, err));
    if (kind != MESSAGE_SCHEMA)
        return bad(x, err, "this is no Arrow file or stream: it does not begin with a schema");
    rc = arrow_schema_read(x->metadata.data, x->metadata.len, &x->schema_memory, &x->root,
                           &little_endian, err);
    if (rc == KAMU_E_CORRUPT)
        return bad(x, err, "the schema cannot be decoded");
    KAMU_TRY(rc);
    if (!little_endian)
        return error_set(err, KAMU_E_UNSUPPORTED, "%s: big-endian Arrow data is not supported",
                         byte_input_name(x->r->in));
    x->root->name = "";
    KAMU_TRY(ipc_schema(x->root, &x->schema_memory, &x->schema, err));
    return arrow_import_schema(x->schema, &x->columns, err);
}

kamu_code arrow_reader_open(struct reader *r, struct kamu_error *err)
{
    struct ipc *x = mem_calloc(1, sizeof *x);
    if (x == NULL)
        return error_nomem(err);
    x->r = r;
    arena_init(&x->schema_memory, (size_t)1 << 30);
    arena_init(&x->batch_memory, 2 * IPC_BODY_MAX);
    buf_init(&x->metadata, IPC_METADATA_MAX + READ_STEP);
    buf_init(&x->body, IPC_BODY_MAX + READ_STEP);
    kamu_code rc = read_schema(x, err);
    if (rc != KAMU_OK) {
        if (rc == KAMU_E_INPUT)
            hint_from_head(r, err);
        ipc_close(x);
        return rc;
    }
    return columns_open(r, &ipc_ops, x, x->columns, err);
}
