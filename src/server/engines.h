/*
 * Engines: a few DuckDBs that serve the queries of all callers, one query each at a time. Memory,
 * threads and time are limited for each, so a bad query harms nobody else; an engine that fails
 * inside is thrown away. Opened when they are first needed.
 */
#ifndef KAMU_SERVER_ENGINES_H
#define KAMU_SERVER_ENGINES_H

#include "server/exchange.h"
#include "server/server.h"
#include "sql/engine.h"

struct engines;
kamu_code engines_open(struct server *s, struct engines **out, struct kamu_error *err);
void engines_close(struct engines *e); /* NULL is fine; all of them have been given back */

/* Waits for a free one, unless too many workers wait for one already; then *busy = true and
 * KAMU_E_LIMIT. The query of the engine ends when the client of `x` leaves. */
kamu_code engines_take(struct engines *e, struct exchange *x, struct engine **out, bool *busy,
                       struct kamu_error *err);
/* The same for a thread that has nothing else to do (query_threads.h): it waits its time. */
kamu_code engines_await(struct engines *e, struct exchange *x, struct engine **out, bool *busy,
                        struct kamu_error *err);
unsigned engines_max(const struct engines *e);
/* rc: how its query ended. */
void engines_give(struct engines *e, struct engine *engine, kamu_code rc);

#endif
