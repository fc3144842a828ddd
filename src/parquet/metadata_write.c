/* Writes Parquet's thrift structures. Field order is ascending, so equal input gives equal bytes.
 */
#include "parquet/metadata.h"
#include "parquet/thrift.h"

static void write_time_unit(struct thrift_writer *w, int16_t id, enum col_unit unit)
{
    thrift_write_field(w, id, THRIFT_STRUCT);
    thrift_write_struct_begin(w);
    thrift_write_empty(w, unit == UNIT_MILLI ? 1 : unit == UNIT_MICRO ? 2 : 3);
    thrift_write_struct_end(w);
}

static void write_logical(struct thrift_writer *w, int16_t id, const struct pq_logical *l)
{
    thrift_write_field(w, id, THRIFT_STRUCT);
    thrift_write_struct_begin(w);
    thrift_write_field(w, (int16_t)l->kind, THRIFT_STRUCT);
    thrift_write_struct_begin(w);
    switch (l->kind) {
    case PQ_LOGICAL_DECIMAL:
        thrift_write_i32(w, 1, l->scale);
        thrift_write_i32(w, 2, l->precision);
        break;
    case PQ_LOGICAL_TIME:
    case PQ_LOGICAL_TIMESTAMP:
        thrift_write_bool(w, 1, l->utc);
        write_time_unit(w, 2, l->unit);
        break;
    case PQ_LOGICAL_INTEGER:
        thrift_write_i8(w, 1, l->bits);
        thrift_write_bool(w, 2, l->is_signed);
        break;
    default:
        break;
    }
    thrift_write_struct_end(w);
    thrift_write_struct_end(w);
}

static void write_element(struct thrift_writer *w, const struct pq_element *e)
{
    thrift_write_struct_begin(w);
    if (e->type >= 0)
        thrift_write_i32(w, 1, e->type);
    if (e->type == PQ_FIXED)
        thrift_write_i32(w, 2, e->type_length);
    if (e->repetition >= 0)
        thrift_write_i32(w, 3, e->repetition);
    thrift_write_binary(w, 4, e->name.p, e->name.n);
    if (e->type < 0)
        thrift_write_i32(w, 5, e->num_children);
    if (e->converted >= 0)
        thrift_write_i32(w, 6, e->converted);
    if (e->converted == PQ_CONV_DECIMAL) {
        thrift_write_i32(w, 7, e->scale);
        thrift_write_i32(w, 8, e->precision);
    }
    if (e->logical.kind != PQ_LOGICAL_NONE)
        write_logical(w, 10, &e->logical);
    thrift_write_struct_end(w);
}

static void write_statistics(struct thrift_writer *w, int16_t id, const struct pq_statistics *s)
{
    thrift_write_field(w, id, THRIFT_STRUCT);
    thrift_write_struct_begin(w);
    if (s->max.p)
        thrift_write_binary(w, 1, s->max.p, s->max.n);
    if (s->min.p)
        thrift_write_binary(w, 2, s->min.p, s->min.n);
    if (s->null_count >= 0)
        thrift_write_i64(w, 3, s->null_count);
    if (s->max_value.p)
        thrift_write_binary(w, 5, s->max_value.p, s->max_value.n);
    if (s->min_value.p)
        thrift_write_binary(w, 6, s->min_value.p, s->min_value.n);
    if (s->max_exact >= 0)
        thrift_write_bool(w, 7, s->max_exact);
    if (s->min_exact >= 0)
        thrift_write_bool(w, 8, s->min_exact);
    thrift_write_struct_end(w);
}

static void write_chunk(struct thrift_writer *w, const struct pq_chunk *c)
{
    thrift_write_struct_begin(w);
    thrift_write_i64(w, 2, 0); /* file_offset: deprecated, must be 0 when unused */
    thrift_write_field(w, 3, THRIFT_STRUCT);
    thrift_write_struct_begin(w);
    thrift_write_i32(w, 1, c->type);
    thrift_write_list(w, 2, THRIFT_I32, (size_t)__builtin_popcount(c->encodings));
    for (int e = 0; e < 32; e++)
        if (c->encodings >> e & 1)
            thrift_write_raw_int(w, e);
    thrift_write_list(w, 3, THRIFT_BINARY, c->n_path);
    for (uint32_t i = 0; i < c->n_path; i++)
        thrift_write_raw_binary(w, c->path[i].p, c->path[i].n);
    thrift_write_i32(w, 4, c->codec);
    thrift_write_i64(w, 5, c->num_values);
    thrift_write_i64(w, 6, c->total_uncompressed);
    thrift_write_i64(w, 7, c->total_compressed);
    thrift_write_i64(w, 9, c->data_page_offset);
    if (c->dictionary_page_offset >= 0)
        thrift_write_i64(w, 11, c->dictionary_page_offset);
    write_statistics(w, 12, &c->statistics);
    thrift_write_struct_end(w);
    if (c->offset_index_offset >= 0) {
        thrift_write_i64(w, 4, c->offset_index_offset);
        thrift_write_i32(w, 5, c->offset_index_length);
    }
    if (c->column_index_offset >= 0) {
        thrift_write_i64(w, 6, c->column_index_offset);
        thrift_write_i32(w, 7, c->column_index_length);
    }
    thrift_write_struct_end(w);
}

static void write_row_group(struct thrift_writer *w, const struct pq_row_group *g)
{
    thrift_write_struct_begin(w);
    thrift_write_list(w, 1, THRIFT_STRUCT, g->n_columns);
    for (uint32_t i = 0; i < g->n_columns; i++)
        write_chunk(w, &g->columns[i]);
    thrift_write_i64(w, 2, g->total_byte_size);
    thrift_write_i64(w, 3, g->num_rows);
    if (g->sorting_column >= 0) {
        thrift_write_list(w, 4, THRIFT_STRUCT, 1);
        thrift_write_struct_begin(w);
        thrift_write_i32(w, 1, g->sorting_column);
        thrift_write_bool(w, 2, false);
        thrift_write_bool(w, 3, false);
        thrift_write_struct_end(w);
    }
    thrift_write_i64(w, 5, g->file_offset);
    thrift_write_i64(w, 6, g->total_compressed);
    thrift_write_i16(w, 7, g->ordinal);
    thrift_write_struct_end(w);
}

kamu_code pq_file_write(const struct pq_file *f, struct buf *out, struct kamu_error *err)
{
    struct thrift_writer w;
    thrift_writer_init(&w, out, err);
    thrift_write_struct_begin(&w);
    thrift_write_i32(&w, 1, f->version);
    thrift_write_list(&w, 2, THRIFT_STRUCT, f->n_elements);
    for (uint32_t i = 0; i < f->n_elements; i++)
        write_element(&w, &f->elements[i]);
    thrift_write_i64(&w, 3, f->num_rows);
    thrift_write_list(&w, 4, THRIFT_STRUCT, f->n_row_groups);
    for (uint32_t i = 0; i < f->n_row_groups; i++)
        write_row_group(&w, &f->row_groups[i]);
    if (f->n_key_values > 0) {
        thrift_write_list(&w, 5, THRIFT_STRUCT, f->n_key_values);
        for (uint32_t i = 0; i < f->n_key_values; i++) {
            thrift_write_struct_begin(&w);
            thrift_write_binary(&w, 1, f->key_values[i].key.p, f->key_values[i].key.n);
            thrift_write_binary(&w, 2, f->key_values[i].value.p, f->key_values[i].value.n);
            thrift_write_struct_end(&w);
        }
    }
    thrift_write_binary(&w, 6, f->created_by.p, f->created_by.n);
    thrift_write_list(&w, 7, THRIFT_STRUCT, f->n_column_orders);
    for (uint32_t i = 0; i < f->n_column_orders; i++) {
        thrift_write_struct_begin(&w);
        thrift_write_empty(&w, 1);
        thrift_write_struct_end(&w);
    }
    thrift_write_struct_end(&w);
    return w.rc;
}

kamu_code pq_page_header_write(const struct pq_page_header *h, struct buf *out,
                               struct kamu_error *err)
{
    struct thrift_writer w;
    thrift_writer_init(&w, out, err);
    thrift_write_struct_begin(&w);
    thrift_write_i32(&w, 1, h->type);
    thrift_write_i32(&w, 2, h->uncompressed_size);
    thrift_write_i32(&w, 3, h->compressed_size);
    if (h->type == PQ_DICTIONARY_PAGE) {
        thrift_write_field(&w, 7, THRIFT_STRUCT);
        thrift_write_struct_begin(&w);
        thrift_write_i32(&w, 1, h->num_values);
        thrift_write_i32(&w, 2, h->encoding);
        thrift_write_bool(&w, 3, false);
        thrift_write_struct_end(&w);
    } else {
        thrift_write_field(&w, 5, THRIFT_STRUCT);
        thrift_write_struct_begin(&w);
        thrift_write_i32(&w, 1, h->num_values);
        thrift_write_i32(&w, 2, h->encoding);
        thrift_write_i32(&w, 3, PQ_RLE);
        thrift_write_i32(&w, 4, PQ_RLE);
        thrift_write_struct_end(&w);
    }
    thrift_write_struct_end(&w);
    return w.rc;
}

kamu_code pq_offset_index_write(const struct pq_page_location *pages, uint32_t n, struct buf *out,
                                struct kamu_error *err)
{
    struct thrift_writer w;
    thrift_writer_init(&w, out, err);
    thrift_write_struct_begin(&w);
    thrift_write_list(&w, 1, THRIFT_STRUCT, n);
    for (uint32_t i = 0; i < n; i++) {
        thrift_write_struct_begin(&w);
        thrift_write_i64(&w, 1, pages[i].offset);
        thrift_write_i32(&w, 2, pages[i].compressed_size);
        thrift_write_i64(&w, 3, pages[i].first_row);
        thrift_write_struct_end(&w);
    }
    thrift_write_struct_end(&w);
    return w.rc;
}

kamu_code pq_column_index_write(const struct pq_column_index_page *pages, uint32_t n,
                                enum pq_boundary_order order, struct buf *out,
                                struct kamu_error *err)
{
    struct thrift_writer w;
    thrift_writer_init(&w, out, err);
    thrift_write_struct_begin(&w);
    thrift_write_list(&w, 1, THRIFT_TRUE, n);
    for (uint32_t i = 0; i < n; i++)
        thrift_write_raw_byte(&w, pages[i].null_page ? THRIFT_TRUE : THRIFT_FALSE);
    thrift_write_list(&w, 2, THRIFT_BINARY, n);
    for (uint32_t i = 0; i < n; i++)
        thrift_write_raw_binary(&w, pages[i].min.p, pages[i].min.n);
    thrift_write_list(&w, 3, THRIFT_BINARY, n);
    for (uint32_t i = 0; i < n; i++)
        thrift_write_raw_binary(&w, pages[i].max.p, pages[i].max.n);
    thrift_write_i32(&w, 4, (int32_t)order);
    thrift_write_list(&w, 5, THRIFT_I64, n);
    for (uint32_t i = 0; i < n; i++)
        thrift_write_raw_int(&w, pages[i].null_count);
    thrift_write_struct_end(&w);
    return w.rc;
}
