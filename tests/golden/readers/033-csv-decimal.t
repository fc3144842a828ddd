Csv text to Decimal.

  $ . "$KAMU_LIB"; ws
  $ . "$(dirname "$KAMU_LIB")/lib-readers.sh"
  $ t() { echo "== Decimal($2,$3)"; d=$1; app $1 Csv "n: Int64; v: {kind: Decimal, precision: $2, scale: $3}?"; shift 3; cvals $d "$@"; cells $d; }
  $ t a 20 3 123.123 123.1234 123.1 123 -123.1234 123.1239 -123.1239 0.0000123 12. .123 00.1 +1.5 1e3 1.5E2 1.23e-2 99999999999999999.999 -0 1e-10
  == Decimal(20,3)
  {"n":1,"v":"123.123"}
  {"n":2,"v":"123.123"}
  {"n":3,"v":"123.100"}
  {"n":4,"v":"123.000"}
  {"n":5,"v":"-123.123"}
  {"n":6,"v":"123.123"}
  {"n":7,"v":"-123.123"}
  {"n":8,"v":"0.000"}
  {"n":9,"v":"12.000"}
  {"n":10,"v":"0.123"}
  {"n":11,"v":"0.100"}
  {"n":12,"v":"1.500"}
  {"n":13,"v":"1000.000"}
  {"n":14,"v":"150.000"}
  {"n":15,"v":"0.012"}
  {"n":16,"v":"99999999999999999.999"}
  {"n":17,"v":"0.000"}
  {"n":18,"v":"0.000"}
  $ t b 20 3 '"123,123"' . 123.123.123 + - e 1.3e+e3 1e 1e+ 1.23e+3. ' 1' '1 ' abc NaN inf 100000000000000000 1_000
  == Decimal(20,3)
  -- 1: "123,123" [1]
  Error: field 'v': failed to parse '123,123' as Decimal128(20, 3): can't parse the string value to decimal
    at: in:1:3 (byte 2)
    hint: a decimal comma? Write a point; groups of thousands are not accepted
  -- 2: . [1]
  Error: field 'v': failed to parse '.' as Decimal128(20, 3): can't parse the string value to decimal
    at: in:1:3 (byte 2)
  -- 3: 123.123.123 [1]
  Error: field 'v': failed to parse '123.123.123' as Decimal128(20, 3): can't parse the string value to decimal
    at: in:1:3 (byte 2)
  -- 4: + [1]
  Error: field 'v': failed to parse '+' as Decimal128(20, 3): can't parse the string value to decimal
    at: in:1:3 (byte 2)
  -- 5: - [1]
  Error: field 'v': failed to parse '-' as Decimal128(20, 3): can't parse the string value to decimal
    at: in:1:3 (byte 2)
  -- 6: e [1]
  Error: field 'v': failed to parse 'e' as Decimal128(20, 3): can't parse the string value to decimal
    at: in:1:3 (byte 2)
  -- 7: 1.3e+e3 [1]
  Error: field 'v': failed to parse '1.3e+e3' as Decimal128(20, 3): can't parse the string value to decimal
    at: in:1:3 (byte 2)
  -- 8: 1e [1]
  Error: field 'v': failed to parse '1e' as Decimal128(20, 3): can't parse the string value to decimal
    at: in:1:3 (byte 2)
  -- 9: 1e+ [1]
  Error: field 'v': failed to parse '1e+' as Decimal128(20, 3): can't parse the string value to decimal
    at: in:1:3 (byte 2)
  -- 10: 1.23e+3. [1]
  Error: field 'v': failed to parse '1.23e+3.' as Decimal128(20, 3): can't parse the string value to decimal
    at: in:1:4 (byte 3)
  -- 11:  1 [1]
  Error: field 'v': failed to parse ' 1' as Decimal128(20, 3): can't parse the string value to decimal
    at: in:1:4 (byte 3)
    hint: blanks are not trimmed
  -- 12: 1  [1]
  Error: field 'v': failed to parse '1 ' as Decimal128(20, 3): can't parse the string value to decimal
    at: in:1:4 (byte 3)
    hint: blanks are not trimmed
  -- 13: abc [1]
  Error: field 'v': failed to parse 'abc' as Decimal128(20, 3): can't parse the string value to decimal
    at: in:1:4 (byte 3)
  -- 14: NaN [1]
  Error: field 'v': failed to parse 'NaN' as Decimal128(20, 3): can't parse the string value to decimal
    at: in:1:4 (byte 3)
  -- 15: inf [1]
  Error: field 'v': failed to parse 'inf' as Decimal128(20, 3): can't parse the string value to decimal
    at: in:1:4 (byte 3)
  -- 16: 100000000000000000 [1]
  Error: field 'v': failed to parse '100000000000000000' as Decimal128(20, 3): parse decimal overflow
    at: in:1:4 (byte 3)
  -- 17: 1_000 [1]
  Error: field 'v': failed to parse '1_000' as Decimal128(20, 3): can't parse the string value to decimal
    at: in:1:4 (byte 3)
  
  $ t c 10 3 12345678 1.2345678e7 12345678.9 1234567.8999 1234567
  == Decimal(10,3)
  -- 1: 12345678 [1]
  Error: field 'v': failed to parse '12345678' as Decimal128(10, 3): parse decimal overflow
    at: in:1:3 (byte 2)
  -- 2: 1.2345678e7 [1]
  Error: field 'v': failed to parse '1.2345678e7' as Decimal128(10, 3): parse decimal overflow
    at: in:1:3 (byte 2)
  -- 3: 12345678.9 [1]
  Error: field 'v': failed to parse '12345678.9' as Decimal128(10, 3): parse decimal overflow
    at: in:1:3 (byte 2)
  {"n":4,"v":"1234567.899"}
  {"n":5,"v":"1234567.000"}
  $ t d 10 0 1234560000000 12345678900.0 1234567890 0.9 1234567890.9
  == Decimal(10,0)
  -- 1: 1234560000000 [1]
  Error: field 'v': failed to parse '1234560000000' as Decimal128(10, 0): parse decimal overflow
    at: in:1:3 (byte 2)
  -- 2: 12345678900.0 [1]
  Error: field 'v': failed to parse '12345678900.0' as Decimal128(10, 0): parse decimal overflow
    at: in:1:3 (byte 2)
  {"n":3,"v":"1234567890"}
  {"n":4,"v":"0"}
  {"n":5,"v":"1234567890"}
  $ t e 5 -2 12345 1234567 12399 1e6
  == Decimal(5,-2)
  Error: Failed to load 1 manifest(s)
  
  Summary of individual errors:
  
  |> Failed to add dataset e: Invalid snapshot: Push source 'default': Column `v`: Invalid DECIMAL scale: -2 (metadata[0] at line 7 column 7)
  
  -- 1: 12345 [1]
  Error: Dataset not found: e
    hint: did you mean a, b, c?
  -- 2: 1234567 [1]
  Error: Dataset not found: e
    hint: did you mean a, b, c?
  -- 3: 12399 [1]
  Error: Dataset not found: e
    hint: did you mean a, b, c?
  -- 4: 1e6 [1]
  Error: Dataset not found: e
    hint: did you mean a, b, c?
  Error: Dataset not found: e
    hint: did you mean a, b, c?
  
  
  $ t f 38 0 99999999999999999999999999999999999999 100000000000000000000000000000000000000
  == Decimal(38,0)
  -- 2: 100000000000000000000000000000000000000 [1]
  Error: field 'v': failed to parse '100000000000000000000000000000000000000' as Decimal128(38, 0): parse decimal overflow
    at: in:1:3 (byte 2)
  {"n":1,"v":"99999999999999999999999999999999999999"}
  $ t g 50 10 1234567890123456789012345678901234567890.1234567890
  == Decimal(50,10)
  {"n":1,"v":"1234567890123456789012345678901234567890.1234567890"}
  $ t h 38 10 123456789.123456789
  == Decimal(38,10)
  {"n":1,"v":"123456789.1234567890"}
