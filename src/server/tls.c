#include "server/tls.h"

#include "base/library.h"

#include <errno.h>
#include <limits.h>
#include <openssl/ssl.h>
#include <sys/stat.h>

/* clang-format off */
#define LIBSSL_CALLS(X) \
    X(SSL_CTX_check_private_key) \
    X(SSL_CTX_ctrl) \
    X(SSL_CTX_free) \
    X(SSL_CTX_new) \
    X(SSL_CTX_set_default_passwd_cb) \
    X(SSL_CTX_use_PrivateKey_file) \
    X(SSL_CTX_use_certificate_chain_file) \
    X(SSL_free) \
    X(SSL_get_error) \
    X(SSL_new) \
    X(SSL_read) \
    X(SSL_set_accept_state) \
    X(SSL_set_fd) \
    X(SSL_shutdown) \
    X(SSL_write) \
    X(TLS_server_method)
/* clang-format on */

struct libssl {
#define MEMBER(name) __typeof__(name) *name;
    LIBSSL_CALLS(MEMBER)
#undef MEMBER
    /* libcrypto's, but of the copy that libssl works with: its error queue */
    void (*clear_errors)(void);
};

struct tls {
    struct libssl ssl;
    SSL_CTX *ctx;
};

struct tls_conn {
    struct tls *tls;
    SSL *ssl;
};

static kamu_code load(struct libssl *out, struct kamu_error *err)
{
    void *library = library_open("libssl.so.3");
    bool ok = true;
#define LOAD(name) ok = ok && library_symbol(library, #name, &out->name);
    LIBSSL_CALLS(LOAD)
#undef LOAD
    if (ok && library_symbol(library, "ERR_clear_error", &out->clear_errors))
        return KAMU_OK;
    error_set(err, KAMU_E_UNSUPPORTED, "Cannot load libssl, which TLS needs");
    error_hint(err, "install it (Debian: libssl3)");
    return KAMU_E_UNSUPPORTED;
}

/* There is nobody to ask. */
static int no_passphrase(char *out, int size, int writing, void *ctx)
{
    (void)out;
    (void)size;
    (void)writing;
    (void)ctx;
    return 0;
}

static kamu_code check_key_file(const char *path, struct kamu_error *err)
{
    struct stat st;
    if (stat(path, &st) != 0)
        return error_os(err, errno, "Cannot read the TLS key %s", path);
    if (st.st_mode & S_IRWXO) {
        error_set(err, KAMU_E_ACCESS, "The TLS key %s may be read by everybody", path);
        error_hint(err, "chmod o= %s", path);
        return KAMU_E_ACCESS;
    }
    return KAMU_OK;
}

static kamu_code load_files(struct tls *t, struct env *env, const char *cert, const char *key,
                            struct kamu_error *err)
{
    struct fs_file *f;
    KAMU_TRY(fs_open_read(&env->fs, cert, &f, err)); /* names file and reason */
    KAMU_TRY(fs_close(f, err));
    KAMU_TRY(check_key_file(key, err));
    KAMU_TRY(fs_open_read(&env->fs, key, &f, err));
    KAMU_TRY(fs_close(f, err));
    t->ssl.SSL_CTX_set_default_passwd_cb(t->ctx, no_passphrase);
    if (t->ssl.SSL_CTX_use_certificate_chain_file(t->ctx, cert) != 1)
        return error_set(err, KAMU_E_INPUT, "%s holds no certificate in PEM format", cert);
    if (t->ssl.SSL_CTX_use_PrivateKey_file(t->ctx, key, SSL_FILETYPE_PEM) != 1) {
        /* A key of another kind than the certificate's is noticed here already. */
        error_set(err, KAMU_E_INPUT,
                  "%s holds no private key in PEM format that goes with the certificate", key);
        error_hint(err, "a key with a passphrase cannot be used");
        return KAMU_E_INPUT;
    }
    if (t->ssl.SSL_CTX_check_private_key(t->ctx) != 1)
        return error_set(err, KAMU_E_INPUT, "The key %s does not belong to the certificate %s", key,
                         cert);
    return KAMU_OK;
}

kamu_code tls_open(struct env *env, const char *cert, const char *key, struct tls **out,
                   struct kamu_error *err)
{
    struct tls *t = mem_calloc(1, sizeof *t);
    if (!t)
        return error_nomem(err);
    kamu_code rc = load(&t->ssl, err);
    if (rc == KAMU_OK) {
        t->ctx = t->ssl.SSL_CTX_new(t->ssl.TLS_server_method());
        rc = t->ctx ? KAMU_OK : error_nomem(err);
    }
    if (rc == KAMU_OK) {
        t->ssl.SSL_CTX_ctrl(t->ctx, SSL_CTRL_SET_MIN_PROTO_VERSION, TLS1_2_VERSION, NULL);
        t->ssl.SSL_CTX_ctrl(t->ctx, SSL_CTRL_MODE,
                            SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                                SSL_MODE_RELEASE_BUFFERS,
                            NULL);
        rc = load_files(t, env, cert, key, err);
    }
    if (rc != KAMU_OK) {
        tls_close(t);
        return rc;
    }
    *out = t;
    return KAMU_OK;
}

void tls_close(struct tls *t)
{
    if (!t)
        return;
    if (t->ctx)
        t->ssl.SSL_CTX_free(t->ctx);
    mem_free(t);
}

struct tls_conn *tls_accept(struct tls *t, int fd)
{
    struct tls_conn *c = mem_calloc(1, sizeof *c);
    if (!c)
        return NULL;
    c->tls = t;
    c->ssl = t->ssl.SSL_new(t->ctx);
    if (!c->ssl || t->ssl.SSL_set_fd(c->ssl, fd) != 1) {
        tls_conn_free(c);
        return NULL;
    }
    t->ssl.SSL_set_accept_state(c->ssl);
    return c;
}

void tls_conn_free(struct tls_conn *c)
{
    if (!c)
        return;
    if (c->ssl)
        c->tls->ssl.SSL_free(c->ssl);
    mem_free(c);
}

static ssize_t outcome(struct tls_conn *c, int done, enum tls_wait *wait)
{
    *wait = TLS_WAIT_NONE;
    if (done > 0)
        return done;
    switch (c->tls->ssl.SSL_get_error(c->ssl, done)) {
    case SSL_ERROR_WANT_READ:
        *wait = TLS_WAIT_READ;
        return -1;
    case SSL_ERROR_WANT_WRITE:
        *wait = TLS_WAIT_WRITE;
        return -1;
    case SSL_ERROR_ZERO_RETURN:
        return 0;
    default:
        return -1;
    }
}

ssize_t tls_recv(struct tls_conn *c, void *out, size_t n, enum tls_wait *wait)
{
    c->tls->ssl.clear_errors();
    return outcome(c, c->tls->ssl.SSL_read(c->ssl, out, n < INT_MAX ? (int)n : INT_MAX), wait);
}

ssize_t tls_send(struct tls_conn *c, const void *data, size_t n, enum tls_wait *wait)
{
    c->tls->ssl.clear_errors();
    return outcome(c, c->tls->ssl.SSL_write(c->ssl, data, n < INT_MAX ? (int)n : INT_MAX), wait);
}

void tls_say_goodbye(struct tls_conn *c)
{
    c->tls->ssl.clear_errors();
    c->tls->ssl.SSL_shutdown(c->ssl);
}
