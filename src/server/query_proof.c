/* POST /verify: was this answered, and would it be answered again (spec/http-api.md 4.5). */
#include "odf/json.h"
#include "server/proof.h"
#include "server/query_run.h"
#include "server/query_threads.h"
#include "server/routes.h"
#include "store/dataset.h"

#define OUTPUT_MAX ((size_t)64 << 20)

struct verify_request {
    struct query_request input;
    struct str sub_queries; /* as JSON */
    struct commitment commitment;
    struct str type, method, value;
};

/* ---- the body ---------------------------------------------------------------------------------
 */

static bool take_input(struct json_fields *b, enum json_token t, void *to)
{
    return query_request_take(b, t, &((struct verify_request *)to)->input);
}

static bool take_sub_queries(struct json_fields *b, enum json_token t, void *to)
{
    if (t != JSON_ARRAY)
        return json_fields_list(b, t, NULL, to); /* says what is expected */
    return json_fields_raw(b, t, &((struct verify_request *)to)->sub_queries);
}

static bool take_hash(struct json_fields *b, enum json_token t, struct odf_hash *out)
{
    struct str text = STR_NONE;
    struct kamu_error err = {0};
    if (!json_fields_string(b, t, &text))
        return false;
    return odf_hash_parse(text, out, &err) == KAMU_OK ||
           json_fields_wrong(b, "%s", kamu_error_message(&err, 0));
}

static bool take_input_hash(struct json_fields *b, enum json_token t, void *to)
{
    return take_hash(b, t, &((struct commitment *)to)->input);
}

static bool take_output_hash(struct json_fields *b, enum json_token t, void *to)
{
    return take_hash(b, t, &((struct commitment *)to)->output);
}

static bool take_sub_hash(struct json_fields *b, enum json_token t, void *to)
{
    return take_hash(b, t, &((struct commitment *)to)->sub_queries);
}

static const struct json_field commitment_fields[] = {
    {"inputHash", true, take_input_hash},
    {"outputHash", true, take_output_hash},
    {"subQueriesHash", true, take_sub_hash},
    {NULL, false, NULL},
};

static bool take_commitment(struct json_fields *b, enum json_token t, void *to)
{
    return json_fields_object(b, t, "Commitment", commitment_fields,
                              &((struct verify_request *)to)->commitment);
}

static bool take_type(struct json_fields *b, enum json_token t, void *to)
{
    struct verify_request *r = to;
    if (!json_fields_variant(b, t, &r->type))
        return false;
    return str_eqc(r->type, "Ed25519Signature2020") ||
           str_eqc(r->type, "EcdsaSecp256k1Signature2019") ||
           json_fields_wrong(b,
                             "unknown variant `%.*s`, expected `Ed25519Signature2020` or "
                             "`EcdsaSecp256k1Signature2019`",
                             (int)(r->type.n > 200 ? 200 : r->type.n), r->type.p);
}

static bool take_method(struct json_fields *b, enum json_token t, void *to)
{
    return json_fields_string(b, t, &((struct verify_request *)to)->method);
}

static bool take_value(struct json_fields *b, enum json_token t, void *to)
{
    return json_fields_string(b, t, &((struct verify_request *)to)->value);
}

static const struct json_field proof_fields[] = {
    {"type", true, take_type},
    {"verificationMethod", true, take_method},
    {"proofValue", true, take_value},
    {NULL, false, NULL},
};

static bool take_proof(struct json_fields *b, enum json_token t, void *to)
{
    return json_fields_object(b, t, "Proof", proof_fields, to);
}

static const struct json_field fields[] = {
    {"input", true, take_input},
    {"subQueries", true, take_sub_queries},
    {"commitment", true, take_commitment},
    {"proof", true, take_proof},
    {NULL, false, NULL},
};

/* ---- the answer -------------------------------------------------------------------------------
 */

static void refuse(struct exchange *x, const char *kind, const char *text, const char *members)
{
    const char *front = strncmp(kind, "InvalidRequest", 14) == 0
                            ? "The commitment is invalid and cannot be disputed: "
                            : "";
    char *json =
        arena_printf(&x->arena, "{\"ok\":false,\"error\":{\"kind\":\"%s\",\"message\":\"%s%s\"%s}}",
                     kind, front, text, members);
    struct kamu_error err = {0};
    if (json != NULL) {
        exchange_send_text(x, 400, "application/json", json);
        return;
    }
    error_nomem(&err);
    exchange_fail(x, &err);
}

static void output_differs(struct exchange *x, const struct odf_hash *expected,
                           const struct odf_hash *actual)
{
    char members[300], e[ODF_HASH_TEXT_MAX], a[ODF_HASH_TEXT_MAX];
    odf_hash_text(expected, e);
    odf_hash_text(actual, a);
    (void)snprintf(members, sizeof members, ",\"expected_hash\":\"%s\",\"actual_hash\":\"%s\"", e,
                   a);
    refuse(x, "VerificationFailed::OutputMismatch",
           "Query was reproduced but resulted in output hash different from expected. This means "
           "that the output was either falsified, or the query reproducibility was not guaranteed "
           "by the system.",
           members);
}

/* The blocks are looked for by themselves, so that it can be told which is missing. */
static bool blocks_are_there(struct exchange *x, struct worker *w, const struct query_request *r)
{
    for (size_t i = 0; i < r->n_tables; i++) {
        const struct query_table *t = &r->tables[i];
        char members[300], did[ODF_DID_TEXT_MAX], hash[ODF_HASH_TEXT_MAX], text[400];
        struct dataset_handle handle;
        struct dataset *ds = NULL;
        unsigned rights = 0;
        struct buf bytes = BUF_INIT(ODF_BLOCK_BYTES_MAX + 1);
        size_t n = odf_did_text(&t->id, did);
        if (!t->has_block ||
            workspace_resolve(w->ws, (struct str){did, n}, &x->arena, &handle, NULL) != KAMU_OK ||
            access_rights(x->server->access, &x->caller, &handle, &rights, NULL) != KAMU_OK ||
            !(rights & ACCESS_READ) || dataset_open(w->ws, &handle, &ds, NULL) != KAMU_OK)
            continue; /* running the query says what is wrong */
        kamu_code rc = dataset_block_bytes(ds, &t->block, &bytes, NULL);
        dataset_close(ds);
        buf_free(&bytes);
        if (rc != KAMU_E_NOT_FOUND)
            continue;
        odf_hash_text(&t->block, hash);
        (void)snprintf(members, sizeof members, ",\"dataset_id\":\"%s\",\"block_hash\":\"%s\"", did,
                       hash);
        (void)snprintf(text, sizeof text,
                       "Cannot verify: dataset %s does not have a block %s; it may have been "
                       "rewritten since",
                       did, hash);
        refuse(x, "VerificationFailed::DatasetBlockNotFound", text, members);
        return false;
    }
    return true;
}

static void run_again(struct exchange *x, struct worker *w, void *request)
{
    struct verify_request *r = request;
    enum query_stage stage = QUERY_PLANNED;
    struct kamu_error err = {0};
    struct odf_hash actual;
    struct spool out;
    spool_init(&out, w);
    out.memory_max = out.max = OUTPUT_MAX;
    kamu_code rc = query_run(x, w, &r->input, false, &out, &stage, &err);
    if (rc == KAMU_OK)
        rc = proof_hash((struct str){(const char *)out.text.data, out.text.len}, &actual, &err);
    spool_free(&out);
    if (rc != KAMU_OK)
        query_fail(x, stage, &err);
    else if (!odf_hash_eq(&actual, &r->commitment.output))
        output_differs(x, &r->commitment.output, &actual);
    else
        exchange_send_text(x, 200, "application/json", "{\"ok\":true}");
}

/* Hashes and signature; false: the answer has been sent. */
static kamu_code check_hashes(const struct verify_request *r, bool *input, bool *sub_queries,
                              struct kamu_error *err)
{
    struct buf text = BUF_INIT((size_t)64 << 20);
    struct odf_hash hash;
    kamu_code rc = query_request_write(&r->input, &text, err);
    if (rc == KAMU_OK)
        rc = proof_hash((struct str){(const char *)text.data, text.len}, &hash, err);
    buf_free(&text);
    KAMU_TRY(rc);
    *input = odf_hash_eq(&hash, &r->commitment.input);
    KAMU_TRY(proof_hash(r->sub_queries, &hash, err));
    *sub_queries = odf_hash_eq(&hash, &r->commitment.sub_queries);
    return KAMU_OK;
}

static bool check(struct exchange *x, const struct verify_request *r)
{
    static const char invalid[] = "InvalidRequest::";
    struct kamu_error err = {0};
    bool input = false, sub_queries = false, good = false;
    char kind[64];
    kamu_code rc = check_hashes(r, &input, &sub_queries, &err);
    if (rc == KAMU_OK && !input) {
        (void)snprintf(kind, sizeof kind, "%sInputHash", invalid);
        refuse(x, kind, "commitment.inputHash doesn't match the hash of input object", "");
        return false;
    }
    if (rc == KAMU_OK && !sub_queries) {
        (void)snprintf(kind, sizeof kind, "%sSubQueriesHash", invalid);
        refuse(x, kind, "commitment.subQueriesHash doesn't match the hash of subQueries object",
               "");
        return false;
    }
    if (rc == KAMU_OK)
        rc = proof_check(&r->commitment, r->method, r->value, &good, &err);
    if (rc == KAMU_OK && !good) {
        (void)snprintf(kind, sizeof kind, "%sBadSignature", invalid);
        refuse(x, kind, "Verification equation was not satisfied", "");
        return false;
    }
    if (rc == KAMU_OK)
        return true;
    exchange_fail(x, &err);
    return false;
}

void handle_verify(struct exchange *x, struct worker *w)
{
    struct verify_request *r = arena_calloc(&x->arena, 1, sizeof *r);
    struct kamu_error err = {0};
    if (r == NULL) {
        error_nomem(&err);
        exchange_fail(x, &err);
        return;
    }
    if (!json_fields_read(x, "VerifyRequest", fields, r))
        return;
    if (str_eqc(r->type, "EcdsaSecp256k1Signature2019")) {
        exchange_refuse(x, 501, "Not Implemented");
        return;
    }
    if (check(x, r) && blocks_are_there(x, w, &r->input))
        query_threads_run(x, run_again, r);
}
