/* Guesses at what an input is that cannot be read from its first record on. */
#include "readers/reader_impl.h"

static bool starts(const uint8_t *p, size_t n, const char *text)
{
    struct str head = {(const char *)p, n < strlen(text) ? n : strlen(text)};
    return str_ieq(head, str_c(text));
}

static const char *what_it_is(const struct reader *r, const uint8_t *p, size_t n)
{
    enum format_kind kind = r->o.format.kind, found;
    bool json = kind != DATA_CSV && kind != DATA_PARQUET && kind != DATA_ESRI_SHAPEFILE;
    size_t zeros = 0;
    for (size_t i = 0; i < n && i < 64; i++)
        zeros += p[i] == 0;
    if (zeros >= 16 && n >= 32 && zeros < 48)
        return "this looks like UTF-16: set the encoding option to utf-16, or convert the data";
    while (n > 0 && (*p == ' ' || *p == '\n' || *p == '\r' || *p == '\t')) {
        p++;
        n--;
    }
    if (starts(p, n, "<!doctype html") || starts(p, n, "<html"))
        return "this is an HTML page, not data: a login or error page of the download?";
    if (starts(p, n, "<?xml") || starts(p, n, "<"))
        return "this looks like XML";
    if (n >= 4 && memcmp(p, "PAR1", 4) == 0 && kind != DATA_PARQUET)
        return "this is a Parquet file: use --input-format parquet";
    if (n >= 6 && memcmp(p, "ARROW1", 6) == 0)
        return "this is an Arrow file, which is not supported: convert it to Parquet";
    if (n >= 4 && memcmp(p, "Obj\1", 4) == 0)
        return "this is an Avro file, which is not supported";
    if (json && n > 0 && *p == '[' && kind != DATA_JSON)
        return "this is a JSON array: use --input-format json";
    if (json && format_sniff(p, n, &found) && found == DATA_GEOJSON && kind != DATA_GEOJSON)
        return "this is a GeoJSON document: use --input-format geojson";
    if (json && n > 0 && *p != '{' && *p != '[') {
        const uint8_t *line = memchr(p, '\n', n);
        size_t len = line == NULL ? n : (size_t)(line - p);
        if (memchr(p, ',', len) != NULL || memchr(p, ';', len) != NULL ||
            memchr(p, '\t', len) != NULL)
            return "this looks like CSV: use --input-format csv";
    }
    if (json && kind != DATA_NDJSON && n > 0 && *p == '{' && format_sniff(p, n, &found) &&
        found == DATA_NDJSON)
        return "this looks like one JSON object per line: use --input-format ndjson";
    return NULL;
}

void hint_from_head(const struct reader *r, struct kamu_error *err)
{
    const uint8_t *p;
    size_t n;
    byte_input_head(r->in, &p, &n);
    const char *hint = what_it_is(r, p, n);
    if (hint != NULL)
        error_hint(err, "%s", hint);
}
