/* What `kamu ingest` says about a push: see ingest_report.h. */
#include "cli/ingest_report.h"

#include "cli/output.h"
#include "columnar/format.h"
#include "odf/ids.h"

#include <errno.h>
#include <inttypes.h>
#include <unistd.h>

#define REPORT_MAX ((size_t)16 << 20)

/* ---- the first rows of a dry run ------------------------------------------------------ */

static kamu_code op_text(void *ctx, const struct column *c, int64_t row, struct buf *out,
                         struct kamu_error *err)
{
    static const char *const texts[] = {"+A", "-R", "-C", "+C"};
    int32_t op = ((const int32_t *)(const void *)c->values->data)[row];
    (void)ctx;
    return buf_append_str(out, op >= 0 && op <= 3 ? texts[op] : "??", err);
}

static kamu_code print_rows(const struct batch *b, enum output_format format,
                            struct output_sink sink, struct kamu_error *err)
{
    struct output_column *columns = mem_calloc(b->n_columns, sizeof *columns);
    if (columns == NULL)
        return error_nomem(err);
    columns[1].humanize = op_text;
    struct output_options options = {.format = format, .columns = columns};
    struct output *o = NULL;
    kamu_code rc = output_open(&options, b->schema, sink, &o, err);
    if (rc == KAMU_OK)
        rc = output_write(o, b, err);
    if (rc == KAMU_OK)
        rc = output_finish(o, err);
    output_free(o);
    mem_free(columns);
    return rc;
}

/* ---- JSON --------------------------------------------------------------------------------- */

static void hash_text(const struct kamu_block_ref *ref, char out[ODF_HASH_TEXT_MAX])
{
    struct odf_hash h = odf_hash_sha3(ref->digest);
    (void)odf_hash_text(&h, out);
}

static size_t time_text(const struct kamu_time *t, char out[INSTANT_TEXT_MAX])
{
    return instant_format((struct instant){t->seconds, t->nanos}, out);
}

struct count {
    const char *name;
    uint64_t n;
};

/* `r` is a result of the push or of one input: both have these members. */
#define COUNTS(r)                                                                                  \
    (const struct count[])                                                                         \
    {                                                                                              \
        {"bytesRead", (r)->bytes_read}, {"rowsRead", (r)->rows_read},                              \
            {"rowsAdded", (r)->rows_added}, {"rowsRetracted", (r)->rows_retracted},                \
            {"rowsCorrected", (r)->rows_corrected}, {"rowsDropped", (r)->rows_dropped},            \
            {"rowsRepeated", (r)->rows_repeated}, {"rowsChanged", (r)->rows_changed},              \
            {"rowsUnknown", (r)->rows_unknown}, {"rowsRejected", (r)->rows_rejected},              \
            {"sliceBytes", (r)->slice_bytes}, {NULL, 0},                                           \
    }

static kamu_code json_counts(struct buf *b, const struct count *c, struct kamu_error *err)
{
    for (size_t i = 0; c[i].name != NULL; i++)
        KAMU_TRY(buf_printf(b, err, "%s\"%s\":%" PRIu64, i == 0 ? "" : ",", c[i].name, c[i].n));
    return KAMU_OK;
}

/* What the records had too much or too little of. */
static kamu_code json_looseness(struct buf *b, const struct kamu_input_result *in,
                                struct kamu_error *err)
{
    KAMU_TRY(buf_printf(b, err,
                        ",\"unknownFields\":%" PRIu64 ",\"missingFields\":%" PRIu64
                        ",\"allNullRows\":%" PRIu64,
                        in->unknown_fields, in->missing_fields, in->all_null_rows));
    if (in->unknown_field[0] == 0)
        return KAMU_OK;
    KAMU_TRY(buf_append_str(b, ",\"unknownField\":", err));
    return format_json_string(str_c(in->unknown_field), b, err);
}

static kamu_code json_input(struct buf *b, const struct kamu_input_result *in,
                            struct kamu_error *err)
{
    char hash[ODF_HASH_TEXT_MAX];
    KAMU_TRY(buf_append_str(b, "{\"name\":", err));
    KAMU_TRY(format_json_string(str_c(in->name), b, err));
    KAMU_TRY(buf_append_byte(b, ',', err));
    KAMU_TRY(json_counts(b, COUNTS(in), err));
    KAMU_TRY(json_looseness(b, in, err));
    if (in->has_data) {
        hash_text(&in->block, hash);
        KAMU_TRY(buf_printf(b, err,
                            ",\"block\":{\"hash\":\"%s\",\"sequenceNumber\":%" PRIu64
                            "},\"offsets\":{\"start\":%" PRIu64 ",\"end\":%" PRIu64 "}",
                            hash, in->block.sequence_number, in->offset_first, in->offset_last));
    }
    return buf_append_byte(b, '}', err);
}

static kamu_code json_stages(struct buf *b, const uint64_t ns[KAMU_STAGES], struct kamu_error *err)
{
    for (int i = 0; i < KAMU_STAGES; i++)
        KAMU_TRY(buf_printf(b, err, "%s\"%s\":%.6f", i == 0 ? "{" : ",",
                            push_stage_name((enum kamu_stage)i), (double)ns[i] / 1e9));
    return buf_append_byte(b, '}', err);
}

static kamu_code json_result(struct buf *b, const struct ingest_report *report,
                             struct kamu_error *err)
{
    const struct kamu_push_result *r = report->result;
    char old[ODF_HASH_TEXT_MAX], new[ODF_HASH_TEXT_MAX], mark[INSTANT_TEXT_MAX];
    hash_text(&r->old_head, old);
    hash_text(&r->new_head, new);
    KAMU_TRY(buf_printf(b, err, "{\"updated\":%s,\"dryRun\":%s,\"schemaCommitted\":%s,",
                        r->updated ? "true" : "false", report->dry_run ? "true" : "false",
                        r->schema_committed ? "true" : "false"));
    KAMU_TRY(json_counts(b, COUNTS(r), err));
    KAMU_TRY(buf_printf(b, err, ",\"blocks\":%" PRIu32 ",\"oldHead\":\"%s\",\"newHead\":\"%s\"",
                        r->blocks, old, new));
    if (r->has_data)
        KAMU_TRY(buf_printf(b, err, ",\"offsets\":{\"start\":%" PRIu64 ",\"end\":%" PRIu64 "}",
                            r->offset_first, r->offset_last));
    if (r->has_watermark) {
        (void)time_text(&r->watermark, mark);
        KAMU_TRY(buf_printf(b, err, ",\"watermark\":\"%s\"", mark));
    }
    KAMU_TRY(buf_printf(b, err, ",\"retries\":%" PRIu32 ",\"seconds\":%.6f,\"stageSeconds\":",
                        r->retries, (double)r->total_ns / 1e9));
    KAMU_TRY(json_stages(b, r->stage_ns, err));
    KAMU_TRY(buf_append_str(b, ",\"stageCpuSeconds\":", err));
    KAMU_TRY(json_stages(b, r->stage_cpu_ns, err));
    KAMU_TRY(buf_append_str(b, ",\"inputs\":[", err));
    for (size_t i = 0; i < r->n_inputs; i++) {
        if (i != 0)
            KAMU_TRY(buf_append_byte(b, ',', err));
        KAMU_TRY(json_input(b, &r->inputs[i], err));
    }
    KAMU_TRY(buf_append_byte(b, ']', err));
    const struct batch *rows = push_preview(report->push);
    if (rows != NULL) {
        KAMU_TRY(buf_append_str(b, ",\"rows\":", err));
        KAMU_TRY(print_rows(rows, OUTPUT_JSON, output_sink_buf(b), err));
    }
    return buf_append_str(b, "}\n", err);
}

static kamu_code print_json(struct cli *cli, const struct ingest_report *r, struct kamu_error *err)
{
    struct buf b = BUF_INIT(REPORT_MAX);
    kamu_code rc = json_result(&b, r, err);
    if (rc == KAMU_OK && fwrite(b.data, 1, b.len, cli->out) != b.len)
        rc = error_os(err, errno, "Failed to write the summary");
    buf_free(&b);
    return rc;
}

/* ---- for people ------------------------------------------------------------------------------ */

static const char *quantity(uint64_t n, char out[32])
{
    struct buf b = BUF_INIT(32);
    out[0] = 0;
    if (output_quantity(n, &b, NULL) == KAMU_OK && b.len < 32) {
        memcpy(out, b.data, b.len);
        out[b.len] = 0;
    }
    buf_free(&b);
    return out;
}

static void say_count(struct cli *cli, const char *what, uint64_t n, bool always)
{
    char text[32];
    if (n != 0 || always)
        cli_status(cli, CLI_PLAIN, "  %-10s %s", what, quantity(n, text));
}

/* Over all inputs. */
static void say_looseness(struct cli *cli, const struct kamu_push_result *r)
{
    uint64_t unknown = 0, missing = 0, null_rows = 0;
    const char *example = "";
    char text[32];
    for (size_t i = 0; i < r->n_inputs; i++) {
        unknown += r->inputs[i].unknown_fields;
        missing += r->inputs[i].missing_fields;
        null_rows += r->inputs[i].all_null_rows;
        if (example[0] == 0)
            example = r->inputs[i].unknown_field;
    }
    if (unknown != 0)
        cli_status(cli, CLI_YELLOW, "  %-10s %s field(s) that the schema lacks%s%s", "ignored",
                   quantity(unknown, text), example[0] != 0 ? ", first: " : "", example);
    if (missing != 0)
        cli_status(cli, CLI_PLAIN, "  %-10s %s optional field(s)", "missing",
                   quantity(missing, text));
    if (null_rows != 0)
        cli_status(cli, CLI_YELLOW, "  %-10s %s record(s) without any value", "empty",
                   quantity(null_rows, text));
}

static void print_summary(struct cli *cli, const struct kamu_push_result *r)
{
    char a[32], b[32], size[CLI_SIZE_TEXT_MAX], hash[ODF_HASH_TEXT_MAX], mark[INSTANT_TEXT_MAX];
    cli_status(cli, CLI_PLAIN, "  %-10s %s (%s)", "read", quantity(r->rows_read, a),
               cli_size_text(r->bytes_read, size));
    say_count(cli, "added", r->rows_added, true);
    say_count(cli, "retracted", r->rows_retracted, false);
    say_count(cli, "corrected", r->rows_corrected, false);
    say_count(cli, "dropped", r->rows_dropped, true);
    say_count(cli, "  repeated", r->rows_repeated, false);
    say_count(cli, "  changed", r->rows_changed, false);
    say_count(cli, "  unknown", r->rows_unknown, false);
    say_count(cli, "rejected", r->rows_rejected, false);
    say_looseness(cli, r);
    if (r->has_data)
        cli_status(cli, CLI_PLAIN, "  %-10s %s .. %s", "offsets", quantity(r->offset_first, a),
                   quantity(r->offset_last, b));
    if (r->has_watermark) {
        (void)time_text(&r->watermark, mark);
        cli_status(cli, CLI_PLAIN, "  %-10s %s", "watermark", mark);
    }
    if (r->updated) {
        hash_text(&r->new_head, hash);
        cli_status(cli, CLI_PLAIN, "  %-10s %s (%" PRIu64 ")", "block", hash,
                   r->new_head.sequence_number);
        if (r->has_data)
            cli_status(cli, CLI_PLAIN, "  %-10s %s", "stored", cli_size_text(r->slice_bytes, size));
    }
    double s = (double)r->total_ns / 1e9;
    cli_status(cli, CLI_PLAIN, "  %-10s %.3f s (%s rows/s)", "time", s,
               quantity(s > 0 ? (uint64_t)((double)r->rows_read / s) : 0, a));
}

static void print_timing(struct cli *cli, const char *stage, uint64_t wall, uint64_t wall_of,
                         uint64_t cpu, uint64_t cpu_of)
{
    cli_say(cli, CLI_PLAIN, "  %-10s %10.3f %5.1f %%  %10.3f %5.1f %%", stage, (double)wall / 1e6,
            wall_of == 0 ? 0 : 100.0 * (double)wall / (double)wall_of, (double)cpu / 1e6,
            cpu_of == 0 ? 0 : 100.0 * (double)cpu / (double)cpu_of);
}

static void print_timings(struct cli *cli, const struct kamu_push_result *r)
{
    uint64_t wall = 0, cpu = 0;
    for (int i = 0; i < KAMU_STAGES; i++) {
        wall += r->stage_ns[i];
        cpu += r->stage_cpu_ns[i];
    }
    cli_say(cli, CLI_PLAIN, "  %-10s %10s          %10s", "", "wall, ms", "CPU, ms");
    for (int i = 0; i < KAMU_STAGES; i++)
        print_timing(cli, push_stage_name((enum kamu_stage)i), r->stage_ns[i], wall,
                     r->stage_cpu_ns[i], cpu);
    print_timing(cli, "total", wall, wall, cpu, cpu);
}

kamu_code ingest_report(struct cli *cli, const struct ingest_report *r, struct kamu_error *err)
{
    const struct batch *rows = push_preview(r->push);
    if (r->json)
        KAMU_TRY(print_json(cli, r, err));
    else if (rows != NULL)
        KAMU_TRY(print_rows(rows, OUTPUT_TABLE, output_sink_stdio(cli->out), err));
    if (r->dry_run)
        cli_status(cli, CLI_YELLOW | CLI_BOLD,
                   r->result->updated ? "Dataset would be updated (dry run)"
                                      : "Dataset is up-to-date (dry run)");
    else if (r->result->updated)
        cli_status(cli, CLI_GREEN | CLI_BOLD, "Dataset updated");
    else
        cli_status(cli, CLI_YELLOW | CLI_BOLD, "Dataset up-to-date");
    if (!r->json && cli->err_tty)
        print_summary(cli, r->result);
    else if (r->result->rows_rejected != 0) {
        char n[32];
        cli_status(cli, CLI_YELLOW, "%s bad record(s) left out",
                   quantity(r->result->rows_rejected, n));
    }
    if (r->timings)
        print_timings(cli, r->result);
    return KAMU_OK;
}

/* ---- rejects
 * -------------------------------------------------------------------------------------- */

kamu_code ingest_rejects_open(struct ingest_rejects *r, struct cli *cli, const char *path,
                              struct kamu_error *err)
{
    r->cli = cli;
    (void)snprintf(r->path, sizeof r->path, "%s", path);
    r->file = fopen(path, "we");
    return r->file == NULL ? error_os(err, errno, "Failed to create %s", path) : KAMU_OK;
}

static kamu_code reject_text(struct buf *b, const struct kamu_error *e, struct str raw)
{
    KAMU_TRY(buf_append_str(b, "{\"input\":", NULL));
    KAMU_TRY(format_json_string(str_c(e->at.input), b, NULL));
    KAMU_TRY(buf_printf(b, NULL,
                        ",\"line\":%" PRIu64 ",\"column\":%" PRIu64 ",\"byte\":%" PRIu64
                        ",\"record\":%" PRIu64 ",\"field\":",
                        e->at.line, e->at.column, e->at.byte, e->at.record));
    KAMU_TRY(format_json_string(str_c(e->at.field), b, NULL));
    KAMU_TRY(buf_append_str(b, ",\"reason\":", NULL));
    const char *reason = kamu_error_message(e, 0);
    KAMU_TRY(format_json_string(str_c(reason == NULL ? "" : reason), b, NULL));
    KAMU_TRY(buf_append_str(b, ",\"expected\":", NULL));
    KAMU_TRY(format_json_string(str_c(e->at.expected), b, NULL));
    KAMU_TRY(buf_append_str(b, ",\"raw\":", NULL));
    KAMU_TRY(format_json_string(raw, b, NULL));
    return buf_append_str(b, "}\n", NULL);
}

enum kamu_code ingest_rejects_write(void *rejects, const struct kamu_error *error, const char *raw,
                                    size_t raw_size)
{
    struct ingest_rejects *r = rejects;
    if (error == NULL) { /* the push begins anew */
        rewind(r->file);
        return ftruncate(fileno(r->file), 0) == 0 ? KAMU_OK : KAMU_E_IO;
    }
    struct buf b = BUF_INIT(REPORT_MAX);
    kamu_code rc = reject_text(&b, error, (struct str){raw, raw_size});
    if (rc == KAMU_OK && fwrite(b.data, 1, b.len, r->file) != b.len)
        rc = KAMU_E_IO;
    buf_free(&b);
    return rc;
}

kamu_code ingest_rejects_close(struct ingest_rejects *r, struct kamu_error *err)
{
    FILE *f = r->file;
    r->file = NULL;
    return fclose(f) == 0 ? KAMU_OK : error_os(err, errno, "Failed to write %s", r->path);
}

void ingest_rejects_free(struct ingest_rejects *r)
{
    if (r->file != NULL)
        (void)fclose(r->file);
    r->file = NULL;
}
