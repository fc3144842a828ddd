JSON values to Int8, Int16, Int32 and the unsigned types.

  $ . "$KAMU_LIB"; ws
  $ . "$(dirname "$KAMU_LIB")/lib-readers.sh"
  $ t() { echo "== $2"; local d=$1; app $1 NdJson "n: Int64; v: $2?"; shift 2; vals $d "$@"; cells $d; }
  $ t a Int8 127 -128 128 -129 127.9 '"127"' '"128"' 1e2 1e3
  == Int8
  -- 3: 128 [1]
  Error: field 'v': failed to parse 128 as Int8
    at: in:1:12 (byte 11)
  -- 4: -129 [1]
  Error: field 'v': failed to parse -129 as Int8
    at: in:1:12 (byte 11)
  -- 7: "128" [1]
  Error: field 'v': failed to parse "128" as Int8
    at: in:1:12 (byte 11)
  -- 9: 1e3 [1]
  Error: field 'v': failed to parse 1e3 as Int8
    at: in:1:12 (byte 11)
  {"n":1,"v":127}
  {"n":2,"v":-128}
  {"n":5,"v":127}
  {"n":6,"v":127}
  {"n":8,"v":100}
  $ t b Int16 32767 -32769 32767.5 32768.0
  == Int16
  -- 2: -32769 [1]
  Error: field 'v': failed to parse -32769 as Int16
    at: in:1:12 (byte 11)
  -- 4: 32768.0 [1]
  Error: field 'v': failed to parse 32768.0 as Int16
    at: in:1:12 (byte 11)
  {"n":1,"v":32767}
  {"n":3,"v":32767}
  $ t c Int32 2147483647 2147483648 -2147483648 '"-2147483649"'
  == Int32
  -- 2: 2147483648 [1]
  Error: field 'v': failed to parse 2147483648 as Int32
    at: in:1:12 (byte 11)
  -- 4: "-2147483649" [1]
  Error: field 'v': failed to parse "-2147483649" as Int32
    at: in:1:12 (byte 11)
  {"n":1,"v":2147483647}
  {"n":3,"v":-2147483648}
  $ t d UInt8 255 256 -1 -0.5 '"-1"' '"-0"' 255.99
  == UInt8
  -- 2: 256 [1]
  Error: field 'v': failed to parse 256 as UInt8
    at: in:1:12 (byte 11)
  -- 3: -1 [1]
  Error: field 'v': failed to parse -1 as UInt8
    at: in:1:12 (byte 11)
  -- 5: "-1" [1]
  Error: field 'v': failed to parse "-1" as UInt8
    at: in:1:12 (byte 11)
  {"n":1,"v":255}
  {"n":4,"v":0}
  {"n":6,"v":0}
  {"n":7,"v":255}
  $ t e UInt16 65535 65536 '"65536"'
  == UInt16
  -- 2: 65536 [1]
  Error: field 'v': failed to parse 65536 as UInt16
    at: in:1:12 (byte 11)
  -- 3: "65536" [1]
  Error: field 'v': failed to parse "65536" as UInt16
    at: in:1:12 (byte 11)
  {"n":1,"v":65535}
  $ t f UInt32 4294967295 4294967296
  == UInt32
  -- 2: 4294967296 [1]
  Error: field 'v': failed to parse 4294967296 as UInt32
    at: in:1:12 (byte 11)
  {"n":1,"v":4294967295}
  $ t g UInt64 18446744073709551615 '"18446744073709551615"' 18446744073709551616 1.8446744073709552e19 -1
  == UInt64
  -- 3: 18446744073709551616 [1]
  Error: field 'v': failed to parse 18446744073709551616 as UInt64
    at: in:1:12 (byte 11)
  -- 4: 1.8446744073709552e19 [1]
  Error: field 'v': failed to parse 1.8446744073709552e19 as UInt64
    at: in:1:12 (byte 11)
  -- 5: -1 [1]
  Error: field 'v': failed to parse -1 as UInt64
    at: in:1:12 (byte 11)
  {"n":1,"v":18446744073709551615}
  {"n":2,"v":18446744073709551615}
