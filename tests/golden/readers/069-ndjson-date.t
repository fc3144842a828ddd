JSON values to Date.

  $ . "$KAMU_LIB"; ws
  $ . "$(dirname "$KAMU_LIB")/lib-readers.sh"
  $ app a NdJson 'n: Int64; v: Date?'
  $ vals a '"2020-03-15"' '"2020-3-5"' '"20200315"' '"2020-03-15T23:30:00-02:00"' '"2020-03-15 23:30:00"' 18336 0 -9004 18336.9 -0.5 1e3 '"+10999-12-31"' '"-0012-05-06"' null 2147483648 '"18336"' '"2020-03-32"' '"15/03/2020"' '""' '"2020-03-15T23:30"' true '[]'
  -- 15: 2147483648 [1]
  Error: field 'v': failed to parse 2147483648 as Date32
    at: in:1:13 (byte 12)
  -- 16: "18336" [1]
  Error: field 'v': failed to parse "18336" as Date32
    at: in:1:13 (byte 12)
  -- 17: "2020-03-32" [1]
  Error: field 'v': failed to parse "2020-03-32" as Date32
    at: in:1:13 (byte 12)
  -- 18: "15/03/2020" [1]
  Error: field 'v': failed to parse "15/03/2020" as Date32
    at: in:1:13 (byte 12)
  -- 19: "" [1]
  Error: field 'v': failed to parse "" as Date32
    at: in:1:13 (byte 12)
  -- 20: "2020-03-15T23:30" [1]
  Error: field 'v': failed to parse "2020-03-15T23:30" as Date32
    at: in:1:13 (byte 12)
  -- 21: true [1]
  Error: field 'v': expected primitive got true
    at: in:1:13 (byte 12)
    expected: Date32
  -- 22: [] [1]
  Error: field 'v': expected primitive got []
    at: in:1:13 (byte 12)
    expected: Date32
  $ cells a
  {"n":1,"v":"2020-03-15"}
  {"n":2,"v":"2020-03-05"}
  {"n":3,"v":"2020-03-15"}
  {"n":4,"v":"2020-03-16"}
  {"n":5,"v":"2020-03-15"}
  {"n":6,"v":"2020-03-15"}
  {"n":7,"v":"1970-01-01"}
  {"n":8,"v":"1945-05-08"}
  {"n":9,"v":"2020-03-15"}
  {"n":10,"v":"1970-01-01"}
  {"n":11,"v":"1972-09-27"}
  {"n":12,"v":"+10999-12-31"}
  {"n":13,"v":"-0012-05-06"}
  {"n":14,"v":null}

far away

  $ app b NdJson 'n: Int64; v: Date?'
  $ vals b 2147483647
  $ cells b
  {"n":1,"v":"+5881580-07-11"}
