NdJson: names match byte by byte: case, spaces, dots, escapes in keys, composed letters, the empty name.

  $ . "$KAMU_LIB"; ws
  $ . "$(dirname "$KAMU_LIB")/lib-readers.sh"
  $ app a NdJson 'n: Int64; Name: Int64?; name: Int64?; a b: Int64?; a.b: Int64?; é: Int64?; a: {kind: Struct, fields: [{name: b, type: {kind: Option, inner: Int64}}]}?'
  $ try a '{"n":1,"Name":1,"name":2,"NAME":3}' '{"n":2,"a b":4,"a.b":5,"a":{"b":6}}' '{"n":3,"\u006eame":7}' '{"n":4,"é":8}' '{"n":5,"\u00e9":9}' '{"n":6,"e\u0301":10}' '{"n":7," name":11,"name ":12}' '{"N":8}'
  -- {"N":8} [1]
  Error: field 'n': missing, but the column is required
    at: in:1:7 (byte 6)
    expected: Int64
    hint: declare the column as optional ({kind: Option, inner: ...}; in DDL without NOT NULL) if values may be missing
  $ cells a
  {"n":1,"Name":1,"name":2,"a b":null,"a.b":null,"é":null,"a":null}
  {"n":2,"Name":null,"name":null,"a b":4,"a.b":5,"é":null,"a":{"b":6}}
  {"n":3,"Name":null,"name":7,"a b":null,"a.b":null,"é":null,"a":null}
  {"n":4,"Name":null,"name":null,"a b":null,"a.b":null,"é":8,"a":null}
  {"n":5,"Name":null,"name":null,"a b":null,"a.b":null,"é":9,"a":null}
  {"n":6,"Name":null,"name":null,"a b":null,"a.b":null,"é":null,"a":null}
  {"n":7,"Name":null,"name":null,"a b":null,"a.b":null,"é":null,"a":null}
  $ slice a
  required group field_id=-1 arrow_schema {
    required int64 field_id=-1 offset;
    required int32 field_id=-1 op;
    required int64 field_id=-1 system_time (Timestamp(isAdjustedToUTC=true, timeUnit=milliseconds, is_from_converted_type=false, force_set_converted_type=false));
    required int64 field_id=-1 event_time (Timestamp(isAdjustedToUTC=true, timeUnit=milliseconds, is_from_converted_type=false, force_set_converted_type=false));
    required int64 field_id=-1 n;
    optional int64 field_id=-1 Name;
    optional int64 field_id=-1 name;
    optional int64 field_id=-1 a b;
    optional int64 field_id=-1 a.b;
    optional int64 field_id=-1 é;
    optional group field_id=-1 a {
      optional int64 field_id=-1 b;
    }
  }
  {"offset": 6, "op": 0, "system_time": "2050-01-02T03:04:05+00:00", "event_time": "2050-01-02T03:04:05+00:00", "n": 7, "Name": null, "name": null, "a b": null, "a.b": null, "é": null, "a": null}
  $ src default '{kind: NdJson, schema: {fields: [{name: "", type: Int64}, {name: "x\"y", type: Int64}, {name: "tab\t", type: Int64}]}}' '{kind: Append}' | root b
  $ feed b <<< '{"":1,"x\"y":2,"tab\t":3}'
  Dataset updated
  $ slice b
  required group field_id=-1 arrow_schema {
    required int64 field_id=-1 offset;
    required int32 field_id=-1 op;
    required int64 field_id=-1 system_time (Timestamp(isAdjustedToUTC=true, timeUnit=milliseconds, is_from_converted_type=false, force_set_converted_type=false));
    required int64 field_id=-1 event_time (Timestamp(isAdjustedToUTC=true, timeUnit=milliseconds, is_from_converted_type=false, force_set_converted_type=false));
    required int64 field_id=-1 ;
    required int64 field_id=-1 x"y;
    required int64 field_id=-1 tab\t; (esc)
  }
  {"offset": 0, "op": 0, "system_time": "2050-01-02T03:04:05+00:00", "event_time": "2050-01-02T03:04:05+00:00", "": 1, "x\"y": 2, "tab\t": 3}
