/* Filling and reading `struct kamu_error`. */
#include "base/error.h"

#include "base/str.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

const char *kamu_error_message(const struct kamu_error *error, unsigned i)
{
    const char *p = error->text;
    const char *end = error->text + sizeof error->text;
    while (p < end && *p != '\0') {
        if (i-- == 0)
            return p;
        p += strnlen(p, (size_t)(end - p)) + 1;
    }
    return NULL;
}

const char *kamu_code_name(enum kamu_code code)
{
    switch (code) {
    case KAMU_OK:
        return "KAMU_OK";
    case KAMU_E_USAGE:
        return "KAMU_E_USAGE";
    case KAMU_E_INPUT:
        return "KAMU_E_INPUT";
    case KAMU_E_SCHEMA:
        return "KAMU_E_SCHEMA";
    case KAMU_E_NOT_FOUND:
        return "KAMU_E_NOT_FOUND";
    case KAMU_E_EXISTS:
        return "KAMU_E_EXISTS";
    case KAMU_E_CONFLICT:
        return "KAMU_E_CONFLICT";
    case KAMU_E_CHAIN:
        return "KAMU_E_CHAIN";
    case KAMU_E_CORRUPT:
        return "KAMU_E_CORRUPT";
    case KAMU_E_ACCESS:
        return "KAMU_E_ACCESS";
    case KAMU_E_IO:
        return "KAMU_E_IO";
    case KAMU_E_LIMIT:
        return "KAMU_E_LIMIT";
    case KAMU_E_NOMEM:
        return "KAMU_E_NOMEM";
    case KAMU_E_UNSUPPORTED:
        return "KAMU_E_UNSUPPORTED";
    case KAMU_E_CANCELLED:
        return "KAMU_E_CANCELLED";
    case KAMU_E_BUG:
        return "KAMU_E_BUG";
    }
    return "KAMU_E_UNKNOWN";
}

/* Formats one message into text[0..max), leaving room for the list's end mark, cut at a
 * code point. An empty message would end the list, so it becomes a blank. Returns its length. */
static size_t message_format(char *out, size_t max, const char *fmt, va_list args)
{
    int n = vsnprintf(out, max - 1, fmt, args);
    size_t len = n < 0 ? 0 : (size_t)n;
    if (len > max - 2)
        len = utf8_cut(out, max - 2, max - 2);
    if (len == 0)
        out[len++] = ' ';
    out[len] = '\0';
    return len;
}

kamu_code(error_set)(struct kamu_error *err, kamu_code code, const char *fmt, ...)
{
    if (err == NULL)
        return code;
    char message[KAMU_ERROR_TEXT_MAX]; /* arguments may point into err->text */
    va_list args;
    va_start(args, fmt);
    size_t len = message_format(message, sizeof message, fmt, args);
    va_end(args);
    err->code = code;
    err->os_errno = 0;
    memset(&err->at, 0, sizeof err->at);
    memcpy(err->text, message, len + 1);
    err->text[len + 1] = '\0';
    return code;
}

/* Bytes of all messages with their NULs, without the end mark. */
static size_t chain_bytes(const struct kamu_error *err)
{
    size_t n = 0;
    const char *m;
    for (unsigned i = 0; (m = kamu_error_message(err, i)) != NULL; i++)
        n = (size_t)(m - err->text) + strlen(m) + 1;
    return n;
}

kamu_code(error_wrap)(struct kamu_error *err, kamu_code code, const char *fmt, ...)
{
    if (err == NULL)
        return code;
    char message[KAMU_ERROR_TEXT_MAX / 2];
    va_list args;
    va_start(args, fmt);
    size_t len = message_format(message, sizeof message, fmt, args) + 1;
    va_end(args);
    size_t inner = chain_bytes(err);
    if (inner > sizeof err->text - 1 - len) /* the innermost text is cut */
        inner = utf8_cut(err->text, sizeof err->text - 2 - len, sizeof err->text - 2 - len);
    memmove(err->text + len, err->text, inner);
    memcpy(err->text, message, len);
    err->text[len + inner] = '\0';
    if (len + inner + 1 < sizeof err->text)
        err->text[len + inner + 1] = '\0';
    return err->code;
}

static kamu_code code_of_errno(int e)
{
    switch (e) {
    case ENOENT:
    case ENOTDIR:
        return KAMU_E_NOT_FOUND;
    case EACCES:
    case EPERM:
    case EROFS:
        return KAMU_E_ACCESS;
    case EEXIST:
        return KAMU_E_EXISTS;
    case ENOMEM:
        return KAMU_E_NOMEM;
    case ENAMETOOLONG:
        return KAMU_E_LIMIT;
    default:
        return KAMU_E_IO;
    }
}

kamu_code(error_os)(struct kamu_error *err, int os_errno, const char *fmt, ...)
{
    kamu_code code = code_of_errno(os_errno);
    if (err == NULL)
        return code;
    char what[KAMU_ERROR_TEXT_MAX / 2];
    va_list args;
    va_start(args, fmt);
    message_format(what, sizeof what, fmt, args);
    va_end(args);
    const char *reason = strerrordesc_np(os_errno);
    error_set(err, code, "%s: %s (os error %d)", what, reason ? reason : "Unknown error", os_errno);
    err->os_errno = os_errno;
    return code;
}

kamu_code(error_nomem)(struct kamu_error *err)
{
    return error_set(err, KAMU_E_NOMEM, "Out of memory");
}

static void copy_cut(char *out, size_t max, const char *s)
{
    size_t n = s ? strlen(s) : 0;
    if (n > max - 1)
        n = utf8_cut(s, n, max - 1);
    if (n > 0)
        memcpy(out, s, n);
    out[n] = '\0';
}

void error_at(struct kamu_error *err, const char *input, uint64_t line, uint64_t column,
              uint64_t byte)
{
    if (err == NULL)
        return;
    copy_cut(err->at.input, sizeof err->at.input, input);
    err->at.line = line;
    err->at.column = column;
    err->at.byte = byte;
}

#define FORMAT_INTO(member)                                                                        \
    do {                                                                                           \
        if (err == NULL)                                                                           \
            return;                                                                                \
        char text_[sizeof err->at.member * 4];                                                     \
        va_list args_;                                                                             \
        va_start(args_, fmt);                                                                      \
        if (vsnprintf(text_, sizeof text_, fmt, args_) < 0)                                        \
            text_[0] = '\0';                                                                       \
        va_end(args_);                                                                             \
        copy_cut(err->at.member, sizeof err->at.member, text_);                                    \
    } while (0)

void error_field(struct kamu_error *err, const char *fmt, ...)
{
    FORMAT_INTO(field);
}

void error_expected(struct kamu_error *err, const char *fmt, ...)
{
    FORMAT_INTO(expected);
}

void error_hint(struct kamu_error *err, const char *fmt, ...)
{
    FORMAT_INTO(hint);
}

void error_excerpt(struct kamu_error *err, const void *text, size_t len)
{
    static const char more[] = "…";
    if (err == NULL)
        return;
    char *out = err->at.excerpt;
    size_t max = sizeof err->at.excerpt - sizeof more; /* the mark and the NUL always fit */
    const char *s = text;
    size_t o = 0, i = 0;
    while (i < len) {
        uint32_t cp;
        unsigned n = utf8_decode(s + i, len - i, &cp);
        bool plain = n > 0 && cp >= 0x20 && cp != 0x7f;
        size_t need = plain ? n : 4;
        if (o + need > max)
            break;
        if (plain) {
            memcpy(out + o, s + i, n);
            i += n;
        } else {
            static const char hex[] = "0123456789ABCDEF";
            unsigned char c = (unsigned char)s[i++];
            out[o] = '\\';
            out[o + 1] = 'x';
            out[o + 2] = hex[c >> 4];
            out[o + 3] = hex[c & 15];
        }
        o += need;
    }
    if (i < len) {
        memcpy(out + o, more, sizeof more - 1);
        o += sizeof more - 1;
    }
    out[o] = '\0';
}

void kamu_bug(const char *file, int line, const char *fmt, ...)
{
    char text[1024];
    va_list args;
    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    fprintf(stderr, "kamu: internal error at %s:%d: %s\n", file, line, text);
    abort();
}
