/* Dates, times, timestamps and durations as text (spec/cli.md 6.4). */
#include "base/time.h"
#include "columnar/format.h"
#include "columnar/text.h"

static const int64_t per_second[] = {1, 1000, 1000000, 1000000000};

/* v = *seconds * unit + rest, rest >= 0 */
static int64_t floor_seconds(int64_t v, enum col_unit unit, uint32_t *nanos)
{
    int64_t seconds = v / per_second[unit], rest = v % per_second[unit];

    if (rest < 0) {
        seconds--;
        rest += per_second[unit];
    }
    *nanos = (uint32_t)(rest * (1000000000 / per_second[unit]));
    return seconds;
}

/* Every record has two timestamps or more: no printf for them. Returns `width`. */
static size_t put_digits(uint32_t v, size_t width, char *out)
{
    for (size_t i = width; i-- > 0; v /= 10)
        out[i] = (char)('0' + v % 10);
    return width;
}

/* "" or ".123", ".123456", ".123456789" */
static size_t put_fraction(uint32_t nanos, char *out)
{
    if (nanos == 0)
        return 0;
    out[0] = '.';
    if (nanos % 1000000 == 0)
        return 1 + put_digits(nanos / 1000000, 3, out + 1);
    if (nanos % 1000 == 0)
        return 1 + put_digits(nanos / 1000, 6, out + 1);
    return 1 + put_digits(nanos, 9, out + 1);
}

size_t format_date(int64_t days, char out[FORMAT_TIME_MAX])
{
    int64_t year;
    unsigned month, day;
    size_t n;

    civil_from_days(days, &year, &month, &day);
    if (year >= 0 && year <= 9999)
        n = put_digits((uint32_t)year, 4, out);
    else
        n = (size_t)snprintf(out, FORMAT_TIME_MAX, "%+05lld", (long long)year);
    out[n++] = '-';
    n += put_digits(month, 2, out + n);
    out[n++] = '-';
    return n + put_digits(day, 2, out + n);
}

static size_t put_clock(uint32_t seconds, uint32_t nanos, char *out)
{
    size_t n = put_digits(seconds / 3600, 2, out);
    out[n++] = ':';
    n += put_digits(seconds / 60 % 60, 2, out + n);
    out[n++] = ':';
    n += put_digits(seconds % 60, 2, out + n);
    return n + put_fraction(nanos, out + n);
}

/* Counts outside a day are shown as they are: "24:00:00", "-00:00:01". */
size_t format_time(int64_t v, enum col_unit unit, char out[FORMAT_TIME_MAX])
{
    uint64_t magnitude = v < 0 ? 0 - (uint64_t)v : (uint64_t)v;
    uint64_t seconds = magnitude / (uint64_t)per_second[unit];
    uint32_t nanos = (uint32_t)(magnitude % (uint64_t)per_second[unit] *
                                (uint64_t)(1000000000 / per_second[unit]));
    size_t n = 0;

    if (v < 0)
        out[n++] = '-';
    if (seconds < 360000)
        return n + put_clock((uint32_t)seconds, nanos, out + n);
    n += (size_t)snprintf(out + n, 32, "%llu:%02u:%02u", (unsigned long long)(seconds / 3600),
                          (unsigned)(seconds / 60 % 60), (unsigned)(seconds % 60));
    return n + put_fraction(nanos, out + n);
}

size_t format_timestamp(int64_t v, enum col_unit unit, const char *timezone,
                        char out[FORMAT_TIME_MAX])
{
    const struct zone *zone = timezone != NULL ? zone_find(str_c(timezone)) : NULL;
    uint32_t nanos;
    int64_t seconds = floor_seconds(v, unit, &nanos), days, clock;
    int32_t offset = 0;
    size_t n;

    if (zone != NULL && zone != zone_utc())
        offset = zone_offset_at(zone, seconds);
    if (ADD_OVERFLOW(seconds, (int64_t)offset, &seconds))
        seconds = offset < 0 ? INT64_MIN : INT64_MAX;
    days = seconds / 86400;
    clock = seconds % 86400;
    if (clock < 0) {
        days--;
        clock += 86400;
    }
    n = format_date(days, out);
    out[n++] = 'T';
    n += put_clock((uint32_t)clock, nanos, out + n);
    if (timezone == NULL)
        return n;
    if (offset == 0) {
        out[n++] = 'Z';
        return n;
    }
    return n + (size_t)snprintf(out + n, 16, "%c%02d:%02d", offset < 0 ? '-' : '+',
                                abs(offset) / 3600, abs(offset) / 60 % 60);
}

size_t format_duration(int64_t v, enum col_unit unit, char out[FORMAT_TIME_MAX])
{
    uint64_t magnitude = v < 0 ? 0 - (uint64_t)v : (uint64_t)v;
    uint64_t unit_size = (uint64_t)per_second[unit];
    uint64_t nanos = magnitude % unit_size * (1000000000 / unit_size);
    int figures = 9;
    size_t n;

    if (v == 0)
        return (size_t)snprintf(out, FORMAT_TIME_MAX, "P0D");
    n = (size_t)snprintf(out, FORMAT_TIME_MAX, "%sPT%llu", v < 0 ? "-" : "",
                         (unsigned long long)(magnitude / unit_size));
    if (nanos != 0) {
        while (nanos % 10 == 0) {
            nanos /= 10;
            figures--;
        }
        n += (size_t)snprintf(out + n, 16, ".%0*llu", figures, (unsigned long long)nanos);
    }
    out[n++] = 'S';
    return n;
}
