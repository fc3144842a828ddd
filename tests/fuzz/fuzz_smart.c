/* Any text is a message of the smart transfer protocol, of each kind, or an error; what was read
 * can be written and read again. */
#include "store/smart_message.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct str text_of(const struct buf *b)
{
    return (struct str){(const char *)b->data, b->len};
}

static void requests(struct str text)
{
    struct kamu_error err;
    struct smart_pull_request pull, pull_again;
    struct smart_push_request push, push_again;
    struct buf out = BUF_INIT(1 << 20);
    if (smart_read_pull_request(text, &pull, &err) == KAMU_OK) {
        KAMU_ASSERT(smart_write_pull_request(&pull, &out, &err) == KAMU_OK);
        KAMU_ASSERT(smart_read_pull_request(text_of(&out), &pull_again, &err) == KAMU_OK);
        KAMU_ASSERT(odf_hash_eq(&pull.stop_at, &pull_again.stop_at));
    }
    out.len = 0;
    if (smart_read_push_request(text, &push, &err) == KAMU_OK) {
        KAMU_ASSERT(smart_write_push_request(&push, &out, &err) == KAMU_OK);
        KAMU_ASSERT(smart_read_push_request(text_of(&out), &push_again, &err) == KAMU_OK);
        KAMU_ASSERT(push.plan.object_bytes == push_again.plan.object_bytes);
    }
    buf_free(&out);
}

static void blocks(struct str text)
{
    struct kamu_error err;
    struct buf archive = BUF_INIT(1 << 20), out = BUF_INIT(8 << 20), again = BUF_INIT(1 << 20);
    uint64_t n, m;
    if (smart_read_blocks(text, "blocks", &n, &archive, &err) == KAMU_OK) {
        KAMU_ASSERT(smart_write_blocks("blocks", n, text_of(&archive), &out, &err) == KAMU_OK);
        KAMU_ASSERT(smart_read_blocks(text_of(&out), "blocks", &m, &again, &err) == KAMU_OK);
        KAMU_ASSERT(n == m && str_eq(text_of(&archive), text_of(&again)));
    }
    buf_free(&archive);
    buf_free(&out);
    buf_free(&again);
}

static void objects(struct str text, bool push)
{
    struct kamu_error err;
    struct smart_objects o, again;
    struct buf out = BUF_INIT(16 << 20);
    if (smart_read_objects(text, push, &o, &err) != KAMU_OK)
        return;
    KAMU_ASSERT(smart_write_objects(o.items, o.n, push, &out, &err) == KAMU_OK);
    KAMU_ASSERT(smart_read_objects(text_of(&out), push, &again, &err) == KAMU_OK);
    KAMU_ASSERT(o.n == again.n);
    smart_objects_free(&o);
    smart_objects_free(&again);
    buf_free(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct kamu_error err;
    struct str text = {(const char *)data, size};
    struct smart_failure failure;
    struct smart_plan plan;
    struct smart_upload *uploads;
    struct arena arena;
    size_t n;
    bool complete;
    if (size > 256 << 10)
        return 0;
    requests(text);
    blocks(text);
    objects(text, true);
    objects(text, false);
    (void)smart_read_empty(text, &err);
    (void)smart_read_progress(text, &complete, &err);
    (void)smart_read_answer(text, &failure, &err);
    (void)smart_read_plan(text, &plan, &failure, &err);
    arena_init(&arena, 64 << 20);
    if (smart_read_strategies(text, &arena, &uploads, &n, &failure, &err) == KAMU_OK)
        for (size_t i = 0; i < n; i++)
            KAMU_ASSERT(uploads[i].skip || (uploads[i].url && uploads[i].headers));
    arena_free(&arena);
    return 0;
}
