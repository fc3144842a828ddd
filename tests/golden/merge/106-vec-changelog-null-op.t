ChangelogStream: NULL operation codes.

  $ . "$KAMU_LIB"; ws
  $ . "$(dirname "$KAMU_LIB")/lib-readers.sh"

Vector d-changelog-null-op: NULL op: stored as is when the schema allows it.

  $ src default "$(rd NdJson 'op: Int32?; event_time: Timestamp?; city: String?; population: Int64?')" '{kind: ChangelogStream, primaryKey: [city]}' | root a
  $ NOW=2030-01-01T00:00:00Z feed a <<'D'
  > {"op": 0, "event_time": "2020-01-01T00:00:00Z", "city": "A", "population": 1}
  > {"op": null, "event_time": "2020-01-01T00:00:00Z", "city": "A", "population": 2}
  > D
  Error: Operation code is null
    at: in, record 2
    field: op
    expected: 0 (+A), 1 (-R), 2 (-C) or 3 (+C)
  
  [1]
  $ slice a
  Error: DataSlice not found
  [1]
  $ chain a
  ---
  # Block: <hash-1>
  kind: MetadataBlock
  version: 3
  content:
    systemTime: 2000-01-01T00:00:00Z
    prevBlockHash: <hash-2>
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
              kind: Option
              inner:
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
        kind: ChangelogStream
        primaryKey:
        - city
  
  
  ---
  # Block: <hash-2>
  kind: MetadataBlock
  version: 3
  content:
    systemTime: 2000-01-01T00:00:00Z
    sequenceNumber: 0
    event:
      kind: Seed
      datasetId: <did-1>
      datasetKind: Root
  
  

Vector d-changelog-null-op-predefined-schema: NULL op with a predefined schema (op required).

  $ { src default "$(rd NdJson 'op: Int32?; event_time: Timestamp?; city: String?; population: Int64?')" '{kind: ChangelogStream, primaryKey: [city]}'
  >   dschema 'offset: Int64; op: Int32; system_time: Timestamp; event_time: Timestamp; city: String?; population: Int64?'; } | root b

The vector says: ExecutionError.

  $ NOW=2030-01-01T00:00:00Z feed b <<'D'
  > {"op": null, "event_time": "2020-01-01T00:00:00Z", "city": "A", "population": 2}
  > D
  Error: Operation code is null
    at: in, record 1
    field: op
    expected: 0 (+A), 1 (-R), 2 (-C) or 3 (+C)
  
  [1]
  $ chain b
  ---
  # Block: <hash-1>
  kind: MetadataBlock
  version: 3
  content:
    systemTime: 2000-01-01T00:00:00Z
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
        - name: event_time
          type:
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
              kind: Option
              inner:
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
        kind: ChangelogStream
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
  
  
