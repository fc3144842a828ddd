/*
 * kamu.h - push ingestion for Open Data Fabric, as an embeddable library.
 *
 * The only public header. Everything a caller owns, must free, or may see fail
 * is said here; nothing else of the library is meant to be included.
 *
 * Conventions
 *   - Every function that can fail returns an `enum kamu_code` and fills the
 *     caller's `struct kamu_error` (may be NULL when only the code matters).
 *   - Strings are UTF-8 and NUL-terminated unless a length is passed along.
 *   - Times are UTC. Units are last in names (`_ms`, `_bytes`).
 */
#ifndef KAMU_H
#define KAMU_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define KAMU_API __attribute__((visibility("default")))
#else
#define KAMU_API
#endif

/* The release of this library, and the kamu-cli release whose datasets, command
 * line and HTTP API it is compatible with. */
#define KAMU_VERSION "0.1.0"
#define KAMU_COMPAT_VERSION "0.265.0"

/* ---- errors ------------------------------------------------------------- */

/* Few on purpose: each maps to one exit code and one HTTP status. */
enum kamu_code {
    KAMU_OK = 0,
    KAMU_E_USAGE,       /* the call or command line is wrong                exit 1  HTTP 400 */
    KAMU_E_INPUT,       /* the pushed data or a manifest is bad             exit 1  HTTP 400 */
    KAMU_E_SCHEMA,      /* data does not fit the dataset's schema           exit 1  HTTP 400 */
    KAMU_E_NOT_FOUND,   /* workspace, dataset, source, block, file missing  exit 1  HTTP 404 */
    KAMU_E_EXISTS,      /* name taken                                       exit 1  HTTP 409 */
    KAMU_E_CONFLICT,    /* the head is not the expected one                 exit 1  HTTP 409 */
    KAMU_E_CHAIN,       /* the event breaks a rule of the metadata chain    exit 1  HTTP 400 */
    KAMU_E_CORRUPT,     /* stored bytes are damaged                         exit 1  HTTP 500 */
    KAMU_E_ACCESS,      /* permission denied                                exit 1  HTTP 403 */
    KAMU_E_IO,          /* the operating system refused                     exit 1  HTTP 500 */
    KAMU_E_LIMIT,       /* a configured maximum was exceeded                exit 1  HTTP 413 */
    KAMU_E_NOMEM,       /* out of memory                                    exit 1  HTTP 503 */
    KAMU_E_UNSUPPORTED, /* valid, but not offered by this build             exit 1  HTTP 501 */
    KAMU_E_CANCELLED,   /* interrupted or declined; nothing was committed   exit 1  HTTP 499 */
    KAMU_E_BUG          /* a broken invariant of the library itself         exit 70 HTTP 500 */
};

/* Where in an input an error lies. Zero / empty members are unknown. */
struct kamu_position {
    char input[256];    /* file name, "STDIN", or the name the caller gave */
    uint64_t line;      /* physical line, from 1 */
    uint64_t column;    /* byte column in the line, from 1 */
    uint64_t byte;      /* offset in the input, from 0; valid when line > 0 */
    uint64_t record;    /* record number, from 1 */
    char field[192];    /* column or key path, "a.b[3]" */
    char excerpt[128];  /* the offending text, shortened, control bytes escaped */
    char expected[96];  /* what was expected: "Int64", "RFC 3339 timestamp" */
    char hint[256];     /* what to do about it */
};

#define KAMU_ERROR_TEXT_MAX 8192

/*
 * Filled by the callee, owned by the caller; no release needed. `text` holds
 * one or more messages, outermost first, each ended by a NUL (an empty one ends
 * the list): read them with kamu_error_message().
 */
struct kamu_error {
    enum kamu_code code;
    int os_errno; /* the errno behind KAMU_E_IO / KAMU_E_ACCESS, else 0 */
    struct kamu_position at;
    char text[KAMU_ERROR_TEXT_MAX];
};

/* The i-th message, outermost is 0; NULL when there are no more. */
KAMU_API const char *kamu_error_message(const struct kamu_error *error, unsigned i);

/* Short stable name of a code, "KAMU_E_INPUT". Never NULL. */
KAMU_API const char *kamu_code_name(enum kamu_code code);

#ifdef __cplusplus
}
#endif
#endif
