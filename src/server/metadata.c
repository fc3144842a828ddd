/* GET {ds}/metadata (spec/http-api.md 4.3). */
#include "odf/json.h"
#include "server/params.h"
#include "server/routes.h"
#include "server/server.h"
#include "store/dataset.h"

#define TEXT_MAX ((size_t)64 << 20)

enum include {
    WITH_ATTACHMENTS = 1,
    WITH_INFO = 2,
    WITH_LICENSE = 4,
    WITH_REFS = 8,
    WITH_SCHEMA = 16,
    WITH_SEED = 32,
    WITH_VOCAB = 64
};

struct metadata_params {
    unsigned include;
    enum odf_schema_format schema_format;
};

/* ---- parameters ---------------------------------------------------------------------------- */

static unsigned member_of(struct str word)
{
    static const char *const words[] = {"attachments", "info", "license", "refs",
                                        "schema",      "seed", "vocab"};
    for (unsigned i = 0; i < sizeof words / sizeof *words; i++)
        if (str_ieq(word, str_c(words[i])))
            return 1u << i;
    return 0;
}

static kamu_code take_include(void *to, struct str value, struct kamu_error *err)
{
    struct metadata_params *p = to;
    p->include = 0;
    if (value.n == 0)
        return KAMU_OK;
    for (size_t at = 0; at <= value.n;) {
        const char *comma = memchr(value.p + at, ',', value.n - at);
        size_t end = comma == NULL ? value.n : (size_t)(comma - value.p);
        unsigned member = member_of((struct str){value.p + at, end - at});
        if (member == 0)
            return error_set(err, KAMU_E_USAGE, "Matching variant not found");
        p->include |= member;
        at = end + 1;
    }
    return KAMU_OK;
}

static kamu_code take_schema_format(void *to, struct str value, struct kamu_error *err)
{
    return param_schema_format(value, &((struct metadata_params *)to)->schema_format, err);
}

static const struct param known[] = {
    {"include", NULL, take_include},
    {"schemaFormat", NULL, take_schema_format},
    {NULL, NULL, NULL},
};

/* ---- members -------------------------------------------------------------------------------- */

/* `{`, or `,` behind another member, and the name. */
static kamu_code key(struct buf *out, const char *name, struct kamu_error *err)
{
    uint8_t last = out->data[out->len - 1];
    return buf_printf(out, err, "%s\"%s\":", last == '{' || last == '[' ? "" : ",", name);
}

static kamu_code text_member(struct buf *out, const char *name, struct str text,
                             struct kamu_error *err)
{
    if (text.p == NULL)
        return KAMU_OK;
    KAMU_TRY(key(out, name, err));
    return odf_json_quote(text, out, err);
}

static kamu_code add_attachments(struct buf *out, const struct odf_set_attachments *a,
                                 struct kamu_error *err)
{
    if (a == NULL)
        return KAMU_OK;
    KAMU_TRY(key(out, "attachments", err));
    KAMU_TRY(buf_append_str(out, "{\"attachments\":{\"kind\":\"Embedded\",\"items\":[", err));
    const struct odf_attachments_embedded *e = a->attachments.embedded;
    for (uint32_t i = 0; e != NULL && i < e->items.n; i++) {
        KAMU_TRY(buf_append_str(out, i > 0 ? ",{" : "{", err));
        KAMU_TRY(text_member(out, "path", e->items.items[i].path, err));
        KAMU_TRY(text_member(out, "content", e->items.items[i].content, err));
        KAMU_TRY(buf_append_byte(out, '}', err));
    }
    return buf_append_str(out, "]}}", err);
}

static kamu_code add_info(struct buf *out, const struct odf_set_info *info, struct kamu_error *err)
{
    if (info == NULL)
        return KAMU_OK;
    KAMU_TRY(key(out, "info", err));
    KAMU_TRY(buf_append_byte(out, '{', err));
    KAMU_TRY(text_member(out, "description", info->description, err));
    if (info->keywords.items != NULL) {
        KAMU_TRY(key(out, "keywords", err));
        KAMU_TRY(buf_append_byte(out, '[', err));
        for (uint32_t i = 0; i < info->keywords.n; i++) {
            if (i > 0)
                KAMU_TRY(buf_append_byte(out, ',', err));
            KAMU_TRY(odf_json_quote(info->keywords.items[i], out, err));
        }
        KAMU_TRY(buf_append_byte(out, ']', err));
    }
    return buf_append_byte(out, '}', err);
}

static kamu_code add_license(struct buf *out, const struct odf_set_license *l,
                             struct kamu_error *err)
{
    if (l == NULL)
        return KAMU_OK;
    KAMU_TRY(key(out, "license", err));
    KAMU_TRY(buf_append_byte(out, '{', err));
    KAMU_TRY(text_member(out, "shortName", l->short_name, err));
    KAMU_TRY(text_member(out, "name", l->name, err));
    KAMU_TRY(text_member(out, "spdxId", l->spdx_id, err));
    KAMU_TRY(text_member(out, "websiteUrl", l->website_url, err));
    return buf_append_byte(out, '}', err);
}

static kamu_code add_refs(struct buf *out, const struct odf_hash *head, struct kamu_error *err)
{
    char hash[ODF_HASH_TEXT_MAX];
    odf_hash_text(head, hash);
    KAMU_TRY(key(out, "refs", err));
    return buf_printf(out, err, "[{\"name\":\"head\",\"blockHash\":\"%s\"}]", hash);
}

static kamu_code add_schema(struct buf *out, const struct odf_chain_state *chain,
                            enum odf_schema_format format, struct kamu_error *err)
{
    struct odf_data_schema schema;
    struct arena arena;
    bool has = false;
    arena_init(&arena, TEXT_MAX);
    kamu_code rc = odf_chain_schema(chain, &arena, &schema, &has, err);
    if (rc == KAMU_OK && has) {
        rc = key(out, "schema", err);
        if (rc == KAMU_OK)
            rc = odf_schema_json_value(&schema, format, out, err);
        if (rc == KAMU_OK)
            rc = buf_printf(out, err, ",\"schemaFormat\":\"%s\"", schema_format_name(format));
    }
    arena_free(&arena);
    return rc;
}

static kamu_code add_seed(struct buf *out, const struct odf_chain_state *chain,
                          struct kamu_error *err)
{
    char did[ODF_DID_TEXT_MAX];
    odf_did_text(&chain->dataset_id, did);
    KAMU_TRY(key(out, "seed", err));
    return buf_printf(out, err, "{\"datasetId\":\"%s\",\"datasetKind\":\"%s\"}", did,
                      chain->dataset_kind == ODF_ROOT ? "Root" : "Derivative");
}

static kamu_code add_vocab(struct buf *out, const struct odf_chain_state *chain,
                           struct kamu_error *err)
{
    struct odf_vocab v = odf_vocab_of(chain->vocab);
    KAMU_TRY(key(out, "vocab", err));
    KAMU_TRY(buf_append_byte(out, '{', err));
    KAMU_TRY(text_member(out, "offsetColumn", v.offset, err));
    KAMU_TRY(text_member(out, "operationTypeColumn", v.op, err));
    KAMU_TRY(text_member(out, "systemTimeColumn", v.system_time, err));
    KAMU_TRY(text_member(out, "eventTimeColumn", v.event_time, err));
    return buf_append_byte(out, '}', err);
}

static kamu_code make_answer(const struct dataset_state *state, const struct metadata_params *p,
                             struct buf *out, struct kamu_error *err)
{
    const struct odf_chain_state *chain = &state->chain;
    KAMU_TRY(buf_append_str(out, "{\"output\":{", err));
    if (p->include & WITH_ATTACHMENTS)
        KAMU_TRY(add_attachments(out, chain->attachments, err));
    if (p->include & WITH_INFO)
        KAMU_TRY(add_info(out, chain->info, err));
    if (p->include & WITH_LICENSE)
        KAMU_TRY(add_license(out, chain->license, err));
    if (p->include & WITH_REFS)
        KAMU_TRY(add_refs(out, &state->head, err));
    if (p->include & WITH_SCHEMA)
        KAMU_TRY(add_schema(out, chain, p->schema_format, err));
    if (p->include & WITH_SEED)
        KAMU_TRY(add_seed(out, chain, err));
    if (p->include & WITH_VOCAB)
        KAMU_TRY(add_vocab(out, chain, err));
    return buf_append_str(out, "}}", err);
}

static kamu_code answer(struct exchange *x, struct worker *w, const struct metadata_params *p,
                        struct buf *out, struct kamu_error *err)
{
    const struct dataset_state *state = NULL;
    struct dataset *ds = NULL;
    KAMU_TRY(dataset_open(w->ws, &x->dataset, &ds, err));
    kamu_code rc = dataset_state(ds, &state, err);
    if (rc == KAMU_OK)
        rc = make_answer(state, p, out, err);
    dataset_close(ds);
    return rc;
}

void handle_metadata(struct exchange *x, struct worker *w)
{
    struct metadata_params p = {.include = WITH_SEED, .schema_format = ODF_SCHEMA_ARROW_JSON};
    struct kamu_error err = {0};
    struct buf out = BUF_INIT(TEXT_MAX);
    if (!params_take(x, known, true, &p))
        return;
    if (answer(x, w, &p, &out, &err) == KAMU_OK)
        exchange_send_buf(x, 200, "application/json", &out);
    else
        exchange_fail(x, &err);
    buf_free(&out);
}
