/* The table of configuration keys (config_keys.c), used by config.c. */
#ifndef KAMU_CLI_CONFIG_KEYS_H
#define KAMU_CLI_CONFIG_KEYS_H

#include "cli/node.h"

enum config_type {
    CONFIG_STRUCT,
    CONFIG_TEXT,
    CONFIG_BOOL,
    CONFIG_USIZE,
    CONFIG_U32,
    CONFIG_U64,
    CONFIG_DURATION, /* 30s, 5m, 1h 30m */
    CONFIG_PERCENT,  /* 20, 20%, '0.5 %': 0 to 100 */
    CONFIG_ENUM,     /* two spellings of each: Docker, docker */
    CONFIG_TEXT_MAP, /* any keys, texts */
    CONFIG_ANY_MAP,  /* any keys, any values */
    CONFIG_TAGGED,   /* a map with a required tag; its other keys are not ours to check */
    CONFIG_LIST,     /* of structs */
};

struct config_key {
    const char *name;
    enum config_type type;
    const struct config_key *keys; /* struct, list: ended by name == NULL */
    const char *value;             /* default as YAML, NULL = none; tagged: the name of the tag */
    const char *const *variants;   /* enum: "Docker", ...; ended by NULL */
    bool required;                 /* in a list's struct */
    bool appends;                  /* lists and maps of several files are joined */
    const char *rust_name;         /* kamu's name of a struct, in messages */
    bool own; /* kamu-cli knows nothing of it, and refuses a file that has it: config.h */
};

extern const struct config_key config_root;

#endif
