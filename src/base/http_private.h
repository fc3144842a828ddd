/* Shared by http.c and http_stream.c. */
#ifndef KAMU_BASE_HTTP_PRIVATE_H
#define KAMU_BASE_HTTP_PRIVATE_H

#include "base/http.h"

/* ---- libcurl, at run time only; these values are part of its stable ABI -------------------------
 */

enum {
    OPT_WRITEDATA = 10001,
    OPT_URL = 10002,
    OPT_RANGE = 10007,
    OPT_READDATA = 10009,
    OPT_ERRORBUFFER = 10010,
    OPT_USERAGENT = 10018,
    OPT_HTTPHEADER = 10023,
    OPT_CUSTOMREQUEST = 10036,
    OPT_ACCEPT_ENCODING = 10102,
    OPT_PRIVATE = 10103,
    OPT_BEARER = 10220,
    OPT_WRITEFUNCTION = 20011,
    OPT_READFUNCTION = 20012,
    OPT_HEADERFUNCTION = 20079,
    OPT_HEADERDATA = 10029,
    OPT_INFILESIZE = 30115,
    OPT_LOW_SPEED_LIMIT = 19,
    OPT_LOW_SPEED_TIME = 20,
    OPT_NOBODY = 44,
    OPT_UPLOAD = 46,
    OPT_FOLLOWLOCATION = 52,
    OPT_MAXREDIRS = 68,
    OPT_CONNECTTIMEOUT = 78,
    OPT_NOSIGNAL = 99,
    OPT_HTTPAUTH = 107,
    OPT_CONNECT_ONLY = 141,
    OPT_HTTPPROXYTUNNEL = 61,
    OPT_HTTP_VERSION = 84,
    HTTP_VERSION_1_1 = 2,
    AGAIN = 81,
    INFO_ACTIVESOCKET = 0x50002C,
    OPT_PROTOCOLS = 181,
    OPT_REDIR_PROTOCOLS = 182,
    PROTOCOL_HTTP = 1,
    PROTOCOL_HTTPS = 2,
    AUTH_BEARER = 1 << 6,
    INFO_RESPONSE_CODE = 0x200002,
    INFO_PRIVATE = 0x100015,
    INFO_LENGTH = 0x60000F,
    MSG_DONE = 1,
    READ_ABORT = 0x10000000,
    OK = 0,
    UNSUPPORTED_PROTOCOL = 1, /* up to COULD_NOT_CONNECT: no server was found */
    COULD_NOT_CONNECT = 7,
    BAD_URL = 3,
    TOO_MANY_REDIRECTS = 47,
    PEER_FAILED_VERIFICATION = 60,
};

struct curl_message {
    int msg;
    void *easy;
    union {
        void *whatever;
        int result;
    } data;
};

struct http {
    struct env *env;
    char *bearer;
    bool answered; /* the server has been there */
    void *library;
    void *multi;
    struct kamu_error *err; /* of http_run, for callbacks */
    kamu_code (*idle)(void *ctx, struct kamu_error *err);
    void *idle_ctx;
    void *(*easy_init)(void);
    void (*easy_cleanup)(void *);
    int (*easy_setopt)(void *, int, ...);
    int (*easy_getinfo)(void *, int, ...);
    int (*easy_perform)(void *);
    int (*easy_send)(void *, const void *, size_t, size_t *);
    int (*easy_recv)(void *, void *, size_t, size_t *);
    const char *(*easy_strerror)(int);
    void *(*slist_append)(void *, const char *);
    void (*slist_free_all)(void *);
    void *(*multi_init)(void);
    int (*multi_cleanup)(void *);
    int (*multi_add_handle)(void *, void *);
    int (*multi_remove_handle)(void *, void *);
    int (*multi_perform)(void *, int *);
    int (*multi_poll)(void *, void *, unsigned, int, int *);
    struct curl_message *(*multi_info_read)(void *, int *);
};

#endif
