/* GET /system/health: liveness (and startup) say that the process answers; readiness that it can do
 * its work: it is not on its way out, and its disk takes what it writes. */
#include "server/routes.h"

#include "server/server.h"
#include "server/wal.h"

#include <stdatomic.h>

enum { PROBE_BYTES = 64 * 1024 };
#define PROBE_EVERY_NS 1000000000ULL /* whoever asks, and however often */

static kamu_code write_probe(struct worker *w, struct kamu_error *err)
{
    char path[FS_PATH_MAX];
    struct fs_file *f;
    KAMU_TRY(fs_create_pending(&w->env.fs, &w->env.random, w->server->server_dir, path, &f, err));
    char *bytes = mem_calloc(1, PROBE_BYTES);
    kamu_code rc = bytes ? fs_write(f, bytes, PROBE_BYTES, err) : error_nomem(err);
    kamu_code closed = fs_close(f, rc == KAMU_OK ? err : NULL);
    fs_unlink(&w->env.fs, path, NULL);
    mem_free(bytes);
    return rc == KAMU_OK ? closed : rc;
}

/* Remembered for a second: a probe costs a file. */
static bool disk_works(struct worker *w)
{
    struct server *s = w->server;
    struct kamu_error err = {0};
    uint64_t now = clock_monotonic_ns(), last = atomic_load(&s->disk_probed_ns);
    if (last && now - last < PROBE_EVERY_NS)
        return atomic_load(&s->disk_works);
    if (!atomic_compare_exchange_strong(&s->disk_probed_ns, &last, now) && last)
        return atomic_load(&s->disk_works);
    bool works = write_probe(w, &err) == KAMU_OK;
    if (!works)
        log_write(&s->env->log, LOG_ERROR, "not ready: %s", kamu_error_message(&err, 0));
    atomic_store(&s->disk_works, works);
    return works;
}

/* NULL = ready */
static const char *why_not_ready(struct worker *w)
{
    if (atomic_load(&w->server->stopping))
        return "stopping";
    if (!disk_works(w))
        return "the workspace cannot be written";
    if (wal_full(w->server->wal))
        return "too many accepted pushes wait for their commit";
    return NULL;
}

void handle_health(struct exchange *x, struct worker *w)
{
    struct kamu_error err = {0};
    struct str type;
    if (exchange_param(x, "type", &type, &err) != KAMU_OK) {
        exchange_send_text(x, 400, "text/plain; charset=utf-8", kamu_error_message(&err, 0));
        return;
    }
    bool readiness = str_eqc(type, "readiness");
    if (type.p && !readiness && !str_eqc(type, "liveness") && !str_eqc(type, "startup")) {
        const char *text =
            arena_printf(&x->arena,
                         "Failed to deserialize query string: type: unknown variant `" STR_FMT
                         "`, expected one of `liveness`, `readiness`, `startup`",
                         STR_ARG(type));
        exchange_send_text(x, 400, "text/plain; charset=utf-8", text ? text : "");
        return;
    }
    const char *reason = readiness ? why_not_ready(w) : NULL;
    if (!reason) {
        exchange_send_text(x, 200, "application/json", "{\"ok\":true}");
        return;
    }
    const char *text = arena_printf(&x->arena, "{\"ok\":false,\"reason\":\"%s\"}", reason);
    exchange_send_text(x, 503, "application/json", text ? text : "{\"ok\":false}");
}
