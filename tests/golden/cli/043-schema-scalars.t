read.schema with every scalar ODF type: manifest, chain, one row, dataset schema.

  $ . "$KAMU_LIB"; ws
  $ snap scalars <<'Y' | K add --stdin
  > - kind: AddPushSource
  >   sourceName: default
  >   read:
  >     kind: NdJson
  >     schema:
  >       fields:
  >         - {name: b, type: Bool}
  >         - {name: i8, type: Int8}
  >         - {name: i16, type: Int16}
  >         - {name: i32, type: Int32}
  >         - {name: i64, type: Int64}
  >         - {name: u8, type: UInt8}
  >         - {name: u16, type: UInt16}
  >         - {name: u32, type: UInt32}
  >         - {name: u64, type: UInt64}
  >         - {name: f32, type: Float32}
  >         - {name: f64, type: Float64}
  >         - {name: s, type: String}
  >         - {name: bin, type: Binary}
  >         - {name: fix, type: {kind: Binary, fixedLength: 2}}
  >         - {name: d, type: Date}
  >         - {name: dec, type: {kind: Decimal, precision: 10, scale: 2}}
  >         - {name: t, type: Time}
  >         - {name: t_us, type: {kind: Time, unit: Microsecond}}
  >         - {name: ts, type: Timestamp}
  >         - {name: ts_s, type: {kind: Timestamp, unit: Second, timezone: Europe/Paris}}
  >         - {name: ts_ns, type: {kind: Timestamp, unit: Nanosecond, timezone: UTC}}
  >   merge: {kind: Append}
  > Y
  Added: scalars
  Added 1 dataset(s)
  $ chain scalars
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
          - name: b
            type:
              kind: Bool
          - name: i8
            type:
              kind: Int8
          - name: i16
            type:
              kind: Int16
          - name: i32
            type:
              kind: Int32
          - name: i64
            type:
              kind: Int64
          - name: u8
            type:
              kind: UInt8
          - name: u16
            type:
              kind: UInt16
          - name: u32
            type:
              kind: UInt32
          - name: u64
            type:
              kind: UInt64
          - name: f32
            type:
              kind: Float32
          - name: f64
            type:
              kind: Float64
          - name: s
            type:
              kind: String
          - name: bin
            type:
              kind: Binary
          - name: fix
            type:
              kind: Binary
              fixedLength: 2
          - name: d
            type:
              kind: Date
          - name: dec
            type:
              kind: Decimal
              precision: 10
              scale: 2
          - name: t
            type:
              kind: Time
          - name: t_us
            type:
              kind: Time
              unit: Microsecond
          - name: ts
            type:
              kind: Timestamp
          - name: ts_s
            type:
              kind: Timestamp
              unit: Second
              timezone: Europe/Paris
          - name: ts_ns
            type:
              kind: Timestamp
              unit: Nanosecond
              timezone: UTC
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
  
  
  $ echo '{"b":true,"i8":-1,"i16":-1,"i32":-1,"i64":-1,"u8":1,"u16":1,"u32":1,"u64":1,"f32":0.5,"f64":0.5,"s":"x","bin":"00ff","fix":"0a0B","d":"2020-01-02","dec":"1.25","t":"01:02:03.004","t_us":"01:02:03.000005","ts":"2020-01-02T03:04:05.678Z","ts_s":"2020-01-02T03:04:05","ts_ns":"2020-01-02T03:04:05.123456789Z"}' | ing scalars --stdin
  Dataset updated
  $ kamu inspect schema scalars
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
      kind: Bool
  - name: i8
    type:
      kind: Int8
  - name: i16
    type:
      kind: Int16
  - name: i32
    type:
      kind: Int32
  - name: i64
    type:
      kind: Int64
  - name: u8
    type:
      kind: UInt8
  - name: u16
    type:
      kind: UInt16
  - name: u32
    type:
      kind: UInt32
  - name: u64
    type:
      kind: UInt64
  - name: f32
    type:
      kind: Float32
  - name: f64
    type:
      kind: Float64
  - name: s
    type:
      kind: String
  - name: bin
    type:
      kind: Binary
  - name: fix
    type:
      kind: Binary
      fixedLength: 2
  - name: d
    type:
      kind: Date
  - name: dec
    type:
      kind: Decimal
      precision: 10
      scale: 2
  - name: t
    type:
      kind: Time
      unit: Millisecond
  - name: t_us
    type:
      kind: Time
      unit: Microsecond
  - name: ts
    type:
      kind: Timestamp
      unit: Millisecond
      timezone: UTC
  - name: ts_s
    type:
      kind: Timestamp
      unit: Millisecond
      timezone: UTC
  - name: ts_ns
    type:
      kind: Timestamp
      unit: Millisecond
      timezone: UTC
  $ kamu inspect schema scalars -o parquet
  message arrow_schema {
    REQUIRED INT64 offset;
    REQUIRED INT32 op;
    REQUIRED INT64 system_time (TIMESTAMP(MILLIS,true));
    REQUIRED INT64 event_time (TIMESTAMP(MILLIS,true));
    REQUIRED BOOLEAN b;
    REQUIRED INT32 i8 (INTEGER(8,true));
    REQUIRED INT32 i16 (INTEGER(16,true));
    REQUIRED INT32 i32;
    REQUIRED INT64 i64;
    REQUIRED INT32 u8 (INTEGER(8,false));
    REQUIRED INT32 u16 (INTEGER(16,false));
    REQUIRED INT32 u32 (INTEGER(32,false));
    REQUIRED INT64 u64 (INTEGER(64,false));
    REQUIRED FLOAT f32;
    REQUIRED DOUBLE f64;
    REQUIRED BYTE_ARRAY s (STRING);
    REQUIRED BYTE_ARRAY bin;
    REQUIRED FIXED_LEN_BYTE_ARRAY (2) fix;
    REQUIRED INT32 d (DATE);
    REQUIRED INT64 dec (DECIMAL(10,2));
    REQUIRED INT32 t (TIME(MILLIS,false));
    REQUIRED INT64 t_us (TIME(MICROS,false));
    REQUIRED INT64 ts (TIMESTAMP(MILLIS,true));
    REQUIRED INT64 ts_s (TIMESTAMP(MILLIS,true));
    REQUIRED INT64 ts_ns (TIMESTAMP(MILLIS,true));
  }
  $ fmts scalars
  == table
  ┌────────┬────┬──────────────────────┬──────────────────────┬──────┬────┬─────┬─────┬─────┬────┬─────┬─────┬─────┬─────┬─────┬───┬──────┬──────┬────────────┬──────┬──────────────┬─────────────────┬──────────────────────────┬──────────────────────┬──────────────────────────┐
  │ offset │ op │     system_time      │      event_time      │  b   │ i8 │ i16 │ i32 │ i64 │ u8 │ u16 │ u32 │ u64 │ f32 │ f64 │ s │ bin  │ fix  │     d      │ dec  │      t       │      t_us       │            ts            │         ts_s         │          ts_ns           │
  ├────────┼────┼──────────────────────┼──────────────────────┼──────┼────┼─────┼─────┼─────┼────┼─────┼─────┼─────┼─────┼─────┼───┼──────┼──────┼────────────┼──────┼──────────────┼─────────────────┼──────────────────────────┼──────────────────────┼──────────────────────────┤
  │      0 │ +A │ 2050-01-02T03:04:05Z │ 2050-01-02T03:04:05Z │ true │ -1 │  -1 │  -1 │  -1 │  1 │   1 │   1 │   1 │ 0.5 │ 0.5 │ x │ 00ff │ 0a0b │ 2020-01-02 │ 1.25 │ 01:02:03.004 │ 01:02:03.000005 │ 2020-01-02T03:04:05.678Z │ 2020-01-02T02:04:05Z │ 2020-01-02T03:04:05.123Z │
  └────────┴────┴──────────────────────┴──────────────────────┴──────┴────┴─────┴─────┴─────┴────┴─────┴─────┴─────┴─────┴─────┴───┴──────┴──────┴────────────┴──────┴──────────────┴─────────────────┴──────────────────────────┴──────────────────────┴──────────────────────────┘
  
  == csv
  offset,op,system_time,event_time,b,i8,i16,i32,i64,u8,u16,u32,u64,f32,f64,s,bin,fix,d,dec,t,t_us,ts,ts_s,ts_ns
  0,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,true,-1,-1,-1,-1,1,1,1,1,0.5,0.5,x,00ff,0a0b,2020-01-02,1.25,01:02:03.004,01:02:03.000005,2020-01-02T03:04:05.678Z,2020-01-02T02:04:05Z,2020-01-02T03:04:05.123Z
  == json
  [{"offset":0,"op":0,"system_time":"2050-01-02T03:04:05Z","event_time":"2050-01-02T03:04:05Z","b":true,"i8":-1,"i16":-1,"i32":-1,"i64":-1,"u8":1,"u16":1,"u32":1,"u64":1,"f32":0.5,"f64":0.5,"s":"x","bin":"00ff","fix":"0a0b","d":"2020-01-02","dec":"1.25","t":"01:02:03.004","t_us":"01:02:03.000005","ts":"2020-01-02T03:04:05.678Z","ts_s":"2020-01-02T02:04:05Z","ts_ns":"2020-01-02T03:04:05.123Z"}]
  == ndjson
  {"offset":0,"op":0,"system_time":"2050-01-02T03:04:05Z","event_time":"2050-01-02T03:04:05Z","b":true,"i8":-1,"i16":-1,"i32":-1,"i64":-1,"u8":1,"u16":1,"u32":1,"u64":1,"f32":0.5,"f64":0.5,"s":"x","bin":"00ff","fix":"0a0b","d":"2020-01-02","dec":"1.25","t":"01:02:03.004","t_us":"01:02:03.000005","ts":"2020-01-02T03:04:05.678Z","ts_s":"2020-01-02T02:04:05Z","ts_ns":"2020-01-02T03:04:05.123Z"}
  == json-aoa
  [[0,0,"2050-01-02T03:04:05Z","2050-01-02T03:04:05Z",true,-1,-1,-1,-1,1,1,1,1,0.5,0.5,"x","00ff","0a0b","2020-01-02","1.25","01:02:03.004","01:02:03.000005","2020-01-02T03:04:05.678Z","2020-01-02T02:04:05Z","2020-01-02T03:04:05.123Z"]]
  == json-soa
  {"offset":[0],"op":[0],"system_time":["2050-01-02T03:04:05Z"],"event_time":["2050-01-02T03:04:05Z"],"b":[true],"i8":[-1],"i16":[-1],"i32":[-1],"i64":[-1],"u8":[1],"u16":[1],"u32":[1],"u64":[1],"f32":[0.5],"f64":[0.5],"s":["x"],"bin":["00ff"],"fix":["0a0b"],"d":["2020-01-02"],"dec":["1.25"],"t":["01:02:03.004"],"t_us":["01:02:03.000005"],"ts":["2020-01-02T03:04:05.678Z"],"ts_s":["2020-01-02T02:04:05Z"],"ts_ns":["2020-01-02T03:04:05.123Z"]}

the same row again: is the slice compatible with the schema that was written?

  $ echo '{"b":true,"i8":-1,"i16":-1,"i32":-1,"i64":-1,"u8":1,"u16":1,"u32":1,"u64":1,"f32":0.5,"f64":0.5,"s":"x","bin":"00ff","fix":"0a0B","d":"2020-01-02","dec":"1.25","t":"01:02:03.004","t_us":"01:02:03.000005","ts":"2020-01-02T03:04:05.678Z","ts_s":"2020-01-02T03:04:05","ts_ns":"2020-01-02T03:04:05.123456789Z"}' | err K ingest scalars --stdin
  Dataset updated
