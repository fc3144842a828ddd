NdJson: input that ends inside a value.

  $ . "$KAMU_LIB"; ws
  $ . "$(dirname "$KAMU_LIB")/lib-readers.sh"
  $ app a NdJson 'a: Int64?; s: String?; l: {kind: List, itemType: Int64}?'
  $ try a '{' '{"a' '{"a"' '{"a":' '{"a":1' '{"a":1,' '{"s":"x' '{"s":"x\' '{"s":"\u00' '{"s":"\ud83d' '{"l":[' '{"l":[1' '{"l":[1,' '{"a":nu' '{"a":t' '{"a":fals' $'{"a":1}\n{"a":2' '{"x":{"y":' '{"a":-'
  -- { [1]
  Error: Truncated record whilst reading object
    at: in:1:2 (byte 1)
    hint: the input ends inside a record: is it complete?
  -- {"a [1]
  Error: Truncated record whilst reading string
    at: in:1:4 (byte 3)
    hint: the input ends inside a record: is it complete?
  -- {"a" [1]
  Error: Truncated record whilst reading colon
    at: in:1:5 (byte 4)
    hint: the input ends inside a record: is it complete?
  -- {"a": [1]
  Error: Truncated record whilst reading value
    at: in:1:6 (byte 5)
    hint: the input ends inside a record: is it complete?
  -- {"a":1 [1]
  Error: Truncated record whilst reading number
    at: in:1:7 (byte 6)
    hint: the input ends inside a record: is it complete?
  -- {"a":1, [1]
  Error: Truncated record whilst reading object
    at: in:1:8 (byte 7)
    hint: the input ends inside a record: is it complete?
  -- {"s":"x [1]
  Error: Truncated record whilst reading string
    at: in:1:8 (byte 7)
    hint: the input ends inside a record: is it complete?
  -- {"s":"x\ [1]
  Error: Truncated record whilst reading escape
    at: in:1:9 (byte 8)
    hint: the input ends inside a record: is it complete?
  -- {"s":"\u00 [1]
  Error: Truncated record whilst reading unicode literal
    at: in:1:11 (byte 10)
    hint: the input ends inside a record: is it complete?
  -- {"s":"\ud83d [1]
  Error: Truncated record whilst reading unicode literal
    at: in:1:13 (byte 12)
    hint: the input ends inside a record: is it complete?
  -- {"l":[ [1]
  Error: Truncated record whilst reading list
    at: in:1:7 (byte 6)
    hint: the input ends inside a record: is it complete?
  -- {"l":[1 [1]
  Error: Truncated record whilst reading number
    at: in:1:8 (byte 7)
    hint: the input ends inside a record: is it complete?
  -- {"l":[1, [1]
  Error: Truncated record whilst reading list
    at: in:1:9 (byte 8)
    hint: the input ends inside a record: is it complete?
  -- {"a":nu [1]
  Error: Truncated record whilst reading null
    at: in:1:8 (byte 7)
    hint: the input ends inside a record: is it complete?
  -- {"a":t [1]
  Error: Truncated record whilst reading true
    at: in:1:7 (byte 6)
    hint: the input ends inside a record: is it complete?
  -- {"a":fals [1]
  Error: Truncated record whilst reading false
    at: in:1:10 (byte 9)
    hint: the input ends inside a record: is it complete?
  -- {"a":1}\n{"a":2 [1]
  Error: Truncated record whilst reading number
    at: in:2:7 (byte 14)
    hint: the input ends inside a record: is it complete?
  -- {"x":{"y": [1]
  Error: Truncated record whilst reading value
    at: in:1:11 (byte 10)
    hint: the input ends inside a record: is it complete?
  -- {"a":- [1]
  Error: Truncated record whilst reading number
    at: in:1:7 (byte 6)
    hint: the input ends inside a record: is it complete?
  $ kinds a
  Seed AddPushSource
