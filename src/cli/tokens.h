/* Access tokens of other servers, as `kamu login` keeps them (spec/cli.md 8.6): the files
 * .kamutokenstore in `.kamu` and in the home directory. */
#ifndef KAMU_CLI_TOKENS_H
#define KAMU_CLI_TOKENS_H

#include "cli/command.h"

/* The token for the server (scheme, host and port) of an http(s) URL, in the arena; *token = NULL
 * when there is none. A file that cannot be understood is KAMU_E_CORRUPT. */
kamu_code tokens_find(struct cli *cli, struct str url, struct arena *arena, const char **token,
                      struct kamu_error *err);

enum token_place { TOKENS_OF_WORKSPACE, TOKENS_OF_USER };
/* The same in one of both files. */
kamu_code tokens_find_in(struct cli *cli, enum token_place place, struct str url,
                         struct arena *arena, const char **token, struct kamu_error *err);
/* Keeps a token for the server; a file that only its owner can read. `frontend`: URL, .p NULL =
 * none. */
kamu_code tokens_save(struct cli *cli, enum token_place place, struct str frontend,
                      struct str backend, struct str account, struct str token,
                      struct kamu_error *err);
/* Forgets the tokens of a server, or all of them (url.p NULL). *any: there was one. */
kamu_code tokens_forget(struct cli *cli, enum token_place place, struct str url, bool *any,
                        struct kamu_error *err);

#endif
