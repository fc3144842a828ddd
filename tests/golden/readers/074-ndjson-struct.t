JSON values to Struct: members by name, extra and missing members, required members, nesting.

  $ . "$KAMU_LIB"; ws
  $ . "$(dirname "$KAMU_LIB")/lib-readers.sh"
  $ t() { echo "== $2"; local d=$1; app $1 NdJson "n: Int64; v: $2"; shift 2; vals $d "$@"; cells $d; }
  $ t a '{kind: Struct, fields: [{name: child, type: Int32}]}?' '{"child":1}' '{"child":1,"extra":[{}]}' null '{}' '{"child":null}' '{"Child":1}' 123 '["bar"]' '"x"' '{"child":false}' '{"child":[123,3465346]}' '{"child":"7"}'
  == {kind: Struct, fields: [{name: child, type: Int32}]}?
  -- 4: {} [1]
  Error: field 'v.child': missing, but the column is required
    at: in:1:13 (byte 12)
    expected: Int32
    hint: declare the column as optional ({kind: Option, inner: ...}; in DDL without NOT NULL) if values may be missing
  -- 5: {"child":null} [1]
  Error: field 'v.child': null, but the column is required
    at: in:1:21 (byte 20)
    expected: Int32
    hint: declare the column as optional ({kind: Option, inner: ...}; in DDL without NOT NULL) if values may be missing
  -- 6: {"Child":1} [1]
  Error: field 'v.child': missing, but the column is required
    at: in:1:22 (byte 21)
    expected: Int32
    hint: declare the column as optional ({kind: Option, inner: ...}; in DDL without NOT NULL) if values may be missing
  -- 7: 123 [1]
  Error: field 'v': expected { got 123
    at: in:1:12 (byte 11)
    expected: Struct("child": non-null Int32)
  -- 8: ["bar"] [1]
  Error: field 'v': expected { got ["bar"]
    at: in:1:12 (byte 11)
    expected: Struct("child": non-null Int32)
  -- 9: "x" [1]
  Error: field 'v': expected { got "x"
    at: in:1:12 (byte 11)
    expected: Struct("child": non-null Int32)
  -- 10: {"child":false} [1]
  Error: field 'v.child': expected primitive got false
    at: in:1:22 (byte 21)
    expected: Int32
  -- 11: {"child":[123,3465346]} [1]
  Error: field 'v.child': expected primitive got [123,3465346]
    at: in:1:22 (byte 21)
    expected: Int32
  {"n":1,"v":{"child":1}}
  {"n":2,"v":{"child":1}}
  {"n":3,"v":null}
  {"n":12,"v":{"child":7}}
  $ t b '{kind: Struct, fields: [{name: a, type: {kind: Option, inner: Int32}}, {name: b, type: {kind: Option, inner: {kind: Struct, fields: [{name: c, type: {kind: Option, inner: String}}]}}}]}' '{"a":1,"b":{"c":"x"}}' '{"b":null}' '{}' '{"b":{"c":1}}' null
  == {kind: Struct, fields: [{name: a, type: {kind: Option, inner: Int32}}, {name: b, type: {kind: Option, inner: {kind: Struct, fields: [{name: c, type: {kind: Option, inner: String}}]}}}]}
  -- 4: {"b":{"c":1}} [1]
  Error: field 'v.b.c': expected string got 1
    at: in:1:22 (byte 21)
    expected: Utf8
    hint: declare the column with the type of its values, or quote them in the data
  -- 5: null [1]
  Error: field 'v': null, but the column is required
    at: in:1:12 (byte 11)
    expected: Struct("a": Int32, "b": Struct("c": Utf8))
    hint: declare the column as optional ({kind: Option, inner: ...}; in DDL without NOT NULL) if values may be missing
  {"n":1,"v":{"a":1,"b":{"c":"x"}}}
  {"n":2,"v":{"a":null,"b":null}}
  {"n":3,"v":{"a":null,"b":null}}
  $ cols b
  required group field_id=-1 arrow_schema {
    required int64 field_id=-1 offset;
    required int32 field_id=-1 op;
    required int64 field_id=-1 system_time (Timestamp(isAdjustedToUTC=true, timeUnit=milliseconds, is_from_converted_type=false, force_set_converted_type=false));
    required int64 field_id=-1 event_time (Timestamp(isAdjustedToUTC=true, timeUnit=milliseconds, is_from_converted_type=false, force_set_converted_type=false));
    required int64 field_id=-1 n;
    required group field_id=-1 v {
      optional int32 field_id=-1 a;
      optional group field_id=-1 b {
        optional binary field_id=-1 c (String);
      }
    }
  }
