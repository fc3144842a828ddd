/* Compressed inputs: gzip (input_gzip.c), and through libarchive zstd, bzip2, xz, and zip with one
 * file in it. */
#include "readers/input.h"

#include "readers/libarchive.h"

#define BLOCK (256u << 10)

struct unpack {
    struct libarchive lib;
    struct archive *archive;
    struct gzip *gzip; /* instead of the archive */
    byte_input_source *source;
    void *ctx;
    const char *kind, *name;
    bool zip, ended;
    uint64_t want, got; /* zip: bytes of the file by its header, UINT64_MAX = not said; so far */
    struct kamu_error source_error; /* of the source, behind libarchive's back */
    uint8_t block[BLOCK];
};

const char *unpack_kind(const uint8_t *p, size_t n)
{
    static const struct {
        const char *kind, *magic;
        size_t n;
    } known[] = {{"gzip", "\x1f\x8b", 2},
                 {"zstd", "\x28\xb5\x2f\xfd", 4},
                 {"xz",
                  "\xfd"
                  "7zXZ\0",
                  6},
                 {"zip", "PK\3\4", 4}};
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (n >= known[i].n && memcmp(p, known[i].magic, known[i].n) == 0)
            return known[i].kind;
    if (n >= 10 && memcmp(p, "BZh", 3) == 0 && p[3] >= '1' && p[3] <= '9' &&
        memcmp(p + 4, "1AY&SY", 6) == 0)
        return "bzip2";
    return NULL;
}

static la_ssize_t give(struct archive *a, void *ctx, const void **out)
{
    struct unpack *u = ctx;
    size_t got;
    if (u->source(u->ctx, u->block, BLOCK, &got, &u->source_error) != KAMU_OK) {
        u->lib.archive_set_error(a, ARCHIVE_FATAL, "read error");
        return -1;
    }
    *out = u->block;
    return (la_ssize_t)got;
}

static kamu_code failed(struct unpack *u, struct kamu_error *err)
{
    if (u->source_error.code != KAMU_OK) {
        if (err != NULL)
            *err = u->source_error;
        return u->source_error.code;
    }
    const char *why = u->lib.archive_error_string(u->archive);
    error_set(err, KAMU_E_INPUT, "%s: broken %s data: %s", u->name, u->kind,
              why != NULL ? why : "unknown reason");
    error_at(err, u->name, 0, 0, 0);
    error_hint(err, "is the file complete?");
    return KAMU_E_INPUT;
}

/* To the next regular file of a zip; *found = false at the end. */
static kamu_code next_file(struct unpack *u, bool *found, struct kamu_error *err)
{
    struct archive_entry *e;
    *found = false;
    for (;;) {
        int rc = u->lib.archive_read_next_header(u->archive, &e);
        if (rc == ARCHIVE_EOF)
            return KAMU_OK;
        if (rc < ARCHIVE_WARN)
            return failed(u, err);
        const char *name = u->lib.archive_entry_pathname(e);
        bool extra = name != NULL && strncmp(name, "__MACOSX/", 9) == 0;
        if (!u->zip || (u->lib.archive_entry_filetype(e) == AE_IFREG && !extra)) {
            *found = true;
            u->got = 0;
            u->want = u->zip && u->lib.archive_entry_size_is_set(e)
                          ? (uint64_t)u->lib.archive_entry_size(e)
                          : UINT64_MAX;
            return KAMU_OK;
        }
    }
}

kamu_code unpack_open(byte_input_source *source, void *ctx, const char *kind, const char *name,
                      struct unpack **out, struct kamu_error *err)
{
    struct unpack *u = mem_calloc(1, sizeof *u);
    bool found;
    if (u == NULL)
        return error_nomem(err);
    *u = (struct unpack){
        .source = source, .ctx = ctx, .kind = kind, .name = name, .zip = strcmp(kind, "zip") == 0};
    *out = u;
    if (strcmp(kind, "gzip") == 0)
        return gzip_open(source, ctx, name, &u->gzip, err);
    KAMU_TRY(libarchive_load(&u->lib, err));
    u->archive = u->lib.archive_read_new();
    if (u->archive == NULL)
        return error_nomem(err);
    if (u->zip) {
        u->lib.archive_read_support_format_zip_streamable(u->archive);
    } else {
        u->lib.archive_read_support_filter_bzip2(u->archive);
        u->lib.archive_read_support_filter_xz(u->archive);
        u->lib.archive_read_support_filter_zstd(u->archive);
        u->lib.archive_read_support_format_raw(u->archive);
        u->lib.archive_read_support_format_empty(u->archive);
    }
    if (u->lib.archive_read_open(u->archive, u, NULL, give, NULL) != ARCHIVE_OK)
        return failed(u, err);
    KAMU_TRY(next_file(u, &found, err));
    if (!found && u->zip)
        return error_set(err, KAMU_E_INPUT, "%s: the zip archive holds no file", name);
    u->ended = !found;
    return KAMU_OK;
}

kamu_code unpack_read(struct unpack *u, void *out, size_t n, size_t *got, struct kamu_error *err)
{
    *got = 0;
    if (u->ended)
        return KAMU_OK;
    if (u->gzip != NULL)
        return gzip_read(u->gzip, out, n, got, err);
    la_ssize_t rc = u->lib.archive_read_data(u->archive, out, n);
    if (rc < 0)
        return failed(u, err);
    *got = (size_t)rc;
    u->got += (uint64_t)rc;
    if (rc > 0 || n == 0)
        return KAMU_OK;
    if (u->want != UINT64_MAX &&
        u->got != u->want) { /* libarchive takes the packed size for true */
        error_set(err, KAMU_E_INPUT, "%s: broken zip data: %llu bytes, %llu were announced",
                  u->name, (unsigned long long)u->got, (unsigned long long)u->want);
        error_at(err, u->name, 0, 0, 0);
        error_hint(err, "is the file complete?");
        return KAMU_E_INPUT;
    }
    u->ended = true;
    bool more = false;
    if (u->zip)
        KAMU_TRY(next_file(u, &more, err));
    if (more) {
        error_set(err, KAMU_E_INPUT, "%s: the zip archive holds several files", u->name);
        error_hint(err, "push the files one by one");
        return KAMU_E_INPUT;
    }
    return KAMU_OK;
}

void unpack_close(struct unpack *u)
{
    if (u == NULL)
        return;
    if (u->archive != NULL)
        u->lib.archive_read_free(u->archive);
    gzip_close(u->gzip);
    mem_free(u);
}
