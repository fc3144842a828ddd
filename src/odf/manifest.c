/* Manifest envelopes: kind, version, content (spec/odf-metadata.md 4.1). */
#include "odf/manifest.h"

#include "odf/block.h"
#include "odf/ddl.h"

kamu_code manifest_load(struct yaml_reader *r, struct str text, struct yaml_docs *docs,
                        struct arena *arena, struct odf_notes *notes, struct kamu_error *err)
{
    *r = (struct yaml_reader){.arena = arena, .notes = notes, .docs = docs};
    if (text.n > ODF_MANIFEST_BYTES_MAX)
        return error_set(err, KAMU_E_LIMIT, "Manifest is larger than %zu bytes",
                         ODF_MANIFEST_BYTES_MAX);
    return yaml_load(text, arena, docs, err);
}

/* A node for a text without any document, placed at its end. */
struct yaml_node manifest_end_of(struct str text)
{
    struct yaml_node n = {
        .kind = YAML_TEXT, .plain = true, .line = 1, .column = 1, .text = STR("")};
    for (size_t i = 0; i < text.n; i++) {
        n.column++;
        if (text.p[i] == '\n') {
            n.line++;
            n.column = 1;
        }
    }
    return n;
}

kamu_code manifest_fields(struct yaml_reader *r, const struct yaml_node *n, const char *struct_name,
                          const char *const *names, unsigned count, const struct yaml_node **values,
                          struct kamu_error *err)
{
    char expected[128];
    memset(values, 0, count * sizeof *values);
    if (n->kind == YAML_TEXT && n->plain && n->text.n == 0) /* an empty document is an empty map */
        return yaml_fail(r, n, err, "missing field `%s`", names[0]);
    snprintf(expected, sizeof expected, "struct %s", struct_name);
    if (n->kind != YAML_DICT)
        return yaml_wrong_type(r, n, expected, err);
    for (uint32_t i = 0; i < n->n; i++) {
        const struct yaml_node *key = n->items[2 * i];
        unsigned at = 0;
        while (at < count && !(key->kind == YAML_TEXT && str_eqc(key->text, names[at])))
            at++;
        if (at == count) {
            char list[512];
            yaml_expected_names(names, count, list, sizeof list);
            return yaml_fail(r, key, err, "unknown field `" STR_FMT "`, %s",
                             (int)(key->text.n < 100 ? key->text.n : 100),
                             key->text.p ? key->text.p : "", list);
        }
        if (values[at]) /* kamu reports the map, not the key */
            return yaml_fail(r, n, err, "duplicate field `%s`", names[at]);
        values[at] = n->items[2 * i + 1];
    }
    if (n->broken && !values[count - 1])
        return yaml_syntax(r, err);
    for (unsigned i = 0; i < count; i++)
        if (!values[i])
            return yaml_fail(r, n, err, "missing field `%s`", names[i]);
    return KAMU_OK;
}

kamu_code manifest_open(struct yaml_reader *r, const struct yaml_node *root, const char *kind,
                        int32_t *version, const struct yaml_node **content, struct kamu_error *err)
{
    static const char *const names[] = {"kind", "version", "content"};
    const struct yaml_node *values[3];
    struct str found;
    KAMU_TRY(manifest_fields(r, root, "Manifest", names, 3, values, err));
    size_t was = yaml_enter_key(r, "kind");
    KAMU_TRY(yaml_read_string(r, values[0], &found, err));
    if (!str_eqc(found, kind)) {
        kamu_code rc =
            yaml_fail(r, values[0], err, "unexpected manifest kind `" STR_FMT "`, expected `%s`",
                      (int)(found.n < 100 ? found.n : 100), found.p, kind);
        error_expected(err, "%s", kind);
        return rc;
    }
    yaml_leave(r, was);
    was = yaml_enter_key(r, "version");
    KAMU_TRY(yaml_read_i32(r, values[1], version, err));
    yaml_leave(r, was);
    *content = values[2];
    return KAMU_OK;
}

static kamu_code check_version(struct yaml_reader *r, const struct yaml_node *root, int32_t version,
                               struct kamu_error *err)
{
    if (version == 1)
        return KAMU_OK;
    const struct yaml_node *at = root;
    for (uint32_t i = 0; i < root->n; i++)
        if (str_eqc(root->items[2 * i]->text, "version"))
            at = root->items[2 * i + 1];
    (void)yaml_enter_key(r, "version");
    return yaml_fail(r, at, err, "unsupported manifest version %d, expected 1", version);
}

kamu_code manifest_open_v1(struct yaml_reader *r, const struct yaml_node *root, const char *kind,
                           const struct yaml_node **content, struct kamu_error *err)
{
    int32_t version = 0;
    KAMU_TRY(manifest_open(r, root, kind, &version, content, err));
    return check_version(r, root, version, err);
}

/* The only document of a text. */
static kamu_code single(struct yaml_reader *r, const struct yaml_docs *docs, struct str text,
                        struct yaml_node *nothing, const struct yaml_node **root,
                        struct kamu_error *err)
{
    *nothing = manifest_end_of(text);
    *root = docs->n ? docs->roots[0] : nothing;
    if (docs->n == 0 && docs->broken)
        return yaml_syntax(r, err);
    if (docs->n > 1)
        return error_set(
            err, KAMU_E_INPUT,
            "deserializing from YAML containing more than one document is not supported");
    return KAMU_OK;
}

kamu_code odf_block_from_yaml(struct str text, struct arena *arena, struct odf_block *out,
                              struct kamu_error *err)
{
    struct yaml_reader r;
    struct yaml_docs docs;
    struct yaml_node nothing;
    const struct yaml_node *root, *content;
    int32_t version = 0;
    KAMU_TRY(manifest_load(&r, text, &docs, arena, NULL, err));
    KAMU_TRY(single(&r, &docs, text, &nothing, &root, err));
    KAMU_TRY(manifest_open(&r, root, "MetadataBlock", &version, &content, err));
    if (version < 2)
        return error_set(
            err, KAMU_E_INPUT,
            "Obsolete version: manifest has version %d while minimum supported version "
            "is 2",
            version);
    if (version > ODF_BLOCK_VERSION)
        return error_set(err, KAMU_E_UNSUPPORTED,
                         "Unsupported version: manifest has version %d while maximum supported "
                         "version is %d",
                         version, ODF_BLOCK_VERSION);
    (void)yaml_enter_key(&r, "content");
    r.typed = true;
    KAMU_TRY(yaml_read_object(&r, content, &odf_object_block, out, err));
    return docs.broken ? yaml_syntax(&r, err) : KAMU_OK;
}

static bool is_manifest(const struct yaml_node *n)
{
    bool content = false, version = false;
    if (n->kind != YAML_DICT)
        return false;
    for (uint32_t i = 0; i < n->n; i++) {
        content = content || str_eqc(n->items[2 * i]->text, "content");
        version = version || str_eqc(n->items[2 * i]->text, "version");
    }
    return content && version;
}

static kamu_code read_event(struct yaml_reader *r, const struct yaml_node *n, struct odf_event *out,
                            struct kamu_error *err)
{
    r->typed = true;
    r->depth = 0;
    kamu_code rc = yaml_read_union(r, n, &odf_union_event, out, err);
    r->typed = false;
    return rc;
}

kamu_code odf_event_from_manifest(struct str text, struct arena *arena, struct odf_event *out,
                                  struct odf_notes *notes, struct kamu_error *err)
{
    struct yaml_reader r;
    struct yaml_docs docs;
    struct yaml_node nothing;
    const struct yaml_node *root, *content;
    KAMU_TRY(manifest_load(&r, text, &docs, arena, notes, err));
    KAMU_TRY(single(&r, &docs, text, &nothing, &root, err));
    KAMU_TRY(manifest_open_v1(&r, root, "MetadataEvent", &content, err));
    (void)yaml_enter_key(&r, "content");
    KAMU_TRY(read_event(&r, content, out, err));
    return docs.broken ? yaml_syntax(&r, err) : KAMU_OK;
}

static kamu_code events_of_doc(struct yaml_reader *r, const struct yaml_node *root,
                               struct odf_event *out, uint32_t *n, struct kamu_error *err)
{
    const struct yaml_node *content = root;
    if (is_manifest(root)) {
        KAMU_TRY(manifest_open_v1(r, root, "MetadataEvent", &content, err));
        (void)yaml_enter_key(r, "content");
    }
    if (content->broken)
        return yaml_syntax(r, err);
    if (content->kind != YAML_LIST)
        return read_event(r, content, &out[(*n)++], err);
    for (uint32_t i = 0; i < content->n; i++) {
        size_t was = yaml_enter_index(r, i);
        KAMU_TRY(read_event(r, content->items[i], &out[(*n)++], err));
        yaml_leave(r, was);
    }
    return KAMU_OK;
}

kamu_code odf_events_from_yaml(struct str text, struct arena *arena, struct odf_event **out,
                               uint32_t *n, struct odf_notes *notes, struct kamu_error *err)
{
    struct yaml_reader r;
    struct yaml_docs docs;
    uint64_t max = 0;
    *n = 0;
    KAMU_TRY(manifest_load(&r, text, &docs, arena, notes, err));
    for (uint32_t i = 0; i < docs.n; i++)
        max += docs.roots[i]->kind == YAML_LIST ? docs.roots[i]->n : 1;
    *out = arena_calloc(arena, max + 1, sizeof **out);
    if (!*out)
        return error_nomem(err);
    for (uint32_t i = 0; i < docs.n; i++) {
        if (docs.n > 1 && yaml_is_null(docs.roots[i]))
            continue; /* an empty document */
        yaml_leave(&r, 0);
        KAMU_TRY(events_of_doc(&r, docs.roots[i], *out, n, err));
    }
    if (docs.broken)
        return yaml_syntax(&r, err);
    return *n ? KAMU_OK : error_set(err, KAMU_E_INPUT, "missing field `kind`");
}

kamu_code odf_schema_from_yaml(struct str text, struct arena *arena, struct odf_data_schema *out,
                               struct kamu_error *err)
{
    struct yaml_reader r;
    struct yaml_docs docs;
    struct yaml_node nothing;
    const struct yaml_node *root;
    KAMU_TRY(manifest_load(&r, text, &docs, arena, NULL, err));
    KAMU_TRY(single(&r, &docs, text, &nothing, &root, err));
    r.typed = true;
    if (root->kind == YAML_LIST) {
        struct odf_strs ddl;
        KAMU_TRY(yaml_read_ddl_list(&r, root, &ddl, err));
        return odf_ddl_parse(ddl.items, ddl.n, arena, out, err);
    }
    KAMU_TRY(yaml_read_object(&r, root, &odf_object_data_schema, out, err));
    return docs.broken ? yaml_syntax(&r, err) : KAMU_OK;
}
