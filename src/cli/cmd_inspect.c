/* `kamu inspect schema|query`: spec/cli.md 7.3, 7.4. (lineage: cmd_lineage.c) */
#include "cli/commands.h"

#include "odf/schema.h"
#include "parquet/slice_reader.h"
#include "store/dataset.h"

#define INSPECT_TEXT_MAX ((size_t)64 << 20)

/* ---- schema ------------------------------------------------------------------------------ */

/* In the order of `formats`. */
static const char *const schema_formats[] = {"arrow-json", "ddl",          "odf-json", "odf-yaml",
                                             "parquet",    "parquet-json", NULL};

static enum odf_schema_format format_of(const char *name)
{
    static const enum odf_schema_format formats[] = {
        ODF_SCHEMA_ARROW_JSON, ODF_SCHEMA_DDL,     ODF_SCHEMA_ODF_JSON,
        ODF_SCHEMA_ODF_YAML,   ODF_SCHEMA_PARQUET, ODF_SCHEMA_PARQUET_JSON};
    size_t i = 0;
    while (strcmp(schema_formats[i], name) != 0)
        i++;
    return formats[i];
}

/* The newest slice of the chain; *found = false without one. */
static kamu_code newest_slice(struct dataset *ds, char path[FS_PATH_MAX], bool *found,
                              struct kamu_error *err)
{
    struct block_walk *w;
    const struct odf_block *b;
    const struct odf_hash *hash;
    kamu_code rc;
    *found = false;
    KAMU_TRY(block_walk_open(ds, NULL, &w, err));
    while ((rc = block_walk_next(w, &b, &hash, err)) == KAMU_OK && b && !*found) {
        const struct odf_data_slice *slice = NULL;
        if (b->event.kind == ODF_ADD_DATA)
            slice = b->event.add_data->new_data;
        else if (b->event.kind == ODF_EXECUTE_TRANSFORM)
            slice = b->event.execute_transform->new_data;
        if (!slice)
            continue;
        *found = true;
        rc = dataset_object_path(ds, DATASET_DATA, &slice->physical_hash, path, err);
        break;
    }
    block_walk_free(w);
    return rc;
}

static kamu_code schema_from_file(struct cli *cli, struct dataset *ds, struct arena *arena,
                                  struct odf_data_schema *out, bool *has, struct kamu_error *err)
{
    char path[FS_PATH_MAX];
    struct slice_reader *r;
    KAMU_TRY(newest_slice(ds, path, has, err));
    if (!*has)
        return KAMU_OK;
    KAMU_TRY(slice_reader_open(&cli->env, path, &r, err));
    kamu_code rc = odf_schema_from_columns(slice_reader_schema(r), arena, out, err);
    slice_reader_close(r);
    return rc;
}

static kamu_code show_schema(struct cli *cli, const struct cli_args *args, struct dataset *ds,
                             struct arena *arena, struct kamu_error *err)
{
    struct odf_data_schema schema;
    bool has;
    const struct dataset_state *state;
    if (cli_flag(args, "from-data-file")) {
        KAMU_TRY(schema_from_file(cli, ds, arena, &schema, &has, err));
    } else {
        KAMU_TRY(dataset_state(ds, &state, err));
        KAMU_TRY(odf_chain_schema(&state->chain, arena, &schema, &has, err));
    }
    if (!has) {
        cli_paint(cli, cli->err, CLI_YELLOW, "Warning");
        fprintf(cli->err, ": Dataset schema is not yet available: %s\n", dataset_alias(ds));
        return KAMU_OK;
    }
    struct buf text;
    buf_init(&text, INSPECT_TEXT_MAX);
    kamu_code rc =
        odf_schema_print(&schema, format_of(cli_value(args, "output-format")), &text, err);
    if (rc == KAMU_OK)
        fwrite(text.data, 1, text.len, cli->out);
    buf_free(&text);
    return rc;
}

static kamu_code run_schema(struct cli *cli, const struct cli_args *args, struct kamu_error *err)
{
    struct dataset *ds;
    struct arena arena;
    KAMU_TRY(cli_open_dataset(cli, cli_arg(args, "DATASET"), &ds, err));
    arena_init(&arena, INSPECT_TEXT_MAX);
    kamu_code rc = show_schema(cli, args, ds, &arena, err);
    arena_free(&arena);
    dataset_close(ds);
    return rc;
}

#define ONE_DATASET                                                                                \
    (const struct cli_positional[])                                                                \
    {                                                                                              \
        {.name = "DATASET",                                                                        \
         .help = "Local dataset reference",                                                        \
         .required = true,                                                                         \
         .check = cli_check_dataset_ref},                                                          \
        {                                                                                          \
            0                                                                                      \
        }                                                                                          \
    }

static const struct cli_command cmd_inspect_schema = {
    .name = "schema",
    .summary = "Shows the dataset schema",
    .details =
        "The newest schema of the dataset: odf-yaml and odf-json as in its metadata, parquet and "
        "parquet-json as in its data files, arrow-json and ddl for other tools.",
    .examples = "  kamu inspect schema my.dataset\n"
                "  kamu inspect schema my.dataset -o parquet\n",
    .flags = CLI_NEEDS_WORKSPACE,
    .options = (const struct cli_option[]){{.short_name = 'o',
                                            .long_name = "output-format",
                                            .value_name = "FMT",
                                            .values = schema_formats,
                                            .default_value = "odf-yaml",
                                            .help = "Format of the answer"},
                                           {.short_name = 'b',
                                            .long_name = "from-data-file",
                                            .flags = CLI_HIDDEN,
                                            .help = "The schema of the newest data file"},
                                           {0}},
    .positionals = ONE_DATASET,
    .run = run_schema,
};

/* ---- query ------------------------------------------------------------------------------------
 */

static void print_query(FILE *f, struct str name, struct str query)
{
    fprintf(f, "Query: " STR_FMT "\n", STR_ARG(name));
    while (query.n) {
        const char *end = memchr(query.p, '\n', query.n);
        size_t n = end ? (size_t)(end - query.p) : query.n;
        fprintf(f, "  %.*s\n", (int)n, query.p);
        query.p += end ? n + 1 : n;
        query.n -= end ? n + 1 : n;
    }
}

static void print_transform(struct cli *cli, const struct odf_transform *t, const char *alias)
{
    FILE *f = cli->out;
    const struct odf_transform_sql *sql = t->sql;
    fprintf(f, "Engine: " STR_FMT " ", STR_ARG(sql->engine));
    if (sql->version.p)
        fprintf(f, "(Some(\"" STR_FMT "\"))\n", STR_ARG(sql->version));
    else
        fputs("(None)\n", f);
    for (uint32_t i = 0; i < sql->temporal_tables.n; i++) {
        const struct odf_temporal_table *table = &sql->temporal_tables.items[i];
        fprintf(f, "Temporal Table: " STR_FMT " PRIMARY KEY (", STR_ARG(table->name));
        for (uint32_t k = 0; k < table->primary_key.n; k++)
            fprintf(f, "%s" STR_FMT, k ? ", " : "", STR_ARG(table->primary_key.items[k]));
        fputs(")\n", f);
    }
    if (sql->query.p)
        print_query(f, str_c(alias), sql->query);
    for (uint32_t i = 0; i < sql->queries.n; i++)
        print_query(f, sql->queries.items[i].alias.p ? sql->queries.items[i].alias : str_c(alias),
                    sql->queries.items[i].query);
}

static void print_origin(struct cli *cli, const struct odf_hash *block, struct instant time)
{
    char hash[ODF_HASH_TEXT_MAX], at[INSTANT_TEXT_MAX];
    odf_hash_text(block, hash);
    instant_format(time, at);
    cli_paint(cli, cli->out, CLI_GREEN, "Transform:");
    fputc(' ', cli->out);
    cli_paint(cli, cli->out, CLI_YELLOW, "%s", hash);
    fprintf(cli->out, "\nAs Of: %s\nInputs:\n", at);
}

/* The preprocess step of a source that stands in `block`. */
static kamu_code print_source(struct cli *cli, struct dataset *ds, const struct odf_hash *block,
                              const struct odf_transform *t, struct kamu_error *err)
{
    struct arena arena;
    struct odf_block b;
    if (t->kind != ODF_TRANSFORM_SQL)
        return KAMU_OK;
    arena_init(&arena, INSPECT_TEXT_MAX);
    kamu_code rc = dataset_block(ds, block, &arena, &b, err);
    if (rc == KAMU_OK) {
        print_origin(cli, block, b.system_time);
        print_transform(cli, t, dataset_alias(ds));
    }
    arena_free(&arena);
    return rc;
}

static kamu_code show_query(struct cli *cli, struct dataset *ds, struct kamu_error *err)
{
    const struct dataset_state *state;
    KAMU_TRY(dataset_state(ds, &state, err));
    const struct odf_chain_state *chain = &state->chain;
    if (chain->transform && chain->transform->transform.kind == ODF_TRANSFORM_SQL) {
        print_origin(cli, &chain->transform_block, chain->transform_time);
        for (uint32_t i = 0; i < chain->transform->inputs.n; i++) {
            const struct odf_transform_input *in = &chain->transform->inputs.items[i];
            struct str alias = in->alias.p ? in->alias : in->dataset_ref;
            fprintf(cli->out, "  " STR_FMT "  " STR_FMT "\n", STR_ARG(alias),
                    STR_ARG(in->dataset_ref));
        }
        print_transform(cli, &chain->transform->transform, dataset_alias(ds));
    }
    if (chain->polling)
        KAMU_TRY(print_source(cli, ds, &chain->polling_block, &chain->polling->preprocess, err));
    for (uint32_t i = 0; i < chain->n_sources; i++)
        if (chain->sources[i].active)
            KAMU_TRY(print_source(cli, ds, &chain->sources[i].block_hash,
                                  &chain->sources[i].source.preprocess, err));
    return KAMU_OK;
}

static kamu_code run_query(struct cli *cli, const struct cli_args *args, struct kamu_error *err)
{
    struct dataset *ds;
    KAMU_TRY(cli_open_dataset(cli, cli_arg(args, "DATASET"), &ds, err));
    cli_page_output(cli, dataset_alias(ds));
    kamu_code rc = show_query(cli, ds, err);
    dataset_close(ds);
    return rc;
}

static const struct cli_command cmd_inspect_query = {
    .name = "query",
    .summary = "Shows the transformations used by a derivative dataset",
    .details =
        "The query that a derivative dataset is made by, or the preprocess steps of the sources "
        "of a root dataset.",
    .flags = CLI_NEEDS_WORKSPACE,
    .positionals = ONE_DATASET,
    .run = run_query,
};

const struct cli_command cmd_inspect = {
    .name = "inspect",
    .summary = "Group of commands for exploring dataset metadata",
    .commands = (const struct cli_command *const[]){&cmd_inspect_lineage, &cmd_inspect_query,
                                                    &cmd_inspect_schema, NULL},
};
