New column: merge error; missing column: incompatible schema.

  $ . "$KAMU_LIB"; ws
  $ . "$(dirname "$KAMU_LIB")/lib-readers.sh"

Vector d-upsert-schema-mismatches: New column: merge error; missing column: incompatible schema.

  $ { src default "$(rd NdJson 'op: Int32; event_time: Timestamp?; city: String?; population: Int64?')" '{kind: UpsertStream, primaryKey: [city]}'
  >   src default2 "$(rd NdJson 'op: Int32; event_time: Timestamp?; city: String?; population: Int64?; state: String?')" '{kind: UpsertStream, primaryKey: [city]}'
  >   src default3 "$(rd NdJson 'op: Int32; event_time: Timestamp?; city: String?')" '{kind: UpsertStream, primaryKey: [city]}'; } | root a
  $ NOW=2030-01-01T00:00:00Z feed a --source-name default <<'D'
  > {"op": 0, "event_time": "2020-01-01T00:00:00Z", "city": "A", "population": 1}
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
  {"offset": 0, "op": 0, "system_time": "2030-01-01T00:00:00+00:00", "event_time": "2020-01-01T00:00:00+00:00", "city": "A", "population": 1}

The vector says: MergeError.

  $ NOW=2030-01-02T00:00:00Z feed a --source-name default2 <<'D'
  > {"op": 0, "event_time": "2020-01-01T00:00:00Z", "city": "A", "population": 1, "state": "x"}
  > D
  Error: Incompatible schema: Schema of the new slice is not compatible with the schema defined by SetDataSchema event
  Dataset schema:
  message arrow_schema {
    REQUIRED INT64 offset;
    REQUIRED INT32 op;
    REQUIRED INT64 system_time (TIMESTAMP(MILLIS,true));
    REQUIRED INT64 event_time (TIMESTAMP(MILLIS,true));
    OPTIONAL BYTE_ARRAY city (STRING);
    OPTIONAL INT64 population;
  }
  
  New slice schema:
  message arrow_schema {
    REQUIRED INT64 offset;
    REQUIRED INT32 op;
    REQUIRED INT64 system_time (TIMESTAMP(MILLIS,true));
    REQUIRED INT64 event_time (TIMESTAMP(MILLIS,true));
    OPTIONAL BYTE_ARRAY city (STRING);
    OPTIONAL INT64 population;
    OPTIONAL BYTE_ARRAY state (STRING);
  }
  
    hint: column `state` is not in the dataset's schema
  
  [1]

The vector says: IncompatibleSchema.

  $ NOW=2030-01-02T00:00:00Z feed a --source-name default3 <<'D'
  > {"op": 0, "event_time": "2020-01-01T00:00:00Z", "city": "A"}
  > D
  Dataset updated
  $ chain a
  ---
  # Block: <hash-1>
  kind: MetadataBlock
  version: 3
  content:
    systemTime: 2030-01-02T00:00:00Z
    prevBlockHash: <hash-2>
    sequenceNumber: 6
    event:
      kind: AddData
      prevOffset: 0
      newData:
        logicalHash: f9680c001201cc2643a36a32cac51a77b578fc392c839acdc2703a1dea123b2f539d7bd836c
        physicalHash: <hash-3>
        offsetInterval:
          start: 1
          end: 2
        size: <size>
      newWatermark: 2020-01-01T00:00:00Z
  
  
  ---
  # Block: <hash-2>
  kind: MetadataBlock
  version: 3
  content:
    systemTime: 2030-01-01T00:00:00Z
    prevBlockHash: <hash-4>
    sequenceNumber: 5
    event:
      kind: AddData
      newData:
        logicalHash: f9680c00120c9607b5252f5252d352a4a787238fa90a493abe2da3867b740cab5d13ff96137
        physicalHash: <hash-5>
        offsetInterval:
          start: 0
          end: 0
        size: <size>
      newWatermark: 2020-01-01T00:00:00Z
  
  
  ---
  # Block: <hash-4>
  kind: MetadataBlock
  version: 3
  content:
    systemTime: 2030-01-01T00:00:00Z
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
  # Block: <hash-6>
  kind: MetadataBlock
  version: 3
  content:
    systemTime: 2000-01-01T00:00:00Z
    prevBlockHash: <hash-7>
    sequenceNumber: 3
    event:
      kind: AddPushSource
      sourceName: default3
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
      merge:
        kind: UpsertStream
        primaryKey:
        - city
  
  
  ---
  # Block: <hash-7>
  kind: MetadataBlock
  version: 3
  content:
    systemTime: 2000-01-01T00:00:00Z
    prevBlockHash: <hash-8>
    sequenceNumber: 2
    event:
      kind: AddPushSource
      sourceName: default2
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
          - name: state
            type:
              kind: Option
              inner:
                kind: String
      merge:
        kind: UpsertStream
        primaryKey:
        - city
  
  
  ---
  # Block: <hash-8>
  kind: MetadataBlock
  version: 3
  content:
    systemTime: 2000-01-01T00:00:00Z
    prevBlockHash: <hash-9>
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
  # Block: <hash-9>
  kind: MetadataBlock
  version: 3
  content:
    systemTime: 2000-01-01T00:00:00Z
    sequenceNumber: 0
    event:
      kind: Seed
      datasetId: <did-1>
      datasetKind: Root
  
  
