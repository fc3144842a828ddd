/* What a request's headers say to the guard; see guard.h. */
#include "digest/sha3.h"
#include "server/guard_impl.h"

#include <errno.h>
#include <unistd.h>

/* ---- Idempotency-Key ----------------------------------------------------------------------- */

static kamu_code bad_key(struct kamu_error *err)
{
    return error_set(err, KAMU_E_USAGE,
                     "Idempotency-Key: expected a string of 1 to %d characters in double quotes",
                     IDEMPOTENCY_KEY_MAX);
}

/* After the closing quote: nothing, or parameters, which have no meaning here. */
static bool only_parameters(struct str rest)
{
    rest = str_trim(rest);
    return rest.n == 0 || rest.p[0] == ';';
}

static kamu_code parse_quoted(struct str s, char out[256], size_t *n, struct kamu_error *err)
{
    size_t i = 1;
    for (*n = 0; i < s.n && s.p[i] != '"'; i++) {
        if (s.p[i] == '\\' && (++i == s.n || (s.p[i] != '"' && s.p[i] != '\\')))
            return bad_key(err);
        if (s.p[i] < ' ' || s.p[i] > '~' || *n == IDEMPOTENCY_KEY_MAX)
            return bad_key(err);
        out[(*n)++] = s.p[i];
    }
    if (i >= s.n || *n == 0 || !only_parameters((struct str){s.p + i + 1, s.n - i - 1}))
        return bad_key(err);
    return KAMU_OK;
}

static bool token_char(char c)
{
    return c > ' ' && c <= '~' && c != '"' && c != ',' && c != ';' && c != '\\';
}

kamu_code guard_parse_key(struct str s, char out[256], size_t *n, struct kamu_error *err)
{
    s = str_trim(s);
    if (s.n != 0 && s.p[0] == '"')
        return parse_quoted(s, out, n, err);
    if (s.n == 0 || s.n > IDEMPOTENCY_KEY_MAX)
        return bad_key(err);
    for (size_t i = 0; i < s.n; i++)
        if (!token_char(s.p[i]))
            return bad_key(err);
    memcpy(out, s.p, s.n);
    *n = s.n;
    return KAMU_OK;
}

/* ---- Kamu-Producer ----------------------------------------------------------------------------
 */

static bool visible(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] <= ' ' || s.p[i] > '~')
            return false;
    return s.n != 0 && s.n <= PRODUCER_TEXT_MAX;
}

kamu_code guard_parse_producer(struct str producer, struct str offset, struct str epoch,
                               struct push_guard *out, struct kamu_error *err)
{
    if (producer.p == NULL && offset.p == NULL && epoch.p == NULL)
        return KAMU_OK;
    if (producer.p == NULL || offset.p == NULL)
        return error_set(err, KAMU_E_USAGE, "%s: there must be a %s too",
                         producer.p != NULL ? "Kamu-Producer"
                         : offset.p != NULL ? "Kamu-Offset"
                                            : "Kamu-Epoch",
                         producer.p != NULL ? "Kamu-Offset" : "Kamu-Producer");
    if (!visible(producer) || !visible(offset))
        return error_set(err, KAMU_E_USAGE,
                         "%s: expected 1 to %d visible ASCII characters without blanks",
                         visible(producer) ? "Kamu-Offset" : "Kamu-Producer", PRODUCER_TEXT_MAX);
    out->has_epoch = epoch.p != NULL;
    if (out->has_epoch && !str_u64(epoch, &out->epoch))
        return error_set(err, KAMU_E_USAGE, "Kamu-Epoch: expected an integer, 0 or more");
    out->producer = producer;
    out->offset = offset;
    return KAMU_OK;
}

/* ---- scope and fingerprint
 * ------------------------------------------------------------------------ */

/* Each part with its length, so that no two sequences of parts are the same bytes. */
static void add(struct sha3 *h, const void *p, uint64_t n)
{
    sha3_update(h, &n, sizeof n);
    sha3_update(h, p, (size_t)n);
}

static void add_text(struct sha3 *h, const char *s)
{
    uint8_t there = s != NULL;
    sha3_update(h, &there, 1);
    add(h, s != NULL ? s : "", s != NULL ? strlen(s) : 0);
}

static void finish(struct sha3 *h, uint8_t out[16])
{
    uint8_t digest[SHA3_256_SIZE];
    sha3_final(h, digest);
    memcpy(out, digest, 16);
}

static void make_scope(const struct exchange *x, const struct push_request *r, struct str key,
                       uint8_t out[16])
{
    struct sha3 h;
    uint8_t account = x->caller.kind == CALLER_ACCOUNT;
    sha3_init(&h);
    sha3_update(&h, &account, 1);
    if (account)
        add(&h, x->caller.account_id.key, sizeof x->caller.account_id.key);
    add(&h, r->dataset.id.key, sizeof r->dataset.id.key);
    add_text(&h, r->options.source_name);
    add(&h, key.p, key.n);
    finish(&h, out);
}

static kamu_code add_file(struct sha3 *h, int fd, uint64_t size, struct kamu_error *err)
{
    enum { PIECE = 64 << 10 };
    uint8_t *piece = mem_alloc(PIECE);
    uint64_t at = 0;
    kamu_code rc = piece != NULL ? KAMU_OK : error_nomem(err);
    sha3_update(h, &size, sizeof size);
    while (rc == KAMU_OK && at < size) {
        ssize_t n = pread(fd, piece, size - at < PIECE ? (size_t)(size - at) : PIECE, (off_t)at);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0) {
            rc = error_os(err, n < 0 ? errno : EIO, "Cannot read the request's body");
            break;
        }
        sha3_update(h, piece, (size_t)n);
        at += (uint64_t)n;
    }
    mem_free(piece);
    return rc;
}

/* What makes the same bytes another push. */
static void add_options(struct sha3 *h, const struct kamu_push_options *o)
{
    int64_t numbers[] = {o->has_event_time,
                         o->has_event_time ? o->event_time.seconds : 0,
                         o->has_event_time ? (int64_t)o->event_time.nanos : 0,
                         o->on_repeated_key,
                         o->on_changed_row,
                         o->on_error,
                         (int64_t)o->max_errors,
                         o->strict};
    add_text(h, o->source_name);
    add_text(h, o->input_format);
    add_text(h, o->expected_head);
    sha3_update(h, numbers, sizeof numbers);
}

static kamu_code make_fingerprint(const struct push_request *r, uint8_t out[16],
                                  struct kamu_error *err)
{
    struct sha3 h;
    sha3_init(&h);
    add_text(&h, r->media_type);
    add_options(&h, &r->options);
    if (r->data != NULL || r->size == 0)
        add(&h, r->data != NULL ? r->data : "", r->size);
    else
        KAMU_TRY(add_file(&h, r->fd, r->size, err));
    finish(&h, out);
    return KAMU_OK;
}

kamu_code guard_read(struct exchange *x, const struct push_request *request, struct push_guard *out,
                     struct kamu_error *err)
{
    struct str header = exchange_header(x, "idempotency-key");
    char key[256];
    size_t n;
    *out = (struct push_guard){0};
    KAMU_TRY(guard_parse_producer(exchange_header(x, "kamu-producer"),
                                  exchange_header(x, "kamu-offset"),
                                  exchange_header(x, "kamu-epoch"), out, err));
    if (header.p == NULL)
        return KAMU_OK;
    if (out->producer.p != NULL)
        return error_set(err, KAMU_E_USAGE, "Idempotency-Key and Kamu-Producer exclude each other");
    KAMU_TRY(guard_parse_key(header, key, &n, err));
    out->has_key = true;
    make_scope(x, request, (struct str){key, n}, out->scope);
    return make_fingerprint(request, out->fingerprint, err);
}
