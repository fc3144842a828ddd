SIGTERM at any time: the push lands whole or not at all.

  $ . "$KAMU_LIB"; kamu init -q; gps
  $ seq 1 200000 | sed 's/.*/{"t": "2020-01-01T00:00:00Z", "long": &, "lat": 1}/' > big.json
  $ for ms in 000 010 040 080 160; do for sig in TERM; do
  >   kamu --system-time $NOW -q ingest gps big.json 2>/dev/null & pid=$!; sleep 0.$ms; kill -$sig $pid 2>/dev/null; wait $pid; code=$?
  >   case $code in 0|130|143) ;; *) echo "exit $code";; esac
  > done; done 2>/dev/null
  $ kamu verify gps; kamu list -o ndjson | python3 -c 'import json,sys; print(json.load(sys.stdin)["Records"] % 200000)'
  1 dataset(s) are valid
  0
  $ find .kamu -name '.pending-*' | wc -l
  0
