/* Copies of datasets at file:// URLs and in repositories, for push and pull (spec/cli.md 8.4). */
#ifndef KAMU_CLI_REMOTE_H
#define KAMU_CLI_REMOTE_H

#include "cli/command.h"

#include "store/transfer.h"

/* The URL that a push target or remote reference means: a URL as it is; "repo", "repo/name" and
 * "repo/account/name" through the repository's URL (`name` is for the bare repository). */
kamu_code remote_url(struct cli *cli, const char *ref, struct str name, struct arena *arena,
                     struct str *url, struct kamu_error *err);
/* Its directory; other protocols than file are refused with kamu's words. */
kamu_code remote_dir(struct str url, char out[FS_PATH_MAX], struct kamu_error *err);

/* Remembers the URL as a pull or push alias; known ones are left. */
kamu_code remote_remember(struct dataset *ds, struct str url, bool pull, struct kamu_error *err);

/* `kamu pull <URL or remote reference>`. `as`: --as, NULL = the last part of the URL. *updated says
 * whether anything came. `context` receives what kamu puts in front of the error. */
struct remote_pull {
    const char *as;
    bool no_alias, force;
    char context[1200];
    bool updated;
};
kamu_code remote_pull(struct cli *cli, struct workspace *ws, const char *ref, struct remote_pull *p,
                      struct kamu_error *err);
/* The same for a dataset that has a pull alias. */
kamu_code remote_pull_into(struct cli *cli, struct dataset *ds, struct str alias,
                           struct remote_pull *p, struct kamu_error *err);

#endif
