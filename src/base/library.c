#include "base/library.h"

#include <dlfcn.h>
#include <string.h>

void *library_open(const char *name)
{
    return dlopen(name, RTLD_NOW | RTLD_LOCAL);
}

bool library_symbol(void *library, const char *name, void *slot)
{
    void *symbol = library == NULL ? NULL : dlsym(library, name);
    memcpy(slot, &symbol, sizeof symbol); /* ISO C has no cast from object to function pointer */
    return symbol != NULL;
}
