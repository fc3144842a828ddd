/* Ends pages: levels and values to a body, compressed, behind its header, at the chunk's end. */
#ifndef KAMU_PARQUET_PAGE_WRITER_H
#define KAMU_PARQUET_PAGE_WRITER_H

#include "parquet/column_writer.h"

kamu_code page_writer_end(struct column_writer *w, struct kamu_error *err);
/* The chunk's dictionary page, put in front. */
kamu_code page_writer_dictionary(struct column_writer *w, struct kamu_error *err);

#endif
