/*
 * The pages for people: GET / and GET /graphql. Each is one file without anything from elsewhere;
 * its policy allows the scripts and styles that are in it, by their hashes, and nothing else.
 */
#include "server/embedded.h"
#include "server/graphql_schema.h"
#include "server/routes.h"

#include <openssl/evp.h>

enum { HASH_TEXT = 64 };

/* "'sha256-...'" of what stands between the two marks. */
static bool hash_between(const char *text, const char *open, const char *close, char *out,
                         size_t max)
{
    unsigned char digest[EVP_MAX_MD_SIZE];
    char base64[HASH_TEXT];
    unsigned int n = 0;
    const char *from = strstr(text, open), *to = from != NULL ? strstr(from, close) : NULL;
    if (to == NULL)
        return false;
    from += strlen(open);
    if (EVP_Digest(from, (size_t)(to - from), digest, &n, EVP_sha256(), NULL) != 1)
        return false;
    EVP_EncodeBlock((unsigned char *)base64, digest, (int)n);
    snprintf(out, max, "'sha256-%s'", base64);
    return true;
}

static void send_page(struct exchange *x, const struct embedded *page)
{
    char script[HASH_TEXT + 16], style[HASH_TEXT + 16], policy[512];
    if (!hash_between(page->text, "<script>", "</script>", script, sizeof script) ||
        !hash_between(page->text, "<style>", "</style>", style, sizeof style)) {
        exchange_refuse(x, 500, "Internal error");
        return;
    }
    snprintf(
        policy, sizeof policy,
        "default-src 'none'; script-src %s; style-src %s; connect-src 'self'; base-uri 'none'; "
        "form-action 'none'; frame-ancestors 'none'",
        script, style);
    exchange_add_header(x, "content-security-policy", policy);
    exchange_add_header(x, "x-content-type-options", "nosniff");
    exchange_add_header(x, "referrer-policy", "no-referrer");
    exchange_add_header(x, "cache-control", "no-cache");
    exchange_send(x, 200, "text/html; charset=utf-8", page->text, page->size);
}

void handle_page(struct exchange *x, struct worker *w)
{
    (void)w;
    send_page(x, &page_html);
}

void graphql_page(struct exchange *x)
{
    send_page(x, &graphql_html);
}
