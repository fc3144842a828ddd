/* WebSocket connections to http and https URLs. */
#ifndef KAMU_BASE_WEBSOCKET_CLIENT_H
#define KAMU_BASE_WEBSOCKET_CLIENT_H

#include "base/http.h"
#include "base/websocket.h"

struct websocket_client {
    struct http_stream *stream;
    struct websocket *ws; /* NULL: the server has answered with `status` instead */
    int status;           /* of the answer, 101 when it is one */
    char message[512];    /* beginning of another answer's body */
};
/* `headers` (ended by NULL): further lines of the request; the bearer token of `http` goes along.
 * KAMU_OK when the server has answered, whatever it is. */
kamu_code websocket_connect(struct env *env, struct http *http, const char *url,
                            const char *const *headers, struct websocket_client *out,
                            struct kamu_error *err);
void websocket_disconnect(struct websocket_client *c);

#endif
