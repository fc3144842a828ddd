/*
 * Any bytes as an input of a format: rows or an error; the same whichever way the text is cut into
 * pieces, and whichever parser reads it. The first byte chooses the schema and the rules, the
 * second the options of the format, the rest is the input.
 */
#ifndef KAMU_FUZZ_READER_H
#define KAMU_FUZZ_READER_H

#include "columnar/format.h"
#include "readers/reader.h"

#include <stdio.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Flat, or nested with the rarer types. */
static struct col_schema *fuzz_schema(bool rare)
{
    static struct col_field item = {.name = "item", .type = {.kind = COL_INT64}, .nullable = true};
    static struct col_field members[] = {
        {.name = "a", .type = {.kind = COL_FLOAT32}, .nullable = true},
        {.name = "b", .type = {.kind = COL_STRING}, .nullable = false},
        {.name = "l",
         .type = {.kind = COL_LIST, .n_children = 1, .children = &item},
         .nullable = true}};
    static const struct col_field flat[] = {
        {"t", {.kind = COL_TIMESTAMP, .unit = UNIT_MILLI, .timezone = "UTC"}, true},
        {"s", {.kind = COL_STRING}, true},
        {"d", {.kind = COL_FLOAT64}, true},
        {"i", {.kind = COL_INT64}, false},
        {"u", {.kind = COL_UINT8}, true},
        {"n", {.kind = COL_DECIMAL128, .precision = 10, .scale = 2}, true},
        {"b", {.kind = COL_BOOL}, true},
        {"e", {.kind = COL_DATE32}, true}};
    static const struct col_field odd[] = {
        {"i", {.kind = COL_INT64}, true},
        {"o", {.kind = COL_STRUCT, .n_children = 3, .children = members}, true},
        {"l", {.kind = COL_LIST, .n_children = 1, .children = &item}, true},
        {"t", {.kind = COL_TIMESTAMP, .unit = UNIT_NANO, .timezone = "Europe/Paris"}, true},
        {"c", {.kind = COL_TIME32, .unit = UNIT_MILLI}, true},
        {"w", {.kind = COL_DECIMAL256, .precision = 60, .scale = 20}, true},
        {"x", {.kind = COL_BINARY}, true},
        {"s", {.kind = COL_STRING}, true}};
    struct col_schema *s;
    if (col_schema_new(8, &s, NULL) != KAMU_OK)
        return NULL;
    for (int i = 0; i < 8; i++)
        if (col_field_copy(&s->arena, rare ? &odd[i] : &flat[i], &s->fields[i], NULL) != KAMU_OK) {
            col_schema_unref(s);
            return NULL;
        }
    return s;
}

static void fuzz_csv_options(struct reader_format *f, uint8_t choice)
{
    static const char *const nulls[] = {NULL, "NA", NULL, "\\N"};
    f->separator = choice & 1 ? STR(";") : (struct str){0};
    f->quote = choice & 2 ? STR("'") : (struct str){0};
    f->escape = choice & 4 ? STR("") : (struct str){0};
    const char *null = nulls[choice >> 3 & 3];
    f->null_value = null == NULL ? (struct str){0} : str_c(null);
    if (choice & 32)
        f->quote = STR("");
    f->header_by_guess = (choice & 64) != 0;
}

static void fuzz_options(struct reader_format *f, uint8_t choice)
{
    if (f->kind == DATA_CSV)
        fuzz_csv_options(f, choice);
    if (f->kind == DATA_JSON && choice & 1)
        f->sub_path = STR("a.b");
    if ((f->kind == DATA_CSV || f->kind == DATA_JSON || f->kind == DATA_NDJSON) && choice & 128) {
        f->timestamp_format = STR("%d/%m/%Y %H:%M:%S");
        f->date_format = STR("%d.%m.%Y");
    }
}

static kamu_code fuzz_ignore(void *ctx, const struct reader_reject *r, struct kamu_error *err)
{
    (void)r;
    (void)err;
    ++*(int *)ctx;
    return KAMU_OK;
}

/* The rows as text; the code of the end. */
static kamu_code fuzz_read(struct env *env, struct reader_options *o, struct buf *out)
{
    struct kamu_error err;
    struct reader *r;
    struct batch *b = NULL;
    kamu_code rc = reader_open(env, o, &r, &err);
    if (rc != KAMU_OK)
        return rc;
    while ((rc = reader_next(r, &b, &err)) == KAMU_OK && b != NULL) {
        if (batch_validate(b, true, &err) != KAMU_OK)
            KAMU_BUG("the reader made an invalid batch: %s", kamu_error_message(&err, 0));
        for (int64_t i = 0; i < b->length; i++)
            for (uint32_t c = 0; c < b->n_columns; c++)
                if (value_format(&b->columns[c], i, FORMAT_JSON, out, NULL) != KAMU_OK)
                    break;
        batch_free(b);
    }
    reader_close(r);
    return rc;
}

static inline int fuzz_format(enum format_kind kind, const uint8_t *data, size_t size)
{
    static struct env env;
    struct kamu_error err;
    int rejects[2] = {0, 0};
    if (env.pool == NULL && env_init(&env, &err) != KAMU_OK)
        return 0;
    if (size < 2)
        return 0;
    struct reader_options o = {.input = {.kind = READER_MEMORY, .data = data + 2, .size = size - 2},
                               .format = {.kind = kind},
                               .record_max_bytes = 1 << 20,
                               .reject = fuzz_ignore};
    struct buf whole = BUF_INIT(64 << 20), pieces = BUF_INIT(64 << 20);
    o.schema = data[0] & 1 ? fuzz_schema((data[0] & 32) != 0) : NULL;
    o.on_error = data[0] & 2 ? READER_SKIP : READER_STOP;
    o.strict = (data[0] & 4) != 0;
    o.format.header = data[0] & 8 ? FORMAT_YES : FORMAT_NO;
    o.format.infer_schema = data[0] & 16 ? FORMAT_YES : FORMAT_NO;
    fuzz_options(&o.format, data[1]);
    o.reject_ctx = &rejects[0];
    kamu_code a = fuzz_read(&env, &o, &whole);
    o.parser = data[0] & 64 ? READER_PARSER_PORTABLE : READER_PARSER_EXACT;
    o.chunk_bytes = 64 + size % 3 * 37;
    o.reject_ctx = &rejects[1];
    kamu_code b = fuzz_read(&env, &o, &pieces);
    /* rows before an error may have come or not */
    if (a != b ||
        (a == KAMU_OK && (whole.len != pieces.len || rejects[0] != rejects[1] ||
                          (whole.len > 0 && memcmp(whole.data, pieces.data, whole.len) != 0))))
        KAMU_BUG("pieces or another parser change the rows: %d %d, %zu %zu bytes, %d %d rejects", a,
                 b, whole.len, pieces.len, rejects[0], rejects[1]);
    col_schema_unref(o.schema);
    buf_free(&whole);
    buf_free(&pieces);
    return 0;
}

#endif
