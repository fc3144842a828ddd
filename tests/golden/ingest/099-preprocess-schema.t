The dataset schema comes from the output of preprocess: later pushes and the same types.

  $ . "$KAMU_LIB"; ws
  $ snap p <<'Y' | K -q add --stdin
  > - kind: AddPushSource
  >   sourceName: default
  >   read: {kind: NdJson}
  >   preprocess: {kind: Sql, engine: datafusion, query: "select id, v, v + 1 as w from input"}
  >   merge: {kind: Snapshot, primaryKey: [id]}
  > Y
  $ printf '%s\n' '{"id": 1, "v": 1}' '{"id": 2, "v": 2}' | ing p --stdin; rows p
  Dataset updated
  offset,op,system_time,event_time,id,v,w
  0,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,1,1,2
  1,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,2,2,3
  $ printf '%s\n' '{"id": 1, "v": 1}' '{"v": 3, "id": 2, "more": "x"}' | ing p --stdin; rows p
  Dataset updated
  offset,op,system_time,event_time,id,v,w
  0,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,1,1,2
  1,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,2,2,3
  2,2,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,2,2,3
  3,3,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,2,3,4
  $ echo '{"id": 1, "v": 1.5}' | err K ingest p --stdin
  Error: Incompatible schema: Schema of the new slice is not compatible with the schema defined by SetDataSchema event
  Dataset schema:
  message arrow_schema {
    REQUIRED INT64 offset;
    REQUIRED INT32 op;
    REQUIRED INT64 system_time (TIMESTAMP(MILLIS,true));
    REQUIRED INT64 event_time (TIMESTAMP(MILLIS,true));
    OPTIONAL INT64 id;
    OPTIONAL INT64 v;
    OPTIONAL INT64 w;
  }
  
  New slice schema:
  message arrow_schema {
    REQUIRED INT64 offset;
    REQUIRED INT32 op;
    REQUIRED INT64 system_time (TIMESTAMP(MILLIS,true));
    REQUIRED INT64 event_time (TIMESTAMP(MILLIS,true));
    OPTIONAL INT64 id;
    OPTIONAL DOUBLE v;
    OPTIONAL DOUBLE w;
  }
  
    expected: Int64
    hint: column `v` is optional Int64 in the dataset and optional Float64 in the data
  
  [1]
  $ echo '{"id": 1}' | err K ingest p --stdin
  Error:
    0: Engine error
    1: Invalid query: Schema error: No field named v. Valid fields are input.id.
    at: preprocess:1:12 (byte 11)
  
  [1]
  $ echo '{"id": "1", "v": 1}' | err K ingest p --stdin
  Error: Incompatible schema: Schema of the new slice is not compatible with the schema defined by SetDataSchema event
  Dataset schema:
  message arrow_schema {
    REQUIRED INT64 offset;
    REQUIRED INT32 op;
    REQUIRED INT64 system_time (TIMESTAMP(MILLIS,true));
    REQUIRED INT64 event_time (TIMESTAMP(MILLIS,true));
    OPTIONAL INT64 id;
    OPTIONAL INT64 v;
    OPTIONAL INT64 w;
  }
  
  New slice schema:
  message arrow_schema {
    REQUIRED INT64 offset;
    REQUIRED INT32 op;
    REQUIRED INT64 system_time (TIMESTAMP(MILLIS,true));
    REQUIRED INT64 event_time (TIMESTAMP(MILLIS,true));
    OPTIONAL BYTE_ARRAY id (STRING);
    OPTIONAL INT64 v;
    OPTIONAL INT64 w;
  }
  
    expected: Int64
    hint: column `id` is optional Int64 in the dataset and optional Utf8 in the data
  
  [1]
  $ kinds p; kamu verify p
  Seed AddPushSource SetDataSchema AddData AddData
  1 dataset(s) are valid
