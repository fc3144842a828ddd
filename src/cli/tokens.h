/* Access tokens that `kamu login` of kamu-cli has kept (spec/cli.md 8.6): the files .kamutokenstore
 * in
 * `.kamu` and in the home directory. */
#ifndef KAMU_CLI_TOKENS_H
#define KAMU_CLI_TOKENS_H

#include "cli/command.h"

/* The token for the server (scheme, host and port) of an http(s) URL, in the arena; *token = NULL
 * when there is none. A file that cannot be understood is KAMU_E_CORRUPT. */
kamu_code tokens_find(struct cli *cli, struct str url, struct arena *arena, const char **token,
                      struct kamu_error *err);

#endif
