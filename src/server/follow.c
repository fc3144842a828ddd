#include "server/follow.h"

#include "server/exchange.h"

void follow_start(struct exchange *x, struct worker *w, const struct tail_params *p)
{
    exchange_refuse(x, 501, "Not built yet");
}
