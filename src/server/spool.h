/*
 * Spool: an answer that is made completely before its first byte is sent, so that what goes wrong
 * in the middle is still an error, and a slow client holds no worker. A small one lies in memory,
 * a larger one in a file without a name under .kamu/run.
 */
#ifndef KAMU_SERVER_SPOOL_H
#define KAMU_SERVER_SPOOL_H

#include "server/exchange.h"
#include "server/server.h"

#define SPOOL_MEMORY_MAX ((size_t)256 << 10)

struct spool {
    struct worker *w;
    struct buf text; /* append to it, then call spool_check */
    struct fs_file *file;
    uint64_t written, max;
    size_t memory_max; /* SPOOL_MEMORY_MAX, for what must lie in one piece more */
};

void spool_init(struct spool *s, struct worker *w);
/* To be called about every row: moves what has gathered to the file. KAMU_E_INPUT above the limit
 * (server_options.answer_max_bytes). */
kamu_code spool_check(struct spool *s, struct kamu_error *err);
/* Sends everything; s is empty then. On failure nothing was sent. */
kamu_code spool_send(struct spool *s, struct exchange *x, const char *type, struct kamu_error *err);
void spool_free(struct spool *s);

#endif
