/*
 * One table per object of the metadata model: field, FlatBuffers slot, YAML key,
 * type, required or not, default. The FlatBuffers, YAML and JSON codecs, equality
 * and copying all work from these tables; nothing else knows the fields one by one.
 */
#ifndef KAMU_ODF_DESCRIPTOR_H
#define KAMU_ODF_DESCRIPTOR_H

#include "odf/event.h"

enum odf_field_type {
    ODF_F_STRING,      /* struct str */
    ODF_F_DATASET_REF, /* struct str, must parse as DatasetRef */
    ODF_F_STRINGS,     /* struct odf_strs */
    ODF_F_OPT_BOOL,    /* struct odf_opt_bool */
    ODF_F_I32,         /* int32_t, required, 0 omitted */
    ODF_F_U32,         /* uint32_t, required, 0 omitted */
    ODF_F_U64,         /* uint64_t, required, 0 omitted */
    ODF_F_OPT_U64,     /* struct odf_opt_u64 */
    ODF_F_ENUM,        /* int32_t, required, first value omitted */
    ODF_F_OPT_ENUM,    /* struct odf_opt_i32 */
    ODF_F_INSTANT,     /* struct instant, required */
    ODF_F_OPT_INSTANT, /* struct odf_opt_instant */
    ODF_F_HASH,        /* struct odf_hash */
    ODF_F_DID,         /* struct odf_did, required */
    ODF_F_BYTES,       /* struct odf_bytes */
    ODF_F_EXTRA,  /* struct str: canonical JSON object; a table with one string in FlatBuffers */
    ODF_F_OBJECT, /* struct, inline, required */
    ODF_F_OBJECT_PTR, /* struct pointer, optional */
    ODF_F_OBJECTS,    /* struct { items; n } of structs */
    ODF_F_UNION,      /* struct { kind; pointer }; takes two slots */
    ODF_F_UNIONS      /* struct { items; n } of unions; each in a wrapper table in FlatBuffers */
};

struct odf_field {
    const char *key; /* in YAML and JSON */
    uint16_t offset; /* in the C struct */
    uint8_t type;    /* enum odf_field_type */
    uint8_t slot;    /* a union's value is at slot + 1 */
    bool required;
    bool has_fallback_value;
    int16_t fallback_value;    /* default of an optional bool or enum */
    const char *fallback_text; /* default of an optional string; NULL = none */
    const void *of;            /* struct odf_object, odf_union or odf_enum */
};

struct odf_object {
    const char *name; /* "ReadStepCsv" */
    uint16_t size;    /* of the C struct */
    uint8_t n_fields;
    uint8_t n_slots;
    const struct odf_field *fields; /* in slot order */
};

struct odf_member {
    const char *name; /* "Csv" */
    const struct odf_object *object;
};

struct odf_union {
    const char *name; /* "ReadStep" */
    bool short_form;  /* a plain string may stand for {kind: X} */
    uint8_t n;
    const struct odf_member *members; /* [tag - 1] */
};

struct odf_enum {
    const char *name;
    uint8_t width; /* bytes in FlatBuffers: 2 or 4 */
    uint8_t n;
    const char *const *names;
};

#define ODF_FIELDS_MAX 14
#define ODF_SLOTS_MAX 24
#define ODF_DEPTH_MAX 64        /* of nested tables, as kamu's verifier */
#define ODF_TABLES_MAX 1000000u /* in one buffer, as kamu's verifier */

extern const struct odf_object odf_object_block; /* MetadataBlock */
extern const struct odf_object odf_object_data_schema;
extern const struct odf_object odf_object_transform_input;
extern const struct odf_object odf_object_source_state;
extern const struct odf_object odf_object_chain_record; /* chain_record.h: the summary in caches */
extern const struct odf_union odf_union_event;
extern const struct odf_union odf_union_read_step;
extern const struct odf_union odf_union_merge_strategy;
extern const struct odf_union odf_union_data_type;
extern const struct odf_enum odf_enum_dataset_kind;
extern const struct odf_enum odf_enum_time_unit;

/* Generic access to the two repeated layouts. */
struct odf_any_union {
    int kind;
    void *any;
};
struct odf_any_list {
    void *items;
    uint32_t n;
};
struct odf_any_union odf_union_get(const void *at);
void odf_union_set(void *at, int kind, void *any);
struct odf_any_list odf_list_get(const void *at);
void odf_list_set(void *at, void *items, uint32_t n);
#define ODF_UNION_SIZE sizeof(struct odf_event)

/* Whether an optional field has a value. Required ones always do. */
bool odf_field_present(const struct odf_field *f, const void *object);

bool odf_object_eq(const struct odf_object *d, const void *a, const void *b);
kamu_code odf_object_copy(struct arena *arena, const struct odf_object *d, const void *src,
                          void *dst, struct kamu_error *err);
bool odf_union_eq(const struct odf_union *u, const void *a, const void *b);
kamu_code odf_union_copy(struct arena *arena, const struct odf_union *u, const void *src, void *dst,
                         struct kamu_error *err);

/* Index of a name in its three spellings (PascalCase, camelCase, lower case); -1 when unknown. */
int odf_union_find(const struct odf_union *u, struct str name); /* tag - 1 */
int odf_enum_find(const struct odf_enum *e, struct str name);
/* "camelCase" and "lowercase" spelling of a PascalCase name; out has room for the name and a NUL.
 */
void odf_spell_camel(const char *pascal, char *out, size_t max);
void odf_spell_lower(const char *pascal, char *out, size_t max);

#endif
