Event time in other units and zones, and of types that cannot be an event time.

  $ . "$KAMU_LIB"; ws
  $ . "$(dirname "$KAMU_LIB")/lib-readers.sh"
  $ t() { echo "== $2"; app $1 NdJson "event_time: $2; n: Int64?"; printf '{"event_time": %s, "n": 1}\n' "$3" | feed $1 && new $1; }
  $ t a '{kind: Timestamp, unit: Second}' '"2020-01-01T00:00:00.999Z"'
  == {kind: Timestamp, unit: Second}
  Dataset updated
  {"offset": 0, "op": 0, "system_time": "2050-01-02T03:04:05+00:00", "event_time": "2020-01-01T00:00:00+00:00", "n": 1}
  $ t b '{kind: Timestamp, unit: Microsecond}?' '"2020-01-01T00:00:00.123456Z"'
  == {kind: Timestamp, unit: Microsecond}?
  Dataset updated
  {"offset": 0, "op": 0, "system_time": "2050-01-02T03:04:05+00:00", "event_time": "2020-01-01T00:00:00.123000+00:00", "n": 1}
  $ t c '{kind: Timestamp, unit: Nanosecond}' '"1960-01-01T00:00:00.123456789Z"'
  == {kind: Timestamp, unit: Nanosecond}
  Dataset updated
  {"offset": 0, "op": 0, "system_time": "2050-01-02T03:04:05+00:00", "event_time": "1960-01-01T00:00:00.124000+00:00", "n": 1}
  $ t d '{kind: Timestamp, timezone: "+02:00"}' '"2020-01-01T00:00:00"'
  == {kind: Timestamp, timezone: "+02:00"}
  Dataset updated
  {"offset": 0, "op": 0, "system_time": "2050-01-02T03:04:05+00:00", "event_time": "2019-12-31T22:00:00+00:00", "n": 1}
  $ t e '{kind: Timestamp, timezone: America/Los_Angeles}' '"2020-07-01T00:00:00"'
  == {kind: Timestamp, timezone: America/Los_Angeles}
  Dataset updated
  {"offset": 0, "op": 0, "system_time": "2050-01-02T03:04:05+00:00", "event_time": "2020-07-01T07:00:00+00:00", "n": 1}
  $ t f 'String' '"2020-01-01T00:00:00Z"'
  == String
  Error: Bad input schema: Event time column 'event_time' should be either Date or Timestamp, but found: Utf8
  message arrow_schema {
    REQUIRED BYTE_ARRAY event_time (STRING);
    OPTIONAL INT64 n;
  }
  
  
  
  [1]
  $ t g 'Int64' 1577926923
  == Int64
  Error: Bad input schema: Event time column 'event_time' should be either Date or Timestamp, but found: Int64
  message arrow_schema {
    REQUIRED INT64 event_time;
    OPTIONAL INT64 n;
  }
  
  
  
  [1]
  $ t h '{kind: Time}' '"01:02:03"'
  == {kind: Time}
  Error: Bad input schema: Event time column 'event_time' should be either Date or Timestamp, but found: Time32(ms)
  message arrow_schema {
    REQUIRED INT32 event_time (TIME(MILLIS,false));
    OPTIONAL INT64 n;
  }
  
  
  
  [1]
  $ t i 'Float64' 1577926923.5
  == Float64
  Error: Bad input schema: Event time column 'event_time' should be either Date or Timestamp, but found: Float64
  message arrow_schema {
    REQUIRED DOUBLE event_time;
    OPTIONAL INT64 n;
  }
  
  
  
  [1]
  $ t j 'Bool' true
  == Bool
  Error: Bad input schema: Event time column 'event_time' should be either Date or Timestamp, but found: Boolean
  message arrow_schema {
    REQUIRED BOOLEAN event_time;
    OPTIONAL INT64 n;
  }
  
  
  
  [1]
  $ t k 'Null?' null
  == Null?
  Error: Failed to load manifests
  
  Summary of individual errors:
  
  |> Failed to load from STDIN:
    0: Could not deserialize data
    1: Serde error
    2: content.metadata[0].read.schema.fields[0].type.inner: invalid type: unit value, expected the name of a DataType or {kind: ...} (a plain Null is no name: write {kind: Null}) at line 7 column 138
  
  Error: Dataset not found: k
    hint: did you mean a, b, c?
  
  [1]
