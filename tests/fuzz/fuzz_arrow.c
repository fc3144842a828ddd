/* A foreign schema and array of any shape give a batch or an error. The interface carries no buffer
 * sizes, so the buffers here are large and hold small numbers; everything else is the fuzzer's. */
#include "columnar/arrow_c.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const uint8_t *in;
static size_t left;
static uint8_t small_numbers[1 << 16];
static const void *buffers[6];

static int next(void)
{
    return left > 0 ? (left--, *in++) : 0;
}
static void release_schema(struct ArrowSchema *s)
{
    s->release = NULL;
}
static void release_array(struct ArrowArray *a)
{
    a->release = NULL;
}

#define NODES 24
static struct ArrowSchema schemas[NODES], *schema_children[NODES][4];
static struct ArrowArray arrays[NODES], *array_children[NODES][4];
static char formats[NODES][16];

static int node(int *used, int depth)
{
    int me = (*used)++, n = next() % 12;
    for (int i = 0; i < 15; i++)
        formats[me][i] = (char)(i < n ? next() : 0);
    schemas[me] = (struct ArrowSchema){.format = me == 0 ? "+s" : formats[me],
                                       .name = formats[me],
                                       .flags = next(),
                                       .children = schema_children[me],
                                       .release = release_schema};
    arrays[me] = (struct ArrowArray){.length = next() % 64 - 1,
                                     .offset = next() % 64 - 1,
                                     .null_count = next() % 4 - 1,
                                     .n_buffers = next() % 6,
                                     .buffers = buffers,
                                     .children = array_children[me],
                                     .release = release_array};
    for (int k = next() % 4; k > 0 && depth < 5 && *used < NODES - 1; k--) {
        int child = node(used, depth + 1);
        schema_children[me][schemas[me].n_children++] = &schemas[child];
        array_children[me][arrays[me].n_children++] = &arrays[child];
    }
    if (me > 0 && next() % 8 == 0 && *used < NODES - 1) {
        int values = node(used, 5);
        schemas[me].dictionary = &schemas[values];
        arrays[me].dictionary = &arrays[values];
    }
    return me;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct col_schema *schema = NULL;
    struct batch *batch = NULL;
    int used = 0;
    in = data;
    left = size;
    for (size_t i = 0; !small_numbers[4] && i < sizeof(small_numbers); i += 4)
        small_numbers[i] = (uint8_t)(i * 37 / 4 % 23 < 20 ? i / 4 : i * 7);
    for (int i = 0; i < 6; i++)
        buffers[i] = next() % 16 ? small_numbers : NULL;
    node(&used, 0);
    if (arrow_import_schema(&schemas[0], &schema, NULL) == KAMU_OK)
        (void)arrow_import_batch(&arrays[0], &schemas[0], schema, &batch, NULL);
    batch_free(batch);
    col_schema_unref(schema);
    return 0;
}
