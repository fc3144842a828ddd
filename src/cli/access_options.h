/* Who may call a server, as the configuration and the environment say (spec/http-api.md 3.5):
 * auth.allowAnonymous, auth.users.predefined, KAMU_JWT_SECRET; our server.anonymousRead,
 * server.anonymousPush, server.password. */
#ifndef KAMU_CLI_ACCESS_OPTIONS_H
#define KAMU_CLI_ACCESS_OPTIONS_H

#include "cli/command.h"
#include "server/access.h"

#define ACCESS_OPTIONS_BYTES_MAX ((size_t)64 << 20)

/* Strings go to the arena. `local`: only this machine reaches the server, so kamu's well-known
 * password will do when none is configured. */
kamu_code cli_access_options(struct cli *cli, bool local, struct arena *arena,
                             struct access_options *out, struct kamu_error *err);

#endif
