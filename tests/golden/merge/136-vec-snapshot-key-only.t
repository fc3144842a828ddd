Rows that consist of the key alone: changes after the first ingest are invisible.

  $ . "$KAMU_LIB"; ws
  $ . "$(dirname "$KAMU_LIB")/lib-readers.sh"

Vector d-snapshot-key-only: Rows that consist of the key alone: changes after the first ingest are invisible.
Note: Defect: for an unmatched row every compared column is compared with NULL; when all of them are NULL the row looks unchanged and is filtered out.

  $ src default "$(rd NdJson 'city: String')" '{kind: Snapshot, primaryKey: [city]}' | root a
  $ NOW=2030-01-01T00:00:00Z feed a --event-time 2020-01-01T00:00:00Z <<'D'
  > {"city": "A"}
  > {"city": "B"}
  > D
  Dataset updated
  $ slice a
  required group field_id=-1 arrow_schema {
    required int64 field_id=-1 offset;
    required int32 field_id=-1 op;
    required int64 field_id=-1 system_time (Timestamp(isAdjustedToUTC=true, timeUnit=milliseconds, is_from_converted_type=false, force_set_converted_type=false));
    required int64 field_id=-1 event_time (Timestamp(isAdjustedToUTC=true, timeUnit=milliseconds, is_from_converted_type=false, force_set_converted_type=false));
    required binary field_id=-1 city (String);
  }
  {"offset": 0, "op": 0, "system_time": "2030-01-01T00:00:00+00:00", "event_time": "2020-01-01T00:00:00+00:00", "city": "A"}
  {"offset": 1, "op": 0, "system_time": "2030-01-01T00:00:00+00:00", "event_time": "2020-01-01T00:00:00+00:00", "city": "B"}

The vector says: up-to-date.

  $ NOW=2030-01-02T00:00:00Z feed a --event-time 2020-01-02T00:00:00Z <<'D'
  > {"city": "B"}
  > {"city": "C"}
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
    sequenceNumber: 4
    event:
      kind: AddData
      prevOffset: 1
      newData:
        logicalHash: f9680c00120568a3b551ec4e03e0595ea2177567e82fcd02afa30ddcb5845cd6c996e21fcae
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
        logicalHash: f9680c00120a71c8d8aae88513ec9a2888a261b04a7971169254e13358a710e8d91450feef8
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
            kind: String
  
  
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
              kind: String
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
  
  
