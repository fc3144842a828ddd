Optional input into a required column works until a NULL shows up.

  $ . "$KAMU_LIB"; ws
  $ . "$(dirname "$KAMU_LIB")/lib-readers.sh"

Vector writer-ledger-nullability: Optional input into a required column works until a NULL shows up.

  $ { src default "$(rd NdJson 'event_time: Timestamp; city: String; population: Int64')" '{kind: Ledger, primaryKey: [event_time, city]}'
  >   src default2 "$(rd NdJson 'event_time: Timestamp; city: String; population: Int64?')" '{kind: Ledger, primaryKey: [event_time, city]}'; } | root a
  $ NOW=2010-01-01T12:00:00Z feed a --source-name default --event-time 2000-01-01T12:00:00Z <<'D'
  > {"event_time": "2021-01-01T00:00:00Z", "city": "A", "population": 1000}
  > {"event_time": "2021-01-01T00:00:00Z", "city": "B", "population": 2000}
  > {"event_time": "2021-01-01T00:00:00Z", "city": "C", "population": 3000}
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
  {"offset": 0, "op": 0, "system_time": "2010-01-01T12:00:00+00:00", "event_time": "2021-01-01T00:00:00+00:00", "city": "A", "population": 1000}
  {"offset": 1, "op": 0, "system_time": "2010-01-01T12:00:00+00:00", "event_time": "2021-01-01T00:00:00+00:00", "city": "B", "population": 2000}
  {"offset": 2, "op": 0, "system_time": "2010-01-01T12:00:00+00:00", "event_time": "2021-01-01T00:00:00+00:00", "city": "C", "population": 3000}

Input column is optional, dataset column is required, no NULL present: accepted.

  $ NOW=2010-01-01T12:00:00Z feed a --source-name default2 --event-time 2000-01-01T12:00:00Z <<'D'
  > {"event_time": "2022-01-01T00:00:00Z", "city": "D", "population": 4000}
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
  {"offset": 3, "op": 0, "system_time": "2010-01-01T12:00:00+00:00", "event_time": "2022-01-01T00:00:00+00:00", "city": "D", "population": 4000}

The vector says: ExecutionError.

  $ NOW=2010-01-01T12:00:00Z feed a --source-name default2 --event-time 2000-01-01T12:00:00Z <<'D'
  > {"event_time": "2022-01-01T00:00:00Z", "city": "E", "population": null}
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
    systemTime: 2010-01-01T12:00:00Z
    prevBlockHash: <hash-2>
    sequenceNumber: 5
    event:
      kind: AddData
      prevOffset: 2
      newData:
        logicalHash: f9680c00120ac60e0ac35ed1a6c61111e3ef15849636d00c148f398cd0afa4e674480df2a17
        physicalHash: <hash-3>
        offsetInterval:
          start: 3
          end: 3
        size: <size>
      newWatermark: 2022-01-01T00:00:00Z
  
  
  ---
  # Block: <hash-2>
  kind: MetadataBlock
  version: 3
  content:
    systemTime: 2010-01-01T12:00:00Z
    prevBlockHash: <hash-4>
    sequenceNumber: 4
    event:
      kind: AddData
      newData:
        logicalHash: f9680c001203c5179845895fcbe25406cdf9056ac0a93ca33581472d0271e34abfee439ce26
        physicalHash: <hash-5>
        offsetInterval:
          start: 0
          end: 2
        size: <size>
      newWatermark: 2021-01-01T00:00:00Z
  
  
  ---
  # Block: <hash-4>
  kind: MetadataBlock
  version: 3
  content:
    systemTime: 2010-01-01T12:00:00Z
    prevBlockHash: <hash-6>
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
  # Block: <hash-6>
  kind: MetadataBlock
  version: 3
  content:
    systemTime: 2000-01-01T00:00:00Z
    prevBlockHash: <hash-7>
    sequenceNumber: 2
    event:
      kind: AddPushSource
      sourceName: default2
      read:
        kind: NdJson
        schema:
          fields:
          - name: event_time
            type:
              kind: Timestamp
          - name: city
            type:
              kind: String
          - name: population
            type:
              kind: Option
              inner:
                kind: Int64
      merge:
        kind: Ledger
        primaryKey:
        - event_time
        - city
  
  
  ---
  # Block: <hash-7>
  kind: MetadataBlock
  version: 3
  content:
    systemTime: 2000-01-01T00:00:00Z
    prevBlockHash: <hash-8>
    sequenceNumber: 1
    event:
      kind: AddPushSource
      sourceName: default
      read:
        kind: NdJson
        schema:
          fields:
          - name: event_time
            type:
              kind: Timestamp
          - name: city
            type:
              kind: String
          - name: population
            type:
              kind: Int64
      merge:
        kind: Ledger
        primaryKey:
        - event_time
        - city
  
  
  ---
  # Block: <hash-8>
  kind: MetadataBlock
  version: 3
  content:
    systemTime: 2000-01-01T00:00:00Z
    sequenceNumber: 0
    event:
      kind: Seed
      datasetId: <did-1>
      datasetKind: Root
  
  
