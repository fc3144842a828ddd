#include "readers/libarchive.h"

#include <dlfcn.h>

kamu_code libarchive_load(struct libarchive *out, struct kamu_error *err)
{
    void *handle = dlopen("libarchive.so.13", RTLD_NOW | RTLD_LOCAL);
    bool ok = handle != NULL;
    void *symbol;
/* ISO C has no cast from object to function pointer */
#define LOAD(name)                                                                                 \
    ok = ok && (symbol = dlsym(handle, #name)) != NULL;                                            \
    if (ok)                                                                                        \
        memcpy(&out->name, &symbol, sizeof symbol);
    LIBARCHIVE_CALLS(LOAD)
#undef LOAD
    if (ok)
        return KAMU_OK;
    error_set(err, KAMU_E_UNSUPPORTED, "Cannot load libarchive, which reads compressed input");
    error_hint(err, "install it (Debian: libarchive13), or unpack the file first");
    return KAMU_E_UNSUPPORTED;
}
