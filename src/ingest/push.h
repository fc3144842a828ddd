/*
 * The push: dataset + source + inputs + fallback event time become one commit or
 * none. The command line, the server and include/kamu.h are thin callers of this;
 * options, results and their units are documented in include/kamu.h.
 */
#ifndef KAMU_INGEST_PUSH_H
#define KAMU_INGEST_PUSH_H

#include "base/env.h"
#include "columnar/batch.h"
#include "merge/strategy.h"
#include "readers/format.h"

struct dataset;   /* store/dataset.h */
struct kamu_push; /* opaque here and for library users: one type */

/* As kamu_push_open, on a dataset that is open already. `env` and `ds` must outlive the push. */
kamu_code push_open(struct env *env, struct dataset *ds, const struct kamu_push_options *options,
                    struct kamu_push **out, struct kamu_error *err);

/* The same for a dataset that may have no source at all, when options name none: then its first one
 * is part of the commit, "auto": Append, no schema, the format with its default options
 * (spec/http-api.md 5.3). */
kamu_code push_open_auto(struct env *env, struct dataset *ds,
                         const struct kamu_push_options *options, enum format_kind format,
                         struct kamu_push **out, struct kamu_error *err);

/* kamu_push_add_* and kamu_push_commit are used as they are. */

/* That of the push source. */
enum merge_kind push_merge_kind(const struct kamu_push *push);

/* The first rows of a dry run, or NULL; owned by the push. */
const struct batch *push_preview(const struct kamu_push *push);

/* "Read", "Sort", …: for --timings and metrics. Never NULL. */
const char *push_stage_name(enum kamu_stage stage);

#endif
