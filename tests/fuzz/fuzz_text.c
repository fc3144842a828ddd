/* Any bytes as a value of any type give a value or a reason, and what was read prints and reads the
 * same. The first byte chooses the unit, the zone and the precision. */
#include "columnar/format.h"
#include "columnar/text.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void expect(int condition)
{
    if (!condition)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const zones[] = {"UTC", "Europe/Paris", "-08:00", "+14:00"};
    char text[FORMAT_DECIMAL_MAX];
    uint8_t dec[32], again[32];
    int64_t v, w;
    int32_t d, e;
    double f;
    float g;
    bool b;

    if (size < 1)
        return 0;
    enum col_unit unit = (enum col_unit)(data[0] & 3);
    const struct zone *zone = zone_find(str_c(zones[data[0] >> 2 & 3]));
    struct str s = {(const char *)data + 1, size - 1};
    uint8_t precision = data[0] & 16 ? 76 : 9;
    if (zone != NULL && text_to_timestamp(s, zone, unit, &v, &b) == NULL) {
        size_t n = format_timestamp(v, unit, "UTC", text);
        expect(text_to_timestamp((struct str){text, n}, zone_utc(), unit, &w, NULL) != NULL ||
               v == w);
    }
    if (text_to_date(s, &d) == NULL)
        expect(text_to_date((struct str){text, format_date(d, text)}, &e) == NULL && d == e);
    if (text_to_time(s, unit, &v) == NULL)
        (void)format_time(v, unit, text);
    if (text_to_decimal(s, precision, 4, dec, 32) == NULL) {
        size_t n = format_decimal(dec, 32, 4, text);
        expect(text_to_decimal((struct str){text, n}, 76, 4, again, 32) == NULL &&
               memcmp(dec, again, 32) == 0);
    }
    if (text_to_f64(s, &f) == NULL && f == f) {
        size_t n = format_f64(f, true, text);
        double back;
        expect(text_to_f64((struct str){text, n}, &back) == NULL && memcmp(&f, &back, 8) == 0);
    }
    if (text_to_f32(s, &g) == NULL && g == g) {
        size_t n = format_f32(g, false, text);
        float back;
        expect(text_to_f32((struct str){text, n}, &back) == NULL && memcmp(&g, &back, 4) == 0);
    }
    (void)text_to_bool(s, &b);
    return 0;
}
