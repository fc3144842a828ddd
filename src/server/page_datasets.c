/* GET /system/page: what the page shows of the datasets that the caller may read, as JSON. */
#include "odf/json.h"
#include "odf/schema.h"
#include "server/routes.h"
#include "server/server.h"
#include "store/dataset.h"

enum { DATASETS_MAX = 1000, COLUMNS_MAX = 500, TEXT_MAX = 64 << 20 };

struct page { /* the first failure sticks */
    struct exchange *x;
    struct worker *w;
    struct buf out;
    kamu_code rc;
    struct kamu_error *err;
};

static void put(struct page *p, const char *text)
{
    if (p->rc == KAMU_OK)
        p->rc = buf_append_str(&p->out, text, p->err);
}

static void put_text(struct page *p, const char *before, struct str value)
{
    put(p, before);
    if (value.p == NULL)
        put(p, "null");
    else if (p->rc == KAMU_OK)
        p->rc = odf_json_quote(value, &p->out, p->err);
}

static void put_number(struct page *p, const char *before, uint64_t value)
{
    put(p, before);
    if (p->rc == KAMU_OK)
        p->rc = buf_printf(&p->out, p->err, "%llu", (unsigned long long)value);
}

static void put_time(struct page *p, const char *before, struct odf_opt_instant t)
{
    char text[INSTANT_TEXT_MAX];
    size_t n = t.set ? instant_format(t.value, text) : 0;
    put_text(p, before, t.set ? (struct str){text, n} : STR_NONE);
}

/* ---- sources ----------------------------------------------------------------------------------
 */

static const char *media_type(enum odf_read_step_kind kind)
{
    switch (kind) {
    case ODF_READ_CSV:
        return "text/csv";
    case ODF_READ_JSON:
        return "application/json";
    case ODF_READ_GEO_JSON:
        return "application/geo+json";
    case ODF_READ_ND_GEO_JSON:
        return "application/x-ndgeojson";
    case ODF_READ_PARQUET:
        return "application/vnd.apache.parquet";
    case ODF_READ_ESRI_SHAPEFILE:
        return "application/vnd.shp";
    case ODF_READ_ND_JSON:
    case ODF_READ_NONE:
        break;
    }
    return "application/x-ndjson";
}

static void put_names(struct page *p, struct odf_strs names)
{
    put(p, "[");
    for (uint32_t i = 0; i < names.n; i++)
        put_text(p, i > 0 ? "," : "", names.items[i]);
    put(p, "]");
}

static void put_column(struct page *p, uint32_t i, struct str name, struct str type)
{
    put_text(p, i > 0 ? ",{\"name\":" : "{\"name\":", name);
    put_text(p, ",\"type\":", type);
    put(p, "}");
}

/* "name TYPE" of the older form. */
static void put_ddl(struct page *p, struct odf_strs ddl)
{
    put(p, "[");
    for (uint32_t i = 0; i < ddl.n && i < COLUMNS_MAX; i++) {
        struct str text = str_trim(ddl.items[i]);
        const char *blank = text.n > 0 ? memchr(text.p, ' ', text.n) : NULL;
        size_t n = blank != NULL ? (size_t)(blank - text.p) : text.n;
        put_column(p, i, (struct str){text.p, n}, str_trim((struct str){text.p + n, text.n - n}));
    }
    put(p, "]");
}

/* The columns that the source declares; null when it takes what comes. */
static void put_columns(struct page *p, const struct odf_read_step *read)
{
    const struct odf_data_schema *schema = odf_read_step_schema(read);
    put(p, ",\"columns\":");
    if (schema == NULL) {
        if (odf_read_step_ddl(read).n > 0)
            put_ddl(p, odf_read_step_ddl(read));
        else
            put(p, "null");
        return;
    }
    put(p, "[");
    for (uint32_t i = 0; i < schema->fields.n && i < COLUMNS_MAX; i++) {
        char type[512];
        size_t n = odf_data_type_text(&schema->fields.items[i].type, type, sizeof type);
        put_column(p, i, schema->fields.items[i].name,
                   (struct str){type, n < sizeof type ? n : sizeof type - 1});
    }
    put(p, "]");
}

static void put_sources(struct page *p, const struct odf_chain_state *s)
{
    const char *comma = "";
    put(p, ",\"sources\":[");
    for (uint32_t i = 0; i < s->n_sources; i++) {
        const struct odf_add_push_source *source = &s->sources[i].source;
        if (!s->sources[i].active)
            continue;
        put(p, comma);
        put_text(p, "{\"name\":", source->source_name);
        put_text(p, ",\"read\":", str_c(odf_read_step_name(source->read.kind)));
        put_text(p, ",\"mediaType\":", str_c(media_type(source->read.kind)));
        put_text(p, ",\"merge\":", str_c(odf_merge_name(source->merge.kind)));
        put(p, ",\"primaryKey\":");
        put_names(p, odf_merge_primary_key(&source->merge));
        put_columns(p, &source->read);
        put(p, "}");
        comma = ",";
    }
    put(p, "]");
}

/* ---- datasets -----------------------------------------------------------------------------------
 */

static void put_state(struct page *p, const struct dataset_handle *h, const struct dataset_state *s,
                      unsigned rights)
{
    char id[ODF_DID_TEXT_MAX], head[ODF_HASH_TEXT_MAX];
    struct odf_vocab vocab = odf_vocab_of(s->chain.vocab);
    bool root = s->chain.dataset_kind == ODF_ROOT;
    odf_did_text(&h->id, id);
    odf_hash_text(&s->head, head);
    put_text(p, "{\"alias\":", h->alias);
    put_text(p, ",\"id\":", str_c(id));
    put(p, root ? ",\"kind\":\"Root\"" : ",\"kind\":\"Derivative\"");
    put_number(p, ",\"rows\":", s->chain.rows_total);
    put_number(p, ",\"bytes\":", s->chain.data_bytes_total);
    put_number(p, ",\"blocks\":", s->blocks);
    put_time(p, ",\"watermark\":", s->chain.watermark);
    put_time(p, ",\"updated\":", (struct odf_opt_instant){true, s->chain.system_time});
    put_text(p, ",\"head\":", str_c(head));
    put_text(p, ",\"offsetColumn\":", vocab.offset);
    put(p, root && rights & ACCESS_WRITE ? ",\"canPush\":true" : ",\"canPush\":false");
    put_sources(p, &s->chain);
    put(p, "}");
}

/* One that cannot be read, or went away meanwhile, does not keep the others from being shown. */
static bool put_dataset(struct page *p, const struct dataset_handle *h, const char *comma,
                        unsigned rights)
{
    struct dataset *ds;
    const struct dataset_state *s;
    bool shown = false;
    if (dataset_open(p->w->ws, h, &ds, NULL) != KAMU_OK)
        return false;
    if (dataset_state(ds, &s, NULL) == KAMU_OK) {
        put(p, comma);
        put_state(p, h, s, rights);
        shown = true;
    }
    dataset_close(ds);
    return shown;
}

static kamu_code put_datasets(struct page *p, const struct dataset_list *list)
{
    uint64_t total = 0, shown = 0;
    put(p, ",\"datasets\":[");
    for (size_t i = 0; i < list->n && p->rc == KAMU_OK; i++) {
        unsigned rights;
        KAMU_TRY(
            access_rights(p->x->server->access, &p->x->caller, &list->items[i], &rights, p->err));
        if ((rights & ACCESS_READ) == 0)
            continue;
        total++;
        if (shown < DATASETS_MAX && put_dataset(p, &list->items[i], shown > 0 ? "," : "", rights))
            shown++;
    }
    put_number(p, "],\"total\":", total);
    return p->rc;
}

static kamu_code make(struct page *p)
{
    struct exchange *x = p->x;
    struct dataset_list list;
    bool account = x->caller.kind == CALLER_ACCOUNT;
    bool bad = x->caller.kind == CALLER_INVALID || x->caller.kind == CALLER_EXPIRED;
    KAMU_TRY(workspace_list(p->w->ws, &list, p->err));
    put(p, "{\"version\":\"" KAMU_VERSION "\"");
    put_text(p, ",\"account\":", account ? x->caller.account_name : STR_NONE);
    put_text(p, ",\"tokenProblem\":", bad ? str_c(access_refusal(x->caller.kind)) : STR_NONE);
    kamu_code rc = put_datasets(p, &list);
    dataset_list_free(&list);
    KAMU_TRY(rc);
    put(p, "}");
    return p->rc;
}

void handle_page_datasets(struct exchange *x, struct worker *w)
{
    struct kamu_error err = {0};
    struct page p = {.x = x, .w = w, .out = {.max = TEXT_MAX}, .rc = KAMU_OK, .err = &err};
    if (make(&p) == KAMU_OK) {
        exchange_add_header(x, "cache-control", "no-store");
        exchange_send_buf(x, 200, "application/json", &p.out);
    } else {
        exchange_fail(x, &err);
    }
    buf_free(&p.out);
}
