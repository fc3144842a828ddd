/*
 * The exact parser: one record by the full rules (spec/read-formats.md 1.3, 3), slow and thorough.
 * It first checks the grammar of the whole record, remembering the last value of each member (a
 * repeated key's earlier values are never converted), then converts in the order of the columns.
 */
#include "readers/json_parser.h"

#include "base/map.h"
#include "readers/number.h"
#include "readers/time_format.h"

#include <math.h>

/* A value of the record: its first byte and the one behind it. */
struct token {
    const uint8_t *p, *end;
};

static bool is_string(struct token t)
{
    return *t.p == '"';
}
static bool is_number(struct token t)
{
    return *t.p == '-' || (*t.p >= '0' && *t.p <= '9');
}
static bool is_null(struct token t)
{
    return *t.p == 'n';
}

static const uint8_t *fault(struct json_parser *ps, const struct json_node *n, enum json_fault f,
                            const char *what, struct token t)
{
    ps->fault_node = n;
    return json_fail(ps, f, what, t.p, t.end);
}

/* The end of the value when the column took it, else the fault of no memory. */
static const uint8_t *stored(struct json_parser *ps, struct token t, kamu_code rc)
{
    return rc == KAMU_OK ? t.end : json_fail(ps, JSON_FAULT_NOMEM, NULL, t.p, t.end);
}

static struct str string_text(struct json_parser *ps, struct token t)
{
    struct str s;
    if (json_string_text(t.p, t.end, &ps->scratch, &s) != KAMU_OK)
        return STR_NONE;
    return s;
}

/* The text of a string (unescaped) or number; KIND fault and .p NULL for other values. */
static struct str scalar_text(struct json_parser *ps, const struct json_node *n, const char *kind,
                              struct token t)
{
    if (is_number(t))
        return (struct str){(const char *)t.p, (size_t)(t.end - t.p)};
    if (!is_string(t)) {
        fault(ps, n, JSON_FAULT_KIND, kind, t);
        return STR_NONE;
    }
    struct str s = string_text(ps, t);
    if (s.p == NULL)
        json_fail(ps, JSON_FAULT_NOMEM, NULL, t.p, t.end);
    return s;
}

/* ---- numbers -------------------------------------------------------------------- */

static kamu_code put_integer(struct col_builder *b, int64_t v)
{
    uint8_t bytes[8];
    memcpy(bytes, &v, sizeof bytes); /* little-endian: the low bytes are the value */
    return col_put_fixed(b, bytes, NULL);
}

/* A JSON number that is no plain integer goes through a double, cut toward zero (3.2). */
static bool number_as_double(struct str s, double *out)
{
    if (!number_f64(s.p, s.n, out))
        return false;
    *out = trunc(*out);
    return true;
}

static bool signed_value(struct str s, bool number, unsigned bits, int64_t *out)
{
    double limit = ldexp(1.0, (int)bits - 1), v;
    if (text_to_i64(s, out) == NULL)
        return bits == 64 ||
               (*out >= -(INT64_C(1) << (bits - 1)) && *out < INT64_C(1) << (bits - 1));
    if (!number || !number_as_double(s, &v) || !(v >= -limit && v < limit))
        return false;
    *out = (int64_t)v;
    return true;
}

static bool unsigned_value(struct str s, bool number, unsigned bits, uint64_t *out)
{
    double v;
    if (text_to_u64(s, out) == NULL)
        return bits == 64 || *out >> bits == 0;
    if (!number || !number_as_double(s, &v) || !(v >= 0 && v < ldexp(1.0, (int)bits)))
        return false;
    *out = (uint64_t)v;
    return true;
}

static const uint8_t *put_int(struct json_parser *ps, const struct json_node *n, struct token t)
{
    struct str s = scalar_text(ps, n, "primitive", t);
    int64_t v;
    if (s.p == NULL)
        return NULL;
    if (!signed_value(s, is_number(t), (unsigned)n->b->width * 8, &v))
        return fault(ps, n, JSON_FAULT_PARSE, NULL, t);
    return stored(ps, t, put_integer(n->b, v));
}

static const uint8_t *put_uint(struct json_parser *ps, const struct json_node *n, struct token t)
{
    struct str s = scalar_text(ps, n, "primitive", t);
    uint64_t v;
    if (s.p == NULL)
        return NULL;
    if (!unsigned_value(s, is_number(t), (unsigned)n->b->width * 8, &v))
        return fault(ps, n, JSON_FAULT_PARSE, NULL, t);
    return stored(ps, t, put_integer(n->b, (int64_t)v));
}

static const uint8_t *put_float(struct json_parser *ps, const struct json_node *n, struct token t)
{
    struct str s = scalar_text(ps, n, "primitive", t);
    float f;
    double d;
    if (s.p == NULL)
        return NULL;
    if (n->op == JSON_OP_FLOAT64) {
        if (!number_f64(s.p, s.n, &d))
            return fault(ps, n, JSON_FAULT_PARSE, NULL, t);
        return stored(ps, t, col_put_f64(n->b, d, NULL));
    }
    if (!number_f32(s.p, s.n, &f))
        return fault(ps, n, JSON_FAULT_PARSE, NULL, t);
    return stored(ps, t,
                  n->op == JSON_OP_FLOAT32 ? col_put_f32(n->b, f, NULL)
                                           : col_put_u16(n->b, f32_to_f16(f), NULL));
}

static const uint8_t *put_decimal(struct json_parser *ps, const struct json_node *n, struct token t)
{
    struct str s = scalar_text(ps, n, "decimal", t);
    uint8_t value[32];
    if (s.p == NULL)
        return NULL;
    const char *why =
        text_to_decimal(s, n->field->type.precision, n->field->type.scale, value, n->b->width);
    if (why != NULL)
        return fault(ps, n, JSON_FAULT_PARSE, why, t);
    return stored(ps, t, col_put_fixed(n->b, value, NULL));
}

/* ---- times ---------------------------------------------------------------------- */

static const uint8_t *put_date(struct json_parser *ps, const struct json_node *n, struct token t)
{
    struct str s = scalar_text(ps, n, "primitive", t);
    int32_t days;
    int64_t v;
    if (s.p == NULL)
        return NULL;
    if (is_number(t)) {
        if (!signed_value(s, true, 32, &v))
            return fault(ps, n, JSON_FAULT_PARSE, NULL, t);
        days = (int32_t)v;
    } else if (ps->date_format.p != NULL) {
        if (!time_format_date(ps->date_format, s, &days))
            return fault(ps, n, JSON_FAULT_PARSE, "does not match the dateFormat", t);
    } else if (text_to_date(s, &days) != NULL) {
        return fault(ps, n, JSON_FAULT_PARSE, NULL, t);
    }
    return stored(ps, t, col_put_i32(n->b, days, NULL));
}

static const uint8_t *put_time(struct json_parser *ps, const struct json_node *n, struct token t)
{
    struct str s = scalar_text(ps, n, "primitive", t);
    int64_t v;
    if (s.p == NULL)
        return NULL;
    bool fine = is_number(t) ? signed_value(s, true, (unsigned)n->b->width * 8, &v)
                             : text_to_time(s, n->field->type.unit, &v) == NULL;
    if (!fine)
        return fault(ps, n, JSON_FAULT_PARSE, NULL, t);
    return stored(ps, t, put_integer(n->b, v));
}

/* A count in the column's unit: an integer, else a double that is cut and saturates (3.1). */
static bool raw_count(struct str s, int64_t *out)
{
    double v;
    if (text_to_i64(s, out) == NULL)
        return true;
    if (!number_as_double(s, &v))
        return false;
    *out = v >= 9223372036854775808.0   ? INT64_MAX
           : v < -9223372036854775808.0 ? INT64_MIN
                                        : (int64_t)v;
    return true;
}

/* Numbers that would be early 1970 in the column's unit, but a date of our days in another. */
static bool implausible(int64_t v, enum col_unit unit)
{
    static const int64_t per_second[] = {1, 1000, 1000000, 1000000000};
    int64_t seconds = v / per_second[unit];
    if (unit == UNIT_SECOND)
        return v > INT64_C(100000000000);        /* milliseconds: beyond the year 5138 */
    return v >= 300000000 && seconds < 10000000; /* 1979 or later, were they coarser units */
}

static const uint8_t *put_timestamp(struct json_parser *ps, const struct json_node *n,
                                    struct token t)
{
    struct str s = scalar_text(ps, n, "primitive", t);
    int64_t v;
    bool overflow = false;
    if (s.p == NULL)
        return NULL;
    if (is_number(t)) {
        if (!raw_count(s, &v))
            return fault(ps, n, JSON_FAULT_PARSE, NULL, t);
        ps->counts.implausible += implausible(v, n->field->type.unit);
    } else {
        if (n->zone == NULL)
            return fault(ps, n, JSON_FAULT_ZONE, NULL, t);
        const char *why;
        if (ps->timestamp_format.p == NULL)
            why = text_to_timestamp(s, n->zone, n->field->type.unit, &v, &overflow);
        else
            why = time_format_put(ps->timestamp_format, s, n->zone, n->field->type.unit, &v)
                      ? NULL
                      : "does not match the timestampFormat";
        if (why != NULL)
            return fault(ps, n, JSON_FAULT_PARSE, why, t);
    }
    return stored(ps, t, col_put_i64(n->b, v, NULL));
}

static const uint8_t *put_duration(struct json_parser *ps, const struct json_node *n,
                                   struct token t)
{
    struct str s = scalar_text(ps, n, "primitive", t);
    int64_t v;
    if (s.p == NULL)
        return NULL;
    if (is_number(t) ? !raw_count(s, &v) : text_to_i64(s, &v) != NULL)
        return fault(ps, n, JSON_FAULT_PARSE, NULL, t);
    return stored(ps, t, col_put_i64(n->b, v, NULL));
}

/* ---- texts and bytes -------------------------------------------------------------- */

static const uint8_t *put_bool(struct json_parser *ps, const struct json_node *n, struct token t)
{
    if (*t.p != 't' && *t.p != 'f')
        return fault(ps, n, JSON_FAULT_KIND, "boolean", t);
    return stored(ps, t, col_put_bool(n->b, *t.p == 't', NULL));
}

static const uint8_t *put_string(struct json_parser *ps, const struct json_node *n, struct token t)
{
    if (n->op == JSON_OP_TEXT && !is_string(t))
        return stored(ps, t, col_put_string(n->b, t.p, (size_t)(t.end - t.p), NULL));
    if (!is_string(t))
        return fault(ps, n, JSON_FAULT_KIND, "string", t);
    struct str s = string_text(ps, t);
    if (s.p == NULL)
        return json_fail(ps, JSON_FAULT_NOMEM, NULL, t.p, t.end);
    return stored(ps, t, col_put_string(n->b, s.p, s.n, NULL));
}

/* Pairs of hexadecimal digits; a single last digit is one byte (3.1). In place. */
static bool decode_hex(char *p, size_t n, size_t *out_n)
{
    size_t o = 0;
    for (size_t i = 0; i < n; i += 2) {
        int high = i + 1 < n ? str_hex_digit(p[i]) : 0;
        int low = str_hex_digit(i + 1 < n ? p[i + 1] : p[i]);
        if (high < 0 || low < 0)
            return false;
        p[o++] = (char)(high << 4 | low);
    }
    *out_n = o;
    return true;
}

static const uint8_t *put_binary(struct json_parser *ps, const struct json_node *n, struct token t)
{
    if (!is_string(t))
        return fault(ps, n, JSON_FAULT_KIND, "binary data encoded as string", t);
    struct str s = string_text(ps, t);
    size_t len;
    ps->text.len = 0;
    if (s.p == NULL || buf_append(&ps->text, s.p, s.n, NULL) != KAMU_OK)
        return json_fail(ps, JSON_FAULT_NOMEM, NULL, t.p, t.end);
    char *bytes = (char *)ps->text.data;
    if (!decode_hex(bytes, s.n, &len))
        return fault(ps, n, JSON_FAULT_PARSE, "invalid hex encoding", t);
    if (n->op == JSON_OP_BINARY)
        return stored(ps, t, col_put_string(n->b, bytes, len, NULL));
    ps->count = len;
    if (len != (size_t)n->field->type.fixed_length)
        return fault(ps, n, JSON_FAULT_LENGTH, "bytes", t);
    return stored(ps, t, col_put_fixed(n->b, bytes, NULL));
}

/* ---- nested --------------------------------------------------------------------- */

static void path_push(struct json_parser *ps, const char *name, uint64_t index)
{
    if (ps->path_n < JSON_PATH_MAX)
        ps->path[ps->path_n] = (struct json_path_step){name, index};
    ps->path_n++;
}

static const uint8_t *put_items(struct json_parser *ps, const struct json_node *n, struct token t,
                                uint64_t *count)
{
    const uint8_t *p = json_next_item(ps, t.p, true);
    for (*count = 0; p != NULL && *p != ']'; (*count)++) {
        path_push(ps, NULL, *count);
        p = json_exact_value(ps, n->item, p);
        if (p == NULL)
            return NULL;
        ps->path_n--;
        p = json_next_item(ps, p, false);
    }
    return p;
}

static const uint8_t *put_list(struct json_parser *ps, const struct json_node *n, struct token t)
{
    uint64_t count;
    if (*t.p != '[') {
        if (!n->promote || *t.p == '{')
            return fault(ps, n, JSON_FAULT_KIND, "[", t);
        if (json_exact_value(ps, n->item, t.p) == NULL)
            return NULL;
    } else if (put_items(ps, n, t, &count) == NULL) {
        return NULL;
    }
    return stored(ps, t, col_list_end(n->b, NULL));
}

static const uint8_t *put_fixed_list(struct json_parser *ps, const struct json_node *n,
                                     struct token t)
{
    uint64_t count;
    if (*t.p != '[')
        return fault(ps, n, JSON_FAULT_KIND, "[", t);
    if (put_items(ps, n, t, &count) == NULL)
        return NULL;
    ps->count = count;
    if (count != (uint64_t)n->field->type.fixed_length)
        return fault(ps, n, JSON_FAULT_LENGTH, "elements", t);
    return stored(ps, t, col_struct_end(n->b, NULL));
}

static const uint8_t *put_struct(struct json_parser *ps, const struct json_node *n, struct token t)
{
    if (*t.p != '{')
        return fault(ps, n, JSON_FAULT_KIND, "{", t);
    if (json_exact_object(ps, n->object, t.p, JSON_NO_FIELD) == NULL)
        return NULL;
    return stored(ps, t, col_struct_end(n->b, NULL));
}

static const uint8_t *put_map(struct json_parser *ps, const struct json_node *n, struct token t)
{
    if (*t.p != '{')
        return fault(ps, n, JSON_FAULT_KIND, "{", t);
    const struct json_node *key = &n->object->nodes[0], *value = &n->object->nodes[1];
    struct col_builder *entries = &n->b->children[0];
    const uint8_t *p = json_next_member(ps, t.p, true);
    for (; p != NULL && *p != '}'; p = json_next_member(ps, p, false)) {
        p = json_exact_value(ps, key, p);
        p = p == NULL ? NULL : json_to_value(ps, p);
        p = p == NULL ? NULL : json_exact_value(ps, value, p);
        if (p == NULL)
            return NULL;
        if (col_struct_end(entries, NULL) != KAMU_OK)
            return json_fail(ps, JSON_FAULT_NOMEM, NULL, t.p, t.end);
    }
    return p == NULL ? NULL : stored(ps, t, col_list_end(n->b, NULL));
}

static const uint8_t *put_typed(struct json_parser *ps, const struct json_node *n, struct token t)
{
    switch (n->op) {
    case JSON_OP_BOOL:
        return put_bool(ps, n, t);
    case JSON_OP_INT:
        return put_int(ps, n, t);
    case JSON_OP_UINT:
        return put_uint(ps, n, t);
    case JSON_OP_FLOAT16:
    case JSON_OP_FLOAT32:
    case JSON_OP_FLOAT64:
        return put_float(ps, n, t);
    case JSON_OP_DECIMAL:
        return put_decimal(ps, n, t);
    case JSON_OP_DATE:
        return put_date(ps, n, t);
    case JSON_OP_TIME:
        return put_time(ps, n, t);
    case JSON_OP_TIMESTAMP:
        return put_timestamp(ps, n, t);
    case JSON_OP_DURATION:
        return put_duration(ps, n, t);
    case JSON_OP_STRING:
    case JSON_OP_TEXT:
        return put_string(ps, n, t);
    case JSON_OP_BINARY:
    case JSON_OP_FIXED_BINARY:
        return put_binary(ps, n, t);
    case JSON_OP_LIST:
        return put_list(ps, n, t);
    case JSON_OP_FIXED_LIST:
        return put_fixed_list(ps, n, t);
    case JSON_OP_STRUCT:
        return put_struct(ps, n, t);
    case JSON_OP_MAP:
        return put_map(ps, n, t);
    case JSON_OP_SKIP:
    case JSON_OP_NULL:
        break;
    }
    return stored(ps, t, col_put_null(n->b, NULL));
}

const uint8_t *json_exact_value(struct json_parser *ps, const struct json_node *n, const uint8_t *p)
{
    struct token t = {p, json_skip_value(ps, p)};
    if (t.end == NULL)
        return NULL;
    if (n->op == JSON_OP_NULL && !is_null(t) && *t.p != '[' && *t.p != '{')
        return fault(ps, n, JSON_FAULT_KIND, "null", t);
    if (!is_null(t) || n->op == JSON_OP_SKIP)
        return put_typed(ps, n, t);
    if (!n->nullable)
        return fault(ps, n, JSON_FAULT_NULL, NULL, t);
    return stored(ps, t, col_put_null(n->b, NULL));
}

/* ---- objects -------------------------------------------------------------------- */

uint32_t json_object_find(const struct json_object *o, const void *name, size_t n)
{
    uint32_t hash = (uint32_t)hash_bytes(name, n, 0);
    for (uint32_t i = hash;; i++) {
        const struct json_name *at = &o->names[i & o->names_mask];
        if (at->field == 0)
            return JSON_NO_FIELD;
        const char *other = o->nodes[at->field - 1].field->name;
        if (at->hash == hash && strlen(other) == n && memcmp(other, name, n) == 0)
            return at->field - 1;
    }
}

static bool note_unknown(struct json_parser *ps, struct token key)
{
    if (ps->counts.unknown++ == 0)
        ps->unknown_name = (struct str){(const char *)key.p + 1, (size_t)(key.end - key.p) - 2};
    if (ps->strict_rows)
        json_fail(ps, JSON_FAULT_UNKNOWN_FIELD, NULL, key.p, key.end);
    return !ps->strict_rows;
}

/* Checks the object at p and leaves the last value of each member in o->value. Returns the closing
 * brace. */
static const uint8_t *find_members(struct json_parser *ps, struct json_object *o, const uint8_t *p,
                                   uint32_t keep)
{
    o->instance++;
    p = json_next_member(ps, p, true);
    while (p != NULL && *p != '}') {
        struct token key = {p, json_skip_string(ps, p)};
        p = key.end == NULL ? NULL : json_to_value(ps, key.end);
        if (p == NULL)
            return NULL;
        struct str name = string_text(ps, key);
        if (name.p == NULL)
            return json_fail(ps, JSON_FAULT_NOMEM, NULL, key.p, key.end);
        uint32_t f = json_object_find(o, name.p, name.n);
        if (f != JSON_NO_FIELD) {
            o->stamp[f] = o->instance;
            o->value[f] = p;
        } else if (!note_unknown(ps, key)) {
            return NULL;
        }
        p = json_skip_value(ps, p);
        p = p == NULL ? NULL : json_next_member(ps, p, false);
    }
    return p;
}

static bool put_absent(struct json_parser *ps, const struct json_node *n, const uint8_t *at)
{
    struct token t = {at, at + 1};
    if (n->op != JSON_OP_SKIP) {
        if (!n->nullable) {
            fault(ps, n, JSON_FAULT_MISSING, NULL, t);
            return false;
        }
        if (ps->strict_rows) {
            fault(ps, n, JSON_FAULT_ABSENT_FIELD, NULL, t);
            return false;
        }
        ps->counts.missing++;
    }
    return stored(ps, t, col_put_null(n->b, NULL)) != NULL;
}

const uint8_t *json_exact_object(struct json_parser *ps, struct json_object *o, const uint8_t *p,
                                 uint32_t keep)
{
    const uint8_t *close = find_members(ps, o, p, keep);
    if (close == NULL)
        return NULL;
    uint64_t instance = o->instance;
    for (uint32_t f = 0; f < o->n; f++) {
        if (f == keep)
            continue;
        const struct json_node *n = &o->nodes[f];
        path_push(ps, n->field->name, 0);
        if (o->stamp[f] == instance ? json_exact_value(ps, n, o->value[f]) == NULL
                                    : !put_absent(ps, n, close))
            return NULL;
        ps->path_n--;
    }
    return close + 1;
}

/* ---- records -------------------------------------------------------------------- */

static bool row_is_null(const struct json_object *o)
{
    for (uint32_t f = 0; f < o->n; f++)
        if (o->stamp[f] == o->instance && *o->value[f] != 'n')
            return false;
    return true;
}

const uint8_t *json_end_element(struct json_parser *ps, const uint8_t *p)
{
    p = json_skip_space(ps, p);
    if (p >= ps->end)
        return json_fail(ps, JSON_FAULT_TRUNCATED, "list", ps->end, ps->end);
    if (*p == ',')
        return p + 1;
    return *p == ']' ? p : json_fail(ps, JSON_FAULT_UNEXPECTED, "list", p, p + 1);
}

const uint8_t *json_exact_record(struct json_parser *ps, const uint8_t *p)
{
    ps->fault = JSON_FAULT_NONE;
    ps->fault_node = NULL;
    ps->path_n = 0;
    json_check_utf8(ps);
    const uint8_t *start = p;
    if (*p != '{') {
        const uint8_t *end = json_skip_value(ps, p);
        return end == NULL ? NULL : json_fail(ps, JSON_FAULT_KIND, "{", p, end);
    }
    p = ps->shape == JSON_FEATURE ? json_exact_feature(ps, p)
                                  : json_exact_object(ps, &ps->root, p, JSON_NO_FIELD);
    if (p == NULL)
        return NULL;
    if (ps->shape == JSON_PLAIN && row_is_null(&ps->root)) {
        ps->counts.null_rows++;
        if (ps->strict_rows)
            return json_fail(ps, JSON_FAULT_NULL_ROW, NULL, start, p);
    }
    return ps->mode == JSON_ARRAY ? json_end_element(ps, p) : p;
}
