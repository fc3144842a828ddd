/* Text encodings other than UTF-8. */
#include "readers/input.h"

bool text_encoding_find(struct str name, enum text_encoding *out)
{
    static const struct {
        const char *name;
        enum text_encoding encoding;
    } known[] = {
        {"utf8", TEXT_UTF8},
        {"utf-8", TEXT_UTF8},
        {"ascii", TEXT_UTF8},
        {"us-ascii", TEXT_UTF8},
        {"utf-16", TEXT_UTF16_LE},
        {"utf16", TEXT_UTF16_LE},
        {"utf-16le", TEXT_UTF16_LE},
        {"utf-16be", TEXT_UTF16_BE},
        {"latin1", TEXT_LATIN1},
        {"latin-1", TEXT_LATIN1},
        {"iso-8859-1", TEXT_LATIN1},
        {"iso8859-1", TEXT_LATIN1},
        {"windows-1252", TEXT_WINDOWS_1252},
        {"cp1252", TEXT_WINDOWS_1252},
    };
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (str_ieq(name, str_c(known[i].name))) {
            *out = known[i].encoding;
            return true;
        }
    return false;
}

bool text_encoding_mark(const uint8_t *p, size_t n, enum text_encoding *out, size_t *skip)
{
    *skip = 2;
    if (n >= 3 && p[0] == 0xef && p[1] == 0xbb && p[2] == 0xbf) {
        *out = TEXT_UTF8;
        *skip = 3;
        return true;
    }
    if (n >= 2 && p[0] == 0xff && p[1] == 0xfe) {
        *out = TEXT_UTF16_LE;
        return true;
    }
    if (n >= 2 && p[0] == 0xfe && p[1] == 0xff) {
        *out = TEXT_UTF16_BE;
        return true;
    }
    return false;
}

static const uint16_t windows_1252[32] = {
    0x20ac, 0xfffd, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160,
    0x2039, 0x0152, 0xfffd, 0x017d, 0xfffd, 0xfffd, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
    0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0xfffd, 0x017e, 0x0178};

static size_t from_bytes(enum text_encoding e, const uint8_t *in, size_t n, uint8_t *out,
                         size_t *out_n)
{
    uint8_t *o = out;
    for (size_t i = 0; i < n; i++) {
        uint32_t c = in[i];
        if (e == TEXT_WINDOWS_1252 && c >= 0x80 && c < 0xa0)
            c = windows_1252[c - 0x80];
        o += utf8_encode(c, (char *)o);
    }
    *out_n = (size_t)(o - out);
    return n;
}

static uint32_t unit16(enum text_encoding e, const uint8_t *p)
{
    return e == TEXT_UTF16_LE ? (uint32_t)(p[0] | p[1] << 8) : (uint32_t)(p[0] << 8 | p[1]);
}

static size_t from_utf16(enum text_encoding e, const uint8_t *in, size_t n, bool last, uint8_t *out,
                         size_t *out_n)
{
    uint8_t *o = out;
    size_t i = 0;
    while (i + 2 <= n) {
        uint32_t c = unit16(e, in + i);
        size_t step = 2;
        if (c >= 0xd800 && c <= 0xdbff) {
            if (i + 4 > n && !last)
                break;
            uint32_t low = i + 4 <= n ? unit16(e, in + i + 2) : 0;
            bool pair = low >= 0xdc00 && low <= 0xdfff;
            c = pair ? 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00) : 0xfffd;
            step = pair ? 4 : 2;
        } else if (c >= 0xdc00 && c <= 0xdfff) {
            c = 0xfffd;
        }
        o += utf8_encode(c, (char *)o);
        i += step;
    }
    if (last && i < n) { /* half a unit */
        o += utf8_encode(0xfffd, (char *)o);
        i = n;
    }
    *out_n = (size_t)(o - out);
    return i;
}

size_t text_to_utf8(enum text_encoding e, const uint8_t *in, size_t n, bool last, uint8_t *out,
                    size_t *out_n)
{
    switch (e) {
    case TEXT_UTF16_LE:
    case TEXT_UTF16_BE:
        return from_utf16(e, in, n, last, out, out_n);
    case TEXT_LATIN1:
    case TEXT_WINDOWS_1252:
        return from_bytes(e, in, n, out, out_n);
    case TEXT_UTF8:
        break;
    }
    memcpy(out, in, n);
    *out_n = n;
    return n;
}
