Tokens of `kamu system generate-token`, and what a restart of the server does to tokens with and without KAMU_JWT_SECRET.

  $ . "$KAMU_LIB"; . "$(dirname "$KAMU_LIB")/lib-http.sh"; ws
  $ scores
  $ G=$(kamu system generate-token --login kamu); echo "$G" | clean
  <jwt>
  $ S=$(kamu system generate-token --subject $KAMU_DID --expiration-time-sec 60)
  $ O=$(kamu --system-time 2000-01-01T00:00:00Z system generate-token --login kamu)
  $ X=$(kamu system generate-token --login nobody)
  $ serve
  $ for t in G S O X; do echo "--- $t"; req GET /platform/token/validate -H "Authorization: Bearer ${!t}"; done
  --- G
  HTTP/1.1 200 OK
  (empty body)
  --- S
  HTTP/1.1 200 OK
  (empty body)
  --- O
  HTTP/1.1 401 Unauthorized
  content-type: application/json
  {"message": "Authentication token expired"}
  --- X
  HTTP/1.1 401 Unauthorized
  content-type: application/json
  {"message": "Authentication token invalid"}
  $ L=$(login_as kamu kamu.dev)
  $ stop; serve
After a restart with the same secret:
  $ for t in G L; do echo "--- $t"; req GET /platform/token/validate -H "Authorization: Bearer ${!t}"; done
  --- G
  HTTP/1.1 200 OK
  (empty body)
  --- L
  HTTP/1.1 200 OK
  (empty body)
  $ stop; export KAMU_JWT_SECRET=other-other-other-other-other-other-other-other-other-other-1; serve
After a restart with another secret:
  $ for t in G L TOKEN; do echo "--- $t"; req GET /platform/token/validate -H "Authorization: Bearer ${!t}"; done
  --- G
  HTTP/1.1 401 Unauthorized
  content-type: application/json
  {"message": "Authentication token invalid"}
  --- L
  HTTP/1.1 401 Unauthorized
  content-type: application/json
  {"message": "Authentication token invalid"}
  --- TOKEN
  HTTP/1.1 200 OK
  (empty body)
  $ stop; unset KAMU_JWT_SECRET; serve; L=$(login_as kamu kamu.dev)
Without a secret, before and after a restart:
  $ req GET /platform/token/validate -H "Authorization: Bearer $L"
  HTTP/1.1 200 OK
  (empty body)
  $ stop; serve
  $ req GET /platform/token/validate -H "Authorization: Bearer $L"
  HTTP/1.1 200 OK
  (empty body)
  $ G=$(kamu system generate-token --login kamu); req GET /platform/token/validate -H "Authorization: Bearer $G"
  HTTP/1.1 200 OK
  (empty body)
A short or empty secret:
  $ stop; export KAMU_JWT_SECRET=x; serve; req GET /platform/token/validate -H "Authorization: Bearer $(jwt)"
  HTTP/1.1 200 OK
  (empty body)
  $ stop; export KAMU_JWT_SECRET=; serve; req GET /platform/token/validate -H "Authorization: Bearer $(login_as kamu kamu.dev)"
  HTTP/1.1 200 OK
  (empty body)
