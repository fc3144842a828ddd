Snapshot: new and old rows whose compared columns are all NULL.

  $ . "$KAMU_LIB"; ws
  $ . "$(dirname "$KAMU_LIB")/lib-readers.sh"

Vector d-snapshot-new-row-all-null: A new row whose compared columns are all NULL is never appended (except on the first ingest).
Note: Defect: for an unmatched row every compared column is compared with NULL; when all of them are NULL the row looks unchanged and is filtered out.

  $ src default "$(rd NdJson 'city: String?; population: Int64?')" '{kind: Snapshot, primaryKey: [city]}' | root a
  $ NOW=2030-01-01T00:00:00Z feed a --event-time 2020-01-01T00:00:00Z <<'D'
  > {"city": "A", "population": null}
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
  $ NOW=2030-01-02T00:00:00Z feed a --event-time 2020-01-02T00:00:00Z <<'D'
  > {"city": "A", "population": null}
  > {"city": "B", "population": null}
  > {"city": "C", "population": 3}
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
  {"offset": 1, "op": 0, "system_time": "2030-01-02T00:00:00+00:00", "event_time": "2020-01-02T00:00:00+00:00", "city": "B", "population": null}
  {"offset": 2, "op": 0, "system_time": "2030-01-02T00:00:00+00:00", "event_time": "2020-01-02T00:00:00+00:00", "city": "C", "population": 3}
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
      prevOffset: 0
      newData:
        logicalHash: f9680c001205064ecd37a92e9331ec6042a7b514d2d8e7ee408af32ec99a5723f3b7a337f6e
        physicalHash: <hash-3>
        offsetInterval:
          start: 1
          end: 2
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
        logicalHash: f9680c00120db0625b2b0f81e72a7ee0734314dcef564bdc7b0e18de518d4aafa9363eaf063
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
        kind: Snapshot
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
  
  

Vector d-snapshot-new-row-all-null-with-event-time: A non-NULL event time on the new row saves it (and cannot save a vanished one).
Note: Defect: for an unmatched row every compared column is compared with NULL; when all of them are NULL the row looks unchanged and is filtered out.

  $ src default "$(rd NdJson 'event_time: Timestamp?; city: String?; population: Int64?')" '{kind: Snapshot, primaryKey: [city]}' | root b
  $ NOW=2030-01-01T00:00:00Z feed b <<'D'
  > {"event_time": "2020-01-01T00:00:00Z", "city": "A", "population": null}
  > D
  Dataset updated
  $ slice b
  required group field_id=-1 arrow_schema {
    required int64 field_id=-1 offset;
    required int32 field_id=-1 op;
    required int64 field_id=-1 system_time (Timestamp(isAdjustedToUTC=true, timeUnit=milliseconds, is_from_converted_type=false, force_set_converted_type=false));
    required int64 field_id=-1 event_time (Timestamp(isAdjustedToUTC=true, timeUnit=milliseconds, is_from_converted_type=false, force_set_converted_type=false));
    optional binary field_id=-1 city (String);
    optional int64 field_id=-1 population;
  }
  {"offset": 0, "op": 0, "system_time": "2030-01-01T00:00:00+00:00", "event_time": "2020-01-01T00:00:00+00:00", "city": "A", "population": null}

A vanished but is not retracted.

  $ NOW=2030-01-02T00:00:00Z feed b <<'D'
  > {"event_time": "2020-01-02T00:00:00Z", "city": "B", "population": null}
  > D
  Dataset updated
  $ slice b
  required group field_id=-1 arrow_schema {
    required int64 field_id=-1 offset;
    required int32 field_id=-1 op;
    required int64 field_id=-1 system_time (Timestamp(isAdjustedToUTC=true, timeUnit=milliseconds, is_from_converted_type=false, force_set_converted_type=false));
    required int64 field_id=-1 event_time (Timestamp(isAdjustedToUTC=true, timeUnit=milliseconds, is_from_converted_type=false, force_set_converted_type=false));
    optional binary field_id=-1 city (String);
    optional int64 field_id=-1 population;
  }
  {"offset": 1, "op": 1, "system_time": "2030-01-02T00:00:00+00:00", "event_time": "2020-01-01T00:00:00+00:00", "city": "A", "population": null}
  {"offset": 2, "op": 0, "system_time": "2030-01-02T00:00:00+00:00", "event_time": "2020-01-02T00:00:00+00:00", "city": "B", "population": null}
  $ chain b
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
      prevOffset: 0
      newData:
        logicalHash: f9680c001202e2c270c4f8fa75fb524285c58ad04d8485741b5ca816cd14b1f928348a57037
        physicalHash: <hash-3>
        offsetInterval:
          start: 1
          end: 2
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
        logicalHash: f9680c00120db0625b2b0f81e72a7ee0734314dcef564bdc7b0e18de518d4aafa9363eaf063
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
        kind: Snapshot
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
  
  

Vector d-snapshot-old-row-all-null: A vanished row whose compared columns are all NULL is never retracted.
Note: Defect: for an unmatched row every compared column is compared with NULL; when all of them are NULL the row looks unchanged and is filtered out.

  $ src default "$(rd NdJson 'city: String?; population: Int64?')" '{kind: Snapshot, primaryKey: [city]}' | root c
  $ NOW=2030-01-01T00:00:00Z feed c --event-time 2020-01-01T00:00:00Z <<'D'
  > {"city": "A", "population": null}
  > {"city": "B", "population": 2}
  > D
  Dataset updated
  $ slice c
  required group field_id=-1 arrow_schema {
    required int64 field_id=-1 offset;
    required int32 field_id=-1 op;
    required int64 field_id=-1 system_time (Timestamp(isAdjustedToUTC=true, timeUnit=milliseconds, is_from_converted_type=false, force_set_converted_type=false));
    required int64 field_id=-1 event_time (Timestamp(isAdjustedToUTC=true, timeUnit=milliseconds, is_from_converted_type=false, force_set_converted_type=false));
    optional binary field_id=-1 city (String);
    optional int64 field_id=-1 population;
  }
  {"offset": 0, "op": 0, "system_time": "2030-01-01T00:00:00+00:00", "event_time": "2020-01-01T00:00:00+00:00", "city": "A", "population": null}
  {"offset": 1, "op": 0, "system_time": "2030-01-01T00:00:00+00:00", "event_time": "2020-01-01T00:00:00+00:00", "city": "B", "population": 2}
  $ NOW=2030-01-02T00:00:00Z feed c --event-time 2020-01-02T00:00:00Z < /dev/null
  Dataset updated
  $ slice c
  required group field_id=-1 arrow_schema {
    required int64 field_id=-1 offset;
    required int32 field_id=-1 op;
    required int64 field_id=-1 system_time (Timestamp(isAdjustedToUTC=true, timeUnit=milliseconds, is_from_converted_type=false, force_set_converted_type=false));
    required int64 field_id=-1 event_time (Timestamp(isAdjustedToUTC=true, timeUnit=milliseconds, is_from_converted_type=false, force_set_converted_type=false));
    optional binary field_id=-1 city (String);
    optional int64 field_id=-1 population;
  }
  {"offset": 2, "op": 1, "system_time": "2030-01-02T00:00:00+00:00", "event_time": "2020-01-01T00:00:00+00:00", "city": "A", "population": null}
  {"offset": 3, "op": 1, "system_time": "2030-01-02T00:00:00+00:00", "event_time": "2020-01-01T00:00:00+00:00", "city": "B", "population": 2}
  $ chain c
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
        logicalHash: f9680c001206d617de6517a42ab61f289d994e6fac440d40049074c769b7463b59a3c745488
        physicalHash: <hash-3>
        offsetInterval:
          start: 2
          end: 3
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
        logicalHash: f9680c0012025ca5592e24da72fa6db11691c7a1c631643b5233b36ddefc6e01a46c959e5c0
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
        kind: Snapshot
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
  
  
