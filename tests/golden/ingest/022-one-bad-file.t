Several files, one of them bad: nothing of the command stays.

  $ . "$KAMU_LIB"; ws
  $ push_ds f '{kind: NdJson, schema: {fields: [{name: v, type: Int64}]}}' '{kind: Append}'
  $ echo '{"v": 1}' > good; echo '{"v": "x"}' > bad; echo '{"v": 3}' > good3
  $ err K ingest f good bad good3
  Error: field 'v': failed to parse "x" as Int64
    at: bad:1:7 (byte 6)
  
  [1]
  $ kinds f; kamu tail f -o csv; kamu list -o json; echo
  Seed AddPushSource
  [{"Name":"f","Kind":"Root","Pulled":null,"Records":0,"Size":0}]
  $ err K ingest f good3 missing
  Error: Invalid path missing: No such file or directory (os error 2)
  
  [1]
  $ kinds f
  Seed AddPushSource
  $ ing f good; kinds f; err K ingest f good3 bad; rows f; kamu verify f
  Dataset updated
  Seed AddPushSource SetDataSchema AddData
  Error: field 'v': failed to parse "x" as Int64
    at: bad:1:7 (byte 6)
  
  offset,op,system_time,event_time,v
  0,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,1
  1 dataset(s) are valid
  $ ing f good3; rows f
  Dataset updated
  offset,op,system_time,event_time,v
  0,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,1
  1,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,3
