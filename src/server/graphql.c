#include "server/routes.h"

void handle_graphql(struct exchange *x, struct worker *w)
{
    (void)w;
    exchange_refuse(x, 501, "Not built yet");
}

void handle_graphql_page(struct exchange *x, struct worker *w)
{
    (void)w;
    exchange_refuse(x, 501, "Not built yet");
}
