#include "readers/input.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* Kept bytes stay in memory up to here, then go to a file. */
#define KEEP_MEMORY ((size_t)32 << 20)
#define TEXT_BLOCK (64u << 10)

struct byte_input {
    struct env *env;
    const struct reader_options *options;
    char name[256];
    enum reader_input_kind kind;

    struct fs_file *file; /* path and descriptor */
    bool seekable;        /* a regular file, read by offset */
    uint64_t offset, size;

    uint8_t head[INPUT_PEEK]; /* the first stored bytes, read ahead */
    size_t head_n, head_at;

    bool keep, keep_wanted;
    struct buf kept;
    struct fs_file *kept_file;
    uint64_t kept_n, kept_at; /* bytes kept; position when reading them again */
    bool from_kept;

    bool started, raw;
    struct unpack *unpack;
    const char *unpack_kind;
    enum text_encoding encoding;
    uint8_t *text; /* TEXT_BLOCK stored + 3 * TEXT_BLOCK converted, when not UTF-8 */
    size_t text_left, out_n, out_at;
    bool text_ended;

    uint8_t peek[INPUT_PEEK];          /* the first decoded bytes */
    size_t peek_n, peek_at, peek_mark; /* peek_mark: bytes of a mark at its start */
    uint64_t stored;                   /* bytes taken from the source */
};

static bool rereadable(const struct byte_input *in)
{
    return in->seekable || in->kind == READER_MEMORY;
}

/* ---- stored bytes ----------------------------------------------------------------- */

static kamu_code source_read(struct byte_input *in, void *out, size_t n, size_t *got,
                             struct kamu_error *err)
{
    const struct reader_input *i = &in->options->input;
    if (in->kind == READER_STREAM) {
        KAMU_TRY(i->read(i->ctx, out, n, got, err));
    } else if (in->kind == READER_MEMORY || in->seekable) {
        uint64_t left = in->size - in->offset;
        *got = left < n ? (size_t)left : n;
        if (in->kind == READER_MEMORY && *got > 0)
            memcpy(out, (const uint8_t *)i->data + in->offset, *got);
        else if (*got > 0)
            KAMU_TRY(fs_pread(in->file, out, *got, in->offset, err));
        in->offset += *got;
    } else {
        KAMU_TRY(fs_read(in->file, out, n, got, err));
    }
    in->stored += *got;
    return KAMU_OK;
}

kamu_code byte_input_temp_file(struct byte_input *in, struct fs_file **out, struct kamu_error *err)
{
    char path[FS_PATH_MAX];
    const char *dir = in->options->temp_dir;
    if (dir == NULL)
        dir = getenv("TMPDIR");
    if (dir == NULL || *dir == 0)
        dir = "/tmp";
    KAMU_TRY(fs_create_pending(&in->env->fs, &in->env->random, dir, path, out, err));
    return fs_unlink(&in->env->fs, path, err); /* gone with the last reader */
}

static kamu_code keep_bytes(struct byte_input *in, const void *p, size_t n, struct kamu_error *err)
{
    if (in->kept_file == NULL && in->kept.len + n > KEEP_MEMORY) {
        KAMU_TRY(byte_input_temp_file(in, &in->kept_file, err));
        KAMU_TRY(fs_write(in->kept_file, in->kept.data, in->kept.len, err));
        buf_free(&in->kept);
    }
    in->kept_n += n;
    return in->kept_file != NULL ? fs_write(in->kept_file, p, n, err)
                                 : buf_append(&in->kept, p, n, err);
}

static kamu_code kept_read(struct byte_input *in, void *out, size_t n, size_t *got,
                           struct kamu_error *err)
{
    uint64_t left = in->kept_n - in->kept_at;
    *got = left < n ? (size_t)left : n;
    if (*got == 0)
        return KAMU_OK;
    if (in->kept_file != NULL)
        KAMU_TRY(fs_pread(in->kept_file, out, *got, in->kept_at, err));
    else
        memcpy(out, in->kept.data + in->kept_at, *got);
    in->kept_at += *got;
    return KAMU_OK;
}

static kamu_code stored_read(void *ctx, void *out, size_t n, size_t *got, struct kamu_error *err)
{
    struct byte_input *in = ctx;
    if (in->from_kept) {
        KAMU_TRY(kept_read(in, out, n, got, err));
        if (*got > 0 || n == 0)
            return KAMU_OK;
        in->from_kept = false; /* the first pass may have ended early */
    }
    if (in->head_at < in->head_n) {
        *got = in->head_n - in->head_at < n ? in->head_n - in->head_at : n;
        memcpy(out, in->head + in->head_at, *got);
        in->head_at += *got;
    } else {
        KAMU_TRY(source_read(in, out, n, got, err));
    }
    if (in->keep && !rereadable(in) && *got > 0)
        KAMU_TRY(keep_bytes(in, out, *got, err));
    if (in->options->progress != NULL)
        in->options->progress(in->options->progress_ctx, in->stored, byte_input_bytes_total(in));
    return KAMU_OK;
}

/* ---- decoded bytes ------------------------------------------------------------------ */

static kamu_code unpacked_read(struct byte_input *in, void *out, size_t n, size_t *got,
                               struct kamu_error *err)
{
    return in->unpack != NULL ? unpack_read(in->unpack, out, n, got, err)
                              : stored_read(in, out, n, got, err);
}

/* Converts the next block to UTF-8. */
static kamu_code convert_block(struct byte_input *in, struct kamu_error *err)
{
    size_t got, taken;
    uint8_t *from = in->text, *to = in->text + TEXT_BLOCK;
    KAMU_TRY(unpacked_read(in, from + in->text_left, TEXT_BLOCK - in->text_left, &got, err));
    size_t n = in->text_left + got;
    in->text_ended = got == 0;
    taken = text_to_utf8(in->encoding, from, n, in->text_ended, to, &in->out_n);
    in->out_at = 0;
    in->text_left = n - taken;
    memmove(from, from + taken, in->text_left);
    return KAMU_OK;
}

static kamu_code text_read(struct byte_input *in, void *out, size_t n, size_t *got,
                           struct kamu_error *err)
{
    if (in->text == NULL)
        return unpacked_read(in, out, n, got, err);
    while (in->out_at == in->out_n && !in->text_ended)
        KAMU_TRY(convert_block(in, err));
    *got = in->out_n - in->out_at < n ? in->out_n - in->out_at : n;
    memcpy(out, in->text + TEXT_BLOCK + in->out_at, *got);
    in->out_at += *got;
    return KAMU_OK;
}

kamu_code byte_input_read(struct byte_input *in, void *out, size_t n, size_t *got,
                          struct kamu_error *err)
{
    uint8_t *p = out;
    *got = 0;
    if (in->keep && !in->keep_wanted) { /* only one pass, as it turns out */
        in->keep = false;
        buf_free(&in->kept);
    }
    if (in->peek_at < in->peek_n) {
        size_t have = in->peek_n - in->peek_at;
        *got = have < n ? have : n;
        memcpy(p, in->peek + in->peek_at, *got);
        in->peek_at += *got;
    }
    struct stage_mark before = stage_enter(KAMU_STAGE_READ);
    kamu_code rc = KAMU_OK;
    for (size_t more = 1; rc == KAMU_OK && *got < n && more > 0;) {
        rc = text_read(in, p + *got, n - *got, &more, err);
        *got += rc == KAMU_OK ? more : 0;
    }
    stage_leave(before);
    return rc;
}

/* ---- opening ------------------------------------------------------------------------- */

static kamu_code open_source(struct byte_input *in, struct kamu_error *err)
{
    const struct reader_input *i = &in->options->input;
    struct fs_stat st;
    const char *name = i->name != NULL ? i->name : i->path != NULL ? i->path : "STDIN";
    snprintf(in->name, sizeof in->name, "%s", name);
    in->kind = i->kind;
    in->size = UINT64_MAX;
    if (i->kind == READER_MEMORY)
        in->size = i->size;
    if (i->kind == READER_MEMORY || i->kind == READER_STREAM)
        return KAMU_OK;
    if (i->kind == READER_PATH)
        KAMU_TRY(fs_open_read(&in->env->fs, i->path, &in->file, err));
    else
        KAMU_TRY(fs_open_fd(&in->env->fs, i->fd, in->name, &in->file, err));
    KAMU_TRY(fs_fstat(in->file, &st, err));
    if (st.kind == FS_DIRECTORY) {
        error_set(err, KAMU_E_IO, "%s is a directory", in->name);
        error_hint(err, "name the files in it, or use --recursive");
        return KAMU_E_IO;
    }
    in->seekable = st.kind == FS_REGULAR && st.size_bytes > 0; /* files of /proc say 0 */
    if (in->seekable)
        in->size = st.size_bytes;
    return KAMU_OK;
}

/* From the stored bytes on: unpacking, encoding, first decoded bytes. */
static kamu_code start_decoding(struct byte_input *in, struct kamu_error *err)
{
    size_t got, skip = 0;
    enum text_encoding marked;
    if (in->unpack_kind != NULL)
        KAMU_TRY(unpack_open(stored_read, in, in->unpack_kind, in->name, &in->unpack, err));
    for (in->peek_n = in->peek_at = in->peek_mark = 0; in->peek_n < sizeof in->peek;
         in->peek_n += got) {
        KAMU_TRY(unpacked_read(in, in->peek + in->peek_n, sizeof in->peek - in->peek_n, &got, err));
        if (got == 0)
            break;
    }
    if (in->raw)
        return KAMU_OK;
    if (text_encoding_mark(in->peek, in->peek_n, &marked, &skip))
        in->encoding = marked;
    else
        skip = 0;
    if (in->encoding == TEXT_UTF8) {
        in->peek_at = in->peek_mark = skip;
        return KAMU_OK;
    }
    if (in->text == NULL)
        in->text = mem_alloc(TEXT_BLOCK * 4);
    if (in->text == NULL)
        return error_nomem(err);
    /* what was read ahead goes through the converter */
    in->text_left = in->peek_n - skip;
    memcpy(in->text, in->peek + skip, in->text_left);
    in->out_n = in->out_at = in->peek_n = in->peek_at = 0;
    in->text_ended = false;
    for (; in->peek_n < sizeof in->peek; in->peek_n += got) {
        KAMU_TRY(text_read(in, in->peek + in->peek_n, sizeof in->peek - in->peek_n, &got, err));
        if (got == 0)
            break;
    }
    return KAMU_OK;
}

kamu_code byte_input_open(struct env *env, const struct reader_options *o, struct byte_input **out,
                          struct kamu_error *err)
{
    struct byte_input *in = mem_calloc(1, sizeof *in);
    kamu_code rc;
    if (in == NULL)
        return error_nomem(err);
    in->env = env;
    in->options = o;
    in->keep = true; /* nothing big yet: what is peeked must not get lost for a second pass */
    buf_init(&in->kept, KEEP_MEMORY + (1u << 20));
    KAMU_TRY_GOTO(open_source(in, err), failed);
    for (size_t got = 1; in->head_n < sizeof in->head && got > 0; in->head_n += got)
        KAMU_TRY_GOTO(
            source_read(in, in->head + in->head_n, sizeof in->head - in->head_n, &got, err),
            failed);
    *out = in;
    return KAMU_OK;
failed:
    byte_input_close(in);
    return rc;
}

kamu_code byte_input_start(struct byte_input *in, struct str encoding, bool raw,
                           struct kamu_error *err)
{
    if (encoding.p == NULL || !text_encoding_find(encoding, &in->encoding))
        in->encoding = TEXT_UTF8;
    in->raw = raw;
    in->unpack_kind = raw ? NULL : unpack_kind(in->head, in->head_n);
    if (in->started)
        return byte_input_rewind(in, err);
    in->started = true;
    return start_decoding(in, err);
}

void byte_input_close(struct byte_input *in)
{
    if (in == NULL)
        return;
    unpack_close(in->unpack);
    fs_close(in->file, NULL);
    fs_close(in->kept_file, NULL);
    buf_free(&in->kept);
    mem_free(in->text);
    mem_free(in);
}

void byte_input_peek(const struct byte_input *in, const uint8_t **p, size_t *n)
{
    *p = in->peek + in->peek_at;
    *n = in->peek_n - in->peek_at;
}

void byte_input_stored_head(const struct byte_input *in, const uint8_t **p, size_t *n)
{
    *p = in->head;
    *n = in->head_n;
}

void byte_input_head(const struct byte_input *in, const uint8_t **p, size_t *n)
{
    *p = in->peek + in->peek_mark;
    *n = in->peek_n - in->peek_mark;
}

bool byte_input_head_is_all(const struct byte_input *in)
{
    return in->peek_n < sizeof in->peek;
}

/* ---- again --------------------------------------------------------------------------- */

void byte_input_keep(struct byte_input *in)
{
    in->keep_wanted = true;
}

kamu_code byte_input_rewind(struct byte_input *in, struct kamu_error *err)
{
    KAMU_ASSERT(in->keep || rereadable(in));
    unpack_close(in->unpack);
    in->unpack = NULL;
    if (rereadable(in)) {
        in->offset = 0;
        in->head_at = in->head_n; /* the head is read again with the rest */
        in->stored = 0;
    } else {
        in->from_kept = true;
        in->kept_at = 0;
    }
    return start_decoding(in, err);
}

kamu_code byte_input_as_file(struct byte_input *in, struct fs_file **out, struct kamu_error *err)
{
    *out = in->file;
    if (in->seekable && in->unpack_kind == NULL)
        return KAMU_OK;
    struct fs_file *copy;
    uint8_t *block = mem_alloc(TEXT_BLOCK);
    kamu_code rc = block == NULL ? error_nomem(err) : byte_input_temp_file(in, &copy, err);
    if (rc != KAMU_OK) {
        mem_free(block);
        return rc;
    }
    for (size_t got = 1; rc == KAMU_OK && got > 0;) {
        rc = byte_input_read(in, block, TEXT_BLOCK, &got, err);
        if (rc == KAMU_OK && got > 0)
            rc = fs_write(copy, block, got, err);
    }
    mem_free(block);
    fs_close(in->file, NULL);
    in->file = copy;
    *out = copy;
    return rc;
}

const char *byte_input_name(const struct byte_input *in)
{
    return in->name;
}
bool byte_input_is_empty(const struct byte_input *in)
{
    return in->head_n == 0;
}
uint64_t byte_input_bytes_read(const struct byte_input *in)
{
    return in->stored;
}
uint64_t byte_input_bytes_total(const struct byte_input *in)
{
    return in->size;
}
bool byte_input_is_unpacked(const struct byte_input *in)
{
    return in->unpack_kind != NULL;
}
