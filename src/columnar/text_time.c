/* Instants, dates and times of day from text (spec/read-formats.md 3.3, 3.4, 3.6). */
#include "base/time.h"
#include "columnar/text.h"

static const char bad_date[] = "error parsing date";
static const char bad_time[] = "error parsing time";

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static unsigned two(const char *p)
{
    return (unsigned)(p[0] - '0') * 10 + (unsigned)(p[1] - '0');
}

static bool all_digits(const char *p, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!is_digit(p[i]))
            return false;
    return true;
}

static bool valid_civil(int64_t year, unsigned month, unsigned day)
{
    static const uint8_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

    return month >= 1 && month <= 12 && day >= 1 &&
           day <= days[month - 1] + (unsigned)(leap && month == 2);
}

/* The first 9 digits of a fraction as nanoseconds. */
static uint32_t nanos_of(const char *p, size_t n)
{
    uint32_t v = 0;

    for (size_t i = 0; i < 9; i++)
        v = v * 10 + (i < n ? (uint32_t)(p[i] - '0') : 0);
    return v;
}

/* ---- instants ------------------------------------------------------------------------ */

/* YYYY-MM-DD, padded */
static bool parse_padded_date(const char *p, int64_t *days)
{
    int64_t year;

    if (!all_digits(p, 4) || p[4] != '-' || !all_digits(p + 5, 2) || p[7] != '-' ||
        !all_digits(p + 8, 2))
        return false;
    year = (int64_t)two(p) * 100 + two(p + 2);
    if (!valid_civil(year, two(p + 5), two(p + 8)))
        return false;
    *days = days_from_civil(year, two(p + 5), two(p + 8));
    return true;
}

/* HH:MM:SS[.digits] or HHMMSS from p on; *used = its length, 0 when there is none. */
static void parse_clock(const char *p, size_t n, uint32_t *seconds, uint32_t *nanos, size_t *used)
{
    unsigned h, m, s;
    size_t len;

    *used = 0;
    *nanos = 0;
    if (n >= 8 && all_digits(p, 2) && p[2] == ':' && all_digits(p + 3, 2) && p[5] == ':' &&
        all_digits(p + 6, 2)) {
        h = two(p);
        m = two(p + 3);
        s = two(p + 6);
        len = 8;
        if (n > 8 && p[8] == '.') {
            size_t digits = 0;
            while (9 + digits < n && is_digit(p[9 + digits]))
                digits++;
            if (digits == 0)
                return;
            *nanos = nanos_of(p + 9, digits);
            len = 9 + digits;
        }
    } else if (n >= 6 && all_digits(p, 6) && (n < 7 || !is_digit(p[6])) &&
               (n < 8 || !is_digit(p[7]))) {
        h = two(p);
        m = two(p + 2);
        s = two(p + 4);
        len = 6;
    } else {
        return;
    }
    if (h > 23 || m > 59 || s > 60)
        return;
    *seconds = h * 3600 + m * 60 + s; /* :60 is the next second */
    *used = len;
}

const char *text_to_instant(struct str s, const struct zone *zone, int64_t *seconds,
                            uint32_t *nanos)
{
    static const char bad_offset[] = "error computing timezone offset";
    uint32_t clock = 0, fraction = 0;
    int64_t days, utc;
    size_t used = 0;

    if (s.n < 10)
        return "timestamp must contain at least 10 characters";
    if (!parse_padded_date(s.p, &days))
        return bad_date;
    if (s.n > 10) {
        if (s.p[10] != 'T' && s.p[10] != 't' && s.p[10] != ' ')
            return "invalid timestamp separator";
        parse_clock(s.p + 11, s.n - 11, &clock, &fraction, &used);
        if (used == 0)
            return bad_time;
        s.p += 11 + used;
        s.n -= 11 + used;
        if (s.n == 1 && (s.p[0] == 'Z' || s.p[0] == 'z')) {
            zone = zone_utc();
        } else if (s.n > 0) {
            while (s.n > 0 && s.p[0] == ' ') {
                s.p++;
                s.n--;
            }
            zone = zone_find(s);
            if (zone == NULL)
                return "failed to parse timezone";
        }
    }
    if (!zone_local_to_utc(zone, days * 86400 + clock, &utc))
        return bad_offset;
    *seconds = utc;
    *nanos = fraction;
    return NULL;
}

const char *text_to_timestamp(struct str s, const struct zone *zone, enum col_unit unit,
                              int64_t *out, bool *overflow)
{
    static const int64_t per_second[] = {1, 1000, 1000000, 1000000000};
    int64_t seconds, v, part;
    uint32_t nanos;
    const char *why = text_to_instant(s, zone, &seconds, &nanos);

    if (overflow != NULL)
        *overflow = false;
    if (why != NULL)
        return why;
    part = nanos / (1000000000 / per_second[unit]);
    /* From above for times before 1970: seconds * unit alone may not fit where the sum does. */
    if (seconds < 0 && part > 0) {
        seconds++;
        part -= per_second[unit];
    }
    if (MUL_OVERFLOW(seconds, per_second[unit], &v) || ADD_OVERFLOW(v, part, &v)) {
        if (overflow != NULL)
            *overflow = true;
        return "overflow";
    }
    *out = v;
    return NULL;
}

/* ---- dates ---------------------------------------------------------------------------- */

/* One or more digits up to `end`; at most 7 of them count as valid. */
static bool parse_number(const char **p, const char *end, unsigned *out)
{
    const char *from = *p;

    *out = 0;
    while (*p < end && is_digit(**p) && *p - from < 7)
        *out = *out * 10 + (unsigned)(*(*p)++ - '0');
    return *p > from && (*p == end || !is_digit(**p));
}

/* Sign, at least four digits of year, then month and day */
static bool parse_signed_date(struct str s, int32_t *days)
{
    const char *p = s.p + 1, *end = s.p + s.n;
    bool negative = s.p[0] == '-';
    unsigned y, m, d;
    int64_t year;

    while (end - p > 4 && p[0] == '0' && is_digit(p[4]))
        p++; /* further zeros in front of the year */
    s.p = p - 1;
    if (!parse_number(&p, end, &y) || p - s.p < 5 || p == end || *p++ != '-' ||
        !parse_number(&p, end, &m) || p == end || *p++ != '-' || !parse_number(&p, end, &d) ||
        p != end)
        return false;
    year = negative ? -(int64_t)y : (int64_t)y;
    if (year < -262143 || year > 262142 || !valid_civil(year, m, d))
        return false;
    *days = (int32_t)days_from_civil(year, m, d);
    return true;
}

/* YYYY-M-D, month and day with one or two digits */
static bool parse_plain_date(struct str s, unsigned *y, unsigned *m, unsigned *d)
{
    const char *p = s.p, *end = s.p + s.n, *day;

    if (!parse_number(&p, end, y) || p - s.p != 4 || p == end || *p++ != '-' ||
        !parse_number(&p, end, m) || p - s.p > 7 || p == end || *p++ != '-')
        return false;
    day = p;
    return parse_number(&p, end, d) && p == end && end - day <= 2;
}

/* Is the second of an instant that was read 60? For timestamps that is the next second, but it
 * still belongs to the day. */
static bool is_leap_second(struct str s)
{
    size_t at = s.n > 13 && s.p[13] == ':' ? 17 : 15; /* behind "2020-01-01T" */

    return s.n >= at + 2 && s.p[at] == '6';
}

const char *text_to_date(struct str s, int32_t *days)
{
    unsigned y, m, d;

    if (s.n > 0 && (s.p[0] == '+' || s.p[0] == '-'))
        return parse_signed_date(s, days) ? NULL : bad_date;
    if (s.n > 10) {
        int64_t seconds;
        uint32_t nanos;
        if (text_to_instant(s, zone_utc(), &seconds, &nanos) != NULL)
            return bad_date;
        seconds -= is_leap_second(s);
        *days = (int32_t)((seconds - (seconds < 0 ? 86399 : 0)) / 86400);
        return NULL;
    }
    if (s.n == 8 && all_digits(s.p, 8)) {
        y = two(s.p) * 100 + two(s.p + 2);
        m = two(s.p + 4);
        d = two(s.p + 6);
    } else if (!parse_plain_date(s, &y, &m, &d)) {
        return bad_date;
    }
    if (!valid_civil(y, m, d))
        return bad_date;
    *days = (int32_t)days_from_civil(y, m, d);
    return NULL;
}

/* ---- times of day ------------------------------------------------------------------------ */

enum half { NO_HALF, AM, PM };

/* H:MM, HH:MM, H:MM:SS, HH:MM:SS[.digits], each with " AM" or " PM" */
static bool parse_time(struct str s, uint32_t *seconds, uint32_t *nanos)
{
    const char *p = s.p, *end;
    enum half half = NO_HALF;
    unsigned h, m, sec = 0;

    *nanos = 0;
    if (s.n >= 3 && (str_ieq((struct str){s.p + s.n - 3, 3}, STR(" am")) ||
                     str_ieq((struct str){s.p + s.n - 3, 3}, STR(" pm")))) {
        half = s.p[s.n - 2] == 'a' || s.p[s.n - 2] == 'A' ? AM : PM;
        s.n -= 3;
    }
    end = s.p + s.n;
    if (!parse_number(&p, end, &h) || p - s.p > 2 || end - p < 3 || *p++ != ':' ||
        !all_digits(p, 2))
        return false;
    m = two(p);
    p += 2;
    if (p < end) {
        if (end - p < 3 || *p++ != ':' || !all_digits(p, 2))
            return false;
        sec = two(p);
        p += 2;
    }
    if (p < end) {
        if (*p++ != '.' || p == end || !all_digits(p, (size_t)(end - p)))
            return false;
        *nanos = nanos_of(p, (size_t)(end - p));
    }
    if (half != NO_HALF) {
        if (h < 1 || h > 12)
            return false;
        h = h % 12 + (half == PM ? 12 : 0);
    }
    if (h > 23 || m > 59 || sec > 60)
        return false;
    *seconds = h * 3600 + m * 60 + sec;
    return true;
}

const char *text_to_time(struct str s, enum col_unit unit, int64_t *out)
{
    static const int64_t per_second[] = {1, 1000, 1000000, 1000000000};
    uint32_t seconds, nanos;
    int64_t v;

    if (parse_time(s, &seconds, &nanos)) {
        *out = seconds * per_second[unit] + nanos / (1000000000 / per_second[unit]);
        return NULL;
    }
    if (text_to_i64(s, &v) != NULL)
        return bad_time;
    if ((unit == UNIT_SECOND || unit == UNIT_MILLI) && (v < INT32_MIN || v > INT32_MAX))
        return bad_time;
    *out = v;
    return NULL;
}
