Csv text to UInt8, UInt16, UInt32, UInt64.

  $ . "$KAMU_LIB"; ws
  $ . "$(dirname "$KAMU_LIB")/lib-readers.sh"
  $ t() { echo "== $2"; d=$1; app $1 Csv "n: Int64; v: $2?"; shift 2; cvals $d "$@"; cells $d; }
  $ t a UInt8 0 255 256 -1 -0 +5 1.0
  == UInt8
  -- 3: 256 [1]
  Error: field 'v': failed to parse '256' as UInt8
    at: in:1:3 (byte 2)
  -- 4: -1 [1]
  Error: field 'v': failed to parse '-1' as UInt8
    at: in:1:3 (byte 2)
  -- 7: 1.0 [1]
  Error: field 'v': failed to parse '1.0' as UInt8
    at: in:1:3 (byte 2)
  {"n":1,"v":0}
  {"n":2,"v":255}
  {"n":5,"v":0}
  {"n":6,"v":5}
  $ t b UInt16 65535 65536
  == UInt16
  -- 2: 65536 [1]
  Error: field 'v': failed to parse '65536' as UInt16
    at: in:1:3 (byte 2)
  {"n":1,"v":65535}
  $ t c UInt32 4294967295 4294967296
  == UInt32
  -- 2: 4294967296 [1]
  Error: field 'v': failed to parse '4294967296' as UInt32
    at: in:1:3 (byte 2)
  {"n":1,"v":4294967295}
  $ t d UInt64 18446744073709551615 18446744073709551616 -1 9223372036854775808
  == UInt64
  -- 2: 18446744073709551616 [1]
  Error: field 'v': failed to parse '18446744073709551616' as UInt64
    at: in:1:3 (byte 2)
  -- 3: -1 [1]
  Error: field 'v': failed to parse '-1' as UInt64
    at: in:1:3 (byte 2)
  {"n":1,"v":18446744073709551615}
  {"n":4,"v":9223372036854775808}
