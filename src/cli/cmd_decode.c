/* `kamu system decode`: a metadata block as YAML; spec/cli.md 8.6. */
#include "cli/commands.h"
#include "cli/fetch.h"

#include "odf/block.h"
#include "odf/yaml.h"

#define DECODE_MAX ((size_t)64 << 20)

static kamu_code decode(struct cli *cli, const struct buf *bytes, struct kamu_error *err)
{
    struct arena arena;
    struct odf_block block;
    struct buf text;
    arena_init(&arena, DECODE_MAX);
    buf_init(&text, DECODE_MAX);
    kamu_code rc = odf_block_decode(bytes->data, bytes->len, &arena, &block, err);
    if (rc == KAMU_OK)
        rc = odf_block_to_yaml(&block, &text, err);
    if (rc == KAMU_OK)
        fwrite(text.data, 1, text.len, cli->out);
    buf_free(&text);
    arena_free(&arena);
    return rc;
}

static kamu_code run_decode(struct cli *cli, const struct cli_args *args, struct kamu_error *err)
{
    const char *from = cli_arg(args, "MANIFEST");
    bool from_stdin = cli_flag(args, "stdin");
    if (!from && !from_stdin)
        return error_set(err, KAMU_E_USAGE, "Specify URL, path, or --stdin");
    struct buf bytes;
    buf_init(&bytes, DECODE_MAX);
    kamu_code rc = from_stdin ? fetch_stdin(cli, &bytes, err) : fetch_bytes(cli, from, &bytes, err);
    if (rc == KAMU_OK)
        rc = decode(cli, &bytes, err);
    if (rc != KAMU_OK)
        error_wrap(err, rc, "Failed to decode %s", from_stdin ? "STDIN" : from);
    buf_free(&bytes);
    return rc;
}

const struct cli_command cmd_system_decode = {
    .name = "decode",
    .summary = "Decode a manifest file",
    .details = "Prints a metadata block, a file in `blocks/` of a dataset, as YAML.",
    .options =
        (const struct cli_option[]){
            {.long_name = "stdin", .help = "Read the block from standard input"}, {0}},
    .positionals =
        (const struct cli_positional[]){{.name = "MANIFEST", .help = "Path or URL of the block"},
                                        {0}},
    .run = run_decode,
};
