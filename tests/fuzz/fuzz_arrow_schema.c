/* Any bytes are a legacy Arrow schema or an error; also the summary of a chain in a cache. */
#include "odf/rules.h"
#include "odf/schema.h"
#include "odf/yaml.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct kamu_error err;
    struct arena arena;
    struct odf_data_schema schema;
    struct odf_chain_state state;
    struct col_schema *columns;
    struct buf out = BUF_INIT(64 << 20);
    arena_init(&arena, 64 << 20);
    if (odf_arrow_schema_decode(data, size, &arena, &schema, &err) == KAMU_OK) {
        (void)odf_schema_to_yaml(&schema, &out, &err);
        (void)odf_schema_check_storable(&schema, &err);
        if (odf_schema_to_columns(&schema, &columns, &err) == KAMU_OK)
            col_schema_unref(columns);
    }
    if (odf_chain_state_decode(data, size, &state, &err) == KAMU_OK) {
        if (odf_chain_state_encode(&state, &out, &err) != KAMU_OK)
            abort();
        odf_chain_state_free(&state);
    }
    buf_free(&out);
    arena_free(&arena);
    return 0;
}
