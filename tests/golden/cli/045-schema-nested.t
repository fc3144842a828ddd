Option, List, Struct, Map in a read schema.

  $ . "$KAMU_LIB"; ws
  $ snap nested <<'Y' | K add --stdin
  > - kind: AddPushSource
  >   sourceName: default
  >   read:
  >     kind: NdJson
  >     schema:
  >       fields:
  >         - {name: o, type: {kind: Option, inner: Int64}}
  >         - {name: l, type: {kind: List, itemType: Int64}}
  >         - {name: lo, type: {kind: List, itemType: {kind: Option, inner: String}}}
  >         - {name: ol, type: {kind: Option, inner: {kind: List, itemType: {kind: Option, inner: Float64}}}}
  >         - {name: ll, type: {kind: List, itemType: {kind: List, itemType: Int32}}}
  >         - {name: fl, type: {kind: List, itemType: Int64, fixedLength: 2}}
  >         - name: st
  >           type:
  >             kind: Struct
  >             fields:
  >               - {name: a, type: Int64}
  >               - {name: b, type: {kind: Option, inner: {kind: Struct, fields: [{name: c, type: {kind: Option, inner: String}}]}}}
  >               - {name: d, type: {kind: List, itemType: Int64}}
  >   merge: {kind: Append}
  > Y
  Added: nested
  Added 1 dataset(s)
  $ chain nested
  ---
  # Block: <hash-1>
  kind: MetadataBlock
  version: 3
  content:
    systemTime: 2050-01-02T03:04:05Z
    prevBlockHash: <hash-2>
    sequenceNumber: 1
    event:
      kind: AddPushSource
      sourceName: default
      read:
        kind: NdJson
        schema:
          fields:
          - name: o
            type:
              kind: Option
              inner:
                kind: Int64
          - name: l
            type:
              kind: List
              itemType:
                kind: Int64
          - name: lo
            type:
              kind: List
              itemType:
                kind: Option
                inner:
                  kind: String
          - name: ol
            type:
              kind: Option
              inner:
                kind: List
                itemType:
                  kind: Option
                  inner:
                    kind: Float64
          - name: ll
            type:
              kind: List
              itemType:
                kind: List
                itemType:
                  kind: Int32
          - name: fl
            type:
              kind: List
              itemType:
                kind: Int64
              fixedLength: 2
          - name: st
            type:
              kind: Struct
              fields:
              - name: a
                type:
                  kind: Int64
              - name: b
                type:
                  kind: Option
                  inner:
                    kind: Struct
                    fields:
                    - name: c
                      type:
                        kind: Option
                        inner:
                          kind: String
              - name: d
                type:
                  kind: List
                  itemType:
                    kind: Int64
      merge:
        kind: Append
  
  
  ---
  # Block: <hash-2>
  kind: MetadataBlock
  version: 3
  content:
    systemTime: 2050-01-02T03:04:05Z
    sequenceNumber: 0
    event:
      kind: Seed
      datasetId: <did-1>
      datasetKind: Root
  
  
  $ cat > d.ndjson <<'J'
  > {"o":1,"l":[1,2],"lo":["a",null,"c"],"ol":[1.5,null],"ll":[[1],[],[2,3]],"fl":[7,8],"st":{"a":1,"b":{"c":"x"},"d":[1]}}
  > {"o":null,"l":[],"lo":[],"ol":null,"ll":[],"fl":[9,10],"st":{"a":2,"b":{"c":null},"d":[]}}
  > {"l":[3],"lo":[null],"ll":[[]],"fl":[0,0],"st":{"a":3,"d":[]}}
  > J
  $ err K ingest nested d.ndjson
  Dataset updated
  $ kamu inspect schema nested
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
  - name: o
    type:
      kind: Option
      inner:
        kind: Int64
  - name: l
    type:
      kind: List
      itemType:
        kind: Int64
  - name: lo
    type:
      kind: List
      itemType:
        kind: Option
        inner:
          kind: String
  - name: ol
    type:
      kind: Option
      inner:
        kind: List
        itemType:
          kind: Option
          inner:
            kind: Float64
  - name: ll
    type:
      kind: List
      itemType:
        kind: List
        itemType:
          kind: Int32
  - name: fl
    type:
      kind: List
      itemType:
        kind: Int64
      fixedLength: 2
  - name: st
    type:
      kind: Struct
      fields:
      - name: a
        type:
          kind: Int64
      - name: b
        type:
          kind: Option
          inner:
            kind: Struct
            fields:
            - name: c
              type:
                kind: Option
                inner:
                  kind: String
      - name: d
        type:
          kind: List
          itemType:
            kind: Int64
  $ kamu inspect schema nested -o parquet
  message arrow_schema {
    REQUIRED INT64 offset;
    REQUIRED INT32 op;
    REQUIRED INT64 system_time (TIMESTAMP(MILLIS,true));
    REQUIRED INT64 event_time (TIMESTAMP(MILLIS,true));
    OPTIONAL INT64 o;
    REQUIRED group l (LIST) {
      REPEATED group list {
        REQUIRED INT64 item;
      }
    }
    REQUIRED group lo (LIST) {
      REPEATED group list {
        OPTIONAL BYTE_ARRAY item (STRING);
      }
    }
    OPTIONAL group ol (LIST) {
      REPEATED group list {
        OPTIONAL DOUBLE item;
      }
    }
    REQUIRED group ll (LIST) {
      REPEATED group list {
        REQUIRED group item (LIST) {
          REPEATED group list {
            REQUIRED INT32 item;
          }
        }
      }
    }
    REQUIRED group fl (LIST) {
      REPEATED group list {
        REQUIRED INT64 item;
      }
    }
    REQUIRED group st {
      REQUIRED INT64 a;
      OPTIONAL group b {
        OPTIONAL BYTE_ARRAY c (STRING);
      }
      REQUIRED group d (LIST) {
        REPEATED group list {
          REQUIRED INT64 item;
        }
      }
    }
  }
  $ fmts nested
  == table
  ┌────────┬────┬──────────────────────┬──────────────────────┬───┬────────┬──────────┬─────────┬───────────────────┬─────────┬───────────────────────────┐
  │ offset │ op │     system_time      │      event_time      │ o │   l    │    lo    │   ol    │        ll         │   fl    │            st             │
  ├────────┼────┼──────────────────────┼──────────────────────┼───┼────────┼──────────┼─────────┼───────────────────┼─────────┼───────────────────────────┤
  │      0 │ +A │ 2050-01-02T03:04:05Z │ 2050-01-02T03:04:05Z │ 1 │ [1, 2] │ [a, , c] │ [1.5, ] │ [[1], [], [2, 3]] │  [7, 8] │ {a: 1, b: {c: x}, d: [1]} │
  │      1 │ +A │ 2050-01-02T03:04:05Z │ 2050-01-02T03:04:05Z │   │     [] │       [] │         │                [] │ [9, 10] │   {a: 2, b: {c: }, d: []} │
  │      2 │ +A │ 2050-01-02T03:04:05Z │ 2050-01-02T03:04:05Z │   │    [3] │       [] │         │              [[]] │  [0, 0] │        {a: 3, b: , d: []} │
  └────────┴────┴──────────────────────┴──────────────────────┴───┴────────┴──────────┴─────────┴───────────────────┴─────────┴───────────────────────────┘
  
  == csv
  offset,op,system_time,event_time,o,l,lo,ol,ll,fl,st
  0,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,1,"[1,2]","[""a"",null,""c""]","[1.5,null]","[[1],[],[2,3]]","[7,8]","{""a"":1,""b"":{""c"":""x""},""d"":[1]}"
  1,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,,[],[],,[],"[9,10]","{""a"":2,""b"":{""c"":null},""d"":[]}"
  2,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,,[3],[null],,[[]],"[0,0]","{""a"":3,""b"":null,""d"":[]}"
  == json
  [{"offset":0,"op":0,"system_time":"2050-01-02T03:04:05Z","event_time":"2050-01-02T03:04:05Z","o":1,"l":[1,2],"lo":["a",null,"c"],"ol":[1.5,null],"ll":[[1],[],[2,3]],"fl":[7,8],"st":{"a":1,"b":{"c":"x"},"d":[1]}},{"offset":1,"op":0,"system_time":"2050-01-02T03:04:05Z","event_time":"2050-01-02T03:04:05Z","o":null,"l":[],"lo":[],"ol":null,"ll":[],"fl":[9,10],"st":{"a":2,"b":{"c":null},"d":[]}},{"offset":2,"op":0,"system_time":"2050-01-02T03:04:05Z","event_time":"2050-01-02T03:04:05Z","o":null,"l":[3],"lo":[null],"ol":null,"ll":[[]],"fl":[0,0],"st":{"a":3,"b":null,"d":[]}}]
  == ndjson
  {"offset":0,"op":0,"system_time":"2050-01-02T03:04:05Z","event_time":"2050-01-02T03:04:05Z","o":1,"l":[1,2],"lo":["a",null,"c"],"ol":[1.5,null],"ll":[[1],[],[2,3]],"fl":[7,8],"st":{"a":1,"b":{"c":"x"},"d":[1]}}
  {"offset":1,"op":0,"system_time":"2050-01-02T03:04:05Z","event_time":"2050-01-02T03:04:05Z","o":null,"l":[],"lo":[],"ol":null,"ll":[],"fl":[9,10],"st":{"a":2,"b":{"c":null},"d":[]}}
  {"offset":2,"op":0,"system_time":"2050-01-02T03:04:05Z","event_time":"2050-01-02T03:04:05Z","o":null,"l":[3],"lo":[null],"ol":null,"ll":[[]],"fl":[0,0],"st":{"a":3,"b":null,"d":[]}}
  == json-aoa
  [[0,0,"2050-01-02T03:04:05Z","2050-01-02T03:04:05Z",1,[1,2],["a",null,"c"],[1.5,null],[[1],[],[2,3]],[7,8],[1,["x"],[1]]],[1,0,"2050-01-02T03:04:05Z","2050-01-02T03:04:05Z",null,[],[],null,[],[9,10],[2,[null],[]]],[2,0,"2050-01-02T03:04:05Z","2050-01-02T03:04:05Z",null,[3],[null],null,[[]],[0,0],[3,null,[]]]]
  == json-soa
  {"offset":[0,1,2],"op":[0,0,0],"system_time":["2050-01-02T03:04:05Z","2050-01-02T03:04:05Z","2050-01-02T03:04:05Z"],"event_time":["2050-01-02T03:04:05Z","2050-01-02T03:04:05Z","2050-01-02T03:04:05Z"],"o":[1,null,null],"l":[[1,2],[],[3]],"lo":[["a",null,"c"],[],[null]],"ol":[[1.5,null],null,null],"ll":[[[1],[],[2,3]],[],[[]]],"fl":[[7,8],[9,10],[0,0]],"st":[{"a":1,"b":{"c":"x"},"d":[1]},{"a":2,"b":{"c":null},"d":[]},{"a":3,"b":null,"d":[]}]}
  $ slice nested
  required group field_id=-1 arrow_schema {
    required int64 field_id=-1 offset;
    required int32 field_id=-1 op;
    required int64 field_id=-1 system_time (Timestamp(isAdjustedToUTC=true, timeUnit=milliseconds, is_from_converted_type=false, force_set_converted_type=false));
    required int64 field_id=-1 event_time (Timestamp(isAdjustedToUTC=true, timeUnit=milliseconds, is_from_converted_type=false, force_set_converted_type=false));
    optional int64 field_id=-1 o;
    required group field_id=-1 l (List) {
      repeated group field_id=-1 list {
        required int64 field_id=-1 item;
      }
    }
    required group field_id=-1 lo (List) {
      repeated group field_id=-1 list {
        optional binary field_id=-1 item (String);
      }
    }
    optional group field_id=-1 ol (List) {
      repeated group field_id=-1 list {
        optional double field_id=-1 item;
      }
    }
    required group field_id=-1 ll (List) {
      repeated group field_id=-1 list {
        required group field_id=-1 item (List) {
          repeated group field_id=-1 list {
            required int32 field_id=-1 item;
          }
        }
      }
    }
    required group field_id=-1 fl (List) {
      repeated group field_id=-1 list {
        required int64 field_id=-1 item;
      }
    }
    required group field_id=-1 st {
      required int64 field_id=-1 a;
      optional group field_id=-1 b {
        optional binary field_id=-1 c (String);
      }
      required group field_id=-1 d (List) {
        repeated group field_id=-1 list {
          required int64 field_id=-1 item;
        }
      }
    }
  }
  {"offset": 0, "op": 0, "system_time": "2050-01-02T03:04:05+00:00", "event_time": "2050-01-02T03:04:05+00:00", "o": 1, "l": [1, 2], "lo": ["a", null, "c"], "ol": [1.5, null], "ll": [[1], [], [2, 3]], "fl": [7, 8], "st": {"a": 1, "b": {"c": "x"}, "d": [1]}}
  {"offset": 1, "op": 0, "system_time": "2050-01-02T03:04:05+00:00", "event_time": "2050-01-02T03:04:05+00:00", "o": null, "l": [], "lo": [], "ol": null, "ll": [], "fl": [9, 10], "st": {"a": 2, "b": {"c": null}, "d": []}}
  {"offset": 2, "op": 0, "system_time": "2050-01-02T03:04:05+00:00", "event_time": "2050-01-02T03:04:05+00:00", "o": null, "l": [3], "lo": [null], "ol": null, "ll": [[]], "fl": [0, 0], "st": {"a": 3, "b": null, "d": []}}
  $ err K ingest nested d.ndjson
  Dataset updated
