tail: columns, conditions, and --follow.

  $ . "$KAMU_LIB"; kamu -q init; gps; for i in 0 1 2 3 4 5; do row $i $i.5 $i | K -q ingest gps --stdin; done

  $ kamu tail gps -o csv --columns lat,offset -n 2
  lat,offset
  4.0,4
  5.0,5 (no-eol)
  $ kamu tail gps -o table --columns 't, "op"' -n 1
  ┌──────────────────────┬────┐
  │          t           │ op │
  ├──────────────────────┼────┤
  │ 2020-01-01T00:00:05Z │ +A │
  └──────────────────────┴────┘
  $ kamu tail gps -o csv --where 'lat > 1 and long < 5' -n 2
  offset,op,system_time,t,long,lat
  3,0,2050-01-02T03:04:05Z,2020-01-01T00:00:03Z,3.5,3.0
  4,0,2050-01-02T03:04:05Z,2020-01-01T00:00:04Z,4.5,4.0 (no-eol)
  $ kamu tail gps -o csv --where 'lat > 1 and long < 5' -n 2 -s 1 --columns long
  long
  2.5
  3.5 (no-eol)
  $ kamu tail gps -o json --where "t = '2020-01-01T00:00:03Z' or lat in (0.0, 7)" --columns offset
  [{"offset":0},{"offset":3}] (no-eol)
  $ kamu tail gps -o json --where 'lat > 100'
  [] (no-eol)
  $ kamu tail gps -o table --where 'lat > 100' --columns op
  ┌────┐
  │ op │
  ├────┤
  │    │
  └────┘

Only slices that can hold such records are opened: the damage of another is not met.

  $ f=$(kamu log gps -o yaml | sed -n 's/^ *physicalHash: //p' | sed -n 3p); mv .kamu/datasets/*/data/$f saved
  $ kamu tail gps -o csv --where 'offset = 2' --columns offset,lat
  offset,lat
  2,2.0 (no-eol)
  $ err kamu tail gps -o csv --where 'lat = 3'
  Error: Object does not exist: <hash>
    hint: A data file of the dataset is missing: `kamu verify` lists what is damaged
  
  [1]
  $ kamu tail gps -o csv --where 'lat = 5' --columns lat -n 1
  lat
  5.0 (no-eol)
  $ mv saved $(echo .kamu/datasets/*/data)/$f

What is wrong is named, with its place.

  $ kamu tail gps --columns lon
  Error: Column 'lon' does not exist
    hint: Is it 'long'?
  
  [1]
  $ kamu tail gps --columns lat,offset,lat
  Error: Column 'lat' is asked for twice
  
  [1]
  $ kamu tail gps --columns lat,
  Error: --columns: the name of a column is missing
  
  [1]
  $ kamu tail gps --columns '"lat'
  Error: --columns: a quote is not closed
  
  [1]
  $ kamu tail gps --where 'lat > 1 and lng < 5'
  Error: Column 'lng' does not exist
    at: --where:1:13
    hint: Is it 'long'?
  
  [1]
  $ kamu tail gps --where "lat > '1'x"
  Error: Expected AND, OR or the end, found `x`
    at: --where:1:10
  
  [1]
  $ kamu tail gps --where 'lat >'
  Error: Column 'lat' has the type Float64: expected a number, 'NaN', 'inf' or '-inf', but the text ends
    at: --where:1:6
  
  [1]
  $ kamu tail gps -o json --follow
  Error: json is complete only at its end, which --follow has not
    hint: Use ndjson, csv or table
  
  [1]
  $ K -q add --stdin <<< '{kind: DatasetSnapshot, version: 1, content: {name: empty, kind: Root, metadata: []}}'; kamu tail empty -o json --columns x --where 'y = 1'
  [] (no-eol)

--follow: what is pushed is printed when it is there; a reset is told; an interrupt ends it.

  $ lines() { for i in $(seq 100); do [ $(cat out err | wc -l) -ge $1 ] && return; sleep 0.05; done; echo too late; }
  $ env --default-signal=INT kamu tail gps -n 1 --follow --columns offset,lat >out 2>err & pid=$!
  $ lines 1; row 6 6.5 6 | K -q ingest gps --stdin; lines 2; { row 7 7.5 7; row 8 8.5 8; } | K -q ingest gps --stdin; lines 4; cat out
  {"offset":5,"lat":5.0}
  {"offset":6,"lat":6.0}
  {"offset":7,"lat":7.0}
  {"offset":8,"lat":8.0}
  $ kamu -q -y reset gps HEAD~1 2>/dev/null; lines 5; row 9 9.5 9 | K -q ingest gps --stdin; lines 6; cat err; tail -n 1 out
  Warning: gps was reset: its records from offset 7 on are gone
  {"offset":7,"lat":9.0}
  $ K -q -y system compact --hard gps 2>/dev/null; lines 7; tail -n 1 err
  Warning: the history of gps was rewritten: records before offset 8 may have changed
  $ kill -INT $pid; wait $pid; echo "exit code $?"; cat out | wc -l; cat err | wc -l
  exit code 130
  5
  2

The other formats; conditions hold for what comes, too.

  $ : >out; : >err; env --default-signal=INT kamu tail gps -n 1 -f -o csv --where 'lat > 8' --columns offset,lat >out 2>err & pid=$!
  $ lines 2; row 10 1.5 1 | K -q ingest gps --stdin; row 11 1.5 11 | K -q ingest gps --stdin; row 12 1.5 12 | K -q ingest gps --stdin; lines 4; cat out
  offset,lat
  7,9.0
  9,11.0
  10,12.0
  $ kill -TERM $pid; wait $pid; echo "exit code $?"; cat err
  exit code 143
  $ : >out; env --default-signal=INT kamu tail gps -n 1 -f -o table --columns op,lat >out 2>err & pid=$!
  $ lines 5; row 13 1.5 13 | K -q ingest gps --stdin; lines 10; cat out; kill -INT $pid; wait $pid
  ┌────┬──────┐
  │ op │ lat  │
  ├────┼──────┤
  │ +A │ 12.0 │
  └────┴──────┘
  ┌────┬──────┐
  │ op │ lat  │
  ├────┼──────┤
  │ +A │ 13.0 │
  └────┴──────┘
  [130]

It ends when nobody reads, and when the dataset is gone.

  $ kamu tail gps -n 1 -f --columns lat | head -n 1
  {"lat":13.0}
  [141]
  $ : >out; env --default-signal=INT kamu tail gps -n 1 -f --columns lat >out 2>err & pid=$!
  $ lines 1; kamu -q -y delete gps 2>/dev/null; wait $pid; echo "exit code $?"; err cat err
  exit code 1
  Error: Dataset not found: gps
  
