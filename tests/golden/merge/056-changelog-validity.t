ChangelogStream does not check the changes: unpaired corrections, unknown keys, wrong old values, other op codes.

  $ . "$KAMU_LIB"; ws
  $ . "$(dirname "$KAMU_LIB")/lib-readers.sh"
  $ clg a k 'op: Int32; k: String; v: Int64?'
  $ try a '{"op": 1, "k": "never", "v": 1}' '{"op": 2, "k": "half", "v": 1}' '{"op": 3, "k": "half2", "v": 1}' '{"op": 0, "k": "a", "v": 1}' '{"op": 0, "k": "a", "v": 2}' '{"op": 4, "k": "a", "v": 3}' '{"op": -1, "k": "a", "v": 3}' '{"op": 255, "k": "a", "v": 3}' '{"op": 1, "k": "a", "v": 999}' '{"op": null, "k": "a", "v": 1}' '{"k": "a", "v": 1}'
  -- {"op": 4, "k": "a", "v": 3} [1]
  Error: Invalid operation code
    at: in, record 1
    field: op
    found: 4
    expected: 0 (+A), 1 (-R), 2 (-C) or 3 (+C)
  -- {"op": -1, "k": "a", "v": 3} [1]
  Error: Invalid operation code
    at: in, record 1
    field: op
    found: -1
    expected: 0 (+A), 1 (-R), 2 (-C) or 3 (+C)
  -- {"op": 255, "k": "a", "v": 3} [1]
  Error: Invalid operation code
    at: in, record 1
    field: op
    found: 255
    expected: 0 (+A), 1 (-R), 2 (-C) or 3 (+C)
  -- {"op": null, "k": "a", "v": 1} [1]
  Error: field 'op': null, but the column is required
    at: in:1:8 (byte 7)
    expected: Int32
    hint: declare the column as optional ({kind: Option, inner: ...}; in DDL without NOT NULL) if values may be missing
  -- {"k": "a", "v": 1} [1]
  Error: field 'op': missing, but the column is required
    at: in:1:18 (byte 17)
    expected: Int32
    hint: declare the column as optional ({kind: Option, inner: ...}; in DDL without NOT NULL) if values may be missing
  $ rows a
  offset,op,system_time,event_time,k,v
  0,1,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,never,1
  1,2,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,half,1
  2,3,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,half2,1
  3,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,a,1
  4,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,a,2
  5,1,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,a,999
  $ kamu tail a -n 1000 -o table
  ┌────────┬────┬──────────────────────┬──────────────────────┬───────┬─────┐
  │ offset │ op │     system_time      │      event_time      │   k   │  v  │
  ├────────┼────┼──────────────────────┼──────────────────────┼───────┼─────┤
  │      0 │ -R │ 2050-01-02T03:04:05Z │ 2050-01-02T03:04:05Z │ never │   1 │
  │      1 │ -C │ 2050-01-02T03:04:05Z │ 2050-01-02T03:04:05Z │  half │   1 │
  │      2 │ +C │ 2050-01-02T03:04:05Z │ 2050-01-02T03:04:05Z │ half2 │   1 │
  │      3 │ +A │ 2050-01-02T03:04:05Z │ 2050-01-02T03:04:05Z │     a │   1 │
  │      4 │ +A │ 2050-01-02T03:04:05Z │ 2050-01-02T03:04:05Z │     a │   2 │
  │      5 │ -R │ 2050-01-02T03:04:05Z │ 2050-01-02T03:04:05Z │     a │ 999 │
  └────────┴────┴──────────────────────┴──────────────────────┴───────┴─────┘
