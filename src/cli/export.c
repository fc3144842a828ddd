/* See export.h. */
#include "cli/export.h"

#include "parquet/slice_writer.h"

#include <inttypes.h>

#define RECORDS_PER_FILE 50000000 /* DataFusion's default, which kamu leaves as it is */
#define PREFIX_CHARS 16

struct export
{
    struct env *env;
    struct export_options options;
    struct col_schema *schema;
    bool directory;
    char target[FS_PATH_MAX];  /* without closing '/' */
    char pending[FS_PATH_MAX]; /* file or directory; "" while there is none */
    char prefix[PREFIX_CHARS + 1];
    uint64_t parts, rows, part_rows;
    /* the file being written */
    struct fs_file *file;
    struct output *text;
    struct slice_writer *slice;
};

static const char *extension(const struct export *e)
{
    switch (e->options.format) {
    case OUTPUT_CSV:
        return "csv";
    case OUTPUT_NDJSON:
        return "json";
    default:
        return "parquet";
    }
}

/* ---- one file -------------------------------------------------------------------------------- */

static kamu_code write_file(void *ctx, const void *p, size_t n, struct kamu_error *err)
{
    return fs_write(ctx, p, n, err);
}

/* Takes over the file. */
static kamu_code open_part(struct export *e, struct fs_file *file, struct kamu_error *err)
{
    e->file = file;
    e->part_rows = 0;
    e->parts++;
    if (e->options.format == OUTPUT_PARQUET) {
        struct slice_writer_options o = {
            .codec = SLICE_ZSTD, .no_logical_hash = true, .unsorted = true, .views = true};
        return slice_writer_open(e->env, file, e->schema, &o, &e->slice, err);
    }
    struct output_options o = {.format = e->options.format,
                               .names_when_empty = true,
                               .whole_lines = true,
                               .export_values = true,
                               .pool = e->env->pool};
    return output_open(&o, e->schema, (struct output_sink){write_file, file}, &e->text, err);
}

static void drop_part(struct export *e)
{
    output_free(e->text);
    slice_writer_free(e->slice);
    fs_close(e->file, NULL);
    e->text = NULL;
    e->slice = NULL;
    e->file = NULL;
}

static kamu_code close_part(struct export *e, struct kamu_error *err)
{
    struct slice_result r;
    kamu_code rc = KAMU_OK;
    if (!e->file)
        return KAMU_OK;
    rc = e->slice ? slice_writer_finish(e->slice, &r, err) : output_finish(e->text, err);
    if (rc == KAMU_OK)
        rc = fs_sync(e->file, err);
    drop_part(e);
    return rc;
}

static kamu_code part_path(const struct export *e, const char *dir, uint64_t number, int digits,
                           char out[FS_PATH_MAX], struct kamu_error *err)
{
    char name[80];
    snprintf(name, sizeof name, "%s_%0*" PRIu64 ".%s", e->prefix, digits, number, extension(e));
    return path_join(out, err, dir, name);
}

static kamu_code next_part(struct export *e, struct kamu_error *err)
{
    char path[FS_PATH_MAX];
    struct fs_file *file;
    KAMU_TRY(close_part(e, err));
    KAMU_TRY(part_path(e, e->pending, e->parts, 1, path, err));
    KAMU_TRY(fs_create(&e->env->fs, path, false, &file, err));
    return open_part(e, file, err);
}

/* ---- where it goes ------------------------------------------------------------------------------
 */

/* The part of the path before the last '/'. */
static void parent_of(const char *path, char out[FS_PATH_MAX])
{
    const char *slash = strrchr(path, '/');
    size_t n = slash ? (size_t)(slash - path) : 0;
    if (!slash)
        snprintf(out, FS_PATH_MAX, ".");
    else
        snprintf(out, FS_PATH_MAX, "%.*s", n ? (int)n : 1, path);
}

static bool has_extension(const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *dot = strrchr(slash ? slash : path, '.');
    return dot && dot[1];
}

static kamu_code take_path(struct export *e, bool *closing_slash, struct kamu_error *err)
{
    size_t n = strlen(e->options.path);
    if (n == 0)
        return error_set(err, KAMU_E_USAGE, "The output path is empty");
    if (n >= FS_PATH_MAX)
        return error_set(err, KAMU_E_LIMIT,
                         "The output path has %zu bytes, at most %d are possible", n,
                         FS_PATH_MAX - 1);
    *closing_slash = e->options.path[n - 1] == '/';
    while (n > 1 && e->options.path[n - 1] == '/')
        n--;
    memcpy(e->target, e->options.path, n);
    e->target[n] = '\0';
    return KAMU_OK;
}

struct neighbours {
    const char *extension;
    bool found;
};

static kamu_code look_at_neighbour(void *ctx, const char *name, struct kamu_error *err)
{
    struct neighbours *n = ctx;
    const char *dot = strrchr(name, '.');
    (void)err;
    n->found |= dot && strcmp(dot + 1, n->extension) == 0;
    return KAMU_OK;
}

static kamu_code refuse_second_export(struct export *e, struct kamu_error *err)
{
    struct neighbours n = {.extension = extension(e)};
    KAMU_TRY(fs_list(&e->env->fs, e->target, look_at_neighbour, &n, err));
    if (!n.found)
        return KAMU_OK;
    error_set(err, KAMU_E_EXISTS, "Directory %s holds .%s files already", e->target, n.extension);
    error_hint(err, "Export into a new directory, or remove the files of the earlier export first");
    return KAMU_E_EXISTS;
}

static kamu_code open_directory(struct export *e, bool exists, struct kamu_error *err)
{
    char parent[FS_PATH_MAX], name[sizeof ".pending-" + PREFIX_CHARS] = ".pending-";
    if (exists)
        KAMU_TRY(refuse_second_export(e, err));
    else
        parent_of(e->target, parent);
    const char *in = exists ? e->target : parent;
    KAMU_TRY(fs_mkdirs(&e->env->fs, in, err));
    KAMU_TRY(random_alnum(&e->env->random, e->prefix, PREFIX_CHARS, err));
    KAMU_TRY(random_alnum(&e->env->random, name + strlen(name), PREFIX_CHARS, err));
    char path[FS_PATH_MAX];
    KAMU_TRY(path_join(path, err, in, name));
    KAMU_TRY(fs_mkdir(&e->env->fs, path, err));
    memcpy(e->pending, path, sizeof path);
    return KAMU_OK;
}

static kamu_code open_file(struct export *e, struct kamu_error *err)
{
    char parent[FS_PATH_MAX], path[FS_PATH_MAX];
    struct fs_file *file;
    parent_of(e->target, parent);
    KAMU_TRY(fs_mkdirs(&e->env->fs, parent, err));
    KAMU_TRY(fs_create_pending(&e->env->fs, &e->env->random, parent, path, &file, err));
    memcpy(e->pending, path, sizeof path);
    return open_part(e, file, err);
}

static kamu_code open_target(struct export *e, struct kamu_error *err)
{
    struct fs_stat st;
    bool closing_slash;
    KAMU_TRY(take_path(e, &closing_slash, err));
    KAMU_TRY(fs_stat(&e->env->fs, e->target, &st, err));
    e->directory = closing_slash || st.kind == FS_DIRECTORY || !has_extension(e->target);
    if (st.kind != FS_NONE && st.kind != FS_REGULAR && st.kind != FS_DIRECTORY) {
        error_set(err, KAMU_E_USAGE, "%s is no regular file", e->target);
        error_hint(err, "`kamu tail` and `kamu sql` print to standard output");
        return KAMU_E_USAGE;
    }
    if (e->directory && st.kind == FS_REGULAR) {
        error_set(err, KAMU_E_EXISTS, "%s is a file, and a directory cannot be made there",
                  e->target);
        error_hint(err, "A path with an extension, like out.%s, gives one file", extension(e));
        return KAMU_E_EXISTS;
    }
    return e->directory ? open_directory(e, st.kind == FS_DIRECTORY, err) : open_file(e, err);
}

kamu_code export_open(struct env *env, const struct export_options *options,
                      struct col_schema *schema, struct export **out, struct kamu_error *err)
{
    struct export *e = mem_calloc(1, sizeof *e);
    if (!e)
        return error_nomem(err);
    e->env = env;
    e->options = *options;
    if (e->options.records_per_file == 0)
        e->options.records_per_file = RECORDS_PER_FILE;
    e->schema = col_schema_ref(schema);
    kamu_code rc = open_target(e, err);
    if (rc != KAMU_OK) {
        export_free(e);
        return rc;
    }
    *out = e;
    return KAMU_OK;
}

/* ---- rows --------------------------------------------------------------------------------------
 */

static kamu_code write_rows(struct export *e, const struct batch *b, struct kamu_error *err)
{
    KAMU_TRY(e->slice ? slice_writer_append(e->slice, b, err) : output_write(e->text, b, err));
    e->part_rows += (uint64_t)b->length;
    e->rows += (uint64_t)b->length;
    return KAMU_OK;
}

kamu_code export_write(struct export *e, const struct batch *b, struct kamu_error *err)
{
    if (!e->directory)
        return write_rows(e, b, err);
    for (int64_t at = 0; at < b->length;) {
        struct batch *piece;
        if (!e->file || e->part_rows == e->options.records_per_file)
            KAMU_TRY(next_part(e, err));
        uint64_t room = e->options.records_per_file - e->part_rows;
        int64_t n = b->length - at;
        if ((uint64_t)n > room)
            n = (int64_t)room;
        if (n == b->length)
            return write_rows(e, b, err);
        KAMU_TRY(batch_slice(b, at, n, &piece, err));
        kamu_code rc = write_rows(e, piece, err);
        batch_free(piece);
        KAMU_TRY(rc);
        at += n;
    }
    return KAMU_OK;
}

/* ---- the end ------------------------------------------------------------------------------------
 */

/* From the names of writing to those that stay, with so many digits that they sort by number. */
static kamu_code name_parts(struct export *e, const char *dir, struct kamu_error *err)
{
    char from[FS_PATH_MAX], to[FS_PATH_MAX];
    int digits = 1;
    for (uint64_t n = e->parts - 1; n >= 10; n /= 10)
        digits++;
    for (uint64_t i = 0; i < e->parts; i++) {
        KAMU_TRY(part_path(e, e->pending, i, 1, from, err));
        KAMU_TRY(part_path(e, dir, i, digits, to, err));
        if (strcmp(from, to) != 0)
            KAMU_TRY(fs_rename(&e->env->fs, from, to, err));
    }
    return KAMU_OK;
}

static kamu_code publish_directory(struct export *e, struct kamu_error *err)
{
    struct fs *fs = &e->env->fs;
    struct fs_stat st;
    if (e->parts == 0)
        return KAMU_OK; /* export_free takes the empty directory away */
    KAMU_TRY(fs_stat(fs, e->target, &st, err));
    if (st.kind == FS_NONE) {
        KAMU_TRY(name_parts(e, e->pending, err));
        KAMU_TRY(fs_sync_dir(fs, e->pending, err));
        KAMU_TRY(fs_rename(fs, e->pending, e->target, err));
        e->pending[0] = '\0';
        return KAMU_OK;
    }
    KAMU_TRY(name_parts(e, e->target, err));
    return fs_sync_dir(fs, e->target, err);
}

kamu_code export_finish(struct export *e, uint64_t *rows, struct kamu_error *err)
{
    KAMU_TRY(close_part(e, err));
    if (e->directory) {
        KAMU_TRY(publish_directory(e, err));
    } else {
        KAMU_TRY(fs_rename(&e->env->fs, e->pending, e->target, err));
        e->pending[0] = '\0';
    }
    if (rows)
        *rows = e->rows;
    return KAMU_OK;
}

void export_free(struct export *e)
{
    if (!e)
        return;
    drop_part(e);
    if (e->pending[0] && e->directory)
        fs_remove_tree(&e->env->fs, e->pending, NULL);
    else if (e->pending[0])
        fs_unlink(&e->env->fs, e->pending, NULL);
    col_schema_unref(e->schema);
    mem_free(e);
}
