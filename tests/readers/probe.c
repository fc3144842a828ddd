/*
 * The readers as a service for tests in Python (probe.py): thousands of inputs through one process.
 *
 *   request:  "SOURCE FORMAT DATA CHUNK FLAGS\n" (bytes of the three texts that follow; size of the
 *             pieces that are parsed in parallel, 0 = default; sum of the flags below)
 *             an AddPushSource event in YAML · what --input-format says, or nothing · the input
 *   answer:   "JSON SLICE\n" (bytes) · an object that says how it ended · the rows as a slice
 *
 * The rows go through the slice writer, so that another program can read what came out.
 */
#include "columnar/format.h"
#include "ingest/plan.h"
#include "odf/yaml.h"
#include "parquet/slice_writer.h"
#include "readers/reader.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define SOURCE_MAX ((size_t)1 << 20)
#define INPUT_MAX ((size_t)1 << 30)

enum { PROBE_SKIP = 1, PROBE_STRICT = 2, PROBE_STREAM = 4 };

struct probe {
    struct env env;
    struct kamu_error err;
    struct buf source, format, data; /* the request */
    size_t chunk;
    unsigned flags;
    struct buf last_source; /* of the chain below */
    struct odf_chain_state chain;
    bool chain_made;
    size_t streamed;
    struct buf json, slice, rejects, warnings; /* the answer */
    struct slice_result result;
    bool hashed;
};

static void must(kamu_code rc, const struct kamu_error *err)
{
    if (rc != KAMU_OK)
        KAMU_BUG("probe: %s", err == NULL ? kamu_code_name(rc) : kamu_error_message(err, 0));
}

/* ---- request ------------------------------------------------------------------------------- */

static void take(struct buf *b, size_t n, size_t max)
{
    if (n > max)
        KAMU_BUG("probe: a text of %zu bytes", n);
    b->len = 0;
    must(buf_reserve(b, n + 1, NULL), NULL);
    if (n > 0 && fread(b->data, 1, n, stdin) != n)
        KAMU_BUG("probe: the request ends early");
    b->len = n;
    b->data[n] = 0;
}

static bool next_request(struct probe *p)
{
    char line[256], *at = line;
    size_t numbers[5];
    if (fgets(line, sizeof line, stdin) == NULL)
        return false;
    for (int i = 0; i < 5; i++) {
        char *end;
        numbers[i] = strtoul(at, &end, 10);
        if (end == at)
            KAMU_BUG("probe: %s", line);
        at = end;
    }
    take(&p->source, numbers[0], SOURCE_MAX);
    take(&p->format, numbers[1], SOURCE_MAX);
    take(&p->data, numbers[2], INPUT_MAX);
    p->chunk = numbers[3];
    p->flags = (unsigned)numbers[4];
    return true;
}

/* The chain of a dataset with this push source. */
static kamu_code make_chain(struct probe *p, struct kamu_error *err)
{
    if (p->chain_made && p->source.len == p->last_source.len &&
        memcmp(p->source.data, p->last_source.data, p->source.len) == 0)
        return KAMU_OK;
    if (p->chain_made)
        odf_chain_state_free(&p->chain);
    odf_chain_state_init(&p->chain);
    p->chain_made = true;
    p->last_source.len = 0;
    struct arena arena;
    struct odf_notes notes = {0};
    struct odf_event *events;
    uint32_t n;
    struct str text = {(const char *)p->source.data, p->source.len};
    arena_init(&arena, (size_t)64 << 20);
    kamu_code rc = odf_events_from_yaml(text, &arena, &events, &n, &notes, err);
    for (uint32_t i = 0; rc == KAMU_OK && i < n; i++) {
        rc = odf_source_check(&events[i], &(struct odf_vocab){0}, err);
        struct odf_block b = odf_chain_next(&p->chain, (struct instant){0}, events[i]);
        struct odf_hash hash = {0};
        if (rc == KAMU_OK)
            rc = odf_chain_apply(&p->chain, &b, &hash, err);
    }
    arena_free(&arena);
    if (rc == KAMU_OK)
        must(buf_append(&p->last_source, p->source.data, p->source.len, NULL), NULL);
    return rc;
}

/* ---- answer --------------------------------------------------------------------------------- */

static void put(struct buf *b, const char *name, const char *text)
{
    must(
        buf_printf(b, NULL, "%s\"%s\":", b->len > 0 && b->data[b->len - 1] != '{' ? "," : "", name),
        NULL);
    must(format_json_string(str_c(text), b, NULL), NULL);
}

static void put_number(struct buf *b, const char *name, uint64_t n)
{
    must(buf_printf(b, NULL, ",\"%s\":%llu", name, (unsigned long long)n), NULL);
}

static void put_error(struct buf *b, const struct kamu_error *e)
{
    const char *message;
    must(buf_append_str(b, "{", NULL), NULL);
    put(b, "code", kamu_code_name(e->code));
    put(b, "input", e->at.input);
    put(b, "field", e->at.field);
    put(b, "excerpt", e->at.excerpt);
    put(b, "expected", e->at.expected);
    put(b, "hint", e->at.hint);
    put_number(b, "line", e->at.line);
    put_number(b, "column", e->at.column);
    put_number(b, "byte", e->at.byte);
    put_number(b, "record", e->at.record);
    must(buf_append_str(b, ",\"messages\":[", NULL), NULL);
    for (unsigned i = 0; (message = kamu_error_message(e, i)) != NULL; i++) {
        must(buf_append_str(b, i > 0 ? "," : "", NULL), NULL);
        must(format_json_string(str_c(message), b, NULL), NULL);
    }
    must(buf_append_str(b, "]}", NULL), NULL);
}

static kamu_code on_reject(void *ctx, const struct reader_reject *r, struct kamu_error *err)
{
    struct probe *p = ctx;
    (void)err;
    must(buf_append_str(&p->rejects, p->rejects.len > 0 ? ",{\"error\":" : "{\"error\":", NULL),
         NULL);
    put_error(&p->rejects, r->error);
    must(buf_append_str(&p->rejects, ",\"raw\":", NULL), NULL);
    must(format_json_string(r->raw, &p->rejects, NULL), NULL);
    must(buf_append_str(&p->rejects, "}", NULL), NULL);
    return KAMU_OK;
}

static void on_warning(void *ctx, const char *text)
{
    struct probe *p = ctx;
    must(buf_append_str(&p->warnings, p->warnings.len > 0 ? "," : "", NULL), NULL);
    must(format_json_string(str_c(text), &p->warnings, NULL), NULL);
}

static void put_columns(struct buf *b, const struct col_schema *s)
{
    if (s == NULL) {
        must(buf_append_str(b, ",\"columns\":null", NULL), NULL);
        return;
    }
    must(buf_append_str(b, ",\"columns\":[", NULL), NULL);
    for (uint32_t i = 0; i < s->n_fields; i++) {
        char type[4096];
        col_type_name(&s->fields[i].type, type, sizeof type);
        must(buf_append_str(b, i > 0 ? ",[" : "[", NULL), NULL);
        must(format_json_string(str_c(s->fields[i].name), b, NULL), NULL);
        must(buf_append_str(b, ",", NULL), NULL);
        must(format_json_string(str_c(type), b, NULL), NULL);
        must(buf_printf(b, NULL, ",%s]", s->fields[i].nullable ? "true" : "false"), NULL);
    }
    must(buf_append_str(b, "]", NULL), NULL);
}

static void put_hash(struct buf *b, const uint8_t hash[32])
{
    must(buf_append_str(b, ",\"hash\":\"", NULL), NULL);
    for (int i = 0; i < 32; i++)
        must(buf_printf(b, NULL, "%02x", hash[i]), NULL);
    must(buf_append_str(b, "\"", NULL), NULL);
}

/* ---- reading -----------------------------------------------------------------------------------
 */

/* Small and uneven portions, as a pipe may give them. */
static kamu_code stream(void *ctx, void *out, size_t n, size_t *got, struct kamu_error *err)
{
    struct probe *p = ctx;
    size_t left = p->data.len - p->streamed, portion = 1 + p->streamed % 97;
    (void)err;
    *got = n < left ? n : left;
    if (*got > portion)
        *got = portion;
    if (*got > 0)
        memcpy(out, p->data.data + p->streamed, *got);
    p->streamed += *got;
    return KAMU_OK;
}

static kamu_code write_rows(struct probe *p, struct reader *r, struct slice_writer *w)
{
    kamu_code rc;
    struct batch *b;
    while ((rc = reader_next(r, &b, &p->err)) == KAMU_OK && b != NULL) {
        rc = batch_validate(b, true, &p->err);
        if (rc != KAMU_OK)
            KAMU_BUG("the reader made an invalid batch: %s", kamu_error_message(&p->err, 0));
        rc = slice_writer_append(w, b, &p->err);
        batch_free(b);
        if (rc != KAMU_OK)
            return rc;
    }
    return rc != KAMU_OK ? rc : slice_writer_finish(w, &p->result, &p->err);
}

/* The rows as the bytes of a slice. Columns that have no logical hash are written without. */
static kamu_code read_rows(struct probe *p, struct reader *r)
{
    struct slice_writer_options o = {.unsorted = true};
    struct slice_writer *w;
    struct fs_file *file;
    if (reader_schema(r) == NULL)
        return KAMU_OK;
    int fd = memfd_create("slice", 0);
    must(fs_open_fd(&p->env.fs, fd, "slice", &file, &p->err), &p->err);
    kamu_code rc = slice_writer_open(&p->env, file, reader_schema(r), &o, &w, &p->err);
    p->hashed = rc == KAMU_OK;
    if (rc == KAMU_E_UNSUPPORTED) {
        o.no_logical_hash = true;
        rc = slice_writer_open(&p->env, file, reader_schema(r), &o, &w, &p->err);
    }
    if (rc == KAMU_OK) {
        rc = write_rows(p, r, w);
        slice_writer_free(w);
    }
    if (rc == KAMU_OK) {
        must(buf_reserve(&p->slice, p->result.size_bytes, NULL), NULL);
        must(fs_pread(file, p->slice.data, p->result.size_bytes, 0, &p->err), &p->err);
        p->slice.len = p->result.size_bytes;
    }
    must(fs_close(file, NULL), NULL);
    close(fd);
    return rc;
}

static kamu_code answer(struct probe *p)
{
    struct plan_options po = {0};
    struct ingest_plan plan;
    struct reader *r = NULL;
    struct reader_stats s = {0};
    if (p->format.len > 0)
        po.input_format = (struct str){(const char *)p->format.data, p->format.len};
    KAMU_TRY(make_chain(p, &p->err));
    kamu_code rc = plan_make(&p->chain, &po, &plan, &p->err);
    if (rc != KAMU_OK) {
        plan_free(&plan);
        return rc;
    }
    struct reader_options o = {
        .input = {.kind = READER_MEMORY, .data = p->data.data, .size = p->data.len, .name = "in"},
        .format = plan.format,
        .schema = plan.read_schema,
        .on_error = p->flags & PROBE_SKIP ? READER_SKIP : READER_STOP,
        .strict = (p->flags & PROBE_STRICT) != 0,
        .chunk_bytes = p->chunk,
        .reject = on_reject,
        .reject_ctx = p,
        .warn = on_warning,
        .warn_ctx = p};
    if (p->flags & PROBE_STREAM)
        o.input =
            (struct reader_input){.kind = READER_STREAM, .read = stream, .ctx = p, .name = "in"};
    rc = reader_open(&p->env, &o, &r, &p->err);
    if (rc == KAMU_OK) {
        put_columns(&p->json, reader_schema(r));
        rc = read_rows(p, r);
        reader_stats(r, &s);
        reader_close(r);
        put_number(&p->json, "records", s.records);
        put_number(&p->json, "rows", s.rows);
        put_number(&p->json, "rejected", s.rejected);
        put_number(&p->json, "unknown", s.unknown_fields);
        put_number(&p->json, "missing", s.missing_fields);
        put_number(&p->json, "null_rows", s.all_null_rows);
    }
    plan_free(&plan);
    return rc;
}

int main(void)
{
    static struct probe p;
    must(env_init(&p.env, &p.err), &p.err);
    struct buf *all[] = {&p.source, &p.format, &p.data,    &p.last_source,
                         &p.json,   &p.slice,  &p.rejects, &p.warnings};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        buf_init(all[i], INPUT_MAX + 1);
    while (next_request(&p)) {
        p.json.len = p.slice.len = p.rejects.len = p.warnings.len = p.streamed = 0;
        p.hashed = false;
        memset(&p.result, 0, sizeof p.result);
        memset(&p.err, 0, sizeof p.err);
        must(buf_append_str(&p.json, "{\"chunk\":0", NULL), NULL);
        kamu_code rc = answer(&p);
        put(&p.json, "end", kamu_code_name(rc));
        if (rc != KAMU_OK) {
            p.slice.len = 0;
            must(buf_append_str(&p.json, ",\"error\":", NULL), NULL);
            put_error(&p.json, &p.err);
        } else if (p.hashed && p.slice.len > 0) {
            put_hash(&p.json, p.result.logical_hash);
        }
        must(buf_printf(&p.json, NULL, ",\"rejects\":[%s]", buf_cstr(&p.rejects)), NULL);
        must(buf_printf(&p.json, NULL, ",\"warnings\":[%s]}", buf_cstr(&p.warnings)), NULL);
        printf("%zu %zu\n", p.json.len, p.slice.len);
        fwrite(p.json.data, 1, p.json.len, stdout);
        if (p.slice.len > 0)
            fwrite(p.slice.data, 1, p.slice.len, stdout);
        fflush(stdout);
    }
    if (p.chain_made)
        odf_chain_state_free(&p.chain);
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        buf_free(all[i]);
    env_free(&p.env);
    return 0;
}
