/* Rows of one slice, whatever its writer: see slices.h. */
#include "columnar/cast.h"
#include "parquet/slice_reader.h"
#include "store/slices.h"

struct slice_rows {
    struct env *env;
    struct slice_reader *reader;
    struct col_schema *wanted; /* borrowed */
    int *sources;              /* when types differ: column of the reader's batches, -1 = null */
};

/* The file holds other types than the dataset's schema says (kamu's Snapshot and UpsertStream let
 * that happen): its columns are converted one by one. */
static kamu_code convert_columns(struct slice_rows *r, struct kamu_error *err)
{
    struct col_schema *file = slice_reader_file_schema(r->reader);
    struct str *names = mem_calloc((size_t)r->wanted->n_fields + 1, sizeof *names);
    r->sources = mem_calloc((size_t)r->wanted->n_fields + 1, sizeof *r->sources);
    if (names == NULL || r->sources == NULL) {
        mem_free(names);
        return error_nomem(err);
    }
    int n = 0;
    for (uint32_t i = 0; i < r->wanted->n_fields; i++) {
        const char *name = r->wanted->fields[i].name;
        r->sources[i] = col_schema_find(file, str_c(name)) < 0 ? -1 : n;
        if (r->sources[i] >= 0)
            names[n++] = str_c(name);
    }
    kamu_code rc = slice_reader_project(r->reader, names, (size_t)n, err);
    mem_free(names);
    return rc;
}

kamu_code slice_rows_open(struct env *env, const char *path, uint64_t rows,
                          struct col_schema *wanted, struct slice_rows **out,
                          struct kamu_error *err)
{
    struct fs_stat st;
    KAMU_TRY(fs_stat(&env->fs, path, &st, err));
    if (st.kind == FS_NONE) {
        const char *slash = strrchr(path, '/');
        kamu_code rc = error_set(err, KAMU_E_CORRUPT, "Object does not exist: %s",
                                 slash == NULL ? path : slash + 1);
        error_hint(err,
                   "A data file of the dataset is missing: `kamu verify` lists what is damaged");
        return rc;
    }
    struct slice_rows *r = mem_calloc(1, sizeof *r);
    if (r == NULL)
        return error_nomem(err);
    r->env = env;
    r->wanted = wanted;
    kamu_code rc = slice_reader_open(env, path, &r->reader, err);
    if (rc == KAMU_OK) {
        rc = slice_reader_want(r->reader, wanted, NULL);
        if (rc == KAMU_E_SCHEMA)
            rc = convert_columns(r, err);
    }
    if (rc == KAMU_OK && slice_reader_rows(r->reader) != rows)
        rc = error_set(err, KAMU_E_CORRUPT, "%s has %llu rows where its block says %llu", path,
                       (unsigned long long)slice_reader_rows(r->reader), (unsigned long long)rows);
    if (rc != KAMU_OK) {
        slice_rows_close(r);
        return rc;
    }
    *out = r;
    return KAMU_OK;
}

kamu_code slice_rows_seek(struct slice_rows *r, uint64_t row, uint32_t batch_rows,
                          struct kamu_error *err)
{
    slice_reader_set_batch_rows(r->reader, batch_rows);
    return slice_reader_seek(r->reader, row, err);
}

static kamu_code convert_batch(struct slice_rows *r, struct batch **b, struct kamu_error *err)
{
    struct batch *in = *b, *made = NULL;
    KAMU_TRY(batch_new(r->wanted, in->length, &made, err));
    kamu_code rc = KAMU_OK;
    for (uint32_t i = 0; rc == KAMU_OK && i < made->n_columns; i++) {
        const struct col_type *t = &r->wanted->fields[i].type;
        rc = r->sources[i] < 0
                 ? column_nulls(t, in->length, &made->columns[i], err)
                 : column_cast(&in->columns[r->sources[i]], t, &made->columns[i], err);
    }
    if (rc != KAMU_OK) {
        batch_free(made);
        return rc;
    }
    batch_free(in);
    *b = made;
    return KAMU_OK;
}

kamu_code slice_rows_next(struct slice_rows *r, struct batch **out, struct kamu_error *err)
{
    KAMU_TRY(env_check_cancel(r->env, err));
    KAMU_TRY(slice_reader_next(r->reader, out, err));
    if (*out == NULL || r->sources == NULL)
        return KAMU_OK;
    kamu_code rc = convert_batch(r, out, err);
    if (rc != KAMU_OK) {
        batch_free(*out);
        *out = NULL;
    }
    return rc;
}

void slice_rows_close(struct slice_rows *r)
{
    if (r == NULL)
        return;
    slice_reader_close(r->reader);
    mem_free(r->sources);
    mem_free(r);
}

struct slice_reader *slice_rows_reader(struct slice_rows *r)
{
    return r->reader;
}
