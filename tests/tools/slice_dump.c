/*
 * What the slice reader sees, for the comparison with other readers
 * (tests/interop/test_parquet.py):
 *
 *   slice_dump FILE                rows, one JSON array a line, values raw: numbers of dates, times
 * and timestamps as stored, floats and decimals as hex of their bytes, structs as arrays slice_dump
 * --schema FILE       "name type nullable" for each column, as Arrow names it slice_dump --hash
 * FILE         logical hash slice_dump --last N FILE       the last N rows slice_dump --rewrite OUT
 * FILE  the same rows through the slice writer; prints rows and logical hash
 *                                  ("-" where the types cannot be hashed)
 */
#include "columnar/batch.h"
#include "parquet/slice_reader.h"
#include "parquet/slice_writer.h"

#include <inttypes.h>

static struct env env;
static struct kamu_error err;

static int fail(void)
{
    const char *m;
    for (unsigned i = 0; (m = kamu_error_message(&err, i)) != NULL; i++)
        fprintf(stderr, "%s%s", i ? ": " : "", m);
    fprintf(stderr, " (%s)\n", kamu_code_name(err.code));
    return 1;
}

static void hex(const uint8_t *p, size_t n)
{
    putchar('"');
    for (size_t i = 0; i < n; i++)
        printf("%02x", p[i]);
    putchar('"');
}

static void text(const uint8_t *p, size_t n)
{
    putchar('"');
    for (size_t i = 0; i < n; i++) {
        if (p[i] == '"' || p[i] == '\\' || p[i] < 0x20)
            printf("\\u%04x", p[i]);
        else
            putchar(p[i]);
    }
    putchar('"');
}

static void value(const struct column *c, int64_t i);

static void items(const struct column *c, int64_t from, int64_t to)
{
    putchar('[');
    for (int64_t k = from; k < to; k++) {
        if (k > from)
            putchar(',');
        value(c, k);
    }
    putchar(']');
}

static void scalar(const struct column *c, int64_t i)
{
    const uint8_t *v = c->values->data;
    size_t w = col_width(c->type);
    int64_t n = 0;
    switch (c->type->kind) {
    case COL_INT8:
        n = (int8_t)v[i];
        break;
    case COL_INT16:
        n = ((const int16_t *)(const void *)v)[i];
        break;
    case COL_INT32:
    case COL_DATE32:
    case COL_TIME32:
        n = ((const int32_t *)(const void *)v)[i];
        break;
    case COL_UINT8:
    case COL_UINT16:
    case COL_UINT32:
    case COL_INT64:
    case COL_TIME64:
    case COL_TIMESTAMP:
    case COL_DURATION:
        memcpy(&n, v + (size_t)i * w, w);
        break;
    case COL_UINT64:
        printf("%" PRIu64, ((const uint64_t *)(const void *)v)[i]);
        return;
    default:
        hex(v + (size_t)i * w, w);
        return;
    }
    printf("%" PRId64, n);
}

static void value(const struct column *c, int64_t i)
{
    if (c->type->kind == COL_NULL || col_is_null(c, i)) {
        fputs("null", stdout);
        return;
    }
    switch (c->type->kind) {
    case COL_BOOL:
        fputs(bit_get(c->values->data, i) ? "true" : "false", stdout);
        break;
    case COL_STRING:
    case COL_BINARY: {
        int32_t from = col_offsets(c)[i], to = col_offsets(c)[i + 1];
        (c->type->kind == COL_STRING ? text : hex)(c->values->data + from, (size_t)(to - from));
        break;
    }
    case COL_STRUCT:
        putchar('[');
        for (uint32_t k = 0; k < c->n_children; k++) {
            if (k > 0)
                putchar(',');
            value(&c->children[k], i);
        }
        putchar(']');
        break;
    case COL_LIST:
    case COL_MAP:
        items(&c->children[0], col_offsets(c)[i], col_offsets(c)[i + 1]);
        break;
    case COL_FIXED_LIST:
        items(&c->children[0], i * c->type->fixed_length, (i + 1) * c->type->fixed_length);
        break;
    default:
        scalar(c, i);
    }
}

static int rows(struct slice_reader *r)
{
    for (;;) {
        struct batch *b;
        if (slice_reader_next(r, &b, &err) != KAMU_OK)
            return fail();
        if (b == NULL)
            return 0;
        if (batch_validate(b, true, &err) != KAMU_OK)
            return fail();
        for (int64_t i = 0; i < b->length; i++) {
            putchar('[');
            for (uint32_t c = 0; c < b->n_columns; c++) {
                if (c > 0)
                    putchar(',');
                value(&b->columns[c], i);
            }
            puts("]");
        }
        batch_free(b);
    }
}

static int schema(struct slice_reader *r)
{
    const struct col_schema *s = slice_reader_schema(r);
    for (uint32_t i = 0; i < s->n_fields; i++) {
        char name[4096];
        col_type_name(&s->fields[i].type, name, sizeof name);
        printf("%s %s%s\n", s->fields[i].name, name, s->fields[i].nullable ? " nullable" : "");
    }
    return 0;
}

static void print_hash(const uint8_t h[32])
{
    for (int i = 0; i < 32; i++)
        printf("%02x", h[i]);
    putchar('\n');
}

static int rewrite(struct slice_reader *r, const char *out)
{
    struct fs_file *f;
    struct slice_writer *w;
    struct slice_result res;
    struct slice_writer_options o = {.unsorted = true};
    struct batch *b;
    if (fs_create(&env.fs, out, false, &f, &err) != KAMU_OK)
        return fail();
    kamu_code rc = slice_writer_open(&env, f, slice_reader_schema(r), &o, &w, &err);
    if (rc == KAMU_E_UNSUPPORTED) {
        o.no_logical_hash = true;
        rc = slice_writer_open(&env, f, slice_reader_schema(r), &o, &w, &err);
    }
    if (rc != KAMU_OK)
        return fail();
    for (;;) {
        if (slice_reader_next(r, &b, &err) != KAMU_OK ||
            (b && slice_writer_append(w, b, &err) != KAMU_OK))
            return fail();
        if (b == NULL)
            break;
        batch_free(b);
    }
    if (slice_writer_finish(w, &res, &err) != KAMU_OK)
        return fail();
    slice_writer_free(w);
    printf("%" PRIu64 " ", res.rows);
    if (o.no_logical_hash)
        puts("-");
    else
        print_hash(res.logical_hash);
    return fs_close(f, &err) == KAMU_OK ? 0 : fail();
}

int main(int argc, char **argv)
{
    struct slice_reader *r;
    const char *mode = argc > 2 ? argv[1] : "";
    if (argc < 2)
        return 2;
    if (env_init(&env, &err) != KAMU_OK ||
        slice_reader_open(&env, argv[argc - 1], &r, &err) != KAMU_OK)
        return fail();
    int rc;
    if (strcmp(mode, "--schema") == 0) {
        rc = schema(r);
    } else if (strcmp(mode, "--hash") == 0) {
        uint8_t h[32];
        rc = slice_reader_logical_hash(r, h, &err) == KAMU_OK ? (print_hash(h), 0) : fail();
    } else if (strcmp(mode, "--rewrite") == 0) {
        rc = rewrite(r, argv[2]);
    } else {
        uint64_t n = strcmp(mode, "--last") == 0 ? strtoull(argv[2], NULL, 10) : UINT64_MAX;
        uint64_t all = slice_reader_rows(r);
        rc = slice_reader_seek(r, n < all ? all - n : 0, &err) == KAMU_OK ? rows(r) : fail();
    }
    slice_reader_close(r);
    env_free(&env);
    return rc;
}
