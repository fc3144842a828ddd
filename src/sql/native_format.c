/* Reading and writing dates by format, as chrono (the library behind DataFusion) has it. */
#include "sql/native.h"

#include <ctype.h>

static const char *const months[] = {"January",   "February", "March",    "April",
                                     "May",       "June",     "July",     "August",
                                     "September", "October",  "November", "December"};
static const char *const weekdays[] = {"Monday", "Tuesday",  "Wednesday", "Thursday",
                                       "Friday", "Saturday", "Sunday"};

/* What a letter stands for when it is short for other letters. */
static const char *composite(char c)
{
    switch (c) {
    case 'D':
    case 'x':
        return "%m/%d/%y";
    case 'F':
        return "%Y-%m-%d";
    case 'T':
    case 'X':
        return "%H:%M:%S";
    case 'R':
        return "%H:%M";
    case 'r':
        return "%I:%M:%S %p";
    case 'c':
        return "%a %b %e %H:%M:%S %Y";
    case 'v':
        return "%e-%b-%Y";
    default:
        return NULL;
    }
}

/* ---- reading -------------------------------------------------------------------------------- */

enum { ABSENT = INT32_MIN };

struct parsed {
    struct str s; /* what is left */
    int64_t year, century, short_year, month, day, ordinal, weekday, iso_year, iso_week;
    int64_t hour, hour12, pm, minute, second, nanos, offset;
    int64_t timestamp;
    bool has_timestamp;
};

static const char *const wrong = "input contains invalid characters";
static const char *const short_ = "premature end of input";
static const char *const bad_format = "bad or unsupported format string";

static void trim(struct parsed *p)
{
    while (p->s.n > 0 && isspace((unsigned char)*p->s.p))
        p->s.p++, p->s.n--;
}

static void skip(struct parsed *p, size_t n)
{
    p->s.p += n;
    p->s.n -= n;
}

static const char *digits(struct parsed *p, size_t most, int64_t *out)
{
    int64_t v = 0;
    size_t n = 0;
    if (p->s.n == 0)
        return short_;
    while (n < most && n < p->s.n && p->s.p[n] >= '0' && p->s.p[n] <= '9') {
        if (MUL_OVERFLOW(v, 10, &v) || ADD_OVERFLOW(v, p->s.p[n] - '0', &v))
            return "input is out of range";
        n++;
    }
    if (n == 0)
        return wrong;
    skip(p, n);
    *out = v;
    return NULL;
}

static const char *number(struct parsed *p, size_t most, bool sign, int64_t low, int64_t high,
                          int64_t *out)
{
    trim(p);
    bool minus = false;
    if (sign && p->s.n > 0 && (*p->s.p == '-' || *p->s.p == '+')) {
        minus = *p->s.p == '-';
        skip(p, 1);
        most = 18;
    }
    int64_t v;
    const char *bad = digits(p, most, &v);
    if (bad)
        return bad;
    v = minus ? -v : v;
    if (v < low || v > high)
        return "input is out of range";
    if (*out != ABSENT && *out != v)
        return "no possible date and time matching input";
    *out = v;
    return NULL;
}

/* A name of the list: three letters, or all of it when `whole` and it is there. */
static const char *name(struct parsed *p, const char *const *list, size_t n, bool whole,
                        int64_t *out)
{
    for (size_t i = 0; i < n; i++) {
        size_t length = strlen(list[i]);
        if (p->s.n < 3 || !str_ieq((struct str){p->s.p, 3}, (struct str){list[i], 3}))
            continue;
        bool all = whole && p->s.n >= length &&
                   str_ieq((struct str){p->s.p, length}, (struct str){list[i], length});
        skip(p, all ? length : 3);
        *out = (int64_t)i;
        return NULL;
    }
    return p->s.n < 3 ? short_ : wrong;
}

static const char *fraction(struct parsed *p, size_t exact)
{
    int64_t v = 0;
    size_t n = 0, used = 0;
    while (n < p->s.n && p->s.p[n] >= '0' && p->s.p[n] <= '9' && (!exact || n < exact)) {
        if (used < 9) {
            v = v * 10 + (p->s.p[n] - '0');
            used++;
        }
        n++;
    }
    if (n == 0 || (exact && n < exact))
        return p->s.n == n ? short_ : wrong;
    for (; used < 9; used++)
        v *= 10;
    skip(p, n);
    p->nanos = v;
    return NULL;
}

static bool two(struct parsed *p, int64_t *out)
{
    if (p->s.n < 2 || !isdigit((unsigned char)p->s.p[0]) || !isdigit((unsigned char)p->s.p[1]))
        return false;
    *out = (p->s.p[0] - '0') * 10 + (p->s.p[1] - '0');
    skip(p, 2);
    return true;
}

/* +hhmm, +hh:mm; permissive: also +hh and Z */
static const char *offset(struct parsed *p, bool permissive)
{
    int64_t h, m = 0;
    trim(p);
    if (permissive && p->s.n > 0 && (*p->s.p | 32) == 'z') {
        skip(p, 1);
        p->offset = 0;
        return NULL;
    }
    if (p->s.n == 0)
        return short_;
    bool minus = *p->s.p == '-';
    if (!minus && *p->s.p != '+')
        return wrong;
    skip(p, 1);
    if (!two(p, &h))
        return wrong;
    if (p->s.n > 0 && *p->s.p == ':')
        skip(p, 1);
    if (!two(p, &m) && !permissive)
        return wrong;
    if (m > 59)
        return "input is out of range";
    p->offset = (minus ? -1 : 1) * (h * 3600 + m * 60);
    return NULL;
}

static const char *read_format(struct parsed *p, struct str f);

static const char *read_item(struct parsed *p, char c)
{
    int64_t v = ABSENT;
    const char *bad, *more = composite(c);
    if (more)
        return read_format(p, str_c(more));
    switch (c) {
    case 'Y':
        return number(p, 4, true, -262143, 262142, &p->year);
    case 'C':
        return number(p, 2, false, 0, 99, &p->century);
    case 'y':
        return number(p, 2, false, 0, 99, &p->short_year);
    case 'G':
        return number(p, 4, true, -262143, 262142, &p->iso_year);
    case 'V':
        return number(p, 2, false, 1, 53, &p->iso_week);
    case 'm':
        return number(p, 2, false, 1, 12, &p->month);
    case 'd':
    case 'e':
        return number(p, 2, false, 1, 31, &p->day);
    case 'j':
        return number(p, 3, false, 1, 366, &p->ordinal);
    case 'H':
    case 'k':
        return number(p, 2, false, 0, 23, &p->hour);
    case 'I':
    case 'l':
        return number(p, 2, false, 1, 12, &p->hour12);
    case 'M':
        return number(p, 2, false, 0, 59, &p->minute);
    case 'S':
        return number(p, 2, false, 0, 60, &p->second);
    case 'f':
        return number(p, 9, false, 0, 999999999, &p->nanos);
    case 's':
        if ((bad = number(p, 18, true, INT64_MIN / 4, INT64_MAX / 4, &v)) != NULL)
            return bad;
        p->timestamp = v;
        p->has_timestamp = true;
        return NULL;
    case 'b':
    case 'h':
    case 'B':
        if ((bad = name(p, months, 12, c == 'B', &v)) == NULL)
            p->month = v + 1;
        return bad;
    case 'a':
    case 'A':
        return name(p, weekdays, 7, c == 'A', &p->weekday);
    case 'u':
    case 'w':
        if ((bad = number(p, 1, false, c == 'u', c == 'u' ? 7 : 6, &v)) == NULL)
            p->weekday = (v + 6) % 7;
        return bad;
    case 'p':
    case 'P':
        if (p->s.n < 2)
            return short_;
        if ((p->s.p[1] | 32) != 'm' || ((p->s.p[0] | 32) != 'a' && (p->s.p[0] | 32) != 'p'))
            return wrong;
        p->pm = (p->s.p[0] | 32) == 'p';
        skip(p, 2);
        return NULL;
    case 'z':
        return offset(p, false);
    case 'n':
    case 't':
        trim(p);
        return NULL;
    case '%':
        if (p->s.n == 0)
            return short_;
        if (*p->s.p != '%')
            return wrong;
        skip(p, 1);
        return NULL;
    default:
        return bad_format;
    }
}

static const char *read_format(struct parsed *p, struct str f)
{
    for (size_t i = 0; i < f.n; i++) {
        const char *bad = NULL;
        char c = f.p[i], next = i + 1 < f.n ? f.p[i + 1] : 0;
        if (isspace((unsigned char)c)) {
            trim(p);
        } else if (c != '%') {
            if (p->s.n == 0)
                return short_;
            if (*p->s.p != c)
                return wrong;
            skip(p, 1);
        } else if (next == '.' && i + 2 < f.n) { /* %.f %.3f */
            i += 2;
            if (strchr("369", f.p[i]) && i + 1 < f.n)
                i++;
            if (f.p[i] != 'f')
                return bad_format;
            if (p->s.n > 0 && *p->s.p == '.') {
                skip(p, 1);
                bad = fraction(p, 0);
            }
        } else if (next && strchr("369", next) && i + 2 < f.n && f.p[i + 2] == 'f') {
            bad = fraction(p, (size_t)(next - '0'));
            i += 2;
        } else if (next == ':' && i + 2 < f.n && f.p[i + 2] == 'z') {
            bad = offset(p, false);
            i += 2;
        } else if (next == '#' && i + 2 < f.n && f.p[i + 2] == 'z') {
            bad = offset(p, true);
            i += 2;
        } else if (next == '+') {
            bad = read_format(p, STR("%Y-%m-%dT%H:%M:%S%.f%#z"));
            i++;
        } else {
            i++;
            if (i < f.n && strchr("-_0", f.p[i]))
                i++;
            bad = i < f.n ? read_item(p, f.p[i]) : bad_format;
        }
        if (bad)
            return bad;
    }
    return NULL;
}

static const char *resolve_date(struct parsed *p, int64_t *days)
{
    static const char *const missing = "input is not enough for unique date and time";
    static const char *const impossible = "no possible date and time matching input";
    if (p->year == ABSENT && p->short_year != ABSENT)
        p->year = p->century != ABSENT ? p->century * 100 + p->short_year
                                       : p->short_year + (p->short_year < 70 ? 2000 : 1900);
    if (p->year != ABSENT && p->month != ABSENT && p->day != ABSENT) {
        if (p->day > native_month_length(p->year, p->month))
            return "input is out of range";
        *days = native_days(p->year, p->month, p->day);
    } else if (p->year != ABSENT && p->ordinal != ABSENT) {
        *days = native_days(p->year, 1, 1) + p->ordinal - 1;
        if (*days >= native_days(p->year + 1, 1, 1))
            return "input is out of range";
    } else if (p->iso_year != ABSENT && p->iso_week != ABSENT && p->weekday != ABSENT) {
        int64_t y, w, fourth = native_days(p->iso_year, 1, 4);
        *days = fourth - (fourth + 3 - native_floor_div(fourth + 3, 7) * 7) +
                (p->iso_week - 1) * 7 + p->weekday;
        native_iso_week(*days, &y, &w);
        if (y != p->iso_year)
            return "input is out of range";
    } else {
        return missing;
    }
    int64_t weekday = *days + 3 - native_floor_div(*days + 3, 7) * 7;
    return p->weekday != ABSENT && p->weekday != weekday ? impossible : NULL;
}

static bool resolve_time(const struct parsed *p, int64_t *seconds, uint32_t *nanos)
{
    int64_t hour = p->hour;
    if (hour == ABSENT && p->hour12 != ABSENT && p->pm != ABSENT)
        hour = p->hour12 % 12 + 12 * p->pm;
    if (hour == ABSENT || p->minute == ABSENT || (p->second == ABSENT && p->nanos != ABSENT))
        return false;
    *seconds = hour * 3600 + p->minute * 60 + (p->second == ABSENT ? 0 : p->second);
    *nanos = p->nanos == ABSENT ? 0 : (uint32_t)p->nanos;
    return true;
}

const char *native_strptime(struct str text, struct str format, bool date_only, int64_t *seconds,
                            uint32_t *nanos)
{
    struct parsed p = {text,   ABSENT, ABSENT, ABSENT, ABSENT, ABSENT, ABSENT,
                       ABSENT, ABSENT, ABSENT, ABSENT, ABSENT, ABSENT, ABSENT,
                       ABSENT, ABSENT, ABSENT, 0,      false};
    int64_t days, time = 0;
    const char *bad = read_format(&p, format);
    *nanos = 0;
    if (bad)
        return bad;
    if (p.s.n > 0)
        return "trailing input";
    if (p.has_timestamp) {
        *seconds = p.timestamp;
        *nanos = p.nanos == ABSENT ? 0 : (uint32_t)p.nanos;
        return NULL;
    }
    bad = resolve_date(&p, &days);
    if (bad)
        return bad;
    bool timed = resolve_time(&p, &time, nanos);
    if (date_only && !timed)
        time = 0;
    *seconds = days * 86400 + time - (timed && p.offset != ABSENT ? p.offset : 0);
    return NULL;
}

/* ---- writing
 * -------------------------------------------------------------------------------------- */

struct moment {
    int64_t days, year, month, day, hour, minute, second, seconds;
    uint32_t nanos;
};

static bool put_number(struct native_call *c, int64_t v, int width, char pad)
{
    char text[32];
    if (pad == '-')
        snprintf(text, sizeof text, "%lld", (long long)v);
    else if (pad == '_')
        snprintf(text, sizeof text, "%*lld", width, (long long)v);
    else
        snprintf(text, sizeof text, "%0*lld", width, (long long)v);
    return native_text(c, text, strlen(text));
}

static bool write_format(struct native_call *c, struct str f, const struct moment *m);

static bool no_item(struct native_call *c, struct str f)
{
    return native_fail(c, "Execution error: the format '%.*s' is not supported",
                       (int)utf8_cut(f.p, f.n, 100), f.p);
}

static bool write_item(struct native_call *c, char item, char pad, struct str f,
                       const struct moment *m)
{
    int64_t iso_year, week, weekday = m->days + 3 - native_floor_div(m->days + 3, 7) * 7;
    const char *more = composite(item);
    if (more)
        return write_format(c, str_c(more), m);
    native_iso_week(m->days, &iso_year, &week);
    switch (item) {
    case 'Y':
        if (m->year < 0 || m->year > 9999)
            return no_item(c, f);
        return put_number(c, m->year, 4, pad);
    case 'C':
        return put_number(c, native_floor_div(m->year, 100), 2, pad);
    case 'y':
        return put_number(c, m->year - native_floor_div(m->year, 100) * 100, 2, pad);
    case 'G':
        return put_number(c, iso_year, 4, pad);
    case 'V':
        return put_number(c, week, 2, pad);
    case 'U':
    case 'W': { /* weeks that begin with a Sunday, a Monday */
        int64_t day = m->days - native_days(m->year, 1, 1);
        return put_number(c, (day + 7 - (item == 'U' ? (weekday + 1) % 7 : weekday)) / 7, 2, pad);
    }
    case 'q':
        return put_number(c, (m->month + 2) / 3, 1, pad);
    case 'm':
        return put_number(c, m->month, 2, pad);
    case 'd':
        return put_number(c, m->day, 2, pad);
    case 'e':
        return put_number(c, m->day, 2, pad ? pad : '_');
    case 'j':
        return put_number(c, m->days - native_days(m->year, 1, 1) + 1, 3, pad);
    case 'H':
        return put_number(c, m->hour, 2, pad);
    case 'k':
        return put_number(c, m->hour, 2, pad ? pad : '_');
    case 'I':
        return put_number(c, (m->hour + 11) % 12 + 1, 2, pad);
    case 'l':
        return put_number(c, (m->hour + 11) % 12 + 1, 2, pad ? pad : '_');
    case 'M':
        return put_number(c, m->minute, 2, pad);
    case 'S':
        return put_number(c, m->second, 2, pad);
    case 'f':
        return put_number(c, m->nanos, 9, pad);
    case 's':
        return put_number(c, m->seconds, 1, pad);
    case 'u':
        return put_number(c, weekday + 1, 1, pad);
    case 'w':
        return put_number(c, (weekday + 1) % 7, 1, pad);
    case 'b':
    case 'h':
        return native_text(c, months[m->month - 1], 3);
    case 'B':
        return native_text(c, months[m->month - 1], strlen(months[m->month - 1]));
    case 'a':
        return native_text(c, weekdays[weekday], 3);
    case 'A':
        return native_text(c, weekdays[weekday], strlen(weekdays[weekday]));
    case 'p':
        return native_text(c, m->hour < 12 ? "AM" : "PM", 2);
    case 'P':
        return native_text(c, m->hour < 12 ? "am" : "pm", 2);
    case 'n':
        return native_text(c, "\n", 1);
    case 't':
        return native_text(c, "\t", 1);
    case '%':
        return native_text(c, "%", 1);
    default:
        return no_item(c, f);
    }
}

/* Nanoseconds as `digits` digits; 0: 3, 6 or 9, nothing when they are 0. */
static bool write_fraction(struct native_call *c, uint32_t nanos, unsigned digits_, bool point)
{
    char text[16];
    if (digits_ == 0) {
        if (nanos == 0)
            return true;
        digits_ = nanos % 1000000 == 0 ? 3 : nanos % 1000 == 0 ? 6 : 9;
    }
    snprintf(text, sizeof text, ".%09u", nanos);
    return native_text(c, text + !point, digits_ + point);
}

static bool write_format(struct native_call *c, struct str f, const struct moment *m)
{
    for (size_t i = 0; i < f.n; i++) {
        char next = i + 1 < f.n ? f.p[i + 1] : 0, pad = 0;
        bool ok;
        if (f.p[i] != '%') {
            ok = native_text(c, f.p + i, 1);
        } else if (next == '.' && i + 2 < f.n) {
            unsigned n = 0;
            i += 2;
            if (strchr("369", f.p[i]) && i + 1 < f.n)
                n = (unsigned)(f.p[i++] - '0');
            ok = f.p[i] == 'f' ? write_fraction(c, m->nanos, n, true) : no_item(c, f);
        } else if (next && strchr("369", next) && i + 2 < f.n && f.p[i + 2] == 'f') {
            ok = write_fraction(c, m->nanos, (unsigned)(next - '0'), false);
            i += 2;
        } else {
            i++;
            if (i < f.n && strchr("-_0", f.p[i]))
                pad = f.p[i++];
            ok = i < f.n ? write_item(c, f.p[i], pad, f, m) : no_item(c, f);
        }
        if (!ok)
            return false;
    }
    return true;
}

bool native_strftime(struct native_call *c, struct str format, int64_t seconds, uint32_t nanos,
                     bool has_time)
{
    struct moment m = {.seconds = seconds, .nanos = nanos};
    m.days = native_floor_div(seconds, 86400);
    native_civil(m.days, &m.year, &m.month, &m.day);
    int64_t rest = seconds % 86400 + (seconds % 86400 < 0 ? 86400 : 0);
    m.hour = rest / 3600;
    m.minute = rest / 60 % 60;
    m.second = rest % 60;
    return write_format(c, format, &m);
}
