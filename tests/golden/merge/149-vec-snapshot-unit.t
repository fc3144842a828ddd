Snapshot: the unit vectors of the strategy.

  $ . "$KAMU_LIB"; ws
  $ . "$(dirname "$KAMU_LIB")/lib-readers.sh"

Vector snapshot-mix-of-changes: Append, correction, retraction in one diff.

  $ { src h "$(rd NdJson 'year: Date?; city: String; population: Int64')" '{kind: Append}'
  >   src default "$(rd NdJson 'year: Date?; city: String; population: Int64')" '{kind: Snapshot, primaryKey: [city]}'
  >   vocab 'eventTimeColumn: year'; } | root a
  $ NOW=2050-01-01T00:00:00Z feed a --source-name h <<'D'
  > {"year": "2020-01-01", "city": "vancouver", "population": 1}
  > {"year": "2020-01-01", "city": "seattle", "population": 2}
  > {"year": "2020-01-01", "city": "kyiv", "population": 3}
  > D
  Dataset updated
  $ NOW=2050-01-01T00:00:00Z feed a --source-name default <<'D'
  > {"year": null, "city": "seattle", "population": 2}
  > {"year": null, "city": "kyiv", "population": 4}
  > {"year": null, "city": "odessa", "population": 5}
  > D
  Dataset updated
  $ slice a
  required group field_id=-1 arrow_schema {
    required int64 field_id=-1 offset;
    required int32 field_id=-1 op;
    required int64 field_id=-1 system_time (Timestamp(isAdjustedToUTC=true, timeUnit=milliseconds, is_from_converted_type=false, force_set_converted_type=false));
    required int32 field_id=-1 year (Date);
    required binary field_id=-1 city (String);
    required int64 field_id=-1 population;
  }
  {"offset": 3, "op": 2, "system_time": "2050-01-01T00:00:00+00:00", "year": "2020-01-01", "city": "kyiv", "population": 3}
  {"offset": 4, "op": 3, "system_time": "2050-01-01T00:00:00+00:00", "year": "2050-01-01", "city": "kyiv", "population": 4}
  {"offset": 5, "op": 0, "system_time": "2050-01-01T00:00:00+00:00", "year": "2050-01-01", "city": "odessa", "population": 5}
  {"offset": 6, "op": 1, "system_time": "2050-01-01T00:00:00+00:00", "year": "2020-01-01", "city": "vancouver", "population": 1}
  $ chain a
  ---
  # Block: <hash-1>
  kind: MetadataBlock
  version: 3
  content:
    systemTime: 2050-01-01T00:00:00Z
    prevBlockHash: <hash-2>
    sequenceNumber: 6
    event:
      kind: AddData
      prevOffset: 2
      newData:
        logicalHash: f9680c001207616e0318499fb87183e67095854f22c91065626f9b1aeb2f7554aece844d612
        physicalHash: <hash-3>
        offsetInterval:
          start: 3
          end: 6
        size: <size>
      newWatermark: 2050-01-01T00:00:00Z
  
  
  ---
  # Block: <hash-2>
  kind: MetadataBlock
  version: 3
  content:
    systemTime: 2050-01-01T00:00:00Z
    prevBlockHash: <hash-4>
    sequenceNumber: 5
    event:
      kind: AddData
      newData:
        logicalHash: f9680c001201055dbaaebc126189f324556c808d8302581e53c2120e038ae52fdc674f1beb0
        physicalHash: <hash-5>
        offsetInterval:
          start: 0
          end: 2
        size: <size>
      newWatermark: 2020-01-01T00:00:00Z
  
  
  ---
  # Block: <hash-4>
  kind: MetadataBlock
  version: 3
  content:
    systemTime: 2050-01-01T00:00:00Z
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
        - name: year
          type:
            kind: Date
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
    sequenceNumber: 3
    event:
      kind: SetVocab
      eventTimeColumn: year
  
  
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
      sourceName: default
      read:
        kind: NdJson
        schema:
          fields:
          - name: year
            type:
              kind: Option
              inner:
                kind: Date
          - name: city
            type:
              kind: String
          - name: population
            type:
              kind: Int64
      merge:
        kind: Snapshot
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
      sourceName: h
      read:
        kind: NdJson
        schema:
          fields:
          - name: year
            type:
              kind: Option
              inner:
                kind: Date
          - name: city
            type:
              kind: String
          - name: population
            type:
              kind: Int64
      merge:
        kind: Append
  
  
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
  
  

Vector snapshot-input-carries-event-time: An event time present in the input takes part in the comparison.

  $ { src h "$(rd NdJson 'year: Date?; city: String; population: Int64')" '{kind: Append}'
  >   src default "$(rd NdJson 'year: Date?; city: String; population: Int64')" '{kind: Snapshot, primaryKey: [city]}'
  >   vocab 'eventTimeColumn: year'; } | root b
  $ NOW=2050-01-01T00:00:00Z feed b --source-name h <<'D'
  > {"year": "2020-01-01", "city": "vancouver", "population": 1}
  > {"year": "2020-01-01", "city": "seattle", "population": 2}
  > {"year": "2020-01-01", "city": "kyiv", "population": 3}
  > D
  Dataset updated
  $ NOW=2050-01-01T00:00:00Z feed b --source-name default <<'D'
  > {"year": "2020-01-01", "city": "seattle", "population": 2}
  > {"year": "2021-01-01", "city": "kyiv", "population": 3}
  > {"year": "2021-01-01", "city": "odessa", "population": 5}
  > D
  Dataset updated
  $ slice b
  required group field_id=-1 arrow_schema {
    required int64 field_id=-1 offset;
    required int32 field_id=-1 op;
    required int64 field_id=-1 system_time (Timestamp(isAdjustedToUTC=true, timeUnit=milliseconds, is_from_converted_type=false, force_set_converted_type=false));
    required int32 field_id=-1 year (Date);
    required binary field_id=-1 city (String);
    required int64 field_id=-1 population;
  }
  {"offset": 3, "op": 2, "system_time": "2050-01-01T00:00:00+00:00", "year": "2020-01-01", "city": "kyiv", "population": 3}
  {"offset": 4, "op": 3, "system_time": "2050-01-01T00:00:00+00:00", "year": "2021-01-01", "city": "kyiv", "population": 3}
  {"offset": 5, "op": 0, "system_time": "2050-01-01T00:00:00+00:00", "year": "2021-01-01", "city": "odessa", "population": 5}
  {"offset": 6, "op": 1, "system_time": "2050-01-01T00:00:00+00:00", "year": "2020-01-01", "city": "vancouver", "population": 1}
  $ chain b
  ---
  # Block: <hash-1>
  kind: MetadataBlock
  version: 3
  content:
    systemTime: 2050-01-01T00:00:00Z
    prevBlockHash: <hash-2>
    sequenceNumber: 6
    event:
      kind: AddData
      prevOffset: 2
      newData:
        logicalHash: f9680c001204c1cbbba70b483a668b12204c05d06ff0f15068ca9c46e628ef836c6040d8260
        physicalHash: <hash-3>
        offsetInterval:
          start: 3
          end: 6
        size: <size>
      newWatermark: 2021-01-01T00:00:00Z
  
  
  ---
  # Block: <hash-2>
  kind: MetadataBlock
  version: 3
  content:
    systemTime: 2050-01-01T00:00:00Z
    prevBlockHash: <hash-4>
    sequenceNumber: 5
    event:
      kind: AddData
      newData:
        logicalHash: f9680c001201055dbaaebc126189f324556c808d8302581e53c2120e038ae52fdc674f1beb0
        physicalHash: <hash-5>
        offsetInterval:
          start: 0
          end: 2
        size: <size>
      newWatermark: 2020-01-01T00:00:00Z
  
  
  ---
  # Block: <hash-4>
  kind: MetadataBlock
  version: 3
  content:
    systemTime: 2050-01-01T00:00:00Z
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
        - name: year
          type:
            kind: Date
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
    sequenceNumber: 3
    event:
      kind: SetVocab
      eventTimeColumn: year
  
  
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
      sourceName: default
      read:
        kind: NdJson
        schema:
          fields:
          - name: year
            type:
              kind: Option
              inner:
                kind: Date
          - name: city
            type:
              kind: String
          - name: population
            type:
              kind: Int64
      merge:
        kind: Snapshot
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
      sourceName: h
      read:
        kind: NdJson
        schema:
          fields:
          - name: year
            type:
              kind: Option
              inner:
                kind: Date
          - name: city
            type:
              kind: String
          - name: population
            type:
              kind: Int64
      merge:
        kind: Append
  
  
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
  
  

Vector snapshot-invalid-pk: Primary key names a column that the input lacks.

  $ src default "$(rd NdJson 'year: Int32?; city: String; population: Int64')" '{kind: Snapshot, primaryKey: [city, foo]}' | root c
  Error: Failed to load 1 manifest(s)
  
  Summary of individual errors:
  
  |> Failed to add dataset c: Invalid snapshot: Push source 'default': primaryKey: there is no column `foo` in the source's schema (metadata[0] at line 7 column 7)
  
  [1]

The vector says: MergeError.

  $ NOW=2050-01-01T00:00:00Z feed c <<'D'
  > {"year": null, "city": "vancouver", "population": 1}
  > {"year": null, "city": "seattle", "population": 2}
  > D
  Error: Dataset not found: c
    hint: did you mean a, b?
  
  [1]
  $ chain c
  Error: Dataset not found: c
    hint: did you mean a, b?
  
  [1]
