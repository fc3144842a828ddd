/*
 * A small tree of YAML / JSON values, for configuration files and repository
 * files. (Manifests have their own reader with exact positions: odf/yaml.h.)
 */
#ifndef KAMU_CLI_NODE_H
#define KAMU_CLI_NODE_H

#include "base/mem.h"

enum node_kind { NODE_NULL, NODE_BOOL, NODE_INT, NODE_FLOAT, NODE_STRING, NODE_LIST, NODE_MAP };

struct node {
    enum node_kind kind;
    struct str text;          /* scalars: as written; NODE_STRING: the value */
    struct node_entry *items; /* lists and maps; maps are kept sorted by key */
    size_t n;
};
struct node_entry {
    struct str key; /* maps only */
    struct node value;
};

#define NODE_BYTES_MAX ((size_t)1 << 20) /* of a text */
#define NODE_DEPTH_MAX 32
#define NODE_COUNT_MAX 100000

/* One document; all memory in the arena. An empty text is NODE_NULL. Error text as kamu's
 * ("did not find expected node content at line 2 column 1, while parsing a flow node"). */
kamu_code node_from_yaml(struct str text, struct arena *a, struct node *out,
                         struct kamu_error *err);
kamu_code node_from_json(struct str text, struct arena *a, struct node *out,
                         struct kamu_error *err);
/* The scalar that a bare word means in YAML. */
struct node node_scalar(struct str word, bool quoted);

/* NULL when absent. */
struct node *node_get(const struct node *map, struct str key);
/* "a.b.c" */
struct node *node_path(const struct node *root, struct str path);
kamu_code node_set(struct node *map, struct str key, struct node value, struct arena *a,
                   struct kamu_error *err);
/* Makes the maps on the way. */
kamu_code node_set_path(struct node *root, struct str path, struct node value, struct arena *a,
                        struct kamu_error *err);
bool node_remove_path(struct node *root, struct str path);
kamu_code node_append(struct node *list, struct node value, struct arena *a,
                      struct kamu_error *err);

/* Block style as kamu writes it; ends with a newline. */
kamu_code node_to_yaml(const struct node *n, struct buf *out, struct kamu_error *err);
kamu_code node_to_json(const struct node *n, struct buf *out, struct kamu_error *err); /* compact */

#endif
