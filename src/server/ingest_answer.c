/* The answer to a push: see ingest_request.h. */
#include "server/ingest_request.h"
#include "server/metrics.h"

#include "readers/format.h"

#include <inttypes.h>

#define ANSWER_MAX ((size_t)2 << 20)

/* ---- what went wrong --------------------------------------------------------------------- */

/* All messages, outermost first. */
static const char *whole_text(struct exchange *x, const struct kamu_error *err)
{
    const char *text = kamu_error_message(err, 0), *more = NULL;
    for (unsigned i = 1; text != NULL && (more = kamu_error_message(err, i)) != NULL; i++)
        text = arena_printf(&x->arena, "%s: %s", text, more);
    return text == NULL ? kamu_code_name(err->code) : text;
}

/* Of its readers' words kamu tells these. */
static bool kamus_words(const struct exchange *x, const struct kamu_error *err)
{
    static const char *const words[] = {
        "Sub-path does not specify an array",
        "Sub-path not found",
        "Expected FeatureCollection type but got",
        "Invalid geojson",
        "Archive does not contain any .shp files",
        "Archive contains multiple .shp files",
        "Unsupported ",
        "Csv.",
    };
    struct str accept = exchange_header(x, "accept");
    const char *text = kamu_error_message(err, 0);
    if (text == NULL ||
        (accept.p != NULL && memmem(accept.p, accept.n, "problem+json", 12) != NULL))
        return false; /* all of it is wanted */
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (str_starts(str_c(text), words[i]))
            return true;
    return false;
}

/* Hints name an option of the command line: here the media type and the query say the same. */
static void reword_hint(struct kamu_error *e)
{
    char text[sizeof e->at.hint];
    const char *option = strstr(e->at.hint, "--input-format ");
    const char *name = option == NULL ? NULL : option + strlen("--input-format ");
    struct reader_format f;
    if (name == NULL)
        return;
    bool quoted = *name == '\'';
    name += quoted;
    size_t n = quoted ? strcspn(name, "'") : strcspn(name, ") ,"), word = strcspn(name, ";)' ,");
    word = word < n ? word : n;
    if (!format_from_name((struct str){name, word}, &f))
        return;
    int options = (int)(n - word);
    (void)snprintf(text, sizeof text, "%.*sContent-Type: %s%s%.*s%s", (int)(option - e->at.hint),
                   e->at.hint, format_media_type(f.kind), options > 1 ? " with ?" : "",
                   options > 1 ? options - 1 : 0, name + word + (options > 1),
                   name + n + (quoted && name[n] != 0));
    memcpy(e->at.hint, text, sizeof text);
}

static void tell_all(struct exchange *x, const struct kamu_error *err)
{
    struct kamu_error reworded = *err;
    reword_hint(&reworded);
    exchange_fail(x, &reworded);
}

void ingest_fail(struct exchange *x, const struct kamu_error *err)
{
    switch (err->code) {
    case KAMU_E_USAGE:
    case KAMU_E_NOT_FOUND: /* a source */
    case KAMU_E_CHAIN:
    case KAMU_E_UNSUPPORTED:
        exchange_refuse(x, 400, whole_text(x, err));
        return;
    case KAMU_E_INPUT:
        if (!kamus_words(x, err))
            break;
        exchange_refuse(x, 400, whole_text(x, err));
        return;
    default:
        break;
    }
    tell_all(x, err);
}

static void fail(struct ingest_request *r, const struct push_outcome *o)
{
    struct exchange *x = r->x;
    if (o->verdict == VERDICT_QUEUE_FULL || o->verdict == VERDICT_DATASET_FULL) {
        exchange_add_header(x, "retry-after", "1");
        exchange_refuse(x, o->verdict == VERDICT_QUEUE_FULL ? 503 : 429, whole_text(x, &o->error));
    } else if (o->verdict == VERDICT_QUOTA) {
        exchange_refuse(x, 403, "Unauthorized");
    } else if (o->code == KAMU_E_CONFLICT && r->conditional) {
        exchange_refuse(x, 412, whole_text(x, &o->error));
    } else if (o->code == KAMU_E_CONFLICT) { /* others were faster, again and again */
        exchange_add_header(x, "retry-after", "1");
        exchange_refuse(x, 503, "Too many programs write to the dataset: try again");
    } else if (o->code == KAMU_E_NOT_FOUND && r->upload.fd >= 0 && !r->push.makes_source &&
               r->push.options.source_name == NULL) { /* nothing says what it would read */
        exchange_refuse(x, 400, "Dataset does not define a push source 'auto'");
    } else {
        ingest_fail(x, &o->error);
    }
}

/* ---- what has become of it ------------------------------------------------------------------ */

static kamu_code put_answer(const struct ingest_request *r, const struct push_outcome *o,
                            struct buf *b)
{
    char old_head[ODF_HASH_TEXT_MAX] = "", new_head[ODF_HASH_TEXT_MAX] = "";
    const char *status = !o->updated ? "up-to-date" : r->dry_run ? "dry-run" : "committed";
    if (odf_hash_present(&o->old_head))
        (void)odf_hash_text(&o->old_head, old_head);
    if (odf_hash_present(&o->new_head))
        (void)odf_hash_text(&o->new_head, new_head);
    KAMU_TRY(buf_printf(b, NULL, "{\"status\":\"%s\"", status));
    if (o->replayed)
        KAMU_TRY(buf_append_str(b, ",\"replayed\":true", NULL));
    if (old_head[0] != 0)
        KAMU_TRY(buf_printf(b, NULL, ",\"oldHead\":\"%s\"", old_head));
    if (new_head[0] != 0)
        KAMU_TRY(buf_printf(b, NULL, ",\"newHead\":\"%s\"", new_head));
    KAMU_TRY(buf_printf(b, NULL,
                        ",\"rows\":{\"received\":%" PRIu64 ",\"new\":%" PRIu64
                        ",\"rejected\":%" PRIu64 "}",
                        o->rows_received, o->rows_new, o->rows_rejected));
    if (o->has_offsets)
        KAMU_TRY(buf_printf(b, NULL, ",\"offsets\":{\"start\":%" PRIu64 ",\"end\":%" PRIu64 "}",
                            o->offset_first, o->offset_last));
    if (r->skips) {
        KAMU_TRY(buf_append_str(b, ",\"rejected\":[", NULL));
        KAMU_TRY(buf_append(b, r->rejects.data, r->rejects.len, NULL));
        KAMU_TRY(buf_append_byte(b, ']', NULL));
    }
    return buf_append_byte(b, '}', NULL);
}

static void succeed(const struct ingest_request *r, const struct push_outcome *o)
{
    struct buf b = BUF_INIT(ANSWER_MAX);
    if (!r->represent) {
        exchange_send(r->x, 200, NULL, NULL, 0);
        return;
    }
    if (put_answer(r, o, &b) == KAMU_OK) {
        exchange_send_buf(r->x, 200, "application/json", &b);
        return;
    }
    buf_free(&b);
    exchange_send(r->x, 200, NULL, NULL, 0); /* no memory, but it is committed */
}

void ingest_answer(struct ingest_request *r, const struct push_outcome *o)
{
    struct buf rejects = r->rejects; /* r goes with the exchange that is answered */
    struct upload upload = r->upload;
    r->x->note = (struct exchange_note){.code = o->code,
                                        .is_push = true,
                                        .replayed = o->replayed,
                                        .rows_received = o->rows_received,
                                        .rows_new = o->rows_new,
                                        .rows_rejected = o->rows_rejected,
                                        .group = o->group};
    if (o->replayed)
        metrics_count(r->x->server->metrics,
                      r->push.guard.has_key ? METRIC_REPLAYS : METRIC_PRODUCER_REPLAYS, 1);
    else if (o->verdict == VERDICT_FENCED)
        metrics_count(r->x->server->metrics, METRIC_PRODUCER_FENCED, 1);
    if (!guard_answer(r->x, o)) {
        if (o->code != KAMU_OK)
            fail(r, o);
        else
            succeed(r, o);
    }
    struct ingest_request rest = {.rejects = rejects, .upload = upload};
    ingest_request_free(&rest);
}
