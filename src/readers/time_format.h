/*
 * The options dateFormat and timestampFormat: the conversions of strptime(3) that data really uses.
 * Numbers may have fewer digits than usual where the format allows; a blank in the format matches
 * any run of blanks; the whole text must match.
 *
 *   %Y %y %m %d %e %b %B %h %j   date
 *   %H %I %k %l %M %S %p %f %.f  time of day; %f and %.f are fractions (1-9 digits)
 *   %z %:z %#z %Z                offset (+0200, +02:00, Z) or name of a zone
 *   %s                           seconds since 1970
 *   %D %F %T %R %a %A %n %t %%   %m/%d/%y, %Y-%m-%d, %H:%M:%S, %H:%M
 */
#ifndef KAMU_READERS_TIME_FORMAT_H
#define KAMU_READERS_TIME_FORMAT_H

#include "columnar/text.h"

/* The option's value; "rfc3339" or none: .p NULL. */
struct str time_format_of(struct str option);
/* False: the text does not match, or there is no such time. `zone` counts where the text has none.
 * The result is a count of `unit`, fractions cut. */
bool time_format_put(struct str format, struct str s, const struct zone *zone, enum col_unit unit,
                     int64_t *out);
/* Days since 1970-01-01 (of the UTC date when the format has an offset). */
bool time_format_date(struct str format, struct str s, int32_t *days);

#endif
