/*
 * The YAML emitter: block style as kamu prints it (spec/odf-metadata.md 4.10). It follows libyaml's
 * rules for choosing a scalar's style with unlimited width and unicode on, and, as kamu's port of
 * libyaml, takes characters beyond U+FFFF for printable, which libyaml itself escapes.
 */
#include "odf/sink.h"

#include "odf/yaml_dom.h"

#define FRAMES_MAX 160
#define SIMPLE_KEY_MAX 128 /* bytes; longer keys are written as "? key" */

enum place { AT_ROOT, AFTER_KEY, AFTER_DASH };

struct frame {
    bool map, first;
    int indent;
    enum place place;
};

struct yaml_sink {
    struct sink sink;
    struct buf *out;
    struct frame frames[FRAMES_MAX];
    unsigned n;
    int pending; /* an opened container whose first entry is not known: SINK_MAP, SINK_LIST or -1 */
    enum place place; /* of the next value */
};

static kamu_code put(struct yaml_sink *y, const char *text, struct kamu_error *err)
{
    return buf_append_str(y->out, text, err);
}

static kamu_code blanks(struct yaml_sink *y, int n, struct kamu_error *err)
{
    for (; n > 0; n--)
        KAMU_TRY(buf_append_byte(y->out, ' ', err));
    return KAMU_OK;
}

/* ---- scalars ------------------------------------------------------------------------ */

struct analysis {
    bool plain, single, literal; /* allowed styles */
    bool multiline;
};

static bool is_break(uint32_t c)
{
    return c == '\r' || c == '\n' || c == 0x85 || c == 0x2028 || c == 0x2029;
}

static bool is_printable(uint32_t c)
{
    return c == '\n' || (c >= 0x20 && c <= 0x7e) || (c >= 0xa0 && c <= 0xd7ff) ||
           (c >= 0xe000 && c <= 0xfffd && c != 0xfeff) || (c >= 0x10000 && c <= 0x10ffff);
}

static bool is_blankz(uint32_t c)
{
    return c == 0 || c == ' ' || c == '\t' || is_break(c);
}

/* Code point at p (n > 0), its length in *len. */
static uint32_t code_at(const char *p, size_t n, unsigned *len)
{
    uint32_t c = 0xfffd;
    *len = utf8_decode(p, n, &c);
    if (*len == 0)
        *len = 1;
    return c;
}

static uint32_t code_after(struct str s, size_t at)
{
    unsigned len;
    return at < s.n ? code_at(s.p + at, s.n - at, &len) : 0;
}

/* Whether the character means something in block context. */
static bool block_indicator(uint32_t c, bool first, bool blank_before, bool blank_after)
{
    if (first)
        return (c && c < 128 && strchr("#,[]{}&*!|>'\"%@`", (int)c) != NULL) ||
               ((c == '?' || c == ':' || c == '-') && blank_after);
    return (c == ':' && blank_after) || (c == '#' && blank_before);
}

static struct analysis analyze(struct str s)
{
    struct analysis a = {.plain = true, .single = true, .literal = true};
    bool indicators = false, special = false, leading = false, trailing_break = false;
    bool trailing_space = false, break_space = false, space_break = false;
    bool previous_space = false, previous_break = false, blank_before = true;
    unsigned len;
    if (s.n == 0) {
        a.literal = false;
        return a;
    }
    if (str_starts(s, "---") || str_starts(s, "..."))
        indicators = true;
    for (size_t i = 0; i < s.n; i += len) {
        uint32_t c = code_at(s.p + i, s.n - i, &len);
        bool first = i == 0, last = i + len == s.n;
        indicators = indicators ||
                     block_indicator(c, first, blank_before, is_blankz(code_after(s, i + len)));
        special = special || !is_printable(c);
        bool brk = is_break(c);
        a.multiline = a.multiline || brk;
        if (c == ' ') {
            leading = leading || first;
            trailing_space = trailing_space || last;
            break_space = break_space || previous_break;
        } else if (brk) {
            leading = leading || first;
            trailing_break = trailing_break || last;
            space_break = space_break || previous_space;
        }
        previous_space = c == ' ';
        previous_break = brk;
        blank_before = is_blankz(c);
    }
    a.plain = !(leading || trailing_space || trailing_break || break_space || space_break ||
                special || a.multiline || indicators);
    a.single = !(break_space || space_break || special);
    a.literal = !(trailing_space || space_break || special);
    return a;
}

static kamu_code write_single(struct yaml_sink *y, struct str s, int indent, struct kamu_error *err)
{
    bool breaks = false;
    unsigned len;
    KAMU_TRY(put(y, "'", err));
    for (size_t i = 0; i < s.n; i += len) {
        uint32_t c = code_at(s.p + i, s.n - i, &len);
        bool brk = is_break(c);
        if (!brk && breaks)
            KAMU_TRY(blanks(y, indent, err));
        breaks = brk;
        if (c == '\'')
            KAMU_TRY(put(y, "'", err));
        KAMU_TRY(buf_append(y->out, s.p + i, len, err));
    }
    return put(y, "'", err);
}

static kamu_code write_double(struct yaml_sink *y, struct str s, struct kamu_error *err)
{
    static const struct {
        uint32_t code;
        const char *text;
    } named[] = {{0, "\\0"},     {7, "\\a"},    {8, "\\b"},      {9, "\\t"},     {10, "\\n"},
                 {11, "\\v"},    {12, "\\f"},   {13, "\\r"},     {27, "\\e"},    {'"', "\\\""},
                 {'\\', "\\\\"}, {0x85, "\\N"}, {0x2028, "\\L"}, {0x2029, "\\P"}};
    unsigned len;
    KAMU_TRY(put(y, "\"", err));
    for (size_t i = 0; i < s.n; i += len) {
        uint32_t c = code_at(s.p + i, s.n - i, &len);
        const char *name = NULL;
        for (size_t k = 0; k < sizeof named / sizeof *named; k++)
            if (named[k].code == c)
                name = named[k].text;
        if (name)
            KAMU_TRY(put(y, name, err));
        else if (is_printable(c) && !is_break(c))
            KAMU_TRY(buf_append(y->out, s.p + i, len, err));
        else if (c <= 0xff)
            KAMU_TRY(buf_printf(y->out, err, "\\x%02X", c));
        else
            KAMU_TRY(buf_printf(y->out, err, c <= 0xffff ? "\\u%04X" : "\\U%08X", c));
    }
    return put(y, "\"", err);
}

/* "|", indentation hint, chomping, then the lines. */
static kamu_code write_literal(struct yaml_sink *y, struct str s, int indent,
                               struct kamu_error *err)
{
    bool breaks = true;
    unsigned len;
    size_t ends = 0; /* trailing line ends, counted up to 2 */
    KAMU_TRY(put(y, "|", err));
    if (s.p[0] == ' ' || is_break(code_after(s, 0)))
        KAMU_TRY(put(y, "2", err));
    for (size_t i = 0; i < s.n; i += len)
        ends = is_break(code_at(s.p + i, s.n - i, &len)) ? ends + 1 : 0;
    bool only_break = ends == 1 && s.n <= 3 && is_break(code_after(s, 0)) &&
                      (code_at(s.p, s.n, &len), len == s.n);
    if (ends == 0)
        KAMU_TRY(put(y, "-", err));
    else if (ends > 1 || only_break)
        KAMU_TRY(put(y, "+", err));
    KAMU_TRY(put(y, "\n", err));
    for (size_t i = 0; i < s.n; i += len) {
        bool brk = is_break(code_at(s.p + i, s.n - i, &len));
        if (!brk && breaks)
            KAMU_TRY(blanks(y, indent, err));
        breaks = brk;
        KAMU_TRY(buf_append(y->out, s.p + i, len, err));
    }
    return KAMU_OK;
}

static kamu_code write_scalar(struct yaml_sink *y, struct str s, bool literal_text, bool simple_key,
                              int indent, struct kamu_error *err)
{
    struct analysis a = analyze(s);
    if (!literal_text && s.n && memchr(s.p, '\n', s.n))
        return a.literal && !simple_key ? write_literal(y, s, indent, err)
                                        : write_double(y, s, err);
    if (a.plain && (literal_text || !yaml_ambiguous(s)))
        return buf_append(y->out, s.p, s.n, err);
    return a.single ? write_single(y, s, indent, err) : write_double(y, s, err);
}

/* ---- structure ------------------------------------------------------------------------ */

static int current_indent(const struct yaml_sink *y)
{
    return y->n ? y->frames[y->n - 1].indent : 0;
}

static kamu_code line_end(struct yaml_sink *y, struct kamu_error *err)
{
    if (y->out->len && y->out->data[y->out->len - 1] == '\n')
        return KAMU_OK;
    return put(y, "\n", err);
}

/* The container that was opened has entries: its frame. */
static kamu_code open_frame(struct yaml_sink *y, struct kamu_error *err)
{
    bool map = y->pending == SINK_MAP;
    int indent = 0;
    y->pending = -1;
    if (y->n == FRAMES_MAX)
        return error_set(err, KAMU_E_LIMIT, "Metadata is nested too deeply for YAML");
    if (y->n)
        indent = current_indent(y) + (y->place == AFTER_KEY && !map ? 0 : 2);
    y->frames[y->n++] = (struct frame){map, true, indent, y->place};
    return KAMU_OK;
}

/* Start of an entry: a new line, or the rest of the line of the parent's dash. */
static kamu_code entry(struct yaml_sink *y, struct kamu_error *err)
{
    struct frame *f = &y->frames[y->n - 1];
    bool inlined = f->first && f->place == AFTER_DASH;
    bool start = f->first && f->place == AT_ROOT;
    f->first = false;
    if (inlined)
        return put(y, " ", err);
    if (!start)
        KAMU_TRY(line_end(y, err));
    return blanks(y, f->indent, err);
}

static kamu_code key(struct yaml_sink *y, struct str text, struct kamu_error *err)
{
    struct frame *f = &y->frames[y->n - 1];
    KAMU_TRY(entry(y, err));
    y->place = AFTER_KEY;
    if (text.n <= SIMPLE_KEY_MAX && !analyze(text).multiline) {
        KAMU_TRY(write_scalar(y, text, false, true, f->indent + 2, err));
        return put(y, ":", err);
    }
    KAMU_TRY(put(y, "? ", err));
    KAMU_TRY(write_scalar(y, text, false, false, f->indent + 2, err));
    KAMU_TRY(line_end(y, err));
    KAMU_TRY(blanks(y, f->indent, err));
    y->place = AFTER_DASH;
    return put(y, ":", err);
}

/* Before a value: the dash in a list. */
static kamu_code before_value(struct yaml_sink *y, struct kamu_error *err)
{
    if (y->n && !y->frames[y->n - 1].map) {
        KAMU_TRY(entry(y, err));
        KAMU_TRY(put(y, "-", err));
        y->place = AFTER_DASH;
    }
    return KAMU_OK;
}

static kamu_code yaml_put(struct sink *s, enum sink_event e, struct str text,
                          struct kamu_error *err)
{
    struct yaml_sink *y = (struct yaml_sink *)(void *)s;
    if (y->pending >= 0 && (e == SINK_MAP_END || e == SINK_LIST_END)) {
        y->pending = -1;
        if (y->place != AT_ROOT)
            KAMU_TRY(put(y, " ", err));
        return put(y, e == SINK_MAP_END ? "{}" : "[]", err);
    }
    if (y->pending >= 0)
        KAMU_TRY(open_frame(y, err));
    switch (e) {
    case SINK_MAP:
    case SINK_LIST:
        KAMU_TRY(before_value(y, err));
        y->pending = (int)e;
        return KAMU_OK;
    case SINK_MAP_END:
    case SINK_LIST_END:
        y->n--;
        return KAMU_OK;
    case SINK_KEY:
        return key(y, text, err);
    case SINK_STRING:
    case SINK_LITERAL:
        KAMU_TRY(before_value(y, err));
        if (y->place != AT_ROOT)
            KAMU_TRY(put(y, " ", err));
        return write_scalar(y, text, e == SINK_LITERAL, false, current_indent(y) + 2, err);
    }
    KAMU_BUG("sink event %d", (int)e);
}

kamu_code sink_yaml(sink_writer write, const void *value, struct buf *out, struct kamu_error *err)
{
    struct yaml_sink y = {
        .sink = {.put = yaml_put, .plain_exponents = true, .err = err}, .out = out, .pending = -1};
    write(&y.sink, value);
    if (y.sink.failed == KAMU_OK)
        y.sink.failed = line_end(&y, err);
    return y.sink.failed;
}
