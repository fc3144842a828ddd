/* A workspace that kamu-cli has used: its database is kept in step, and is ahead of the files at
 * times. (That kamu itself agrees is shown in tests/interop.) */
#include "store_test.h"

#include <pthread.h>
#include <sqlite3.h>

/* The tables of kamu's database that hold datasets, as spec/odf-metadata.md 1.5 lists them. */
static const char tables[] =
    "CREATE TABLE accounts (id TEXT PRIMARY KEY, account_name TEXT NOT NULL);"
    "CREATE TABLE dataset_entries (dataset_id TEXT NOT NULL PRIMARY KEY, owner_id TEXT NOT NULL,"
    " dataset_name TEXT NOT NULL, created_at TEXT NOT NULL, kind TEXT NOT NULL CHECK (kind IN"
    " ('root', 'derivative')), owner_name TEXT NOT NULL);"
    "CREATE UNIQUE INDEX entry_name ON dataset_entries (owner_id, lower(dataset_name));"
    "CREATE TABLE dataset_references (dataset_id TEXT NOT NULL REFERENCES"
    " dataset_entries(dataset_id) ON DELETE CASCADE, block_ref_name TEXT NOT NULL, block_hash_bin"
    " BLOB NOT NULL);"
    "CREATE UNIQUE INDEX ref_name ON dataset_references (dataset_id, block_ref_name);"
    "CREATE TABLE dataset_key_blocks (dataset_id TEXT NOT NULL, block_ref_name TEXT NOT NULL,"
    " event_type TEXT NOT NULL CHECK (event_type NOT IN ('AddData', 'ExecuteTransform')),"
    " sequence_number INTEGER NOT NULL, block_hash_bin BLOB NOT NULL, block_payload BLOB NOT NULL,"
    " PRIMARY KEY (dataset_id, block_ref_name, sequence_number));"
    "CREATE TABLE dataset_data_blocks (dataset_id TEXT NOT NULL, block_ref_name TEXT NOT NULL,"
    " event_type TEXT NOT NULL CHECK (event_type IN ('AddData', 'ExecuteTransform')),"
    " sequence_number INTEGER NOT NULL, block_hash_bin BLOB NOT NULL, block_payload BLOB NOT NULL,"
    " PRIMARY KEY (dataset_id, block_ref_name, sequence_number));"
    "CREATE TABLE dataset_statistics (dataset_id TEXT NOT NULL, block_ref_name TEXT NOT NULL,"
    " last_pulled TEXT, num_records INTEGER NOT NULL, data_size INTEGER NOT NULL, checkpoints_size"
    " INTEGER NOT NULL, num_object_links INTEGER NOT NULL DEFAULT 0, object_links_size INTEGER NOT"
    " NULL DEFAULT 0);"
    "CREATE UNIQUE INDEX statistics ON dataset_statistics (dataset_id, block_ref_name);"
    "CREATE TABLE dataset_dependencies (upstream_dataset_id TEXT NOT NULL, downstream_dataset_id"
    " TEXT NOT NULL);"
    "CREATE UNIQUE INDEX dependency ON dataset_dependencies (upstream_dataset_id,"
    " downstream_dataset_id);"
    "CREATE TABLE auth_rebac_properties (entity_type TEXT NOT NULL, entity_id TEXT NOT NULL,"
    " property_name TEXT NOT NULL, property_value TEXT NOT NULL);"
    "CREATE UNIQUE INDEX property ON auth_rebac_properties (entity_type, entity_id, property_name);"
    "CREATE TABLE auth_rebac_relations (subject_entity_type TEXT NOT NULL, subject_entity_id TEXT "
    "NOT NULL, relationship TEXT NOT NULL, object_entity_type TEXT NOT NULL, object_entity_id TEXT "
    "NOT NULL);"
    "CREATE TABLE outbox_messages (message_id INTEGER PRIMARY KEY, producer_name TEXT NOT NULL,"
    " content_json TEXT NOT NULL);"
    "CREATE TABLE outbox_message_consumptions (consumer_name TEXT NOT NULL, producer_name TEXT NOT"
    " NULL, last_consumed_message_id INTEGER NOT NULL);"
    "INSERT INTO outbox_message_consumptions VALUES"
    " ('dev.kamu.domain.datasets.DatasetReferenceService',"
    " 'dev.kamu.domain.datasets.DatasetReferenceService', 5),"
    " ('dev.kamu.domain.datasets.DatasetAliasUpdateHandler',"
    " 'dev.kamu.domain.datasets.DatasetService', 5)";

static void sql(struct fixture *f, const char *text)
{
    sqlite3 *db;
    char *message = NULL;
    assert_int_equal(sqlite3_open(path_of(f, "workspace.sqlite.db"), &db), SQLITE_OK);
    if (sqlite3_exec(db, text, NULL, NULL, &message) != SQLITE_OK)
        fail_msg("%s: %s", text, message);
    sqlite3_close(db);
}

static int64_t number(struct fixture *f, const char *query)
{
    sqlite3 *db;
    sqlite3_stmt *stmt;
    assert_int_equal(sqlite3_open(path_of(f, "workspace.sqlite.db"), &db), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, query, -1, &stmt, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
    int64_t v = sqlite3_column_int64(stmt, 0);
    sqlite3_finalize(stmt);
    sqlite3_close(db);
    return v;
}

static void expect_db_head(struct fixture *f, const struct odf_hash *head)
{
    char query[256] = "SELECT count(*) FROM dataset_references WHERE block_hash_bin = x'";
    for (int i = 0; i < 32; i++)
        snprintf(query + strlen(query), 8, "%02x", head->digest[i]);
    snprintf(query + strlen(query), 8, "'");
    assert_int_equal(number(f, query), 1);
}

static void set_db_head(struct fixture *f, const struct odf_hash *head)
{
    char text[256] = "UPDATE dataset_references SET block_hash_bin = x'";
    for (int i = 0; i < 32; i++)
        snprintf(text + strlen(text), 8, "%02x", head->digest[i]);
    snprintf(text + strlen(text), 8, "'");
    sql(f, text);
}

static int setup_db(void **state)
{
    setup(state);
    struct fixture *f = *state;
    sql(f, "PRAGMA journal_mode = WAL");
    sql(f, tables);
    reopen(f);
    assert_true(f->ws->has_database);
    return 0;
}

static void test_new_dataset(void **state)
{
    struct fixture *f = *state;
    struct dataset *ds = create(f, "a");
    struct odf_hash head;
    assert_ok(dataset_head(ds, &head, &f->err), &f->err);
    assert_int_equal(number(f, "SELECT count(*) FROM dataset_entries WHERE dataset_name = 'a' AND "
                               "owner_name = 'kamu' AND kind = 'root' AND dataset_id LIKE "
                               "'did:odf:fed01%' AND owner_id LIKE 'did:odf:fed01%'"),
                     1);
    expect_db_head(f, &head);
    assert_int_equal(number(f, "SELECT count(*) FROM auth_rebac_properties"), 1);
    assert_false(exists(path_of(f, "datasets/.transaction")));
    struct dataset_handle h = *dataset_handle(ds);
    assert_ok(dataset_rename(f->ws, &h, STR("b"), &f->err), &f->err);
    assert_int_equal(number(f, "SELECT dataset_name = 'b' FROM dataset_entries"), 1);
    assert_int_equal(try_open(f, "b"), KAMU_OK);
    assert_ok(dataset_delete(f->ws, &h, 1, &f->err), &f->err);
    assert_int_equal(number(f, "SELECT count(*) FROM dataset_entries"), 0);
    assert_int_equal(number(f, "SELECT count(*) FROM dataset_references"), 0);
    assert_int_equal(number(f, "SELECT count(*) FROM auth_rebac_properties"), 0);
    dataset_close(ds);
}

/* Rows that kamu has built for the chain so far, block by block. */
static void index_blocks(struct fixture *f, uint64_t n)
{
    for (uint64_t i = 0; i < n; i++) {
        char text[256];
        snprintf(text, sizeof text,
                 "INSERT INTO dataset_key_blocks SELECT dataset_id, 'head', 'Seed', %d, x'00', "
                 "x'00' FROM dataset_entries",
                 (int)i);
        sql(f, text);
    }
}

static void test_append_extends_rows(void **state)
{
    struct fixture *f = *state;
    struct dataset *ds = create(f, "a");
    index_blocks(f, 3);
    struct commit_result r = push(f, ds, 7, "slice");
    expect_db_head(f, &r.new_head);
    assert_int_equal(number(f, "SELECT count(*) FROM dataset_key_blocks"), 4);
    assert_int_equal(number(f, "SELECT count(*) FROM dataset_data_blocks WHERE event_type = "
                               "'AddData' AND sequence_number = 4 AND length(block_payload) > 100"),
                     1);
    assert_int_equal(number(f, "SELECT num_records FROM dataset_statistics"), 7);
    assert_int_equal(number(f, "SELECT data_size FROM dataset_statistics"), 5);
    assert_int_equal(
        number(f, "SELECT last_pulled = '2020-01-01T00:00:00+00:00' FROM dataset_statistics"), 1);
    push(f, ds, 1, "more");
    assert_int_equal(number(f, "SELECT num_records FROM dataset_statistics"), 8);
    dataset_close(ds);
}

static void test_append_drops_rows_that_do_not_fit(void **state)
{
    struct fixture *f = *state;
    struct dataset *ds = create(f, "a");
    index_blocks(f, 2); /* one is missing */
    struct commit_result r = push(f, ds, 7, "slice");
    expect_db_head(f, &r.new_head);
    assert_int_equal(number(f, "SELECT count(*) FROM dataset_key_blocks"), 0);
    assert_int_equal(number(f, "SELECT count(*) FROM dataset_data_blocks"), 0);
    assert_int_equal(number(f, "SELECT num_records FROM dataset_statistics"), 7);
    index_blocks(f, 5);
    assert_ok(dataset_reset(ds, &r.old_head, &f->err), &f->err);
    expect_db_head(f, &r.old_head);
    assert_int_equal(number(f, "SELECT count(*) FROM dataset_key_blocks"), 0);
    assert_int_equal(number(f, "SELECT num_records FROM dataset_statistics"), 0);
    assert_int_equal(number(f, "SELECT last_pulled IS NULL FROM dataset_statistics"), 1);
    dataset_close(ds);
}

static void expect_head(struct fixture *f, const struct odf_hash *expected)
{
    struct dataset *ds;
    struct odf_hash head;
    struct dataset_list l;
    struct dataset_summary *s;
    reopen(f);
    assert_ok(dataset_open_ref(f->ws, STR("a"), &ds, &f->err), &f->err);
    assert_ok(dataset_head(ds, &head, &f->err), &f->err);
    assert_true(odf_hash_eq(&head, expected));
    dataset_close(ds);
    assert_ok(workspace_list_summaries(f->ws, &l, &s, &f->err), &f->err);
    assert_int_equal(l.n, 1);
    assert_true(odf_hash_eq(&s[0].head, expected));
    dataset_list_free(&l);
}

static void write_head(struct fixture *f, struct dataset *ds, const struct odf_hash *head)
{
    char text[ODF_HASH_TEXT_MAX];
    size_t n = odf_hash_text(head, text);
    put_file(arena_printf(&f->arena, "%s/refs/head", dataset_dir(ds)), text, n);
}

/* kamu (or we) ended between the commit in the database and the file. */
static void test_file_is_behind(void **state)
{
    struct fixture *f = *state;
    struct dataset *ds = create(f, "a");
    struct commit_result one = push(f, ds, 1, "one"), two = push(f, ds, 1, "two");
    write_head(f, ds, &one.new_head);
    expect_head(f, &two.new_head);
    assert_int_equal(unlink(arena_printf(&f->arena, "%s/refs/head", dataset_dir(ds))), 0);
    expect_head(f, &two.new_head);
    dataset_close(ds);
    assert_ok(dataset_open_ref(f->ws, STR("a"), &ds, &f->err), &f->err);
    struct commit_result three = push(f, ds, 1, "three");
    assert_true(odf_hash_eq(&three.old_head, &two.new_head));
    expect_head(f, &three.new_head);
    dataset_close(ds);
}

/* Another program has moved the file alone: it counts, and the next commit tells the database. */
static void test_database_is_behind(void **state)
{
    struct fixture *f = *state;
    struct dataset *ds = create(f, "a");
    struct commit_result one = push(f, ds, 1, "one"), two = push(f, ds, 1, "two");
    set_db_head(f, &one.new_head);
    expect_head(f, &two.new_head);
    dataset_close(ds);
    assert_ok(dataset_open_ref(f->ws, STR("a"), &ds, &f->err), &f->err);
    struct commit_result three = push(f, ds, 1, "three");
    expect_db_head(f, &three.new_head);
    dataset_close(ds);
}

/* kamu has reset the dataset and ended before it wrote the file: only its message tells. */
static void test_pending_message(void **state)
{
    struct fixture *f = *state;
    struct dataset *ds = create(f, "a");
    struct commit_result one = push(f, ds, 1, "one"), two = push(f, ds, 1, "two");
    char did[ODF_DID_TEXT_MAX], text[512];
    odf_did_text(&dataset_handle(ds)->id, did);
    set_db_head(f, &one.new_head);
    snprintf(text, sizeof text,
             "INSERT INTO outbox_messages VALUES (%%d, "
             "'dev.kamu.domain.datasets.%%s', '{\"Updated\": {\"dataset_id\": \"%s\"}}')",
             did);
    char insert[512];
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    snprintf(insert, sizeof insert, text, 4, "DatasetReferenceService"); /* consumed */
    sql(f, insert);
    expect_head(f, &two.new_head);
    snprintf(insert, sizeof insert, text, 6, "DatasetReferenceService");
    sql(f, insert);
    expect_head(f, &one.new_head);
    /* The same for a name. */
    sql(f, "UPDATE dataset_entries SET dataset_name = 'b'");
    reopen(f);
    assert_int_equal(try_open(f, "a"), KAMU_OK);
    snprintf(insert, sizeof insert, text, 7, "DatasetService");
#pragma GCC diagnostic pop
    sql(f, insert);
    reopen(f);
    assert_int_equal(try_open(f, "a"), KAMU_E_NOT_FOUND);
    assert_int_equal(try_open(f, "B"), KAMU_OK);
    dataset_close(ds);
}

/* What kamu does not know is entered at the next change. */
static void test_unknown_dataset(void **state)
{
    struct fixture *f = *state;
    struct dataset *ds = create(f, "a");
    sql(f, "PRAGMA foreign_keys = ON; DELETE FROM dataset_entries");
    assert_int_equal(number(f, "SELECT count(*) FROM dataset_references"), 0);
    struct commit_result r = push(f, ds, 1, "one");
    expect_db_head(f, &r.new_head);
    assert_int_equal(number(f, "SELECT count(*) FROM dataset_entries"), 1);
    dataset_close(ds);
}

static void test_damaged_database(void **state)
{
    struct fixture *f = *state;
    struct commit_result r;
    struct dataset *ds = create(f, "a");
    dataset_close(ds);
    workspace_close(f->ws);
    f->ws = NULL;
    unlink(path_of(f, "workspace.sqlite.db-wal"));
    unlink(path_of(f, "workspace.sqlite.db-shm"));
    put_file(path_of(f, "workspace.sqlite.db"), "this is no database, but long enough to be read",
             47);
    reopen(f);
    assert_int_equal(try_open(f, "a"), KAMU_OK); /* reading goes by the files */
    assert_ok(dataset_open_ref(f->ws, STR("a"), &ds, &f->err), &f->err);
    assert_fails(push_text(f, ds, 1, "x", &r, &f->err), KAMU_E_CORRUPT, "workspace.sqlite.db",
                 &f->err);
    dataset_close(ds);
    put_file(path_of(f, "workspace.sqlite.db"), "", 0); /* a database without tables */
    reopen(f);
    assert_ok(dataset_open_ref(f->ws, STR("a"), &ds, &f->err), &f->err);
    assert_fails(push_text(f, ds, 1, "x", &r, &f->err), KAMU_E_UNSUPPORTED, "another version",
                 &f->err);
    dataset_close(ds);
}

static void *hold_database(void *arg)
{
    struct fixture *f = arg;
    sqlite3 *db;
    char path[128];
    snprintf(path, sizeof path, "%s/.kamu/workspace.sqlite.db", f->dir);
    if (sqlite3_open(path, &db) != SQLITE_OK ||
        sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL) != SQLITE_OK)
        return db;
    usleep(100000);
    sqlite3_exec(db, "COMMIT", NULL, NULL, NULL);
    sqlite3_close(db);
    return NULL;
}

static void test_waits_for_a_running_kamu(void **state)
{
    struct fixture *f = *state;
    struct dataset *ds = create(f, "a");
    pthread_t thread;
    void *failed;
    assert_int_equal(pthread_create(&thread, NULL, hold_database, f), 0);
    usleep(20000);
    push(f, ds, 1, "x");
    pthread_join(thread, &failed);
    assert_null(failed);
    dataset_close(ds);
}

/* Each file-system step of a push fails: afterwards both sides name the same head. */
static void test_each_step_fails(void **state)
{
    struct fixture *f = *state;
    dataset_close(create(f, "a"));
    bool done = false;
    for (uint64_t n = 1; !done; n++) {
        struct fault fault = {.nth = n, .action = EIO};
        struct commit_result r;
        struct dataset *ds;
        struct odf_hash before, after;
        assert_ok(dataset_open_ref(f->ws, STR("a"), &ds, &f->err), &f->err);
        assert_ok(dataset_head(ds, &before, &f->err), &f->err);
        f->env.fs.hook = fault_hook;
        f->env.fs.hook_ctx = &fault;
        kamu_code rc = push_text(f, ds, 1, "row", &r, &f->err);
        f->env.fs.hook = NULL;
        assert_ok(dataset_head(ds, &after, &f->err), &f->err);
        expect_db_head(f, &after);
        assert_true(odf_hash_eq(&after, rc == KAMU_OK ? &r.new_head : &before));
        dataset_close(ds);
        done = fault.count < n;
        assert_true(n < 500);
    }
}

/* Killed at each step while datasets are made and removed: files and database agree afterwards. */
static void test_killed_at_each_step(void **state)
{
    struct fixture *f = *state;
    for (uint64_t n = 1;; n++) {
        workspace_close(f->ws); /* a connection must not be carried through fork */
        f->ws = NULL;
        pid_t child = fork();
        if (child == 0) {
            struct fault fault = {.nth = n, .action = -1};
            struct chain c[2];
            struct dataset_new items[2] = {new_dataset(&c[0], "x"), new_dataset(&c[1], "y")};
            struct dataset_handle h[2];
            if (workspace_open(&f->env, f->dir, &f->ws, &f->err) != KAMU_OK)
                _exit(1);
            f->env.fs.hook = fault_hook;
            f->env.fs.hook_ctx = &fault;
            if (dataset_create(f->ws, items, 2, T0, NULL, &f->err) != KAMU_OK)
                _exit(2);
            for (int i = 0; i < 2; i++)
                if (workspace_resolve(f->ws, items[i].name, &f->arena, &h[i], &f->err) != KAMU_OK)
                    _exit(3);
            _exit(dataset_delete(f->ws, h, 2, &f->err) == KAMU_OK ? 0 : 4);
        }
        int status;
        assert_int_equal(waitpid(child, &status, 0), child);
        int code = WEXITSTATUS(status);
        assert_true(code == 0 || code == 77);
        reopen(f);
        struct dataset_list l;
        assert_ok(workspace_list(f->ws, &l, &f->err), &f->err);
        assert_true(l.n == 0 || l.n == 2);
        assert_int_equal(number(f, "SELECT count(*) FROM dataset_entries"), l.n);
        assert_int_equal(number(f, "SELECT count(*) FROM dataset_references"), l.n);
        assert_ok(dataset_delete(f->ws, l.items, l.n, &f->err), &f->err);
        dataset_list_free(&l);
        if (code == 0)
            break;
        assert_true(n < 1000);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_new_dataset, setup_db, teardown),
        cmocka_unit_test_setup_teardown(test_append_extends_rows, setup_db, teardown),
        cmocka_unit_test_setup_teardown(test_append_drops_rows_that_do_not_fit, setup_db, teardown),
        cmocka_unit_test_setup_teardown(test_file_is_behind, setup_db, teardown),
        cmocka_unit_test_setup_teardown(test_database_is_behind, setup_db, teardown),
        cmocka_unit_test_setup_teardown(test_pending_message, setup_db, teardown),
        cmocka_unit_test_setup_teardown(test_unknown_dataset, setup_db, teardown),
        cmocka_unit_test_setup_teardown(test_damaged_database, setup_db, teardown),
        cmocka_unit_test_setup_teardown(test_waits_for_a_running_kamu, setup_db, teardown),
        cmocka_unit_test_setup_teardown(test_each_step_fails, setup_db, teardown),
        cmocka_unit_test_setup_teardown(test_killed_at_each_step, setup_db, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
