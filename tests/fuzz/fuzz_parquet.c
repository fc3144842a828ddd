/* Any bytes as a Parquet file: rows, statistics and hash, or an error. */
#include "parquet/slice_reader.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_all(struct slice_reader *r, uint64_t row)
{
    struct kamu_error err;
    struct batch *b;
    if (slice_reader_seek(r, row, &err) != KAMU_OK)
        return;
    for (int batches = 0; batches < 64; batches++) {
        if (slice_reader_next(r, &b, &err) != KAMU_OK || b == NULL)
            return;
        if (batch_validate(b, true, &err) != KAMU_OK)
            KAMU_BUG("the reader made an invalid batch: %s", kamu_error_message(&err, 0));
        batch_free(b);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct env env;
    struct kamu_error err;
    struct slice_reader *r;
    if (env.pool == NULL) {
        if (env_init(&env, &err) != KAMU_OK)
            return 0;
        pool_destroy(env.pool);
        if (pool_create(0, &env.pool, &err) != KAMU_OK)
            return 0;
        env.memory_max_bytes = 4 << 20;
    }
    if (slice_reader_open_bytes(&env, data, size, "fuzz", &r, &err) != KAMU_OK)
        return 0;
    uint8_t hash[32];
    int64_t min, max;
    bool any;
    for (uint32_t g = 0; g < slice_reader_row_groups(r) && g < 16; g++) {
        struct slice_stats s;
        for (uint32_t c = 0; c < slice_reader_file_schema(r)->n_fields; c++)
            slice_reader_stats(r, g, c, &s);
    }
    slice_reader_range(r, 0, &min, &max, &any);
    slice_reader_set_batch_rows(r, 1 + size % 1000);
    read_all(r, 0);
    read_all(r, slice_reader_rows(r) / 2);
    if (slice_reader_rows(r) < 100000)
        (void)!slice_reader_logical_hash(r, hash, &err);
    slice_reader_close(r);
    return 0;
}
