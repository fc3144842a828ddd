#include "store/rights.h"

#include "base/map.h"
#include "store/kamu_db.h"

#define RIGHTS_FILE "rights"
#define RIGHTS_LOCK "rights.lock"
#define LOCK_TIMEOUT_MS 10000
#define FILE_MAX ((size_t)64 << 20)
#define CACHE_MAX ((size_t)256 << 20)
#define CACHED_DATASETS_MAX 200000 /* of kamu's database; then they are asked for again */
#define ROLES_MAX 10000            /* on one dataset */
#define FRESH_NS INT64_C(100000000)

static const char *const role_names[] = {NULL, "reader", "editor", "maintainer"};

const char *dataset_role_name(enum dataset_role role)
{
    return role_names[role];
}

static enum dataset_role role_of(struct str name)
{
    for (int i = ROLE_READER; i <= ROLE_MAINTAINER; i++)
        if (str_eqc(name, role_names[i]))
            return (enum dataset_role)i;
    return ROLE_NONE;
}

kamu_code workspace_server_dir(struct workspace *ws, char out[FS_PATH_MAX], struct kamu_error *err)
{
    KAMU_TRY(path_join(out, err, ws->dir, WORKSPACE_SERVER));
    return fs_mkdir_secret(&ws->env->fs, out, err);
}

/* ---- a table of datasets ---------------------------------------------------------------- */

struct entry {
    struct odf_did id;
    bool public_read, anonymous_read;
    struct dataset_role_of *roles;
    size_t n_roles, roles_cap;
};

struct table {
    struct map map; /* by the bytes of the id */
    struct arena arena;
};

static struct str key_of(const struct odf_did *id)
{
    return (struct str){(const char *)id->key, sizeof id->key};
}

static void table_init(struct table *t)
{
    map_init(&t->map);
    arena_init(&t->arena, CACHE_MAX);
}

static void table_free(struct table *t)
{
    map_free(&t->map);
    arena_free(&t->arena);
}

/* The entry of the dataset, made as a new one is. */
static kamu_code table_entry(struct table *t, const struct workspace *ws, const struct odf_did *id,
                             struct entry **out, struct kamu_error *err)
{
    *out = map_get(&t->map, key_of(id));
    if (*out)
        return KAMU_OK;
    struct entry *e = arena_calloc(&t->arena, 1, sizeof *e);
    if (!e)
        return error_nomem(err);
    *e = (struct entry){.id = *id, .public_read = !ws->multi_tenant, .anonymous_read = true};
    KAMU_TRY(map_put(&t->map, key_of(id), e, err));
    *out = e;
    return KAMU_OK;
}

static kamu_code entry_role(struct table *t, struct entry *e, const struct odf_did *account,
                            enum dataset_role role, struct kamu_error *err)
{
    size_t at = 0;
    while (at < e->n_roles && !odf_did_eq(&e->roles[at].account, account))
        at++;
    if (role == ROLE_NONE) {
        if (at < e->n_roles)
            e->roles[at] = e->roles[--e->n_roles];
        return KAMU_OK;
    }
    if (at == ROLES_MAX)
        return error_set(err, KAMU_E_LIMIT, "A dataset has at most %d roles", ROLES_MAX);
    if (at == e->roles_cap) {
        size_t cap = e->roles_cap ? e->roles_cap * 2 : 4;
        struct dataset_role_of *grown = arena_calloc(&t->arena, cap, sizeof *grown);
        if (!grown)
            return error_nomem(err);
        if (at)
            memcpy(grown, e->roles, at * sizeof *grown);
        e->roles = grown;
        e->roles_cap = cap;
    }
    e->n_roles += at == e->n_roles;
    e->roles[at] = (struct dataset_role_of){*account, role};
    return KAMU_OK;
}

/* ---- the file: "<did> public|private|accounts", "<did> <role> <did of account>" ----------- */

static bool next_word(struct str *line, struct str *out)
{
    size_t n = 0;
    while (n < line->n && line->p[n] != ' ')
        n++;
    *out = (struct str){line->p, n};
    *line = n < line->n ? (struct str){line->p + n + 1, line->n - n - 1} : STR("");
    return n > 0;
}

static kamu_code read_line(struct table *t, const struct workspace *ws, struct str line, bool *ok,
                           struct kamu_error *err)
{
    struct odf_did id, account;
    struct str word, what, subject;
    struct entry *e;
    *ok = next_word(&line, &word) && next_word(&line, &what) &&
          odf_did_parse(word, &id, NULL) == KAMU_OK;
    if (!*ok)
        return KAMU_OK;
    KAMU_TRY(table_entry(t, ws, &id, &e, err));
    if (next_word(&line, &subject)) {
        enum dataset_role role = role_of(what);
        *ok = role && line.n == 0 && odf_did_parse(subject, &account, NULL) == KAMU_OK;
        return *ok ? entry_role(t, e, &account, role, err) : KAMU_OK;
    }
    *ok = str_eqc(what, "public") || str_eqc(what, "private") || str_eqc(what, "accounts");
    e->public_read = !str_eqc(what, "private");
    e->anonymous_read = str_eqc(what, "public");
    return KAMU_OK;
}

static kamu_code read_file(struct workspace *ws, const char *path, struct table *t,
                           struct kamu_error *err)
{
    struct buf text;
    size_t line_no = 0;
    buf_init(&text, FILE_MAX);
    kamu_code rc = fs_read_all(&ws->env->fs, path, FILE_MAX, &text, err);
    for (size_t at = 0; rc == KAMU_OK && at < text.len;) {
        const char *line = (const char *)text.data + at;
        const char *end = memchr(line, '\n', text.len - at);
        size_t n = end ? (size_t)(end - line) : text.len - at;
        bool ok = false;
        line_no++;
        rc = read_line(t, ws, (struct str){line, n}, &ok, err);
        if (rc == KAMU_OK && !ok) /* guessing would show what is to be hidden */
            rc = error_set(err, KAMU_E_CORRUPT, "%s: line %zu is not understood", path, line_no);
        at += n + 1;
    }
    buf_free(&text);
    return rc;
}

static kamu_code put_entry(const struct workspace *ws, const struct entry *e, struct buf *out,
                           struct kamu_error *err)
{
    char id[ODF_DID_TEXT_MAX], account[ODF_DID_TEXT_MAX];
    bool usual = e->public_read == !ws->multi_tenant && (!e->public_read || e->anonymous_read);
    odf_did_text(&e->id, id);
    if (!usual)
        KAMU_TRY(buf_printf(out, err, "%s %s\n", id,
                            !e->public_read     ? "private"
                            : e->anonymous_read ? "public"
                                                : "accounts"));
    for (size_t i = 0; i < e->n_roles; i++) {
        odf_did_text(&e->roles[i].account, account);
        KAMU_TRY(buf_printf(out, err, "%s %s %s\n", id, role_names[e->roles[i].role], account));
    }
    return KAMU_OK;
}

static kamu_code write_file(struct workspace *ws, const char *dir, const struct table *t,
                            struct kamu_error *err)
{
    struct buf text;
    struct str key;
    void *value;
    size_t i = 0;
    kamu_code rc = KAMU_OK;
    buf_init(&text, FILE_MAX);
    while (rc == KAMU_OK && map_next(&t->map, &i, &key, &value))
        rc = put_entry(ws, value, &text, err);
    if (rc == KAMU_OK)
        rc = fs_write_secret(&ws->env->fs, &ws->env->random, dir, RIGHTS_FILE, text.data, text.len,
                             err);
    buf_free(&text);
    return rc;
}

/* ---- changes ---------------------------------------------------------------------------- */

struct change {
    const struct odf_did *id;
    bool forget, visibility;
    bool public_read, anonymous_read;
    const struct odf_did *account;
    enum dataset_role role;
};

static kamu_code apply(struct workspace *ws, struct table *t, const struct change *c,
                       struct kamu_error *err)
{
    struct entry *e;
    if (c->forget) {
        map_remove(&t->map, key_of(c->id));
        return KAMU_OK;
    }
    KAMU_TRY(table_entry(t, ws, c->id, &e, err));
    if (!c->visibility)
        return entry_role(t, e, c->account, c->role, err);
    e->public_read = c->public_read;
    e->anonymous_read = c->anonymous_read;
    return KAMU_OK;
}

static kamu_code change_file(struct workspace *ws, const struct change *c, struct kamu_error *err)
{
    char dir[FS_PATH_MAX], path[FS_PATH_MAX], lock_path[FS_PATH_MAX];
    struct fs_file *lock;
    struct fs_stat st;
    struct table t;
    KAMU_TRY(path_join(dir, err, ws->dir, WORKSPACE_SERVER));
    KAMU_TRY(path_join(path, err, dir, RIGHTS_FILE));
    KAMU_TRY(fs_stat(&ws->env->fs, path, &st, err));
    if (c->forget && st.kind == FS_NONE)
        return KAMU_OK;
    KAMU_TRY(workspace_server_dir(ws, dir, err));
    KAMU_TRY(path_join(lock_path, err, dir, RIGHTS_LOCK));
    KAMU_TRY(fs_lock(&ws->env->fs, lock_path, LOCK_TIMEOUT_MS, &lock, err));
    table_init(&t);
    kamu_code rc = fs_stat(&ws->env->fs, path, &st, err);
    if (rc == KAMU_OK && st.kind != FS_NONE)
        rc = read_file(ws, path, &t, err);
    if (rc == KAMU_OK)
        rc = apply(ws, &t, c, err);
    if (rc == KAMU_OK)
        rc = write_file(ws, dir, &t, err);
    table_free(&t);
    fs_close(lock, NULL);
    return rc;
}

static kamu_code change_db(struct kamu_db *db, const struct change *c, struct kamu_error *err)
{
    KAMU_TRY(kamu_db_begin(db, err));
    kamu_code rc;
    if (c->forget)
        rc = kamu_db_forget_rights(db, c->id, err);
    else if (c->visibility)
        rc = kamu_db_set_public(db, c->id, c->public_read, c->anonymous_read, err);
    else
        rc = kamu_db_set_role(db, c->id, c->account, dataset_role_name(c->role), err);
    if (rc == KAMU_OK)
        return kamu_db_commit(db, err);
    kamu_db_rollback(db);
    return rc;
}

static kamu_code change(struct workspace *ws, const struct change *c, struct kamu_error *err)
{
    struct kamu_db *db;
    KAMU_TRY(kamu_db_get(ws, &db, err));
    if (db)
        KAMU_TRY(change_db(db, c, err));
    return db && !c->forget ? KAMU_OK : change_file(ws, c, err);
}

kamu_code rights_set_public(struct workspace *ws, const struct odf_did *id, bool public_read,
                            bool anonymous_read, struct kamu_error *err)
{
    return change(ws,
                  &(struct change){.id = id,
                                   .visibility = true,
                                   .public_read = public_read,
                                   .anonymous_read = anonymous_read},
                  err);
}

kamu_code rights_set_role(struct workspace *ws, const struct odf_did *id,
                          const struct odf_did *account, enum dataset_role role,
                          struct kamu_error *err)
{
    return change(ws, &(struct change){.id = id, .account = account, .role = role}, err);
}

kamu_code rights_forget(struct workspace *ws, const struct odf_did *id, struct kamu_error *err)
{
    return change(ws, &(struct change){.id = id, .forget = true}, err);
}

/* ---- looking up ------------------------------------------------------------------------- */

struct rights {
    struct workspace *ws;
    char path[FS_PATH_MAX];
    struct table table;
    bool loaded;
    struct fs_stat st;  /* of the file when it was read */
    int64_t db_version; /* of the database when the table was begun */
};

kamu_code rights_open(struct workspace *ws, struct rights **out, struct kamu_error *err)
{
    struct rights *r = mem_calloc(1, sizeof *r);
    if (!r)
        return error_nomem(err);
    r->ws = ws;
    table_init(&r->table);
    kamu_code rc = path_join(r->path, err, ws->dir, WORKSPACE_SERVER "/" RIGHTS_FILE);
    if (rc != KAMU_OK) {
        rights_close(r);
        return rc;
    }
    *out = r;
    return KAMU_OK;
}

void rights_close(struct rights *r)
{
    if (!r)
        return;
    table_free(&r->table);
    mem_free(r);
}

static void empty(struct rights *r)
{
    table_free(&r->table);
    table_init(&r->table);
    r->loaded = false;
}

/* A file that was changed just now may be changed again without its time telling. */
static bool is_fresh(const struct fs_stat *st)
{
    struct instant now = clock_now(&(struct clock){0});
    return (now.seconds - st->mtime.seconds) * INT64_C(1000000000) + now.nanos - st->mtime.nanos <
           FRESH_NS;
}

static kamu_code look_at_file(struct rights *r, struct kamu_error *err)
{
    struct fs_stat st;
    KAMU_TRY(fs_stat(&r->ws->env->fs, r->path, &st, err));
    bool same = r->loaded && st.kind == r->st.kind && st.inode == r->st.inode &&
                st.size_bytes == r->st.size_bytes && instant_eq(st.mtime, r->st.mtime);
    if (same && (st.kind == FS_NONE || !is_fresh(&st)))
        return KAMU_OK;
    empty(r);
    if (st.kind != FS_NONE)
        KAMU_TRY(read_file(r->ws, r->path, &r->table, err));
    r->st = st;
    r->loaded = true;
    return KAMU_OK;
}

struct role_sink {
    struct table *table;
    struct entry *entry;
};

static kamu_code take_role(void *ctx, const struct odf_did *account, struct str role,
                           struct kamu_error *err)
{
    struct role_sink *s = ctx;
    return entry_role(s->table, s->entry, account, role_of(role), err);
}

static kamu_code look_in_db(struct rights *r, struct kamu_db *db, const struct odf_did *id,
                            struct kamu_error *err)
{
    struct entry *e;
    int64_t version;
    KAMU_TRY(kamu_db_version(db, &version, err));
    if (!r->loaded || version != r->db_version || r->table.map.len >= CACHED_DATASETS_MAX)
        empty(r);
    r->db_version = version;
    r->loaded = true;
    if (map_get(&r->table.map, key_of(id)))
        return KAMU_OK;
    KAMU_TRY(table_entry(&r->table, r->ws, id, &e, err));
    struct role_sink sink = {&r->table, e};
    kamu_code rc =
        kamu_db_rights(db, id, &e->public_read, &e->anonymous_read, take_role, &sink, err);
    if (rc != KAMU_OK)
        empty(r);
    return rc;
}

kamu_code rights_find(struct rights *r, const struct odf_did *id, struct dataset_rights *out,
                      struct kamu_error *err)
{
    struct kamu_db *db;
    KAMU_TRY(kamu_db_get(r->ws, &db, err));
    KAMU_TRY(db ? look_in_db(r, db, id, err) : look_at_file(r, err));
    const struct entry *e = map_get(&r->table.map, key_of(id));
    const struct entry usual = {.public_read = !r->ws->multi_tenant, .anonymous_read = true};
    if (!e)
        e = &usual;
    *out = (struct dataset_rights){e->public_read, e->anonymous_read, e->roles, e->n_roles};
    return KAMU_OK;
}
