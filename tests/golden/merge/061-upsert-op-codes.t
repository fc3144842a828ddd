UpsertStream: every op code, known and unknown key.

  $ . "$KAMU_LIB"; ws
  $ . "$(dirname "$KAMU_LIB")/lib-readers.sh"
  $ ups a k 'op: Int32?; k: String; v: Int64?'
  $ feed a <<'D'
  > {"op": 0, "k": "append", "v": 1}
  > {"op": 1, "k": "retract", "v": 1}
  > {"op": 2, "k": "from", "v": 1}
  > {"op": 3, "k": "to", "v": 1}
  > {"op": 4, "k": "four", "v": 1}
  > {"op": -1, "k": "minus", "v": 1}
  > {"op": null, "k": "null", "v": 1}
  > {"k": "absent", "v": 1}
  > D
  Error: Invalid operation code
    at: in, record 5
    field: op
    found: 4
    expected: 0 (+A), 1 (-R), 2 (-C) or 3 (+C)
  
  [1]
  $ new a
  Error: DataSlice not found
  [1]
  $ feed a <<'D'
  > {"op": 2, "k": "append", "v": 2}
  > {"op": 4, "k": "from", "v": 2}
  > {"op": null, "k": "to", "v": 2}
  > {"op": 1, "k": "four", "v": 2}
  > {"op": 0, "k": "minus", "v": 1}
  > D
  Error: Invalid operation code
    at: in, record 2
    field: op
    found: 4
    expected: 0 (+A), 1 (-R), 2 (-C) or 3 (+C)
  
  [1]
  $ new a
  Error: DataSlice not found
  [1]
