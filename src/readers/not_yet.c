/* Formats that are not here yet. */
#include "readers/reader_impl.h"

kamu_code shapefile_reader_open(struct reader *r, struct kamu_error *err)
{
    return error_set(err, KAMU_E_UNSUPPORTED, "The format EsriShapefile is not supported yet");
}
kamu_code parquet_reader_open(struct reader *r, struct kamu_error *err)
{
    return error_set(err, KAMU_E_UNSUPPORTED, "The format Parquet is not supported yet");
}
