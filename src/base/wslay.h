/* libwslay (WebSocket framing), loaded at first use. */
#ifndef KAMU_BASE_WSLAY_H
#define KAMU_BASE_WSLAY_H

#include "base/error.h"

#include <wslay/wslay.h>

/* clang-format off */
#define WSLAY_CALLS(X) \
    X(wslay_event_config_set_no_buffering) \
    X(wslay_event_config_set_max_recv_msg_length) \
    X(wslay_event_context_client_init) \
    X(wslay_event_context_free) \
    X(wslay_event_context_server_init) \
    X(wslay_event_queue_close) \
    X(wslay_event_queue_fragmented_msg) \
    X(wslay_event_queue_msg) \
    X(wslay_event_recv) \
    X(wslay_event_send) \
    X(wslay_event_set_error) \
    X(wslay_event_shutdown_read) \
    X(wslay_event_get_read_enabled) \
    X(wslay_event_get_status_code_received) \
    X(wslay_event_want_write)
/* clang-format on */

struct wslay {
#define WSLAY_MEMBER(name) __typeof__(name) *name;
    WSLAY_CALLS(WSLAY_MEMBER)
#undef WSLAY_MEMBER
};

/* KAMU_E_UNSUPPORTED when it is not installed. It stays loaded. */
kamu_code wslay_load(struct wslay *out, struct kamu_error *err);

#endif
