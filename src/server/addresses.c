#include "server/addresses.h"

#include <netinet/in.h>

void addresses_init(struct addresses *a)
{
    pthread_mutex_init(&a->lock, NULL);
    map_init(&a->counts);
}

void addresses_free(struct addresses *a)
{
    map_free(&a->counts);
    pthread_mutex_destroy(&a->lock);
}

static struct str key_of(const struct address_key *key)
{
    return (struct str){(const char *)key->bytes, key->n};
}

static void make_key(const struct sockaddr_storage *from, struct address_key *key)
{
    if (from->ss_family == AF_INET6) {
        const struct sockaddr_in6 *six = (const struct sockaddr_in6 *)from;
        if (IN6_IS_ADDR_V4MAPPED(&six->sin6_addr)) {
            key->n = 4;
            memcpy(key->bytes, six->sin6_addr.s6_addr + 12, 4);
        } else {
            key->n = 8;
            memcpy(key->bytes, six->sin6_addr.s6_addr, 8);
        }
    } else {
        key->n = 4;
        memcpy(key->bytes, &((const struct sockaddr_in *)from)->sin_addr, 4);
    }
}

bool addresses_enter(struct addresses *a, const struct sockaddr_storage *from, unsigned max,
                     struct address_key *key)
{
    make_key(from, key);
    pthread_mutex_lock(&a->lock);
    uintptr_t n = (uintptr_t)map_get(&a->counts, key_of(key));
    bool ok = n < max && map_put(&a->counts, key_of(key), (void *)(n + 1), NULL) == KAMU_OK;
    pthread_mutex_unlock(&a->lock);
    if (!ok)
        key->n = 0;
    return ok;
}

void addresses_leave(struct addresses *a, const struct address_key *key)
{
    if (key->n == 0)
        return;
    pthread_mutex_lock(&a->lock);
    uintptr_t n = (uintptr_t)map_get(&a->counts, key_of(key));
    if (n > 1)
        map_put(&a->counts, key_of(key), (void *)(n - 1), NULL); /* it is there: needs no memory */
    else
        map_remove(&a->counts, key_of(key));
    pthread_mutex_unlock(&a->lock);
}
