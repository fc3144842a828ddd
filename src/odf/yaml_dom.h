/*
 * YAML text as a tree with positions. Scalars keep their text; what type a plain scalar has is
 * decided by the reader (yaml_scalar). A syntax error does not lose what stands before it: the
 * containers that were open are marked `broken`, so that an earlier mistake of meaning is reported
 * first.
 */
#ifndef KAMU_ODF_YAML_DOM_H
#define KAMU_ODF_YAML_DOM_H

#include "base/mem.h"

#define YAML_DEPTH_MAX 64
#define YAML_NODES_MAX 1000000u

enum yaml_kind { YAML_TEXT, YAML_LIST, YAML_DICT };

struct yaml_node {
    enum yaml_kind kind;
    bool plain;            /* untagged plain scalar: may be null, bool or a number */
    bool broken;           /* the text ends with a syntax error inside this container */
    uint32_t line, column; /* from 1 */
    uint64_t byte;
    struct str text;
    struct yaml_node **items; /* YAML_LIST: n; YAML_DICT: key, value, key, value ... (2 n) */
    uint32_t n;
};

struct yaml_docs {
    struct yaml_node **roots;
    uint32_t n;
    kamu_code broken; /* syntax error after (or inside) the last root */
    struct kamu_error error;
};

/* KAMU_OK also after a syntax error (see docs->broken); fails for no memory and exceeded limits
 * only. */
kamu_code yaml_load(struct str text, struct arena *arena, struct yaml_docs *docs,
                    struct kamu_error *err);

enum yaml_scalar_type { YAML_NULL, YAML_BOOL, YAML_INT, YAML_FLOAT, YAML_STRING };

struct yaml_scalar {
    enum yaml_scalar_type type;
    bool boolean;
    bool negative;      /* YAML_INT */
    uint64_t magnitude; /* YAML_INT: absolute value */
    double real;        /* YAML_FLOAT */
};
/* How serde_yaml reads an untagged plain scalar; everything else is a string. */
struct yaml_scalar yaml_resolve(struct str text);
/* Whether a plain scalar of this text would not come back as the same string. */
bool yaml_ambiguous(struct str text);

#endif
