/* One value on its way from one type to another; shared by cast.c and cast_value.c. */
#ifndef KAMU_COLUMNAR_CAST_INTERNAL_H
#define KAMU_COLUMNAR_CAST_INTERNAL_H

#include "columnar/builder.h"
#include "columnar/cast.h"

struct zone;

/* What stays the same for all values of a column. */
struct cast_plan {
    const struct col_type *from, *to;
    const struct zone *zone;      /* of a timestamp target, where texts and zone-less times lie */
    const struct zone *from_zone; /* of a timestamp source: its dates are those of this zone */
    struct buf text;              /* scratch for values as text */
};

/* Puts value i of src (not null) into b as b->type. NULL when fine, else a static reason; memory
 * and limits are reported through *rc with err filled (then the reason is ""). */
const char *cast_value(struct cast_plan *p, const struct column *src, int64_t i,
                       struct col_builder *b, kamu_code *rc, struct kamu_error *err);

#endif
