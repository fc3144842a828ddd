/* GET /openapi.json and /openapi. */
#include "server/openapi.h"

#include "server/routes.h"
#include "server/server.h"

#define DOCUMENT_MAX ((size_t)512 << 10)

void handle_openapi(struct exchange *x, struct worker *w)
{
    struct kamu_error err = {0};
    struct buf b;
    (void)w;
    buf_init(&b, DOCUMENT_MAX);
    if (openapi_document(x->server->base_url, x->server->ws->multi_tenant, &b, &err) == KAMU_OK) {
        exchange_send_buf(x, 200, "application/json", &b);
        return;
    }
    buf_free(&b);
    exchange_fail(x, &err);
}

void handle_openapi_page(struct exchange *x, struct worker *w)
{
    (void)w;
    exchange_send_text(x, 200, "text/html; charset=utf-8", openapi_page);
}
