/*
 * Key segment: some hundred thousand keys in ascending order: blocks, then an index of their
 * first keys. Written once, never changed. A small one has no file: its bytes are kept by
 * whoever holds the segment (and go into the list of all segments: key_runs.h).
 *
 * Nothing is synced. Blocks carry sums; that of the index is kept with the segment, so that
 * a file that a power cut left half-written, or of another age, is noticed when it is used.
 */
#ifndef KAMU_MERGE_KEY_SEGMENT_H
#define KAMU_MERGE_KEY_SEGMENT_H

#include "base/env.h"
#include "merge/key_block.h"

#define KEY_SEGMENT_INLINE_MAX ((size_t)48 << 10) /* bytes: a larger one has a file */
#define KEY_SEGMENT_ROWS ((uint64_t)512 << 10)    /* of one among others in the cache */

/* Where segments lie and what they hold; shared by all of one key state. */
struct key_store {
    struct env *env;
    char dir[FS_PATH_MAX]; /* of segments that are kept, named <id>.keys */
    char temp_dir[FS_PATH_MAX];
    bool temporary;    /* new ones have no name: open files in temp_dir that are gone already */
    bool with_values;  /* digests and event times */
    size_t inline_max; /* at most KEY_SEGMENT_INLINE_MAX; smaller in tests */
    uint64_t secret;   /* part of all sums */
    uint64_t next_id;
    bool garbage; /* files are no longer in the list that was published last */
};

struct key_segment {
    uint64_t id, keys;
    uint64_t bytes;    /* all in all */
    uint64_t index_at; /* the index reaches from here to the end */
    uint64_t index_sum;
    struct buf first, last; /* keys */
    struct buf contents;    /* without a file */
    struct fs_file *file;   /* temporary */
    bool fresh;             /* has a name but is in no published list yet: goes with the segment */
};

/* A file that is in a published list stays: whoever takes it from the list unlinks it. */
void key_segment_free(struct key_store *st, struct key_segment *s);
bool key_segment_is_inline(const struct key_segment *s);
void key_segment_path(const struct key_store *st, uint64_t id, char out[FS_PATH_MAX]);

/* ---- writing --------------------------------------------------------------------------- */

struct key_segment_writer {
    struct key_store *store;
    struct key_segment *made;
    struct key_packer packer;
    struct buf out, index; /* what is not in the file yet; the index so far */
    uint64_t written;      /* bytes in the file */
    struct fs_file *file;
    uint32_t blocks;
};

void key_segment_writer_init(struct key_segment_writer *w, struct key_store *st);
void key_segment_writer_free(struct key_segment_writer *w); /* also what was not finished */
/* Ascending, none twice. */
kamu_code key_segment_add(struct key_segment_writer *w, const struct key_row *row,
                          struct kamu_error *err);
uint64_t key_segment_written(const struct key_segment_writer *w); /* keys so far */
/* *out = NULL when nothing was added. The writer may be used for another one. */
kamu_code key_segment_finish(struct key_segment_writer *w, struct key_segment **out,
                             struct kamu_error *err);

/* ---- reading --------------------------------------------------------------------------- */

/* One segment being read: its index, and one block at a time. */
struct key_segment_reader {
    struct key_store *store;
    const struct key_segment *segment; /* NULL: none yet */
    struct fs_file *file;              /* NULL for one without or with an open one of its own */
    struct buf index, bytes;
    uint32_t blocks;
    uint32_t *keys_at; /* place of each block's first key in `index`; its length is before it */
    uint64_t *at;      /* where blocks begin and the last one ends */
    uint32_t loaded;   /* which block, UINT32_MAX = none */
    struct key_block block;
};

void key_segment_reader_init(struct key_segment_reader *r, struct key_store *st);
void key_segment_reader_free(struct key_segment_reader *r);
/* Errors other than KAMU_E_NOMEM and the like mean that the segment is damaged or gone. */
kamu_code key_segment_open(struct key_segment_reader *r, const struct key_segment *s,
                           struct kamu_error *err);
struct str key_segment_first_of(const struct key_segment_reader *r, uint32_t block);
/* The block that would hold `key`, which is not below the segment's first one; `from`: not before.
 */
uint32_t key_segment_block_of(const struct key_segment_reader *r, struct str key, uint32_t from);
kamu_code key_segment_load(struct key_segment_reader *r, uint32_t block, struct kamu_error *err);

#endif
