/* Manifest envelopes. Internal to the room. */
#ifndef KAMU_ODF_MANIFEST_H
#define KAMU_ODF_MANIFEST_H

#include "odf/yaml_read.h"

kamu_code manifest_load(struct yaml_reader *r, struct str text, struct yaml_docs *docs,
                        struct arena *arena, struct odf_notes *notes, struct kamu_error *err);
struct yaml_node manifest_end_of(struct str text);
/* The values of a map that has exactly these keys, all required; kamu's words and positions. A
 * syntax error in the last value is left to its reader. */
kamu_code manifest_fields(struct yaml_reader *r, const struct yaml_node *n, const char *struct_name,
                          const char *const *names, unsigned count, const struct yaml_node **values,
                          struct kamu_error *err);
kamu_code manifest_open(struct yaml_reader *r, const struct yaml_node *root, const char *kind,
                        int32_t *version, const struct yaml_node **content, struct kamu_error *err);
kamu_code manifest_open_v1(struct yaml_reader *r, const struct yaml_node *root, const char *kind,
                           const struct yaml_node **content, struct kamu_error *err);

#endif
