#include "readers/libarchive.h"

#include "base/library.h"

kamu_code libarchive_load(struct libarchive *out, struct kamu_error *err)
{
    void *library = library_open("libarchive.so.13");
    bool ok = true;
#define LOAD(name) ok = ok && library_symbol(library, #name, &out->name);
    LIBARCHIVE_CALLS(LOAD)
#undef LOAD
    if (ok)
        return KAMU_OK;
    error_set(err, KAMU_E_UNSUPPORTED, "Cannot load libarchive, which reads compressed input");
    error_hint(err, "install it (Debian: libarchive13), or unpack the file first");
    return KAMU_E_UNSUPPORTED;
}
