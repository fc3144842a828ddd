/*
 * The options of `kamu system api-server` that are numbers: limits, time-outs, sizes. One table;
 * each has its range, its default is the one of server_options_init.
 */
#ifndef KAMU_CLI_SERVER_OPTIONS_H
#define KAMU_CLI_SERVER_OPTIONS_H

#include "cli/command.h"
#include "server/server.h"

/* NAME(id, "option", UNIT, member of struct server_options, least, most, default as text, help) */
#define SERVER_LIMITS(X)                                                                           \
    X(workers, "workers", COUNT, workers, 1, 1024, NULL,                                           \
      "Threads that serve requests (4 for each CPU and at least 8 unless given)")                  \
    X(jobs, "max-waiting", COUNT, jobs_max, 1, 1000000, "8192",                                    \
      "Requests that wait for a thread; further ones are refused with 503")                        \
    X(connections, "max-connections", COUNT, connections_max, 1, 1000000, "16384",                 \
      "Open connections; further ones wait")                                                       \
    X(per_address, "max-connections-per-address", COUNT, connections_per_address_max, 0, 1000000,  \
      "0",                                                                                         \
      "Open connections of one client address; further ones are turned away with 429 (0: no "      \
      "limit)")                                                                                    \
    X(body, "max-body", SIZE, body_max_bytes, 1024, TIB, "1GiB", "Body of a push, unpacked")       \
    X(object, "max-object", SIZE, object_max_bytes, 1024, 64 * TIB, "16GiB",                       \
      "File that another program pushes into a dataset")                                           \
    X(spool, "max-body-memory", SIZE, spool_bytes, 1024, 64 * MIB, "256KiB",                       \
      "Bodies up to this stay in memory, larger ones go to a file")                                \
    X(bodies, "max-bodies-memory", SIZE, bodies_max_bytes, MIB, TIB, "512MiB",                     \
      "Memory for all bodies on their way; beyond it requests are refused with 503")               \
    X(idle, "idle-timeout", TIME, idle_timeout_ms, 100, DAY, "75s",                                \
      "For a request's headers, and between requests")                                             \
    X(body_time, "body-timeout", TIME, body_timeout_ms, 100, DAY, "30s",                           \
      "Without a byte of a body, or of an answer taken")                                           \
    X(body_rate, "min-body-rate", SIZE, body_min_rate, 0, GIB, "100B",                             \
      "Bytes a second that a body must come with, after its first 10 seconds")                     \
    X(queue, "max-queue", SIZE, queue_max_bytes, MIB, TIB, "256MiB",                               \
      "Pushes that wait for their commit; beyond it further ones are refused with 503")            \
    X(dataset_queue, "max-dataset-queue", SIZE, dataset_queue_max_bytes, 64 * KIB, TIB, "64MiB",   \
      "The same for one dataset")                                                                  \
    X(group, "max-group", COUNT, group_max, 1, 65536, "4096", "Pushes in one commit")              \
    X(drain, "drain-timeout", TIME, drain_timeout_ms, 0, DAY, "30s",                               \
      "After SIGTERM: for requests in hand")                                                       \
    X(wal, "max-accepted", SIZE, wal_max_bytes, MIB, TIB, "1GiB",                                  \
      "Pushes that are accepted and not committed yet (Prefer: respond-async)")                    \
    X(idempotency, "idempotency-keep", SECONDS, idempotency_seconds, 60, 3650 * DAY, "1d",         \
      "How long an Idempotency-Key is remembered")                                                 \
    X(answer, "max-answer", SIZE, answer_max_bytes, MIB, TIB, "1GiB", "Answer with rows")          \
    X(followers, "max-followers", COUNT, followers_max, 0, 100000, "1024",                         \
      "Clients that follow datasets")                                                              \
    X(queries, "max-queries", COUNT, queries_max, 1, 256, NULL,                                    \
      "SQL queries that run at the same time (as many as CPUs and at least 2 unless given)")       \
    X(query_memory, "query-memory", SIZE, query_memory_bytes, 16 * MIB, TIB, NULL,                 \
      "Memory of one query, beyond which it spills to disk (a quarter of the machine's for all "   \
      "together unless given)")                                                                    \
    X(query_time, "query-timeout", TIME, query_timeout_ms, 100, DAY, "60s",                        \
      "Of one query; KAMU_SQL_TIMEOUT counts more")

#define KIB ((uint64_t)1 << 10)
#define MIB ((uint64_t)1 << 20)
#define GIB ((uint64_t)1 << 30)
#define TIB ((uint64_t)1 << 40)
#define DAY ((uint64_t)86400000)

#define SERVER_LIMIT_CHECK(id, ...)                                                                \
    kamu_code server_check_##id(const char *v, struct kamu_error *err);
SERVER_LIMITS(SERVER_LIMIT_CHECK)
#undef SERVER_LIMIT_CHECK

#define SERVER_UNIT_COUNT "N"
#define SERVER_UNIT_SIZE "SIZE"
#define SERVER_UNIT_TIME "TIME"
#define SERVER_UNIT_SECONDS "TIME"
/* Rows for a table of options. */
#define SERVER_LIMIT_OPTION(id, name, unit, member, least, most, text, what)                       \
    {.long_name = name,                                                                            \
     .value_name = SERVER_UNIT_##unit,                                                             \
     .default_value = text,                                                                        \
     .check = server_check_##id,                                                                   \
     .help = what},

/* Takes the values over. */
void server_limits_read(const struct cli_args *args, struct server_options *out);

/* "256KiB", "1 GB", "100" -> bytes; "75s", "500ms", "1h", "1d" -> milliseconds. */
kamu_code server_parse_size(const char *text, uint64_t *out, struct kamu_error *err);
kamu_code server_parse_time(const char *text, uint64_t *out, struct kamu_error *err);

#endif
