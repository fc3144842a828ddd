Wrong methods, HEAD, OPTIONS and CORS headers.

  $ . "$KAMU_LIB"; . "$(dirname "$KAMU_LIB")/lib-http.sh"; ws
  $ scores; c1 > c1.ndjson; K -q ingest player-scores c1.ndjson
  $ serve
Every method on the main routes (status and Allow only):
  $ for p in /player-scores/ingest /player-scores/tail /player-scores/metadata /player-scores/refs/head /player-scores/push /player-scores/pull /query /verify /info /accounts/me /platform/login /platform/token/validate /platform/file/upload/prepare /graphql /openapi.json /system/health /system/metrics; do
  >   for m in GET POST PUT DELETE PATCH; do echo "$m $p $(req -a $m $p </dev/null | grep -iE '^HTTP|^allow' | tr '\n' ' ')"; done
  > done
  GET /player-scores/ingest HTTP/1.1 405 Method Not Allowed allow: POST 
  POST /player-scores/ingest HTTP/1.1 403 Forbidden 
  PUT /player-scores/ingest HTTP/1.1 403 Forbidden allow: POST 
  DELETE /player-scores/ingest HTTP/1.1 403 Forbidden allow: POST 
  PATCH /player-scores/ingest HTTP/1.1 403 Forbidden allow: POST 
  GET /player-scores/tail HTTP/1.1 200 OK 
  POST /player-scores/tail HTTP/1.1 403 Forbidden allow: GET,HEAD 
  PUT /player-scores/tail HTTP/1.1 403 Forbidden allow: GET,HEAD 
  DELETE /player-scores/tail HTTP/1.1 403 Forbidden allow: GET,HEAD 
  PATCH /player-scores/tail HTTP/1.1 403 Forbidden allow: GET,HEAD 
  GET /player-scores/metadata HTTP/1.1 200 OK 
  POST /player-scores/metadata HTTP/1.1 403 Forbidden allow: GET,HEAD 
  PUT /player-scores/metadata HTTP/1.1 403 Forbidden allow: GET,HEAD 
  DELETE /player-scores/metadata HTTP/1.1 403 Forbidden allow: GET,HEAD 
  PATCH /player-scores/metadata HTTP/1.1 403 Forbidden allow: GET,HEAD 
  GET /player-scores/refs/head HTTP/1.1 200 OK 
  POST /player-scores/refs/head HTTP/1.1 403 Forbidden allow: GET,HEAD 
  PUT /player-scores/refs/head HTTP/1.1 403 Forbidden allow: GET,HEAD 
  DELETE /player-scores/refs/head HTTP/1.1 403 Forbidden allow: GET,HEAD 
  PATCH /player-scores/refs/head HTTP/1.1 403 Forbidden allow: GET,HEAD 
  GET /player-scores/push HTTP/1.1 403 Forbidden 
  POST /player-scores/push HTTP/1.1 403 Forbidden allow: GET,HEAD 
  PUT /player-scores/push HTTP/1.1 403 Forbidden allow: GET,HEAD 
  DELETE /player-scores/push HTTP/1.1 403 Forbidden allow: GET,HEAD 
  PATCH /player-scores/push HTTP/1.1 403 Forbidden allow: GET,HEAD 
  GET /player-scores/pull HTTP/1.1 400 Bad Request 
  POST /player-scores/pull HTTP/1.1 403 Forbidden allow: GET,HEAD 
  PUT /player-scores/pull HTTP/1.1 403 Forbidden allow: GET,HEAD 
  DELETE /player-scores/pull HTTP/1.1 403 Forbidden allow: GET,HEAD 
  PATCH /player-scores/pull HTTP/1.1 403 Forbidden allow: GET,HEAD 
  GET /query HTTP/1.1 400 Bad Request 
  POST /query HTTP/1.1 415 Unsupported Media Type 
  PUT /query HTTP/1.1 405 Method Not Allowed allow: GET,HEAD,POST 
  DELETE /query HTTP/1.1 405 Method Not Allowed allow: GET,HEAD,POST 
  PATCH /query HTTP/1.1 405 Method Not Allowed allow: GET,HEAD,POST 
  GET /verify HTTP/1.1 405 Method Not Allowed allow: POST 
  POST /verify HTTP/1.1 415 Unsupported Media Type 
  PUT /verify HTTP/1.1 405 Method Not Allowed allow: POST 
  DELETE /verify HTTP/1.1 405 Method Not Allowed allow: POST 
  PATCH /verify HTTP/1.1 405 Method Not Allowed allow: POST 
  GET /info HTTP/1.1 200 OK 
  POST /info HTTP/1.1 405 Method Not Allowed allow: GET,HEAD 
  PUT /info HTTP/1.1 405 Method Not Allowed allow: GET,HEAD 
  DELETE /info HTTP/1.1 405 Method Not Allowed allow: GET,HEAD 
  PATCH /info HTTP/1.1 405 Method Not Allowed allow: GET,HEAD 
  GET /accounts/me HTTP/1.1 401 Unauthorized 
  POST /accounts/me HTTP/1.1 405 Method Not Allowed allow: GET,HEAD 
  PUT /accounts/me HTTP/1.1 405 Method Not Allowed allow: GET,HEAD 
  DELETE /accounts/me HTTP/1.1 405 Method Not Allowed allow: GET,HEAD 
  PATCH /accounts/me HTTP/1.1 405 Method Not Allowed allow: GET,HEAD 
  GET /platform/login HTTP/1.1 405 Method Not Allowed allow: POST 
  POST /platform/login HTTP/1.1 415 Unsupported Media Type 
  PUT /platform/login HTTP/1.1 405 Method Not Allowed allow: POST 
  DELETE /platform/login HTTP/1.1 405 Method Not Allowed allow: POST 
  PATCH /platform/login HTTP/1.1 405 Method Not Allowed allow: POST 
  GET /platform/token/validate HTTP/1.1 401 Unauthorized 
  POST /platform/token/validate HTTP/1.1 405 Method Not Allowed allow: GET,HEAD 
  PUT /platform/token/validate HTTP/1.1 405 Method Not Allowed allow: GET,HEAD 
  DELETE /platform/token/validate HTTP/1.1 405 Method Not Allowed allow: GET,HEAD 
  PATCH /platform/token/validate HTTP/1.1 405 Method Not Allowed allow: GET,HEAD 
  GET /platform/file/upload/prepare HTTP/1.1 405 Method Not Allowed allow: POST 
  POST /platform/file/upload/prepare HTTP/1.1 400 Bad Request 
  PUT /platform/file/upload/prepare HTTP/1.1 405 Method Not Allowed allow: POST 
  DELETE /platform/file/upload/prepare HTTP/1.1 405 Method Not Allowed allow: POST 
  PATCH /platform/file/upload/prepare HTTP/1.1 405 Method Not Allowed allow: POST 
  GET /graphql HTTP/1.1 200 OK 
  POST /graphql HTTP/1.1 400 Bad Request 
  PUT /graphql HTTP/1.1 405 Method Not Allowed allow: GET,HEAD,POST 
  DELETE /graphql HTTP/1.1 405 Method Not Allowed allow: GET,HEAD,POST 
  PATCH /graphql HTTP/1.1 405 Method Not Allowed allow: GET,HEAD,POST 
  GET /openapi.json HTTP/1.1 200 OK 
  POST /openapi.json HTTP/1.1 405 Method Not Allowed allow: GET,HEAD 
  PUT /openapi.json HTTP/1.1 405 Method Not Allowed allow: GET,HEAD 
  DELETE /openapi.json HTTP/1.1 405 Method Not Allowed allow: GET,HEAD 
  PATCH /openapi.json HTTP/1.1 405 Method Not Allowed allow: GET,HEAD 
  GET /system/health HTTP/1.1 200 OK 
  POST /system/health HTTP/1.1 405 Method Not Allowed allow: GET,HEAD 
  PUT /system/health HTTP/1.1 405 Method Not Allowed allow: GET,HEAD 
  DELETE /system/health HTTP/1.1 405 Method Not Allowed allow: GET,HEAD 
  PATCH /system/health HTTP/1.1 405 Method Not Allowed allow: GET,HEAD 
  GET /system/metrics HTTP/1.1 200 OK 
  POST /system/metrics HTTP/1.1 405 Method Not Allowed allow: GET,HEAD 
  PUT /system/metrics HTTP/1.1 405 Method Not Allowed allow: GET,HEAD 
  DELETE /system/metrics HTTP/1.1 405 Method Not Allowed allow: GET,HEAD 
  PATCH /system/metrics HTTP/1.1 405 Method Not Allowed allow: GET,HEAD 
  $ for m in DELETE PUT; do req -a $m /player-scores/ingest -H "$AUTH"; done
  HTTP/1.1 405 Method Not Allowed
  access-control-allow-origin: *
  allow: POST
  content-length: 0
  vary: origin, access-control-request-method, access-control-request-headers
  (empty body)
  HTTP/1.1 405 Method Not Allowed
  access-control-allow-origin: *
  allow: POST
  content-length: 0
  vary: origin, access-control-request-method, access-control-request-headers
  (empty body)
HEAD answers as GET without the body:
  $ req HEAD /player-scores/tail
  HTTP/1.1 200 OK
  content-type: application/json
  (empty body)
  $ req HEAD /player-scores/refs/head
  HTTP/1.1 200 OK
  content-type: text/plain; charset=utf-8
  etag: "<hash-1>"
  (empty body)
  $ req HEAD /info
  HTTP/1.1 200 OK
  content-type: application/json
  (empty body)
  $ req HEAD /player-scores/ingest
  HTTP/1.1 405 Method Not Allowed
  allow: POST
  (empty body)
  $ req HEAD /nope/tail
  HTTP/1.1 404 Not Found
  (empty body)
CORS on ordinary answers:
  $ req -a GET /player-scores/refs/head -H 'Origin: https://example.com' | grep -E '^(HTTP|access|vary)'
  HTTP/1.1 200 OK
  access-control-allow-origin: *
  vary: origin, access-control-request-method, access-control-request-headers
  $ req -a GET /nope/tail -H 'Origin: https://example.com' | grep -E '^(HTTP|access|vary)'
  HTTP/1.1 404 Not Found
  access-control-allow-origin: *
  vary: origin, access-control-request-method, access-control-request-headers
  $ req -a GET /unknown-uri -H 'Origin: https://example.com' | grep -E '^(HTTP|access|vary)'
  HTTP/1.1 404 Not Found
  $ req -a GET /system/health -H 'Origin: https://example.com' | grep -E '^(HTTP|access|vary)'
  HTTP/1.1 200 OK
  $ req -a GET /openapi.json -H 'Origin: https://example.com' | grep -E '^(HTTP|access|vary)'
  HTTP/1.1 200 OK
Preflight:
  $ for p in /player-scores/ingest /player-scores/tail /nope/tail /unknown-uri /system/health /graphql; do echo "--- $p"; req -a OPTIONS $p -H 'Origin: https://example.com' -H 'Access-Control-Request-Method: POST' -H 'Access-Control-Request-Headers: authorization,content-type,odf-event-time'; done
  --- /player-scores/ingest
  HTTP/1.1 200 OK
  access-control-allow-headers: *
  access-control-allow-methods: GET,POST
  access-control-allow-origin: *
  allow: POST
  content-length: 0
  vary: origin, access-control-request-method, access-control-request-headers
  (empty body)
  --- /player-scores/tail
  HTTP/1.1 200 OK
  access-control-allow-headers: *
  access-control-allow-methods: GET,POST
  access-control-allow-origin: *
  allow: GET,HEAD
  content-length: 0
  vary: origin, access-control-request-method, access-control-request-headers
  (empty body)
  --- /nope/tail
  HTTP/1.1 200 OK
  access-control-allow-headers: *
  access-control-allow-methods: GET,POST
  access-control-allow-origin: *
  allow: GET,HEAD
  content-length: 0
  vary: origin, access-control-request-method, access-control-request-headers
  (empty body)
  --- /unknown-uri
  HTTP/1.1 404 Not Found
  content-length: 9
  content-type: text/plain; charset=utf-8
  Not Found
  --- /system/health
  HTTP/1.1 405 Method Not Allowed
  allow: GET,HEAD
  content-length: 0
  (empty body)
  --- /graphql
  HTTP/1.1 200 OK
  access-control-allow-headers: *
  access-control-allow-methods: GET,POST
  access-control-allow-origin: *
  allow: GET,HEAD,POST
  content-length: 0
  vary: origin, access-control-request-method, access-control-request-headers
  (empty body)
  $ req -a OPTIONS /player-scores/data/x -H 'Origin: https://example.com' -H 'Access-Control-Request-Method: PUT'
  HTTP/1.1 200 OK
  access-control-allow-headers: *
  access-control-allow-methods: GET,POST
  access-control-allow-origin: *
  allow: GET,HEAD,PUT
  content-length: 0
  vary: origin, access-control-request-method, access-control-request-headers
  (empty body)
OPTIONS that is no preflight:
  $ req -a OPTIONS /player-scores/ingest
  HTTP/1.1 200 OK
  access-control-allow-headers: *
  access-control-allow-methods: GET,POST
  access-control-allow-origin: *
  allow: POST
  content-length: 0
  vary: origin, access-control-request-method, access-control-request-headers
  (empty body)
  $ req -a OPTIONS /unknown-uri
  HTTP/1.1 404 Not Found
  content-length: 9
  content-type: text/plain; charset=utf-8
  Not Found
