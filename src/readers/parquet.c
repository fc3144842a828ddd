/* Parquet (spec/read-formats.md 1.8): the slice reader as an input. */
#include "parquet/slice_reader.h"
#include "readers/columns.h"

struct parquet {
    const struct reader *r;
    struct slice_reader *slice;
};

/* Damage of an input is bad input, not damage of the workspace. */
static kamu_code as_input_error(const struct reader *r, kamu_code rc, struct kamu_error *err)
{
    if (rc != KAMU_E_CORRUPT || err == NULL)
        return rc == KAMU_E_CORRUPT ? KAMU_E_INPUT : rc;
    err->code = KAMU_E_INPUT;
    if (err->at.input[0] == 0)
        error_at(err, byte_input_name(r->in), 0, 0, err->at.byte);
    hint_from_head(r, err);
    return KAMU_E_INPUT;
}

static kamu_code project(void *ctx, const struct str *names, uint32_t n, struct kamu_error *err)
{
    struct parquet *x = ctx;
    return slice_reader_project(x->slice, names, n, err);
}

static kamu_code next(void *ctx, struct batch **out, struct kamu_error *err)
{
    struct parquet *x = ctx;
    kamu_code rc = slice_reader_next(x->slice, out, err);
    return rc == KAMU_OK ? KAMU_OK : as_input_error(x->r, rc, err);
}

static void parquet_close(void *ctx)
{
    struct parquet *x = ctx;
    slice_reader_close(x->slice);
    mem_free(x);
}

static const struct columns_ops parquet_ops = {project, next, parquet_close};

static kamu_code open_slice(struct reader *r, struct parquet *x, struct kamu_error *err)
{
    struct fs_file *file, *shared;
    if (r->o.input.kind == READER_MEMORY && !byte_input_is_unpacked(r->in))
        return slice_reader_open_bytes(r->env, r->o.input.data, r->o.input.size,
                                       byte_input_name(r->in), &x->slice, err);
    KAMU_TRY(byte_input_as_file(r->in, &file, err));
    KAMU_TRY(fs_open_fd(&r->env->fs, fs_fd(file), byte_input_name(r->in), &shared, err));
    return slice_reader_open_file(r->env, shared, &x->slice, err);
}

kamu_code parquet_reader_open(struct reader *r, struct kamu_error *err)
{
    struct parquet *x = mem_calloc(1, sizeof *x);
    if (x == NULL)
        return error_nomem(err);
    x->r = r;
    kamu_code rc = open_slice(r, x, err);
    if (rc != KAMU_OK) {
        rc = as_input_error(r, rc, err);
        parquet_close(x);
        return rc;
    }
    return columns_open(r, &parquet_ops, x, slice_reader_file_schema(x->slice), err);
}
