/* Column chunks to decompressed pages: the file access of the slice reader. */
#ifndef KAMU_PARQUET_PAGE_READER_H
#define KAMU_PARQUET_PAGE_READER_H

#include "base/fs.h"
#include "parquet/metadata.h"
#include <stdatomic.h>

/* Where bytes come from: an open file or memory. */
struct pq_source {
    struct fs_file *file;
    const uint8_t *data;
    uint64_t size;
    const char *name;
};

/* Exactly n bytes at offset. Out of range: KAMU_E_CORRUPT. */
kamu_code pq_source_read(const struct pq_source *s, uint64_t offset, size_t n, void *out,
                         struct kamu_error *err);

struct page {
    struct pq_page_header header;
    const uint8_t
        *body; /* decompressed; V2: rep levels, def levels, values; readable 64 bytes past */
    size_t n;
};

struct page_reader {
    const struct pq_source *source;
    const char *column; /* for messages */
    int codec;
    uint64_t at, end;   /* next page header, end of the chunk */
    uint64_t bytes_max; /* of one decompressed page */
    uint8_t *window;    /* bytes [window_at, window_at + window_n) of the file */
    size_t window_cap, window_n;
    uint64_t window_at;
    struct blk *plain;
};

void page_reader_init(struct page_reader *p, const struct pq_source *s, uint64_t bytes_max);
void page_reader_free(struct page_reader *p);
/* Starts at a chunk. Bad offsets: KAMU_E_CORRUPT; codec not known: KAMU_E_UNSUPPORTED. */
kamu_code page_reader_chunk(struct page_reader *p, const struct pq_chunk *c, const char *column,
                            struct kamu_error *err);
/* Goes to a page header at this offset of the chunk (from the offset index). */
kamu_code page_reader_seek(struct page_reader *p, uint64_t offset, struct kamu_error *err);
/* Header of the next page; *more = false at the chunk's end. The body is not touched yet. */
kamu_code page_reader_header(struct page_reader *p, struct pq_page_header *h, bool *more,
                             struct kamu_error *err);
/* After page_reader_header: its body, or only past it. */
kamu_code page_reader_body(struct page_reader *p, const struct pq_page_header *h, struct page *out,
                           struct kamu_error *err);
kamu_code page_reader_skip(struct page_reader *p, const struct pq_page_header *h,
                           struct kamu_error *err);

/* Decompresses to exactly `to` bytes. */
/* One LZ4 block behind the *done bytes of `out` that there are; it may refer to them. */
bool pq_lz4_part(const uint8_t *in, size_t n, uint8_t *out, size_t *done, size_t to);
kamu_code pq_decompress(int codec, const uint8_t *in, size_t n, uint8_t *out, size_t to,
                        struct kamu_error *err);

#endif
