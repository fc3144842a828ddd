/*
 * The small YAML manifests that lie beside datasets: `kind`, `version: 1` and a
 * flat `content` of texts and lists of texts (info/config, repos/<name>,
 * workspace.config). Metadata events are not read here (odf/yaml.h).
 */
#ifndef KAMU_STORE_MANIFEST_H
#define KAMU_STORE_MANIFEST_H

#include "base/env.h"
#include "base/mem.h"

struct manifest_entry {
    struct str key;
    bool is_list;
    struct str *values; /* one for a text */
    size_t n;
};

struct manifest {
    struct manifest_entry *entries;
    size_t n;
    struct arena arena;
};

/* *found = false and an empty manifest when there is no such file. Malformed, another kind or
 * version: KAMU_E_CORRUPT with path and line. */
kamu_code manifest_read(struct env *env, const char *path, const char *kind, struct manifest *out,
                        bool *found, struct kamu_error *err);
void manifest_free(struct manifest *m);
const struct manifest_entry *manifest_get(const struct manifest *m, const char *key); /* or NULL */

/* Text of a manifest with the given content, as kamu writes it. */
kamu_code manifest_begin(struct buf *out, const char *kind, struct kamu_error *err);
kamu_code manifest_put_text(struct buf *out, const char *key, struct str value,
                            struct kamu_error *err);
kamu_code manifest_put_list(struct buf *out, const char *key, const struct str *values, size_t n,
                            struct kamu_error *err);

#endif
