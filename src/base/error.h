/*
 * Errors: a code and a caller-owned `struct kamu_error` (see include/kamu.h).
 *
 * A function that can fail returns `enum kamu_code` and takes a
 * `struct kamu_error *err` as its LAST argument; err may be NULL. On success err
 * is left untouched. Bad input is never an assertion; a broken invariant is
 * (KAMU_BUG aborts with file and line).
 */
#ifndef KAMU_BASE_ERROR_H
#define KAMU_BASE_ERROR_H

#include "kamu.h"

#include <stdarg.h>

#define KAMU_PRINTF(fmt, args) __attribute__((format(printf, fmt, args)))
#define KAMU_MUST_CHECK __attribute__((warn_unused_result))

typedef enum kamu_code kamu_code;

_Noreturn void kamu_bug(const char *file, int line, const char *fmt, ...) KAMU_PRINTF(3, 4);

/* Set the error to one message and return `code`. Clears position and chain. */
kamu_code error_set(struct kamu_error *err, kamu_code code, const char *fmt, ...) KAMU_PRINTF(3, 4);

/* Put an outer message in front ("Failed to add dataset x"); returns err->code
 * (`code` when err is NULL). */
kamu_code error_wrap(struct kamu_error *err, kamu_code code, const char *fmt, ...)
    KAMU_PRINTF(3, 4);

/* From errno: code KAMU_E_ACCESS / KAMU_E_NOT_FOUND / KAMU_E_IO ..., message
 * "<what>: <strerror> (os error N)" like kamu-cli. Keeps errno in os_errno. */
kamu_code error_os(struct kamu_error *err, int os_errno, const char *fmt, ...) KAMU_PRINTF(3, 4);

kamu_code error_nomem(struct kamu_error *err);

/* These four never return KAMU_OK; saying so lets the compiler see that what follows a KAMU_TRY has
 * its out-arguments filled. */
static inline kamu_code error_failed(kamu_code code)
{
    if (code == KAMU_OK)
        kamu_bug(__FILE__, __LINE__, "an error without a code");
    return code;
}
#define error_set(...) error_failed((error_set)(__VA_ARGS__))
#define error_wrap(...) error_failed((error_wrap)(__VA_ARGS__))
#define error_os(...) error_failed((error_os)(__VA_ARGS__))
#define error_nomem(err) error_failed((error_nomem)(err))

/* Position details; no-ops when err is NULL. Text is cut to the field's size. */
void error_at(struct kamu_error *err, const char *input, uint64_t line, uint64_t column,
              uint64_t byte);
void error_field(struct kamu_error *err, const char *fmt, ...) KAMU_PRINTF(2, 3);
/* Stores at most ~100 bytes of `text`, control bytes as \xNN, cut at a UTF-8
 * boundary with a trailing "…". */
void error_excerpt(struct kamu_error *err, const void *text, size_t len);
void error_expected(struct kamu_error *err, const char *fmt, ...) KAMU_PRINTF(2, 3);
void error_hint(struct kamu_error *err, const char *fmt, ...) KAMU_PRINTF(2, 3);

#define KAMU_TRY(expr)                                                                             \
    do {                                                                                           \
        kamu_code kamu_try_code_ = (expr);                                                         \
        if (kamu_try_code_ != KAMU_OK)                                                             \
            return kamu_try_code_;                                                                 \
    } while (0)

/* Jump to a cleanup label; needs a local `kamu_code rc`. */
#define KAMU_TRY_GOTO(expr, label)                                                                 \
    do {                                                                                           \
        rc = (expr);                                                                               \
        if (rc != KAMU_OK)                                                                         \
            goto label;                                                                            \
    } while (0)

#define KAMU_BUG(...) kamu_bug(__FILE__, __LINE__, __VA_ARGS__)
#define KAMU_ASSERT(cond)                                                                          \
    do {                                                                                           \
        if (!(cond))                                                                               \
            KAMU_BUG("assertion failed: %s", #cond);                                               \
    } while (0)

#endif
