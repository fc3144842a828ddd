/* Guesses from the first bytes: see detect.h. */
#include "readers/detect.h"
#include "base/bytes.h"

static bool is_blank(uint8_t c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static struct str skip_blank(struct str s)
{
    while (s.n > 0 && is_blank((uint8_t)*s.p)) {
        s.p++;
        s.n--;
    }
    return s;
}

/* The first line without its end; *rest behind it. `whole`: false when its end is not there. */
static struct str first_line(struct str text, struct str *rest, bool *whole)
{
    const char *end = memchr(text.p, '\n', text.n);
    size_t n = end == NULL ? text.n : (size_t)(end - text.p);
    *whole = end != NULL;
    *rest = (struct str){text.p + n, text.n - n};
    return (struct str){text.p, n};
}

static bool holds(struct str s, const char *text)
{
    return s.n > 0 && memmem(s.p, s.n, text, strlen(text)) != NULL;
}

static bool starts_with(const uint8_t *p, size_t n, const char *magic, size_t len)
{
    return n >= len && memcmp(p, magic, len) == 0;
}

static void set(struct format_guess *g, enum format_kind kind, const char *what, const char *option)
{
    g->format = (struct reader_format){.kind = kind};
    g->what = what;
    g->option = option;
}

/* ---- binary formats ---------------------------------------------------------------------- */

#define ZIP_ENTRY_BYTES 30

/* Looks at the entries of a zip archive that lie in its first bytes. */
static bool zip_of_shapefile(const uint8_t *p, size_t n)
{
    static const char *const parts[] = {".shp", ".shx", ".dbf", ".prj", ".cpg",
                                        ".sbn", ".sbx", ".qix", ".cst"};
    while (starts_with(p, n, "PK\3\4", 4) && n >= ZIP_ENTRY_BYTES) {
        size_t name_n = little16(p + 26), extra_n = little16(p + 28);
        uint64_t skip = (uint64_t)ZIP_ENTRY_BYTES + name_n + extra_n + little32(p + 18);
        struct str name = {(const char *)p + ZIP_ENTRY_BYTES, name_n};
        if (name_n > n - ZIP_ENTRY_BYTES)
            return false;
        for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
            if (name_n > 4 && str_ieq((struct str){name.p + name_n - 4, 4}, str_c(parts[i])))
                return true;
        if (skip >= n)
            return false;
        p += skip;
        n -= (size_t)skip;
    }
    return false;
}

bool is_shapefile(const uint8_t *stored, size_t n)
{
    return starts_with(stored, n, "\0\0\x27\x0a", 4) || zip_of_shapefile(stored, n);
}

/* A file, or a stream that begins with the message of its schema. */
static bool is_arrow(const uint8_t *p, size_t n)
{
    if (starts_with(p, n, "ARROW1\0\0", 8))
        return true;
    return n >= 16 && little32(p) == UINT32_MAX && little32(p + 4) % 8 == 0 &&
           little32(p + 4) < 1u << 26 && little32(p + 8) < little32(p + 4);
}

static bool guess_binary(const struct format_clues *c, struct format_guess *g)
{
    if (is_shapefile(c->stored, c->n_stored))
        set(g, DATA_ESRI_SHAPEFILE, "a shapefile", "esrishapefile");
    else if (starts_with(c->head, c->n, "PAR1", 4) && c->n > 4 && c->head[4] < ' ')
        set(g, DATA_PARQUET, "a Parquet file", "parquet");
    else if (is_arrow(c->head, c->n))
        set(g, DATA_ARROW, "Arrow data", "arrow");
    g->binary = g->what != NULL;
    return g->binary;
}

/* ---- texts ----------------------------------------------------------------------------------- */

bool is_html(const uint8_t *head, size_t n)
{
    struct str s = skip_blank((struct str){(const char *)head, n});
    return (s.n >= 14 && str_ieq((struct str){s.p, 14}, STR("<!doctype html"))) ||
           (s.n >= 5 && str_ieq((struct str){s.p, 5}, STR("<html")));
}

bool looks_like_json(const uint8_t *head, size_t n)
{
    struct str s = skip_blank((struct str){(const char *)head, n});
    bool array = s.n > 0 && *s.p == '[';
    if (array)
        s = skip_blank((struct str){s.p + 1, s.n - 1});
    if (array && s.n > 0 && *s.p == ']')
        return true;
    if (s.n == 0 || *s.p != '{')
        return false;
    s = skip_blank((struct str){s.p + 1, s.n - 1});
    return s.n > 0 && (*s.p == '"' || *s.p == '}');
}

/* One object a line: the first line ends with a brace, and what follows begins with one. */
static bool is_lines(struct str text, bool whole, bool one_is_enough)
{
    struct str rest;
    bool ended;
    struct str line = str_trim(first_line(text, &rest, &ended));
    if (line.n < 2 || line.p[line.n - 1] != '}' || (!ended && !whole))
        return false;
    rest = skip_blank(rest);
    return rest.n > 0 ? *rest.p == '{' : one_is_enough;
}

static bool guess_json(const struct format_clues *c, enum format_kind declared,
                       struct format_guess *g)
{
    struct str text = skip_blank((struct str){(const char *)c->head, c->n});
    bool json = declared != DATA_CSV && declared != DATA_PARQUET && declared != DATA_ESRI_SHAPEFILE;
    if (!looks_like_json(c->head, c->n))
        return false;
    if (*text.p == '[')
        set(g, DATA_JSON, "a JSON array", "json");
    else if (holds(text, "\"FeatureCollection\"") && holds(text, "\"features\""))
        set(g, DATA_GEOJSON, "a GeoJSON document", "geojson");
    else if (is_lines(text, c->whole, !json && c->schema != NULL)) {
        struct str rest;
        bool ended;
        struct str line = first_line(text, &rest, &ended);
        if (holds(line, "\"Feature\"") && holds(line, "\"geometry\""))
            set(g, DATA_NDGEOJSON, "one GeoJSON feature a line", "ndgeojson");
        else
            set(g, DATA_NDJSON, "one JSON object a line", "ndjson");
    }
    return g->what != NULL;
}

/* ---- CSV --------------------------------------------------------------------------------------
 */

static uint64_t fields_of(struct str line, char separator)
{
    uint64_t n = 1;
    bool quoted = false;
    for (size_t i = 0; i < line.n; i++) {
        quoted ^= line.p[i] == '"';
        n += !quoted && line.p[i] == separator;
    }
    return n;
}

static bool is_text(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if ((uint8_t)s.p[i] < ' ' && !is_blank((uint8_t)s.p[i]))
            return false;
    return true;
}

/* Is there more than the number of fields to say that it is a CSV for this schema? */
static bool has_evidence(const struct col_schema *schema, struct str header)
{
    bool typed = false, named = true;
    for (uint32_t i = 0; i < schema->n_fields; i++) {
        typed |= schema->fields[i].type.kind != COL_STRING;
        named &= holds(header, schema->fields[i].name);
    }
    return typed || named;
}

/* Could the line be a header: no name is empty or begins like a number? */
static bool is_header(struct str line, char separator)
{
    bool begins = true;
    for (size_t i = 0; i < line.n; i++) {
        if (begins && memchr("0123456789+-.,;\t|", line.p[i], 17) != NULL)
            return false;
        begins = line.p[i] == separator;
    }
    return !begins;
}

static bool guess_csv(const struct format_clues *c, struct format_guess *g)
{
    static const struct {
        char separator;
        const char *text, *what, *option;
    } kinds[] = {{',', NULL, "CSV", "csv"},
                 {';', ";", "CSV with the separator ';'", "csv;separator=;"},
                 {'\t', "\t", "CSV with tabs", "csv;separator=\\t"},
                 {'|', "|", "CSV with the separator '|'", "csv;separator=|"}};
    struct str text = skip_blank((struct str){(const char *)c->head, c->n}), rest;
    bool ended, next_ended;
    struct str line = first_line(text, &rest, &ended);
    struct str next = first_line(skip_blank(rest), &rest, &next_ended);
    struct reader_format by_name;
    bool named =
        c->name.p != NULL && format_from_file_name(c->name, &by_name) && by_name.kind == DATA_CSV;
    if (line.n == 0 || memchr("<{[", *line.p, 3) != NULL || !is_text(text) || (!ended && !c->whole))
        return false;
    if (!named && (c->schema == NULL || !has_evidence(c->schema, line)))
        return false;
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        uint64_t n = fields_of(line, kinds[i].separator);
        bool same =
            next.n == 0 || (!next_ended && !c->whole) || fields_of(next, kinds[i].separator) == n;
        bool one_column = named && c->schema != NULL && c->schema->n_fields == 1 && i == 0;
        if ((n < 2 && !one_column) || !same)
            continue;
        if (c->schema == NULL && (next.n == 0 || !is_header(line, kinds[i].separator)))
            continue; /* its names would become columns for ever */
        set(g, DATA_CSV, kinds[i].what, kinds[i].option);
        if (kinds[i].text != NULL)
            g->format.separator = str_c(kinds[i].text);
        return true;
    }
    return false;
}

void format_guess(const struct format_clues *clues, enum format_kind declared,
                  struct format_guess *out)
{
    *out = (struct format_guess){.what = NULL};
    if (!guess_binary(clues, out) && !guess_json(clues, declared, out) && declared != DATA_CSV)
        (void)guess_csv(clues, out);
    if (out->what != NULL && out->format.kind == declared)
        *out = (struct format_guess){.what = NULL};
}
