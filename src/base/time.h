/* Instants, civil dates, RFC 3339, and a clock and random source that tests can fix. */
#ifndef KAMU_BASE_TIME_H
#define KAMU_BASE_TIME_H

#include "base/error.h"
#include "base/str.h"

/* UTC; seconds since 1970-01-01T00:00:00Z (may be negative), nanos 0..999999999 forward from it. */
struct instant {
    int64_t seconds;
    uint32_t nanos;
};

int instant_cmp(struct instant a, struct instant b);
bool instant_eq(struct instant a, struct instant b);
int64_t instant_ms_floor(struct instant t); /* milliseconds, cut downwards */
struct instant instant_from_ms(int64_t ms);

/* Proleptic Gregorian. month 1..12, day 1..31. */
int64_t days_from_civil(int64_t year, unsigned month, unsigned day);
void civil_from_days(int64_t days, int64_t *year, unsigned *month, unsigned *day);

/* Strict RFC 3339 with offset (kamu's command-line and YAML rule: 't'/'z' lower case and a blank
 * for 'T' accepted). Error texts as spec/cli.md 5.2 row 7: "premature end of input",
 * "input is out of range", "trailing input", "input contains invalid characters". */
kamu_code instant_parse_rfc3339(struct str s, struct instant *out, struct kamu_error *err);

#define INSTANT_TEXT_MAX 48
/* "2050-01-02T03:04:05Z", fraction of 0, 3, 6 or 9 digits as needed. Returns length. */
size_t instant_format(struct instant t, char out[INSTANT_TEXT_MAX]);

/* ---- clock and random: explicit dependencies, never globals ---------------- */

#define CLOCK_NOT_SET INT64_MIN
struct clock {
    bool fixed;        /* --system-time */
    struct instant at; /* when fixed */
    /* Milliseconds since 1970 that others may set while this clock is used, CLOCK_NOT_SET: they
     * have not. Before the rest; NULL = none (a test aid of the server). */
    const _Atomic int64_t *set_ms;
};
struct instant clock_now(const struct clock *c); /* full nanoseconds */
uint64_t clock_monotonic_ns(void);               /* for durations and progress only */

struct random {
    bool seeded; /* tests: xoshiro256++ from `state`; else getrandom(2) */
    uint64_t state[4];
};
void random_seed(struct random *r, uint64_t seed);
kamu_code random_bytes(struct random *r, void *out, size_t n, struct kamu_error *err);
/* n characters of [A-Za-z0-9] and a NUL */
kamu_code random_alnum(struct random *r, char *out, size_t n, struct kamu_error *err);
/* xoshiro256++ raw steps for seeded ids (spec/odf-metadata.md 2.5) */
uint64_t xoshiro256pp_next(uint64_t state[4]);

#endif
