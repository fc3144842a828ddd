/*
 * The bytes of an input: a file, a pipe, memory or a callback, unpacked when they are compressed
 * (gz, zst, bz2, xz, zip with one member; by content) and turned into UTF-8 without byte order
 * mark when a mark or the declared encoding says so.
 */
#ifndef KAMU_READERS_INPUT_H
#define KAMU_READERS_INPUT_H

#include "readers/reader.h"

struct byte_input;

/* Opens the source and reads its first bytes. A directory and a missing file are errors. */
kamu_code byte_input_open(struct env *env, const struct reader_options *o, struct byte_input **out,
                          struct kamu_error *err);
/* Before anything else: what the bytes are turned into. `encoding` .p NULL, or unknown: UTF-8. With
 * `raw` they come as they are stored. Once more, from the beginning, until the first
 * byte_input_read. */
kamu_code byte_input_start(struct byte_input *in, struct str encoding, bool raw,
                           struct kamu_error *err);
void byte_input_close(struct byte_input *in);

/* The first bytes (INPUT_PEEK at most) as they are stored. */
void byte_input_stored_head(const struct byte_input *in, const uint8_t **p, size_t *n);

/* Up to n bytes; *got < n only at the end. */
kamu_code byte_input_read(struct byte_input *in, void *out, size_t n, size_t *got,
                          struct kamu_error *err);

/* The first bytes (INPUT_PEEK at most) without consuming them; only before the first
 * byte_input_read. */
#define INPUT_PEEK 4096
void byte_input_peek(const struct byte_input *in, const uint8_t **p, size_t *n);

/* The first decoded bytes, at any time, and whether there are no others. */
void byte_input_head(const struct byte_input *in, const uint8_t **p, size_t *n);
bool byte_input_head_is_all(const struct byte_input *in);

/* Makes byte_input_rewind possible for pipes and streams too, by keeping what is read. Before the
 * first byte_input_read. */
void byte_input_keep(struct byte_input *in);
kamu_code byte_input_rewind(struct byte_input *in, struct kamu_error *err);

/* All of the input as a file that can be seeked: the input itself, or a copy in the temporary
 * directory. Borrowed; lives as long as the input. */
kamu_code byte_input_as_file(struct byte_input *in, struct fs_file **out, struct kamu_error *err);

/* A file without a name in the temporary directory; the caller closes it. */
kamu_code byte_input_temp_file(struct byte_input *in, struct fs_file **out, struct kamu_error *err);

const char *byte_input_name(const struct byte_input *in);
bool byte_input_is_empty(const struct byte_input *in);        /* no stored byte */
uint64_t byte_input_bytes_read(const struct byte_input *in);  /* stored bytes */
uint64_t byte_input_bytes_total(const struct byte_input *in); /* UINT64_MAX: unknown */
bool byte_input_is_unpacked(const struct byte_input *in);

/* ---- input_unpack.c ---------------------------------------------------------------- */

typedef kamu_code byte_input_source(void *ctx, void *out, size_t n, size_t *got,
                                    struct kamu_error *err);
struct unpack;
/* What the first bytes say: "gzip", ..., NULL = not compressed. */
const char *unpack_kind(const uint8_t *head, size_t n);
kamu_code unpack_open(byte_input_source *source, void *ctx, const char *kind, const char *name,
                      struct unpack **out, struct kamu_error *err);
kamu_code unpack_read(struct unpack *u, void *out, size_t n, size_t *got, struct kamu_error *err);
void unpack_close(struct unpack *u); /* u may be NULL */

/* ---- input_gzip.c --------------------------------------------------------------------- */

/* gzip by zlib, not by libarchive, which does not look at checksum and length: damaged data would
 * be stored without a word. Members one behind the other are one text, zeros at the end are
 * padding, anything else there is an error. */
struct gzip;
kamu_code gzip_open(byte_input_source *source, void *ctx, const char *name, struct gzip **out,
                    struct kamu_error *err);
kamu_code gzip_read(struct gzip *g, void *out, size_t n, size_t *got, struct kamu_error *err);
void gzip_close(struct gzip *g); /* g may be NULL */

/* ---- input_text.c -------------------------------------------------------------------- */

enum text_encoding { TEXT_UTF8, TEXT_UTF16_LE, TEXT_UTF16_BE, TEXT_LATIN1, TEXT_WINDOWS_1252 };
/* Names as people write them: utf8, UTF-8, latin1, iso-8859-1, windows-1252, cp1252, utf-16 ... */
bool text_encoding_find(struct str name, enum text_encoding *out);
/* By a byte order mark at the start; *skip = its length. */
bool text_encoding_mark(const uint8_t *p, size_t n, enum text_encoding *out, size_t *skip);
/* Converts as much of in[0..n) as is whole; returns bytes taken. `out` needs room for 3 * n. Broken
 * pairs become U+FFFD. */
size_t text_to_utf8(enum text_encoding e, const uint8_t *in, size_t n, bool last, uint8_t *out,
                    size_t *out_n);

#endif
