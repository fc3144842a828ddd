#include "parquet/arrow_flat.h"

uint64_t flat_load(struct flat *f, size_t at, unsigned bytes)
{
    uint64_t v = 0;
    if (at > f->n || f->n - at < bytes) {
        f->bad = true;
        return 0;
    }
    for (unsigned i = 0; i < bytes; i++)
        v |= (uint64_t)f->p[at + i] << (8 * i);
    return v;
}

size_t flat_slot(struct flat *f, size_t table, unsigned i)
{
    int32_t back = (int32_t)flat_load(f, table, 4);
    int64_t vtable = (int64_t)table - back;
    if (f->bad || vtable < 0 || vtable > (int64_t)f->n) {
        f->bad = true;
        return 0;
    }
    uint64_t size = flat_load(f, (size_t)vtable, 2);
    if (4 + 2 * (uint64_t)i + 2 > size)
        return 0;
    uint64_t off = flat_load(f, (size_t)vtable + 4 + 2 * i, 2);
    return off ? table + off : 0;
}

size_t flat_follow(struct flat *f, size_t at)
{
    uint64_t off = flat_load(f, at, 4);
    if (f->bad || off == 0 || off > f->n - at) {
        f->bad = true;
        return 0;
    }
    return at + off;
}

int64_t flat_scalar(struct flat *f, size_t table, unsigned i, unsigned bytes, int64_t absent)
{
    size_t at = flat_slot(f, table, i);
    if (at == 0)
        return absent;
    uint64_t v = flat_load(f, at, bytes);
    unsigned shift = 64 - 8 * bytes;
    return (int64_t)(v << shift) >> shift;
}

size_t flat_child(struct flat *f, size_t table, unsigned i)
{
    size_t at = flat_slot(f, table, i);
    return at ? flat_follow(f, at) : 0;
}

size_t flat_vector(struct flat *f, size_t table, unsigned i, size_t item_bytes, uint64_t *n)
{
    size_t at = flat_child(f, table, i);
    *n = at != 0 ? flat_load(f, at, 4) : 0;
    if (at != 0 && (f->bad || *n > (f->n - at - 4) / item_bytes))
        f->bad = true;
    if (f->bad)
        *n = 0;
    return at != 0 ? at + 4 : 0;
}
