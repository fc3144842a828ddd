/* The attribute table (.dbf) of a shapefile: records as JSON members. */
#include "base/bytes.h"
#include "columnar/format.h"
#include "readers/number.h"
#include "readers/shapefile.h"

#include <iconv.h>
#include <math.h>

#define FIELDS_MAX 2048

/* ---- opening ---------------------------------------------------------------------------- */

/* The code page behind a language driver id; NULL: UTF-8. Ids 0x57 and 0x58 ("ANSI") are read as
 * UTF-8 as long as they are (kamu) and else as windows-1252. */
static const char *code_page(uint8_t id)
{
    static const struct {
        uint8_t id;
        const char *name;
    } pages[] = {
        {0x01, "CP437"},  {0x02, "CP850"},  {0x03, "CP1252"}, {0x08, "CP865"},  {0x09, "CP437"},
        {0x0a, "CP850"},  {0x0b, "CP437"},  {0x0d, "CP437"},  {0x0e, "CP850"},  {0x0f, "CP437"},
        {0x10, "CP850"},  {0x11, "CP437"},  {0x12, "CP850"},  {0x13, "CP932"},  {0x14, "CP850"},
        {0x15, "CP437"},  {0x16, "CP850"},  {0x17, "CP865"},  {0x18, "CP437"},  {0x19, "CP437"},
        {0x1a, "CP850"},  {0x1b, "CP437"},  {0x1c, "CP863"},  {0x1d, "CP850"},  {0x1f, "CP852"},
        {0x22, "CP852"},  {0x23, "CP852"},  {0x24, "CP860"},  {0x25, "CP850"},  {0x37, "CP850"},
        {0x40, "CP852"},  {0x4d, "CP936"},  {0x4e, "CP949"},  {0x4f, "CP950"},  {0x50, "CP874"},
        {0x59, "CP1252"}, {0x64, "CP852"},  {0x65, "CP866"},  {0x66, "CP865"},  {0x67, "CP861"},
        {0x6a, "CP737"},  {0x6b, "CP857"},  {0x6c, "CP863"},  {0x78, "CP950"},  {0x79, "CP949"},
        {0x7a, "CP936"},  {0x7b, "CP932"},  {0x7c, "CP874"},  {0x86, "CP737"},  {0x87, "CP852"},
        {0x88, "CP857"},  {0xc8, "CP1250"}, {0xc9, "CP1251"}, {0xca, "CP1254"}, {0xcb, "CP1253"},
        {0xcc, "CP1257"}};
    for (size_t i = 0; i < sizeof pages / sizeof pages[0]; i++)
        if (pages[i].id == id)
            return pages[i].name;
    return NULL;
}

/* What .cpg files say: "UTF-8", "1252", "ISO-8859-1", "ANSI 1251", "88591". */
static void encoding_name(const char *cpg, char out[64])
{
    struct str s = str_trim(str_c(cpg));
    if (str_starts(s, "ANSI "))
        s = (struct str){s.p + 5, s.n - 5};
    bool digits = s.n > 0;
    for (size_t i = 0; i < s.n; i++)
        digits &= s.p[i] >= '0' && s.p[i] <= '9';
    if (digits && s.n == 5 && memcmp(s.p, "8859", 4) == 0)
        snprintf(out, 64, "ISO-8859-%c", s.p[4]);
    else if (digits && !str_eqc(s, "65001"))
        snprintf(out, 64, "CP" STR_FMT, STR_ARG(s));
    else if (s.n == 0 || digits || str_ieq(s, STR("utf8")) || str_ieq(s, STR("utf-8")))
        out[0] = 0;
    else
        snprintf(out, 64, STR_FMT, STR_ARG(s));
}

static kamu_code choose_encoding(struct dbf *d, const char *cpg, uint8_t id, struct kamu_error *err)
{
    char name[64] = "";
    const char *page = code_page(id);
    d->lossy = id != 0xf0;
    if (cpg[0] != 0)
        encoding_name(cpg, name);
    else if (page != NULL)
        snprintf(name, sizeof name, "%s", page);
    if (name[0] == 0)
        return KAMU_OK;
    iconv_t c = iconv_open("UTF-8", name);
    if (c == (iconv_t)-1)
        return error_set(err, KAMU_E_UNSUPPORTED, "Unsupported text encoding of the .dbf: %s",
                         name);
    d->iconv = c;
    return KAMU_OK;
}

static kamu_code read_fields(struct dbf *d, struct shape_file *f, struct kamu_error *err)
{
    const uint8_t *p;
    size_t offset = 1; /* the deletion mark */
    KAMU_TRY(shape_file_get(f, 0, d->header_bytes, &p, err));
    d->fields = mem_calloc((d->header_bytes - 32) / 32 + 1, sizeof *d->fields);
    if (d->fields == NULL)
        return error_nomem(err);
    for (size_t at = 32; at + 32 <= d->header_bytes && p[at] != 0x0d; at += 32) {
        struct dbf_field *field = &d->fields[d->n_fields];
        memcpy(field->name, p + at, 11);
        field->type = (char)p[at + 11];
        field->offset = offset;
        field->width = p[at + 16];
        if (field->type == 'C')
            field->width |= (size_t)p[at + 17] << 8;
        offset += field->width;
        if (++d->n_fields > FIELDS_MAX)
            return error_set(err, KAMU_E_LIMIT, "The .dbf has more than %d fields", FIELDS_MAX);
    }
    if (offset > d->record_bytes)
        return error_set(err, KAMU_E_INPUT,
                         "The .dbf is damaged: fields of %zu bytes in records of "
                         "%zu",
                         offset, d->record_bytes);
    return KAMU_OK;
}

kamu_code dbf_open(struct shape_file *f, const char *encoding, struct dbf *d,
                   struct kamu_error *err)
{
    const uint8_t *p;
    *d = (struct dbf){0};
    KAMU_TRY(shape_file_get(f, 0, 32, &p, err));
    d->records = little32(p + 4);
    d->header_bytes = (size_t)(p[8] | p[9] << 8);
    d->record_bytes = (size_t)(p[10] | p[11] << 8);
    uint8_t id = p[29];
    if (d->header_bytes < 33 || d->record_bytes < 1)
        return error_set(err, KAMU_E_INPUT, "This is not a dBASE table (.dbf)");
    KAMU_TRY(choose_encoding(d, encoding, id, err));
    return read_fields(d, f, err);
}

void dbf_close(struct dbf *d)
{
    if (d->iconv != NULL)
        iconv_close(d->iconv);
    mem_free(d->fields);
    *d = (struct dbf){0};
}

/* ---- values ------------------------------------------------------------------------------ */

static kamu_code put_converted(struct dbf *d, const char *p, size_t n, struct buf *out,
                               struct kamu_error *err)
{
    char utf8[4 * 65536 / 16];
    struct buf text;
    char *in = (char *)(uintptr_t)p; /* iconv does not write to it */
    size_t left = n;
    kamu_code rc = KAMU_OK;
    buf_init(&text, (size_t)1 << 24);
    while (left > 0 && rc == KAMU_OK) {
        char *to = utf8;
        size_t room = sizeof utf8;
        size_t status = iconv(d->iconv, &in, &left, &to, &room);
        rc = buf_append(&text, utf8, sizeof utf8 - room, err);
        if (status == (size_t)-1 && room > 4 && rc == KAMU_OK && left > 0) {
            rc = buf_append_str(&text, "\xef\xbf\xbd", err);
            in++;
            left--;
        }
    }
    iconv(d->iconv, NULL, NULL, NULL, NULL);
    if (rc == KAMU_OK)
        rc = shape_put_text(out, (const char *)text.data, text.len, err);
    buf_free(&text);
    return rc;
}

/* UTF-8 with U+FFFD for what is none. */
static kamu_code put_lossy(const char *p, size_t n, struct buf *out, struct kamu_error *err)
{
    struct buf text;
    size_t bad;
    kamu_code rc = KAMU_OK;
    buf_init(&text, (size_t)1 << 24);
    while (rc == KAMU_OK && !utf8_valid(p, n, &bad)) {
        rc = buf_append(&text, p, bad, err);
        if (rc == KAMU_OK)
            rc = buf_append_str(&text, "\xef\xbf\xbd", err);
        p += bad + 1;
        n -= bad + 1;
    }
    if (rc == KAMU_OK)
        rc = buf_append(&text, p, n, err);
    if (rc == KAMU_OK)
        rc = shape_put_text(out, (const char *)text.data, text.len, err);
    buf_free(&text);
    return rc;
}

static kamu_code put_character(struct dbf *d, struct str s, struct buf *out, struct kamu_error *err)
{
    const char *zero = s.n == 0 ? NULL : memchr(s.p, 0, s.n);
    if (zero != NULL)
        s.n = (size_t)(zero - s.p);
    s = str_trim(s);
    if (s.n == 0)
        return buf_append_str(out, "null", err);
    if (d->iconv != NULL)
        return put_converted(d, s.p, s.n, out, err);
    if (utf8_valid(s.p, s.n, NULL))
        return shape_put_text(out, s.p, s.n, err);
    if (!d->lossy)
        return error_set(err, KAMU_E_INPUT, "Encountered non-UTF-8 data");
    return put_lossy(s.p, s.n, out, err);
}

/* Always with a fraction, as kamu; what is no finite number is null. */
static kamu_code put_numeric(struct str s, bool single, struct buf *out, struct kamu_error *err)
{
    char text[FORMAT_NUMBER_MAX];
    double v;
    float f;
    s = str_trim(s);
    while (s.n > 0 && s.p[s.n - 1] == 0)
        s.n--;
    if (s.n == 0 || s.p[0] == '*')
        return buf_append_str(out, "null", err);
    if (single ? !number_f32(s.p, s.n, &f) : !number_f64(s.p, s.n, &v))
        return error_set(err, KAMU_E_INPUT, "'" STR_FMT "' is not a number", STR_ARG(s));
    if (!isfinite(single ? (double)f : v))
        return buf_append_str(out, "null", err);
    return buf_append(out, text, single ? format_f32(f, true, text) : format_f64(v, true, text),
                      err);
}

/* Zero-padded, so that it also reads as a timestamp; an empty date is null. */
static kamu_code put_date(struct str s, struct buf *out, struct kamu_error *err)
{
    bool digits = s.n == 8, zeros = s.n == 8;
    for (size_t i = 0; i < s.n; i++) {
        digits &= s.p[i] >= '0' && s.p[i] <= '9';
        zeros &= s.p[i] == '0';
    }
    struct str t = str_trim(s);
    if (zeros || t.n == 0 || t.p[0] == 0)
        return buf_append_str(out, "null", err);
    if (!digits)
        return error_set(err, KAMU_E_INPUT, "'" STR_FMT "' is not a date", STR_ARG(s));
    return buf_printf(out, err, "\"%.4s-%.2s-%.2s\"", s.p, s.p + 4, s.p + 6);
}

static const char *logical(struct str s)
{
    char c = s.n > 0 ? s.p[0] : ' ';
    if (c != 0 && strchr("1tTyY", c) != NULL)
        return "true";
    return c != 0 && strchr("0nNfF", c) != NULL ? "false" : "null";
}

/* Julian day and milliseconds. */
static kamu_code put_datetime(struct str s, struct buf *out, struct kamu_error *err)
{
    if (s.n != 8)
        return buf_append_str(out, "null", err);
    const uint8_t *p = (const uint8_t *)s.p;
    int64_t days = (int64_t)(int32_t)little32(p) - 2440588, ms = (int64_t)little32(p + 4), year;
    unsigned month, day;
    if (days == -2440588)
        return buf_append_str(out, "null", err);
    civil_from_days(days, &year, &month, &day);
    return buf_printf(out, err, "\"%04lld-%02u-%02u %02lld:%02lld:%02lld\"", (long long)year, month,
                      day, (long long)(ms / 3600000), (long long)(ms / 60000 % 60),
                      (long long)(ms / 1000 % 60));
}

static kamu_code put_value(struct dbf *d, const struct dbf_field *f, struct str s, struct buf *out,
                           struct kamu_error *err)
{
    char text[FORMAT_NUMBER_MAX];
    double v;
    switch (f->type) {
    case 'C':
        return put_character(d, s, out, err);
    case 'N':
        return put_numeric(s, false, out, err);
    case 'F':
        return put_numeric(s, true, out, err);
    case 'D':
        return put_date(s, out, err);
    case 'L':
        return buf_append_str(out, logical(s), err);
    case 'I':
        if (s.n == 4)
            return buf_printf(out, err, "%d", (int)little32((const uint8_t *)s.p));
        break;
    case 'B':
    case 'O':
        if (s.n == 8) {
            memcpy(&v, s.p, sizeof v);
            return isfinite(v) ? buf_append(out, text, format_f64(v, true, text), err)
                               : buf_append_str(out, "null", err);
        }
        break;
    case 'T':
    case '@':
        return put_datetime(s, out, err);
    default:
        break;
    }
    return buf_append_str(out, "null", err); /* memo texts lie in a file that archives lack */
}

kamu_code dbf_put(struct dbf *d, struct shape_file *f, uint32_t i, struct buf *out,
                  struct kamu_error *err)
{
    const uint8_t *p;
    KAMU_TRY(shape_file_get(f, d->header_bytes + (uint64_t)i * d->record_bytes, d->record_bytes, &p,
                            err));
    for (uint32_t k = 0; k < d->n_fields; k++) {
        const struct dbf_field *field = &d->fields[k];
        struct str s = {(const char *)p + field->offset, field->width};
        if (out->len > 0 && out->data[out->len - 1] != '{')
            KAMU_TRY(buf_append_byte(out, ',', err));
        struct str name = str_c(field->name);
        KAMU_TRY(utf8_valid(name.p, name.n, NULL) ? shape_put_text(out, name.p, name.n, err)
                                                  : put_lossy(name.p, name.n, out, err));
        KAMU_TRY(buf_append_byte(out, ':', err));
        kamu_code rc = put_value(d, field, s, out, err);
        if (rc != KAMU_OK) {
            error_field(err, "%s", field->name);
            return rc;
        }
    }
    return KAMU_OK;
}
