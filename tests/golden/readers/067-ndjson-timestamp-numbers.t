JSON numbers to Timestamp: counts of the column's unit; booleans, lists.

  $ . "$KAMU_LIB"; ws
  $ . "$(dirname "$KAMU_LIB")/lib-readers.sh"
  $ t() { echo "== $2"; local d=$1; app $1 NdJson "n: Int64; v: {kind: Timestamp, unit: $2}?"; shift 2; vals $d "$@"; cells $d; }
  $ t a Millisecond 1577926923 1577926923000 38.30 1 0 -1 -1.5 1e3 true '[]' '{}' '"1577926923000"'
  == Millisecond
  -- 1: 1577926923 [0]
  Warning: in: numbers in a timestamp column look like another unit: a number is a count of the column's unit (milliseconds by default) since 1970
  Dataset updated
  -- 9: true [1]
  Error: field 'v': expected primitive got true
    at: in:1:12 (byte 11)
    expected: Timestamp(ms, "UTC")
  -- 10: [] [1]
  Error: field 'v': expected primitive got []
    at: in:1:13 (byte 12)
    expected: Timestamp(ms, "UTC")
  -- 11: {} [1]
  Error: field 'v': expected primitive got {}
    at: in:1:13 (byte 12)
    expected: Timestamp(ms, "UTC")
  -- 12: "1577926923000" [1]
  Error: field 'v': failed to parse "1577926923000" as Timestamp(ms, "UTC"): error parsing date
    at: in:1:13 (byte 12)
    hint: a count since 1970 is read from a number, not from text; its unit is that of the column (milliseconds by default)
  {"n":1,"v":"1970-01-19T06:18:46.923Z"}
  {"n":2,"v":"2020-01-02T01:02:03Z"}
  {"n":3,"v":"1970-01-01T00:00:00.038Z"}
  {"n":4,"v":"1970-01-01T00:00:00.001Z"}
  {"n":5,"v":"1970-01-01T00:00:00Z"}
  {"n":6,"v":"1969-12-31T23:59:59.999Z"}
  {"n":7,"v":"1969-12-31T23:59:59.999Z"}
  {"n":8,"v":"1970-01-01T00:00:01Z"}
  $ t b Second 1577926923 1577926923.9 -1
  == Second
  {"n":1,"v":"2020-01-02T01:02:03Z"}
  {"n":2,"v":"2020-01-02T01:02:03Z"}
  {"n":3,"v":"1969-12-31T23:59:59Z"}
  $ t c Microsecond 1577926923000000 999 -1 -999 -1001
  == Microsecond
  {"n":1,"v":"2020-01-02T01:02:03Z"}
  {"n":2,"v":"1970-01-01T00:00:00Z"}
  {"n":3,"v":"1970-01-01T00:00:00Z"}
  {"n":4,"v":"1970-01-01T00:00:00Z"}
  {"n":5,"v":"1969-12-31T23:59:59.999Z"}
  $ t d Nanosecond 1577926923000000000 999999 -1 9223372036854775807 9e5
  == Nanosecond
  {"n":1,"v":"2020-01-02T01:02:03Z"}
  {"n":2,"v":"1970-01-01T00:00:00Z"}
  {"n":3,"v":"1970-01-01T00:00:00Z"}
  {"n":4,"v":"2262-04-11T23:47:16.854Z"}
  {"n":5,"v":"1970-01-01T00:00:00Z"}

beyond the year 9999: stored? shown?

  $ t e Millisecond 253402300799999
  == Millisecond
  {"n":1,"v":"9999-12-31T23:59:59.999Z"}
  $ t f Millisecond 253402300800000
  == Millisecond
  {"n":1,"v":"+10000-01-01T00:00:00Z"}
  $ t g Millisecond 9e15
  == Millisecond
  {"n":1,"v":"+287168-08-24T16:00:00Z"}
  $ t h Millisecond 1e18
  == Millisecond
  {"n":1,"v":"+31690708-07-05T01:46:40Z"}
  $ t i Millisecond 1e300
  == Millisecond
  {"n":1,"v":"+292278994-08-17T07:12:55.807Z"}
  $ t j Second 1e20
  == Second
  -- 1: 1e20 [1]
  Warning: in: numbers in a timestamp column look like another unit: a number is a count of the column's unit (milliseconds by default) since 1970
  Error: Arithmetic overflow: Overflow happened on: 9223372036854775807 * 1000
    at: in, record 1
    field: v
    expected: Timestamp(ms, "UTC")
  
