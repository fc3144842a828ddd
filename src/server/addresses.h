/* How many connections each client address has. */
#ifndef KAMU_SERVER_ADDRESSES_H
#define KAMU_SERVER_ADDRESSES_H

#include "base/map.h"

#include <pthread.h>
#include <sys/socket.h>

struct addresses {
    pthread_mutex_t lock;
    struct map counts; /* of ADDRESS_KEY_MAX bytes each */
};

/* An IPv4 address, or the first 64 bits of an IPv6 one: what one client has. */
#define ADDRESS_KEY_MAX 8
struct address_key {
    uint8_t bytes[ADDRESS_KEY_MAX];
    uint8_t n; /* 0: not counted */
};

void addresses_init(struct addresses *a);
void addresses_free(struct addresses *a);
/* One more, unless there are `max`: then false. */
bool addresses_enter(struct addresses *a, const struct sockaddr_storage *from, unsigned max,
                     struct address_key *key);
void addresses_leave(struct addresses *a, const struct address_key *key);

#endif
