/* `kamu log`: the metadata chain, newest block first; spec/cli.md 7.2. */
#include "cli/commands.h"

#include "odf/schema.h"
#include "odf/yaml.h"
#include "store/dataset.h"

#include <inttypes.h>

#define LOG_TEXT_MAX ((size_t)64 << 20) /* of one block */

struct log_view {
    struct cli *cli;
    struct dataset *ds;
    struct buf text; /* scratch */
};

/* ---- shell form --------------------------------------------------------------------- */

static void indent_to(FILE *f, unsigned level)
{
    fprintf(f, "%*s", (int)level * 2, "");
}

static void property(struct log_view *v, unsigned level, const char *name, const char *fmt, ...)
    KAMU_PRINTF(4, 5);
static void property(struct log_view *v, unsigned level, const char *name, const char *fmt, ...)
{
    indent_to(v->cli->out, level);
    cli_paint(v->cli, v->cli->out, CLI_DIM, "%s:", name);
    fputc(' ', v->cli->out);
    va_list ap;
    va_start(ap, fmt);
    vfprintf(v->cli->out, fmt, ap);
    va_end(ap);
    fputc('\n', v->cli->out);
}

static void section(struct log_view *v, unsigned level, const char *name)
{
    indent_to(v->cli->out, level);
    cli_paint(v->cli, v->cli->out, CLI_DIM, "%s:", name);
    fputc('\n', v->cli->out);
}

static void text_property(struct log_view *v, unsigned level, const char *name, struct str s)
{
    if (s.p)
        property(v, level, name, STR_FMT, STR_ARG(s));
}

static void u64_property(struct log_view *v, unsigned level, const char *name, struct odf_opt_u64 n)
{
    if (n.set)
        property(v, level, name, "%" PRIu64, n.value);
}

static void hash_property(struct log_view *v, unsigned level, const char *name,
                          const struct odf_hash *h)
{
    char text[ODF_HASH_TEXT_MAX];
    if (!odf_hash_present(h))
        return;
    odf_hash_text(h, text);
    property(v, level, name, "%s", text);
}

static void time_property(struct log_view *v, unsigned level, const char *name, struct instant t)
{
    char text[INSTANT_TEXT_MAX];
    instant_format(t, text);
    property(v, level, name, "%s", text);
}

/* The lines of v->text, indented. */
static void indented_text(struct log_view *v, unsigned level)
{
    struct str s = {(const char *)v->text.data, v->text.len};
    while (s.n) {
        const char *end = memchr(s.p, '\n', s.n);
        size_t n = end ? (size_t)(end - s.p) : s.n;
        indent_to(v->cli->out, level);
        fprintf(v->cli->out, "%.*s\n", (int)n, s.p);
        s.p += end ? n + 1 : n;
        s.n -= end ? n + 1 : n;
    }
}

static void data_slice(struct log_view *v, const struct odf_data_slice *s)
{
    if (!s)
        return;
    section(v, 0, "NewData");
    property(v, 1, "Offset.Start", "%" PRIu64, s->offset_interval.start);
    property(v, 1, "Offset.End", "%" PRIu64, s->offset_interval.end);
    property(v, 1, "NumRecords", "%" PRIu64, s->offset_interval.end - s->offset_interval.start + 1);
    hash_property(v, 1, "LogicalHash", &s->logical_hash);
    hash_property(v, 1, "PhysicalHash", &s->physical_hash);
    property(v, 1, "Size", "%" PRIu64, s->size);
}

static void checkpoint(struct log_view *v, const struct odf_checkpoint *c)
{
    if (!c)
        return;
    section(v, 0, "NewCheckpoint");
    hash_property(v, 1, "PhysicalHash", &c->physical_hash);
    property(v, 1, "Size", "%" PRIu64, c->size);
}

static kamu_code add_data(struct log_view *v, const struct odf_add_data *e, struct kamu_error *err)
{
    hash_property(v, 0, "PrevCheckpoint", &e->prev_checkpoint);
    u64_property(v, 0, "PrevOffset", e->prev_offset);
    data_slice(v, e->new_data);
    checkpoint(v, e->new_checkpoint);
    if (e->new_source_state) {
        section(v, 0, "NewSourceState");
        text_property(v, 1, "SourceName", e->new_source_state->source_name);
        text_property(v, 1, "Kind", e->new_source_state->kind);
        text_property(v, 1, "Value", e->new_source_state->value);
    }
    if (e->new_watermark.set)
        time_property(v, 0, "NewWatermark", e->new_watermark.value);
    if (!e->extra.p)
        return KAMU_OK;
    v->text.len = 0;
    KAMU_TRY(odf_json_to_yaml(e->extra, &v->text, err));
    section(v, 0, "Extra");
    indented_text(v, 1);
    return KAMU_OK;
}

/* The name of an input in this workspace. */
static void input_name(struct log_view *v, const struct odf_did *id)
{
    struct workspace *ws = dataset_workspace(v->ds);
    char did[ODF_DID_TEXT_MAX];
    struct arena arena;
    struct dataset_handle h;
    size_t n = odf_did_text(id, did);
    arena_init(&arena, 64 << 10);
    if (ws && workspace_resolve(ws, (struct str){did, n}, &arena, &h, NULL) == KAMU_OK)
        text_property(v, 1, "Name", h.alias);
    arena_free(&arena);
}

static void execute_transform(struct log_view *v, const struct odf_execute_transform *e)
{
    section(v, 0, "Inputs");
    for (uint32_t i = 0; i < e->query_inputs.n; i++) {
        const struct odf_execute_transform_input *in = &e->query_inputs.items[i];
        char name[32], did[ODF_DID_TEXT_MAX];
        snprintf(name, sizeof name, "QueryInput[%u]", i);
        section(v, 0, name);
        odf_did_text(&in->dataset_id, did);
        property(v, 1, "ID", "%s", did);
        input_name(v, &in->dataset_id);
        hash_property(v, 1, "PrevBlockHash", &in->prev_block_hash);
        hash_property(v, 1, "NewBlockHash", &in->new_block_hash);
        u64_property(v, 1, "PrevOffset", in->prev_offset);
        u64_property(v, 1, "NewOffset", in->new_offset);
        uint64_t end = in->new_offset.set ? in->new_offset.value + 1 : 0;
        uint64_t start = in->prev_offset.set ? in->prev_offset.value + 1 : 0;
        property(v, 1, "NumRecords", "%" PRIu64, end > start ? end - start : 0);
    }
    hash_property(v, 0, "PrevCheckpoint", &e->prev_checkpoint);
    u64_property(v, 0, "PrevOffset", e->prev_offset);
    data_slice(v, e->new_data);
    checkpoint(v, e->new_checkpoint);
    if (e->new_watermark.set)
        time_property(v, 0, "NewWatermark", e->new_watermark.value);
}

static kamu_code data_schema(struct log_view *v, const struct odf_set_data_schema *e,
                             struct kamu_error *err)
{
    v->text.len = 0;
    if (e->schema) {
        KAMU_TRY(odf_schema_to_yaml(e->schema, &v->text, err));
        section(v, 0, "Schema");
    } else {
        struct arena arena;
        struct odf_data_schema schema;
        struct col_schema *columns = NULL;
        arena_init(&arena, LOG_TEXT_MAX);
        kamu_code rc = odf_set_data_schema_effective(e, &arena, &schema, err);
        if (rc == KAMU_OK)
            rc = odf_schema_to_columns(&schema, &columns, err);
        if (rc == KAMU_OK)
            rc = col_schema_print_parquet(columns, &v->text, err);
        col_schema_unref(columns);
        arena_free(&arena);
        KAMU_TRY(rc);
        section(v, 0, "RawArrowSchema");
    }
    indented_text(v, 1);
    return KAMU_OK;
}

static void keywords(struct log_view *v, const struct odf_strs *k)
{
    if (!k->items)
        return;
    cli_paint(v->cli, v->cli->out, CLI_DIM, "Keywords:");
    fputc(' ', v->cli->out);
    for (uint32_t i = 0; i < k->n; i++)
        fprintf(v->cli->out, "%s" STR_FMT, i ? ", " : "", STR_ARG(k->items[i]));
    fputc('\n', v->cli->out);
}

static void attachments(struct log_view *v, const struct odf_attachments *a)
{
    if (a->kind != ODF_ATTACHMENTS_EMBEDDED)
        return;
    section(v, 0, "Embedded");
    for (uint32_t i = 0; i < a->embedded->items.n; i++) {
        char name[32];
        snprintf(name, sizeof name, "Item[%u]", i);
        section(v, 1, name);
        text_property(v, 2, "Path", a->embedded->items.items[i].path);
        property(v, 2, "Content", "...");
    }
}

static kamu_code shell_event(struct log_view *v, const struct odf_event *e, struct kamu_error *err)
{
    char did[ODF_DID_TEXT_MAX];
    switch (e->kind) {
    case ODF_SEED:
        odf_did_text(&e->seed->dataset_id, did);
        property(v, 0, "DatasetKind", "%s",
                 e->seed->dataset_kind == ODF_ROOT ? "Root" : "Derivative");
        property(v, 0, "DatasetID", "%s", did);
        break;
    case ODF_ADD_DATA:
        return add_data(v, e->add_data, err);
    case ODF_EXECUTE_TRANSFORM:
        execute_transform(v, e->execute_transform);
        break;
    case ODF_ADD_PUSH_SOURCE:
        text_property(v, 0, "SourceName", e->add_push_source->source_name);
        property(v, 0, "Source", "...");
        break;
    case ODF_DISABLE_PUSH_SOURCE:
        text_property(v, 0, "SourceName", e->disable_push_source->source_name);
        break;
    case ODF_SET_POLLING_SOURCE:
        property(v, 0, "Source", "...");
        break;
    case ODF_SET_TRANSFORM:
        property(v, 0, "Transform", "...");
        break;
    case ODF_SET_VOCAB:
        text_property(v, 0, "OffsetColumn", e->set_vocab->offset_column);
        text_property(v, 0, "OperationTypeColumn", e->set_vocab->operation_type_column);
        text_property(v, 0, "SystemTimeColumn", e->set_vocab->system_time_column);
        text_property(v, 0, "EventTimeColumn", e->set_vocab->event_time_column);
        break;
    case ODF_SET_DATA_SCHEMA:
        return data_schema(v, e->set_data_schema, err);
    case ODF_SET_INFO:
        text_property(v, 0, "Description", e->set_info->description);
        keywords(v, &e->set_info->keywords);
        break;
    case ODF_SET_LICENSE:
        text_property(v, 0, "ShortName", e->set_license->short_name);
        text_property(v, 0, "Name", e->set_license->name);
        text_property(v, 0, "SPDXID", e->set_license->spdx_id);
        text_property(v, 0, "WebsiteURL", e->set_license->website_url);
        break;
    case ODF_SET_ATTACHMENTS:
        attachments(v, &e->set_attachments->attachments);
        break;
    default:
        break;
    }
    return KAMU_OK;
}

static kamu_code shell_block(struct log_view *v, const struct odf_block *b, const char *hash,
                             struct kamu_error *err)
{
    cli_paint(v->cli, v->cli->out, CLI_GREEN, "Block #%" PRIu64 ":", b->sequence_number);
    fputc(' ', v->cli->out);
    cli_paint(v->cli, v->cli->out, CLI_YELLOW, "%s", hash);
    fputc('\n', v->cli->out);
    time_property(v, 0, "SystemTime", b->system_time);
    property(v, 0, "Kind", "%s", odf_event_name(b->event.kind));
    KAMU_TRY(shell_event(v, &b->event, err));
    fputc('\n', v->cli->out);
    return KAMU_OK;
}

/* ---- machine forms -------------------------------------------------------------------- */

static kamu_code yaml_block(struct log_view *v, const struct odf_block *b, const char *hash,
                            struct kamu_error *err)
{
    v->text.len = 0;
    KAMU_TRY(odf_block_to_yaml(b, &v->text, err));
    fprintf(v->cli->out, "---\n# Block: %s\n", hash);
    fwrite(v->text.data, 1, v->text.len, v->cli->out);
    fputs("\n\n", v->cli->out);
    return KAMU_OK;
}

static kamu_code json_block(struct log_view *v, const struct odf_block *b, const char *hash,
                            struct kamu_error *err)
{
    v->text.len = 0;
    KAMU_TRY(odf_block_to_json(b, &v->text, err));
    fprintf(v->cli->out, "{\"blockHash\":\"%s\",\"block\":", hash);
    fwrite(v->text.data, 1, v->text.len, v->cli->out);
    fputc('}', v->cli->out);
    return KAMU_OK;
}

/* ---- filter ---------------------------------------------------------------------------- */

enum { FILTER_SOURCE = 1, FILTER_DATA = 2, FILTER_WATERMARK = 4 };

static bool parse_filter(const char *text, unsigned *out)
{
    static const char *const words[] = {"source", "data", "watermark"};
    *out = 0;
    for (;;) {
        size_t n = strcspn(text, ","), i = 0;
        while (i < 3 && !(strlen(words[i]) == n && memcmp(words[i], text, n) == 0))
            i++;
        if (i == 3)
            return false;
        *out |= 1u << i;
        if (!text[n])
            return true;
        text += n + 1;
    }
}

static kamu_code check_filter(const char *v, struct kamu_error *err)
{
    unsigned ignored;
    return parse_filter(v, &ignored)
               ? KAMU_OK
               : error_set(err, KAMU_E_USAGE,
                           "Filter should be a comma-separated list of values like: "
                           "source,data,watermark");
}

static bool passes(unsigned filter, enum odf_event_kind kind)
{
    switch (kind) {
    case ODF_SEED:
    case ODF_SET_VOCAB:
    case ODF_SET_POLLING_SOURCE:
    case ODF_DISABLE_POLLING_SOURCE:
    case ODF_SET_TRANSFORM:
    case ODF_ADD_PUSH_SOURCE:
    case ODF_DISABLE_PUSH_SOURCE:
        return !filter || (filter & FILTER_SOURCE);
    case ODF_ADD_DATA:
    case ODF_EXECUTE_TRANSFORM:
        return !filter || (filter & (FILTER_DATA | FILTER_WATERMARK));
    default:
        return !filter;
    }
}

/* ---- the command ----------------------------------------------------------------------------- */

static kamu_code print_blocks(struct log_view *v, const char *format, unsigned filter,
                              uint64_t limit, struct kamu_error *err)
{
    struct block_walk *w;
    const struct odf_block *b;
    const struct odf_hash *hash;
    bool json = strcmp(format, "json") == 0, ndjson = strcmp(format, "ndjson") == 0;
    KAMU_TRY(block_walk_open(v->ds, NULL, &w, err));
    if (json)
        fputc('[', v->cli->out);
    kamu_code rc = KAMU_OK;
    for (uint64_t n = 0; n < limit && rc == KAMU_OK;) {
        char text[ODF_HASH_TEXT_MAX];
        rc = block_walk_next(w, &b, &hash, err);
        if (rc != KAMU_OK || !b)
            break;
        if (!passes(filter, b->event.kind))
            continue;
        odf_hash_text(hash, text);
        if (json && n)
            fputc(',', v->cli->out);
        if (json || ndjson)
            rc = json_block(v, b, text, err);
        else
            rc = strcmp(format, "yaml") == 0 ? yaml_block(v, b, text, err)
                                             : shell_block(v, b, text, err);
        if (ndjson)
            fputc('\n', v->cli->out);
        n++;
        if (rc == KAMU_OK)
            rc = env_check_cancel(&v->cli->env, err);
    }
    if (json)
        fputc(']', v->cli->out);
    block_walk_free(w);
    return rc;
}

static kamu_code run_log(struct cli *cli, const struct cli_args *args, struct kamu_error *err)
{
    const char *format = cli_value(args, "output-format"), *filter_text = cli_value(args, "filter");
    unsigned filter = 0;
    if (filter_text)
        parse_filter(filter_text, &filter);
    struct log_view v = {.cli = cli};
    KAMU_TRY(cli_open_dataset(cli, cli_arg(args, "DATASET"), &v.ds, err));
    buf_init(&v.text, LOG_TEXT_MAX);
    cli_page_output(cli, dataset_alias(v.ds));
    kamu_code rc =
        print_blocks(&v, format ? format : "shell", filter, cli_value_u64(args, "limit"), err);
    buf_free(&v.text);
    dataset_close(v.ds);
    return rc;
}

static const char *const log_formats[] = {"shell", "yaml", "json", "ndjson", NULL};

const struct cli_command cmd_log = {
    .name = "log",
    .summary = "Shows dataset metadata history",
    .details =
        "Prints the blocks of the metadata chain, newest first: shell for people, yaml as the "
        "blocks' manifests, json and ndjson as those manifests with their hashes.\n\n"
        "Filters: source (definitions of sources, transformations and vocabulary), data and "
        "watermark (new data and watermarks).",
    .examples = "  kamu log my.dataset\n"
                "  kamu log my.dataset -o yaml --limit 1\n"
                "  kamu log my.dataset -f source\n",
    .flags = CLI_NEEDS_WORKSPACE,
    .options =
        (const struct cli_option[]){
            {.short_name = 'o',
             .long_name = "output-format",
             .value_name = "FMT",
             .values = log_formats,
             .help = "Format of the answer"},
            {.short_name = 'f',
             .long_name = "filter",
             .value_name = "FLT",
             .check = check_filter,
             .help = "Only these kinds of events, separated by commas: source, data, watermark"},
            {.long_name = "limit",
             .value_name = "LIMIT",
             .default_value = "500",
             .check = cli_check_u64,
             .help = "Print at most so many blocks"},
            {0}},
    .positionals = (const struct cli_positional[]){{.name = "DATASET",
                                                    .help = "Local dataset reference",
                                                    .required = true,
                                                    .check = cli_check_dataset_ref},
                                                   {0}},
    .run = run_log,
};
