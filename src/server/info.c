#include "server/routes.h"

void handle_info(struct exchange *x, struct worker *w)
{
    (void)w;
    exchange_refuse(x, 501, "Not built yet");
}

void handle_account_me(struct exchange *x, struct worker *w)
{
    (void)w;
    exchange_refuse(x, 501, "Not built yet");
}

void handle_dataset_info(struct exchange *x, struct worker *w)
{
    (void)w;
    exchange_refuse(x, 501, "Not built yet");
}

void handle_ui_config(struct exchange *x, struct worker *w)
{
    (void)w;
    exchange_refuse(x, 501, "Not built yet");
}

void handle_system_info(struct exchange *x, struct worker *w)
{
    (void)w;
    exchange_refuse(x, 501, "Not built yet");
}

void handle_probe(struct exchange *x, struct worker *w)
{
    (void)w;
    exchange_refuse(x, 501, "Not built yet");
}
