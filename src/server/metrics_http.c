/* GET /metrics and /system/metrics. */
#include "server/metrics.h"
#include "server/routes.h"

void handle_metrics(struct exchange *x, struct worker *w)
{
    (void)w;
    exchange_refuse(x, 501, "Not built yet");
}
