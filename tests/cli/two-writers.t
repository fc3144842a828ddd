Two processes push to one dataset at once: both land, in some order.

  $ . "$KAMU_LIB"; kamu init -q; gps
  $ push() { for i in $(seq 20); do row $i $1 $i | K -q ingest gps --stdin || echo failed; done; }
  $ push 1 & push 2 & wait
  $ kamu verify gps
  1 dataset(s) are valid
  $ kamu tail gps -n 100 -o ndjson | python3 -c 'import json,sys
  > rows = [json.loads(l) for l in sys.stdin]
  > print([r["offset"] for r in rows] == list(range(40)), all(sorted(r["lat"] for r in rows if r["long"] == p) == list(map(float, range(1, 21))) for p in (1, 2)))'
  True True

metadata and data at once

  $ for i in $(seq 5); do echo "{kind: SetInfo, description: d$i}" | K alter gps - 2>/dev/null; done & push 3 & wait
  $ kamu verify gps; kamu list -o csv | cut -d, -f4; echo
  1 dataset(s) are valid
  Records
  60
  
  $ kamu log gps -o yaml | grep -c 'kind: SetInfo'
  5
