/* Journals on the disk, and what is found in them at a start; see wal.h. */
#include "server/wal_impl.h"

#include <inttypes.h>

#define JOURNAL_PREFIX "journal-"
#define BODY_PREFIX "body-"
#define STATUS_PREFIX "status-"
enum { JOURNAL_NAME = 24, FILE_NAME = 32 };

/* ---- files -------------------------------------------------------------------------------- */

static void name_of(bool status, uint64_t number, char name[FILE_NAME])
{
    (void)snprintf(name, FILE_NAME, "%s%016" PRIx64, status ? STATUS_PREFIX : BODY_PREFIX, number);
}

static bool number_of(const char *name, const char *prefix, uint64_t *out)
{
    size_t n = strlen(prefix);
    *out = 0;
    if (strncmp(name, prefix, n) != 0 || strlen(name + n) != 16)
        return false;
    for (const char *p = name + n; *p != '\0'; p++) {
        if (!((*p >= '0' && *p <= '9') || (*p >= 'a' && *p <= 'f')))
            return false;
        *out = *out << 4 | (uint64_t)(*p <= '9' ? *p - '0' : *p - 'a' + 10);
    }
    return *out != 0;
}

/* Takes `log` over. */
static kamu_code add_file(struct wal_journal *j, bool status, uint64_t number,
                          struct record_log *log, struct wal_file **out, struct kamu_error *err)
{
    struct wal_file *f = mem_calloc(1, sizeof *f);
    if (f == NULL) {
        record_log_close(log);
        return error_nomem(err);
    }
    *f = (struct wal_file){.journal = j,
                           .is_status = status,
                           .number = number,
                           .log = *log,
                           .first_ms = INT64_MAX,
                           .last_ms = INT64_MIN};
    struct wal_file **at = status ? &j->statuses : &j->bodies;
    while (*at != NULL && (*at)->number > number)
        at = &(*at)->next;
    f->next = *at;
    *at = f;
    *out = f;
    return KAMU_OK;
}

static void file_free(struct wal_file *f)
{
    record_log_close(&f->log);
    mem_free(f);
}

kamu_code wal_file_current(struct wal_journal *j, bool status, uint64_t size, struct wal_file **out,
                           struct kamu_error *err)
{
    struct wal_file *f = status ? j->statuses : j->bodies;
    uint64_t max = status ? WAL_STATUS_FILE_MAX : WAL_FILE_MAX;
    char name[FILE_NAME];
    struct record_log log;
    if (f != NULL && (f->log.size < RECORD_FILE_HEADER + 1 || f->log.size + size <= max)) {
        *out = f;
        return KAMU_OK;
    }
    uint64_t number = f == NULL ? 1 : f->number + 1;
    name_of(status, number, name);
    KAMU_TRY(record_log_create(&j->wal->env, j->dir, name, &log, err));
    return add_file(j, status, number, &log, out, err);
}

kamu_code wal_file_put(struct wal_file *f, uint32_t type, const struct buf *payload, uint64_t *at,
                       struct kamu_error *err)
{
    struct buf record = BUF_INIT(RECORD_PAYLOAD_MAX + RECORD_OVERHEAD);
    KAMU_TRY(record_log_end(&f->log, at, err));
    kamu_code rc = record_put(&f->log, *at, type, payload->data, payload->len, &record, err);
    if (rc == KAMU_OK)
        rc = record_log_append(&f->log, *at, &record, err);
    f->dirty = true;
    buf_free(&record);
    return rc;
}

static bool bodies_since(const struct wal_journal *j, int64_t ms)
{
    for (const struct wal_file *f = j->bodies; f != NULL; f = f->next)
        if (f->first_ms <= ms)
            return true;
    return false;
}

/* A status file must outlive the bodies of its pushes: without it they would be committed again. */
static bool is_needed(const struct wal_journal *j, const struct wal_file *f, bool current)
{
    if (f->open != 0 || current)
        return true;
    return f->is_status && bodies_since(j, f->last_ms);
}

static void tidy(struct wal_journal *j, struct wal_file **list)
{
    struct wal_file **at = list;
    while (*at != NULL) {
        struct wal_file *f = *at;
        if (is_needed(j, f, f == *list)) {
            at = &f->next;
            continue;
        }
        *at = f->next;
        (void)fs_unlink(&j->wal->env.fs, fs_name(f->log.file), NULL);
        file_free(f);
    }
}

void wal_journals_tidy(struct wal *w)
{
    for (struct wal_journal *j = w->journals; j != NULL; j = j->next) {
        tidy(j, &j->bodies);
        tidy(j, &j->statuses);
    }
}

/* ---- what is found ------------------------------------------------------------------------- */

struct finding {
    struct wal *wal;
    struct wal_file *file;
};

static void note_time(struct wal_file *f, int64_t ms)
{
    f->first_ms = ms < f->first_ms ? ms : f->first_ms;
    f->last_ms = ms > f->last_ms ? ms : f->last_ms;
}

static kamu_code found_done(void *ctx, const struct record *r, struct kamu_error *err)
{
    struct finding *x = ctx;
    struct wal_done d;
    if (r->type != WAL_DONE || !wal_done_decode(r->data, r->n, &d))
        return KAMU_OK;
    note_time(x->file, d.time_ms);
    if (map_get(&x->wal->by_id, (struct str){(const char *)d.id, WAL_ID}) != NULL)
        return KAMU_OK;
    struct wal_entry *e = mem_calloc(1, sizeof *e);
    if (e == NULL)
        return error_nomem(err);
    e->client_key = d.client_key && !d.failed;
    e->dataset = d.dataset;
    e->size = r->n;
    memcpy(e->id, d.id, WAL_ID);
    memcpy(e->scope, d.scope, sizeof e->scope);
    memcpy(e->fingerprint, d.fingerprint, sizeof e->fingerprint);
    KAMU_TRY(wal_entry_add(x->wal, e, err));
    wal_entry_finish(x->wal, e, x->file, r->at, d.time_ms, d.failed);
    return KAMU_OK;
}

static kamu_code found_push(void *ctx, const struct record *r, struct kamu_error *err)
{
    struct finding *x = ctx;
    struct wal_push p;
    if (r->type != WAL_ACCEPTED || !wal_push_decode(r->data, r->n, &p))
        return KAMU_OK;
    note_time(x->file, p.time_ms);
    if (map_get(&x->wal->by_id, (struct str){(const char *)p.id, WAL_ID}) != NULL)
        return KAMU_OK; /* it is done */
    struct wal_entry *e = mem_calloc(1, sizeof *e);
    if (e == NULL)
        return error_nomem(err);
    e->client_key = p.client_key;
    e->recovered = true;
    e->dataset = p.dataset;
    e->file = x->file;
    e->at = r->at;
    e->size = r->n;
    memcpy(e->id, p.id, WAL_ID);
    memcpy(e->scope, p.guard.scope, sizeof e->scope);
    memcpy(e->fingerprint, p.guard.fingerprint, sizeof e->fingerprint);
    KAMU_TRY(wal_entry_add(x->wal, e, err));
    x->file->open++;
    x->wal->recovering++;
    return wal_entry_line_up(x->wal, e, err);
}

/* Oldest first; the list has the newest in front. */
static kamu_code read_files(struct wal *w, struct wal_file *f, struct kamu_error *err)
{
    struct finding x = {w, f};
    uint64_t end, skipped = 0;
    if (f == NULL)
        return KAMU_OK;
    KAMU_TRY(read_files(w, f->next, err));
    KAMU_TRY(record_log_scan(&f->log, RECORD_FILE_HEADER, f->is_status ? found_done : found_push,
                             &x, &end, &skipped, err));
    uint64_t size;
    KAMU_TRY(record_log_end(&f->log, &size, err));
    if (skipped != 0 || end != size)
        log_write(&w->env.log, LOG_WARN, "%s: %llu byte(s) that were not written whole",
                  fs_name(f->log.file), (unsigned long long)(skipped + size - end));
    return KAMU_OK;
}

static kamu_code each_file(void *ctx, const char *name, struct kamu_error *err)
{
    struct wal_journal *j = ctx;
    uint64_t number;
    struct record_log log;
    struct wal_file *f;
    char path[FS_PATH_MAX];
    bool status = number_of(name, STATUS_PREFIX, &number);
    if (!status && !number_of(name, BODY_PREFIX, &number))
        return KAMU_OK;
    KAMU_TRY(path_join(path, err, j->dir, name));
    KAMU_TRY(record_log_open(&j->wal->env, path, &log, err));
    return add_file(j, status, number, &log, &f, err);
}

/* ---- journals ----------------------------------------------------------------------------------
 */

static kamu_code sum_dead(void *ctx, const char *name, struct kamu_error *err)
{
    struct wal_journal *j = ctx;
    struct fs_stat st;
    char path[FS_PATH_MAX];
    (void)snprintf(path, sizeof path, "%.3000s/dead/%.200s", j->dir, name);
    (void)err;
    if (fs_stat(&j->wal->env.fs, path, &st, NULL) == KAMU_OK && st.kind == FS_REGULAR)
        j->wal->dead_bytes += st.size_bytes;
    return KAMU_OK;
}

/* Its lock is free: its server is gone, or it is new. */
static kamu_code take_over(struct wal *w, const char *dir, struct kamu_error *err)
{
    struct wal_journal *j = mem_calloc(1, sizeof *j);
    char path[FS_PATH_MAX];
    if (j == NULL)
        return error_nomem(err);
    j->wal = w;
    kamu_code rc = path_join(j->dir, err, dir, "");
    if (rc == KAMU_OK)
        rc = path_join(path, err, dir, "lock");
    if (rc == KAMU_OK)
        rc = fs_lock(&w->env.fs, path, 1, &j->lock, err);
    if (rc != KAMU_OK) {
        mem_free(j);
        return rc == KAMU_E_CONFLICT ? KAMU_OK : rc;
    }
    struct wal_journal **at = &w->journals;
    while (*at != NULL)
        at = &(*at)->next;
    *at = j;
    KAMU_TRY(fs_list(&w->env.fs, dir, each_file, j, err));
    if (path_join(path, NULL, dir, "dead") == KAMU_OK)
        (void)fs_list(&w->env.fs, path, sum_dead, j, NULL);
    KAMU_TRY(read_files(w, j->statuses, err));
    return read_files(w, j->bodies, err);
}

static kamu_code each_journal(void *ctx, const char *name, struct kamu_error *err)
{
    struct wal *w = ctx;
    char dir[FS_PATH_MAX];
    if (!str_starts(str_c(name), JOURNAL_PREFIX))
        return KAMU_OK;
    KAMU_TRY(path_join(dir, err, w->dir, name));
    return take_over(w, dir, err);
}

static kamu_code make_journal(struct wal *w, struct kamu_error *err)
{
    char name[JOURNAL_NAME + 1] = JOURNAL_PREFIX, dir[FS_PATH_MAX], above[FS_PATH_MAX];
    size_t n = sizeof JOURNAL_PREFIX - 1;
    KAMU_TRY(random_alnum(&w->env.random, name + n, JOURNAL_NAME - n, err));
    KAMU_TRY(path_join(dir, err, w->dir, name));
    KAMU_TRY(fs_mkdir(&w->env.fs, dir, err));
    KAMU_TRY(fs_sync_dir(&w->env.fs, w->dir, err));
    KAMU_TRY(path_join(above, err, w->dir, ".."));
    KAMU_TRY(fs_sync_dir(&w->env.fs, above, err));
    KAMU_TRY(path_join(above, err, w->dir, "../.."));
    KAMU_TRY(fs_sync_dir(&w->env.fs, above, err));
    KAMU_TRY(take_over(w, dir, err));
    return w->journals != NULL ? KAMU_OK
                               : error_set(err, KAMU_E_IO, "%s: taken by somebody else", dir);
}

kamu_code wal_journals_open(struct wal *w, struct kamu_error *err)
{
    KAMU_TRY(fs_mkdirs(&w->env.fs, w->dir, err));
    KAMU_TRY(fs_list(&w->env.fs, w->dir, each_journal, w, err));
    return w->journals != NULL ? KAMU_OK : make_journal(w, err);
}

void wal_journals_close(struct wal *w)
{
    while (w->journals != NULL) {
        struct wal_journal *j = w->journals;
        w->journals = j->next;
        for (struct wal_file *f = j->bodies, *next; f != NULL; f = next) {
            next = f->next;
            file_free(f);
        }
        for (struct wal_file *f = j->statuses, *next; f != NULL; f = next) {
            next = f->next;
            file_free(f);
        }
        (void)fs_close(j->lock, NULL);
        mem_free(j);
    }
}
