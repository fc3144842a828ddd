/* Rows as text: see row_text.h. */
#include "merge/row_text.h"

#include "columnar/format.h"

#include <stdio.h>

#define VALUE_TEXT_MAX 80 /* of one value in the text of a row */

/* Appends the value, cut at `max` bytes. */
static size_t put_value(const struct column *c, int64_t row, char *out, size_t max)
{
    struct buf text = BUF_INIT((size_t)1 << 20);
    size_t n = 0;
    if (value_format(c, row, FORMAT_JSON, &text, NULL) != KAMU_OK)
        n = (size_t)snprintf(out, max + 4, "..."); /* longer than anybody wants to read */
    else if (text.len <= max)
        memcpy(out, text.data, n = text.len);
    else
        n = (size_t)snprintf(out, max + 4, "%.*s...",
                             (int)utf8_cut((const char *)text.data, text.len, max),
                             (const char *)text.data);
    out[n] = 0;
    buf_free(&text);
    return n;
}

const char *value_text(const struct column *c, int64_t row, char out[ROW_TEXT_MAX])
{
    (void)put_value(c, row, out, VALUE_TEXT_MAX);
    return out;
}

const char *row_text(const struct batch *b, int64_t row, const uint32_t *columns, uint32_t n,
                     char out[ROW_TEXT_MAX])
{
    size_t len = 0;
    out[0] = 0;
    for (uint32_t i = 0; i < n; i++) {
        const char *name = b->schema->fields[columns[i]].name;
        if (len + strlen(name) + VALUE_TEXT_MAX + 16 > ROW_TEXT_MAX) {
            (void)snprintf(out + len, ROW_TEXT_MAX - len, ", ...");
            break;
        }
        len += (size_t)snprintf(out + len, ROW_TEXT_MAX - len, "%s%s = ", i == 0 ? "" : ", ", name);
        len += put_value(&b->columns[columns[i]], row, out + len, VALUE_TEXT_MAX);
    }
    return out;
}
