/* What the key state knows of one key. */
#ifndef KAMU_MERGE_KEY_ENTRY_H
#define KAMU_MERGE_KEY_ENTRY_H

#include <stdint.h>

struct key_entry {
    uint64_t offset;    /* of the row that is the key's state; Ledger: of the first that had it */
    uint64_t digest[2]; /* of the compared values, event time excepted; 0 for Ledger */
    int64_t event_time; /* in the column's unit; 0 for Ledger */
};

/* Set in an offset: the key was retracted. Only inside of the state, which never tells of it. */
#define KEY_GONE (UINT64_C(1) << 63)

#endif
