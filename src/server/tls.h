/*
 * TLS for the listener: OpenSSL's libssl, loaded when a server is started with a certificate. 1.2
 * and newer, non-blocking. A connection is used by one thread at a time.
 */
#ifndef KAMU_SERVER_TLS_H
#define KAMU_SERVER_TLS_H

#include "base/env.h"

#include <sys/types.h>

struct tls;
/* PEM files: the certificate with its chain, the private key without a passphrase, which nobody but
 * its owner and group may read. */
kamu_code tls_open(struct env *env, const char *cert, const char *key, struct tls **out,
                   struct kamu_error *err);
void tls_close(struct tls *t); /* NULL is fine */

struct tls_conn;
struct tls_conn *tls_accept(struct tls *t, int fd); /* NULL without memory */
void tls_conn_free(struct tls_conn *c);             /* NULL is fine; the socket stays open */
enum tls_wait { TLS_WAIT_NONE, TLS_WAIT_READ, TLS_WAIT_WRITE };
/* As recv and send: bytes, 0 at the end (recv), -1. Of -1 *wait tells for what the socket waits;
 * TLS_WAIT_NONE: the connection is broken. */
ssize_t tls_recv(struct tls_conn *c, void *out, size_t n, enum tls_wait *wait);
ssize_t tls_send(struct tls_conn *c, const void *data, size_t n, enum tls_wait *wait);
void tls_say_goodbye(struct tls_conn *c);

#endif
