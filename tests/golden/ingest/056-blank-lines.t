Only white space, with and without schema.

  $ . "$KAMU_LIB"; ws
  $ push_ds a '{kind: NdJson, schema: {fields: [{name: v, type: Int64}]}}' '{kind: Append}'; printf '\n  \n\t\n' > w; err K ingest a w; kinds a
  Dataset updated
  Seed AddPushSource SetDataSchema
  $ printf '\n\n{"v": 1}\n\n  {"v": 2}  {"v": 3}\n\n' | ing a --stdin; rows a
  Dataset updated
  offset,op,system_time,event_time,v
  0,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,1
  1,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,2
  2,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,3
  $ push_ds b '{kind: NdJson}' '{kind: Append}'; err K ingest b w; kinds b; kamu inspect schema b; echo '{"v": 1}' | err K ingest b --stdin
  Dataset up-to-date
  Seed AddPushSource
  Warning: Dataset schema is not yet available: b
  Dataset updated
  $ push_ds c '{kind: Csv, header: true, schema: {fields: [{name: v, type: Int64}]}}' '{kind: Append}'; printf '\n\nv\n\n1\n\n\n2\n' | err K ingest c --stdin; rows c
  Dataset updated
  offset,op,system_time,event_time,v
  0,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,1
  1,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,2
