Multi-tenant server: account in the path, names, information, OpenAPI paths (vectors 11.1 and 11.5 with kamu-server/population as alice/population).

  $ . "$KAMU_LIB"; . "$(dirname "$KAMU_LIB")/lib-http.sh"; mt
  $ { printf 'kind: DatasetSnapshot\nversion: 1\ncontent:\n  name: population\n  kind: Root\n  metadata:\n    - kind: AddPushSource\n      sourceName: source1\n      read: {kind: NdJson, schema: {fields: [{name: event_time, type: Timestamp}, {name: city, type: String}, {name: population, type: Int64}]}}\n      merge: {kind: Ledger, primaryKey: [event_time, city]}\n'; } > m.yaml
  $ kamu --account alice add m.yaml --visibility public 2>&1 | clean
  Added: population
  Added 1 dataset(s)
  $ echo "identity: {ed25519PrivateKey: f$SEED}" | sed 's/^/  /' >> .kamuconfig
  $ serve; as alice
  $ req GET /info
  HTTP/1.1 200 OK
  content-type: application/json
  {"isMultiTenant": true}
  $ req GET /accounts/me -H "$AUTH"
  HTTP/1.1 200 OK
  content-type: application/json
  {
    "accountName": "alice",
    "id": "<did-1>"
  }
  $ echo '[{"event_time":"2020-01-01T00:00:00","city":"A","population":100},{"event_time":"2020-01-02T00:00:00","city":"B","population":200}]' | post alice/population application/json
  HTTP/1.1 200 OK
  (empty body)
  $ trows alice/population
  {"offset": 0, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2020-01-01T00:00:00Z", "city": "A", "population": 100}
  {"offset": 1, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2020-01-02T00:00:00Z", "city": "B", "population": 200}
  $ for p in /alice/population/tail /ALICE/Population/tail /population/tail /bob/population/tail /nobody/population/tail /alice/nope/tail /bad_name/population/tail /alice/bad_name/tail /alice%2Fpopulation/tail /alice/population/nothing /alice/tail; do echo "--- $p"; req GET "$p?limit=1"; done
  --- /alice/population/tail
  HTTP/1.1 200 OK
  content-type: application/json
  {
    "data": [
      {
        "city": "B",
        "event_time": "2020-01-02T00:00:00Z",
        "offset": 1,
        "op": 0,
        "population": 200,
        "system_time": "2050-01-02T03:04:05Z"
      }
    ],
    "dataFormat": "JsonAoS"
  }
  --- /ALICE/Population/tail
  HTTP/1.1 200 OK
  content-type: application/json
  {
    "data": [
      {
        "city": "B",
        "event_time": "2020-01-02T00:00:00Z",
        "offset": 1,
        "op": 0,
        "population": 200,
        "system_time": "2050-01-02T03:04:05Z"
      }
    ],
    "dataFormat": "JsonAoS"
  }
  --- /population/tail
  HTTP/1.1 404 Not Found
  content-type: text/plain; charset=utf-8
  Not Found
  --- /bob/population/tail
  HTTP/1.1 404 Not Found
  (empty body)
  --- /nobody/population/tail
  HTTP/1.1 404 Not Found
  (empty body)
  --- /alice/nope/tail
  HTTP/1.1 404 Not Found
  (empty body)
  --- /bad_name/population/tail
  HTTP/1.1 400 Bad Request
  (empty body)
  --- /alice/bad_name/tail
  HTTP/1.1 400 Bad Request
  (empty body)
  --- /alice%2Fpopulation/tail
  HTTP/1.1 404 Not Found
  content-type: text/plain; charset=utf-8
  Not Found
  --- /alice/population/nothing
  HTTP/1.1 404 Not Found
  content-type: text/plain; charset=utf-8
  Not Found
  --- /alice/tail
  HTTP/1.1 404 Not Found
  content-type: text/plain; charset=utf-8
  Not Found
  $ req GET "/datasets/$(did_of alice/population)"
  HTTP/1.1 200 OK
  content-type: application/json
  {
    "datasetName": "population",
    "id": "<did-1>",
    "owner": {
      "accountId": "<did-2>",
      "accountName": "alice"
    }
  }
  $ echo '[{"event_time":"2020-01-05T00:00:00","city":"E","population":1}]' | post population application/json
  HTTP/1.1 404 Not Found
  content-type: text/plain; charset=utf-8
  Not Found
SQL names:
  $ for n in '"alice/population"' '"population"' "'alice/population'" 'alice.population' '"bob/population"'; do echo "--- $n"; q "select city, population from $n order by offset desc" -H "$AUTH"; done
  --- "alice/population"
  HTTP/1.1 200 OK
  content-type: application/json
  {
    "output": {"data": [{"city": "B", "population": 200}, {"city": "A", "population": 100}], "dataFormat": "JsonAoS"}
  }
  --- "population"
  HTTP/1.1 200 OK
  content-type: application/json
  {
    "output": {"data": [{"city": "B", "population": 200}, {"city": "A", "population": 100}], "dataFormat": "JsonAoS"}
  }
  --- 'alice/population'
  HTTP/1.1 200 OK
  content-type: application/json
  {
    "output": {"data": [{"city": "B", "population": 200}, {"city": "A", "population": 100}], "dataFormat": "JsonAoS"}
  }
  --- alice.population
  HTTP/1.1 400 Bad Request
  content-type: application/json
  {"message": "table 'kamu.alice.population' not found"}
  --- "bob/population"
  HTTP/1.1 400 Bad Request
  content-type: application/json
  {"message": "table 'kamu.kamu.bob/population' not found"}
  $ q 'select city from "alice/population" order by offset' -d include=input
  HTTP/1.1 200 OK
  content-type: application/json
  {
    "input": {
      "dataFormat": "JsonAoS",
      "datasets": [
        {
          "alias": "alice/population",
          "blockHash": "<hash-1>",
          "id": "<did-1>"
        }
      ],
      "include": ["Input"],
      "limit": 100,
      "query": "select city from \"alice/population\" order by offset",
      "queryDialect": "SqlDataFusion",
      "skip": 0
    },
    "output": {"data": [{"city": "A"}, {"city": "B"}], "dataFormat": "JsonAoS"}
  }
  $ qpost '{"query": "select offset, city, population from \"alice/population\" order by offset desc", "include": ["proof"]}' | sed -n 1p; proof check < "$RESP/b"
  HTTP/1.1 200 OK
  inputHash ok
  outputHash ok
  subQueriesHash ok
  signature ok
  $ gql '{ auth { enabledProviders } }'
  HTTP/1.1 200 OK
  content-type: application/graphql-response+json
  {"data": {"auth": {"enabledProviders": ["OAUTH_GITHUB", "PASSWORD", "WEB3_WALLET"]}}}
  $ gql 'mutation { datasets { createEmpty(datasetKind: ROOT, datasetAlias: "empty-root-dataset", datasetVisibility: PUBLIC) { message ... on CreateDatasetResultSuccess { dataset { alias owner { accountName } } } } } }'
  HTTP/1.1 200 OK
  content-type: application/graphql-response+json
  {
    "data": {
      "datasets": {
        "createEmpty": {
          "dataset": {"alias": "alice/empty-root-dataset", "owner": {"accountName": "alice"}},
          "message": "Success"
        }
      }
    }
  }
  $ gql 'mutation { datasets { createEmpty(datasetKind: ROOT, datasetAlias: "bob/not-mine", datasetVisibility: PUBLIC) { message } } }'
  HTTP/1.1 200 OK
  content-type: application/graphql-response+json
  {
    "data": {"datasets": null},
    "errors": [
      {
        "extensions": {"code": "UNAUTHORIZED"},
        "locations": [{"column": 23, "line": 1}],
        "message": "Unauthorized",
        "path": ["datasets", "createEmpty"]
      }
    ]
  }
  $ gql "{ datasets { byOwnerAndName(accountName: \"alice\", datasetName: \"population\") { alias endpoints { rest { tailUrl queryUrl pushUrl } cli { pullCommand } } } } }"
  HTTP/1.1 200 OK
  content-type: application/graphql-response+json
  {
    "data": {
      "datasets": {
        "byOwnerAndName": {
          "alias": "alice/population",
          "endpoints": {
            "cli": {"pullCommand": "kamu pull odf+<base>/alice/population"},
            "rest": {
              "pushUrl": "<base>/alice/population/ingest",
              "queryUrl": "<base>/query?query=SELECT 42 as answer",
              "tailUrl": "<base>/alice/population/tail?limit=10"
            }
          }
        }
      }
    }
  }
  $ curl -s "$BASE/openapi.json" | python3 -c 'import json,sys; [print(p) for p in sorted(json.load(sys.stdin)["paths"]) if "{" in p]'
  /datasets/{id}
  /platform/file/upload/{upload_token}
  /{account_name}/{dataset_name}/blocks/{block_hash}
  /{account_name}/{dataset_name}/checkpoints/{physical_hash}
  /{account_name}/{dataset_name}/data/{physical_hash}
  /{account_name}/{dataset_name}/ingest
  /{account_name}/{dataset_name}/ingest/status/{status_id}
  /{account_name}/{dataset_name}/ingest/stream
  /{account_name}/{dataset_name}/metadata
  /{account_name}/{dataset_name}/producers
  /{account_name}/{dataset_name}/producers/{producer}
  /{account_name}/{dataset_name}/pull
  /{account_name}/{dataset_name}/push
  /{account_name}/{dataset_name}/refs/{reference}
  /{account_name}/{dataset_name}/tail
Device and OAuth logins:
  $ req POST /platform/login -H 'Content-Type: application/json' -d "$(login_body web3_wallet '{}')"
  HTTP/1.1 400 Bad Request
  content-type: application/json
  {"message": "Unsupported login method 'web3_wallet'"}
  $ req POST /platform/login -H 'Content-Type: application/json' -d "$(login_body password '{"login":"alice","password":"alice.password"}')"
  HTTP/1.1 200 OK
  content-type: application/json
  {
    "accessToken": "<jwt>"
  }
Pull and push with account names:
  $ ws2; in2 kamu pull "$BASE/alice/population" 2>&1 | clean
  1 dataset(s) updated
  $ in2 kamu login password alice alice.password "$BASE" 2>&1 | clean
  Login successful: <base>/
  $ in2 scores; in2 kamu push player-scores --to "odf+$BASE/alice/player-scores" 2>&1 | clean
  1 dataset(s) pushed
  $ in2 kamu push player-scores --to "odf+$BASE/bob/player-scores" 2>&1 | clean
  Error: Failed to push 1 dataset(s)
  
  Summary of individual errors:
  
  |> Failed to push player-scores to odf+<base>/bob/player-scores:
    0: Unauthorized
    1: HTTP error: 403 Forbidden
  
  [1]
  $ in2 kamu pull "odf+$BASE/alice/player-scores" --as ps2 2>&1 | clean
  Error: Failed to update 1 dataset(s)
  
  Summary of individual errors:
  
  |> Failed to sync ps2 from odf+<base>/alice/player-scores: Dataset with id <did-1> already exists
  
  [1]
  $ req GET /alice/player-scores/tail; req GET /alice/player-scores/tail -H "$AUTH"
  HTTP/1.1 404 Not Found
  (empty body)
  HTTP/1.1 200 OK
  content-type: application/json
  {"data": [], "dataFormat": "JsonAoS"}
