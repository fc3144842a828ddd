/* The fast CSV parser for CPUs with AVX2 and BMI2; chosen at run time. */
#if defined(__x86_64__)
#if defined(__clang__)
#include <immintrin.h>
#pragma clang attribute push(__attribute__((target("avx2,bmi,bmi2,lzcnt,popcnt"))),                \
                             apply_to = function)
#else
#pragma GCC target("avx2,bmi,bmi2,lzcnt,popcnt")
#endif
#define FAST_AVX2 1
#define FAST_NAME csv_fast_avx2
#include "readers/csv_fast.inc.h"
#if defined(__clang__)
#pragma clang attribute pop
#endif
#else
typedef int csv_fast_avx2_not_built;
#endif
