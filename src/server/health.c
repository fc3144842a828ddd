/* GET /system/health: liveness, readiness, startup. */
#include "server/routes.h"

#include "server/server.h"

void handle_health(struct exchange *x, struct worker *w)
{
    struct kamu_error err = {0};
    struct str type;
    (void)w;
    if (exchange_param(x, "type", &type, &err) != KAMU_OK) {
        exchange_send_text(x, 400, "text/plain; charset=utf-8", kamu_error_message(&err, 0));
        return;
    }
    if (type.p && !str_eqc(type, "liveness") && !str_eqc(type, "readiness") &&
        !str_eqc(type, "startup")) {
        const char *text =
            arena_printf(&x->arena,
                         "Failed to deserialize query string: type: unknown variant `" STR_FMT
                         "`, expected one of `liveness`, `readiness`, `startup`",
                         STR_ARG(type));
        exchange_send_text(x, 400, "text/plain; charset=utf-8", text ? text : "");
        return;
    }
    exchange_send_text(x, 200, "application/json", "{\"ok\":true}");
}
