/* Which datasets a command is about, and what is said of them in common. */
#ifndef KAMU_CLI_SELECT_H
#define KAMU_CLI_SELECT_H

#include "cli/command.h"

#include "store/dataset.h"

/* workspace_select over arguments. */
kamu_code select_datasets(struct workspace *ws, const char *const *refs, size_t n,
                          struct dataset_list *out, struct kamu_error *err);

/* Adds those of `more` that are not in the list yet. */
kamu_code select_add(struct dataset_list *list, const struct dataset_list *more,
                     struct kamu_error *err);

/* Adds everything that is made from the datasets of the list. */
kamu_code select_add_downstream(struct workspace *ws, struct dataset_list *list,
                                struct kamu_error *err);

/* "You are about to delete following dataset(s): ..."; KAMU_E_CANCELLED unless the answer is yes.
 */
kamu_code select_confirm_delete(struct cli *cli, const struct dataset_handle *items, size_t n,
                                struct kamu_error *err);

/* How a dataset stands to its copy at a push alias: true and "ahead of '<url>'" and the like, false
 * when both are equal. */
bool select_remote_state(struct cli *cli, struct dataset *ds, struct str remote, char *out,
                         size_t size);

#endif
