/* Shapes of a .shp file as GeoJSON geometries; Z and M are left out, as in kamu. */
#include "base/bytes.h"
#include "columnar/format.h"
#include "readers/shapefile.h"

#include <math.h>

enum { NULL_SHAPE = 0, POINT = 1, LINE = 3, POLYGON = 5, MULTI_POINT = 8, MULTI_PATCH = 31 };

/* Parts of a multipatch */
enum { RING_OUTER = 2, RING_INNER = 3, RING_FIRST = 4, RING = 5 };

static uint32_t big32(const uint8_t *p)
{
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}
static double little_double(const uint8_t *p)
{
    uint64_t bits = (uint64_t)little32(p) | (uint64_t)little32(p + 4) << 32;
    double v;
    memcpy(&v, &bits, sizeof v);
    return v;
}

kamu_code shp_check(struct shape_file *f, struct kamu_error *err)
{
    const uint8_t *p;
    KAMU_TRY(shape_file_get(f, 0, SHP_HEADER_BYTES, &p, err));
    if (big32(p) != 9994 || little32(p + 28) != 1000)
        return error_set(err, KAMU_E_INPUT, "This is not a shapefile (.shp)");
    return KAMU_OK;
}

static kamu_code put_number(struct buf *out, double v, struct kamu_error *err)
{
    char text[FORMAT_NUMBER_MAX];
    if (!isfinite(v))
        return error_set(err, KAMU_E_INPUT, "A coordinate is not a finite number");
    return buf_append(out, text, format_f64(v, true, text), err);
}

static kamu_code put_point(struct buf *out, const uint8_t *p, struct kamu_error *err)
{
    KAMU_TRY(buf_append_byte(out, '[', err));
    KAMU_TRY(put_number(out, little_double(p), err));
    KAMU_TRY(buf_append_byte(out, ',', err));
    KAMU_TRY(put_number(out, little_double(p + 8), err));
    return buf_append_byte(out, ']', err);
}

static kamu_code put_points(struct buf *out, const uint8_t *p, uint32_t n, struct kamu_error *err)
{
    KAMU_TRY(buf_append_byte(out, '[', err));
    for (uint32_t i = 0; i < n; i++) {
        if (i > 0)
            KAMU_TRY(buf_append_byte(out, ',', err));
        KAMU_TRY(put_point(out, p + 16 * (size_t)i, err));
    }
    return buf_append_byte(out, ']', err);
}

/* The sum over the edges of (x2 - x1) * (y2 + y1): negative = counter-clockwise = a hole. */
static bool is_hole(const uint8_t *p, uint32_t n)
{
    double sum = 0;
    for (uint32_t i = 0; i + 1 < n; i++) {
        const uint8_t *a = p + 16 * (size_t)i, *b = a + 16;
        sum +=
            (little_double(b) - little_double(a)) * (little_double(b + 8) + little_double(a + 8));
    }
    return sum < 0;
}

/* A shape of several parts. */
struct parts {
    uint32_t n_parts, n_points;
    const uint8_t *starts, *kinds, *points; /* kinds: multipatch */
};

static kamu_code read_parts(const uint8_t *p, size_t n, bool patch, struct parts *out,
                            struct kamu_error *err)
{
    if (n < 44)
        return error_set(err, KAMU_E_INPUT, "The shape is cut off");
    out->n_parts = little32(p + 36);
    out->n_points = little32(p + 40);
    size_t table = (size_t)out->n_parts * (patch ? 8 : 4), need;
    if (MUL_OVERFLOW((size_t)out->n_points, (size_t)16, &need) || table > n - 44 ||
        need > n - 44 - table)
        return error_set(err, KAMU_E_INPUT,
                         "The shape is cut off: %u parts, %u points in %zu bytes", out->n_parts,
                         out->n_points, n);
    out->starts = p + 44;
    out->kinds = p + 44 + (size_t)out->n_parts * 4;
    out->points = p + 44 + table;
    for (uint32_t i = 0; i < out->n_parts; i++) {
        uint32_t at = little32(out->starts + 4 * (size_t)i);
        uint32_t next =
            i + 1 < out->n_parts ? little32(out->starts + 4 * (size_t)(i + 1)) : out->n_points;
        if (at > next || next > out->n_points)
            return error_set(err, KAMU_E_INPUT, "The parts of the shape are out of order");
    }
    return KAMU_OK;
}

static const uint8_t *part(const struct parts *s, uint32_t i, uint32_t *n)
{
    uint32_t at = little32(s->starts + 4 * (size_t)i);
    uint32_t next = i + 1 < s->n_parts ? little32(s->starts + 4 * (size_t)(i + 1)) : s->n_points;
    *n = next - at;
    return s->points + 16 * (size_t)at;
}

static kamu_code put_lines(struct buf *out, const struct parts *s, struct kamu_error *err)
{
    KAMU_TRY(buf_append_str(out, "{\"type\":\"MultiLineString\",\"coordinates\":[", err));
    for (uint32_t i = 0; i < s->n_parts; i++) {
        uint32_t n;
        const uint8_t *p = part(s, i, &n);
        if (i > 0)
            KAMU_TRY(buf_append_byte(out, ',', err));
        KAMU_TRY(put_points(out, p, n, err));
    }
    return buf_append_str(out, "]}", err);
}

/* Each outer ring opens a polygon, the holes behind it are its own. */
static kamu_code put_polygons(struct buf *out, const struct parts *s, bool patch,
                              struct kamu_error *err)
{
    bool open = false;
    KAMU_TRY(buf_append_str(out, "{\"type\":\"MultiPolygon\",\"coordinates\":[", err));
    for (uint32_t i = 0; i < s->n_parts; i++) {
        uint32_t n, kind = patch ? little32(s->kinds + 4 * (size_t)i) : 0;
        const uint8_t *p = part(s, i, &n);
        bool hole = patch ? kind == RING_INNER || (kind == RING && open) : is_hole(p, n);
        if (patch && kind != RING_OUTER && kind != RING_INNER && kind != RING_FIRST && kind != RING)
            return error_set(err, KAMU_E_INPUT, "A multipatch of triangles has no GeoJSON form");
        if (hole && !open)
            return error_set(err, KAMU_E_INPUT, "Inner ring without a previous outer ring");
        if (!hole && open)
            KAMU_TRY(buf_append_byte(out, ']', err));
        if (open)
            KAMU_TRY(buf_append_byte(out, ',', err));
        if (!hole)
            KAMU_TRY(buf_append_byte(out, '[', err));
        KAMU_TRY(put_points(out, p, n, err));
        open = true;
    }
    if (open)
        KAMU_TRY(buf_append_byte(out, ']', err));
    return buf_append_str(out, "]}", err);
}

static kamu_code put_shape(struct buf *out, const uint8_t *p, size_t n, struct kamu_error *err)
{
    if (n < 4)
        return error_set(err, KAMU_E_INPUT, "The shape is cut off");
    uint32_t type = little32(p), plain = type > 30 ? type : type % 10;
    struct parts s;
    switch (plain) {
    case NULL_SHAPE:
        return KAMU_OK;
    case POINT:
        if (n < 20)
            return error_set(err, KAMU_E_INPUT, "The shape is cut off");
        KAMU_TRY(buf_append_str(out, "{\"type\":\"Point\",\"coordinates\":", err));
        KAMU_TRY(put_point(out, p + 4, err));
        return buf_append_byte(out, '}', err);
    case MULTI_POINT:
        if (n < 40 || little32(p + 36) > (n - 40) / 16)
            return error_set(err, KAMU_E_INPUT, "The shape is cut off");
        KAMU_TRY(buf_append_str(out, "{\"type\":\"MultiPoint\",\"coordinates\":", err));
        KAMU_TRY(put_points(out, p + 40, little32(p + 36), err));
        return buf_append_byte(out, '}', err);
    case LINE:
        KAMU_TRY(read_parts(p, n, false, &s, err));
        return put_lines(out, &s, err);
    case POLYGON:
        KAMU_TRY(read_parts(p, n, false, &s, err));
        return put_polygons(out, &s, false, err);
    case MULTI_PATCH:
        KAMU_TRY(read_parts(p, n, true, &s, err));
        return put_polygons(out, &s, true, err);
    default:
        return error_set(err, KAMU_E_INPUT, "Unknown shape type %u", type);
    }
}

kamu_code shp_put(struct shape_file *f, uint64_t *offset, struct buf *out, bool *end,
                  struct kamu_error *err)
{
    const uint8_t *p;
    *end = *offset + 8 > f->size;
    if (*end)
        return KAMU_OK;
    KAMU_TRY(shape_file_get(f, *offset, 8, &p, err));
    uint64_t n = (uint64_t)big32(p + 4) * 2;
    KAMU_TRY(shape_file_get(f, *offset + 8, n, &p, err));
    *offset += 8 + n;
    return put_shape(out, p, n, err);
}
