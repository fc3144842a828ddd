/*
 * What the server reads back of its own logs, and what clients say in the headers of the guard. The
 * first byte chooses: a log whose records are damaged here and there, the payloads of records, or
 * headers.
 */
#include "server/idempotency_impl.h"
#include "server/wal_impl.h"
#include "store/producers.h"

#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void need(bool ok)
{
    if (!ok)
        abort();
}

/* ---- a log -------------------------------------------------------------------------------- */

enum { RECORDS_MAX = 64 };

struct wanted {
    uint32_t types[RECORDS_MAX];
    size_t n, seen;
};

static kamu_code expect(void *ctx, const struct record *r, struct kamu_error *err)
{
    struct wanted *w = ctx;
    (void)err;
    need(w->seen < w->n && r->type == w->types[w->seen]);
    w->seen++;
    return KAMU_OK;
}

/* Pieces of the input become records; a piece that begins with an odd byte is damaged, or is bytes
 * of no record at all. All others are found, in order. */
static void fuzz_log(const uint8_t *data, size_t size)
{
    static struct env env;
    static int fd = -1;
    struct record_log log;
    struct wanted w = {.n = 0};
    struct buf file = BUF_INIT(1 << 22);
    char path[64];
    uint8_t head[RECORD_FILE_HEADER];
    uint64_t end, skipped;
    if (fd < 0)
        fd = memfd_create("records", 0);
    (void)snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    need(fd >= 0 && ftruncate(fd, 0) == 0);
    record_log_header(size, head);
    need(pwrite(fd, head, sizeof head, 0) == (ssize_t)sizeof head);
    need(record_log_open(&env, path, &log, NULL) == KAMU_OK);
    while (size > 2 && w.n < RECORDS_MAX) {
        size_t n = data[1] < size - 2 ? data[1] : size - 2, at = file.len;
        if (data[0] % 4 == 1)
            need(buf_append(&file, data + 2, n, NULL) == KAMU_OK);
        else
            need(record_put(&log, RECORD_FILE_HEADER + at, (uint32_t)w.n, data + 2, n, &file,
                            NULL) == KAMU_OK);
        if (data[0] % 4 == 3)
            file.data[at + data[0] % (file.len - at)] ^= 0x20;
        if (data[0] % 2 == 0) {
            w.types[w.n] = (uint32_t)w.n;
            w.n++;
        }
        data += 2 + n;
        size -= 2 + n;
    }
    if (file.len != 0)
        need(record_log_append(&log, RECORD_FILE_HEADER, &file, NULL) == KAMU_OK);
    need(record_log_scan(&log, RECORD_FILE_HEADER, expect, &w, &end, &skipped, NULL) == KAMU_OK);
    need(w.seen == w.n && end <= RECORD_FILE_HEADER + file.len);
    buf_free(&file);
    record_log_close(&log);
}

/* The whole file as it comes. */
static kamu_code ignore(void *ctx, const struct record *r, struct kamu_error *err)
{
    (void)ctx;
    (void)r;
    (void)err;
    return KAMU_OK;
}

static void fuzz_file(const uint8_t *data, size_t size)
{
    static struct env env;
    static int fd = -1;
    struct record_log log;
    char path[64];
    uint64_t end;
    if (fd < 0)
        fd = memfd_create("file", 0);
    (void)snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    need(fd >= 0 && ftruncate(fd, 0) == 0);
    need(size == 0 || pwrite(fd, data, size, 0) == (ssize_t)size);
    if (record_log_open(&env, path, &log, NULL) != KAMU_OK)
        return;
    need(record_log_scan(&log, RECORD_FILE_HEADER, ignore, NULL, &end, NULL, NULL) == KAMU_OK);
    record_log_close(&log);
}

/* ---- payloads ------------------------------------------------------------------------------- */

static void fuzz_payload(const uint8_t *data, size_t size)
{
    struct wal_push p, p2;
    struct wal_done d, d2;
    struct group_record g;
    struct record r = {.type = RECORD_GROUP, .at = 32, .data = data, .n = size};
    struct buf again = BUF_INIT(1 << 22);
    if (wal_push_decode(data, size, &p)) {
        need(wal_push_encode(&p, &again, NULL) == KAMU_OK);
        need(wal_push_decode(again.data, again.len, &p2));
        need(p.size == p2.size && str_eq(p.guard.producer, p2.guard.producer));
    }
    again.len = 0;
    if (wal_done_decode(data, size, &d)) {
        need(wal_done_encode(&d, &again, NULL) == KAMU_OK);
        need(wal_done_decode(again.data, again.len, &d2) && str_eq(d.text, d2.text));
    }
    if (group_record_decode(&r, 1, &g))
        for (uint32_t i = 0; i < g.n; i++) {
            struct idempotency_entry e;
            (void)member_decode(g.members + (size_t)i * MEMBER_SIZE, &e);
        }
    r.type = RECORD_VOID;
    (void)void_record_decode(&r, &g);
    buf_free(&again);
}

/* ---- texts
 * --------------------------------------------------------------------------------------- */

struct all {
    struct producer items[256];
    size_t n;
    struct arena arena;
};

static kamu_code keep(void *ctx, const struct producer *p, struct kamu_error *err)
{
    struct all *all = ctx;
    (void)err;
    if (all->n == 256)
        return KAMU_E_LIMIT;
    struct producer *to = &all->items[all->n++];
    *to = *p;
    to->source = arena_str(&all->arena, p->source);
    to->name = arena_str(&all->arena, p->name);
    to->offset = arena_str(&all->arena, p->offset);
    return KAMU_OK;
}

static void fuzz_producers(struct str text)
{
    struct all *all = calloc(1, sizeof *all), *second = calloc(1, sizeof *second);
    struct buf again = BUF_INIT(1 << 22);
    need(all != NULL && second != NULL);
    arena_init(&all->arena, 1 << 24);
    arena_init(&second->arena, 1 << 24);
    if (producers_decode(text, keep, all, NULL) == KAMU_OK) {
        need(producers_encode(all->items, all->n, &again, NULL) == KAMU_OK);
        need(producers_decode((struct str){(const char *)again.data, again.len}, keep, second,
                              NULL) == KAMU_OK);
        need(all->n == second->n);
    }
    buf_free(&again);
    arena_free(&all->arena);
    arena_free(&second->arena);
    free(all);
    free(second);
}

static void fuzz_headers(const uint8_t *data, size_t size)
{
    struct str parts[3] = {{(const char *)data, size}};
    struct push_guard g = {0};
    char key[256];
    size_t n;
    uint8_t id[WAL_ID];
    if (guard_parse_key(parts[0], key, &n, NULL) == KAMU_OK)
        need(n > 0 && n <= IDEMPOTENCY_KEY_MAX);
    (void)wal_id_parse(parts[0], id);
    for (size_t i = 0; i < 2; i++) {
        const char *nul = parts[i].n == 0 ? NULL : memchr(parts[i].p, '\0', parts[i].n);
        if (nul == NULL)
            break;
        parts[i + 1] = (struct str){nul + 1, parts[i].n - (size_t)(nul - parts[i].p) - 1};
        parts[i].n = (size_t)(nul - parts[i].p);
    }
    if (guard_parse_producer(parts[0], parts[1], parts[2], &g, NULL) == KAMU_OK &&
        g.producer.p != NULL)
        need(g.producer.n <= PRODUCER_TEXT_MAX && g.offset.n <= PRODUCER_TEXT_MAX &&
             g.offset.n > 0);
    fuzz_producers((struct str){(const char *)data, size});
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    switch (data[0] % 4) {
    case 0:
        fuzz_log(data + 1, size - 1);
        break;
    case 1:
        fuzz_payload(data + 1, size - 1);
        break;
    case 2:
        fuzz_headers(data + 1, size - 1);
        break;
    default:
        fuzz_file(data + 1, size - 1);
        break;
    }
    return 0;
}
