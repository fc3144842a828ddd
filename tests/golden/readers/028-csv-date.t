Csv text to Date.

  $ . "$KAMU_LIB"; ws
  $ . "$(dirname "$KAMU_LIB")/lib-readers.sh"
  $ app a Csv 'n: Int64; v: Date?'
  $ cvals a 2020-09-08 2020-9-8 2020-09-8 2020-9-08 2020-12-1 1690-2-5 '2020-09-08 01:02:03' 2020-09-08T01:02:03Z 2020-03-15T23:30:00-02:00 20200315 1970-01-01 1945-05-08 0001-01-01 0000-01-01 9999-12-31 +10999-12-31 -0012-05-06 2020-02-29 '2020-09-08T23:59:59.999999999Z' '+2020-01-01'
  $ cells a
  {"n":1,"v":"2020-09-08"}
  {"n":2,"v":"2020-09-08"}
  {"n":3,"v":"2020-09-08"}
  {"n":4,"v":"2020-09-08"}
  {"n":5,"v":"2020-12-01"}
  {"n":6,"v":"1690-02-05"}
  {"n":7,"v":"2020-09-08"}
  {"n":8,"v":"2020-09-08"}
  {"n":9,"v":"2020-03-16"}
  {"n":10,"v":"2020-03-15"}
  {"n":11,"v":"1970-01-01"}
  {"n":12,"v":"1945-05-08"}
  {"n":13,"v":"0001-01-01"}
  {"n":14,"v":"0000-01-01"}
  {"n":15,"v":"9999-12-31"}
  {"n":16,"v":"+10999-12-31"}
  {"n":17,"v":"-0012-05-06"}
  {"n":18,"v":"2020-02-29"}
  {"n":19,"v":"2020-09-08"}
  {"n":20,"v":"2020-01-01"}
  $ cvals a 80-01-01 342 Foo 2020-09-08-03 2020--04-03 2020-- '2020-09-08 01' '2020-09-08 01:02' '2020-09-08 01-02-03' '2020-9-8 01:02:03' '2020-09-08 1:2:3' 2021-02-29 2020-13-01 2020-00-10 2020-01-32 2020/01/02 01/02/2020 ' 2020-01-01' '2020-01-01 ' 2020-1 2020 18336 10999-12-31 20201301
  -- 1: 80-01-01 [1]
  Error: field 'v': failed to parse '80-01-01' as Date32
    at: in:1:3 (byte 2)
    hint: expected is e.g. 2020-09-08, or set `dateFormat`
  -- 2: 342 [1]
  Error: field 'v': failed to parse '342' as Date32
    at: in:1:3 (byte 2)
    hint: expected is e.g. 2020-09-08, or set `dateFormat`
  -- 3: Foo [1]
  Error: field 'v': failed to parse 'Foo' as Date32
    at: in:1:3 (byte 2)
    hint: expected is e.g. 2020-09-08, or set `dateFormat`
  -- 4: 2020-09-08-03 [1]
  Error: field 'v': failed to parse '2020-09-08-03' as Date32
    at: in:1:3 (byte 2)
    hint: expected is e.g. 2020-09-08, or set `dateFormat`
  -- 5: 2020--04-03 [1]
  Error: field 'v': failed to parse '2020--04-03' as Date32
    at: in:1:3 (byte 2)
    hint: expected is e.g. 2020-09-08, or set `dateFormat`
  -- 6: 2020-- [1]
  Error: field 'v': failed to parse '2020--' as Date32
    at: in:1:3 (byte 2)
    hint: expected is e.g. 2020-09-08, or set `dateFormat`
  -- 7: 2020-09-08 01 [1]
  Error: field 'v': failed to parse '2020-09-08 01' as Date32
    at: in:1:3 (byte 2)
    hint: expected is e.g. 2020-09-08, or set `dateFormat`
  -- 8: 2020-09-08 01:02 [1]
  Error: field 'v': failed to parse '2020-09-08 01:02' as Date32
    at: in:1:3 (byte 2)
    hint: expected is e.g. 2020-09-08, or set `dateFormat`
  -- 9: 2020-09-08 01-02-03 [1]
  Error: field 'v': failed to parse '2020-09-08 01-02-03' as Date32
    at: in:1:3 (byte 2)
    hint: expected is e.g. 2020-09-08, or set `dateFormat`
  -- 10: 2020-9-8 01:02:03 [1]
  Error: field 'v': failed to parse '2020-9-8 01:02:03' as Date32
    at: in:1:4 (byte 3)
    hint: expected is e.g. 2020-09-08, or set `dateFormat`
  -- 11: 2020-09-08 1:2:3 [1]
  Error: field 'v': failed to parse '2020-09-08 1:2:3' as Date32
    at: in:1:4 (byte 3)
    hint: expected is e.g. 2020-09-08, or set `dateFormat`
  -- 12: 2021-02-29 [1]
  Error: field 'v': failed to parse '2021-02-29' as Date32
    at: in:1:4 (byte 3)
    hint: expected is e.g. 2020-09-08, or set `dateFormat`
  -- 13: 2020-13-01 [1]
  Error: field 'v': failed to parse '2020-13-01' as Date32
    at: in:1:4 (byte 3)
    hint: expected is e.g. 2020-09-08, or set `dateFormat`
  -- 14: 2020-00-10 [1]
  Error: field 'v': failed to parse '2020-00-10' as Date32
    at: in:1:4 (byte 3)
    hint: expected is e.g. 2020-09-08, or set `dateFormat`
  -- 15: 2020-01-32 [1]
  Error: field 'v': failed to parse '2020-01-32' as Date32
    at: in:1:4 (byte 3)
    hint: expected is e.g. 2020-09-08, or set `dateFormat`
  -- 16: 2020/01/02 [1]
  Error: field 'v': failed to parse '2020/01/02' as Date32
    at: in:1:4 (byte 3)
    hint: expected is e.g. 2020-09-08, or set `dateFormat`
  -- 17: 01/02/2020 [1]
  Error: field 'v': failed to parse '01/02/2020' as Date32
    at: in:1:4 (byte 3)
    hint: expected is e.g. 2020-09-08, or set `dateFormat`
  -- 18:  2020-01-01 [1]
  Error: field 'v': failed to parse ' 2020-01-01' as Date32
    at: in:1:4 (byte 3)
    hint: blanks are not trimmed
  -- 19: 2020-01-01  [1]
  Error: field 'v': failed to parse '2020-01-01 ' as Date32
    at: in:1:4 (byte 3)
    hint: blanks are not trimmed
  -- 20: 2020-1 [1]
  Error: field 'v': failed to parse '2020-1' as Date32
    at: in:1:4 (byte 3)
    hint: expected is e.g. 2020-09-08, or set `dateFormat`
  -- 21: 2020 [1]
  Error: field 'v': failed to parse '2020' as Date32
    at: in:1:4 (byte 3)
    hint: expected is e.g. 2020-09-08, or set `dateFormat`
  -- 22: 18336 [1]
  Error: field 'v': failed to parse '18336' as Date32
    at: in:1:4 (byte 3)
    hint: expected is e.g. 2020-09-08, or set `dateFormat`
  -- 23: 10999-12-31 [1]
  Error: field 'v': failed to parse '10999-12-31' as Date32
    at: in:1:4 (byte 3)
    hint: expected is e.g. 2020-09-08, or set `dateFormat`
  -- 24: 20201301 [1]
  Error: field 'v': failed to parse '20201301' as Date32
    at: in:1:4 (byte 3)
    hint: expected is e.g. 2020-09-08, or set `dateFormat`
  $ rows a
  offset,op,system_time,event_time,n,v
  0,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,1,2020-09-08
  1,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,2,2020-09-08
  2,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,3,2020-09-08
  3,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,4,2020-09-08
  4,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,5,2020-12-01
  5,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,6,1690-02-05
  6,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,7,2020-09-08
  7,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,8,2020-09-08
  8,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,9,2020-03-16
  9,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,10,2020-03-15
  10,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,11,1970-01-01
  11,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,12,1945-05-08
  12,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,13,0001-01-01
  13,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,14,0000-01-01
  14,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,15,9999-12-31
  15,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,16,+10999-12-31
  16,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,17,-0012-05-06
  17,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,18,2020-02-29
  18,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,19,2020-09-08
  19,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,20,2020-01-01
