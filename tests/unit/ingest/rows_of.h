/* Batches for the tests of ingest/ and merge/, written as text. */
#ifndef KAMU_TESTS_INGEST_ROWS_OF_H
#define KAMU_TESTS_INGEST_ROWS_OF_H

#include "columnar/builder.h"
#include "columnar/format.h"
#include "columnar/text.h"
#include "unit/harness.h"

/* "k:i64 v:str? t:ts? d:date" -> schema; a trailing ? makes a column optional. */
static inline struct col_schema *schema_of(const char *text)
{
    struct kamu_error err = {0};
    char copy[512];
    (void)snprintf(copy, sizeof copy, "%s", text);
    uint32_t n = 1;
    for (const char *p = text; *p != 0; p++)
        n += *p == ' ';
    struct col_schema *s = NULL;
    assert_ok(col_schema_new(n, &s, &err), &err);
    char *save = NULL, *word = strtok_r(copy, " ", &save);
    for (uint32_t i = 0; i < n; i++, word = strtok_r(NULL, " ", &save)) {
        char *colon = strchr(word, ':');
        assert_non_null(colon);
        *colon = 0;
        char *type = colon + 1;
        struct col_field *f = &s->fields[i];
        f->name = arena_strdup(&s->arena, word);
        size_t len = strlen(type);
        if (type[len - 1] == '?') {
            f->nullable = true;
            type[len - 1] = 0;
        }
        if (strcmp(type, "i64") == 0)
            f->type.kind = COL_INT64;
        else if (strcmp(type, "i32") == 0)
            f->type.kind = COL_INT32;
        else if (strcmp(type, "f64") == 0)
            f->type.kind = COL_FLOAT64;
        else if (strcmp(type, "str") == 0)
            f->type.kind = COL_STRING;
        else if (strcmp(type, "bool") == 0)
            f->type.kind = COL_BOOL;
        else if (strcmp(type, "date") == 0)
            f->type.kind = COL_DATE32;
        else if (strcmp(type, "null") == 0)
            f->type.kind = COL_NULL;
        else if (strcmp(type, "us") == 0)
            f->type = (struct col_type){.kind = COL_TIMESTAMP, .unit = UNIT_MICRO};
        else if (strcmp(type, "ts") == 0)
            f->type =
                (struct col_type){.kind = COL_TIMESTAMP, .unit = UNIT_MILLI, .timezone = "UTC"};
        else
            fail_msg("no type '%s'", type);
    }
    return s;
}

static inline void put_text(struct col_builder *b, struct str s)
{
    struct kamu_error err = {0};
    int64_t i = 0;
    double d = 0;
    int32_t days = 0;
    if (s.n == 1 && s.p[0] == '-') {
        assert_ok(col_put_null(b, &err), &err);
        return;
    }
    switch (b->type->kind) {
    case COL_INT64:
        assert_null(text_to_i64(s, &i));
        assert_ok(col_put_i64(b, i, &err), &err);
        return;
    case COL_INT32:
        assert_null(text_to_i64(s, &i));
        assert_ok(col_put_i32(b, (int32_t)i, &err), &err);
        return;
    case COL_FLOAT64:
        assert_null(text_to_f64(s, &d));
        assert_ok(col_put_f64(b, d, &err), &err);
        return;
    case COL_STRING:
        assert_ok(col_put_string(b, s.p, s.n, &err), &err);
        return;
    case COL_BOOL:
        assert_ok(col_put_bool(b, s.p[0] == 't', &err), &err);
        return;
    case COL_DATE32:
        assert_null(text_to_date(s, &days));
        assert_ok(col_put_i32(b, days, &err), &err);
        return;
    case COL_TIMESTAMP:
        assert_null(text_to_timestamp(s, zone_utc(), b->type->unit, &i, NULL));
        assert_ok(col_put_i64(b, i, &err), &err);
        return;
    default:
        fail_msg("no text for this type");
    }
}

/* Rows separated by ';', values by blanks, '-' = null: "1 a;2 -". "" = no rows. */
static inline struct batch *batch_of(struct col_schema *s, const char *text)
{
    struct kamu_error err = {0};
    struct batch_builder bb;
    struct batch *b = NULL;
    assert_ok(batch_builder_init(&bb, s, &err), &err);
    uint32_t column = 0;
    for (const char *p = text; *p != 0;) {
        const char *end = p + strcspn(p, " ;");
        put_text(&bb.columns[column++], (struct str){p, (size_t)(end - p)});
        if (*end != ' ') {
            assert_int_equal(column, s->n_fields);
            column = 0;
        }
        p = *end == 0 ? end : end + 1;
    }
    assert_ok(batch_builder_finish(&bb, &b, &err), &err);
    batch_builder_free(&bb);
    return b;
}

/* The same text back; `out` is appended to. */
static inline void batch_text(const struct batch *b, struct buf *out)
{
    struct kamu_error err = {0};
    for (int64_t i = 0; i < b->length; i++) {
        if (out->len != 0)
            assert_ok(buf_append_byte(out, ';', &err), &err);
        for (uint32_t c = 0; c < b->n_columns; c++) {
            if (c != 0)
                assert_ok(buf_append_byte(out, ' ', &err), &err);
            if (b->columns[c].type->kind == COL_NULL || col_is_null(&b->columns[c], i))
                assert_ok(buf_append_byte(out, '-', &err), &err);
            else
                assert_ok(value_format(&b->columns[c], i, FORMAT_CSV, out, &err), &err);
        }
    }
}

#endif
