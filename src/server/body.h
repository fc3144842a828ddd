/*
 * A body on its way from the wire to its handler: its digest is checked, it is unpacked, and kept
 * in memory or, beyond `spool_bytes`, in a file without a name in .kamu/run. On worker threads
 * only.
 */
#ifndef KAMU_SERVER_BODY_H
#define KAMU_SERVER_BODY_H

#include "server/exchange.h"
#include "server/server.h"

struct body_pipe;

/* From the request's headers. KAMU_E_USAGE for a bad Content-Digest; *status is 415 when the
 * Content-Encoding is not known (KAMU_E_UNSUPPORTED). `limit`: bytes after unpacking. */
kamu_code body_pipe_open(struct exchange *x, uint64_t limit, struct body_pipe **out,
                         struct kamu_error *err);
void body_pipe_free(struct body_pipe *p); /* NULL is fine */
/* KAMU_E_LIMIT, KAMU_E_INPUT (damaged), KAMU_E_IO. */
kamu_code body_pipe_add(struct body_pipe *p, struct worker *w, const void *data, size_t n,
                        struct kamu_error *err);
/* The end: what has come is valid, or an error; *out is the body, its file descriptor and memory
 * belong to the caller. */
kamu_code body_pipe_end(struct body_pipe *p, struct worker *w, struct body *out, struct buf *memory,
                        struct kamu_error *err);

/* For streams: the next unpacked bytes of what was put in; *got = 0 when it is used up. */
kamu_code body_pipe_take(struct body_pipe *p, const uint8_t **in, size_t *n_in, void *out,
                         size_t capacity, size_t *got, struct kamu_error *err);
kamu_code body_pipe_finish(struct body_pipe *p, struct kamu_error *err);

/* Whether the body is what it seems: neither packed nor with a digest. */
bool body_is_plain(const struct exchange *x);
/* Answers with what was wrong with a body. */
void body_refuse(struct exchange *x, uint64_t limit, const struct kamu_error *err);

#endif
