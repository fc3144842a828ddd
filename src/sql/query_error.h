/* What goes wrong with a query, as kamu says it. */
#ifndef KAMU_SQL_QUERY_ERROR_H
#define KAMU_SQL_QUERY_ERROR_H

#include "base/error.h"

/* "<class>: <text>" of the dialect (dialect.h) becomes the chain of messages that kamu prints; the
 * first is what its API answers. Other errors, and KAMU_OK, stay as they are. Returns rc. */
kamu_code query_error_as_kamu(kamu_code rc, struct kamu_error *err);

#endif
