/* Generic operations over the descriptor tables: presence, equality, deep copy, spellings. */
#include "odf/descriptor.h"

#include "odf/json.h"

#define EXTRA_BYTES_MAX ((size_t)64 << 20)

_Static_assert(sizeof(struct odf_any_union) == sizeof(struct odf_event), "unions share one layout");
_Static_assert(offsetof(struct odf_any_union, any) == offsetof(struct odf_data_type, any),
               "unions share one layout");
_Static_assert(sizeof(struct odf_any_list) == sizeof(struct odf_data_fields),
               "lists share one layout");
_Static_assert(sizeof(struct odf_any_list) == sizeof(struct odf_strs), "lists share one layout");

struct odf_any_union odf_union_get(const void *at)
{
    struct odf_any_union u;
    memcpy(&u, at, sizeof u);
    return u;
}

void odf_union_set(void *at, int kind, void *any)
{
    struct odf_any_union u = {kind, any};
    memcpy(at, &u, sizeof u);
}

struct odf_any_list odf_list_get(const void *at)
{
    struct odf_any_list l;
    memcpy(&l, at, sizeof l);
    return l;
}

void odf_list_set(void *at, void *items, uint32_t n)
{
    struct odf_any_list l = {items, n};
    memcpy(at, &l, sizeof l);
}

static const void *member_at(const struct odf_field *f, const void *object)
{
    return (const uint8_t *)object + f->offset;
}

/* Byte size of the C member. */
static size_t member_size(const struct odf_field *f)
{
    switch ((enum odf_field_type)f->type) {
    case ODF_F_STRING:
    case ODF_F_DATASET_REF:
    case ODF_F_EXTRA:
        return sizeof(struct str);
    case ODF_F_OPT_BOOL:
        return sizeof(struct odf_opt_bool);
    case ODF_F_I32:
    case ODF_F_U32:
    case ODF_F_ENUM:
        return sizeof(int32_t);
    case ODF_F_U64:
        return sizeof(uint64_t);
    case ODF_F_OPT_U64:
        return sizeof(struct odf_opt_u64);
    case ODF_F_OPT_ENUM:
        return sizeof(struct odf_opt_i32);
    case ODF_F_INSTANT:
        return sizeof(struct instant);
    case ODF_F_OPT_INSTANT:
        return sizeof(struct odf_opt_instant);
    case ODF_F_HASH:
        return sizeof(struct odf_hash);
    case ODF_F_DID:
        return sizeof(struct odf_did);
    case ODF_F_BYTES:
        return sizeof(struct odf_bytes);
    case ODF_F_OBJECT:
        return ((const struct odf_object *)f->of)->size;
    case ODF_F_OBJECT_PTR:
        return sizeof(void *);
    case ODF_F_STRINGS:
    case ODF_F_OBJECTS:
    case ODF_F_UNIONS:
        return sizeof(struct odf_any_list);
    case ODF_F_UNION:
        return sizeof(struct odf_any_union);
    }
    KAMU_BUG("field type %d", f->type);
}

bool odf_field_present(const struct odf_field *f, const void *object)
{
    const void *at = member_at(f, object);
    switch ((enum odf_field_type)f->type) {
    case ODF_F_STRING:
    case ODF_F_DATASET_REF:
    case ODF_F_EXTRA:
        return ((const struct str *)at)->p != NULL;
    case ODF_F_OPT_BOOL:
        return ((const struct odf_opt_bool *)at)->set;
    case ODF_F_OPT_U64:
        return ((const struct odf_opt_u64 *)at)->set;
    case ODF_F_OPT_ENUM:
        return ((const struct odf_opt_i32 *)at)->set;
    case ODF_F_OPT_INSTANT:
        return ((const struct odf_opt_instant *)at)->set;
    case ODF_F_HASH:
        return odf_hash_present(at);
    case ODF_F_BYTES:
        return ((const struct odf_bytes *)at)->p != NULL;
    case ODF_F_OBJECT_PTR: {
        void *p;
        memcpy(&p, at, sizeof p);
        return p != NULL;
    }
    case ODF_F_STRINGS:
    case ODF_F_OBJECTS:
    case ODF_F_UNIONS:
        return odf_list_get(at).items != NULL || f->required;
    case ODF_F_UNION:
        return odf_union_get(at).kind != 0;
    case ODF_F_I32:
    case ODF_F_U32:
    case ODF_F_U64:
    case ODF_F_ENUM:
    case ODF_F_INSTANT:
    case ODF_F_DID:
    case ODF_F_OBJECT:
        return true;
    }
    KAMU_BUG("field type %d", f->type);
}

/* ---- equality --------------------------------------------------------------- */

static bool str_field_eq(const struct odf_field *f, struct str a, struct str b)
{
    if (f->fallback_text) {
        a = a.p ? a : str_c(f->fallback_text);
        b = b.p ? b : str_c(f->fallback_text);
    }
    return (a.p != NULL) == (b.p != NULL) && str_eq(a, b);
}

static bool extra_eq(struct str a, struct str b)
{
    if ((a.p != NULL) != (b.p != NULL))
        return false;
    if (str_eq(a, b))
        return true;
    /* blocks of other programs may hold the same object in another order */
    struct buf x = BUF_INIT(EXTRA_BYTES_MAX), y = BUF_INIT(EXTRA_BYTES_MAX);
    bool eq = odf_json_canonical(a, &x, NULL) == KAMU_OK &&
              odf_json_canonical(b, &y, NULL) == KAMU_OK && x.len == y.len &&
              memcmp(x.data, y.data, x.len) == 0;
    buf_free(&x);
    buf_free(&y);
    return eq;
}

static bool strs_eq(struct odf_strs a, struct odf_strs b)
{
    if (a.n != b.n || (a.items != NULL) != (b.items != NULL))
        return false;
    for (uint32_t i = 0; i < a.n; i++)
        if (!str_eq(a.items[i], b.items[i]))
            return false;
    return true;
}

static int opt_value(const struct odf_field *f, bool set, int value)
{
    if (set)
        return value;
    return f->has_fallback_value ? f->fallback_value : INT32_MIN;
}

static bool list_eq(const struct odf_field *f, const void *a, const void *b)
{
    struct odf_any_list x = odf_list_get(a), y = odf_list_get(b);
    if (x.n != y.n || (!f->required && (x.items != NULL) != (y.items != NULL)))
        return false;
    size_t size =
        f->type == ODF_F_UNIONS ? ODF_UNION_SIZE : ((const struct odf_object *)f->of)->size;
    for (uint32_t i = 0; i < x.n; i++) {
        const uint8_t *p = (const uint8_t *)x.items + i * size;
        const uint8_t *q = (const uint8_t *)y.items + i * size;
        if (f->type == ODF_F_UNIONS ? !odf_union_eq(f->of, p, q) : !odf_object_eq(f->of, p, q))
            return false;
    }
    return true;
}

static bool field_eq(const struct odf_field *f, const void *a, const void *b)
{
    const void *x = member_at(f, a), *y = member_at(f, b);
    switch ((enum odf_field_type)f->type) {
    case ODF_F_STRING:
    case ODF_F_DATASET_REF:
        return str_field_eq(f, *(const struct str *)x, *(const struct str *)y);
    case ODF_F_EXTRA:
        return extra_eq(*(const struct str *)x, *(const struct str *)y);
    case ODF_F_OPT_BOOL: {
        const struct odf_opt_bool *p = x, *q = y;
        return opt_value(f, p->set, p->value) == opt_value(f, q->set, q->value);
    }
    case ODF_F_OPT_ENUM: {
        const struct odf_opt_i32 *p = x, *q = y;
        return opt_value(f, p->set, p->value) == opt_value(f, q->set, q->value);
    }
    case ODF_F_OPT_U64: {
        const struct odf_opt_u64 *p = x, *q = y;
        return p->set == q->set && (!p->set || p->value == q->value);
    }
    case ODF_F_INSTANT:
        return instant_eq(*(const struct instant *)x, *(const struct instant *)y);
    case ODF_F_OPT_INSTANT: {
        const struct odf_opt_instant *p = x, *q = y;
        return p->set == q->set && (!p->set || instant_eq(p->value, q->value));
    }
    case ODF_F_HASH:
        return odf_hash_eq(x, y);
    case ODF_F_BYTES: {
        const struct odf_bytes *p = x, *q = y;
        return (p->p != NULL) == (q->p != NULL) && p->n == q->n &&
               (p->n == 0 || memcmp(p->p, q->p, p->n) == 0);
    }
    case ODF_F_OBJECT:
        return odf_object_eq(f->of, x, y);
    case ODF_F_OBJECT_PTR: {
        const void *p, *q;
        memcpy(&p, x, sizeof p);
        memcpy(&q, y, sizeof q);
        return p && q ? odf_object_eq(f->of, p, q) : p == q;
    }
    case ODF_F_STRINGS: {
        struct odf_strs p = *(const struct odf_strs *)x, q = *(const struct odf_strs *)y;
        return f->required && p.n + q.n == 0 ? true : strs_eq(p, q);
    }
    case ODF_F_OBJECTS:
    case ODF_F_UNIONS:
        return list_eq(f, x, y);
    case ODF_F_UNION:
        return odf_union_eq(f->of, x, y);
    case ODF_F_I32:
    case ODF_F_U32:
    case ODF_F_ENUM:
    case ODF_F_U64:
    case ODF_F_DID:
        return memcmp(x, y, member_size(f)) == 0;
    }
    KAMU_BUG("field type %d", f->type);
}

bool odf_object_eq(const struct odf_object *d, const void *a, const void *b)
{
    for (unsigned i = 0; i < d->n_fields; i++)
        if (!field_eq(&d->fields[i], a, b))
            return false;
    return true;
}

bool odf_union_eq(const struct odf_union *u, const void *a, const void *b)
{
    struct odf_any_union x = odf_union_get(a), y = odf_union_get(b);
    if (x.kind != y.kind)
        return false;
    return x.kind == 0 || odf_object_eq(u->members[x.kind - 1].object, x.any, y.any);
}

bool odf_event_eq(const struct odf_event *a, const struct odf_event *b)
{
    return odf_union_eq(&odf_union_event, a, b);
}

/* ---- copying ------------------------------------------------------------------ */

static kamu_code str_copy(struct arena *arena, struct str src, struct str *dst,
                          struct kamu_error *err)
{
    *dst = src.p ? arena_str(arena, src) : STR_NONE;
    return src.p && !dst->p ? error_nomem(err) : KAMU_OK;
}

static kamu_code strs_copy(struct arena *arena, struct odf_strs src, struct odf_strs *dst,
                           struct kamu_error *err)
{
    *dst = (struct odf_strs){0};
    if (!src.items)
        return KAMU_OK;
    struct str *items = arena_calloc(arena, src.n ? src.n : 1, sizeof *items);
    if (!items)
        return error_nomem(err);
    for (uint32_t i = 0; i < src.n; i++)
        KAMU_TRY(str_copy(arena, src.items[i], &items[i], err));
    *dst = (struct odf_strs){items, src.n};
    return KAMU_OK;
}

static kamu_code list_copy(struct arena *arena, const struct odf_field *f, const void *src,
                           void *dst, struct kamu_error *err)
{
    struct odf_any_list l = odf_list_get(src);
    odf_list_set(dst, NULL, 0);
    if (!l.items)
        return KAMU_OK;
    size_t size =
        f->type == ODF_F_UNIONS ? ODF_UNION_SIZE : ((const struct odf_object *)f->of)->size;
    uint8_t *items = arena_calloc(arena, l.n ? l.n : 1, size);
    if (!items)
        return error_nomem(err);
    for (uint32_t i = 0; i < l.n; i++) {
        const uint8_t *p = (const uint8_t *)l.items + i * size;
        if (f->type == ODF_F_UNIONS)
            KAMU_TRY(odf_union_copy(arena, f->of, p, items + i * size, err));
        else
            KAMU_TRY(odf_object_copy(arena, f->of, p, items + i * size, err));
    }
    odf_list_set(dst, items, l.n);
    return KAMU_OK;
}

static kamu_code field_copy(struct arena *arena, const struct odf_field *f, const void *src,
                            void *dst, struct kamu_error *err)
{
    switch ((enum odf_field_type)f->type) {
    case ODF_F_STRING:
    case ODF_F_DATASET_REF:
    case ODF_F_EXTRA:
        return str_copy(arena, *(const struct str *)src, dst, err);
    case ODF_F_STRINGS:
        return strs_copy(arena, *(const struct odf_strs *)src, dst, err);
    case ODF_F_BYTES: {
        struct odf_bytes b = *(const struct odf_bytes *)src;
        struct str copy;
        KAMU_TRY(str_copy(arena, (struct str){(const char *)b.p, b.n}, &copy, err));
        b.p = (const uint8_t *)copy.p;
        memcpy(dst, &b, sizeof b);
        return KAMU_OK;
    }
    case ODF_F_OBJECT:
        return odf_object_copy(arena, f->of, src, dst, err);
    case ODF_F_OBJECT_PTR: {
        const struct odf_object *d = f->of;
        const void *p;
        void *q = NULL;
        memcpy(&p, src, sizeof p);
        if (p && !(q = arena_calloc(arena, 1, d->size)))
            return error_nomem(err);
        if (p)
            KAMU_TRY(odf_object_copy(arena, d, p, q, err));
        memcpy(dst, &q, sizeof q);
        return KAMU_OK;
    }
    case ODF_F_OBJECTS:
    case ODF_F_UNIONS:
        return list_copy(arena, f, src, dst, err);
    case ODF_F_UNION:
        return odf_union_copy(arena, f->of, src, dst, err);
    default:
        memcpy(dst, src, member_size(f));
        return KAMU_OK;
    }
}

kamu_code odf_object_copy(struct arena *arena, const struct odf_object *d, const void *src,
                          void *dst, struct kamu_error *err)
{
    memset(dst, 0, d->size);
    for (unsigned i = 0; i < d->n_fields; i++)
        KAMU_TRY(field_copy(arena, &d->fields[i], member_at(&d->fields[i], src),
                            (uint8_t *)dst + d->fields[i].offset, err));
    return KAMU_OK;
}

kamu_code odf_union_copy(struct arena *arena, const struct odf_union *u, const void *src, void *dst,
                         struct kamu_error *err)
{
    struct odf_any_union x = odf_union_get(src);
    void *copy = NULL;
    if (x.kind) {
        const struct odf_object *d = u->members[x.kind - 1].object;
        if (!(copy = arena_calloc(arena, 1, d->size)))
            return error_nomem(err);
        KAMU_TRY(odf_object_copy(arena, d, x.any, copy, err));
    }
    odf_union_set(dst, x.kind, copy);
    return KAMU_OK;
}

kamu_code odf_event_copy(struct arena *a, const struct odf_event *src, struct odf_event *dst,
                         struct kamu_error *err)
{
    return odf_union_copy(a, &odf_union_event, src, dst, err);
}

/* ---- names ---------------------------------------------------------------------- */

void odf_spell_camel(const char *pascal, char *out, size_t max)
{
    snprintf(out, max, "%s", pascal);
    if (max && out[0] >= 'A' && out[0] <= 'Z')
        out[0] = (char)(out[0] + 32);
}

void odf_spell_lower(const char *pascal, char *out, size_t max)
{
    snprintf(out, max, "%s", pascal);
    for (size_t i = 0; i < max && out[i]; i++)
        if (out[i] >= 'A' && out[i] <= 'Z')
            out[i] = (char)(out[i] + 32);
}

static bool spelled(const char *pascal, struct str name)
{
    char text[64];
    if (str_eqc(name, pascal))
        return true;
    odf_spell_camel(pascal, text, sizeof text);
    if (str_eqc(name, text))
        return true;
    odf_spell_lower(pascal, text, sizeof text);
    return str_eqc(name, text);
}

int odf_union_find(const struct odf_union *u, struct str name)
{
    for (int i = 0; i < u->n; i++)
        if (spelled(u->members[i].name, name))
            return i;
    return -1;
}

int odf_enum_find(const struct odf_enum *e, struct str name)
{
    for (int i = 0; i < e->n; i++)
        if (spelled(e->names[i], name))
            return i;
    return -1;
}

static const char *member_name(const struct odf_union *u, int kind)
{
    return kind > 0 && kind <= u->n ? u->members[kind - 1].name : "";
}

const char *odf_event_name(enum odf_event_kind kind)
{
    return member_name(&odf_union_event, (int)kind);
}

const char *odf_read_step_name(enum odf_read_step_kind kind)
{
    return member_name(&odf_union_read_step, (int)kind);
}

const char *odf_merge_name(enum odf_merge_kind kind)
{
    return member_name(&odf_union_merge_strategy, (int)kind);
}

/* ---- what several members share -------------------------------------------------- */

static const struct odf_field *find_field(const struct odf_object *d, const char *key)
{
    for (unsigned i = 0; i < d->n_fields; i++)
        if (strcmp(d->fields[i].key, key) == 0)
            return &d->fields[i];
    return NULL;
}

struct odf_data_schema *odf_read_step_schema(const struct odf_read_step *r)
{
    if (!r->kind)
        return NULL;
    const struct odf_field *f =
        find_field(odf_union_read_step.members[r->kind - 1].object, "schema");
    struct odf_data_schema *s = NULL;
    if (f)
        memcpy(&s, member_at(f, r->any), sizeof s);
    return s;
}

struct odf_strs odf_read_step_ddl(const struct odf_read_step *r)
{
    struct odf_strs l = {0};
    if (!r->kind)
        return l;
    const struct odf_field *f =
        find_field(odf_union_read_step.members[r->kind - 1].object, "ddlSchema");
    if (f)
        memcpy(&l, member_at(f, r->any), sizeof l);
    return l;
}

struct odf_strs odf_merge_primary_key(const struct odf_merge_strategy *m)
{
    struct odf_strs l = {0};
    if (m->kind == ODF_MERGE_NONE || m->kind == ODF_MERGE_APPEND)
        return l;
    const struct odf_field *f =
        find_field(odf_union_merge_strategy.members[m->kind - 1].object, "primaryKey");
    if (f)
        memcpy(&l, member_at(f, m->any), sizeof l);
    return l;
}

struct odf_vocab odf_vocab_of(const struct odf_set_vocab *newest)
{
    struct odf_vocab v = {STR("offset"), STR("op"), STR("system_time"), STR("event_time")};
    if (newest && newest->offset_column.p)
        v.offset = newest->offset_column;
    if (newest && newest->operation_type_column.p)
        v.op = newest->operation_type_column;
    if (newest && newest->system_time_column.p)
        v.system_time = newest->system_time_column;
    if (newest && newest->event_time_column.p)
        v.event_time = newest->event_time_column;
    return v;
}
