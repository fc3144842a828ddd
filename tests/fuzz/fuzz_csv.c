/* Any bytes as Csv. */
#include "fuzz_reader.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return fuzz_format(DATA_CSV, data, size);
}
