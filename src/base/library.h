/* Libraries loaded at first use: linked in, they would cost every start of the program. */
#ifndef KAMU_BASE_LIBRARY_H
#define KAMU_BASE_LIBRARY_H

#include <stdbool.h>

/* NULL when there is none of that name. It stays loaded. */
void *library_open(const char *name);

/* Stores the function `name` into the pointer at `slot`; false when the library (NULL: none) lacks
 * it. */
bool library_symbol(void *library, const char *name, void *slot);

#endif
