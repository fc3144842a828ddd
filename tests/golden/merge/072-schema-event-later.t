A SetDataSchema event between pushes (GraphQL): attributes, a new optional column, forbidden changes.

  $ . "$KAMU_LIB"; ws
  $ . "$(dirname "$KAMU_LIB")/lib-readers.sh"
  $ led a k 'k: String; v: Int64?'
  $ feed a <<< '{"k": "a", "v": 1}'
  Dataset updated
  $ dschema "$SYS; k: String; v: Int64?" | sed 's/^- //' | commit a
  refused
  $ dschema "$SYS; k: String; v: Int64" | sed 's/^- //' | commit a
  refused
  $ dschema "$SYS; k: String; v: String?" | sed 's/^- //' | commit a
  refused
  $ dschema "$SYS; v: Int64?; k: String" | sed 's/^- //' | commit a
  committed
  $ feed a <<< '{"k": "b", "v": 1}'
  Dataset updated
  $ dschema "$SYS; k: String; v: Int64?; w: String?" | sed 's/^- //' | commit a
  committed
  $ feed a <<< '{"k": "b", "v": 1}'
  Dataset up-to-date
  $ src default "$(rd NdJson 'k: String; v: Int64?; w: String?')" '{kind: Ledger, primaryKey: [k]}' | sed 's/^- //' | commit a
  committed
  $ feed a <<< '{"k": "b", "v": 1, "w": "x"}'
  Dataset up-to-date
  $ rows a
  offset,op,system_time,event_time,k,v,w
  0,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,a,1,
  1,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,b,1,
  $ chain a
  ---
  # Block: <hash-1>
  kind: MetadataBlock
  version: 3
  content:
    systemTime: 2050-01-02T03:04:05Z
    prevBlockHash: <hash-2>
    sequenceNumber: 7
    event:
      kind: AddPushSource
      sourceName: default
      read:
        kind: NdJson
        schema:
          fields:
          - name: k
            type:
              kind: String
          - name: v
            type:
              kind: Option
              inner:
                kind: Int64
          - name: w
            type:
              kind: Option
              inner:
                kind: String
      merge:
        kind: Ledger
        primaryKey:
        - k
  
  
  ---
  # Block: <hash-2>
  kind: MetadataBlock
  version: 3
  content:
    systemTime: 2050-01-02T03:04:05Z
    prevBlockHash: <hash-3>
    sequenceNumber: 6
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
        - name: k
          type:
            kind: String
        - name: v
          type:
            kind: Option
            inner:
              kind: Int64
        - name: w
          type:
            kind: Option
            inner:
              kind: String
  
  
  ---
  # Block: <hash-3>
  kind: MetadataBlock
  version: 3
  content:
    systemTime: 2050-01-02T03:04:05Z
    prevBlockHash: <hash-4>
    sequenceNumber: 5
    event:
      kind: AddData
      prevOffset: 0
      newData:
        logicalHash: f9680c00120c240d83e5bb303ad88b99ae69703fba67bb7f17e7cf713013bd349edc5d386e3
        physicalHash: <hash-5>
        offsetInterval:
          start: 1
          end: 1
        size: <size>
      newWatermark: 2050-01-02T03:04:05Z
  
  
  ---
  # Block: <hash-4>
  kind: MetadataBlock
  version: 3
  content:
    systemTime: 2050-01-02T03:04:05Z
    prevBlockHash: <hash-6>
    sequenceNumber: 4
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
        - name: v
          type:
            kind: Option
            inner:
              kind: Int64
        - name: k
          type:
            kind: String
  
  
  ---
  # Block: <hash-6>
  kind: MetadataBlock
  version: 3
  content:
    systemTime: 2050-01-02T03:04:05Z
    prevBlockHash: <hash-7>
    sequenceNumber: 3
    event:
      kind: AddData
      newData:
        logicalHash: f9680c001204fd662e25af1463742707c65b4239aba5211a70a2563ead3323975f5a930678c
        physicalHash: <hash-8>
        offsetInterval:
          start: 0
          end: 0
        size: <size>
      newWatermark: 2050-01-02T03:04:05Z
  
  
  ---
  # Block: <hash-7>
  kind: MetadataBlock
  version: 3
  content:
    systemTime: 2050-01-02T03:04:05Z
    prevBlockHash: <hash-9>
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
        - name: k
          type:
            kind: String
        - name: v
          type:
            kind: Option
            inner:
              kind: Int64
  
  
  ---
  # Block: <hash-9>
  kind: MetadataBlock
  version: 3
  content:
    systemTime: 2000-01-01T00:00:00Z
    prevBlockHash: <hash-10>
    sequenceNumber: 1
    event:
      kind: AddPushSource
      sourceName: default
      read:
        kind: NdJson
        schema:
          fields:
          - name: k
            type:
              kind: String
          - name: v
            type:
              kind: Option
              inner:
                kind: Int64
      merge:
        kind: Ledger
        primaryKey:
        - k
  
  
  ---
  # Block: <hash-10>
  kind: MetadataBlock
  version: 3
  content:
    systemTime: 2000-01-01T00:00:00Z
    sequenceNumber: 0
    event:
      kind: Seed
      datasetId: <did-1>
      datasetKind: Root
  
  
