/* UTF-8: validation, single code points, cutting. */
#include "base/str.h"

unsigned utf8_decode(const char *s, size_t n, uint32_t *code_point)
{
    const unsigned char *p = (const unsigned char *)s;
    if (n == 0)
        return 0;
    if (p[0] < 0x80) {
        *code_point = p[0];
        return 1;
    }
    unsigned len = p[0] >= 0xf0 ? 4 : p[0] >= 0xe0 ? 3 : 2;
    if (p[0] < 0xc2 || p[0] > 0xf4 || n < len)
        return 0;
    uint32_t cp = p[0] & (0x7fu >> len);
    for (unsigned i = 1; i < len; i++) {
        if ((p[i] & 0xc0) != 0x80)
            return 0;
        cp = cp << 6 | (p[i] & 0x3f);
    }
    static const uint32_t least[5] = {0, 0, 0x80, 0x800, 0x10000};
    if (cp < least[len] || cp > 0x10ffff || (cp >= 0xd800 && cp <= 0xdfff))
        return 0;
    *code_point = cp;
    return len;
}

unsigned utf8_encode(uint32_t cp, char out[4])
{
    if (cp < 0x80) {
        out[0] = (char)cp;
        return 1;
    }
    if (cp < 0x800) {
        out[0] = (char)(0xc0 | cp >> 6);
        out[1] = (char)(0x80 | (cp & 0x3f));
        return 2;
    }
    if (cp >= 0xd800 && cp <= 0xdfff)
        return 0;
    if (cp < 0x10000) {
        out[0] = (char)(0xe0 | cp >> 12);
        out[1] = (char)(0x80 | (cp >> 6 & 0x3f));
        out[2] = (char)(0x80 | (cp & 0x3f));
        return 3;
    }
    if (cp > 0x10ffff)
        return 0;
    out[0] = (char)(0xf0 | cp >> 18);
    out[1] = (char)(0x80 | (cp >> 12 & 0x3f));
    out[2] = (char)(0x80 | (cp >> 6 & 0x3f));
    out[3] = (char)(0x80 | (cp & 0x3f));
    return 4;
}

bool utf8_valid(const void *data, size_t n, size_t *bad_offset)
{
    const char *s = data;
    size_t i = 0;
    while (i < n) {
        uint64_t w[4];
        while (n - i >= sizeof w) { /* 32 ASCII bytes at a time */
            memcpy(w, s + i, sizeof w);
            if ((w[0] | w[1] | w[2] | w[3]) & 0x8080808080808080u)
                break;
            i += sizeof w;
        }
        size_t stop = n - i < sizeof w ? n : i + sizeof w;
        while (i < stop) {
            uint32_t cp;
            unsigned len = utf8_decode(s + i, n - i, &cp);
            if (len == 0) {
                if (bad_offset != NULL)
                    *bad_offset = i;
                return false;
            }
            i += len;
        }
    }
    return true;
}

size_t utf8_cut(const char *s, size_t n, size_t max)
{
    if (n <= max)
        max = n;
    /* Step back over a code point that [0, max) has only a part of. */
    size_t back = max;
    while (back > 0 && max - back < 3 && ((unsigned char)s[back - 1] & 0xc0) == 0x80)
        back--;
    if (back == 0)
        return max;
    unsigned char lead = (unsigned char)s[back - 1];
    size_t len = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 1;
    return back - 1 + len > max ? back - 1 : max;
}
