#include "cli/server_options.h"

#include <inttypes.h>

enum unit { COUNT, SIZE, TIME, SECONDS };

static const struct limit {
    const char *name;
    enum unit unit;
    size_t offset, size;
    uint64_t least, most; /* bytes, milliseconds */
} limits[] = {
#define ROW(id, name, unit, member, least, most, text, what)                                       \
    {name,                                                                                         \
     unit,                                                                                         \
     offsetof(struct server_options, member),                                                      \
     sizeof(((struct server_options *)NULL)->member),                                              \
     least,                                                                                        \
     most},
    SERVER_LIMITS(ROW)
#undef ROW
};
enum limit_id {
#define ID(id, ...) LIMIT_##id,
    SERVER_LIMITS(ID)
#undef ID
        N_LIMITS
};

/* ---- numbers with units ------------------------------------------------------------------ */

struct suffix {
    const char *text;
    uint64_t factor;
};

static kamu_code parse(const char *text, const struct suffix *units, size_t n_units,
                       const char *expected, uint64_t *out, struct kamu_error *err)
{
    uint64_t value = 0;
    const char *p = text;
    if (*p < '0' || *p > '9')
        return error_set(err, KAMU_E_USAGE, "expected %s", expected);
    for (; *p >= '0' && *p <= '9'; p++)
        if (MUL_OVERFLOW(value, 10u, &value) || ADD_OVERFLOW(value, (uint64_t)(*p - '0'), &value))
            return error_set(err, KAMU_E_USAGE, "number too large");
    struct str unit = str_trim(str_c(p));
    for (size_t i = 0; i < n_units; i++) {
        if (!str_ieq(unit, str_c(units[i].text)))
            continue;
        if (MUL_OVERFLOW(value, units[i].factor, out))
            return error_set(err, KAMU_E_USAGE, "number too large");
        return KAMU_OK;
    }
    if (value == 0 && unit.n == 0) { /* nothing is nothing in any unit */
        *out = 0;
        return KAMU_OK;
    }
    return error_set(err, KAMU_E_USAGE, "expected %s", expected);
}

kamu_code server_parse_size(const char *text, uint64_t *out, struct kamu_error *err)
{
    static const struct suffix units[] = {
        {"", 1},      {"B", 1},     {"KiB", KIB},     {"MiB", MIB},        {"GiB", GIB},
        {"TiB", TIB}, {"kB", 1000}, {"MB", 1000000u}, {"GB", 1000000000u}, {"TB", 1000000000000u}};
    return parse(text, units, sizeof units / sizeof *units, "a size like 256KiB, 50MB or 1GiB", out,
                 err);
}

kamu_code server_parse_time(const char *text, uint64_t *out, struct kamu_error *err)
{
    static const struct suffix units[] = {{"ms", 1},      {"s", 1000},    {"m", 60000},
                                          {"min", 60000}, {"h", 3600000}, {"d", DAY}};
    return parse(text, units, sizeof units / sizeof *units, "a time like 500ms, 75s, 10m or 1d",
                 out, err);
}

/* ---- the options -------------------------------------------------------------------------- */

static kamu_code read_limit(const struct limit *l, const char *text, uint64_t *out,
                            struct kamu_error *err)
{
    static const struct suffix none[] = {{"", 1}};
    static const char *const least_unit[] = {"", " bytes", "ms", "ms"};
    if (l->unit == COUNT)
        KAMU_TRY(parse(text, none, 1, "a number", out, err));
    else if (l->unit == SIZE)
        KAMU_TRY(server_parse_size(text, out, err));
    else
        KAMU_TRY(server_parse_time(text, out, err));
    if (*out < l->least || *out > l->most)
        return error_set(err, KAMU_E_USAGE, "not between %" PRIu64 " and %" PRIu64 "%s", l->least,
                         l->most, least_unit[l->unit]);
    return KAMU_OK;
}

#define CHECK(id, ...)                                                                             \
    kamu_code server_check_##id(const char *v, struct kamu_error *err)                             \
    {                                                                                              \
        uint64_t value;                                                                            \
        return read_limit(&limits[LIMIT_##id], v, &value, err);                                    \
    }
SERVER_LIMITS(CHECK)
#undef CHECK

void server_limits_read(const struct cli_args *args, struct server_options *out)
{
    for (size_t i = 0; i < N_LIMITS; i++) {
        const struct limit *l = &limits[i];
        uint64_t value;
        const char *text = cli_value(args, l->name);
        if (!text || read_limit(l, text, &value, NULL) != KAMU_OK)
            continue; /* it was checked when the arguments were parsed */
        if (l->unit == SECONDS)
            value /= 1000;
        void *member = (char *)out + l->offset;
        if (l->size == sizeof(unsigned))
            *(unsigned *)member = (unsigned)value;
        else
            *(uint64_t *)member = value;
    }
}
