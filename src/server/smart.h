/*
 * The smart transfer protocol's server side, what both ways share (spec/http-api.md 7.2): the
 * upgrade to WebSocket, and a session on a thread of its own.
 *
 * How a session ends is part of the protocol: kamu drops the connection without a close frame when
 * a message is not what it expects, echoes the client's close frame when all is done, and tells
 * some errors by a text message and others by a close frame 1011.
 */
#ifndef KAMU_SERVER_SMART_H
#define KAMU_SERVER_SMART_H

#include "base/websocket.h"
#include "server/routes.h"
#include "server/server.h"
#include "store/smart_message.h"

enum {
    SMART_SESSIONS_MAX = 64,        /* at a time, both ways */
    SMART_FIRST_MS = 60 * 1000,     /* for the client's next message, while it only has to think */
    SMART_WORK_MS = 15 * 60 * 1000, /* while it stores blocks */
    SMART_OBJECTS_MS = 24 * 3600 * 1000, /* while it fetches objects; TCP notices a dead peer */
    SMART_CLOSE_MS = 5 * 1000,
    SMART_WRITE_MS = 60 * 1000,
    SMART_SMALL_MAX = 1 << 20,   /* of messages that hold no list */
    SMART_OBJECTS_MAX = 16 << 20 /* of a list of some 100,000 objects */
};
/* What all sessions together hold of messages and blocks, beyond small ones. */
#define SMART_MEMORY_MAX ((uint64_t)768 << 20)
/* Packed blocks in one message: as numbers they are at most four times as long. */
#define SMART_ARCHIVE_MAX (WEBSOCKET_MESSAGE_MAX / 4 - 1024)

struct smart_session {
    struct exchange *x;
    struct worker *worker;
    struct websocket *ws;
    struct websocket_socket socket;
    struct buf in;  /* the message that came last */
    struct buf out; /* the message being written */
    uint64_t reserved;
    bool ended; /* the peer has closed or is gone */
};

/* The checks of the request in kamu's order; true = answered. */
bool smart_refused(struct exchange *x);
/* Answers 101 and runs the session on a thread of its own. */
void smart_start(struct exchange *x, void (*run)(struct smart_session *s));

/* ---- in a session ---------------------------------------------------------------------------- */

/* The next message, of at most `max` bytes, into s->in. false: none came, and the session is over.
 * With `timed_out` not NULL a timeout is no end. */
bool smart_receive(struct smart_session *s, size_t max, int timeout_ms, bool *timed_out);
/* Memory for what comes next. false: the sessions have used it up; the client is told to come again
 * (close frame 1013), and the session is over. */
bool smart_reserve(struct smart_session *s, uint64_t bytes);
struct str smart_message(const struct smart_session *s);
/* The message is not what it must be: the connection is dropped, the reason goes to the log. */
void smart_drop(struct smart_session *s, const struct kamu_error *err);

/* Sends s->out, which `rc` says was written. false: the session is over. */
bool smart_send(struct smart_session *s, kamu_code rc, const struct kamu_error *err);
/* Sends s->out as the reason of a close frame 1011, or as a message before one when it is too long
 * for a reason. The session is over. */
void smart_send_closing(struct smart_session *s, kamu_code rc);
/* A close frame 1011 with plain text, which no client takes for an answer. */
void smart_close_failed(struct smart_session *s, const char *text);
/* Waits, silently, for the client to end the session. */
void smart_await_close(struct smart_session *s, int timeout_ms);
void smart_log(struct smart_session *s, const char *what, const struct kamu_error *err);

/* Where the objects of this dataset are fetched from and put to. Strings in the exchange's arena.
 */
kamu_code smart_object_url(struct smart_session *s, struct smart_url *out, struct kamu_error *err);

#endif
