tail: operation codes are shown as symbols in tables only.

  $ . "$KAMU_LIB"; ws
  $ push_ds c '{kind: NdJson, schema: {fields: [{name: op, type: Int32}, {name: t, type: Timestamp}, {name: id, type: Int64}, {name: v, type: String}]}}' '{kind: ChangelogStream, primaryKey: [id]}' t
  $ cat > d.ndjson <<'J'
  > {"op":0,"t":"2020-01-01","id":1,"v":"a"}
  > {"op":0,"t":"2020-01-01","id":2,"v":"b"}
  > {"op":1,"t":"2020-01-02","id":3,"v":"a"}
  > {"op":2,"t":"2020-01-03","id":4,"v":"b"}
  > {"op":3,"t":"2020-01-03","id":4,"v":"c"}
  > {"op":4,"t":"2020-01-03","id":5,"v":"?"}
  > {"op":-1,"t":"2020-01-03","id":6,"v":"?"}
  > J
  $ err K ingest c d.ndjson
  Error: Invalid operation code
    at: d.ndjson, record 6
    field: op
    found: 4
    expected: 0 (+A), 1 (-R), 2 (-C) or 3 (+C)
  
  [1]
  $ fmts c
  == table
  ┌┐
  ││
  ├┤
  ││
  └┘
  
  == csv
  
  == json
  []
  == ndjson
  
  == json-aoa
  []
  == json-soa
  {}
  $ kamu sql -o table -c 'select offset, op, id from c order by offset'
  Error:
    0: No field named offset.
    1: Schema error
    2: No field named offset.
    at: query:1:8 (byte 7)
  
  [1]
  $ kamu sql -o table -c 'select op, offset from c order by offset limit 2'
  Error:
    0: No field named op.
    1: Schema error
    2: No field named op.
    at: query:1:8 (byte 7)
  
  [1]
