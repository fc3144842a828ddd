/* Any text is an identifier or an error; identifiers print as what reads back the same. */
#include "odf/ids.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str text = {(const char *)data, size};
    struct odf_hash hash, hash2;
    struct odf_did did, did2;
    struct odf_alias alias;
    struct odf_ref ref;
    char out[128];
    if (odf_hash_parse(text, &hash, NULL) == KAMU_OK) {
        size_t n = odf_hash_text(&hash, out);
        if (odf_hash_parse((struct str){out, n}, &hash2, NULL) != KAMU_OK ||
            !odf_hash_eq(&hash, &hash2))
            abort();
    }
    (void)odf_hash_from_bytes(data, size, &hash, NULL);
    if (odf_did_parse(text, &did, NULL) == KAMU_OK) {
        size_t n = odf_did_text(&did, out);
        if (odf_did_parse((struct str){out, n}, &did2, NULL) != KAMU_OK || !odf_did_eq(&did, &did2))
            abort();
    }
    (void)odf_did_parse_dir(text, &did, NULL);
    (void)odf_account_did_valid(text);
    if (odf_alias_parse(text, &alias, NULL) == KAMU_OK &&
        odf_alias_text(&alias, out, sizeof out) != size)
        abort();
    (void)odf_ref_parse(text, &ref, NULL);
    (void)odf_ref_parse_remote(text, &ref, NULL);
    (void)odf_ref_parse_any(text, &ref, NULL);
    (void)odf_ref_parse_any_pattern(text, &ref, NULL);
    (void)odf_ref_parse_push_target(text, &ref, NULL);
    if (odf_ref_parse_pattern(text, &ref, NULL) == KAMU_OK && ref.kind == ODF_REF_ALIAS &&
        !odf_ref_matches(&ref, &ref.alias, NULL))
        abort();
    return 0;
}
