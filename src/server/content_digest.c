#include "server/content_digest.h"

#include <openssl/evp.h>

static const struct algorithm {
    const char *name;
    size_t size;
} algorithms[] = {{"sha-256", 32}, {"sha-512", 64}};
enum { N_ALGORITHMS = sizeof algorithms / sizeof *algorithms, DIGEST_MAX = 64 };

struct content_digest {
    EVP_MD_CTX *running[N_ALGORITHMS]; /* NULL: not asked for */
    uint8_t want[N_ALGORITHMS][DIGEST_MAX];
};

void content_digest_free(struct content_digest *d)
{
    if (!d)
        return;
    for (size_t i = 0; i < N_ALGORITHMS; i++)
        EVP_MD_CTX_free(d->running[i]);
    mem_free(d);
}

static int base64_digit(char c)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const char *at = c ? strchr(digits, c) : NULL;
    return at ? (int)(at - digits) : -1;
}

/* Exactly `size` bytes; padding may be left out. */
static bool decode(struct str s, uint8_t *out, size_t size)
{
    uint32_t bits = 0;
    unsigned n_bits = 0;
    size_t n = 0;
    while (s.n && s.p[s.n - 1] == '=')
        s.n--;
    if (s.n != (size * 8 + 5) / 6)
        return false;
    for (size_t i = 0; i < s.n; i++) {
        int digit = base64_digit(s.p[i]);
        if (digit < 0)
            return false;
        bits = bits << 6 | (unsigned)digit;
        n_bits += 6;
        if (n_bits >= 8) {
            n_bits -= 8;
            out[n++] = (uint8_t)(bits >> n_bits);
        }
    }
    return n == size && (bits & ((1u << n_bits) - 1)) == 0;
}

static kamu_code bad_header(struct kamu_error *err)
{
    error_set(err, KAMU_E_USAGE, "Invalid Content-Digest header");
    error_hint(err, "Content-Digest: sha-256=:<base64>:");
    return KAMU_E_USAGE;
}

/* One member: sha-256=:...: */
static kamu_code take_member(struct content_digest *d, struct str member, struct kamu_error *err)
{
    const char *eq = member.n ? memchr(member.p, '=', member.n) : NULL;
    if (!eq)
        return bad_header(err);
    struct str name = str_trim((struct str){member.p, (size_t)(eq - member.p)});
    struct str value = str_trim((struct str){eq + 1, member.n - (size_t)(eq - member.p) - 1});
    if (name.n == 0 || value.n < 2 || value.p[0] != ':' || value.p[value.n - 1] != ':')
        return bad_header(err);
    value = (struct str){value.p + 1, value.n - 2};
    for (size_t i = 0; i < N_ALGORITHMS; i++) {
        if (!str_ieq(name, str_c(algorithms[i].name)))
            continue;
        if (!decode(value, d->want[i], algorithms[i].size))
            return bad_header(err);
        if (!d->running[i])
            d->running[i] = EVP_MD_CTX_new();
        if (!d->running[i] ||
            EVP_DigestInit_ex(d->running[i], i ? EVP_sha512() : EVP_sha256(), NULL) != 1)
            return error_nomem(err);
    }
    return KAMU_OK;
}

kamu_code content_digest_open(struct str header, struct content_digest **out,
                              struct kamu_error *err)
{
    *out = NULL;
    if (!header.p)
        return KAMU_OK;
    struct content_digest *d = mem_calloc(1, sizeof *d);
    kamu_code rc = d ? KAMU_OK : error_nomem(err);
    while (rc == KAMU_OK && header.n) {
        const char *comma = memchr(header.p, ',', header.n);
        size_t n = comma ? (size_t)(comma - header.p) : header.n;
        rc = take_member(d, (struct str){header.p, n}, err);
        header.p += comma ? n + 1 : n;
        header.n -= comma ? n + 1 : n;
    }
    bool any = false;
    for (size_t i = 0; d && i < N_ALGORITHMS; i++)
        any = any || d->running[i];
    if (rc != KAMU_OK || !any) {
        content_digest_free(d);
        return rc;
    }
    *out = d;
    return KAMU_OK;
}

kamu_code content_digest_add(struct content_digest *d, const void *p, size_t n,
                             struct kamu_error *err)
{
    for (size_t i = 0; i < N_ALGORITHMS; i++)
        if (d->running[i] && EVP_DigestUpdate(d->running[i], p, n) != 1)
            return error_nomem(err);
    return KAMU_OK;
}

kamu_code content_digest_check(struct content_digest *d, struct kamu_error *err)
{
    for (size_t i = 0; i < N_ALGORITHMS; i++) {
        uint8_t have[EVP_MAX_MD_SIZE];
        unsigned n;
        if (!d->running[i])
            continue;
        if (EVP_DigestFinal_ex(d->running[i], have, &n) != 1)
            return error_nomem(err);
        if (n != algorithms[i].size || memcmp(have, d->want[i], n) != 0)
            return error_set(err, KAMU_E_INPUT,
                             "The body does not have the %s of its Content-Digest",
                             algorithms[i].name);
    }
    return KAMU_OK;
}
