Event time as Date64 (encoding attribute): first and second push.

  $ . "$KAMU_LIB"; ws
  $ . "$(dirname "$KAMU_LIB")/lib-readers.sh"
  $ src default '{kind: NdJson, schema: {fields: [{name: event_time, type: Date, extra: {arrow.apache.org/dateEncoding: {unit: Millisecond}}}, {name: n, type: Int64}]}}' '{kind: Append}' | root a
  $ feed a <<< '{"event_time": "2020-01-03", "n": 1}'
  Dataset updated
  $ slice a
  required group field_id=-1 arrow_schema {
    required int64 field_id=-1 offset;
    required int32 field_id=-1 op;
    required int64 field_id=-1 system_time (Timestamp(isAdjustedToUTC=true, timeUnit=milliseconds, is_from_converted_type=false, force_set_converted_type=false));
    required int32 field_id=-1 event_time (Date);
    required int64 field_id=-1 n;
  }
  {"offset": 0, "op": 0, "system_time": "2050-01-02T03:04:05+00:00", "event_time": "2020-01-03", "n": 1}
  $ feed a <<< '{"event_time": "2020-01-04", "n": 2}'
  Dataset updated
  $ rows a
  offset,op,system_time,event_time,n
  0,0,2050-01-02T03:04:05Z,2020-01-03,1
  1,0,2050-01-02T03:04:05Z,2020-01-04,2
  $ chain a
  ---
  # Block: <hash-1>
  kind: MetadataBlock
  version: 3
  content:
    systemTime: 2050-01-02T03:04:05Z
    prevBlockHash: <hash-2>
    sequenceNumber: 4
    event:
      kind: AddData
      prevOffset: 0
      newData:
        logicalHash: f9680c00120c96ffca0127d219673380f7007b2af6b163ecf3df5c99d8fd444325b2872dbe5
        physicalHash: <hash-3>
        offsetInterval:
          start: 1
          end: 1
        size: <size>
      newWatermark: 2020-01-04T00:00:00Z
  
  
  ---
  # Block: <hash-2>
  kind: MetadataBlock
  version: 3
  content:
    systemTime: 2050-01-02T03:04:05Z
    prevBlockHash: <hash-4>
    sequenceNumber: 3
    event:
      kind: AddData
      newData:
        logicalHash: f9680c001204e6ff3a80f9764bda9954b48fd97ea71d9bf066943c392a0e710d676c4f3b64d
        physicalHash: <hash-5>
        offsetInterval:
          start: 0
          end: 0
        size: <size>
      newWatermark: 2020-01-03T00:00:00Z
  
  
  ---
  # Block: <hash-4>
  kind: MetadataBlock
  version: 3
  content:
    systemTime: 2050-01-02T03:04:05Z
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
            kind: Date
        - name: n
          type:
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
              kind: Date
            extra:
              arrow.apache.org/dateEncoding:
                unit: Millisecond
          - name: n
            type:
              kind: Int64
      merge:
        kind: Append
  
  
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
  
  
