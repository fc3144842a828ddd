Preprocess and the event time column.

  $ . "$KAMU_LIB"; ws
  $ q() { snap $1 <<<"- kind: AddPushSource
  >   sourceName: a
  >   read: {kind: NdJson}
  >   preprocess: {kind: Sql, engine: datafusion, query: \"$2\"}
  >   merge: {kind: Append}" | K -q add --stdin; printf '%s\n' "$3" | err K ingest $1 --stdin && slice $1 | tail -1; }
  $ q a 'select to_timestamp(t) as event_time, v from input' '{"t": "2020-01-01T00:00:00.123456Z", "v": 1}'
  Dataset updated
  {"offset": 0, "op": 0, "system_time": "2050-01-02T03:04:05+00:00", "event_time": "2020-01-01T00:00:00.123000+00:00", "v": 1}
  $ q b 'select to_timestamp_seconds(t) as event_time, v from input' '{"t": 1577926923, "v": 1}'
  Dataset updated
  {"offset": 0, "op": 0, "system_time": "2050-01-02T03:04:05+00:00", "event_time": "2020-01-02T01:02:03+00:00", "v": 1}
  $ q c 'select to_timestamp_millis(t) as event_time, v from input' '{"t": 1577926923123, "v": 1}'
  Dataset updated
  {"offset": 0, "op": 0, "system_time": "2050-01-02T03:04:05+00:00", "event_time": "2020-01-02T01:02:03.123000+00:00", "v": 1}
  $ q d 'select cast(t as date) as event_time, v from input' '{"t": "2020-01-01", "v": 1}'
  Dataset updated
  {"offset": 0, "op": 0, "system_time": "2050-01-02T03:04:05+00:00", "event_time": "2020-01-01", "v": 1}
  $ q e 'select t as event_time, v from input' '{"t": "2020-01-01", "v": 1}'
  Error: Bad input schema: Event time column 'event_time' should be either Date or Timestamp, but found: Utf8
  message arrow_schema {
    OPTIONAL BYTE_ARRAY event_time (STRING);
    OPTIONAL INT64 v;
  }
  
  
  
  [1]
  $ q f 'select * from input' '{"event_time": "2020-01-01", "v": 1}'
  Error: Bad input schema: Event time column 'event_time' should be either Date or Timestamp, but found: Utf8
  message arrow_schema {
    OPTIONAL BYTE_ARRAY event_time (STRING);
    OPTIONAL INT64 v;
  }
  
  
  
  [1]
  $ q g 'select * from input' '{"event_time": 1577926923, "v": 1}'
  Error: Bad input schema: Event time column 'event_time' should be either Date or Timestamp, but found: Int64
  message arrow_schema {
    OPTIONAL INT64 event_time;
    OPTIONAL INT64 v;
  }
  
  
  
  [1]
  $ q h 'select v from input' '{"t": "2020-01-01", "v": 1}'
  Dataset updated
  {"offset": 0, "op": 0, "system_time": "2050-01-02T03:04:05+00:00", "event_time": "2050-01-02T03:04:05+00:00", "v": 1}
  $ q i "select to_timestamp(t, '%d/%m/%Y %H:%M') as event_time, v from input" '{"t": "31/12/2019 10:30", "v": 1}'
  Dataset updated
  {"offset": 0, "op": 0, "system_time": "2050-01-02T03:04:05+00:00", "event_time": "2019-12-31T10:30:00+00:00", "v": 1}
  $ q j 'select to_timestamp(t) as event_time, v from input' '{"t": "31/12/2019", "v": 1}'
  Error:
    0: The preprocess query failed
    1: Parser error: Error parsing timestamp from '31/12/2019': error parsing date
    in: STDIN
  
  [1]
