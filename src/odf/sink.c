#include "odf/sink.h"

#include "odf/json_pull.h"

#include <openssl/evp.h>

void sink_put(struct sink *s, enum sink_event e, struct str text)
{
    if (s->failed == KAMU_OK)
        s->failed = s->put(s, e, text, s->err);
}

void sink_key(struct sink *s, const char *key)
{
    sink_put(s, SINK_KEY, str_c(key));
}

void sink_string(struct sink *s, const char *text)
{
    sink_put(s, SINK_STRING, str_c(text));
}

void sink_u64(struct sink *s, uint64_t v)
{
    char text[24];
    int n = snprintf(text, sizeof text, "%llu", (unsigned long long)v);
    sink_put(s, SINK_LITERAL, (struct str){text, (size_t)n});
}

void sink_i64(struct sink *s, int64_t v)
{
    char text[24];
    int n = snprintf(text, sizeof text, "%lld", (long long)v);
    sink_put(s, SINK_LITERAL, (struct str){text, (size_t)n});
}

/* serde_json writes 1e+16, serde_yaml 1e16. */
static void put_number(struct sink *s, struct str n)
{
    const char *plus = s->plain_exponents ? memchr(n.p, '+', n.n) : NULL;
    char text[64];
    if (!plus || n.n >= sizeof text) {
        sink_put(s, SINK_LITERAL, n);
        return;
    }
    size_t head = (size_t)(plus - n.p);
    memcpy(text, n.p, head);
    memcpy(text + head, plus + 1, n.n - head - 1);
    sink_put(s, SINK_LITERAL, (struct str){text, n.n - 1});
}

void sink_json(struct sink *s, struct str json)
{
    struct json_pull j;
    enum json_token t;
    json_pull_init(&j, json);
    while (s->failed == KAMU_OK && (t = json_pull_next(&j)) != JSON_END) {
        switch (t) {
        case JSON_OBJECT:
            sink_put(s, SINK_MAP, STR_NONE);
            break;
        case JSON_OBJECT_END:
            sink_put(s, SINK_MAP_END, STR_NONE);
            break;
        case JSON_ARRAY:
            sink_put(s, SINK_LIST, STR_NONE);
            break;
        case JSON_ARRAY_END:
            sink_put(s, SINK_LIST_END, STR_NONE);
            break;
        case JSON_KEY:
            sink_put(s, SINK_KEY, j.text);
            break;
        case JSON_STRING:
            sink_put(s, SINK_STRING, j.text);
            break;
        case JSON_NUMBER:
            put_number(s, j.text);
            break;
        case JSON_TRUE:
            sink_put(s, SINK_LITERAL, STR("true"));
            break;
        case JSON_FALSE:
            sink_put(s, SINK_LITERAL, STR("false"));
            break;
        case JSON_NULL:
            sink_put(s, SINK_LITERAL, STR("null"));
            break;
        default:
            s->failed =
                error_set(s->err, KAMU_E_CORRUPT, "Invalid JSON in extra attributes: %s", j.error);
            break;
        }
    }
    json_pull_free(&j);
}

/* ---- by descriptor ------------------------------------------------------------------ */

static void put_instant(struct sink *s, struct instant t)
{
    char text[INSTANT_TEXT_MAX];
    size_t n = instant_format(t, text);
    sink_put(s, SINK_STRING, (struct str){text, n});
}

static void put_base64(struct sink *s, const struct odf_bytes *b)
{
    size_t n = (b->n + 2) / 3 * 4;
    char *text = b->n < (size_t)1 << 30 ? mem_alloc(n + 1) : NULL;
    if (!text) {
        s->failed = error_nomem(s->err);
        return;
    }
    EVP_EncodeBlock((unsigned char *)text, b->p, (int)b->n);
    sink_put(s, SINK_STRING, (struct str){text, n});
    mem_free(text);
}

static void put_list(struct sink *s, const struct odf_field *f, const void *at)
{
    struct odf_any_list l = odf_list_get(at);
    size_t size = f->type == ODF_F_STRINGS  ? sizeof(struct str)
                  : f->type == ODF_F_UNIONS ? ODF_UNION_SIZE
                                            : ((const struct odf_object *)f->of)->size;
    sink_put(s, SINK_LIST, STR_NONE);
    for (uint32_t i = 0; i < l.n && s->failed == KAMU_OK; i++) {
        const void *item = (const uint8_t *)l.items + i * size;
        if (f->type == ODF_F_STRINGS)
            sink_put(s, SINK_STRING, *(const struct str *)item);
        else if (f->type == ODF_F_UNIONS)
            sink_union(s, f->of, item);
        else
            sink_object(s, f->of, item);
    }
    sink_put(s, SINK_LIST_END, STR_NONE);
}

static void put_field(struct sink *s, const struct odf_field *f, const void *at)
{
    char text[ODF_HASH_TEXT_MAX];
    switch ((enum odf_field_type)f->type) {
    case ODF_F_STRING:
    case ODF_F_DATASET_REF:
        sink_put(s, SINK_STRING, *(const struct str *)at);
        break;
    case ODF_F_EXTRA:
        sink_json(s, *(const struct str *)at);
        break;
    case ODF_F_OPT_BOOL:
        sink_put(s, SINK_LITERAL,
                 ((const struct odf_opt_bool *)at)->value ? STR("true") : STR("false"));
        break;
    case ODF_F_I32:
        sink_i64(s, *(const int32_t *)at);
        break;
    case ODF_F_U32:
        sink_u64(s, *(const uint32_t *)at);
        break;
    case ODF_F_U64:
        sink_u64(s, *(const uint64_t *)at);
        break;
    case ODF_F_OPT_U64:
        sink_u64(s, ((const struct odf_opt_u64 *)at)->value);
        break;
    case ODF_F_ENUM:
        sink_string(s, ((const struct odf_enum *)f->of)->names[*(const int32_t *)at]);
        break;
    case ODF_F_OPT_ENUM:
        sink_string(
            s, ((const struct odf_enum *)f->of)->names[((const struct odf_opt_i32 *)at)->value]);
        break;
    case ODF_F_INSTANT:
        put_instant(s, *(const struct instant *)at);
        break;
    case ODF_F_OPT_INSTANT:
        put_instant(s, ((const struct odf_opt_instant *)at)->value);
        break;
    case ODF_F_HASH:
        odf_hash_text(at, text);
        sink_string(s, text);
        break;
    case ODF_F_DID:
        odf_did_text(at, text);
        sink_string(s, text);
        break;
    case ODF_F_BYTES:
        put_base64(s, at);
        break;
    case ODF_F_OBJECT:
        sink_object(s, f->of, at);
        break;
    case ODF_F_OBJECT_PTR: {
        const void *p;
        memcpy(&p, at, sizeof p);
        sink_object(s, f->of, p);
        break;
    }
    case ODF_F_STRINGS:
    case ODF_F_OBJECTS:
    case ODF_F_UNIONS:
        put_list(s, f, at);
        break;
    case ODF_F_UNION:
        sink_union(s, f->of, at);
        break;
    }
}

void sink_fields(struct sink *s, const struct odf_object *d, const void *value)
{
    for (unsigned i = 0; i < d->n_fields; i++) {
        const struct odf_field *f = &d->fields[i];
        if (!odf_field_present(f, value))
            continue;
        sink_key(s, f->key);
        put_field(s, f, (const uint8_t *)value + f->offset);
    }
}

void sink_object(struct sink *s, const struct odf_object *d, const void *value)
{
    sink_put(s, SINK_MAP, STR_NONE);
    sink_fields(s, d, value);
    sink_put(s, SINK_MAP_END, STR_NONE);
}

void sink_union(struct sink *s, const struct odf_union *u, const void *value)
{
    struct odf_any_union x = odf_union_get(value);
    sink_put(s, SINK_MAP, STR_NONE);
    sink_key(s, "kind");
    sink_string(s, u->members[x.kind - 1].name);
    sink_fields(s, u->members[x.kind - 1].object, x.any);
    sink_put(s, SINK_MAP_END, STR_NONE);
}

/* ---- JSON ------------------------------------------------------------------------------ */

struct json_sink {
    struct sink sink;
    struct buf *out;
    bool comma; /* before the next value or key */
};

static kamu_code json_put(struct sink *s, enum sink_event e, struct str text,
                          struct kamu_error *err)
{
    struct json_sink *j = (struct json_sink *)(void *)s;
    bool end = e == SINK_MAP_END || e == SINK_LIST_END;
    if (j->comma && !end)
        KAMU_TRY(buf_append_byte(j->out, ',', err));
    j->comma = e != SINK_MAP && e != SINK_LIST && e != SINK_KEY;
    switch (e) {
    case SINK_MAP:
        return buf_append_byte(j->out, '{', err);
    case SINK_MAP_END:
        return buf_append_byte(j->out, '}', err);
    case SINK_LIST:
        return buf_append_byte(j->out, '[', err);
    case SINK_LIST_END:
        return buf_append_byte(j->out, ']', err);
    case SINK_KEY:
        KAMU_TRY(odf_json_quote(text, j->out, err));
        return buf_append_byte(j->out, ':', err);
    case SINK_STRING:
        return odf_json_quote(text, j->out, err);
    case SINK_LITERAL:
        return buf_append(j->out, text.p, text.n, err);
    }
    KAMU_BUG("sink event %d", (int)e);
}

kamu_code sink_to_json(sink_writer write, const void *value, struct buf *out,
                       struct kamu_error *err)
{
    struct json_sink j = {.sink = {.put = json_put, .err = err}, .out = out};
    write(&j.sink, value);
    return j.sink.failed;
}
