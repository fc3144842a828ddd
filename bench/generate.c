/*
 * The data of the measurements: generate ROWS [ndjson|csv|json|geojson] [shuffled] > FILE
 *
 *   {"t":"2020-01-01T00:00:00.250Z","id":"k3j9x2m4p7q1","long":-123.120734171,"lat":49.283741006,"n":1234567}
 *
 * as NDJSON, as an array of such objects, as CSV with a header, or as GeoJSON points. A row is a
 * function of its number only, so the shuffled file has the same rows: number i stands in place i *
 * STEP mod ROWS.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* splitmix64 */
static uint64_t mix(uint64_t x)
{
    x += 0x9e3779b97f4a7c15u;
    x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9u;
    x = (x ^ x >> 27) * 0x94d049bb133111ebu;
    return x ^ x >> 31;
}

struct row {
    char t[40], id[13];
    double lon, lat;
    unsigned n;
};

static void fill(struct row *r, uint64_t i)
{
    char when[32];
    uint64_t name = mix(mix(i) % 100000); /* 100,000 devices */
    for (int k = 0; k < 12; k++, name /= 36)
        r->id[k] = "0123456789abcdefghijklmnopqrstuvwxyz"[name % 36];
    r->id[12] = 0;
    uint64_t ms = 1577836800000u + i * 250;
    time_t seconds = (time_t)(ms / 1000);
    struct tm tm;
    strftime(when, sizeof when, "%Y-%m-%dT%H:%M:%S", gmtime_r(&seconds, &tm));
    snprintf(r->t, sizeof r->t, "%s.%03uZ", when, (unsigned)(ms % 1000));
    r->lon = (double)(int64_t)(mix(i ^ 1u << 30) % 360000000000u) / 1e9 - 180;
    r->lat = (double)(int64_t)(mix(i ^ 1u << 31) % 180000000000u) / 1e9 - 90;
    r->n = (unsigned)(mix(~i) % 10000000);
}

static void object(const struct row *r)
{
    printf("{\"t\":\"%s\",\"id\":\"%s\",\"long\":%.9f,\"lat\":%.9f,\"n\":%u}", r->t, r->id, r->lon,
           r->lat, r->n);
}

static void line(const struct row *r)
{
    printf("%s,%s,%.9f,%.9f,%u", r->t, r->id, r->lon, r->lat, r->n);
}

static void feature(const struct row *r)
{
    printf("{\"type\":\"Feature\",\"properties\":{\"t\":\"%s\",\"id\":\"%s\",\"n\":%u},"
           "\"geometry\":{\"type\":\"Point\",\"coordinates\":[%.9f,%.9f]}}",
           r->t, r->id, r->n, r->lon, r->lat);
}

static const struct form {
    const char *name, *before, *between, *behind;
    void (*put)(const struct row *r);
} forms[] = {
    {"ndjson", "", "\n", "\n", object},
    {"csv", "t,id,long,lat,n\n", "\n", "\n", line},
    {"json", "[\n", ",\n", "\n]\n", object},
    {"geojson", "{\"type\":\"FeatureCollection\",\"features\":[\n", ",\n", "\n]}\n", feature},
};

static const struct form *form_named(const char *name)
{
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
        if (strcmp(forms[i].name, name) == 0)
            return &forms[i];
    return NULL;
}

int main(int argc, char **argv)
{
    const struct form *form = argc > 2 ? form_named(argv[2]) : &forms[0];
    bool shuffled = argc > 3 && strcmp(argv[3], "shuffled") == 0;
    if (argc < 2 || argc > 4 || form == NULL || (argc == 4 && !shuffled)) {
        fprintf(stderr, "usage: generate ROWS [ndjson|csv|json|geojson] [shuffled]\n");
        return 2;
    }
    static char buffer[1 << 20];
    setvbuf(stdout, buffer, _IOFBF, sizeof buffer);
    uint64_t rows = strtoull(argv[1], NULL, 10);
    uint64_t step =
        shuffled ? 2654435761u : 1; /* a prime: every row once, unless it divides ROWS */
    fputs(form->before, stdout);
    for (uint64_t i = 0; i < rows; i++) {
        struct row r;
        fill(&r, (uint64_t)((unsigned __int128)i * step % rows));
        if (i > 0)
            fputs(form->between, stdout);
        form->put(&r);
    }
    fputs(form->behind, stdout);
    return fflush(stdout) != 0 || ferror(stdout);
}
