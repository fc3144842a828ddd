#include "server/routes.h"

void handle_page(struct exchange *x, struct worker *w)
{
    (void)w;
    exchange_refuse(x, 501, "Not built yet");
}

void handle_page_datasets(struct exchange *x, struct worker *w)
{
    (void)w;
    exchange_refuse(x, 501, "Not built yet");
}

#include "server/graphql_schema.h"
void graphql_page(struct exchange *x)
{
    exchange_refuse(x, 501, "Not built yet");
}
