The dataset schema, declared beforehand, has a Date as event time and the first push has no event time.

  $ . "$KAMU_LIB"; ws
  $ . "$(dirname "$KAMU_LIB")/lib-readers.sh"
  $ { src x "$(rd NdJson 'n: Int64?')" '{kind: Append}'
  > src d "$(rd NdJson 'event_time: Date?; n: Int64?')" '{kind: Append}'
  > dschema 'offset: Int64; op: Int32; system_time: Timestamp; event_time: Date; n: Int64?'; } | root a
  $ feed a --source-name x --event-time 2020-01-05T12:00:00Z <<< '{"n": 1}'
  Dataset updated
  $ feed a --source-name d <<< '{"event_time": "2020-01-01", "n": 2}'
  Dataset updated
  $ feed a --source-name x --event-time 2020-01-05T12:00:00Z <<< '{"n": 3}'
  Dataset updated
  $ rows a
  offset,op,system_time,event_time,n
  0,0,2050-01-02T03:04:05Z,2020-01-05,1
  1,0,2050-01-02T03:04:05Z,2020-01-01,2
  2,0,2050-01-02T03:04:05Z,2020-01-05,3
