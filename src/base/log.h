/* Diagnostics for people who debug (-v), never for the user's answers. */
#ifndef KAMU_BASE_LOG_H
#define KAMU_BASE_LOG_H

#include "base/error.h"
#include <stdio.h>

enum log_level { LOG_ERROR, LOG_WARN, LOG_INFO, LOG_DEBUG, LOG_TRACE };

struct log {
    FILE *out; /* NULL = off */
    enum log_level level;
};
void log_write(const struct log *l, enum log_level level, const char *fmt, ...) KAMU_PRINTF(3, 4);

#endif
