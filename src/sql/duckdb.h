/*
 * DuckDB's C API: the part in use, declared by us and looked up in a library that is loaded at
 * first use. The API is stable since DuckDB 1.2; what an older or a broken library lacks is an
 * error with the name of the missing function.
 *
 * Where the library is looked for, the first that is there counts:
 *
 *   $KAMU_DUCKDB                   a path with a '/'; nothing else is tried then. As with the
 *                                  loader's variables, whoever sets it chooses what code runs: it
 *                                  is not looked at in a program with setuid or capabilities
 *   libduckdb.so of the system     the loader's path (a package, LD_LIBRARY_PATH)
 *   <program>/../lib/kamu/         ./dev install
 *   <program>/duckdb/              the build folder, ./dev build
 *   <libkamu.so>/kamu/             for programs that use the library
 *
 * It stays loaded until the process ends; another file named later is not looked at. Handles are
 * DuckDB's; one connection belongs to one thread at a time, but for duckdb_interrupt.
 */
#ifndef KAMU_SQL_DUCKDB_H
#define KAMU_SQL_DUCKDB_H

#include "base/error.h"

/* Handles are pointers to something that only DuckDB knows. */
#define DUCKDB_HANDLE(name) typedef struct duckdb_##name##_body *duckdb_##name
DUCKDB_HANDLE(database);
DUCKDB_HANDLE(connection);
DUCKDB_HANDLE(prepared_statement);
DUCKDB_HANDLE(extracted_statements);
DUCKDB_HANDLE(pending_result);
DUCKDB_HANDLE(config);
DUCKDB_HANDLE(logical_type);
DUCKDB_HANDLE(data_chunk);
DUCKDB_HANDLE(vector);
DUCKDB_HANDLE(value);
DUCKDB_HANDLE(function_info);
DUCKDB_HANDLE(bind_info);
DUCKDB_HANDLE(init_info);
DUCKDB_HANDLE(scalar_function);
DUCKDB_HANDLE(scalar_function_set);
DUCKDB_HANDLE(aggregate_function);
DUCKDB_HANDLE(aggregate_state);
DUCKDB_HANDLE(table_function);

enum duckdb_type {
    DUCKDB_TYPE_INVALID = 0,
    DUCKDB_TYPE_BOOLEAN = 1,
    DUCKDB_TYPE_TINYINT = 2,
    DUCKDB_TYPE_SMALLINT = 3,
    DUCKDB_TYPE_INTEGER = 4,
    DUCKDB_TYPE_BIGINT = 5,
    DUCKDB_TYPE_UTINYINT = 6,
    DUCKDB_TYPE_USMALLINT = 7,
    DUCKDB_TYPE_UINTEGER = 8,
    DUCKDB_TYPE_UBIGINT = 9,
    DUCKDB_TYPE_FLOAT = 10,
    DUCKDB_TYPE_DOUBLE = 11,
    DUCKDB_TYPE_TIMESTAMP = 12, /* microseconds */
    DUCKDB_TYPE_DATE = 13,
    DUCKDB_TYPE_TIME = 14, /* microseconds */
    DUCKDB_TYPE_INTERVAL = 15,
    DUCKDB_TYPE_HUGEINT = 16,
    DUCKDB_TYPE_VARCHAR = 17,
    DUCKDB_TYPE_BLOB = 18,
    DUCKDB_TYPE_DECIMAL = 19,
    DUCKDB_TYPE_TIMESTAMP_S = 20,
    DUCKDB_TYPE_TIMESTAMP_MS = 21,
    DUCKDB_TYPE_TIMESTAMP_NS = 22,
    DUCKDB_TYPE_ENUM = 23,
    DUCKDB_TYPE_LIST = 24,
    DUCKDB_TYPE_STRUCT = 25,
    DUCKDB_TYPE_MAP = 26,
    DUCKDB_TYPE_UUID = 27,
    DUCKDB_TYPE_UNION = 28,
    DUCKDB_TYPE_BIT = 29,
    DUCKDB_TYPE_TIME_TZ = 30,
    DUCKDB_TYPE_TIMESTAMP_TZ = 31, /* microseconds */
    DUCKDB_TYPE_UHUGEINT = 32,
    DUCKDB_TYPE_ARRAY = 33,
    DUCKDB_TYPE_ANY = 34,
    DUCKDB_TYPE_BIGNUM = 35,
    DUCKDB_TYPE_SQLNULL = 36,
    DUCKDB_TYPE_TIME_NS = 39,
};

enum duckdb_state { DUCKDB_OK = 0, DUCKDB_FAILED = 1 };
enum duckdb_statement_type {
    DUCKDB_STATEMENT_SELECT = 1,
    DUCKDB_STATEMENT_EXPLAIN = 4,
};
enum duckdb_pending_state {
    DUCKDB_PENDING_READY = 0,
    DUCKDB_PENDING_NOT_READY = 1,
    DUCKDB_PENDING_ERROR = 2,
    DUCKDB_PENDING_NO_TASKS = 3,
};
enum duckdb_error_type {
    DUCKDB_ERROR_OUT_OF_MEMORY = 33,
    DUCKDB_ERROR_INTERRUPT = 29,
    DUCKDB_ERROR_INTERNAL = 31,
    DUCKDB_ERROR_FATAL = 30,
};

/* A VARCHAR or BLOB in a vector; up to 12 bytes lie in it. */
#define DUCKDB_INLINE_MAX 12
struct duckdb_string {
    uint32_t length;
    char prefix[4]; /* the first bytes; of a short string they go on in `rest` */
    union {
        char inlined[8];
        char *ptr;
    } rest;
};
_Static_assert(sizeof(struct duckdb_string) == 16, "as DuckDB lays it out");
static inline const char *duckdb_string_data(const struct duckdb_string *s)
{
    return s->length <= DUCKDB_INLINE_MAX ? s->prefix : s->rest.ptr;
}
struct duckdb_list_entry {
    uint64_t offset, length;
};
struct duckdb_hugeint {
    uint64_t lower;
    int64_t upper;
};
struct duckdb_interval {
    int32_t months, days;
    int64_t micros;
};
/* Laid out as the API's; its members are not to be touched. */
struct duckdb_result {
    uint64_t unused[5];
    void *internal;
};

typedef void (*duckdb_delete_fn)(void *data);
typedef void (*duckdb_bind_fn)(duckdb_bind_info info);
typedef void (*duckdb_init_fn)(duckdb_init_info info);
typedef void (*duckdb_table_fn)(duckdb_function_info info, duckdb_data_chunk out);
typedef void (*duckdb_scalar_fn)(duckdb_function_info info, duckdb_data_chunk in,
                                 duckdb_vector out);
typedef uint64_t (*duckdb_aggregate_size_fn)(duckdb_function_info info);
typedef void (*duckdb_aggregate_init_fn)(duckdb_function_info info, duckdb_aggregate_state state);
typedef void (*duckdb_aggregate_update_fn)(duckdb_function_info info, duckdb_data_chunk in,
                                           duckdb_aggregate_state *states);
typedef void (*duckdb_aggregate_combine_fn)(duckdb_function_info info,
                                            duckdb_aggregate_state *source,
                                            duckdb_aggregate_state *target, uint64_t count);
typedef void (*duckdb_aggregate_final_fn)(duckdb_function_info info, duckdb_aggregate_state *source,
                                          duckdb_vector result, uint64_t count, uint64_t offset);
typedef void (*duckdb_aggregate_destroy_fn)(duckdb_aggregate_state *states, uint64_t count);

/* X(result, name behind "duckdb_", arguments) */
/* clang-format off */
#define DUCKDB_CALLS(X) \
    X(const char *, library_version, (void)) \
    X(enum duckdb_state, create_config, (duckdb_config *)) \
    X(enum duckdb_state, set_config, (duckdb_config, const char *name, const char *option)) \
    X(void, destroy_config, (duckdb_config *)) \
    X(enum duckdb_state, open_ext, (const char *path, duckdb_database *, duckdb_config, char **error)) \
    X(void, close, (duckdb_database *)) \
    X(enum duckdb_state, connect, (duckdb_database, duckdb_connection *)) \
    X(void, disconnect, (duckdb_connection *)) \
    X(void, interrupt, (duckdb_connection)) \
    X(enum duckdb_state, query, (duckdb_connection, const char *sql, struct duckdb_result *)) \
    X(void, destroy_result, (struct duckdb_result *)) \
    X(const char *, result_error, (struct duckdb_result *)) \
    X(enum duckdb_error_type, result_error_type, (struct duckdb_result *)) \
    X(uint64_t, extract_statements, (duckdb_connection, const char *sql, duckdb_extracted_statements *)) \
    X(const char *, extract_statements_error, (duckdb_extracted_statements)) \
    X(void, destroy_extracted, (duckdb_extracted_statements *)) \
    X(enum duckdb_state, prepare_extracted_statement, (duckdb_connection, duckdb_extracted_statements, uint64_t index, duckdb_prepared_statement *)) \
    X(const char *, prepare_error, (duckdb_prepared_statement)) \
    X(enum duckdb_statement_type, prepared_statement_type, (duckdb_prepared_statement)) \
    X(uint64_t, nparams, (duckdb_prepared_statement)) \
    X(uint64_t, prepared_statement_column_count, (duckdb_prepared_statement)) \
    X(char *, prepared_statement_column_name, (duckdb_prepared_statement, uint64_t column)) \
    X(duckdb_logical_type, prepared_statement_column_logical_type, (duckdb_prepared_statement, uint64_t column)) \
    X(void, destroy_prepare, (duckdb_prepared_statement *)) \
    X(enum duckdb_state, pending_prepared_streaming, (duckdb_prepared_statement, duckdb_pending_result *)) \
    X(enum duckdb_pending_state, pending_execute_task, (duckdb_pending_result)) \
    X(const char *, pending_error, (duckdb_pending_result)) \
    X(enum duckdb_state, execute_pending, (duckdb_pending_result, struct duckdb_result *)) \
    X(void, destroy_pending, (duckdb_pending_result *)) \
    X(duckdb_data_chunk, fetch_chunk, (struct duckdb_result)) \
    X(void, free, (void *)) \
    X(void, destroy_data_chunk, (duckdb_data_chunk *)) \
    X(uint64_t, data_chunk_get_size, (duckdb_data_chunk)) \
    X(void, data_chunk_set_size, (duckdb_data_chunk, uint64_t)) \
    X(uint64_t, data_chunk_get_column_count, (duckdb_data_chunk)) \
    X(duckdb_vector, data_chunk_get_vector, (duckdb_data_chunk, uint64_t column)) \
    X(uint64_t, vector_size, (void)) \
    X(void *, vector_get_data, (duckdb_vector)) \
    X(uint64_t *, vector_get_validity, (duckdb_vector)) \
    X(void, vector_ensure_validity_writable, (duckdb_vector)) \
    X(void, vector_assign_string_element_len, (duckdb_vector, uint64_t row, const char *, uint64_t length)) \
    X(duckdb_logical_type, vector_get_column_type, (duckdb_vector)) \
    X(duckdb_vector, list_vector_get_child, (duckdb_vector)) \
    X(uint64_t, list_vector_get_size, (duckdb_vector)) \
    X(enum duckdb_state, list_vector_set_size, (duckdb_vector, uint64_t size)) \
    X(enum duckdb_state, list_vector_reserve, (duckdb_vector, uint64_t capacity)) \
    X(duckdb_vector, struct_vector_get_child, (duckdb_vector, uint64_t member)) \
    X(duckdb_vector, array_vector_get_child, (duckdb_vector)) \
    X(duckdb_logical_type, create_logical_type, (enum duckdb_type)) \
    X(duckdb_logical_type, create_list_type, (duckdb_logical_type)) \
    X(duckdb_logical_type, create_array_type, (duckdb_logical_type, uint64_t size)) \
    X(duckdb_logical_type, create_map_type, (duckdb_logical_type key, duckdb_logical_type value)) \
    X(duckdb_logical_type, create_struct_type, (duckdb_logical_type *, const char **names, uint64_t members)) \
    X(duckdb_logical_type, create_decimal_type, (uint8_t width, uint8_t scale)) \
    X(void, destroy_logical_type, (duckdb_logical_type *)) \
    X(enum duckdb_type, get_type_id, (duckdb_logical_type)) \
    X(uint8_t, decimal_width, (duckdb_logical_type)) \
    X(uint8_t, decimal_scale, (duckdb_logical_type)) \
    X(duckdb_logical_type, list_type_child_type, (duckdb_logical_type)) \
    X(duckdb_logical_type, array_type_child_type, (duckdb_logical_type)) \
    X(uint64_t, array_type_array_size, (duckdb_logical_type)) \
    X(duckdb_logical_type, map_type_key_type, (duckdb_logical_type)) \
    X(duckdb_logical_type, map_type_value_type, (duckdb_logical_type)) \
    X(uint64_t, struct_type_child_count, (duckdb_logical_type)) \
    X(char *, struct_type_child_name, (duckdb_logical_type, uint64_t member)) \
    X(duckdb_logical_type, struct_type_child_type, (duckdb_logical_type, uint64_t member)) \
    X(int64_t, get_int64, (duckdb_value)) \
    X(char *, get_varchar, (duckdb_value)) \
    X(void, destroy_value, (duckdb_value *)) \
    X(duckdb_table_function, create_table_function, (void)) \
    X(void, destroy_table_function, (duckdb_table_function *)) \
    X(void, table_function_set_name, (duckdb_table_function, const char *)) \
    X(void, table_function_add_parameter, (duckdb_table_function, duckdb_logical_type)) \
    X(void, table_function_add_named_parameter, (duckdb_table_function, const char *, duckdb_logical_type)) \
    X(void, table_function_set_extra_info, (duckdb_table_function, void *, duckdb_delete_fn)) \
    X(void, table_function_set_bind, (duckdb_table_function, duckdb_bind_fn)) \
    X(void, table_function_set_init, (duckdb_table_function, duckdb_init_fn)) \
    X(void, table_function_set_local_init, (duckdb_table_function, duckdb_init_fn)) \
    X(void, table_function_set_function, (duckdb_table_function, duckdb_table_fn)) \
    X(void, table_function_supports_projection_pushdown, (duckdb_table_function, bool)) \
    X(enum duckdb_state, register_table_function, (duckdb_connection, duckdb_table_function)) \
    X(void *, bind_get_extra_info, (duckdb_bind_info)) \
    X(void, bind_add_result_column, (duckdb_bind_info, const char *, duckdb_logical_type)) \
    X(duckdb_value, bind_get_parameter, (duckdb_bind_info, uint64_t)) \
    X(duckdb_value, bind_get_named_parameter, (duckdb_bind_info, const char *)) \
    X(void, bind_set_bind_data, (duckdb_bind_info, void *, duckdb_delete_fn)) \
    X(void, bind_set_cardinality, (duckdb_bind_info, uint64_t rows, bool exact)) \
    X(void, bind_set_error, (duckdb_bind_info, const char *)) \
    X(void *, init_get_bind_data, (duckdb_init_info)) \
    X(void, init_set_init_data, (duckdb_init_info, void *, duckdb_delete_fn)) \
    X(uint64_t, init_get_column_count, (duckdb_init_info)) \
    X(uint64_t, init_get_column_index, (duckdb_init_info, uint64_t)) \
    X(void, init_set_max_threads, (duckdb_init_info, uint64_t)) \
    X(void, init_set_error, (duckdb_init_info, const char *)) \
    X(void *, function_get_extra_info, (duckdb_function_info)) \
    X(void *, function_get_bind_data, (duckdb_function_info)) \
    X(void *, function_get_init_data, (duckdb_function_info)) \
    X(void *, function_get_local_init_data, (duckdb_function_info)) \
    X(void, function_set_error, (duckdb_function_info, const char *)) \
    X(duckdb_scalar_function, create_scalar_function, (void)) \
    X(void, destroy_scalar_function, (duckdb_scalar_function *)) \
    X(void, scalar_function_set_name, (duckdb_scalar_function, const char *)) \
    X(void, scalar_function_add_parameter, (duckdb_scalar_function, duckdb_logical_type)) \
    X(void, scalar_function_set_varargs, (duckdb_scalar_function, duckdb_logical_type)) \
    X(void, scalar_function_set_return_type, (duckdb_scalar_function, duckdb_logical_type)) \
    X(void, scalar_function_set_special_handling, (duckdb_scalar_function)) \
    X(void, scalar_function_set_volatile, (duckdb_scalar_function)) \
    X(void, scalar_function_set_extra_info, (duckdb_scalar_function, void *, duckdb_delete_fn)) \
    X(void, scalar_function_set_function, (duckdb_scalar_function, duckdb_scalar_fn)) \
    X(void *, scalar_function_get_extra_info, (duckdb_function_info)) \
    X(void, scalar_function_set_error, (duckdb_function_info, const char *)) \
    X(enum duckdb_state, register_scalar_function, (duckdb_connection, duckdb_scalar_function)) \
    X(duckdb_scalar_function_set, create_scalar_function_set, (const char *name)) \
    X(void, destroy_scalar_function_set, (duckdb_scalar_function_set *)) \
    X(enum duckdb_state, add_scalar_function_to_set, (duckdb_scalar_function_set, duckdb_scalar_function)) \
    X(enum duckdb_state, register_scalar_function_set, (duckdb_connection, duckdb_scalar_function_set)) \
    X(duckdb_aggregate_function, create_aggregate_function, (void)) \
    X(void, destroy_aggregate_function, (duckdb_aggregate_function *)) \
    X(void, aggregate_function_set_name, (duckdb_aggregate_function, const char *)) \
    X(void, aggregate_function_add_parameter, (duckdb_aggregate_function, duckdb_logical_type)) \
    X(void, aggregate_function_set_return_type, (duckdb_aggregate_function, duckdb_logical_type)) \
    X(void, aggregate_function_set_functions, (duckdb_aggregate_function, duckdb_aggregate_size_fn, duckdb_aggregate_init_fn, duckdb_aggregate_update_fn, duckdb_aggregate_combine_fn, duckdb_aggregate_final_fn)) \
    X(void, aggregate_function_set_destructor, (duckdb_aggregate_function, duckdb_aggregate_destroy_fn)) \
    X(void, aggregate_function_set_special_handling, (duckdb_aggregate_function)) \
    X(void, aggregate_function_set_error, (duckdb_function_info, const char *)) \
    X(enum duckdb_state, register_aggregate_function, (duckdb_connection, duckdb_aggregate_function))
/* clang-format on */

/* The loaded library and, once opened, a connection: `db->create_scalar_function()`. */
struct duckdb {
    duckdb_database database;
    duckdb_connection connection;
#define DUCKDB_MEMBER(result, name, arguments) result(*name) arguments;
    DUCKDB_CALLS(DUCKDB_MEMBER)
#undef DUCKDB_MEMBER
};

#define DUCKDB_VERSION_MIN "1.4"

/* Fills the functions; database and connection are zeroed. KAMU_E_UNSUPPORTED when there is no
 * library, it cannot be loaded, lacks a function or is older than DUCKDB_VERSION_MIN; the message
 * names the file and the hint says how to get one. */
kamu_code duckdb_load(struct duckdb *out, struct kamu_error *err);

/* The functions, for callbacks of DuckDB, which get nothing else to find them by. The one thing
 * that belongs to the whole process: it is filled by the first duckdb_load that succeeds and stays.
 */
const struct duckdb *duckdb_api(void);

/* The file that was loaded and its version, for `kamu system info`; "" when none was. */
struct duckdb_origin {
    char path[4096];
    char version[64];
};
void duckdb_origin_of(const struct duckdb *db, struct duckdb_origin *out);

#endif
