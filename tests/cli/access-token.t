Access tokens of a workspace's servers: made, limited, listed, revoked; what lies on the disk is for this user alone.

  $ . "$KAMU_LIB"; . "$(dirname "$KAMU_LIB")/server.sh"; unset KAMU_JWT_SECRET
  $ kamu -q init; gps
  $ mask() { norm | sed -E 's/ka_[0-9A-Z]{58}/<token>/g; s/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/<uuid>/g; s/20[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z/<time>/g'; }
  $ kamu system access-token create all 2>&1 | mask
  Created access token: all
  <token>
  $ err kamu system access-token create all | mask
  Error: Access token with all name already exists
  
  [1]
  $ kamu -q system access-token create --read gps --read 'a%' --push gps --expires '1h 30m' limited | mask
  Created access token: limited
  <token>
  $ PUSH=$(kamu system access-token create --push gps device 2>/dev/null)
  $ kamu system access-token list -o csv | sed -E 's/^[0-9a-f-]{36}/<uuid>/' | mask
  Id,Name,Read,Push,Created,Expires,Revoked
  <uuid>,all,*,*,<time>,,
  <uuid>,limited,"gps, a%",gps,<time>,<time>,
  <uuid>,device,,gps,<time>,, (no-eol)
  $ stat -c '%a %n' .kamu/server .kamu/server/tokens .kamu/server/jwt-secret
  700 .kamu/server
  600 .kamu/server/tokens
  600 .kamu/server/jwt-secret
No secret is kept:
  $ grep -c "${PUSH#ka_}" .kamu/server/tokens
  0
  [1]
What is wrong is said:
  $ for a in '--expires 1x' '--expires 0s' '--expires' '--push a/b/c' '--read %/%/%'; do err kamu system access-token create $a x | head -1; done
  error: invalid value '1x' for '--expires <DURATION>': expected a duration like 90d, 12h or 1h 30m
  error: invalid value '0s' for '--expires <DURATION>': expected a duration like 90d, 12h or 1h 30m
  error: invalid value 'x' for '--expires <DURATION>': expected a duration like 90d, 12h or 1h 30m
  error: invalid value 'a/b/c' for '--push <PATTERN>': Value 'a/b/c' is not a valid dataset name or pattern
  error: invalid value '%/%/%' for '--read <PATTERN>': Value '%/%/%' is not a valid dataset name or pattern
  [2]
  $ err kamu system access-token revoke nobody
  Error: There is no access token 'nobody'
  
  [1]
  $ err kamu system access-token create "$(printf '%0101d' 1)"
  Error: The name of a token has at most 100 bytes of UTF-8
  
  [1]
A running server takes the token, within its limits, and refuses it as soon as it is revoked:
  $ SRV_GLOBAL="--system-time $NOW"; serve
  $ try() { curl -s -o /dev/null -w '%{http_code} ' -X "$1" -H "Authorization: Bearer $PUSH" -H 'Content-Type: application/x-ndjson' ${3:+--data-binary "$3"} "$BASE/$2"; }
  $ try GET platform/token/validate; try POST gps/ingest "$(row 1 1 1)"; try POST nope/ingest "$(row 1 1 1)"; try GET gps/refs/head; echo
  200 200 404 200 
  $ kamu system access-token revoke device
  Revoked access token: device
  $ try GET platform/token/validate; try POST gps/ingest "$(row 1 1 1)"; try POST nope/ingest "$(row 1 1 1)"; echo
  401 401 401 
Tokens of generate-token, signed with the workspace's secret, are taken too:
  $ PUSH=$(kamu system generate-token --login kamu); try GET platform/token/validate; echo
  200 
  $ stop; serve; try GET platform/token/validate; echo
  200 
Somebody who damages the file lets nobody in:
  $ echo '{"id":"x"}' >> .kamu/server/tokens; PUSH=ka_000G40R40M30E209185GR38E1W8124GK2GAHC5RR34D1P70X3RFZ99ZXCW
  $ try GET platform/token/validate; echo
  500 
  $ err kamu system access-token list | norm
  Error: <dir>/.kamu/server/tokens: line 4 is not an access token
  
  [1]
