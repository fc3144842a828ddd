/* Errors of queries: see query_error.h. */
#include "sql/query_error.h"

#include <string.h>

kamu_code query_error_as_kamu(kamu_code rc, struct kamu_error *err)
{
    static const char parser[] = "SQL error: ParserError(\"";
    static const char *const internal[] = {"This feature is not implemented: ",
                                           "Execution error: "};
    const char *message = err == NULL ? NULL : kamu_error_message(err, 0);
    char text[4096], inner[4096];
    if (message == NULL || (rc != KAMU_E_INPUT && rc != KAMU_E_UNSUPPORTED) ||
        kamu_error_message(err, 1) != NULL)
        return rc;
    struct kamu_position at = err->at;
    (void)snprintf(text, sizeof text, "%s", message);
    const char *colon = strstr(text, ": ");
    if (strncmp(text, parser, strlen(parser)) == 0) {
        size_t n = strlen(text) - strlen(parser);
        (void)snprintf(inner, sizeof inner, "sql parser error: %.*s", (int)(n < 2 ? 0 : n - 2),
                       text + strlen(parser));
        error_set(err, rc, "%s", inner);
        error_wrap(err, rc, "%s", text);
        error_wrap(err, rc, "%s", inner);
        if (strstr(inner, " at Line: ") != NULL)
            at.line = 0; /* the message has it */
    } else if (strncmp(text, "Schema error: ", 14) == 0) {
        error_set(err, rc, "%s", text + 14);
        error_wrap(err, rc, "Schema error");
        error_wrap(err, rc, "%s", text + 14);
    } else if (strncmp(text, "Error during planning: ", 23) == 0) {
        error_wrap(err, rc, "%s", text + 23);
    } else if (strncmp(text, "Arrow error: ", 13) == 0) {
        error_set(err, rc, "%s", text + 13);
        error_wrap(err, rc, "Arrow error");
    } else if (colon != NULL) {
        for (size_t i = 0; i < sizeof internal / sizeof *internal; i++)
            if (strncmp(text, internal[i], strlen(internal[i])) == 0)
                error_wrap(err, rc, "Internal error");
    }
    err->at = at;
    return rc;
}
