/* Names of formats, and which one an input has. */
#include "readers/format.h"

static const struct {
    const char *kind, *media_type;
} kinds[FORMAT_KINDS] = {
    [DATA_CSV] = {"Csv", "text/csv"},
    [DATA_JSON] = {"Json", "application/json"},
    [DATA_NDJSON] = {"NdJson", "application/x-ndjson"},
    [DATA_GEOJSON] = {"GeoJson", "application/geo+json"},
    [DATA_NDGEOJSON] = {"NdGeoJson", "application/x-ndgeojson"},
    [DATA_ESRI_SHAPEFILE] = {"EsriShapefile", "application/vnd.shp"},
    [DATA_PARQUET] = {"Parquet", "application/vnd.apache.parquet"},
    [DATA_ARROW] = {"Arrow", "application/vnd.apache.arrow.file"},
};

/* What people, servers and files call them; words are separated by blanks. */
static const struct name_row {
    enum format_kind kind;
    const char *separator; /* of Csv, when it is no comma */
    const char *names, *media_types, *extensions;
} rows[] = {
    {DATA_CSV, NULL, "csv", "text/csv application/csv text/x-csv", "csv"},
    {DATA_CSV, "\t", "tsv", "text/tab-separated-values", "tsv tab"},
    {DATA_JSON, NULL, "json", "application/json text/json", "json"},
    {DATA_NDJSON, NULL, "ndjson jsonl",
     "application/x-ndjson application/ndjson application/jsonl application/x-jsonlines "
     "application/jsonlines application/json-seq text/ndjson",
     "ndjson jsonl"},
    {DATA_GEOJSON, NULL, "geojson", "application/geo+json application/vnd.geo+json", "geojson"},
    {DATA_NDGEOJSON, NULL, "ndgeojson",
     "application/x-ndgeojson application/ndgeojson application/geo+json-seq",
     "ndgeojson geojsonl geojsons"},
    {DATA_ESRI_SHAPEFILE, NULL, "esrishapefile shapefile",
     "application/vnd.shp x-gis/x-shapefile application/vnd.esri.shapefile application/zip "
     "application/x-zip-compressed application/x-shapefile",
     "shp shx"},
    {DATA_PARQUET, NULL, "parquet",
     "application/vnd.apache.parquet application/x-parquet application/parquet", "parquet"},
    {DATA_ARROW, NULL, "arrow arrows feather",
     "application/vnd.apache.arrow.file application/vnd.apache.arrow.stream",
     "arrow arrows feather"},
};
#define N_ROWS (sizeof rows / sizeof rows[0])

const char *format_kind_name(enum format_kind kind)
{
    return kinds[kind].kind;
}

const char *format_media_type(enum format_kind kind)
{
    return kinds[kind].media_type;
}

/* Is `word` one of the blank-separated words of `list`? Case does not count. */
static bool listed(const char *list, struct str word)
{
    while (*list != 0) {
        size_t n = strcspn(list, " ");
        if (str_ieq((struct str){list, n}, word))
            return true;
        list += n + (list[n] == ' ');
    }
    return false;
}

static void take_row(const struct name_row *row, struct reader_format *out)
{
    *out = (struct reader_format){.kind = row->kind};
    if (row->separator != NULL)
        out->separator = str_c(row->separator);
}

bool format_from_name(struct str name, struct reader_format *out)
{
    for (size_t i = 0; i < N_ROWS; i++)
        if (listed(rows[i].names, name)) {
            take_row(&rows[i], out);
            return true;
        }
    return false;
}

static bool from_extension(struct str extension, struct reader_format *out)
{
    for (size_t i = 0; i < N_ROWS; i++)
        if (listed(rows[i].extensions, extension)) {
            take_row(&rows[i], out);
            return true;
        }
    return false;
}

bool format_from_file_name(struct str name, struct reader_format *out)
{
    for (int pass = 0; pass < 2; pass++) {
        size_t dot = name.n;
        while (dot > 0 && name.p[dot - 1] != '.' && name.p[dot - 1] != '/')
            dot--;
        if (dot == 0 || name.p[dot - 1] != '.')
            return false;
        struct str extension = {name.p + dot, name.n - dot};
        if (from_extension(extension, out))
            return true;
        if (!listed("gz gzip zst zstd bz2 xz zip", extension))
            return false;
        name.n = dot - 1;
    }
    return false;
}

/* The value of a media type's parameter, quotes removed. */
static struct str parameter(struct str params, const char *name)
{
    while (params.n > 0) {
        const char *semicolon = memchr(params.p, ';', params.n);
        size_t n = semicolon == NULL ? params.n : (size_t)(semicolon - params.p);
        struct str one = {params.p, n};
        const char *equals = memchr(one.p, '=', one.n);
        if (equals != NULL &&
            str_ieq(str_trim((struct str){one.p, (size_t)(equals - one.p)}), str_c(name))) {
            struct str v = str_trim((struct str){equals + 1, one.n - (size_t)(equals - one.p) - 1});
            if (v.n >= 2 && v.p[0] == '"' && v.p[v.n - 1] == '"')
                v = (struct str){v.p + 1, v.n - 2};
            return v;
        }
        n += semicolon != NULL;
        params = (struct str){params.p + n, params.n - n};
    }
    return STR_NONE;
}

bool format_from_media_type(struct str type, struct reader_format *out)
{
    struct str params = {type.p, 0};
    const char *semicolon = type.n == 0 ? NULL : memchr(type.p, ';', type.n);
    if (semicolon != NULL) {
        params = (struct str){semicolon + 1, type.n - (size_t)(semicolon - type.p) - 1};
        type.n = (size_t)(semicolon - type.p);
    }
    type = str_trim(type);
    for (size_t i = 0; i < N_ROWS; i++) {
        if (!listed(rows[i].media_types, type))
            continue;
        take_row(&rows[i], out);
        struct str header = parameter(params, "header");
        if (out->kind == DATA_CSV && str_ieq(header, STR("present")))
            out->header = FORMAT_YES;
        if (out->kind == DATA_CSV && str_ieq(header, STR("absent")))
            out->header = FORMAT_NO;
        return true;
    }
    return false;
}

/* ---- translation ---------------------------------------------------------------------- */

static void prefer(struct str *value, struct str other)
{
    if (other.p != NULL)
        *value = other;
}

void format_translate(const struct reader_format *declared, const struct reader_format *actual,
                      bool has_schema, struct reader_format *out)
{
    *out = *declared;
    if (actual == NULL)
        return;
    if (actual->kind == declared->kind) {
        prefer(&out->separator, actual->separator);
        prefer(&out->quote, actual->quote);
        prefer(&out->escape, actual->escape);
        prefer(&out->encoding, actual->encoding);
        prefer(&out->null_value, actual->null_value);
        prefer(&out->date_format, actual->date_format);
        prefer(&out->timestamp_format, actual->timestamp_format);
        prefer(&out->sub_path, actual->sub_path);
        if (actual->header != FORMAT_UNSET)
            out->header = actual->header;
        if (actual->infer_schema != FORMAT_UNSET)
            out->infer_schema = actual->infer_schema;
        return;
    }
    *out = *actual;
    if (actual->kind != DATA_CSV || actual->header != FORMAT_UNSET)
        return;
    out->header = has_schema ? FORMAT_NO : FORMAT_YES;
    out->header_by_guess = has_schema;
}
