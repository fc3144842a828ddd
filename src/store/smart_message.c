/* See smart_message.h. */
#include "store/smart_message.h"

#include "store/block_archive.h"
#include "store/smart_read.h"

#include <inttypes.h>

/* ---- requests ---------------------------------------------------------------------------------
 */

static kamu_code take_pull_request(struct json_pull *j, unsigned which, void *ctx,
                                   struct kamu_error *err)
{
    struct smart_pull_request *r = ctx;
    if (which == 2)
        return smart_read_bool(j, &r->force, err);
    return smart_read_hash(j, true, which ? &r->stop_at : &r->begin_after, err);
}

kamu_code smart_read_pull_request(struct str text, struct smart_pull_request *out,
                                  struct kamu_error *err)
{
    static const char *const known[] = {"begin_after", "stop_at", "force_update_if_diverged"};
    struct smart_members m = {known, 3, 1 << 0 | 1 << 1, take_pull_request, out};
    *out = (struct smart_pull_request){0};
    return smart_read_message(text, &m, err);
}

static kamu_code take_plan(struct json_pull *j, unsigned which, void *ctx, struct kamu_error *err)
{
    struct smart_plan *p = ctx;
    uint64_t *const at[] = {&p->blocks, &p->objects, &p->records, &p->block_bytes,
                            &p->object_bytes};
    return smart_read_u64(j, which < 2 ? UINT32_MAX : UINT64_MAX, at[which], err);
}

kamu_code smart_take_plan(struct json_pull *j, struct smart_plan *out, struct kamu_error *err)
{
    static const char *const known[] = {"num_blocks", "num_objects", "num_records",
                                        "bytes_in_raw_blocks", "bytes_in_raw_objects"};
    struct smart_members m = {known, 5, 0, take_plan, out};
    return smart_read_object(j, &m, err);
}

static kamu_code take_push_request(struct json_pull *j, unsigned which, void *ctx,
                                   struct kamu_error *err)
{
    static const char *const visibilities[] = {"Private", "Public"};
    struct smart_push_request *r = ctx;
    unsigned choice;
    switch (which) {
    case 0:
        return smart_read_hash(j, true, &r->current_head, err);
    case 1:
        return smart_take_plan(j, &r->plan, err);
    case 2:
        return smart_read_bool(j, &r->force, err);
    default:
        KAMU_TRY(smart_read_choice(j, visibilities, 2, &choice, err));
        r->public_visibility = choice == 1;
        return KAMU_OK;
    }
}

kamu_code smart_read_push_request(struct str text, struct smart_push_request *out,
                                  struct kamu_error *err)
{
    static const char *const known[] = {"current_head", "transfer_plan", "force_update_if_diverged",
                                        "visibility_for_created_dataset"};
    struct smart_members m = {known, 4, 1 << 0, take_push_request, out};
    *out = (struct smart_push_request){0};
    return smart_read_message(text, &m, err);
}

kamu_code smart_read_empty(struct str text, struct kamu_error *err)
{
    struct smart_members m = {0};
    return smart_read_message(text, &m, err);
}

/* ---- blocks -----------------------------------------------------------------------------------
 */

struct blocks {
    uint64_t *num_blocks;
    struct buf *archive;
};

static kamu_code take_batch(struct json_pull *j, unsigned which, void *ctx, struct kamu_error *err)
{
    static const char *const constants[] = {NULL, BLOCK_ARCHIVE_TYPE, "raw"};
    struct blocks *b = ctx;
    unsigned choice;
    if (which == 0)
        return smart_read_u64(j, UINT32_MAX, b->num_blocks, err);
    if (which < 3)
        return smart_read_choice(j, &constants[which], 1, &choice, err);
    return json_pull_bytes(j, b->archive) == JSON_ARRAY_END ? KAMU_OK : smart_malformed(j, "", err);
}

static kamu_code take_blocks(struct json_pull *j, unsigned which, void *ctx, struct kamu_error *err)
{
    static const char *const known[] = {"num_blocks", "media_type", "encoding", "payload"};
    struct smart_members m = {known, 4, 0, take_batch, ctx};
    (void)which;
    return smart_read_object(j, &m, err);
}

kamu_code smart_read_blocks(struct str text, const char *member, uint64_t *num_blocks,
                            struct buf *archive, struct kamu_error *err)
{
    struct blocks b = {num_blocks, archive};
    struct smart_members m = {&member, 1, 0, take_blocks, &b};
    archive->len = 0;
    return smart_read_message(text, &m, err);
}

/* ---- objects ----------------------------------------------------------------------------------
 */

const char *const smart_object_members[3] = {"object_type", "physical_hash", "size"};
static const char *const object_types[] = {"DataSlice", "Checkpoint"};

static const char *type_of(enum dataset_object kind)
{
    return object_types[kind == DATASET_CHECKPOINT];
}

void smart_objects_free(struct smart_objects *o)
{
    mem_free(o->items);
    *o = (struct smart_objects){0};
}

kamu_code smart_take_object(struct json_pull *j, unsigned which, void *ctx, struct kamu_error *err)
{
    struct transfer_object *o = ctx;
    unsigned choice;
    if (which == 1)
        return smart_read_hash(j, false, &o->hash, err);
    if (which == 2)
        return smart_read_u64(j, UINT64_MAX, &o->size, err);
    KAMU_TRY(smart_read_choice(j, object_types, 2, &choice, err));
    o->kind = choice ? DATASET_CHECKPOINT : DATASET_DATA;
    return KAMU_OK;
}

static kamu_code append_object(struct smart_objects *list, const struct transfer_object *o,
                               struct kamu_error *err)
{
    if (list->n == list->cap) {
        size_t cap = list->cap ? 2 * list->cap : 16;
        struct transfer_object *grown = mem_realloc_array(list->items, cap, sizeof *grown);
        if (!grown)
            return error_nomem(err);
        list->items = grown;
        list->cap = cap;
    }
    list->items[list->n++] = *o;
    return KAMU_OK;
}

static kamu_code take_objects(struct json_pull *j, unsigned which, void *ctx,
                              struct kamu_error *err)
{
    struct smart_objects *list = ctx;
    if (which == 1)
        return smart_read_bool(j, &list->truncated, err);
    KAMU_TRY(smart_expect(j, JSON_ARRAY, "an array is expected", err));
    for (;;) {
        struct transfer_object o = {0};
        struct smart_members m = {smart_object_members, 3, 0, smart_take_object, &o};
        enum json_token t = json_pull_next(j);
        if (t == JSON_ARRAY_END)
            return KAMU_OK;
        if (t != JSON_OBJECT)
            return smart_malformed(j, "an object is expected", err);
        KAMU_TRY(smart_read_members(j, &m, err));
        KAMU_TRY(append_object(list, &o, err));
    }
}

kamu_code smart_read_objects(struct str text, bool push, struct smart_objects *out,
                             struct kamu_error *err)
{
    static const char *const known[] = {"object_files", "is_truncated"};
    struct smart_members m = {known, push ? 2 : 1, 0, take_objects, out};
    *out = (struct smart_objects){0};
    kamu_code rc = smart_read_message(text, &m, err);
    if (rc != KAMU_OK)
        smart_objects_free(out);
    return rc;
}

static kamu_code take_running(struct json_pull *j, unsigned which, void *ctx,
                              struct kamu_error *err)
{
    uint64_t count;
    (void)which, (void)ctx;
    return smart_read_u64(j, UINT32_MAX, &count, err);
}

static kamu_code take_details(struct json_pull *j, unsigned which, void *ctx,
                              struct kamu_error *err)
{
    static const char *const counts[] = {"uploaded_objects_count"};
    struct smart_members m = {counts, 1, 0, take_running, NULL};
    bool *complete = ctx;
    (void)which;
    enum json_token t = json_pull_next(j);
    *complete = t == JSON_STRING && str_eqc(j->text, "Complete");
    if (*complete)
        return KAMU_OK;
    if (t != JSON_OBJECT)
        return smart_malformed(j, "Complete or Running is expected", err);
    KAMU_TRY(smart_expect(j, JSON_KEY, "Running is expected", err));
    if (!str_eqc(j->text, "Running"))
        return smart_malformed(j, "Running is expected", err);
    KAMU_TRY(smart_read_object(j, &m, err));
    return smart_expect(j, JSON_OBJECT_END, "more follows Running", err);
}

kamu_code smart_read_progress(struct str text, bool *complete, struct kamu_error *err)
{
    static const char *const known[] = {"details"};
    struct smart_members m = {known, 1, 0, take_details, complete};
    return smart_read_message(text, &m, err);
}

/* ---- writing ----------------------------------------------------------------------------------
 */

static kamu_code put_hash(const struct odf_hash *h, struct buf *out, struct kamu_error *err)
{
    char text[ODF_HASH_TEXT_MAX];
    if (!odf_hash_present(h))
        return buf_append_str(out, "null", err);
    odf_hash_text(h, text);
    return buf_printf(out, err, "\"%s\"", text);
}

static kamu_code put_plan(const struct smart_plan *p, struct buf *out, struct kamu_error *err)
{
    return buf_printf(out, err,
                      "\"transfer_plan\":{\"num_blocks\":%" PRIu64 ",\"num_objects\":%" PRIu64
                      ",\"num_records\":%" PRIu64 ",\"bytes_in_raw_blocks\":%" PRIu64
                      ",\"bytes_in_raw_objects\":%" PRIu64 "}",
                      p->blocks, p->objects, p->records, p->block_bytes, p->object_bytes);
}

kamu_code smart_write_pull_request(const struct smart_pull_request *r, struct buf *out,
                                   struct kamu_error *err)
{
    KAMU_TRY(buf_append_str(out, "{\"begin_after\":", err));
    KAMU_TRY(put_hash(&r->begin_after, out, err));
    KAMU_TRY(buf_append_str(out, ",\"stop_at\":", err));
    KAMU_TRY(put_hash(&r->stop_at, out, err));
    return buf_printf(out, err, ",\"force_update_if_diverged\":%s}", r->force ? "true" : "false");
}

kamu_code smart_write_push_request(const struct smart_push_request *r, struct buf *out,
                                   struct kamu_error *err)
{
    KAMU_TRY(buf_append_str(out, "{\"current_head\":", err));
    KAMU_TRY(put_hash(&r->current_head, out, err));
    KAMU_TRY(buf_append_byte(out, ',', err));
    KAMU_TRY(put_plan(&r->plan, out, err));
    return buf_printf(out, err,
                      ",\"force_update_if_diverged\":%s,\"visibility_for_created_dataset\":\"%s\"}",
                      r->force ? "true" : "false", r->public_visibility ? "Public" : "Private");
}

static kamu_code put_bytes(struct str bytes, struct buf *out, struct kamu_error *err)
{
    KAMU_TRY(buf_reserve(out, bytes.n < out->max / 4 ? 4 * bytes.n : out->max - out->len, err));
    for (size_t i = 0; i < bytes.n; i++) {
        uint8_t v = (uint8_t)bytes.p[i];
        if (out->cap - out->len < 4)
            KAMU_TRY(buf_reserve(out, 4, err));
        uint8_t *p = out->data + out->len;
        if (i)
            *p++ = ',';
        if (v >= 100)
            *p++ = (uint8_t)('0' + v / 100);
        if (v >= 10)
            *p++ = (uint8_t)('0' + v / 10 % 10);
        *p++ = (uint8_t)('0' + v % 10);
        out->len = (size_t)(p - out->data);
    }
    return KAMU_OK;
}

kamu_code smart_write_blocks(const char *member, uint64_t num_blocks, struct str archive,
                             struct buf *out, struct kamu_error *err)
{
    KAMU_TRY(buf_printf(out, err,
                        "{\"%s\":{\"num_blocks\":%" PRIu64 ",\"media_type\":\"" BLOCK_ARCHIVE_TYPE
                        "\",\"encoding\":\"raw\",\"payload\":[",
                        member, num_blocks));
    KAMU_TRY(put_bytes(archive, out, err));
    return buf_append_str(out, "]}}", err);
}

static kamu_code put_object(const struct transfer_object *o, struct buf *out,
                            struct kamu_error *err)
{
    char text[ODF_HASH_TEXT_MAX];
    odf_hash_text(&o->hash, text);
    return buf_printf(out, err,
                      "{\"object_type\":\"%s\",\"physical_hash\":\"%s\",\"size\":%" PRIu64 "}",
                      type_of(o->kind), text, o->size);
}

kamu_code smart_write_objects(const struct transfer_object *items, size_t n, bool push,
                              struct buf *out, struct kamu_error *err)
{
    KAMU_TRY(buf_append_str(out, "{\"object_files\":[", err));
    for (size_t i = 0; i < n; i++) {
        if (i)
            KAMU_TRY(buf_append_byte(out, ',', err));
        KAMU_TRY(put_object(&items[i], out, err));
    }
    return buf_append_str(out, push ? "],\"is_truncated\":false}" : "]}", err);
}

static kamu_code put_url(const struct transfer_object *o, const struct smart_url *url,
                         struct buf *out, struct kamu_error *err)
{
    char hash[ODF_HASH_TEXT_MAX];
    odf_hash_text(&o->hash, hash);
    struct arena arena;
    arena_init(&arena, 64 << 10);
    char *text = arena_printf(&arena, STR_FMT "%s/%s", STR_ARG(url->base),
                              o->kind == DATASET_DATA ? "data" : "checkpoints", hash);
    kamu_code rc = text ? buf_append_str(out, "{\"url\":", err) : error_nomem(err);
    if (rc == KAMU_OK)
        rc = odf_json_quote(str_c(text), out, err);
    arena_free(&arena);
    KAMU_TRY(rc);
    KAMU_TRY(buf_append_str(
        out, ",\"headers\":[{\"name\":\"" SMART_VERSION_HEADER "\",\"value\":\"1\"}", err));
    if (url->token.p) {
        struct buf bearer = BUF_INIT(64 << 10);
        rc = buf_printf(&bearer, err, "Bearer " STR_FMT, STR_ARG(url->token));
        if (rc == KAMU_OK)
            rc = buf_append_str(out, ",{\"name\":\"authorization\",\"value\":", err);
        if (rc == KAMU_OK)
            rc = odf_json_quote((struct str){(char *)bearer.data, bearer.len}, out, err);
        if (rc == KAMU_OK)
            rc = buf_append_byte(out, '}', err);
        buf_free(&bearer);
        KAMU_TRY(rc);
    }
    return buf_append_str(out, "],\"expires_at\":null}", err);
}

static kamu_code put_strategy(const struct transfer_object *o, bool skip, bool push,
                              const struct smart_url *url, struct buf *out, struct kamu_error *err)
{
    KAMU_TRY(buf_append_str(out, "{\"object_file\":", err));
    KAMU_TRY(put_object(o, out, err));
    if (skip)
        return buf_append_str(out, ",\"push_strategy\":\"SkipUpload\",\"upload_to\":null}", err);
    KAMU_TRY(buf_append_str(out,
                            push ? ",\"push_strategy\":\"HttpUpload\",\"upload_to\":"
                                 : ",\"pull_strategy\":\"HttpDownload\",\"download_from\":",
                            err));
    KAMU_TRY(put_url(o, url, out, err));
    return buf_append_byte(out, '}', err);
}

kamu_code smart_write_strategies(const struct transfer_object *items, const bool *skip, size_t n,
                                 bool push, const struct smart_url *url, struct buf *out,
                                 struct kamu_error *err)
{
    KAMU_TRY(buf_append_str(out, push ? "{\"Ok\":{" : "{", err));
    KAMU_TRY(buf_append_str(out, "\"object_transfer_strategies\":[", err));
    for (size_t i = 0; i < n; i++) {
        if (i)
            KAMU_TRY(buf_append_byte(out, ',', err));
        KAMU_TRY(put_strategy(&items[i], skip && skip[i], push, url, out, err));
    }
    return buf_append_str(out, push ? "]}}" : "]}", err);
}

kamu_code smart_write_plan(const struct smart_plan *plan, struct buf *out, struct kamu_error *err)
{
    KAMU_TRY(buf_append_str(out, "{\"Ok\":{", err));
    KAMU_TRY(put_plan(plan, out, err));
    return buf_append_str(out, "}}", err);
}

kamu_code smart_write_error_hashes(const char *variant, const char *first, const struct odf_hash *a,
                                   const char *second, const struct odf_hash *b, struct buf *out,
                                   struct kamu_error *err)
{
    KAMU_TRY(buf_printf(out, err, "{\"Err\":{\"%s\":{\"%s\":", variant, first));
    KAMU_TRY(put_hash(a, out, err));
    KAMU_TRY(buf_printf(out, err, ",\"%s\":", second));
    KAMU_TRY(put_hash(b, out, err));
    return buf_append_str(out, "}}}", err);
}

kamu_code smart_write_error_text(const char *variant, const char *member, struct str text,
                                 struct buf *out, struct kamu_error *err)
{
    KAMU_TRY(buf_printf(out, err, "{\"Err\":{\"%s\":{", variant));
    if (member) {
        KAMU_TRY(buf_printf(out, err, "\"%s\":", member));
        KAMU_TRY(odf_json_quote(text, out, err));
    }
    return buf_append_str(out, "}}}", err);
}

kamu_code smart_write_internal(bool push, enum smart_phase phase, const char *text, struct buf *out,
                               struct kamu_error *err)
{
    static const char *const pull_phases[] = {"InitialRequest", "MetadataRequest",
                                              "ObjectsRequest"};
    static const char *const push_phases[] = {"InitialRequest",        "MetadataRequest",
                                              "ObjectsRequest",        "EnsuringTargetExists",
                                              "ObjectsUploadProgress", "CompleteRequest"};
    KAMU_ASSERT(push || phase <= SMART_OBJECTS);
    KAMU_TRY(buf_printf(out, err,
                        "{\"Err\":{\"Internal\":{\"phase\":{\"%s\":\"%s\"},\"error_message\":",
                        push ? "Push" : "Pull", push ? push_phases[phase] : pull_phases[phase]));
    KAMU_TRY(odf_json_quote(str_c(text), out, err));
    return buf_append_str(out, "}}}", err);
}
