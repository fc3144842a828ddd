/*
 * Progress on a terminal: one line on stderr that is rewritten about ten times a
 * second and taken away at the end. Nothing is drawn in the first half second,
 * off a terminal, with --quiet or with -v.
 */
#ifndef KAMU_CLI_PROGRESS_H
#define KAMU_CLI_PROGRESS_H

#include "cli/command.h"

enum progress_unit { PROGRESS_COUNT, PROGRESS_BYTES };

struct progress {
    struct cli *cli; /* NULL = off */
    char text[128];  /* what is going on: "Reading data (gps)" */
    enum progress_unit unit;
    uint64_t done, total; /* total 0 = unknown: a spinner instead of a bar */
    uint64_t rows;        /* shown when not 0 */
    uint64_t started_ns, drawn_ns;
    bool shown;
    unsigned tick;
};

void progress_start(struct progress *p, struct cli *cli, enum progress_unit unit, const char *fmt,
                    ...) KAMU_PRINTF(4, 5);
/* A new text is drawn at once; the same one costs nothing. */
void progress_text(struct progress *p, const char *fmt, ...) KAMU_PRINTF(2, 3);
/* Cheap: looks at the clock and draws at most every 100 ms. */
void progress_set(struct progress *p, uint64_t done, uint64_t total, uint64_t rows);
void progress_end(struct progress *p); /* clears the line; may be called twice */

#endif
