#include "base/wslay.h"

#include <dlfcn.h>
#include <string.h>

kamu_code wslay_load(struct wslay *out, struct kamu_error *err)
{
    void *handle = dlopen("libwslay.so.1", RTLD_NOW | RTLD_LOCAL);
    bool ok = handle != NULL;
    void *symbol;
/* ISO C has no cast from object to function pointer */
#define LOAD(name)                                                                                 \
    ok = ok && (symbol = dlsym(handle, #name)) != NULL;                                            \
    if (ok)                                                                                        \
        memcpy(&out->name, &symbol, sizeof symbol);
    WSLAY_CALLS(LOAD)
#undef LOAD
    if (ok)
        return KAMU_OK;
    error_set(err, KAMU_E_UNSUPPORTED, "Cannot load libwslay, which speaks WebSocket");
    error_hint(err, "Install it (Debian: libwslay1)");
    return KAMU_E_UNSUPPORTED;
}
