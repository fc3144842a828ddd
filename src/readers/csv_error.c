/* What is wrong with a CSV record, as a message for people, and what most likely helps. */
#include "readers/csv_parser.h"

static bool all_digits(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] < '0' || s.p[i] > '9')
            return false;
    return s.n > 0;
}

/* ---- separators ----------------------------------------------------------------------- */

uint64_t csv_count_fields(const struct csv_dialect *d, uint8_t separator, struct str record)
{
    uint64_t n = 1;
    bool quoted = false;
    for (size_t i = 0; i < record.n; i++) {
        uint8_t c = (uint8_t)record.p[i];
        if (d->quoting && c == d->quote)
            quoted = !quoted;
        else if (!quoted && (c == '\n' || c == '\r'))
            break;
        n += !quoted && c == separator;
    }
    return n;
}

/* The separator with which the record would have `wanted` fields; 0 = none. */
static uint8_t better_separator(const struct csv_parser *ps, uint64_t wanted, struct str record)
{
    static const char usual[] = ",;\t|";
    for (const char *c = usual; *c != 0; c++)
        if ((uint8_t)*c != ps->d.separator &&
            csv_count_fields(&ps->d, (uint8_t)*c, record) == wanted)
            return (uint8_t)*c;
    return 0;
}

static void printable(uint8_t separator, char out[8])
{
    if (separator == '\t')
        (void)snprintf(out, 8, "\\t");
    else if (separator < 0x20 || separator > 0x7e)
        (void)snprintf(out, 8, "\\x%02x", separator);
    else
        (void)snprintf(out, 8, "%c", separator);
}

kamu_code csv_count_error(const struct csv_parser *ps, uint64_t wanted, uint64_t got,
                          struct str record, struct kamu_error *err)
{
    char found[8], now[8];
    error_set(err, KAMU_E_INPUT, "incorrect number of fields, expected %llu got %llu",
              (unsigned long long)wanted, (unsigned long long)got);
    uint8_t better = wanted > 1 ? better_separator(ps, wanted, record) : 0;
    printable(better, found);
    printable(ps->d.separator, now);
    if (better != 0)
        error_hint(err,
                   "with the separator '%s' the record has %llu fields: set the option "
                   "`separator`, or use --input-format 'csv;separator=%s'",
                   found, (unsigned long long)wanted, found);
    else if (got == 1)
        error_hint(err, "is `separator` right? It is '%s'", now);
    else if (got > wanted)
        error_hint(err, "a text that holds the separator '%s' must stand in quotes", now);
    return KAMU_E_INPUT;
}

/* ---- values ------------------------------------------------------------------------------ */

/* Could the record be a header: no field empty, none begins like a number? */
static bool looks_like_header(const struct csv_parser *ps)
{
    for (uint32_t i = 0; i < ps->n; i++) {
        const struct csv_field *f = &ps->fields[i];
        if (f->n == 0 || memchr("0123456789+-.", f->p[0], 13) != NULL)
            return false;
    }
    return true;
}

/* Of the form 1234,5 or 1.234,5: digits with a comma, where a number is expected. */
static bool is_decimal_comma(struct str s)
{
    bool comma = false;
    for (size_t i = 0; i < s.n; i++) {
        comma |= s.p[i] == ',';
        if (memchr("0123456789+-.,", s.p[i], 14) == NULL)
            return false;
    }
    return comma;
}

static const char *value_hint(const struct csv_parser *ps, const struct csv_column *c, struct str s,
                              bool first)
{
    bool number = c->op >= JSON_OP_INT && c->op <= JSON_OP_DECIMAL;
    if (str_ieq(s, str_c(c->field->name)))
        return "this is the column's name: set the option `header: true`, or use --input-format "
               "'csv;header=true', for a file with a header";
    if (first && looks_like_header(ps))
        return "if the first record is a header, set the option `header: true`, or use "
               "--input-format 'csv;header=true'";
    if (number && is_decimal_comma(s))
        return "a decimal comma? Write a point; groups of thousands are not accepted";
    if (s.n > 0 && s.n < 64 && (s.p[0] == ' ' || s.p[s.n - 1] == ' '))
        return "blanks are not trimmed";
    if (c->op == JSON_OP_TIMESTAMP && all_digits(s))
        return "a count since 1970 is not read from text; expected is e.g. "
               "2020-09-08T13:42:29.190Z, or set `timestampFormat` (%s: seconds)";
    if (c->op == JSON_OP_TIMESTAMP)
        return "expected is e.g. 2020-09-08T13:42:29.190Z, or set `timestampFormat`";
    if (c->op == JSON_OP_DATE)
        return "expected is e.g. 2020-09-08, or set `dateFormat`";
    if (c->op == JSON_OP_BOOL)
        return "booleans are true and false";
    if (str_eqc(s, "NULL") || str_eqc(s, "null") || str_eqc(s, "NA") || str_eqc(s, "N/A") ||
        str_eqc(s, "\\N"))
        return "NULL is an empty field, or the text that the option `nullValue` names";
    return NULL;
}

static void set_value_error(const struct csv_parser *ps, bool first, struct kamu_error *err)
{
    const struct csv_column *c = &ps->columns[ps->fault_field];
    const struct csv_field *f = &ps->fields[ps->fault_field];
    const char *name = c->field->name;
    struct str s = {(const char *)f->p, f->n};
    char type[128];
    bool cut = s.n > 80;
    int shown = (int)(cut ? utf8_cut(s.p, s.n, 80) : s.n);
    col_type_name(&c->field->type, type, sizeof type);
    if (ps->fault == CSV_FAULT_ZONE) {
        error_set(err, KAMU_E_SCHEMA, "field '%s': unknown time zone '%s'", name,
                  c->field->type.timezone);
    } else if (ps->fault == CSV_FAULT_NULL) {
        error_set(err, KAMU_E_INPUT, "field '%s': empty, but the column is required", name);
        error_hint(err,
                   "declare the column as optional ({kind: Option, inner: ...}; in DDL without "
                   "NOT NULL) if values may be missing");
    } else {
        const char *why = ps->what;
        error_set(err, KAMU_E_INPUT, "field '%s': failed to parse '%.*s%s' as %s%s%s", name, shown,
                  s.p, cut ? "…" : "", type, why != NULL ? ": " : "", why != NULL ? why : "");
        const char *hint = value_hint(ps, c, s, first);
        if (hint != NULL)
            error_hint(err, "%s", hint);
    }
    error_expected(err, "%s", type);
    error_field(err, "%s", name);
    error_excerpt(err, s.p, s.n);
}

kamu_code csv_error(const struct csv_parser *ps, struct str record, bool first,
                    struct kamu_error *err)
{
    if (err == NULL)
        return KAMU_E_INPUT;
    switch (ps->fault) {
    case CSV_FAULT_COUNT:
        csv_count_error(ps, ps->n, ps->count, record, err);
        break;
    case CSV_FAULT_UTF8:
        error_set(err, KAMU_E_INPUT, "Encountered invalid UTF-8 data");
        error_expected(err, "UTF-8 text");
        error_hint(err, "set the option `encoding` if the text is latin1, windows-1252 or utf-16");
        break;
    case CSV_FAULT_NULL_ROW:
        error_set(err, KAMU_E_INPUT, "all fields are empty");
        error_hint(err, "--strict makes this an error");
        break;
    case CSV_FAULT_NULL:
    case CSV_FAULT_PARSE:
    case CSV_FAULT_ZONE:
        set_value_error(ps, first, err);
        break;
    case CSV_FAULT_NOMEM:
        return error_nomem(err);
    case CSV_FAULT_TRUNCATED:
    case CSV_FAULT_NONE:
        KAMU_BUG("no fault");
    }
    return err->code;
}
