/* Finding the .shp and what belongs to it: in a zip archive, or beside a .shp file. */
#include "readers/libarchive.h"
#include "readers/shapefile.h"

#include <fnmatch.h>
#include <stdlib.h>
#include <unistd.h>

#define WINDOW ((size_t)1 << 20)
#define SHAPE_MAX ((size_t)1 << 30)
#define ENTRIES_MAX 100000

/* ---- windows --------------------------------------------------------------------------- */

kamu_code shape_file_get(struct shape_file *f, uint64_t offset, size_t n, const uint8_t **out,
                         struct kamu_error *err)
{
    if (n > SHAPE_MAX || offset > f->size || n > f->size - offset)
        return error_set(err, KAMU_E_INPUT,
                         "The file ends at byte %llu, %zu more were expected at "
                         "%llu",
                         (unsigned long long)f->size, n, (unsigned long long)offset);
    if (offset < f->window_at || offset + n > f->window_at + f->window.len) {
        uint64_t want = f->size - offset < WINDOW ? f->size - offset : WINDOW;
        if (want < n)
            want = n;
        f->window.len = 0;
        KAMU_TRY(buf_reserve(&f->window, want, err));
        KAMU_TRY(fs_pread(f->file, f->window.data, want, offset, err));
        f->window.len = want;
        f->window_at = offset;
    }
    *out = f->window.data + (offset - f->window_at);
    return KAMU_OK;
}

void shape_file_close(struct shape_file *f)
{
    if (f->owned)
        fs_close(f->file, NULL);
    buf_free(&f->window);
    *f = (struct shape_file){0};
}

static kamu_code adopt(struct shape_file *f, struct fs_file *file, bool owned,
                       struct kamu_error *err)
{
    struct fs_stat st;
    *f = (struct shape_file){.file = file, .owned = owned};
    buf_init(&f->window, SHAPE_MAX + WINDOW);
    KAMU_TRY(fs_fstat(file, &st, err));
    f->size = st.size_bytes;
    return KAMU_OK;
}

void shape_parts_close(struct shape_parts *p)
{
    shape_file_close(&p->shp);
    shape_file_close(&p->dbf);
}

kamu_code shape_put_text(struct buf *out, const char *p, size_t n, struct kamu_error *err)
{
    KAMU_TRY(buf_append_byte(out, '"', err));
    for (size_t i = 0; i < n; i++) {
        uint8_t c = (uint8_t)p[i];
        if (c < 0x20)
            KAMU_TRY(buf_printf(out, err, "\\u%04x", c));
        else if (c == '"' || c == '\\')
            KAMU_TRY(buf_printf(out, err, "\\%c", c));
        else
            KAMU_TRY(buf_append_byte(out, c, err));
    }
    return buf_append_byte(out, '"', err);
}

/* ---- the archive ------------------------------------------------------------------------- */

struct listing {
    struct arena arena;
    const char **names;
    uint32_t n;
};

struct zip {
    struct libarchive lib;
    struct archive *archive;
    uint64_t size; /* of the file at hand, by the archive's directory */
};

static kamu_code archive_fails(struct zip *z, struct kamu_error *err)
{
    const char *why = z->lib.archive_error_string(z->archive);
    return error_set(err, KAMU_E_INPUT, "invalid Zip archive: %s", why != NULL ? why : "damaged");
}

/* Calls each(ctx, name, archive) for the files of the archive. */
static kamu_code
each_entry(int fd, kamu_code (*each)(void *, const char *, struct zip *, struct kamu_error *),
           void *ctx, struct kamu_error *err)
{
    struct zip z;
    struct archive_entry *e;
    kamu_code rc = KAMU_OK;
    int status;
    KAMU_TRY(libarchive_load(&z.lib, err));
    struct archive *a = z.archive = z.lib.archive_read_new();
    if (a == NULL)
        return error_nomem(err);
    z.lib.archive_read_support_format_zip_seekable(a);
    if (lseek(fd, 0, SEEK_SET) < 0 || z.lib.archive_read_open_fd(a, fd, 1 << 16) != ARCHIVE_OK)
        rc = archive_fails(&z, err);
    while (rc == KAMU_OK && (status = z.lib.archive_read_next_header(a, &e)) != ARCHIVE_EOF) {
        const char *name = status < ARCHIVE_WARN ? NULL : z.lib.archive_entry_pathname(e);
        z.size = name == NULL ? 0 : (uint64_t)z.lib.archive_entry_size(e);
        if (status < ARCHIVE_WARN)
            rc = archive_fails(&z, err);
        else if (name != NULL && z.lib.archive_entry_filetype(e) == AE_IFREG &&
                 strncmp(name, "__MACOSX/", 9) != 0)
            rc = each(ctx, name, &z, err);
    }
    z.lib.archive_read_free(a);
    return rc;
}

static kamu_code note_name(void *ctx, const char *name, struct zip *z, struct kamu_error *err)
{
    struct listing *l = ctx;
    if (l->n == ENTRIES_MAX)
        return error_set(err, KAMU_E_LIMIT, "The archive has more than %d files", ENTRIES_MAX);
    const char **more = mem_realloc_array(l->names, l->n + 1, sizeof *more);
    if (more == NULL)
        return error_nomem(err);
    l->names = more;
    l->names[l->n] = arena_strdup(&l->arena, name);
    return l->names[l->n++] == NULL ? error_nomem(err) : KAMU_OK;
}

static bool is_shp(const char *name)
{
    size_t n = strlen(name);
    return n >= 4 && str_ieq((struct str){name + n - 4, 4}, STR(".shp"));
}

static kamu_code several(const struct listing *l, const bool *match, const char *what,
                         struct kamu_error *err)
{
    struct buf text;
    buf_init(&text, KAMU_ERROR_TEXT_MAX);
    buf_append_str(&text, what, NULL);
    for (uint32_t i = 0; i < l->n; i++)
        if (match[i])
            buf_printf(&text, NULL, "\n  - %s", l->names[i]);
    const char *all = buf_cstr(&text);
    error_set(err, KAMU_E_INPUT, "%s", all != NULL ? all : what);
    buf_free(&text);
    return KAMU_E_INPUT;
}

/* The one .shp that is meant (1.7). */
static kamu_code choose(const struct listing *l, struct str sub_path, const char **out,
                        struct kamu_error *err)
{
    char pattern[1024] = "", what[1200];
    bool *match = mem_calloc(l->n + 1, sizeof *match);
    uint32_t found = 0;
    *out = NULL;
    if (match == NULL)
        return error_nomem(err);
    if (sub_path.p != NULL)
        snprintf(pattern, sizeof pattern, STR_FMT, STR_ARG(sub_path));
    for (uint32_t i = 0; i < l->n; i++)
        if (sub_path.p != NULL && strcmp(l->names[i], pattern) == 0)
            *out = l->names[i];
    for (uint32_t i = 0; i < l->n && *out == NULL; i++)
        match[i] = is_shp(l->names[i]) &&
                   (sub_path.p == NULL || fnmatch(pattern, l->names[i], FNM_PATHNAME) == 0);
    for (uint32_t i = 0; i < l->n; i++)
        found += match[i];
    kamu_code rc = KAMU_OK;
    if (*out == NULL && found == 1) {
        for (uint32_t i = 0; i < l->n; i++)
            if (match[i])
                *out = l->names[i];
    } else if (*out == NULL && sub_path.p == NULL) {
        rc = found == 0
                 ? error_set(err, KAMU_E_INPUT, "Archive does not contain any .shp files")
                 : several(l, match,
                           "Archive contains multiple .shp files. Specify `subPath` argument "
                           "to select one of:",
                           err);
    } else if (*out == NULL) {
        for (uint32_t i = 0; i < l->n && found == 0; i++)
            match[i] = true;
        snprintf(what, sizeof what,
                 found == 0 ? "Archive does not contain any .shp files under '%s' sub-path. "
                              "Possible entries are:"
                            : "Archive contains multiple .shp files matching sub-path '%s':",
                 pattern);
        rc = several(l, match, what, err);
    }
    mem_free(match);
    return rc;
}

/* ---- taking files out ---------------------------------------------------------------------- */

struct taking {
    struct reader *r;
    const char *shp;
    struct shape_parts *parts;
};

static kamu_code extract(struct reader *r, struct zip *z, struct shape_file *out,
                         struct kamu_error *err)
{
    struct fs_file *file;
    uint8_t *block = mem_alloc(WINDOW);
    kamu_code rc = block == NULL ? error_nomem(err) : byte_input_temp_file(r->in, &file, err);
    la_ssize_t n = 0;
    if (rc == KAMU_OK) /* at once: it is closed with the others whatever happens */
        rc = adopt(out, file, true, err);
    while (rc == KAMU_OK && (n = z->lib.archive_read_data(z->archive, block, WINDOW)) > 0) {
        rc = fs_write(file, block, (size_t)n, err);
        out->size += (uint64_t)n;
    }
    if (rc == KAMU_OK && n < 0)
        rc = archive_fails(z, err);
    if (rc == KAMU_OK && out->size != z->size)
        rc = error_set(err, KAMU_E_INPUT, "invalid Zip archive: %llu bytes, %llu were announced",
                       (unsigned long long)out->size, (unsigned long long)z->size);
    mem_free(block);
    return rc;
}

/* Same path, other extension. */
static bool beside(const char *shp, const char *name, const char *extension)
{
    size_t n = strlen(shp), m = strlen(name), e = strlen(extension);
    const char *dot = strrchr(shp, '.');
    size_t stem = dot == NULL ? n : (size_t)(dot - shp);
    return m == stem + e && memcmp(shp, name, stem) == 0 &&
           str_ieq((struct str){name + stem, e}, str_c(extension));
}

static void trim_cpg(struct shape_parts *p, size_t n)
{
    p->encoding[n < sizeof p->encoding - 1 ? n : sizeof p->encoding - 1] = 0;
    p->encoding[strcspn(p->encoding, "\r\n")] = 0;
}

static kamu_code take_entry(void *ctx, const char *name, struct zip *z, struct kamu_error *err)
{
    struct taking *t = ctx;
    if (strcmp(name, t->shp) == 0 && t->parts->shp.file == NULL)
        return extract(t->r, z, &t->parts->shp, err);
    if (beside(t->shp, name, ".dbf") && t->parts->dbf.file == NULL)
        return extract(t->r, z, &t->parts->dbf, err);
    if (beside(t->shp, name, ".cpg")) {
        la_ssize_t n =
            z->lib.archive_read_data(z->archive, t->parts->encoding, sizeof t->parts->encoding - 1);
        trim_cpg(t->parts, n < 0 ? 0 : (size_t)n);
    }
    return KAMU_OK;
}

static kamu_code from_zip(struct reader *r, struct fs_file *file, struct shape_parts *out,
                          struct kamu_error *err)
{
    struct listing l = {.names = NULL};
    struct taking t = {.r = r, .parts = out};
    arena_init(&l.arena, (size_t)64 << 20);
    kamu_code rc = each_entry(fs_fd(file), note_name, &l, err);
    if (rc == KAMU_OK)
        rc = choose(&l, r->o.format.sub_path, &t.shp, err);
    if (rc == KAMU_OK)
        rc = each_entry(fs_fd(file), take_entry, &t, err);
    if (rc == KAMU_OK && out->dbf.file == NULL)
        rc = error_set(err, KAMU_E_INPUT, "The archive lacks the .dbf file that belongs to %s",
                       t.shp);
    arena_free(&l.arena);
    mem_free(l.names);
    return rc;
}

/* ---- beside a .shp ------------------------------------------------------------------------- */

static bool other_path(const char *shp, const char *extension, char out[FS_PATH_MAX])
{
    const char *dot = strrchr(shp, '.');
    int stem = dot == NULL ? (int)strlen(shp) : (int)(dot - shp);
    int n = snprintf(out, FS_PATH_MAX, "%.*s%s", stem, shp, extension);
    return n > 0 && n < FS_PATH_MAX;
}

static kamu_code from_path(struct reader *r, struct fs_file *file, struct shape_parts *out,
                           struct kamu_error *err)
{
    char path[FS_PATH_MAX];
    struct fs_file *dbf = NULL;
    struct buf cpg;
    if (r->o.input.kind != READER_PATH)
        return error_set(err, KAMU_E_INPUT,
                         "invalid Zip archive: a shapefile is pushed as a .zip with "
                         "its .shp and .dbf");
    KAMU_TRY(adopt(&out->shp, file, false, err));
    if (!other_path(r->o.input.path, ".dbf", path) ||
        (fs_open_read(&r->env->fs, path, &dbf, NULL) != KAMU_OK &&
         (!other_path(r->o.input.path, ".DBF", path) ||
          fs_open_read(&r->env->fs, path, &dbf, NULL) != KAMU_OK)))
        return error_set(err, KAMU_E_NOT_FOUND, "%s needs the .dbf file beside it",
                         r->o.input.path);
    KAMU_TRY(adopt(&out->dbf, dbf, true, err));
    buf_init(&cpg, 4096);
    if (other_path(r->o.input.path, ".cpg", path) &&
        fs_read_all(&r->env->fs, path, 4000, &cpg, NULL) == KAMU_OK) {
        size_t n = cpg.len < sizeof out->encoding - 1 ? cpg.len : sizeof out->encoding - 1;
        memcpy(out->encoding, cpg.data, n);
        trim_cpg(out, n);
    }
    buf_free(&cpg);
    return KAMU_OK;
}

kamu_code shape_parts_open(struct reader *r, struct shape_parts *out, struct kamu_error *err)
{
    const uint8_t *head;
    size_t n;
    struct fs_file *file;
    byte_input_head(r->in, &head, &n);
    KAMU_TRY(byte_input_as_file(r->in, &file, err));
    if (n >= 4 && head[0] == 0 && head[1] == 0 && head[2] == 0x27 && head[3] == 0x0a)
        return from_path(r, file, out, err);
    return from_zip(r, file, out, err);
}
