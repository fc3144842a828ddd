#include "cli/rows.h"

#include <inttypes.h>

/* ---- texts for people -------------------------------------------------------- */

void rows_ago(struct instant t, struct instant now, char out[ROWS_AGO_MAX])
{
    enum { MINUTE = 60, HOUR = 60 * MINUTE, DAY = 24 * HOUR, MONTH = 30 * DAY, YEAR = 365 * DAY };
    bool future = instant_cmp(t, now) > 0;
    int64_t s = future ? t.seconds - now.seconds : now.seconds - t.seconds;
    char text[32];
    int64_t n = 0;
    const char *unit = NULL;
    if (s <= 10) {
        snprintf(out, ROWS_AGO_MAX, "now");
        return;
    }
    if (s <= 45) {
        n = s, unit = "seconds";
    } else if (s <= 90) {
        snprintf(text, sizeof text, "a minute");
    } else if (s <= 45 * MINUTE) {
        n = s / MINUTE < 2 ? 2 : s / MINUTE, unit = "minutes";
    } else if (s <= 90 * MINUTE) {
        snprintf(text, sizeof text, "an hour");
    } else if (s <= 22 * HOUR) {
        n = s / HOUR < 2 ? 2 : s / HOUR, unit = "hours";
    } else if (s <= 36 * HOUR) {
        snprintf(text, sizeof text, "a day");
    } else if (s <= 6 * DAY + 12 * HOUR) {
        n = s / DAY < 2 ? 2 : s / DAY, unit = "days";
    } else if (s <= 10 * DAY + 12 * HOUR) {
        snprintf(text, sizeof text, "a week");
    } else if (s <= 29 * DAY) {
        n = s / (7 * DAY) < 2 ? 2 : s / (7 * DAY), unit = "weeks";
    } else if (s <= 45 * DAY) {
        snprintf(text, sizeof text, "a month");
    } else if (s <= 345 * (int64_t)DAY) {
        n = s / MONTH < 2 ? 2 : s / MONTH, unit = "months";
    } else if (s <= 547 * (int64_t)DAY) {
        snprintf(text, sizeof text, "a year");
    } else {
        n = s / YEAR < 2 ? 2 : s / YEAR, unit = "years";
    }
    if (unit)
        snprintf(text, sizeof text, "%" PRId64 " %s", n, unit);
    snprintf(out, ROWS_AGO_MAX, future ? "in %s" : "%s ago", text);
}

static uint64_t cell_u64(const struct column *c, int64_t row)
{
    uint64_t v;
    memcpy(&v, c->values->data + (size_t)row * sizeof v, sizeof v);
    return v;
}

static kamu_code show_count(void *ctx, const struct column *c, int64_t row, struct buf *out,
                            struct kamu_error *err)
{
    (void)ctx;
    uint64_t v = cell_u64(c, row);
    return v ? output_quantity(v, out, err) : buf_append_str(out, "-", err);
}

static kamu_code show_size(void *ctx, const struct column *c, int64_t row, struct buf *out,
                           struct kamu_error *err)
{
    (void)ctx;
    char text[CLI_SIZE_TEXT_MAX];
    uint64_t v = cell_u64(c, row);
    return buf_append_str(out, v ? cli_size_text(v, text) : "-", err);
}

static kamu_code show_time(void *ctx, const struct column *c, int64_t row, struct buf *out,
                           struct kamu_error *err)
{
    const struct rows *r = ctx;
    char text[ROWS_AGO_MAX];
    int64_t us;
    memcpy(&us, c->values->data + (size_t)row * sizeof us, sizeof us);
    int64_t seconds = us / 1000000 - (us % 1000000 < 0);
    rows_ago((struct instant){.seconds = seconds}, r->now, text);
    return buf_append_str(out, text, err);
}

/* ---- cells --------------------------------------------------------------------- */

static struct col_type type_of(enum rows_kind kind)
{
    switch (kind) {
    case ROWS_TEXT:
        return (struct col_type){.kind = COL_STRING};
    case ROWS_TIME:
        return (struct col_type){.kind = COL_TIMESTAMP, .unit = UNIT_MICRO, .timezone = "UTC"};
    default:
        return (struct col_type){.kind = COL_UINT64};
    }
}

static kamu_code make_schema(struct rows *r, struct kamu_error *err)
{
    KAMU_TRY(col_schema_new((uint32_t)r->n, &r->schema, err));
    for (size_t i = 0; i < r->n; i++) {
        const struct rows_column *c = &r->columns[i];
        struct output_column *look = &r->looks[i];
        struct col_field field = {.name = c->name, .type = type_of(c->kind), .nullable = true};
        KAMU_TRY(col_field_copy(&r->schema->arena, &field, &r->schema->fields[i], err));
        *look = (struct output_column){
            .align = c->align, .null_text = "-", .ctx = r, .max_chars = UINT32_MAX};
        look->humanize = c->kind == ROWS_COUNT  ? show_count
                         : c->kind == ROWS_SIZE ? show_size
                         : c->kind == ROWS_TIME ? show_time
                                                : NULL;
    }
    return KAMU_OK;
}

kamu_code rows_open(struct rows *r, struct cli *cli, const char *format,
                    const struct rows_column *columns, size_t n, struct kamu_error *err)
{
    KAMU_ASSERT(n <= ROWS_COLUMNS_MAX);
    *r = (struct rows){.cli = cli, .n = n, .now = clock_now(&cli->env.clock)};
    memcpy(r->columns, columns, n * sizeof *columns);
    struct output_options options = {.columns = r->looks, .names_when_empty = true};
    if (!output_format_parse(str_c(format), &options.format))
        KAMU_BUG("unknown output format %s", format);
    kamu_code rc = make_schema(r, err);
    if (rc == KAMU_OK)
        rc = output_open(&options, r->schema, output_sink_stdio(cli->out), &r->output, err);
    if (rc == KAMU_OK)
        rc = batch_builder_init(&r->builder, r->schema, err);
    if (rc != KAMU_OK)
        rows_free(r);
    return rc;
}

static kamu_code flush_rows(struct rows *r, struct kamu_error *err)
{
    struct batch *b;
    KAMU_TRY(batch_builder_finish(&r->builder, &b, err));
    kamu_code rc = b->length ? output_write(r->output, b, err) : KAMU_OK;
    batch_free(b);
    return rc;
}

static struct col_builder *next_cell(struct rows *r, enum rows_kind kind)
{
    size_t i = r->cell % r->n;
    bool u64 = kind == ROWS_COUNT;
    KAMU_ASSERT(r->columns[i].kind == kind || (u64 && r->columns[i].kind == ROWS_SIZE));
    r->cell++;
    return &r->builder.columns[i];
}

static kamu_code row_done(struct rows *r, struct kamu_error *err)
{
    if (r->cell % ((size_t)BATCH_ROWS_MAX * r->n) == 0)
        return flush_rows(r, err);
    return KAMU_OK;
}

kamu_code rows_text(struct rows *r, struct str text, struct kamu_error *err)
{
    struct col_builder *c = next_cell(r, ROWS_TEXT);
    KAMU_TRY(text.p ? col_put_string(c, text.p, text.n, err) : col_put_null(c, err));
    return row_done(r, err);
}

kamu_code rows_u64(struct rows *r, uint64_t v, struct kamu_error *err)
{
    KAMU_TRY(col_put_u64(next_cell(r, ROWS_COUNT), v, err));
    return row_done(r, err);
}

kamu_code rows_time(struct rows *r, const struct instant *t, struct kamu_error *err)
{
    struct col_builder *c = next_cell(r, ROWS_TIME);
    int64_t us = 0;
    if (t && (MUL_OVERFLOW(t->seconds, 1000000, &us) ||
              ADD_OVERFLOW(us, (int64_t)(t->nanos / 1000), &us)))
        t = NULL;
    KAMU_TRY(t ? col_put_i64(c, us, err) : col_put_null(c, err));
    return row_done(r, err);
}

kamu_code rows_finish(struct rows *r, struct kamu_error *err)
{
    KAMU_ASSERT(r->cell % r->n == 0);
    KAMU_TRY(flush_rows(r, err));
    return output_finish(r->output, err);
}

void rows_free(struct rows *r)
{
    output_free(r->output);
    if (r->builder.columns)
        batch_builder_free(&r->builder);
    col_schema_unref(r->schema);
    r->output = NULL;
    r->schema = NULL;
}
