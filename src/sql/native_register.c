/* The functions of native.h as scalar functions of a DuckDB connection. */
#include "sql/dialect.h"
#include "sql/duckdb.h"
#include "sql/native.h"

#include <stdarg.h>

/* One registered form of a function. */
struct form {
    const struct native *native;
    char args[NATIVE_ARGS_MAX + 1];
    char result;
    enum col_unit unit;
    bool try_;
};

bool native_fail(struct native_call *c, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    vsnprintf(c->message, sizeof c->message, fmt, args);
    va_end(args);
    return false;
}

bool native_text(struct native_call *c, const char *p, size_t n)
{
    if (n == 0 || buf_append(c->text, p, n, NULL) == KAMU_OK)
        return true;
    return native_fail(c, "Execution error: a text of more than %zu bytes", NATIVE_TEXT_MAX);
}

/* ---- values in and out ----------------------------------------------------------------- */

static void read_value(char letter, const void *data, uint64_t row, struct native_value *v)
{
    switch (letter) {
    case 'o':
    case 'B':
        v->i = ((const uint8_t *)data)[row];
        break;
    case 'b':
        v->i = ((const int8_t *)data)[row];
        break;
    case 'h':
        v->i = ((const int16_t *)data)[row];
        break;
    case 'H':
        v->i = ((const uint16_t *)data)[row];
        break;
    case 'i':
    case 'D':
        v->i = ((const int32_t *)data)[row];
        break;
    case 'I':
        v->i = ((const uint32_t *)data)[row];
        break;
    case 'f':
        v->f = (double)((const float *)data)[row];
        break;
    case 'd':
        v->f = ((const double *)data)[row];
        break;
    case 's':
    case 'x': {
        const struct duckdb_string *s = (const struct duckdb_string *)data + row;
        v->s = (struct str){duckdb_string_data(s), s->length};
        break;
    }
    case 'V': {
        const struct duckdb_interval *t = (const struct duckdb_interval *)data + row;
        v->months = t->months;
        v->days = t->days;
        v->i = t->micros;
        break;
    }
    default:
        v->i = ((const int64_t *)data)[row];
        break;
    }
}

static void write_value(const struct duckdb *db, char letter, duckdb_vector out, void *data,
                        uint64_t row, const struct native_call *c)
{
    switch (letter) {
    case 'o':
    case 'b':
    case 'B':
        ((uint8_t *)data)[row] = (uint8_t)c->out.i;
        break;
    case 'h':
    case 'H':
        ((uint16_t *)data)[row] = (uint16_t)c->out.i;
        break;
    case 'i':
    case 'I':
    case 'D':
        ((uint32_t *)data)[row] = (uint32_t)c->out.i;
        break;
    case 'f':
        ((float *)data)[row] = (float)c->out.f;
        break;
    case 'd':
        ((double *)data)[row] = c->out.f;
        break;
    case 's':
    case 'x':
        db->vector_assign_string_element_len(
            out, row, c->text->len ? (const char *)c->text->data : "", c->text->len);
        break;
    default:
        ((int64_t *)data)[row] = c->out.i;
        break;
    }
}

static bool valid(const uint64_t *mask, uint64_t row)
{
    return !mask || (mask[row / 64] >> (row % 64) & 1);
}

static void call(duckdb_function_info info, duckdb_data_chunk in, duckdb_vector out)
{
    const struct duckdb *db = duckdb_api();
    const struct form *form = db->scalar_function_get_extra_info(info);
    const void *data[NATIVE_ARGS_MAX];
    const uint64_t *masks[NATIVE_ARGS_MAX];
    struct native_value args[NATIVE_ARGS_MAX];
    struct buf text = BUF_INIT(NATIVE_TEXT_MAX);
    size_t n = strlen(form->args);
    uint64_t rows = db->data_chunk_get_size(in);
    void *result = db->vector_get_data(out);
    uint64_t *nulls = NULL;
    for (size_t i = 0; i < n; i++) {
        duckdb_vector v = db->data_chunk_get_vector(in, i);
        data[i] = db->vector_get_data(v);
        masks[i] = db->vector_get_validity(v);
    }
    for (uint64_t row = 0; row < rows; row++) {
        struct native_call c = {.args = args,
                                .n_args = n,
                                .code = form->native->code,
                                .unit = form->unit,
                                .text = &text};
        memset(args, 0, sizeof args);
        text.len = 0;
        for (size_t i = 0; i < n && !c.out.null; i++) {
            c.out.null = !valid(masks[i], row);
            if (!c.out.null)
                read_value(form->args[i], data[i], row, &args[i]);
        }
        if (!c.out.null && !form->native->fn(&c)) {
            if (!form->try_) {
                char message[600];
                snprintf(message, sizeof message, DIALECT_RAISE "%s", c.message);
                db->scalar_function_set_error(info, message);
                break;
            }
            c.out.null = true;
        }
        if (!c.out.null) {
            write_value(db, form->result, out, result, row, &c);
            continue;
        }
        if (!nulls) {
            db->vector_ensure_validity_writable(out);
            nulls = db->vector_get_validity(out);
        }
        nulls[row / 64] &= ~((uint64_t)1 << (row % 64));
    }
    buf_free(&text);
}

/* ---- registering ----------------------------------------------------------------------------- */

static enum duckdb_type type_of(char letter)
{
    static const struct {
        char letter;
        enum duckdb_type type;
    } types[] = {{'o', DUCKDB_TYPE_BOOLEAN},     {'b', DUCKDB_TYPE_TINYINT},
                 {'h', DUCKDB_TYPE_SMALLINT},    {'i', DUCKDB_TYPE_INTEGER},
                 {'l', DUCKDB_TYPE_BIGINT},      {'B', DUCKDB_TYPE_UTINYINT},
                 {'H', DUCKDB_TYPE_USMALLINT},   {'I', DUCKDB_TYPE_UINTEGER},
                 {'L', DUCKDB_TYPE_UBIGINT},     {'f', DUCKDB_TYPE_FLOAT},
                 {'d', DUCKDB_TYPE_DOUBLE},      {'s', DUCKDB_TYPE_VARCHAR},
                 {'x', DUCKDB_TYPE_BLOB},        {'D', DUCKDB_TYPE_DATE},
                 {'T', DUCKDB_TYPE_TIME_NS},     {'V', DUCKDB_TYPE_INTERVAL},
                 {'z', DUCKDB_TYPE_TIMESTAMP_S}, {'m', DUCKDB_TYPE_TIMESTAMP_MS},
                 {'u', DUCKDB_TYPE_TIMESTAMP},   {'n', DUCKDB_TYPE_TIMESTAMP_NS}};
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (types[i].letter == letter)
            return types[i].type;
    KAMU_BUG("no type '%c' of a function", letter);
}

static void free_form(void *form)
{
    mem_free(form);
}

static kamu_code register_form(const struct duckdb *db, const struct form *form, const char *suffix,
                               struct kamu_error *err)
{
    char name[80];
    struct form *own = mem_alloc(sizeof *own);
    if (!own)
        return error_nomem(err);
    *own = *form;
    snprintf(name, sizeof name, "kamu_%s%s%s", form->native->name, suffix,
             form->try_ ? "_try" : "");
    duckdb_scalar_function f = db->create_scalar_function();
    db->scalar_function_set_name(f, name);
    for (const char *p = form->args; *p; p++) {
        duckdb_logical_type t = db->create_logical_type(type_of(*p));
        db->scalar_function_add_parameter(f, t);
        db->destroy_logical_type(&t);
    }
    duckdb_logical_type result = db->create_logical_type(type_of(form->result));
    db->scalar_function_set_return_type(f, result);
    db->destroy_logical_type(&result);
    db->scalar_function_set_extra_info(f, own, free_form);
    db->scalar_function_set_function(f, call);
    enum duckdb_state state = db->register_scalar_function(db->connection, f);
    db->destroy_scalar_function(&f);
    if (state != DUCKDB_OK)
        return error_set(err, KAMU_E_UNSUPPORTED, "DuckDB does not take the function %s", name);
    return KAMU_OK;
}

static kamu_code register_native(const struct duckdb *db, const struct native *native,
                                 struct kamu_error *err)
{
    static const char letters[] = "zmun";
    static const char *const suffixes[] = {"_s", "_ms", "_us", "_ns"};
    bool units = native->result == '@' || strchr(native->args, '@');
    for (size_t u = 0; u < (units ? 4 : 1); u++)
        for (int try_ = 0; try_ <= native->try_too; try_++) {
            struct form form = {
                .native = native, .result = native->result, .unit = (enum col_unit)u, .try_ = try_};
            snprintf(form.args, sizeof form.args, "%s", native->args);
            for (char *p = form.args; units && *p; p++)
                *p = *p == '@' ? letters[u] : *p;
            if (units && form.result == '@')
                form.result = letters[u];
            KAMU_TRY(register_form(db, &form, units ? suffixes[u] : "", err));
        }
    return KAMU_OK;
}

kamu_code dialect_register(const struct duckdb *db, struct kamu_error *err)
{
    const struct {
        const struct native *rows;
        size_t n;
    } tables[] = {{native_texts, native_texts_n},
                  {native_numbers, native_numbers_n},
                  {native_times, native_times_n},
                  {native_json, native_json_n}};
    for (size_t t = 0; t < sizeof tables / sizeof *tables; t++)
        for (size_t i = 0; i < tables[t].n; i++)
            KAMU_TRY(register_native(db, &tables[t].rows[i], err));
    return KAMU_OK;
}
