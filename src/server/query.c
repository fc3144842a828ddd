/* GET and POST /query: SQL over the datasets that the caller may read (spec/http-api.md 4.4). */
#include "server/proof.h"
#include "server/query_run.h"
#include "server/query_threads.h"
#include "server/routes.h"

#define PROOF_OUTPUT_MAX ((size_t)64 << 20)

static kamu_code plain_answer(struct exchange *x, struct worker *w, struct query_request *r,
                              struct spool *out, enum query_stage *stage, struct kamu_error *err)
{
    bool input = r->include & QUERY_INPUT;
    KAMU_TRY(buf_append_str(&out->text, input ? "{" : "{\"output\":", err));
    KAMU_TRY(query_run(x, w, r, input, out, stage, err));
    return buf_append_byte(&out->text, '}', err);
}

/* What is signed is hashed whole, so it lies in memory. */
static kamu_code proven_answer(struct exchange *x, struct worker *w, struct query_request *r,
                               struct spool *out, enum query_stage *stage, struct kamu_error *err)
{
    struct spool output;
    struct buf input = BUF_INIT(PROOF_OUTPUT_MAX);
    spool_init(&output, w);
    output.memory_max = output.max = PROOF_OUTPUT_MAX;
    kamu_code rc = query_run(x, w, r, false, &output, stage, err);
    if (rc == KAMU_OK)
        rc = query_request_write(r, &input, err);
    if (rc == KAMU_OK)
        rc = proof_write(x->server->node_key, &input, &output.text, &out->text, err);
    spool_free(&output);
    buf_free(&input);
    return rc;
}

static void answer(struct exchange *x, struct worker *w, void *request)
{
    struct query_request *r = request;
    enum query_stage stage = QUERY_PLANNED;
    struct kamu_error err = {0};
    struct spool out;
    bool proof = r->include & QUERY_PROOF;
    spool_init(&out, w);
    if (proof)
        out.memory_max = 4 * PROOF_OUTPUT_MAX;
    kamu_code rc = proof ? proven_answer(x, w, r, &out, &stage, &err)
                         : plain_answer(x, w, r, &out, &stage, &err);
    if (rc == KAMU_OK)
        rc = spool_send(&out, x, "application/json", &err);
    if (rc != KAMU_OK)
        query_fail(x, stage, &err);
    spool_free(&out);
}

/* Where the request is kept while it waits; NULL: answered. */
static struct query_request *keep_request(struct exchange *x)
{
    struct query_request *r = arena_alloc(&x->arena, sizeof *r);
    struct kamu_error err = {0};
    if (r == NULL) {
        error_nomem(&err);
        exchange_fail(x, &err);
    }
    return r;
}

static void run(struct exchange *x, struct query_request *r)
{
    query_request_complete(r);
    if (r->include & QUERY_PROOF && x->server->node_key == NULL)
        exchange_refuse(x, 501, "Response signing is not enabled by the node operator");
    else
        query_threads_run(x, answer, r);
}

void handle_query_get(struct exchange *x, struct worker *w)
{
    struct query_request *r = keep_request(x);
    if (r != NULL && query_request_from_query(x, r))
        run(x, r);
}

void handle_query_post(struct exchange *x, struct worker *w)
{
    struct query_request *r = keep_request(x);
    if (r != NULL && query_request_from_body(x, r))
        run(x, r);
}
