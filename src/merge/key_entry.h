/* What the key state knows of one key, and how keys compare. */
#ifndef KAMU_MERGE_KEY_ENTRY_H
#define KAMU_MERGE_KEY_ENTRY_H

#include "base/str.h"

#include <endian.h>

struct key_entry {
    uint64_t offset;    /* of the row that is the key's state; Ledger: of the first that had it */
    uint64_t digest[2]; /* of the compared values, event time excepted; 0 for Ledger */
    int64_t event_time; /* in the column's unit; 0 for Ledger */
};

/* Set in an offset: the key was retracted. Only inside of the state, which never tells of it. */
#define KEY_GONE (UINT64_C(1) << 63)

/* As str_cmp, but without a call for the short keys that most are. */
static inline int key_compare(struct str a, struct str b)
{
    size_t n = a.n < b.n ? a.n : b.n, i = 0;
    for (; n - i >= 8; i += 8) {
        uint64_t x, y;
        memcpy(&x, a.p + i, sizeof x);
        memcpy(&y, b.p + i, sizeof y);
        if (x != y)
            return be64toh(x) < be64toh(y) ? -1 : 1;
    }
    for (; i < n; i++)
        if (a.p[i] != b.p[i])
            return (uint8_t)a.p[i] < (uint8_t)b.p[i] ? -1 : 1;
    return (a.n > b.n) - (a.n < b.n);
}

#endif
