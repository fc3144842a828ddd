/* Decimal text to binary numbers: exact, locale-free, as fast as the digits allow. */
#ifndef KAMU_READERS_NUMBER_H
#define KAMU_READERS_NUMBER_H

#include "base/str.h"

/* Grammar of spec/read-formats.md 3.2 for integers: optional sign, digits only, all of the text.
 * False: not an integer, or out of range ("-0" is a valid unsigned 0). */
bool number_i64(const char *p, size_t n, int64_t *out);
bool number_u64(const char *p, size_t n, uint64_t *out);

/* Floats of 3.2: sign, digits with an optional point, exponent; "nan", "inf", "infinity" in any
 * case. Correctly rounded to nearest even; too large is an infinity, too small is 0. The whole
 * text must match. */
bool number_f64(const char *p, size_t n, double *out);
bool number_f32(const char *p, size_t n, float *out);
/* Through a float, as kamu: rounded to nearest even; 65520 and more are infinite. */
bool number_f16(const char *p, size_t n, uint16_t *out);
uint16_t number_f32_to_f16(float f);

/* mantissa * 10^exponent10, correctly rounded. */
double number_scale_f64(uint64_t mantissa, int32_t exponent10);

#endif
