/*
 * Storage quotas of the accounts of a multi-tenant workspace (spec/http-api.md 5.9): how many bytes
 * of data the datasets of one may have, checked when something is pushed. `.kamu/server/quotas`, a
 * line `<account> <bytes>` for each that an admin has set; all others have the configured one, if
 * there is one.
 */
#ifndef KAMU_SERVER_QUOTA_H
#define KAMU_SERVER_QUOTA_H

#include "store/workspace.h"

struct quotas;

#define QUOTA_NONE UINT64_MAX

/* `standard`: of accounts without one of their own; QUOTA_NONE: no limit. */
kamu_code quotas_open(struct env *env, const char *server_dir, uint64_t standard,
                      struct quotas **out, struct kamu_error *err);
void quotas_close(struct quotas *q); /* NULL is fine */

/* What the account may still take; QUOTA_NONE: it has no limit, or `q` is NULL. Any thread, with a
 * workspace of its own. What an account has is looked up once a second, and counted on between. */
kamu_code quotas_room(struct quotas *q, struct workspace *ws, struct str account, uint64_t *out,
                      struct kamu_error *err);
/* So much has been added. */
void quotas_add(struct quotas *q, struct str account, uint64_t bytes);

/* Durable; counts from the next push on, in other servers of the workspace too. */
kamu_code quotas_set(struct quotas *q, struct str account, uint64_t bytes, struct kamu_error *err);

#endif
