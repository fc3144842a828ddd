/* The fast JSON parser for any CPU (x86-64: SSE2). */
#define FAST_AVX2 0
#define FAST_NAME json_fast_base
#include "readers/json_fast.inc.h"
