/*
 * What every unit test includes: cmocka, readable failures, temporary
 * directories, and the sweep that makes each allocation fail in turn.
 */
#ifndef KAMU_TESTS_HARNESS_H
#define KAMU_TESTS_HARNESS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/env.h"
#include "base/error.h"
#include "base/mem.h"

#include <stdlib.h>
#include <unistd.h>

/* Run `expr`, which must give KAMU_OK; prints the messages of `err` (struct kamu_error *) if not.
 */
#define assert_ok(expr, err)                                                                       \
    do {                                                                                           \
        kamu_code code_ = (expr);                                                                  \
        if (code_ != KAMU_OK)                                                                      \
            fail_msg("%s: %s: %s", #expr, kamu_code_name(code_), test_error_text(err));            \
    } while (0)

/* `expr` must fail with `want`; `text` (may be NULL) must occur in one of its messages. */
#define assert_fails(expr, want, text, err)                                                        \
    do {                                                                                           \
        kamu_code code_ = (expr);                                                                  \
        if (code_ != (want))                                                                       \
            fail_msg("%s: %s instead of %s: %s", #expr, kamu_code_name(code_),                     \
                     kamu_code_name(want), code_ ? test_error_text(err) : "");                     \
        if ((text) != NULL && !test_error_has(err, text))                                          \
            fail_msg("%s: '%s' is not in: %s", #expr, (const char *)(text), test_error_text(err)); \
    } while (0)

static inline const char *test_error_text(const struct kamu_error *err)
{
    const char *m = err ? kamu_error_message(err, 0) : NULL;
    const char *inner = m ? kamu_error_message(err, 1) : NULL;
    static char text[2 * KAMU_ERROR_TEXT_MAX];
    snprintf(text, sizeof text, "%s%s%s", m ? m : "(no message)", inner ? " / " : "",
             inner ? inner : "");
    return text;
}

static inline bool test_error_has(const struct kamu_error *err, const char *text)
{
    const char *m;
    for (unsigned i = 0; (m = kamu_error_message(err, i)) != NULL; i++)
        if (strstr(m, text) != NULL)
            return true;
    return false;
}

/* A fresh directory; remove it with test_rmdir. */
static inline void test_mkdir(char path[64])
{
    const char *base = getenv("TMPDIR");
    snprintf(path, 64, "%.30s/kamu-test-XXXXXX", base && *base ? base : "/tmp");
    assert_non_null(mkdtemp(path));
}

static inline void test_rmdir(const char *path)
{
    struct fs fs = {0};
    assert_int_equal(fs_remove_tree(&fs, path, NULL), KAMU_OK);
}

/*
 * Calls run(ctx, &err) with the 1st, 2nd, 3rd ... allocation failing (that one
 * only, then that one and all behind it) until a run needs fewer. A failing run
 * must say KAMU_E_NOMEM; it must also not leak, which the asan build sees. Runs
 * that absorb the failure (a cache that is left out) are fine. At most `max`
 * rounds. Works in builds with KAMU_FAULTS; elsewhere it runs once, unharmed.
 */
static inline void test_each_allocation_fails(kamu_code (*run)(void *ctx, struct kamu_error *err),
                                              void *ctx, uint64_t max)
{
    static struct kamu_error err;
#ifdef KAMU_FAULTS
    for (int forever = 0; forever < 2; forever++) {
        for (uint64_t n = 1; n <= max; n++) {
            uint64_t before = mem_fail_after(n, forever);
            kamu_code code = run(ctx, &err);
            uint64_t used = mem_fail_after(0, false) - before;
            if (code != KAMU_OK && code != KAMU_E_NOMEM)
                fail_msg("allocation %llu failing gave %s: %s", (unsigned long long)n,
                         kamu_code_name(code), test_error_text(&err));
            if (used < n) {
                assert_int_equal(code, KAMU_OK);
                break;
            }
            if (n == max)
                fail_msg("more than %llu allocations; raise the limit", (unsigned long long)max);
        }
    }
#else
    (void)max;
#endif
    assert_ok(run(ctx, &err), &err);
}

#endif
