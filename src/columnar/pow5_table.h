/* 128-bit mantissas of 5^-342 .. 5^308, high word first: floor(5^q * 2^s) with the highest bit set,
 * and one more for the exponents -27 .. -1, whose floor the conversion from text must not use.
 * For conversions from decimal text (Eisel-Lemire, readers/number.c) and to it (shortest.c). */
#ifndef KAMU_COLUMNAR_POW5_TABLE_H
#define KAMU_COLUMNAR_POW5_TABLE_H

#include <stdint.h>

#define POW5_MIN (-342)
#define POW5_MAX 308
#define POW5_ABOVE_MIN (-27) /* of the exponents that have one more */
#define POW5_ABOVE_MAX (-1)

extern const uint64_t pow5_table[2 * (POW5_MAX - POW5_MIN + 1)];

#endif
