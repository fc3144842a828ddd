Options that only we have: repeated keys, known keys with other values, and a guard for snapshots.

  $ . "$KAMU_LIB"; kamu init -q
  $ ds() { printf '%s\n' 'kind: DatasetSnapshot' 'version: 1' "content: {name: $1, kind: Root, metadata: [{kind: AddPushSource, sourceName: default, read: {kind: NdJson, schema: {fields: [{name: k, type: Int64}, {name: s, type: {kind: Option, inner: String}}, {name: v, type: {kind: Option, inner: Int64}}]}}, merge: $2}]}" | K -q add --stdin; }
  $ p() { local ds=$1; shift; cat > in.json; err K ingest $ds in.json "$@"; }
  $ rows() { kamu tail "$1" -n 100 -o csv | cut -d, -f1,2,5-; echo; }
  $ ops() { python3 -c 'import json,sys; r = json.load(sys.stdin); print({k: r[k] for k in ("rowsRead", "rowsAdded", "rowsRetracted", "rowsCorrected", "rowsDropped", "rowsRepeated", "rowsChanged", "rowsUnknown")})'; }

repeated keys

  $ ds led '{kind: Ledger, primaryKey: [k, s]}'
  $ two() { printf '%s\n' '{"k":2,"s":"b","v":1}' '{"k":1,"s":"a","v":2}' '{"k":2,"s":"b","v":3}' '{"k":3,"v":4}' '{"k":3,"v":5}'; }
  $ two | p led --on-repeated-key error
  Error: The key k = 2, s = "b" is that of record 1 as well
    at: in.json, record 3
    expected: each key once
  
  [1]
  $ two | p led --on-repeated-key error --dry-run
  Error: The key k = 2, s = "b" is that of record 1 as well
    at: in.json, record 3
    expected: each key once
  
  [1]
  $ two | K ingest led --stdin --on-repeated-key first -o json 2>/dev/null | ops
  {'rowsRead': 5, 'rowsAdded': 3, 'rowsRetracted': 0, 'rowsCorrected': 0, 'rowsDropped': 2, 'rowsRepeated': 2, 'rowsChanged': 0, 'rowsUnknown': 0}
  $ rows led
  offset,op,k,s,v
  0,0,2,b,1
  1,0,1,a,2
  2,0,3,,4
  
  $ ds led2 '{kind: Ledger, primaryKey: [k, s]}'; two | p led2 --on-repeated-key last; rows led2
  Dataset updated
  offset,op,k,s,v
  0,0,1,a,2
  1,0,2,b,3
  2,0,3,,5
  
  $ ds led3 '{kind: Ledger, primaryKey: [k, s]}'; two | p led3 --on-repeated-key all; rows led3
  Dataset updated
  offset,op,k,s,v
  0,0,2,b,1
  1,0,1,a,2
  2,0,2,b,3
  3,0,3,,4
  4,0,3,,5
  
  $ ds led4 '{kind: Ledger, primaryKey: [k, s]}'; two | p led4; rows led4
  Dataset updated
  offset,op,k,s,v
  0,0,2,b,1
  1,0,1,a,2
  2,0,2,b,3
  3,0,3,,4
  4,0,3,,5
  
  $ ds snp '{kind: Snapshot, primaryKey: [k, s]}'; two | p snp --on-repeated-key error
  Error: The key k = 2, s = "b" is that of record 1 as well
    at: in.json, record 3
    expected: each key once
  
  [1]
  $ two | p snp --on-repeated-key first; rows snp
  Dataset updated
  offset,op,k,s,v
  0,0,1,a,2
  1,0,2,b,1
  2,0,3,,4
  
  $ two | K ingest snp --stdin -o json 2>/dev/null | ops; rows snp
  {'rowsRead': 5, 'rowsAdded': 0, 'rowsRetracted': 0, 'rowsCorrected': 2, 'rowsDropped': 3, 'rowsRepeated': 2, 'rowsChanged': 0, 'rowsUnknown': 0}
  offset,op,k,s,v
  0,0,1,a,2
  1,0,2,b,1
  2,0,3,,4
  3,2,2,b,1
  4,3,2,b,3
  5,2,3,,4
  6,3,3,,5
  
  $ two | p snp --on-repeated-key all
  Error: Snapshot has one row for each key: of several records the first or the last can count, not all
  
  [1]
  $ ds ups '{kind: UpsertStream, primaryKey: [k, s]}'; two | p ups --on-repeated-key first; rows ups
  Dataset updated
  offset,op,k,s,v
  0,0,1,a,2
  1,0,2,b,1
  2,0,3,,4
  
  $ two | p ups --on-repeated-key error
  Error: The key k = 2, s = "b" is that of record 1 as well
    at: in.json, record 3
    expected: each key once
  
  [1]
  $ ds app '{kind: Append}'; two | p app --on-repeated-key first
  Error: --on-repeated-key has no meaning for the merge strategy Append of the push source
  
  [1]
  $ two | p led --on-repeated-key maybe
  error: invalid value 'maybe' for '--on-repeated-key <WHAT>'
    [possible values: all, first, last, error]
  
  For more information, try '--help'.
  [2]

Records that are left out count:

  $ { echo '{"k":9,"v":"x"}'; two; echo '{"k":1,"s":"a"}'; } > in.json; err K ingest led2 in.json --on-error skip --on-repeated-key error
  Error: The key k = 2, s = "b" is that of record 2 as well
    at: in.json, record 4
    expected: each key once
  
  [1]

known keys with other values

  $ printf '%s\n' '{"k":1,"s":"a","v":2}' '{"k":2,"s":"b","v":1}' '{"k":2,"s":"b","v":7}' '{"k":4,"s":"d"}' '{"k":3}' > in.json
  $ err K ingest led in.json --on-changed-row error
  Error: The key k = 2, s = "b" is in the dataset with other values: `v` is 1 there, 7 here
    at: in.json, record 3
    hint: a Ledger never changes what it has: give the record another key, or let such records be left out
  
  [1]
  $ err K ingest led in.json --on-changed-row report; rows led
  Warning: in.json: 2 record(s) left out: the dataset has their keys with other values; the first is record 3, k = 2, s = "b": `v` is 1 in the dataset, 7 here
  Dataset updated
  offset,op,k,s,v
  0,0,2,b,1
  1,0,1,a,2
  2,0,3,,4
  3,0,4,d,
  
  $ K ingest led in.json --on-changed-row report -o json 2>/dev/null | ops
  {'rowsRead': 5, 'rowsAdded': 0, 'rowsRetracted': 0, 'rowsCorrected': 0, 'rowsDropped': 5, 'rowsRepeated': 0, 'rowsChanged': 2, 'rowsUnknown': 0}
  $ K ingest led in.json -o json 2>/dev/null | ops
  {'rowsRead': 5, 'rowsAdded': 0, 'rowsRetracted': 0, 'rowsCorrected': 0, 'rowsDropped': 5, 'rowsRepeated': 0, 'rowsChanged': 0, 'rowsUnknown': 0}
  $ err K ingest led in.json in.json --on-changed-row error --on-repeated-key last
  Error: The key k = 2, s = "b" is in the dataset with other values: `v` is 1 there, 7 here
    at: in.json, record 3
    hint: a Ledger never changes what it has: give the record another key, or let such records be left out
  
  [1]
  $ err K ingest snp in.json --on-changed-row error
  Error: --on-changed-row has no meaning for the merge strategy Snapshot of the push source
  
  [1]

The event time counts where a record has one:

  $ printf '%s\n' 'kind: DatasetSnapshot' 'version: 1' 'content: {name: times, kind: Root, metadata: [{kind: AddPushSource, sourceName: default, read: {kind: NdJson, schema: {fields: [{name: event_time, type: {kind: Option, inner: Timestamp}}, {name: k, type: Int64}]}}, merge: {kind: Ledger, primaryKey: [k]}}]}' | K -q add --stdin
  $ printf '%s\n' '{"event_time":"2020-01-01T00:00:00Z","k":1}' '{"k":2}' | p times
  Dataset updated
  $ printf '%s\n' '{"k":1}' '{"k":2}' | p times --on-changed-row error
  Dataset up-to-date
  $ printf '%s\n' '{"k":1}' '{"k":2, "event_time":"2020-01-02T00:00:00Z"}' | p times --on-changed-row error
  Error: The key k = 2 is in the dataset with other values: `event_time` is "2050-01-02T03:04:05Z" there, "2020-01-02T00:00:00Z" here
    at: in.json, record 2
    hint: a Ledger never changes what it has: give the record another key, or let such records be left out
  
  [1]

a Snapshot that would retract too much

  $ seq 1 10 | sed 's/.*/{"k":&}/' > all.json; ds big '{kind: Snapshot, primaryKey: [k]}'; K ingest big all.json
  Dataset updated
  $ head -7 all.json | p big --max-retract 20%
  Error: The snapshot would retract 3 of 10 rows: more than the limit of 20 %
    hint: is the data complete? If it is, push it again without the limit
  
  [1]
  $ head -7 all.json | p big --max-retract 20 --dry-run
  Error: The snapshot would retract 3 of 10 rows: more than the limit of 20 %
    hint: is the data complete? If it is, push it again without the limit
  
  [1]
  $ head -7 all.json | p big --max-retract-rows 2
  Error: The snapshot would retract 3 of 10 rows: more than the limit of 2
    hint: is the data complete? If it is, push it again without the limit
  
  [1]
  $ printf '' | p big --max-retract 99.9%
  Error: The snapshot would retract 10 of 10 rows: more than the limit of 99.9 %
    hint: is the data complete? If it is, push it again without the limit
  
  [1]
  $ head -8 all.json | p big --max-retract 20%
  Dataset updated
  $ head -7 all.json | p big --max-retract 0
  Error: The snapshot would retract 1 of 8 rows: more than the limit of 0
    hint: is the data complete? If it is, push it again without the limit
  
  [1]
  $ head -7 all.json | p big --max-retract-rows 1
  Dataset updated
  $ seq 1 100 | sed 's/.*/{"k":&}/' > many.json; ds many '{kind: Snapshot, primaryKey: [k]}'; K ingest many many.json
  Dataset updated
  $ head -71 many.json | p many --max-retract 29
  Dataset updated
  $ head -7 all.json | p led --max-retract 20%
  Error: --max-retract has no meaning for the merge strategy Ledger of the push source
  
  [1]
  $ for x in 101 -1 x '20 percent' ''; do head -7 all.json | p big --max-retract "$x"; done
  error: invalid value '101' for '--max-retract <PERCENT>': expected a percentage from 0 to 100
  
  For more information, try '--help'.
  error: unexpected argument '-1' found
  
    tip: to pass '-1' as a value, use '-- -1'
  
  Usage: kamu ingest [OPTIONS] <DATASET> [FILE]...
  
  For more information, try '--help'.
  error: invalid value 'x' for '--max-retract <PERCENT>': expected a percentage from 0 to 100
  
  For more information, try '--help'.
  error: invalid value '20 percent' for '--max-retract <PERCENT>': expected a percentage from 0 to 100
  
  For more information, try '--help'.
  error: invalid value '' for '--max-retract <PERCENT>': expected a percentage from 0 to 100
  
  For more information, try '--help'.
  [2]

defaults of the workspace

  $ kamu config set ingest.maxRetract 20%; kamu config set ingest.onRepeatedKey error; kamu config set ingest.onChangedRow Report; kamu config get ingest; ls -A .kamu | grep config
  Set ingest.maxRetract to 20% in combined scope
  Set ingest.onRepeatedKey to error in combined scope
  Set ingest.onChangedRow to Report in combined scope
  maxRetract: 20%
  onChangedRow: Report
  onRepeatedKey: error
  
  .kamuconfig.extra
  $ cat .kamu/.kamuconfig.extra
  kind: CLIConfig
  version: 1
  content:
    ingest:
      maxRetract: 20%
      onChangedRow: Report
      onRepeatedKey: error
  $ head -2 all.json | p big
  Error: The snapshot would retract 5 of 7 rows: more than the limit of 20 %
    hint: is the data complete? If it is, push it again without the limit
  
  [1]
  $ head -2 all.json | p big --max-retract 100
  Dataset updated
  $ printf '%s\n' '{"k":1}' '{"k":1}' | p big
  Error: The key k = 1 is that of record 1 as well
    at: in.json, record 2
    expected: each key once
  
  [1]
  $ printf '%s\n' '{"k":1}' '{"k":1}' | p big --on-repeated-key last
  Error: The snapshot would retract 1 of 2 rows: more than the limit of 20 %
    hint: is the data complete? If it is, push it again without the limit
  
  [1]
  $ printf '%s\n' '{"k":1,"s":"a","v":3}' | p led
  Warning: in.json: 1 record(s) left out: the dataset has their keys with other values; the first is record 1, k = 1, s = "a": `v` is 2 in the dataset, 3 here
  Dataset up-to-date
  $ two | p app
  Dataset updated
  $ kamu config set ingest.maxRetract
  Removed ingest.maxRetract from combined scope
  $ kamu config set ingest.maxRetractRows 0; kamu config list
  Set ingest.maxRetractRows to 0 in combined scope
  ingest:
    maxRetractRows: 0
    onChangedRow: Report
    onRepeatedKey: error
  
  $ printf '' | p big
  Error: The snapshot would retract 2 of 2 rows: more than the limit of 0
    hint: is the data complete? If it is, push it again without the limit
  
  [1]
  $ KAMU_CONFIG__ingest__maxRetractRows=5 K ingest big --stdin < /dev/null
  Dataset updated
  $ for c in "ingest.maxRetract 101" "ingest.maxRetract [1]" "ingest.onRepeatedKey maybe" "ingest.maxRetractRows x" "ingest.nope 1"; do err kamu config set ${c%% *} "${c#* }"; done
  Error: invalid value: "101", expected a percentage from 0 to 100
  
  Error: invalid type: sequence, expected a percentage
  
  Error: unknown variant `maybe`, expected one of `All`, `all`, `First`, `first`, `Last`, `last`, `Error`, `error`
  
  Error: invalid type: string "x", expected u64
  
  Error: unknown field `nope`, expected one of `onRepeatedKey`, `onChangedRow`, `maxRetract`, `maxRetractRows`
  
  [1]

a deleted dataset takes along what is known of its keys

  $ states() { ls .kamu/cache/keys | wc -l; }
  $ ds gone '{kind: Ledger, primaryKey: [k]}'; before=$(states); K ingest gone all.json; echo $(($(states) - before))
  Dataset updated
  1
  $ kamu -y -q delete gone; echo $(($(states) - before))
  Deleted 1 dataset(s)
  0
