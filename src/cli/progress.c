#include "cli/progress.h"

#include <inttypes.h>

#define FIRST_DRAW_NS 500000000u
#define REDRAW_NS 100000000u
#define BAR_CELLS 24

void progress_start(struct progress *p, struct cli *cli, enum progress_unit unit, const char *fmt,
                    ...)
{
    *p = (struct progress){.unit = unit};
    if (cli->out_tty && cli->err_tty && !cli->quiet && cli->verbosity == 0)
        p->cli = cli;
    if (!p->cli)
        return;
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(p->text, sizeof p->text, fmt, ap);
    va_end(ap);
    p->started_ns = clock_monotonic_ns();
}

void progress_text(struct progress *p, const char *fmt, ...)
{
    if (!p->cli)
        return;
    char text[sizeof p->text];
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    if (strcmp(text, p->text) == 0)
        return;
    memcpy(p->text, text, sizeof text);
    if (p->shown)
        p->drawn_ns = 0; /* say it now */
    progress_set(p, p->done, p->total, p->rows);
}

static void amount(char *out, size_t size, enum progress_unit unit, double n)
{
    char text[CLI_SIZE_TEXT_MAX];
    if (unit == PROGRESS_BYTES)
        snprintf(out, size, "%s", cli_size_text((uint64_t)n, text));
    else
        snprintf(out, size, "%.0f", n);
}

static void duration_text(char *out, size_t size, double seconds)
{
    uint64_t s = (uint64_t)(seconds + 0.5);
    if (s >= 3600)
        snprintf(out, size, "%" PRIu64 ":%02" PRIu64 ":%02" PRIu64, s / 3600, s / 60 % 60, s % 60);
    else
        snprintf(out, size, "%" PRIu64 ":%02" PRIu64, s / 60, s % 60);
}

static void draw(struct progress *p, uint64_t now)
{
    FILE *f = p->cli->err;
    double seconds = (double)(now - p->started_ns) / 1e9;
    double rate = seconds > 0 ? (double)p->done / seconds : 0;
    char done[40], total[40], per_second[40], left[24];
    amount(done, sizeof done, p->unit, (double)p->done);
    amount(per_second, sizeof per_second, p->unit, rate);
    static const char *const spinner[] = {"⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"};
    fputs("\r\033[K", f);
    cli_paint(p->cli, f, CLI_CYAN, "%s", spinner[p->tick++ % 10]);
    fprintf(f, " %s", p->text);
    if (p->total) {
        uint64_t cells = p->done >= p->total ? BAR_CELLS : p->done * BAR_CELLS / p->total;
        fputs("  [", f);
        for (uint64_t i = 0; i < BAR_CELLS; i++)
            fputs(i < cells ? "█" : "·", f);
        amount(total, sizeof total, p->unit, (double)p->total);
        fprintf(f, "] %s/%s", done, total);
    } else if (p->done) {
        fprintf(f, "  %s", done);
    }
    if (p->rows)
        fprintf(f, ", %" PRIu64 " rows", p->rows);
    if (p->done)
        fprintf(f, ", %s/s", per_second);
    if (p->total && rate > 0 && p->done < p->total) {
        duration_text(left, sizeof left, (double)(p->total - p->done) / rate);
        fprintf(f, ", %s left", left);
    } else if (!p->total) {
        duration_text(left, sizeof left, seconds);
        fprintf(f, ", %s", left);
    }
    fflush(f);
    p->shown = true;
    p->drawn_ns = now;
}

void progress_set(struct progress *p, uint64_t done, uint64_t total, uint64_t rows)
{
    if (!p->cli)
        return;
    p->done = done;
    p->total = total;
    p->rows = rows;
    uint64_t now = clock_monotonic_ns();
    if (now - p->started_ns >= FIRST_DRAW_NS && now - p->drawn_ns >= REDRAW_NS)
        draw(p, now);
}

void progress_end(struct progress *p)
{
    if (p->cli && p->shown) {
        fputs("\r\033[K", p->cli->err);
        fflush(p->cli->err);
    }
    p->cli = NULL;
    p->shown = false;
}
