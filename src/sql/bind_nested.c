/* Lists and structs: making them, members, elements. */
#include "sql/bind.h"

kamu_code bind_member(struct binder *b, const struct sql_expr *e, const struct value *v,
                      struct str name, struct value *out)
{
    struct str type = sql_type_text(b, &v->type);
    if (v->type.kind != COL_STRUCT)
        return bind_fail(b, e, "`" STR_FMT "` is asked of a value that is no struct but " STR_FMT,
                         STR_ARG(name), STR_ARG(type));
    for (uint32_t i = 0; i < v->type.n_children; i++) {
        const struct col_field *f = &v->type.children[i];
        if (str_eqc(name, f->name))
            return bind_done(b, e, f->type, v->nullable || f->nullable,
                             rope(b->arena, "struct_extract(%r, 'm%u')", v->sql, (unsigned)i), out);
    }
    return bind_fail(b, e, "Field " STR_FMT " not found in struct " STR_FMT, STR_ARG(name),
                     STR_ARG(type));
}

static kamu_code bind_slice(struct binder *b, const struct sql_expr *e, struct value *args,
                            struct value *out)
{
    struct col_type wide = sql_type(COL_INT64);
    if (args[3].sql)
        return bind_refuse(b, e, NULL, "a slice with a stride");
    if (!args[1].sql || !args[2].sql)
        return bind_fail(b, e, "a slice needs both ends");
    KAMU_TRY(bind_cast(b, &args[1], &wide, false));
    KAMU_TRY(bind_cast(b, &args[2], &wide, false));
    return bind_done(
        b, e, args[0].type, true,
        rope(b->arena, "list_slice(%r, %r, %r)", args[0].sql, args[1].sql, args[2].sql), out);
}

kamu_code bind_index(struct binder *b, const struct sql_expr *e, struct value *args, size_t n,
                     struct value *out)
{
    struct str name;
    struct col_type wide = sql_type(COL_INT64);
    if (args[0].type.kind == COL_STRUCT && n == 2 && sql_literal_text(&args[1], &name))
        return bind_member(b, e, &args[0], name, out);
    if (args[0].type.kind == COL_MAP && n == 2) {
        const struct col_field *pair = args[0].type.children[0].type.children;
        KAMU_TRY(bind_cast(b, &args[1], &pair[0].type, false));
        return bind_done(b, e, pair[1].type, true,
                         rope(b->arena, "map_extract_value(%r, %r)", args[0].sql, args[1].sql),
                         out);
    }
    if (args[0].type.kind != COL_LIST) {
        struct str type = sql_type_text(b, &args[0].type);
        return bind_fail(b, e, "[] is for lists and structs, this is " STR_FMT, STR_ARG(type));
    }
    if (n == 4)
        return bind_slice(b, e, args, out);
    if (!sql_is_integer(&args[1].type))
        return bind_fail(b, e, "the index of a list is a whole number");
    KAMU_TRY(bind_cast(b, &args[1], &wide, false));
    return bind_done(b, e, args[0].type.children[0].type, true,
                     rope(b->arena, "list_extract(%r, %r)", args[0].sql, args[1].sql), out);
}

kamu_code bind_make_array(struct binder *b, const struct sql_expr *e, struct value *args, size_t n,
                          struct value *out)
{
    struct col_type list;
    const struct rope **items = arena_calloc(b->arena, n ? n : 1, sizeof *items);
    if (!items)
        return bind_nomem(b);
    if (n == 0)
        return bind_refuse(b, e, NULL, "an empty list without a type");
    KAMU_TRY(bind_unify(b, e, args, n, sql_union_type, "make_array"));
    for (size_t i = 0; i < n; i++)
        items[i] = args[i].sql;
    if (args[0].type.kind == COL_NULL)
        return bind_refuse(b, e, "cast one of them", "a list of NULLs");
    if (!sql_list_of(b, args[0].type, &list))
        return bind_nomem(b);
    return bind_done(b, e, list, true, rope(b->arena, "[%r]", rope_join(b->arena, items, n, ", ")),
                     out);
}

kamu_code bind_make_map(struct binder *b, const struct sql_expr *e, const struct value *keys,
                        const struct value *values, struct value *out)
{
    struct col_field *f = arena_calloc(b->arena, 3, sizeof *f);
    if (!f)
        return bind_nomem(b);
    f[1] = (struct col_field){.name = "key", .type = keys->type.children[0].type};
    f[2] = (struct col_field){
        .name = "value", .type = values->type.children[0].type, .nullable = true};
    f[0] = (struct col_field){.name = "entries",
                              .type = {.kind = COL_STRUCT, .n_children = 2, .children = f + 1}};
    if (col_is_nested(f[1].type.kind))
        return bind_refuse(b, e, NULL, "a map whose keys are lists or structs");
    return bind_done(b, e, (struct col_type){.kind = COL_MAP, .n_children = 1, .children = f}, true,
                     rope(b->arena, "map(%r, %r)", keys->sql, values->sql), out);
}

kamu_code bind_make_struct(struct binder *b, const struct sql_expr *e, const struct str *names,
                           struct value *values, size_t n, struct value *out)
{
    struct col_field *f = arena_calloc(b->arena, n ? n : 1, sizeof *f);
    const struct rope **items = arena_calloc(b->arena, n ? n : 1, sizeof *items);
    if (!f || !items)
        return bind_nomem(b);
    if (n == 0)
        return bind_fail(b, e, "a struct needs at least one member");
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j < i; j++)
            if (str_eq(names[i], names[j]))
                return bind_fail(b, e, "the member `" STR_FMT "` is there twice",
                                 STR_ARG(names[i]));
        f[i] = (struct col_field){
            .name = arena_str(b->arena, names[i]).p, .type = values[i].type, .nullable = true};
        if (values[i].type.kind == COL_NULL || values[i].type.kind == SQL_KIND_INTERVAL)
            return bind_refuse(b, values[i].expr, "cast it", "a struct with a member of this type");
        items[i] = rope(b->arena, "m%u := %r", (unsigned)i, values[i].sql);
        if (!f[i].name)
            return bind_nomem(b);
    }
    struct col_type type = {.kind = COL_STRUCT, .n_children = (uint32_t)n, .children = f};
    return bind_done(b, e, type, true,
                     rope(b->arena, "struct_pack(%r)", rope_join(b->arena, items, n, ", ")), out);
}
