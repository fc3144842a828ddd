Csv text to Bool.

  $ . "$KAMU_LIB"; ws
  $ . "$(dirname "$KAMU_LIB")/lib-readers.sh"
  $ app a Csv 'n: Int64; v: Bool?'
  $ cvals a true false True FALSE tRUe fAlSe t f T F 1 0 yes no on off ' true' 'true ' '"true"' y null
  -- 7: t [1]
  Error: field 'v': failed to parse 't' as Boolean
    at: in:1:3 (byte 2)
    hint: booleans are true and false
  -- 8: f [1]
  Error: field 'v': failed to parse 'f' as Boolean
    at: in:1:3 (byte 2)
    hint: booleans are true and false
  -- 9: T [1]
  Error: field 'v': failed to parse 'T' as Boolean
    at: in:1:3 (byte 2)
    hint: booleans are true and false
  -- 10: F [1]
  Error: field 'v': failed to parse 'F' as Boolean
    at: in:1:4 (byte 3)
    hint: booleans are true and false
  -- 11: 1 [1]
  Error: field 'v': failed to parse '1' as Boolean
    at: in:1:4 (byte 3)
    hint: booleans are true and false
  -- 12: 0 [1]
  Error: field 'v': failed to parse '0' as Boolean
    at: in:1:4 (byte 3)
    hint: booleans are true and false
  -- 13: yes [1]
  Error: field 'v': failed to parse 'yes' as Boolean
    at: in:1:4 (byte 3)
    hint: booleans are true and false
  -- 14: no [1]
  Error: field 'v': failed to parse 'no' as Boolean
    at: in:1:4 (byte 3)
    hint: booleans are true and false
  -- 15: on [1]
  Error: field 'v': failed to parse 'on' as Boolean
    at: in:1:4 (byte 3)
    hint: booleans are true and false
  -- 16: off [1]
  Error: field 'v': failed to parse 'off' as Boolean
    at: in:1:4 (byte 3)
    hint: booleans are true and false
  -- 17:  true [1]
  Error: field 'v': failed to parse ' true' as Boolean
    at: in:1:4 (byte 3)
    hint: blanks are not trimmed
  -- 18: true  [1]
  Error: field 'v': failed to parse 'true ' as Boolean
    at: in:1:4 (byte 3)
    hint: blanks are not trimmed
  -- 20: y [1]
  Error: field 'v': failed to parse 'y' as Boolean
    at: in:1:4 (byte 3)
    hint: booleans are true and false
  -- 21: null [1]
  Error: field 'v': failed to parse 'null' as Boolean
    at: in:1:4 (byte 3)
    hint: booleans are true and false
  $ cells a
  {"n":1,"v":true}
  {"n":2,"v":false}
  {"n":3,"v":true}
  {"n":4,"v":false}
  {"n":5,"v":true}
  {"n":6,"v":false}
  {"n":19,"v":true}
