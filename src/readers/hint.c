/* Guesses at what an input is that cannot be read from its first record on. */
#include "readers/detect.h"
#include "readers/reader_impl.h"

/* Things that no format reads. */
static const char *what_it_is(const uint8_t *p, size_t n)
{
    size_t zeros = 0;
    for (size_t i = 0; i < n && i < 64; i++)
        zeros += p[i] == 0;
    if (zeros >= 16 && n >= 32 && zeros < 48)
        return "this looks like UTF-16: set the encoding option to utf-16, or convert the data";
    struct str text = str_trim((struct str){(const char *)p, n});
    if (is_html(p, n))
        return "this is an HTML page, not data: a login or error page of the download?";
    if (text.n > 0 && *text.p == '<')
        return "this looks like XML";
    if (n >= 4 && memcmp(p, "Obj\1", 4) == 0)
        return "this is an Avro file, which is not supported: convert it to Parquet or NDJSON";
    return NULL;
}

void hint_from_head(const struct reader *r, struct kamu_error *err)
{
    const uint8_t *p;
    size_t n;
    struct format_guess guess;
    byte_input_head(r->in, &p, &n);
    const char *hint = what_it_is(p, n);
    if (hint != NULL)
        error_hint(err, "%s", hint);
    else if (reader_guess(r, &guess))
        error_hint(err, "this looks like %s: use --input-format '%s'", guess.what, guess.option);
}
