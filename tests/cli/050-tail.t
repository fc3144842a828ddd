tail: the newest rows over several slices, skipping, nothing there, a slice that is gone.

  $ . "$KAMU_LIB"
  $ kamu -q init; gps
  $ kamu tail gps -o table
  ┌┐
  ││
  ├┤
  ││
  └┘
  $ (row 0 1 1; row 1 2 2; row 2 3 3) | K -q ingest gps --stdin; row 3 4 4 | K -q ingest gps --stdin; (row 4 5 5; row 5 6 6) | K -q ingest gps --stdin
  $ kamu tail gps -o table -n 4
  ┌────────┬────┬──────────────────────┬──────────────────────┬──────┬─────┐
  │ offset │ op │     system_time      │          t           │ long │ lat │
  ├────────┼────┼──────────────────────┼──────────────────────┼──────┼─────┤
  │      2 │ +A │ 2050-01-02T03:04:05Z │ 2020-01-01T00:00:02Z │  3.0 │ 3.0 │
  │      3 │ +A │ 2050-01-02T03:04:05Z │ 2020-01-01T00:00:03Z │  4.0 │ 4.0 │
  │      4 │ +A │ 2050-01-02T03:04:05Z │ 2020-01-01T00:00:04Z │  5.0 │ 5.0 │
  │      5 │ +A │ 2050-01-02T03:04:05Z │ 2020-01-01T00:00:05Z │  6.0 │ 6.0 │
  └────────┴────┴──────────────────────┴──────────────────────┴──────┴─────┘
  $ for a in '-n 1' '-n 2 -s 1' '-n 3 -s 2' '-n 100' '-n 100 -s 5' '-n 2 -s 6' '-n 0' '-n 5 -s 18446744073709551615'; do echo "== $a"; kamu tail gps -o json-soa $a | grep -oE '"offset":\[[0-9,]*\]|\{\}'; done
  == -n 1
  "offset":[5]
  == -n 2 -s 1
  "offset":[3,4]
  == -n 3 -s 2
  "offset":[1,2,3]
  == -n 100
  "offset":[0,1,2,3,4,5]
  == -n 100 -s 5
  "offset":[0]
  == -n 2 -s 6
  {}
  == -n 0
  {}
  == -n 5 -s 18446744073709551615
  {}
  $ kamu tail gps -o parquet 2>&1
  Error: Parquet format is applicable for data export only
    hint: Use `kamu export --output-format parquet`
  
  [1]

The newest slice is removed: rows before it can still be had, the others are missed.

  $ rm .kamu/datasets/*/data/$(kamu log gps -o yaml | sed -n 's/^ *physicalHash: //p' | head -n 1)
  $ kamu tail gps -o csv -n 1 -s 2
  offset,op,system_time,t,long,lat
  3,0,2050-01-02T03:04:05Z,2020-01-01T00:00:03Z,4.0,4.0 (no-eol)
  $ err kamu tail gps -o csv -n 1
  Error: Object does not exist: <hash>
    hint: A data file of the dataset is missing: `kamu verify` lists what is damaged
  
  [1]
