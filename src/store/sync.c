/* See sync.h. */
#include "store/sync.h"

struct sync_item {
    struct env *env;
    struct fs_file *file; /* NULL: `dir` */
    char dir[FS_PATH_MAX];
    struct pool_task task;
    kamu_code rc;
    struct kamu_error error;
};

void sync_set_init(struct sync_set *set, struct env *env)
{
    *set = (struct sync_set){.env = env};
}

void sync_set_free(struct sync_set *set)
{
    for (size_t i = 0; i < set->n; i++)
        mem_free(set->items[i]);
    mem_free(set->items);
    set->items = NULL;
    set->n = 0;
}

static kamu_code add(struct sync_set *set, struct sync_item **out, struct kamu_error *err)
{
    if (set->n == set->cap) {
        size_t cap = set->cap ? set->cap * 2 : 8;
        struct sync_item **grown = mem_realloc_array(set->items, cap, sizeof *grown);
        if (!grown)
            return error_nomem(err);
        set->items = grown;
        set->cap = cap;
    }
    struct sync_item *item = mem_alloc(sizeof *item);
    if (!item)
        return error_nomem(err);
    item->env = set->env;
    item->file = NULL;
    item->dir[0] = '\0';
    item->rc = KAMU_OK;
    set->items[set->n++] = *out = item;
    return KAMU_OK;
}

kamu_code sync_set_file(struct sync_set *set, struct fs_file *file, struct kamu_error *err)
{
    struct sync_item *item;
    KAMU_TRY(add(set, &item, err));
    item->file = file;
    return KAMU_OK;
}

kamu_code sync_set_dir(struct sync_set *set, const char *dir, struct kamu_error *err)
{
    struct sync_item *item;
    KAMU_TRY(add(set, &item, err));
    return path_join(item->dir, err, dir, "");
}

static void run(void *arg)
{
    struct sync_item *item = arg;
    item->rc = item->file ? fs_sync(item->file, &item->error)
                          : fs_sync_dir(&item->env->fs, item->dir, &item->error);
}

kamu_code sync_set_run(struct sync_set *set, struct kamu_error *err)
{
    struct pool_group group;
    /* Faults are counted by call: with a hook the order must be fixed. */
    bool together = set->n > 1 && !set->env->fs.hook && !set->env->fs.no_sync;
    if (together)
        pool_group_init(&group, set->env->pool);
    for (size_t i = 0; i < set->n; i++) {
        if (together) {
            pool_submit(&group, &set->items[i]->task, run, set->items[i]);
            continue;
        }
        run(set->items[i]);
        if (set->items[i]->rc != KAMU_OK)
            break;
    }
    if (together)
        pool_wait(&group);
    for (size_t i = 0; i < set->n; i++) {
        if (set->items[i]->rc == KAMU_OK)
            continue;
        if (err)
            *err = set->items[i]->error;
        return set->items[i]->rc;
    }
    return KAMU_OK;
}
