The same without a schema, with DDL, and with a preprocess step.

  $ . "$KAMU_LIB"; ws
  $ t() { echo "== $2 $3"; push_ds "$1" "$2" "$3"; printf '%s\n' "$4" | err K ingest "$1" --stdin && { kamu inspect schema "$1" -o parquet; slice "$1" | tail -1; }; }
  $ t a '{kind: NdJson}' '{kind: Append}' '{"offset": 7, "op": 1, "system_time": "2020-01-01", "event_time": "2020-01-01", "v": 1}'
  == {kind: NdJson} {kind: Append}
  Dataset updated
  message arrow_schema {
    REQUIRED INT64 offset;
    REQUIRED INT32 op;
    REQUIRED INT64 system_time (TIMESTAMP(MILLIS,true));
    REQUIRED INT64 event_time (TIMESTAMP(MILLIS,true));
    OPTIONAL INT64 _offset;
    OPTIONAL INT64 _op;
    OPTIONAL BYTE_ARRAY _system_time (STRING);
    OPTIONAL INT64 v;
  }
  {"offset": 0, "op": 0, "system_time": "2050-01-02T03:04:05+00:00", "event_time": "2020-01-01T00:00:00+00:00", "_offset": 7, "_op": 1, "_system_time": "2020-01-01", "v": 1}
  $ t b '{kind: NdJson}' '{kind: Append}' '{"op": 7, "_op": 8}'
  == {kind: NdJson} {kind: Append}
  Dataset updated
  message arrow_schema {
    REQUIRED INT64 offset;
    REQUIRED INT32 op;
    REQUIRED INT64 system_time (TIMESTAMP(MILLIS,true));
    REQUIRED INT64 event_time (TIMESTAMP(MILLIS,true));
    OPTIONAL INT64 _op;
    OPTIONAL INT64 __op;
  }
  {"offset": 0, "op": 0, "system_time": "2050-01-02T03:04:05+00:00", "event_time": "2050-01-02T03:04:05+00:00", "_op": 8, "__op": 7}
  $ t c '{kind: NdJson}' '{kind: ChangelogStream, primaryKey: [v]}' '{"op": 1, "v": 1}'
  == {kind: NdJson} {kind: ChangelogStream, primaryKey: [v]}
  Dataset updated
  message arrow_schema {
    REQUIRED INT64 offset;
    REQUIRED INT32 op;
    REQUIRED INT64 system_time (TIMESTAMP(MILLIS,true));
    REQUIRED INT64 event_time (TIMESTAMP(MILLIS,true));
    OPTIONAL INT64 v;
  }
  {"offset": 0, "op": 1, "system_time": "2050-01-02T03:04:05+00:00", "event_time": "2050-01-02T03:04:05+00:00", "v": 1}
  $ t d '{kind: NdJson}' '{kind: UpsertStream, primaryKey: [v]}' '{"op": 0, "v": 1}'
  == {kind: NdJson} {kind: UpsertStream, primaryKey: [v]}
  Dataset updated
  message arrow_schema {
    REQUIRED INT64 offset;
    REQUIRED INT32 op;
    REQUIRED INT64 system_time (TIMESTAMP(MILLIS,true));
    REQUIRED INT64 event_time (TIMESTAMP(MILLIS,true));
    OPTIONAL INT64 v;
  }
  {"offset": 0, "op": 0, "system_time": "2050-01-02T03:04:05+00:00", "event_time": "2050-01-02T03:04:05+00:00", "v": 1}
  $ t e '{kind: NdJson, ddlSchema: [offset BIGINT, op INT, v INT]}' '{kind: Append}' '{"offset": 7, "op": 1, "v": 1}'
  == {kind: NdJson, ddlSchema: [offset BIGINT, op INT, v INT]} {kind: Append}
  Dataset updated
  message arrow_schema {
    REQUIRED INT64 offset;
    REQUIRED INT32 op;
    REQUIRED INT64 system_time (TIMESTAMP(MILLIS,true));
    REQUIRED INT64 event_time (TIMESTAMP(MILLIS,true));
    OPTIONAL INT64 _offset;
    OPTIONAL INT32 _op;
    OPTIONAL INT32 v;
  }
  {"offset": 0, "op": 0, "system_time": "2050-01-02T03:04:05+00:00", "event_time": "2050-01-02T03:04:05+00:00", "_offset": 7, "_op": 1, "v": 1}
  $ t f '{kind: Csv, header: true}' '{kind: Append}' "$(printf 'offset,op,v\n1,2,3')"
  == {kind: Csv, header: true} {kind: Append}
  Dataset updated
  message arrow_schema {
    REQUIRED INT64 offset;
    REQUIRED INT32 op;
    REQUIRED INT64 system_time (TIMESTAMP(MILLIS,true));
    REQUIRED INT64 event_time (TIMESTAMP(MILLIS,true));
    OPTIONAL BYTE_ARRAY _offset (STRING);
    OPTIONAL BYTE_ARRAY _op (STRING);
    OPTIONAL BYTE_ARRAY v (STRING);
  }
  {"offset": 0, "op": 0, "system_time": "2050-01-02T03:04:05+00:00", "event_time": "2050-01-02T03:04:05+00:00", "_offset": "1", "_op": "2", "v": "3"}
  $ snap p <<'Y' | K -q add --stdin
  > - kind: AddPushSource
  >   sourceName: a
  >   read: {kind: NdJson}
  >   preprocess: {kind: Sql, engine: datafusion, query: select * from input}
  >   merge: {kind: Append}
  > Y
  $ echo '{"offset": 7, "v": 1}' | err K ingest p --stdin
  Error: Bad input schema: Data contains a column that conflicts with the system column name, you should either rename the data column or configure the dataset vocabulary to use a different name: offset
  message arrow_schema {
    OPTIONAL INT64 offset;
    OPTIONAL INT64 v;
  }
  
  
  
  [1]
  $ echo '{"event_time": "2020-01-01", "v": 1}' | err K ingest p --stdin
  Error: Bad input schema: Event time column 'event_time' should be either Date or Timestamp, but found: Utf8
  message arrow_schema {
    OPTIONAL BYTE_ARRAY event_time (STRING);
    OPTIONAL INT64 v;
  }
  
  
  
  [1]
