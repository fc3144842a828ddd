/* Reading dataset snapshots (spec/odf-metadata.md 4.1-4.3). */
#include "odf/manifest.h"
#include "odf/snapshot.h"

static kamu_code read_name(struct yaml_reader *r, const struct yaml_node *n, struct str *out,
                           struct kamu_error *err)
{
    struct odf_alias alias;
    struct kamu_error why = {0};
    KAMU_TRY(yaml_read_string(r, n, out, err));
    if (odf_alias_parse(*out, &alias, &why) == KAMU_OK)
        return KAMU_OK;
    return yaml_fail(r, n, err, "%s", why.text);
}

static kamu_code read_events(struct yaml_reader *r, const struct yaml_node *n,
                             struct odf_dataset_snapshot *s, struct kamu_error *err)
{
    if (yaml_is_null(n))
        return KAMU_OK; /* `metadata:` without value */
    if (n->kind != YAML_LIST)
        return yaml_wrong_type(r, n, "a sequence", err);
    s->metadata = arena_calloc(r->arena, n->n ? n->n : 1, sizeof *s->metadata);
    s->positions = arena_calloc(r->arena, n->n ? n->n : 1, sizeof *s->positions);
    if (!s->metadata || !s->positions)
        return error_nomem(err);
    for (uint32_t i = 0; i < n->n; i++) {
        size_t was = yaml_enter_index(r, i);
        r->typed = true;
        r->depth = 0;
        KAMU_TRY(yaml_read_union(r, n->items[i], &odf_union_event, &s->metadata[i], err));
        r->typed = false;
        yaml_leave(r, was);
        s->positions[i].line = n->items[i]->line;
        s->positions[i].column = n->items[i]->column;
    }
    s->n_metadata = n->n;
    return n->broken ? yaml_syntax(r, err) : KAMU_OK;
}

static kamu_code read_snapshot(struct yaml_reader *r, const struct yaml_node *root,
                               struct odf_dataset_snapshot *s, struct kamu_error *err)
{
    static const char *const names[] = {"name", "kind", "metadata"};
    const struct yaml_node *content, *values[3];
    size_t was;
    yaml_leave(r, 0);
    s->line = root->line;
    KAMU_TRY(manifest_open_v1(r, root, "DatasetSnapshot", &content, err));
    (void)yaml_enter_key(r, "content");
    KAMU_TRY(manifest_fields(r, content, "DatasetSnapshot", names, 3, values, err));
    was = yaml_enter_key(r, "name");
    KAMU_TRY(read_name(r, values[0], &s->name, err));
    yaml_leave(r, was);
    was = yaml_enter_key(r, "kind");
    KAMU_TRY(yaml_read_enum(r, values[1], &odf_enum_dataset_kind, &s->kind, err));
    yaml_leave(r, was);
    (void)yaml_enter_key(r, "metadata");
    return read_events(r, values[2], s, err);
}

kamu_code odf_snapshots_read(struct str text, struct arena *arena,
                             struct odf_dataset_snapshots *out, struct odf_notes *notes,
                             struct kamu_error *err)
{
    struct yaml_reader r;
    struct yaml_docs docs;
    KAMU_TRY(manifest_load(&r, text, &docs, arena, notes, err));
    uint32_t n = docs.n;
    *out = (struct odf_dataset_snapshots){0};
    if (n > 1 && !docs.broken && yaml_is_null(docs.roots[n - 1]))
        n--; /* a trailing "---" */
    if (n == 0) {
        struct yaml_node nothing = manifest_end_of(text);
        return docs.broken ? yaml_syntax(&r, err)
                           : yaml_fail(&r, &nothing, err, "missing field `kind`");
    }
    out->items = arena_calloc(arena, n, sizeof *out->items);
    if (!out->items)
        return error_nomem(err);
    for (out->n = 0; out->n < n; out->n++)
        KAMU_TRY(read_snapshot(&r, docs.roots[out->n], &out->items[out->n], err));
    return docs.broken ? yaml_syntax(&r, err) : KAMU_OK;
}
