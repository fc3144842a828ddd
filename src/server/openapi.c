#include "server/routes.h"

void handle_openapi(struct exchange *x, struct worker *w)
{
    (void)w;
    exchange_refuse(x, 501, "Not built yet");
}

void handle_openapi_page(struct exchange *x, struct worker *w)
{
    (void)w;
    exchange_refuse(x, 501, "Not built yet");
}
