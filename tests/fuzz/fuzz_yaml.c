/* Any text is a manifest or an error with a position; what was read is printed and read as the
 * same. */
#include "odf/block.h"
#include "odf/snapshot.h"
#include "odf/yaml.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void events(struct str text, struct arena *arena, struct kamu_error *err)
{
    struct odf_event *found;
    uint32_t n;
    struct odf_notes notes = {0};
    if (odf_events_from_yaml(text, arena, &found, &n, &notes, err) != KAMU_OK)
        return;
    for (uint32_t i = 0; i < n; i++) {
        struct buf yaml = BUF_INIT(ODF_MANIFEST_BYTES_MAX), bytes = BUF_INIT(ODF_BLOCK_BYTES_MAX);
        struct odf_block block = {.event = found[i]}, decoded;
        struct odf_event *again;
        uint32_t m;
        if (odf_event_to_yaml(&found[i], &yaml, err) != KAMU_OK ||
            odf_events_from_yaml((struct str){(char *)yaml.data, yaml.len}, arena, &again, &m, NULL,
                                 err) != KAMU_OK ||
            m != 1 || !odf_event_eq(&found[i], &again[0]))
            abort();
        if (odf_block_encode(&block, &bytes, err) != KAMU_OK ||
            odf_block_decode(bytes.data, bytes.len, arena, &decoded, err) != KAMU_OK ||
            !odf_event_eq(&found[i], &decoded.event))
            abort();
        buf_free(&yaml);
        buf_free(&bytes);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str text = {(const char *)data, size};
    struct kamu_error err;
    struct arena arena;
    struct odf_dataset_snapshots found;
    struct odf_event *list;
    uint32_t n;
    struct odf_did id = {{1}};
    arena_init(&arena, 256 << 20);
    events(text, &arena, &err);
    if (odf_snapshots_read(text, &arena, &found, NULL, &err) == KAMU_OK)
        for (uint32_t i = 0; i < found.n; i++)
            (void)odf_snapshot_to_events(&found.items[i], &id, NULL, &arena, &list, &n, &err);
    arena_free(&arena);
    return 0;
}
