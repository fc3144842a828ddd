/* How many logins from an address have failed of late, for a bounded number of addresses: those
 * whose hashes meet share a count. */
#include "server/access_private.h"

#define SLOTS 4096
#define SECOND_NS UINT64_C(1000000000)

struct slot {
    uint64_t at_ns; /* when `failed` was right */
    uint32_t failed;
};

struct login_failures {
    uint64_t seed; /* so that nobody chooses with whom to share */
    struct slot slots[SLOTS];
};

kamu_code login_failures_new(struct login_failures **out, struct kamu_error *err)
{
    struct random real = {0};
    struct login_failures *f = mem_calloc(1, sizeof *f);
    if (!f)
        return error_nomem(err);
    kamu_code rc = random_bytes(&real, &f->seed, sizeof f->seed, err);
    if (rc != KAMU_OK) {
        mem_free(f);
        return rc;
    }
    *out = f;
    return KAMU_OK;
}

void login_failures_free(struct login_failures *f)
{
    mem_free(f);
}

/* Without the port, which every connection has of its own. */
static struct slot *slot_of(struct login_failures *f, struct str remote, uint64_t now_ns)
{
    const char *port = remote.p ? memrchr(remote.p, ':', remote.n) : NULL;
    size_t n = port ? (size_t)(port - remote.p) : remote.n;
    struct slot *s = &f->slots[hash_bytes(remote.p ? remote.p : "", n, f->seed) % SLOTS];
    uint64_t passed = now_ns > s->at_ns ? (now_ns - s->at_ns) / SECOND_NS : 0;
    s->failed -= passed < s->failed ? (uint32_t)passed : s->failed;
    s->at_ns = s->failed ? s->at_ns + passed * SECOND_NS : now_ns;
    return s;
}

bool login_failures_too_many(struct login_failures *f, struct str remote, uint64_t now_ns)
{
    return slot_of(f, remote, now_ns)->failed >= ACCESS_LOGIN_FAILURES;
}

void login_failures_add(struct login_failures *f, struct str remote, uint64_t now_ns)
{
    slot_of(f, remote, now_ns)->failed++;
}
