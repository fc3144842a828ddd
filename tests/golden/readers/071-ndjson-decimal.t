JSON values to Decimal: the text of the number counts, extra digits are cut.

  $ . "$KAMU_LIB"; ws
  $ . "$(dirname "$KAMU_LIB")/lib-readers.sh"
  $ t() { echo "== Decimal($2,$3)"; local d=$1; app $1 NdJson "n: Int64; v: {kind: Decimal, precision: $2, scale: $3}?"; shift 3; vals $d "$@"; cells $d; }
  $ t a 10 2 38.30 123.456 '"2.0452"' '"11034.2"' 1 -1.999 1e2 1.5e-1 99999999.99 100000000 '"100000000"' 0.005 1E+2 '"1e2"' '""' '"abc"' '"1,5"' '" 1"' true null '[]' '".5"' '"5."' '"-"' 0.1 1e-400 1e400
  == Decimal(10,2)
  -- 10: 100000000 [1]
  Error: field 'v': failed to parse 100000000 as Decimal128(10, 2): parse decimal overflow
    at: in:1:13 (byte 12)
  -- 11: "100000000" [1]
  Error: field 'v': failed to parse "100000000" as Decimal128(10, 2): parse decimal overflow
    at: in:1:13 (byte 12)
  -- 15: "" [1]
  Error: field 'v': failed to parse "" as Decimal128(10, 2): can't parse the string value to decimal
    at: in:1:13 (byte 12)
  -- 16: "abc" [1]
  Error: field 'v': failed to parse "abc" as Decimal128(10, 2): can't parse the string value to decimal
    at: in:1:13 (byte 12)
  -- 17: "1,5" [1]
  Error: field 'v': failed to parse "1,5" as Decimal128(10, 2): can't parse the string value to decimal
    at: in:1:13 (byte 12)
    hint: a decimal comma? Write a point; groups of thousands are not accepted
  -- 18: " 1" [1]
  Error: field 'v': failed to parse " 1" as Decimal128(10, 2): can't parse the string value to decimal
    at: in:1:13 (byte 12)
  -- 19: true [1]
  Error: field 'v': expected decimal got true
    at: in:1:13 (byte 12)
    expected: Decimal128(10, 2)
  -- 21: [] [1]
  Error: field 'v': expected decimal got []
    at: in:1:13 (byte 12)
    expected: Decimal128(10, 2)
  -- 24: "-" [1]
  Error: field 'v': failed to parse "-" as Decimal128(10, 2): can't parse the string value to decimal
    at: in:1:13 (byte 12)
  -- 27: 1e400 [1]
  Error: field 'v': failed to parse 1e400 as Decimal128(10, 2): parse decimal overflow
    at: in:1:13 (byte 12)
  {"n":1,"v":"38.30"}
  {"n":2,"v":"123.45"}
  {"n":3,"v":"2.04"}
  {"n":4,"v":"11034.20"}
  {"n":5,"v":"1.00"}
  {"n":6,"v":"-1.99"}
  {"n":7,"v":"100.00"}
  {"n":8,"v":"0.15"}
  {"n":9,"v":"99999999.99"}
  {"n":12,"v":"0.00"}
  {"n":13,"v":"100.00"}
  {"n":14,"v":"100.00"}
  {"n":20,"v":null}
  {"n":22,"v":"0.50"}
  {"n":23,"v":"5.00"}
  {"n":25,"v":"0.10"}
  {"n":26,"v":"0.00"}
  $ t b 38 10 1234567890123456789012345678.0123456789 0.30000000000000004 9007199254740993.1
  == Decimal(38,10)
  {"n":1,"v":"1234567890123456789012345678.0123456789"}
  {"n":2,"v":"0.3000000000"}
  {"n":3,"v":"9007199254740993.1000000000"}
  $ t c 5 -2 12345 99999 1234567 10000000
  == Decimal(5,-2)
  Error: Failed to load 1 manifest(s)
  
  Summary of individual errors:
  
  |> Failed to add dataset c: Invalid snapshot: Push source 'default': Column `v`: Invalid DECIMAL scale: -2 (metadata[0] at line 7 column 7)
  
  -- 1: 12345 [1]
  Error: Dataset not found: c
    hint: did you mean a, b?
  -- 2: 99999 [1]
  Error: Dataset not found: c
    hint: did you mean a, b?
  -- 3: 1234567 [1]
  Error: Dataset not found: c
    hint: did you mean a, b?
  -- 4: 10000000 [1]
  Error: Dataset not found: c
    hint: did you mean a, b?
  Error: Dataset not found: c
    hint: did you mean a, b?
  
  
  $ t d 60 5 1234567890123456789012345678901234567890123456789012345.12345
  == Decimal(60,5)
  {"n":1,"v":"1234567890123456789012345678901234567890123456789012345.12345"}
  $ t e 4 4 0.9999 1 0.99999
  == Decimal(4,4)
  -- 2: 1 [1]
  Error: field 'v': failed to parse 1 as Decimal128(4, 4): parse decimal overflow
    at: in:1:12 (byte 11)
  {"n":1,"v":"0.9999"}
  {"n":3,"v":"0.9999"}
