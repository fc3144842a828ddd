/* Weak stand-ins for the most used functions of columnar/text.h; goes when text.c is there. */
#include "base/time.h"
#include "columnar/text.h"
#include "readers/number.h"

#define WEAK __attribute__((weak))

WEAK const struct zone *zone_utc(void)
{
    static const int utc;
    return (const struct zone *)(const void *)&utc;
}
WEAK const struct zone *zone_find(struct str name)
{
    return str_eqc(name, "UTC") ? zone_utc() : NULL;
}
WEAK const char *text_to_timestamp(struct str s, const struct zone *zone, enum col_unit unit,
                                   int64_t *out, bool *overflow)
{
    struct instant t;
    char full[64];
    if (s.n == 10) {
        memcpy(full, s.p, 10);
        memcpy(full + 10, "T00:00:00Z", 10);
        s = (struct str){full, 20};
    } else if (s.n < 40 && s.n >= 19 && s.p[s.n - 1] != 'Z' && s.p[s.n - 6] != '+' &&
               s.p[s.n - 6] != '-') {
        memcpy(full, s.p, s.n);
        full[s.n] = 'Z';
        s = (struct str){full, s.n + 1};
    }
    if (instant_parse_rfc3339(s, &t, NULL) != KAMU_OK)
        return "error parsing timestamp";
    *out = unit == UNIT_MILLI ? instant_ms_floor(t) : t.seconds;
    return NULL;
}
WEAK const char *text_to_date(struct str s, int32_t *days)
{
    int64_t ms;
    if (s.n != 10 || text_to_timestamp(s, NULL, UNIT_MILLI, &ms, NULL) != NULL)
        return "error parsing date";
    *days = (int32_t)(ms / 86400000);
    return NULL;
}
WEAK const char *text_to_time(struct str s, enum col_unit unit, int64_t *out)
{
    return "error parsing time";
}
WEAK const char *text_to_decimal(struct str s, uint8_t precision, int8_t scale, uint8_t *out,
                                 size_t width)
{
    return "can't parse the string value to decimal";
}
WEAK const char *text_to_i64(struct str s, int64_t *out)
{
    return number_i64(s.p, s.n, out) ? NULL : "not an integer";
}
WEAK const char *text_to_u64(struct str s, uint64_t *out)
{
    return number_u64(s.p, s.n, out) ? NULL : "not an integer";
}
WEAK uint16_t f32_to_f16(float v)
{
    return number_f32_to_f16(v);
}
