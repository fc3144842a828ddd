`kamu pull odf+http://…` (smart transfer protocol): first, up to date, incremental, diverged, errors, rights.

  $ . "$KAMU_LIB"; . "$(dirname "$KAMU_LIB")/lib-http.sh"; ws
  $ scores; c1 > c1.ndjson; K -q ingest player-scores c1.ndjson; pop; mkds none </dev/null
  $ serve; ws2
  $ in2 kamu pull "odf+$BASE/player-scores" 2>&1 | clean
  1 dataset(s) updated
  $ in2 kamu tail player-scores -o csv; echo
  offset,op,system_time,match_time,match_id,player_id,score
  0,0,2050-01-02T03:04:05Z,2000-01-01T00:00:00Z,1,Alice,100
  1,0,2050-01-02T03:04:05Z,2000-01-01T00:00:00Z,1,Bob,80
  $ in2 kamu pull "odf+$BASE/player-scores" 2>&1 | clean
  1 dataset(s) up-to-date
  $ c2 | post player-scores $ND; c3 | post player-scores $ND; in2 kamu pull player-scores 2>&1 | clean
  HTTP/1.1 200 OK
  (empty body)
  HTTP/1.1 200 OK
  (empty body)
  1 dataset(s) updated
  $ in2 kamu log player-scores -o yaml > a; kamu log player-scores -o yaml > b; cmp a b && echo same chain
  same chain
  $ in2 kamu verify player-scores 2>&1 | clean
  1 dataset(s) are valid
  $ in2 kamu pull "odf+$BASE/none" 2>&1 | clean
  1 dataset(s) updated
  $ in2 kamu pull "odf+$BASE/nope" 2>&1 | clean
  Error: Failed to update 1 dataset(s)
  
  Summary of individual errors:
  
  |> Failed to sync nope from odf+<base>/nope: Dataset odf+<base>/nope/ not found
  
  [1]
  $ in2 kamu pull "odf+$BASE/not_valid" --as x 2>&1 | clean
  Error: Failed to update 1 dataset(s)
  
  Summary of individual errors:
  
  |> Failed to sync x from odf+<base>/not_valid: The server answers with status 400 for <base>/not_valid/refs/head
  
  [1]
  $ in2 kamu pull "odf+$BASE/PLAYER-SCORES" --as upper 2>&1 | clean
  Error: Failed to update 1 dataset(s)
  
  Summary of individual errors:
  
  |> Failed to sync upper from odf+<base>/PLAYER-SCORES: Dataset with id <did-1> already exists
  
  [1]
Diverged, forced:
  $ in2 kamu pull "odf+$BASE/pop" --no-alias 2>&1 | clean
  1 dataset(s) updated
  $ echo '{"event_time": "2020-01-01", "city": "A", "population": 1}' > d; cp d "$W2"; in2 kamu ingest pop d 2>&1 | clean
  Dataset updated
  $ in2 kamu pull "odf+$BASE/pop" --no-alias 2>&1 | clean
  Error: Failed to update 1 dataset(s)
  
  Summary of individual errors:
  
  |> Failed to sync pop from odf+<base>/pop: Source and destination datasets have diverged, source head is <hash-1>, destination head is <hash-2>
  
  [1]
  $ echo '{"event_time": "2020-01-02", "city": "B", "population": 2}' | post pop $ND
  HTTP/1.1 200 OK
  (empty body)
  $ in2 kamu pull "odf+$BASE/pop" --no-alias 2>&1 | clean
  Error: Failed to update 1 dataset(s)
  
  Summary of individual errors:
  
  |> Failed to sync pop from odf+<base>/pop: Source and destination datasets have diverged, source head is <hash-1>, destination head is <hash-2>
  
  [1]
  $ in2 kamu pull "odf+$BASE/pop" --no-alias --force 2>&1 | clean
  1 dataset(s) updated
  $ in2 kamu tail pop -o csv; echo
  offset,op,system_time,event_time,city,population
  0,0,2050-01-02T03:04:05Z,2020-01-02T00:00:00Z,B,2
The server's history was reset below the puller's head:
  $ kamu -y reset player-scores "$(kamu log player-scores -o yaml | sed -n 's/^# Block: //p' | sed -n 2p)" 2>&1 | clean
  Dataset was reset
  $ in2 kamu pull player-scores 2>&1 | clean
  Error: Failed to update 1 dataset(s)
  
  Summary of individual errors:
  
  |> Failed to sync player-scores from odf+<base>/player-scores: Source and destination datasets have diverged, source head is <hash-1>, destination head is <hash-2>
  
  [1]
A bad stored token:
  $ in2 kamu login --access-token bad "$BASE" 2>&1 | clean; in2 kamu pull player-scores 2>&1 | clean
  Error: <base>/ does not take this access token
    hint: it is not kept: perhaps it has expired or was revoked
  
  Error: Failed to update 1 dataset(s)
  
  Summary of individual errors:
  
  |> Failed to sync player-scores from odf+<base>/player-scores: Source and destination datasets have diverged, source head is <hash-1>, destination head is <hash-2>
  
  [1]
