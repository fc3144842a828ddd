/* Tabular output: names, sinks, and what the printers have in common. */
#include "cli/output_internal.h"

#include "columnar/format.h"

#include <errno.h>

/* ---- names ---------------------------------------------------------------------------- */

/* In the order of enum output_format; the order of kamu's list is the same. */
const char *const output_format_names[] = {"csv",      "json",  "ndjson",  "json-soa",
                                           "json-aoa", "table", "parquet", NULL};

bool output_format_parse(struct str name, enum output_format *out)
{
    for (int i = 0; output_format_names[i] != NULL; i++)
        if (str_eqc(name, output_format_names[i])) {
            *out = (enum output_format)i;
            return true;
        }
    return false;
}

const char *output_format_name(enum output_format f)
{
    return output_format_names[f];
}

/* ---- sinks ------------------------------------------------------------------------------ */

static kamu_code write_stdio(void *ctx, const void *p, size_t n, struct kamu_error *err)
{
    errno = 0;
    if (fwrite(p, 1, n, ctx) == n)
        return KAMU_OK;
    if (errno == EPIPE) {
        error_set(err, KAMU_E_CANCELLED, "The reader of the output has gone away");
        if (err != NULL)
            err->os_errno = EPIPE;
        return KAMU_E_CANCELLED;
    }
    return error_os(err, errno ? errno : EIO, "Cannot write the output");
}

struct output_sink output_sink_stdio(void *file)
{
    return (struct output_sink){write_stdio, file};
}

static kamu_code write_buf(void *ctx, const void *p, size_t n, struct kamu_error *err)
{
    return buf_append(ctx, p, n, err);
}

struct output_sink output_sink_buf(struct buf *b)
{
    return (struct output_sink){write_buf, b};
}

#define OUTPUT_TOGETHER_ROWS 4096 /* fewer are not worth the threads */

/* ---- life -------------------------------------------------------------------------------- */

static const struct output_printer *printer_of(enum output_format f)
{
    switch (f) {
    case OUTPUT_CSV:
        return &output_csv;
    case OUTPUT_JSON:
        return &output_json;
    case OUTPUT_NDJSON:
        return &output_ndjson;
    case OUTPUT_JSON_SOA:
        return &output_json_soa;
    case OUTPUT_JSON_AOA:
        return &output_json_aoa;
    case OUTPUT_TABLE:
        return &output_table;
    case OUTPUT_PARQUET:
        break;
    }
    return NULL;
}

kamu_code output_open(const struct output_options *options, struct col_schema *schema,
                      struct output_sink sink, struct output **out, struct kamu_error *err)
{
    const struct output_printer *printer = printer_of(options->format);
    struct output *o;
    kamu_code rc;

    if (printer == NULL)
        return error_set(err, KAMU_E_USAGE, "Parquet format is applicable for data export only");
    o = mem_calloc(1, sizeof(*o));
    if (o == NULL)
        return error_nomem(err);
    o->printer = printer;
    o->options = *options;
    o->sink = sink;
    o->schema = col_schema_ref(schema);
    buf_init(&o->text, OUTPUT_TEXT_MAX);
    rc = printer->open != NULL ? printer->open(o, err) : KAMU_OK;
    if (rc != KAMU_OK) {
        output_free(o);
        return rc;
    }
    *out = o;
    return KAMU_OK;
}

static kamu_code flush(struct output *o, size_t at_least, struct kamu_error *err)
{
    if (o->text.len == 0 || o->text.len < at_least)
        return KAMU_OK;
    KAMU_TRY(o->sink.write(o->sink.ctx, o->text.data, o->text.len, err));
    o->text.len = 0;
    return KAMU_OK;
}

kamu_code output_write(struct output *o, const struct batch *b, struct kamu_error *err)
{
    KAMU_ASSERT(b->n_columns == o->schema->n_fields);
    bool together = o->options.pool != NULL && o->options.whole_lines &&
                    (o->printer == &output_csv || o->printer == &output_ndjson) &&
                    b->length >= OUTPUT_TOGETHER_ROWS && pool_workers(o->options.pool) > 1;
    for (int64_t i = 0; i < b->length; i++) {
        if (together && o->rows > 0) { /* the header goes with the first row */
            KAMU_TRY(flush(o, 0, err));
            return output_write_ranges(o, b, i, err);
        }
        KAMU_TRY(o->printer->row(o, b, i, err));
        o->rows++;
        KAMU_TRY(flush(o, OUTPUT_FLUSH, err));
    }
    return KAMU_OK;
}

kamu_code output_flush(struct output *o, struct kamu_error *err)
{
    return flush(o, 0, err);
}

kamu_code output_finish(struct output *o, struct kamu_error *err)
{
    KAMU_TRY(o->printer->finish(o, err));
    return flush(o, 0, err);
}

void output_free(struct output *o)
{
    if (o == NULL)
        return;
    if (o->printer->free != NULL)
        o->printer->free(o);
    output_ranges_free(o->ranges);
    buf_free(&o->text);
    col_schema_unref(o->schema);
    mem_free(o);
}

kamu_code output_quantity(uint64_t n, struct buf *out, struct kamu_error *err)
{
    char digits[FORMAT_NUMBER_MAX];
    size_t len = format_u64(n, digits);

    for (size_t i = 0; i < len; i++) {
        if (i > 0 && (len - i) % 3 == 0)
            KAMU_TRY(buf_append_byte(out, ',', err));
        KAMU_TRY(buf_append_byte(out, (uint8_t)digits[i], err));
    }
    return KAMU_OK;
}
