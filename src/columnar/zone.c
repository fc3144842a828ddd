/*
 * Time zones: fixed offsets, and IANA names from the system's compiled zone files
 * (RFC 8536), the rule in the footer included. A zone that was found is kept for
 * the life of the process: there are few, and their pointers are handed out.
 */
#include "base/time.h"
#include "columnar/text.h"

#include <pthread.h>

#define NAME_MAX_BYTES 64
#define FILE_MAX ((size_t)1 << 20)
#define TRANSITIONS_MAX 4096

/* "M3.5.0/2": day of a daylight-saving rule */
struct rule_day {
    enum { RULE_NONE, RULE_JULIAN, RULE_DAY, RULE_MONTH } kind;
    int month, week, weekday; /* RULE_MONTH */
    int day;                  /* RULE_JULIAN 1..365 without 29 February, RULE_DAY 0..365 */
    int32_t seconds;          /* local time of the change */
};

struct zone {
    char name[NAME_MAX_BYTES];
    struct zone *next;
    int32_t fixed;   /* offset when there is nothing else */
    size_t n;        /* transitions */
    int64_t *at;     /* UTC seconds, ascending */
    int32_t *offset; /* from at[i] on */
    int32_t first;   /* before at[0] */
    bool has_rule;   /* footer with daylight saving, from the last transition on */
    int32_t standard, daylight;
    struct rule_day begin, end;
};

static const struct zone utc = {.name = "UTC"};

const struct zone *zone_utc(void)
{
    return &utc;
}

/* ---- POSIX rules of the footer ----------------------------------------------------- */

static const char *skip_abbreviation(const char *p)
{
    if (*p == '<') {
        while (*p != '\0' && *p != '>')
            p++;
        return *p == '>' ? p + 1 : NULL;
    }
    while ((*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z'))
        p++;
    return p;
}

static const char *rule_number(const char *p, int *out)
{
    int v = 0, digits = 0;

    for (; *p >= '0' && *p <= '9' && digits < 4; p++, digits++)
        v = v * 10 + (*p - '0');
    *out = v;
    return digits ? p : NULL;
}

/* [+-]hh[:mm[:ss]] */
static const char *rule_time(const char *p, int32_t *out)
{
    int sign = 1, h, m = 0, s = 0;

    if (*p == '+' || *p == '-')
        sign = *p++ == '-' ? -1 : 1;
    p = rule_number(p, &h);
    if (p != NULL && *p == ':')
        p = rule_number(p + 1, &m);
    if (p != NULL && *p == ':')
        p = rule_number(p + 1, &s);
    *out = sign * (h * 3600 + m * 60 + s);
    return p;
}

static const char *rule_date(const char *p, struct rule_day *d)
{
    d->seconds = 7200;
    if (*p == 'M') {
        d->kind = RULE_MONTH;
        p = rule_number(p + 1, &d->month);
        if (p == NULL || *p != '.')
            return NULL;
        p = rule_number(p + 1, &d->week);
        if (p == NULL || *p != '.')
            return NULL;
        p = rule_number(p + 1, &d->weekday);
        if (d->month < 1 || d->month > 12 || d->week < 1 || d->week > 5 || d->weekday > 6)
            return NULL;
    } else if (*p == 'J') {
        d->kind = RULE_JULIAN;
        p = rule_number(p + 1, &d->day);
    } else {
        d->kind = RULE_DAY;
        p = rule_number(p, &d->day);
    }
    if (p != NULL && *p == '/')
        p = rule_time(p + 1, &d->seconds);
    return p;
}

static bool parse_rule(const char *p, struct zone *z)
{
    int32_t west;

    p = skip_abbreviation(p);
    if (p == NULL || (p = rule_time(p, &west)) == NULL)
        return false;
    z->standard = z->daylight = -west;
    if (*p == '\0')
        return true;
    p = skip_abbreviation(p);
    if (p == NULL)
        return false;
    z->daylight = z->standard + 3600;
    if (*p != ',') {
        if ((p = rule_time(p, &west)) == NULL)
            return false;
        z->daylight = -west;
    }
    if (*p != ',' || (p = rule_date(p + 1, &z->begin)) == NULL || *p != ',' ||
        (p = rule_date(p + 1, &z->end)) == NULL || *p != '\0')
        return false;
    z->has_rule = true;
    return true;
}

/* Local seconds (of the clock in force before the change) at which a rule strikes in a year. */
static int64_t rule_strikes(const struct rule_day *d, int64_t year)
{
    int64_t january = days_from_civil(year, 1, 1), day;
    bool leap = days_from_civil(year + 1, 1, 1) - january == 366;

    if (d->kind == RULE_JULIAN) {
        day = january + d->day - 1 + (leap && d->day >= 60);
    } else if (d->kind == RULE_DAY) {
        day = january + d->day;
    } else {
        int64_t first = days_from_civil(year, (unsigned)d->month, 1);
        int64_t next = d->month == 12 ? january + 365 + leap
                                      : days_from_civil(year, (unsigned)d->month + 1, 1);
        int64_t weekday = ((first + 4) % 7 + 7) % 7; /* 1970-01-01 was a Thursday */
        day = first + (d->weekday - weekday + 7) % 7 + 7 * (d->week - 1);
        while (day >= next)
            day -= 7;
    }
    return day * 86400 + d->seconds;
}

static int32_t rule_offset(const struct zone *z, int64_t seconds)
{
    int64_t local = seconds + z->standard, year, begin, end;
    int64_t day = (local - (local < 0 ? 86399 : 0)) / 86400;
    unsigned month, d;

    civil_from_days(day, &year, &month, &d);
    begin = rule_strikes(&z->begin, year) - z->standard;
    end = rule_strikes(&z->end, year) - z->daylight;
    if (begin < end)
        return seconds >= begin && seconds < end ? z->daylight : z->standard;
    return seconds >= begin || seconds < end ? z->daylight : z->standard;
}

/* ---- zone files ------------------------------------------------------------------------- */

static uint32_t be32(const uint8_t *p)
{
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}
static int64_t be64(const uint8_t *p)
{
    return (int64_t)((uint64_t)be32(p) << 32 | be32(p + 4));
}

struct counts {
    uint32_t isut, isstd, leap, time, type, chars;
};

static bool header(const uint8_t *p, size_t n, struct counts *c)
{
    if (n < 44 || memcmp(p, "TZif", 4) != 0)
        return false;
    *c = (struct counts){be32(p + 20), be32(p + 24), be32(p + 28),
                         be32(p + 32), be32(p + 36), be32(p + 40)};
    return c->isut <= 256 && c->isstd <= 256 && c->leap <= 256 && c->time <= TRANSITIONS_MAX &&
           c->type >= 1 && c->type <= 256 && c->chars <= 1024;
}

static size_t body_size(const struct counts *c, size_t time_size)
{
    return c->time * (time_size + 1) + c->type * 6 + c->chars + c->leap * (time_size + 4) +
           c->isstd + c->isut;
}

/* The 64-bit part of a version 2+ file, and its footer. */
static bool parse_file(const uint8_t *p, size_t n, struct zone *z)
{
    struct counts c;
    const uint8_t *types, *indexes;
    size_t skip;
    char footer[128];
    size_t left;

    if (!header(p, n, &c) || p[4] < '2')
        return false;
    skip = 44 + body_size(&c, 4);
    if (n < skip || !header(p + skip, n - skip, &c))
        return false;
    p += skip + 44;
    n -= skip + 44;
    if (n < body_size(&c, 8))
        return false;
    indexes = p + c.time * (size_t)8;
    types = indexes + c.time;
    z->n = c.time;
    z->at = mem_calloc(z->n ? z->n : 1, sizeof(int64_t));
    z->offset = mem_calloc(z->n ? z->n : 1, sizeof(int32_t));
    if (z->at == NULL || z->offset == NULL)
        return false;
    z->first = (int32_t)be32(types);
    for (size_t i = 0; i < z->n; i++) {
        if (indexes[i] >= c.type)
            return false;
        z->at[i] = be64(p + 8 * i);
        z->offset[i] = (int32_t)be32(types + 6 * (size_t)indexes[i]);
        if (i > 0 && z->at[i] <= z->at[i - 1])
            return false;
    }
    z->fixed = z->n ? z->offset[z->n - 1] : z->first;
    p += body_size(&c, 8);
    left = n - body_size(&c, 8);
    if (left >= 3 && left < sizeof(footer) && p[0] == '\n' && p[left - 1] == '\n') {
        memcpy(footer, p + 1, left - 2);
        footer[left - 2] = '\0';
        return parse_rule(footer, z);
    }
    return true;
}

static bool load_file(struct zone *z)
{
    char path[32 + NAME_MAX_BYTES];
    uint8_t *data;
    size_t n;
    FILE *f;
    bool ok;

    snprintf(path, sizeof(path), "/usr/share/zoneinfo/%s", z->name);
    f = fopen(path, "rbe");
    if (f == NULL)
        return false;
    data = mem_alloc(FILE_MAX);
    n = data != NULL ? fread(data, 1, FILE_MAX, f) : 0;
    fclose(f);
    ok = data != NULL && parse_file(data, n, z);
    mem_free(data);
    return ok;
}

/* ---- finding -------------------------------------------------------------------------------- */

/* [+-]HH:MM, [+-]HHMM, [+-]HH, below 24 hours */
static bool parse_offset(struct str s, int32_t *out)
{
    int v[4] = {0, 0, 0, 0};
    size_t digits = 0;

    if ((s.n != 3 && s.n != 5 && !(s.n == 6 && s.p[3] == ':')) || (s.p[0] != '+' && s.p[0] != '-'))
        return false;
    for (size_t i = 1; i < s.n; i++) {
        if (s.n == 6 && i == 3)
            continue;
        if (s.p[i] < '0' || s.p[i] > '9')
            return false;
        v[digits++] = s.p[i] - '0';
    }
    *out = (v[0] * 10 + v[1]) * 3600 + (v[2] * 10 + v[3]) * 60;
    if (*out >= 86400)
        return false;
    if (s.p[0] == '-')
        *out = -*out;
    return true;
}

/* A name that may be looked up as a file: no way out of the directory. */
static bool plain_name(struct str s)
{
    bool letter = false;

    if (s.n == 0 || s.n >= NAME_MAX_BYTES || s.p[0] == '/' || s.p[s.n - 1] == '/')
        return false;
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        bool is_letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
        if (!is_letter && !(c >= '0' && c <= '9') && c != '_' && c != '+' && c != '-' && c != '/')
            return false;
        if (c == '/' && s.p[i + 1] == '/') /* another name of the same file is no zone */
            return false;
        letter |= is_letter;
    }
    return letter && s.p[0] >= 'A' && s.p[0] <= 'Z';
}

static struct zone *zone_new(struct str name, bool is_fixed, int32_t offset)
{
    struct zone *z = mem_calloc(1, sizeof(*z));

    if (z == NULL)
        return NULL;
    memcpy(z->name, name.p, name.n);
    z->fixed = offset;
    if (!is_fixed && !load_file(z)) {
        mem_free(z->at);
        mem_free(z->offset);
        mem_free(z);
        return NULL;
    }
    return z;
}

const struct zone *zone_find(struct str name)
{
    static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    static struct zone *known;
    int32_t offset = 0;
    bool is_fixed;
    struct zone *z;

    if (str_eqc(name, "UTC"))
        return &utc;
    is_fixed = parse_offset(name, &offset);
    if (is_fixed && offset == 0)
        return &utc;
    if (!is_fixed && !plain_name(name))
        return NULL;
    pthread_mutex_lock(&lock);
    for (z = known; z != NULL; z = z->next)
        if (str_eqc(name, z->name))
            break;
    if (z == NULL) {
        z = zone_new(name, is_fixed, offset);
        if (z != NULL) {
            z->next = known;
            known = z;
        }
    }
    pthread_mutex_unlock(&lock);
    return z;
}

/* ---- using ------------------------------------------------------------------------------------
 */

int32_t zone_offset_at(const struct zone *z, int64_t seconds)
{
    size_t lo = 0, hi = z->n;

    if (z->n == 0)
        return z->has_rule ? rule_offset(z, seconds) : z->fixed;
    if (seconds < z->at[0])
        return z->first;
    if (z->has_rule && seconds >= z->at[z->n - 1])
        return rule_offset(z, seconds);
    while (hi - lo > 1) { /* at[lo] <= seconds < at[hi] */
        size_t mid = lo + (hi - lo) / 2;
        if (z->at[mid] <= seconds)
            lo = mid;
        else
            hi = mid;
    }
    return z->offset[lo];
}

bool zone_local_to_utc(const struct zone *z, int64_t local, int64_t *out)
{
    int32_t before, after;
    bool ok_before, ok_after;

    if (z->n == 0 && !z->has_rule) {
        *out = local - z->fixed;
        return true;
    }
    /* Offsets are below a day and changes further apart than that: the two candidates are the
     * offsets a day before and a day after. */
    before = zone_offset_at(z, local - 86400);
    after = zone_offset_at(z, local + 86400);
    ok_before = zone_offset_at(z, local - before) == before;
    ok_after = zone_offset_at(z, local - after) == after;
    if (before == after) {
        *out = local - before;
        return true;
    }
    if (ok_before == ok_after) /* neither: skipped; both: happens twice */
        return false;
    *out = local - (ok_before ? before : after);
    return true;
}
