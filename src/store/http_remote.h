/*
 * A dataset behind a plain HTTP server: GET and PUT of refs/head, blocks/, data/, checkpoints/
 * below its URL (the simple transfer protocol, spec/http-api.md 6).
 *
 * What is fetched lies under `.kamu/cache/remotes/` until the transfer has succeeded, so that one
 * that was cut short goes on where it was: whole objects are not fetched again, partial ones from
 * their end on. All of it may be deleted at any time, and nothing of it is believed.
 */
#ifndef KAMU_STORE_HTTP_REMOTE_H
#define KAMU_STORE_HTTP_REMOTE_H

#include "store/transfer.h"

struct http_remote;
/* `url`: http:// or https://, with or without a closing '/'. `token`: bearer token or NULL.
 * `progress` (may be NULL) hears the bytes that arrive or leave. */
kamu_code http_remote_open(struct workspace *ws, const char *url, const char *token,
                           void (*progress)(void *ctx, uint64_t bytes), void *progress_ctx,
                           struct http_remote **out, struct kamu_error *err);
const struct transfer_remote *http_remote_methods(const struct http_remote *r);
struct http *http_remote_http(const struct http_remote *r);
const char *http_remote_url(const struct http_remote *r); /* with '/' at its end */
const char *http_remote_dir(const struct http_remote *r); /* for transfer_pull and transfer_push */
void http_remote_forget_all(struct http_remote *r);       /* after success: the copies */
void http_remote_close(struct http_remote *r);            /* NULL is fine */

#endif
