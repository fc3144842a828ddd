/* Decimal text to binary numbers: exact, locale-free, as fast as the digits allow. */
#ifndef KAMU_READERS_NUMBER_H
#define KAMU_READERS_NUMBER_H

#include "base/str.h"

/* Floats of 3.2: sign, digits with an optional point, exponent; "nan", "inf", "infinity" in any
 * case. Correctly rounded to nearest even; too large is an infinity, too small is 0. The whole
 * text must match. */
bool number_f64(const char *p, size_t n, double *out);
bool number_f32(const char *p, size_t n, float *out);
/* mantissa * 10^exponent10, correctly rounded. */
double number_scale_f64(uint64_t mantissa, int32_t exponent10);

#endif
