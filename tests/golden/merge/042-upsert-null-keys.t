UpsertStream with two key columns, NULL in the first, in the second and in both; then retractions of them.

  $ . "$KAMU_LIB"; ws
  $ . "$(dirname "$KAMU_LIB")/lib-readers.sh"
  $ ups a 'a, b' 'op: Int32; a: String?; b: Int64?; v: Int64?'
  $ data() { printf '%s\n' '{"op": '$1', "a": "x", "b": 1, "v": 1}' '{"op": '$1', "a": null, "b": 1, "v": 2}' '{"op": '$1', "a": "x", "b": null, "v": 3}' '{"op": '$1', "v": 4}' '{"op": '$1', "v": 5}'; }
  $ data 0 | NOW=2050-01-03T00:00:00Z feed a; new a
  Dataset updated
  {"offset": 0, "op": 0, "system_time": "2050-01-03T00:00:00+00:00", "event_time": "2050-01-03T00:00:00+00:00", "a": null, "b": null, "v": 5}
  {"offset": 1, "op": 0, "system_time": "2050-01-03T00:00:00+00:00", "event_time": "2050-01-03T00:00:00+00:00", "a": null, "b": 1, "v": 2}
  {"offset": 2, "op": 0, "system_time": "2050-01-03T00:00:00+00:00", "event_time": "2050-01-03T00:00:00+00:00", "a": "x", "b": null, "v": 3}
  {"offset": 3, "op": 0, "system_time": "2050-01-03T00:00:00+00:00", "event_time": "2050-01-03T00:00:00+00:00", "a": "x", "b": 1, "v": 1}
  $ data 3 | NOW=2050-01-04T00:00:00Z feed a; new a
  Dataset up-to-date
  {"offset": 0, "op": 0, "system_time": "2050-01-03T00:00:00+00:00", "event_time": "2050-01-03T00:00:00+00:00", "a": null, "b": null, "v": 5}
  {"offset": 1, "op": 0, "system_time": "2050-01-03T00:00:00+00:00", "event_time": "2050-01-03T00:00:00+00:00", "a": null, "b": 1, "v": 2}
  {"offset": 2, "op": 0, "system_time": "2050-01-03T00:00:00+00:00", "event_time": "2050-01-03T00:00:00+00:00", "a": "x", "b": null, "v": 3}
  {"offset": 3, "op": 0, "system_time": "2050-01-03T00:00:00+00:00", "event_time": "2050-01-03T00:00:00+00:00", "a": "x", "b": 1, "v": 1}
  $ data 1 | NOW=2050-01-05T00:00:00Z feed a; new a
  Dataset updated
  {"offset": 4, "op": 1, "system_time": "2050-01-05T00:00:00+00:00", "event_time": "2050-01-03T00:00:00+00:00", "a": null, "b": null, "v": 5}
  {"offset": 5, "op": 1, "system_time": "2050-01-05T00:00:00+00:00", "event_time": "2050-01-03T00:00:00+00:00", "a": null, "b": 1, "v": 2}
  {"offset": 6, "op": 1, "system_time": "2050-01-05T00:00:00+00:00", "event_time": "2050-01-03T00:00:00+00:00", "a": "x", "b": null, "v": 3}
  {"offset": 7, "op": 1, "system_time": "2050-01-05T00:00:00+00:00", "event_time": "2050-01-03T00:00:00+00:00", "a": "x", "b": 1, "v": 1}
  $ data 1 | NOW=2050-01-06T00:00:00Z feed a; new a
  Dataset up-to-date
  {"offset": 4, "op": 1, "system_time": "2050-01-05T00:00:00+00:00", "event_time": "2050-01-03T00:00:00+00:00", "a": null, "b": null, "v": 5}
  {"offset": 5, "op": 1, "system_time": "2050-01-05T00:00:00+00:00", "event_time": "2050-01-03T00:00:00+00:00", "a": null, "b": 1, "v": 2}
  {"offset": 6, "op": 1, "system_time": "2050-01-05T00:00:00+00:00", "event_time": "2050-01-03T00:00:00+00:00", "a": "x", "b": null, "v": 3}
  {"offset": 7, "op": 1, "system_time": "2050-01-05T00:00:00+00:00", "event_time": "2050-01-03T00:00:00+00:00", "a": "x", "b": 1, "v": 1}
