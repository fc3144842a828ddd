/query and /verify on a server without a signing key.

  $ . "$KAMU_LIB"; . "$(dirname "$KAMU_LIB")/lib-http.sh"; ws
  $ scores
  $ serve
  $ q 'select 1'
  HTTP/1.1 200 OK
  content-type: application/json
  {"output": {"data": [{"Int64(1)": 1}], "dataFormat": "JsonAoS"}}
  $ req GET /query
  HTTP/1.1 400 Bad Request
  content-type: text/plain; charset=utf-8
  Failed to deserialize query string: missing field `query`
  $ q 'selekt'
  HTTP/1.1 400 Bad Request
  content-type: application/json
  {
    "message": "sql parser error: Expected: a query (SELECT, WITH or VALUES), found: selekt at Line: 1, Column: 1"
  }
  $ qpost '{"query": "select 1 as one"}'
  HTTP/1.1 200 OK
  content-type: application/json
  {"output": {"data": [{"one": 1}], "dataFormat": "JsonAoS"}}
  $ qpost '{"query": "select 1 as one", "include": ["Proof"]}'
  HTTP/1.1 501 Not Implemented
  content-type: application/json
  {"message": "Response signing is not enabled by the node operator"}
  $ qpost '{}'
  HTTP/1.1 422 Unprocessable Entity
  content-type: text/plain; charset=utf-8
  Failed to deserialize the JSON body into the target type: missing field `query` at line 1 column 2
  $ req POST /verify -H 'Content-Type: application/json' -d '{}'
  HTTP/1.1 422 Unprocessable Entity
  content-type: text/plain; charset=utf-8
  Failed to deserialize the JSON body into the target type: missing field `input` at line 1 column 2
  $ req POST /verify -H 'Content-Type: application/json' -d '{"input":{"query":"select 1","include":[]},"subQueries":[],"commitment":{"inputHash":"f1620ca4510738395af1429224dd785675309c344b2b549632e20275c69b15ed1d210","outputHash":"f1620ca4510738395af1429224dd785675309c344b2b549632e20275c69b15ed1d210","subQueriesHash":"f1620ca4510738395af1429224dd785675309c344b2b549632e20275c69b15ed1d210"},"proof":{"type":"Ed25519Signature2020","verificationMethod":"did:key:z6Mko2nqhQ9wYSTS5Giab2j1aHzGnxHimqwmFeEVY8aNsVnN","proofValue":"u43jJXaMAJCmMzZ0SL2HBQloggw5PQzOnG7gCPTZAoJKCtAx-mrhSmqtWna676x3gm09_b0V7_Qb8zcca8nuABg"}}'
  HTTP/1.1 400 Bad Request
  content-type: application/json
  {
    "error": {
      "kind": "InvalidRequest::InputHash",
      "message": "The commitment is invalid and cannot be disputed: commitment.inputHash doesn't match the hash of input object"
    },
    "ok": false
  }
The GraphQL query needs no key:
  $ gql -a '{ data { query(query: "select 1 as one", queryDialect: SQL_DATA_FUSION, dataFormat: JSON_AOS) { ... on DataQueryResultSuccess { data { content numRecords } } } } }'
  HTTP/1.1 200 OK
  content-type: application/graphql-response+json
  {"data": {"data": {"query": {"data": {"content": "[{\"one\":1}]", "numRecords": 1}}}}}
