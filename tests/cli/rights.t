What callers may do at a server, by token, configuration and address; which answers tell nothing.

  $ . "$KAMU_LIB"; . "$(dirname "$KAMU_LIB")/server.sh"; unset KAMU_JWT_SECRET
  $ kamu -q init; gps; SRV_GLOBAL="--system-time $NOW"
  $ printf 'kind: DatasetSnapshot\nversion: 1\ncontent: {name: hidden, kind: Root, metadata: []}\n' | K -q add --stdin --visibility private
  $ token() { kamu system access-token create "$@" 2>/dev/null; }
  $ R=$(token reader --read hidden) P=$(token pusher --push hidden --push gps) A=$(token all) O=$(token old --expires 1s)
  $ ask() { curl -s -o body -w '%{http_code}' -X "$2" ${1:+-H "Authorization: Bearer $1"} "${@:4}" "$BASE/$3"; }
  $ row3() { for t in "$@"; do printf '%s %s %s\n' "$(ask "$t" GET hidden/refs/head)" "$(ask "$t" POST hidden/ingest -d '')" "$(ask "$t" GET nope/refs/head)"; done; }
  $ serve; sleep 1.2
Anonymous, reader, pusher, everything, expired, forged; reading and pushing to a private dataset, reading none:
  $ row3 '' "$R" "$P" "$A" "$O" ka_000G40R40M30E209185GR38E1W8124GK2GAHC5RR34D1P70X3RFZ99ZXCW bad
  404 404 404
  200 403 404
  403 400 404
  200 400 404
  401 401 401
  401 401 401
  401 401 401
  $ for t in "$O" bad; do ask "$t" GET platform/token/validate; cat body; echo; done
  401{"message":"Authentication token expired"}
  401{"message":"Authentication token invalid"}
A limited token does not make others, nor datasets beyond its limits:
  $ gql() { ask "$1" POST graphql -H 'Content-Type: application/json' -d "{\"query\": \"$2\"}" >/dev/null; cat body; echo; }
  $ D=$(kamu system generate-token --login kamu | cut -d. -f2 | base64 -d 2>/dev/null | grep -o 'did:odf:[0-9a-f]*')
  $ gql "$P" "mutation { accounts { byId(accountId: \\\"$D\\\") { accessTokens { createAccessToken(tokenName: \\\"x\\\") { message } } } } }"
  {"data":{"accounts":{"byId":null}},"errors":[{"message":"Account access error","locations":[{"line":1,"column":*}],"path":["accounts","byId","accessTokens"]*}]} (glob)
  $ gql "$P" 'mutation { datasets { createEmpty(datasetKind: ROOT, datasetAlias: \"other\", datasetVisibility: PUBLIC) { message } } }' | grep -c Success
  0
  [1]
Standard challenges for those who ask for standard errors; kamu sends none:
  $ curl -s -D - -o /dev/null "$BASE/hidden/refs/head" -H 'Authorization: Bearer bad' | grep -ci www-authenticate
  0
  [1]
  $ curl -s -D - -H 'Accept: application/problem+json' "$BASE/hidden/refs/head" -H 'Authorization: Bearer bad' | tr -d '\r' | grep -iE '^(HTTP|www|content-type|\{)'
  HTTP/1.1 401 Unauthorized
  content-type: application/problem+json
  www-authenticate: Bearer error="invalid_token"
  {"type":"about:blank","title":"Unauthorized","status":401,"detail":"Authentication token invalid","message":"Authentication token invalid"}
Credentials elsewhere than in the header count nothing:
  $ curl -s -o /dev/null -w '%{http_code}\n' "$BASE/hidden/refs/head?access_token=$A" -H "Cookie: token=$A"
  404
The well-known password, from here and from a page of somebody else:
  $ login() { curl -s -o body -w '%{http_code}\n' "$BASE/platform/login" -H 'Content-Type: application/json' "${@:2}" -d "{\"loginMethod\":\"password\",\"loginCredentialsJson\":\"{\\\"login\\\":\\\"kamu\\\",\\\"password\\\":\\\"$1\\\"}\"}"; }
  $ login kamu.dev; login kamu.dev -H "Origin: $BASE"; login kamu.dev -H 'Origin: http://localhost:4200'; login kamu.dev -H 'Origin: https://example.com'; login kamu.dev -H 'Origin: null'; login kamu.dev -H 'Origin: http://127.0.0.1.example.com'
  200
  200
  200
  401
  401
  401
A server that others reach does not take it; it takes one that was chosen:
  $ stop; serve --address 0.0.0.0; login kamu.dev; login ''
  401
  401
  $ stop; KAMU_CONFIG__server__password='a long one' serve --address 0.0.0.0; login kamu.dev; login 'a long one'
  401
  200
  $ stop; err env KAMU_CONFIG__server__password=short kamu system api-server --http-port 0
  Error: server.password has less than 8 characters
  
  [1]
Anonymous reading and pushing where it is configured:
  $ KAMU_CONFIG__server__anonymousPush='hid%, x' KAMU_CONFIG__server__anonymousRead='g%' serve; row3 ''; ask '' GET gps/refs/head; echo
  403 400 404
  200
  $ stop; KAMU_CONFIG__server__anonymousRead='hid%' serve; row3 ''; ask '' GET gps/refs/head; echo
  404 404 404
  404
  $ stop; err env KAMU_CONFIG__server__anonymousPush=a/b/c kamu system api-server --http-port 0
  Error: Value 'a/b/c' is not a valid dataset name or pattern
  
  [1]
No anonymous access at all:
  $ KAMU_CONFIG__auth__allowAnonymous=false KAMU_CONFIG__server__anonymousPush=hidden serve; row3 '' bad "$A"; cat body; echo
  401 401 401
  401 401 401
  200 400 404
  
  $ for p in info system/health openapi.json ui-config platform/token/validate; do printf '%s %s\n' "$p" "$(ask '' GET $p)"; done
  info 401
  system/health 200
  openapi.json 200
  ui-config 200
  platform/token/validate 401
