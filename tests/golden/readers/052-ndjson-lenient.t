NdJson with a schema: commas that are missing, doubled or trailing, and odd numbers.

  $ . "$KAMU_LIB"; ws
  $ . "$(dirname "$KAMU_LIB")/lib-readers.sh"
  $ app a NdJson 'a: Int64?; b: Int64?'
  $ try a '{"a":1,,"b":2,}' '{"a":2 "b":3}' '{,"a":4}' '{"a":05,"b":-01}' '{"a":6,"x":1.2.3e-+}' '{"a":7,"x":-}' '{"a":+8}' '{"a":.9}' '{"a":10.}' '{"a":1_1}' '{"a":12,"x":[1,,2 3,]}' '{"a":13,"x":1-2}' '{"a":0x10}' '{"a":1 4}'
  -- {"a":+8} [1]
  Error: Encountered unexpected '+' whilst parsing value
    at: in:1:6 (byte 5)
    expected: JSON value
  -- {"a":.9} [1]
  Error: Encountered unexpected '.' whilst parsing value
    at: in:1:6 (byte 5)
    expected: JSON value
  -- {"a":1_1} [1]
  Error: Encountered unexpected '_' whilst parsing object
    at: in:1:7 (byte 6)
  -- {"a":0x10} [1]
  Error: Encountered unexpected 'x' whilst parsing object
    at: in:1:7 (byte 6)
  -- {"a":1 4} [1]
  Error: Encountered unexpected '4' whilst parsing object
    at: in:1:8 (byte 7)
  $ cells a
  {"a":1,"b":2}
  {"a":2,"b":3}
  {"a":4,"b":null}
  {"a":5,"b":-1}
  {"a":6,"b":null}
  {"a":7,"b":null}
  {"a":10,"b":null}
  {"a":12,"b":null}
  {"a":13,"b":null}
