/* placeholder */
#include "merge/strategy_impl.h"
const struct merge_ops merge_snapshot_ops = {.add = NULL};
