/* Manifests: what kamu prints is printed and read back; mistakes are named where they are. */
#include "odf/block.h"
#include "odf/snapshot.h"
#include "odf/yaml.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static struct arena arena;

static char *read_file(const char *path, size_t *n)
{
    FILE *f = fopen(path, "rb");
    assert_non_null(f);
    char *text = calloc(1, 1 << 20);
    *n = fread(text, 1, (1 << 20) - 1, f);
    fclose(f);
    return text;
}

/* The documents of a vectors file: "---\n# name\n" + text. */
static bool next_doc(const char **p, char name[32], struct str *text)
{
    if (strncmp(*p, "---\n# ", 6) != 0)
        return false;
    size_t n = strcspn(*p + 6, "\n");
    snprintf(name, 32, "%.*s", (int)n, *p + 6);
    const char *from = *p + 6 + n + 1, *end = strstr(from, "\n---\n# ");
    *text = (struct str){from, end ? (size_t)(end + 1 - from) : strlen(from)};
    *p = from + text->n;
    return true;
}

/* The bytes of a named version 3 vector. */
static size_t vector_bytes(const char *name, uint8_t *out)
{
    size_t n, len = strlen(name), got = 0;
    char *text = read_file("vectors/metadata_blocks.txt", &n), *rest = NULL;
    for (char *line = strtok_r(text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
        if (strncmp(line, name, len) != 0 || strncmp(line + len, " 3 ", 3) != 0)
            continue;
        const char *hex = strrchr(line, ' ') + 1;
        for (; hex[0] && hex[1]; hex += 2) {
            char two[3] = {hex[0], hex[1], 0};
            out[got++] = (uint8_t)strtoul(two, NULL, 16);
        }
        break;
    }
    free(text);
    return got;
}

static void blocks_as_kamu_prints_them(void **state)
{
    size_t n;
    char *file = read_file("vectors/metadata_blocks.yaml", &n), name[32];
    const char *p = file;
    struct str text;
    unsigned seen = 0;
    static uint8_t want[1 << 16];
    while (next_doc(&p, name, &text)) {
        struct kamu_error err = {0};
        struct odf_block b, again;
        struct buf out = BUF_INIT(1 << 20), json = BUF_INIT(1 << 20);
        size_t size = vector_bytes(name, want);
        assert_true(size > 0);
        print_message("%s\n", name);
        if (odf_block_from_yaml(text, &arena, &b, &err) != KAMU_OK)
            fail_msg("%s", err.text);
        assert_int_equal(odf_block_encode(&b, &out, &err), KAMU_OK);
        assert_int_equal(out.len, size);
        assert_memory_equal(out.data, want, size);
        out.len = 0;
        assert_int_equal(odf_block_to_yaml(&b, &out, &err), KAMU_OK);
        assert_int_equal(out.len, text.n);
        assert_memory_equal(out.data, text.p, text.n);
        /* JSON is YAML */
        assert_int_equal(odf_block_to_json(&b, &json, &err), KAMU_OK);
        assert_int_equal(
            odf_block_from_yaml((struct str){(char *)json.data, json.len}, &arena, &again, &err),
            KAMU_OK);
        assert_true(odf_event_eq(&b.event, &again.event));
        assert_int_equal(odf_block_encode(&again, &out, &err), KAMU_OK);
        assert_memory_equal(out.data, want, size);
        buf_free(&out);
        buf_free(&json);
        seen++;
    }
    free(file);
    assert_int_equal(seen, 32);
}

static void scalars_as_kamu_prints_them(void **state)
{
    size_t n;
    char *file = read_file("vectors/yaml_scalars.yaml", &n), name[32];
    const char *p = file;
    struct str text;
    while (next_doc(&p, name, &text)) {
        struct kamu_error err = {0};
        struct odf_block b;
        struct buf out = BUF_INIT(1 << 20);
        if (odf_block_from_yaml(text, &arena, &b, &err) != KAMU_OK)
            fail_msg("%s", err.text);
        assert_int_equal(odf_block_to_yaml(&b, &out, &err), KAMU_OK);
        assert_string_equal(buf_cstr(&out), arena_str(&arena, text).p);
        buf_free(&out);
    }
    free(file);
}

static struct odf_dataset_snapshots snapshots;

static const char *error_of(const char *text)
{
    static struct kamu_error err;
    memset(&err, 0, sizeof err);
    struct odf_notes notes = {0};
    return odf_snapshots_read(str_c(text), &arena, &snapshots, &notes, &err) == KAMU_OK ? ""
                                                                                        : err.text;
}

static void snapshots_round_trip(void **state)
{
    const char *text = "kind: DatasetSnapshot\n"
                       "version: 1\n"
                       "content:\n"
                       "  name: kamu.test\n"
                       "  kind: Root\n"
                       "  metadata:\n"
                       "  - kind: SetPollingSource\n"
                       "    fetch:\n"
                       "      kind: Url\n"
                       "      url: ftp://kamu.dev/test.zip\n"
                       "      cache:\n"
                       "        kind: Forever\n"
                       "    prepare:\n"
                       "    - kind: Decompress\n"
                       "      format: Zip\n"
                       "      subPath: data_*.csv\n"
                       "    read:\n"
                       "      kind: Csv\n"
                       "      header: true\n"
                       "    preprocess:\n"
                       "      kind: Sql\n"
                       "      engine: spark\n"
                       "      query: SELECT * FROM input\n"
                       "    merge:\n"
                       "      kind: Snapshot\n"
                       "      primaryKey:\n"
                       "      - id\n";
    struct buf out = BUF_INIT(1 << 16);
    assert_string_equal(error_of(text), "");
    assert_int_equal(snapshots.n, 1);
    assert_int_equal(odf_snapshot_to_yaml(&snapshots.items[0], &out, NULL), KAMU_OK);
    assert_string_equal(buf_cstr(&out), text);
    buf_free(&out);
}

#define HEAD "kind: DatasetSnapshot\nversion: 1\ncontent: {name: x, kind: Root, metadata: ["
#define TAIL "]}\n"

static void mistakes(void **state)
{
    static const struct {
        const char *text, *error;
    } cases[] = {
        {"", "missing field `kind`"},
        {"# only a comment\n", "missing field `kind` at line 2 column 1"},
        {"foo: [1, 2\n", "unknown field `foo`, expected one of `kind`, `version`, `content`"},
        {"just text\n", "invalid type: string \"just text\", expected struct Manifest"},
        {"- a\n- b\n", "invalid type: sequence, expected struct Manifest"},
        {"42\n", "invalid type: integer `42`, expected struct Manifest"},
        {"kind: DatasetSnapshot\nversion: 1\ncontent:\n\tname: x\n",
         "found character that cannot start any token at line 4 column 1, while scanning for the "
         "next "
         "token"},
        {"kind: \"\377\"\n", "invalid leading UTF-8 octet at position 7"},
        {"kind: DatasetSnapshot\nversion: 1\ncontent: *x\n", "unknown anchor at line 3 column 10"},
        {"kind: Dataset\nversion: 1\ncontent: {}\n",
         "kind: unexpected manifest kind `Dataset`, expected `DatasetSnapshot` at line 1 column 7"},
        {"kind: DatasetSnapshot\nversion: \"1\"\ncontent: {}\n",
         "version: invalid type: string \"1\", expected i32 at line 2 column 10"},
        {HEAD "{foo: 1}" TAIL, "content.metadata[0]: missing field `kind` at line 3 column 43"},
        {HEAD "SetVocab" TAIL,
         "content.metadata[0]: invalid type: string \"SetVocab\", expected internally tagged enum "
         "MetadataEvent at line 3 column 43"},
        {HEAD "{kind: SetInfo, foo: 1}" TAIL,
         "content.metadata[0]: unknown field `foo`, expected `description` or `keywords` at line 3 "
         "column 59"},
        {HEAD "{kind: SetInfo, description: 5}" TAIL,
         "content.metadata[0].description: invalid type: integer `5`, expected a string at line 3 "
         "column "
         "72"},
        {HEAD "{kind: SetInfo, description: a, description: b}" TAIL,
         "content.metadata[0]: duplicate field `description` at line 3 column 75"},
        {HEAD "{kind: DisablePollingSource, a: b}" TAIL,
         "content.metadata[0]: unknown field `a`, there are no fields at line 3 column 72"},
        {HEAD
         "{kind: AddPushSource, sourceName: a, read: {kind: nDjson}, merge: {kind: Append}}" TAIL,
         "content.metadata[0].read.kind: unknown variant `nDjson`, expected one of `Csv`, `csv`, "
         "`GeoJson`, `geoJson`, `geojson`, `EsriShapefile`, `esriShapefile`, `esrishapefile`, "
         "`Parquet`, "
         "`parquet`, `Json`, `json`, `NdJson`, `ndJson`, `ndjson`, `NdGeoJson`, `ndGeoJson`, "
         "`ndgeojson` "
         "at line 3 column 93"},
        {HEAD "{kind: SetDataSchema, schema: {fields: [{name: a, type: Decimal}]}}" TAIL,
         "content.metadata[0].schema.fields[0].type: missing field `precision` at line 3 column "
         "99"},
        {HEAD "{kind: SetInfo}\n",
         "did not find expected ',' or ']' at line 4 column 1, while parsing a "
         "flow sequence at line 3 column 42"},
        {HEAD "{kind: SetDataSchema, schema: {fields: [], extra: {a: 1, a: 2}}}" TAIL, ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_string_equal(error_of(cases[i].text), cases[i].error);
    /* containers that hold themselves, nesting, and laughs */
    assert_string_equal(error_of("kind: &a [*a]\nversion: 1\ncontent: 1\n"),
                        "unknown anchor at line 1 column 11");
    char deep[4000] = "kind: ";
    memset(deep + 6, '[', 3000);
    assert_non_null(strstr(error_of(deep), "recursion limit exceeded"));
    assert_non_null(strstr(
        error_of(
            "kind: DatasetSnapshot\nversion: 1\ncontent: {name: x, kind: Root, metadata: [{kind: "
            "SetDataSchema, schema: {fields: [], extra: {a: &a [1,1,1,1,1,1,1,1,1,1], b: &b "
            "[*a,*a,*a,*a,*a,*a,*a,*a,*a,*a], c: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b], d: &d "
            "[*c,*c,*c,*c,*c,*c,*c,*c,*c,*c], e: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d,*d], f: &f "
            "[*e,*e,*e,*e,*e,*e,*e,*e,*e,*e], g: [*f,*f,*f,*f,*f,*f,*f,*f,*f,*f]}}}]}\n"),
        "repetition limit exceeded"));
}

static void accepted(void **state)
{
    /* anchors, three spellings, null as absent, several documents, an empty last one */
    assert_string_equal(
        error_of(
            "---\nkind: DatasetSnapshot\nversion: 1\ncontent:\n  name: 42\n  kind: root\n  "
            "metadata:\n"
            "  - kind: addPushSource\n    sourceName: a\n    read: &r {kind: ndjson, encoding: ~}\n"
            "    merge: {kind: append}\n"
            "  - {kind: AddPushSource, sourceName: b, read: *r, merge: {kind: APPEND}}\n"),
        "content.metadata[1].merge.kind: unknown variant `APPEND`, expected one of `Append`, "
        "`append`, "
        "`Ledger`, `ledger`, `Snapshot`, `snapshot`, `ChangelogStream`, `changelogStream`, "
        "`changelogstream`, `UpsertStream`, `upsertStream`, `upsertstream` at line 12 column 66");
    assert_string_equal(
        error_of(
            "kind: DatasetSnapshot\nversion: 1\ncontent: {name: a, kind: Root, metadata: }\n---\n"
            "kind: DatasetSnapshot\nversion: 1\ncontent: {name: b, kind: Derivative, metadata: "
            "[]}\n"
            "---\n"),
        "");
    assert_int_equal(snapshots.n, 2);
    assert_int_equal(snapshots.items[1].kind, ODF_DERIVATIVE);
    /* the seed page's form of a schema */
    struct odf_notes notes = {0};
    assert_int_equal(
        odf_snapshots_read(
            STR(HEAD "{kind: AddPushSource, sourceName: a, read: {kind: NdJson, schema: [a "
                     "INT, b INT]}, merge: {kind: Append}}" TAIL),
            &arena, &snapshots, &notes, NULL),
        KAMU_OK);
    assert_int_equal(notes.n, 0);
    struct odf_read_step *read = &snapshots.items[0].metadata[0].add_push_source->read;
    assert_null(odf_read_step_schema(read));
    assert_int_equal(odf_read_step_ddl(read).n, 2);
    /* events alone, as a list, as a manifest */
    struct odf_event *events;
    uint32_t n;
    assert_int_equal(odf_events_from_yaml(STR("kind: SetInfo\ndescription: x\n"), &arena, &events,
                                          &n, NULL, NULL),
                     KAMU_OK);
    assert_int_equal(n, 1);
    assert_int_equal(
        odf_events_from_yaml(STR("- kind: SetInfo\n- kind: SetVocab\n---\nkind: MetadataEvent\n"
                                 "version: 1\ncontent: {kind: SetInfo}\n"),
                             &arena, &events, &n, NULL, NULL),
        KAMU_OK);
    assert_int_equal(n, 3);
    assert_int_equal(odf_events_from_yaml(STR(""), &arena, &events, &n, NULL, NULL), KAMU_E_INPUT);
}

/* One way through the room, with the n-th allocation failing: an error, no crash, no leak. */
static kamu_code whole_way(struct kamu_error *err)
{
    static const char text[] =
        HEAD "{kind: AddPushSource, sourceName: a, read: {kind: NdJson, schema: [a INT, 'b "
             "ARRAY<TEXT>']}, "
             "merge: {kind: Ledger, primaryKey: [a]}}, {kind: SetInfo, keywords: [x, y]}, {kind: "
             "SetDataSchema, schema: {fields: [{name: offset, type: Int64, extra: {z: 1, y: "
             "[1.5]}}]}}" TAIL;
    struct arena own;
    struct odf_dataset_snapshots read;
    struct odf_event *events;
    struct odf_chain_state chain, copy;
    struct buf out = BUF_INIT(1 << 20);
    struct odf_did id = {{1}};
    uint32_t n = 0;
    arena_init(&own, 1 << 24);
    odf_chain_state_init(&chain);
    odf_chain_state_init(&copy);
    kamu_code rc = odf_snapshots_read(str_c(text), &own, &read, NULL, err);
    if (rc == KAMU_OK)
        rc = odf_snapshot_to_events(&read.items[0], &id, NULL, &own, &events, &n, err);
    for (uint32_t i = 0; i < n && rc == KAMU_OK; i++) {
        struct odf_block b = odf_chain_next(&chain, (struct instant){1, 0}, events[i]), decoded;
        rc = odf_block_encode(&b, &out, err);
        if (rc == KAMU_OK)
            rc = odf_block_decode(out.data, out.len, &own, &decoded, err);
        struct odf_hash hash = odf_hash_of("x", 1);
        if (rc == KAMU_OK)
            rc = odf_chain_append(&chain, &decoded, &hash, 0, err);
        if (rc == KAMU_OK)
            rc = odf_block_to_yaml(&decoded, &out, err);
    }
    if (rc == KAMU_OK)
        rc = odf_chain_state_copy(&chain, &copy, err);
    if (rc == KAMU_OK)
        rc = odf_chain_state_encode(&copy, &out, err);
    odf_chain_state_free(&copy);
    if (rc == KAMU_OK)
        rc = odf_chain_state_decode(out.data, out.len, &copy, err);
    odf_chain_state_free(&chain);
    odf_chain_state_free(&copy);
    buf_free(&out);
    arena_free(&own);
    return rc;
}

static void out_of_memory(void **state)
{
    struct kamu_error err = {0};
    kamu_code rc = KAMU_E_NOMEM;
    uint64_t n = 0;
    while (rc != KAMU_OK && n < 5000) {
        memset(&err, 0, sizeof err);
        mem_fail_after(++n, false);
        rc = whole_way(&err);
        mem_fail_after(0, false);
        if (rc != KAMU_OK && rc != KAMU_E_NOMEM)
            fail_msg("allocation %llu: %s", (unsigned long long)n, err.text);
    }
    assert_true(n > 20 && rc == KAMU_OK);
}

static int setup(void **state)
{
    arena_init(&arena, 256 << 20);
    return 0;
}

static int teardown(void **state)
{
    arena_free(&arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(blocks_as_kamu_prints_them),
        cmocka_unit_test(scalars_as_kamu_prints_them),
        cmocka_unit_test(snapshots_round_trip),
        cmocka_unit_test(mistakes),
        cmocka_unit_test(accepted),
        cmocka_unit_test(out_of_memory),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
