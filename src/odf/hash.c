/* Multihashes and multibase text (spec/odf-metadata.md 2.1-2.3). */
#include "odf/ids.h"

#include "digest/sha3.h"

/* Unsigned varint of at most 5 bytes; returns its length, 0 when malformed. */
static size_t varint_read(const uint8_t *p, size_t n, uint32_t *out)
{
    uint64_t v = 0;
    for (size_t i = 0; i < n && i < 5; i++) {
        v |= (uint64_t)(p[i] & 0x7f) << (7 * i);
        if (!(p[i] & 0x80)) {
            if (v > UINT32_MAX || (i > 0 && p[i] == 0))
                return 0;
            *out = (uint32_t)v;
            return i + 1;
        }
    }
    return 0;
}

static size_t varint_write(uint32_t v, uint8_t *out)
{
    size_t n = 0;
    while (v >= 0x80) {
        out[n++] = (uint8_t)(v | 0x80);
        v >>= 7;
    }
    out[n++] = (uint8_t)v;
    return n;
}

bool odf_hash_eq(const struct odf_hash *a, const struct odf_hash *b)
{
    return a->code == b->code && a->len == b->len && memcmp(a->digest, b->digest, 32) == 0;
}

static struct odf_hash hash_with(uint32_t code, const uint8_t digest[32])
{
    struct odf_hash h = {.code = code, .len = 32};
    memcpy(h.digest, digest, 32);
    return h;
}

struct odf_hash odf_hash_sha3(const uint8_t digest[32])
{
    return hash_with(ODF_CODE_SHA3_256, digest);
}

struct odf_hash odf_hash_arrow0(const uint8_t digest[32])
{
    return hash_with(ODF_CODE_ARROW0_SHA3_256, digest);
}

struct odf_hash odf_hash_of(const void *bytes, size_t n)
{
    uint8_t digest[SHA3_256_SIZE];
    sha3_256(bytes, n, digest);
    return odf_hash_sha3(digest);
}

size_t odf_hash_bytes(const struct odf_hash *h, uint8_t out[ODF_HASH_BYTES_MAX])
{
    size_t n = varint_write(h->code, out);
    out[n++] = h->len;
    memcpy(out + n, h->digest, h->len);
    return n + h->len;
}

static size_t hex_write(const uint8_t *p, size_t n, char *out)
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < n; i++) {
        out[2 * i] = digits[p[i] >> 4];
        out[2 * i + 1] = digits[p[i] & 15];
    }
    out[2 * n] = '\0';
    return 2 * n;
}

size_t odf_hash_text(const struct odf_hash *h, char out[ODF_HASH_TEXT_MAX])
{
    uint8_t bytes[ODF_HASH_BYTES_MAX];
    size_t n = odf_hash_bytes(h, bytes);
    out[0] = 'f';
    return 1 + hex_write(bytes, n, out + 1);
}

void odf_hash_short(const struct odf_hash *h, char out[9])
{
    size_t n = h->len < 4 ? h->len : 4;
    hex_write(h->digest + h->len - n, n, out);
}

kamu_code odf_hash_from_bytes(const void *p, size_t n, struct odf_hash *out, struct kamu_error *err)
{
    const uint8_t *b = p;
    uint32_t code = 0, len = 0;
    size_t a = varint_read(b, n, &code);
    size_t c = a ? varint_read(b + a, n - a, &len) : 0;
    if (!a || !c)
        return error_set(err, KAMU_E_INPUT, "Malformed multihash: truncated header");
    if (code != ODF_CODE_SHA3_256 && code != ODF_CODE_ARROW0_SHA3_256 && code != ODF_CODE_SHA2_256)
        return error_set(err, KAMU_E_INPUT, "Unsupported multicodec code '0x%x'", code);
    if (len == 0 || len > 32 || n - a - c != len)
        return error_set(err, KAMU_E_INPUT,
                         "Malformed multihash: length says %u, digest has %zu bytes", len,
                         n - a - c);
    *out = (struct odf_hash){.code = code, .len = (uint8_t)len};
    memcpy(out->digest, b + a + c, len);
    return KAMU_OK;
}

kamu_code odf_hash_parse(struct str s, struct odf_hash *out, struct kamu_error *err)
{
    uint8_t bytes[ODF_HASH_BYTES_MAX];
    size_t n = 0;
    kamu_code rc = odf_multibase_decode(s, bytes, sizeof bytes, &n, err);
    if (rc == KAMU_OK)
        rc = odf_hash_from_bytes(bytes, n, out, err);
    if (rc != KAMU_OK)
        return error_wrap(err, rc, "Value '" STR_FMT "' is not a valid multihash",
                          (int)(s.n < 200 ? s.n : 200), s.p ? s.p : "");
    return KAMU_OK;
}

/* ---- multibase -------------------------------------------------------------- */

static bool base16_decode(const char *p, size_t n, uint8_t *out, size_t max, size_t *len)
{
    if (n % 2 != 0 || n / 2 > max)
        return false;
    for (size_t i = 0; i < n / 2; i++) {
        int hi = str_hex_digit(p[2 * i]), lo = str_hex_digit(p[2 * i + 1]);
        if (hi < 0 || lo < 0)
            return false;
        out[i] = (uint8_t)(hi << 4 | lo);
    }
    *len = n / 2;
    return true;
}

static int base64url_digit(char c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    if (c == '-')
        return 62;
    if (c == '_')
        return 63;
    return -1;
}

bool odf_base64url_decode(struct str s, uint8_t *out, size_t max, size_t *len)
{
    uint32_t acc = 0;
    unsigned bits = 0;
    size_t at = 0;
    if (s.n % 4 == 1)
        return false;
    for (size_t i = 0; i < s.n; i++) {
        int d = base64url_digit(s.p[i]);
        if (d < 0)
            return false;
        acc = acc << 6 | (uint32_t)d;
        bits += 6;
        if (bits >= 8) {
            if (at == max)
                return false;
            bits -= 8;
            out[at++] = (uint8_t)(acc >> bits);
        }
    }
    if (acc & ((1u << bits) - 1)) /* leftover bits must be zero: one text per value */
        return false;
    *len = at;
    return true;
}

static const char base58_digits[] = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

static bool base58_decode(const char *p, size_t n, uint8_t *out, size_t max, size_t *len)
{
    uint8_t big[64] = {0}; /* big-endian number, right-aligned */
    size_t used = 0, zeros = 0;
    if (max > sizeof big)
        max = sizeof big;
    while (zeros < n && p[zeros] == '1')
        zeros++;
    for (size_t i = zeros; i < n; i++) {
        const char *d = p[i] ? strchr(base58_digits, p[i]) : NULL;
        if (!d)
            return false;
        uint32_t carry = (uint32_t)(d - base58_digits);
        for (size_t j = 0; j < used; j++) {
            carry += 58u * big[sizeof big - 1 - j];
            big[sizeof big - 1 - j] = (uint8_t)carry;
            carry >>= 8;
        }
        while (carry) {
            if (used == sizeof big)
                return false;
            big[sizeof big - 1 - used++] = (uint8_t)carry;
            carry >>= 8;
        }
    }
    if (zeros > max || zeros + used > max)
        return false;
    memset(out, 0, zeros);
    memcpy(out + zeros, big + sizeof big - used, used);
    *len = zeros + used;
    return true;
}

size_t odf_multibase_base58(const uint8_t *p, size_t n, char *out)
{
    uint8_t digits[160] = {0};
    size_t used = 0, zeros = 0, at = 0;
    KAMU_ASSERT(n <= 64);
    while (zeros < n && p[zeros] == 0)
        zeros++;
    for (size_t i = zeros; i < n; i++) {
        uint32_t carry = p[i];
        for (size_t j = 0; j < used; j++) {
            carry += (uint32_t)digits[j] << 8;
            digits[j] = (uint8_t)(carry % 58);
            carry /= 58;
        }
        while (carry) {
            digits[used++] = (uint8_t)(carry % 58);
            carry /= 58;
        }
    }
    out[at++] = 'z';
    for (size_t i = 0; i < zeros; i++)
        out[at++] = '1';
    while (used)
        out[at++] = base58_digits[digits[--used]];
    out[at] = '\0';
    return at;
}

kamu_code odf_multibase_decode(struct str s, uint8_t *out, size_t max, size_t *n,
                               struct kamu_error *err)
{
    bool ok = false;
    if (s.n == 0)
        return error_set(err, KAMU_E_INPUT, "Malformed multibase: empty text");
    switch (s.p[0]) {
    case 'f':
    case 'F':
        ok = base16_decode(s.p + 1, s.n - 1, out, max, n);
        break;
    case 'u':
        ok = odf_base64url_decode((struct str){s.p + 1, s.n - 1}, out, max, n);
        break;
    case 'z':
        /* quadratic: nothing legal is longer */
        ok = s.n <= 128 && base58_decode(s.p + 1, s.n - 1, out, max, n);
        break;
    default:
        return error_set(err, KAMU_E_INPUT, "Unsupported multibase encoding code '%u'",
                         (unsigned)(unsigned char)s.p[0]);
    }
    return ok ? KAMU_OK : error_set(err, KAMU_E_INPUT, "Malformed multibase");
}
