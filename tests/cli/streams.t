Broken pipes end quietly, a full disk does not; signals end a waiting command.

  $ . "$KAMU_LIB"; kamu init -q; gps
  $ seq 1 20000 | sed 's/.*/{"t": "2020-01-01T00:00:00Z", "long": &, "lat": 1}/' | K ingest gps --stdin
  Dataset updated
  $ kamu tail gps -n 20000 -o csv | head -1; echo "${PIPESTATUS[0]}"
  offset,op,system_time,t,long,lat
  141
  $ kamu list -o json > /dev/full
  Error: Cannot write to standard output: No space left on device (os error 28)
  
  [1]
  $ mkfifo pipe; exec 9<>pipe
  $ kamu --system-time $NOW ingest gps --stdin < pipe & pid=$!; sleep 1; kill -TERM $pid; wait $pid
  Error: Operation aborted
  
  [143]
  $ exec 9>&-; kamu verify gps
  1 dataset(s) are valid
  $ ls .kamu/datasets/*/data/.pending-* 2>/dev/null
  [2]
