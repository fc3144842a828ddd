/* Named repositories: the files `.kamu/repos/<name>` (spec/cli.md 8.3). */
#ifndef KAMU_CLI_REPOS_H
#define KAMU_CLI_REPOS_H

#include "cli/command.h"

struct repo {
    struct str name, url;
};
struct repo_list {
    struct repo *items; /* by name */
    size_t n;
    struct arena arena;
};
kamu_code repos_list(struct cli *cli, struct repo_list *out, struct kamu_error *err);
void repo_list_free(struct repo_list *l);
/* KAMU_E_NOT_FOUND "Repository <name> does not exist"; url may be NULL. */
kamu_code repos_find(struct cli *cli, struct str name, struct arena *arena, struct str *url,
                     struct kamu_error *err);
/* KAMU_E_EXISTS "Repository <name> already exists". The URL gets a closing '/'. */
kamu_code repos_add(struct cli *cli, const char *name, const char *url, struct kamu_error *err);
kamu_code repos_delete(struct cli *cli, struct str name, struct kamu_error *err);

/* The path of a file:// URL (percent escapes decoded); false for other URLs. */
bool repos_file_path(struct str url, char out[FS_PATH_MAX]);

#endif
