#include "base/log.h"

#include "base/time.h"

#include <stdarg.h>

void log_write(const struct log *l, enum log_level level, const char *fmt, ...)
{
    static const char *const names[] = {"ERROR", "WARN", "INFO", "DEBUG", "TRACE"};
    if (l->out == NULL || level > l->level)
        return;
    char when[INSTANT_TEXT_MAX], text[2048];
    instant_format(clock_now(&(struct clock){0}), when);
    va_list args;
    va_start(args, fmt);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    fprintf(l->out, "%s %5s %s\n", when, names[level], text); /* one call: lines stay whole */
}
