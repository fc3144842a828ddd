/* `kamu reset`: spec/cli.md 4.6; beyond kamu: a hash may be shortened, HEAD~n is understood. */
#include "cli/commands.h"

#include "store/commit.h"

#define SHORT_HASH_MIN 8 /* digits behind "f1620" */

static bool is_head_relative(const char *v, uint64_t *back)
{
    if (strncmp(v, "HEAD~", 5) != 0 || cli_check_u64(v + 5, NULL) != KAMU_OK)
        return false;
    *back = strtoull(v + 5, NULL, 10);
    return true;
}

static bool is_short_hash(const char *v)
{
    size_t n = strspn(v, "0123456789abcdef");
    return strncmp(v, "f1620", 5) == 0 && v[n] == '\0' && n >= 5 + SHORT_HASH_MIN && n < 69;
}

static kamu_code check_hash(const char *v, struct kamu_error *err)
{
    uint64_t back;
    if (is_head_relative(v, &back) || is_short_hash(v))
        return KAMU_OK;
    return cli_check_block_hash(v, err);
}

static kamu_code find_in_chain(struct dataset *ds, const char *v, struct odf_hash *out,
                               struct kamu_error *err)
{
    struct odf_hash *chain;
    size_t n, found = 0;
    uint64_t back;
    KAMU_TRY(dataset_chain(ds, NULL, &chain, &n, err));
    if (is_head_relative(v, &back)) {
        if (back < n) {
            *out = chain[n - 1 - (size_t)back];
            found = 1;
        }
    } else {
        for (size_t i = 0; i < n; i++) {
            char text[ODF_HASH_TEXT_MAX];
            odf_hash_text(&chain[i], text);
            if (strncmp(text, v, strlen(v)) == 0) {
                *out = chain[i];
                found++;
            }
        }
    }
    mem_free(chain);
    if (found > 1)
        return error_set(err, KAMU_E_USAGE, "Several blocks begin with %s: give more of the hash",
                         v);
    return found ? KAMU_OK : error_set(err, KAMU_E_NOT_FOUND, "Block does not exist: %s", v);
}

static kamu_code target_of(struct dataset *ds, const char *v, struct odf_hash *out,
                           struct kamu_error *err)
{
    if (cli_check_block_hash(v, NULL) == KAMU_OK)
        return odf_hash_parse(str_c(v), out, err);
    return find_in_chain(ds, v, out, err);
}

static kamu_code run_reset(struct cli *cli, const struct cli_args *args, struct kamu_error *err)
{
    const char *ref = cli_arg(args, "DATASET");
    struct dataset *ds;
    KAMU_TRY(cli_open_dataset(cli, ref, &ds, err));
    struct odf_hash to;
    kamu_code rc = target_of(ds, cli_arg(args, "HASH"), &to, err);
    if (rc == KAMU_OK && !cli->assume_yes) {
        cli_say(cli, CLI_YELLOW, "You are about to reset the following dataset: %s", ref);
        rc = cli_confirm(cli, "This operation is irreversible!", err);
    }
    if (rc == KAMU_OK)
        rc = dataset_reset(ds, &to, err);
    dataset_close(ds);
    if (rc == KAMU_OK)
        cli_say(cli, CLI_GREEN | CLI_BOLD, "Dataset was reset");
    return rc;
}

const struct cli_command cmd_reset = {
    .name = "reset",
    .summary = "Revert the dataset back to the specified state",
    .details =
        "Moves the head of the dataset to another block. Blocks and data behind it stay on disk "
        "until `kamu system gc`, so a reset can be taken back by a second one.",
    .examples = "  kamu log my.dataset\n"
                "  kamu reset my.dataset f1620c2ba05...\n"
                "  kamu reset my.dataset HEAD~1\n",
    .flags = CLI_NEEDS_WORKSPACE,
    .positionals =
        (const struct cli_positional[]){
            {.name = "DATASET",
             .help = "Dataset reference",
             .required = true,
             .check = cli_check_dataset_ref},
            {.name = "HASH",
             .required = true,
             .check = check_hash,
             .help =
                 "Block to go back to: its hash or the beginning of it, or HEAD~<n>, counted back "
                 "from the head"},
            {0}},
    .run = run_reset,
};
