/* See block_archive.h. */
#include "store/block_archive.h"

#include <stdio.h>
#include <zlib.h>

#define SECTOR ((size_t)512)
#define PIECE_BYTES ((size_t)64 << 10)

enum { /* of a header sector */
       NAME = 0,
       NAME_SIZE = 100,
       MODE = 100,
       SIZE = 124,
       SIZE_SIZE = 12,
       CHECKSUM = 148,
       TYPE = 156,
       MAGIC = 257
};

static unsigned checksum(const uint8_t *header)
{
    unsigned sum = 0;
    for (size_t i = 0; i < SECTOR; i++)
        sum += i >= CHECKSUM && i < CHECKSUM + 8 ? ' ' : header[i];
    return sum;
}

/* ---- writing ----------------------------------------------------------------------------------
 */

struct block_archive_writer {
    z_stream z;
    struct buf out;
};

static voidpf z_alloc(voidpf opaque, uInt n, uInt size)
{
    (void)opaque;
    return mem_calloc(n, size);
}

static void z_free(voidpf opaque, voidpf p)
{
    (void)opaque;
    mem_free(p);
}

kamu_code block_archive_writer_open(size_t max, struct block_archive_writer **out,
                                    struct kamu_error *err)
{
    struct block_archive_writer *w = mem_calloc(1, sizeof *w);
    if (!w)
        return error_nomem(err);
    buf_init(&w->out, max);
    w->z.zalloc = z_alloc;
    w->z.zfree = z_free;
    if (deflateInit2(&w->z, Z_DEFAULT_COMPRESSION, Z_DEFLATED, 15 + 16 /* gzip */, 8,
                     Z_DEFAULT_STRATEGY) != Z_OK) {
        mem_free(w);
        return error_nomem(err);
    }
    *out = w;
    return KAMU_OK;
}

void block_archive_writer_free(struct block_archive_writer *w)
{
    if (!w)
        return;
    deflateEnd(&w->z);
    buf_free(&w->out);
    mem_free(w);
}

size_t block_archive_size(const struct block_archive_writer *w)
{
    return w->out.len;
}

static kamu_code pack(struct block_archive_writer *w, const void *p, size_t n, int flush,
                      struct kamu_error *err)
{
    const uint8_t *at = p;
    int rc = Z_OK;
    do {
        size_t now = n < PIECE_BYTES ? n : PIECE_BYTES;
        w->z.next_in = (Bytef *)(uintptr_t)at;
        w->z.avail_in = (uInt)now;
        at += now;
        n -= now;
        do {
            KAMU_TRY(buf_reserve(&w->out, 4096, err));
            size_t room = w->out.cap - w->out.len;
            if (room > UINT32_MAX)
                room = UINT32_MAX;
            w->z.next_out = w->out.data + w->out.len;
            w->z.avail_out = (uInt)room;
            rc = deflate(&w->z, n ? Z_NO_FLUSH : flush);
            if (rc == Z_STREAM_ERROR)
                KAMU_BUG("deflate");
            w->out.len += room - w->z.avail_out;
        } while (w->z.avail_out == 0);
    } while (n);
    return KAMU_OK;
}

kamu_code block_archive_add(struct block_archive_writer *w, const struct odf_hash *hash,
                            const void *bytes, size_t n, struct kamu_error *err)
{
    static const uint8_t zeros[SECTOR];
    static const char digits[8] = "0000000";
    uint8_t header[SECTOR] = {0};
    char name[ODF_HASH_TEXT_MAX], number[24];
    memcpy(header + NAME, name, odf_hash_text(hash, name));
    for (size_t at = MODE; at < SIZE; at += 8) /* mode, uid, gid */
        memcpy(header + at, digits, sizeof digits);
    snprintf(number, sizeof number, "%011zo", n);
    memcpy(header + SIZE, number, SIZE_SIZE);
    memcpy(header + SIZE + SIZE_SIZE, "00000000000", 12); /* mtime */
    memcpy(header + MAGIC, "ustar  ", 8);
    snprintf(number, sizeof number, "%06o", checksum(header));
    memcpy(header + CHECKSUM, number, 7);
    header[CHECKSUM + 7] = ' ';
    KAMU_TRY(pack(w, header, SECTOR, Z_NO_FLUSH, err));
    KAMU_TRY(pack(w, bytes, n, Z_NO_FLUSH, err));
    return n % SECTOR ? pack(w, zeros, SECTOR - n % SECTOR, Z_NO_FLUSH, err) : KAMU_OK;
}

kamu_code block_archive_finish(struct block_archive_writer *w, struct buf *out,
                               struct kamu_error *err)
{
    static const uint8_t end[2 * SECTOR];
    KAMU_TRY(pack(w, end, sizeof end, Z_FINISH, err));
    *out = w->out;
    buf_init(&w->out, 0);
    return KAMU_OK;
}

/* ---- reading ----------------------------------------------------------------------------------
 */

static kamu_code no_archive(struct kamu_error *err, const char *why)
{
    return error_set(err, KAMU_E_INPUT, "The blocks are no gzipped tar archive: %s", why);
}

static kamu_code inflate_all(z_stream *z, struct buf *out, struct kamu_error *err)
{
    for (int rc = Z_OK; rc != Z_STREAM_END;) {
        size_t room = out->max - out->len < PIECE_BYTES ? out->max - out->len : PIECE_BYTES;
        uint8_t probe;
        if (room)
            KAMU_TRY(buf_reserve(out, room, err));
        z->next_out = room ? out->data + out->len : &probe;
        z->avail_out = room ? (uInt)room : 1;
        uInt before = z->avail_out;
        rc = inflate(z, Z_NO_FLUSH);
        if (rc == Z_MEM_ERROR)
            return error_nomem(err);
        if (rc != Z_OK && rc != Z_STREAM_END)
            return no_archive(err, z->avail_in ? "damaged compression" : "it is cut off");
        if (room)
            out->len += before - z->avail_out;
        else if (z->avail_out == 0)
            return error_set(err, KAMU_E_LIMIT, "The blocks have more than %zu bytes unpacked",
                             out->max);
    }
    return z->avail_in ? no_archive(err, "more follows behind its end") : KAMU_OK;
}

static kamu_code unpack(const void *p, size_t n, struct buf *out, struct kamu_error *err)
{
    z_stream z = {.zalloc = z_alloc, .zfree = z_free};
    if (n > UINT32_MAX)
        return error_set(err, KAMU_E_LIMIT, "The blocks are too large");
    z.next_in = (Bytef *)(uintptr_t)p;
    z.avail_in = (uInt)n;
    if (inflateInit2(&z, 15 + 16) != Z_OK)
        return error_nomem(err);
    kamu_code rc = inflate_all(&z, out, err);
    inflateEnd(&z);
    return rc;
}

/* Octal digits between blanks, ended by a blank, a NUL or the end of the field. */
static bool octal(const uint8_t *p, size_t n, uint64_t *out)
{
    size_t i = 0;
    *out = 0;
    while (i < n && p[i] == ' ')
        i++;
    size_t from = i;
    for (; i < n && p[i] >= '0' && p[i] <= '7'; i++)
        *out = *out << 3 | (p[i] - '0');
    return i > from && i - from <= 20 && (i == n || p[i] == ' ' || p[i] == '\0');
}

static bool is_zero(const uint8_t *p)
{
    static const uint8_t zeros[SECTOR];
    return memcmp(p, zeros, SECTOR) == 0;
}

static kamu_code add_entry(struct block_archive *a, size_t *cap, const uint8_t *header, size_t size,
                           struct kamu_error *err)
{
    char text[ODF_HASH_TEXT_MAX], actual[ODF_HASH_TEXT_MAX];
    const char *name = (const char *)header + NAME;
    struct block_archive_entry e;
    KAMU_TRY(odf_hash_parse((struct str){name, strnlen(name, NAME_SIZE)}, &e.hash, err));
    e.bytes = (struct str){(const char *)header + SECTOR, size};
    struct odf_hash computed = odf_hash_of(e.bytes.p, e.bytes.n);
    if (!odf_hash_eq(&computed, &e.hash)) {
        odf_hash_text(&e.hash, text);
        odf_hash_text(&computed, actual);
        return error_set(err, KAMU_E_CORRUPT, "Block %s has the hash %s", text, actual);
    }
    if (a->n == *cap) {
        *cap = *cap ? 2 * *cap : 64;
        struct block_archive_entry *grown = mem_realloc_array(a->entries, *cap, sizeof *grown);
        if (!grown)
            return error_nomem(err);
        a->entries = grown;
    }
    a->entries[a->n++] = e;
    return KAMU_OK;
}

static kamu_code read_entries(struct block_archive *a, size_t max_blocks, struct kamu_error *err)
{
    const uint8_t *p = a->unpacked.data;
    size_t left = a->unpacked.len, cap = 0;
    while (left >= SECTOR && !is_zero(p)) {
        uint64_t size, sum;
        if (!octal(p + CHECKSUM, 8, &sum) || sum != checksum(p))
            return no_archive(err, "a header's checksum is wrong");
        if (p[TYPE] != '\0' && p[TYPE] != '0')
            return no_archive(err, "an entry is no plain file");
        if (!octal(p + SIZE, SIZE_SIZE, &size) || size > left - SECTOR)
            return no_archive(err, "an entry is cut off");
        if (a->n == max_blocks)
            return error_set(err, KAMU_E_LIMIT, "There are more than %zu blocks", max_blocks);
        KAMU_TRY(add_entry(a, &cap, p, (size_t)size, err));
        size_t step = SECTOR + ((size_t)size + SECTOR - 1) / SECTOR * SECTOR;
        if (step > left)
            return no_archive(err, "an entry is cut off");
        p += step;
        left -= step;
    }
    return KAMU_OK;
}

kamu_code block_archive_read(const void *p, size_t n, size_t max_blocks, size_t max_bytes,
                             struct block_archive *out, struct kamu_error *err)
{
    *out = (struct block_archive){0};
    buf_init(&out->unpacked, max_bytes);
    kamu_code rc = unpack(p, n, &out->unpacked, err);
    if (rc == KAMU_OK)
        rc = read_entries(out, max_blocks, err);
    if (rc != KAMU_OK)
        block_archive_free(out);
    return rc;
}

void block_archive_free(struct block_archive *a)
{
    mem_free(a->entries);
    buf_free(&a->unpacked);
    *a = (struct block_archive){0};
}
