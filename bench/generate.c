/*
 * The data of W1: generate ROWS [shuffled] > FILE
 *
 *   {"t":"2020-01-01T00:00:00.250Z","id":"k3j9x2m4p7q1","long":-123.120734,"lat":49.283741,"n":1234567}
 *
 * A row is a function of its number only, so the shuffled file has the same rows:
 * number i stands in place i * STEP mod ROWS.
 */
#include <inttypes.h>
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

static void row(uint64_t i)
{
    char id[13] = {0}, when[32];
    uint64_t name = mix(mix(i) % 100000); /* 100,000 devices */
    for (int k = 0; k < 12; k++, name /= 36)
        id[k] = "0123456789abcdefghijklmnopqrstuvwxyz"[name % 36];
    uint64_t ms = 1577836800000u + i * 250;
    time_t seconds = (time_t)(ms / 1000);
    struct tm tm;
    strftime(when, sizeof when, "%Y-%m-%dT%H:%M:%S", gmtime_r(&seconds, &tm));
    double lon = (double)(int64_t)(mix(i ^ 1u << 30) % 360000000000u) / 1e9 - 180;
    double lat = (double)(int64_t)(mix(i ^ 1u << 31) % 180000000000u) / 1e9 - 90;
    printf("{\"t\":\"%s.%03uZ\",\"id\":\"%s\",\"long\":%.9f,\"lat\":%.9f,\"n\":%u}\n", when,
           (unsigned)(ms % 1000), id, lon, lat, (unsigned)(mix(~i) % 10000000));
}

int main(int argc, char **argv)
{
    if (argc < 2 || (argc > 2 && strcmp(argv[2], "shuffled") != 0)) {
        fprintf(stderr, "usage: generate ROWS [shuffled]\n");
        return 2;
    }
    static char buffer[1 << 20];
    setvbuf(stdout, buffer, _IOFBF, sizeof buffer);
    uint64_t rows = strtoull(argv[1], NULL, 10);
    uint64_t step =
        argc > 2 ? 2654435761u : 1; /* a prime: every row once, unless it divides ROWS */
    for (uint64_t i = 0; i < rows; i++)
        row((uint64_t)((unsigned __int128)i * step % rows));
    return fflush(stdout) != 0 || ferror(stdout);
}
