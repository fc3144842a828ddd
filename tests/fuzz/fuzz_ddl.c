/* Any text is a list of columns or an error; what was read has a column form or a reason. */
#include "odf/ddl.h"
#include "odf/schema.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct kamu_error err;
    struct arena arena;
    struct odf_data_schema schema;
    struct col_schema *columns = NULL;
    size_t cut = size / 2;
    struct str items[2] = {{(const char *)data, cut}, {(const char *)data + cut, size - cut}};
    arena_init(&arena, 64 << 20);
    for (uint32_t n = 1; n <= 2; n++) {
        if (n == 1)
            items[0].n = size;
        else
            items[0].n = cut;
        if (odf_ddl_parse(items, n, &arena, &schema, &err) != KAMU_OK)
            continue;
        (void)odf_schema_check_storable(&schema, &err);
        if (odf_schema_to_columns(&schema, &columns, &err) == KAMU_OK)
            col_schema_unref(columns);
    }
    arena_free(&arena);
    return 0;
}
