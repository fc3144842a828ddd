What a push tells: for people and for programs.

  $ . "$KAMU_LIB"; kamu -q init; gps
  $ (row 1 1.5 2; row 2 1.5 2) > a.json
  $ K ingest gps a.json -o json 2>/dev/null | norm | sed -E 's/("[a-zA-Z]+":)[0-9]+\.[0-9]+/\1<s>/g; s/("sliceBytes":)[0-9]+/\1<bytes>/g'
  {"updated":true,"dryRun":false,"schemaCommitted":true,"bytesRead":106,"rowsRead":2,"rowsAdded":2,"rowsRetracted":0,"rowsCorrected":0,"rowsDropped":0,"rowsRepeated":0,"rowsChanged":0,"rowsUnknown":0,"rowsRejected":0,"sliceBytes":<bytes>,"blocks":2,"oldHead":"<hash>","newHead":"<hash>","offsets":{"start":0,"end":1},"watermark":"2020-01-01T00:00:02Z","retries":0,"seconds":<s>,"stageSeconds":{"read":<s>,"parse":<s>,"normalize":<s>,"sort":<s>,"merge":<s>,"encode":<s>,"compress":<s>,"hash":<s>,"write":<s>,"sync":<s>,"other":<s>,"query":<s>},"stageCpuSeconds":{"read":<s>,"parse":<s>,"normalize":<s>,"sort":<s>,"merge":<s>,"encode":<s>,"compress":<s>,"hash":<s>,"write":<s>,"sync":<s>,"other":<s>,"query":<s>},"inputs":[{"name":"a.json","bytesRead":106,"rowsRead":2,"rowsAdded":2,"rowsRetracted":0,"rowsCorrected":0,"rowsDropped":0,"rowsRepeated":0,"rowsChanged":0,"rowsUnknown":0,"rowsRejected":0,"sliceBytes":<bytes>,"unknownFields":0,"missingFields":0,"allNullRows":0,"block":{"hash":"<hash>","sequenceNumber":4},"offsets":{"start":0,"end":1}}]}

A rehearsal commits nothing:

  $ K ingest gps --dry-run a.json | norm
  Dataset would be updated (dry run)
  ┌────────┬────┬──────────────────────┬──────────────────────┬──────┬─────┐
  │ offset │ op │     system_time      │          t           │ long │ lat │
  ├────────┼────┼──────────────────────┼──────────────────────┼──────┼─────┤
  │      2 │ +A │ 2050-01-02T03:04:05Z │ 2020-01-01T00:00:01Z │  1.5 │ 2.0 │
  │      3 │ +A │ 2050-01-02T03:04:05Z │ 2020-01-01T00:00:02Z │  1.5 │ 2.0 │
  └────────┴────┴──────────────────────┴──────────────────────┴──────┴─────┘
  $ kamu tail gps -o csv; echo
  offset,op,system_time,t,long,lat
  0,0,2050-01-02T03:04:05Z,2020-01-01T00:00:01Z,1.5,2.0
  1,0,2050-01-02T03:04:05Z,2020-01-01T00:00:02Z,1.5,2.0

Only onto the head that one knows:

  $ head=$(kamu log gps -o yaml | sed -n 's/^# Block: //p' | head -1)
  $ row 3 1.5 2 | K ingest gps --stdin --expected-head "$head"
  Dataset updated
  $ row 4 1.5 2 | err K ingest gps --stdin --expected-head "$head"
  Error: head expected to point at <hash> but points at <hash>
  
  [1]

Where the time goes, on the clock and on all processors:

  $ row 5 1.5 2 | K ingest gps --stdin --timings 2>&1 | tee timings | sed -E 's/ +[0-9]+\.[0-9]+/ N/g'
  Dataset updated
                 wall, ms             CPU, ms
    read N N % N N %
    parse N N % N N %
    normalize N N % N N %
    sort N N % N N %
    merge N N % N N %
    encode N N % N N %
    compress N N % N N %
    hash N N % N N %
    write N N % N N %
    sync N N % N N %
    other N N % N N %
    query N N % N N %
    total N N % N N %
  $ awk 'function near(a, b) { return a - b < .01 && b - a < .01 }
  >   NR > 2 && $1 != "total" { wall += $2; cpu += $5 }
  >   $1 == "total" { if (near(wall, $2) && near(cpu, $5)) print "the parts are the total" }' timings
  the parts are the total
