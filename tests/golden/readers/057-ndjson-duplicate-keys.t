NdJson: a key twice in one object, with and without a schema, in a struct.

  $ . "$KAMU_LIB"; ws
  $ . "$(dirname "$KAMU_LIB")/lib-readers.sh"
  $ app a NdJson 'n: Int64?; v: Int64?; s: {kind: Struct, fields: [{name: x, type: {kind: Option, inner: Int64}}]}?'
  $ try a '{"n":1,"v":1,"v":2}' '{"n":2,"v":"x","v":2}' '{"n":3,"v":2,"v":null}' '{"n":4,"s":{"x":1,"x":2}}' '{"n":5,"s":{"x":1},"s":null}' '{"n":6,"v":2,"v":"x"}' '{"n":7,"v":1,"\u0076":2}'
  -- {"n":6,"v":2,"v":"x"} [1]
  Error: field 'v': failed to parse "x" as Int64
    at: in:1:18 (byte 17)
  $ cells a
  {"n":1,"v":2,"s":null}
  {"n":2,"v":2,"s":null}
  {"n":3,"v":null,"s":null}
  {"n":4,"v":null,"s":{"x":2}}
  {"n":5,"v":null,"s":null}
  {"n":7,"v":2,"s":null}
  $ push_ds b '{kind: NdJson}' '{kind: Append}'
  $ feed b <<< '{"v":1,"v":"x"}'
  Dataset updated
  $ slice b
  required group field_id=-1 arrow_schema {
    required int64 field_id=-1 offset;
    required int32 field_id=-1 op;
    required int64 field_id=-1 system_time (Timestamp(isAdjustedToUTC=true, timeUnit=milliseconds, is_from_converted_type=false, force_set_converted_type=false));
    required int64 field_id=-1 event_time (Timestamp(isAdjustedToUTC=true, timeUnit=milliseconds, is_from_converted_type=false, force_set_converted_type=false));
    optional binary field_id=-1 v (String);
  }
  {"offset": 0, "op": 0, "system_time": "2050-01-02T03:04:05+00:00", "event_time": "2050-01-02T03:04:05+00:00", "v": "x"}
