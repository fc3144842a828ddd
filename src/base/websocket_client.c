#include "base/websocket_client.h"

#include <openssl/evp.h>
#include <stdlib.h>
#include <strings.h>

enum { HEAD_MAX = 64 << 10, ANSWER_MS = 60 * 1000, BODY_MS = 2000, KEY_BYTES = 16 };

/* "http://user@host:port/path?query": host and what follows it. */
static kamu_code split_url(const char *url, struct str *host, const char **path,
                           struct kamu_error *err)
{
    const char *p = strstr(url, "://");
    if (!p)
        return error_set(err, KAMU_E_USAGE, "%s is no URL", url);
    p += 3;
    size_t n = strcspn(p, "/?#");
    const char *at = memchr(p, '@', n);
    *host = at ? (struct str){at + 1, n - (size_t)(at + 1 - p)} : (struct str){p, n};
    *path = p[n] == '/' ? p + n : "/";
    return KAMU_OK;
}

static kamu_code send_request(struct websocket_client *c, struct http *http, const char *url,
                              const char *key, const char *const *headers, struct kamu_error *err)
{
    struct buf b = BUF_INIT(HEAD_MAX);
    struct str host;
    const char *path;
    KAMU_TRY(split_url(url, &host, &path, err));
    kamu_code rc = buf_printf(&b, err,
                              "GET %s HTTP/1.1\r\nHost: " STR_FMT
                              "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                              "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: %s\r\n"
                              "User-Agent: kamu/" KAMU_VERSION "\r\n",
                              path, STR_ARG(host), key);
    for (; rc == KAMU_OK && headers && *headers; headers++)
        rc = buf_printf(&b, err, "%s\r\n", *headers);
    if (rc == KAMU_OK && http_bearer(http))
        rc = buf_printf(&b, err, "Authorization: Bearer %s\r\n", http_bearer(http));
    if (rc == KAMU_OK)
        rc = buf_append_str(&b, "\r\n", err);
    if (rc == KAMU_OK)
        rc = http_stream_write(c->stream, b.data, b.len, err);
    buf_free(&b);
    return rc;
}

/* The answer's head, byte by byte: what follows belongs to the WebSocket. */
static kamu_code read_head(struct websocket_client *c, const char *url, struct buf *head,
                           struct kamu_error *err)
{
    while (head->len < 4 || memcmp(head->data + head->len - 4, "\r\n\r\n", 4) != 0) {
        size_t got;
        bool timed_out;
        char byte;
        KAMU_TRY(http_stream_read(c->stream, &byte, 1, ANSWER_MS, &got, &timed_out, err));
        if (got == 0)
            return error_set(err, KAMU_E_IO, "Cannot reach %s: %s", url,
                             timed_out ? "no answer comes" : "the connection ends");
        KAMU_TRY(buf_append_byte(head, (uint8_t)byte, err));
    }
    return buf_cstr(head) ? KAMU_OK : error_nomem(err);
}

/* Of "HTTP/1.1 101 Switching Protocols". */
static bool read_status(const struct buf *head, int *out)
{
    const char *p = (const char *)head->data;
    if (head->len < 12 || strncmp(p, "HTTP/1.", 7) != 0 || p[8] != ' ')
        return false;
    *out = 0;
    for (int i = 9; i < 12; i++) {
        if (p[i] < '0' || p[i] > '9')
            return false;
        *out = 10 * *out + (p[i] - '0');
    }
    return true;
}

/* The value of a header line; .p NULL: none. */
static struct str header_of(const struct buf *head, const char *name)
{
    const char *p = (const char *)head->data;
    size_t n = strlen(name);
    while ((p = strstr(p, "\r\n")) != NULL) {
        p += 2;
        if (strncasecmp(p, name, n) == 0 && p[n] == ':')
            return str_trim((struct str){p + n + 1, strcspn(p + n + 1, "\r")});
    }
    return STR_NONE;
}

static void read_message(struct websocket_client *c, const struct buf *head)
{
    struct str length = header_of(head, "content-length");
    size_t want = length.p ? (size_t)strtoul(length.p, NULL, 10) : sizeof c->message - 1, n = 0;
    if (want > sizeof c->message - 1)
        want = sizeof c->message - 1;
    while (n < want) {
        size_t got;
        bool timed_out;
        if (http_stream_read(c->stream, c->message + n, want - n, BODY_MS, &got, &timed_out,
                             NULL) != KAMU_OK ||
            got == 0)
            break;
        n += got;
    }
    c->message[n] = '\0';
}

static bool accepts(const struct buf *head, const char *key)
{
    unsigned char digest[EVP_MAX_MD_SIZE], expected[32];
    char text[128];
    unsigned n;
    int len = snprintf(text, sizeof text, "%s258EAFA5-E914-47DA-95CA-C5AB0DC85B11", key);
    if (!EVP_Digest(text, (size_t)len, digest, &n, EVP_sha1(), NULL) || n != 20)
        return false;
    EVP_EncodeBlock(expected, digest, 20);
    return str_eqc(header_of(head, "sec-websocket-accept"), (const char *)expected);
}

static kamu_code shake_hands(struct env *env, struct http *http, const char *url,
                             const char *const *headers, struct websocket_client *c,
                             struct kamu_error *err)
{
    unsigned char random[KEY_BYTES];
    char key[32];
    struct buf head = BUF_INIT(HEAD_MAX);
    KAMU_TRY(random_bytes(&env->random, random, sizeof random, err));
    EVP_EncodeBlock((unsigned char *)key, random, sizeof random);
    kamu_code rc = send_request(c, http, url, key, headers, err);
    if (rc == KAMU_OK)
        rc = read_head(c, url, &head, err);
    if (rc == KAMU_OK && !read_status(&head, &c->status))
        rc = error_set(err, KAMU_E_INPUT, "%s gives no HTTP answer", url);
    if (rc == KAMU_OK && c->status != 101)
        read_message(c, &head);
    else if (rc == KAMU_OK && !accepts(&head, key))
        rc = error_set(err, KAMU_E_INPUT, "%s gives no WebSocket answer", url);
    buf_free(&head);
    return rc;
}

kamu_code websocket_connect(struct env *env, struct http *http, const char *url,
                            const char *const *headers, struct websocket_client *out,
                            struct kamu_error *err)
{
    *out = (struct websocket_client){0};
    KAMU_TRY(http_stream_open(http, url, &out->stream, err));
    kamu_code rc = shake_hands(env, http, url, headers, out, err);
    struct websocket_io io = {out->stream, http_stream_read, http_stream_write};
    if (rc == KAMU_OK && out->status == 101)
        rc = websocket_open(env, &io, WEBSOCKET_CLIENT, &out->ws, err);
    if (rc != KAMU_OK)
        websocket_disconnect(out);
    return rc;
}

void websocket_disconnect(struct websocket_client *c)
{
    websocket_free(c->ws);
    http_stream_close(c->stream);
    c->ws = NULL;
    c->stream = NULL;
}
