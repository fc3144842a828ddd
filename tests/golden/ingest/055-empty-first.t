The first push is empty: with a schema, without, header only, blank lines.

  $ . "$KAMU_LIB"; ws
  $ push_ds a '{kind: NdJson, schema: {fields: [{name: v, type: Int64}]}}' '{kind: Append}'; : > e; ing a e; kinds a; chain a; kamu inspect schema a -o parquet; fmts a
  Dataset updated
  Seed AddPushSource SetDataSchema
  ---
  # Block: <hash-1>
  kind: MetadataBlock
  version: 3
  content:
    systemTime: 2050-01-02T03:04:05Z
    prevBlockHash: <hash-2>
    sequenceNumber: 2
    event:
      kind: SetDataSchema
      schema:
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
        - name: v
          type:
            kind: Int64
  
  
  ---
  # Block: <hash-2>
  kind: MetadataBlock
  version: 3
  content:
    systemTime: 2050-01-02T03:04:05Z
    prevBlockHash: <hash-3>
    sequenceNumber: 1
    event:
      kind: AddPushSource
      sourceName: default
      read:
        kind: NdJson
        schema:
          fields:
          - name: v
            type:
              kind: Int64
      merge:
        kind: Append
  
  
  ---
  # Block: <hash-3>
  kind: MetadataBlock
  version: 3
  content:
    systemTime: 2050-01-02T03:04:05Z
    sequenceNumber: 0
    event:
      kind: Seed
      datasetId: <did-1>
      datasetKind: Root
  
  
  message arrow_schema {
    REQUIRED INT64 offset;
    REQUIRED INT32 op;
    REQUIRED INT64 system_time (TIMESTAMP(MILLIS,true));
    REQUIRED INT64 event_time (TIMESTAMP(MILLIS,true));
    REQUIRED INT64 v;
  }
  == table
  ┌────────┬────┬─────────────┬────────────┬───┐
  │ offset │ op │ system_time │ event_time │ v │
  ├────────┼────┼─────────────┼────────────┼───┤
  │        │    │             │            │   │
  └────────┴────┴─────────────┴────────────┴───┘
  
  == csv
  
  == json
  []
  == ndjson
  
  == json-aoa
  []
  == json-soa
  {}
  $ ing a e; echo '{"v": 1}' | ing a --stdin; rows a; ing a e; kinds a; marks a
  Dataset up-to-date
  Dataset updated
  offset,op,system_time,event_time,v
  0,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,1
  Dataset up-to-date
  Seed AddPushSource SetDataSchema AddData
  start=0 end=0 newWatermark=2050-01-02T03:04:05Z
  $ push_ds b '{kind: NdJson}' '{kind: Append}'; ing b e; kinds b
  Dataset up-to-date
  Seed AddPushSource
  $ push_ds c '{kind: NdJson, ddlSchema: [v BIGINT]}' '{kind: Append}'; ing c e; kinds c; kamu inspect schema c -o parquet
  Dataset updated
  Seed AddPushSource SetDataSchema
  message arrow_schema {
    REQUIRED INT64 offset;
    REQUIRED INT32 op;
    REQUIRED INT64 system_time (TIMESTAMP(MILLIS,true));
    REQUIRED INT64 event_time (TIMESTAMP(MILLIS,true));
    OPTIONAL INT64 v;
  }
  $ push_ds d '{kind: Csv, header: true, schema: {fields: [{name: v, type: Int64}]}}' '{kind: Append}'; echo v | ing d --stdin; kinds d; echo v | ing d --stdin; printf 'v\n1\n' | ing d --stdin; rows d
  Dataset updated
  Seed AddPushSource SetDataSchema
  Dataset up-to-date
  Dataset updated
  offset,op,system_time,event_time,v
  0,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,1
  $ push_ds f '{kind: Csv, header: true}' '{kind: Append}'; err K ingest f e; echo v,w | err K ingest f --stdin; kinds f; kamu inspect schema f
  Dataset up-to-date
  Dataset up-to-date
  Seed AddPushSource
  Warning: Dataset schema is not yet available: f
  $ push_ds g '{kind: Json, schema: {fields: [{name: v, type: Int64}]}}' '{kind: Append}'; echo '[]' | err K ingest g --stdin; kinds g
  Dataset updated
  Seed AddPushSource SetDataSchema
  $ kamu verify a; kamu list -w -o csv | norm | sed -E 's/^[^,]*,//; s/,[0-9]+,([^,]*)$/,<size>,\1/'; echo
  1 dataset(s) are valid
  Name,Kind,Head,Pulled,Records,Blocks,Size,Watermark
  a,Root,<hash-1>,2050-01-02T03:04:05Z,1,4,<size>,2050-01-02T03:04:05Z
  b,Root,<hash-2>,,0,2,<size>,
  c,Root,<hash-3>,,0,3,<size>,
  d,Root,<hash-4>,2050-01-02T03:04:05Z,1,4,<size>,2050-01-02T03:04:05Z
  f,Root,<hash-5>,,0,2,<size>,
  g,Root,<hash-6>,,0,3,<size>,
