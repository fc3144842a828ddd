/* Instants, civil dates, RFC 3339 and the clock. Random is random.c. */
#include "base/time.h"

#include <stdatomic.h>
#include <stdio.h>
#include <time.h>

int instant_cmp(struct instant a, struct instant b)
{
    if (a.seconds != b.seconds)
        return a.seconds < b.seconds ? -1 : 1;
    return (a.nanos > b.nanos) - (a.nanos < b.nanos);
}

bool instant_eq(struct instant a, struct instant b)
{
    return a.seconds == b.seconds && a.nanos == b.nanos;
}

int64_t instant_ms_floor(struct instant t)
{
    return t.seconds * 1000 + t.nanos / 1000000;
}

struct instant instant_from_ms(int64_t ms)
{
    int64_t seconds = ms / 1000, rest = ms % 1000;
    if (rest < 0) {
        seconds--;
        rest += 1000;
    }
    return (struct instant){seconds, (uint32_t)rest * 1000000};
}

/* Years are counted from March, so that the leap day is the last of its year; 400 years are
 * 146,097 days. */
int64_t days_from_civil(int64_t year, unsigned month, unsigned day)
{
    year -= month <= 2;
    int64_t era = (year >= 0 ? year : year - 399) / 400;
    unsigned year_of_era = (unsigned)(year - era * 400);
    unsigned day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    unsigned day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + (int64_t)day_of_era - 719468;
}

void civil_from_days(int64_t days, int64_t *year, unsigned *month, unsigned *day)
{
    days += 719468;
    int64_t era = (days >= 0 ? days : days - 146096) / 146097;
    unsigned doe = (unsigned)(days - era * 146097);
    unsigned yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    unsigned doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    unsigned mp = (5 * doy + 2) / 153;
    *day = doy - (153 * mp + 2) / 5 + 1;
    *month = mp < 10 ? mp + 3 : mp - 9;
    *year = (int64_t)yoe + era * 400 + (*month <= 2);
}

/* ---- RFC 3339 ----------------------------------------------------------------- */

static kamu_code too_short(struct kamu_error *err)
{
    return error_set(err, KAMU_E_INPUT, "premature end of input");
}
static kamu_code out_of_range(struct kamu_error *err)
{
    return error_set(err, KAMU_E_INPUT, "input is out of range");
}
static kamu_code invalid(struct kamu_error *err)
{
    return error_set(err, KAMU_E_INPUT, "input contains invalid characters");
}

/* n digits at p; -1 when one is not a digit */
static int digits(const char *p, unsigned n)
{
    int v = 0;
    for (unsigned i = 0; i < n; i++) {
        if (p[i] < '0' || p[i] > '9')
            return -1;
        v = v * 10 + (p[i] - '0');
    }
    return v;
}

static unsigned month_days(int year, unsigned month)
{
    static const unsigned char days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return days[month - 1] + (month == 2 && leap);
}

/* The fraction's digits behind '.', cut to nanoseconds; moves *s behind them. */
static kamu_code parse_fraction(struct str *s, uint32_t *nanos, struct kamu_error *err)
{
    size_t n = 0;
    uint32_t v = 0;
    while (n < s->n && s->p[n] >= '0' && s->p[n] <= '9') {
        if (n < 9)
            v = v * 10 + (uint32_t)(s->p[n] - '0');
        n++;
    }
    if (n == 0)
        return s->n == 0 ? too_short(err) : invalid(err);
    for (size_t i = n; i < 9; i++)
        v *= 10;
    *nanos = v;
    s->p += n;
    s->n -= n;
    return KAMU_OK;
}

/* 'Z', 'z', "+hh:mm", "-hh:mm" or the same with U+2212; seconds east of UTC. */
static kamu_code parse_offset(struct str *s, int *offset, struct kamu_error *err)
{
    if (s->n == 0)
        return too_short(err);
    *offset = 0;
    size_t sign = 1;
    if (s->p[0] == 'Z' || s->p[0] == 'z') {
        s->p++;
        s->n--;
        return KAMU_OK;
    }
    bool west = s->p[0] == '-';
    if (str_starts(*s, "\xe2\x88\x92")) {
        west = true;
        sign = 3;
    } else if (!west && s->p[0] != '+') {
        return invalid(err);
    }
    const char *p = s->p + sign;
    size_t n = s->n - sign;
    if (n < 2)
        return too_short(err);
    int hours = digits(p, 2);
    if (hours < 0)
        return invalid(err);
    if (n < 3)
        return too_short(err);
    if (p[2] != ':')
        return invalid(err);
    if (n < 5)
        return too_short(err);
    int minutes = digits(p + 3, 2);
    if (minutes < 0)
        return invalid(err);
    if (hours > 23 || minutes > 59)
        return out_of_range(err);
    *offset = (hours * 60 + minutes) * (west ? -60 : 60);
    s->p = p + 5;
    s->n = n - 5;
    return KAMU_OK;
}

kamu_code instant_parse_rfc3339(struct str s, struct instant *out, struct kamu_error *err)
{
    if (s.n < 19)
        return too_short(err);
    const char *p = s.p;
    int year = digits(p, 4), month = digits(p + 5, 2), day = digits(p + 8, 2);
    int hour = digits(p + 11, 2), minute = digits(p + 14, 2), second = digits(p + 17, 2);
    if (year < 0 || month < 0 || day < 0 || hour < 0 || minute < 0 || second < 0 || p[4] != '-' ||
        p[7] != '-' || (p[10] != 'T' && p[10] != 't' && p[10] != ' ') || p[13] != ':' ||
        p[16] != ':')
        return invalid(err);
    if (month < 1 || month > 12 || day < 1 || (unsigned)day > month_days(year, (unsigned)month) ||
        hour > 23 || minute > 59 || second > 60)
        return out_of_range(err);
    s.p += 19;
    s.n -= 19;
    uint32_t nanos = 0;
    if (s.n > 0 && s.p[0] == '.') {
        s.p++;
        s.n--;
        KAMU_TRY(parse_fraction(&s, &nanos, err));
    }
    int offset = 0;
    KAMU_TRY(parse_offset(&s, &offset, err));
    if (s.n > 0)
        return error_set(err, KAMU_E_INPUT, "trailing input");
    int64_t days = days_from_civil(year, (unsigned)month, (unsigned)day);
    out->seconds = days * 86400 + hour * 3600 + minute * 60 + second - offset;
    out->nanos = nanos;
    return KAMU_OK;
}

size_t instant_format(struct instant t, char out[INSTANT_TEXT_MAX])
{
    int64_t days = t.seconds / 86400, rest = t.seconds % 86400;
    if (rest < 0) {
        days--;
        rest += 86400;
    }
    int64_t year;
    unsigned month, day;
    civil_from_days(days, &year, &month, &day);
    /* Years beyond four digits carry a sign, as ISO 8601 and chrono have it. */
    const char *form = year < 0 ? "-%04llu" : year > 9999 ? "+%llu" : "%04llu";
    unsigned long long abs_year =
        year < 0 ? 0ull - (unsigned long long)year : (unsigned long long)year;
    size_t n = 0;
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    n += (size_t)snprintf(out, INSTANT_TEXT_MAX, form, abs_year);
#pragma GCC diagnostic pop
    n += (size_t)snprintf(out + n, INSTANT_TEXT_MAX - n, "-%02u-%02uT%02u:%02u:%02u", month, day,
                          (unsigned)(rest / 3600), (unsigned)(rest / 60 % 60),
                          (unsigned)(rest % 60));
    if (t.nanos % 1000000 == 0 && t.nanos != 0)
        n += (size_t)snprintf(out + n, INSTANT_TEXT_MAX - n, ".%03u", t.nanos / 1000000);
    else if (t.nanos % 1000 == 0 && t.nanos != 0)
        n += (size_t)snprintf(out + n, INSTANT_TEXT_MAX - n, ".%06u", t.nanos / 1000);
    else if (t.nanos != 0)
        n += (size_t)snprintf(out + n, INSTANT_TEXT_MAX - n, ".%09u", t.nanos);
    out[n++] = 'Z';
    out[n] = '\0';
    return n;
}

/* ---- clock --------------------------------------------------------------------- */

struct instant clock_now(const struct clock *c)
{
    int64_t set_ms = c->set_ms ? atomic_load(c->set_ms) : CLOCK_NOT_SET;
    if (set_ms != CLOCK_NOT_SET)
        return instant_from_ms(set_ms);
    if (c->fixed)
        return c->at;
    struct timespec ts;
    clock_gettime(CLOCK_REALTIME, &ts);
    return (struct instant){ts.tv_sec, (uint32_t)ts.tv_nsec};
}

uint64_t clock_monotonic_ns(void)
{
    struct timespec ts;
    clock_gettime(CLOCK_MONOTONIC, &ts);
    return (uint64_t)ts.tv_sec * 1000000000u + (uint64_t)ts.tv_nsec;
}
