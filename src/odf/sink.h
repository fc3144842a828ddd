/* Where the writers of the metadata model put their values: YAML or JSON. The first failure sticks.
 */
#ifndef KAMU_ODF_SINK_H
#define KAMU_ODF_SINK_H

#include "odf/descriptor.h"

enum sink_event {
    SINK_MAP,
    SINK_MAP_END,
    SINK_LIST,
    SINK_LIST_END,
    SINK_KEY,    /* text */
    SINK_STRING, /* text */
    SINK_LITERAL /* text: a number, true, false, null */
};

struct sink {
    kamu_code (*put)(struct sink *s, enum sink_event e, struct str text, struct kamu_error *err);
    bool plain_exponents; /* 1e16 for 1e+16 */
    kamu_code failed;
    struct kamu_error *err;
};

void sink_put(struct sink *s, enum sink_event e, struct str text);
void sink_key(struct sink *s, const char *key);
void sink_string(struct sink *s, const char *text);
void sink_u64(struct sink *s, uint64_t v);
void sink_i64(struct sink *s, int64_t v);
void sink_json(struct sink *s, struct str json);
/* The fields of an object as entries of the map that is open. */
void sink_fields(struct sink *s, const struct odf_object *d, const void *value);
void sink_object(struct sink *s, const struct odf_object *d, const void *value);
void sink_union(struct sink *s, const struct odf_union *u, const void *value);

/* Run `write` into a YAML document or a JSON text that is appended to out. */
typedef void (*sink_writer)(struct sink *s, const void *value);
kamu_code sink_yaml(sink_writer write, const void *value, struct buf *out, struct kamu_error *err);
kamu_code sink_to_json(sink_writer write, const void *value, struct buf *out,
                       struct kamu_error *err);

#endif
