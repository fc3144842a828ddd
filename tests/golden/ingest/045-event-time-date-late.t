Event time column of type Date missing from later data; Date after Timestamp.

  $ . "$KAMU_LIB"; ws
  $ snap e <<'Y' | K -q add --stdin
  > - {kind: AddPushSource, sourceName: date, read: {kind: NdJson, schema: {fields: [{name: d, type: Date}, {name: v, type: Int64}]}}, merge: {kind: Append}}
  > - {kind: AddPushSource, sourceName: none, read: {kind: NdJson, schema: {fields: [{name: v, type: Int64}]}}, merge: {kind: Append}}
  > - {kind: AddPushSource, sourceName: timestamp, read: {kind: NdJson, schema: {fields: [{name: d, type: Timestamp}, {name: v, type: Int64}]}}, merge: {kind: Append}}
  > - {kind: SetVocab, eventTimeColumn: d}
  > Y
  $ echo '{"d": "2020-01-01", "v": 1}' > d; ing e d --source-name date
  Dataset updated
  $ err K ingest e d --source-name none
  Dataset updated
  $ err K ingest e d --source-name timestamp
  Error: Incompatible schema: Schema of the new slice is not compatible with the schema defined by SetDataSchema event
  Dataset schema:
  message arrow_schema {
    REQUIRED INT64 offset;
    REQUIRED INT32 op;
    REQUIRED INT64 system_time (TIMESTAMP(MILLIS,true));
    REQUIRED INT32 d (DATE);
    REQUIRED INT64 v;
  }
  
  New slice schema:
  message arrow_schema {
    REQUIRED INT64 offset;
    REQUIRED INT32 op;
    REQUIRED INT64 system_time (TIMESTAMP(MILLIS,true));
    REQUIRED INT64 d (TIMESTAMP(MILLIS,true));
    REQUIRED INT64 v;
  }
  
    expected: Date32
    hint: column `d` is Date32 in the dataset and Timestamp(ms, "UTC") in the data
  
  [1]
  $ rows e
  offset,op,system_time,d,v
  0,0,2050-01-02T03:04:05Z,2020-01-01,1
  1,0,2050-01-02T03:04:05Z,2050-01-02,1
  $ snap p <<'Y' | K -q add --stdin
  > - {kind: SetDataSchema, schema: {fields: [{name: offset, type: Int64}, {name: op, type: Int32}, {name: system_time, type: Timestamp}, {name: event_time, type: Date}, {name: v, type: Int64}]}}
  > - {kind: AddPushSource, sourceName: a, read: {kind: NdJson, schema: {fields: [{name: v, type: Int64}]}}, merge: {kind: Append}}
  > Y
  $ echo '{"v": 1}' | err K ingest p --stdin
  Dataset updated
