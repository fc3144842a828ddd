/* Followers of a dataset: GET {ds}/tail?follow=1, answered by server-sent events. */
#ifndef KAMU_SERVER_FOLLOW_H
#define KAMU_SERVER_FOLLOW_H

#include "server/server.h"
#include "server/tail.h"

#define FOLLOW_BATCH_MAX 10000

struct exchange;
void follow_start(struct exchange *x, struct worker *w, const struct tail_params *p);

#endif
