/* GET {ds}/producers/{name}: how far a producer has come; {ds}/producers: all of them. */
#include "odf/json.h"
#include "server/guard.h"
#include "server/routes.h"
#include "server/server.h"

#define ANSWER_MAX ((size_t)256 << 20)

static kamu_code put(struct buf *b, const char *name, struct str value, struct kamu_error *err)
{
    KAMU_TRY(buf_append_str(b, name, err));
    return odf_json_quote(value, b, err);
}

static kamu_code put_producer(struct buf *b, const struct producer *p, struct kamu_error *err)
{
    KAMU_TRY(put(b, "{\"producer\":", p->name, err));
    KAMU_TRY(put(b, ",\"sourceName\":", p->source, err));
    KAMU_TRY(put(b, ",\"offset\":", p->offset, err));
    return p->has_epoch ? buf_printf(b, err, ",\"epoch\":%llu", (unsigned long long)p->epoch)
                        : buf_append_str(b, ",\"epoch\":null", err);
}

static kamu_code put_head(struct buf *b, const struct odf_hash *head, struct kamu_error *err)
{
    char text[ODF_HASH_TEXT_MAX];
    size_t n = odf_hash_text(head, text);
    KAMU_TRY(put(b, ",\"head\":", (struct str){text, n}, err));
    return buf_append_byte(b, '}', err);
}

struct asking {
    struct exchange *x;
    struct worker *w;
    struct dataset *ds;
    const struct dataset_state *state;
    struct buf answer;
};

static kamu_code ask_one(struct asking *a, struct kamu_error *err)
{
    struct str source;
    struct producer p;
    bool found;
    KAMU_TRY(exchange_param(a->x, "sourceName", &source, err));
    KAMU_TRY(guard_producer(a->w, a->ds, a->state, source, a->x->args[0], &a->x->arena, &found, &p,
                            err));
    if (!found)
        return error_set(err, KAMU_E_NOT_FOUND, "Producer '" STR_FMT "' has not pushed anything",
                         STR_ARG(a->x->args[0]));
    KAMU_TRY(put_producer(&a->answer, &p, err));
    return put_head(&a->answer, &a->state->head, err);
}

static int by_name(const void *a, const void *b)
{
    const struct producer *x = *(const struct producer *const *)a,
                          *y = *(const struct producer *const *)b;
    int c = str_cmp(x->source, y->source);
    return c != 0 ? c : str_cmp(x->name, y->name);
}

static kamu_code put_list(struct asking *a, const struct producers *all, struct kamu_error *err)
{
    size_t n = 0, i = 0;
    const struct producer **sorted = mem_calloc(producers_count(all) + 1, sizeof *sorted);
    kamu_code rc = sorted != NULL ? KAMU_OK : error_nomem(err);
    while (rc == KAMU_OK && (sorted[n] = producers_next(all, &i)) != NULL)
        n++;
    if (rc == KAMU_OK)
        qsort(sorted, n, sizeof *sorted, by_name);
    if (rc == KAMU_OK)
        rc = buf_append_str(&a->answer, "{\"producers\":[", err);
    for (i = 0; i < n && rc == KAMU_OK; i++) {
        rc = buf_append_str(&a->answer, i == 0 ? "" : ",", err);
        if (rc == KAMU_OK)
            rc = put_producer(&a->answer, sorted[i], err);
        if (rc == KAMU_OK)
            rc = buf_append_byte(&a->answer, '}', err);
    }
    mem_free(sorted);
    KAMU_TRY(rc);
    KAMU_TRY(buf_append_byte(&a->answer, ']', err));
    return put_head(&a->answer, &a->state->head, err);
}

static kamu_code ask_all(struct asking *a, struct kamu_error *err)
{
    struct producers *all;
    KAMU_TRY(producers_new(&all, err));
    kamu_code rc = producers_catch_up(all, a->ds, &a->state->head, err);
    if (rc == KAMU_OK)
        rc = put_list(a, all, err);
    producers_free(all);
    return rc;
}

static void answer(struct exchange *x, struct worker *w,
                   kamu_code (*ask)(struct asking *a, struct kamu_error *err))
{
    struct asking a = {.x = x, .w = w, .answer = BUF_INIT(ANSWER_MAX)};
    struct kamu_error err = {0};
    kamu_code rc = dataset_open(w->ws, &x->dataset, &a.ds, &err);
    if (rc == KAMU_OK)
        rc = dataset_state(a.ds, &a.state, &err);
    if (rc == KAMU_OK)
        rc = ask(&a, &err);
    dataset_close(a.ds);
    if (rc == KAMU_OK) {
        exchange_send_buf(x, 200, "application/json", &a.answer);
        return;
    }
    buf_free(&a.answer);
    exchange_fail(x, &err);
}

void handle_producer(struct exchange *x, struct worker *w)
{
    answer(x, w, ask_one);
}

void handle_producers(struct exchange *x, struct worker *w)
{
    answer(x, w, ask_all);
}
