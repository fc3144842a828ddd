The dataset has an op of another type than Int32, because a changelog came first; then the other strategies.

  $ . "$KAMU_LIB"; ws
  $ . "$(dirname "$KAMU_LIB")/lib-readers.sh"
  $ { src c "$(rd NdJson 'op: Int64; k: String; v: Int64?')" '{kind: ChangelogStream, primaryKey: [k]}'
  > src c32 "$(rd NdJson 'op: Int32; k: String; v: Int64?')" '{kind: ChangelogStream, primaryKey: [k]}'
  > src p "$(rd NdJson 'k: String; v: Int64?')" '{kind: Append}'
  > src u "$(rd NdJson 'k: String; v: Int64?')" '{kind: UpsertStream, primaryKey: [k]}'
  > src s "$(rd NdJson 'k: String; v: Int64?')" '{kind: Snapshot, primaryKey: [k]}'; } | root a
  $ feed a --source-name c <<< '{"op": 0, "k": "a", "v": 1}'
  Dataset updated
  $ slice a
  required group field_id=-1 arrow_schema {
    required int64 field_id=-1 offset;
    required int32 field_id=-1 op;
    required int64 field_id=-1 system_time (Timestamp(isAdjustedToUTC=true, timeUnit=milliseconds, is_from_converted_type=false, force_set_converted_type=false));
    required int64 field_id=-1 event_time (Timestamp(isAdjustedToUTC=true, timeUnit=milliseconds, is_from_converted_type=false, force_set_converted_type=false));
    required binary field_id=-1 k (String);
    optional int64 field_id=-1 v;
  }
  {"offset": 0, "op": 0, "system_time": "2050-01-02T03:04:05+00:00", "event_time": "2050-01-02T03:04:05+00:00", "k": "a", "v": 1}
  $ for s in c32 p u s; do echo "== $s"; feed a --source-name $s <<< '{"op": 3, "k": "a", "v": 2}'; done
  == c32
  Dataset updated
  == p
  Dataset updated
  == u
  Dataset up-to-date
  == s
  Dataset up-to-date
  $ rows a
  offset,op,system_time,event_time,k,v
  0,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,a,1
  1,3,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,a,2
  2,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,a,2
  $ chain a
  ---
  # Block: <hash-1>
  kind: MetadataBlock
  version: 3
  content:
    systemTime: 2050-01-02T03:04:05Z
    prevBlockHash: <hash-2>
    sequenceNumber: 9
    event:
      kind: AddData
      prevOffset: 1
      newData:
        logicalHash: f9680c00120f8f7b0eeb4c7fe43f71e89c3e56936a77f4b3a9a446f370fdf726029776b5888
        physicalHash: <hash-3>
        offsetInterval:
          start: 2
          end: 2
        size: <size>
      newWatermark: 2050-01-02T03:04:05Z
  
  
  ---
  # Block: <hash-2>
  kind: MetadataBlock
  version: 3
  content:
    systemTime: 2050-01-02T03:04:05Z
    prevBlockHash: <hash-4>
    sequenceNumber: 8
    event:
      kind: AddData
      prevOffset: 0
      newData:
        logicalHash: f9680c001205cbc3ac204c0efcc4d85702d2da65fcdd5544ad925c7be9d70e14c11d4da1e14
        physicalHash: <hash-5>
        offsetInterval:
          start: 1
          end: 1
        size: <size>
      newWatermark: 2050-01-02T03:04:05Z
  
  
  ---
  # Block: <hash-4>
  kind: MetadataBlock
  version: 3
  content:
    systemTime: 2050-01-02T03:04:05Z
    prevBlockHash: <hash-6>
    sequenceNumber: 7
    event:
      kind: AddData
      newData:
        logicalHash: f9680c001204fd662e25af1463742707c65b4239aba5211a70a2563ead3323975f5a930678c
        physicalHash: <hash-7>
        offsetInterval:
          start: 0
          end: 0
        size: <size>
      newWatermark: 2050-01-02T03:04:05Z
  
  
  ---
  # Block: <hash-6>
  kind: MetadataBlock
  version: 3
  content:
    systemTime: 2050-01-02T03:04:05Z
    prevBlockHash: <hash-8>
    sequenceNumber: 6
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
        - name: k
          type:
            kind: String
        - name: v
          type:
            kind: Option
            inner:
              kind: Int64
  
  
  ---
  # Block: <hash-8>
  kind: MetadataBlock
  version: 3
  content:
    systemTime: 2000-01-01T00:00:00Z
    prevBlockHash: <hash-9>
    sequenceNumber: 5
    event:
      kind: AddPushSource
      sourceName: s
      read:
        kind: NdJson
        schema:
          fields:
          - name: k
            type:
              kind: String
          - name: v
            type:
              kind: Option
              inner:
                kind: Int64
      merge:
        kind: Snapshot
        primaryKey:
        - k
  
  
  ---
  # Block: <hash-9>
  kind: MetadataBlock
  version: 3
  content:
    systemTime: 2000-01-01T00:00:00Z
    prevBlockHash: <hash-10>
    sequenceNumber: 4
    event:
      kind: AddPushSource
      sourceName: u
      read:
        kind: NdJson
        schema:
          fields:
          - name: k
            type:
              kind: String
          - name: v
            type:
              kind: Option
              inner:
                kind: Int64
      merge:
        kind: UpsertStream
        primaryKey:
        - k
  
  
  ---
  # Block: <hash-10>
  kind: MetadataBlock
  version: 3
  content:
    systemTime: 2000-01-01T00:00:00Z
    prevBlockHash: <hash-11>
    sequenceNumber: 3
    event:
      kind: AddPushSource
      sourceName: p
      read:
        kind: NdJson
        schema:
          fields:
          - name: k
            type:
              kind: String
          - name: v
            type:
              kind: Option
              inner:
                kind: Int64
      merge:
        kind: Append
  
  
  ---
  # Block: <hash-11>
  kind: MetadataBlock
  version: 3
  content:
    systemTime: 2000-01-01T00:00:00Z
    prevBlockHash: <hash-12>
    sequenceNumber: 2
    event:
      kind: AddPushSource
      sourceName: c32
      read:
        kind: NdJson
        schema:
          fields:
          - name: op
            type:
              kind: Int32
          - name: k
            type:
              kind: String
          - name: v
            type:
              kind: Option
              inner:
                kind: Int64
      merge:
        kind: ChangelogStream
        primaryKey:
        - k
  
  
  ---
  # Block: <hash-12>
  kind: MetadataBlock
  version: 3
  content:
    systemTime: 2000-01-01T00:00:00Z
    prevBlockHash: <hash-13>
    sequenceNumber: 1
    event:
      kind: AddPushSource
      sourceName: c
      read:
        kind: NdJson
        schema:
          fields:
          - name: op
            type:
              kind: Int64
          - name: k
            type:
              kind: String
          - name: v
            type:
              kind: Option
              inner:
                kind: Int64
      merge:
        kind: ChangelogStream
        primaryKey:
        - k
  
  
  ---
  # Block: <hash-13>
  kind: MetadataBlock
  version: 3
  content:
    systemTime: 2000-01-01T00:00:00Z
    sequenceNumber: 0
    event:
      kind: Seed
      datasetId: <did-1>
      datasetKind: Root
  
  
