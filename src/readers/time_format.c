/* Texts of dates and times by formats: see time_format.h. */
#include "readers/time_format.h"
#include "base/time.h"

struct civil {
    int64_t year;
    unsigned month, day, hour, minute, second, day_of_year;
    uint32_t nanos;
    bool pm, half_day, has_offset, has_epoch;
    int64_t offset_seconds, epoch;
    const struct zone *zone;
};

struct cursor {
    const char *p, *end;
};

static bool number(struct cursor *c, unsigned least, unsigned most, uint64_t *out)
{
    unsigned n = 0;
    *out = 0;
    while (n < most && c->p < c->end && *c->p >= '0' && *c->p <= '9') {
        *out = *out * 10 + (uint64_t)(*c->p++ - '0');
        n++;
    }
    return n >= least;
}

static bool small(struct cursor *c, unsigned low, unsigned high, unsigned *out)
{
    uint64_t v;
    if (!number(c, 1, 2, &v) || v < low || v > high)
        return false;
    *out = (unsigned)v;
    return true;
}

static bool blanks(struct cursor *c)
{
    while (c->p < c->end && (*c->p == ' ' || *c->p == '\t'))
        c->p++;
    return true;
}

static bool fraction(struct cursor *c, uint32_t *nanos)
{
    unsigned digits = 0;
    uint32_t v = 0;
    for (; c->p < c->end && *c->p >= '0' && *c->p <= '9'; c->p++, digits++)
        if (digits < 9)
            v = v * 10 + (uint32_t)(*c->p - '0');
    if (digits == 0)
        return false;
    for (; digits < 9; digits++)
        v *= 10;
    *nanos = v;
    return true;
}

/* The full name or its first three letters; 0-based index. */
static bool name(struct cursor *c, const char *const *names, unsigned n, unsigned *out)
{
    for (unsigned i = 0; i < n; i++) {
        size_t full = strlen(names[i]), left = (size_t)(c->end - c->p);
        for (size_t len = full;; len = 3) {
            if (left >= len && str_ieq((struct str){c->p, len}, (struct str){names[i], len})) {
                c->p += len;
                *out = i;
                return true;
            }
            if (len == 3)
                break;
        }
    }
    return false;
}

static bool zone_offset(struct cursor *c, struct civil *t)
{
    uint64_t hours, minutes = 0;
    t->has_offset = true;
    if (c->p < c->end && (*c->p == 'Z' || *c->p == 'z')) {
        c->p++;
        return true;
    }
    if (c->p == c->end || (*c->p != '+' && *c->p != '-'))
        return false;
    bool west = *c->p++ == '-';
    if (!number(c, 2, 2, &hours))
        return false;
    if (c->p < c->end && *c->p == ':')
        c->p++;
    if (c->p < c->end && *c->p >= '0' && *c->p <= '9' && !number(c, 2, 2, &minutes))
        return false;
    t->offset_seconds = (int64_t)(hours * 3600 + minutes * 60) * (west ? -1 : 1);
    return hours < 24 && minutes < 60;
}

static bool zone_name(struct cursor *c, struct civil *t)
{
    const char *from = c->p;
    while (c->p < c->end && *c->p != ' ' && *c->p != ',' && *c->p != ')')
        c->p++;
    t->zone = zone_find((struct str){from, (size_t)(c->p - from)});
    return t->zone != NULL;
}

static bool meridiem(struct cursor *c, struct civil *t)
{
    struct str s = {c->p, 2};
    if (c->end - c->p < 2 || (!str_ieq(s, STR("am")) && !str_ieq(s, STR("pm"))))
        return false;
    t->half_day = true;
    t->pm = (*c->p | 0x20) == 'p';
    c->p += 2;
    return true;
}

static bool two_digit_year(struct cursor *c, struct civil *t)
{
    uint64_t v;
    if (!number(c, 2, 2, &v))
        return false;
    t->year = (int64_t)v + (v < 69 ? 2000 : 1900);
    return true;
}

static bool epoch(struct cursor *c, struct civil *t)
{
    uint64_t v;
    bool negative = c->p < c->end && *c->p == '-';
    c->p += negative;
    if (!number(c, 1, 18, &v))
        return false;
    t->has_epoch = true;
    t->epoch = negative ? -(int64_t)v : (int64_t)v;
    return true;
}

static bool match(struct str format, struct cursor *c, struct civil *t);

static bool convert(char what, struct cursor *c, struct civil *t)
{
    static const char *const months[] = {"January",   "February", "March",    "April",
                                         "May",       "June",     "July",     "August",
                                         "September", "October",  "November", "December"};
    static const char *const days[] = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                       "Thursday", "Friday", "Saturday"};
    uint64_t v = 0;
    unsigned i;
    switch (what) {
    case 'Y':
        if (!number(c, 4, 4, &v))
            return false;
        t->year = (int64_t)v;
        return true;
    case 'y':
        return two_digit_year(c, t);
    case 'm':
        return small(c, 1, 12, &t->month);
    case 'd':
        return small(c, 1, 31, &t->day);
    case 'e':
        return blanks(c) && small(c, 1, 31, &t->day);
    case 'b':
    case 'B':
    case 'h':
        if (!name(c, months, 12, &i))
            return false;
        t->month = i + 1;
        return true;
    case 'j':
        if (!number(c, 1, 3, &v) || v < 1 || v > 366)
            return false;
        t->day_of_year = (unsigned)v;
        return true;
    case 'H':
    case 'k':
        return blanks(c) && small(c, 0, 23, &t->hour);
    case 'I':
    case 'l':
        return blanks(c) && small(c, 1, 12, &t->hour);
    case 'M':
        return small(c, 0, 59, &t->minute);
    case 'S':
        return small(c, 0, 60, &t->second);
    case 'p':
    case 'P':
        return meridiem(c, t);
    case 'f':
        return fraction(c, &t->nanos);
    case 'z':
        return zone_offset(c, t);
    case 'Z':
        return zone_name(c, t);
    case 's':
        return epoch(c, t);
    case 'a':
    case 'A':
        return name(c, days, 7, &i);
    case 'D':
        return match(STR("%m/%d/%y"), c, t);
    case 'F':
        return match(STR("%Y-%m-%d"), c, t);
    case 'T':
        return match(STR("%H:%M:%S"), c, t);
    case 'R':
        return match(STR("%H:%M"), c, t);
    case 'n':
    case 't':
        return blanks(c);
    case '%':
        return c->p < c->end && *c->p++ == '%';
    default:
        return false;
    }
}

static bool match(struct str format, struct cursor *c, struct civil *t)
{
    for (size_t i = 0; i < format.n; i++) {
        char f = format.p[i];
        if (f == ' ') {
            blanks(c);
        } else if (f != '%' || i + 1 == format.n) {
            if (c->p == c->end || *c->p++ != f)
                return false;
        } else {
            bool dot = format.p[++i] == '.';
            if ((dot || format.p[i] == ':' || format.p[i] == '#' || format.p[i] == '-') &&
                i + 1 < format.n)
                i++;
            if (dot) { /* %.f: nothing, or a point and digits */
                if (c->p < c->end && *c->p == '.') {
                    c->p++;
                    if (!fraction(c, &t->nanos))
                        return false;
                }
            } else if (!convert(format.p[i], c, t)) {
                return false;
            }
        }
    }
    return true;
}

static bool to_instant(const struct civil *t, const struct zone *zone, int64_t *seconds)
{
    static const uint8_t month_days[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = t->year % 4 == 0 && (t->year % 100 != 0 || t->year % 400 == 0);
    if (t->has_epoch) {
        *seconds = t->epoch;
        return true;
    }
    if (t->day > month_days[t->month - 1] || (t->month == 2 && t->day == 29 && !leap) ||
        (t->day_of_year == 366 && !leap))
        return false;
    unsigned hour = t->half_day ? t->hour % 12 + (t->pm ? 12 : 0) : t->hour;
    int64_t days = t->day_of_year > 0 ? days_from_civil(t->year, 1, 1) + t->day_of_year - 1
                                      : days_from_civil(t->year, t->month, t->day);
    int64_t local = days * 86400 + hour * 3600 + t->minute * 60 + t->second;
    if (t->has_offset) {
        *seconds = local - t->offset_seconds;
        return true;
    }
    return zone_local_to_utc(t->zone != NULL ? t->zone : zone, local, seconds);
}

static bool parse(struct str format, struct str text, const struct zone *zone, int64_t *seconds,
                  uint32_t *nanos)
{
    struct cursor c = {text.p, text.p + text.n};
    struct civil t = {.year = 1970, .month = 1, .day = 1};
    if (!match(format, &c, &t) || c.p != c.end || !to_instant(&t, zone, seconds))
        return false;
    *nanos = t.nanos;
    return true;
}

struct str time_format_of(struct str option)
{
    return option.p == NULL || str_ieq(option, STR("rfc3339")) ? STR_NONE : option;
}

bool time_format_put(struct str format, struct str s, const struct zone *zone, enum col_unit unit,
                     int64_t *out)
{
    static const int64_t per_second[] = {1, 1000, 1000000, 1000000000};
    int64_t seconds;
    uint32_t nanos;
    return parse(format, s, zone, &seconds, &nanos) &&
           !MUL_OVERFLOW(seconds, per_second[unit], out) &&
           !ADD_OVERFLOW(*out, (int64_t)nanos / (1000000000 / per_second[unit]), out);
}

bool time_format_date(struct str format, struct str s, int32_t *days)
{
    int64_t seconds;
    uint32_t nanos;
    if (!parse(format, s, zone_utc(), &seconds, &nanos))
        return false;
    int64_t rest = seconds % 86400;
    *days = (int32_t)((seconds - (rest < 0 ? rest + 86400 : rest)) / 86400);
    return true;
}
