`kamu pull http://…` from a plain static file server over the dataset directory (no kamu behind it).

  $ . "$KAMU_LIB"; . "$(dirname "$KAMU_LIB")/lib-http.sh"; ws
  $ scores; c1 > c1.ndjson; K -q ingest player-scores c1.ndjson; ws2
  $ PORT=$(free_port); export BASE=http://127.0.0.1:$PORT; cp -r .kamu/datasets/* ./ds
  $ python3 -m http.server "$PORT" --bind 127.0.0.1 >static.log 2>&1 & SRV_PIDS="$!"; for i in 1 2 3 4 5 6 7 8 9 10; do curl -s -o /dev/null "$BASE/" && break; sleep 0.3; done
  $ in2 kamu pull "$BASE/ds" --as ps 2>&1 | clean
  1 dataset(s) updated
  $ in2 kamu tail ps -o csv; echo
  offset,op,system_time,match_time,match_id,player_id,score
  0,0,2050-01-02T03:04:05Z,2000-01-01T00:00:00Z,1,Alice,100
  1,0,2050-01-02T03:04:05Z,2000-01-01T00:00:00Z,1,Bob,80
Which requests a pull makes, in which order:
  $ sed -nE 's/.*"(GET|HEAD|PUT|POST) ([^ ]*) .*" ([0-9]+).*/\1 \2 \3/p' static.log | norm
  GET / 200
  GET /ds/refs/head 200
  GET /ds/blocks/<hash-1> 200
  GET /ds/blocks/<hash-2> 200
  GET /ds/blocks/<hash-3> 200
  GET /ds/blocks/<hash-4> 200
  GET /ds/blocks/<hash-5> 200
  GET /ds/data/<hash-6> 200
A block that does not match its hash:
  $ H=$(cat ds/refs/head); printf x >> ds/blocks/$H; in2 kamu pull "$BASE/ds" --as broken 2>&1 | clean | sed 's/f1620[0-9a-f]*/<hash>/g'
  Error: Failed to update 1 dataset(s)
  
  Summary of individual errors:
  
  |> Failed to sync broken from <base>/ds: The dataset was previously saved via 'ps' alias
  
  [1]
  $ cp .kamu/datasets/*/blocks/$H ds/blocks/; P=$(ls ds/data); printf x >> ds/data/$P; in2 kamu pull "$BASE/ds" --as broken 2>&1 | clean
  Error: Failed to update 1 dataset(s)
  
  Summary of individual errors:
  
  |> Failed to sync broken from <base>/ds: The dataset was previously saved via 'ps' alias
  
  [1]
  $ rm ds/data/$P; in2 kamu pull "$BASE/ds" --as broken 2>&1 | clean
  Error: Failed to update 1 dataset(s)
  
  Summary of individual errors:
  
  |> Failed to sync broken from <base>/ds: The dataset was previously saved via 'ps' alias
  
  [1]
  $ printf 'f1620' > ds/refs/head; in2 kamu pull "$BASE/ds" --as broken 2>&1 | clean
  Error: Failed to update 1 dataset(s)
  
  Summary of individual errors:
  
  |> Failed to sync broken from <base>/ds: The dataset was previously saved via 'ps' alias
  
  [1]
  $ printf '%s\n' "$H" > ds/refs/head; cp .kamu/datasets/*/data/$P ds/data/; in2 kamu pull "$BASE/ds" --as newline 2>&1 | clean
  Error: Failed to update 1 dataset(s)
  
  Summary of individual errors:
  
  |> Failed to sync newline from <base>/ds: The dataset was previously saved via 'ps' alias
  
  [1]
  $ in2 kamu list -o csv 2>&1 | cut -d, -f2 | sort
  Kind
  Remote(Root)
