SetVocab with upper case, spaces, dots.

  $ . "$KAMU_LIB"; ws
  $ t() { echo "== $2"; snap "$1" <<<"- {kind: AddPushSource, sourceName: a, read: {kind: NdJson, schema: {fields: [{name: v, type: Int64}]}}, merge: ${3:-{kind: Append\}}}
  > - {kind: SetVocab, $2}" | err K -q add --stdin; for i in 1 2; do echo '{"v": 1}' | err K ingest "$1" --stdin || echo "exit $?"; done; rows "$1"; }
  $ t a 'eventTimeColumn: "Date (UTC)"'
  == eventTimeColumn: "Date (UTC)"
  Dataset updated
  Dataset updated
  offset,op,system_time,Date (UTC),v
  0,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,1
  1,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,1
  $ t b 'eventTimeColumn: a.b'
  == eventTimeColumn: a.b
  Dataset updated
  Dataset updated
  offset,op,system_time,a.b,v
  0,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,1
  1,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,1
  $ t c 'systemTimeColumn: SystemTime'
  == systemTimeColumn: SystemTime
  Dataset updated
  Dataset updated
  offset,op,SystemTime,event_time,v
  0,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,1
  1,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,1
  $ t d 'offsetColumn: Offset'
  == offsetColumn: Offset
  Dataset updated
  Dataset updated
  Offset,op,system_time,event_time,v
  0,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,1
  1,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,1
  $ t e 'operationTypeColumn: Op'
  == operationTypeColumn: Op
  Dataset updated
  Dataset updated
  offset,Op,system_time,event_time,v
  0,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,1
  1,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,1
  $ t f 'operationTypeColumn: Op' '{kind: Snapshot, primaryKey: [v]}'
  == operationTypeColumn: Op
  Dataset updated
  Dataset up-to-date
  offset,Op,system_time,event_time,v
  0,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,1
  $ t g 'offsetColumn: "o f"'
  == offsetColumn: "o f"
  Dataset updated
  Dataset updated
  o f,op,system_time,event_time,v
  0,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,1
  1,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,1
  $ t h 'offsetColumn: x, operationTypeColumn: x'
  == offsetColumn: x, operationTypeColumn: x
  Error: Failed to load 1 manifest(s)
  
  Summary of individual errors:
  
  |> Failed to add dataset h: Invalid snapshot: SetVocab: two system columns have the name `x` (metadata[1] at line 8 column 7)
  
  Error: Dataset not found: h
    hint: did you mean a, b, c?
  
  exit 1
  Error: Dataset not found: h
    hint: did you mean a, b, c?
  
  exit 1
  Error: Dataset not found: h
    hint: did you mean a, b, c?
  
  
  [1]
  $ t i 'eventTimeColumn: ""'
  == eventTimeColumn: ""
  Dataset updated
  Dataset updated
  offset,op,system_time,,v
  0,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,1
  1,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,1
