/* Any bytes as Arrow IPC, with and without a schema. */
#include "fuzz_reader.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return fuzz_format(DATA_ARROW, data, size);
}
