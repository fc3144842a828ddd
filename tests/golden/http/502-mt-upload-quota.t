Multi-tenant: upload tokens of another account, and storage quotas (vectors 11.3, 11.8).

  $ . "$KAMU_LIB"; . "$(dirname "$KAMU_LIB")/lib-http.sh"; mt
  $ for u in alice bob; do scores_yaml | kamu --account $u -q add --stdin --visibility public; done
  $ serve; as bob; B=$AUTH; as alice; c1 > c1.ndjson
  $ upload c1.ndjson '' c1.ndjson; T=$UT
  prepare 200
  send 200
Alice's token used by bob: to send, to ingest into his own dataset, to read.
  $ req POST "/platform/file/upload/$T" -H "$B" -F file=@c1.ndjson
  HTTP/1.1 403 Forbidden
  content-type: application/json
  {"message": "Unauthorized"}
  $ req POST "/bob/player-scores/ingest?uploadToken=$T" -H "$B"
  HTTP/1.1 403 Forbidden
  content-type: application/json
  {"message": "Unauthorized"}
  $ req GET "/platform/file/upload/$T" -H "$B"
  HTTP/1.1 403 Forbidden
  content-type: application/json
  {"message": "Unauthorized"}
  $ req GET "/platform/file/upload/$T"
  HTTP/1.1 401 Unauthorized
  content-type: application/json
  {"message": "No authentication token provided"}
  $ req POST "/alice/player-scores/ingest?uploadToken=$T" -H "$AUTH"
  HTTP/1.1 200 OK
  (empty body)
  $ trows alice/player-scores
  {"offset": 0, "op": 0, "system_time": "2050-01-02T03:04:05Z", "match_time": "2000-01-01T00:00:00Z", "match_id": 1, "player_id": "Alice", "score": 100}
  {"offset": 1, "op": 0, "system_time": "2050-01-02T03:04:05Z", "match_time": "2000-01-01T00:00:00Z", "match_id": 1, "player_id": "Bob", "score": 80}
A quota of one byte for bob, set by the admin:
  $ as kamu; quota() { gql 'mutation($n: AccountName!, $b: Int!) { accounts { byName(accountName: $n) { quotas { setAccountQuotas(quotas: {storage: {limitTotalBytes: $b}}) { __typename isSuccess message } } } } }' "{\"n\":\"$1\",\"b\":$2}"; }
  $ quota bob 1
  HTTP/1.1 200 OK
  content-type: application/graphql-response+json
  {
    "data": {
      "accounts": {
        "byName": {
          "quotas": {
            "setAccountQuotas": {"__typename": "SetAccountQuotasResultSuccess", "isSuccess": true, "message": ""}
          }
        }
      }
    }
  }
  $ req POST /bob/player-scores/ingest -H "$B" -H "Content-Type: $ND" --data-binary @c1.ndjson
  HTTP/1.1 403 Forbidden
  content-type: application/json
  {"message": "Unauthorized"}
  $ trows bob/player-scores
  $ req POST /bob/player-scores/ingest -H "$B" -H "Content-Type: $ND" </dev/null
  HTTP/1.1 200 OK
  (empty body)
  $ quota bob 1000000
  HTTP/1.1 200 OK
  content-type: application/graphql-response+json
  {
    "data": {
      "accounts": {
        "byName": {
          "quotas": {
            "setAccountQuotas": {"__typename": "SetAccountQuotasResultSuccess", "isSuccess": true, "message": ""}
          }
        }
      }
    }
  }
  $ req POST /bob/player-scores/ingest -H "$B" -H "Content-Type: $ND" --data-binary @c1.ndjson
  HTTP/1.1 200 OK
  (empty body)
  $ quota bob 1000; c2 | req POST /bob/player-scores/ingest -H "$B" -H "Content-Type: $ND" --data-binary @-
  HTTP/1.1 200 OK
  content-type: application/graphql-response+json
  {
    "data": {
      "accounts": {
        "byName": {
          "quotas": {
            "setAccountQuotas": {"__typename": "SetAccountQuotasResultSuccess", "isSuccess": true, "message": ""}
          }
        }
      }
    }
  }
  HTTP/1.1 403 Forbidden
  content-type: application/json
  {"message": "Unauthorized"}
  $ AUTH=$B; quota bob 1000000000
  HTTP/1.1 200 OK
  content-type: application/graphql-response+json
  {
    "data": {"accounts": {"byName": {"quotas": null}}},
    "errors": [
      {
        "locations": [{"column": 86, "line": 1}],
        "message": "Access restricted to administrators only",
        "path": ["accounts", "byName", "quotas", "setAccountQuotas"]
      }
    ]
  }
The default quota from the configuration, multi-tenant:
  $ stop; printf '  quotaDefaults: {storage: 1}\n' >> .kamuconfig; serve; as alice
  $ c3 | post alice/player-scores $ND
  HTTP/1.1 403 Forbidden
  content-type: application/json
  {"message": "Unauthorized"}
In a single-tenant workspace:
  $ ws2; cd "$W2"; scores; echo 'quotaDefaults: {storage: 1}' | cfg; serve
  $ c1 | post player-scores $ND
  HTTP/1.1 200 OK
  (empty body)
