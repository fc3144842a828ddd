/* EsriShapefile in parts: the archive, the attribute table, the shapes (spec/read-formats.md 1.7).
 */
#ifndef KAMU_READERS_SHAPEFILE_H
#define KAMU_READERS_SHAPEFILE_H

#include "readers/reader_impl.h"

/* A file that is read forward in windows. */
struct shape_file {
    struct fs_file *file; /* NULL: absent */
    bool owned;
    uint64_t size;
    struct buf window;
    uint64_t window_at;
};
/* n bytes at offset; *out is valid until the next call. KAMU_E_INPUT when the file is shorter. */
kamu_code shape_file_get(struct shape_file *f, uint64_t offset, size_t n, const uint8_t **out,
                         struct kamu_error *err);
void shape_file_close(struct shape_file *f);

struct shape_parts {
    struct shape_file shp, dbf;
    char encoding[64]; /* of the .cpg file, "" when there is none */
};
/* From a zip archive, or a .shp with the others beside it. */
kamu_code shape_parts_open(struct reader *r, struct shape_parts *out, struct kamu_error *err);
void shape_parts_close(struct shape_parts *p);

/* ---- the attribute table --------------------------------------------------------------- */

struct dbf_field {
    char name[12];
    char type;
    size_t offset, width;
};
struct dbf {
    uint32_t records;
    size_t header_bytes, record_bytes;
    struct dbf_field *fields;
    uint32_t n_fields;
    void *iconv; /* NULL: UTF-8 */
    bool lossy;  /* broken UTF-8 becomes U+FFFD, else it is an error */
};
kamu_code dbf_open(struct shape_file *f, const char *encoding, struct dbf *out,
                   struct kamu_error *err);
void dbf_close(struct dbf *d);
/* Appends the members of record i: "name":value,... ; deleted records too, as kamu. */
kamu_code dbf_put(struct dbf *d, struct shape_file *f, uint32_t i, struct buf *out,
                  struct kamu_error *err);

/* ---- shapes ------------------------------------------------------------------------------ */

/* The record at *offset of the .shp as GeoJSON text ("type" before "coordinates"), an empty text
 * for a null shape; *offset moves to the next one. *end: there is none. */
kamu_code shp_put(struct shape_file *f, uint64_t *offset, struct buf *out, bool *end,
                  struct kamu_error *err);
kamu_code shp_check(struct shape_file *f, struct kamu_error *err); /* the header */
#define SHP_HEADER_BYTES 100

/* A JSON string. */
kamu_code shape_put_text(struct buf *out, const char *p, size_t n, struct kamu_error *err);

#endif
