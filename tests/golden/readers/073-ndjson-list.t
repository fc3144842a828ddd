JSON values to List: items, NULLs, scalars, nesting, fixed length.

  $ . "$KAMU_LIB"; ws
  $ . "$(dirname "$KAMU_LIB")/lib-readers.sh"
  $ t() { echo "== $2"; local d=$1; app $1 NdJson "n: Int64; v: $2"; shift 2; vals $d "$@"; cells $d; }
  $ t a '{kind: List, itemType: {kind: Option, inner: Int64}}?' '[1,2]' '[]' null '[null]' '["3",4.9]' '[true]' 1 '"x"' '{}' '[[1]]' '["x"]' '[1,2'
  == {kind: List, itemType: {kind: Option, inner: Int64}}?
  -- 6: [true] [1]
  Error: field 'v[0]': expected primitive got true
    at: in:1:13 (byte 12)
    expected: Int64
  -- 7: 1 [1]
  Error: field 'v': expected [ got 1
    at: in:1:12 (byte 11)
    expected: List(Int64)
  -- 8: "x" [1]
  Error: field 'v': expected [ got "x"
    at: in:1:12 (byte 11)
    expected: List(Int64)
  -- 9: {} [1]
  Error: field 'v': expected [ got {}
    at: in:1:12 (byte 11)
    expected: List(Int64)
  -- 10: [[1]] [1]
  Error: field 'v[0]': expected primitive got [1]
    at: in:1:14 (byte 13)
    expected: Int64
  -- 11: ["x"] [1]
  Error: field 'v[0]': failed to parse "x" as Int64
    at: in:1:14 (byte 13)
  -- 12: [1,2 [1]
  Error: Encountered unexpected '}' whilst parsing value
    at: in:1:17 (byte 16)
    expected: JSON value
  {"n":1,"v":[1,2]}
  {"n":2,"v":[]}
  {"n":3,"v":null}
  {"n":4,"v":[null]}
  {"n":5,"v":[3,4]}
  $ t b '{kind: List, itemType: Int64}' '[1]' '[1,null]' null
  == {kind: List, itemType: Int64}
  -- 2: [1,null] [1]
  Error: field 'v[1]': null, but the column is required
    at: in:1:15 (byte 14)
    expected: Int64
    hint: declare the column as optional ({kind: Option, inner: ...}; in DDL without NOT NULL) if values may be missing
  -- 3: null [1]
  Error: field 'v': null, but the column is required
    at: in:1:12 (byte 11)
    expected: List(non-null Int64)
    hint: declare the column as optional ({kind: Option, inner: ...}; in DDL without NOT NULL) if values may be missing
  {"n":1,"v":[1]}
  $ t c '{kind: List, itemType: {kind: List, itemType: String}}' '[["a","b"],["c"]]' '[[]]' '["a"]' '[null]'
  == {kind: List, itemType: {kind: List, itemType: String}}
  -- 3: ["a"] [1]
  Error: field 'v[0]': expected [ got "a"
    at: in:1:13 (byte 12)
    expected: List(non-null Utf8)
  -- 4: [null] [1]
  Error: field 'v[0]': null, but the column is required
    at: in:1:13 (byte 12)
    expected: List(non-null Utf8)
    hint: declare the column as optional ({kind: Option, inner: ...}; in DDL without NOT NULL) if values may be missing
  {"n":1,"v":[["a","b"],["c"]]}
  {"n":2,"v":[[]]}
  $ t d '{kind: List, itemType: Int64, fixedLength: 2}' '[1,2]' '[1]' '[1,2,3]'
  == {kind: List, itemType: Int64, fixedLength: 2}
  -- 2: [1] [1]
  Error: field 'v': expected 2 elements but got 1
    at: in:1:12 (byte 11)
    found: [1]
  -- 3: [1,2,3] [1]
  Error: field 'v': expected 2 elements but got 3
    at: in:1:12 (byte 11)
    found: [1,2,3]
  {"n":1,"v":[1,2]}
  $ t e '{kind: List, itemType: {kind: Struct, fields: [{name: x, type: Int64}]}}' '[{"x":1}]' '[]'
  == {kind: List, itemType: {kind: Struct, fields: [{name: x, type: Int64}]}}
  Error: Failed to load 1 manifest(s)
  
  Summary of individual errors:
  
  |> Failed to add dataset e: Invalid snapshot: Push source 'default': Column `v[]`: a List of Struct has no logical hash in ODF and cannot be stored (metadata[0] at line 7 column 7)
  
  -- 1: [{"x":1}] [1]
  Error: Dataset not found: e
    hint: did you mean a, b, c?
  -- 2: [] [1]
  Error: Dataset not found: e
    hint: did you mean a, b, c?
  Error: Dataset not found: e
    hint: did you mean a, b, c?
  
  
  $ t f '{kind: List, itemType: Timestamp}' '["2020-01-01",1577836800000]'
  == {kind: List, itemType: Timestamp}
  {"n":1,"v":["2020-01-01T00:00:00Z","2020-01-01T00:00:00Z"]}
