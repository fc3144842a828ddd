/* Whatever a client sends, it becomes one line of JSON; a line names no token. */
#include "odf/json_pull.h"
#include "server/access_log.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct str next(struct str *rest)
{
    const char *end = rest->n > 0 ? memchr(rest->p, '\n', rest->n) : NULL;
    size_t n = end != NULL ? (size_t)(end - rest->p) : rest->n;
    struct str s = {rest->p, n};
    *rest = (struct str){rest->p + n + (end != NULL), rest->n - n - (end != NULL)};
    return s;
}

static void check_json(const char *line, size_t n)
{
    struct json_pull j;
    enum json_token t;
    json_pull_init(&j, (struct str){line, n});
    while ((t = json_pull_next(&j)) != JSON_END)
        if (t == JSON_ERROR)
            abort();
    json_pull_free(&j);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str rest = {(const char *)data, size};
    char line[ACCESS_LINE_MAX];
    struct access_entry e = {.code = KAMU_E_INPUT, .is_push = true, .route = "{ds}/ingest"};
    e.path = next(&rest);
    e.query = next(&rest);
    e.request_id = next(&rest);
    e.method = next(&rest);
    e.account = next(&rest);
    e.dataset = next(&rest);
    e.remote = rest;
    size_t n = access_line(&e, 1, line);
    if (n < 3 || n > ACCESS_LINE_MAX || line[n - 1] != '\n' || line[n - 2] != '}' ||
        memchr(line, '\n', n - 1) != NULL)
        abort();
    check_json(line, n);
    if (request_id_sane(e.request_id) && memmem(line, n, e.request_id.p, e.request_id.n) == NULL)
        abort();
    return 0;
}
