#include "server/routes.h"

void handle_upload_prepare(struct exchange *x, struct worker *w)
{
    (void)w;
    exchange_refuse(x, 501, "Not built yet");
}

void handle_upload_post(struct exchange *x, struct worker *w)
{
    (void)w;
    exchange_refuse(x, 501, "Not built yet");
}

void handle_upload_get(struct exchange *x, struct worker *w)
{
    (void)w;
    exchange_refuse(x, 501, "Not built yet");
}
