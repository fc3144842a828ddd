#include "server/routes.h"

void handle_ingest(struct exchange *x, struct worker *w)
{
    (void)w;
    exchange_refuse(x, 501, "Not built yet");
}

bool ingest_precheck(struct exchange *x, struct worker *w)
{
    (void)x;
    (void)w;
    return false;
}
