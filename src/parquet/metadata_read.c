/* Reads Parquet's thrift structures. Whatever the bytes are, the result is a structure whose
 * counts and sizes were checked against the bytes that were there, or KAMU_E_CORRUPT. */
#include "parquet/metadata.h"
#include "parquet/thrift.h"

struct reader {
    struct thrift_reader t;
    struct arena *a;
    bool nomem;
};

/* Array for a thrift list: at most one element per byte that is left, so memory is bounded. */
static void *list_alloc(struct reader *r, uint32_t n, size_t size)
{
    void *p = arena_calloc(r->a, n ? n : 1, size);
    if (p == NULL) {
        r->nomem = true;
        r->t.bad = true;
    }
    return p;
}

static enum col_unit read_time_unit(struct thrift_reader *t)
{
    enum col_unit unit = UNIT_MILLI;
    int16_t id;
    enum thrift_type type;
    thrift_struct_begin(t);
    while (thrift_field(t, &id, &type)) {
        unit = id == 1 ? UNIT_MILLI : id == 2 ? UNIT_MICRO : UNIT_NANO;
        thrift_skip(t, type);
    }
    return unit;
}

static void read_logical_members(struct thrift_reader *t, struct pq_logical *l)
{
    int16_t id;
    enum thrift_type type;
    bool timed = l->kind == PQ_LOGICAL_TIME || l->kind == PQ_LOGICAL_TIMESTAMP;
    thrift_struct_begin(t);
    while (thrift_field(t, &id, &type)) {
        if (l->kind == PQ_LOGICAL_DECIMAL && id == 1)
            l->scale = thrift_i32(t, type);
        else if (l->kind == PQ_LOGICAL_DECIMAL && id == 2)
            l->precision = thrift_i32(t, type);
        else if (timed && id == 1)
            l->utc = thrift_bool(type);
        else if (timed && id == 2 && type == THRIFT_STRUCT)
            l->unit = read_time_unit(t);
        else if (l->kind == PQ_LOGICAL_INTEGER && id == 1)
            l->bits = (int8_t)thrift_int(t, type);
        else if (l->kind == PQ_LOGICAL_INTEGER && id == 2)
            l->is_signed = thrift_bool(type);
        else
            thrift_skip(t, type);
    }
}

static void read_logical(struct thrift_reader *t, struct pq_logical *l)
{
    int16_t id;
    enum thrift_type type;
    thrift_struct_begin(t);
    while (thrift_field(t, &id, &type)) {
        if (type != THRIFT_STRUCT) {
            t->bad = true;
            return;
        }
        bool known = id >= PQ_LOGICAL_STRING && id <= PQ_LOGICAL_FLOAT16 && id != 9;
        l->kind = known ? (enum pq_logical_kind)id : PQ_LOGICAL_OTHER;
        read_logical_members(t, l);
    }
}

static void read_element(struct thrift_reader *t, struct pq_element *e)
{
    int16_t id;
    enum thrift_type type;
    *e = (struct pq_element){.type = -1, .repetition = -1, .converted = -1, .name = STR("")};
    thrift_struct_begin(t);
    while (thrift_field(t, &id, &type)) {
        switch (id) {
        case 1:
            e->type = thrift_i32(t, type);
            break;
        case 2:
            e->type_length = thrift_i32(t, type);
            break;
        case 3:
            e->repetition = thrift_i32(t, type);
            break;
        case 4:
            e->name = thrift_binary(t);
            break;
        case 5:
            e->num_children = thrift_i32(t, type);
            break;
        case 6:
            e->converted = thrift_i32(t, type);
            break;
        case 7:
            e->scale = thrift_i32(t, type);
            break;
        case 8:
            e->precision = thrift_i32(t, type);
            break;
        case 10:
            if (type == THRIFT_STRUCT) {
                read_logical(t, &e->logical);
                break;
            }
            /* fall through */
        default:
            thrift_skip(t, type);
        }
    }
}

static void read_statistics(struct thrift_reader *t, struct pq_statistics *s)
{
    int16_t id;
    enum thrift_type type;
    thrift_struct_begin(t);
    while (thrift_field(t, &id, &type)) {
        switch (id) {
        case 1:
            s->max = thrift_binary(t);
            break;
        case 2:
            s->min = thrift_binary(t);
            break;
        case 3:
            s->null_count = thrift_int(t, type);
            break;
        case 5:
            s->max_value = thrift_binary(t);
            break;
        case 6:
            s->min_value = thrift_binary(t);
            break;
        case 7:
            s->max_exact = thrift_bool(type);
            break;
        case 8:
            s->min_exact = thrift_bool(type);
            break;
        default:
            thrift_skip(t, type);
        }
    }
}

static void read_chunk_metadata(struct reader *r, struct pq_chunk *c)
{
    struct thrift_reader *t = &r->t;
    int16_t id;
    enum thrift_type type, et;
    thrift_struct_begin(t);
    while (thrift_field(t, &id, &type)) {
        switch (id) {
        case 1:
            c->type = thrift_i32(t, type);
            break;
        case 2:
            for (uint32_t n = thrift_list(t, &et); n > 0 && !t->bad; n--) {
                int64_t e = thrift_int(t, et);
                c->encodings |= e >= 0 && e < 32 ? 1u << e : 0;
            }
            break;
        case 3:
            c->n_path = thrift_list(t, &et);
            c->path = list_alloc(r, c->n_path, sizeof *c->path);
            for (uint32_t i = 0; i < c->n_path && !t->bad; i++)
                c->path[i] = thrift_binary(t);
            break;
        case 4:
            c->codec = thrift_i32(t, type);
            break;
        case 5:
            c->num_values = thrift_int(t, type);
            break;
        case 6:
            c->total_uncompressed = thrift_int(t, type);
            break;
        case 7:
            c->total_compressed = thrift_int(t, type);
            break;
        case 9:
            c->data_page_offset = thrift_int(t, type);
            break;
        case 11:
            c->dictionary_page_offset = thrift_int(t, type);
            break;
        case 12:
            read_statistics(t, &c->statistics);
            break;
        default:
            thrift_skip(t, type);
        }
    }
}

static void read_chunk(struct reader *r, struct pq_chunk *c)
{
    struct thrift_reader *t = &r->t;
    int16_t id;
    enum thrift_type type;
    *c = (struct pq_chunk){.type = -1,
                           .codec = -1,
                           .data_page_offset = -1,
                           .dictionary_page_offset = -1,
                           .offset_index_offset = -1,
                           .column_index_offset = -1,
                           .statistics = {.null_count = -1, .min_exact = -1, .max_exact = -1}};
    thrift_struct_begin(t);
    while (thrift_field(t, &id, &type)) {
        switch (id) {
        case 1:
            c->external = thrift_binary(t).n > 0;
            break;
        case 3:
            read_chunk_metadata(r, c);
            break;
        case 4:
            c->offset_index_offset = thrift_int(t, type);
            break;
        case 5:
            c->offset_index_length = thrift_i32(t, type);
            break;
        case 6:
            c->column_index_offset = thrift_int(t, type);
            break;
        case 7:
            c->column_index_length = thrift_i32(t, type);
            break;
        case 8:
            c->encrypted = true;
            thrift_skip(t, type);
            break;
        default:
            thrift_skip(t, type);
        }
    }
}

static void read_row_group(struct reader *r, struct pq_row_group *g)
{
    struct thrift_reader *t = &r->t;
    int16_t id;
    enum thrift_type type, et;
    *g = (struct pq_row_group){.sorting_column = -1, .num_rows = -1};
    thrift_struct_begin(t);
    while (thrift_field(t, &id, &type)) {
        switch (id) {
        case 1:
            g->n_columns = thrift_list(t, &et);
            g->columns = list_alloc(r, g->n_columns, sizeof *g->columns);
            for (uint32_t i = 0; i < g->n_columns && !t->bad; i++)
                read_chunk(r, &g->columns[i]);
            break;
        case 2:
            g->total_byte_size = thrift_int(t, type);
            break;
        case 3:
            g->num_rows = thrift_int(t, type);
            break;
        default:
            thrift_skip(t, type);
        }
    }
}

static void read_key_value(struct thrift_reader *t, struct pq_key_value *kv)
{
    int16_t id;
    enum thrift_type type;
    thrift_struct_begin(t);
    while (thrift_field(t, &id, &type)) {
        if (id == 1)
            kv->key = thrift_binary(t);
        else if (id == 2)
            kv->value = thrift_binary(t);
        else
            thrift_skip(t, type);
    }
}

static void read_column_orders(struct thrift_reader *t, struct pq_file *f)
{
    enum thrift_type et, type;
    int16_t id;
    f->n_column_orders = thrift_list(t, &et);
    f->type_ordered = 1;
    for (uint32_t i = 0; i < f->n_column_orders && !t->bad; i++) {
        thrift_struct_begin(t);
        while (thrift_field(t, &id, &type)) {
            f->type_ordered &= id == 1;
            thrift_skip(t, type);
        }
    }
}

kamu_code pq_file_read(const void *data, size_t n, struct arena *a, struct pq_file *out,
                       struct kamu_error *err)
{
    struct reader r = {.a = a};
    struct thrift_reader *t = &r.t;
    int16_t id;
    enum thrift_type type, et;
    thrift_reader_init(t, data, n);
    *out = (struct pq_file){.created_by = STR(""), .num_rows = -1};
    thrift_struct_begin(t);
    while (thrift_field(t, &id, &type)) {
        switch (id) {
        case 1:
            out->version = thrift_i32(t, type);
            break;
        case 2:
            out->n_elements = thrift_list(t, &et);
            out->elements = list_alloc(&r, out->n_elements, sizeof *out->elements);
            for (uint32_t i = 0; i < out->n_elements && !t->bad; i++)
                read_element(t, &out->elements[i]);
            break;
        case 3:
            out->num_rows = thrift_int(t, type);
            break;
        case 4:
            out->n_row_groups = thrift_list(t, &et);
            out->row_groups = list_alloc(&r, out->n_row_groups, sizeof *out->row_groups);
            for (uint32_t i = 0; i < out->n_row_groups && !t->bad; i++)
                read_row_group(&r, &out->row_groups[i]);
            break;
        case 5:
            out->n_key_values = thrift_list(t, &et);
            out->key_values = list_alloc(&r, out->n_key_values, sizeof *out->key_values);
            for (uint32_t i = 0; i < out->n_key_values && !t->bad; i++)
                read_key_value(t, &out->key_values[i]);
            break;
        case 6:
            out->created_by = thrift_binary(t);
            break;
        case 7:
            read_column_orders(t, out);
            break;
        default:
            thrift_skip(t, type);
        }
    }
    if (r.nomem)
        return error_nomem(err);
    if (t->bad)
        return error_set(err, KAMU_E_CORRUPT, "Parquet footer is damaged at byte %zu of %zu",
                         (size_t)(t->p - (const uint8_t *)data), n);
    return KAMU_OK;
}

static void read_data_page(struct thrift_reader *t, struct pq_page_header *h)
{
    int16_t id;
    enum thrift_type type;
    thrift_struct_begin(t);
    while (thrift_field(t, &id, &type)) {
        if (id == 1)
            h->num_values = thrift_i32(t, type);
        else if (id == 2)
            h->encoding = thrift_i32(t, type);
        else if (id == 3 && type == THRIFT_I32) /* a bool in dictionary page headers */
            h->def_encoding = thrift_i32(t, type);
        else if (id == 4)
            h->rep_encoding = thrift_i32(t, type);
        else
            thrift_skip(t, type);
    }
}

static void read_data_page_v2(struct thrift_reader *t, struct pq_page_header *h)
{
    int16_t id;
    enum thrift_type type;
    thrift_struct_begin(t);
    while (thrift_field(t, &id, &type)) {
        switch (id) {
        case 1:
            h->num_values = thrift_i32(t, type);
            break;
        case 2:
            h->num_nulls = thrift_i32(t, type);
            break;
        case 3:
            h->num_rows = thrift_i32(t, type);
            break;
        case 4:
            h->encoding = thrift_i32(t, type);
            break;
        case 5:
            h->def_bytes = thrift_i32(t, type);
            break;
        case 6:
            h->rep_bytes = thrift_i32(t, type);
            break;
        case 7:
            h->is_compressed = thrift_bool(type);
            break;
        default:
            thrift_skip(t, type);
        }
    }
}

kamu_code pq_page_header_read(const void *data, size_t n, struct pq_page_header *out, size_t *used,
                              bool *truncated, struct kamu_error *err)
{
    struct thrift_reader t;
    int16_t id;
    enum thrift_type type;
    struct pq_page_header *h = out;
    thrift_reader_init(&t, data, n);
    *h = (struct pq_page_header){.type = -1,
                                 .num_rows = -1,
                                 .uncompressed_size = -1,
                                 .compressed_size = -1,
                                 .num_values = -1,
                                 .encoding = -1,
                                 .def_encoding = PQ_RLE,
                                 .rep_encoding = PQ_RLE,
                                 .is_compressed = true};
    thrift_struct_begin(&t);
    while (thrift_field(&t, &id, &type)) {
        if (id == 1)
            h->type = thrift_i32(&t, type);
        else if (id == 2)
            h->uncompressed_size = thrift_i32(&t, type);
        else if (id == 3)
            h->compressed_size = thrift_i32(&t, type);
        else if (id == 4) {
            h->crc = (uint32_t)thrift_int(&t, type);
            h->has_crc = true;
        } else if ((id == 5 || id == 7) && type == THRIFT_STRUCT)
            read_data_page(&t, h);
        else if (id == 8 && type == THRIFT_STRUCT)
            read_data_page_v2(&t, h);
        else
            thrift_skip(&t, type);
    }
    *used = (size_t)(t.p - (const uint8_t *)data);
    *truncated = t.bad && t.p >= t.end;
    bool index = h->type == PQ_INDEX_PAGE;
    if (t.bad || h->type < 0 || h->type > PQ_DATA_PAGE_V2 || h->uncompressed_size < 0 ||
        h->compressed_size < 0 || (!index && (h->num_values < 0 || h->encoding < 0)))
        return error_set(err, KAMU_E_CORRUPT, "Parquet page header is damaged");
    return KAMU_OK;
}

kamu_code pq_offset_index_read(const void *data, size_t n, struct arena *a,
                               struct pq_page_location **out, uint32_t *count,
                               struct kamu_error *err)
{
    struct reader r = {.a = a};
    struct thrift_reader *t = &r.t;
    int16_t id;
    enum thrift_type type, et;
    thrift_reader_init(t, data, n);
    *out = NULL;
    *count = 0;
    thrift_struct_begin(t);
    while (thrift_field(t, &id, &type)) {
        if (id != 1 || type != THRIFT_LIST) {
            thrift_skip(t, type);
            continue;
        }
        *count = thrift_list(t, &et);
        *out = list_alloc(&r, *count, sizeof **out);
        for (uint32_t i = 0; i < *count && !t->bad; i++) {
            struct pq_page_location *p = &(*out)[i];
            thrift_struct_begin(t);
            while (thrift_field(t, &id, &type)) {
                if (id == 1)
                    p->offset = thrift_int(t, type);
                else if (id == 2)
                    p->compressed_size = thrift_i32(t, type);
                else if (id == 3)
                    p->first_row = thrift_int(t, type);
                else
                    thrift_skip(t, type);
            }
        }
    }
    if (r.nomem)
        return error_nomem(err);
    if (t->bad)
        return error_set(err, KAMU_E_CORRUPT, "Parquet offset index is damaged");
    return KAMU_OK;
}
