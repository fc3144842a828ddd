#include "server/routes.h"

void handle_ref(struct exchange *x, struct worker *w)
{
    (void)w;
    exchange_refuse(x, 501, "Not built yet");
}

void handle_block(struct exchange *x, struct worker *w)
{
    (void)w;
    exchange_refuse(x, 501, "Not built yet");
}

void handle_object_get(struct exchange *x, struct worker *w)
{
    (void)w;
    exchange_refuse(x, 501, "Not built yet");
}

void handle_object_put(struct exchange *x, struct worker *w)
{
    (void)w;
    exchange_refuse(x, 501, "Not built yet");
}

bool object_put_precheck(struct exchange *x, struct worker *w)
{
    (void)x;
    (void)w;
    return false;
}
