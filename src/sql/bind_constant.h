/* Instants that a query writes down, or that only the clock of the program decides. */
#ifndef KAMU_SQL_BIND_CONSTANT_H
#define KAMU_SQL_BIND_CONSTANT_H

#include "sql/bind.h"

struct sql_instant {
    int64_t seconds; /* of UTC */
    uint32_t nanos;
    bool date; /* the type is Date32 */
};

/* What `e`, which is bound already, stands for when it is compared with a column of this type, a
 * date or a timestamp. false: it is no constant, or one that is not understood here. */
bool bind_constant_instant(struct binder *b, const struct col_type *column,
                           const struct sql_expr *e, struct sql_instant *out);

#endif
