A new row whose non-key columns are all NULL is dropped.

  $ . "$KAMU_LIB"; ws
  $ . "$(dirname "$KAMU_LIB")/lib-readers.sh"

Vector d-upsert-new-row-all-null: A new row whose non-key columns are all NULL is dropped.
Note: Defect: for an unmatched row every compared column is compared with NULL; when all of them are NULL the row looks unchanged and is filtered out.

  $ src default "$(rd NdJson 'city: String?; population: Int64?')" '{kind: UpsertStream, primaryKey: [city]}' | root a
  $ NOW=2030-01-01T00:00:00Z feed a --event-time 2020-01-01T00:00:00Z <<'D'
  > {"city": "A", "population": null}
  > {"city": "B", "population": 1}
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
  {"offset": 0, "op": 0, "system_time": "2030-01-01T00:00:00+00:00", "event_time": "2020-01-01T00:00:00+00:00", "city": "A", "population": null}
  {"offset": 1, "op": 0, "system_time": "2030-01-01T00:00:00+00:00", "event_time": "2020-01-01T00:00:00+00:00", "city": "B", "population": 1}
  $ NOW=2030-01-02T00:00:00Z feed a --event-time 2020-01-02T00:00:00Z <<'D'
  > {"city": "B", "population": null}
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
  {"offset": 2, "op": 2, "system_time": "2030-01-02T00:00:00+00:00", "event_time": "2020-01-01T00:00:00+00:00", "city": "B", "population": 1}
  {"offset": 3, "op": 3, "system_time": "2030-01-02T00:00:00+00:00", "event_time": "2020-01-02T00:00:00+00:00", "city": "B", "population": null}
  $ chain a
  ---
  # Block: <hash-1>
  kind: MetadataBlock
  version: 3
  content:
    systemTime: 2030-01-02T00:00:00Z
    prevBlockHash: <hash-2>
    sequenceNumber: 4
    event:
      kind: AddData
      prevOffset: 1
      newData:
        logicalHash: f9680c00120daa47f93c327afdcfe5f0265e90001a5e8485a0ac18ab7da6f811677c1b36f46
        physicalHash: <hash-3>
        offsetInterval:
          start: 2
          end: 3
        size: <size>
      newWatermark: 2020-01-02T00:00:00Z
  
  
  ---
  # Block: <hash-2>
  kind: MetadataBlock
  version: 3
  content:
    systemTime: 2030-01-01T00:00:00Z
    prevBlockHash: <hash-4>
    sequenceNumber: 3
    event:
      kind: AddData
      newData:
        logicalHash: f9680c001201aecd97ce600c5ec88b8723b84f79eb126bd6f910fd9bd8b077255934b812f06
        physicalHash: <hash-5>
        offsetInterval:
          start: 0
          end: 1
        size: <size>
      newWatermark: 2020-01-01T00:00:00Z
  
  
  ---
  # Block: <hash-4>
  kind: MetadataBlock
  version: 3
  content:
    systemTime: 2030-01-01T00:00:00Z
    prevBlockHash: <hash-6>
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
  # Block: <hash-6>
  kind: MetadataBlock
  version: 3
  content:
    systemTime: 2000-01-01T00:00:00Z
    prevBlockHash: <hash-7>
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
  # Block: <hash-7>
  kind: MetadataBlock
  version: 3
  content:
    systemTime: 2000-01-01T00:00:00Z
    sequenceNumber: 0
    event:
      kind: Seed
      datasetId: <did-1>
      datasetKind: Root
  
  
