/* Opening the reader for a format; what is the same for all of them. */
#include "readers/reader_impl.h"

#include <stdio.h>

static kamu_code copy_wanted(struct reader *r, const bool *wanted, const struct col_schema *schema,
                             struct kamu_error *err)
{
    r->o.wanted = NULL;
    if (wanted == NULL || schema == NULL)
        return KAMU_OK;
    size_t n = schema->n_fields * sizeof(bool);
    bool *copy = mem_alloc(n);
    if (copy == NULL)
        return error_nomem(err);
    memcpy(copy, wanted, n);
    r->o.wanted = copy;
    return KAMU_OK;
}

kamu_code reader_want(struct reader *r, const bool *wanted, struct kamu_error *err)
{
    KAMU_ASSERT(r->o.wanted_later && r->o.wanted == NULL);
    KAMU_TRY(copy_wanted(r, wanted, r->schema, err));
    return r->ops == NULL || r->ops->want == NULL ? KAMU_OK : r->ops->want(r, err);
}

static kamu_code open_format(struct reader *r, struct kamu_error *err)
{
    switch (r->o.format.kind) {
    case DATA_NDJSON:
    case DATA_NDGEOJSON:
        return ndjson_reader_open(r, err);
    case DATA_JSON:
    case DATA_GEOJSON:
        return json_reader_open(r, err);
    case DATA_CSV:
        return csv_reader_open(r, err);
    case DATA_ESRI_SHAPEFILE:
        return shapefile_reader_open(r, err);
    case DATA_PARQUET:
        return parquet_reader_open(r, err);
    case DATA_ARROW:
        return arrow_reader_open(r, err);
    }
    KAMU_BUG("unknown format %d", (int)r->o.format.kind);
}

kamu_code reader_open(struct env *env, const struct reader_options *options, struct reader **out,
                      struct kamu_error *err)
{
    struct reader *r = mem_calloc(1, sizeof *r);
    kamu_code rc;
    if (r == NULL)
        return error_nomem(err);
    r->env = env;
    r->o = *options;
    KAMU_TRY_GOTO(copy_wanted(r, options->wanted, options->schema, err), failed);
    r->schema = r->o.schema == NULL ? NULL : col_schema_ref(r->o.schema);
    r->inferred = r->o.schema == NULL;
    KAMU_TRY_GOTO(byte_input_open(env, &r->o, &r->in, err), failed);
    if (!byte_input_is_empty(r->in)) {
        if (r->o.detect)
            KAMU_TRY_GOTO(reader_detect(r, err), failed);
        KAMU_TRY_GOTO(format_check(&r->o.format, err), failed);
        KAMU_TRY_GOTO(byte_input_start(r->in, r->o.format.encoding,
                                       r->o.format.kind == DATA_ESRI_SHAPEFILE, err),
                      failed);
        struct stage_mark before = stage_enter(KAMU_STAGE_PARSE);
        rc = open_format(r, err);
        stage_leave(before);
        if (rc != KAMU_OK)
            goto failed;
    }
    *out = r;
    return KAMU_OK;
failed:
    reader_close(r);
    return rc;
}

struct col_schema *reader_schema(const struct reader *r)
{
    return r->schema;
}

kamu_code reader_next(struct reader *r, struct batch **out, struct kamu_error *err)
{
    *out = NULL;
    if (r->ops == NULL)
        return KAMU_OK;
    struct stage_mark before = stage_enter(KAMU_STAGE_PARSE);
    kamu_code rc = r->ops->next(r, out, err);
    stage_leave(before);
    KAMU_TRY(rc);
    if (*out != NULL)
        r->stats.rows += (uint64_t)(*out)->length;
    if (r->stats.implausible_times > 0 && !r->warned_times) {
        r->warned_times = true;
        reader_warn(r, "numbers in a timestamp column look like another unit: a number is a count "
                       "of the column's unit (milliseconds by default) since 1970");
    }
    return KAMU_OK;
}

kamu_code reader_reject_record(struct reader *r, const struct reader_reject *reject,
                               struct kamu_error *err)
{
    r->stats.rejected++;
    if (r->o.reject != NULL)
        KAMU_TRY(r->o.reject(r->o.reject_ctx, reject, err));
    if (r->o.max_errors == 0 || r->stats.rejected <= r->o.max_errors)
        return KAMU_OK;
    if (err != NULL) {
        *err = *reject->error;
        error_wrap(err, err->code, "More than %llu bad records",
                   (unsigned long long)r->o.max_errors);
    }
    return reject->error->code;
}

void reader_stats(const struct reader *r, struct reader_stats *out)
{
    *out = r->stats;
    out->bytes_read = r->in == NULL ? 0 : byte_input_bytes_read(r->in);
}

void reader_close(struct reader *r)
{
    if (r == NULL)
        return;
    if (r->ops != NULL)
        r->ops->close(r);
    byte_input_close(r->in);
    col_schema_unref(r->schema);
    mem_free((void *)(uintptr_t)r->o.wanted); /* our copy */
    mem_free(r);
}

void reader_warn(const struct reader *r, const char *fmt, ...)
{
    char text[512];
    va_list args;
    if (r->o.warn == NULL)
        return;
    int n = snprintf(text, sizeof text, "%s: ", byte_input_name(r->in));
    va_start(args, fmt);
    if (n > 0 && (size_t)n < sizeof text)
        vsnprintf(text + n, sizeof text - (size_t)n, fmt, args);
    va_end(args);
    r->o.warn(r->o.warn_ctx, text);
}
