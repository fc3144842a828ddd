/* Relay: carries bytes between a handler's plain socket and a client that is not reached by one
 * (TLS), or that has sent bytes before the handler was there. */
#ifndef KAMU_SERVER_RELAY_H
#define KAMU_SERVER_RELAY_H

#include "server/tls.h"

/* Until both sides have ended or one is broken. `far` is non-blocking; tls NULL = plain; `early`
 * goes to `near` first. Returns without memory as well. */
void relay_run(int near, int far, struct tls_conn *tls, const void *early, size_t n_early);

#endif
