/* How messages of the smart transfer protocol are read: members of objects, in any order. */
#ifndef KAMU_STORE_SMART_READ_H
#define KAMU_STORE_SMART_READ_H

#include "odf/json_pull.h"
#include "store/smart_message.h"

/*
 * Reads an object whose opening brace is the next token. `known[i]` are the members of interest,
 * each of which must be there once unless its bit is in `optional`; `take` reads the value of one.
 */
struct smart_members {
    const char *const *known;
    unsigned n, optional;
    kamu_code (*take)(struct json_pull *j, unsigned which, void *ctx, struct kamu_error *err);
    void *ctx;
};

kamu_code smart_malformed(const struct json_pull *j, const char *why, struct kamu_error *err);
kamu_code smart_expect(struct json_pull *j, enum json_token want, const char *why,
                       struct kamu_error *err);
kamu_code smart_skip_value(struct json_pull *j, struct kamu_error *err);
kamu_code smart_read_members(struct json_pull *j, const struct smart_members *m,
                             struct kamu_error *err);
kamu_code smart_read_object(struct json_pull *j, const struct smart_members *m,
                            struct kamu_error *err);
kamu_code smart_read_message(struct str text, const struct smart_members *m,
                             struct kamu_error *err);
kamu_code smart_read_u64(struct json_pull *j, uint64_t max, uint64_t *out, struct kamu_error *err);
kamu_code smart_read_bool(struct json_pull *j, bool *out, struct kamu_error *err);
kamu_code smart_read_hash(struct json_pull *j, bool or_null, struct odf_hash *out,
                          struct kamu_error *err);
kamu_code smart_read_choice(struct json_pull *j, const char *const *choices, unsigned n,
                            unsigned *out, struct kamu_error *err);

/* A member of an object of a dataset, of those that smart_object_members names. */
extern const char *const smart_object_members[3];
kamu_code smart_take_object(struct json_pull *j, unsigned which, void *ctx, struct kamu_error *err);

kamu_code smart_take_plan(struct json_pull *j, struct smart_plan *out, struct kamu_error *err);

#endif
