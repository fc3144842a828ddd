Uploading objects by PUT: data and checkpoints (6.1).

  $ . "$KAMU_LIB"; . "$(dirname "$KAMU_LIB")/lib-http.sh"; ws
  $ scores; D=$(echo .kamu/datasets/*)
  $ serve
  $ printf 'some object' > o; O=f1620$(python3 -c 'import hashlib; print(hashlib.sha3_256(b"some object").hexdigest())')
  $ put() { req PUT "$1" -H "$AUTH" -H 'Content-Type: application/octet-stream' --data-binary @o "${@:2}"; }
  $ put /player-scores/data/$O
  HTTP/1.1 200 OK
  (empty body)
  $ req GET /player-scores/data/$O
  HTTP/1.1 200 OK
  cache-control: public, max-age=31536000, immutable
  content-security-policy: sandbox; default-src 'none'
  etag: "<hash-1>"
  x-content-type-options: nosniff
  some object
  $ ls "$D/data" | norm
  <hash-1>
Again; as checkpoint; in another case:
  $ put /player-scores/data/$O
  HTTP/1.1 200 OK
  (empty body)
  $ put /player-scores/checkpoints/$O; req GET /player-scores/checkpoints/$O
  HTTP/1.1 200 OK
  (empty body)
  HTTP/1.1 200 OK
  cache-control: public, max-age=31536000, immutable
  content-security-policy: sandbox; default-src 'none'
  etag: "<hash-1>"
  x-content-type-options: nosniff
  some object
  $ put /Player-Scores/data/$O
  HTTP/1.1 200 OK
  (empty body)
A wrong hash, no hash, chunked, empty, without Content-Type:
  $ Z=f162076d3bc41c9f588f7fcd0d5bf4718f8f84b1c41b20882703100b9eb9413807c01
  $ put /player-scores/data/$Z; req GET /player-scores/data/$Z
  HTTP/1.1 400 Bad Request
  content-type: application/problem+json
  {
    "detail": "Expected hash <hash-1> but got <hash-2>",
    "message": "Expected hash <hash-1> but got <hash-2>",
    "status": 400,
    "title": "Bad Request",
    "type": "about:blank"
  }
  HTTP/1.1 404 Not Found
  content-type: application/json
  {"message": "Object does not exist: <hash-1>"}
  $ put /player-scores/data/x; put /player-scores/data/; put /player-scores/data
  HTTP/1.1 400 Bad Request
  content-type: text/plain; charset=utf-8
  Invalid URL: Cannot parse `physical_hash` with value `x`: Value 'x' is not a valid multihash
  HTTP/1.1 404 Not Found
  content-type: text/plain; charset=utf-8
  Not Found
  HTTP/1.1 404 Not Found
  content-type: text/plain; charset=utf-8
  Not Found
  $ printf 'other object' > o; C=f1620$(python3 -c 'import hashlib; print(hashlib.sha3_256(b"other object").hexdigest())')
  $ put /player-scores/data/$C -H 'Transfer-Encoding: chunked'
  HTTP/1.1 400 Bad Request
  content-type: text/plain; charset=utf-8
  Header of type `content-length` was missing
  $ E=f1620$(python3 -c 'import hashlib; print(hashlib.sha3_256(b"").hexdigest())'); req PUT /player-scores/data/$E -H "$AUTH" -H 'Content-Length: 0'
  HTTP/1.1 200 OK
  (empty body)
  $ req PUT /player-scores/data/$E -H "$AUTH"
  HTTP/1.1 400 Bad Request
  content-type: text/plain; charset=utf-8
  Header of type `content-length` was missing
  $ req PUT /player-scores/data/$C -H "$AUTH" -H 'Content-Type:' --data-binary @o
  HTTP/1.1 200 OK
  (empty body)
A Content-Length that is too long or too short:
  $ req PUT /player-scores/data/$C -H "$AUTH" -H 'Content-Length: 100' --data-binary @o -m 5
  curl error 28
  [1]
  $ req PUT /player-scores/checkpoints/$C -H "$AUTH" -H 'Content-Length: 5' --data-binary @o -m 5
  HTTP/1.1 400 Bad Request
  content-type: application/problem+json
  {
    "detail": "Expected hash <hash-1> but got <hash-2>",
    "message": "Expected hash <hash-1> but got <hash-2>",
    "status": 400,
    "title": "Bad Request",
    "type": "about:blank"
  }
Blocks and refs cannot be put; POST and DELETE do not exist:
  $ put /player-scores/blocks/$C; put /player-scores/refs/head
  HTTP/1.1 405 Method Not Allowed
  allow: GET,HEAD
  (empty body)
  HTTP/1.1 405 Method Not Allowed
  allow: GET,HEAD
  (empty body)
  $ req POST /player-scores/data/$C -H "$AUTH" --data-binary @o
  HTTP/1.1 405 Method Not Allowed
  allow: GET,HEAD,PUT
  (empty body)
  $ req DELETE /player-scores/data/$C -H "$AUTH"
  HTTP/1.1 405 Method Not Allowed
  allow: GET,HEAD,PUT
  (empty body)
Rights:
  $ req PUT /player-scores/data/$C --data-binary @o
  HTTP/1.1 403 Forbidden
  (empty body)
  $ req PUT /player-scores/data/$C -H 'Authorization: Bearer bad' --data-binary @o
  HTTP/1.1 401 Unauthorized
  Authentication token invalid
  $ put /nope/data/$C
  HTTP/1.1 404 Not Found
  (empty body)
A 3 MB object (no body limit):
  $ head -c 3000000 /dev/zero > o; put /player-scores/data/f1620$(python3 -c 'import hashlib; print(hashlib.sha3_256(bytes(3000000)).hexdigest())')
  HTTP/1.1 200 OK
  (empty body)
