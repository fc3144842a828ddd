/* The last date text of a column of timestamps: data often stays on one day for long. */
#ifndef KAMU_READERS_FAST_DAY_H
#define KAMU_READERS_FAST_DAY_H

#include <stdint.h>

struct fast_day {
    uint64_t text[2]; /* bytes 0-7 and 2-9 of YYYY-MM-DD; text[0] == 1: none yet */
    int64_t ms;       /* its midnight, UTC */
};

#endif
