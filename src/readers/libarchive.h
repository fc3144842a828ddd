/* libarchive, loaded at first use: linked in, it and what it drags along (libxml2, ICU) would cost
 * every start of the program more than the rest together. */
#ifndef KAMU_READERS_LIBARCHIVE_H
#define KAMU_READERS_LIBARCHIVE_H

#include "base/error.h"

#include <archive.h>
#include <archive_entry.h>

/* clang-format off */
#define LIBARCHIVE_CALLS(X) \
    X(archive_entry_filetype) \
    X(archive_entry_pathname) \
    X(archive_entry_size) \
    X(archive_entry_size_is_set) \
    X(archive_error_string) \
    X(archive_read_data) \
    X(archive_read_free) \
    X(archive_read_new) \
    X(archive_read_next_header) \
    X(archive_read_open) \
    X(archive_read_open_fd) \
    X(archive_read_support_filter_bzip2) \
    X(archive_read_support_filter_xz) \
    X(archive_read_support_filter_zstd) \
    X(archive_read_support_format_empty) \
    X(archive_read_support_format_raw) \
    X(archive_read_support_format_zip_seekable) \
    X(archive_read_support_format_zip_streamable) \
    X(archive_set_error)
/* clang-format on */

struct libarchive {
#define LIBARCHIVE_MEMBER(name) __typeof__(name) *name;
    LIBARCHIVE_CALLS(LIBARCHIVE_MEMBER)
#undef LIBARCHIVE_MEMBER
};

/* KAMU_E_UNSUPPORTED when it is not installed. It stays loaded. */
kamu_code libarchive_load(struct libarchive *out, struct kamu_error *err);

#endif
