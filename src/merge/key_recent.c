/* Keys of the last commits: see key_recent.h. */
#include "merge/key_recent.h"

void key_recent_init(struct key_recent *r)
{
    memset(r, 0, sizeof *r);
    key_table_init(&r->keys);
}

void key_recent_free(struct key_recent *r)
{
    key_table_free(&r->keys);
    mem_free(r->entries);
    key_recent_init(r);
}

void key_recent_clear(struct key_recent *r)
{
    key_table_clear(&r->keys);
}

kamu_code key_recent_put(struct key_recent *r, struct str key, const struct key_entry *entry,
                         struct kamu_error *err)
{
    size_t number = 0;
    if (r->keys.n == r->cap) {
        size_t cap = r->cap == 0 ? 256 : r->cap * 2;
        struct key_entry *grown = mem_realloc_array(r->entries, cap, sizeof *grown);
        if (grown == NULL)
            return error_nomem(err);
        r->entries = grown;
        r->cap = cap;
    }
    KAMU_TRY(key_table_put(&r->keys, key, &number, err));
    r->entries[number] = *entry;
    return KAMU_OK;
}

void key_recent_find(const struct key_recent *r, const struct key_list *keys,
                     struct key_entry *entries, uint8_t *found)
{
    if (r->keys.n == 0)
        return;
    for (size_t i = 0; i < keys->n; i++) {
        size_t number = key_table_find(&r->keys, key_list_at(keys, i));
        if (number == KEY_TABLE_NONE)
            continue;
        entries[i] = r->entries[number];
        found[i] = (entries[i].offset & KEY_GONE) == 0;
    }
}
