/* KAMU_TEST_FAULT=STEP:N:ACTION[:PATH] fails, or ends the process at, the N-th file-system step. */
#include "base/fs_fault.h"

#ifdef KAMU_FAULTS
#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <unistd.h>

enum { ACTION_KILL = -1 };

/* The one process-wide thing: the variable it comes from is process-wide too. */
static struct {
    int step; /* -1: any */
    uint64_t nth;
    bool onwards;
    int action; /* errno or ACTION_KILL */
    char path[256];
    _Atomic uint64_t count;
} fault;

static const char *const step_names[] = {"open",   "create", "read",  "write", "sync", "sync_dir",
                                         "rename", "unlink", "mkdir", "lock",  "list", "stat"};

static int fault_hook(void *ctx, enum fs_step step, const char *path)
{
    (void)ctx;
    if (fault.step >= 0 && fault.step != (int)step)
        return 0;
    if (strstr(path, fault.path) == NULL)
        return 0;
    uint64_t n = atomic_fetch_add(&fault.count, 1) + 1;
    if (n < fault.nth || (n > fault.nth && !fault.onwards))
        return 0;
    if (fault.action == ACTION_KILL)
        kill(getpid(), SIGKILL); /* as a power cut would: no handler, no flush */
    return fault.action;
}

static int errno_by_name(const char *name)
{
    for (int e = 1; e < 134; e++) {
        const char *known = strerrorname_np(e);
        if (known != NULL && strcmp(known, name) == 0)
            return e;
    }
    return 0;
}

kamu_code fs_fault_from_env(struct fs *fs, struct kamu_error *err)
{
    const char *spec = getenv("KAMU_TEST_FAULT");
    if (spec == NULL || spec[0] == '\0')
        return KAMU_OK;
    char step[16], nth[24], action[24];
    fault.path[0] = '\0';
    atomic_store(&fault.count, 0);
    int n = sscanf(spec, "%15[^:]:%23[^:]:%23[^:]:%255s", step, nth, action, fault.path);
    fault.step = -2;
    if (strcmp(step, "*") == 0)
        fault.step = -1;
    for (int i = 0; i < (int)(sizeof step_names / sizeof step_names[0]); i++)
        if (strcmp(step, step_names[i]) == 0)
            fault.step = i;
    fault.nth = strtoull(nth, NULL, 10);
    fault.onwards = strchr(nth, '+') != NULL;
    fault.action = strcmp(action, "kill") == 0 ? ACTION_KILL : errno_by_name(action);
    if (n < 3 || fault.step == -2 || fault.nth == 0 || fault.action == 0)
        return error_set(err, KAMU_E_USAGE, "KAMU_TEST_FAULT: '%s' is not STEP:N:ACTION[:PATH]",
                         spec);
    fs->hook = fault_hook;
    return KAMU_OK;
}
#else
kamu_code fs_fault_from_env(struct fs *fs, struct kamu_error *err)
{
    (void)fs, (void)err;
    return KAMU_OK;
}
#endif
