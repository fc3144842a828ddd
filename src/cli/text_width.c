/* How many columns of a terminal a text takes (spec/cli.md 6.3). */
#include "cli/output.h"
#include "cli/text_width_table.h"

#define ZWJ 0x200d
#define TEXT_STYLE 0xfe0e  /* the character before as text */
#define EMOJI_STYLE 0xfe0f /* the character before as emoji */

static bool in_ranges(uint32_t c, const struct range *r, size_t n)
{
    size_t lo = 0, hi = n;

    while (lo < hi) {
        size_t mid = (lo + hi) / 2;
        if (c > r[mid].last)
            lo = mid + 1;
        else if (c < r[mid].first)
            hi = mid;
        else
            return true;
    }
    return false;
}

static unsigned code_point_width(uint32_t c)
{
    if (c < 0x300)
        return 1;
    if (in_ranges(c, zero_width, sizeof(zero_width) / sizeof(zero_width[0])))
        return 0;
    return 1 + in_ranges(c, double_width, sizeof(double_width) / sizeof(double_width[0]));
}

/* Pictures that can be joined, toned and turned into emoji; digits only for the keycap style. */
static bool is_picture(uint32_t c)
{
    return (c >= 0x1f000 && c <= 0x1faff) || (c >= 0x2600 && c <= 0x27bf) ||
           (c >= 0x2190 && c <= 0x21ff) || (c >= 0x2300 && c <= 0x23ff) ||
           (c >= 0x25a0 && c <= 0x25ff) || (c >= 0x2900 && c <= 0x297f) ||
           (c >= 0x2b00 && c <= 0x2bff) || c == 0xa9 || c == 0xae || c == 0x203c || c == 0x2049 ||
           c == 0x2122 || c == 0x2139 || c == 0x24c2 || c == 0x3030 || c == 0x303d || c == 0x3297 ||
           c == 0x3299;
}

static bool is_keycap_base(uint32_t c)
{
    return (c >= '0' && c <= '9') || c == '#' || c == '*';
}

/* Length of the colour sequence ESC [ ... m at p, 0 when there is none. */
static size_t sgr_length(const char *p, size_t n)
{
    size_t i = 2;

    if (n < 3 || p[0] != 0x1b || p[1] != '[')
        return 0;
    while (i < n && ((p[i] >= '0' && p[i] <= '9') || p[i] == ';'))
        i++;
    return i < n && p[i] == 'm' ? i + 1 : 0;
}

static size_t line_width(const char *p, size_t n)
{
    uint32_t base = 0, before = 0, c; /* base: last character that was not a mark or joiner */
    size_t width = 0, last = 0;       /* last: what `base` added */

    for (size_t i = 0; i < n; before = c) {
        size_t sgr = sgr_length(p + i, n - i), add;
        unsigned len;
        if (sgr != 0) {
            width += 1;
            i += sgr;
            base = c = 0;
            continue;
        }
        len = utf8_decode(p + i, n - i, &c);
        if (len == 0) { /* not UTF-8: one column for the byte */
            len = 1;
            c = 0xfffd;
        }
        i += len;
        if (c == EMOJI_STYLE && last == 1 && (is_picture(base) || is_keycap_base(base))) {
            width++;
            last = 2;
            continue;
        }
        if (c == TEXT_STYLE && last == 2 && is_picture(base)) {
            width--;
            last = 1;
            continue;
        }
        add = code_point_width(c);
        if (is_picture(c) && before == ZWJ && is_picture(base))
            add = 0; /* one picture together */
        if (c >= 0x1f3fb && c <= 0x1f3ff && is_picture(base))
            add = 0; /* skin tone */
        width += add;
        if (add != 0 || code_point_width(c) != 0) {
            base = c;
            last = add;
        }
    }
    return width;
}

size_t text_width(struct str s)
{
    size_t widest = 0, from = 0;

    for (size_t i = 0; i <= s.n; i++) {
        if (i == s.n || s.p[i] == '\n') {
            size_t w = line_width(s.p + from, i - from);
            widest = w > widest ? w : widest;
            from = i + 1;
        }
    }
    return widest;
}
