/*
 * The configuration: which files, how they are merged, which keys there are (spec/cli.md 9).
 *
 * Keys that are only ours (`ingest.*`, `server.*`) are read from every file, but written to one
 * beside the file of kamu-cli, `.kamuconfig.extra`, `config.yaml.extra`: kamu-cli stops at a key
 * that it does not know, whatever the command, and both programs must be able to work on one
 * workspace.
 */
#ifndef KAMU_CLI_CONFIG_H
#define KAMU_CLI_CONFIG_H

#include "cli/command.h"
#include "cli/node.h"

enum config_scope { CONFIG_USER, CONFIG_WORKSPACE, CONFIG_COMBINED };

/* The content (the map below `content`), merged over all files of the scope and the variables
 * KAMU_CONFIG__a__b, and checked. with_defaults: on top of the defaults. */
kamu_code config_load(struct cli *cli, enum config_scope scope, bool with_defaults, struct arena *a,
                      struct node *out, struct kamu_error *err);

/* The file that `config set` writes `key` to. KAMU_E_NOT_FOUND "Directory is not a kamu workspace".
 */
kamu_code config_file(struct cli *cli, enum config_scope scope, const char *key,
                      char out[FS_PATH_MAX], struct kamu_error *err);
/* The content of one file; an empty map when it is missing. */
kamu_code config_read_file(struct cli *cli, const char *path, struct arena *a, struct node *out,
                           struct kamu_error *err);
kamu_code config_write_file(struct cli *cli, const char *path, const struct node *content,
                            struct kamu_error *err);

/* Against the table of keys: "unknown field `x`, expected one of ...", "invalid type: ...". */
kamu_code config_check(const struct node *content, struct kamu_error *err);

/* "20", "20%", "0.5 %" as a share: 0.2, 0.2, 0.005. False unless 0 to 100. */
bool config_percent(struct str text, double *share);

/* For completion: calls back with every key, "engine.runtime". */
void config_each_key(void (*each)(void *ctx, const char *key), void *ctx);

#endif
