/* Files of src/server/ that are part of the program (cmake/embed.cmake). */
#ifndef KAMU_SERVER_EMBEDDED_H
#define KAMU_SERVER_EMBEDDED_H

#include <stddef.h>

struct embedded {
    const char *text; /* ended by a NUL that is not counted */
    size_t size;
};

extern const struct embedded page_html, graphql_html;
extern const unsigned char page_html_bytes[], graphql_html_bytes[];

#endif
