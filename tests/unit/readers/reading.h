/* Reads a text with a reader and shows what came out as text, for the tests of this folder. */
#ifndef KAMU_TESTS_READING_H
#define KAMU_TESTS_READING_H

#include "../harness.h"

#include "columnar/format.h"
#include "readers/reader.h"

struct reading {
    struct env env;
    struct reader_options o;
    struct arena arena;
    struct buf out;     /* rows as JSON objects, one a line */
    struct buf rejects; /* line:column message, one a line */
    struct buf warnings;
    struct kamu_error err;
    kamu_code rc;
    struct reader_stats stats;
    bool no_schema;
    char columns[4096]; /* "a: Int64?, b: Utf8" */
};

static inline void reading_init(struct reading *t)
{
    memset(t, 0, sizeof *t);
    assert_int_equal(env_init(&t->env, &t->err), KAMU_OK);
    arena_init(&t->arena, 1 << 24);
    buf_init(&t->out, 1 << 30);
    buf_init(&t->rejects, 1 << 30);
    buf_init(&t->warnings, 1 << 20);
}

static inline void reading_free(struct reading *t)
{
    col_schema_unref(t->o.schema);
    env_free(&t->env);
    arena_free(&t->arena);
    buf_free(&t->out);
    buf_free(&t->rejects);
    buf_free(&t->warnings);
}

/* A column for reading_schema; more of the type may be set afterwards. */
static inline void reading_schema(struct reading *t, uint32_t n, const struct col_field *fields)
{
    col_schema_unref(t->o.schema);
    t->o.schema = NULL;
    if (n == 0)
        return;
    assert_int_equal(col_schema_new(n, &t->o.schema, &t->err), KAMU_OK);
    for (uint32_t i = 0; i < n; i++)
        assert_int_equal(
            col_field_copy(&t->o.schema->arena, &fields[i], &t->o.schema->fields[i], &t->err),
            KAMU_OK);
}

static inline kamu_code reading_reject(void *ctx, const struct reader_reject *r,
                                       struct kamu_error *err)
{
    struct reading *t = ctx;
    return buf_printf(
        &t->rejects, err, "%llu:%llu #%llu %s | %.*s\n", (unsigned long long)r->error->at.line,
        (unsigned long long)r->error->at.column, (unsigned long long)r->error->at.record,
        kamu_error_message(r->error, 0), (int)r->raw.n, r->raw.p);
}

static inline void reading_warn(void *ctx, const char *text)
{
    struct reading *t = ctx;
    assert_int_equal(buf_printf(&t->warnings, NULL, "%s\n", text), KAMU_OK);
}

static inline void reading_rows(struct reading *t, const struct batch *b)
{
    assert_int_equal(batch_validate(b, true, &t->err), KAMU_OK);
    assert_in_range(b->length, 1, BATCH_ROWS_MAX);
    for (int64_t i = 0; i < b->length; i++) {
        for (uint32_t c = 0; c < b->n_columns; c++) {
            assert_int_equal(buf_printf(&t->out, NULL, "%s\"%s\":", c == 0 ? "{" : ",",
                                        b->schema->fields[c].name),
                             KAMU_OK);
            assert_int_equal(value_format(&b->columns[c], i, FORMAT_JSON, &t->out, NULL), KAMU_OK);
        }
        assert_int_equal(buf_append_str(&t->out, "}\n", NULL), KAMU_OK);
    }
}

static inline void reading_columns(struct reading *t, const struct col_schema *s)
{
    size_t at = 0;
    t->columns[0] = 0;
    for (uint32_t i = 0; i < s->n_fields && at < sizeof t->columns; i++) {
        char type[512];
        col_type_name(&s->fields[i].type, type, sizeof type);
        at += (size_t)snprintf(t->columns + at, sizeof t->columns - at, "%s%s: %s%s",
                               i > 0 ? ", " : "", s->fields[i].name, type,
                               s->fields[i].nullable ? "?" : "");
    }
}

static inline void read_once(struct reading *t, const void *p, size_t n)
{
    struct reader *r = NULL;
    struct batch *b = NULL;
    t->out.len = t->rejects.len = t->warnings.len = 0;
    memset(&t->err, 0, sizeof t->err);
    t->o.input = (struct reader_input){.kind = READER_MEMORY, .data = p, .size = n, .name = "in"};
    t->o.reject = reading_reject;
    t->o.reject_ctx = t;
    t->o.warn = reading_warn;
    t->o.warn_ctx = t;
    t->columns[0] = 0;
    t->no_schema = false;
    t->rc = reader_open(&t->env, &t->o, &r, &t->err);
    if (t->rc != KAMU_OK)
        return;
    t->no_schema = reader_schema(r) == NULL;
    if (!t->no_schema)
        reading_columns(t, reader_schema(r));
    while ((t->rc = reader_next(r, &b, &t->err)) == KAMU_OK && b != NULL) {
        reading_rows(t, b);
        batch_free(b);
    }
    reader_stats(r, &t->stats);
    reader_close(r);
}

/* Reads `n` bytes; the result in t->rc, t->err, t->out ... Whatever parser reads a text, that is
 * the same. */
static inline void read_bytes(struct reading *t, const void *p, size_t n)
{
    static const enum reader_parser others[] = {READER_PARSER_EXACT, READER_PARSER_PORTABLE};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        t->o.parser = others[i];
        read_once(t, p, n);
        struct reading want = *t;
        buf_init(&t->out, want.out.max);
        buf_init(&t->rejects, want.rejects.max);
        buf_init(&t->warnings, want.warnings.max);
        t->o.parser = READER_PARSER_BEST;
        read_once(t, p, n);
        assert_int_equal(t->rc, want.rc);
        assert_string_equal(buf_cstr(&t->rejects), buf_cstr(&want.rejects));
        assert_string_equal(buf_cstr(&t->warnings), buf_cstr(&want.warnings));
        if (t->rc == KAMU_OK) {
            assert_string_equal(buf_cstr(&t->out), buf_cstr(&want.out));
            assert_memory_equal(&t->stats, &want.stats, sizeof t->stats);
        } else {
            assert_string_equal(kamu_error_message(&t->err, 0), kamu_error_message(&want.err, 0));
            assert_int_equal(t->err.at.byte, want.err.at.byte);
            assert_int_equal(t->err.at.record, want.err.at.record);
        }
        buf_free(&want.out);
        buf_free(&want.rejects);
        buf_free(&want.warnings);
    }
}

static inline void read_text(struct reading *t, const char *text)
{
    read_bytes(t, text, strlen(text));
}

#define assert_reads(t, text, want)                                                                \
    do {                                                                                           \
        read_text(t, text);                                                                        \
        if ((t)->rc != KAMU_OK)                                                                    \
            fail_msg("%s: %s", text, test_error_text(&(t)->err));                                  \
        assert_string_equal(buf_cstr(&(t)->out), want);                                            \
    } while (0)

/* `where` is "line:column". */
#define assert_refuses(t, text, where, message)                                                    \
    do {                                                                                           \
        char where_[64];                                                                           \
        read_text(t, text);                                                                        \
        if ((t)->rc == KAMU_OK)                                                                    \
            fail_msg("%s was read: %s", text, buf_cstr(&(t)->out));                                \
        snprintf(where_, sizeof where_, "%llu:%llu", (unsigned long long)(t)->err.at.line,         \
                 (unsigned long long)(t)->err.at.column);                                          \
        assert_string_equal(kamu_error_message(&(t)->err, 0), message);                            \
        assert_string_equal(where_, where);                                                        \
    } while (0)

#define FIELD(n, k)                                                                                \
    (struct col_field)                                                                             \
    {                                                                                              \
        .name = (n), .type = {.kind = (k)}, .nullable = true                                       \
    }
#define FIELD_TS(n)                                                                                \
    (struct col_field)                                                                             \
    {                                                                                              \
        .name = (n), .type = {.kind = COL_TIMESTAMP, .unit = UNIT_MILLI, .timezone = "UTC"},       \
        .nullable = true                                                                           \
    }

#endif
