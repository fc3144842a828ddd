/*
 * Blocks, segments and runs of keys: against a plain table, over random sequences of runs and
 * merges, with what is written read back at every step, and with every byte damaged in turn.
 */
#include "merge/key_runs.h"
#include "unit/harness.h"

#include <stdlib.h>

/* ---- keys to test with --------------------------------------------------------------- */

enum shape { COUNTING, SPREAD, TEXTS, LONG, SHAPES };

static uint32_t make_key(enum shape shape, uint32_t i, uint8_t *out)
{
    uint64_t v = shape == SPREAD ? i * UINT64_C(0x9e3779b97f4a7c15) : i;
    switch (shape) {
    case COUNTING:
    case SPREAD:
        memset(out, 1, 18);
        for (int j = 0; j < 8; j++) {
            out[1 + j] = (uint8_t)((shape == SPREAD ? v >> 7 : v / 10) >> (56 - 8 * j));
            out[10 + j] = (uint8_t)(v >> (56 - 8 * j));
        }
        return 18;
    case TEXTS:
        return (uint32_t)snprintf((char *)out, 64, "%x%.*s", i * 7919 % 65536, (int)(i % 9),
                                  "something");
    default:
        memset(out, 'x', KEY_BYTES_MAX);
        (void)snprintf((char *)out + KEY_BYTES_MAX - 20, 20, "%010u", i);
        return KEY_BYTES_MAX - i % 3;
    }
}

static struct key_entry entry_of(uint64_t offset, bool with_values)
{
    struct key_entry e = {.offset = offset};
    if (with_values) {
        e.digest[0] = offset * 31;
        e.digest[1] = ~offset;
        e.event_time = (int64_t)(offset * 1000) - 5000;
    }
    return e;
}

static void assert_entry(const struct key_entry *a, const struct key_entry *b)
{
    assert_memory_equal(a, b, sizeof *a);
}

struct key {
    uint8_t bytes[KEY_BYTES_MAX];
    uint32_t n, i;
};

static int by_bytes(const void *a, const void *b)
{
    const struct key *x = a, *y = b;
    return str_cmp((struct str){(const char *)x->bytes, x->n},
                   (struct str){(const char *)y->bytes, y->n});
}

static struct key *sorted_keys(enum shape shape, uint32_t n)
{
    struct key *k = calloc(n, sizeof *k);
    assert_non_null(k);
    for (uint32_t i = 0; i < n; i++) {
        k[i].i = i;
        k[i].n = make_key(shape, i, k[i].bytes);
    }
    qsort(k, n, sizeof *k, by_bytes);
    return k;
}

/* ---- blocks ------------------------------------------------------------------------------ */

static void pack(const struct key *k, uint32_t n, bool values, struct buf *out)
{
    struct kamu_error err = {0};
    struct key_packer p;
    key_packer_init(&p, values);
    for (uint32_t i = 0; i < n; i++) {
        struct key_row row = {k[i].bytes, k[i].n, entry_of(k[i].i, values)};
        if (k[i].i % 5 == 0)
            row.entry.offset |= KEY_GONE;
        assert_false(key_packer_full(&p));
        assert_ok(key_packer_add(&p, &row, &err), &err);
    }
    assert_ok(key_packer_finish(&p, 77, out, &err), &err);
    assert_ok(buf_reserve(out, KEY_BLOCK_SLACK, &err), &err);
    key_packer_free(&p);
}

static void check_block(enum shape shape, uint32_t n, bool values)
{
    struct kamu_error err = {0};
    struct buf bytes = BUF_INIT(1 << 20);
    struct key *k = sorted_keys(shape, 2 * n); /* every other one is in the block */
    struct key *in = calloc(n, sizeof *in);
    struct key_block b;
    bool equal;
    assert_non_null(in);
    for (uint32_t i = 0; i < n; i++)
        in[i] = k[2 * i];
    pack(in, n, values, &bytes);
    assert_ok(key_block_open(&b, bytes.data, bytes.len, 77, &err), &err);
    assert_int_equal(b.n, n);
    uint32_t from = 0;
    for (uint32_t i = 0; i < 2 * n; i++) { /* ascending, from where the last one was */
        struct key_entry e, want = entry_of(k[i].i, values);
        from = key_block_find(&b, k[i].bytes, k[i].n, from, &equal);
        assert_int_equal(equal, i % 2 == 0);
        (void)key_block_find(&b, k[i].bytes, k[i].n, 0, &equal);
        assert_int_equal(equal, i % 2 == 0);
        assert_int_equal(key_block_above(&b, k[i].bytes, k[i].n), i / 2 + 1);
        if (!equal)
            continue;
        assert_int_equal(from, i / 2);
        key_block_entry(&b, from, &e);
        want.offset |= k[i].i % 5 == 0 ? KEY_GONE : 0;
        assert_entry(&e, &want);
        uint8_t one[KEY_BYTES_MAX];
        assert_int_equal(key_block_key(&b, from, one), k[i].n);
        assert_memory_equal(one, k[i].bytes, k[i].n);
    }
    (void)key_block_find(&b, (const uint8_t *)"", 0, 0, &equal);
    assert_false(equal);
    assert_int_equal(key_block_open(&b, bytes.data, bytes.len, 78, NULL), KAMU_E_CORRUPT);
    for (size_t i = 0; i < bytes.len; i += 1 + i / 64) {
        bytes.data[i] ^= 0x10;
        assert_int_equal(key_block_open(&b, bytes.data, bytes.len, 77, NULL), KAMU_E_CORRUPT);
        bytes.data[i] ^= 0x10;
        assert_int_equal(key_block_open(&b, bytes.data, i, 77, NULL), KAMU_E_CORRUPT);
    }
    buf_free(&bytes);
    free(in);
    free(k);
}

static void test_blocks(void **state)
{
    (void)state;
    for (int shape = 0; shape < SHAPES; shape++)
        for (int values = 0; values < 2; values++) {
            check_block((enum shape)shape, 1, values);
            check_block((enum shape)shape, 2, values);
            check_block((enum shape)shape, shape == LONG ? 60 : 256, values);
        }
}

/* ---- runs ----------------------------------------------------------------------------------- */

#define KEYS 600

struct table { /* what is known of each key, plainly */
    bool there[KEYS];
    struct key_entry entry[KEYS];
};

struct bench {
    struct env env;
    struct key_store store;
    char dir[64];
    struct key_runs runs;
    struct table table;
    enum shape shape;
    bool oldest_wins;
    uint64_t rng[4], offset;
    struct key *keys;
};

static void add_run(struct bench *t, uint32_t first, uint32_t step, uint32_t n)
{
    struct kamu_error err = {0};
    struct key_segment_writer w;
    bool begun = false;
    key_segment_writer_init(&w, &t->store);
    for (uint32_t i = first; i < KEYS && n > 0; i += step, n--) {
        uint32_t at = t->keys[i].i;
        struct key_entry e = entry_of(t->offset++, t->store.with_values);
        if (!t->oldest_wins && xoshiro256pp_next(t->rng) % 4 == 0)
            e = (struct key_entry){.offset = e.offset | KEY_GONE};
        if (!t->oldest_wins || !t->table.there[at])
            t->table.entry[at] = e;
        t->table.there[at] = true;
        struct key_row row = {t->keys[i].bytes, t->keys[i].n, e};
        assert_ok(key_segment_add(&w, &row, &err), &err);
        if (key_segment_written(&w) < 40 && n > 1 && i + step < KEYS)
            continue;
        struct key_segment *s = NULL;
        assert_ok(key_segment_finish(&w, &s, &err), &err);
        if (begun)
            assert_ok(key_run_append(&t->store, &t->runs.items[t->runs.n - 1], s, &err), &err);
        else
            assert_ok(key_runs_add(&t->store, &t->runs, s, &err), &err);
        begun = true;
    }
    key_segment_writer_free(&w);
}

static void check_find(struct bench *t)
{
    struct kamu_error err = {0};
    for (size_t i = 0; i < KEYS; i++) {
        struct str key = {(const char *)t->keys[i].bytes, t->keys[i].n};
        struct key_entry e = {0};
        bool found = false;
        for (size_t j = 0; j < t->runs.n && !found; j++) {
            struct key_cursor c;
            size_t run = t->oldest_wins ? j : t->runs.n - 1 - j;
            key_cursor_init(&c, &t->store, &t->runs.items[run]);
            assert_ok(key_cursor_find(&c, key, &e, &found, &err), &err);
            key_cursor_free(&c);
        }
        const struct key_entry *want = &t->table.entry[t->keys[i].i];
        bool gone = (want->offset & KEY_GONE) != 0;
        if (!t->table.there[t->keys[i].i])
            assert_false(found);
        else if (!gone || found) /* one that is gone may be left out */
            assert_entry(&e, want);
        if (t->table.there[t->keys[i].i] && !gone)
            assert_true(found);
    }
}

/* All keys in ascending order with one cursor per run, as a batch is looked up. */
static void check_cursors(struct bench *t)
{
    struct kamu_error err = {0};
    for (size_t j = 0; j < t->runs.n; j++) {
        struct key_cursor all, one;
        key_cursor_init(&all, &t->store, &t->runs.items[j]);
        for (int round = 0; round < 2; round++) {
            key_cursor_rewind(&all);
            for (size_t i = 0; i < KEYS; i++) {
                struct str key = {(const char *)t->keys[i].bytes, t->keys[i].n};
                struct key_entry a = {0}, b = {0};
                bool x = false, y = false;
                assert_ok(key_cursor_find(&all, key, &a, &x, &err), &err);
                key_cursor_init(&one, &t->store, &t->runs.items[j]);
                assert_ok(key_cursor_find(&one, key, &b, &y, &err), &err);
                key_cursor_free(&one);
                assert_int_equal(x, y);
                assert_entry(&a, &b);
            }
        }
        key_cursor_free(&all);
    }
}

static void check_scan(struct bench *t, size_t from)
{
    struct kamu_error err = {0};
    struct key_scan s;
    struct str after = {NULL, 0};
    if (from > 0)
        after = (struct str){(const char *)t->keys[from - 1].bytes, t->keys[from - 1].n};
    assert_ok(key_scan_open(&s, &t->store, t->runs.items, t->runs.n, t->oldest_wins, after, &err),
              &err);
    assert_ok(key_scan_next(&s, &err), &err);
    for (size_t i = from; i < KEYS; i++) {
        uint32_t at = t->keys[i].i;
        bool here = s.row != NULL && s.row->n == t->keys[i].n &&
                    memcmp(s.row->key, t->keys[i].bytes, s.row->n) == 0;
        if (!t->table.there[at])
            assert_false(here);
        else if ((t->table.entry[at].offset & KEY_GONE) == 0)
            assert_true(here);
        if (!here)
            continue;
        assert_entry(&s.row->entry, &t->table.entry[at]);
        assert_ok(key_scan_next(&s, &err), &err);
    }
    assert_null(s.row);
    key_scan_close(&s);
}

static void check_all(struct bench *t)
{
    check_find(t);
    check_scan(t, 0);
    check_scan(t, xoshiro256pp_next(t->rng) % KEYS);
}

/* Writes the list, and goes on with what is read back. */
static void write_and_read(struct bench *t)
{
    struct kamu_error err = {0};
    struct buf b = BUF_INIT(1 << 24);
    struct key_runs other = {0};
    assert_ok(key_runs_write(&t->runs, &b, &err), &err);
    const uint8_t *at = b.data;
    assert_ok(key_runs_read(&other, &at, b.data + b.len, &err), &err);
    assert_ptr_equal(at, b.data + b.len);
    for (size_t i = 0; i < t->runs.n; i++)
        for (size_t j = 0; j < t->runs.items[i].n; j++)
            t->runs.items[i].segments[j]->fresh = false;
    key_runs_free(&t->store, &t->runs);
    t->runs = other;
    buf_free(&b);
}

static uint64_t tidy(struct bench *t, bool all, uint32_t fan, uint64_t max, uint64_t segment)
{
    struct kamu_error err = {0};
    struct key_merge_options o = {.oldest_wins = t->oldest_wins,
                                  .all = all,
                                  .fan = fan,
                                  .keys_max = max,
                                  .segment_keys = segment,
                                  .part_keys = 16};
    uint64_t rewritten = 0;
    assert_ok(key_runs_tidy(&t->store, &t->runs, &o, &rewritten, &err), &err);
    return rewritten;
}

static void bench_open(struct bench *t, enum shape shape, bool oldest_wins, bool temporary,
                       uint64_t seed)
{
    struct kamu_error err = {0};
    memset(t, 0, sizeof *t);
    assert_ok(env_init(&t->env, &err), &err);
    t->store = (struct key_store){.env = &t->env,
                                  .temporary = temporary,
                                  .with_values = !oldest_wins,
                                  .inline_max = seed % 2 ? 700 : KEY_SEGMENT_INLINE_MAX,
                                  .secret = 99};
    test_mkdir(t->dir);
    (void)snprintf(t->store.dir, sizeof t->store.dir, "%s", t->dir);
    (void)snprintf(t->store.temp_dir, sizeof t->store.temp_dir, "%s", t->store.dir);
    t->shape = shape;
    t->oldest_wins = oldest_wins;
    t->rng[0] = seed;
    t->rng[1] = 1;
    t->keys = sorted_keys(shape, KEYS);
}

static void bench_close(struct bench *t)
{
    key_runs_free(&t->store, &t->runs);
    test_rmdir(t->dir);
    free(t->keys);
    env_free(&t->env);
}

static void run(enum shape shape, bool oldest_wins, bool temporary, uint64_t seed)
{
    struct bench t;
    bench_open(&t, shape, oldest_wins, temporary, seed);
    for (int i = 0; i < 40; i++) {
        uint64_t r = xoshiro256pp_next(t.rng);
        uint32_t n = r % 3 == 0 ? 1 : r % 3 == 1 ? 20 : 150;
        /* every other sequence counts up, so that runs lie behind each other */
        uint32_t first = seed % 2 ? (uint32_t)i * 15 % KEYS : (uint32_t)(r >> 8) % KEYS;
        add_run(&t, first, seed % 2 ? 1 : 1 + (uint32_t)(r >> 32) % 9, n);
        if (i % 3 == 0)
            (void)tidy(&t, i == 30, 4, r % 5 == 0 ? UINT64_MAX : (r >> 40) % 300, 50);
        assert_true(t.runs.n < 30);
        if (!temporary && i % 4 == 0)
            write_and_read(&t);
        if (i % 5 == 0)
            check_all(&t);
    }
    check_cursors(&t);
    (void)tidy(&t, true, 0, UINT64_MAX, 50);
    assert_true(t.runs.n <= 1);
    check_all(&t);
    bench_close(&t);
}

static void test_runs(void **state)
{
    (void)state;
    for (int shape = 0; shape < SHAPES; shape++)
        for (uint64_t seed = 1; seed <= 4; seed++) {
            run((enum shape)shape, seed % 4 < 2, false, seed);
            run((enum shape)shape, seed % 4 < 2, true, seed + 10);
        }
}

/* Keys that count up cost nothing to merge: their segments are taken over. */
static void test_counting_is_free(void **state)
{
    struct bench t;
    uint64_t rewritten = 0;
    (void)state;
    bench_open(&t, COUNTING, true, false, 1);
    t.store.inline_max = 0;
    for (uint32_t i = 0; i + 40 <= KEYS; i += 40) {
        add_run(&t, i, 1, 40);
        rewritten += tidy(&t, false, 4, UINT64_MAX, 40);
    }
    assert_int_equal(rewritten, 0);
    assert_true(t.runs.n <= 6);
    check_all(&t);
    bench_close(&t);
}

static void test_damaged_lists(void **state)
{
    struct kamu_error err = {0};
    struct bench t;
    struct buf b = BUF_INIT(1 << 24);
    (void)state;
    bench_open(&t, TEXTS, false, false, 2);
    add_run(&t, 0, 3, 100);
    add_run(&t, 1, 2, 60);
    assert_ok(key_runs_write(&t.runs, &b, &err), &err);
    for (size_t i = 0; i < b.len; i++)
        for (int bit = 0; bit < 8; bit += 3) { /* any answer but a crash */
            struct key_runs r = {0};
            const uint8_t *at = b.data;
            b.data[i] ^= (uint8_t)(1 << bit);
            (void)key_runs_read(&r, &at, b.data + b.len, NULL);
            key_runs_free(&t.store, &r);
            at = b.data;
            b.data[i] ^= (uint8_t)(1 << bit);
            struct key_runs cut = {0};
            assert_int_equal(key_runs_read(&cut, &at, b.data + i, NULL), KAMU_E_CORRUPT);
            key_runs_free(&t.store, &cut);
        }
    buf_free(&b);
    bench_close(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_blocks),
        cmocka_unit_test(test_runs),
        cmocka_unit_test(test_counting_is_free),
        cmocka_unit_test(test_damaged_lists),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
