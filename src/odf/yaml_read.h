/* Reading typed values from a YAML tree, by descriptor. Internal to the room. */
#ifndef KAMU_ODF_YAML_READ_H
#define KAMU_ODF_YAML_READ_H

#include "odf/descriptor.h"
#include "odf/yaml.h"
#include "odf/yaml_dom.h"

struct yaml_reader {
    struct arena *arena;
    struct odf_notes *notes; /* may be NULL */
    const struct yaml_docs *docs;
    uint32_t visited; /* nodes, aliases counted again */
    uint32_t depth;
    bool typed; /* inside an event: a plain 123 is no string */
    size_t path_n;
    char path[256];
};

/* "<path>: <message> at line L column C"; the position is left out for the very first character. */
kamu_code yaml_fail(struct yaml_reader *r, const struct yaml_node *at, struct kamu_error *err,
                    const char *fmt, ...) KAMU_PRINTF(4, 5);
/* "invalid type: <what it is>, expected <expected>" */
kamu_code yaml_wrong_type(struct yaml_reader *r, const struct yaml_node *n, const char *expected,
                          struct kamu_error *err);
/* The syntax error inside a broken container. */
kamu_code yaml_syntax(const struct yaml_reader *r, struct kamu_error *err);

/* Path handling: returns the length to give back to yaml_leave. */
size_t yaml_enter_key(struct yaml_reader *r, const char *key);
size_t yaml_enter_index(struct yaml_reader *r, uint32_t i);
void yaml_leave(struct yaml_reader *r, size_t n);

bool yaml_is_null(const struct yaml_node *n);
/* "expected one of `a`, `b`" in serde's three forms, to `out`. */
void yaml_expected_names(const char *const *names, unsigned n, char *out, size_t max);

kamu_code yaml_read_string(struct yaml_reader *r, const struct yaml_node *n, struct str *out,
                           struct kamu_error *err);
kamu_code yaml_read_i32(struct yaml_reader *r, const struct yaml_node *n, int32_t *out,
                        struct kamu_error *err);
kamu_code yaml_read_enum(struct yaml_reader *r, const struct yaml_node *n, const struct odf_enum *e,
                         int32_t *out, struct kamu_error *err);
kamu_code yaml_read_object(struct yaml_reader *r, const struct yaml_node *n,
                           const struct odf_object *d, void *out, struct kamu_error *err);
kamu_code yaml_read_union(struct yaml_reader *r, const struct yaml_node *n,
                          const struct odf_union *u, void *out, struct kamu_error *err);
/* A DataSchema, or a list of DDL strings (then *ddl is set and out is untouched). ddl may be NULL.
 */
kamu_code yaml_read_ddl_list(struct yaml_reader *r, const struct yaml_node *n, struct odf_strs *out,
                             struct kamu_error *err);

#endif
