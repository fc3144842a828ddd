tail: binary values.

  $ . "$KAMU_LIB"; ws
  $ push_ds b '{kind: NdJson, schema: {fields: [{name: b, type: Binary}, {name: o, type: {kind: Option, inner: Binary}}, {name: x, type: {kind: Binary, fixedLength: 4}}]}}' '{kind: Append}'
  $ cat > d.ndjson <<'J'
  > {"b":"","o":null,"x":"00010203"}
  > {"b":"00ff","o":"DEADbeef","x":"ffffffff"}
  > {"b":"000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f202122232425262728292a2b2c2d2e2f30313233343536","o":"7f","x":"7fffffff"}
  > J
  $ err K ingest b d.ndjson
  Dataset updated
  $ fmts b
  == table
  ┌────────┬────┬──────────────────────┬──────────────────────┬─────────────────────────────────────────────────────────────────────────────────────────────┬──────────┬──────────┐
  │ offset │ op │     system_time      │      event_time      │                                              b                                              │    o     │    x     │
  ├────────┼────┼──────────────────────┼──────────────────────┼─────────────────────────────────────────────────────────────────────────────────────────────┼──────────┼──────────┤
  │      0 │ +A │ 2050-01-02T03:04:05Z │ 2050-01-02T03:04:05Z │                                                                                             │          │ 00010203 │
  │      1 │ +A │ 2050-01-02T03:04:05Z │ 2050-01-02T03:04:05Z │                                                                                        00ff │ deadbeef │ ffffffff │
  │      2 │ +A │ 2050-01-02T03:04:05Z │ 2050-01-02T03:04:05Z │ 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f202122232425262728292a2b2c… │       7f │ 7fffffff │
  └────────┴────┴──────────────────────┴──────────────────────┴─────────────────────────────────────────────────────────────────────────────────────────────┴──────────┴──────────┘
  
  == csv
  offset,op,system_time,event_time,b,o,x
  0,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,,,00010203
  1,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,00ff,deadbeef,ffffffff
  2,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f202122232425262728292a2b2c2d2e2f30313233343536,7f,7fffffff
  == json
  [{"offset":0,"op":0,"system_time":"2050-01-02T03:04:05Z","event_time":"2050-01-02T03:04:05Z","b":"","o":null,"x":"00010203"},{"offset":1,"op":0,"system_time":"2050-01-02T03:04:05Z","event_time":"2050-01-02T03:04:05Z","b":"00ff","o":"deadbeef","x":"ffffffff"},{"offset":2,"op":0,"system_time":"2050-01-02T03:04:05Z","event_time":"2050-01-02T03:04:05Z","b":"000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f202122232425262728292a2b2c2d2e2f30313233343536","o":"7f","x":"7fffffff"}]
  == ndjson
  {"offset":0,"op":0,"system_time":"2050-01-02T03:04:05Z","event_time":"2050-01-02T03:04:05Z","b":"","o":null,"x":"00010203"}
  {"offset":1,"op":0,"system_time":"2050-01-02T03:04:05Z","event_time":"2050-01-02T03:04:05Z","b":"00ff","o":"deadbeef","x":"ffffffff"}
  {"offset":2,"op":0,"system_time":"2050-01-02T03:04:05Z","event_time":"2050-01-02T03:04:05Z","b":"000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f202122232425262728292a2b2c2d2e2f30313233343536","o":"7f","x":"7fffffff"}
  == json-aoa
  [[0,0,"2050-01-02T03:04:05Z","2050-01-02T03:04:05Z","",null,"00010203"],[1,0,"2050-01-02T03:04:05Z","2050-01-02T03:04:05Z","00ff","deadbeef","ffffffff"],[2,0,"2050-01-02T03:04:05Z","2050-01-02T03:04:05Z","000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f202122232425262728292a2b2c2d2e2f30313233343536","7f","7fffffff"]]
  == json-soa
  {"offset":[0,1,2],"op":[0,0,0],"system_time":["2050-01-02T03:04:05Z","2050-01-02T03:04:05Z","2050-01-02T03:04:05Z"],"event_time":["2050-01-02T03:04:05Z","2050-01-02T03:04:05Z","2050-01-02T03:04:05Z"],"b":["","00ff","000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f202122232425262728292a2b2c2d2e2f30313233343536"],"o":[null,"deadbeef","7f"],"x":["00010203","ffffffff","7fffffff"]}
  $ kamu inspect schema b
  fields:
  - name: offset
    type:
      kind: Int64
  - name: op
    type:
      kind: Int32
  - name: system_time
    type:
      kind: Timestamp
      unit: Millisecond
      timezone: UTC
  - name: event_time
    type:
      kind: Timestamp
      unit: Millisecond
      timezone: UTC
  - name: b
    type:
      kind: Binary
  - name: o
    type:
      kind: Option
      inner:
        kind: Binary
  - name: x
    type:
      kind: Binary
      fixedLength: 4
