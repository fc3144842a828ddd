/* The line of progress on a terminal (cli/progress.h). */
#include "unit/harness.h"

#include "cli/progress.h"

struct screen {
    struct cli cli;
    char *text;
    size_t n;
};

static void open_screen(struct screen *s, bool tty)
{
    *s = (struct screen){.cli = {.out_tty = tty, .err_tty = tty}};
    s->cli.err = open_memstream(&s->text, &s->n);
    s->cli.out = s->cli.err;
    assert_non_null(s->cli.err);
}

/* How often the line was drawn or cleared. */
static int draws(struct screen *s)
{
    int n = 0;
    fflush(s->cli.err);
    for (const char *p = s->text; p != NULL && (p = strchr(p, '\r')) != NULL; p++)
        n++;
    return n;
}

static void close_screen(struct screen *s)
{
    fclose(s->cli.err);
    free(s->text);
}

static void age(struct progress *p, uint64_t ms)
{
    p->started_ns -= ms * 1000000;
    p->drawn_ns = p->drawn_ns > ms * 1000000 ? p->drawn_ns - ms * 1000000 : 0;
}

static void drawn_when_it_lasts(void **state)
{
    struct screen s;
    struct progress p;
    open_screen(&s, true);
    progress_start(&p, &s.cli, PROGRESS_BYTES, "Pulling (%s)", "gps");
    progress_set(&p, 1, 100, 0);
    assert_int_equal(draws(&s), 0); /* not in the first half second */
    age(&p, 600);
    for (int i = 0; i < 1000; i++)
        progress_set(&p, 1024, 2048, 0);
    assert_int_equal(draws(&s), 1); /* not again within 100 ms */
    assert_non_null(strstr(s.text, "Pulling (gps)"));
    assert_non_null(strstr(s.text, "1 KiB/2 KiB"));
    age(&p, 200);
    progress_set(&p, 2048, 2048, 7);
    assert_int_equal(draws(&s), 2);
    assert_non_null(strstr(s.text, "7 rows"));
    progress_end(&p);
    assert_int_equal(draws(&s), 3); /* cleared */
    progress_end(&p);
    assert_int_equal(draws(&s), 3);
    close_screen(&s);
}

static void same_text_is_not_drawn_again(void **state)
{
    struct screen s;
    struct progress p;
    open_screen(&s, true);
    progress_start(&p, &s.cli, PROGRESS_COUNT, "Reading");
    age(&p, 600);
    progress_set(&p, 1, 0, 0);
    for (int i = 0; i < 1000; i++) {
        progress_text(&p, "Reading");
        progress_set(&p, (uint64_t)i, 0, 0);
    }
    assert_int_equal(draws(&s), 1);
    progress_text(&p, "Writing");
    assert_int_equal(draws(&s), 2);
    assert_non_null(strstr(s.text, "Writing"));
    progress_end(&p);
    close_screen(&s);
}

static void silent(void **state)
{
    for (int i = 0; i < 3; i++) {
        struct screen s;
        struct progress p;
        open_screen(&s, i != 0);
        s.cli.quiet = i == 1;
        s.cli.verbosity = i == 2;
        progress_start(&p, &s.cli, PROGRESS_COUNT, "x");
        age(&p, 10000);
        progress_set(&p, 1, 2, 3);
        progress_text(&p, "y");
        progress_end(&p);
        assert_int_equal(draws(&s), 0);
        close_screen(&s);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(drawn_when_it_lasts),
        cmocka_unit_test(same_text_is_not_drawn_again),
        cmocka_unit_test(silent),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
