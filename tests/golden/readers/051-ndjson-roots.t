NdJson: top-level values that are not objects.

  $ . "$KAMU_LIB"; ws
  $ . "$(dirname "$KAMU_LIB")/lib-readers.sh"
  $ app a NdJson 'a: Int64?'
  $ try a '[{"a":1}]' '[]' 'null' '1' '"x"' 'true' '{}' '' '   ' '{"a":1} null {"a":2}' 'NaN' ']' ':'
  -- [{"a":1}] [0]
  Warning: in: this is a JSON array, not NdJson as the source declares: read with --input-format 'json'
  Dataset updated
  -- [] [1]
  Error: expected { got []
    at: in:1:1
    expected: object
    hint: this looks like a JSON array: use --input-format 'json'
  -- null [1]
  Error: expected { got null
    at: in:1:1
    expected: object
  -- 1 [1]
  Error: Truncated record whilst reading number
    at: in:1:2 (byte 1)
    hint: the input ends inside a record: is it complete?
  -- "x" [1]
  Error: expected { got "x"
    at: in:1:1
    expected: object
  -- true [1]
  Error: expected { got true
    at: in:1:1
    expected: object
  --  [0]
  Dataset up-to-date
  --     [0]
  Dataset up-to-date
  -- {"a":1} null {"a":2} [1]
  Error: expected { got null
    at: in:1:9 (byte 8)
    expected: object
  -- NaN [1]
  Error: Encountered unexpected 'N' whilst parsing value
    at: in:1:1
    expected: JSON value
  -- ] [1]
  Error: Encountered unexpected ']' whilst parsing value
    at: in:1:1
    expected: JSON value
  -- : [1]
  Error: Encountered unexpected ':' whilst parsing value
    at: in:1:1
    expected: JSON value
  $ cells a
  {"a":1}
  {"a":null}
  $ push_ds b '{kind: NdJson}' '{kind: Append}'
  $ try b '1' 'null' '"x"' '{}' ''
  -- 1 [1]
  Error: Truncated record whilst reading number
    at: in:1:2 (byte 1)
    hint: the input ends inside a record: is it complete?
  -- null [1]
  Error: expected { got null
    at: in:1:1
    expected: object
  -- "x" [1]
  Error: expected { got "x"
    at: in:1:1
    expected: object
  -- {} [0]
  Dataset up-to-date
  --  [0]
  Dataset up-to-date
  $ kinds b
  Seed AddPushSource
