The event time column moves to the front wherever it stands in the input.

  $ . "$KAMU_LIB"; ws
  $ . "$(dirname "$KAMU_LIB")/lib-readers.sh"
  $ { src first "$(rd NdJson 'event_time: Timestamp?; a: Int64?; b: Int64?')" '{kind: Append}'
  > src middle "$(rd NdJson 'a: Int64?; event_time: Timestamp?; b: Int64?')" '{kind: Append}'
  > src last "$(rd NdJson 'a: Int64?; b: Int64?; event_time: Timestamp?')" '{kind: Append}'
  > src swapped "$(rd NdJson 'b: Int64?; a: Int64?; event_time: Timestamp?')" '{kind: Append}'; } | root a
  $ feed a --source-name middle <<< '{"a": 1, "b": 2, "event_time": "2020-01-01T00:00:00Z"}'
  Dataset updated
  $ feed a --source-name first <<< '{"a": 3, "b": 4, "event_time": "2020-01-02T00:00:00Z"}'
  Dataset updated
  $ feed a --source-name last <<< '{"a": 5, "b": 6, "event_time": "2020-01-03T00:00:00Z"}'
  Dataset updated
  $ feed a --source-name swapped <<< '{"a": 7, "b": 8, "event_time": "2020-01-04T00:00:00Z"}'
  Dataset updated
  $ rows a
  offset,op,system_time,event_time,a,b
  0,0,2050-01-02T03:04:05Z,2020-01-01T00:00:00Z,1,2
  1,0,2050-01-02T03:04:05Z,2020-01-02T00:00:00Z,3,4
  2,0,2050-01-02T03:04:05Z,2020-01-03T00:00:00Z,5,6
  3,0,2050-01-02T03:04:05Z,2020-01-04T00:00:00Z,7,8
