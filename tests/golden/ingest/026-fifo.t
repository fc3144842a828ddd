FIFO, process substitution and devices as files.

  $ . "$KAMU_LIB"; ws
  $ push_ds f '{kind: NdJson, schema: {fields: [{name: v, type: Int64}]}}' '{kind: Append}'
  $ mkfifo p; timeout 20 bash -c 'echo "{\"v\": 1}" > p' >/dev/null 2>&1 & err timeout 20 kamu --system-time $NOW ingest f p
  Dataset updated
  $ wait
  $ err K ingest f <(echo '{"v": 2}')
  Dataset updated
  $ err K ingest f /dev/null
  Dataset up-to-date
  $ echo '{"v": 3}' | err K ingest f /dev/stdin
  Dataset updated
  $ echo '{"v": 4}' | err K ingest f -
  Dataset updated
  $ echo '{"v": 5}' > a; err K ingest f /dev/stdin < a
  Dataset updated
  $ rows f | cut -d, -f1,5
  offset,v
  0,1
  1,2
  2,3
  3,4
  4,5
