JSON values to Time.

  $ . "$KAMU_LIB"; ws
  $ . "$(dirname "$KAMU_LIB")/lib-readers.sh"
  $ t() { echo "== $2"; local d=$1; app $1 NdJson "n: Int64; v: {kind: Time, unit: $2}?"; shift 2; vals $d "$@"; cells $d; }
  $ t a Millisecond '"02:10:01.1"' '"2:10 pm"' '"12:10:01.123 AM"' '"23:59:60"' '"1"' 1 86399999 86400000 -1 1.5 '"24:00:00"' '"2:10PM"' '""' '"abc"' null true
  == Millisecond
  -- 11: "24:00:00" [1]
  Error: field 'v': failed to parse "24:00:00" as Time32(ms)
    at: in:1:13 (byte 12)
  -- 12: "2:10PM" [1]
  Error: field 'v': failed to parse "2:10PM" as Time32(ms)
    at: in:1:13 (byte 12)
  -- 13: "" [1]
  Error: field 'v': failed to parse "" as Time32(ms)
    at: in:1:13 (byte 12)
  -- 14: "abc" [1]
  Error: field 'v': failed to parse "abc" as Time32(ms)
    at: in:1:13 (byte 12)
  -- 16: true [1]
  Error: field 'v': expected primitive got true
    at: in:1:13 (byte 12)
    expected: Time32(ms)
  {"n":1,"v":"02:10:01.100"}
  {"n":2,"v":"14:10:00"}
  {"n":3,"v":"00:10:01.123"}
  {"n":4,"v":"24:00:00"}
  {"n":5,"v":"00:00:00.001"}
  {"n":6,"v":"00:00:00.001"}
  {"n":7,"v":"23:59:59.999"}
  {"n":8,"v":"24:00:00"}
  {"n":9,"v":"-00:00:00.001"}
  {"n":10,"v":"00:00:00.001"}
  {"n":15,"v":null}
  $ t b Second '"01:02:03.9"' 3723 '"3723"'
  == Second
  {"n":1,"v":"01:02:03"}
  {"n":2,"v":"01:02:03"}
  {"n":3,"v":"01:02:03"}
  $ t c Microsecond '"01:02:03.1234567"' 3723000000
  == Microsecond
  {"n":1,"v":"01:02:03.123456"}
  {"n":2,"v":"01:02:03"}
  $ t d Nanosecond '"01:02:03.123456789"' 3723000000000
  == Nanosecond
  {"n":1,"v":"01:02:03.123456789"}
  {"n":2,"v":"01:02:03"}
