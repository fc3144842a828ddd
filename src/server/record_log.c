/* See record_log.h. */
#include "server/record_log.h"

#include "base/bytes.h"
#include "base/map.h"

#include <errno.h>
#include <unistd.h>

#define FILE_MAGIC "kamurlog"
#define FILE_FORMAT 1u
#define RECORD_MAGIC 0x676c726bu /* "krlg" */
#define HEAD_SIZE 24u
#define SUM_SIZE 8u
#define SCAN_BYTES ((size_t)1 << 20)

static void put32(uint8_t *p, uint32_t v)
{
    v = htole32(v);
    memcpy(p, &v, sizeof v);
}

static void put64(uint8_t *p, uint64_t v)
{
    v = htole64(v);
    memcpy(p, &v, sizeof v);
}

static uint64_t sum_at(const struct record_log *l, uint64_t at, const void *p, size_t n)
{
    return hash_bytes(p, n, l->seed ^ (at * 0x9e3779b97f4a7c15u));
}

/* ---- the file ------------------------------------------------------------------------ */

void record_log_header(uint64_t seed, uint8_t out[RECORD_FILE_HEADER])
{
    memcpy(out, FILE_MAGIC, 8);
    put64(out + 8, FILE_FORMAT);
    put64(out + 16, seed);
    put64(out + 24, hash_bytes(out, 24, FILE_FORMAT));
}

kamu_code record_log_create(struct env *env, const char *dir, const char *name,
                            struct record_log *out, struct kamu_error *err)
{
    uint8_t head[RECORD_FILE_HEADER];
    char path[FS_PATH_MAX];
    *out = (struct record_log){0};
    uint64_t seed;
    KAMU_TRY(random_bytes(&env->random, &seed, sizeof seed, err));
    record_log_header(seed, head);
    KAMU_TRY(fs_write_atomic(&env->fs, &env->random, dir, name, head, sizeof head, true, err));
    KAMU_TRY(path_join(path, err, dir, name));
    return record_log_open(env, path, out, err);
}

kamu_code record_log_open(struct env *env, const char *path, struct record_log *out,
                          struct kamu_error *err)
{
    uint8_t head[RECORD_FILE_HEADER];
    struct fs_stat st;
    *out = (struct record_log){0};
    KAMU_TRY(fs_stat(&env->fs, path, &st, err));
    if (st.kind == FS_NONE)
        return error_set(err, KAMU_E_NOT_FOUND, "%s does not exist", path);
    KAMU_TRY(fs_open_write(&env->fs, path, 0, &out->file, err));
    kamu_code rc = fs_pread(out->file, head, sizeof head, 0, err);
    if (rc == KAMU_OK && (memcmp(head, FILE_MAGIC, 8) != 0 || little64(head + 8) != FILE_FORMAT ||
                          little64(head + 24) != hash_bytes(head, 24, FILE_FORMAT)))
        rc = error_set(err, KAMU_E_CORRUPT, "%s: not a log, or its beginning is damaged", path);
    if (rc != KAMU_OK) {
        record_log_close(out);
        return rc;
    }
    out->seed = little64(head + 16);
    out->size = RECORD_FILE_HEADER;
    return KAMU_OK;
}

void record_log_close(struct record_log *l)
{
    if (l->file != NULL)
        (void)fs_close(l->file, NULL);
    *l = (struct record_log){0};
}

/* ---- reading --------------------------------------------------------------------------- */

/* Bytes of the file in memory: [at, at + len). */
struct window {
    struct record_log *l;
    uint64_t file_size;
    uint64_t at;
    struct buf bytes;
};

/* As many bytes from `from` on as asked for, or up to the end of the file. */
static kamu_code fill(struct window *w, uint64_t from, size_t want, struct kamu_error *err)
{
    uint64_t left = w->file_size - from;
    if (want > left)
        want = (size_t)left;
    if (from >= w->at && from + want <= w->at + w->bytes.len)
        return KAMU_OK;
    size_t n = want < SCAN_BYTES ? SCAN_BYTES : want;
    if (n > left)
        n = (size_t)left;
    w->bytes.len = 0;
    w->at = from;
    KAMU_TRY(buf_reserve(&w->bytes, n, err));
    KAMU_TRY(fs_pread(w->l->file, w->bytes.data, n, from, err));
    w->bytes.len = n;
    return KAMU_OK;
}

static bool head_ok(const struct record_log *l, const uint8_t *p, uint64_t at)
{
    return little32(p) == RECORD_MAGIC && little32(p + 12) == 0 &&
           little32(p + 8) <= RECORD_PAYLOAD_MAX && little64(p + 16) == sum_at(l, at, p, 16);
}

/* The whole record at `at`: *n = its length with all; 0 when there is none. */
static kamu_code record_at(struct window *w, uint64_t at, struct record *r, uint64_t *n,
                           struct kamu_error *err)
{
    *n = 0;
    if (w->file_size - at < RECORD_OVERHEAD)
        return KAMU_OK;
    KAMU_TRY(fill(w, at, HEAD_SIZE, err));
    const uint8_t *p = w->bytes.data + (at - w->at);
    if (!head_ok(w->l, p, at))
        return KAMU_OK;
    size_t length = little32(p + 8), all = HEAD_SIZE + length + SUM_SIZE;
    if (w->file_size - at < all)
        return KAMU_OK;
    KAMU_TRY(fill(w, at, all, err));
    p = w->bytes.data + (at - w->at);
    if (little64(p + HEAD_SIZE + length) != sum_at(w->l, at + 1, p + HEAD_SIZE, length))
        return KAMU_OK;
    *r = (struct record){.type = little32(p + 4), .at = at, .data = p + HEAD_SIZE, .n = length};
    *n = all;
    return KAMU_OK;
}

/* The next place at or behind `at` where a record's magic stands; the file's end when nowhere. */
static kamu_code next_magic(struct window *w, uint64_t *at, struct kamu_error *err)
{
    uint8_t magic[4];
    put32(magic, RECORD_MAGIC);
    while (w->file_size - *at >= RECORD_OVERHEAD) {
        KAMU_TRY(fill(w, *at, SCAN_BYTES, err));
        size_t skip = (size_t)(*at - w->at), n = w->bytes.len - skip;
        const uint8_t *p = w->bytes.data + skip, *hit = memmem(p, n, magic, sizeof magic);
        if (hit != NULL) {
            *at += (uint64_t)(hit - p);
            return KAMU_OK;
        }
        *at += n - (sizeof magic - 1);
    }
    *at = w->file_size;
    return KAMU_OK;
}

static kamu_code scan(struct window *w, uint64_t from,
                      kamu_code (*each)(void *ctx, const struct record *r, struct kamu_error *err),
                      void *ctx, uint64_t *end, uint64_t *skipped, struct kamu_error *err)
{
    uint64_t at = from;
    while (at < w->file_size) {
        struct record r;
        uint64_t n;
        KAMU_TRY(record_at(w, at, &r, &n, err));
        if (n == 0) {
            at++;
            KAMU_TRY(next_magic(w, &at, err));
            continue;
        }
        KAMU_TRY(each(ctx, &r, err));
        *skipped += at - *end;
        at += n;
        *end = at;
    }
    return KAMU_OK;
}

kamu_code record_log_scan(struct record_log *l, uint64_t from,
                          kamu_code (*each)(void *ctx, const struct record *r,
                                            struct kamu_error *err),
                          void *ctx, uint64_t *end, uint64_t *skipped, struct kamu_error *err)
{
    struct fs_stat st;
    uint64_t none = 0;
    *end = from;
    KAMU_TRY(fs_fstat(l->file, &st, err));
    if (st.size_bytes <= from)
        return KAMU_OK;
    struct window w = {.l = l,
                       .file_size = st.size_bytes,
                       .at = from,
                       .bytes = BUF_INIT(RECORD_PAYLOAD_MAX + RECORD_OVERHEAD + SCAN_BYTES)};
    if (skipped != NULL)
        *skipped = 0;
    kamu_code rc = scan(&w, from, each, ctx, end, skipped != NULL ? skipped : &none, err);
    buf_free(&w.bytes);
    if (*end > l->size)
        l->size = *end;
    return rc;
}

kamu_code record_log_read(struct record_log *l, uint64_t at, struct buf *payload, uint32_t *type,
                          struct kamu_error *err)
{
    uint8_t head[HEAD_SIZE], sum[SUM_SIZE];
    KAMU_TRY(fs_pread(l->file, head, sizeof head, at, err));
    if (!head_ok(l, head, at))
        return error_set(err, KAMU_E_CORRUPT, "%s: no record at byte %llu", fs_name(l->file),
                         (unsigned long long)at);
    size_t n = little32(head + 8);
    payload->len = 0;
    KAMU_TRY(buf_reserve(payload, n + 1, err));
    KAMU_TRY(fs_pread(l->file, payload->data, n, at + HEAD_SIZE, err));
    KAMU_TRY(fs_pread(l->file, sum, sizeof sum, at + HEAD_SIZE + n, err));
    payload->len = n;
    if (little64(sum) != sum_at(l, at + 1, payload->data, n))
        return error_set(err, KAMU_E_CORRUPT, "%s: the record at byte %llu is damaged",
                         fs_name(l->file), (unsigned long long)at);
    *type = little32(head + 4);
    return KAMU_OK;
}

/* ---- writing ------------------------------------------------------------------------------ */

kamu_code record_put(const struct record_log *l, uint64_t at, uint32_t type, const void *payload,
                     size_t n, struct buf *out, struct kamu_error *err)
{
    uint8_t head[HEAD_SIZE], sum[SUM_SIZE];
    if (n > RECORD_PAYLOAD_MAX)
        return error_set(err, KAMU_E_LIMIT, "A record of %zu bytes is too long for a log", n);
    put32(head, RECORD_MAGIC);
    put32(head + 4, type);
    put32(head + 8, (uint32_t)n);
    put32(head + 12, 0);
    put64(head + 16, sum_at(l, at, head, 16));
    put64(sum, sum_at(l, at + 1, payload, n));
    KAMU_TRY(buf_append(out, head, sizeof head, err));
    KAMU_TRY(buf_append(out, payload, n, err));
    return buf_append(out, sum, sizeof sum, err);
}

kamu_code record_log_end(struct record_log *l, uint64_t *at, struct kamu_error *err)
{
    struct fs_stat st;
    KAMU_TRY(fs_fstat(l->file, &st, err));
    *at = st.size_bytes;
    return KAMU_OK;
}

kamu_code record_log_append(struct record_log *l, uint64_t at, const struct buf *records,
                            struct kamu_error *err)
{
    if (lseek(fs_fd(l->file), (off_t)at, SEEK_SET) < 0)
        return error_os(err, errno, "Cannot write %s", fs_name(l->file));
    KAMU_TRY(fs_write(l->file, records->data, records->len, err));
    l->size = at + records->len;
    return KAMU_OK;
}
