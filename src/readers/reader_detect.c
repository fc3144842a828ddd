/*
 * Reading what an input is instead of what the source declares (reader_options.detect). That must
 * never happen to data which the declared format can read: so its first record is tried with the
 * declared format and then with the guess, and the guess is taken only when the one fails and the
 * other gives a row with a value.
 */
#include "readers/detect.h"
#include "readers/reader_impl.h"

enum trial {
    TRIAL_FAILS,
    TRIAL_READS,
    TRIAL_EMPTY, /* rows without any value: their fields are not those of the schema */
    TRIAL_UNSURE /* the record is longer than what can be tried */
};

static bool has_value(const struct batch *b)
{
    for (uint32_t i = 0; i < b->n_columns; i++)
        for (int64_t row = 0; row < b->length; row++)
            if (!col_is_null(&b->columns[i], row))
                return true;
    return false;
}

/* The first records of the text, up to n bytes of it. */
static enum trial try_format(const struct reader *r, const struct reader_format *format,
                             const uint8_t *text, size_t n, bool whole)
{
    const uint8_t *cut = whole ? NULL : memrchr(text, '\n', n);
    struct kamu_error why = {0};
    struct reader *trial = NULL;
    struct batch *b = NULL;
    struct reader_stats stats = {0};
    if (cut != NULL)
        n = (size_t)(cut - text) + 1;
    struct reader_options o = {
        .input = {.kind = READER_MEMORY, .data = text, .size = n, .name = byte_input_name(r->in)},
        .format = *format,
        .schema = r->o.schema,
        .temp_dir = r->o.temp_dir,
    };
    kamu_code rc = reader_open(r->env, &o, &trial, &why);
    if (rc == KAMU_OK) {
        rc = reader_next(trial, &b, &why);
        reader_stats(trial, &stats);
    }
    enum trial result = TRIAL_UNSURE;
    if (rc == KAMU_OK && b != NULL)
        result = has_value(b) ? TRIAL_READS : TRIAL_EMPTY;
    else if (rc == KAMU_E_INPUT && stats.records == 0 && why.at.record <= 1)
        result = whole || why.at.byte < n ? TRIAL_FAILS : TRIAL_UNSURE;
    else if (rc == KAMU_E_INPUT)
        result = TRIAL_READS;
    batch_free(b);
    reader_close(trial);
    return result;
}

/* Can the declared format be what this is? */
static bool declared_fits(const struct reader *r, const struct format_clues *c,
                          const struct format_guess *g)
{
    const struct reader_format *f = &r->o.format;
    if (g->binary)
        return false;
    if (f->kind == DATA_PARQUET || f->kind == DATA_ESRI_SHAPEFILE)
        return false; /* both have a magic number, and this is a text */
    /* A CSV without declared columns reads anything. */
    if (f->kind == DATA_CSV && c->schema == NULL && looks_like_json(c->head, c->n))
        return false;
    /* An array, where objects begin; its first element may be longer than what can be tried. */
    if (g->format.kind == DATA_JSON && f->kind != DATA_CSV)
        return false;
    return try_format(r, f, c->head, c->n, c->whole) != TRIAL_FAILS;
}

/* Does the beginning of a JSON text have one of the declared columns as a key? */
static bool names_a_column(const struct format_clues *c)
{
    char key[256];
    for (uint32_t i = 0; i < c->schema->n_fields; i++) {
        int n = snprintf(key, sizeof key, "\"%s\"", c->schema->fields[i].name);
        if (n > 0 && (size_t)n < sizeof key && memmem(c->head, c->n, key, (size_t)n) != NULL)
            return true;
    }
    return false;
}

static bool guess_fits(const struct reader *r, const struct format_clues *c,
                       const struct reader_format *format)
{
    if (c->schema != NULL && format->kind != DATA_CSV && !names_a_column(c))
        return false;
    enum trial t = try_format(r, format, c->head, c->n, c->whole);
    return t == TRIAL_READS || (t == TRIAL_UNSURE && !c->whole && format->kind != DATA_CSV);
}

static void clues_of(const struct reader *r, struct format_clues *c)
{
    const char *name = r->o.input.path != NULL ? r->o.input.path : r->o.input.name;
    *c = (struct format_clues){.schema = r->o.schema, .whole = byte_input_head_is_all(r->in)};
    byte_input_stored_head(r->in, &c->stored, &c->n_stored);
    byte_input_head(r->in, &c->head, &c->n);
    if (name != NULL)
        c->name = str_c(name);
}

/* The first bytes, unpacked; those of a shapefile's archive stay as they are. */
static kamu_code look(struct reader *r, struct format_clues *c, struct kamu_error *err)
{
    byte_input_stored_head(r->in, &c->stored, &c->n_stored);
    KAMU_TRY(
        byte_input_start(r->in, r->o.format.encoding, is_shapefile(c->stored, c->n_stored), err));
    clues_of(r, c);
    return KAMU_OK;
}

bool reader_guess(const struct reader *r, struct format_guess *out)
{
    struct format_clues c;
    clues_of(r, &c);
    format_guess(&c, r->o.format.kind, out);
    return out->what != NULL;
}

/* A CSV without declared columns reads anything, and its first line names the columns for ever. */
static kamu_code refuse_plain_other(const struct reader *r, const struct format_clues *c,
                                    struct kamu_error *err)
{
    if (r->o.format.kind != DATA_CSV || c->schema != NULL)
        return KAMU_OK;
    bool html = is_html(c->head, c->n);
    if (!html && !looks_like_json(c->head, c->n))
        return KAMU_OK;
    error_set(err, KAMU_E_INPUT, "this is %s, not Csv as the source declares",
              html ? "an HTML page" : "JSON");
    error_at(err, byte_input_name(r->in), 1, 1, 0);
    error_excerpt(err, c->head, c->n);
    error_hint(err, html ? "a login or error page of the download?"
                         : "name the format with --input-format");
    return KAMU_E_INPUT;
}

kamu_code reader_detect(struct reader *r, struct kamu_error *err)
{
    struct format_clues c;
    struct format_guess g;
    struct reader_format actual;
    enum format_kind declared = r->o.format.kind;
    KAMU_TRY(look(r, &c, err));
    if (declared == DATA_ESRI_SHAPEFILE && is_shapefile(c.stored, c.n_stored))
        return KAMU_OK;
    format_guess(&c, declared, &g);
    if (g.what == NULL || declared_fits(r, &c, &g))
        return refuse_plain_other(r, &c, err);
    format_translate(&r->o.format, &g.format, r->o.schema != NULL, &actual);
    if (!g.binary && !guess_fits(r, &c, &actual))
        return refuse_plain_other(r, &c, err);
    reader_warn(r, "this is %s, not %s as the source declares: read with --input-format '%s'",
                g.what, format_kind_name(declared), g.option);
    r->o.format = actual;
    return KAMU_OK;
}
