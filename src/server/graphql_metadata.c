/* GraphQL: what the metadata chain of a dataset says. */
#include "odf/yaml.h"
#include "server/graphql_schema.h"

static kamu_code chain_of(struct gql_call *c, const void *parent,
                          const struct odf_chain_state **out, struct kamu_error *err)
{
    const struct dataset_state *s;
    KAMU_TRY(gql_dataset_state(c, parent, &s, err));
    *out = &s->chain;
    return KAMU_OK;
}

GQL_RESOLVER(current_watermark)
{
    const struct odf_chain_state *s;
    KAMU_TRY(chain_of(c, parent, &s, err));
    if (s->watermark.set)
        *out = gql_time(c, s->watermark.value);
    return KAMU_OK;
}

GQL_RESOLVER(current_schema)
{
    const struct odf_chain_state *s;
    struct odf_data_schema schema;
    bool has;
    KAMU_TRY(chain_of(c, parent, &s, err));
    KAMU_TRY(odf_chain_schema(s, c->exec->arena, &schema, &has, err));
    return has ? gql_schema_of(c, &schema, out, err) : KAMU_OK;
}

/* The state lives as long as its dataset is open, which is as long as the request. But another
 * field may commit in between, so what is handed out is copied. */
static kamu_code copy_event(struct gql_call *c, const struct odf_event *e, struct gql_out *out,
                            struct kamu_error *err)
{
    struct buf yaml = BUF_INIT(ODF_MANIFEST_BYTES_MAX);
    struct odf_event *copies = NULL;
    uint32_t n = 0;
    kamu_code rc = odf_event_to_yaml(e, &yaml, err);
    struct str text = {0};
    if (rc == KAMU_OK) {
        text = gql_copy(c, (struct str){(const char *)yaml.data, yaml.len});
        rc = text.p != NULL ? odf_events_from_yaml(text, c->exec->arena, &copies, &n, NULL, err)
                            : error_nomem(err);
    }
    buf_free(&yaml);
    KAMU_TRY(rc);
    KAMU_ASSERT(n == 1);
    *out = gql_event(&copies[0]);
    return KAMU_OK;
}

GQL_RESOLVER(current_push_sources)
{
    const struct odf_chain_state *s;
    size_t n = 0;
    KAMU_TRY(chain_of(c, parent, &s, err));
    struct gql_out *list = arena_calloc(c->exec->arena, s->n_sources + 1, sizeof *list);
    if (list == NULL)
        return error_nomem(err);
    for (uint32_t i = 0; i < s->n_sources; i++) {
        struct odf_event e = {.kind = ODF_ADD_PUSH_SOURCE,
                              .add_push_source = &s->sources[i].source};
        if (s->sources[i].active)
            KAMU_TRY(copy_event(c, &e, &list[n++], err));
    }
    *out = gql_list(list, n);
    return KAMU_OK;
}

/* The newest event of a kind, or null. */
#define CURRENT(resolver, member, tag, field)                                                      \
    GQL_RESOLVER(resolver)                                                                         \
    {                                                                                              \
        const struct odf_chain_state *s;                                                           \
        KAMU_TRY(chain_of(c, parent, &s, err));                                                    \
        struct odf_event e = {.kind = (tag), .field = s->member};                                  \
        return s->member != NULL ? copy_event(c, &e, out, err) : KAMU_OK;                          \
    }
CURRENT(current_vocab, vocab, ODF_SET_VOCAB, set_vocab)
CURRENT(current_info, info, ODF_SET_INFO, set_info)
CURRENT(current_license, license, ODF_SET_LICENSE, set_license)
CURRENT(current_transform, transform, ODF_SET_TRANSFORM, set_transform)
CURRENT(current_polling, polling, ODF_SET_POLLING_SOURCE, set_polling_source)

GQL_SAME(metadata_chain, gql_MetadataChain)

const struct gql_type gql_DatasetMetadata = {
    .name = "DatasetMetadata",
    .fields = (const struct gql_field[]){
        {"chain", "MetadataChain!", metadata_chain},
        {"currentWatermark", "DateTime", current_watermark},
        {"currentSchema", "DataSchema", current_schema,
         GQL_ARGS({"format", "DataSchemaFormat", "PARQUET"})},
        {"currentPushSources", "[AddPushSource!]!", current_push_sources},
        {"currentPollingSource", "SetPollingSource", current_polling},
        {"currentTransform", "SetTransform", current_transform},
        {"currentVocab", "SetVocab", current_vocab},
        {"currentInfo", "SetInfo", current_info},
        {"currentLicense", "SetLicense", current_license},
        {0}}};

/* ---- blocks ------------------------------------------------------------------------------------
 */

struct block {
    struct odf_block block;
    struct odf_hash hash;
    const struct gql_dataset *dataset;
};

/* Blocks are read into the request's arena, newest first, as many as are asked for. */
static kamu_code read_blocks(struct gql_call *c, const struct gql_dataset *d,
                             struct gql_connection *out, struct kamu_error *err)
{
    struct dataset *ds;
    struct odf_hash at;
    const struct dataset_state *s;
    KAMU_TRY(gql_open_dataset(c, d, &ds, err));
    KAMU_TRY(dataset_state(ds, &s, err));
    at = s->head;
    KAMU_TRY(gql_take_page(c, 20, s->blocks, &out->page, err));
    out->nodes = arena_calloc(c->exec->arena, out->page.n + 1, sizeof *out->nodes);
    if (out->nodes == NULL)
        return error_nomem(err);
    for (size_t i = 0; i < out->page.first + out->page.n; i++) {
        struct arena skipped;
        struct block *b = gql_new(c, sizeof *b);
        bool wanted = i >= out->page.first;
        if (b == NULL)
            return error_nomem(err);
        arena_init(&skipped, ODF_MANIFEST_BYTES_MAX);
        kamu_code rc = dataset_block(ds, &at, wanted ? c->exec->arena : &skipped, &b->block, err);
        b->hash = at;
        b->dataset = d;
        if (rc == KAMU_OK)
            at = b->block.prev_block_hash;
        arena_free(&skipped);
        KAMU_TRY(rc);
        if (wanted)
            out->nodes[i - out->page.first] = gql_object(&gql_MetadataBlockExtended, b);
        KAMU_TRY(env_check_cancel(&gql_context(c)->worker->env, err));
    }
    return KAMU_OK;
}

GQL_RESOLVER(chain_blocks)
{
    struct gql_connection *found = gql_new(c, sizeof *found);
    if (found == NULL)
        return error_nomem(err);
    KAMU_TRY(read_blocks(c, parent, found, err));
    *out = gql_object(&gql_MetadataBlockConnection, found);
    return KAMU_OK;
}
GQL_RESOLVER(chain_block)
{
    struct dataset *ds;
    struct block *b = gql_new(c, sizeof *b);
    if (b == NULL)
        return error_nomem(err);
    KAMU_TRY(odf_hash_parse(gql_arg_text(c, "hash"), &b->hash, err));
    KAMU_TRY(gql_open_dataset(c, parent, &ds, err));
    kamu_code rc = dataset_block(ds, &b->hash, c->exec->arena, &b->block, err);
    if (rc == KAMU_E_NOT_FOUND)
        return KAMU_OK;
    KAMU_TRY(rc);
    b->dataset = parent;
    *out = gql_object(&gql_MetadataBlockExtended, b);
    return KAMU_OK;
}
GQL_RESOLVER(chain_refs)
{
    struct gql_out *head = gql_new(c, sizeof *head);
    const struct dataset_state *s;
    KAMU_TRY(gql_dataset_state(c, parent, &s, err));
    struct odf_hash *hash = gql_new(c, sizeof *hash);
    if (hash == NULL || head == NULL)
        return error_nomem(err);
    *hash = s->head;
    *head = gql_object(&gql_BlockRef, hash);
    *out = gql_list(head, 1);
    return KAMU_OK;
}
GQL_RESOLVER(ref_name)
{
    (void)c;
    (void)err;
    (void)parent;
    *out = gql_text(STR("head"));
    return KAMU_OK;
}
GQL_RESOLVER(ref_hash)
{
    (void)err;
    *out = gql_hash(c, parent);
    return KAMU_OK;
}
GQL_RESOLVER(connection_edges)
{
    const struct gql_connection *found = parent;
    struct gql_out *edges = arena_calloc(c->exec->arena, found->page.n + 1, sizeof *edges);
    if (edges == NULL)
        return error_nomem(err);
    for (size_t i = 0; i < found->page.n; i++)
        edges[i] = gql_object(&gql_MetadataBlockEdge, &found->nodes[i]);
    *out = gql_list(edges, found->page.n);
    return KAMU_OK;
}
GQL_RESOLVER(edge_node)
{
    (void)c;
    (void)err;
    *out = *(const struct gql_out *)parent;
    return KAMU_OK;
}
GQL_RESOLVER(block_hash)
{
    (void)err;
    *out = gql_hash(c, &((const struct block *)parent)->hash);
    return KAMU_OK;
}
GQL_RESOLVER(block_prev)
{
    (void)err;
    *out = gql_hash(c, &((const struct block *)parent)->block.prev_block_hash);
    return KAMU_OK;
}
GQL_RESOLVER(block_time)
{
    (void)err;
    *out = gql_time(c, ((const struct block *)parent)->block.system_time);
    return KAMU_OK;
}
GQL_RESOLVER(block_number)
{
    (void)c;
    (void)err;
    *out = gql_int((int64_t)((const struct block *)parent)->block.sequence_number);
    return KAMU_OK;
}
GQL_RESOLVER(block_event)
{
    (void)c;
    (void)err;
    *out = gql_event(&((const struct block *)parent)->block.event);
    return KAMU_OK;
}

const struct gql_type gql_MetadataChain = {
    .name = "MetadataChain",
    .fields = (const struct gql_field[]){
        {"refs", "[BlockRef!]!", chain_refs},
        {"blocks", "MetadataBlockConnection!", chain_blocks,
         GQL_ARGS({"page", "Int", "0"}, {"perPage", "Int", "20"})},
        {"blockByHash", "MetadataBlockExtended", chain_block, GQL_ARGS({"hash", "Multihash!"})},
        {0}}};
const struct gql_type gql_BlockRef = {
    .name = "BlockRef",
    .fields = (const struct gql_field[]){
        {"name", "String!", ref_name}, {"blockHash", "Multihash!", ref_hash}, {0}}};
const struct gql_type gql_MetadataBlockConnection = {
    .name = "MetadataBlockConnection",
    .fields =
        (const struct gql_field[]){{"nodes", "[MetadataBlockExtended!]!", gql_connection_nodes},
                                   {"edges", "[MetadataBlockEdge!]!", connection_edges},
                                   {"totalCount", "Int!", gql_connection_total},
                                   {"pageInfo", "PageBasedInfo!", gql_connection_page},
                                   {0}}};
const struct gql_type gql_MetadataBlockEdge = {
    .name = "MetadataBlockEdge",
    .fields = (const struct gql_field[]){{"node", "MetadataBlockExtended!", edge_node}, {0}}};
const struct gql_type gql_MetadataBlockExtended = {
    .name = "MetadataBlockExtended",
    .fields = (const struct gql_field[]){{"blockHash", "Multihash!", block_hash},
                                         {"prevBlockHash", "Multihash", block_prev},
                                         {"systemTime", "DateTime!", block_time},
                                         {"sequenceNumber", "Int!", block_number},
                                         {"event", "MetadataEvent!", block_event},
                                         {0}}};
