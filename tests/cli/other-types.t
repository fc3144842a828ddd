Snapshot and UpsertStream: a column of another type is converted where nothing can be lost; what cannot be is refused.

  $ . "$KAMU_LIB"; kamu init -q
  $ s() { echo "{kind: AddPushSource, sourceName: $1, read: {kind: NdJson, schema: {fields: [{name: k, type: Int64}, {name: v, type: {kind: Option, inner: $2}}]}}, merge: {kind: $3, primaryKey: [k]}}"; }
  $ t() { printf '%s\n' 'kind: DatasetSnapshot' 'version: 1' "content: {name: $1, kind: Root, metadata: [$(s one "$2" $5), $(s two "$3" $5)]}" | K -q add --stdin; printf '{"k":1,"v":%s}\n' "$4" | K ingest $1 --stdin --source-name one; shift 5; local d=$1; shift; printf '{"k":1,"v":%s}\n{"k":2,"v":%s}\n' "$@" | err K ingest $d --stdin --source-name two | grep -v -E '^(Dataset schema|New slice|message|  (REQ|OPT)|}|$)'; kamu tail $d -o csv | cut -d, -f1,2,5-; echo; kamu verify $d; }
  $ t a Int64 Int16 5 Snapshot a 5 7
  Dataset updated
  Dataset updated
  offset,op,k,v
  0,0,1,5
  1,0,2,7
  
  1 dataset(s) are valid
  $ t b Int16 Int64 5 UpsertStream b 5 7
  Dataset updated
  Dataset updated
  offset,op,k,v
  0,0,1,5
  1,0,2,7
  
  1 dataset(s) are valid
  $ t c Int16 Int64 5 UpsertStream c 5 70000
  Dataset updated
  Error: Cast error: Can't cast value 70000 to type Int16
    at: STDIN, record 2
    field: v
  offset,op,k,v
  0,0,1,5
  
  1 dataset(s) are valid
  $ t d String Int64 '"5"' Snapshot d 5 -7
  Dataset updated
  Dataset updated
  offset,op,k,v
  0,0,1,5
  1,0,2,-7
  
  1 dataset(s) are valid
  $ t e String Float64 '"5.0"' UpsertStream e 5 1e20
  Dataset updated
  Dataset updated
  offset,op,k,v
  0,0,1,5.0
  1,0,2,1e20
  
  1 dataset(s) are valid
  $ t f Timestamp Date '"2020-01-01T00:00:00Z"' Snapshot f '"2020-01-01"' '"1969-12-31"'
  Dataset updated
  Dataset updated
  offset,op,k,v
  0,0,1,2020-01-01T00:00:00Z
  1,0,2,1969-12-31T00:00:00Z
  
  1 dataset(s) are valid
  $ t g Binary String '"61"' Snapshot g '"a"' '"ä"'
  Dataset updated
  Dataset updated
  offset,op,k,v
  0,0,1,61
  1,0,2,c3a4
  
  1 dataset(s) are valid
  $ t h Int64 Float64 5 Snapshot h 5 7.5
  Dataset updated
  Error: Incompatible schema: Schema of the new slice is not compatible with the schema defined by SetDataSchema event
    expected: Int64
    hint: column `v` is optional Int64 in the dataset and optional Float64 in the data
  offset,op,k,v
  0,0,1,5
  
  1 dataset(s) are valid
  $ t i Int64 String 5 UpsertStream i '"5"' '"x"'
  Dataset updated
  Error: Incompatible schema: Schema of the new slice is not compatible with the schema defined by SetDataSchema event
    expected: Int64
    hint: column `v` is optional Int64 in the dataset and optional Utf8 in the data
  offset,op,k,v
  0,0,1,5
  
  1 dataset(s) are valid
  $ t j Date Timestamp '"2020-01-01"' Snapshot j '"2020-01-01T00:00:00Z"' '"2020-01-01T00:00:01Z"'
  Dataset updated
  Error: Incompatible schema: Schema of the new slice is not compatible with the schema defined by SetDataSchema event
    expected: Date32
    hint: column `v` is optional Date32 in the dataset and optional Timestamp(ms, "UTC") in the data
  offset,op,k,v
  0,0,1,2020-01-01
  
  1 dataset(s) are valid
