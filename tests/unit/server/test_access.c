/* Who calls and what they may do: accounts, tokens with and without limits, visibility, roles. */
#include "unit/harness.h"

#include "server/access.h"
#include "server/jwt.h"

#include <pthread.h>
#include <sys/stat.h>
#include <sys/wait.h>

struct fixture {
    char root[64];
    struct env env;
    struct workspace *ws;
    struct access *access;
    struct arena arena;
    struct kamu_error err;
};

static void open_access(struct fixture *f, const struct access_options *o)
{
    assert_ok(access_open(f->ws, o, &f->access, &f->err), &f->err);
}

static void begin(struct fixture *f, bool multi_tenant)
{
    bool created;
    *f = (struct fixture){0};
    snprintf(f->root, sizeof f->root, "/dev/shm/kamu-access-XXXXXX");
    assert_non_null(mkdtemp(f->root));
    assert_ok(env_init(&f->env, &f->err), &f->err);
    f->env.fs.no_sync = true;
    arena_init(&f->arena, 1 << 20);
    assert_ok(workspace_init(&f->env, f->root, multi_tenant, false, &created, &f->err), &f->err);
    assert_ok(workspace_open(&f->env, f->root, &f->ws, &f->err), &f->err);
}

static void end(struct fixture *f)
{
    access_close(f->access);
    workspace_close(f->ws);
    fs_remove_tree(&f->env.fs, f->root, NULL);
    arena_free(&f->arena);
    env_free(&f->env);
}

static struct dataset_handle dataset(const char *account, const char *name)
{
    struct dataset_handle d = {.account = str_c(account), .name = str_c(name)};
    char seed[64];
    snprintf(seed, sizeof seed, "%s/%s", account ? account : "", name);
    odf_did_seeded(str_c(seed), &d.id);
    return d;
}

static struct caller call(struct fixture *f, const char *token)
{
    struct caller c;
    char header[512];
    snprintf(header, sizeof header, "Bearer %s", token ? token : "");
    assert_ok(access_identify(f->access, token ? str_c(header) : STR_NONE, &f->arena, &c, &f->err),
              &f->err);
    return c;
}

static unsigned rights(struct fixture *f, const struct caller *c, const struct dataset_handle *d)
{
    unsigned bits;
    assert_ok(access_rights(f->access, c, d, &bits, &f->err), &f->err);
    return bits;
}

#define ALL (ACCESS_READ | ACCESS_WRITE | ACCESS_MAINTAIN | ACCESS_OWN)

static const struct access_options single = {.allow_anonymous = true, .well_known_password = true};

static void headers(void **state)
{
    static const char *const bad[] = {
        "",        "Basic a", "Bearer",     "Bearer ",      "Bearer   ",
        "Bearera", "ka_x",    "a Bearer b", "Bearer a\x01", " "};
    struct fixture f;
    struct caller c;
    begin(&f, false);
    open_access(&f, &single);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_fails(access_identify(f.access, str_c(bad[i]), &f.arena, &c, &f.err), KAMU_E_USAGE,
                     "Invalid Bearer token header", &f.err);
    static const char *const invalid[] = {"bearer x",  " BEARER \t x ", "Bearer a b",
                                          "Bearer ka", "Bearer ka_",    "Bearer some-odf-token"};
    for (size_t i = 0; i < sizeof invalid / sizeof invalid[0]; i++) {
        assert_ok(access_identify(f.access, str_c(invalid[i]), &f.arena, &c, &f.err), &f.err);
        assert_int_equal(c.kind, CALLER_INVALID);
    }
    assert_int_equal(call(&f, NULL).kind, CALLER_ANONYMOUS);
    end(&f);
}

static const char *login(struct fixture *f, const char *name, const char *password, bool foreign)
{
    struct caller who;
    struct buf token;
    buf_init(&token, JWT_TEXT_MAX);
    const char *out = NULL;
    const struct access_origin from = {.remote = STR("10.0.0.1:1"),
                                       .page = str_c(foreign ? "https://example.com" : NULL)};
    kamu_code rc = access_login(f->access, str_c(name), str_c(password), &from,
                                clock_now(&f->env.clock), &f->arena, &who, &token, &f->err);
    if (rc == KAMU_OK)
        out = arena_str(&f->arena, (struct str){(const char *)token.data, token.len}).p;
    else
        assert_int_equal(rc, KAMU_E_ACCESS);
    buf_free(&token);
    return out;
}

static void passwords(void **state)
{
    struct fixture f;
    begin(&f, false);
    open_access(&f, &single);
    const char *token = login(&f, "KAMU", "kamu.dev", false);
    assert_non_null(token);
    struct caller c = call(&f, token);
    assert_int_equal(c.kind, CALLER_ACCOUNT);
    assert_true(c.admin);
    assert_null(login(&f, "kamu", "kamu.dev", true)); /* a page of somebody else */
    assert_null(login(&f, "kamu", "kamu.de", false));
    assert_null(login(&f, "kamu", "", false));
    assert_null(login(&f, "nobody", "kamu.dev", false));
    access_close(f.access);

    /* a server that others reach knows no password unless it is given one */
    open_access(&f, &(struct access_options){.allow_anonymous = true});
    assert_null(login(&f, "kamu", "kamu.dev", false));
    assert_null(login(&f, "kamu", "", false));
    assert_int_equal(call(&f, token).kind, CALLER_ACCOUNT); /* the secret has been kept */
    access_close(f.access);
    open_access(&f, &(struct access_options){.password = STR("long and secret")});
    assert_null(login(&f, "kamu", "kamu.dev", false));
    assert_non_null(login(&f, "kamu", "long and secret", true));
    access_close(f.access);

    open_access(&f, &(struct access_options){.jwt_secret = "another"});
    assert_int_equal(call(&f, token).kind, CALLER_INVALID);
    end(&f);
}

static unsigned mode_of(const struct fixture *f, const char *name)
{
    char path[256];
    struct stat st;
    snprintf(path, sizeof path, "%s/.kamu/%s", f->root, name);
    assert_int_equal(stat(path, &st), 0);
    return st.st_mode & 0777;
}

static void secrets_are_for_this_user_alone(void **state)
{
    struct fixture f;
    struct access_token t;
    char text[ACCESS_TOKEN_TEXT + 1], path[256];
    struct odf_did kamu;
    begin(&f, false);
    snprintf(path, sizeof path, "%s/.kamu/server", f.root);
    assert_int_equal(mkdir(path, 0755), 0); /* of an earlier version, say */
    open_access(&f, &single);
    odf_did_seeded(STR("kamu"), &kamu);
    assert_ok(access_token_create(f.access, &kamu, STR("x"), NULL, NULL, &t, text, &f.err), &f.err);
    assert_int_equal(mode_of(&f, "server"), 0700);
    assert_int_equal(mode_of(&f, "server/jwt-secret"), 0600);
    assert_int_equal(mode_of(&f, "server/tokens"), 0600);
    end(&f);
}

static void access_tokens(void **state)
{
    struct fixture f;
    struct access_token t, other;
    struct token_list list;
    char text[ACCESS_TOKEN_TEXT + 1], wrong[ACCESS_TOKEN_TEXT + 1];
    struct odf_did kamu, nobody;
    begin(&f, false);
    open_access(&f, &single);
    odf_did_seeded(STR("kamu"), &kamu);
    odf_did_seeded(STR("nobody"), &nobody);
    assert_ok(access_token_create(f.access, &kamu, STR("a\"\n"), NULL, NULL, &t, text, &f.err),
              &f.err);
    assert_fails(
        access_token_create(f.access, &kamu, STR("a\"\n"), NULL, NULL, &other, wrong, &f.err),
        KAMU_E_EXISTS, "name already exists", &f.err);
    struct caller c = call(&f, text);
    assert_int_equal(c.kind, CALLER_ACCOUNT);
    assert_true(odf_did_eq(&c.account_id, &kamu));
    assert_null(c.scope);

    other = t; /* the right id, another secret */
    other.secret[0] ^= 1;
    access_token_text(&other, wrong);
    assert_int_equal(call(&f, wrong).kind, CALLER_INVALID);

    assert_fails(access_token_revoke(f.access, &nobody, t.id, &f.err), KAMU_E_NOT_FOUND, NULL,
                 &f.err);
    assert_ok(access_token_revoke(f.access, &kamu, t.id, &f.err), &f.err);
    assert_int_equal(call(&f, text).kind, CALLER_INVALID);
    assert_ok(access_token_create(f.access, &kamu, STR("a\"\n"), NULL, NULL, &t, text, &f.err),
              &f.err); /* the name is free again */

    struct instant past = {clock_now(&f.env.clock).seconds - 1, 0};
    assert_ok(access_token_create(f.access, &kamu, STR("old"), NULL, &past, &t, text, &f.err),
              &f.err);
    assert_int_equal(call(&f, text).kind, CALLER_EXPIRED);

    token_list_init(&list);
    assert_ok(access_token_list(f.access, &kamu, &list, &f.err), &f.err);
    assert_int_equal(list.n, 3);
    assert_true(str_eqc(list.items[0].name, "a\"\n"));
    assert_true(list.items[0].revoked);
    token_list_free(&list);
    end(&f);
}

/* Another process changes the file while the server runs. */
static void revocation_is_seen_at_once(void **state)
{
    struct fixture f;
    struct access *cli;
    struct access_token t;
    char text[ACCESS_TOKEN_TEXT + 1];
    struct odf_did kamu;
    begin(&f, false);
    open_access(&f, &single);
    assert_ok(access_open(f.ws, &single, &cli, &f.err), &f.err);
    odf_did_seeded(STR("kamu"), &kamu);
    for (int i = 0; i < 20; i++) {
        assert_ok(access_token_create(cli, &kamu, STR("x"), NULL, NULL, &t, text, &f.err), &f.err);
        assert_int_equal(call(&f, text).kind, CALLER_ACCOUNT);
        assert_ok(access_token_revoke(cli, &kamu, t.id, &f.err), &f.err);
        assert_int_equal(call(&f, text).kind, CALLER_INVALID);
    }
    access_close(cli);
    end(&f);
}

static struct caller limited(struct fixture *f, const char *read, const char *push)
{
    const struct str reads[] = {str_c(read)}, pushes[] = {str_c(push)};
    struct token_scope scope = {reads, pushes, read ? 1 : 0, push ? 1 : 0};
    struct access_token t;
    char text[ACCESS_TOKEN_TEXT + 1], name[64];
    struct odf_did kamu;
    odf_did_seeded(STR("kamu"), &kamu);
    snprintf(name, sizeof name, "%s %s", read ? read : "", push ? push : "");
    assert_ok(access_token_create(f->access, &kamu, str_c(name), &scope, NULL, &t, text, &f->err),
              &f->err);
    return call(f, text);
}

static void limited_tokens(void **state)
{
    struct fixture f;
    struct dataset_handle a = dataset(NULL, "sensors-a"), b = dataset(NULL, "sensors-b"),
                          c = dataset(NULL, "secret");
    begin(&f, false);
    open_access(&f, &single);
    assert_ok(rights_set_public(f.ws, &a.id, false, false, &f.err), &f.err);
    assert_ok(rights_set_public(f.ws, &c.id, false, false, &f.err), &f.err);

    struct caller reader = limited(&f, "sensors-%", NULL), pusher = limited(&f, NULL, "sensors-a"),
                  none = limited(&f, NULL, NULL);
    assert_int_equal(rights(&f, &reader, &a), ACCESS_READ);
    assert_int_equal(rights(&f, &reader, &b), ACCESS_READ);
    assert_int_equal(rights(&f, &reader, &c), 0);
    assert_int_equal(rights(&f, &pusher, &a), ACCESS_WRITE);
    assert_int_equal(rights(&f, &pusher, &b), ACCESS_READ); /* as anybody may */
    assert_int_equal(rights(&f, &pusher, &c), 0);
    assert_int_equal(rights(&f, &none, &a), 0);
    assert_true(access_may_create(f.access, &pusher, STR_NONE, STR("sensors-a")));
    assert_false(access_may_create(f.access, &pusher, STR_NONE, STR("sensors-c")));
    assert_false(access_may_manage(&pusher, &pusher.account_id));

    const struct str bad[] = {STR("no such/pattern/at all")};
    struct token_scope scope = {bad, NULL, 1, 0};
    struct access_token t;
    char text[ACCESS_TOKEN_TEXT + 1];
    assert_fails(
        access_token_create(f.access, &pusher.account_id, STR("y"), &scope, NULL, &t, text, &f.err),
        KAMU_E_USAGE, "is not a valid dataset name or pattern", &f.err);
    end(&f);
}

static void anonymous(void **state)
{
    struct fixture f;
    struct dataset_handle open = dataset(NULL, "open"), hidden = dataset(NULL, "hidden");
    struct caller nobody = {.kind = CALLER_ANONYMOUS};
    begin(&f, false);
    open_access(&f, &single);
    assert_int_equal(rights(&f, &nobody, &open), ACCESS_READ);
    assert_int_equal(rights(&f, &nobody, &hidden), ACCESS_READ);
    assert_ok(rights_set_public(f.ws, &hidden.id, false, false, &f.err), &f.err);
    assert_int_equal(rights(&f, &nobody, &hidden), 0);
    assert_ok(rights_set_public(f.ws, &hidden.id, true, false, &f.err), &f.err);
    assert_int_equal(rights(&f, &nobody, &hidden), 0); /* for accounts alone */
    assert_ok(rights_forget(f.ws, &hidden.id, &f.err), &f.err);
    assert_int_equal(rights(&f, &nobody, &hidden), ACCESS_READ);
    access_close(f.access);

    struct access_options o = {
        .allow_anonymous = true, .anonymous_read = STR("op%, x"), .anonymous_push = STR("hid%")};
    open_access(&f, &o);
    assert_int_equal(rights(&f, &nobody, &open), ACCESS_READ);
    assert_int_equal(rights(&f, &nobody, &hidden), ACCESS_WRITE);
    access_close(f.access);
    o.allow_anonymous = false;
    open_access(&f, &o);
    assert_int_equal(rights(&f, &nobody, &open), 0);
    assert_int_equal(rights(&f, &nobody, &hidden), 0);
    access_close(f.access);
    f.access = NULL;
    o.anonymous_push = STR("a/b/c/d");
    assert_fails(access_open(f.ws, &o, &f.access, &f.err), KAMU_E_USAGE, "valid dataset name",
                 &f.err);
    end(&f);
}

static void several_tenants(void **state)
{
    static const struct access_user users[] = {
        {.name = {"kamu", 4}, .password = {"kamu.password", 13}, .admin = true},
        {.name = {"alice", 5}, .password = {"alice.password", 14}},
        {.name = {"bob", 3}, .password = {"bob.password", 12}}};
    struct access_options o = {
        .allow_anonymous = true, .users = users, .n_users = 3, .operator= STR("root")};
    struct fixture f;
    struct dataset_handle hidden = dataset("alice", "hidden"), open = dataset("alice", "open");
    struct caller nobody = {.kind = CALLER_ANONYMOUS};
    begin(&f, true);
    open_access(&f, &o);
    assert_ok(rights_set_public(f.ws, &open.id, true, true, &f.err), &f.err);
    struct caller alice = call(&f, login(&f, "Alice", "alice.password", true)),
                  bob = call(&f, login(&f, "bob", "bob.password", false)),
                  kamu = call(&f, login(&f, "kamu", "kamu.password", false));
    assert_true(str_eqc(alice.account_name, "alice"));
    assert_null(login(&f, "root", "root", false));
    assert_null(login(&f, "root", "", false));
    assert_int_equal(rights(&f, &nobody, &hidden), 0);
    assert_int_equal(rights(&f, &bob, &hidden), 0);
    assert_int_equal(rights(&f, &alice, &hidden), ALL);
    assert_int_equal(rights(&f, &kamu, &hidden), ALL);
    assert_int_equal(rights(&f, &nobody, &open), ACCESS_READ);
    assert_int_equal(rights(&f, &bob, &open), ACCESS_READ);

    static const unsigned bits[] = {0, ACCESS_READ, ACCESS_READ | ACCESS_WRITE,
                                    ACCESS_READ | ACCESS_WRITE | ACCESS_MAINTAIN};
    for (int role = ROLE_MAINTAINER; role >= ROLE_NONE; role--) {
        assert_ok(
            rights_set_role(f.ws, &hidden.id, &bob.account_id, (enum dataset_role)role, &f.err),
            &f.err);
        assert_int_equal(rights(&f, &bob, &hidden), bits[role]);
        assert_int_equal(rights(&f, &nobody, &hidden), 0);
    }
    assert_true(access_may_create(f.access, &bob, STR("bob"), STR("x")));
    assert_true(access_may_create(f.access, &bob, STR_NONE, STR("x")));
    assert_false(access_may_create(f.access, &bob, STR("alice"), STR("x")));
    assert_true(access_may_create(f.access, &kamu, STR("alice"), STR("x")));
    assert_false(access_may_create(f.access, &nobody, STR_NONE, STR("x")));

    struct buf token;
    buf_init(&token, JWT_TEXT_MAX);
    assert_ok(access_mint(f.access, NULL, clock_now(&f.env.clock), &token, &f.err), &f.err);
    struct caller operator= call(&f, buf_cstr(&token));
    assert_true(str_eqc(operator.account_name, "root"));
    assert_true(operator.admin);
    token.len = 0;
    assert_fails(access_mint(f.access, "eve", clock_now(&f.env.clock), &token, &f.err),
                 KAMU_E_NOT_FOUND, "Account 'eve' not registered", &f.err);
    buf_free(&token);
    end(&f);
}

static kamu_code try_login(struct fixture *f, const char *remote, const char *password)
{
    const struct access_origin from = {.remote = str_c(remote)};
    struct caller who;
    struct buf token;
    buf_init(&token, JWT_TEXT_MAX);
    kamu_code rc = access_login(f->access, STR("kamu"), str_c(password), &from,
                                clock_now(&f->env.clock), &f->arena, &who, &token, &f->err);
    buf_free(&token);
    return rc;
}

/* Guessing is slow; others are not kept out by it. */
static void guessing(void **state)
{
    struct fixture f;
    char remote[32];
    begin(&f, false);
    open_access(&f, &single);
    for (int i = 0; i < ACCESS_LOGIN_FAILURES; i++) {
        snprintf(remote, sizeof remote, "10.0.0.1:%d", i); /* every time another connection */
        assert_int_equal(try_login(&f, remote, "guess"), KAMU_E_ACCESS);
    }
    assert_int_equal(try_login(&f, "10.0.0.1:99", "kamu.dev"), KAMU_E_LIMIT);
    assert_int_equal(try_login(&f, "10.0.0.2:99", "kamu.dev"), KAMU_OK);
    assert_int_equal(try_login(&f, "[fe80::1]:99", "kamu.dev"), KAMU_OK);
    usleep(1100000);
    assert_int_equal(try_login(&f, "10.0.0.1:99", "kamu.dev"), KAMU_OK);
    assert_int_equal(try_login(&f, "10.0.0.1:99", "guess"), KAMU_E_ACCESS);
    assert_int_equal(try_login(&f, "10.0.0.1:99", "guess"), KAMU_E_LIMIT);
    end(&f);
}

/* Processes that begin at once have one secret. */
static void one_secret_for_all(void **state)
{
    struct fixture f;
    char first[256], own[256];
    size_t n, m;
    pid_t pids[8];
    begin(&f, false);
    for (size_t i = 0; i < 8; i++) {
        pids[i] = fork();
        assert_true(pids[i] >= 0);
        if (pids[i] == 0)
            _exit(access_secret(f.ws, NULL, own, &m, NULL) == KAMU_OK && m == 64 ? own[0] : 0);
    }
    assert_ok(access_secret(f.ws, "", first, &n, &f.err), &f.err);
    assert_int_equal(n, 64);
    for (size_t i = 0; i < 8; i++) {
        int status;
        assert_int_equal(waitpid(pids[i], &status, 0), pids[i]);
        assert_int_equal(WEXITSTATUS(status), first[0]);
    }
    assert_ok(access_secret(f.ws, NULL, own, &m, &f.err), &f.err);
    assert_memory_equal(own, first, 64);
    assert_ok(access_secret(f.ws, "configured", own, &m, &f.err), &f.err);
    assert_int_equal(m, 10);
    end(&f);
}

struct crowd {
    struct fixture *f;
    char text[ACCESS_TOKEN_TEXT + 1];
    struct dataset_handle dataset;
    _Atomic int stop;
};

/* Tokens come and go, rights change; what is not concerned is always right. */
static void *ask_again_and_again(void *arg)
{
    struct crowd *c = arg;
    char header[128];
    uintptr_t wrong = 0;
    snprintf(header, sizeof header, "Bearer %s", c->text);
    while (!c->stop) {
        struct caller who;
        struct arena arena;
        unsigned bits;
        arena_init(&arena, 1 << 16);
        wrong += access_identify(c->f->access, str_c(header), &arena, &who, NULL) != KAMU_OK ||
                 who.kind != CALLER_ACCOUNT || !who.scope || who.scope->n_read != 1;
        wrong += access_rights(c->f->access, &who, &c->dataset, &bits, NULL) != KAMU_OK ||
                 !(bits & ACCESS_READ);
        arena_free(&arena);
    }
    return (void *)wrong;
}

static void many_threads(void **state)
{
    const struct str reads[] = {STR("there")};
    struct token_scope scope = {reads, NULL, 1, 0};
    struct fixture f;
    struct crowd c = {.f = &f, .dataset = dataset(NULL, "there")};
    struct dataset_handle other = dataset(NULL, "other");
    struct access_token t;
    struct odf_did kamu;
    pthread_t threads[4];
    char text[ACCESS_TOKEN_TEXT + 1];
    begin(&f, false);
    open_access(&f, &single);
    odf_did_seeded(STR("kamu"), &kamu);
    assert_ok(access_token_create(f.access, &kamu, STR("kept"), &scope, NULL, &t, c.text, &f.err),
              &f.err);
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, ask_again_and_again, &c), 0);
    for (int i = 0; i < 50; i++) {
        assert_ok(access_token_create(f.access, &kamu, STR("x"), NULL, NULL, &t, text, &f.err),
                  &f.err);
        assert_ok(rights_set_public(f.ws, &other.id, i % 2, true, &f.err), &f.err);
        assert_ok(access_token_revoke(f.access, &kamu, t.id, &f.err), &f.err);
    }
    c.stop = 1;
    for (size_t i = 0; i < 4; i++) {
        void *wrong;
        pthread_join(threads[i], &wrong);
        assert_null(wrong);
    }
    end(&f);
}

/* Files that cannot be understood open no door. */
static void damaged_files(void **state)
{
    struct fixture f;
    char path[256];
    struct caller c, nobody = {.kind = CALLER_ANONYMOUS};
    struct dataset_handle d = dataset(NULL, "d");
    unsigned bits;
    begin(&f, false);
    open_access(&f, &single);
    static const char *const names[] = {"rights", "tokens"};
    for (size_t i = 0; i < 2; i++) {
        snprintf(path, sizeof path, "%s/.kamu/server/%s", f.root, names[i]);
        FILE *file = fopen(path, "w");
        assert_non_null(file);
        fputs("{\"id\":\"x\"}\n", file);
        fclose(file);
    }
    assert_fails(access_rights(f.access, &nobody, &d, &bits, &f.err), KAMU_E_CORRUPT,
                 "rights: line 1", &f.err);
    assert_int_equal(bits, 0);
    assert_fails(
        access_identify(f.access,
                        STR("Bearer ka_000G40R40M30E209185GR38E1W8124GK2GAHC5RR34D1P70X3RFZ99ZXCW"),
                        &f.arena, &c, &f.err),
        KAMU_E_CORRUPT, "tokens: line 1", &f.err);
    assert_int_equal(c.kind, CALLER_INVALID);
    end(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(headers),
        cmocka_unit_test(passwords),
        cmocka_unit_test(secrets_are_for_this_user_alone),
        cmocka_unit_test(access_tokens),
        cmocka_unit_test(revocation_is_seen_at_once),
        cmocka_unit_test(limited_tokens),
        cmocka_unit_test(anonymous),
        cmocka_unit_test(several_tenants),
        cmocka_unit_test(guessing),
        cmocka_unit_test(one_secret_for_all),
        cmocka_unit_test(many_threads),
        cmocka_unit_test(damaged_files),
    };
    return cmocka_run_group_tests_name("access", tests, NULL, NULL);
}
