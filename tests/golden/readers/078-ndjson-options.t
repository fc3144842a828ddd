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
    at: in:1:6
  
  $ t e 'timestampFormat: unix'
  == timestampFormat: unix
  -- {"d":"2020-01-01"} [1]
  Error: Unsupported NdJson.timestampFormat: unix
    in: in
  
  $ t f 'encoding: ""'
  == encoding: ""
  -- {"d":"2020-01-01"} [1]
  Error: Unsupported NdJson.encoding: 
    in: in
    hint: use one of: utf8, latin1, windows-1252, utf-16
  
  $ t g 'encoding: latin1, dateFormat: x, timestampFormat: y'
  == encoding: latin1, dateFormat: x, timestampFormat: y
  -- {"d":"2020-01-01"} [1]
  Error: Unsupported NdJson.dateFormat: x
    in: in
  
