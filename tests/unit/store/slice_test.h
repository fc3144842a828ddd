/* Real slices for the tests of verify and compaction. */
#ifndef KAMU_TESTS_SLICE_TEST_H
#define KAMU_TESTS_SLICE_TEST_H

#include "store_test.h"

#include "columnar/batch.h"
#include "parquet/slice_writer.h"

enum { ROWS = 5 };

/* How a slice differs from a good one. */
struct fault_in_slice {
    uint64_t offset_shift;  /* added to the offsets in the file */
    int op;                 /* of row 2 */
    bool short_column;      /* v is Int32 in the file */
    int64_t rows;           /* in the file; 0: as many as the interval has */
    int64_t interval;       /* rows by the interval; 0: ROWS */
    int64_t watermark_less; /* milliseconds below the newest event time */
    bool logical_hash;
    bool statistics;
};

#define MARK INT64_C(0x1122334455667788)

static inline struct col_schema *slice_schema(bool short_column)
{
    static const char *const names[] = {"offset", "op", "system_time", "t", "v"};
    struct col_schema *s;
    assert_int_equal(col_schema_new(5, &s, NULL), KAMU_OK);
    for (int i = 0; i < 5; i++) {
        s->fields[i].name = names[i];
        s->fields[i].nullable = false;
        s->fields[i].type = (struct col_type){.kind = COL_INT64};
    }
    s->fields[1].type.kind = COL_INT32;
    for (int i = 2; i < 4; i++)
        s->fields[i].type =
            (struct col_type){.kind = COL_TIMESTAMP, .unit = UNIT_MILLI, .timezone = "UTC"};
    if (short_column)
        s->fields[4].type.kind = COL_INT32;
    return s;
}

static inline void set_column(struct column *c, const struct col_type *t, const void *values,
                              size_t n)
{
    c->type = t;
    c->length = (int64_t)n;
    c->values = blk_new(n * col_width(t));
    memcpy(c->values->data, values, n * col_width(t));
}

static inline struct batch *slice_batch(struct col_schema *schema, uint64_t first,
                                        const struct fault_in_slice *x)
{
    int64_t n = x->rows ? x->rows : x->interval ? x->interval : ROWS;
    int64_t offset[16], time[16], v[16];
    int32_t op[16] = {0}, v32[16] = {0};
    struct batch *b;
    assert_true(n <= 16);
    for (int64_t i = 0; i < n; i++) {
        offset[i] = (int64_t)(first + x->offset_shift) + i;
        time[i] = T0.seconds * 1000 + i;
        v[i] = MARK + i;
    }
    op[n > 2 ? 2 : 0] = x->op;
    assert_int_equal(batch_new(schema, n, &b, NULL), KAMU_OK);
    set_column(&b->columns[0], &schema->fields[0].type, offset, (size_t)n);
    set_column(&b->columns[1], &schema->fields[1].type, op, (size_t)n);
    set_column(&b->columns[2], &schema->fields[2].type, time, (size_t)n);
    set_column(&b->columns[3], &schema->fields[3].type, time, (size_t)n);
    set_column(&b->columns[4], &schema->fields[4].type, x->short_column ? (void *)v32 : (void *)v,
               (size_t)n);
    return b;
}

/* Raises the largest bound of column v in the footer, which is behind all pages. */
static inline void damage_statistics(const char *path)
{
    char file[1 << 16];
    size_t n = get_file(path, file, sizeof file);
    int64_t max = MARK + ROWS - 1, wrong = MARK + 1;
    int found = 0;
    uint32_t footer;
    memcpy(&footer, file + n - 8, 4);
    for (size_t i = n - 8 - footer; i + 8 <= n; i++) {
        if (memcmp(file + i, &max, 8) == 0) {
            memcpy(file + i, &wrong, 8);
            found++;
        }
    }
    assert_true(found > 0);
    put_file(path, file, n);
}

static inline void write_slice(struct fixture *f, struct commit *c, struct fs_file *file,
                               uint64_t first, const struct fault_in_slice *x,
                               struct odf_data_slice *out)
{
    struct col_schema *schema = slice_schema(x->short_column);
    struct batch *b = slice_batch(schema, first, x);
    struct slice_writer *w;
    struct slice_result r;
    assert_ok(slice_writer_open(&f->env, file, schema, NULL, &w, &f->err), &f->err);
    assert_ok(slice_writer_append(w, b, &f->err), &f->err);
    assert_ok(slice_writer_finish(w, &r, &f->err), &f->err);
    slice_writer_free(w);
    batch_free(b);
    col_schema_unref(schema);
    (void)c;
    *out = (struct odf_data_slice){
        .logical_hash = odf_hash_arrow0(r.logical_hash),
        .physical_hash = odf_hash_sha3(r.physical_hash),
        .offset_interval = {first, first + (uint64_t)(x->interval ? x->interval : ROWS) - 1},
        .size = r.size_bytes};
    if (x->logical_hash)
        out->logical_hash.digest[0] ^= 1;
    if (x->statistics) {
        char bytes[1 << 16];
        damage_statistics(fs_name(file));
        size_t n = get_file(fs_name(file), bytes, sizeof bytes);
        out->physical_hash = odf_hash_of(bytes, n);
    }
}

static inline struct odf_data_slice push_slice(struct fixture *f, struct dataset *ds,
                                               const struct fault_in_slice *x)
{
    static const struct fault_in_slice none;
    struct commit *c;
    struct commit_result r;
    struct fs_file *file;
    struct odf_data_slice slice;
    if (!x)
        x = &none;
    assert_ok(commit_begin(ds, NULL, &c, &f->err), &f->err);
    const struct odf_chain_state *chain = &commit_state(c)->chain;
    if (!chain->schema) {
        struct odf_event schema = schema_event(&f->arena);
        assert_ok(commit_add_event(c, T0, &schema, &f->err), &f->err);
    }
    assert_ok(commit_data_create(c, &file, &f->err), &f->err);
    write_slice(f, c, file, chain->last_offset.set ? chain->last_offset.value + 1 : 0, x, &slice);
    assert_ok(commit_data_done(c, file, &slice.physical_hash, &f->err), &f->err);
    struct odf_add_data data = {.prev_offset = chain->last_offset, .new_data = &slice};
    int64_t rows = x->rows ? x->rows : x->interval ? x->interval : ROWS;
    int64_t newest = T0.seconds * 1000 + rows - 1 - x->watermark_less;
    data.new_watermark = (struct odf_opt_instant){true, instant_from_ms(newest)};
    struct odf_event event = {.kind = ODF_ADD_DATA, .add_data = &data};
    assert_ok(commit_add_event(c, T0, &event, &f->err), &f->err);
    assert_ok(commit_publish(c, &r, &f->err), &f->err);
    commit_free(c);
    return slice;
}

#endif
