Csv inference of a column that is always empty.

  $ . "$KAMU_LIB"; ws
  $ . "$(dirname "$KAMU_LIB")/lib-readers.sh"
  $ app a Csv '' 'header: true, inferSchema: true'
  $ feed a <<'D'
  > a,b
  > 1,
  > 2,
  > D
  Dataset updated
  $ kinds a
  Seed AddPushSource SetDataSchema AddData
  $ feed a <<'D'
  > a,b
  > 1,x
  > D
  Dataset updated
  $ rows a
  offset,op,system_time,event_time,a,b
  0,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,1,
  1,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,2,
  2,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,1,x
