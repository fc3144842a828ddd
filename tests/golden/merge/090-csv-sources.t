Snapshot and Ledger fed from Csv with a header: empty fields are NULL for the merge.

  $ . "$KAMU_LIB"; ws
  $ . "$(dirname "$KAMU_LIB")/lib-readers.sh"
  $ t() { echo "== $2"; src default "$(rd Csv 'k: String?; v: Int64?; w: String?' 'header: true')" "{kind: $2, primaryKey: [k]}" | root $1; printf 'k,v,w\na,1,\nb,,x\n,3,y\n' | feed $1; new $1; printf 'k,v,w\na,,\nb,2,x\n,3,y\n' | feed $1; new $1; printf 'k,v,w\n' | feed $1; new $1; }
  $ t a Snapshot
  == Snapshot
  Dataset updated
  {"offset": 0, "op": 0, "system_time": "2050-01-02T03:04:05+00:00", "event_time": "2050-01-02T03:04:05+00:00", "k": null, "v": 3, "w": "y"}
  {"offset": 1, "op": 0, "system_time": "2050-01-02T03:04:05+00:00", "event_time": "2050-01-02T03:04:05+00:00", "k": "a", "v": 1, "w": null}
  {"offset": 2, "op": 0, "system_time": "2050-01-02T03:04:05+00:00", "event_time": "2050-01-02T03:04:05+00:00", "k": "b", "v": null, "w": "x"}
  Dataset updated
  {"offset": 3, "op": 2, "system_time": "2050-01-02T03:04:05+00:00", "event_time": "2050-01-02T03:04:05+00:00", "k": "a", "v": 1, "w": null}
  {"offset": 4, "op": 3, "system_time": "2050-01-02T03:04:05+00:00", "event_time": "2050-01-02T03:04:05+00:00", "k": "a", "v": null, "w": null}
  {"offset": 5, "op": 2, "system_time": "2050-01-02T03:04:05+00:00", "event_time": "2050-01-02T03:04:05+00:00", "k": "b", "v": null, "w": "x"}
  {"offset": 6, "op": 3, "system_time": "2050-01-02T03:04:05+00:00", "event_time": "2050-01-02T03:04:05+00:00", "k": "b", "v": 2, "w": "x"}
  Dataset updated
  {"offset": 7, "op": 1, "system_time": "2050-01-02T03:04:05+00:00", "event_time": "2050-01-02T03:04:05+00:00", "k": null, "v": 3, "w": "y"}
  {"offset": 8, "op": 1, "system_time": "2050-01-02T03:04:05+00:00", "event_time": "2050-01-02T03:04:05+00:00", "k": "a", "v": null, "w": null}
  {"offset": 9, "op": 1, "system_time": "2050-01-02T03:04:05+00:00", "event_time": "2050-01-02T03:04:05+00:00", "k": "b", "v": 2, "w": "x"}
  $ t b Ledger
  == Ledger
  Dataset updated
  {"offset": 0, "op": 0, "system_time": "2050-01-02T03:04:05+00:00", "event_time": "2050-01-02T03:04:05+00:00", "k": "a", "v": 1, "w": null}
  {"offset": 1, "op": 0, "system_time": "2050-01-02T03:04:05+00:00", "event_time": "2050-01-02T03:04:05+00:00", "k": "b", "v": null, "w": "x"}
  {"offset": 2, "op": 0, "system_time": "2050-01-02T03:04:05+00:00", "event_time": "2050-01-02T03:04:05+00:00", "k": null, "v": 3, "w": "y"}
  Dataset up-to-date
  {"offset": 0, "op": 0, "system_time": "2050-01-02T03:04:05+00:00", "event_time": "2050-01-02T03:04:05+00:00", "k": "a", "v": 1, "w": null}
  {"offset": 1, "op": 0, "system_time": "2050-01-02T03:04:05+00:00", "event_time": "2050-01-02T03:04:05+00:00", "k": "b", "v": null, "w": "x"}
  {"offset": 2, "op": 0, "system_time": "2050-01-02T03:04:05+00:00", "event_time": "2050-01-02T03:04:05+00:00", "k": null, "v": 3, "w": "y"}
  Dataset up-to-date
  {"offset": 0, "op": 0, "system_time": "2050-01-02T03:04:05+00:00", "event_time": "2050-01-02T03:04:05+00:00", "k": "a", "v": 1, "w": null}
  {"offset": 1, "op": 0, "system_time": "2050-01-02T03:04:05+00:00", "event_time": "2050-01-02T03:04:05+00:00", "k": "b", "v": null, "w": "x"}
  {"offset": 2, "op": 0, "system_time": "2050-01-02T03:04:05+00:00", "event_time": "2050-01-02T03:04:05+00:00", "k": null, "v": 3, "w": "y"}
  $ t c UpsertStream
  == UpsertStream
  Dataset updated
  {"offset": 0, "op": 0, "system_time": "2050-01-02T03:04:05+00:00", "event_time": "2050-01-02T03:04:05+00:00", "k": null, "v": 3, "w": "y"}
  {"offset": 1, "op": 0, "system_time": "2050-01-02T03:04:05+00:00", "event_time": "2050-01-02T03:04:05+00:00", "k": "a", "v": 1, "w": null}
  {"offset": 2, "op": 0, "system_time": "2050-01-02T03:04:05+00:00", "event_time": "2050-01-02T03:04:05+00:00", "k": "b", "v": null, "w": "x"}
  Dataset updated
  {"offset": 3, "op": 2, "system_time": "2050-01-02T03:04:05+00:00", "event_time": "2050-01-02T03:04:05+00:00", "k": "a", "v": 1, "w": null}
  {"offset": 4, "op": 3, "system_time": "2050-01-02T03:04:05+00:00", "event_time": "2050-01-02T03:04:05+00:00", "k": "a", "v": null, "w": null}
  {"offset": 5, "op": 2, "system_time": "2050-01-02T03:04:05+00:00", "event_time": "2050-01-02T03:04:05+00:00", "k": "b", "v": null, "w": "x"}
  {"offset": 6, "op": 3, "system_time": "2050-01-02T03:04:05+00:00", "event_time": "2050-01-02T03:04:05+00:00", "k": "b", "v": 2, "w": "x"}
  Dataset up-to-date
  {"offset": 3, "op": 2, "system_time": "2050-01-02T03:04:05+00:00", "event_time": "2050-01-02T03:04:05+00:00", "k": "a", "v": 1, "w": null}
  {"offset": 4, "op": 3, "system_time": "2050-01-02T03:04:05+00:00", "event_time": "2050-01-02T03:04:05+00:00", "k": "a", "v": null, "w": null}
  {"offset": 5, "op": 2, "system_time": "2050-01-02T03:04:05+00:00", "event_time": "2050-01-02T03:04:05+00:00", "k": "b", "v": null, "w": "x"}
  {"offset": 6, "op": 3, "system_time": "2050-01-02T03:04:05+00:00", "event_time": "2050-01-02T03:04:05+00:00", "k": "b", "v": 2, "w": "x"}
