/* What is known of idempotency keys: through crashes, resets, rewritten chains and two servers. */
#include "unit/store/slice_test.h"

#include "server/idempotency.h"
#include "server/record_log.h"
#include "store/compact.h"

struct keys {
    struct idempotency_limits limits;
    struct idempotency *d;
};

static const char *dir_of(struct fixture *f)
{
    assert_int_equal(fs_mkdirs(&f->env.fs, path_of(f, "server/idempotency"), NULL), KAMU_OK);
    return path_of(f, "server/idempotency");
}

static void open_keys(struct fixture *f, struct dataset *ds, struct keys *k)
{
    *k = (struct keys){.limits = {.seconds = 86400, .keys_max = 1000}};
    assert_ok(
        idempotency_open(&f->env, dir_of(f), &dataset_handle(ds)->id, &k->limits, &k->d, &f->err),
        &f->err);
}

static struct idempotency_entry entry(unsigned scope, unsigned fingerprint)
{
    struct idempotency_entry e = {.outcome = {.updated = true, .rows_new = scope}};
    memcpy(e.scope, &scope, sizeof scope);
    memcpy(e.scope + 8, &scope, sizeof scope);
    memcpy(e.fingerprint, &fingerprint, sizeof fingerprint);
    return e;
}

static void catch_up(struct fixture *f, struct dataset *ds, struct keys *k)
{
    const struct dataset_state *s;
    assert_ok(dataset_state(ds, &s, &f->err), &f->err);
    assert_ok(idempotency_catch_up(k->d, ds, s, &f->err), &f->err);
}

static bool knows(struct fixture *f, struct dataset *ds, struct keys *k, unsigned scope)
{
    struct idempotency_entry e = entry(scope, 0);
    struct idempotency_found found;
    bool yes, maybe;
    catch_up(f, ds, k);
    assert_ok(idempotency_find(k->d, e.scope, &yes, &found, &f->err), &f->err);
    assert_ok(idempotency_maybe(k->d, e.scope, &maybe, &f->err), &f->err);
    assert_true(maybe || !yes);
    if (yes)
        assert_int_equal(found.entry.outcome.rows_new, scope);
    return yes;
}

static struct commit_result last_push;

static struct instant next_mark(void) /* no two blocks are the same */
{
    static int64_t second;
    return (struct instant){T0.seconds + ++second, 0};
}

/* A block, with a group before its head moves as the commit queue does; `moves` false: it crashes
 * between them. */
static struct odf_hash push_keys(struct fixture *f, struct dataset *ds, struct keys *k,
                                 const struct idempotency_entry *e, size_t n, bool moves)
{
    struct commit *c;
    struct fs_file *file;
    struct group_commit_point at;
    catch_up(f, ds, k);
    assert_ok(commit_begin(ds, NULL, &c, &f->err), &f->err);
    const struct odf_chain_state *chain = &commit_state(c)->chain;
    at.base = chain->head;
    at.base_sequence = chain->sequence_number;
    struct instant mark = next_mark();
    struct odf_add_data data = {.prev_offset = chain->last_offset, .new_watermark = {true, mark}};
    struct odf_event event = {.kind = ODF_ADD_DATA, .add_data = &data};
    assert_ok(commit_add_event(c, T0, &event, &f->err), &f->err);
    at.new_head = commit_state(c)->head;
    at.sequence = commit_state(c)->chain.sequence_number;
    assert_ok(idempotency_append(k->d, ds, &at, e, n, &file, &f->err), &f->err);
    assert_non_null(file);
    if (moves) {
        assert_ok(commit_publish(c, &last_push, &f->err), &f->err);
        idempotency_confirm(k->d);
    }
    commit_free(c);
    return at.new_head;
}

static void push_one(struct fixture *f, struct dataset *ds, struct keys *k, unsigned scope)
{
    struct idempotency_entry e = entry(scope, scope);
    push_keys(f, ds, k, &e, 1, true);
}

static void crash_one(struct fixture *f, struct dataset *ds, struct keys *k, unsigned scope)
{
    struct idempotency_entry e = entry(scope, scope);
    push_keys(f, ds, k, &e, 1, false);
}

static void reopen_keys(struct fixture *f, struct dataset *ds, struct keys *k)
{
    idempotency_close(k->d);
    open_keys(f, ds, k);
}

static void plain(struct fixture *f, struct dataset *ds)
{
    struct commit_result r;
    struct instant w = next_mark();
    assert_ok(dataset_set_watermark(ds, w, T0, &r, &f->err), &f->err);
    assert_int_equal(r.blocks, 1);
}

static void test_remembers(void **state)
{
    struct fixture *f = *state;
    struct dataset *ds = create(f, "a");
    struct keys k;
    bool maybe, found;
    open_keys(f, ds, &k);
    assert_false(knows(f, ds, &k, 1));
    struct idempotency_entry e[3] = {entry(1, 10), entry(2, 20), entry(3, 30)};
    e[1].outcome.rows_received = 77;
    e[1].outcome.has_offsets = true;
    e[1].outcome.offset_first = 5;
    e[1].outcome.offset_last = UINT64_MAX;
    const struct dataset_state *s;
    assert_ok(dataset_state(ds, &s, &f->err), &f->err);
    struct odf_hash before = s->head, after = push_keys(f, ds, &k, e, 3, true);
    for (int round = 0; round < 2; round++) {
        for (unsigned i = 1; i < 4; i++)
            assert_true(knows(f, ds, &k, i));
        assert_false(knows(f, ds, &k, 4));
        struct idempotency_found out;
        assert_ok(idempotency_find(k.d, e[1].scope, &found, &out, &f->err), &f->err);
        assert_true(found);
        assert_memory_equal(out.entry.fingerprint, e[1].fingerprint, 16);
        assert_int_equal(out.entry.outcome.rows_received, 77);
        assert_true(out.entry.outcome.has_offsets && out.entry.outcome.updated);
        assert_true(out.entry.outcome.offset_last == UINT64_MAX);
        assert_true(odf_hash_eq(&out.old_head, &before));
        assert_true(odf_hash_eq(&out.new_head, &after));
        assert_int_equal(atomic_load(&k.limits.keys), 3);
        reopen_keys(f, ds, &k);
        plain(f, ds);
    }
    assert_ok(idempotency_maybe(k.d, e[2].scope, &maybe, &f->err), &f->err); /* reads by itself */
    assert_true(maybe);
    idempotency_close(k.d);
    dataset_close(ds);
}

static void test_crash_before_the_head(void **state)
{
    struct fixture *f = *state;
    struct dataset *ds = create(f, "a");
    struct keys k;
    open_keys(f, ds, &k);
    push_one(f, ds, &k, 1);
    crash_one(f, ds, &k, 2);
    assert_false(knows(f, ds, &k, 2)); /* the same server, after a failure */
    assert_true(knows(f, ds, &k, 1));
    crash_one(f, ds, &k, 3);
    reopen_keys(f, ds, &k);
    assert_false(knows(f, ds, &k, 2));
    assert_false(knows(f, ds, &k, 3));
    crash_one(f, ds, &k, 4);
    crash_one(f, ds, &k, 4);
    reopen_keys(f, ds, &k);
    push_one(f, ds, &k, 4);
    plain(f, ds);
    push_one(f, ds, &k, 2);
    for (int round = 0; round < 2; round++) {
        assert_true(knows(f, ds, &k, 1));
        assert_true(knows(f, ds, &k, 2));
        assert_false(knows(f, ds, &k, 3));
        assert_true(knows(f, ds, &k, 4));
        assert_int_equal(atomic_load(&k.limits.keys), 3);
        reopen_keys(f, ds, &k);
    }
    idempotency_close(k.d);
    dataset_close(ds);
}

/* The head was moved, but the server died before it could say so to itself. */
static void test_crash_behind_the_head(void **state)
{
    struct fixture *f = *state;
    struct dataset *ds = create(f, "a");
    struct keys k;
    struct idempotency_entry e = entry(7, 7);
    struct commit *c;
    struct fs_file *file;
    struct commit_result r;
    open_keys(f, ds, &k);
    catch_up(f, ds, &k);
    assert_ok(commit_begin(ds, NULL, &c, &f->err), &f->err);
    struct group_commit_point at = {.base = commit_state(c)->head,
                                    .base_sequence = commit_state(c)->blocks - 1};
    struct odf_event event = schema_event(&f->arena);
    assert_ok(commit_add_event(c, T0, &event, &f->err), &f->err);
    at.new_head = commit_state(c)->head;
    at.sequence = commit_state(c)->blocks - 1;
    assert_ok(idempotency_append(k.d, ds, &at, &e, 1, &file, &f->err), &f->err);
    assert_ok(commit_publish(c, &r, &f->err), &f->err);
    commit_free(c);
    reopen_keys(f, ds, &k);
    assert_true(knows(f, ds, &k, 7));
    plain(f, ds);
    reopen_keys(f, ds, &k);
    plain(f, ds);
    assert_true(knows(f, ds, &k, 7));
    idempotency_close(k.d);
    dataset_close(ds);
}

static void test_two_servers(void **state)
{
    struct fixture *f = *state;
    struct dataset *ds = create(f, "a"), *other;
    struct keys a, b;
    assert_ok(dataset_open_ref(f->ws, STR("a"), &other, &f->err), &f->err);
    open_keys(f, ds, &a);
    open_keys(f, other, &b);
    assert_false(knows(f, other, &b, 1));
    for (unsigned i = 1; i < 20; i++) {
        struct keys *k = i % 3 == 0 ? &a : &b;
        struct dataset *d = i % 3 == 0 ? ds : other;
        push_one(f, d, k, i);
        if (i % 5 == 0)
            crash_one(f, d, k, 100 + i);
        assert_true(knows(f, ds, &a, i));
        assert_true(knows(f, other, &b, i));
        assert_false(knows(f, other, &b, 100 + i));
    }
    reopen_keys(f, ds, &a);
    for (unsigned i = 1; i < 20; i++) {
        assert_true(knows(f, ds, &a, i));
        assert_true(knows(f, other, &b, i));
        assert_false(knows(f, ds, &a, 100 + i));
    }
    idempotency_close(a.d);
    idempotency_close(b.d);
    dataset_close(ds);
    dataset_close(other);
}

/* One server looks while the other stands between its records and its head. */
static void test_on_its_way(void **state)
{
    struct fixture *f = *state;
    struct dataset *ds = create(f, "a"), *other;
    struct keys a, b;
    struct commit *c;
    struct fs_file *file;
    struct commit_result r;
    assert_ok(dataset_open_ref(f->ws, STR("a"), &other, &f->err), &f->err);
    open_keys(f, ds, &a);
    open_keys(f, other, &b);
    push_one(f, other, &b, 1);
    assert_true(knows(f, ds, &a, 1));
    assert_ok(commit_begin(ds, NULL, &c, &f->err), &f->err);
    struct group_commit_point at = {.base = commit_state(c)->head,
                                    .base_sequence = commit_state(c)->blocks - 1};
    struct odf_event event = schema_event(&f->arena);
    struct idempotency_entry e = entry(2, 2);
    assert_ok(commit_add_event(c, T0, &event, &f->err), &f->err);
    at.new_head = commit_state(c)->head;
    at.sequence = commit_state(c)->blocks - 1;
    assert_ok(idempotency_append(a.d, ds, &at, &e, 1, &file, &f->err), &f->err);
    assert_false(knows(f, other, &b, 2));
    assert_false(knows(f, other, &b, 2));
    assert_ok(commit_publish(c, &r, &f->err), &f->err);
    commit_free(c);
    assert_true(knows(f, other, &b, 2));
    push_one(f, other, &b, 3);
    assert_true(knows(f, ds, &a, 2));
    assert_true(knows(f, ds, &a, 3));
    idempotency_close(a.d);
    idempotency_close(b.d);
    dataset_close(ds);
    dataset_close(other);
}

/* A server has read the chain, then the other one commits, then it asks for what it has read: that
 * says nothing about what came since, and least of all that it never came. */
static void test_old_state(void **state)
{
    struct fixture *f = *state;
    struct dataset *ds = create(f, "a"), *other, *slow;
    struct keys a, b;
    const struct dataset_state *old;
    assert_ok(dataset_open_ref(f->ws, STR("a"), &other, &f->err), &f->err);
    assert_ok(dataset_open_ref(f->ws, STR("a"), &slow, &f->err), &f->err);
    open_keys(f, ds, &a);
    open_keys(f, other, &b);
    push_one(f, ds, &a, 1);
    for (unsigned i = 2; i < 8; i += 2) {
        assert_ok(dataset_state(slow, &old, &f->err), &f->err);
        push_one(f, other, &b, i);
        if (i == 4) /* looked at by another thread */
            assert_true(knows(f, ds, &a, i));
        else
            push_one(f, other, &b, i + 1);
        assert_int_equal(idempotency_catch_up(a.d, slow, old, &f->err), KAMU_E_CONFLICT);
        assert_true(knows(f, ds, &a, 1));
        assert_true(knows(f, ds, &a, i));
        push_one(f, ds, &a, 10 + i);
        assert_true(knows(f, other, &b, i));
        reopen_keys(f, ds, &a);
        assert_true(knows(f, ds, &a, i));
    }
    idempotency_close(a.d);
    idempotency_close(b.d);
    dataset_close(ds);
    dataset_close(other);
    dataset_close(slow);
}

static void test_nothing_committed(void **state)
{
    struct fixture *f = *state;
    struct dataset *ds = create(f, "a");
    struct keys k;
    struct fs_file *file;
    open_keys(f, ds, &k);
    push_one(f, ds, &k, 1);
    const struct dataset_state *s;
    assert_ok(dataset_state(ds, &s, &f->err), &f->err);
    struct group_commit_point at = {s->head, s->blocks - 1, s->head, s->blocks - 1};
    struct idempotency_entry e = entry(2, 2);
    catch_up(f, ds, &k);
    assert_ok(idempotency_append(k.d, ds, &at, &e, 1, &file, &f->err), &f->err);
    assert_true(knows(f, ds, &k, 2));
    reopen_keys(f, ds, &k);
    assert_true(knows(f, ds, &k, 1));
    assert_true(knows(f, ds, &k, 2));
    idempotency_close(k.d);
    dataset_close(ds);
}

static void test_reset(void **state)
{
    struct fixture *f = *state;
    struct dataset *ds = create(f, "a");
    struct keys k;
    open_keys(f, ds, &k);
    push_one(f, ds, &k, 1);
    push_one(f, ds, &k, 2);
    struct odf_hash there = last_push.new_head;
    push_one(f, ds, &k, 3);
    push_one(f, ds, &k, 4);
    assert_ok(dataset_reset(ds, &there, &f->err), &f->err);
    plain(f, ds);
    plain(f, ds);
    plain(f, ds);
    for (int round = 0; round < 3; round++) {
        assert_true(knows(f, ds, &k, 1));
        assert_true(knows(f, ds, &k, 2));
        assert_false(knows(f, ds, &k, 3)); /* its rows are gone too */
        assert_false(knows(f, ds, &k, 4));
        if (round == 1)
            push_one(f, ds, &k, 5);
        reopen_keys(f, ds, &k);
    }
    push_one(f, ds, &k, 4);
    reopen_keys(f, ds, &k);
    assert_true(knows(f, ds, &k, 4));
    assert_true(knows(f, ds, &k, 5));
    assert_false(knows(f, ds, &k, 3));
    idempotency_close(k.d);
    dataset_close(ds);
}

static kamu_code carry_over(void *ctx, struct dataset *ds, const struct compact_move *move,
                            struct kamu_error *err)
{
    struct fixture *f = ctx;
    struct group_commit_point at = {move->base, move->base_sequence, move->new_head,
                                    move->sequence};
    return idempotency_carry_over(&f->env, path_of(f, "server"), ds, &at, err);
}

static void test_rewritten(void **state)
{
    struct fixture *f = *state;
    struct dataset *ds = create(f, "a");
    struct keys k;
    struct compact_result r;
    open_keys(f, ds, &k);
    for (unsigned i = 1; i < 6; i++)
        push_one(f, ds, &k, i);
    crash_one(f, ds, &k, 6);
    /* what a program that rewrites the chain does: at first it fails */
    const struct dataset_state *s;
    assert_ok(dataset_state(ds, &s, &f->err), &f->err);
    struct group_commit_point at = {s->head, s->blocks - 1, odf_hash_of("x", 1), 3};
    assert_ok(idempotency_carry_over(&f->env, path_of(f, "server"), ds, &at, &f->err), &f->err);
    assert_true(knows(f, ds, &k, 3));
    struct compact_options o = {.before_head = carry_over, .before_ctx = f};
    assert_ok(dataset_compact(ds, &o, T0, &r, &f->err), &f->err);
    assert_true(r.changed);
    for (int round = 0; round < 3; round++) {
        for (unsigned i = 1; i < 6; i++)
            assert_true(knows(f, ds, &k, i));
        assert_false(knows(f, ds, &k, 6));
        plain(f, ds);
        reopen_keys(f, ds, &k);
    }
    /* and by one that says nothing: its rows cannot be told from those that were reset */
    push_one(f, ds, &k, 7);
    push_one(f, ds, &k, 8);
    assert_ok(dataset_compact(ds, NULL, T0, &r, &f->err), &f->err);
    assert_true(r.changed);
    assert_false(knows(f, ds, &k, 8));
    idempotency_close(k.d);
    dataset_close(ds);
}

static char *file_of(struct fixture *f, struct dataset *ds, unsigned number)
{
    char id[ODF_DID_DIR_MAX];
    odf_did_dir(&dataset_handle(ds)->id, id);
    return path_of(f, "server/idempotency/%s/%016x", id, number);
}

/* Cut off at any byte, and any byte changed: what was written whole before is still known, nothing
 * is invented, and new keys can be added. */
static void test_torn(void **state)
{
    struct fixture *f = *state;
    struct dataset *ds = create(f, "a");
    struct keys k;
    static char bytes[8192];
    open_keys(f, ds, &k);
    push_one(f, ds, &k, 1);
    size_t first = 0;
    char *path = file_of(f, ds, 1);
    first = get_file(path, bytes, sizeof bytes);
    push_one(f, ds, &k, 2);
    size_t n = get_file(path, bytes, sizeof bytes);
    assert_true(n > first && n < sizeof bytes);
    idempotency_close(k.d);
    struct odf_hash head = last_push.new_head;
    for (size_t cut = first; cut < n; cut += 7) {
        put_file(path, bytes, cut);
        open_keys(f, ds, &k);
        assert_true(knows(f, ds, &k, 1));
        assert_false(knows(f, ds, &k, 2));
        push_one(f, ds, &k, 3);
        reopen_keys(f, ds, &k);
        assert_true(knows(f, ds, &k, 1));
        assert_true(knows(f, ds, &k, 3));
        idempotency_close(k.d);
        assert_ok(dataset_reset(ds, &head, &f->err), &f->err);
    }
    for (size_t i = RECORD_FILE_HEADER; i < n; i += 3) {
        bytes[i] ^= 0x10;
        put_file(path, bytes, n);
        bytes[i] ^= 0x10;
        open_keys(f, ds, &k);
        assert_int_equal(knows(f, ds, &k, 1), i >= first);
        assert_int_equal(knows(f, ds, &k, 2), i < first);
        idempotency_close(k.d);
    }
    dataset_close(ds);
}

static void test_age(void **state)
{
    struct fixture *f = *state;
    struct dataset *ds = create(f, "a");
    struct keys a, b;
    open_keys(f, ds, &a);
    open_keys(f, ds, &b);
    assert_false(knows(f, ds, &b, 1));
    f->env.clock = (struct clock){.fixed = true, .at = T0};
    for (unsigned hour = 0; hour < 60; hour++) {
        push_one(f, ds, &a, 1000 + hour);
        f->env.clock.at.seconds += 3600;
        for (unsigned ago = 0; ago < 24 && ago <= hour; ago++)
            assert_true(knows(f, ds, &a, 1000 + hour - ago));
    }
    assert_false(knows(f, ds, &a, 1000 + 20));
    assert_true(atomic_load(&a.limits.keys) <= 24 + 24 / 8 + 3);
    assert_false(exists(file_of(f, ds, 1)));
    /* one that was idle, so that all it knew is gone */
    assert_true(knows(f, ds, &b, 1059));
    push_one(f, ds, &b, 5);
    assert_true(knows(f, ds, &a, 5));
    reopen_keys(f, ds, &a);
    assert_true(knows(f, ds, &a, 1050));
    idempotency_close(a.d);
    idempotency_close(b.d);
    f->env.clock = (struct clock){0};
    dataset_close(ds);
}

static void test_many(void **state)
{
    struct fixture *f = *state;
    struct dataset *ds = create(f, "a");
    struct keys k;
    struct idempotency_entry *e = mem_calloc(3000, sizeof *e);
    open_keys(f, ds, &k);
    for (unsigned round = 0; round < 4; round++) {
        for (unsigned i = 0; i < 3000; i++)
            e[i] = entry(round * 3000 + i, i);
        push_keys(f, ds, &k, e, 3000, round != 2);
    }
    for (int again = 0; again < 2; again++) {
        for (unsigned i = 0; i < 12000; i += 251)
            assert_int_equal(knows(f, ds, &k, i), i / 3000 != 2);
        assert_int_equal(atomic_load(&k.limits.keys), 9000);
        reopen_keys(f, ds, &k);
    }
    mem_free(e);
    idempotency_close(k.d);
    dataset_close(ds);
}

struct sweep {
    struct fixture *f;
    struct dataset *ds;
};

static kamu_code each_allocation(void *ctx, struct kamu_error *err)
{
    struct sweep *s = ctx;
    struct idempotency_limits limits = {.seconds = 86400, .keys_max = 1000};
    struct idempotency *d;
    const struct dataset_state *state;
    struct idempotency_found found;
    struct idempotency_entry e = entry(2, 2);
    bool yes;
    KAMU_TRY(dataset_state(s->ds, &state, err));
    KAMU_TRY(idempotency_open(&s->f->env, path_of(s->f, "server/idempotency"),
                              &dataset_handle(s->ds)->id, &limits, &d, err));
    kamu_code rc = idempotency_catch_up(d, s->ds, state, err);
    if (rc == KAMU_OK)
        rc = idempotency_find(d, e.scope, &yes, &found, err);
    if (rc == KAMU_OK)
        assert_true(yes);
    if (rc == KAMU_OK) {
        struct group_commit_point at = {state->head, state->blocks - 1, state->head,
                                        state->blocks - 1};
        struct fs_file *file;
        rc = idempotency_append(d, s->ds, &at, &e, 1, &file, err);
    }
    idempotency_close(d);
    return rc;
}

static void test_allocations(void **state)
{
    struct fixture *f = *state;
    struct dataset *ds = create(f, "a");
    struct keys k;
    open_keys(f, ds, &k);
    push_one(f, ds, &k, 1);
    push_one(f, ds, &k, 2);
    crash_one(f, ds, &k, 3);
    idempotency_close(k.d);
    struct sweep s = {f, ds};
    test_each_allocation_fails(each_allocation, &s, 500);
    dataset_close(ds);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_remembers, setup, teardown),
        cmocka_unit_test_setup_teardown(test_crash_before_the_head, setup, teardown),
        cmocka_unit_test_setup_teardown(test_crash_behind_the_head, setup, teardown),
        cmocka_unit_test_setup_teardown(test_two_servers, setup, teardown),
        cmocka_unit_test_setup_teardown(test_on_its_way, setup, teardown),
        cmocka_unit_test_setup_teardown(test_old_state, setup, teardown),
        cmocka_unit_test_setup_teardown(test_nothing_committed, setup, teardown),
        cmocka_unit_test_setup_teardown(test_reset, setup, teardown),
        cmocka_unit_test_setup_teardown(test_rewritten, setup, teardown),
        cmocka_unit_test_setup_teardown(test_torn, setup, teardown),
        cmocka_unit_test_setup_teardown(test_age, setup, teardown),
        cmocka_unit_test_setup_teardown(test_many, setup, teardown),
        cmocka_unit_test_setup_teardown(test_allocations, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
