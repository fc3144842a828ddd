#include "server/quota.h"

#include "base/map.h"

#include <pthread.h>

#define QUOTA_FILE "quotas"
#define QUOTA_LOCK "quotas.lock"

enum { FILE_MAX = 4 << 20, LOCK_TIMEOUT_MS = 10000, KNOWN_MAX = 256 };
#define FRESH_NS UINT64_C(1000000000)

struct usage {
    uint64_t account; /* hash of the name; 0: free */
    uint64_t bytes, at_ns;
};

struct quotas {
    struct env *env;
    char dir[FS_PATH_MAX], path[FS_PATH_MAX], lock_path[FS_PATH_MAX];
    uint64_t standard;
    pthread_mutex_t lock;
    struct usage known[KNOWN_MAX]; /* by hash; another account may take the place */
};

kamu_code quotas_open(struct env *env, const char *server_dir, uint64_t standard,
                      struct quotas **out, struct kamu_error *err)
{
    struct quotas *q = mem_calloc(1, sizeof *q);
    if (q == NULL)
        return error_nomem(err);
    q->env = env;
    q->standard = standard;
    kamu_code rc = path_join(q->path, err, server_dir, QUOTA_FILE);
    if (rc == KAMU_OK)
        rc = path_join(q->lock_path, err, server_dir, QUOTA_LOCK);
    if (rc != KAMU_OK) {
        mem_free(q);
        return rc;
    }
    snprintf(q->dir, sizeof q->dir, "%s", server_dir);
    pthread_mutex_init(&q->lock, NULL);
    *out = q;
    return KAMU_OK;
}

void quotas_close(struct quotas *q)
{
    if (q == NULL)
        return;
    pthread_mutex_destroy(&q->lock);
    mem_free(q);
}

/* ---- the file ---------------------------------------------------------------------------------
 */

static kamu_code read_file(struct quotas *q, struct buf *out, struct kamu_error *err)
{
    struct fs_stat st;
    KAMU_TRY(fs_stat(&q->env->fs, q->path, &st, err));
    return st.kind == FS_NONE ? KAMU_OK : fs_read_all(&q->env->fs, q->path, FILE_MAX, out, err);
}

/* The next line, taken apart; false at the end. */
static bool next_line(const struct buf *b, size_t *at, struct str *whole, struct str *account,
                      uint64_t *bytes)
{
    const char *p = (const char *)b->data + *at;
    if (*at >= b->len)
        return false;
    const char *end = memchr(p, '\n', b->len - *at);
    size_t n = end != NULL ? (size_t)(end - p) : b->len - *at;
    *at += n + 1;
    *whole = (struct str){p, n};
    const char *blank = memchr(p, ' ', n);
    *account = (struct str){p, blank != NULL ? (size_t)(blank - p) : n};
    *bytes = 0;
    for (const char *d = blank != NULL ? blank + 1 : p + n; d < p + n && *d >= '0' && *d <= '9';
         d++)
        *bytes = *bytes < UINT64_MAX / 10 - 9 ? 10 * *bytes + (uint64_t)(*d - '0') : QUOTA_NONE;
    return true;
}

static kamu_code limit_of(struct quotas *q, struct str account, uint64_t *out,
                          struct kamu_error *err)
{
    struct buf text = BUF_INIT(FILE_MAX);
    struct str whole, name;
    uint64_t bytes;
    size_t at = 0;
    *out = q->standard;
    kamu_code rc = read_file(q, &text, err);
    while (rc == KAMU_OK && next_line(&text, &at, &whole, &name, &bytes))
        if (str_ieq(name, account))
            *out = bytes;
    buf_free(&text);
    return rc;
}

/* All other lines, and the new one. */
static kamu_code replace(struct quotas *q, struct str account, uint64_t bytes, struct buf *before,
                         struct kamu_error *err)
{
    struct buf after = BUF_INIT(FILE_MAX);
    struct str whole, name;
    uint64_t other;
    size_t at = 0;
    kamu_code rc = read_file(q, before, err);
    while (rc == KAMU_OK && next_line(before, &at, &whole, &name, &other))
        if (!str_ieq(name, account))
            rc = buf_printf(&after, err, STR_FMT "\n", STR_ARG(whole));
    if (rc == KAMU_OK)
        rc =
            buf_printf(&after, err, STR_FMT " %llu\n", STR_ARG(account), (unsigned long long)bytes);
    if (rc == KAMU_OK)
        rc = fs_write_atomic(&q->env->fs, &q->env->random, q->dir, QUOTA_FILE, after.data,
                             after.len, true, err);
    buf_free(&after);
    return rc;
}

kamu_code quotas_set(struct quotas *q, struct str account, uint64_t bytes, struct kamu_error *err)
{
    struct buf before = BUF_INIT(FILE_MAX);
    struct fs_file *lock;
    KAMU_TRY(fs_lock(&q->env->fs, q->lock_path, LOCK_TIMEOUT_MS, &lock, err));
    kamu_code rc = replace(q, account, bytes, &before, err);
    buf_free(&before);
    fs_close(lock, NULL);
    return rc;
}

/* ---- what there is ------------------------------------------------------------------------------
 */

static uint64_t hash_of(struct str account)
{
    char lower[256];
    size_t n = account.n < sizeof lower ? account.n : sizeof lower;
    for (size_t i = 0; i < n; i++)
        lower[i] =
            (char)(account.p[i] >= 'A' && account.p[i] <= 'Z' ? account.p[i] | 0x20 : account.p[i]);
    return hash_bytes(lower, n, 0) | 1;
}

static kamu_code measure(struct workspace *ws, struct str account, uint64_t *out,
                         struct kamu_error *err)
{
    struct dataset_list list;
    struct dataset_summary *sums;
    *out = 0;
    KAMU_TRY(workspace_list_summaries(ws, &list, &sums, err));
    for (size_t i = 0; i < list.n; i++)
        if (str_ieq(list.items[i].account, account))
            *out += sums[i].data_bytes;
    dataset_list_free(&list);
    return KAMU_OK;
}

static kamu_code usage_of(struct quotas *q, struct workspace *ws, struct str account, uint64_t *out,
                          struct kamu_error *err)
{
    uint64_t hash = hash_of(account), now = clock_monotonic_ns();
    struct usage *u = &q->known[hash % KNOWN_MAX];
    pthread_mutex_lock(&q->lock);
    bool fresh = u->account == hash && now - u->at_ns < FRESH_NS;
    *out = u->bytes;
    pthread_mutex_unlock(&q->lock);
    if (fresh)
        return KAMU_OK;
    KAMU_TRY(measure(ws, account, out, err));
    pthread_mutex_lock(&q->lock);
    *u = (struct usage){hash, *out, now};
    pthread_mutex_unlock(&q->lock);
    return KAMU_OK;
}

kamu_code quotas_room(struct quotas *q, struct workspace *ws, struct str account, uint64_t *out,
                      struct kamu_error *err)
{
    uint64_t limit, used;
    *out = QUOTA_NONE;
    if (q == NULL || account.p == NULL)
        return KAMU_OK;
    KAMU_TRY(limit_of(q, account, &limit, err));
    if (limit == QUOTA_NONE)
        return KAMU_OK;
    KAMU_TRY(usage_of(q, ws, account, &used, err));
    *out = used < limit ? limit - used : 0;
    return KAMU_OK;
}

void quotas_add(struct quotas *q, struct str account, uint64_t bytes)
{
    if (q == NULL || account.p == NULL)
        return;
    uint64_t hash = hash_of(account);
    struct usage *u = &q->known[hash % KNOWN_MAX];
    pthread_mutex_lock(&q->lock);
    if (u->account == hash)
        u->bytes += bytes;
    pthread_mutex_unlock(&q->lock);
}
