`kamu push … odf+http://…` to the server (smart transfer protocol) from a second workspace.

  $ . "$KAMU_LIB"; . "$(dirname "$KAMU_LIB")/lib-http.sh"; ws
  $ serve; ws2
  $ in2 scores; c1 > "$W2/c1.ndjson"; in2 kamu -q ingest player-scores c1.ndjson
Without a login:
  $ in2 kamu push player-scores --to "odf+$BASE/player-scores" 2>&1 | clean
  Error: Failed to push 1 dataset(s)
  
  Summary of individual errors:
  
  |> Failed to push player-scores to odf+<base>/player-scores:
    0: Unauthenticated
    1: HTTP error: 401 Unauthorized
    hint: `kamu login` gets a token for the server
  
  [1]
Login with a token, with a password, check:
  $ in2 kamu login --access-token "$TOKEN" "$BASE" 2>&1 | clean
  Login successful: <base>/
  $ in2 kamu login --check "$BASE" 2>&1 | clean
  Access token valid: <base>/
  $ in2 kamu logout "$BASE" 2>&1 | clean; in2 kamu login --check "$BASE" 2>&1 | clean
  Logged out of <base>/
  Error: No access token found for: <base>/
  
  [1]
  $ in2 kamu login password kamu wrong "$BASE" 2>&1 | clean
  Error: Did not obtain access token. Reason: Status 401 {"message":"Rejected credentials: invalid login or password"}
  
  [1]
  $ in2 kamu login password kamu kamu.dev "$BASE" 2>&1 | clean
  Login successful: <base>/
  $ in2 kamu repo list -o csv 2>&1 | clean
  Name,Url
  127.0.0.1,odf+<base>/ (no-eol)
Push, twice, then more data:
  $ in2 kamu push player-scores --to "odf+$BASE/player-scores" 2>&1 | clean
  1 dataset(s) pushed
  $ in2 kamu push player-scores --to "odf+$BASE/player-scores" 2>&1 | clean
  1 dataset(s) up-to-date
  $ c2 > "$W2/c2.ndjson"; in2 kamu -q ingest player-scores c2.ndjson; in2 kamu push player-scores 2>&1 | clean
  1 dataset(s) pushed
  $ trows player-scores
  
  $ in2 kamu log player-scores -o yaml > a; kamu log player-scores -o yaml > b; cmp a b && echo same chain
  same chain
  $ req GET "/datasets/$(did_of player-scores)"
  HTTP/1.1 404 Not Found
  content-type: text/plain; charset=utf-8
  Not Found
  $ in2 kamu repo alias list -o csv 2>&1 | clean
  Dataset,Kind,Alias
  player-scores,Push,odf+<base>/player-scores (no-eol)
The server ingests into it, then the pusher is behind:
  $ c3 | post player-scores $ND
  HTTP/1.1 200 OK
  (empty body)
  $ in2 kamu push player-scores 2>&1 | clean
  Error: Failed to push 1 dataset(s)
  
  Summary of individual errors:
  
  |> Failed to push player-scores: Invalid block interval: <hash-1> (inclusive), <hash-2>
    hint: The other side has blocks that are not here; --force overwrites them
  
  [1]
  $ in2 kamu pull "odf+$BASE/player-scores" 2>&1 | clean
  1 dataset(s) updated
  $ in2 kamu tail player-scores -o csv; echo
  offset,op,system_time,match_time,match_id,player_id,score
  0,0,2050-01-02T03:04:05Z,2000-01-01T00:00:00Z,1,Alice,100
  1,0,2050-01-02T03:04:05Z,2000-01-01T00:00:00Z,1,Bob,80
  2,0,2050-01-02T03:04:05Z,2000-01-02T00:00:00Z,2,Alice,70
  3,0,2050-01-02T03:04:05Z,2000-01-02T00:00:00Z,2,Charlie,90
  4,0,2050-01-02T03:04:05Z,2000-01-03T00:00:00Z,3,Bob,60
  5,0,2050-01-02T03:04:05Z,2000-01-03T00:00:00Z,3,Charlie,110
Both went on: diverged, then forced.
  $ c4 > "$W2/c4.ndjson"; in2 kamu repo alias delete --all --pull player-scores 2>&1 | clean; in2 kamu -q ingest player-scores c4.ndjson; echo '{"match_time": "2000-01-05", "match_id": 5, "player_id": "Zed", "score": 5}' | post player-scores $ND
  Deleted 0 alias(es)
  HTTP/1.1 200 OK
  (empty body)
  $ in2 kamu push player-scores --to "odf+$BASE/player-scores" 2>&1 | clean
  Error: Failed to push 1 dataset(s)
  
  Summary of individual errors:
  
  |> Failed to push player-scores to odf+<base>/player-scores: Invalid block interval: <hash-1> (inclusive), <hash-2>
    hint: The other side has blocks that are not here; --force overwrites them
  
  [1]
  $ in2 kamu push player-scores --to "odf+$BASE/player-scores" --force 2>&1 | clean
  1 dataset(s) pushed
  $ trows player-scores
  
  $ kamu verify player-scores 2>&1 | clean
  1 dataset(s) are valid
Collisions: the same id under another name, another id under the same name, a name that is not valid, no dataset:
  $ in2 kamu push player-scores --to "odf+$BASE/other-name" 2>&1 | clean
  Error: Failed to push 1 dataset(s)
  
  Summary of individual errors:
  
  |> Failed to push player-scores to odf+<base>/other-name: Dataset with id <did-1> already exists
  
  [1]
  $ pop; in2 pop; in2 kamu push pop --to "odf+$BASE/pop" 2>&1 | clean
  Error: Failed to push 1 dataset(s)
  
  Summary of individual errors:
  
  |> Failed to push pop to odf+<base>/pop: Invalid block interval: <hash-1> (inclusive), <hash-2>
    hint: The other side has blocks that are not here; --force overwrites them
  
  [1]
  $ in2 kamu push pop --to "odf+$BASE/not_valid" 2>&1 | clean
  Error: Failed to push 1 dataset(s)
  
  Summary of individual errors:
  
  |> Failed to push pop to odf+<base>/not_valid: The server answers with status 400 for <base>/not_valid/refs/head
  
  [1]
  $ in2 kamu push nope --to "odf+$BASE/nope" 2>&1 | clean
  Error: Dataset not found: nope
  
  [1]
  $ in2 kamu push pop --to "odf+$BASE/kamu/pop2" 2>&1 | clean
  Error: Failed to push 1 dataset(s)
  
  Summary of individual errors:
  
  |> Failed to push pop to odf+<base>/kamu/pop2: Dataset <base>/kamu/pop2/ not found
  
  [1]
A dataset without data, with visibility, by repository name:
  $ in2 mkds empty </dev/null; in2 kamu push empty --to "odf+$BASE/empty" --visibility private 2>&1 | clean
  1 dataset(s) pushed
  $ req GET '/empty/metadata?include=refs,seed'
  HTTP/1.1 404 Not Found
  (empty body)
  $ in2 kamu repo add srv "odf+$BASE" 2>&1 | clean; in2 push_ds by-repo '{kind: NdJson}' '{kind: Append}'; in2 kamu push by-repo --to srv/by-repo 2>&1 | clean; in2 kamu push by-repo --to srv 2>&1 | clean
  Added: srv
  1 dataset(s) pushed
  1 dataset(s) up-to-date
  $ req -s GET /by-repo/refs/head
  HTTP/1.1 404 Not Found
After a compaction on the pushing side:
  $ in2 kamu -y system compact player-scores --hard 2>&1 | clean
  1 dataset(s) were compacted
  $ in2 kamu push player-scores --to "odf+$BASE/player-scores" 2>&1 | clean
  Error: Failed to push 1 dataset(s)
  
  Summary of individual errors:
  
  |> Failed to push player-scores to odf+<base>/player-scores: Invalid block interval: <hash-1> (inclusive), <hash-2>
    hint: The other side has blocks that are not here; --force overwrites them
  
  [1]
  $ in2 kamu push player-scores --to "odf+$BASE/player-scores" --force 2>&1 | clean
  1 dataset(s) pushed
  $ trows player-scores
  
  $ in2 kamu search player 2>&1 | clean
  Error: `search` is not part of this program
    hint: kamu-cli 0.265.0 has it, and can be run on the same workspace
  
  [1]
