#include "base/wslay.h"

#include "base/library.h"

kamu_code wslay_load(struct wslay *out, struct kamu_error *err)
{
    void *library = library_open("libwslay.so.1");
    bool ok = true;
#define LOAD(name) ok = ok && library_symbol(library, #name, &out->name);
    WSLAY_CALLS(LOAD)
#undef LOAD
    if (ok)
        return KAMU_OK;
    error_set(err, KAMU_E_UNSUPPORTED, "Cannot load libwslay, which speaks WebSocket");
    error_hint(err, "Install it (Debian: libwslay1)");
    return KAMU_E_UNSUPPORTED;
}
