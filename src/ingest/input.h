/*
 * Input: where the bytes (or ready batches) of a push come from. Every input can be read
 * again from its beginning, since a lost race for the head plans the push anew: files are
 * reopened, what flows once (pipes, callbacks) is kept aside while it is read.
 */
#ifndef KAMU_INGEST_INPUT_H
#define KAMU_INGEST_INPUT_H

#include "base/env.h"
#include "columnar/batch.h"
#include "readers/reader.h"

enum input_kind {
    INPUT_PATH,     /* a regular file */
    INPUT_FD,       /* an open descriptor */
    INPUT_STREAM,   /* a FIFO or device that was named */
    INPUT_MEMORY,   /* borrowed bytes */
    INPUT_CALLBACK, /* a function */
    INPUT_BATCH     /* a record batch */
};

struct input {
    struct env *env;
    enum input_kind kind;
    char *name; /* for messages */
    char *path;
    int fd;
    bool rewinds;        /* the descriptor is a regular file */
    uint64_t size_bytes; /* UINT64_MAX = unknown */
    const void *data;
    size_t size;
    kamu_read_fn read;
    void *ctx;
    struct batch *batch;
    struct fs_file *stream; /* INPUT_STREAM, open */
    struct spool *spool;    /* what flowed by, NULL until opened */
    struct cursor *cursors; /* readers of the spool, until input_free */
};

kamu_code input_path(struct env *env, const char *path, struct input *in, struct kamu_error *err);
kamu_code input_fd(struct env *env, int fd, const char *name, struct input *in,
                   struct kamu_error *err);
kamu_code input_memory(struct env *env, const void *data, size_t size, const char *name,
                       struct input *in, struct kamu_error *err);
kamu_code input_callback(struct env *env, kamu_read_fn read, void *ctx, const char *name,
                         struct input *in, struct kamu_error *err);
/* Takes the batch over. */
kamu_code input_batch(struct env *env, struct batch *batch, const char *name, struct input *in,
                      struct kamu_error *err);
void input_free(struct input *in);

/* From the beginning, for the first or a further time. Not for INPUT_BATCH. */
enum input_use {
    INPUT_ONCE,   /* never again: what flows is not kept */
    INPUT_AGAIN,  /* maybe once more when this reader is through: kept, under temp_dir when large */
    INPUT_SHARED, /* maybe by several readers at the same time, in one thread */
};
kamu_code input_open(struct input *in, enum input_use use, const char *temp_dir,
                     struct reader_input *out, struct kamu_error *err);

#endif
