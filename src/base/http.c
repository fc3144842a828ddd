/* See http.h. */
#include "base/http_private.h"
#include "base/library.h"

#include <stdio.h>
#include <strings.h>

static kamu_code load_curl(struct http *h, struct kamu_error *err)
{
    static const char *const names[] = {"libcurl.so.4", "libcurl-gnutls.so.4", "libcurl.so"};
    for (size_t i = 0; i < sizeof names / sizeof names[0] && !h->library; i++)
        h->library = library_open(names[i]);
    void *l = h->library;
    if (l && library_symbol(l, "curl_easy_init", &h->easy_init) &&
        library_symbol(l, "curl_easy_cleanup", &h->easy_cleanup) &&
        library_symbol(l, "curl_easy_setopt", &h->easy_setopt) &&
        library_symbol(l, "curl_easy_getinfo", &h->easy_getinfo) &&
        library_symbol(l, "curl_easy_perform", &h->easy_perform) &&
        library_symbol(l, "curl_easy_send", &h->easy_send) &&
        library_symbol(l, "curl_easy_recv", &h->easy_recv) &&
        library_symbol(l, "curl_easy_strerror", &h->easy_strerror) &&
        library_symbol(l, "curl_slist_append", &h->slist_append) &&
        library_symbol(l, "curl_slist_free_all", &h->slist_free_all) &&
        library_symbol(l, "curl_multi_init", &h->multi_init) &&
        library_symbol(l, "curl_multi_cleanup", &h->multi_cleanup) &&
        library_symbol(l, "curl_multi_add_handle", &h->multi_add_handle) &&
        library_symbol(l, "curl_multi_remove_handle", &h->multi_remove_handle) &&
        library_symbol(l, "curl_multi_perform", &h->multi_perform) &&
        library_symbol(l, "curl_multi_poll", &h->multi_poll) &&
        library_symbol(l, "curl_multi_info_read", &h->multi_info_read))
        return KAMU_OK;
    error_set(err, KAMU_E_UNSUPPORTED, "Cannot load libcurl, which speaks http and https");
    error_hint(err, "Install it (Debian: libcurl4, 7.66 or newer)");
    return KAMU_E_UNSUPPORTED;
}

kamu_code http_open(struct env *env, const char *bearer, struct http **out, struct kamu_error *err)
{
    struct http *h = mem_calloc(1, sizeof *h);
    if (!h)
        return error_nomem(err);
    h->env = env;
    kamu_code rc = load_curl(h, err);
    if (rc == KAMU_OK && bearer && !(h->bearer = mem_strdup(bearer)))
        rc = error_nomem(err);
    if (rc == KAMU_OK && !(h->multi = h->multi_init()))
        rc = error_nomem(err);
    if (rc != KAMU_OK) {
        http_close(h);
        return rc;
    }
    *out = h;
    return KAMU_OK;
}

void http_close(struct http *h)
{
    if (!h)
        return;
    if (h->multi)
        h->multi_cleanup(h->multi);
    mem_free(h->bearer);
    mem_free(h); /* the library stays loaded: it has threads and hooks of its own */
}

void http_on_idle(struct http *h, kamu_code (*run)(void *ctx, struct kamu_error *err), void *ctx)
{
    h->idle = run;
    h->idle_ctx = ctx;
}

const char *http_bearer(const struct http *h)
{
    return h->bearer;
}

/* ---- one try ------------------------------------------------------------------------------------
 */

static size_t on_data(char *p, size_t size, size_t n, void *arg)
{
    struct http_request *r = arg;
    struct http *h = r->http;
    h->easy_getinfo(r->easy, INFO_RESPONSE_CODE, &r->status);
    if ((r->status != 200 && r->status != 206 && !r->any_status) || !r->sink)
        return size * n; /* an error page */
    r->rc = r->sink(r, p, size * n, h->err);
    return r->rc == KAMU_OK ? size * n : 0;
}

/* The ETag; a status line (of a redirect's end, too) forgets the one before. */
static size_t on_header(char *p, size_t size, size_t n, void *arg)
{
    struct http_request *r = arg;
    size_t bytes = size * n;
    if (bytes > 5 && strncasecmp(p, "HTTP/", 5) == 0)
        r->etag[0] = '\0';
    if (bytes > 5 && strncasecmp(p, "etag:", 5) == 0) {
        struct str value = str_trim((struct str){p + 5, bytes - 5});
        if (value.n < sizeof r->etag)
            snprintf(r->etag, sizeof r->etag, STR_FMT, STR_ARG(value));
    }
    return bytes;
}

static size_t on_send(char *out, size_t size, size_t n, void *arg)
{
    struct http_request *r = arg;
    uint64_t left = r->body_bytes - r->sent;
    size_t room = size * n < left ? size * n : (size_t)left;
    if (room == 0)
        return 0;
    if (r->body)
        memcpy(out, (const char *)r->body + r->sent, room);
    else
        r->rc = fs_pread(r->file, out, room, r->sent, r->http->err);
    r->sent += room;
    return r->rc == KAMU_OK ? room : READ_ABORT;
}

static void set_options(struct http *h, struct http_request *r)
{
    void *e = r->easy;
    bool secure = strncasecmp(r->url, "https:", 6) == 0;
    h->easy_setopt(e, OPT_URL, r->url);
    h->easy_setopt(e, OPT_PRIVATE, r);
    h->easy_setopt(e, OPT_PROTOCOLS, (long)(PROTOCOL_HTTP | PROTOCOL_HTTPS));
    h->easy_setopt(e, OPT_REDIR_PROTOCOLS,
                   (long)(secure ? PROTOCOL_HTTPS : PROTOCOL_HTTP | PROTOCOL_HTTPS));
    h->easy_setopt(e, OPT_FOLLOWLOCATION, 1L);
    h->easy_setopt(e, OPT_MAXREDIRS, 10L);
    h->easy_setopt(e, OPT_WRITEFUNCTION, on_data);
    h->easy_setopt(e, OPT_WRITEDATA, r);
    h->easy_setopt(e, OPT_HEADERFUNCTION, on_header);
    h->easy_setopt(e, OPT_HEADERDATA, r);
    if (r->head_only)
        h->easy_setopt(e, OPT_NOBODY, 1L);
    h->easy_setopt(e, OPT_ERRORBUFFER, r->reason);
    h->easy_setopt(e, OPT_USERAGENT, "kamu/" KAMU_VERSION);
    h->easy_setopt(e, OPT_CONNECTTIMEOUT, (long)HTTP_SLOW_SECONDS);
    h->easy_setopt(e, OPT_LOW_SPEED_LIMIT, (long)HTTP_SLOW_BYTES);
    h->easy_setopt(e, OPT_LOW_SPEED_TIME, (long)HTTP_SLOW_SECONDS);
    h->easy_setopt(e, OPT_NOSIGNAL, 1L);
    if (r->any_encoding)
        h->easy_setopt(e, OPT_ACCEPT_ENCODING, "");
    if (h->bearer && !r->no_bearer) {
        h->easy_setopt(e, OPT_HTTPAUTH, (long)AUTH_BEARER);
        h->easy_setopt(e, OPT_BEARER, h->bearer);
    }
    if (r->body || r->file) {
        h->easy_setopt(e, OPT_UPLOAD, 1L);
        h->easy_setopt(e, OPT_READFUNCTION, on_send);
        h->easy_setopt(e, OPT_READDATA, r);
        h->easy_setopt(e, OPT_INFILESIZE, (int64_t)r->body_bytes);
    }
    if (r->method)
        h->easy_setopt(e, OPT_CUSTOMREQUEST, r->method);
    if (r->from) {
        char range[32];
        snprintf(range, sizeof range, "%llu-", (unsigned long long)r->from);
        h->easy_setopt(e, OPT_RANGE, range);
    }
}

static void drop(struct http *h, struct http_request *r)
{
    if (r->easy) {
        h->multi_remove_handle(h->multi, r->easy);
        h->easy_cleanup(r->easy);
    }
    if (r->headers)
        h->slist_free_all(r->headers);
    r->easy = NULL;
    r->headers = NULL;
}

static kamu_code add_line(struct http *h, struct http_request *r, const char *line,
                          struct kamu_error *err)
{
    void *longer = h->slist_append(r->headers, line);
    if (!longer)
        return error_nomem(err);
    r->headers = longer;
    return KAMU_OK;
}

static kamu_code start(struct http *h, struct http_request *r, struct kamu_error *err)
{
    r->http = h;
    r->tries++;
    r->sent = 0;
    r->status = 0;
    r->length = -1;
    r->etag[0] = '\0';
    r->rc = KAMU_OK;
    r->reason[0] = '\0';
    if (r->begin)
        KAMU_TRY(r->begin(r, err));
    r->easy = h->easy_init();
    if (!r->easy)
        return error_nomem(err);
    set_options(h, r);
    if (r->body || r->file) /* "Expect: 100-continue" makes old servers wait */
        r->headers = h->slist_append(NULL, "Expect:");
    if (r->header)
        KAMU_TRY(add_line(h, r, r->header, err));
    for (const char *const *line = r->more_headers; line && *line; line++)
        KAMU_TRY(add_line(h, r, *line, err));
    if (r->headers)
        h->easy_setopt(r->easy, OPT_HTTPHEADER, r->headers);
    return h->multi_add_handle(h->multi, r->easy) == 0 ? KAMU_OK : error_nomem(err);
}

/* ---- all of them --------------------------------------------------------------------------------
 */

struct run {
    struct http_request *requests;
    size_t n, next, done, running;
    struct http_request *waiting[HTTP_PARALLEL_MAX];
    size_t n_waiting;
};

static bool lasting(int code)
{
    return code == UNSUPPORTED_PROTOCOL || code == BAD_URL || code == TOO_MANY_REDIRECTS ||
           code == PEER_FAILED_VERIFICATION;
}

static bool passing_status(long status)
{
    return status == 408 || status == 429 || status == 500 || (status >= 502 && status <= 504);
}

static kamu_code failed(struct http *h, const struct http_request *r, int code,
                        struct kamu_error *err)
{
    return error_set(err, KAMU_E_IO, "Cannot reach %s: %s", r->url,
                     r->reason[0] ? r->reason : h->easy_strerror(code));
}

/* One try has ended: an answer, another try, or an error. */
static kamu_code finish(struct http *h, struct run *run, struct http_request *r, int code,
                        struct kamu_error *err)
{
    h->easy_getinfo(r->easy, INFO_RESPONSE_CODE, &r->status);
    h->easy_getinfo(r->easy, INFO_LENGTH, &r->length);
    drop(h, r);
    run->running--;
    if (r->rc != KAMU_OK)
        return r->rc; /* the callback has told */
    bool again = code != OK ? !lasting(code) && (h->answered || code > COULD_NOT_CONNECT)
                            : passing_status(r->status);
    h->answered |= code == OK;
    if (again && r->tries < HTTP_TRIES) {
        r->wait_until_ns = clock_monotonic_ns() + (UINT64_C(250000000) << (r->tries - 1));
        run->waiting[run->n_waiting++] = r;
        return KAMU_OK;
    }
    if (code != OK)
        return failed(h, r, code, err);
    run->done++;
    return KAMU_OK;
}

static kamu_code start_more(struct http *h, struct run *run, struct kamu_error *err)
{
    uint64_t now = clock_monotonic_ns();
    for (size_t i = 0; i < run->n_waiting;) {
        struct http_request *r = run->waiting[i];
        if (r->wait_until_ns > now) {
            i++;
            continue;
        }
        run->waiting[i] = run->waiting[--run->n_waiting];
        KAMU_TRY(start(h, r, err));
        run->running++;
    }
    while (run->next < run->n && run->running + run->n_waiting < HTTP_PARALLEL_MAX) {
        KAMU_TRY(start(h, &run->requests[run->next++], err));
        run->running++;
    }
    return KAMU_OK;
}

static kamu_code step(struct http *h, struct run *run, struct kamu_error *err)
{
    struct curl_message *m;
    int still, left;
    KAMU_TRY(env_check_cancel(h->env, err));
    if (h->idle)
        KAMU_TRY(h->idle(h->idle_ctx, err));
    KAMU_TRY(start_more(h, run, err));
    int code = h->multi_perform(h->multi, &still);
    if (code != 0)
        return error_set(err, KAMU_E_IO, "libcurl fails with code %d", code);
    bool any = false;
    while ((m = h->multi_info_read(h->multi, &left)) != NULL) {
        struct http_request *r = NULL;
        if (m->msg != MSG_DONE)
            continue;
        any = true;
        int result = m->data.result;
        h->easy_getinfo(m->easy, INFO_PRIVATE, &r);
        KAMU_TRY(finish(h, run, r, result, err));
    }
    if (!any && run->done < run->n) /* short enough for an interrupt and for the pauses */
        h->multi_poll(h->multi, NULL, 0, 100, NULL);
    return KAMU_OK;
}

kamu_code http_run(struct http *h, struct http_request *requests, size_t n, struct kamu_error *err)
{
    struct run run = {.requests = requests, .n = n};
    struct kamu_error local;
    kamu_code rc = KAMU_OK;
    h->err = err ? err : &local;
    for (size_t i = 0; i < n; i++) {
        requests[i].tries = 0;
        requests[i].easy = requests[i].headers = NULL;
    }
    while (rc == KAMU_OK && run.done < n)
        rc = step(h, &run, h->err);
    for (size_t i = 0; i < n; i++)
        drop(h, &requests[i]);
    return rc;
}
