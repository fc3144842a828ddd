/* Random bytes: getrandom(2), or xoshiro256++ from a seed in tests. */
#include "base/time.h"

#include <errno.h>
#include <sys/random.h>

static uint64_t rotl(uint64_t x, unsigned k)
{
    return x << k | x >> (64 - k);
}

uint64_t xoshiro256pp_next(uint64_t s[4])
{
    uint64_t result = rotl(s[0] + s[3], 23) + s[0];
    uint64_t t = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = rotl(s[3], 45);
    return result;
}

/* SplitMix64 fills the state, as the generator's authors advise. */
void random_seed(struct random *r, uint64_t seed)
{
    r->seeded = true;
    for (int i = 0; i < 4; i++) {
        uint64_t z = seed += 0x9e3779b97f4a7c15u;
        z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
        z = (z ^ z >> 27) * 0x94d049bb133111ebu;
        r->state[i] = z ^ z >> 31;
    }
}

kamu_code random_bytes(struct random *r, void *out, size_t n, struct kamu_error *err)
{
    uint8_t *p = out;
    while (n > 0) {
        size_t got;
        if (r->seeded) {
            uint64_t v = xoshiro256pp_next(r->state);
            got = n < sizeof v ? n : sizeof v;
            for (size_t i = 0; i < got; i++)
                p[i] = (uint8_t)(v >> 8 * i);
        } else {
            ssize_t rc = getrandom(p, n < 256 ? n : 256, 0);
            if (rc < 0 && errno == EINTR)
                continue;
            if (rc < 0)
                return error_os(err, errno, "Cannot get random bytes from the system");
            got = (size_t)rc;
        }
        p += got;
        n -= got;
    }
    return KAMU_OK;
}

kamu_code random_alnum(struct random *r, char *out, size_t n, struct kamu_error *err)
{
    static const char set[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    size_t i = 0;
    while (i < n) {
        uint8_t bytes[32];
        KAMU_TRY(random_bytes(r, bytes, sizeof bytes, err));
        for (size_t j = 0; j < sizeof bytes && i < n; j++)
            if (bytes[j] < 4 * 62) /* others would make some characters likelier */
                out[i++] = set[bytes[j] % 62];
    }
    out[n] = '\0';
    return KAMU_OK;
}
