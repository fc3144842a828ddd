-C (2) and unknown codes in the input count as upserts.

  $ . "$KAMU_LIB"; ws
  $ . "$(dirname "$KAMU_LIB")/lib-readers.sh"

Vector d-upsert-correct-from-is-upsert: -C (2) and unknown codes in the input count as upserts.

  $ src default "$(rd NdJson 'op: Int32; event_time: Timestamp?; city: String?; population: Int64?')" '{kind: UpsertStream, primaryKey: [city]}' | root a
  $ NOW=2030-01-01T00:00:00Z feed a <<'D'
  > {"op": 2, "event_time": "2020-01-01T00:00:00Z", "city": "A", "population": 1}
  > {"op": 9, "event_time": "2020-01-01T00:00:00Z", "city": "B", "population": 1}
  > D
  Error: Invalid operation code
    at: in, record 2
    field: op
    found: 9
    expected: 0 (+A), 1 (-R), 2 (-C) or 3 (+C)
  
  [1]
  $ slice a
  Error: DataSlice not found
  [1]

-C listed last wins, although it carries an old value.

  $ NOW=2030-01-02T00:00:00Z feed a <<'D'
  > {"op": 3, "event_time": "2020-01-01T00:00:00Z", "city": "A", "population": 3}
  > {"op": 2, "event_time": "2020-01-01T00:00:00Z", "city": "A", "population": 2}
  > D
  Dataset updated
  $ slice a
  required group field_id=-1 arrow_schema {
    required int64 field_id=-1 offset;
    required int32 field_id=-1 op;
    required int64 field_id=-1 system_time (Timestamp(isAdjustedToUTC=true, timeUnit=milliseconds, is_from_converted_type=false, force_set_converted_type=false));
    required int64 field_id=-1 event_time (Timestamp(isAdjustedToUTC=true, timeUnit=milliseconds, is_from_converted_type=false, force_set_converted_type=false));
    optional binary field_id=-1 city (String);
    optional int64 field_id=-1 population;
  }
  {"offset": 0, "op": 0, "system_time": "2030-01-02T00:00:00+00:00", "event_time": "2020-01-01T00:00:00+00:00", "city": "A", "population": 2}
  $ chain a
  ---
  # Block: <hash-1>
  kind: MetadataBlock
  version: 3
  content:
    systemTime: 2030-01-02T00:00:00Z
    prevBlockHash: <hash-2>
    sequenceNumber: 3
    event:
      kind: AddData
      newData:
        logicalHash: f9680c0012075d4c0c9f8853a641ce9af7b5f25f9bc1331612a56e2fa647a251ab78379d203
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
    systemTime: 2030-01-02T00:00:00Z
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
            kind: Option
            inner:
              kind: String
        - name: population
          type:
            kind: Option
            inner:
              kind: Int64
  
  
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
  
  
