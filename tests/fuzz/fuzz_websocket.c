/* Any bytes of a peer are messages, a close, or an error; what is read is within its limits. */
#include "base/websocket.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct peer {
    const uint8_t *p;
    size_t left, piece;
};

static kamu_code peer_read(void *ctx, void *out, size_t n, int timeout_ms, size_t *got,
                           bool *timed_out, struct kamu_error *err)
{
    struct peer *peer = ctx;
    (void)timeout_ms, (void)err;
    *timed_out = false;
    if (n > peer->piece)
        n = peer->piece;
    *got = n < peer->left ? n : peer->left;
    memcpy(out, peer->p, *got);
    peer->p += *got;
    peer->left -= *got;
    return KAMU_OK;
}

static kamu_code peer_write(void *ctx, const void *p, size_t n, struct kamu_error *err)
{
    (void)ctx, (void)p, (void)n, (void)err;
    return KAMU_OK;
}

static void run(struct env *env, const uint8_t *data, size_t size, unsigned flags)
{
    struct peer peer = {data + 1, size - 1, (size_t)data[0] % 64 + 1};
    struct websocket_io io = {&peer, peer_read, peer_write};
    struct websocket *w;
    struct kamu_error err;
    struct buf message = BUF_INIT(WEBSOCKET_MESSAGE_MAX);
    enum websocket_event event = WEBSOCKET_TEXT;
    if (websocket_open(env, &io, flags, &w, &err) != KAMU_OK)
        return; /* no library here */
    for (size_t i = 0; i <= size && event == WEBSOCKET_TEXT; i++)
        if (websocket_receive(w, 60000, &message, &event, &err) != KAMU_OK)
            break;
    KAMU_ASSERT(event != WEBSOCKET_TIMEOUT && message.len <= size);
    KAMU_ASSERT(websocket_close_reason(w).n <= WEBSOCKET_REASON_MAX);
    websocket_close(w, 1000, "end", 0, NULL);
    websocket_free(w);
    buf_free(&message);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct env env;
    static bool ready;
    if (!ready && env_init(&env, NULL) != KAMU_OK)
        return 0;
    ready = true;
    if (size == 0)
        return 0;
    run(&env, data, size, WEBSOCKET_NO_PINGS);
    run(&env, data, size, WEBSOCKET_CLIENT);
    return 0;
}
