tail: lists and structs with nulls inside.

  $ . "$KAMU_LIB"; ws
  $ push_ds n '{kind: NdJson, schema: {fields: [{name: l, type: {kind: List, itemType: {kind: Option, inner: String}}}, {name: t, type: {kind: List, itemType: Timestamp}}, {name: f, type: {kind: List, itemType: Float64}}, {name: st, type: {kind: Struct, fields: [{name: a b, type: Int64}, {name: c, type: {kind: Option, inner: String}}, {name: d, type: Date}]}}]}}' '{kind: Append}'
  $ cat > d.ndjson <<'J'
  > {"l":["a","b, c","d\"e",null,"","é"],"t":["2020-01-01"],"f":[1,-0.5,1e20],"st":{"a b":1,"c":"x, \"y\"","d":"2020-01-01"}}
  > {"l":[],"t":[],"f":[],"st":{"a b":2,"c":null,"d":"2020-01-02"}}
  > J
  $ ing n d.ndjson
  Dataset updated
  $ fmts n
  == table
  ┌────────┬────┬──────────────────────┬──────────────────────┬───────────────────────┬────────────────────────┬───────────────────┬────────────────────────────────────┐
  │ offset │ op │     system_time      │      event_time      │           l           │           t            │         f         │                 st                 │
  ├────────┼────┼──────────────────────┼──────────────────────┼───────────────────────┼────────────────────────┼───────────────────┼────────────────────────────────────┤
  │      0 │ +A │ 2050-01-02T03:04:05Z │ 2050-01-02T03:04:05Z │ [a, b, c, d"e, , , é] │ [2020-01-01T00:00:00Z] │ [1.0, -0.5, 1e20] │ {a b: 1, c: x, "y", d: 2020-01-01} │
  │      1 │ +A │ 2050-01-02T03:04:05Z │ 2050-01-02T03:04:05Z │                    [] │                     [] │                [] │       {a b: 2, c: , d: 2020-01-02} │
  └────────┴────┴──────────────────────┴──────────────────────┴───────────────────────┴────────────────────────┴───────────────────┴────────────────────────────────────┘
  
  == csv
  offset,op,system_time,event_time,l,t,f,st
  0,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,"[""a"",""b, c"",""d\""e"",null,"""",""é""]","[""2020-01-01T00:00:00Z""]","[1.0,-0.5,1e+20]","{""a b"":1,""c"":""x, \""y\"""",""d"":""2020-01-01""}"
  1,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,[],[],[],"{""a b"":2,""c"":null,""d"":""2020-01-02""}"
  == json
  [{"offset":0,"op":0,"system_time":"2050-01-02T03:04:05Z","event_time":"2050-01-02T03:04:05Z","l":["a","b, c","d\"e",null,"","é"],"t":["2020-01-01T00:00:00Z"],"f":[1.0,-0.5,1e+20],"st":{"a b":1,"c":"x, \"y\"","d":"2020-01-01"}},{"offset":1,"op":0,"system_time":"2050-01-02T03:04:05Z","event_time":"2050-01-02T03:04:05Z","l":[],"t":[],"f":[],"st":{"a b":2,"c":null,"d":"2020-01-02"}}]
  == ndjson
  {"offset":0,"op":0,"system_time":"2050-01-02T03:04:05Z","event_time":"2050-01-02T03:04:05Z","l":["a","b, c","d\"e",null,"","é"],"t":["2020-01-01T00:00:00Z"],"f":[1.0,-0.5,1e+20],"st":{"a b":1,"c":"x, \"y\"","d":"2020-01-01"}}
  {"offset":1,"op":0,"system_time":"2050-01-02T03:04:05Z","event_time":"2050-01-02T03:04:05Z","l":[],"t":[],"f":[],"st":{"a b":2,"c":null,"d":"2020-01-02"}}
  == json-aoa
  [[0,0,"2050-01-02T03:04:05Z","2050-01-02T03:04:05Z",["a","b, c","d\"e",null,"","é"],["2020-01-01T00:00:00Z"],[1.0,-0.5,1e+20],[1,"x, \"y\"","2020-01-01"]],[1,0,"2050-01-02T03:04:05Z","2050-01-02T03:04:05Z",[],[],[],[2,null,"2020-01-02"]]]
  == json-soa
  {"offset":[0,1],"op":[0,0],"system_time":["2050-01-02T03:04:05Z","2050-01-02T03:04:05Z"],"event_time":["2050-01-02T03:04:05Z","2050-01-02T03:04:05Z"],"l":[["a","b, c","d\"e",null,"","é"],[]],"t":[["2020-01-01T00:00:00Z"],[]],"f":[[1.0,-0.5,1e+20],[]],"st":[{"a b":1,"c":"x, \"y\"","d":"2020-01-01"},{"a b":2,"c":null,"d":"2020-01-02"}]}
  $ kamu inspect schema n -o parquet
  message arrow_schema {
    REQUIRED INT64 offset;
    REQUIRED INT32 op;
    REQUIRED INT64 system_time (TIMESTAMP(MILLIS,true));
    REQUIRED INT64 event_time (TIMESTAMP(MILLIS,true));
    REQUIRED group l (LIST) {
      REPEATED group list {
        OPTIONAL BYTE_ARRAY item (STRING);
      }
    }
    REQUIRED group t (LIST) {
      REPEATED group list {
        REQUIRED INT64 item (TIMESTAMP(MILLIS,true));
      }
    }
    REQUIRED group f (LIST) {
      REPEATED group list {
        REQUIRED DOUBLE item;
      }
    }
    REQUIRED group st {
      REQUIRED INT64 a b;
      OPTIONAL BYTE_ARRAY c (STRING);
      REQUIRED INT32 d (DATE);
    }
  }
  $ kamu sql -o table -c "select l[1] as first, st['c'] as c, array_length(f) as n from n order by offset"
  ┌───────┬────────┬───┐
  │ first │   c    │ n │
  ├───────┼────────┼───┤
  │     a │ x, "y" │ 3 │
  │       │        │ 0 │
  └───────┴────────┴───┘
