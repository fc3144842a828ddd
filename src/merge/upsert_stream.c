/* placeholder */
#include "merge/strategy_impl.h"
const struct merge_ops merge_upsert_stream_ops = {.add = NULL};
