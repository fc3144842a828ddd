Test aids of a server: only where they were asked for. And tokens of several tenants.

  $ . "$KAMU_LIB"; . "$(dirname "$KAMU_LIB")/server.sh"; unset KAMU_JWT_SECRET
  $ mkdir one mt; cd one; kamu -q init; gps; SRV_GLOBAL="--system-time $NOW"
  $ ask() { curl -s -w '%{http_code}\n' -X "$@"; }
  $ serve; for p in health shutdown system_time; do ask POST "$BASE/e2e/$p"; done
  Not Found404
  Not Found404
  Not Found404
  $ stop; serve --e2e-output-data-path url; T=$(kamu system generate-token --login kamu); [ "$(cat url)" = "$BASE/" ] && ask GET "$(cat url)e2e/health"
  OK200
  $ set_time() { ask POST "$BASE/e2e/system_time" -H 'Content-Type: application/json' -d "$1"; }
  $ push() { ask POST "$BASE/gps/ingest" -H "Authorization: Bearer $T" -H 'Content-Type: application/x-ndjson' -d "$(row $1 1 1)"; }
  $ push 1; set_time '{"newSystemTime":"2060-01-02T03:04:05.678+01:00"}'; push 2; curl -s "$BASE/gps/tail?dataFormat=JsonAoA"; echo
  200
  200
  200
  {"data":[[0,0,"2050-01-02T03:04:05Z","2020-01-01T00:00:01Z",1.0,1.0],[1,0,"2060-01-02T02:04:05.678Z","2020-01-01T00:00:02Z",1.0,1.0]],"dataFormat":"JsonAoA"}
  $ set_time '{"newSystemTime":"soon"}'; set_time '{}'; set_time 'x'
  Failed to deserialize the JSON body into the target type: newSystemTime: * (glob)
  Failed to deserialize the JSON body into the target type: missing field `newSystemTime` at line 1 column 2422
  Failed to parse the request body as JSON: expected value at line 1 column 1400
  $ ask POST "$BASE/e2e/shutdown"; wait "$SRV_PID"; ask GET "$BASE/info"
  Shutting down HTTP server...200
  000
  [7]
Of several tenants:
  $ cd ../mt; printf 'kind: CLIConfig\nversion: 1\ncontent: {auth: {users: {predefined: [{accountName: alice, password: alice.password, email: a@x, properties: [admin]}, {accountName: bob, password: bob.password, email: b@x}]}}}\n' > .kamuconfig
  $ kamu -q init --multi-tenant; serve
  $ me() { curl -s "$BASE/accounts/me" -H "Authorization: Bearer $1" | norm; echo; }
  $ me "$(kamu --account bob system access-token create x 2>/dev/null)"; me "$(kamu --account alice system access-token create x 2>/dev/null)"
  {"id":"<did>","accountName":"bob"}
  {"id":"<did>","accountName":"alice"}
  $ me "$(kamu system generate-token --login bob)"; me "$(kamu system generate-token --login eve)"
  {"id":"<did>","accountName":"bob"}
  {"message":"Unauthenticated"}
  $ kamu --account bob system access-token list -o csv | cut -d, -f2-4; kamu --account bob system access-token revoke x
  Name,Read,Push
  x,*,*
  Revoked access token: x
  $ login() { curl -s -o /dev/null -w '%{http_code}\n' "$BASE/platform/login" -H 'Content-Type: application/json' -d "{\"loginMethod\":\"password\",\"loginCredentialsJson\":\"{\\\"login\\\":\\\"$1\\\",\\\"password\\\":\\\"$2\\\"}\"}"; }
  $ login BOB bob.password; login bob alice.password; login kamu kamu.dev; login "$(id -un)" "$(id -un)"
  200
  401
  401
  401
What cannot be configured:
  $ stop; printf 'kind: CLIConfig\nversion: 1\ncontent: {auth: {users: {predefined: [{accountName: alice, password: short, email: a@x}]}}}\n' > .kamuconfig; err kamu --account alice system api-server
  Error: The password of account 'alice' has less than 8 characters
  
  [1]
  $ cp .kamuconfig ../one; cd ../one; sed -i s/short/long-enough/ .kamuconfig; err kamu system api-server
  Error: There cannot be predefined users in a single-tenant workspace
  
  [1]
  $ rm .kamuconfig; kamu config set server.anonymousPush 'sensor-%'; cat .kamu/.kamuconfig.extra
  Set server.anonymousPush to sensor-% in combined scope
  kind: CLIConfig
  version: 1
  content:
    server:
      anonymousPush: sensor-%
