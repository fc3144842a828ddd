A push that fails in any stage commits nothing, and the next one goes on as if it had not been.

  $ . "$KAMU_LIB"; ws
  $ . "$(dirname "$KAMU_LIB")/lib-readers.sh"
  $ led a k 'event_time: Timestamp?; k: String; v: Int64?'
  $ try a '{"k": "a", "v": 1}' '{"k": "b", "v": "x"}' '{"k": null, "v": 1}' '{"k": "b", "v": 1}{"k"' '{"event_time": "yesterday", "k": "b"}' '[]' '{"k": "b", "v": 2}'
  -- {"k": "b", "v": "x"} [1]
  Error: field 'v': failed to parse "x" as Int64
    at: in:1:17 (byte 16)
  -- {"k": null, "v": 1} [1]
  Error: field 'k': null, but the column is required
    at: in:1:7 (byte 6)
    expected: Utf8
    hint: declare the column as optional ({kind: Option, inner: ...}; in DDL without NOT NULL) if values may be missing
  -- {"k": "b", "v": 1}{"k" [1]
  Error: Truncated record whilst reading colon
    at: in:1:23 (byte 22)
    hint: the input ends inside a record: is it complete?
  -- {"event_time": "yesterday", "k": "b"} [1]
  Error: field 'event_time': failed to parse "yesterday" as Timestamp(ms, "UTC"): timestamp must contain at least 10 characters
    at: in:1:16 (byte 15)
    hint: expected is e.g. 2020-09-08T13:42:29.190Z
  -- [] [1]
  Error: expected { got []
    at: in:1:1
    expected: object
    hint: this looks like a JSON array: use --input-format 'json'
  $ rows a
  offset,op,system_time,event_time,k,v
  0,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,a,1
  1,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,b,2
  $ marks a
  prevOffset=0 start=1 end=1 newWatermark=2050-01-02T03:04:05Z start=0 end=0 newWatermark=2050-01-02T03:04:05Z
  $ kinds a
  Seed AddPushSource SetDataSchema AddData AddData
  $ err K verify a
  1 dataset(s) are valid
