/* Any bytes as the input of a Parquet source: with a schema its columns are cast. */
#include "fuzz_reader.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return fuzz_format(DATA_PARQUET, data, size);
}
