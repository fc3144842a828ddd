/* Chain rules: the scenarios of spec/odf-metadata.md 8.8 and ours, the summary in caches,
 * snapshots. */
#include "odf/block.h"
#include "odf/rules.h"
#include "odf/snapshot.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static struct arena arena;
static struct kamu_error err;
static struct odf_chain_state chain;
static int64_t now;

static struct odf_event event(const char *yaml)
{
    struct odf_event *events;
    uint32_t n;
    if (odf_events_from_yaml(str_c(yaml), &arena, &events, &n, NULL, &err) != KAMU_OK)
        fail_msg("%s: %s", yaml, err.text);
    return events[0];
}

static kamu_code append_block(const struct odf_block *b, unsigned flags)
{
    struct buf bytes = BUF_INIT(1 << 20), before = BUF_INIT(1 << 20), after = BUF_INIT(1 << 20);
    assert_int_equal(odf_block_encode(b, &bytes, NULL), KAMU_OK);
    struct odf_hash hash = odf_block_hash(bytes.data, bytes.len);
    memset(&err, 0, sizeof err);
    assert_int_equal(odf_chain_state_encode(&chain, &before, NULL), KAMU_OK);
    kamu_code rc = odf_chain_append(&chain, b, &hash, flags, &err);
    assert_int_equal(odf_chain_state_encode(&chain, &after, NULL), KAMU_OK);
    if (rc != KAMU_OK) { /* a refused block leaves no trace */
        assert_int_equal(before.len, after.len);
        assert_memory_equal(before.data, after.data, before.len);
    }
    buf_free(&bytes);
    buf_free(&before);
    buf_free(&after);
    return rc;
}

/* "" when accepted, else the error. */
static const char *add(const char *yaml)
{
    struct odf_block b = odf_chain_next(&chain, (struct instant){now, 0}, event(yaml));
    return append_block(&b, 0) == KAMU_OK ? "" : err.text;
}

#define DID "did:odf:fed01d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
#define OTHER "did:odf:fed01df230b49615d175307d580c33d6fda61fc7b9aec91df0f5c1a5ebe3b8cbfee02"
#define HASH "f16209eb949bd8ff0bb1d827f11809aebc6bd0d5955c7f368469a913c70d196620272"
#define HASH2 "f162080084bf2fba02475726feb2cab2d8215eab14bc6bdd8bfb2c8151257032ecd8b"
#define SEED "{kind: Seed, datasetId: '" DID "', datasetKind: Root}"
#define SCHEMA                                                                                     \
    "{kind: SetDataSchema, schema: {fields: [{name: offset, type: Int64}, {name: op, type: "       \
    "Int32}, {name: "                                                                              \
    "system_time, type: Timestamp}, {name: event_time, type: Timestamp}, {name: city, type: "      \
    "String}]}}"
#define SLICE(from, to)                                                                            \
    "newData: {logicalHash: " HASH ", physicalHash: " HASH ", offsetInterval: {start: " #from      \
    ", end: " #to "}, size: 10}"
#define PUSH(name, read)                                                                           \
    "{kind: AddPushSource, sourceName: " name ", read: " read ", merge: {kind: Append}}"
#define POLL                                                                                       \
    "{kind: SetPollingSource, fetch: {kind: Url, url: 'http://x'}, read: {kind: NdJson}, merge: "  \
    "{kind: Append}}"

static void start(const char *seed)
{
    odf_chain_state_free(&chain);
    now = 1000;
    if (seed)
        assert_string_equal(add(seed), "");
}

static void order(void **state)
{
    start(NULL);
    assert_string_equal(
        add("{kind: SetInfo}"),
        "First block has to be a seed, perhaps new block does not link to the previous");
    start(SEED);
    assert_string_equal(add(SEED), "Attempt to append seed block to a non-empty chain");
    struct odf_block b = odf_chain_next(&chain, (struct instant){now, 0}, event("{kind: SetInfo}"));
    b.prev_block_hash = odf_hash_of("x", 1);
    assert_int_equal(append_block(&b, 0), KAMU_E_CHAIN);
    assert_string_equal(err.text, "Invalid previous block");
    b = odf_chain_next(&chain, (struct instant){now, 0}, event("{kind: SetInfo}"));
    b.sequence_number = 2;
    assert_int_equal(append_block(&b, 0), KAMU_E_CHAIN);
    assert_non_null(strstr(
        err.text, "with sequence number 0 cannot be followed by block with sequence number 2"));
    now--;
    assert_string_equal(add("{kind: SetInfo}"),
                        "System time has to be monotonically non-decreasing");
    now++;
    assert_string_equal(add("{kind: SetInfo}"), "");
    start(NULL);
    b = (struct odf_block){.sequence_number = 1, .event = event(SEED)};
    assert_int_equal(append_block(&b, 0), KAMU_E_CHAIN);
    assert_string_equal(err.text, "Block sequence has to start with zero, not 1");
}

static void data(void **state)
{
    start(SEED);
    assert_string_equal(
        add("{kind: AddData, " SLICE(0, 9) "}"),
        "Invalid event: SetDataSchema event must be present before adding data: AddData");
    assert_string_equal(add("{kind: AddData}"), "No-op event: Event is empty: AddData");
    assert_string_equal(add(SCHEMA), "");
    assert_string_equal(
        add("{kind: AddData, prevOffset: 4, " SLICE(5, 9) "}"),
        "Invalid event: Carried prev offset does not correspond to the last offset in the "
        "chain: AddData");
    assert_string_equal(add("{kind: AddData, " SLICE(0, 9) "}"), "");
    assert_string_equal(
        add("{kind: AddData, prevOffset: 9, " SLICE(11, 19) "}"),
        "Invalid event: Expected offset interval to start at 10 but got 11: AddData");
    assert_string_equal(add("{kind: AddData, prevOffset: 9, " SLICE(10, 9) "}"),
                        "Invalid event: Invalid offset interval: AddData");
    assert_string_equal(
        add("{kind: AddData, " SLICE(0, 19) "}"),
        "Invalid event: Carried prev offset does not correspond to the last offset in the "
        "chain: AddData");
    assert_string_equal(
        add("{kind: AddData, prevOffset: 9, newWatermark: '2000-01-01T00:00:00Z', " SLICE(10,
                                                                                          19) "}"),
        "");
    assert_string_equal(add("{kind: AddData, prevOffset: 19, " SLICE(20, 29) "}"),
                        "Watermark has to be monotonically increasing");
    assert_string_equal(
        add("{kind: AddData, prevOffset: 19, newWatermark: '1988-01-01T00:00:00Z', " SLICE(20,
                                                                                           29) "}"),
        "Watermark has to be monotonically increasing");
    assert_string_equal(
        add("{kind: AddData, prevOffset: 19, newWatermark: '2020-01-01T00:00:00Z', " SLICE(20,
                                                                                           29) "}"),
        "");
    assert_string_equal(
        add("{kind: AddData, prevOffset: 29, newWatermark: '2020-01-01T00:00:00Z'}"),
        "No-op event: Event neither has data nor it advances checkpoint, watermark, or source "
        "state: AddData");
    assert_string_equal(
        add("{kind: AddData, prevOffset: 29, newWatermark: '2020-01-01T00:00:00Z', newSourceState: "
            "{sourceName: a, kind: b, value: c}}"),
        "");
    assert_string_equal(
        add("{kind: AddData, prevOffset: 29, newWatermark: '2020-01-01T00:00:00Z', newSourceState: "
            "{sourceName: a, kind: b, value: c}}"),
        "No-op event: Event neither has data nor it advances checkpoint, watermark, or source "
        "state: AddData");
    assert_string_equal(
        add("{kind: AddData, prevOffset: 29, newWatermark: '2021-01-01T00:00:00Z', "
            "prevCheckpoint: " HASH "}"),
        "Invalid event: Input checkpoint does not correspond to the last checkpoint in the "
        "chain: AddData");
    assert_string_equal(
        add("{kind: AddData, prevOffset: 29, newWatermark: '2021-01-01T00:00:00Z', newCheckpoint: "
            "{physicalHash: " HASH ", size: 1}}"),
        "");
    assert_string_equal(add("{kind: AddData, prevOffset: 29, newWatermark: '2022-01-01T00:00:00Z', "
                            "prevCheckpoint: " HASH "}"),
                        "");
    assert_int_equal(chain.rows_total, 30);
    assert_int_equal(chain.n_slices, 3);
    assert_int_equal(chain.data_bytes_total, 30);
    assert_true(chain.last_offset.set && chain.last_offset.value == 29);
    /* the schema: no-op, and nothing that breaks readers */
    assert_string_equal(add(SCHEMA), "No-op event: New schema is identical to the current");
    assert_non_null(
        strstr(add("{kind: SetDataSchema, schema: {fields: [{name: offset, type: Int64}]}}"),
               "- field `city` was removed"));
    assert_string_equal(
        add("{kind: SetDataSchema}"),
        "Invalid event: Either schema or rawArrowSchema must be specified: SetDataSchema");
}

static const char *pick(const char *name)
{
    const struct odf_add_push_source *s;
    memset(&err, 0, sizeof err);
    if (odf_chain_pick_source(&chain, str_c(name), &s, NULL, &err) != KAMU_OK)
        return err.text;
    return arena_str(&arena, s->source_name).p;
}

static void sources(void **state)
{
    start(SEED);
    assert_string_equal(
        pick(NULL),
        "Dataset does not define a default push source, consider specifying the source name");
    bool implicit = false;
    const struct odf_add_push_source *none;
    assert_int_equal(odf_chain_pick_source(&chain, STR_NONE, &none, &implicit, &err), KAMU_OK);
    assert_true(implicit && !none);
    assert_string_equal(add(PUSH("default", "{kind: NdJson}")), "");
    assert_string_equal(
        add(PUSH("default", "{kind: NdJson, encoding: utf8}")),
        "No-op event: New push source is identical to existing: AddPushSource `default`");
    assert_string_equal(pick(NULL), "default");
    assert_string_equal(add(PUSH("another", "{kind: NdJson}")), "");
    assert_string_equal(
        pick(NULL), "Explicit source name is required to pick between several active push sources");
    assert_string_equal(pick("another"), "another");
    assert_string_equal(pick("x"), "Source 'x' not found");
    assert_string_equal(
        add(PUSH("default", "{kind: NdJson, schema: {fields: [{name: foo, type: String}]}}")), "");
    assert_string_equal(
        add(POLL), "Invalid event: Cannot add a polling source while some push sources are still "
                   "active: SetPollingSource");
    assert_string_equal(add("{kind: DisablePushSource, sourceName: x}"),
                        "Invalid event: Push source 'x' is not active: DisablePushSource `x`");
    assert_string_equal(add("{kind: DisablePushSource, sourceName: another}"), "");
    assert_string_equal(pick(NULL), "default");
    assert_string_equal(pick("another"), "Source 'another' not found");
    assert_string_equal(
        add("{kind: DisablePushSource, sourceName: another}"),
        "Invalid event: Push source 'another' is not active: DisablePushSource `another`");
    assert_string_equal(add(PUSH("another", "{kind: NdJson}")), "");
    assert_string_equal(add("{kind: DisablePushSource, sourceName: another}"), "");
    assert_string_equal(add("{kind: DisablePushSource, sourceName: default}"), "");
    assert_string_equal(add(POLL), "");
    assert_string_equal(add(POLL), "");
    assert_string_equal(pick("default"), "Expected a named push source, but found polling source");
    assert_string_equal(
        add(PUSH("default", "{kind: Csv}")),
        "Invalid event: Cannot add a push source while polling source is still active: "
        "AddPushSource `default`");
    assert_string_equal(add("{kind: DisablePollingSource}"), "");
    assert_string_equal(add("{kind: DisablePollingSource}"),
                        "Invalid event: Polling source is not active: DisablePollingSource");
    assert_string_equal(add(PUSH("default", "{kind: Csv}")), "");
    assert_string_equal(
        add(PUSH("x", "{kind: NdJson, schema: {fields: [{name: foo, type: String}]}, ddlSchema: "
                      "[foo STRING]}")),
        "Invalid event: Cannot specify both DDL and ODF schemas at once: AddPushSource `x`");
    assert_string_equal(
        add("{kind: SetTransform, inputs: [], transform: {kind: Sql, engine: x, query: y}}"),
        "Invalid event: Transform must have at least one input: SetTransform");
}

#define TRANSFORM                                                                                  \
    "{kind: SetTransform, inputs: [{datasetRef: '" OTHER                                           \
    "', alias: a}], transform: {kind: Sql, engine: x, queries: "                                   \
    "[{query: y}]}}"
#define EXECUTE(input, rest)                                                                       \
    "{kind: ExecuteTransform, queryInputs: [{datasetId: '" OTHER "'" input "}]" rest "}"

static void derivatives(void **state)
{
    start("{kind: Seed, datasetId: '" DID "', datasetKind: Derivative}");
    assert_string_equal(
        add(PUSH("a", "{kind: Csv}")),
        "Invalid event: AddPushSource event is only allowed on root datasets: AddPushSource `a`");
    assert_string_equal(
        add(EXECUTE(", newBlockHash: " HASH, ", newWatermark: '2020-01-01T00:00:00Z'")),
        "Invalid event: ExecuteTransform must be preceded by SetTransform event: "
        "ExecuteTransform");
    assert_string_equal(add(TRANSFORM), "");
    assert_string_equal(add(SCHEMA), "");
    assert_string_equal(
        add("{kind: ExecuteTransform, queryInputs: [], newWatermark: '2020-01-01T00:00:00Z'}"),
        "Invalid event: Inputs must be listed in same order as initially declared in "
        "SetTransform event: ExecuteTransform");
    assert_string_equal(
        add(EXECUTE(", prevBlockHash: " HASH ", newBlockHash: " HASH2, ", " SLICE(0, 1))),
        "Invalid event: Input prevBlockHash does not correspond to the last block included in "
        "the previous query: ExecuteTransform");
    assert_string_equal(add(EXECUTE(", newBlockHash: " HASH ", newOffset: 5", ", " SLICE(0, 1))),
                        "");
    assert_string_equal(
        add(EXECUTE(", prevBlockHash: " HASH ", newBlockHash: " HASH ", prevOffset: 5",
                    ", prevOffset: 1, " SLICE(2, 3))),
        "Invalid event: Invalid input block interval: ExecuteTransform");
    assert_string_equal(
        add(EXECUTE(", prevBlockHash: " HASH ", newBlockHash: " HASH2 ", prevOffset: 4",
                    ", prevOffset: 1, " SLICE(2, 3))),
        "Invalid event: Input prevOffset hash does not correspond to the last offset included "
        "in the previous query: ExecuteTransform");
    assert_string_equal(
        add(EXECUTE(", prevBlockHash: " HASH ", prevOffset: 5, newOffset: 6",
                    ", prevOffset: 1, " SLICE(2, 3))),
        "Invalid event: Input specifies a non-empty offset interval, but its block interval is "
        "empty: ExecuteTransform");
    assert_string_equal(
        add(EXECUTE(", prevBlockHash: " HASH ", prevOffset: 5", ", prevOffset: 1, " SLICE(2, 3))),
        "");
    assert_string_equal(add(EXECUTE(", prevBlockHash: " HASH ", newBlockHash: " HASH2
                                    ", prevOffset: 5, newOffset: 6",
                                    ", prevOffset: 3, newWatermark: '2020-01-01T00:00:00Z'")),
                        "");
    assert_string_equal(
        add(EXECUTE(", prevBlockHash: " HASH2 ", prevOffset: 6",
                    ", prevOffset: 3, newWatermark: '2020-01-01T00:00:00Z'")),
        "No-op event: Event neither has data nor it advances inputs, checkpoint, or watermark: "
        "ExecuteTransform");
    assert_string_equal(
        add("{kind: SetTransform, inputs: [{datasetRef: '" OTHER
            "', alias: a}, {datasetRef: '" OTHER
            "', alias: b}], transform: {kind: Sql, engine: x, queries: [{query: y}]}}"),
        "Invalid event: Transform contains duplicate inputs: " OTHER ": SetTransform");
    assert_string_equal(
        add("{kind: SetTransform, inputs: [{datasetRef: x, alias: a}], transform: {kind: Sql, "
            "engine: "
            "x, queries: [{query: y}]}}"),
        "Invalid event: Transform inputs must be resolved to dataset IDs and specify aliases: "
        "SetTransform");
}

static void summary_in_caches(void **state)
{
    start(SEED);
    assert_string_equal(add(PUSH("default", "{kind: NdJson}")), "");
    assert_string_equal(add("{kind: SetVocab, eventTimeColumn: t}"), "");
    assert_string_equal(add(SCHEMA), "");
    assert_string_equal(add("{kind: DisablePushSource, sourceName: default}"), "");
    assert_string_equal(
        add("{kind: AddData, newWatermark: '2020-01-01T00:00:00Z', " SLICE(0, 9) "}"), "");
    struct odf_chain_state copy, decoded;
    struct buf a = BUF_INIT(1 << 20), b = BUF_INIT(1 << 20), c = BUF_INIT(1 << 20);
    assert_int_equal(odf_chain_state_copy(&chain, &copy, NULL), KAMU_OK);
    assert_int_equal(odf_chain_state_encode(&chain, &a, NULL), KAMU_OK);
    assert_int_equal(odf_chain_state_encode(&copy, &b, NULL), KAMU_OK);
    assert_int_equal(odf_chain_state_decode(a.data, a.len, &decoded, NULL), KAMU_OK);
    assert_int_equal(odf_chain_state_encode(&decoded, &c, NULL), KAMU_OK);
    assert_int_equal(a.len, b.len);
    assert_memory_equal(a.data, b.data, a.len);
    assert_int_equal(a.len, c.len);
    assert_memory_equal(a.data, c.data, a.len);
    assert_false(decoded.sources[0].active);
    assert_true(str_eqc(odf_vocab_of(decoded.vocab).event_time, "t"));
    assert_true(odf_hash_eq(&decoded.head, &chain.head));
    odf_chain_state_free(&copy);
    odf_chain_state_free(&decoded);
    for (size_t i = 0; i < a.len; i++) { /* damaged caches */
        a.data[i] ^= 0x55;
        if (odf_chain_state_decode(a.data, a.len, &decoded, NULL) == KAMU_OK)
            odf_chain_state_free(&decoded);
        a.data[i] ^= 0x55;
        if (odf_chain_state_decode(a.data, i, &decoded, NULL) == KAMU_OK)
            odf_chain_state_free(&decoded);
    }
    buf_free(&a);
    buf_free(&b);
    buf_free(&c);
}

/* Many data blocks do not make the summary grow. */
static void summary_stays_small(void **state)
{
    start(SEED);
    assert_string_equal(add(SCHEMA), "");
    struct odf_event e = event(
        "{kind: AddData, " SLICE(0, 0) ", newWatermark: '2020-01-01T00:00:00Z', newSourceState: "
                                       "{sourceName: a, kind: b, value: c}}");
    size_t used = 0;
    for (uint64_t i = 0; i < 2000; i++) {
        struct odf_block b = odf_chain_next(&chain, (struct instant){now, 0}, e);
        struct odf_hash h = odf_hash_sha3((const uint8_t *)"0123456789abcdef0123456789abcdef");
        e.add_data->new_data->offset_interval = (struct odf_offset_interval){i, i};
        if (i)
            e.add_data->prev_offset = (struct odf_opt_u64){true, i - 1};
        assert_int_equal(odf_chain_append(&chain, &b, &h, 0, &err), KAMU_OK);
        if (i == 1)
            used = chain.arena.used_total;
    }
    assert_int_equal(chain.arena.used_total, used);
    assert_int_equal(chain.rows_total, 2000);
}

static kamu_code resolve(void *ctx, const struct odf_ref *ref, struct odf_did *out,
                         struct kamu_error *e)
{
    if (!str_eqc(ref->text, "known"))
        return error_set(e, KAMU_E_NOT_FOUND, "Dataset not found");
    odf_did_seeded(ref->text, out);
    return KAMU_OK;
}

static uint32_t n_events;
static struct odf_event *events;

static const char *snapshot(const char *kind, const char *metadata)
{
    struct odf_dataset_snapshots s;
    struct odf_resolver r = {resolve, NULL};
    struct odf_did id;
    char *text = arena_printf(
        &arena, "kind: DatasetSnapshot\nversion: 1\ncontent: {name: x, kind: %s, metadata: [%s]}\n",
        kind, metadata);
    memset(&err, 0, sizeof err);
    odf_did_seeded(STR("x"), &id);
    if (odf_snapshots_read(str_c(text), &arena, &s, NULL, &err) != KAMU_OK)
        return err.text;
    return odf_snapshot_to_events(&s.items[0], &id, &r, &arena, &events, &n_events, &err) == KAMU_OK
               ? ""
               : err.text;
}

#define KEYED(merge)                                                                               \
    "{kind: AddPushSource, sourceName: a, read: {kind: NdJson, schema: {fields: [{name: k, type: " \
    "Int64}, {name: v, "                                                                           \
    "type: String}, {name: l, type: {kind: List, itemType: Int64}}]}}, merge: " merge "}"
#define AT0 " (metadata[0] at line 3 column 43)"

static void snapshots(void **state)
{
    assert_string_equal(snapshot("Root", ""), "");
    assert_int_equal(n_events, 1);
    assert_int_equal(events[0].kind, ODF_SEED);
    assert_string_equal(snapshot("Root", SEED),
                        "Invalid snapshot: Seed event is generated and cannot be specified "
                        "explicitly" AT0);
    assert_string_equal(snapshot("Derivative", PUSH("a", "{kind: Csv}")),
                        "Invalid snapshot: AddPushSource event is only allowed on root datasets "
                        "(metadata[0] at line 3 "
                        "column 49)");
    assert_string_equal(
        snapshot("Root", TRANSFORM),
        "Invalid snapshot: SetTransform is only allowed on derivative datasets" AT0);
    assert_string_equal(
        snapshot("Derivative",
                 "{kind: SetTransform, inputs: [{datasetRef: a}, {datasetRef: known}, "
                 "{datasetRef: b}], transform: {kind: Sql, engine: x, query: y}}"),
        "Dataset x is referencing non-existing inputs: a, b");
    assert_string_equal(
        snapshot("Derivative",
                 "{kind: SetTransform, inputs: [{datasetRef: known}], transform: {kind: "
                 "Sql, engine: x, query: y}}"),
        "");
    assert_true(str_eqc(events[1].set_transform->inputs.items[0].alias, "known"));
    assert_true(str_starts(events[1].set_transform->inputs.items[0].dataset_ref, "did:odf:fed01"));
    assert_null(events[1].set_transform->transform.sql->query.p);
    assert_int_equal(events[1].set_transform->transform.sql->queries.n, 1);
    assert_string_equal(
        snapshot("Root", PUSH("a", "{kind: NdJson}") ", {kind: DisablePushSource, sourceName: a}"),
        "");
}

static void written_sources(void **state)
{
    assert_string_equal(snapshot("Root", KEYED("{kind: Ledger, primaryKey: [k]}")), "");
    assert_string_equal(
        snapshot("Root", KEYED("{kind: Ledger, primaryKey: [k, k]}")),
        "Invalid snapshot: Push source 'a': primaryKey: column `k` is named twice" AT0);
    assert_string_equal(snapshot("Root", KEYED("{kind: Ledger, primaryKey: []}")),
                        "Invalid snapshot: Push source 'a': primaryKey: names no column" AT0);
    assert_string_equal(
        snapshot("Root", KEYED("{kind: Ledger, primaryKey: [z]}")),
        "Invalid snapshot: Push source 'a': primaryKey: there is no column `z` in the source's "
        "schema" AT0);
    assert_string_equal(
        snapshot("Root", KEYED("{kind: UpsertStream, primaryKey: [l]}")),
        "Invalid snapshot: Push source 'a': primaryKey: column `l` is nested and cannot be "
        "compared" AT0);
    assert_string_equal(
        snapshot("Root", KEYED("{kind: Ledger, primaryKey: [offset]}")),
        "Invalid snapshot: Push source 'a': primaryKey: `offset` is a system column" AT0);
    assert_string_equal(snapshot("Root", KEYED("{kind: Ledger, primaryKey: [event_time, k]}")), "");
    assert_string_equal(
        snapshot("Root", KEYED("{kind: Snapshot, primaryKey: [k], compareColumns: [w]}")),
        "Invalid snapshot: Push source 'a': compareColumns: there is no column `w` in the source's "
        "schema" AT0);
    /* left to the push: a later SetVocab can mend it */
    assert_string_equal(
        snapshot("Root", PUSH("a", "{kind: NdJson, schema: {fields: [{name: op, type: Int64}, "
                                   "{name: event_time, type: String}]}}")),
        "");
    assert_string_equal(snapshot("Root", PUSH("a", "{kind: NdJson, schema: [a FOO]}")),
                        "Invalid snapshot: Push source 'a': Unsupported SQL type when converting "
                        "to ODF schema: FOO "
                        "of column `a` (schema item 1, character 3)" AT0);
    assert_string_equal(
        snapshot("Root", KEYED("{kind: ChangelogStream, primaryKey: [k]}")),
        "Invalid snapshot: Push source 'a': ChangelogStream reads the operation of each row from "
        "column `op`, which the source's schema does not have" AT0);
    assert_string_equal(snapshot("Root", "{kind: SetVocab, offsetColumn: op}"),
                        "Invalid snapshot: SetVocab: two system columns have the name `op`" AT0);
    assert_string_equal(snapshot("Root", SCHEMA), "");
}

static int setup(void **state)
{
    arena_init(&arena, 256 << 20);
    odf_chain_state_init(&chain);
    return 0;
}

static int teardown(void **state)
{
    odf_chain_state_free(&chain);
    arena_free(&arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(order),
        cmocka_unit_test(data),
        cmocka_unit_test(sources),
        cmocka_unit_test(derivatives),
        cmocka_unit_test(snapshots),
        cmocka_unit_test(written_sources),
        cmocka_unit_test(summary_in_caches),
        cmocka_unit_test(summary_stays_small),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
