#!/usr/bin/env python3
"""GraphQL over HTTP: what scripts do with it."""
import json

from serving import SECRET, add, check, equal, kamu, main, row, serve

BORN = "2020-01-01T00:00:00Z"
SNAPSHOT = """kind: DatasetSnapshot
version: 1
content:
  name: %s
  kind: Root
  metadata:
    - kind: AddPushSource
      sourceName: default
      read: {kind: NdJson, schema: {fields: [{name: t, type: {kind: Timestamp}}, {name: id, type: {kind: Int64}}]}}
      merge: {kind: Ledger, primaryKey: [id]}
    - {kind: SetVocab, eventTimeColumn: t}
"""
CREATE = """mutation($text: String!, $v: DatasetVisibility! = PUBLIC) { datasets { createFromSnapshot(snapshot: $text, snapshotFormat: YAML, datasetVisibility: $v) {
  __typename isSuccess message ... on CreateDatasetResultSuccess { dataset { id alias name kind visibility { __typename } } }
  ... on CreateDatasetResultNameCollision { accountName datasetName } ... on CreateDatasetResultMissingInputs { missingInputs } } } }"""
COMMIT = """mutation($d: DatasetID!, $e: String!) { datasets { byId(datasetId: $d) { metadata { chain { commitEvent(event: $e, eventFormat: YAML) {
  __typename isSuccess message ... on CommitResultSuccess { oldHead newHead } } } } } } }"""


def token():
    return kamu("system", "generate-token", "--login", "kamu", env={"KAMU_JWT_SECRET": SECRET}).out.strip()


def ask(s, query, me=None, **variables):
    headers = {"Content-Type": "application/json"}
    if me:
        headers["Authorization"] = "Bearer " + me
    status, head, body = s.request("POST", "/graphql", json.dumps({"query": query, "variables": variables}).encode(), headers)
    equal(status, 200, body)
    equal(head["content-type"], "application/graphql-response+json")
    return json.loads(body)


def data(answer):
    check("errors" not in answer, answer)
    return answer["data"]


def first_error(answer):
    check(answer.get("errors"), answer)
    return answer["errors"][0]["message"]


def create(s, me, name, **more):
    return data(ask(s, CREATE, me, text=SNAPSHOT % name, **more))["datasets"]["createFromSnapshot"]


def case_a_script_makes_fills_and_reads_a_dataset():
    with serve() as s:
        me = token()
        made = create(s, me, "gps")
        equal([made["__typename"], made["isSuccess"], made["message"]], ["CreateDatasetResultSuccess", True, "Success"])
        did = made["dataset"]["id"]
        equal(made["dataset"], {"id": did, "alias": "gps", "name": "gps", "kind": "ROOT", "visibility": {"__typename": "PublicDatasetVisibility"}})
        again = create(s, me, "gps")
        equal(again, {"__typename": "CreateDatasetResultNameCollision", "isSuccess": False, "message": "Dataset with name 'gps' already exists",
                      "accountName": None, "datasetName": "gps"})
        equal(s.request("POST", "/gps/ingest", b'{"t": "2020-01-01T00:00:00Z", "id": 7}\n',
                        {"Authorization": "Bearer " + me, "Content-Type": "application/x-ndjson"})[0], 200)
        event = "kind: MetadataEvent\nversion: 1\ncontent:\n  kind: SetInfo\n  description: Positions\n  keywords: [a, b]\n"
        done = data(ask(s, COMMIT, me, d=did, e=event))["datasets"]["byId"]["metadata"]["chain"]["commitEvent"]
        equal(done["__typename"], "CommitResultSuccess")
        seen = data(ask(s, """query($d: DatasetID!) { datasets { byId(datasetId: $d) { head data { numRecordsTotal estimatedSizeBytes
            tail(dataFormat: ND_JSON, schemaFormat: ODF_JSON) { ... on DataQueryResultSuccess { data { content numRecords format } schema { content } } } }
            metadata { currentInfo { description keywords } currentWatermark currentVocab { eventTimeColumn offsetColumn }
              currentPushSources { sourceName merge { kind primaryKey } } currentSchema { format content }
              chain { blocks { totalCount nodes { sequenceNumber blockHash prevBlockHash event { __typename } } pageInfo { hasNextPage totalPages } } } } } } }""",
                        d=did))["datasets"]["byId"]
        equal(seen["head"], done["newHead"])
        equal([seen["data"]["numRecordsTotal"], seen["data"]["tail"]["data"]["numRecords"], seen["data"]["tail"]["data"]["format"]], [1, 1, "ND_JSON"])
        equal(json.loads(seen["data"]["tail"]["data"]["content"])["id"], 7)
        equal([f["name"] for f in json.loads(seen["data"]["tail"]["schema"]["content"])["fields"]], ["offset", "op", "system_time", "t", "id"])
        m = seen["metadata"]
        equal(m["currentInfo"], {"description": "Positions", "keywords": ["a", "b"]})
        equal([m["currentWatermark"], m["currentVocab"]], ["2020-01-01T00:00:00+00:00", {"eventTimeColumn": "t", "offsetColumn": None}])
        equal(m["currentPushSources"], [{"sourceName": "default", "merge": {"kind": "Ledger", "primaryKey": ["id"]}}])
        check(m["currentSchema"]["format"] == "PARQUET" and "message arrow_schema" in m["currentSchema"]["content"], m)
        blocks = m["chain"]["blocks"]
        equal([b["event"]["__typename"] for b in blocks["nodes"]], ["SetInfo", "AddData", "SetDataSchema", "SetVocab", "AddPushSource", "Seed"])
        equal([b["prevBlockHash"] for b in blocks["nodes"]], [b["blockHash"] for b in blocks["nodes"][1:]] + [None])
        equal([blocks["totalCount"], blocks["pageInfo"]], [6, {"hasNextPage": False, "totalPages": 1}])
    kamu("verify", "gps")


def case_what_is_wrong_with_a_manifest_is_said():
    with serve() as s:
        me = token()
        for text, kind, message in (("version: 1", "MetadataManifestMalformed", "missing field"),
                                    ("kind: [", "MetadataManifestMalformed", "line"),
                                    (SNAPSHOT % "a" + "    - {kind: Seed, datasetId: 'did:odf:fed01d557d5e1e43f4b8b1b2ab6f9b8b4ccb7d5c3d85d8f07ed2ae94a4a9ff31a4a3d', datasetKind: Root}\n",
                                     "CreateDatasetResultInvalidSnapshot", "Seed")):
            got = data(ask(s, CREATE, me, text=text))["datasets"]["createFromSnapshot"]
            equal([got["__typename"], got["isSuccess"]], [kind, False])
            check(message in got["message"], got)
        derived = "kind: DatasetSnapshot\nversion: 1\ncontent:\n  name: d\n  kind: Derivative\n  metadata:\n    - kind: SetTransform\n      inputs: [{datasetRef: none}]\n      transform: {kind: Sql, engine: datafusion, query: select 1}\n"
        got = data(ask(s, CREATE, me, text=derived))["datasets"]["createFromSnapshot"]
        equal([got["__typename"], got["missingInputs"]], ["CreateDatasetResultMissingInputs", ["none"]])
        did = create(s, me, "gps")["dataset"]["id"]
        for text, kind in (("kind: MetadataEvent\nversion: 1\ncontent: {kind: Nonsense}\n", "MetadataManifestMalformed"),
                           ("kind: MetadataEvent\nversion: 1\ncontent: {kind: DisablePushSource, sourceName: other}\n", "CommitResultAppendError"),
                           ("kind: MetadataEvent\nversion: 1\ncontent: {kind: AddPushSource, sourceName: x, read: {kind: Csv}, merge: {kind: Ledger, primaryKey: []}}\n",
                            "CommitResultAppendError")):
            got = data(ask(s, COMMIT, me, d=did, e=text))["datasets"]["byId"]["metadata"]["chain"]["commitEvent"]
            equal([got["__typename"], got["isSuccess"]], [kind, False], text)


def case_anonymous_callers_change_nothing():
    kamu("-q", "init")
    add("ds", at=BORN)
    with serve() as s:
        did = data(ask(s, '{ datasets { byRef(datasetRef: "ds") { id } } }'))["datasets"]["byRef"]["id"]
        owner = data(ask(s, '{ accounts { byName(name: "kamu") { id } } }'))["accounts"]["byName"]["id"]
        for field in ('delete { message }', 'rename(newName: "x") { message }', 'setWatermark(watermark: "2021-01-01T00:00:00Z") { message }',
                      'setVisibility(visibility: {private: {}}) { message }', f'collaboration {{ setRole(accountId: "{owner}", role: READER) {{ message }} }}',
                      'metadata { chain { commitEvent(event: "", eventFormat: YAML) { message } } }'):
            for me, why in ((None, "Anonymous access forbidden"), ("ka_BAD", "Invalid access token")):
                equal(first_error(ask(s, f'mutation {{ datasets {{ byId(datasetId: "{did}") {{ {field} }} }} }}', me)), why, field)
        equal(first_error(ask(s, CREATE, text=SNAPSHOT % "mine")), "Anonymous access forbidden")
        equal(first_error(ask(s, 'mutation { datasets { createEmpty(datasetKind: ROOT, datasetAlias: "e", datasetVisibility: PUBLIC) { message } } }')),
              "Anonymous access forbidden")
        for kind in ("query", "mutation"):
            ops = "listAccessTokens { totalCount }" if kind == "query" else 'createAccessToken(tokenName: "x") { message }'
            equal(first_error(ask(s, f'{kind} {{ accounts {{ byId(accountId: "{owner}") {{ accessTokens {{ {ops} }} }} }} }}')), "Anonymous access forbidden")
    equal(kamu("list", "-o", "csv").out.count("\n"), 1, "still the one dataset")


def case_a_private_dataset_is_not_there_for_others():
    with serve() as s:
        me = token()
        did = create(s, me, "secret", v="PRIVATE")["dataset"]["id"]
        for query in (f'{{ datasets {{ byId(datasetId: "{did}") {{ id }} }} }}', '{ datasets { byRef(datasetRef: "secret") { id } } }',
                      '{ datasets { byOwnerAndName(accountName: "kamu", datasetName: "secret") { id } } }'):
            equal(list(data(ask(s, query))["datasets"].values()), [None], query)
            equal(list(data(ask(s, query, me))["datasets"].values()), [{"id": did}], query)
        nodes = '{ datasets { byAccountName(accountName: "kamu") { nodes { alias } totalCount } } }'
        equal(data(ask(s, nodes))["datasets"]["byAccountName"], {"nodes": [], "totalCount": 0})
        equal(data(ask(s, nodes, me))["datasets"]["byAccountName"], {"nodes": [{"alias": "secret"}], "totalCount": 1})
        equal(s.request("GET", "/secret/tail")[0], 404)
        sql = '{ data { query(query: "select count(*) from secret", queryDialect: SQL_DATA_FUSION) { __typename ... on DataQueryResultError { errorMessage errorKind } } } }'
        answer = ask(s, sql)
        if "errors" not in answer:  # there is a query engine
            equal(answer["data"]["data"]["query"]["__typename"], "DataQueryResultError")
            check("not found" in answer["data"]["data"]["query"]["errorMessage"], answer)
            equal(data(ask(s, sql, me))["data"]["query"]["__typename"], "DataQueryResultSuccess")


def case_one_document_runs_few_queries():
    with serve() as s:
        many = " ".join(f'q{i}: query(query: "select {i} as n", queryDialect: SQL_DATA_FUSION) {{ __typename }}' for i in range(11))
        answer = ask(s, f"{{ data {{ {many} }} }}")
        message = first_error(answer)
        check("DuckDB" in message or message == "More than 10 queries in one document", answer)


def case_datasets_are_changed():
    with serve() as s:
        me = token()
        did = create(s, me, "one")["dataset"]["id"]

        def change(field, **kw):
            return data(ask(s, f'mutation {{ datasets {{ byId(datasetId: "{did}") {{ {field} }} }} }}', me, **kw))["datasets"]["byId"]
        equal(change('rename(newName: "one") { __typename }')["rename"]["__typename"], "RenameResultNoChanges")
        create(s, me, "other")
        equal(change('rename(newName: "other") { __typename }')["rename"]["__typename"], "RenameResultNameCollision")
        equal(change('rename(newName: "two") { __typename ... on RenameResultSuccess { oldName newName } }')["rename"],
              {"__typename": "RenameResultSuccess", "oldName": "one", "newName": "two"})
        equal(change('setWatermark(watermark: "2020-01-01T00:00:00Z") { __typename message }')["setWatermark"], {"__typename": "SetWatermarkUpdated", "message": "Updated"})
        equal(change('setWatermark(watermark: "2019-01-01T00:00:00Z") { __typename }')["setWatermark"], {"__typename": "SetWatermarkUpToDate"})
        equal(s.request("GET", "/two/tail")[0], 200)
        equal(change('delete { __typename ... on DeleteResultSuccess { deletedDataset } }')["delete"], {"__typename": "DeleteResultSuccess", "deletedDataset": "two"})
        equal(s.request("GET", "/two/tail")[0], 404)
        equal(data(ask(s, f'mutation {{ datasets {{ byId(datasetId: "{did}") {{ delete {{ message }} }} }} }}', me))["datasets"], {"byId": None})


def case_what_is_no_request_is_refused():
    with serve() as s:
        for body, status, part in ((b"not json", 400, b"InvalidRequest"), (b"", 400, b"InvalidRequest"), (b'{"query": 1}', 400, b"InvalidRequest"),
                                   (b'{"query": "{apiVersion}", "variables": []}', 400, b"InvalidRequest"), (b'[{"query": "{apiVersion}"}]', 400, b"UnsupportedBatch"),
                                   (b"{}", 200, b"Syntax error"), (b"[]", 200, b"Syntax error"),
                                   (b'{"query": "{apiVersion}", "more": [1, {"a": 2}]}', 200, b'{"data":{"apiVersion":"1"}}'),
                                   (b'{"query": "query A{apiVersion} query B{__typename}", "operationName": "B"}', 200, b'{"data":{"__typename":"Query"}}')):
            got = s.request("POST", "/graphql", body)
            equal(got[0], status, body)
            check(part in got[2], got)
            equal(got[1].get("content-type"), "application/graphql-response+json" if status == 200 else None)
        equal(s.request("PUT", "/graphql", b"{}")[0], 405)
        # a large one is taken: kamu has no limit of 2 MiB here
        text = json.dumps({"query": "{ apiVersion } #" + "x" * 3000000}).encode()
        equal(s.request("POST", "/graphql", text)[2], b'{"data":{"apiVersion":"1"}}')
        schema = s.request("GET", "/graphql?schema")
        check(schema[0] == 200 and b"type Query {" in schema[2], schema)


def case_hostile_documents_cost_little():
    with serve() as s:
        bombs = ["{" * 100000, "[" * 100000, "{a" * 100000, "{...F0}" + "".join(f"fragment F{i} on Query{{...F{i+1} ...F{i+1}}}" for i in range(60)) +
                 "fragment F60 on Query{apiVersion}", "{" + "apiVersion " * 100000 + "}", '{a(b:"' + "\\u0041" * 100000, "query(" + "$a:Int " * 9000 + "){apiVersion}",
                 "{" + "".join(f"a{i}:apiVersion " for i in range(9000)) + "}"]
        for bomb in bombs:
            import time
            begun = time.monotonic()
            status = s.request("POST", "/graphql", json.dumps({"query": bomb}).encode())[0]
            equal(status, 200, bomb[:40])
            check(time.monotonic() - begun < 20, f"{bomb[:40]} took {time.monotonic() - begun:.1f} s")
        deep = b'{"query": "{apiVersion}", "variables": ' + b'{"a":' * 100000 + b"1" + b"}" * 100000 + b"}"
        equal(s.request("POST", "/graphql", deep)[0], 400)
        equal(s.request("POST", "/graphql", b'{"query":"{apiVersion}"}')[0], 200)


def case_without_anonymous_access_only_logging_in_is_open():
    kamu("-q", "init")
    with open(".kamuconfig", "w") as f:
        f.write("kind: CLIConfig\nversion: 1\ncontent:\n  auth:\n    allowAnonymous: false\n")
    with serve() as s:
        def status(query, **headers):
            return s.request("POST", "/graphql", json.dumps({"query": query}).encode(), headers)[0]
        equal(status("{ apiVersion }"), 401)
        equal(status("{ auth { enabledProviders } }"), 200)
        equal(status("{ auth { enabledProviders } apiVersion }"), 401, "kamu answers the rest too")
        equal(status("{ ...F } fragment F on Query { apiVersion }"), 401)
        equal(status("{ apiVersion }", Authorization="Bearer " + token()), 200)
        login = 'mutation { auth { login(loginMethod: PASSWORD, loginCredentialsJson: "{\\"login\\":\\"kamu\\",\\"password\\":\\"%s\\"}") { accessToken account { accountName isAdmin } } } }'
        good = json.loads(s.request("POST", "/graphql", json.dumps({"query": login % "kamu.dev"}).encode())[2])["data"]["auth"]["login"]
        equal(good["account"], {"accountName": "kamu", "isAdmin": True})
        equal(status("{ apiVersion }", Authorization="Bearer " + good["accessToken"]), 200)
        bad = json.loads(s.request("POST", "/graphql", json.dumps({"query": login % "wrong"}).encode())[2])
        equal([bad["data"], bad["errors"][0]["message"], bad["errors"][0]["extensions"]],
              [{"auth": None}, "Rejected credentials: invalid login or password", {"reason": "Rejected credentials: invalid login or password"}])


def case_the_command_line_asks_too():
    kamu("-q", "init")
    equal(kamu("system", "api-server", "gql-query", "{apiVersion}").out, '{\n  "apiVersion": "1"\n}\n')
    full = kamu("system", "api-server", "gql-query", "--full", '{ a: apiVersion datasets { byRef(datasetRef: "none") { id } } }').out
    equal(json.loads(full), {"data": {"a": "1", "datasets": {"byRef": None}}})
    check('Unknown field "nope"' in kamu("system", "api-server", "gql-query", "{nope}", ok=False).err, "the error is shown")
    check("type Mutation {" in kamu("system", "api-server", "gql-schema").out, "the schema")


if __name__ == "__main__":
    raise SystemExit(main(globals()))
