/* Copies of datasets at file://, http:// and https:// URLs and in repositories of such, for push
 * and pull (spec/cli.md 8.4). */
#ifndef KAMU_CLI_REMOTE_H
#define KAMU_CLI_REMOTE_H

#include "cli/command.h"

#include "cli/progress.h"
#include "store/http_remote.h"
#include "store/smart_client.h"
#include "store/transfer.h"

/* The URL that a push target or remote reference means: a URL as it is; "repo", "repo/name" and
 * "repo/account/name" through the repository's URL (`name` is for the bare repository). */
kamu_code remote_url(struct cli *cli, const char *ref, struct str name, struct arena *arena,
                     struct str *url, struct kamu_error *err);
/*
 * The place that a URL names: a directory (file://), or a server (http, https, odf+http,
 * odf+https; of the latter two pulls are plain GETs, pushes speak the smart transfer protocol).
 * Others are refused with kamu's words.
 */
struct remote_place {
    char dir[FS_PATH_MAX];
    struct http_remote *http; /* NULL: a directory */
    bool smart;               /* odf+http(s) */
    struct cli *cli;
    struct progress progress;
    uint64_t done, total; /* bytes */
};
kamu_code remote_open(struct cli *cli, struct str url, bool push, struct remote_place *out,
                      struct kamu_error *err);
/* Options that show progress, as `fmt` calls it, until remote_close. */
struct transfer_options remote_options(struct remote_place *p, bool force, const char *fmt, ...)
    KAMU_PRINTF(3, 4);
/* `forget`: what was fetched is not needed any more; else the next pull goes on from there. */
void remote_close(struct remote_place *p, bool forget);
/* Everything that the place lacks of the dataset; progress is shown. */
struct remote_push {
    const char *to; /* as the user has written it */
    bool force, public_visibility;
};
kamu_code remote_push(struct remote_place *p, struct dataset *ds, const struct remote_push *what,
                      struct transfer_result *out, struct kamu_error *err);

/* Remembers the URL as a pull or push alias; known ones are left. */
kamu_code remote_remember(struct dataset *ds, struct str url, bool pull, struct kamu_error *err);

/* `kamu pull <URL or remote reference>`. `as`: --as, NULL = the last part of the URL. *updated says
 * whether anything came. `context` receives what kamu puts in front of the error. */
struct remote_pull {
    const char *as;
    bool no_alias, force;
    enum dataset_visibility visibility; /* of what is new */
    char context[1200];
    bool updated;
};
kamu_code remote_pull(struct cli *cli, struct workspace *ws, const char *ref, struct remote_pull *p,
                      struct kamu_error *err);
/* The same for a dataset that has a pull alias. */
kamu_code remote_pull_into(struct cli *cli, struct dataset *ds, struct str alias,
                           struct remote_pull *p, struct kamu_error *err);

/* --visibility of the command. */
enum dataset_visibility remote_visibility(const struct cli_args *args);

#endif
