NULL in a required column of a changed row.

  $ . "$KAMU_LIB"; ws
  $ . "$(dirname "$KAMU_LIB")/lib-readers.sh"

Vector d-snapshot-required-null: NULL in a required column of a changed row.

  $ { src default "$(rd NdJson 'city: String; population: Int64')" '{kind: Snapshot, primaryKey: [city]}'
  >   src default2 "$(rd NdJson 'city: String; population: Int64?')" '{kind: Snapshot, primaryKey: [city]}'; } | root a
  $ NOW=2030-01-01T00:00:00Z feed a --source-name default --event-time 2020-01-01T00:00:00Z <<'D'
  > {"city": "A", "population": 1}
  > D
  Dataset updated
  $ slice a
  required group field_id=-1 arrow_schema {
    required int64 field_id=-1 offset;
    required int32 field_id=-1 op;
    required int64 field_id=-1 system_time (Timestamp(isAdjustedToUTC=true, timeUnit=milliseconds, is_from_converted_type=false, force_set_converted_type=false));
    required int64 field_id=-1 event_time (Timestamp(isAdjustedToUTC=true, timeUnit=milliseconds, is_from_converted_type=false, force_set_converted_type=false));
    required binary field_id=-1 city (String);
    required int64 field_id=-1 population;
  }
  {"offset": 0, "op": 0, "system_time": "2030-01-01T00:00:00+00:00", "event_time": "2020-01-01T00:00:00+00:00", "city": "A", "population": 1}

The vector says: ExecutionError.

  $ NOW=2030-01-02T00:00:00Z feed a --source-name default2 --event-time 2020-01-02T00:00:00Z <<'D'
  > {"city": "A", "population": null}
  > D
  Error: Column `population` contains 1 null values while none were expected
    in: in
    expected: a value: the dataset's schema requires one
  
  [1]
  $ chain a
  ---
  # Block: <hash-1>
  kind: MetadataBlock
  version: 3
  content:
    systemTime: 2030-01-01T00:00:00Z
    prevBlockHash: <hash-2>
    sequenceNumber: 4
    event:
      kind: AddData
      newData:
        logicalHash: f9680c00120c9607b5252f5252d352a4a787238fa90a493abe2da3867b740cab5d13ff96137
        physicalHash: <hash-3>
        offsetInterval:
          start: 0
          end: 0
        size: <size>
      newWatermark: 2020-01-01T00:00:00Z
  
  
  ---
  # Block: <hash-2>
  kind: MetadataBlock
  version: 3
  content:
    systemTime: 2030-01-01T00:00:00Z
    prevBlockHash: <hash-4>
    sequenceNumber: 3
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
        - name: population
          type:
            kind: Int64
  
  
  ---
  # Block: <hash-4>
  kind: MetadataBlock
  version: 3
  content:
    systemTime: 2000-01-01T00:00:00Z
    prevBlockHash: <hash-5>
    sequenceNumber: 2
    event:
      kind: AddPushSource
      sourceName: default2
      read:
        kind: NdJson
        schema:
          fields:
          - name: city
            type:
              kind: String
          - name: population
            type:
              kind: Option
              inner:
                kind: Int64
      merge:
        kind: Snapshot
        primaryKey:
        - city
  
  
  ---
  # Block: <hash-5>
  kind: MetadataBlock
  version: 3
  content:
    systemTime: 2000-01-01T00:00:00Z
    prevBlockHash: <hash-6>
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
          - name: population
            type:
              kind: Int64
      merge:
        kind: Snapshot
        primaryKey:
        - city
  
  
  ---
  # Block: <hash-6>
  kind: MetadataBlock
  version: 3
  content:
    systemTime: 2000-01-01T00:00:00Z
    sequenceNumber: 0
    event:
      kind: Seed
      datasetId: <did-1>
      datasetKind: Root
  
  
