Csv inference of ragged input, of an odd number of quotes, of invalid UTF-8, of nothing but a header.

  $ . "$KAMU_LIB"; ws
  $ . "$(dirname "$KAMU_LIB")/lib-readers.sh"
  $ app a Csv '' 'header: true, inferSchema: true'
  $ try a $'a,b,c\n1,2,3\n4,5\n6,7,8\n' $'a,b\n"1,2\n' $'a,b\nx\xffy,1\n' $'a,b\n1,"x"y"\n' '' $'\n' $'a,b\n'
  -- a,b,c\n1,2,3\n4,5\n6,7,8\n [1]
  Error: incorrect number of fields, expected 3 got 2
    at: in:3:1 (byte 12)
    found: 4,5
  -- a,b\n"1,2\n [1]
  Error: incorrect number of fields, expected 2 got 1
    at: in:2:1 (byte 4)
    found: "1,2
    hint: is `separator` right? It is ','
  -- a,b\\nx\xffy,1\\n [1] (esc)
  Error: Encountered invalid UTF-8 data
    at: in:2:2 (byte 5)
    found: x\xFFy,1
    expected: UTF-8 text
    hint: set the option `encoding` if the text is latin1, windows-1252 or utf-16
  --  [0]
  Dataset up-to-date
  -- \n [0]
  Dataset up-to-date
  -- a,b\n [0]
  Dataset up-to-date
  $ kinds a
  Seed AddPushSource SetDataSchema AddData
  $ app b Csv '' 'header: true'
  $ try b $'a,b,c\n1,2,3\n4,5\n' $'a,b\n' ''
  -- a,b,c\n1,2,3\n4,5\n [1]
  Error: incorrect number of fields, expected 3 got 2
    at: in:3:1 (byte 12)
    found: 4,5
  -- a,b\n [0]
  Dataset up-to-date
  --  [0]
  Dataset up-to-date
  $ kinds b
  Seed AddPushSource
  $ rows b
  
