/* Names of formats, and which one an input has. */
#include "readers/format.h"

struct format_row {
    const char *kind, *short_name, *media_type;
    const char *extensions;  /* separated by blanks */
    const char *media_types; /* aliases, the same */
};

static const struct format_row formats[FORMAT_KINDS] = {
    [DATA_CSV] = {"Csv", "csv", "text/csv", "csv tsv",
                  "application/csv text/x-csv "
                  "text/tab-separated-values"},
    [DATA_JSON] = {"Json", "json", "application/json", "json", "text/json"},
    [DATA_NDJSON] = {"NdJson", "ndjson", "application/x-ndjson", "ndjson jsonl",
                     "application/ndjson application/jsonl application/x-jsonlines "
                     "application/jsonlines application/json-seq text/ndjson"},
    [DATA_GEOJSON] = {"GeoJson", "geojson", "application/geo+json", "geojson",
                      "application/vnd.geo+json"},
    [DATA_NDGEOJSON] = {"NdGeoJson", "ndgeojson", "application/x-ndgeojson",
                        "ndgeojson geojsonl geojsons",
                        "application/ndgeojson application/geo+json-seq"},
    [DATA_ESRI_SHAPEFILE] = {"EsriShapefile", "esrishapefile", "application/vnd.shp", "shp shx",
                             "x-gis/x-shapefile application/vnd.esri.shapefile application/zip "
                             "application/x-zip-compressed application/x-shapefile"},
    [DATA_PARQUET] = {"Parquet", "parquet", "application/vnd.apache.parquet", "parquet",
                      "application/x-parquet application/parquet"},
};

const char *format_kind_name(enum format_kind kind)
{
    return formats[kind].kind;
}

const char *format_media_type(enum format_kind kind)
{
    return formats[kind].media_type;
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

bool format_from_short_name(struct str name, enum format_kind *out)
{
    for (int k = 0; k < FORMAT_KINDS; k++)
        if (str_ieq(name, str_c(formats[k].short_name))) {
            *out = (enum format_kind)k;
            return true;
        }
    if (str_ieq(name, STR("shapefile")))
        *out = DATA_ESRI_SHAPEFILE;
    else if (str_ieq(name, STR("jsonl")))
        *out = DATA_NDJSON;
    else
        return false;
    return true;
}

bool format_from_extension(struct str extension, enum format_kind *out)
{
    for (int k = 0; k < FORMAT_KINDS; k++)
        if (listed(formats[k].extensions, extension)) {
            *out = (enum format_kind)k;
            return true;
        }
    return false;
}

bool format_from_file_name(struct str name, enum format_kind *out)
{
    for (int pass = 0; pass < 2; pass++) {
        size_t dot = name.n;
        while (dot > 0 && name.p[dot - 1] != '.' && name.p[dot - 1] != '/')
            dot--;
        if (dot == 0 || name.p[dot - 1] != '.')
            return false;
        struct str extension = {name.p + dot, name.n - dot};
        if (format_from_extension(extension, out))
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

bool format_from_media_type(struct str type, enum format_kind *out, enum format_flag *header_out)
{
    struct str params = {type.p, 0};
    const char *semicolon = type.n == 0 ? NULL : memchr(type.p, ';', type.n);
    if (semicolon != NULL) {
        params = (struct str){semicolon + 1, type.n - (size_t)(semicolon - type.p) - 1};
        type.n = (size_t)(semicolon - type.p);
    }
    type = str_trim(type);
    for (int k = 0; k < FORMAT_KINDS; k++) {
        if (!str_ieq(type, str_c(formats[k].media_type)) && !listed(formats[k].media_types, type))
            continue;
        *out = (enum format_kind)k;
        if (header_out != NULL) {
            struct str header = parameter(params, "header");
            *header_out = header.p == NULL                  ? FORMAT_UNSET
                          : str_ieq(header, STR("present")) ? FORMAT_YES
                          : str_ieq(header, STR("absent"))  ? FORMAT_NO
                                                            : FORMAT_UNSET;
        }
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
