Ledger with two key columns, NULL in the first, in the second and in both: every push adds them again.

  $ . "$KAMU_LIB"; ws
  $ . "$(dirname "$KAMU_LIB")/lib-readers.sh"
  $ led a 'a, b' 'a: String?; b: Int64?; v: Int64?'
  $ feed a <<'D'
  > {"a": "x", "b": 1, "v": 1}
  > {"a": null, "b": 1, "v": 2}
  > {"a": "x", "b": null, "v": 3}
  > {"v": 4}
  > D
  Dataset updated
  $ feed a <<'D'
  > {"a": "x", "b": 1, "v": 1}
  > {"a": null, "b": 1, "v": 2}
  > {"a": "x", "b": null, "v": 3}
  > {"v": 4}
  > D
  Dataset up-to-date
  $ rows a
  offset,op,system_time,event_time,a,b,v
  0,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,x,1,1
  1,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,,1,2
  2,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,x,,3
  3,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,,,4
