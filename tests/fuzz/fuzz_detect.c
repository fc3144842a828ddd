/* Any bytes as the input of a source of any format, when nobody says what they are. The first byte
 * chooses the format that is declared and the schema, the second the name of the file. */
#include "fuzz_reader.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const names[] = {NULL, "x.csv", "x.tsv.gz", "x.json"};
    static struct env env;
    struct kamu_error err;
    if (env.pool == NULL && env_init(&env, &err) != KAMU_OK)
        return 0;
    if (size < 2)
        return 0;
    struct reader_options o = {.input = {.kind = READER_MEMORY,
                                         .data = data + 2,
                                         .size = size - 2,
                                         .name = names[data[1] & 3]},
                               .format = {.kind = (enum format_kind)(data[0] % FORMAT_KINDS)},
                               .record_max_bytes = 1 << 20,
                               .detect = true};
    struct buf out = BUF_INIT(64 << 20);
    o.schema = data[0] & 64 ? fuzz_schema((data[0] & 128) != 0) : NULL;
    (void)fuzz_read(&env, &o, &out);
    buf_free(&out);
    col_schema_unref(o.schema);
    return 0;
}
