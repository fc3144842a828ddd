/* Inside of group commit. Others use group.h. */
#ifndef KAMU_INGEST_GROUP_IMPL_H
#define KAMU_INGEST_GROUP_IMPL_H

#include "ingest/feed.h"
#include "ingest/group.h"

struct prepared {
    struct target *target;
    const struct target_plan *plan;
    struct kamu_push_options options; /* strings are copies */
    struct prepare_input input;       /* name is a copy */
    const char *temp_dir;
    enum prepared_how how;
    struct normalizer *normalizer; /* NULL: the input says nothing */
    struct batch *rows;            /* NULL: none */
    uint64_t records, rejected;
};

/* Makes *p anew for another target. On an error *p stays as it was. */
kamu_code prepare_again(struct env *env, struct target *target, struct prepared **p,
                        struct kamu_error *err);

/* The rows of all members with code KAMU_OK, not skipped, one behind the other. *out = NULL:
 * there are none; *slice: columns of the file, a reference. rows_of[i]: of member i. */
kamu_code group_rows(const struct target *target, struct group_member *members, size_t n,
                     struct batch **out, struct col_schema **slice, int64_t *rows_of,
                     struct kamu_error *err);

#endif
