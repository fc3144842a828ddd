Event time columns of other types, with a schema and without.

  $ . "$KAMU_LIB"; ws
  $ t() { echo "== $2 $3"; push_ds "$1" "$2" '{kind: Append}' t; printf '{"t": %s, "v": 1}\n' "$3" | err K ingest "$1" --stdin && slice "$1" | tail -1; }
  $ s() { echo "{kind: NdJson, schema: {fields: [{name: t, type: $1}, {name: v, type: Int64}]}}"; }
  $ t a1 "$(s Int64)" 1577926923
  == {kind: NdJson, schema: {fields: [{name: t, type: Int64}, {name: v, type: Int64}]}} 1577926923
  Error: Bad input schema: Event time column 't' should be either Date or Timestamp, but found: Int64
  message arrow_schema {
    REQUIRED INT64 t;
    REQUIRED INT64 v;
  }
  
  
  
  [1]
  $ t a2 "$(s String)" '"2020-01-01"'
  == {kind: NdJson, schema: {fields: [{name: t, type: String}, {name: v, type: Int64}]}} "2020-01-01"
  Error: Bad input schema: Event time column 't' should be either Date or Timestamp, but found: Utf8
  message arrow_schema {
    REQUIRED BYTE_ARRAY t (STRING);
    REQUIRED INT64 v;
  }
  
  
  
  [1]
  $ t a3 "$(s Float64)" 1577926923
  == {kind: NdJson, schema: {fields: [{name: t, type: Float64}, {name: v, type: Int64}]}} 1577926923
  Error: Bad input schema: Event time column 't' should be either Date or Timestamp, but found: Float64
  message arrow_schema {
    REQUIRED DOUBLE t;
    REQUIRED INT64 v;
  }
  
  
  
  [1]
  $ t a4 "$(s Bool)" true
  == {kind: NdJson, schema: {fields: [{name: t, type: Bool}, {name: v, type: Int64}]}} true
  Error: Bad input schema: Event time column 't' should be either Date or Timestamp, but found: Boolean
  message arrow_schema {
    REQUIRED BOOLEAN t;
    REQUIRED INT64 v;
  }
  
  
  
  [1]
  $ t a5 "$(s '{kind: Timestamp, unit: Second}')" '"2020-01-01T00:00:01"'
  == {kind: NdJson, schema: {fields: [{name: t, type: {kind: Timestamp, unit: Second}}, {name: v, type: Int64}]}} "2020-01-01T00:00:01"
  Dataset updated
  {"offset": 0, "op": 0, "system_time": "2050-01-02T03:04:05+00:00", "t": "2020-01-01T00:00:01+00:00", "v": 1}
  $ t a6 "$(s '{kind: Timestamp, unit: Nanosecond, timezone: America/New_York}')" '"2020-01-01T00:00:00.123456789"'
  == {kind: NdJson, schema: {fields: [{name: t, type: {kind: Timestamp, unit: Nanosecond, timezone: America/New_York}}, {name: v, type: Int64}]}} "2020-01-01T00:00:00.123456789"
  Dataset updated
  {"offset": 0, "op": 0, "system_time": "2050-01-02T03:04:05+00:00", "t": "2020-01-01T05:00:00.123000+00:00", "v": 1}
  $ t a7 "$(s Timestamp)" 1577926923123
  == {kind: NdJson, schema: {fields: [{name: t, type: Timestamp}, {name: v, type: Int64}]}} 1577926923123
  Dataset updated
  {"offset": 0, "op": 0, "system_time": "2050-01-02T03:04:05+00:00", "t": "2020-01-02T01:02:03.123000+00:00", "v": 1}
  $ t a8 "$(s Timestamp)" 1577926923
  == {kind: NdJson, schema: {fields: [{name: t, type: Timestamp}, {name: v, type: Int64}]}} 1577926923
  Warning: STDIN: numbers in a timestamp column look like another unit: a number is a count of the column's unit (milliseconds by default) since 1970
  Dataset updated
  {"offset": 0, "op": 0, "system_time": "2050-01-02T03:04:05+00:00", "t": "1970-01-19T06:18:46.923000+00:00", "v": 1}
  $ t b1 '{kind: NdJson}' 1577926923
  == {kind: NdJson} 1577926923
  Dataset updated
  {"offset": 0, "op": 0, "system_time": "2050-01-02T03:04:05+00:00", "t": "2020-01-02T01:02:03+00:00", "v": 1}
  $ t b2 '{kind: NdJson}' 1577926923.5
  == {kind: NdJson} 1577926923.5
  Error: Bad input schema: Event time column 't' should be either Date or Timestamp, but found: Float64
  message arrow_schema {
    OPTIONAL DOUBLE t;
    OPTIONAL INT64 v;
  }
  
  
  
  [1]
  $ t b3 '{kind: NdJson}' '"2020-01-01"'
  == {kind: NdJson} "2020-01-01"
  Dataset updated
  {"offset": 0, "op": 0, "system_time": "2050-01-02T03:04:05+00:00", "t": "2020-01-01T00:00:00+00:00", "v": 1}
  $ t b4 '{kind: NdJson}' '"2020-01-01 10:00:00.5 +0200"'
  == {kind: NdJson} "2020-01-01 10:00:00.5 +0200"
  Dataset updated
  {"offset": 0, "op": 0, "system_time": "2050-01-02T03:04:05+00:00", "t": "2020-01-01T08:00:00.500000+00:00", "v": 1}
  $ t b5 '{kind: NdJson}' '"01/02/2020"'
  == {kind: NdJson} "01/02/2020"
  Error: Parser error: Error parsing timestamp from '01/02/2020': error parsing date
    at: STDIN, record 1
    field: t
    expected: Timestamp(ms, "UTC")
  
  [1]
  $ t b6 '{kind: NdJson}' null
  == {kind: NdJson} null
  Dataset updated
  {"offset": 0, "op": 0, "system_time": "2050-01-02T03:04:05+00:00", "t": "2050-01-02T03:04:05+00:00", "v": 1}
  $ t b7 '{kind: NdJson}' true
  == {kind: NdJson} true
  Error: Bad input schema: Event time column 't' should be either Date or Timestamp, but found: Boolean
  message arrow_schema {
    OPTIONAL BOOLEAN t;
    OPTIONAL INT64 v;
  }
  
  
  
  [1]
  $ t b8 '{kind: NdJson, ddlSchema: [t BIGINT, v INT]}' 1577926923
  == {kind: NdJson, ddlSchema: [t BIGINT, v INT]} 1577926923
  Dataset updated
  {"offset": 0, "op": 0, "system_time": "2050-01-02T03:04:05+00:00", "t": "2020-01-02T01:02:03+00:00", "v": 1}
  $ t b9 '{kind: NdJson, ddlSchema: [t STRING, v INT]}' '"2020-01-01"'
  == {kind: NdJson, ddlSchema: [t STRING, v INT]} "2020-01-01"
  Dataset updated
  {"offset": 0, "op": 0, "system_time": "2050-01-02T03:04:05+00:00", "t": "2020-01-01T00:00:00+00:00", "v": 1}
