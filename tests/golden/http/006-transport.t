HTTP details: keep-alive, pipelining, chunked bodies, Expect, HTTP/1.0, HTTP/2, compression, broken requests.

  $ . "$KAMU_LIB"; . "$(dirname "$KAMU_LIB")/lib-http.sh"; ws
  $ scores; pop
  $ serve
Two requests on one connection, with an ingest between them:
  $ python3 - <<'P'
  > import http.client, os
  > c = http.client.HTTPConnection(os.environ["BASE"].split("//")[1], timeout=30)
  > c.request("GET", "/player-scores/tail"); r = c.getresponse(); print(r.status, r.read()); s = c.sock
  > c.request("POST", "/player-scores/ingest", body=b"x"); r = c.getresponse(); print(r.status, r.read())
  > print("same connection", c.sock is s and s is not None)
  > c.request("GET", "/info"); r = c.getresponse(); print(r.status, r.read())
  > P
  200 b'{"data":[],"dataFormat":"JsonAoS"}'
  403 b''
  same connection True
  200 b'{"isMultiTenant":false}'
Raw requests on one socket:
  $ raw() { python3 - "$@" <<'P'
  > import os, re, socket, sys
  > host, port = os.environ["BASE"].split("//")[1].split(":")
  > s = socket.create_connection((host, int(port)), 20)
  > s.settimeout(8); out = b""
  > try:
  >     for a in sys.argv[1:]:
  >         if a == "-c": s.shutdown(socket.SHUT_WR)
  >         else: s.sendall(a.encode().decode("unicode_escape").encode("latin-1"))
  >     while True:
  >         d = s.recv(65536)
  >         if not d: break
  >         out += d
  > except OSError as e:
  >     print("socket:", type(e).__name__)
  > for line in out.decode("latin-1").split("\r\n"):
  >     if not re.match(r"(?i)(date|vary|access-control)", line): print(line)
  > P
  > }
Pipelined:
  $ raw 'GET /info HTTP/1.1\r\nHost: x\r\n\r\nGET /player-scores/tail HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'
  HTTP/1.1 200 OK
  content-type: application/json
  content-length: 23
  
  {"isMultiTenant":false}HTTP/1.1 200 OK
  content-type: application/json
  content-length: 34
  connection: close
  
  {"data":[],"dataFormat":"JsonAoS"}
HTTP/1.0, no Host, unknown method, garbage, absolute form:
  $ raw 'GET /info HTTP/1.0\r\n\r\n'
  HTTP/1.0 200 OK
  content-type: application/json
  content-length: 23
  
  {"isMultiTenant":false}
  $ raw 'GET /info HTTP/1.1\r\nConnection: close\r\n\r\n'
  HTTP/1.1 200 OK
  content-type: application/json
  content-length: 23
  connection: close
  
  {"isMultiTenant":false}
  $ raw 'BREW /info HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'
  HTTP/1.1 405 Method Not Allowed
  allow: GET,HEAD
  connection: close
  content-length: 0
  
  
  $ raw 'hello\r\n\r\n'
  HTTP/1.1 400 Bad Request
  connection: close
  content-length: 0
  
  
  $ raw 'GET http://other.example/info HTTP/1.1\r\nHost: other.example\r\nConnection: close\r\n\r\n'
  HTTP/1.1 200 OK
  content-type: application/json
  content-length: 23
  connection: close
  
  {"isMultiTenant":false}
  $ raw 'GET /info HTTP/1.1\r\nHost: x\r\nBad Header: 1\r\nConnection: close\r\n\r\n'
  HTTP/1.1 400 Bad Request
  connection: close
  content-length: 0
  
  
Header names are case-insensitive:
  $ raw "GET /accounts/me HTTP/1.1\r\nhost: x\r\nAUTHORIZATION: Bearer $TOKEN\r\nConnection: close\r\n\r\n" | clean
  HTTP/1.1 200 OK
  content-type: application/json
  content-length: 107
  connection: close
  
  {"id":"<did-1>","accountName":"kamu"}
Chunked ingest, empty chunked ingest, both length headers, broken chunk size:
  $ c1 | req POST /player-scores/ingest -H "$AUTH" -H "Content-Type: $ND" -H 'Transfer-Encoding: chunked' -T -
  HTTP/1.1 200 OK
  (empty body)
  $ req POST /player-scores/ingest -H "$AUTH" -H "Content-Type: $ND" -H 'Transfer-Encoding: chunked' -T - </dev/null
  HTTP/1.1 200 OK
  (empty body)
  $ raw "POST /player-scores/ingest HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer $TOKEN\r\nContent-Type: $ND\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n0\r\n\r\n"
  HTTP/1.1 400 Bad Request
  connection: close
  content-length: 0
  
  
  $ raw "POST /player-scores/ingest HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer $TOKEN\r\nContent-Type: $ND\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\nzz\r\nhello\r\n0\r\n\r\n"
  HTTP/1.1 400 Bad Request
  content-type: application/problem+json
  content-length: 170
  connection: close
  
  {"type":"about:blank","title":"Bad Request","status":400,"detail":"The body's chunked transfer coding is broken","message":"The body's chunked transfer coding is broken"}
  $ trows player-scores
  {"offset": 0, "op": 0, "system_time": "2050-01-02T03:04:05Z", "match_time": "2000-01-01T00:00:00Z", "match_id": 1, "player_id": "Alice", "score": 100}
  {"offset": 1, "op": 0, "system_time": "2050-01-02T03:04:05Z", "match_time": "2000-01-01T00:00:00Z", "match_id": 1, "player_id": "Bob", "score": 80}
Chunks that split a line, with an extension and a trailer:
  $ raw "POST /player-scores/ingest HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer $TOKEN\r\nContent-Type: $ND\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n1c;x=y\r\n{\"match_time\": \"2001-01-01\",\r\n36\r\n \"match_id\": 9, \"player_id\": \"Zed\", \"score\": 1}      \n\r\n0\r\nX-Trailer: 1\r\n\r\n"
  HTTP/1.1 200 OK
  connection: close
  content-length: 0
  
  
A body shorter than its Content-Length (the client goes away), then one that is longer:
  $ raw "POST /player-scores/ingest HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer $TOKEN\r\nContent-Type: $ND\r\nContent-Length: 400\r\nConnection: close\r\n\r\n{\"match_time\": \"2002-01-01\", \"match_id\": 10, \"player_id\": \"Half\", \"score\": 1}\n" -c
  HTTP/1.1 400 Bad Request
  content-type: application/problem+json
  content-length: 164
  connection: close
  
  {"type":"about:blank","title":"Bad Request","status":400,"detail":"The body ends before its announced length","message":"The body ends before its announced length"}
  $ raw "POST /player-scores/ingest HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer $TOKEN\r\nContent-Type: $ND\r\nContent-Length: 0\r\nConnection: close\r\n\r\n{\"match_time\": \"2003-01-01\", \"match_id\": 11, \"player_id\": \"Over\", \"score\": 1}\n"
  HTTP/1.1 200 OK
  connection: close
  content-length: 0
  
  
  $ sleep 1; trows player-scores
  {"offset": 0, "op": 0, "system_time": "2050-01-02T03:04:05Z", "match_time": "2000-01-01T00:00:00Z", "match_id": 1, "player_id": "Alice", "score": 100}
  {"offset": 1, "op": 0, "system_time": "2050-01-02T03:04:05Z", "match_time": "2000-01-01T00:00:00Z", "match_id": 1, "player_id": "Bob", "score": 80}
  {"offset": 2, "op": 0, "system_time": "2050-01-02T03:04:05Z", "match_time": "2001-01-01T00:00:00Z", "match_id": 9, "player_id": "Zed", "score": 1}
Expect: 100-continue is answered; an unknown expectation:
  $ c2 | req POST /player-scores/ingest -H "$AUTH" -H "Content-Type: $ND" -H 'Expect: 100-continue' --data-binary @-
  HTTP/1.1 200 OK
  (empty body)
  $ grep -c '100 Continue' "$RESP/h"
  1
  $ c2 | req POST /player-scores/ingest -H "$AUTH" -H "Content-Type: $ND" -H 'Expect: 200-maybe' --data-binary @-
  HTTP/1.1 200 OK
  (empty body)
Expect on a request that is refused:
  $ c2 | req POST /nope/ingest -H "$AUTH" -H "Content-Type: $ND" -H 'Expect: 100-continue' --data-binary @-
  HTTP/1.1 404 Not Found
  (empty body)
  $ grep -c '100 Continue' "$RESP/h"
  0
  [1]
Content-Encoding on the request, Accept-Encoding on the answer:
  $ c3 | gzip -n | post player-scores $ND -H 'Content-Encoding: gzip'
  HTTP/1.1 200 OK
  (empty body)
  $ c3 | post player-scores $ND -H 'Content-Encoding: identity'
  HTTP/1.1 200 OK
  (empty body)
  $ req -a GET /player-scores/tail -H 'Accept-Encoding: gzip, zstd, br' | grep -iE '^(HTTP|content-)'
  HTTP/1.1 200 OK
  content-length: 991
  content-type: application/json
Content negotiation is ignored:
  $ req GET '/player-scores/tail?limit=1' -H 'Accept: text/csv'
  HTTP/1.1 200 OK
  content-type: application/json
  {
    "data": [
      {
        "match_id": 3,
        "match_time": "2000-01-03T00:00:00Z",
        "offset": 6,
        "op": 0,
        "player_id": "Charlie",
        "score": 110,
        "system_time": "2050-01-02T03:04:05Z"
      }
    ],
    "dataFormat": "JsonAoS"
  }
HTTP/2 without TLS:
  $ req -s GET /info --http2-prior-knowledge
  curl error 52
  [1]
  $ req -s GET /info --http2
  HTTP/1.1 200 OK
A long header and a long query string:
  $ req -s GET /info -H "X-Long: $(head -c 20000 /dev/zero | tr '\0' a)"
  HTTP/1.1 200 OK
  $ req -s GET "/player-scores/tail?x=$(head -c 60000 /dev/zero | tr '\0' a)"
  HTTP/1.1 200 OK
  $ req -s GET "/player-scores/tail?x=$(head -c 70000 /dev/zero | tr '\0' a)"
  HTTP/1.1 414 URI Too Long
