/*
 * Spill files: batches put aside on disk while more rows come than memory may hold.
 * A file is unlinked as soon as it is open, so nothing is left behind by a crash and
 * nobody else can take it away (kamu-cli clears `.kamu/run` whenever it starts).
 */
#ifndef KAMU_INGEST_SPILL_H
#define KAMU_INGEST_SPILL_H

#include "base/env.h"
#include "columnar/batch.h"

struct spill; /* one file: written once, then read from its beginning */

/* `dir` must exist. `schema` gets a reference. */
kamu_code spill_open(struct env *env, const char *dir, struct col_schema *schema,
                     struct spill **out, struct kamu_error *err);
kamu_code spill_write(struct spill *s, const struct batch *b, struct kamu_error *err);
/* *out = NULL at the end. After the first read nothing more may be written. */
kamu_code spill_read(struct spill *s, struct batch **out, struct kamu_error *err);
uint64_t spill_bytes(const struct spill *s);
void spill_free(struct spill *s);

#endif
