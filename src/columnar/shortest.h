/* The shortest decimal digits that read back as the same floating-point number. */
#ifndef KAMU_COLUMNAR_SHORTEST_H
#define KAMU_COLUMNAR_SHORTEST_H

#include <stdbool.h>
#include <stdint.h>

struct shortest {
    char digits[20]; /* 1..17 digits, the first and the last not '0' (but "0" itself); no terminator
                      */
    int n;
    int exponent; /* value = 0.d1d2d3... * 10^exponent */
};

/* v = fraction * 2^exponent, fraction > 0; hidden_bits = 53 or 24; lowest = smallest exponent of
 * the format (then the gap below is as wide as the one above). Among the shortest the nearest. */
void shortest_digits(uint64_t fraction, int exponent, int hidden_bits, int lowest,
                     struct shortest *out);
/* The same of a finite v > 0. */
void shortest_f64(double v, struct shortest *out);
void shortest_f32(float v, struct shortest *out);

#endif
