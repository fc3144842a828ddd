Multi-tenant rights: every route as anonymous, owner, stranger, reader, editor, maintainer, admin, on a private and a public dataset (3.3, 3.4, 11.9).

  $ . "$KAMU_LIB"; . "$(dirname "$KAMU_LIB")/lib-http.sh"; mt
  $ scores_yaml | kamu --account alice -q add --stdin --visibility private
  $ scores_yaml | sed 's/player-scores/open/' | kamu --account alice -q add --stdin --visibility public
  $ echo "identity: {ed25519PrivateKey: f$SEED}" | sed 's/^/  /' >> .kamuconfig
  $ serve; as alice; A=$AUTH; as bob; B=$AUTH; as kamu; K=$AUTH; N='X-Nobody: 1'; X='Authorization: Bearer bad'; c1 > c1.ndjson
  $ try() { local h d; for d in player-scores open nope; do for h in N X B A K; do echo "$d $h: $(for r in 'GET tail' 'GET metadata' 'GET refs/head' 'GET data/f162076d3bc41c9f588f7fcd0d5bf4718f8f84b1c41b20882703100b9eb9413807c01' 'PUT data/f1620a7ffc6f8bf1ed76651c14756a061d662f580ff4de43b49fa82d80a4b80f8434a' 'POST ingest' 'GET ingest' 'GET push' 'GET pull' 'OPTIONS tail'; do set -- $r; curl -s -o /dev/null -w '%{http_code} ' -m 30 -X $1 -H "${!h}" -H 'x-odf-smtp-version: 1' -H "Content-Type: $ND" "$BASE/alice/$d/$2"; done)"; done; done; }
N nobody, X bad token, B bob (stranger), A alice (owner), K kamu (admin); columns: tail, metadata, refs/head, data (unknown), PUT data (empty object), POST ingest (empty), GET ingest, push, pull, OPTIONS.
  $ try
  player-scores N: 404 404 404 404 404 404 404 404 404 200 
  player-scores X: 401 401 401 401 401 401 401 401 401 200 
  player-scores B: 404 404 404 404 404 404 404 404 404 200 
  player-scores A: 200 200 200 404 400 200 405 400 400 200 
  player-scores K: 200 200 200 404 400 200 405 400 400 200 
  open N: 200 200 200 404 403 403 405 403 400 200 
  open X: 401 401 401 401 401 401 401 401 401 200 
  open B: 200 200 200 404 403 403 405 403 400 200 
  open A: 200 200 200 404 400 200 405 400 400 200 
  open K: 200 200 200 404 400 200 405 400 400 200 
  nope N: 404 404 404 404 404 404 404 400 404 200 
  nope X: 401 401 401 401 401 401 401 401 401 200 
  nope B: 404 404 404 404 404 404 404 400 404 200 
  nope A: 404 404 404 404 404 404 404 400 404 200 
  nope K: 404 404 404 404 404 404 404 400 404 200 
Bodies of the refusals:
  $ req POST /alice/player-scores/ingest -H "$B" -H "Content-Type: $ND" --data-binary @c1.ndjson
  HTTP/1.1 404 Not Found
  (empty body)
  $ req POST /alice/open/ingest -H "$B" -H "Content-Type: $ND" --data-binary @c1.ndjson
  HTTP/1.1 403 Forbidden
  (empty body)
  $ req POST /alice/open/ingest -H "Content-Type: $ND" --data-binary @c1.ndjson
  HTTP/1.1 403 Forbidden
  (empty body)
  $ req GET /alice/player-scores/tail
  HTTP/1.1 404 Not Found
  (empty body)
  $ req POST /alice/open/ingest -H "$A" -H "Content-Type: $ND" --data-binary @c1.ndjson
  HTTP/1.1 200 OK
  (empty body)
  $ req POST /alice/player-scores/ingest -H "$K" -H "Content-Type: $ND" --data-binary @c1.ndjson
  HTTP/1.1 200 OK
  (empty body)
Through /query, /datasets and GraphQL a private dataset does not exist for a stranger:
  $ AUTH=$A; D=$(curl -s -H "$A" "$BASE/alice/player-scores/metadata" | httpfmt get output seed datasetId)
  $ for h in N B A K; do echo "--- $h"; req GET "/datasets/$D" -H "${!h}"; q 'select count(*) as n from "alice/player-scores"' -H "${!h}"; req POST /query -H 'Content-Type: application/json' -H "${!h}" -d "{\"query\": \"select count(*) as n from x\", \"datasets\": [{\"id\": \"$D\", \"alias\": \"x\"}]}"; req POST /graphql -H 'Content-Type: application/json' -H "${!h}" -d "{\"query\": \"{ datasets { byId(datasetId: \\\"$D\\\") { alias } } }\"}"; done
  --- N
  HTTP/1.1 404 Not Found
  content-type: application/json
  {"message": "Not Found"}
  HTTP/1.1 400 Bad Request
  content-type: application/json
  {"message": "table 'kamu.kamu.alice/player-scores' not found"}
  HTTP/1.1 400 Bad Request
  content-type: application/json
  {"message": "table 'kamu.kamu.x' not found"}
  HTTP/1.1 200 OK
  content-type: application/graphql-response+json
  {"data": {"datasets": {"byId": null}}}
  --- B
  HTTP/1.1 404 Not Found
  content-type: application/json
  {"message": "Not Found"}
  HTTP/1.1 400 Bad Request
  content-type: application/json
  {"message": "table 'kamu.kamu.alice/player-scores' not found"}
  HTTP/1.1 400 Bad Request
  content-type: application/json
  {"message": "table 'kamu.kamu.x' not found"}
  HTTP/1.1 200 OK
  content-type: application/graphql-response+json
  {"data": {"datasets": {"byId": null}}}
  --- A
  HTTP/1.1 200 OK
  content-type: application/json
  {
    "datasetName": "player-scores",
    "id": "<did-1>",
    "owner": {
      "accountId": "<did-2>",
      "accountName": "alice"
    }
  }
  HTTP/1.1 200 OK
  content-type: application/json
  {"output": {"data": [{"n": 2}], "dataFormat": "JsonAoS"}}
  HTTP/1.1 200 OK
  content-type: application/json
  {"output": {"data": [{"n": 2}], "dataFormat": "JsonAoS"}}
  HTTP/1.1 200 OK
  content-type: application/graphql-response+json
  {"data": {"datasets": {"byId": {"alias": "alice/player-scores"}}}}
  --- K
  HTTP/1.1 200 OK
  content-type: application/json
  {
    "datasetName": "player-scores",
    "id": "<did-1>",
    "owner": {
      "accountId": "<did-2>",
      "accountName": "alice"
    }
  }
  HTTP/1.1 200 OK
  content-type: application/json
  {"output": {"data": [{"n": 2}], "dataFormat": "JsonAoS"}}
  HTTP/1.1 200 OK
  content-type: application/json
  {"output": {"data": [{"n": 2}], "dataFormat": "JsonAoS"}}
  HTTP/1.1 200 OK
  content-type: application/graphql-response+json
  {"data": {"datasets": {"byId": {"alias": "alice/player-scores"}}}}
Bob gets a role:
  $ BOB=$(account_did bob)
  $ role() { gql 'mutation($d: DatasetID!, $a: AccountID!, $r: DatasetAccessRole!) { datasets { byId(datasetId: $d) { collaboration { setRole(accountId: $a, role: $r) { __typename message } } } } }' "{\"d\":\"$D\",\"a\":\"$BOB\",\"r\":\"$1\"}" | tail -1; }
  $ for r in READER EDITOR MAINTAINER; do role $r; echo "$r: $(for t in 'GET tail' 'POST ingest' 'GET push' 'PUT data/f1620a7ffc6f8bf1ed76651c14756a061d662f580ff4de43b49fa82d80a4b80f8434a'; do set -- $t; curl -s -o /dev/null -w '%{http_code} ' -m 30 -X $1 -H "$B" -H 'x-odf-smtp-version: 1' -H "Content-Type: $ND" "$BASE/alice/player-scores/$2"; done)"; done
  }
  READER: 200 403 403 403 
  }
  EDITOR: 200 200 400 400 
  }
  MAINTAINER: 200 200 400 400 
  $ req POST /alice/player-scores/ingest -H "$B" -H "Content-Type: $ND" -d '{"match_time": "2000-01-09", "match_id": 9, "player_id": "Bob", "score": 9}'
  HTTP/1.1 200 OK
  (empty body)
  $ curl -s -H "$B" "$BASE/alice/player-scores/tail?limit=1"; echo
  {"data":[{"offset":2,"op":0,"system_time":"2050-01-02T03:04:05Z","match_time":"2000-01-09T00:00:00Z","match_id":9,"player_id":"Bob","score":9}],"dataFormat":"JsonAoS"}
Visibility changed:
  $ gql "mutation { datasets { byId(datasetId: \"$D\") { setVisibility(visibility: {public: {anonymousAvailable: true}}) { __typename message } } } }"
  HTTP/1.1 200 OK
  content-type: application/graphql-response+json
  {
    "data": {
      "datasets": {"byId": {"setVisibility": {"__typename": "SetDatasetVisibilityResultSuccess", "message": "Success"}}}
    }
  }
  $ req -s GET /alice/player-scores/tail
  HTTP/1.1 200 OK
  $ gql "mutation { datasets { byId(datasetId: \"$D\") { setVisibility(visibility: {public: {anonymousAvailable: false}}) { __typename message } } } }"
  HTTP/1.1 200 OK
  content-type: application/graphql-response+json
  {
    "data": {
      "datasets": {"byId": {"setVisibility": {"__typename": "SetDatasetVisibilityResultSuccess", "message": "Success"}}}
    }
  }
  $ req -s GET /alice/player-scores/tail
  HTTP/1.1 404 Not Found
