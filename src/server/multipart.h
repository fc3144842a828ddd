/* multipart/form-data (RFC 7578) that lies in memory as a whole. */
#ifndef KAMU_SERVER_MULTIPART_H
#define KAMU_SERVER_MULTIPART_H

#include "base/error.h"
#include "base/str.h"

#define MULTIPART_BOUNDARY_MAX 70 /* RFC 2046, 5.1.1 */

struct multipart {
    struct str boundary;
    const char *p, *end; /* not read yet; begins at a delimiter */
    bool done;
};

/* The boundary parameter of a Content-Type; false when it is no multipart/form-data or has none. */
bool multipart_boundary(struct str content_type, char out[MULTIPART_BOUNDARY_MAX + 1]);

struct multipart_part {
    struct str name; /* as written between the quotes, escapes left; .p NULL: none */
    struct str content;
};
/* `boundary` and `body` must outlive m. KAMU_E_INPUT when the body does not begin as it must. */
kamu_code multipart_open(struct multipart *m, struct str body, const char *boundary,
                         struct kamu_error *err);
/* *out false: there are no more. KAMU_E_INPUT when the form is malformed or cut off. */
kamu_code multipart_next(struct multipart *m, struct multipart_part *part, bool *out,
                         struct kamu_error *err);

#endif
