No read schema: columns named offset, op, system_time are renamed with an underscore (vector push-append-renamed-op-column and its siblings).

  $ . "$KAMU_LIB"; ws
  $ . "$(dirname "$KAMU_LIB")/lib-readers.sh"
  $ push_ds a '{kind: NdJson}' '{kind: Append}'
  $ NOW=2050-01-01T12:00:00Z feed a <<< '{"op": 123, "foo": "bar"}'
  Dataset updated
  $ slice a
  required group field_id=-1 arrow_schema {
    required int64 field_id=-1 offset;
    required int32 field_id=-1 op;
    required int64 field_id=-1 system_time (Timestamp(isAdjustedToUTC=true, timeUnit=milliseconds, is_from_converted_type=false, force_set_converted_type=false));
    required int64 field_id=-1 event_time (Timestamp(isAdjustedToUTC=true, timeUnit=milliseconds, is_from_converted_type=false, force_set_converted_type=false));
    optional binary field_id=-1 foo (String);
    optional int64 field_id=-1 _op;
  }
  {"offset": 0, "op": 0, "system_time": "2050-01-01T12:00:00+00:00", "event_time": "2050-01-01T12:00:00+00:00", "foo": "bar", "_op": 123}
  $ push_ds b '{kind: NdJson}' '{kind: Ledger, primaryKey: [foo]}'
  $ feed b <<< '{"system_time": 5, "offset": "x", "op": true, "event_time": "2020-01-01", "foo": "bar"}'
  Dataset updated
  $ slice b
  required group field_id=-1 arrow_schema {
    required int64 field_id=-1 offset;
    required int32 field_id=-1 op;
    required int64 field_id=-1 system_time (Timestamp(isAdjustedToUTC=true, timeUnit=milliseconds, is_from_converted_type=false, force_set_converted_type=false));
    required int64 field_id=-1 event_time (Timestamp(isAdjustedToUTC=true, timeUnit=milliseconds, is_from_converted_type=false, force_set_converted_type=false));
    optional binary field_id=-1 foo (String);
    optional binary field_id=-1 _offset (String);
    optional boolean field_id=-1 _op;
    optional int64 field_id=-1 _system_time;
  }
  {"offset": 0, "op": 0, "system_time": "2050-01-02T03:04:05+00:00", "event_time": "2020-01-01T00:00:00+00:00", "foo": "bar", "_offset": "x", "_op": true, "_system_time": 5}

the underscored name is there already

  $ push_ds c '{kind: NdJson}' '{kind: Append}'
  $ feed c <<< '{"op": 1, "_op": 2}'
  Dataset updated
  $ chain b
  ---
  # Block: <hash-1>
  kind: MetadataBlock
  version: 3
  content:
    systemTime: 2050-01-02T03:04:05Z
    prevBlockHash: <hash-2>
    sequenceNumber: 3
    event:
      kind: AddData
      newData:
        logicalHash: f9680c0012030947134eed9cc2dac05f8d28518a49ee1be5f0d2ed41a1e56d785cf3dbf7488
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
    systemTime: 2050-01-02T03:04:05Z
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
        - name: foo
          type:
            kind: Option
            inner:
              kind: String
        - name: _offset
          type:
            kind: Option
            inner:
              kind: String
        - name: _op
          type:
            kind: Option
            inner:
              kind: Bool
        - name: _system_time
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
      merge:
        kind: Ledger
        primaryKey:
        - foo
  
  
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
  
  
