Two corrections of one key in one batch: the pairs are torn apart.

  $ . "$KAMU_LIB"; ws
  $ . "$(dirname "$KAMU_LIB")/lib-readers.sh"

Vector d-changelog-two-corrections: Two corrections of one key in one batch: the pairs are torn apart.
Note: Known defect: kamu-cli issue 1228.

  $ src default "$(rd NdJson 'op: Int32; event_time: Timestamp?; city: String?; population: Int64?')" '{kind: ChangelogStream, primaryKey: [city]}' | root a
  $ NOW=2030-01-01T00:00:00Z feed a <<'D'
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
  $ NOW=2030-01-02T00:00:00Z feed a <<'D'
  > {"op": 2, "event_time": "2020-01-01T00:00:00Z", "city": "A", "population": 1}
  > {"op": 3, "event_time": "2020-01-02T00:00:00Z", "city": "A", "population": 2}
  > {"op": 2, "event_time": "2020-01-02T00:00:00Z", "city": "A", "population": 2}
  > {"op": 3, "event_time": "2020-01-03T00:00:00Z", "city": "A", "population": 3}
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
  {"offset": 1, "op": 2, "system_time": "2030-01-02T00:00:00+00:00", "event_time": "2020-01-01T00:00:00+00:00", "city": "A", "population": 1}
  {"offset": 2, "op": 3, "system_time": "2030-01-02T00:00:00+00:00", "event_time": "2020-01-02T00:00:00+00:00", "city": "A", "population": 2}
  {"offset": 3, "op": 2, "system_time": "2030-01-02T00:00:00+00:00", "event_time": "2020-01-02T00:00:00+00:00", "city": "A", "population": 2}
  {"offset": 4, "op": 3, "system_time": "2030-01-02T00:00:00+00:00", "event_time": "2020-01-03T00:00:00+00:00", "city": "A", "population": 3}
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
        logicalHash: f9680c00120b94c2752ec3f57d2e0e20e2cb8b8ba6b68a0547ae2d328142faa30c7f4d869c8
        physicalHash: <hash-3>
        offsetInterval:
          start: 1
          end: 4
        size: <size>
      newWatermark: 2020-01-03T00:00:00Z
  
  
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
        kind: ChangelogStream
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
  
  
