Csv text to Int8, Int16, Int32, Int64.

  $ . "$KAMU_LIB"; ws
  $ . "$(dirname "$KAMU_LIB")/lib-readers.sh"
  $ app a Csv 'n: Int64; v: Int64?'
  $ cvals a 0 1 -1 +7 007 -0 +0 9223372036854775807 -9223372036854775808 9223372036854775808 -9223372036854775809 1.0 1. .5 1e3 ' 1' '1 ' 1_000 '"1,000"' 0x10 '"5"' - + '--1' abc true ١ 99999999999999999999999
  -- 10: 9223372036854775808 [1]
  Error: field 'v': failed to parse '9223372036854775808' as Int64
    at: in:1:4 (byte 3)
  -- 11: -9223372036854775809 [1]
  Error: field 'v': failed to parse '-9223372036854775809' as Int64
    at: in:1:4 (byte 3)
  -- 12: 1.0 [1]
  Error: field 'v': failed to parse '1.0' as Int64
    at: in:1:4 (byte 3)
  -- 13: 1. [1]
  Error: field 'v': failed to parse '1.' as Int64
    at: in:1:4 (byte 3)
  -- 14: .5 [1]
  Error: field 'v': failed to parse '.5' as Int64
    at: in:1:4 (byte 3)
  -- 15: 1e3 [1]
  Error: field 'v': failed to parse '1e3' as Int64
    at: in:1:4 (byte 3)
  -- 16:  1 [1]
  Error: field 'v': failed to parse ' 1' as Int64
    at: in:1:4 (byte 3)
    hint: blanks are not trimmed
  -- 17: 1  [1]
  Error: field 'v': failed to parse '1 ' as Int64
    at: in:1:4 (byte 3)
    hint: blanks are not trimmed
  -- 18: 1_000 [1]
  Error: field 'v': failed to parse '1_000' as Int64
    at: in:1:4 (byte 3)
  -- 19: "1,000" [1]
  Error: field 'v': failed to parse '1,000' as Int64
    at: in:1:4 (byte 3)
    hint: a decimal comma? Write a point; groups of thousands are not accepted
  -- 20: 0x10 [1]
  Error: field 'v': failed to parse '0x10' as Int64
    at: in:1:4 (byte 3)
  -- 22: - [1]
  Error: field 'v': failed to parse '-' as Int64
    at: in:1:4 (byte 3)
  -- 23: + [1]
  Error: field 'v': failed to parse '+' as Int64
    at: in:1:4 (byte 3)
  -- 24: --1 [1]
  Error: field 'v': failed to parse '--1' as Int64
    at: in:1:4 (byte 3)
  -- 25: abc [1]
  Error: field 'v': failed to parse 'abc' as Int64
    at: in:1:4 (byte 3)
  -- 26: true [1]
  Error: field 'v': failed to parse 'true' as Int64
    at: in:1:4 (byte 3)
  -- 27: ١ [1]
  Error: field 'v': failed to parse '١' as Int64
    at: in:1:4 (byte 3)
  -- 28: 99999999999999999999999 [1]
  Error: field 'v': failed to parse '99999999999999999999999' as Int64
    at: in:1:4 (byte 3)
  $ cells a
  {"n":1,"v":0}
  {"n":2,"v":1}
  {"n":3,"v":-1}
  {"n":4,"v":7}
  {"n":5,"v":7}
  {"n":6,"v":0}
  {"n":7,"v":0}
  {"n":8,"v":9223372036854775807}
  {"n":9,"v":-9223372036854775808}
  {"n":21,"v":5}
  $ t() { echo "== $2"; app $1 Csv "n: Int64; v: $2?"; shift 2; cvals "$d" "$@"; cells $d; }
  $ d=b; t b Int8 127 -128 128 -129 +127 1000
  == Int8
  -- 3: 128 [1]
  Error: field 'v': failed to parse '128' as Int8
    at: in:1:3 (byte 2)
  -- 4: -129 [1]
  Error: field 'v': failed to parse '-129' as Int8
    at: in:1:3 (byte 2)
  -- 6: 1000 [1]
  Error: field 'v': failed to parse '1000' as Int8
    at: in:1:3 (byte 2)
  {"n":1,"v":127}
  {"n":2,"v":-128}
  {"n":5,"v":127}
  $ d=c; t c Int16 32767 -32768 32768 -32769
  == Int16
  -- 3: 32768 [1]
  Error: field 'v': failed to parse '32768' as Int16
    at: in:1:3 (byte 2)
  -- 4: -32769 [1]
  Error: field 'v': failed to parse '-32769' as Int16
    at: in:1:3 (byte 2)
  {"n":1,"v":32767}
  {"n":2,"v":-32768}
  $ d=d; t d Int32 2147483647 -2147483648 2147483648 -2147483649
  == Int32
  -- 3: 2147483648 [1]
  Error: field 'v': failed to parse '2147483648' as Int32
    at: in:1:3 (byte 2)
  -- 4: -2147483649 [1]
  Error: field 'v': failed to parse '-2147483649' as Int32
    at: in:1:3 (byte 2)
  {"n":1,"v":2147483647}
  {"n":2,"v":-2147483648}
