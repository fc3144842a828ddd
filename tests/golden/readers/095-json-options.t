Json encoding, dateFormat, timestampFormat: the messages name NdJson; subPath on other kinds.

  $ . "$KAMU_LIB"; ws
  $ . "$(dirname "$KAMU_LIB")/lib-readers.sh"
  $ t() { echo "== $2"; app $1 Json 'd: Date?' "$2"; try $1 '[{"d":"2020-01-01"}]'; cells $1; }
  $ t a 'encoding: utf8, dateFormat: rfc3339, timestampFormat: rfc3339'
  == encoding: utf8, dateFormat: rfc3339, timestampFormat: rfc3339
  {"d":"2020-01-01"}
  $ t b 'encoding: utf-8'
  == encoding: utf-8
  {"d":"2020-01-01"}
  $ t c 'dateFormat: "%Y"'
  == dateFormat: "%Y"
  -- [{"d":"2020-01-01"}] [1]
  Error: field 'd': failed to parse "2020-01-01" as Date32: does not match the dateFormat
    at: in:1:7 (byte 6)
  
  $ t d 'timestampFormat: unix'
  == timestampFormat: unix
  Error: Failed to load 1 manifest(s)
  
  Summary of individual errors:
  
  |> Failed to add dataset d: Invalid snapshot: Push source 'default': Unsupported Json.timestampFormat: unix (metadata[0] at line 7 column 7)
    hint: use rfc3339, or a format of strptime, e.g. %d/%m/%Y %H:%M:%S
  
  -- [{"d":"2020-01-01"}] [1]
  Error: Dataset not found: d
    hint: did you mean a, b, c?
  Error: Dataset not found: d
    hint: did you mean a, b, c?
  
  

a bad option and a bad document: which is told first?

  $ app e Json 'd: Date?' 'encoding: utf-8'
  $ try e 'x' '{}' ''
  -- x [1]
  Error: Encountered unexpected 'x' whilst parsing value
    at: in:1:1
    expected: JSON value
  -- {} [1]
  Error: Sub-path does not specify an array: .
    at: in:1:1
    hint: the document is an object: name the member that holds the array with the option `subPath`, or use --input-format 'ndjson' if it is one record
  $ app f NdJson 'd: Date?' 'subPath: a'
  Error: Failed to load manifests
  
  Summary of individual errors:
  
  |> Failed to load from STDIN:
    0: Could not deserialize data
    1: Serde error
    2: content.metadata[0].read: unknown field `subPath`, expected one of `ddlSchema`, `dateFormat`, `encoding`, `timestampFormat`, `schema` at line 7 column 71
  
  [1]
