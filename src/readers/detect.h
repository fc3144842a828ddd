/*
 * What an input is, by its first bytes and its name. Used where it cannot be what the source
 * declares, to read it as what it is or to say so in the hint of an error
 * (spec/read-formats.md 8.2.6).
 */
#ifndef KAMU_READERS_DETECT_H
#define KAMU_READERS_DETECT_H

#include "columnar/type.h"
#include "readers/format.h"

struct format_guess {
    struct reader_format format; /* of Csv also the separator, when it is not a comma */
    const char *what;            /* "a JSON array"; NULL: no guess */
    const char *option;          /* the same for --input-format: "json", "csv;separator=\\t" */
    bool binary;                 /* by a magic number: it cannot be a text */
};

struct format_clues {
    struct str name;     /* of the file; .p NULL = none */
    const uint8_t *head; /* the first bytes, unpacked, UTF-8 */
    size_t n;
    bool whole;            /* the head is all there is */
    const uint8_t *stored; /* the first bytes as they are stored */
    size_t n_stored;
    const struct col_schema *schema; /* declared columns, NULL = none */
};

/* The guess for an input that is not of the format `declared`. */
void format_guess(const struct format_clues *clues, enum format_kind declared,
                  struct format_guess *out);

/* A .shp file, or a zip archive the first members of which belong to a shapefile. */
bool is_shapefile(const uint8_t *stored, size_t n);

/* A web page in the place of data. */
bool is_html(const uint8_t *head, size_t n);

/* The beginning of an object or of an array of them, where a CSV has its first field. */
bool looks_like_json(const uint8_t *head, size_t n);

#endif
