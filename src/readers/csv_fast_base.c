/* The fast CSV parser for any CPU (x86-64: SSE2). */
#define FAST_AVX2 0
#define FAST_NAME csv_fast_base
#include "readers/csv_fast.inc.h"
