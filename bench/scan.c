/*
 * Reading alone: scan FORMAT FILE [RUNS]. Parses a file of generate.c into batches and drops them;
 * prints `what TAB value` lines. "per core" is over the processor time of all threads.
 */
#include "readers/reader.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static double cpu_seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void check(kamu_code rc, const struct kamu_error *err)
{
    if (rc == KAMU_OK)
        return;
    fprintf(stderr, "%s:%llu:%llu: %s\n", err->at.input, (unsigned long long)err->at.line,
            (unsigned long long)err->at.column, kamu_error_message(err, 0));
    exit(1);
}

struct name_kind {
    const char *name;
    enum col_kind kind;
};
static const struct name_kind plain[] = {{"t", COL_TIMESTAMP},
                                         {"id", COL_STRING},
                                         {"long", COL_FLOAT64},
                                         {"lat", COL_FLOAT64},
                                         {"n", COL_INT64}},
                              feature[] = {{"t", COL_TIMESTAMP},
                                           {"id", COL_STRING},
                                           {"n", COL_INT64},
                                           {"geometry", COL_STRING}};

static kamu_code schema_of(enum format_kind format, struct col_schema **out, struct kamu_error *err)
{
    bool features = format == DATA_GEOJSON || format == DATA_NDGEOJSON;
    const struct name_kind *columns = features ? feature : plain;
    KAMU_TRY(col_schema_new(features ? 4 : 5, out, err));
    for (uint32_t i = 0; i < (*out)->n_fields; i++)
        (*out)->fields[i] = (struct col_field){
            .name = columns[i].name, .type = {.kind = columns[i].kind}, .nullable = true};
    (*out)->fields[0].type.unit = UNIT_MILLI;
    (*out)->fields[0].type.timezone = "UTC";
    return KAMU_OK;
}

int main(int argc, char **argv)
{
    struct env env;
    struct kamu_error err = {0};
    struct reader_options o = {.input = {.kind = READER_PATH, .path = argc > 2 ? argv[2] : ""}};
    if (argc < 3 || !format_from_name(str_c(argv[1]), &o.format)) {
        fprintf(stderr, "usage: scan FORMAT FILE [RUNS]\n");
        return 2;
    }
    int runs = argc > 3 ? (int)strtol(argv[3], NULL, 10) : 5;
    check(env_init(&env, &err), &err);
    check(schema_of(o.format.kind, &o.schema, &err), &err);
    if (o.format.kind == DATA_CSV)
        o.format.header = FORMAT_YES;
    double best = 1e9, best_cpu = 1e9;
    struct reader_stats stats;
    for (int i = 0; i < runs; i++) {
        uint64_t start = clock_monotonic_ns();
        double cpu = cpu_seconds();
        struct reader *r;
        struct batch *b;
        check(reader_open(&env, &o, &r, &err), &err);
        do {
            check(reader_next(r, &b, &err), &err);
            batch_free(b);
        } while (b != NULL);
        reader_stats(r, &stats);
        reader_close(r);
        double seconds = (double)(clock_monotonic_ns() - start) / 1e9;
        cpu = cpu_seconds() - cpu;
        best = seconds < best ? seconds : best;
        best_cpu = cpu < best_cpu ? cpu : best_cpu;
    }
    double gb = (double)stats.bytes_read / 1e9;
    printf("%s, %llu rows, all cores\t%.2f s, %.2f GB/s\n", argv[1], (unsigned long long)stats.rows,
           best, gb / best);
    printf("%s, per core\t%.2f CPU-s, %.2f GB/s\n", argv[1], best_cpu, gb / best_cpu);
    col_schema_unref(o.schema);
    env_free(&env);
    return 0;
}
