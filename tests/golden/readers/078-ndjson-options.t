NdJson encoding, dateFormat and timestampFormat: the values taken and the messages.

  $ . "$KAMU_LIB"; ws
  $ . "$(dirname "$KAMU_LIB")/lib-readers.sh"
  $ t() { echo "== $2"; app $1 NdJson 'd: Date?' "$2"; try $1 '{"d":"2020-01-01"}'; cells $1; }
  $ t a 'encoding: utf8, dateFormat: rfc3339, timestampFormat: rfc3339'
  == encoding: utf8, dateFormat: rfc3339, timestampFormat: rfc3339
  {"d":"2020-01-01"}
  $ t b 'encoding: utf-8'
  == encoding: utf-8
  {"d":"2020-01-01"}
  $ t c 'encoding: UTF8'
  == encoding: UTF8
  {"d":"2020-01-01"}
  $ t d 'dateFormat: "%Y"'
  == dateFormat: "%Y"
  -- {"d":"2020-01-01"} [1]
  Error: field 'd': failed to parse "2020-01-01" as Date32: does not match the dateFormat
    at: in:1:6 (byte 5)
  
  $ t e 'timestampFormat: unix'
  == timestampFormat: unix
  Error: Failed to load 1 manifest(s)
  
  Summary of individual errors:
  
  |> Failed to add dataset e: Invalid snapshot: Push source 'default': Unsupported NdJson.timestampFormat: unix (metadata[0] at line 7 column 7)
    hint: use rfc3339, or a format of strptime, e.g. %d/%m/%Y %H:%M:%S
  
  -- {"d":"2020-01-01"} [1]
  Error: Dataset not found: e
    hint: did you mean a, b, c?
  Error: Dataset not found: e
    hint: did you mean a, b, c?
  
  
  $ t f 'encoding: ""'
  == encoding: ""
  Error: Failed to load 1 manifest(s)
  
  Summary of individual errors:
  
  |> Failed to add dataset f: Invalid snapshot: Push source 'default': Unsupported NdJson.encoding:  (metadata[0] at line 7 column 7)
    hint: use one of: utf8, latin1, windows-1252, utf-16
  
  -- {"d":"2020-01-01"} [1]
  Error: Dataset not found: f
    hint: did you mean a, b, c?
  Error: Dataset not found: f
    hint: did you mean a, b, c?
  
  
  $ t g 'encoding: latin1, dateFormat: x, timestampFormat: y'
  == encoding: latin1, dateFormat: x, timestampFormat: y
  Error: Failed to load 1 manifest(s)
  
  Summary of individual errors:
  
  |> Failed to add dataset g: Invalid snapshot: Push source 'default': Unsupported NdJson.dateFormat: x (metadata[0] at line 7 column 7)
    hint: use rfc3339, or a format of strptime, e.g. %d/%m/%Y
  
  -- {"d":"2020-01-01"} [1]
  Error: Dataset not found: g
    hint: did you mean a, b, c?
  Error: Dataset not found: g
    hint: did you mean a, b, c?
  
  
