/* `kamu system gc|diagnose|e2e|upgrade-workspace`: spec/cli.md 4.9, 4.11, 8.6. */
#include "cli/commands.h"
#include "cli/select.h"

#include "store/gc.h"
#include "store/verify.h"

#include <inttypes.h>

/* ---- gc ---------------------------------------------------------------------------------- */

static kamu_code run_gc(struct cli *cli, const struct cli_args *args, struct kamu_error *err)
{
    struct workspace *ws;
    struct gc_options options = {.cache_only = cli_flag(args, "cache-only"),
                                 .keep_younger_s = cli_value_u64(args, "keep-younger"),
                                 .dry_run = cli_flag(args, "dry-run")};
    struct gc_result r;
    char size[CLI_SIZE_TEXT_MAX];
    KAMU_TRY(cli_workspace(cli, &ws, err));
    cli_paint(cli, cli->err, CLI_PLAIN, "Cleaning cache...");
    kamu_code rc = workspace_gc(ws, &options, &r, err);
    if (rc != KAMU_OK) {
        fputc('\n', cli->err);
        return rc;
    }
    uint64_t bytes = r.cache_bytes + r.orphan_bytes;
    if (r.skipped)
        cli_say(cli, CLI_YELLOW,
                "\n%" PRIu64 " dataset(s) were left alone: in use, or damaged (see `kamu verify`)",
                r.skipped);
    if (r.cache_files + r.orphan_files == 0) {
        if (!r.skipped)
            fputc('\n', cli->err);
        cli_say(cli, CLI_YELLOW, "Workspace is already clean");
        return KAMU_OK;
    }
    cli_say(cli, CLI_PLAIN, " (%s)", cli_size_text(bytes, size));
    if (r.orphan_files) {
        char orphans[CLI_SIZE_TEXT_MAX];
        cli_say(cli, CLI_PLAIN, "%s %" PRIu64 " unreachable file(s) (%s)",
                options.dry_run ? "There are" : "Removed", r.orphan_files,
                cli_size_text(r.orphan_bytes, orphans));
    }
    cli_say(cli, CLI_GREEN | CLI_BOLD,
            options.dry_run ? "Would clean up %s in the workspace"
                            : "Cleaned up %s in the workspace",
            size);
    return KAMU_OK;
}

const struct cli_command cmd_system_gc = {
    .name = "gc",
    .summary =
        "Runs garbage collection to clean up cached and unreachable objects in the workspace",
    .details =
        "Removes caches, and blocks and data files that no dataset refers to: what resets, lost "
        "races and crashes left behind. What a running writer needs is kept.",
    .flags = CLI_NEEDS_WORKSPACE,
    .options =
        (const struct cli_option[]){
            {.long_name = "cache-only", .help = "Only the caches"},
            {.long_name = "dry-run", .help = "Say what would be removed, remove nothing"},
            {.long_name = "keep-younger",
             .value_name = "SECONDS",
             .default_value = "0",
             .check = cli_check_u64,
             .help = "Keep unreachable files that are younger; 0: an "
                     "hour in a workspace that kamu-cli has used, "
                     "else nothing is kept"},
            {0}},
    .run = run_gc,
};

/* ---- diagnose -------------------------------------------------------------------------------- */

static void verdict(struct cli *cli, const char *what, bool ok)
{
    fprintf(cli->out, "%s... ", what);
    cli_paint(cli, cli->out, ok ? CLI_GREEN : CLI_RED, ok ? "ok" : "failed");
    fputc('\n', cli->out);
}

static bool check_dataset(struct cli *cli, struct workspace *ws, const struct dataset_handle *h,
                          struct kamu_error *err)
{
    struct dataset *ds;
    if (dataset_open(ws, h, &ds, err) != KAMU_OK)
        return false;
    struct verify_options options = {.integrity_only = true, .max_failures = 1};
    struct verify_report report;
    kamu_code rc = dataset_verify(ds, &options, &report, err);
    if (rc == KAMU_OK && report.n) {
        rc = report.failures[0].error.code;
        if (err)
            *err = report.failures[0].error;
        verify_report_free(&report);
    } else if (rc == KAMU_OK) {
        verify_report_free(&report);
    }
    dataset_close(ds);
    return rc == KAMU_OK;
}

static kamu_code run_diagnose(struct cli *cli, const struct cli_args *args, struct kamu_error *err)
{
    (void)args;
    char root[FS_PATH_MAX];
    bool found;
    KAMU_TRY(workspace_find(&cli->env, getenv("KAMU_WORKSPACE"), root, &found, err));
    if (!found) {
        cli_paint(cli, cli->out, CLI_YELLOW, "Directory is not kamu workspace");
        fputs("\nRun `kamu init` command to initialize a new workspace\n", cli->out);
        return KAMU_OK;
    }
    struct workspace *ws;
    struct kamu_error why = {0};
    kamu_code opened = cli_workspace(cli, &ws, &why);
    verdict(cli, "workspace readable", opened == KAMU_OK);
    if (opened != KAMU_OK) {
        fprintf(cli->out, "%s\n", kamu_error_message(&why, 0));
        return error_set(err, opened, "The workspace is not healthy");
    }
    struct fs_file *lock_probe;
    char probe[FS_PATH_MAX];
    kamu_code writable =
        fs_create_pending(&cli->env.fs, &cli->env.random, ws->dir, probe, &lock_probe, &why);
    if (writable == KAMU_OK) {
        writable = fs_close(lock_probe, &why);
        fs_unlink(&cli->env.fs, probe, NULL);
    }
    verdict(cli, "workspace writable", writable == KAMU_OK);
    if (writable != KAMU_OK)
        fprintf(cli->out, "%s\n", kamu_error_message(&why, 0));
    struct dataset_list list;
    KAMU_TRY(workspace_list(ws, &list, err));
    size_t bad = 0;
    struct buf reasons;
    buf_init(&reasons, 4 << 20);
    kamu_code rc = KAMU_OK;
    for (size_t i = 0; i < list.n && rc == KAMU_OK; i++) {
        rc = env_check_cancel(&cli->env, err);
        if (rc != KAMU_OK || check_dataset(cli, ws, &list.items[i], &why))
            continue;
        bad++;
        rc = buf_printf(&reasons, err, "  " STR_FMT ": %s\n", STR_ARG(list.items[i].alias),
                        kamu_error_message(&why, 0));
    }
    dataset_list_free(&list);
    if (rc == KAMU_OK) {
        verdict(cli, "workspace consistent", bad == 0);
        if (reasons.len > 0)
            fwrite(reasons.data, 1, reasons.len, cli->out);
    }
    buf_free(&reasons);
    KAMU_TRY(rc);
    if (bad || writable != KAMU_OK)
        return error_set(err, KAMU_E_CORRUPT, "The workspace is not healthy");
    cli_paint(cli, cli->out, CLI_GREEN, "Kamu environment is healthy");
    fputc('\n', cli->out);
    return KAMU_OK;
}

const struct cli_command cmd_system_diagnose = {
    .name = "diagnose",
    .summary = "Run basic system diagnose check",
    .details =
        "Checks that the workspace can be read and written, and the chains and files of all its "
        "datasets. The exit code is 1 when something is wrong.",
    .run = run_diagnose,
};

/* ---- e2e (test hooks)
 * ------------------------------------------------------------------------------ */

/* The newest part file, absolute. */
static kamu_code last_data_file(struct dataset *ds, char out[FS_PATH_MAX], struct kamu_error *err)
{
    struct block_walk *w;
    const struct odf_block *b;
    const struct odf_hash *hash;
    KAMU_TRY(block_walk_open(ds, NULL, &w, err));
    kamu_code rc;
    for (;;) {
        rc = block_walk_next(w, &b, &hash, err);
        if (rc != KAMU_OK || !b)
            break;
        const struct odf_data_slice *slice = NULL;
        if (b->event.kind == ODF_ADD_DATA)
            slice = b->event.add_data->new_data;
        else if (b->event.kind == ODF_EXECUTE_TRANSFORM)
            slice = b->event.execute_transform->new_data;
        if (!slice)
            continue;
        rc = dataset_object_path(ds, DATASET_DATA, &slice->physical_hash, out, err);
        block_walk_free(w);
        return rc;
    }
    block_walk_free(w);
    return rc == KAMU_OK ? error_set(err, KAMU_E_NOT_FOUND, "DataSlice not found") : rc;
}

static kamu_code run_e2e(struct cli *cli, const struct cli_args *args, struct kamu_error *err)
{
    if (strcmp(cli_value(args, "action"), "account-add") == 0) {
        size_t n;
        const char *const *names = cli_arg_list(args, "ARGUMENTS", &n);
        for (size_t i = 0; i < n; i++)
            cli_say(cli, CLI_PLAIN, "Add %s... Done", names[i]);
        return KAMU_OK;
    }
    const char *ref = cli_value(args, "dataset");
    if (!ref)
        return error_set(err, KAMU_E_USAGE, "dataset required");
    struct dataset *ds;
    char path[FS_PATH_MAX];
    KAMU_TRY(cli_open_dataset(cli, ref, &ds, err));
    kamu_code rc = last_data_file(ds, path, err);
    dataset_close(ds);
    if (rc == KAMU_OK)
        fprintf(cli->out, "%s\n", path);
    return rc;
}

static const char *const e2e_actions[] = {"get-last-data-block-path", "account-add", NULL};

const struct cli_command cmd_system_e2e = {
    .name = "e2e",
    .summary = "Hooks for tests",
    .flags = CLI_COMMAND_HIDDEN | CLI_NEEDS_WORKSPACE,
    .options = (const struct cli_option[]){{.long_name = "action",
                                            .value_name = "ACT",
                                            .values = e2e_actions,
                                            .flags = CLI_REQUIRED,
                                            .help = "What to do"},
                                           {.long_name = "dataset",
                                            .value_name = "DATASET",
                                            .check = cli_check_dataset_ref,
                                            .help = "Local dataset reference"},
                                           {0}},
    .positionals =
        (const struct cli_positional[]){
            {.name = "ARGUMENTS", .help = "Names of accounts", .many = true}, {0}},
    .run = run_e2e,
};

/* ---- upgrade-workspace
 * --------------------------------------------------------------------------------- */

static kamu_code run_upgrade(struct cli *cli, const struct cli_args *args, struct kamu_error *err)
{
    (void)args;
    char root[FS_PATH_MAX];
    bool found;
    uint64_t version;
    KAMU_TRY(workspace_find(&cli->env, getenv("KAMU_WORKSPACE"), root, &found, err));
    if (!found)
        return error_set(err, KAMU_E_NOT_FOUND, "Directory is not a kamu workspace");
    KAMU_TRY(workspace_version(&cli->env, root, &version, err));
    if (version == WORKSPACE_VERSION) {
        cli_say(cli, CLI_YELLOW, "Workspace is up-to-date");
        return KAMU_OK;
    }
    if (version > WORKSPACE_VERSION)
        return error_set(err, KAMU_E_UNSUPPORTED,
                         "Workspace version %" PRIu64
                         " is newer than supported version %d - upgrade "
                         "to latest software version",
                         version, WORKSPACE_VERSION);
    error_set(err, KAMU_E_UNSUPPORTED,
              "Workspaces of version %" PRIu64 " cannot be upgraded by this program", version);
    error_hint(err, "`kamu-cli system upgrade-workspace` of release " KAMU_COMPAT_VERSION
                    " brings it to version 7, which both programs read");
    return KAMU_E_UNSUPPORTED;
}

const struct cli_command cmd_system_upgrade_workspace = {
    .name = "upgrade-workspace",
    .summary = "Upgrade the layout of a local workspace to the latest version",
    .run = run_upgrade,
};
