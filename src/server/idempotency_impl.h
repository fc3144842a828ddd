/* Inside of idempotency.c and idempotency_files.c. Others use idempotency.h. */
#ifndef KAMU_SERVER_IDEMPOTENCY_IMPL_H
#define KAMU_SERVER_IDEMPOTENCY_IMPL_H

#include "server/idempotency.h"
#include "server/record_log.h"

enum { GROUP_HEAD = 96, MEMBER_SIZE = 80, VOID_SIZE = 48 };
enum idempotency_record { RECORD_GROUP = 1, RECORD_VOID = 2 };

struct group_place { /* where a group's record stands */
    uint64_t number; /* of the file */
    uint64_t at;
};

struct group_record {
    struct group_place place;
    struct odf_hash base, head;
    uint64_t base_sequence, sequence;
    int64_t time_ms;
    uint32_t n;
    const uint8_t *members; /* n * MEMBER_SIZE bytes, valid as long as the payload is */
};

/* From a part of the scope to the place of the member in the file; 0 = free, 1 = was removed. */
struct scope_table {
    uint64_t *keys;
    uint32_t *places;
    size_t cap, len, used; /* used: removed ones too */
};

struct idempotency_file {
    uint64_t number;
    struct record_log log;
    uint64_t scanned; /* known up to here */
    int64_t oldest_ms, newest_ms;
    struct scope_table table;
};

/* The group read or written last, when it is not known yet whether its head came to be. */
struct open_group {
    bool present;
    struct group_place place;
    struct odf_hash head;
    uint64_t sequence;
    uint32_t n;
    uint64_t *keys; /* of its members */
};

struct idempotency {
    struct env *env;
    struct idempotency_limits *limits;
    char parent[FS_PATH_MAX], dir[FS_PATH_MAX];
    bool loaded;
    struct idempotency_file **files; /* ascending */
    size_t n_files, cap_files;
    bool has_tag;        /* else: nothing is remembered */
    struct odf_hash tag; /* a head at which all in the tables counts */
    uint64_t tag_sequence;
    struct open_group open;
    struct group_record *voids; /* to be written with the next group */
    size_t n_voids, cap_voids;
};

/* ---- idempotency_files.c --------------------------------------------------------- */

kamu_code scope_table_put(struct scope_table *t, uint64_t key, uint32_t place,
                          struct kamu_error *err);
bool scope_table_remove(struct scope_table *t, uint64_t key, uint32_t place);
/* The next place under a key; start with *i = SIZE_MAX. 0 at the end. */
uint32_t scope_table_next(const struct scope_table *t, uint64_t key, size_t *i);
void scope_table_free(struct scope_table *t);

uint64_t scope_key(const uint8_t scope[16]);
bool group_record_decode(const struct record *r, uint64_t number, struct group_record *out);
kamu_code group_record_put(const struct idempotency_file *f, uint64_t at,
                           const struct group_commit_point *point, int64_t time_ms,
                           const struct idempotency_entry *entries, size_t n, struct buf *out,
                           struct kamu_error *err);
kamu_code void_record_put(const struct idempotency_file *f, uint64_t at,
                          const struct group_record *g, struct buf *out, struct kamu_error *err);
bool void_record_decode(const struct record *r, struct group_record *out);
/* The number of the member in its group. */
uint32_t member_decode(const uint8_t p[MEMBER_SIZE], struct idempotency_entry *out);

struct idempotency_file *idempotency_file_of(struct idempotency *d, uint64_t number);
/* Opens the files that are new since the last call. */
kamu_code idempotency_files_find(struct idempotency *d, struct kamu_error *err);
/* The one to append to, made when there is none or the last is full or old. */
kamu_code idempotency_file_current(struct idempotency *d, int64_t now_ms,
                                   struct idempotency_file **out, struct kamu_error *err);
/* The directory, durably. */
kamu_code idempotency_make_dir(struct idempotency *d, struct kamu_error *err);
/* Drops those whose records have all reached their age. */
void idempotency_files_expire(struct idempotency *d, int64_t now_ms);
void idempotency_files_close(struct idempotency *d);

#endif
