Json documents: trailing text, duplicate keys, byte order mark, truncation, comments, UTF-8, depth.

  $ . "$KAMU_LIB"; ws
  $ . "$(dirname "$KAMU_LIB")/lib-readers.sh"
  $ app a Json 'a: Int64?; s: String?'
  $ try a '[{"a":1}]x' '[{"a":2}] [{"a":3}]' '[{"a":4},]' '[{"a":5,"a":6}]' $'\xef\xbb\xbf[{"a":7}]' '[{"a":8}' '[{"a":9' '[' '' ' ' '[{"s":"\xff"}]' $'[{"s":"\xff"}]' '[{"a":01}]' "[{'a':1}]" '[{"a":NaN}]' '[{"s":"\ud83d"}]' $'[{"s":"a\nb"}]' '[{"s":"\u0000é\ud83d\ude00"}]' '{"a":1}' $'[\r\n {"a":10}\r\n]\r\n' $'// c\n[]'
  -- [{"a":1}]x [1]
  Error: Encountered unexpected 'x' whilst parsing the end of the document
    at: in:1:10 (byte 9)
  -- [{"a":2}] [{"a":3}] [1]
  Error: Encountered unexpected '[' whilst parsing the end of the document
    at: in:1:11 (byte 10)
  -- [{"a":4},] [1]
  Error: Encountered unexpected ']' whilst parsing value
    at: in:1:10 (byte 9)
    expected: JSON value
  -- [{"a":8} [1]
  Error: Truncated record whilst reading list
    at: in:1:9 (byte 8)
    hint: the input ends inside a record: is it complete?
  -- [{"a":9 [1]
  Error: Truncated record whilst reading number
    at: in:1:8 (byte 7)
    hint: the input ends inside a record: is it complete?
  -- [ [1]
  Error: Truncated record whilst reading list
    at: in:1:2 (byte 1)
    hint: the array is not closed: is the input complete?
  --  [0]
  Dataset up-to-date
  --   [0]
  Dataset up-to-date
  -- [{"s":"\xff"}] [1]
  Error: Encountered unexpected 'x' whilst parsing escape sequence
    at: in:1:9 (byte 8)
  -- [{"s":"\xff"}] [1] (esc)
  Error: Encountered non-UTF-8 data
    at: in:1:8 (byte 7)
    found: \xFF
    expected: UTF-8 text
  -- [{"a":01}] [1]
  Error: Encountered unexpected '1' whilst parsing number
    at: in:1:8 (byte 7)
  -- [{'a':1}] [1]
  Error: Encountered unexpected ''' whilst parsing object
    at: in:1:3 (byte 2)
  -- [{"a":NaN}] [1]
  Error: Encountered unexpected 'N' whilst parsing value
    at: in:1:7 (byte 6)
    expected: JSON value
  -- [{"s":"\ud83d"}] [1]
  Error: Encountered unexpected '"' whilst parsing surrogate pair escape
    at: in:1:14 (byte 13)
  -- [{"s":"a\nb"}] [1]
  Error: Encountered unexpected '\x0a' whilst parsing string
    at: in:1:9 (byte 8)
    found: \x0A
  -- {"a":1} [1]
  Error: Sub-path does not specify an array: .
    at: in:1:1
    hint: the document is an object: name the member that holds the array with the option `subPath`, or use --input-format 'ndjson' if it is one record
  -- // c\n[] [1]
  Error: Encountered unexpected '/' whilst parsing value
    at: in:1:1
    expected: JSON value
  $ cells a
  {"a":6,"s":null}
  {"a":7,"s":null}
  {"a":null,"s":"\u0000é😀"}
  {"a":10,"s":null}
  $ python3 -c 'print("[{\"a\":1,\"x\":" + "[" * 125 + "]" * 125 + "}]")' | feed a
  Dataset updated
  $ python3 -c 'print("[{\"a\":1,\"x\":" + "[" * 126 + "]" * 126 + "}]")' | feed a
  Dataset updated
  $ python3 -c 'print("[{\"a\":1,\"x\":" + "[" * 500 + "]" * 500 + "}]")' | feed a
  Dataset updated
