/* `kamu alter`: changes the metadata of an existing dataset by appending events to its chain. */
#include "cli/commands.h"
#include "cli/fetch.h"

#include "ingest/normalize.h"
#include "ingest/plan.h"
#include "odf/schema.h"
#include "odf/snapshot.h"
#include "store/commit.h"

#define ALTER_RETRIES 100 /* lost races against other writers */

struct alteration {
    struct cli *cli;
    struct dataset *ds;
    struct arena arena;
    struct odf_event *events;
    uint32_t n;
    const char *source;
};

static kamu_code resolve_input(void *ctx, const struct odf_ref *ref, struct odf_did *out,
                               struct kamu_error *err)
{
    struct alteration *a = ctx;
    struct dataset_handle h;
    KAMU_TRY(workspace_resolve(dataset_workspace(a->ds), ref->text, &a->arena, &h, err));
    *out = h.id;
    return KAMU_OK;
}

static kamu_code read_events(struct alteration *a, struct kamu_error *err)
{
    struct buf text;
    struct odf_notes notes = {0};
    buf_init(&text, ODF_MANIFEST_BYTES_MAX);
    bool from_stdin = strcmp(a->source, "-") == 0;
    if (from_stdin)
        a->source = "STDIN";
    kamu_code rc =
        from_stdin ? fetch_stdin(a->cli, &text, err) : fetch_bytes(a->cli, a->source, &text, err);
    struct str copy = STR("");
    if (rc == KAMU_OK && text.len) {
        copy = arena_str(&a->arena, (struct str){(const char *)text.data, text.len});
        rc = copy.p ? KAMU_OK : error_nomem(err);
    }
    buf_free(&text);
    if (rc == KAMU_OK) {
        rc = odf_events_from_yaml(copy, &a->arena, &a->events, &a->n, &notes, err);
        if (rc != KAMU_OK && err && err->at.line && !err->at.input[0])
            snprintf(err->at.input, sizeof err->at.input, "%s", a->source);
    }
    if (rc != KAMU_OK)
        return error_wrap(err, rc, "Failed to load from %s", a->source);
    for (uint32_t i = 0; i < notes.n; i++)
        cli_say(a->cli, CLI_YELLOW, "Warning: %s:%u:%u: %s", a->source, notes.items[i].line,
                notes.items[i].column, notes.items[i].text);
    if (a->n == 0)
        return error_set(err, KAMU_E_USAGE, "There are no events in %s", a->source);
    return KAMU_OK;
}

/* What `add` checks of a manifest beyond the rules of the chain. */
static kamu_code check_event(struct cli *cli, const struct odf_event *e,
                             const struct dataset_state *state, struct kamu_error *err)
{
    switch (e->kind) {
    case ODF_SEED:
    case ODF_ADD_DATA:
    case ODF_EXECUTE_TRANSFORM:
        return error_set(err, KAMU_E_USAGE, "Events of kind %s cannot be added by hand",
                         odf_event_name(e->kind));
    case ODF_ADD_PUSH_SOURCE:
    case ODF_SET_POLLING_SOURCE: {
        struct odf_vocab vocab = odf_vocab_of(state->chain.vocab);
        bool foreign = false;
        KAMU_TRY(odf_source_check(e, &vocab, err));
        KAMU_TRY(plan_check_source(e, err));
        if (e->kind == ODF_ADD_PUSH_SOURCE)
            KAMU_TRY(plan_check_query(&cli->env, e->add_push_source, &vocab, &foreign, err));
        if (foreign)
            cli_status(cli, CLI_YELLOW,
                       "Warning: nothing can be pushed to source '" STR_FMT "' with this program, "
                       "whose preprocess engines are datafusion and duckdb",
                       STR_ARG(e->add_push_source->source_name));
        return KAMU_OK;
    }
    case ODF_SET_VOCAB:
        return odf_vocab_check(e->set_vocab, &state->chain, err);
    case ODF_SET_DATA_SCHEMA: { /* what cannot be stored would stop every push to come */
        kamu_code rc = e->set_data_schema->schema == NULL
                           ? KAMU_OK
                           : odf_schema_check_storable(e->set_data_schema->schema, err);
        return rc == KAMU_OK ? rc : error_wrap(err, rc, "SetDataSchema");
    }
    default:
        return KAMU_OK;
    }
}

static kamu_code append_events(struct alteration *a, struct commit *c, struct kamu_error *err)
{
    struct instant now = clock_now(&a->cli->env.clock);
    for (uint32_t i = 0; i < a->n; i++) {
        kamu_code rc = check_event(a->cli, &a->events[i], commit_state(c), err);
        if (rc == KAMU_OK)
            rc = commit_add_event(c, now, &a->events[i], err);
        if (rc != KAMU_OK)
            return a->n > 1 ? error_wrap(err, rc, "Event %u (%s)", i + 1,
                                         odf_event_name(a->events[i].kind))
                            : rc;
    }
    return KAMU_OK;
}

/* ---- sources that do not fit the dataset ------------------------------------------------------
 */

/* Does what the source declares fit the dataset's schema? KAMU_OK too where only data can tell. */
static kamu_code source_fits(const struct odf_chain_state *chain, struct str name,
                             struct kamu_error *err)
{
    struct plan_options o = {.source_name = name};
    struct ingest_plan plan;
    struct col_schema *dataset = NULL;
    struct normalizer *n = NULL;
    kamu_code rc = plan_make(chain, &o, &plan, err);
    if (rc == KAMU_OK)
        rc = plan_dataset_schema(chain, &dataset, err);
    bool queried = rc == KAMU_OK && plan.source->preprocess.kind != ODF_TRANSFORM_NONE;
    if (rc == KAMU_OK && dataset != NULL && plan.read_schema != NULL && !queried) {
        struct normalize_options options = {
            .vocab = plan.vocab,
            .merge = plan.merge,
            .clean_up = plan.clean_up,
            .dataset = dataset,
            .with_history = chain->last_offset.set && (plan.merge.kind == MERGE_SNAPSHOT ||
                                                       plan.merge.kind == MERGE_UPSERT_STREAM),
        };
        rc = normalizer_open(plan.read_schema, &options, &n, err);
    }
    normalizer_free(n);
    col_schema_unref(dataset);
    plan_free(&plan);
    return rc;
}

/* No error: source and schema may be changed one after the other. */
static void warn_of_sources(const struct alteration *a, const struct odf_chain_state *chain)
{
    for (uint32_t i = 0; i < a->n; i++) {
        struct kamu_error why = {0};
        if (a->events[i].kind != ODF_ADD_PUSH_SOURCE)
            continue;
        struct str name = a->events[i].add_push_source->source_name;
        if (source_fits(chain, name, &why) != KAMU_E_SCHEMA) /* not found: disabled further on */
            continue;
        cli_say(a->cli, CLI_YELLOW,
                "Warning: pushes to source '" STR_FMT "' will not fit the dataset's schema%s%s",
                STR_ARG(name), why.at.hint[0] ? ": " : "", why.at.hint);
    }
}

/* A lost race is no error: the events are planned again on the new head. */
static kamu_code commit_events_of(struct alteration *a, bool dry_run, struct commit_result *result,
                                  struct kamu_error *err)
{
    for (unsigned i = 0;; i++) {
        struct commit *c;
        KAMU_TRY(commit_begin(a->ds, NULL, &c, err));
        kamu_code rc = append_events(a, c, err);
        if (rc == KAMU_OK && i == 0)
            warn_of_sources(a, &commit_state(c)->chain);
        if (rc == KAMU_OK && !dry_run)
            rc = commit_publish(c, result, err);
        commit_free(c);
        if (rc != KAMU_E_CONFLICT || i == ALTER_RETRIES)
            return rc;
        KAMU_TRY(env_check_cancel(&a->cli->env, err));
    }
}

static kamu_code print_events(struct alteration *a, struct kamu_error *err)
{
    struct buf text;
    buf_init(&text, ODF_MANIFEST_BYTES_MAX);
    kamu_code rc = KAMU_OK;
    for (uint32_t i = 0; i < a->n && rc == KAMU_OK; i++) {
        rc = buf_append_str(&text, "---\n", err);
        if (rc == KAMU_OK)
            rc = odf_event_to_yaml(&a->events[i], &text, err);
    }
    if (rc == KAMU_OK)
        fwrite(text.data, 1, text.len, a->cli->out);
    buf_free(&text);
    return rc;
}

static kamu_code alter(struct alteration *a, bool dry_run, struct kamu_error *err)
{
    struct odf_resolver resolver = {.resolve = resolve_input, .ctx = a};
    struct commit_result result;
    KAMU_TRY(read_events(a, err));
    for (uint32_t i = 0; i < a->n; i++)
        KAMU_TRY(odf_event_normalize(&a->events[i], &resolver, &a->arena, err));
    KAMU_TRY(commit_events_of(a, dry_run, &result, err));
    if (dry_run) {
        KAMU_TRY(print_events(a, err));
        cli_say(a->cli, CLI_GREEN, "Would commit %u block(s) to %s", a->n, dataset_alias(a->ds));
        return KAMU_OK;
    }
    char hash[9];
    odf_hash_short(&result.new_head, hash);
    cli_say(a->cli, CLI_GREEN, "Committed %zu new block(s), the last is %s", result.blocks, hash);
    return KAMU_OK;
}

static kamu_code run_alter(struct cli *cli, const struct cli_args *args, struct kamu_error *err)
{
    struct alteration a = {.cli = cli, .source = cli_arg(args, "FILE")};
    KAMU_TRY(cli_open_dataset(cli, cli_arg(args, "DATASET"), &a.ds, err));
    arena_init(&a.arena, (size_t)256 << 20);
    kamu_code rc = alter(&a, cli_flag(args, "dry-run"), err);
    arena_free(&a.arena);
    dataset_close(a.ds);
    return rc;
}

const struct cli_command cmd_alter = {
    .name = "alter",
    .summary = "Changes the metadata of an existing dataset",
    .details =
        "Appends metadata events to the chain of the dataset, all or none: AddPushSource, "
        "DisablePushSource, SetPollingSource, DisablePollingSource, SetVocab, SetDataSchema, "
        "SetTransform, SetInfo, SetLicense, SetAttachments.\n\n"
        "The file holds one event as it stands in a manifest's `metadata`, a list of them, "
        "several YAML documents, or a manifest of kind MetadataEvent.",
    .examples = "  kamu alter gps source.yaml\n"
                "  kamu alter gps --dry-run source.yaml\n"
                "  echo '{kind: SetInfo, description: Positions of the fleet}' | kamu alter gps -\n"
                "  echo '{kind: DisablePushSource, sourceName: old}' | kamu alter gps -\n",
    .flags = CLI_NEEDS_WORKSPACE,
    .options =
        (const struct cli_option[]){
            {.long_name = "dry-run", .help = "Check the events and show them, commit nothing"},
            {0}},
    .positionals =
        (const struct cli_positional[]){{.name = "DATASET",
                                         .help = "Local dataset reference",
                                         .required = true,
                                         .check = cli_check_dataset_ref},
                                        {.name = "FILE",
                                         .help = "Path or URL of the events, - for standard input",
                                         .required = true},
                                        {0}},
    .run = run_alter,
};
