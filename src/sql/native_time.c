/* Dates and instants: units, parts, truncation, intervals. Everything is UTC. */
#include "sql/native.h"

#include "columnar/format.h"
#include "columnar/text.h"

#include <inttypes.h>

enum { DAY_SECONDS = 86400 };

static const int64_t per_second[] = {1, 1000, 1000000, 1000000000};

/* ---- the calendar ---------------------------------------------------------------------------- */

int64_t native_floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

int64_t native_days(int64_t year, int64_t month, int64_t day)
{
    year -= month <= 2;
    int64_t era = native_floor_div(year, 400), yoe = year - era * 400;
    int64_t doy = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719468;
}

void native_civil(int64_t days, int64_t *year, int64_t *month, int64_t *day)
{
    days += 719468;
    int64_t era = native_floor_div(days, 146097), doe = days - era * 146097;
    int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100), mp = (5 * doy + 2) / 153;
    *day = doy - (153 * mp + 2) / 5 + 1;
    *month = mp < 10 ? mp + 3 : mp - 9;
    *year = yoe + era * 400 + (*month <= 2);
}

int64_t native_month_length(int64_t year, int64_t month)
{
    static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return lengths[month - 1] + (month == 2 && leap);
}

/* What native_floor_div leaves, never negative. */
static int64_t floor_mod(int64_t a, int64_t b)
{
    int64_t rest = a % b;
    return rest < 0 ? rest + b : rest;
}

/* Monday is 0. */
static int64_t weekday(int64_t days)
{
    return days + 3 - native_floor_div(days + 3, 7) * 7;
}

void native_iso_week(int64_t days, int64_t *year, int64_t *week)
{
    int64_t month, day, thursday = days - weekday(days) + 3;
    native_civil(thursday, year, &month, &day);
    *week = (thursday - native_days(*year, 1, 1)) / 7 + 1;
}

static bool out_of_range(struct native_call *c)
{
    return native_fail(c, "Arrow error: Cast error: Overflow: the instant does not fit its type");
}

/* ---- from and to text
 * ------------------------------------------------------------------------------- */

static int show(struct str s)
{
    return (int)utf8_cut(s.p, s.n, 100);
}

static bool f_text_ts(struct native_call *c)
{
    struct str s = c->args[0].s;
    bool overflow = false;
    const char *bad = text_to_timestamp(s, zone_utc(), c->unit, &c->out.i, &overflow);
    return !bad ||
           native_fail(c, "Arrow error: Parser error: Error parsing timestamp from '%.*s': %s",
                       show(s), s.p, bad);
}

static bool f_text_date(struct native_call *c)
{
    struct str s = c->args[0].s;
    int32_t days;
    if (!text_to_date(s, &days)) {
        c->out.i = days;
        return true;
    }
    return native_fail(c,
                       "Arrow error: Cast error: Cannot cast string '%.*s' to value of Date32 type",
                       show(s), s.p);
}

static bool f_text_time(struct native_call *c)
{
    struct str s = c->args[0].s;
    return !text_to_time(s, UNIT_NANO, &c->out.i) ||
           native_fail(c,
                       "Arrow error: Cast error: Cannot cast string '%.*s' to value of Time64(ns) "
                       "type",
                       show(s), s.p);
}

static bool f_ts_text(struct native_call *c)
{
    char text[FORMAT_TIME_MAX];
    return native_text(c, text,
                       format_timestamp(c->args[0].i, c->unit, c->args[1].i ? "UTC" : NULL, text));
}

static bool f_date_text(struct native_call *c)
{
    char text[FORMAT_TIME_MAX];
    return native_text(c, text, format_date(c->args[0].i, text));
}

static bool f_time_text(struct native_call *c)
{
    char text[FORMAT_TIME_MAX];
    return native_text(c, text, format_time(c->args[0].i, UNIT_NANO, text));
}

/* ---- units
 * ---------------------------------------------------------------------------------------------- */

/* code: the unit to go to. Fractions are cut toward zero, as arrow's cast does. */
static bool f_ts_ts(struct native_call *c)
{
    int64_t from = per_second[c->unit], to = per_second[c->code];
    if (from >= to)
        c->out.i = c->args[0].i / (from / to);
    else if (MUL_OVERFLOW(c->args[0].i, to / from, &c->out.i))
        return out_of_range(c);
    return true;
}

static bool f_same(struct native_call *c)
{
    c->out.i = c->args[0].i;
    return true;
}

static bool f_seconds_ts(struct native_call *c)
{
    double ns = c->args[0].f * 1e9;
    if (!(ns > -9.2233720368547758e18 && ns < 9.2233720368547758e18))
        return out_of_range(c);
    c->out.i = (int64_t)ns;
    return true;
}

static bool f_ts_date(struct native_call *c)
{
    c->out.i = native_floor_div(c->args[0].i, per_second[c->unit] * DAY_SECONDS);
    return c->out.i >= INT32_MIN && c->out.i <= INT32_MAX ? true : out_of_range(c);
}

static bool f_date_ts(struct native_call *c)
{
    return !MUL_OVERFLOW(c->args[0].i, per_second[c->unit] * DAY_SECONDS, &c->out.i) ||
           out_of_range(c);
}

static bool f_make_date(struct native_call *c)
{
    int64_t y = c->args[0].i, m = c->args[1].i, d = c->args[2].i;
    if (y < -262143 || y > 262142 || m < 1 || m > 12 || d < 1 || d > native_month_length(y, m))
        return native_fail(
            c, "Execution error: Unable to parse date from %" PRId64 ", %" PRId64 ", %" PRId64, y,
            m, d);
    c->out.i = native_days(y, m, d);
    return true;
}

static bool f_make_time(struct native_call *c)
{
    int64_t h = c->args[0].i, m = c->args[1].i, s = c->args[2].i;
    if (h < 0 || h > 23 || m < 0 || m > 59 || s < 0 || s > 59)
        return native_fail(
            c, "Execution error: Unable to parse time from %" PRId64 ", %" PRId64 ", %" PRId64, h,
            m, s);
    c->out.i = (h * 3600 + m * 60 + s) * 1000000000;
    return true;
}

/* One or two digits at *at, below `end`. */
static bool two_digits(struct str s, size_t *at, int64_t end, int64_t *out)
{
    size_t start = *at;
    for (*out = 0; *at < s.n && *at < start + 2 && s.p[*at] >= '0' && s.p[*at] <= '9'; (*at)++)
        *out = *out * 10 + (s.p[*at] - '0');
    return *at > start && *out < end;
}

/* 12:34, 12:34:56 or 12:34:56.789 */
static bool parse_time(struct str s, int64_t *out)
{
    int64_t hour, minute, second = 0, nanos = 0, scale = 100000000;
    size_t at = 0;
    if (!two_digits(s, &at, 24, &hour) || at == s.n || s.p[at++] != ':' ||
        !two_digits(s, &at, 60, &minute))
        return false;
    if (at < s.n && (s.p[at++] != ':' || !two_digits(s, &at, 60, &second)))
        return false;
    if (at < s.n && (s.p[at++] != '.' || at == s.n))
        return false;
    for (; at < s.n && s.p[at] >= '0' && s.p[at] <= '9'; at++, scale /= 10)
        nanos += (s.p[at] - '0') * scale;
    *out = (hour * 3600 + minute * 60 + second) * 1000000000 + nanos;
    return at == s.n;
}

static bool f_to_time(struct native_call *c)
{
    struct str s = c->args[0].s;
    return parse_time(s, &c->out.i) ||
           native_fail(c, "Execution error: Error parsing '" STR_FMT "' as time", STR_ARG(s));
}

/* Interval(MonthDayNano) as arrow prints it: "1 mons 2 days -3 hours 4.500000000 secs" */
static bool f_interval_text(struct native_call *c)
{
    const struct native_value *v = &c->args[0];
    int64_t us = v->i % 60000000;
    const struct {
        int64_t n;
        const char *unit;
    } parts[] = {{v->months, "mons"},
                 {v->days, "days"},
                 {v->i / 3600000000, "hours"},
                 {v->i / 60000000 % 60, "mins"}};
    char one[64];
    size_t before = c->text->len;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (parts[i].n == 0)
            continue;
        int n = snprintf(one, sizeof one, "%s%" PRId64 " %s", c->text->len > before ? " " : "",
                         parts[i].n, parts[i].unit);
        if (!native_text(c, one, (size_t)n))
            return false;
    }
    if (us == 0)
        return c->text->len > before || native_text(c, "0 secs", 6);
    int n = snprintf(one, sizeof one, "%s%s%" PRId64 ".%06" PRId64 "000 secs",
                     c->text->len > before ? " " : "", us < 0 ? "-" : "",
                     (us < 0 ? -us : us) / 1000000, (us < 0 ? -us : us) % 1000000);
    return native_text(c, one, (size_t)n);
}

/* ---- parts
 * -------------------------------------------------------------------------------------------------
 */

enum part {
    PART_YEAR,
    PART_QUARTER,
    PART_MONTH,
    PART_WEEK,
    PART_DAY,
    PART_HOUR,
    PART_MINUTE,
    PART_SECOND,
    PART_MILLI,
    PART_MICRO,
    PART_NANO,
    PART_DOW,
    PART_DOY,
    PART_ISODOW,
    PART_EPOCH,
    PART_ISOYEAR
};

static bool f_part(struct native_call *c)
{
    int64_t day_units = per_second[c->unit] * DAY_SECONDS;
    int64_t days = native_floor_div(c->args[1].i, day_units);
    int64_t rest = floor_mod(c->args[1].i, day_units), second = rest / per_second[c->unit];
    int64_t nanos = rest % per_second[c->unit] * (1000000000 / per_second[c->unit]);
    int64_t y, m, d, iso_year, week;
    native_civil(days, &y, &m, &d);
    native_iso_week(days, &iso_year, &week);
    int64_t in_minute = second % 60 * 1000000000 + nanos;
    switch ((enum part)c->args[0].i) {
    case PART_YEAR:
        c->out.i = y;
        break;
    case PART_QUARTER:
        c->out.i = (m + 2) / 3;
        break;
    case PART_MONTH:
        c->out.i = m;
        break;
    case PART_WEEK:
        c->out.i = week;
        break;
    case PART_DAY:
        c->out.i = d;
        break;
    case PART_HOUR:
        c->out.i = second / 3600;
        break;
    case PART_MINUTE:
        c->out.i = second / 60 % 60;
        break;
    case PART_SECOND:
        c->out.i = second % 60;
        break;
    case PART_MILLI:
        c->out.i = in_minute / 1000000;
        break;
    case PART_MICRO:
        c->out.i = in_minute / 1000;
        break;
    case PART_NANO:
        c->out.i = in_minute;
        break;
    case PART_DOW:
        c->out.i = (weekday(days) + 1) % 7;
        break;
    case PART_DOY:
        c->out.i = days - native_days(y, 1, 1) + 1;
        break;
    case PART_ISODOW:
        c->out.i = weekday(days) + 1;
        break;
    case PART_EPOCH:
        break;
    case PART_ISOYEAR:
        c->out.i = iso_year;
        break;
    }
    if (c->out.i > INT32_MAX || c->out.i < INT32_MIN)
        return native_fail(c, "Arrow error: Cast error: the part of the date is too large for an "
                              "Int32");
    return true;
}

static bool f_epoch(struct native_call *c)
{
    c->out.f = (double)c->args[0].i / (double)per_second[c->unit];
    return true;
}

static bool f_trunc(struct native_call *c)
{
    int64_t unit = per_second[c->unit], v = c->args[1].i, y, m, d;
    int64_t days = native_floor_div(v, unit * DAY_SECONDS);
    int64_t step = 0;
    switch (c->args[0].i) {
    case 0: /* year, quarter, month, week, day, hour, minute, second, millisecond, microsecond */
    case 1:
    case 2:
        native_civil(days, &y, &m, &d);
        m = c->args[0].i == 0 ? 1 : c->args[0].i == 1 ? (m - 1) / 3 * 3 + 1 : m;
        days = native_days(y, m, 1);
        break;
    case 3:
        days -= weekday(days);
        break;
    case 4:
        break;
    case 5:
        step = 3600 * unit;
        break;
    case 6:
        step = 60 * unit;
        break;
    case 7:
        step = unit;
        break;
    case 8:
        step = unit / 1000;
        break;
    default:
        step = unit / 1000000;
        break;
    }
    if (c->args[0].i > 4) {
        return !__builtin_sub_overflow(v, step > 1 ? floor_mod(v, step) : 0, &c->out.i) ||
               out_of_range(c);
    }
    return !MUL_OVERFLOW(days, unit * DAY_SECONDS, &c->out.i) || out_of_range(c);
}

/* ---- intervals
 * -----------------------------------------------------------------------------------------------
 */

/* Days after so many months; the day is cut to the length of the month. */
static bool add_months(int64_t days, int64_t months, int64_t *out)
{
    int64_t y, m, d;
    if (months == 0) {
        *out = days;
        return true;
    }
    native_civil(days, &y, &m, &d);
    int64_t at = y * 12 + (m - 1) + months;
    y = native_floor_div(at, 12);
    m = at - y * 12 + 1;
    if (y < -262143 || y > 262142)
        return false;
    int64_t length = native_month_length(y, m);
    *out = native_days(y, m, d > length ? length : d);
    return true;
}

static bool f_date_add(struct native_call *c)
{
    int64_t days;
    if (!add_months(c->args[0].i, c->args[1].months, &days))
        return out_of_range(c);
    c->out.i = days + c->args[1].days + c->args[1].i / ((int64_t)DAY_SECONDS * 1000000);
    return c->out.i >= INT32_MIN && c->out.i <= INT32_MAX ? true : out_of_range(c);
}

static bool f_date_days(struct native_call *c)
{
    if (ADD_OVERFLOW(c->args[0].i, c->args[1].i, &c->out.i) || c->out.i < INT32_MIN ||
        c->out.i > INT32_MAX)
        return out_of_range(c);
    return true;
}

static bool f_ts_add(struct native_call *c)
{
    int64_t unit = per_second[c->unit], day_units = unit * DAY_SECONDS;
    int64_t days = native_floor_div(c->args[0].i, day_units);
    int64_t rest = floor_mod(c->args[0].i, day_units);
    int64_t micros = c->args[1].i, whole;
    if (!add_months(days, c->args[1].months, &days) ||
        MUL_OVERFLOW(days + c->args[1].days, day_units, &whole) ||
        ADD_OVERFLOW(whole, rest, &whole))
        return out_of_range(c);
    if (unit >= 1000000) {
        if (MUL_OVERFLOW(micros, unit / 1000000, &micros))
            return out_of_range(c);
    } else {
        micros = native_floor_div(micros, 1000000 / unit);
    }
    return !ADD_OVERFLOW(whole, micros, &c->out.i) || out_of_range(c);
}

static bool bin_months(struct native_call *c, int64_t step)
{
    const int64_t day_ns = (int64_t)DAY_SECONDS * 1000000000;
    int64_t v = c->args[1].i, origin = c->args[2].i, y, m, d, y0, m0, d0;
    int64_t days = native_floor_div(v, day_ns), days0 = native_floor_div(origin, day_ns), at;
    native_civil(days, &y, &m, &d);
    native_civil(days0, &y0, &m0, &d0);
    int64_t months = native_floor_div((y - y0) * 12 + m - m0, step) * step;
    for (int i = 0; i < 2; i++, months -= step) {
        if (!add_months(days0, months, &at) || MUL_OVERFLOW(at, day_ns, &at) ||
            ADD_OVERFLOW(at, floor_mod(origin, day_ns), &at))
            return out_of_range(c);
        c->out.i = at;
        if (at <= v)
            return true;
    }
    return true;
}

/* interval, instant, origin */
static bool f_date_bin(struct native_call *c)
{
    const struct native_value *step = &c->args[0];
    int64_t ns, days, distance, rest;
    if (step->months != 0) {
        if (step->days != 0 || step->i != 0 || step->months < 0)
            return native_fail(c,
                               "This feature is not implemented: DATE_BIN stride does not support "
                               "combination of month, day and nanosecond intervals");
        return bin_months(c, step->months);
    }
    if (MUL_OVERFLOW((int64_t)step->days, (int64_t)DAY_SECONDS * 1000000000, &days) ||
        MUL_OVERFLOW(step->i, 1000, &ns) || ADD_OVERFLOW(days, ns, &ns) || ns <= 0)
        return native_fail(c, "Execution error: DATE_BIN stride must be non-zero");
    if (__builtin_sub_overflow(c->args[1].i, c->args[2].i, &distance))
        return out_of_range(c);
    rest = distance % ns;
    if (rest < 0)
        rest += ns;
    return !ADD_OVERFLOW(c->args[2].i, distance - rest, &c->out.i) || out_of_range(c);
}

/* ---- formats
 * ----------------------------------------------------------------------------------------------------
 */

/* args: text, formats put together by U+001F; the first that fits counts */
static bool parse_formats(struct native_call *c, bool date_only, int64_t *seconds, uint32_t *nanos)
{
    struct str all = c->args[1].s;
    const char *bad = "no format";
    for (size_t from = 0; from <= all.n;) {
        const char *end = memchr(all.p + from, 31, all.n - from);
        size_t n = end ? (size_t)(end - all.p) - from : all.n - from;
        bad =
            native_strptime(c->args[0].s, (struct str){all.p + from, n}, date_only, seconds, nanos);
        if (!bad)
            return true;
        from += n + 1;
    }
    return native_fail(c,
                       "Execution error: Error parsing timestamp from '%.*s' using format '%.*s': "
                       "%s",
                       show(c->args[0].s), c->args[0].s.p, show(all), all.p, bad);
}

static bool f_parse_ts(struct native_call *c)
{
    int64_t seconds;
    uint32_t nanos;
    if (!parse_formats(c, false, &seconds, &nanos))
        return false;
    int64_t ns;
    if (MUL_OVERFLOW(seconds, 1000000000, &ns) || ADD_OVERFLOW(ns, (int64_t)nanos, &ns))
        return native_fail(c, "Execution error: The dates that can be represented as nanoseconds "
                              "have to be between 1677-09-21T00:12:44.0 and "
                              "2262-04-11T23:47:16.854775804");
    c->out.i = ns / (1000000000 / per_second[c->unit]);
    return true;
}

static bool f_parse_date(struct native_call *c)
{
    int64_t seconds;
    uint32_t nanos;
    if (!parse_formats(c, true, &seconds, &nanos))
        return false;
    c->out.i = native_floor_div(seconds, DAY_SECONDS);
    return true;
}

static bool f_to_char(struct native_call *c)
{
    int64_t unit = per_second[c->unit], seconds = native_floor_div(c->args[0].i, unit);
    return native_strftime(c, c->args[1].s, seconds,
                           (uint32_t)(floor_mod(c->args[0].i, unit) * (1000000000 / unit)), true);
}

static bool f_date_to_char(struct native_call *c)
{
    return native_strftime(c, c->args[1].s, c->args[0].i * DAY_SECONDS, 0, false);
}

const struct native native_times[] = {
    {"text_ts", "s", '@', f_text_ts, 0, true},
    {"text_date", "s", 'D', f_text_date, 0, true},
    {"text_time", "s", 'T', f_text_time, 0, true},
    {"ts_text", "@l", 's', f_ts_text, 0, false},
    {"date_text", "D", 's', f_date_text, 0, false},
    {"time_text", "T", 's', f_time_text, 0, false},
    {"ts_to_s", "@", 'z', f_ts_ts, UNIT_SECOND, true},
    {"ts_to_ms", "@", 'm', f_ts_ts, UNIT_MILLI, true},
    {"ts_to_us", "@", 'u', f_ts_ts, UNIT_MICRO, true},
    {"ts_to_ns", "@", 'n', f_ts_ts, UNIT_NANO, true},
    {"ts_raw", "@", 'l', f_same, 0, false},
    {"raw_ts", "l", '@', f_same, 0, false},
    {"date_raw", "D", 'i', f_same, 0, false},
    {"raw_date", "i", 'D', f_same, 0, false},
    {"raw_time", "l", 'T', f_same, 0, false},
    {"seconds_ts", "d", 'n', f_seconds_ts, 0, false},
    {"ts_date", "@", 'D', f_ts_date, 0, false},
    {"date_ts", "D", '@', f_date_ts, 0, true},
    {"make_date", "lll", 'D', f_make_date, 0, false},
    {"interval_text", "V", 's', f_interval_text, 0, false},
    {"make_time", "lll", 'T', f_make_time, 0, false},
    {"to_time", "s", 'T', f_to_time, 0, false},
    {"part", "l@", 'i', f_part, 0, false},
    {"epoch", "@", 'd', f_epoch, 0, false},
    {"trunc", "l@", '@', f_trunc, 0, false},
    {"date_add", "DV", 'D', f_date_add, 0, false},
    {"date_days", "Dl", 'D', f_date_days, 0, false},
    {"ts_add", "@V", '@', f_ts_add, 0, false},
    {"date_bin", "Vnn", 'n', f_date_bin, 0, false},
    {"parse_ts", "ss", '@', f_parse_ts, 0, false},
    {"parse_date", "ss", 'D', f_parse_date, 0, false},
    {"to_char", "@s", 's', f_to_char, 0, false},
    {"date_to_char", "Ds", 's', f_date_to_char, 0, false},
};
const size_t native_times_n = sizeof native_times / sizeof *native_times;
