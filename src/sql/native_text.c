/* Texts: positions and lengths count characters (code points), as DataFusion counts them. */
#include "sql/native.h"

#include "digest/sha2.h"

/* ---- characters -------------------------------------------------------------------------- */

static bool starts_character(char c)
{
    return ((unsigned char)c & 0xc0) != 0x80;
}

static int64_t count(struct str s)
{
    int64_t n = 0;
    for (size_t i = 0; i < s.n; i++)
        n += starts_character(s.p[i]);
    return n;
}

/* Byte of character `n` (from 0); s.n behind the last. */
static size_t byte_of(struct str s, int64_t n)
{
    size_t i = 0;
    for (; i < s.n; i++)
        if (starts_character(s.p[i]) && n-- == 0)
            break;
    return i;
}

static bool put(struct native_call *c, struct str s)
{
    return native_text(c, s.p, s.n);
}

static bool put_part(struct native_call *c, struct str s, int64_t from, int64_t to)
{
    size_t a = byte_of(s, from < 0 ? 0 : from), b = to <= from ? a : byte_of(s, to);
    return b <= a || native_text(c, s.p + a, b - a);
}

static bool same_character(struct str s, size_t i, struct str t, size_t j)
{
    size_t n = 1;
    while (i + n < s.n && !starts_character(s.p[i + n]))
        n++;
    return j + n <= t.n && memcmp(s.p + i, t.p + j, n) == 0 &&
           (j + n == t.n || starts_character(t.p[j + n]));
}

/* Which character of `set` stands at s[i]; -1: none. */
static int64_t index_in(struct str set, struct str s, size_t i)
{
    int64_t at = 0;
    for (size_t j = 0; j < set.n; j++) {
        if (!starts_character(set.p[j]))
            continue;
        if (same_character(s, i, set, j))
            return at;
        at++;
    }
    return -1;
}

static size_t next_character(struct str s, size_t i)
{
    do
        i++;
    while (i < s.n && !starts_character(s.p[i]));
    return i;
}

/* ---- functions --------------------------------------------------------------------------------
 */

static bool f_ascii(struct native_call *c)
{
    uint32_t code = 0;
    if (c->args[0].s.n > 0)
        utf8_decode(c->args[0].s.p, c->args[0].s.n, &code);
    c->out.i = code;
    return true;
}

enum { TRIM_LEFT = 1, TRIM_RIGHT = 2 };

static bool f_trim(struct native_call *c)
{
    struct str s = c->args[0].s, set = c->args[1].s;
    size_t from = 0, to = s.n;
    while ((c->code & TRIM_LEFT) && from < to && index_in(set, s, from) >= 0)
        from = next_character(s, from);
    while ((c->code & TRIM_RIGHT) && to > from) {
        size_t last = to - 1;
        while (last > from && !starts_character(s.p[last]))
            last--;
        if (index_in(set, s, last) < 0)
            break;
        to = last;
    }
    return native_text(c, s.p + from, to - from);
}

static bool f_chr(struct native_call *c)
{
    char out[4];
    int64_t code = c->args[0].i;
    if (code < 0 || code > 0x10ffff || (code >= 0xd800 && code < 0xe000))
        return native_fail(c, "Execution error: invalid Unicode scalar value: %lld",
                           (long long)code);
    if (code == 0)
        return native_text(c, "", 1);
    return native_text(c, out, utf8_encode((uint32_t)code, out));
}

static bool f_find_in_set(struct native_call *c)
{
    struct str what = c->args[0].s, list = c->args[1].s;
    int64_t at = 1;
    for (size_t from = 0; from <= list.n; at++) {
        const char *comma = memchr(list.p + from, ',', list.n - from);
        size_t end = comma ? (size_t)(comma - list.p) : list.n;
        if (end - from == what.n && memcmp(list.p + from, what.p, what.n) == 0) {
            c->out.i = list.n == 0 && what.n == 0 ? 0 : at;
            return true;
        }
        from = end + 1;
    }
    return true;
}

static bool f_strpos(struct native_call *c)
{
    struct str s = c->args[0].s, what = c->args[1].s;
    const char *at = what.n ? memmem(s.p, s.n, what.p, what.n) : s.p;
    c->out.i = at ? 1 + count((struct str){s.p, (size_t)(at - s.p)}) : 0;
    return true;
}

static bool f_left(struct native_call *c)
{
    struct str s = c->args[0].s;
    int64_t n = c->args[1].i;
    if (n < 0)
        n = n < -INT32_MAX ? 0 : count(s) + n;
    return n <= 0 || put_part(c, s, 0, n);
}

static bool f_right(struct native_call *c)
{
    struct str s = c->args[0].s;
    int64_t n = c->args[1].i, all = count(s);
    if (n < 0)
        n = n < -INT32_MAX ? 0 : all + n;
    return n <= 0 || put_part(c, s, n > all ? 0 : all - n, all);
}

static bool f_levenshtein(struct native_call *c)
{
    struct str a = c->args[0].s, b = c->args[1].s;
    size_t n = (size_t)count(b);
    if (a.n > 100000 || n > 10000)
        return native_fail(c, "Execution error: levenshtein() of very long texts");
    uint32_t *row = mem_calloc(n + 1, sizeof *row);
    if (!row)
        return native_fail(c, "Execution error: out of memory");
    for (size_t j = 0; j <= n; j++)
        row[j] = (uint32_t)j;
    uint32_t line = 0;
    for (size_t i = 0; i < a.n; i = next_character(a, i)) {
        uint32_t corner = line++, j = 1;
        row[0] = line;
        for (size_t k = 0; k < b.n; k = next_character(b, k), j++) {
            uint32_t change = corner + !same_character(a, i, b, k);
            uint32_t best = row[j] < row[j - 1] ? row[j] + 1 : row[j - 1] + 1;
            corner = row[j];
            row[j] = best < change ? best : change;
        }
    }
    c->out.i = row[n];
    mem_free(row);
    return true;
}

static bool too_long(struct native_call *c, int64_t n)
{
    if (n <= (int64_t)NATIVE_TEXT_MAX)
        return false;
    native_fail(c, "Execution error: a text of %lld characters", (long long)n);
    return true;
}

static bool f_pad(struct native_call *c)
{
    struct str s = c->args[0].s, fill = c->args[2].s;
    int64_t n = c->args[1].i, have = count(s);
    if (too_long(c, n))
        return false;
    if (n <= 0)
        return true;
    if (have >= n)
        return put_part(c, s, 0, n);
    if (c->code == TRIM_RIGHT && !put(c, s))
        return false;
    int64_t missing = fill.n ? n - have : 0, unit = count(fill);
    for (; missing > 0; missing -= unit)
        if (!put_part(c, fill, 0, missing < unit ? missing : unit))
            return false;
    return c->code == TRIM_RIGHT || put(c, s);
}

static bool f_overlay(struct native_call *c)
{
    struct str s = c->args[0].s, other = c->args[1].s;
    int64_t from = c->args[2].i, length = c->args[3].i, n = count(s);
    from = from < 1 ? 0 : from > n ? n : from - 1;
    int64_t rest = length < -n ? 0 : length > n ? n : from + length;
    if (rest < 0)
        rest = 0;
    return put_part(c, s, 0, from) && put(c, other) && put_part(c, s, rest, n);
}

static bool f_repeat(struct native_call *c)
{
    struct str s = c->args[0].s;
    int64_t n = c->args[1].i, all;
    if (n > 0 && s.n > 0 && (MUL_OVERFLOW(n, (int64_t)s.n, &all) || too_long(c, all)))
        return c->message[0] ? false : native_fail(c, "Execution error: the text is too long");
    for (int64_t i = 0; s.n > 0 && i < n; i++)
        if (!put(c, s))
            return false;
    return true;
}

static bool f_replace(struct native_call *c)
{
    struct str s = c->args[0].s, from = c->args[1].s, to = c->args[2].s;
    size_t at = 0;
    if (from.n == 0) { /* between all characters, as Rust has it */
        for (; at < s.n; at = next_character(s, at))
            if (!put(c, to) || !native_text(c, s.p + at, next_character(s, at) - at))
                return false;
        return put(c, to);
    }
    for (;;) {
        const char *next = memmem(s.p + at, s.n - at, from.p, from.n);
        if (!next)
            return native_text(c, s.p + at, s.n - at);
        size_t found = (size_t)(next - s.p);
        if (!native_text(c, s.p + at, found - at) || !put(c, to))
            return false;
        at = found + from.n;
    }
}

static bool f_reverse(struct native_call *c)
{
    struct str s = c->args[0].s;
    for (size_t end = s.n; end > 0;) {
        size_t from = end - 1;
        while (from > 0 && !starts_character(s.p[from]))
            from--;
        if (!native_text(c, s.p + from, end - from))
            return false;
        end = from;
    }
    return true;
}

static int64_t occurrences(struct str s, struct str what)
{
    int64_t n = 0;
    for (size_t at = 0; at <= s.n;) {
        const char *next = memmem(s.p + at, s.n - at, what.p, what.n);
        if (!next)
            break;
        at = (size_t)(next - s.p) + what.n;
        n++;
    }
    return n;
}

static bool f_split_part(struct native_call *c)
{
    struct str s = c->args[0].s, by = c->args[1].s;
    int64_t n = c->args[2].i;
    if (n == 0)
        return native_fail(c, "Execution error: field position must not be zero");
    if (by.n == 0)
        return (n == 1 || n == -1) ? put(c, s) : true;
    if (n < 0) {
        int64_t parts = occurrences(s, by) + 1;
        if (n < -parts)
            return true;
        n = parts + n + 1;
    }
    size_t at = 0;
    for (;; n--) {
        const char *next = memmem(s.p + at, s.n - at, by.p, by.n);
        size_t end = next ? (size_t)(next - s.p) : s.n;
        if (n == 1)
            return native_text(c, s.p + at, end - at);
        if (!next)
            return true;
        at = end + by.n;
    }
}

static bool f_substr(struct native_call *c)
{
    int64_t from = c->args[1].i;
    struct str s = c->args[0].s;
    size_t at = byte_of(s, from < 1 ? 0 : from - 1);
    return native_text(c, s.p + at, s.n - at);
}

static bool f_substr3(struct native_call *c)
{
    int64_t from = c->args[1].i, n = c->args[2].i, to;
    if (n < 0)
        return native_fail(c,
                           "Execution error: negative substring length not allowed: substr(<str>, "
                           "%lld, %lld)",
                           (long long)from, (long long)n);
    if (ADD_OVERFLOW(from, n, &to))
        return native_fail(c, "Execution error: negative overflow when calculating skip value");
    return to <= 1 || put_part(c, c->args[0].s, from < 1 ? 0 : from - 1, to - 1);
}

static bool f_substr_index(struct native_call *c)
{
    struct str s = c->args[0].s, by = c->args[1].s;
    int64_t n = c->args[2].i;
    if (n == 0 || by.n == 0)
        return true;
    int64_t all = occurrences(s, by);
    if (n > all || n < -all)
        return put(c, s);
    int64_t keep = n > 0 ? n : all + n + 1; /* up to, or from behind, this one */
    size_t at = 0, end = 0;
    for (int64_t i = 0; i < keep; i++) {
        end = (size_t)((const char *)memmem(s.p + at, s.n - at, by.p, by.n) - s.p);
        at = end + by.n;
    }
    return n > 0 ? native_text(c, s.p, end) : native_text(c, s.p + at, s.n - at);
}

static bool f_translate(struct native_call *c)
{
    struct str s = c->args[0].s, from = c->args[1].s, to = c->args[2].s;
    for (size_t i = 0; i < s.n; i = next_character(s, i)) {
        int64_t at = index_in(from, s, i);
        if (at < 0 ? !native_text(c, s.p + i, next_character(s, i) - i)
                   : !put_part(c, to, at, at + 1))
            return false;
    }
    return true;
}

/* ---- hexadecimal, base 64
 * -------------------------------------------------------------------------- */

static bool f_to_hex(struct native_call *c)
{
    char text[24];
    return native_text(
        c, text, (size_t)snprintf(text, sizeof text, "%llx", (unsigned long long)c->args[0].i));
}

static bool f_encode_hex(struct native_call *c)
{
    static const char digits[] = "0123456789abcdef";
    struct str s = c->args[0].s;
    for (size_t i = 0; i < s.n; i++) {
        unsigned char byte = (unsigned char)s.p[i];
        char two[2] = {digits[byte >> 4], digits[byte & 15]};
        if (!native_text(c, two, 2))
            return false;
    }
    return true;
}

static bool f_decode_hex(struct native_call *c)
{
    struct str s = c->args[0].s;
    if (s.n % 2)
        return native_fail(c, "Execution error: Failed to decode value using hex: odd number of "
                              "digits");
    for (size_t i = 0; i < s.n; i += 2) {
        int high = str_hex_digit(s.p[i]), low = str_hex_digit(s.p[i + 1]);
        char byte = (char)(high * 16 + low);
        if (high < 0 || low < 0)
            return native_fail(c,
                               "Execution error: Failed to decode value using hex: invalid "
                               "character at %zu",
                               i + (high >= 0));
        if (!native_text(c, &byte, 1))
            return false;
    }
    return true;
}

static bool f_sha2(struct native_call *c)
{
    uint8_t digest[SHA2_BYTES_MAX];
    size_t n = sha2((unsigned)c->code, c->args[0].s.p, c->args[0].s.n, digest);
    return native_text(c, (const char *)digest, n);
}

static const char base64_digits[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/* Without padding. */
static bool f_encode_base64(struct native_call *c)
{
    struct str s = c->args[0].s;
    for (size_t i = 0; i < s.n; i += 3) {
        size_t left = s.n - i;
        uint32_t three = (uint32_t)(unsigned char)s.p[i] << 16;
        if (left > 1)
            three |= (uint32_t)(unsigned char)s.p[i + 1] << 8;
        if (left > 2)
            three |= (unsigned char)s.p[i + 2];
        char four[4];
        for (unsigned k = 0; k < 4; k++)
            four[k] = base64_digits[three >> (18 - 6 * k) & 63];
        if (!native_text(c, four, left > 2 ? 4 : left + 1))
            return false;
    }
    return true;
}

static bool f_decode_base64(struct native_call *c)
{
    struct str s = c->args[0].s;
    uint32_t bits = 0;
    unsigned have = 0;
    size_t n = s.n;
    while (n > 0 && s.p[n - 1] == '=' && s.n - n < 2)
        n--;
    if (n % 4 == 1 || (n < s.n && s.n % 4 != 0))
        return native_fail(c, "Execution error: Failed to decode value using base64: wrong length");
    for (size_t i = 0; i < n; i++) {
        const char *digit = s.p[i] ? strchr(base64_digits, s.p[i]) : NULL;
        if (!digit)
            return native_fail(c,
                               "Execution error: Failed to decode value using base64: invalid "
                               "character at %zu",
                               i);
        bits = bits << 6 | (uint32_t)(digit - base64_digits);
        have += 6;
        if (have >= 8) {
            char byte = (char)(bits >> (have - 8) & 255);
            have -= 8;
            if (!native_text(c, &byte, 1))
                return false;
        }
    }
    if (bits & ((1u << have) - 1))
        return native_fail(c, "Execution error: Failed to decode value using base64: invalid last "
                              "character");
    return true;
}

const struct native native_texts[] = {
    {"ascii", "s", 'i', f_ascii, 0, false},
    {"trim", "ss", 's', f_trim, TRIM_LEFT | TRIM_RIGHT, false},
    {"ltrim", "ss", 's', f_trim, TRIM_LEFT, false},
    {"rtrim", "ss", 's', f_trim, TRIM_RIGHT, false},
    {"chr", "l", 's', f_chr, 0, false},
    {"find_in_set", "ss", 'i', f_find_in_set, 0, false},
    {"strpos", "ss", 'i', f_strpos, 0, false},
    {"left", "sl", 's', f_left, 0, false},
    {"right", "sl", 's', f_right, 0, false},
    {"levenshtein", "ss", 'i', f_levenshtein, 0, false},
    {"lpad", "sls", 's', f_pad, TRIM_LEFT, false},
    {"rpad", "sls", 's', f_pad, TRIM_RIGHT, false},
    {"overlay", "ssll", 's', f_overlay, 0, false},
    {"repeat", "sl", 's', f_repeat, 0, false},
    {"replace", "sss", 's', f_replace, 0, false},
    {"reverse", "s", 's', f_reverse, 0, false},
    {"split_part", "ssl", 's', f_split_part, 0, false},
    {"substr", "sl", 's', f_substr, 0, false},
    {"substr3", "sll", 's', f_substr3, 0, false},
    {"substr_index", "ssl", 's', f_substr_index, 0, false},
    {"translate", "sss", 's', f_translate, 0, false},
    {"to_hex", "l", 's', f_to_hex, 0, false},
    {"encode_hex", "x", 's', f_encode_hex, 0, false},
    {"decode_hex", "x", 'x', f_decode_hex, 0, false},
    {"sha224", "x", 'x', f_sha2, 224, false},
    {"sha384", "x", 'x', f_sha2, 384, false},
    {"sha512", "x", 'x', f_sha2, 512, false},
    {"encode_base64", "x", 's', f_encode_base64, 0, false},
    {"decode_base64", "x", 'x', f_decode_base64, 0, false},
};
const size_t native_texts_n = sizeof native_texts / sizeof *native_texts;
