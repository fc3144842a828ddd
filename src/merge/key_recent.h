/*
 * Keys of the last commits, which a key state that is kept open has not taken in yet: it takes in
 * many commits at once (key_state_keep), since each time costs some milliseconds. What is known
 * here counts before what the state knows. Forgotten without harm only after the state has them.
 */
#ifndef KAMU_MERGE_KEY_RECENT_H
#define KAMU_MERGE_KEY_RECENT_H

#include "merge/key_entry.h"
#include "merge/key_list.h"
#include "merge/key_table.h"

struct key_recent {
    struct key_table keys;
    struct key_entry *entries; /* of each; KEY_GONE in the offset: it was retracted */
    size_t cap;
};

void key_recent_init(struct key_recent *r);
void key_recent_free(struct key_recent *r);
void key_recent_clear(struct key_recent *r);
kamu_code key_recent_put(struct key_recent *r, struct str key, const struct key_entry *entry,
                         struct kamu_error *err);
/* Corrects what key_state_find has found of these keys. */
void key_recent_find(const struct key_recent *r, const struct key_list *keys,
                     struct key_entry *entries, uint8_t *found);

#endif
