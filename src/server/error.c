/* Answers that say what went wrong: kamu's {"message"} and problem documents (RFC 9457). */
#include "server/listener.h"

#include <inttypes.h>

enum { DOCUMENT_MAX = 64 * 1024 };

static void add_json_text(struct buf *b, const char *s, size_t n)
{
    buf_append_byte(b, '"', NULL);
    for (size_t i = 0; i < n;) {
        unsigned char c = (unsigned char)s[i];
        uint32_t code;
        unsigned len = utf8_decode(s + i, n - i, &code);
        if (c == '"' || c == '\\')
            buf_printf(b, NULL, "\\%c", c);
        else if (c == '\n')
            buf_append(b, "\\n", 2, NULL);
        else if (c < ' ')
            buf_printf(b, NULL, "\\u%04x", c);
        else if (len)
            buf_append(b, s + i, len, NULL);
        else
            buf_append(b, "\xef\xbf\xbd", 3, NULL);
        i += len ? len : 1;
    }
    buf_append_byte(b, '"', NULL);
}

static void add_member(struct buf *b, const char *name, const char *text)
{
    if (!text || !*text)
        return;
    buf_printf(b, NULL, "%s\"%s\":", b->len > 1 ? "," : "", name);
    add_json_text(b, text, strlen(text));
}

static void add_number(struct buf *b, const char *name, uint64_t v)
{
    buf_printf(b, NULL, ",\"%s\":%" PRIu64, name, v);
}

bool exchange_wants_problem(const struct exchange *x)
{
    struct str accept = exchange_header(x, "accept");
    return accept.p && memmem(accept.p, accept.n, "application/problem+json", 24) != NULL;
}

static void add_problem_head(struct buf *b, unsigned status, const char *detail)
{
    buf_append_byte(b, '{', NULL);
    add_member(b, "type", "about:blank");
    add_member(b, "title", http1_reason(status));
    add_number(b, "status", status);
    add_member(b, "detail", detail);
    add_member(b, "message", detail);
}

void exchange_problem_number(struct exchange *x, const char *member, uint64_t value)
{
    struct exchange_private *r = x->priv;
    const char *text =
        arena_printf(&x->arena, "%s,\"%s\":%" PRIu64, r->problem ? r->problem : "", member, value);
    if (text)
        r->problem = text;
}

static void add_problem_end(struct buf *b, const struct exchange *x)
{
    if (x->priv->problem)
        buf_append_str(b, x->priv->problem, NULL);
    buf_append_byte(b, '}', NULL);
}

void exchange_refuse(struct exchange *x, unsigned status, const char *message)
{
    struct buf b;
    bool problem = exchange_wants_problem(x);
    buf_init(&b, DOCUMENT_MAX);
    if (problem) {
        add_problem_head(&b, status, message);
    } else {
        buf_append(&b, "{\"message\":", 11, NULL);
        add_json_text(&b, message, strlen(message));
    }
    add_problem_end(&b, x);
    exchange_send_buf(x, status, problem ? "application/problem+json" : "application/json", &b);
}

void exchange_problem(struct exchange *x, unsigned status, const char *detail)
{
    struct buf b;
    buf_init(&b, DOCUMENT_MAX);
    add_problem_head(&b, status, detail);
    add_problem_end(&b, x);
    exchange_send_buf(x, status, "application/problem+json", &b);
}

unsigned exchange_status_of(const struct kamu_error *err)
{
    switch (err->code) {
    case KAMU_E_USAGE:
    case KAMU_E_INPUT:
    case KAMU_E_SCHEMA:
    case KAMU_E_CHAIN:
        return 400;
    case KAMU_E_NOT_FOUND:
        return 404;
    case KAMU_E_EXISTS:
    case KAMU_E_CONFLICT:
        return 409;
    case KAMU_E_ACCESS:
        return 403;
    case KAMU_E_LIMIT:
        return 413;
    case KAMU_E_UNSUPPORTED:
        return 501;
    case KAMU_E_NOMEM:
    case KAMU_E_CANCELLED:
        return 503;
    case KAMU_E_IO:
        return 503;
    default:
        return 500;
    }
}

static void log_fault(struct exchange *x, const struct kamu_error *err)
{
    char text[1024];
    size_t n = 0;
    const char *message;
    text[0] = '\0';
    for (unsigned i = 0; (message = kamu_error_message(err, i)) && n < sizeof text - 1; i++) {
        int more = snprintf(text + n, sizeof text - n, "%s%s", i ? ": " : "", message);
        n += more > 0 ? (size_t)more : 0;
    }
    log_write(&x->server->env->log, LOG_ERROR, STR_FMT ": %s", STR_ARG(x->path), text);
}

/* All messages of the error, outermost first. */
static const char *detail_of(struct exchange *x, const struct kamu_error *err)
{
    const char *first = kamu_error_message(err, 0);
    if (!first)
        return kamu_code_name(err->code);
    const char *text = first, *message;
    for (unsigned i = 1; (message = kamu_error_message(err, i)); i++) {
        const char *longer = arena_printf(&x->arena, "%s: %s", text, message);
        text = longer ? longer : text;
    }
    return text;
}

static void add_position(struct buf *b, const struct kamu_position *at)
{
    add_member(b, "input", at->input);
    if (at->line) {
        add_number(b, "line", at->line);
        if (at->column)
            add_number(b, "column", at->column);
        add_number(b, "byte", at->byte);
    }
    if (at->record)
        add_number(b, "record", at->record);
    add_member(b, "field", at->field);
    add_member(b, "text", at->excerpt);
    add_member(b, "expected", at->expected);
}

void exchange_fail(struct exchange *x, const struct kamu_error *err)
{
    unsigned status = exchange_status_of(err);
    struct buf b;
    x->note.code = err->code;
    buf_init(&b, DOCUMENT_MAX);
    if (status >= 500 && err->code != KAMU_E_UNSUPPORTED) {
        log_fault(x, err);
        /* Nothing of the inside: paths and reasons are for the log. */
        add_problem_head(&b, status,
                         status == 503 ? "The server cannot do this now" : "Internal error");
        if (status == 503)
            exchange_add_header(x, "retry-after", "1");
    } else {
        add_problem_head(&b, status, detail_of(x, err));
        add_position(&b, &err->at);
        add_member(&b, "hint", err->at.hint);
    }
    add_problem_end(&b, x);
    exchange_send_buf(x, status, "application/problem+json", &b);
}
