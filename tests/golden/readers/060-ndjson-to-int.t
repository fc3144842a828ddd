JSON values to Int64.

  $ . "$KAMU_LIB"; ws
  $ . "$(dirname "$KAMU_LIB")/lib-readers.sh"
  $ app a NdJson 'n: Int64; v: Int64?'
  $ vals a 1 -1 0 -0 1.9 -1.9 1e3 1.5e1 -0.5 '"42"' '"+7"' '"-7"' '"007"' 9223372036854775807 '"9223372036854775807"' -9223372036854775808 '"-9223372036854775808"' 9223372036854775808 -9223372036854775809 9223372036854775807.0 9.3e18 1e19 1e400 1e-400 '"42.0"' '" 42"' '"42 "' '""' '"1e3"' '"0x10"' '"1_000"' '"abc"' true false null '[1]' '{}' '"NaN"' 123456789012345678901234567890 0.9999999999999999999
  -- 18: 9223372036854775808 [1]
  Error: field 'v': failed to parse 9223372036854775808 as Int64
    at: in:1:13 (byte 12)
  -- 20: 9223372036854775807.0 [1]
  Error: field 'v': failed to parse 9223372036854775807.0 as Int64
    at: in:1:13 (byte 12)
  -- 21: 9.3e18 [1]
  Error: field 'v': failed to parse 9.3e18 as Int64
    at: in:1:13 (byte 12)
  -- 22: 1e19 [1]
  Error: field 'v': failed to parse 1e19 as Int64
    at: in:1:13 (byte 12)
  -- 23: 1e400 [1]
  Error: field 'v': failed to parse 1e400 as Int64
    at: in:1:13 (byte 12)
  -- 25: "42.0" [1]
  Error: field 'v': failed to parse "42.0" as Int64
    at: in:1:13 (byte 12)
  -- 26: " 42" [1]
  Error: field 'v': failed to parse " 42" as Int64
    at: in:1:13 (byte 12)
  -- 27: "42 " [1]
  Error: field 'v': failed to parse "42 " as Int64
    at: in:1:13 (byte 12)
  -- 28: "" [1]
  Error: field 'v': failed to parse "" as Int64
    at: in:1:13 (byte 12)
  -- 29: "1e3" [1]
  Error: field 'v': failed to parse "1e3" as Int64
    at: in:1:13 (byte 12)
  -- 30: "0x10" [1]
  Error: field 'v': failed to parse "0x10" as Int64
    at: in:1:13 (byte 12)
  -- 31: "1_000" [1]
  Error: field 'v': failed to parse "1_000" as Int64
    at: in:1:13 (byte 12)
  -- 32: "abc" [1]
  Error: field 'v': failed to parse "abc" as Int64
    at: in:1:13 (byte 12)
  -- 33: true [1]
  Error: field 'v': expected primitive got true
    at: in:1:13 (byte 12)
    expected: Int64
  -- 34: false [1]
  Error: field 'v': expected primitive got false
    at: in:1:13 (byte 12)
    expected: Int64
  -- 36: [1] [1]
  Error: field 'v': expected primitive got [1]
    at: in:1:13 (byte 12)
    expected: Int64
  -- 37: {} [1]
  Error: field 'v': expected primitive got {}
    at: in:1:13 (byte 12)
    expected: Int64
  -- 38: "NaN" [1]
  Error: field 'v': failed to parse "NaN" as Int64
    at: in:1:13 (byte 12)
  -- 39: 123456789012345678901234567890 [1]
  Error: field 'v': failed to parse 123456789012345678901234567890 as Int64
    at: in:1:13 (byte 12)
  $ cells a
  {"n":1,"v":1}
  {"n":2,"v":-1}
  {"n":3,"v":0}
  {"n":4,"v":0}
  {"n":5,"v":1}
  {"n":6,"v":-1}
  {"n":7,"v":1000}
  {"n":8,"v":15}
  {"n":9,"v":0}
  {"n":10,"v":42}
  {"n":11,"v":7}
  {"n":12,"v":-7}
  {"n":13,"v":7}
  {"n":14,"v":9223372036854775807}
  {"n":15,"v":9223372036854775807}
  {"n":16,"v":-9223372036854775808}
  {"n":17,"v":-9223372036854775808}
  {"n":19,"v":-9223372036854775808}
  {"n":24,"v":0}
  {"n":35,"v":null}
  {"n":40,"v":1}
