/*
 * Rights on datasets: who sees one, and the roles that others than the owner have
 * (spec/http-api.md 3.3). Where kamu's database exists they are kept there, as kamu does; else in
 * `.kamu/server/rights`, a line for each dataset that is not as usual. Usual is public in a
 * single-tenant workspace, private in one of several tenants, as `kamu add` makes them.
 */
#ifndef KAMU_STORE_RIGHTS_H
#define KAMU_STORE_RIGHTS_H

#include "store/workspace.h"

#define WORKSPACE_SERVER "server" /* .kamu/server, mode 0700 */

enum dataset_role { ROLE_NONE, ROLE_READER, ROLE_EDITOR, ROLE_MAINTAINER };
const char *dataset_role_name(enum dataset_role role); /* "reader"; NULL of ROLE_NONE */

struct dataset_role_of {
    struct odf_did account;
    enum dataset_role role;
};
struct dataset_rights {
    bool public_read;
    bool anonymous_read; /* when public: also without an account */
    const struct dataset_role_of *roles;
    size_t n_roles;
};

/* Looks rights up, and keeps what it has found until somebody changes something. Belongs to one
 * thread at a time; outlived by its workspace handle. */
struct rights;
kamu_code rights_open(struct workspace *ws, struct rights **out, struct kamu_error *err);
void rights_close(struct rights *r); /* NULL is fine */
/* *out is valid until the next call. */
kamu_code rights_find(struct rights *r, const struct odf_did *id, struct dataset_rights *out,
                      struct kamu_error *err);

/* Changes, durable and seen by running servers at once. */
kamu_code rights_set_public(struct workspace *ws, const struct odf_did *id, bool public_read,
                            bool anonymous_read, struct kamu_error *err);
kamu_code rights_set_role(struct workspace *ws, const struct odf_did *id,
                          const struct odf_did *account, enum dataset_role role,
                          struct kamu_error *err);
/* The dataset is gone. Without an entry nothing is written. */
kamu_code rights_forget(struct workspace *ws, const struct odf_did *id, struct kamu_error *err);

/* .kamu/server, made if missing; only this user can look into it. */
kamu_code workspace_server_dir(struct workspace *ws, char out[FS_PATH_MAX], struct kamu_error *err);

#endif
