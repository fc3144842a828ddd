/*
 * Followers of a dataset: GET {ds}/tail?follow=1, answered by server-sent events.
 *
 *     id: 41
 *     data: {"offset":41, ...}
 *
 * Each row is an event, its offset the id, so that a client that comes back with Last-Event-ID goes
 * on exactly there; with batch=N an event is an array of up to N rows, its id the last offset.
 * Besides: `event: schema` (with schemaFormat, at the beginning and when it changes), `event:
 * rewritten` (the history was, with the last offset that there is now), `event: gone`, `event:
 * failed`; comments keep the connection alive.
 *
 * A few threads serve all followers, never waiting for one. A dataset belongs to one of them, which
 * watches its head once for all; what one follower was sent is kept for those at the same place. A
 * slow client holds one piece of text, and sometimes a reader, of which there are few.
 */
#ifndef KAMU_SERVER_FOLLOW_H
#define KAMU_SERVER_FOLLOW_H

#include "server/server.h"
#include "server/tail.h"

#define FOLLOW_BATCH_MAX 10000

struct followers;
kamu_code followers_open(struct server *s, struct followers **out, struct kamu_error *err);
/* Ends all answers. NULL is fine. */
void followers_close(struct followers *f);
unsigned followers_count(struct followers *f);

/* Takes the exchange over: answers it at once, or hands it to a thread. */
void follow_start(struct exchange *x, struct worker *w, const struct tail_params *p);

#endif
