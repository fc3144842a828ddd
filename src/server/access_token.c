#include "server/access_token.h"

#include "base/mem.h"
#include "digest/sha3.h"

#define PAYLOAD 36 /* id, secret, sum */
#define DIGITS 58  /* 288 bits in groups of 5, two bits of zero behind them */

static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"; /* Crockford's */

/* CRC-32 of IEEE 802.3; sixteen bytes need no table. */
static uint32_t crc32_of(const uint8_t *p, size_t n)
{
    uint32_t crc = 0xffffffff;
    for (size_t i = 0; i < n; i++) {
        crc ^= p[i];
        for (int bit = 0; bit < 8; bit++)
            crc = crc >> 1 ^ (crc & 1 ? 0xedb88320 : 0);
    }
    return ~crc;
}

static void put_sum(const uint8_t secret[16], uint8_t out[4])
{
    uint32_t sum = crc32_of(secret, 16);
    for (int i = 0; i < 4; i++)
        out[i] = (uint8_t)(sum >> (24 - 8 * i));
}

kamu_code access_token_make(struct random *r, struct access_token *out, struct kamu_error *err)
{
    KAMU_TRY(random_bytes(r, out->id, sizeof out->id, err));
    KAMU_TRY(random_bytes(r, out->secret, sizeof out->secret, err));
    out->id[6] = (uint8_t)((out->id[6] & 0x0f) | 0x40);
    out->id[8] = (uint8_t)((out->id[8] & 0x3f) | 0x80);
    return KAMU_OK;
}

void access_token_text(const struct access_token *t, char out[ACCESS_TOKEN_TEXT + 1])
{
    uint8_t payload[PAYLOAD + 1] = {0};
    memcpy(payload, t->id, 16);
    memcpy(payload + 16, t->secret, 16);
    put_sum(t->secret, payload + 32);
    memcpy(out, "ka_", 3);
    for (size_t i = 0; i < DIGITS; i++) {
        size_t bit = i * 5;
        unsigned two = (unsigned)payload[bit / 8] << 8 | payload[bit / 8 + 1];
        out[3 + i] = alphabet[two >> (11 - bit % 8) & 31];
    }
    out[ACCESS_TOKEN_TEXT] = '\0';
}

bool access_token_parse(struct str text, struct access_token *out)
{
    uint8_t payload[PAYLOAD + 1] = {0}, sum[4];
    if (text.n != ACCESS_TOKEN_TEXT || memcmp(text.p, "ka_", 3) != 0)
        return false;
    for (size_t i = 0; i < DIGITS; i++) {
        const char *at = text.p[3 + i] ? strchr(alphabet, text.p[3 + i]) : NULL;
        if (!at)
            return false;
        size_t bit = i * 5;
        unsigned two = (unsigned)(at - alphabet) << (11 - bit % 8);
        payload[bit / 8] |= (uint8_t)(two >> 8);
        payload[bit / 8 + 1] |= (uint8_t)two;
    }
    memcpy(out->id, payload, 16);
    memcpy(out->secret, payload + 16, 16);
    put_sum(out->secret, sum);
    return payload[PAYLOAD] == 0 && memcmp(sum, payload + 32, 4) == 0;
}

void access_token_hash(const struct access_token *t, uint8_t out[32])
{
    sha3_256(t->secret, sizeof t->secret, out);
}

void uuid_text(const uint8_t id[16], char out[UUID_TEXT + 1])
{
    static const char hex[] = "0123456789abcdef";
    size_t n = 0;
    for (size_t i = 0; i < 16; i++) {
        if (i == 4 || i == 6 || i == 8 || i == 10)
            out[n++] = '-';
        out[n++] = hex[id[i] >> 4];
        out[n++] = hex[id[i] & 15];
    }
    out[n] = '\0';
}

static int hex_of(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

bool uuid_parse(struct str text, uint8_t out[16])
{
    size_t at = 0;
    if (text.n != UUID_TEXT)
        return false;
    for (size_t i = 0; i < 16; i++) {
        if ((i == 4 || i == 6 || i == 8 || i == 10) && text.p[at++] != '-')
            return false;
        int high = hex_of(text.p[at]), low = hex_of(text.p[at + 1]);
        if (high < 0 || low < 0)
            return false;
        out[i] = (uint8_t)(high << 4 | low);
        at += 2;
    }
    return true;
}
