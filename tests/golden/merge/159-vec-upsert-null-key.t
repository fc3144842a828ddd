NULL keys collapse to the last one inside a batch and never match the history.

  $ . "$KAMU_LIB"; ws
  $ . "$(dirname "$KAMU_LIB")/lib-readers.sh"

Vector d-upsert-null-key: NULL keys collapse to the last one inside a batch and never match the history.

  $ src default "$(rd NdJson 'op: Int32; event_time: Timestamp?; city: String?; population: Int64?')" '{kind: UpsertStream, primaryKey: [city]}' | root a
  $ NOW=2030-01-01T00:00:00Z feed a <<'D'
  > {"op": 0, "event_time": "2020-01-01T00:00:00Z", "city": null, "population": 1}
  > {"op": 0, "event_time": "2020-01-01T00:00:00Z", "city": null, "population": 2}
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
  {"offset": 0, "op": 0, "system_time": "2030-01-01T00:00:00+00:00", "event_time": "2020-01-01T00:00:00+00:00", "city": null, "population": 2}
  $ NOW=2030-01-02T00:00:00Z feed a <<'D'
  > {"op": 0, "event_time": "2020-01-01T00:00:00Z", "city": null, "population": 2}
  > D
  Dataset up-to-date
  $ slice a
  required group field_id=-1 arrow_schema {
    required int64 field_id=-1 offset;
    required int32 field_id=-1 op;
    required int64 field_id=-1 system_time (Timestamp(isAdjustedToUTC=true, timeUnit=milliseconds, is_from_converted_type=false, force_set_converted_type=false));
    required int64 field_id=-1 event_time (Timestamp(isAdjustedToUTC=true, timeUnit=milliseconds, is_from_converted_type=false, force_set_converted_type=false));
    optional binary field_id=-1 city (String);
    optional int64 field_id=-1 population;
  }
  {"offset": 0, "op": 0, "system_time": "2030-01-01T00:00:00+00:00", "event_time": "2020-01-01T00:00:00+00:00", "city": null, "population": 2}

The vector says: up-to-date.

  $ NOW=2030-01-03T00:00:00Z feed a <<'D'
  > {"op": 1, "event_time": "2020-01-01T00:00:00Z", "city": null, "population": 2}
  > D
  Dataset updated
  $ chain a
  ---
  # Block: <hash-1>
  kind: MetadataBlock
  version: 3
  content:
    systemTime: 2030-01-03T00:00:00Z
    prevBlockHash: <hash-2>
    sequenceNumber: 4
    event:
      kind: AddData
      prevOffset: 0
      newData:
        logicalHash: f9680c001209a1a489e2b779ac594f9557df3711e1feeb20e7cd98f6467701694577d0a3d5b
        physicalHash: <hash-3>
        offsetInterval:
          start: 1
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
    sequenceNumber: 3
    event:
      kind: AddData
      newData:
        logicalHash: f9680c001203b3a78ceda113d83899f24c4bbdd58fec76232e4bf1b818c294bdf602d11695e
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
  
  
