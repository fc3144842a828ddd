`kamu login` and `logout` against a server of ours: where tokens are kept, and what a refused one leaves behind.

  $ . "$KAMU_LIB"; . "$(dirname "$KAMU_LIB")/server.sh"; unset KAMU_JWT_SECRET
  $ mkdir there here; cd there; kamu -q init; gps; serve; T=$(kamu system access-token create --read gps reader 2>/dev/null); cd ../here; kamu -q init
  $ mask() { norm | sed -E -e "s#127.0.0.1:$PORT#<host>#g" -e 's/eyJ[A-Za-z0-9_.-]+/<jwt>/; s/ka_[0-9A-Z]{58}/<token>/'; }
  $ login() { kamu login "$@" 2>&1 | mask; }
With a password:
  $ login password kamu wrong "$BASE"
  Error: Did not obtain access token. Reason: Status 401 {"message":"Rejected credentials: invalid login or password"}
  
  [1]
  $ login --check "$BASE"
  Error: No access token found for: http://<host>/
  
  [1]
  $ login password kamu kamu.dev "HTTP://127.0.0.1:$PORT"
  Login successful: http://<host>/
  $ mask < .kamu/.kamutokenstore; stat -c %a .kamu/.kamutokenstore
  kind: KamuTokenStore
  version: 1
  content:
  - backendUrl: http://<host>/
    frontendUrl: null
    tokens:
    - accessToken: <jwt>
      accountName: kamu
  600
  $ login --check "$BASE"
  Access token valid: http://<host>/
  $ kamu repo list -o csv | mask
  Name,Url
  127.0.0.1,odf+http://<host>/ (no-eol)
With an access token; one that is refused is not kept:
  $ login --access-token "$T" "$BASE"
  Login successful: http://<host>/
  $ grep -c accessToken .kamu/.kamutokenstore; mask < .kamu/.kamutokenstore | grep accessToken
  1
    - accessToken: <token>
  $ login --access-token ka_bad "$BASE"
  Error: http://<host>/ does not take this access token
    hint: it is not kept: perhaps it has expired or was revoked
  
  [1]
  $ login --check "$BASE"
  Access token valid: http://<host>/
  $ login --access-token x --repo-name 127.0.0.1 http://127.0.0.1:9/
  Error: Repository 127.0.0.1 already exists with another URL: odf+http://<host>/
  
  [1]
  $ login --access-token x --skip-add-repo http://127.0.0.1:9/
  Warning: the token is kept, but could not be checked: Cannot reach http://127.0.0.1:9/platform/token/validate: Failed to connect to 127.0.0.1 port 9 after [0-9]+ ms: .* (re)
  Login successful: http://127.0.0.1:9/
It is used: the dataset is private to the world, the token may read it.
  $ echo "$(sed -n 's/.*\(did:odf:fed01[0-9a-f]*\).*/\1/p' <(cd ../there; kamu list --wide -o csv)) private" > ../there/.kamu/server/rights
  $ curl -s -o /dev/null -w '%{http_code}\n' "$BASE/gps/refs/head"
  404
  $ kamu pull "$BASE/gps" 2>&1 | mask
  1 dataset(s) updated
In the home directory, from anywhere:
  $ cd ..; err kamu login --access-token "$T" "$BASE" | mask
  Error: Directory is not a kamu workspace
  
  [1]
  $ login --user --access-token "$T" "$BASE"
  Login successful: http://<host>/
  $ grep -c accessToken ~/.kamutokenstore; stat -c %a ~/.kamutokenstore
  1
  600
  $ login --check --user "$BASE"
  Access token valid: http://<host>/
  $ kamu logout --user "$BASE" 2>&1 | mask; kamu logout --user "$BASE" 2>&1 | mask
  Logged out of http://<host>/
  Not logged in to http://<host>/
  $ cd here; err kamu logout --all "$BASE"
  Error: Can't use --all and particular server name simultaneously
  
  [1]
  $ kamu logout -a; kamu logout -a; kamu logout
  Logged out of all servers
  Not logged in to any servers
  Not logged in to https://platform.demo.kamu.dev/
  $ err kamu login --check "$BASE" | mask
  Error: No access token found for: http://<host>/
  
  [1]
What cannot be:
  $ for u in file:///x http://user:pw@h/ '' 'http://'; do err kamu login --access-token x "$u" | head -1; done
  Error: 'file:///x' is not the http or https URL of a server
  Error: A URL with a name and password is not taken here
  Error: '' is not the http or https URL of a server
  Error: 'http://' is not the http or https URL of a server
  [1]
  $ err kamu login --access-token 'a b' "$BASE"
  Error: An access token is one word
  
  [1]
  $ err kamu login "$BASE"
  Error: Logging in with a browser is not part of this program
    hint: use `kamu login password` or `kamu login --access-token`
  
  [1]
  $ err kamu login oauth gitlab x "$BASE"
  Error: Only 'github' provider is supported at the moment
  
  [1]
