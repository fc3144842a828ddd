/* Answers of a server of the smart transfer protocol, as a client reads them. */
#include "store/smart_read.h"

#include <inttypes.h>
#include <stdio.h>

/* ---- Ok or Err --------------------------------------------------------------------------------
 */

static kamu_code take_text(struct json_pull *j, char *out, size_t n, struct kamu_error *err)
{
    KAMU_TRY(smart_expect(j, JSON_STRING, "a string is expected", err));
    snprintf(out, n, STR_FMT, STR_ARG(j->text));
    return KAMU_OK;
}

static kamu_code take_detail(struct json_pull *j, unsigned which, void *ctx, struct kamu_error *err)
{
    struct smart_failure *f = ctx;
    if (which < 4)
        return smart_read_hash(j, true, which % 2 ? &f->b : &f->a, err);
    return take_text(j, f->text, sizeof f->text, err);
}

static kamu_code take_failure(struct json_pull *j, struct smart_failure *f, struct kamu_error *err)
{
    static const char *const known[] = {"head",          "tail",       "actual_head",
                                        "expected_head", "dataset_id", "dataset_alias",
                                        "error_message"};
    struct smart_members m = {known, 7, 0x7f, take_detail, f};
    KAMU_TRY(smart_expect(j, JSON_OBJECT, "an object is expected", err));
    KAMU_TRY(smart_expect(j, JSON_KEY, "an error is expected", err));
    snprintf(f->variant, sizeof f->variant, STR_FMT, STR_ARG(j->text));
    if (!f->variant[0])
        return smart_malformed(j, "an error without a name", err);
    KAMU_TRY(smart_read_object(j, &m, err));
    return smart_expect(j, JSON_OBJECT_END, "two errors at once", err);
}

struct answer {
    kamu_code (*ok)(struct json_pull *j, void *ctx, struct kamu_error *err); /* NULL: skipped */
    void *ctx;
    struct smart_failure *failure;
    bool seen;
};

static kamu_code take_answer(struct json_pull *j, unsigned which, void *ctx, struct kamu_error *err)
{
    struct answer *a = ctx;
    if (a->seen)
        return smart_malformed(j, "Ok and Err at once", err);
    a->seen = true;
    if (which)
        return take_failure(j, a->failure, err);
    return a->ok ? a->ok(j, a->ctx, err) : smart_skip_value(j, err);
}

static kamu_code read_answer(struct str text, struct answer *a, struct kamu_error *err)
{
    static const char *const known[] = {"Ok", "Err"};
    struct smart_members m = {known, 2, 3, take_answer, a};
    *a->failure = (struct smart_failure){0};
    KAMU_TRY(smart_read_message(text, &m, err));
    return a->seen ? KAMU_OK
                   : error_set(err, KAMU_E_INPUT, "Malformed message: neither Ok nor Err");
}

kamu_code smart_read_answer(struct str text, struct smart_failure *out, struct kamu_error *err)
{
    struct answer a = {.failure = out};
    return read_answer(text, &a, err);
}

static kamu_code take_plan_member(struct json_pull *j, unsigned which, void *ctx,
                                  struct kamu_error *err)
{
    (void)which;
    return smart_take_plan(j, ctx, err);
}

static kamu_code take_plan(struct json_pull *j, void *ctx, struct kamu_error *err)
{
    static const char *const known[] = {"transfer_plan"};
    struct smart_members m = {known, 1, 0, take_plan_member, ctx};
    return smart_read_object(j, &m, err);
}

kamu_code smart_read_plan(struct str text, struct smart_plan *out, struct smart_failure *failure,
                          struct kamu_error *err)
{
    struct answer a = {take_plan, out, failure, false};
    *out = (struct smart_plan){0};
    return read_answer(text, &a, err);
}

/* ---- where objects go -------------------------------------------------------------------------
 */

enum { HEADERS_MAX = 64 };

struct strategies {
    struct arena *arena;
    struct smart_upload *items;
    size_t n, cap;
};

struct header {
    struct arena *arena;
    struct str name, value;
};

static kamu_code take_header(struct json_pull *j, unsigned which, void *ctx, struct kamu_error *err)
{
    struct header *h = ctx;
    KAMU_TRY(smart_expect(j, JSON_STRING, "a string is expected", err));
    struct str copy = arena_str(h->arena, j->text);
    if (!copy.p)
        return error_nomem(err);
    for (size_t i = 0; i < copy.n; i++)
        if ((unsigned char)copy.p[i] < ' ' && copy.p[i] != '\t')
            return smart_malformed(j, "a header with control characters", err);
    *(which ? &h->value : &h->name) = copy;
    return KAMU_OK;
}

static kamu_code take_headers(struct json_pull *j, struct arena *arena, struct smart_upload *u,
                              struct kamu_error *err)
{
    static const char *const known[] = {"name", "value"};
    const char *lines[HEADERS_MAX + 1];
    size_t n = 0;
    KAMU_TRY(smart_expect(j, JSON_ARRAY, "an array is expected", err));
    for (;;) {
        struct header h = {.arena = arena};
        struct smart_members m = {known, 2, 0, take_header, &h};
        enum json_token t = json_pull_next(j);
        if (t == JSON_ARRAY_END)
            break;
        if (t != JSON_OBJECT || n == HEADERS_MAX)
            return smart_malformed(j, "a header is expected", err);
        KAMU_TRY(smart_read_members(j, &m, err));
        lines[n] = arena_printf(arena, STR_FMT ": " STR_FMT, STR_ARG(h.name), STR_ARG(h.value));
        if (!lines[n++])
            return error_nomem(err);
    }
    u->headers = arena_calloc(arena, n + 1, sizeof *u->headers);
    if (!u->headers)
        return error_nomem(err);
    memcpy(u->headers, lines, n * sizeof *lines);
    return KAMU_OK;
}

struct one {
    struct arena *arena;
    struct smart_upload *upload;
};

static kamu_code take_url(struct json_pull *j, unsigned which, void *ctx, struct kamu_error *err)
{
    struct one *o = ctx;
    if (which == 1)
        return take_headers(j, o->arena, o->upload, err);
    KAMU_TRY(smart_expect(j, JSON_STRING, "a URL is expected", err));
    o->upload->url = arena_str(o->arena, j->text).p;
    return o->upload->url ? KAMU_OK : error_nomem(err);
}

static kamu_code take_strategy(struct json_pull *j, unsigned which, void *ctx,
                               struct kamu_error *err)
{
    static const char *const ways[] = {"SkipUpload", "HttpUpload"};
    static const char *const url[] = {"url", "headers"};
    struct one *o = ctx;
    struct smart_members object = {smart_object_members, 3, 0, smart_take_object,
                                   &o->upload->object};
    struct smart_members to = {url, 2, 0, take_url, o};
    unsigned choice;
    if (which == 0)
        return smart_read_object(j, &object, err);
    if (which == 1) {
        KAMU_TRY(smart_read_choice(j, ways, 2, &choice, err));
        o->upload->skip = choice == 0;
        return KAMU_OK;
    }
    enum json_token t = json_pull_next(j);
    if (t == JSON_NULL)
        return KAMU_OK;
    return t == JSON_OBJECT ? smart_read_members(j, &to, err)
                            : smart_malformed(j, "an object is expected", err);
}

static kamu_code take_strategies(struct json_pull *j, unsigned which, void *ctx,
                                 struct kamu_error *err)
{
    static const char *const known[] = {"object_file", "push_strategy", "upload_to"};
    struct strategies *s = ctx;
    (void)which;
    KAMU_TRY(smart_expect(j, JSON_ARRAY, "an array is expected", err));
    for (;;) {
        struct smart_upload u = {0};
        struct one o = {s->arena, &u};
        struct smart_members m = {known, 3, 1 << 2, take_strategy, &o};
        enum json_token t = json_pull_next(j);
        if (t == JSON_ARRAY_END)
            return KAMU_OK;
        if (t != JSON_OBJECT)
            return smart_malformed(j, "an object is expected", err);
        KAMU_TRY(smart_read_members(j, &m, err));
        if (!u.skip && !u.url)
            return smart_malformed(j, "an upload without a URL", err);
        if (s->n == s->cap) {
            size_t cap = s->cap ? 2 * s->cap : 16;
            struct smart_upload *grown = mem_realloc_array(s->items, cap, sizeof *grown);
            if (!grown)
                return error_nomem(err);
            s->items = grown;
            s->cap = cap;
        }
        s->items[s->n++] = u;
    }
}

static kamu_code take_ok(struct json_pull *j, void *ctx, struct kamu_error *err)
{
    static const char *const known[] = {"object_transfer_strategies"};
    struct smart_members m = {known, 1, 0, take_strategies, ctx};
    return smart_read_object(j, &m, err);
}

kamu_code smart_read_strategies(struct str text, struct arena *arena, struct smart_upload **out,
                                size_t *n, struct smart_failure *failure, struct kamu_error *err)
{
    struct strategies s = {.arena = arena};
    struct answer a = {take_ok, &s, failure, false};
    *out = NULL;
    *n = 0;
    kamu_code rc = read_answer(text, &a, err);
    if (rc == KAMU_OK && s.n) {
        *out = arena_calloc(arena, s.n, sizeof **out);
        rc = *out ? KAMU_OK : error_nomem(err);
        if (rc == KAMU_OK)
            memcpy(*out, s.items, s.n * sizeof **out);
        *n = s.n;
    }
    mem_free(s.items);
    return rc;
}

kamu_code smart_write_progress(bool complete, uint64_t uploaded, struct buf *out,
                               struct kamu_error *err)
{
    if (complete)
        return buf_append_str(out, "{\"details\":\"Complete\"}", err);
    return buf_printf(
        out, err, "{\"details\":{\"Running\":{\"uploaded_objects_count\":%" PRIu64 "}}}", uploaded);
}
