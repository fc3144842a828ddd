#include "odf/yaml_read.h"

#include "odf/json.h"

#include <openssl/evp.h>

#define NAMES_MAX 64
#define NAMES_TEXT_MAX 2048

kamu_code yaml_fail(struct yaml_reader *r, const struct yaml_node *at, struct kamu_error *err,
                    const char *fmt, ...)
{
    char message[KAMU_ERROR_TEXT_MAX / 2], position[64] = "";
    va_list args;
    va_start(args, fmt);
    vsnprintf(message, sizeof message, fmt, args);
    va_end(args);
    bool start = at->line == 1 && at->column == 1; /* says nothing: kamu leaves it out */
    if (!start)
        snprintf(position, sizeof position, " at line %u column %u", at->line, at->column);
    error_set(err, KAMU_E_INPUT, "%.*s%s%s%s", (int)r->path_n, r->path, r->path_n ? ": " : "",
              message, position);
    if (!start)
        error_at(err, NULL, at->line, at->column, at->byte);
    error_field(err, "%.*s", (int)r->path_n, r->path);
    if (at->kind == YAML_TEXT)
        error_excerpt(err, at->text.p, at->text.n);
    return KAMU_E_INPUT;
}

kamu_code yaml_syntax(const struct yaml_reader *r, struct kamu_error *err)
{
    if (err)
        *err = r->docs->error;
    return r->docs->broken;
}

size_t yaml_enter_key(struct yaml_reader *r, const char *key)
{
    size_t was = r->path_n;
    int n = snprintf(r->path + was, sizeof r->path - was, "%s%s", was ? "." : "", key);
    if (n > 0)
        r->path_n = was + (size_t)n < sizeof r->path ? was + (size_t)n : sizeof r->path - 1;
    return was;
}

size_t yaml_enter_index(struct yaml_reader *r, uint32_t i)
{
    size_t was = r->path_n;
    int n = snprintf(r->path + was, sizeof r->path - was, "[%u]", i);
    if (n > 0)
        r->path_n = was + (size_t)n < sizeof r->path ? was + (size_t)n : sizeof r->path - 1;
    return was;
}

void yaml_leave(struct yaml_reader *r, size_t n)
{
    r->path_n = n;
    r->path[n] = '\0';
}

bool yaml_is_null(const struct yaml_node *n)
{
    return n->kind == YAML_TEXT && n->plain && yaml_resolve(n->text).type == YAML_NULL;
}

/* "string "a"", "integer `5`", "map" ... as serde says it. */
static void describe(const struct yaml_node *n, char *out, size_t max)
{
    struct yaml_scalar v = {.type = YAML_STRING};
    char number[32];
    struct buf quoted = BUF_INIT(4096);
    if (n->kind != YAML_TEXT) {
        snprintf(out, max, "%s", n->kind == YAML_LIST ? "sequence" : "map");
        return;
    }
    if (n->plain)
        v = yaml_resolve(n->text);
    switch (v.type) {
    case YAML_NULL:
        snprintf(out, max, "unit value");
        break;
    case YAML_BOOL:
        snprintf(out, max, "boolean `%s`", v.boolean ? "true" : "false");
        break;
    case YAML_INT:
        snprintf(out, max, "integer `%s%llu`", v.negative ? "-" : "",
                 (unsigned long long)v.magnitude);
        break;
    case YAML_FLOAT:
        if (v.real - v.real == 0)
            odf_json_double(v.real, number);
        else
            snprintf(number, sizeof number, "%s", v.real > 0 ? "inf" : v.real < 0 ? "-inf" : "NaN");
        snprintf(out, max, "floating point `%s`", number);
        break;
    case YAML_STRING: {
        size_t shown = n->text.n < 200 ? n->text.n : utf8_cut(n->text.p, n->text.n, 200);
        if (odf_json_quote((struct str){n->text.p, shown}, &quoted, NULL) == KAMU_OK &&
            buf_cstr(&quoted))
            snprintf(out, max, "string %s", (const char *)quoted.data);
        else
            snprintf(out, max, "string");
        break;
    }
    }
    buf_free(&quoted);
}

kamu_code yaml_wrong_type(struct yaml_reader *r, const struct yaml_node *n, const char *expected,
                          struct kamu_error *err)
{
    char what[1024];
    describe(n, what, sizeof what);
    kamu_code rc = yaml_fail(r, n, err, "invalid type: %s, expected %s", what, expected);
    error_expected(err, "%s", expected);
    return rc;
}

void yaml_expected_names(const char *const *names, unsigned n, char *out, size_t max)
{
    size_t at = 0;
    if (n == 1)
        snprintf(out, max, "expected `%s`", names[0]);
    else if (n == 2)
        snprintf(out, max, "expected `%s` or `%s`", names[0], names[1]);
    else
        for (unsigned i = 0; i < n && at < max; i++)
            at += (size_t)snprintf(out + at, max - at, "%s`%s`", i ? ", " : "expected one of ",
                                   names[i]);
}

/* ---- scalars ------------------------------------------------------------------------ */

kamu_code yaml_read_string(struct yaml_reader *r, const struct yaml_node *n, struct str *out,
                           struct kamu_error *err)
{
    if (n->kind != YAML_TEXT || (r->typed && n->plain && yaml_resolve(n->text).type != YAML_STRING))
        return yaml_wrong_type(r, n, "a string", err);
    *out = n->text;
    return KAMU_OK;
}

static bool integer_of(const struct yaml_node *n, struct yaml_scalar *v)
{
    *v = n->kind == YAML_TEXT && n->plain ? yaml_resolve(n->text)
                                          : (struct yaml_scalar){.type = YAML_STRING};
    return v->type == YAML_INT;
}

static kamu_code out_of_range(struct yaml_reader *r, const struct yaml_node *n, const char *type,
                              struct kamu_error *err)
{
    return yaml_fail(r, n, err, "invalid value: integer `" STR_FMT "`, expected %s",
                     STR_ARG(n->text), type);
}

kamu_code yaml_read_i32(struct yaml_reader *r, const struct yaml_node *n, int32_t *out,
                        struct kamu_error *err)
{
    struct yaml_scalar v;
    if (!integer_of(n, &v))
        return yaml_wrong_type(r, n, "i32", err);
    if (v.magnitude > (uint64_t)INT32_MAX + v.negative)
        return out_of_range(r, n, "i32", err);
    *out = (int32_t)(v.negative ? -(int64_t)v.magnitude : (int64_t)v.magnitude);
    return KAMU_OK;
}

static kamu_code read_unsigned(struct yaml_reader *r, const struct yaml_node *n, uint64_t max,
                               const char *type, uint64_t *out, struct kamu_error *err)
{
    struct yaml_scalar v;
    if (!integer_of(n, &v))
        return yaml_wrong_type(r, n, type, err);
    if (v.magnitude > max || (v.negative && v.magnitude))
        return out_of_range(r, n, type, err);
    *out = v.magnitude;
    return KAMU_OK;
}

static kamu_code read_bool(struct yaml_reader *r, const struct yaml_node *n, bool *out,
                           struct kamu_error *err)
{
    struct yaml_scalar v = {.type = YAML_STRING};
    if (n->kind == YAML_TEXT && n->plain)
        v = yaml_resolve(n->text);
    if (v.type != YAML_BOOL)
        return yaml_wrong_type(r, n, "a boolean", err);
    *out = v.boolean;
    return KAMU_OK;
}

/* All spellings of a list of PascalCase names, repeated ones left out. */
static kamu_code unknown_variant(struct yaml_reader *r, const struct yaml_node *n,
                                 const char *(*name_at)(const void *of, unsigned i), const void *of,
                                 unsigned count, struct kamu_error *err)
{
    char spelled[NAMES_MAX][48], text[NAMES_TEXT_MAX];
    const char *names[NAMES_MAX];
    unsigned k = 0;
    for (unsigned i = 0; i < count && k + 3 <= NAMES_MAX; i++) {
        const char *pascal = name_at(of, i);
        snprintf(spelled[k], sizeof spelled[k], "%s", pascal);
        odf_spell_camel(pascal, spelled[k + 1], sizeof spelled[k + 1]);
        odf_spell_lower(pascal, spelled[k + 2], sizeof spelled[k + 2]);
        k += strcmp(spelled[k + 1], spelled[k + 2]) == 0 ? 2 : 3;
    }
    for (unsigned i = 0; i < k; i++)
        names[i] = spelled[i];
    yaml_expected_names(names, k, text, sizeof text);
    return yaml_fail(r, n, err, "unknown variant `" STR_FMT "`, %s",
                     (int)(n->text.n < 100 ? n->text.n : 100), n->text.p, text);
}

static const char *enum_name_at(const void *of, unsigned i)
{
    return ((const struct odf_enum *)of)->names[i];
}

static const char *union_name_at(const void *of, unsigned i)
{
    return ((const struct odf_union *)of)->members[i].name;
}

kamu_code yaml_read_enum(struct yaml_reader *r, const struct yaml_node *n, const struct odf_enum *e,
                         int32_t *out, struct kamu_error *err)
{
    char expected[64];
    snprintf(expected, sizeof expected, "enum %s", e->name);
    if (n->kind != YAML_TEXT || yaml_is_null(n))
        return yaml_wrong_type(r, n, expected, err);
    int i = odf_enum_find(e, n->text);
    if (i < 0)
        return unknown_variant(r, n, enum_name_at, e, e->n, err);
    *out = i;
    return KAMU_OK;
}

static kamu_code read_instant(struct yaml_reader *r, const struct yaml_node *n, struct instant *out,
                              struct kamu_error *err)
{
    struct kamu_error why = {0};
    struct str s;
    KAMU_TRY(yaml_read_string(r, n, &s, err));
    if (instant_parse_rfc3339(s, out, &why) == KAMU_OK)
        return KAMU_OK;
    kamu_code rc = yaml_fail(r, n, err, "%s", why.text);
    error_expected(err, "RFC 3339 timestamp");
    return rc;
}

static kamu_code read_hash(struct yaml_reader *r, const struct yaml_node *n, struct odf_hash *out,
                           struct kamu_error *err)
{
    struct kamu_error why = {0};
    struct str s;
    KAMU_TRY(yaml_read_string(r, n, &s, err));
    return odf_hash_parse(s, out, &why) == KAMU_OK ? KAMU_OK : yaml_fail(r, n, err, "%s", why.text);
}

static kamu_code read_did(struct yaml_reader *r, const struct yaml_node *n, struct odf_did *out,
                          struct kamu_error *err)
{
    struct kamu_error why = {0};
    struct str s;
    KAMU_TRY(yaml_read_string(r, n, &s, err));
    return odf_did_parse(s, out, &why) == KAMU_OK ? KAMU_OK : yaml_fail(r, n, err, "%s", why.text);
}

static kamu_code read_ref(struct yaml_reader *r, const struct yaml_node *n, struct str *out,
                          struct kamu_error *err)
{
    struct kamu_error why = {0};
    struct odf_ref ref;
    KAMU_TRY(yaml_read_string(r, n, out, err));
    return odf_ref_parse(*out, &ref, &why) == KAMU_OK ? KAMU_OK
                                                      : yaml_fail(r, n, err, "%s", why.text);
}

/* Standard base64 with padding. */
static kamu_code read_base64(struct yaml_reader *r, const struct yaml_node *n,
                             struct odf_bytes *out, struct kamu_error *err)
{
    struct str s;
    KAMU_TRY(yaml_read_string(r, n, &s, err));
    size_t pad = 0;
    while (pad < 2 && pad < s.n && s.p[s.n - 1 - pad] == '=')
        pad++;
    bool ok = s.n % 4 == 0;
    for (size_t i = 0; i < s.n - pad && ok; i++) {
        char c = s.p[i];
        ok = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
             c == '+' || c == '/';
    }
    if (!ok)
        return yaml_fail(r, n, err, "invalid base64 text");
    uint8_t *p = arena_alloc(r->arena, s.n / 4 * 3 + 1);
    if (!p)
        return error_nomem(err);
    if (s.n && EVP_DecodeBlock(p, (const unsigned char *)s.p, (int)s.n) < 0)
        return yaml_fail(r, n, err, "invalid base64 text");
    *out = (struct odf_bytes){p, s.n / 4 * 3 - pad};
    return KAMU_OK;
}

/* ---- lists ------------------------------------------------------------------------------ */

static kamu_code check_list(struct yaml_reader *r, const struct yaml_node *n,
                            struct kamu_error *err)
{
    if (n->kind != YAML_LIST)
        return yaml_wrong_type(r, n, "a sequence", err);
    return n->broken ? yaml_syntax(r, err) : KAMU_OK;
}

static kamu_code read_strings(struct yaml_reader *r, const struct yaml_node *n,
                              struct odf_strs *out, struct kamu_error *err)
{
    KAMU_TRY(check_list(r, n, err));
    struct str *items = arena_calloc(r->arena, n->n ? n->n : 1, sizeof *items);
    if (!items)
        return error_nomem(err);
    for (uint32_t i = 0; i < n->n; i++) {
        size_t was = yaml_enter_index(r, i);
        KAMU_TRY(yaml_read_string(r, n->items[i], &items[i], err));
        yaml_leave(r, was);
    }
    *out = (struct odf_strs){items, n->n};
    return KAMU_OK;
}

kamu_code yaml_read_ddl_list(struct yaml_reader *r, const struct yaml_node *n, struct odf_strs *out,
                             struct kamu_error *err)
{
    return read_strings(r, n, out, err);
}

static kamu_code read_list(struct yaml_reader *r, const struct yaml_node *n,
                           const struct odf_field *f, void *out, struct kamu_error *err)
{
    KAMU_TRY(check_list(r, n, err));
    size_t size =
        f->type == ODF_F_UNIONS ? ODF_UNION_SIZE : ((const struct odf_object *)f->of)->size;
    uint8_t *items = arena_calloc(r->arena, n->n ? n->n : 1, size);
    if (!items)
        return error_nomem(err);
    for (uint32_t i = 0; i < n->n; i++) {
        size_t was = yaml_enter_index(r, i);
        if (f->type == ODF_F_UNIONS)
            KAMU_TRY(yaml_read_union(r, n->items[i], f->of, items + i * size, err));
        else
            KAMU_TRY(yaml_read_object(r, n->items[i], f->of, items + i * size, err));
        yaml_leave(r, was);
    }
    odf_list_set(out, items, n->n);
    return KAMU_OK;
}

/* ---- extra attributes: any YAML below a map, as canonical JSON ---------------------------- */

static kamu_code visit(struct yaml_reader *r, const struct yaml_node *n, struct kamu_error *err)
{
    if (++r->visited > YAML_NODES_MAX)
        return yaml_fail(r, n, err, "repetition limit exceeded");
    return KAMU_OK;
}

static kamu_code json_scalar(const struct yaml_node *n, struct buf *out, struct kamu_error *err)
{
    struct yaml_scalar v = {.type = YAML_STRING};
    char number[32];
    if (n->plain)
        v = yaml_resolve(n->text);
    switch (v.type) {
    case YAML_NULL:
        return buf_append_str(out, "null", err);
    case YAML_BOOL:
        return buf_append_str(out, v.boolean ? "true" : "false", err);
    case YAML_INT:
        return buf_printf(out, err, "%s%llu", v.negative && v.magnitude ? "-" : "",
                          (unsigned long long)v.magnitude);
    case YAML_FLOAT:
        if (v.real - v.real != 0)
            return buf_append_str(out, "null", err);
        return buf_append(out, number, odf_json_double(v.real, number), err);
    case YAML_STRING:
        break;
    }
    return odf_json_quote(n->text, out, err);
}

static kamu_code json_value(struct yaml_reader *r, const struct yaml_node *n, struct buf *out,
                            struct kamu_error *err)
{
    KAMU_TRY(visit(r, n, err));
    if (n->broken)
        return yaml_syntax(r, err);
    if (n->kind == YAML_TEXT)
        return json_scalar(n, out, err);
    if (++r->depth > ODF_JSON_DEPTH_MAX - 1)
        return yaml_fail(r, n, err, "recursion limit exceeded");
    KAMU_TRY(buf_append_byte(out, n->kind == YAML_LIST ? '[' : '{', err));
    for (uint32_t i = 0; i < n->n; i++) {
        const struct yaml_node *value = n->items[i];
        if (i)
            KAMU_TRY(buf_append_byte(out, ',', err));
        if (n->kind == YAML_DICT) {
            const struct yaml_node *key = n->items[2 * i];
            value = n->items[2 * i + 1];
            if (key->kind != YAML_TEXT)
                return yaml_wrong_type(r, key, "a string key", err);
            KAMU_TRY(odf_json_quote(key->text, out, err));
            KAMU_TRY(buf_append_byte(out, ':', err));
        }
        KAMU_TRY(json_value(r, value, out, err));
    }
    r->depth--;
    return buf_append_byte(out, n->kind == YAML_LIST ? ']' : '}', err);
}

static kamu_code read_extra(struct yaml_reader *r, const struct yaml_node *n, struct str *out,
                            struct kamu_error *err)
{
    struct buf text, sorted;
    if (n->kind != YAML_DICT)
        return yaml_wrong_type(r, n, "a map", err);
    buf_init(&text, ODF_MANIFEST_BYTES_MAX);
    buf_init(&sorted, ODF_MANIFEST_BYTES_MAX);
    kamu_code rc = json_value(r, n, &text, err);
    if (rc == KAMU_OK)
        rc = odf_json_canonical((struct str){(const char *)text.data, text.len}, &sorted, err);
    if (rc == KAMU_OK) {
        *out = arena_str(r->arena, (struct str){(const char *)sorted.data, sorted.len});
        rc = out->p ? KAMU_OK : error_nomem(err);
    }
    buf_free(&text);
    buf_free(&sorted);
    return rc;
}

/* ---- objects -------------------------------------------------------------------------------- */

static void add_note(struct yaml_reader *r, const struct yaml_node *at, const char *text)
{
    struct odf_notes *notes = r->notes;
    if (!notes)
        return;
    struct odf_note *items = arena_calloc(r->arena, notes->n + 1u, sizeof *items);
    if (!items)
        return;
    if (notes->n)
        memcpy(items, notes->items, notes->n * sizeof *items);
    struct odf_note *n = &items[notes->n++];
    n->line = at->line;
    n->column = at->column;
    snprintf(n->path, sizeof n->path, "%.90s", r->path);
    snprintf(n->text, sizeof n->text, "%s", text);
    notes->items = items;
}

static const struct odf_field *field_named(const struct odf_object *d, struct str key)
{
    for (unsigned i = 0; i < d->n_fields; i++)
        if (str_eqc(key, d->fields[i].key))
            return &d->fields[i];
    return NULL;
}

static kamu_code read_field(struct yaml_reader *r, const struct yaml_node *n,
                            const struct odf_field *f, void *at, struct kamu_error *err)
{
    switch ((enum odf_field_type)f->type) {
    case ODF_F_STRING:
        return yaml_read_string(r, n, at, err);
    case ODF_F_DATASET_REF:
        return read_ref(r, n, at, err);
    case ODF_F_STRINGS:
        return read_strings(r, n, at, err);
    case ODF_F_OPT_BOOL: {
        struct odf_opt_bool *b = at;
        b->set = true;
        return read_bool(r, n, &b->value, err);
    }
    case ODF_F_I32:
        return yaml_read_i32(r, n, at, err);
    case ODF_F_U32: {
        uint64_t v = 0;
        KAMU_TRY(read_unsigned(r, n, UINT32_MAX, "u32", &v, err));
        *(uint32_t *)at = (uint32_t)v;
        return KAMU_OK;
    }
    case ODF_F_U64:
        return read_unsigned(r, n, UINT64_MAX, "u64", at, err);
    case ODF_F_OPT_U64: {
        struct odf_opt_u64 *v = at;
        v->set = true;
        return read_unsigned(r, n, UINT64_MAX, "u64", &v->value, err);
    }
    case ODF_F_ENUM:
        return yaml_read_enum(r, n, f->of, at, err);
    case ODF_F_OPT_ENUM: {
        struct odf_opt_i32 *v = at;
        v->set = true;
        return yaml_read_enum(r, n, f->of, &v->value, err);
    }
    case ODF_F_INSTANT:
        return read_instant(r, n, at, err);
    case ODF_F_OPT_INSTANT: {
        struct odf_opt_instant *v = at;
        v->set = true;
        return read_instant(r, n, &v->value, err);
    }
    case ODF_F_HASH:
        return read_hash(r, n, at, err);
    case ODF_F_DID:
        return read_did(r, n, at, err);
    case ODF_F_BYTES:
        return read_base64(r, n, at, err);
    case ODF_F_EXTRA:
        return read_extra(r, n, at, err);
    case ODF_F_OBJECT:
        return yaml_read_object(r, n, f->of, at, err);
    case ODF_F_OBJECT_PTR: {
        const struct odf_object *d = f->of;
        void *p = arena_calloc(r->arena, 1, d->size);
        if (!p)
            return error_nomem(err);
        memcpy(at, &p, sizeof p);
        return yaml_read_object(r, n, d, p, err);
    }
    case ODF_F_OBJECTS:
    case ODF_F_UNIONS:
        return read_list(r, n, f, at, err);
    case ODF_F_UNION:
        return yaml_read_union(r, n, f->of, at, err);
    }
    KAMU_BUG("field type %d", f->type);
}

/* `ddlSchema`, under its own name or as a list under `schema`: not both. */
static kamu_code read_ddl(struct yaml_reader *r, const struct yaml_node *n, void *at,
                          struct kamu_error *err)
{
    if (odf_list_get(at).items)
        return yaml_fail(r, n, err, "Cannot specify both DDL and ODF schemas at once");
    return read_strings(r, n, at, err);
}

/* The form of the seed page and of kamu before 0.263: `schema:` as a list of column declarations.
 */
static kamu_code read_old_schema(struct yaml_reader *r, const struct yaml_node *n,
                                 const struct odf_object *d, void *out, struct kamu_error *err)
{
    const struct odf_field *f = field_named(d, STR("ddlSchema"));
    return read_ddl(r, n, (uint8_t *)out + f->offset, err);
}

static bool null_is_absent(const struct odf_field *f)
{
    return !f->required && f->type != ODF_F_OPT_INSTANT && f->type != ODF_F_BYTES;
}

static kamu_code unknown_field(struct yaml_reader *r, const struct yaml_node *key,
                               const struct odf_object *d, struct kamu_error *err)
{
    const char *names[ODF_FIELDS_MAX];
    char text[NAMES_TEXT_MAX] = "there are no fields";
    for (unsigned i = 0; i < d->n_fields; i++)
        names[i] = d->fields[i].key;
    if (d->n_fields)
        yaml_expected_names(names, d->n_fields, text, sizeof text);
    return yaml_fail(r, key, err, "unknown field `" STR_FMT "`, %s",
                     (int)(key->text.n < 100 ? key->text.n : 100), key->text.p, text);
}

static kamu_code read_entry(struct yaml_reader *r, const struct yaml_node *n,
                            const struct odf_object *d, const struct odf_field *f, void *out,
                            struct kamu_error *err)
{
    void *at = (uint8_t *)out + f->offset;
    size_t was = yaml_enter_key(r, f->key);
    if (null_is_absent(f) && yaml_is_null(n)) {
        yaml_leave(r, was);
        return KAMU_OK;
    }
    if (n->kind == YAML_LIST && f->of == &odf_object_data_schema &&
        field_named(d, STR("ddlSchema")))
        KAMU_TRY(read_old_schema(r, n, d, out, err));
    else if (str_eqc(str_c(f->key), "ddlSchema"))
        KAMU_TRY(read_ddl(r, n, at, err));
    else
        KAMU_TRY(read_field(r, n, f, at, err));
    yaml_leave(r, was);
    return KAMU_OK;
}

/* The entries of a map as the fields of d; `tagged`: `kind` names the union member and is skipped.
 */
static kamu_code read_fields(struct yaml_reader *r, const struct yaml_node *n,
                             const struct odf_object *d, bool tagged, void *out,
                             struct kamu_error *err)
{
    bool seen[ODF_FIELDS_MAX] = {false}, seen_kind = false;
    memset(out, 0, d->size);
    for (uint32_t i = 0; i < n->n; i++) {
        const struct yaml_node *key = n->items[2 * i];
        if (key->kind != YAML_TEXT)
            return yaml_wrong_type(r, key, "a string key", err);
        bool kind = tagged && str_eqc(key->text, "kind");
        const struct odf_field *f = kind ? NULL : field_named(d, key->text);
        if (!f && !kind)
            return unknown_field(r, key, d, err);
        bool *mark = kind ? &seen_kind : &seen[f - d->fields];
        if (*mark)
            return yaml_fail(r, key, err, "duplicate field `" STR_FMT "`", STR_ARG(key->text));
        *mark = true;
        if (f)
            KAMU_TRY(read_entry(r, n->items[2 * i + 1], d, f, out, err));
    }
    if (n->broken)
        return yaml_syntax(r, err);
    for (unsigned i = 0; i < d->n_fields; i++)
        if (d->fields[i].required && !seen[i])
            return yaml_fail(r, n, err, "missing field `%s`", d->fields[i].key);
    return KAMU_OK;
}

static kamu_code deeper(struct yaml_reader *r, const struct yaml_node *n, struct kamu_error *err)
{
    KAMU_TRY(visit(r, n, err));
    if (++r->depth > ODF_DEPTH_MAX - 4) /* leaves room for the tables around, when encoded */
        return yaml_fail(r, n, err, "recursion limit exceeded");
    return KAMU_OK;
}

kamu_code yaml_read_object(struct yaml_reader *r, const struct yaml_node *n,
                           const struct odf_object *d, void *out, struct kamu_error *err)
{
    char expected[64];
    snprintf(expected, sizeof expected, "struct %s", d->name);
    if (n->kind != YAML_DICT)
        return yaml_wrong_type(r, n, expected, err);
    KAMU_TRY(deeper(r, n, err));
    KAMU_TRY(read_fields(r, n, d, false, out, err));
    r->depth--;
    return KAMU_OK;
}

static const struct yaml_node *kind_of(const struct yaml_node *n)
{
    for (uint32_t i = 0; i < n->n; i++)
        if (n->items[2 * i]->kind == YAML_TEXT && str_eqc(n->items[2 * i]->text, "kind"))
            return n->items[2 * i + 1];
    return NULL;
}

static kamu_code read_member(struct yaml_reader *r, const struct yaml_node *n,
                             const struct yaml_node *kind, const struct odf_union *u, void *out,
                             struct kamu_error *err)
{
    static const struct yaml_node nothing = {.kind = YAML_DICT};
    int i = kind->kind == YAML_TEXT ? odf_union_find(u, kind->text) : -1;
    if (i < 0) {
        size_t was = n == kind ? r->path_n : yaml_enter_key(r, "kind");
        kamu_code rc = kind->kind != YAML_TEXT
                           ? yaml_wrong_type(r, kind, "variant identifier", err)
                           : unknown_variant(r, kind, union_name_at, u, u->n, err);
        yaml_leave(r, was);
        return rc;
    }
    const struct odf_object *d = u->members[i].object;
    void *value = arena_calloc(r->arena, 1, d->size);
    if (!value)
        return error_nomem(err);
    struct yaml_node empty = nothing; /* the short form has no entries, but a position */
    empty.line = n->line;
    empty.column = n->column;
    KAMU_TRY(read_fields(r, n == kind ? &empty : n, d, true, value, err));
    odf_union_set(out, i + 1, value);
    return KAMU_OK;
}

kamu_code yaml_read_union(struct yaml_reader *r, const struct yaml_node *n,
                          const struct odf_union *u, void *out, struct kamu_error *err)
{
    char expected[96];
    KAMU_TRY(deeper(r, n, err));
    if (u->short_form && n->kind == YAML_TEXT && !yaml_is_null(n)) {
        KAMU_TRY(read_member(r, n, n, u, out, err));
    } else if (n->kind != YAML_DICT) {
        if (u->short_form)
            snprintf(expected, sizeof expected, "the name of a %s or {kind: ...}%s", u->name,
                     yaml_is_null(n) && n->text.n ? " (a plain Null is no name: write {kind: Null})"
                                                  : "");
        else
            snprintf(expected, sizeof expected, "internally tagged enum %s", u->name);
        return yaml_wrong_type(r, n, expected, err);
    } else {
        if (n->broken)
            return yaml_syntax(r, err);
        const struct yaml_node *kind = kind_of(n);
        if (!kind)
            return yaml_fail(r, n, err, "missing field `kind`");
        KAMU_TRY(read_member(r, n, kind, u, out, err));
        if (strcmp(u->name, "MetadataEvent") == 0 && str_ieq(kind->text, STR("DisablePushSource")))
            add_note(r, kind,
                     "kamu-cli " KAMU_COMPAT_VERSION " stops with a panic when it ingests into a "
                     "dataset with a disabled source");
    }
    r->depth--;
    return KAMU_OK;
}
