/* Format strings of the Arrow C Data Interface; shared by arrow_export.c and arrow_import.c. */
#ifndef KAMU_COLUMNAR_ARROW_FORMAT_H
#define KAMU_COLUMNAR_ARROW_FORMAT_H

#include "columnar/arrow_c.h"

/* How a foreign array lies in memory, when that is not our one form of its type. */
enum arrow_form {
    ARROW_PLAIN,
    ARROW_LARGE,      /* 64-bit offsets */
    ARROW_VIEW,       /* string and binary views, list views with 32-bit offsets */
    ARROW_LARGE_VIEW, /* list views with 64-bit offsets */
    ARROW_DATE64,     /* milliseconds, for COL_DATE32 */
    ARROW_DECIMAL32,
    ARROW_DECIMAL64,
};

#define ARROW_FORMAT_MAX 128

/* The format string of a type, NUL-terminated. KAMU_E_LIMIT when a zone's name is too long. */
kamu_code arrow_format_of(const struct col_type *t, char out[ARROW_FORMAT_MAX],
                          struct kamu_error *err);
/* Kind, unit, zone, precision, ... and form of a format string; children are the caller's to set.
 * The zone is borrowed from `format`. KAMU_E_UNSUPPORTED for types without counterpart. */
kamu_code arrow_format_parse(const char *format, struct col_type *t, enum arrow_form *form,
                             struct kamu_error *err);

#endif
