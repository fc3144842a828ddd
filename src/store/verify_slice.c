/*
 * What is in a slice against what its block and the dataset say: logical hash,
 * columns, offsets, op codes, statistics, watermark. Each check that fails is one
 * failure; of rows the first is named.
 */
#include "odf/schema.h"
#include "parquet/slice_reader.h"
#include "store/private.h"
#include "store/verify_private.h"

#include <inttypes.h>
#include <stdio.h>

struct content {
    struct verify_run *run;
    const struct verify_slice *slice;
    const char *path;
    char block[ODF_HASH_TEXT_MAX];
    struct slice_reader *reader;
    int offset, op, event_time; /* columns; -1: none */
    uint64_t row;               /* of the slice, of the next batch */
    bool offset_failed, op_failed, stats_failed;
    bool has_event_time;
    struct instant event_time_max;
    uint64_t *nulls;
};

/* ---- failures ------------------------------------------------------------------------------- */

static kamu_code fail(struct content *c, struct kamu_error *error, struct kamu_error *err)
{
    error_at(error, c->path, 0, 0, 0);
    return verify_fail(c->run, VERIFY_BAD_DATA, &c->slice->block, c->slice->sequence_number, error,
                       "Data doesn't match metadata", err);
}

/* `cause` says what is wrong inside the file. */
static kamu_code fail_cause(struct content *c, struct kamu_error *cause, const char *what,
                            struct kamu_error *err)
{
    error_wrap(cause, cause->code, "%s for block %s", what, c->block);
    return fail(c, cause, err);
}

static bool is_fatal(kamu_code rc)
{
    return rc == KAMU_E_NOMEM || rc == KAMU_E_CANCELLED || rc == KAMU_E_LIMIT;
}

/* A check that returned rc and `cause`: go on unless the run itself cannot. */
static kamu_code settle(struct content *c, kamu_code rc, struct kamu_error *cause, const char *what,
                        struct kamu_error *err)
{
    if (rc == KAMU_OK)
        return KAMU_OK;
    if (is_fatal(rc)) {
        if (err)
            *err = *cause;
        return rc;
    }
    return fail_cause(c, cause, what, err);
}

/* ---- the file as a whole ------------------------------------------------------------------------
 */

static kamu_code check_rows(struct content *c, struct kamu_error *err)
{
    const struct odf_offset_interval *i = &c->slice->data.offset_interval;
    uint64_t rows = slice_reader_rows(c->reader);
    struct kamu_error error;
    if (i->end >= i->start && rows - 1 == i->end - i->start)
        return KAMU_OK;
    error_set(&error, KAMU_E_CORRUPT,
              "Data for block %s has %" PRIu64 " records, but the offset interval %" PRIu64
              " to %" PRIu64,
              c->block, rows, i->start, i->end);
    return fail(c, &error, err);
}

static kamu_code check_schema(struct content *c, struct kamu_error *err)
{
    struct kamu_error error;
    if (c->slice->schema == UINT32_MAX || !c->run->schemas[c->slice->schema].columns)
        return KAMU_OK;
    kamu_code rc = odf_schema_check_slice(c->run->schemas[c->slice->schema].columns,
                                          slice_reader_file_schema(c->reader), &error);
    return settle(c, rc, &error, "Data schema doesn't match SetDataSchema", err);
}

kamu_code verify_logical_hash(struct verify_run *r, const struct verify_slice *s, const char *path,
                              bool *same, struct odf_hash *actual, struct kamu_error *err)
{
    struct slice_reader *reader;
    uint8_t digest[32];
    KAMU_TRY(slice_reader_open(r->ds->env, path, &reader, err));
    kamu_code rc = slice_reader_logical_hash(reader, digest, err);
    slice_reader_close(reader);
    KAMU_TRY(rc);
    *actual = odf_hash_arrow0(digest);
    *same = odf_hash_eq(actual, &s->data.logical_hash);
    return KAMU_OK;
}

static kamu_code check_logical_hash(struct content *c, struct kamu_error *err)
{
    uint8_t digest[32];
    struct kamu_error error;
    kamu_code rc = slice_reader_logical_hash(c->reader, digest, &error);
    if (rc != KAMU_OK)
        return settle(c, rc, &error, "Data logical hash cannot be computed", err);
    struct odf_hash actual = odf_hash_arrow0(digest);
    if (odf_hash_eq(&actual, &c->slice->data.logical_hash))
        return KAMU_OK;
    char h1[ODF_HASH_TEXT_MAX], h2[ODF_HASH_TEXT_MAX];
    odf_hash_text(&c->slice->data.logical_hash, h1);
    odf_hash_text(&actual, h2);
    error_set(&error, KAMU_E_CORRUPT,
              "Data logical hash for block %s is expected to be %s but actual %s", c->block, h1,
              h2);
    return fail(c, &error, err);
}

/* ---- row by row
 * ----------------------------------------------------------------------------------- */

/* An integer value; false for null and for what is no integer column. */
static bool int_at(const struct column *col, int64_t i, int64_t *out)
{
    if (col_is_null(col, i))
        return false;
    const uint8_t *p = col->values->data;
    switch (col->type->kind) {
    case COL_INT8:
        *out = ((const int8_t *)p)[i];
        return true;
    case COL_UINT8:
        *out = p[i];
        return true;
    case COL_INT16:
        *out = ((const int16_t *)(const void *)p)[i];
        return true;
    case COL_UINT16:
        *out = ((const uint16_t *)(const void *)p)[i];
        return true;
    case COL_INT32:
    case COL_DATE32:
        *out = ((const int32_t *)(const void *)p)[i];
        return true;
    case COL_UINT32:
        *out = ((const uint32_t *)(const void *)p)[i];
        return true;
    case COL_INT64:
    case COL_UINT64: /* above 2^63 becomes negative, which no offset is */
    case COL_TIMESTAMP:
        *out = ((const int64_t *)(const void *)p)[i];
        return true;
    default:
        return false;
    }
}

static kamu_code check_offsets(struct content *c, const struct batch *b, struct kamu_error *err)
{
    if (c->offset < 0 || c->offset_failed)
        return KAMU_OK;
    const struct column *col = &b->columns[c->offset];
    uint64_t expected = c->slice->data.offset_interval.start + c->row;
    for (int64_t i = 0; i < b->length; i++, expected++) {
        int64_t v = -1;
        bool is = int_at(col, i, &v);
        if (is && v >= 0 && (uint64_t)v == expected)
            continue;
        struct kamu_error error;
        c->offset_failed = true;
        char actual[32] = "null";
        if (is)
            snprintf(actual, sizeof actual, "%" PRId64, v);
        error_set(&error, KAMU_E_CORRUPT,
                  "Data for block %s has offset %s in row %" PRIu64 ", expected %" PRIu64, c->block,
                  actual, c->row + (uint64_t)i, expected);
        error_field(&error, "%s", b->schema->fields[c->offset].name);
        return fail(c, &error, err);
    }
    return KAMU_OK;
}

static kamu_code check_ops(struct content *c, const struct batch *b, struct kamu_error *err)
{
    if (c->op < 0 || c->op_failed)
        return KAMU_OK;
    const struct column *col = &b->columns[c->op];
    for (int64_t i = 0; i < b->length; i++) {
        int64_t v = -1;
        bool is = int_at(col, i, &v);
        if (is && v >= 0 && v <= 3)
            continue;
        struct kamu_error error;
        c->op_failed = true;
        char actual[32] = "null";
        if (is)
            snprintf(actual, sizeof actual, "%" PRId64, v);
        error_set(&error, KAMU_E_CORRUPT,
                  "Data for block %s has operation %s in row %" PRIu64
                  ", expected 0 (+A), 1 (-R), 2 (-C) or 3 (+C)",
                  c->block, actual, c->row + (uint64_t)i);
        error_field(&error, "%s", b->schema->fields[c->op].name);
        return fail(c, &error, err);
    }
    return KAMU_OK;
}

static struct instant instant_of(const struct col_type *t, int64_t v)
{
    static const int64_t per_second[] = {1, 1000, 1000000, 1000000000};
    if (t->kind == COL_DATE32)
        return (struct instant){v * 86400, 0};
    int64_t unit = per_second[t->unit], s = v / unit, rest = v % unit;
    if (rest < 0) {
        rest += unit;
        s--;
    }
    return (struct instant){s, (uint32_t)(rest * (1000000000 / unit))};
}

static void take_event_times(struct content *c, const struct batch *b)
{
    if (c->event_time < 0)
        return;
    const struct column *col = &b->columns[c->event_time];
    int64_t max = INT64_MIN, v;
    bool any = false;
    for (int64_t i = 0; i < b->length; i++) {
        if (int_at(col, i, &v) && (!any || v > max)) {
            max = v;
            any = true;
        }
    }
    if (!any)
        return;
    struct instant t = instant_of(col->type, max);
    if (!c->has_event_time || instant_cmp(t, c->event_time_max) > 0)
        c->event_time_max = t;
    c->has_event_time = true;
}

static kamu_code check_stats(struct content *c, uint32_t group, const struct batch *b,
                             struct kamu_error *err)
{
    struct kamu_error error;
    if (c->stats_failed)
        return KAMU_OK;
    kamu_code rc = b ? verify_stats_batch(c->reader, group, b, c->nulls, &error)
                     : verify_stats_nulls(c->reader, group, c->nulls, &error);
    c->stats_failed = rc != KAMU_OK;
    return settle(c, rc, &error, "Data statistics are wrong", err);
}

static kamu_code check_part(struct content *c, uint32_t group, const struct batch *b,
                            struct kamu_error *err)
{
    KAMU_TRY(env_check_cancel(c->run->ds->env, err));
    KAMU_TRY(check_offsets(c, b, err));
    KAMU_TRY(check_ops(c, b, err));
    KAMU_TRY(check_stats(c, group, b, err));
    take_event_times(c, b);
    c->row += (uint64_t)b->length;
    return KAMU_OK;
}

/* A batch, cut where a row group ends. */
static kamu_code check_batch(struct content *c, const struct batch *b, uint32_t *group,
                             uint64_t *group_left, struct kamu_error *err)
{
    for (int64_t at = 0; at < b->length;) {
        while (*group_left == 0 && *group + 1 < slice_reader_row_groups(c->reader))
            *group_left = slice_reader_row_group_rows(c->reader, ++*group);
        int64_t left = b->length - at;
        int64_t n = *group_left && (uint64_t)left > *group_left ? (int64_t)*group_left : left;
        if (n == b->length) {
            KAMU_TRY(check_part(c, *group, b, err));
        } else {
            struct batch *part;
            KAMU_TRY(batch_slice(b, at, n, &part, err));
            kamu_code rc = check_part(c, *group, part, err);
            batch_free(part);
            KAMU_TRY(rc);
        }
        at += n;
        *group_left -= (uint64_t)n <= *group_left ? (uint64_t)n : *group_left;
        if (*group_left == 0)
            KAMU_TRY(check_stats(c, *group, NULL, err));
    }
    return KAMU_OK;
}

static kamu_code check_values(struct content *c, struct kamu_error *err)
{
    struct kamu_error error;
    uint32_t group = 0;
    if (slice_reader_row_groups(c->reader) == 0)
        return KAMU_OK;
    uint64_t left = slice_reader_row_group_rows(c->reader, 0);
    for (;;) {
        struct batch *b;
        kamu_code rc = slice_reader_next(c->reader, &b, &error);
        if (rc != KAMU_OK)
            return settle(c, rc, &error, "Data cannot be read", err);
        if (!b)
            return KAMU_OK;
        rc = check_batch(c, b, &group, &left, err);
        batch_free(b);
        KAMU_TRY(rc);
    }
}

static kamu_code check_watermark(struct content *c, struct kamu_error *err)
{
    const struct odf_opt_instant *w = &c->slice->watermark;
    char t1[INSTANT_TEXT_MAX] = "absent", t2[INSTANT_TEXT_MAX];
    struct kamu_error error;
    if (!c->slice->check_watermark || !c->has_event_time ||
        (w->set && instant_cmp(w->value, c->event_time_max) >= 0))
        return KAMU_OK;
    if (w->set)
        instant_format(w->value, t1);
    instant_format(c->event_time_max, t2);
    error_set(&error, KAMU_E_CORRUPT,
              "Watermark for block %s is %s, but its data has the event time %s", c->block, t1, t2);
    return fail(c, &error, err);
}

/* ---- all of it
 * -------------------------------------------------------------------------------------- */

static void find_columns(struct content *c)
{
    const struct col_schema *schema = slice_reader_file_schema(c->reader);
    c->offset = c->op = c->event_time = -1;
    if (c->slice->schema == UINT32_MAX)
        return;
    const struct verify_schema *s = &c->run->schemas[c->slice->schema];
    c->offset = col_schema_find(schema, str_c(s->offset));
    c->op = col_schema_find(schema, str_c(s->op));
    c->event_time = col_schema_find(schema, str_c(s->event_time));
    if (c->event_time >= 0) {
        enum col_kind kind = schema->fields[c->event_time].type.kind;
        if (kind != COL_TIMESTAMP && kind != COL_DATE32)
            c->event_time = -1;
    }
}

static kamu_code check_content(struct content *c, struct kamu_error *err)
{
    KAMU_TRY(check_rows(c, err));
    KAMU_TRY(check_schema(c, err));
    KAMU_TRY(check_logical_hash(c, err));
    KAMU_TRY(check_values(c, err));
    return check_watermark(c, err);
}

kamu_code verify_slice_content(struct verify_run *r, const struct verify_slice *s, const char *path,
                               struct kamu_error *err)
{
    struct content c = {.run = r, .slice = s, .path = path};
    struct kamu_error error;
    odf_hash_text(&s->block, c.block);
    kamu_code rc = slice_reader_open(r->ds->env, path, &c.reader, &error);
    if (rc != KAMU_OK)
        return settle(&c, rc, &error, "Data cannot be read", err);
    find_columns(&c);
    c.nulls = mem_calloc(slice_reader_file_schema(c.reader)->n_fields + 1, sizeof *c.nulls);
    rc = c.nulls ? check_content(&c, err) : error_nomem(err);
    mem_free(c.nulls);
    slice_reader_close(c.reader);
    return rc;
}
