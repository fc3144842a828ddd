/*
 * Where objects of a push lie whose dataset does not exist yet: `.kamu/server/incoming/<name>/`,
 * with `data/` and `checkpoints/`. The name is that of the dataset to be, so a push that was cut
 * short is taken up by the next; what nobody takes up goes with `system gc`, a day after the last
 * push that used it.
 */
#ifndef KAMU_SERVER_INCOMING_H
#define KAMU_SERVER_INCOMING_H

#include "store/workspace.h"

/* *open: a push has made the directory. account.p NULL: single-tenant. KAMU_E_USAGE: no name. */
kamu_code incoming_find(struct workspace *ws, struct str account, struct str name, bool *open,
                        char dir[FS_PATH_MAX], struct kamu_error *err);
/* Makes it, or says that it is in use again. */
kamu_code incoming_open(struct workspace *ws, struct str account, struct str name,
                        char dir[FS_PATH_MAX], struct kamu_error *err);
/* The dataset is there: what was gathered is not needed any more. */
void incoming_remove(struct workspace *ws, const char *dir);

#endif
