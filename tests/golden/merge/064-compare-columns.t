compareColumns: the key, a column twice, upper case, a dot, the event time, the op column.

  $ . "$KAMU_LIB"; ws
  $ . "$(dirname "$KAMU_LIB")/lib-readers.sh"
  $ t() { echo "== [$2]"; snp $1 id 'event_time: Timestamp?; id: Int64; Ver: Int64?; a.b: Int64?; n: Int64?' "$2"; printf '{"event_time": "2020-01-01", "id": 1, "Ver": 1, "a.b": 1, "n": 1}\n{"id": 2}\n' | feed $1; printf '{"event_time": "2020-01-02", "id": 1, "Ver": 2, "a.b": 2, "n": 1}\n{"id": 3}\n' | feed $1; new $1; }
  $ t a id
  == [id]
  Dataset updated
  Dataset updated
  {"offset": 2, "op": 1, "system_time": "2050-01-02T03:04:05+00:00", "event_time": "2050-01-02T03:04:05+00:00", "id": 2, "Ver": null, "a.b": null, "n": null}
  {"offset": 3, "op": 0, "system_time": "2050-01-02T03:04:05+00:00", "event_time": "2050-01-02T03:04:05+00:00", "id": 3, "Ver": null, "a.b": null, "n": null}
  $ t b 'n, n'
  == [n, n]
  Dataset updated
  Dataset updated
  {"offset": 2, "op": 1, "system_time": "2050-01-02T03:04:05+00:00", "event_time": "2050-01-02T03:04:05+00:00", "id": 2, "Ver": null, "a.b": null, "n": null}
  {"offset": 3, "op": 0, "system_time": "2050-01-02T03:04:05+00:00", "event_time": "2050-01-02T03:04:05+00:00", "id": 3, "Ver": null, "a.b": null, "n": null}
  $ t c Ver
  == [Ver]
  Dataset updated
  Dataset updated
  {"offset": 2, "op": 2, "system_time": "2050-01-02T03:04:05+00:00", "event_time": "2020-01-01T00:00:00+00:00", "id": 1, "Ver": 1, "a.b": 1, "n": 1}
  {"offset": 3, "op": 3, "system_time": "2050-01-02T03:04:05+00:00", "event_time": "2020-01-02T00:00:00+00:00", "id": 1, "Ver": 2, "a.b": 2, "n": 1}
  {"offset": 4, "op": 1, "system_time": "2050-01-02T03:04:05+00:00", "event_time": "2050-01-02T03:04:05+00:00", "id": 2, "Ver": null, "a.b": null, "n": null}
  {"offset": 5, "op": 0, "system_time": "2050-01-02T03:04:05+00:00", "event_time": "2050-01-02T03:04:05+00:00", "id": 3, "Ver": null, "a.b": null, "n": null}
  $ t d "'a.b'"
  == ['a.b']
  Dataset updated
  Dataset updated
  {"offset": 2, "op": 2, "system_time": "2050-01-02T03:04:05+00:00", "event_time": "2020-01-01T00:00:00+00:00", "id": 1, "Ver": 1, "a.b": 1, "n": 1}
  {"offset": 3, "op": 3, "system_time": "2050-01-02T03:04:05+00:00", "event_time": "2020-01-02T00:00:00+00:00", "id": 1, "Ver": 2, "a.b": 2, "n": 1}
  {"offset": 4, "op": 1, "system_time": "2050-01-02T03:04:05+00:00", "event_time": "2050-01-02T03:04:05+00:00", "id": 2, "Ver": null, "a.b": null, "n": null}
  {"offset": 5, "op": 0, "system_time": "2050-01-02T03:04:05+00:00", "event_time": "2050-01-02T03:04:05+00:00", "id": 3, "Ver": null, "a.b": null, "n": null}
  $ t e event_time
  == [event_time]
  Dataset updated
  Dataset updated
  {"offset": 2, "op": 2, "system_time": "2050-01-02T03:04:05+00:00", "event_time": "2020-01-01T00:00:00+00:00", "id": 1, "Ver": 1, "a.b": 1, "n": 1}
  {"offset": 3, "op": 3, "system_time": "2050-01-02T03:04:05+00:00", "event_time": "2020-01-02T00:00:00+00:00", "id": 1, "Ver": 2, "a.b": 2, "n": 1}
  {"offset": 4, "op": 1, "system_time": "2050-01-02T03:04:05+00:00", "event_time": "2050-01-02T03:04:05+00:00", "id": 2, "Ver": null, "a.b": null, "n": null}
  {"offset": 5, "op": 0, "system_time": "2050-01-02T03:04:05+00:00", "event_time": "2050-01-02T03:04:05+00:00", "id": 3, "Ver": null, "a.b": null, "n": null}
  $ t f 'event_time, id'
  == [event_time, id]
  Dataset updated
  Dataset updated
  {"offset": 2, "op": 2, "system_time": "2050-01-02T03:04:05+00:00", "event_time": "2020-01-01T00:00:00+00:00", "id": 1, "Ver": 1, "a.b": 1, "n": 1}
  {"offset": 3, "op": 3, "system_time": "2050-01-02T03:04:05+00:00", "event_time": "2020-01-02T00:00:00+00:00", "id": 1, "Ver": 2, "a.b": 2, "n": 1}
  {"offset": 4, "op": 1, "system_time": "2050-01-02T03:04:05+00:00", "event_time": "2050-01-02T03:04:05+00:00", "id": 2, "Ver": null, "a.b": null, "n": null}
  {"offset": 5, "op": 0, "system_time": "2050-01-02T03:04:05+00:00", "event_time": "2050-01-02T03:04:05+00:00", "id": 3, "Ver": null, "a.b": null, "n": null}
  $ t g op
  == [op]
  Error: Failed to load 1 manifest(s)
  
  Summary of individual errors:
  
  |> Failed to add dataset g: Invalid snapshot: Push source 'default': compareColumns: `op` is a system column (metadata[0] at line 7 column 7)
  
  Error: Dataset not found: g
    hint: did you mean a, b, c?
  
  Error: Dataset not found: g
    hint: did you mean a, b, c?
  
  Error: Dataset not found: g
    hint: did you mean a, b, c?
  [1]
  $ t h system_time
  == [system_time]
  Error: Failed to load 1 manifest(s)
  
  Summary of individual errors:
  
  |> Failed to add dataset h: Invalid snapshot: Push source 'default': compareColumns: `system_time` is a system column (metadata[0] at line 7 column 7)
  
  Error: Dataset not found: h
    hint: did you mean a, b, c?
  
  Error: Dataset not found: h
    hint: did you mean a, b, c?
  
  Error: Dataset not found: h
    hint: did you mean a, b, c?
  [1]
  $ t i ver
  == [ver]
  Error: Failed to load 1 manifest(s)
  
  Summary of individual errors:
  
  |> Failed to add dataset i: Invalid snapshot: Push source 'default': compareColumns: there is no column `ver` in the source's schema (metadata[0] at line 7 column 7)
  
  Error: Dataset not found: i
    hint: did you mean a, b, c?
  
  Error: Dataset not found: i
    hint: did you mean a, b, c?
  
  Error: Dataset not found: i
    hint: did you mean a, b, c?
  [1]
