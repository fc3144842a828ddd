/*
 * The slice codec alone: bench_slice [ROWS] [THREADS] [DIR]
 *
 * Writes ROWS rows of the columns that W1 ends up with (offset, op, system_time, t, id, long, lat,
 * n) from batches in memory, with and without its parts, so that the cost of each shows; then reads
 * the file.
 */
#include "columnar/builder.h"
#include "parquet/slice_reader.h"
#include "parquet/slice_writer.h"

#include <inttypes.h>
#include <sys/resource.h>

static struct env env;
static struct kamu_error err;

static void ok(kamu_code rc)
{
    if (rc != KAMU_OK) {
        fprintf(stderr, "%s\n", kamu_error_message(&err, 0));
        exit(1);
    }
}

static uint64_t mix(uint64_t x)
{
    x += 0x9e3779b97f4a7c15u;
    x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9u;
    x = (x ^ x >> 27) * 0x94d049bb133111ebu;
    return x ^ x >> 31;
}

static double cpu_seconds(void)
{
    struct rusage u;
    getrusage(RUSAGE_SELF, &u);
    return (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) +
           (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e6;
}

static struct col_schema *schema(void)
{
    static const struct {
        const char *name;
        enum col_kind kind;
    } fields[] = {{"offset", COL_INT64},         {"op", COL_INT32},  {"system_time", COL_TIMESTAMP},
                  {"event_time", COL_TIMESTAMP}, {"id", COL_STRING}, {"long", COL_FLOAT64},
                  {"lat", COL_FLOAT64},          {"n", COL_INT64}};
    struct col_schema *s;
    ok(col_schema_new(8, &s, &err));
    for (uint32_t i = 0; i < 8; i++)
        s->fields[i] = (struct col_field){
            .name = fields[i].name,
            .type = {.kind = fields[i].kind, .unit = UNIT_MILLI, .timezone = "UTC"},
            .nullable = i > 3};
    for (uint32_t i = 0; i < 8; i++)
        if (fields[i].kind != COL_TIMESTAMP)
            s->fields[i].type = (struct col_type){.kind = fields[i].kind};
    return s;
}

static struct batch *make(struct col_schema *s, uint64_t from, uint64_t n)
{
    struct batch_builder b;
    struct batch *out;
    ok(batch_builder_init(&b, s, &err));
    for (uint64_t i = from; i < from + n; i++) {
        char id[12];
        uint64_t name = mix(mix(i) % 100000);
        for (int k = 0; k < 12; k++, name /= 36)
            id[k] = "0123456789abcdefghijklmnopqrstuvwxyz"[name % 36];
        ok(col_put_i64(&b.columns[0], (int64_t)i, &err));
        ok(col_put_i32(&b.columns[1], 0, &err));
        ok(col_put_i64(&b.columns[2], INT64_C(2524705445000), &err));
        ok(col_put_i64(&b.columns[3], (int64_t)(1577836800000u + i * 250), &err));
        ok(col_put_string(&b.columns[4], id, 12, &err));
        ok(col_put_f64(&b.columns[5],
                       (double)(int64_t)(mix(i ^ 1u << 30) % 360000000000u) / 1e9 - 180, &err));
        ok(col_put_f64(&b.columns[6],
                       (double)(int64_t)(mix(i ^ 1u << 31) % 180000000000u) / 1e9 - 90, &err));
        ok(col_put_i64(&b.columns[7], (int64_t)(mix(~i) % 10000000), &err));
    }
    ok(batch_builder_finish(&b, &out, &err));
    batch_builder_free(&b);
    return out;
}

static void write_once(const char *what, const char *path, struct batch **batches, size_t n,
                       const struct slice_writer_options *o, bool sync)
{
    struct fs_file *f;
    struct slice_writer *w;
    struct slice_result res;
    ok(fs_unlink(&env.fs, path, &err));
    double cpu = cpu_seconds();
    uint64_t t0 = clock_monotonic_ns();
    ok(fs_create(&env.fs, path, false, &f, &err));
    ok(slice_writer_open(&env, f, batches[0]->schema, o, &w, &err));
    for (size_t i = 0; i < n; i++)
        ok(slice_writer_append(w, batches[i], &err));
    uint64_t t1 = clock_monotonic_ns();
    ok(slice_writer_finish(w, &res, &err));
    uint64_t t2 = clock_monotonic_ns();
    slice_writer_free(w);
    if (sync)
        ok(fs_sync(f, &err));
    uint64_t t3 = clock_monotonic_ns();
    ok(fs_close(f, &err));
    cpu = cpu_seconds() - cpu;
    printf("%-34s %7.1f ms wall (append %.1f, finish %.1f, sync %.1f) %7.1f ms CPU  %7.1f MB\n",
           what, (double)(t3 - t0) / 1e6, (double)(t1 - t0) / 1e6, (double)(t2 - t1) / 1e6,
           (double)(t3 - t2) / 1e6, cpu * 1e3, (double)res.size_bytes / 1e6);
}

static void read_once(const char *what, const char *path, const struct str *names, size_t n)
{
    struct slice_reader *r;
    struct batch *b;
    uint64_t values = 0;
    double cpu = cpu_seconds();
    uint64_t t0 = clock_monotonic_ns();
    ok(slice_reader_open(&env, path, &r, &err));
    if (n > 0)
        ok(slice_reader_project(r, names, n, &err));
    for (;;) {
        ok(slice_reader_next(r, &b, &err));
        if (b == NULL)
            break;
        values += (uint64_t)b->length * b->n_columns;
        batch_free(b);
    }
    slice_reader_close(r);
    double ms = (double)(clock_monotonic_ns() - t0) / 1e6;
    cpu = cpu_seconds() - cpu;
    printf("%-34s %7.1f ms wall %7.1f ms CPU  %.0f M values/s\n", what, ms, cpu * 1e3,
           (double)values / ms / 1e3);
}

int main(int argc, char **argv)
{
    uint64_t rows = argc > 1 ? strtoull(argv[1], NULL, 10) : 4000000;
    char path[FS_PATH_MAX];
    ok(env_init(&env, &err));
    if (argc > 2) {
        pool_destroy(env.pool);
        ok(pool_create((unsigned)strtoul(argv[2], NULL, 10), &env.pool, &err));
    }
    ok(path_join(path, &err, argc > 3 ? argv[3] : "/tmp", "bench.slice"));
    size_t n = 0;
    struct batch **batches = mem_calloc(rows / BATCH_ROWS_MAX + 1, sizeof(struct batch *));
    struct col_schema *s = schema();
    for (uint64_t at = 0; at < rows; at += BATCH_ROWS_MAX)
        batches[n++] = make(s, at, rows - at < BATCH_ROWS_MAX ? rows - at : BATCH_ROWS_MAX);
    struct slice_writer_options all = {0}, no_hash = {.no_logical_hash = true},
                                plain = {.no_logical_hash = true,
                                         .codec = SLICE_UNCOMPRESSED,
                                         .no_dictionary = true};
    for (int i = 0; i < 3; i++)
        write_once("write, all", path, batches, n, &all, true);
    read_once("read, all columns", path, NULL, 0);
    for (uint32_t i = 0; i < s->n_fields; i++) {
        struct str name = str_c(s->fields[i].name);
        read_once(s->fields[i].name, path, &name, 1);
    }
    write_once("write, without logical hash", path, batches, n, &no_hash, true);
    write_once("  and without Snappy, dictionary", path, batches, n, &plain, true);
    ok(fs_unlink(&env.fs, path, &err));
    for (size_t i = 0; i < n; i++)
        batch_free(batches[i]);
    mem_free(batches);
    col_schema_unref(s);
    env_free(&env);
    return 0;
}
