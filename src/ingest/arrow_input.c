/* Record batches of the Arrow C Data Interface in and out of a push. */
#include "columnar/arrow_c.h"
#include "ingest/push_impl.h"

enum kamu_code kamu_push_add_arrow(struct kamu_push *push, struct ArrowSchema *schema,
                                   struct ArrowArray *array, const char *name,
                                   struct kamu_error *error)
{
    struct col_schema *columns = NULL;
    struct batch *batch = NULL;
    kamu_code rc = arrow_import_schema(schema, &columns, error);
    if (rc == KAMU_OK)
        rc = arrow_import_batch(array, schema, columns, &batch, error);
    else if (array->release != NULL)
        array->release(array);
    if (schema->release != NULL)
        schema->release(schema);
    col_schema_unref(columns);
    return rc == KAMU_OK ? push_add_batch(push, batch, name, error) : rc;
}

enum kamu_code kamu_push_preview(struct kamu_push *push, struct ArrowSchema *schema,
                                 struct ArrowArray *array, struct kamu_error *error)
{
    const struct batch *rows = push_preview(push);
    if (rows == NULL)
        return error_set(error, KAMU_E_NOT_FOUND, "There are no rows to preview");
    KAMU_TRY(arrow_export_schema(rows->schema, schema, error));
    kamu_code rc = arrow_export_batch(rows, array, error);
    if (rc != KAMU_OK)
        schema->release(schema);
    return rc;
}
