Information about node, account and dataset.

  $ . "$KAMU_LIB"; . "$(dirname "$KAMU_LIB")/lib-http.sh"; ws
  $ scores; pop Mixed-Case
  $ serve
  $ req -a GET /info | grep -v -E '^(vary|access)'
  HTTP/1.1 200 OK
  content-length: 23
  content-type: application/json
  {"isMultiTenant": false}
  $ req GET '/info?x=1'
  HTTP/1.1 200 OK
  content-type: application/json
  {"isMultiTenant": false}
  $ req GET /accounts/me
  HTTP/1.1 401 Unauthorized
  content-type: application/json
  {"message": "Unauthenticated"}
  $ req GET /accounts/me -H "$AUTH"
  HTTP/1.1 200 OK
  content-type: application/json
  {"accountName": "kamu", "id": "<did-1>"}
  $ req GET /accounts/me -H "Authorization: Bearer $(jwt "$KAMU_DID" -1000000000)"
  HTTP/1.1 401 Unauthorized
  content-type: application/json
  {"message": "Unauthenticated"}
  $ req GET /accounts/you -H "$AUTH"
  HTTP/1.1 404 Not Found
  content-type: text/plain; charset=utf-8
  Not Found
Datasets by id:
  $ D=$(did_of player-scores); M=$(did_of mixed-case)
  $ req GET "/datasets/$D"
  HTTP/1.1 200 OK
  content-type: application/json
  {
    "datasetName": "player-scores",
    "id": "<did-1>",
    "owner": {
      "accountId": "<did-2>",
      "accountName": "kamu"
    }
  }
  $ req GET "/datasets/$M"
  HTTP/1.1 200 OK
  content-type: application/json
  {
    "datasetName": "Mixed-Case",
    "id": "<did-1>",
    "owner": {
      "accountId": "<did-2>",
      "accountName": "kamu"
    }
  }
  $ req GET "/datasets/$D" -H "$AUTH"
  HTTP/1.1 200 OK
  content-type: application/json
  {
    "datasetName": "player-scores",
    "id": "<did-1>",
    "owner": {
      "accountId": "<did-2>",
      "accountName": "kamu"
    }
  }
  $ req GET "/datasets/$D" -H 'Authorization: Bearer bad'
  HTTP/1.1 200 OK
  content-type: application/json
  {
    "datasetName": "player-scores",
    "id": "<did-1>",
    "owner": {
      "accountId": "<did-2>",
      "accountName": "kamu"
    }
  }
  $ req GET "/datasets/${D/did:odf:/did%3Aodf%3A}"
  HTTP/1.1 200 OK
  content-type: application/json
  {
    "datasetName": "player-scores",
    "id": "<did-1>",
    "owner": {
      "accountId": "<did-2>",
      "accountName": "kamu"
    }
  }
  $ req GET /datasets/did:odf:fed01df230b49615d175307d580c33d6fda61fc7b9aec91df0f5c1a5ebe3b8cbfee02
  HTTP/1.1 404 Not Found
  content-type: application/json
  {"message": "Not Found"}
  $ req GET /datasets/player-scores
  HTTP/1.1 400 Bad Request
  content-type: text/plain; charset=utf-8
  Invalid URL: Value 'player-scores' is not a valid did:odf
  $ req GET "/datasets/${D#did:odf:}"
  HTTP/1.1 400 Bad Request
  content-type: text/plain; charset=utf-8
  Invalid URL: Value '<did-1>' is not a valid did:odf
  $ req GET /datasets/did:odf:
  HTTP/1.1 400 Bad Request
  content-type: text/plain; charset=utf-8
  Invalid URL: Value 'did:odf:' is not a valid did:odf
  $ req GET /datasets/did:key:z6Mko2nqhQ9wYSTS5Giab2j1aHzGnxHimqwmFeEVY8aNsVnN
  HTTP/1.1 400 Bad Request
  content-type: text/plain; charset=utf-8
  Invalid URL: Value 'did:key:z6Mko2nqhQ9wYSTS5Giab2j1aHzGnxHimqwmFeEVY8aNsVnN' is not a valid did:odf
  $ req GET /datasets/
  HTTP/1.1 404 Not Found
  content-type: text/plain; charset=utf-8
  Not Found
  $ req GET /datasets
  HTTP/1.1 404 Not Found
  content-type: text/plain; charset=utf-8
  Not Found
  $ req -s HEAD "/datasets/$D"
  HTTP/1.1 200 OK
After a rename (by the CLI, while the server runs) and a deletion:
  $ kamu rename player-scores renamed 2>&1 | clean
  Dataset renamed
  $ req GET "/datasets/$D"
  HTTP/1.1 200 OK
  content-type: application/json
  {
    "datasetName": "renamed",
    "id": "<did-1>",
    "owner": {
      "accountId": "<did-2>",
      "accountName": "kamu"
    }
  }
  $ req GET /player-scores/refs/head
  HTTP/1.1 404 Not Found
  (empty body)
  $ req -s GET /renamed/refs/head
  HTTP/1.1 200 OK
  $ kamu -y delete renamed 2>&1 | clean
  Deleted 1 dataset(s)
  $ req GET "/datasets/$D"
  HTTP/1.1 404 Not Found
  content-type: application/json
  {"message": "Not Found"}
