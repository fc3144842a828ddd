/* See manifest.h. Parsed with libyaml; values are plain texts, so no schema is needed. */
#include "store/manifest.h"

#include <yaml.h>

#define MANIFEST_BYTES_MAX (1u << 20)

static kamu_code malformed(struct kamu_error *err, const char *path, size_t line, const char *what)
{
    error_set(err, KAMU_E_CORRUPT, "File %s is malformed: %s", path, what);
    error_at(err, path, line, 0, 0);
    return KAMU_E_CORRUPT;
}

static struct str node_text(const yaml_node_t *node)
{
    if (!node || node->type != YAML_SCALAR_NODE)
        return STR_NONE;
    return (struct str){(const char *)node->data.scalar.value, node->data.scalar.length};
}

static const yaml_node_t *node_member(yaml_document_t *doc, const yaml_node_t *map, const char *key)
{
    if (!map || map->type != YAML_MAPPING_NODE)
        return NULL;
    for (yaml_node_pair_t *p = map->data.mapping.pairs.start; p < map->data.mapping.pairs.top;
         p++) {
        struct str text = node_text(yaml_document_get_node(doc, p->key));
        if (text.p && str_eqc(text, key))
            return yaml_document_get_node(doc, p->value);
    }
    return NULL;
}

static kamu_code read_values(yaml_document_t *doc, const yaml_node_t *value, const char *path,
                             struct arena *arena, struct manifest_entry *e, struct kamu_error *err)
{
    yaml_node_item_t *items = NULL;
    e->is_list = value->type == YAML_SEQUENCE_NODE;
    e->n = 1;
    if (e->is_list) {
        items = value->data.sequence.items.start;
        e->n = (size_t)(value->data.sequence.items.top - items);
    }
    e->values = arena_calloc(arena, e->n, sizeof *e->values);
    if (!e->values)
        return error_nomem(err);
    for (size_t i = 0; i < e->n; i++) {
        const yaml_node_t *node = items ? yaml_document_get_node(doc, items[i]) : value;
        struct str text = node_text(node);
        if (!text.p)
            return malformed(err, path, node ? node->start_mark.line + 1 : 0, "expected a text");
        e->values[i] = arena_str(arena, text);
        if (!e->values[i].p)
            return error_nomem(err);
    }
    return KAMU_OK;
}

static kamu_code read_content(yaml_document_t *doc, const yaml_node_t *root, const char *path,
                              const char *kind, struct manifest *out, struct kamu_error *err)
{
    struct str found = node_text(node_member(doc, root, "kind"));
    if (!found.p || !str_eqc(found, kind))
        return error_set(err, KAMU_E_CORRUPT,
                         "File %s is malformed: expected kind %s but found '" STR_FMT "'", path,
                         kind, STR_ARG(found));
    found = node_text(node_member(doc, root, "version"));
    if (!found.p || !str_eqc(found, "1"))
        return error_set(err, KAMU_E_CORRUPT,
                         "File %s is malformed: expected version 1 but found '" STR_FMT "'", path,
                         STR_ARG(found));
    const yaml_node_t *content = node_member(doc, root, "content");
    if (!content || content->type != YAML_MAPPING_NODE)
        return malformed(err, path, content ? content->start_mark.line + 1 : 0,
                         "expected a map as content");
    yaml_node_pair_t *pairs = content->data.mapping.pairs.start;
    size_t n = (size_t)(content->data.mapping.pairs.top - pairs);
    out->entries = arena_calloc(&out->arena, n ? n : 1, sizeof *out->entries);
    if (!out->entries)
        return error_nomem(err);
    for (size_t i = 0; i < n; i++) {
        const yaml_node_t *key = yaml_document_get_node(doc, pairs[i].key);
        const yaml_node_t *value = yaml_document_get_node(doc, pairs[i].value);
        struct manifest_entry *e = &out->entries[i];
        if (!node_text(key).p || !value)
            return malformed(err, path, key ? key->start_mark.line + 1 : 0,
                             "expected a text as key");
        e->key = arena_str(&out->arena, node_text(key));
        if (!e->key.p)
            return error_nomem(err);
        KAMU_TRY(read_values(doc, value, path, &out->arena, e, err));
        out->n++;
    }
    return KAMU_OK;
}

static kamu_code parse(const struct buf *text, const char *path, const char *kind,
                       struct manifest *out, struct kamu_error *err)
{
    yaml_parser_t parser;
    yaml_document_t doc;
    if (!yaml_parser_initialize(&parser))
        return error_nomem(err);
    yaml_parser_set_input_string(&parser, text->len ? text->data : (const uint8_t *)"", text->len);
    kamu_code rc;
    if (!yaml_parser_load(&parser, &doc)) {
        rc = malformed(err, path, parser.problem_mark.line + 1,
                       parser.problem ? parser.problem : "not YAML");
    } else {
        const yaml_node_t *root = yaml_document_get_root_node(&doc);
        if (!root || root->type != YAML_MAPPING_NODE)
            rc = malformed(err, path, 1, "expected a map");
        else
            rc = read_content(&doc, root, path, kind, out, err);
        yaml_document_delete(&doc);
    }
    yaml_parser_delete(&parser);
    return rc;
}

kamu_code manifest_read(struct env *env, const char *path, const char *kind, struct manifest *out,
                        bool *found, struct kamu_error *err)
{
    struct buf text = BUF_INIT(MANIFEST_BYTES_MAX);
    struct fs_stat st;
    *out = (struct manifest){0};
    arena_init(&out->arena, 4 * MANIFEST_BYTES_MAX);
    *found = false;
    KAMU_TRY(fs_stat(&env->fs, path, &st, err));
    if (st.kind == FS_NONE)
        return KAMU_OK;
    *found = true;
    kamu_code rc = fs_read_all(&env->fs, path, MANIFEST_BYTES_MAX, &text, err);
    if (rc == KAMU_OK)
        rc = parse(&text, path, kind, out, err);
    buf_free(&text);
    if (rc != KAMU_OK)
        manifest_free(out);
    return rc;
}

void manifest_free(struct manifest *m)
{
    if (!m)
        return;
    arena_free(&m->arena);
    m->entries = NULL;
    m->n = 0;
}

const struct manifest_entry *manifest_get(const struct manifest *m, const char *key)
{
    for (size_t i = 0; i < m->n; i++)
        if (str_eqc(m->entries[i].key, key))
            return &m->entries[i];
    return NULL;
}

/* ---- writing ------------------------------------------------------------------- */

kamu_code manifest_begin(struct buf *out, const char *kind, struct kamu_error *err)
{
    return buf_printf(out, err, "kind: %s\nversion: 1\ncontent:\n", kind);
}

/* URLs, names and references need no quotes; anything else gets single ones, as in YAML. */
static kamu_code put_scalar(struct buf *out, struct str s, struct kamu_error *err)
{
    static const char plain[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/:@%+=,";
    bool quote = s.n == 0 || strchr("-:@%=,0123456789~.", s.p[0]) || s.p[s.n - 1] == ':';
    for (size_t i = 0; i < s.n && !quote; i++)
        quote = !memchr(plain, s.p[i], sizeof plain - 1);
    if (str_eqc(s, "true") || str_eqc(s, "false") || str_eqc(s, "null"))
        quote = true;
    if (!quote)
        return buf_append(out, s.p, s.n, err);
    KAMU_TRY(buf_append_byte(out, '\'', err));
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '\'')
            KAMU_TRY(buf_append_byte(out, '\'', err));
        KAMU_TRY(buf_append_byte(out, (uint8_t)s.p[i], err));
    }
    return buf_append_byte(out, '\'', err);
}

kamu_code manifest_put_text(struct buf *out, const char *key, struct str value,
                            struct kamu_error *err)
{
    KAMU_TRY(buf_printf(out, err, "  %s: ", key));
    KAMU_TRY(put_scalar(out, value, err));
    return buf_append_byte(out, '\n', err);
}

kamu_code manifest_put_list(struct buf *out, const char *key, const struct str *values, size_t n,
                            struct kamu_error *err)
{
    KAMU_TRY(buf_printf(out, err, "  %s:%s\n", key, n ? "" : " []"));
    for (size_t i = 0; i < n; i++) {
        KAMU_TRY(buf_append_str(out, "  - ", err));
        KAMU_TRY(put_scalar(out, values[i], err));
        KAMU_TRY(buf_append_byte(out, '\n', err));
    }
    return KAMU_OK;
}
