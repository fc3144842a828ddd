UpsertStream: first pushes that add nothing.

  $ . "$KAMU_LIB"; ws
  $ . "$(dirname "$KAMU_LIB")/lib-readers.sh"

Vector d-upsert-first-ingest-only-retracts: First batch holds only retractions: schema is committed, no data.

  $ src default "$(rd NdJson 'op: Int32; event_time: Timestamp?; city: String?; population: Int64?')" '{kind: UpsertStream, primaryKey: [city]}' | root a
  $ NOW=2030-01-01T00:00:00Z feed a <<'D'
  > {"op": 1, "event_time": "2020-01-01T00:00:00Z", "city": "A", "population": 1}
  > D
  Dataset updated
  $ chain a
  ---
  # Block: <hash-1>
  kind: MetadataBlock
  version: 3
  content:
    systemTime: 2030-01-01T00:00:00Z
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
        - name: city
          type:
            kind: Option
            inner:
              kind: String
        - name: population
          type:
            kind: Option
            inner:
              kind: Int64
  
  
  ---
  # Block: <hash-2>
  kind: MetadataBlock
  version: 3
  content:
    systemTime: 2000-01-01T00:00:00Z
    prevBlockHash: <hash-3>
    sequenceNumber: 1
    event:
      kind: AddPushSource
      sourceName: default
      read:
        kind: NdJson
        schema:
          fields:
          - name: op
            type:
              kind: Int32
          - name: event_time
            type:
              kind: Option
              inner:
                kind: Timestamp
          - name: city
            type:
              kind: Option
              inner:
                kind: String
          - name: population
            type:
              kind: Option
              inner:
                kind: Int64
      merge:
        kind: UpsertStream
        primaryKey:
        - city
  
  
  ---
  # Block: <hash-3>
  kind: MetadataBlock
  version: 3
  content:
    systemTime: 2000-01-01T00:00:00Z
    sequenceNumber: 0
    event:
      kind: Seed
      datasetId: <did-1>
      datasetKind: Root
  
  

Vector d-upsert-key-only: Rows of only key columns and no event time column are never ingested, not even the first time.
Note: Defect: for an unmatched row every compared column is compared with NULL; when all of them are NULL the row looks unchanged and is filtered out.

  $ src default "$(rd NdJson 'city: String')" '{kind: UpsertStream, primaryKey: [city]}' | root b
  $ NOW=2030-01-01T00:00:00Z feed b --event-time 2020-01-01T00:00:00Z <<'D'
  > {"city": "A"}
  > {"city": "B"}
  > D
  Dataset updated
  $ chain b
  ---
  # Block: <hash-1>
  kind: MetadataBlock
  version: 3
  content:
    systemTime: 2030-01-01T00:00:00Z
    prevBlockHash: <hash-2>
    sequenceNumber: 3
    event:
      kind: AddData
      newData:
        logicalHash: f9680c00120a71c8d8aae88513ec9a2888a261b04a7971169254e13358a710e8d91450feef8
        physicalHash: <hash-3>
        offsetInterval:
          start: 0
          end: 1
        size: <size>
      newWatermark: 2020-01-01T00:00:00Z
  
  
  ---
  # Block: <hash-2>
  kind: MetadataBlock
  version: 3
  content:
    systemTime: 2030-01-01T00:00:00Z
    prevBlockHash: <hash-4>
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
        - name: city
          type:
            kind: String
  
  
  ---
  # Block: <hash-4>
  kind: MetadataBlock
  version: 3
  content:
    systemTime: 2000-01-01T00:00:00Z
    prevBlockHash: <hash-5>
    sequenceNumber: 1
    event:
      kind: AddPushSource
      sourceName: default
      read:
        kind: NdJson
        schema:
          fields:
          - name: city
            type:
              kind: String
      merge:
        kind: UpsertStream
        primaryKey:
        - city
  
  
  ---
  # Block: <hash-5>
  kind: MetadataBlock
  version: 3
  content:
    systemTime: 2000-01-01T00:00:00Z
    sequenceNumber: 0
    event:
      kind: Seed
      datasetId: <did-1>
      datasetKind: Root
  
  
