/* What the files about kamu's database share: the connection, and statements with their arguments.
 */
#ifndef KAMU_STORE_KAMU_DB_PRIVATE_H
#define KAMU_STORE_KAMU_DB_PRIVATE_H

#include "store/kamu_db.h"

#include <sqlite3.h>

struct kamu_db {
    struct workspace *ws;
    sqlite3 *sqlite;
    bool writable;
    char path[FS_PATH_MAX];
};

/* The error of the last call, in our words. */
kamu_code kamu_db_error(struct kamu_db *db, struct kamu_error *err);

/* s = text, b = bytes, i = integer, n = NULL */
struct arg {
    char type;
    const void *p;
    size_t n;
    int64_t i;
};
#define ARG_S(s) ((struct arg){.type = 's', .p = (s).p, .n = (s).n})
#define ARG_C(s) ((struct arg){.type = 's', .p = (s), .n = strlen(s)})
#define ARG_B(ptr, size) ((struct arg){.type = 'b', .p = (ptr), .n = (size)})
#define ARG_I(value) ((struct arg){.type = 'i', .i = (int64_t)(value)})
#define ARG_NULL ((struct arg){.type = 'n'})

kamu_code kamu_db_prepare(struct kamu_db *db, const char *sql, const struct arg *args, int n,
                          sqlite3_stmt **out, struct kamu_error *err);
/* To its end; rows are thrown away. */
kamu_code kamu_db_run(struct kamu_db *db, const char *sql, const struct arg *args, int n,
                      struct kamu_error *err);
#define RUN(db, sql, err, ...)                                                                     \
    kamu_db_run(db, sql, (const struct arg[]){__VA_ARGS__},                                        \
                (int)(sizeof((const struct arg[]){__VA_ARGS__}) / sizeof(struct arg)), err)

static inline struct str kamu_db_text(sqlite3_stmt *stmt, int i)
{
    const char *p = (const char *)sqlite3_column_text(stmt, i);
    return (struct str){p ? p : "", (size_t)sqlite3_column_bytes(stmt, i)};
}

#endif
