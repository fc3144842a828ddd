SetDataSchema in the snapshot: known schema before any data.

  $ . "$KAMU_LIB"; ws
  $ snap pre <<'Y' | K add --stdin
  > - kind: SetDataSchema
  >   schema:
  >     fields:
  >       - {name: offset, type: Int64}
  >       - {name: op, type: Int32}
  >       - {name: system_time, type: Timestamp}
  >       - {name: event_time, type: {kind: Timestamp, unit: Millisecond, timezone: UTC}}
  >       - name: city
  >         type: String
  >         extra:
  >           opendatafabric.org/description: Name of the city
  >       - {name: population, type: {kind: Option, inner: Int64}}
  >     extra:
  >       example.com/note: {a: 1, b: [x, y]}
  > Y
  Added: pre
  Added 1 dataset(s)
  $ chain pre
  ---
  # Block: <hash-1>
  kind: MetadataBlock
  version: 3
  content:
    systemTime: 2050-01-02T03:04:05Z
    prevBlockHash: <hash-2>
    sequenceNumber: 1
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
        - name: event_time
          type:
            kind: Timestamp
            unit: Millisecond
            timezone: UTC
        - name: city
          type:
            kind: String
          extra:
            opendatafabric.org/description: Name of the city
        - name: population
          type:
            kind: Option
            inner:
              kind: Int64
        extra:
          example.com/note:
            a: 1
            b:
            - x
            - y
  
  
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
  
  
  $ kamu log pre | norm
  Block #1: <hash-1>
  SystemTime: 2050-01-02T03:04:05Z
  Kind: SetDataSchema
  Schema:
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
    - name: event_time
      type:
        kind: Timestamp
        unit: Millisecond
        timezone: UTC
    - name: city
      type:
        kind: String
      extra:
        opendatafabric.org/description: Name of the city
    - name: population
      type:
        kind: Option
        inner:
          kind: Int64
    extra:
      example.com/note:
        a: 1
        b:
        - x
        - y
  
  Block #0: <hash-2>
  SystemTime: 2050-01-02T03:04:05Z
  Kind: Seed
  DatasetKind: Root
  DatasetID: <did-1>
  
  $ kamu inspect schema pre
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
  - name: event_time
    type:
      kind: Timestamp
      unit: Millisecond
      timezone: UTC
  - name: city
    type:
      kind: String
    extra:
      opendatafabric.org/description: Name of the city
  - name: population
    type:
      kind: Option
      inner:
        kind: Int64
  extra:
    example.com/note:
      a: 1
      b:
      - x
      - y
  $ fmts pre
  == table
  ┌────────┬────┬─────────────┬────────────┬──────┬────────────┐
  │ offset │ op │ system_time │ event_time │ city │ population │
  ├────────┼────┼─────────────┼────────────┼──────┼────────────┤
  │        │    │             │            │      │            │
  └────────┴────┴─────────────┴────────────┴──────┴────────────┘
  
  == csv
  
  == json
  []
  == ndjson
  
  == json-aoa
  []
  == json-soa
  {}
  $ kamu sql -c 'select * from pre' -o table
  Error: `kamu sql` comes with a later release of this program
    hint: kamu-cli 0.265.0 can be run on the same workspace meanwhile
  
  [1]
  $ kamu list -o json; echo
  [{"Name":"pre","Kind":"Root","Pulled":null,"Records":0,"Size":0}]
