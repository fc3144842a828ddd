/* Pushes files into a dataset: push DATASET FILE...   (build: cc push.c -lkamu) */
#include <inttypes.h>
#include <kamu.h>
#include <stdio.h>

int main(int argc, char **argv)
{
    struct kamu_context *workspace = NULL;
    struct kamu_dataset *dataset = NULL;
    struct kamu_push *push = NULL;
    struct kamu_push_result result;
    struct kamu_error error = {0};

    enum kamu_code rc = kamu_open(NULL, &workspace, &error);
    if (rc == KAMU_OK)
        rc = kamu_dataset_open(workspace, argc > 1 ? argv[1] : "", &dataset, &error);
    if (rc == KAMU_OK)
        rc = kamu_push_open(dataset, NULL, &push, &error);
    for (int i = 2; i < argc && rc == KAMU_OK; i++)
        rc = kamu_push_add_file(push, argv[i], &error);
    if (rc == KAMU_OK)
        rc = kamu_push_commit(push, &result, &error);
    if (rc == KAMU_OK)
        printf("%" PRIu64 " rows read, %" PRIu64 " added\n", result.rows_read, result.rows_added);
    else
        fprintf(stderr, "%s: line %" PRIu64 ": %s\n", error.at.input, error.at.line,
                kamu_error_message(&error, 0));
    kamu_push_free(push);
    kamu_dataset_close(dataset);
    kamu_close(workspace);
    return rc == KAMU_OK ? 0 : 1;
}
