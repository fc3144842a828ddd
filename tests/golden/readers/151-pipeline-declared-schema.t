A dataset schema is declared, the source has none: NdJson is inferred and must fit (vector I-08).

  $ . "$KAMU_LIB"; ws
  $ . "$(dirname "$KAMU_LIB")/lib-readers.sh"
  $ { src default '{kind: NdJson}' '{kind: Ledger, primaryKey: [date, city]}'; vocab 'eventTimeColumn: date'; dschema 'offset: Int64; op: Int32; system_time: Timestamp; date: Timestamp; city: String; population: Int64'; } | root a
  $ feed a <<'D'
  > { "date": "2020-01-01", "city": "A", "population": 1000 }
  > { "date": "2020-01-02", "city": "B", "population": 2000 }
  > { "date": "2020-01-03", "city": "C", "population": 3000 }
  > D
  Dataset updated
  $ feed a <<'D'
  > { "date": "2020-01-04", "city": "D", "population": null }
  > { "date": "2020-01-04", "city": "E", "population": 5000 }
  > D
  Error: Column `population` contains 1 null values while none were expected
    in: in
    expected: a value: the dataset's schema requires one
  
  [1]
  $ try a '{"date":"2020-01-05","population":1,"city":"x"}' '{"date":"2020-01-05","city":"y"}' '{"population":1,"city":"z"}' '{"date":"2020-01-05","city":"u","population":1.5}' '{"date":"2020-01-05","city":"v","population":1,"zone":2}'
  -- {"date":"2020-01-05","city":"y"} [1]
  Error: Incompatible schema: Schema of the new slice is not compatible with the schema defined by SetDataSchema event
  Dataset schema:
  message arrow_schema {
    REQUIRED INT64 offset;
    REQUIRED INT32 op;
    REQUIRED INT64 system_time (TIMESTAMP(MILLIS,true));
    REQUIRED INT64 date (TIMESTAMP(MILLIS,true));
    REQUIRED BYTE_ARRAY city (STRING);
    REQUIRED INT64 population;
  }
  
  New slice schema:
  message arrow_schema {
    REQUIRED INT64 offset;
    REQUIRED INT32 op;
    REQUIRED INT64 system_time (TIMESTAMP(MILLIS,true));
    REQUIRED INT64 date (TIMESTAMP(MILLIS,true));
    REQUIRED BYTE_ARRAY city (STRING);
  }
  
    hint: column `population` of the dataset's schema is missing
  -- {"date":"2020-01-05","city":"u","population":1.5} [1]
  Error: Incompatible schema: Schema of the new slice is not compatible with the schema defined by SetDataSchema event
  Dataset schema:
  message arrow_schema {
    REQUIRED INT64 offset;
    REQUIRED INT32 op;
    REQUIRED INT64 system_time (TIMESTAMP(MILLIS,true));
    REQUIRED INT64 date (TIMESTAMP(MILLIS,true));
    REQUIRED BYTE_ARRAY city (STRING);
    REQUIRED INT64 population;
  }
  
  New slice schema:
  message arrow_schema {
    REQUIRED INT64 offset;
    REQUIRED INT32 op;
    REQUIRED INT64 system_time (TIMESTAMP(MILLIS,true));
    REQUIRED INT64 date (TIMESTAMP(MILLIS,true));
    REQUIRED BYTE_ARRAY city (STRING);
    OPTIONAL DOUBLE population;
  }
  
    expected: Int64
    hint: column `population` is Int64 in the dataset and optional Float64 in the data
  -- {"date":"2020-01-05","city":"v","population":1,"zone":2} [1]
  Error: Incompatible schema: Schema of the new slice is not compatible with the schema defined by SetDataSchema event
  Dataset schema:
  message arrow_schema {
    REQUIRED INT64 offset;
    REQUIRED INT32 op;
    REQUIRED INT64 system_time (TIMESTAMP(MILLIS,true));
    REQUIRED INT64 date (TIMESTAMP(MILLIS,true));
    REQUIRED BYTE_ARRAY city (STRING);
    REQUIRED INT64 population;
  }
  
  New slice schema:
  message arrow_schema {
    REQUIRED INT64 offset;
    REQUIRED INT32 op;
    REQUIRED INT64 system_time (TIMESTAMP(MILLIS,true));
    REQUIRED INT64 date (TIMESTAMP(MILLIS,true));
    REQUIRED BYTE_ARRAY city (STRING);
    REQUIRED INT64 population;
    OPTIONAL INT64 zone;
  }
  
    hint: column `zone` is not in the dataset's schema
  $ rows a
  offset,op,system_time,date,city,population
  0,0,2050-01-02T03:04:05Z,2020-01-01T00:00:00Z,A,1000
  1,0,2050-01-02T03:04:05Z,2020-01-02T00:00:00Z,B,2000
  2,0,2050-01-02T03:04:05Z,2020-01-03T00:00:00Z,C,3000
  3,0,2050-01-02T03:04:05Z,2020-01-05T00:00:00Z,x,1
  4,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,z,1
  $ chain a
  ---
  # Block: <hash-1>
  kind: MetadataBlock
  version: 3
  content:
    systemTime: 2050-01-02T03:04:05Z
    prevBlockHash: <hash-2>
    sequenceNumber: 6
    event:
      kind: AddData
      prevOffset: 3
      newData:
        logicalHash: f9680c00120770103b93934da8a76e196c44e24ec637c107bad0abc15dd26d1f1c9d4d9d41b
        physicalHash: <hash-3>
        offsetInterval:
          start: 4
          end: 4
        size: <size>
      newWatermark: 2050-01-02T03:04:05Z
  
  
  ---
  # Block: <hash-2>
  kind: MetadataBlock
  version: 3
  content:
    systemTime: 2050-01-02T03:04:05Z
    prevBlockHash: <hash-4>
    sequenceNumber: 5
    event:
      kind: AddData
      prevOffset: 2
      newData:
        logicalHash: f9680c0012064131fc125bdaf60f24718a24aa00cff65443331672773486626b7649ab52804
        physicalHash: <hash-5>
        offsetInterval:
          start: 3
          end: 3
        size: <size>
      newWatermark: 2020-01-05T00:00:00Z
  
  
  ---
  # Block: <hash-4>
  kind: MetadataBlock
  version: 3
  content:
    systemTime: 2050-01-02T03:04:05Z
    prevBlockHash: <hash-6>
    sequenceNumber: 4
    event:
      kind: AddData
      newData:
        logicalHash: f9680c00120d9f0ef68c906fa0de5396e880375fb78c0ec4e26965ba644bb73074cd89ebfa6
        physicalHash: <hash-7>
        offsetInterval:
          start: 0
          end: 2
        size: <size>
      newWatermark: 2020-01-03T00:00:00Z
  
  
  ---
  # Block: <hash-6>
  kind: MetadataBlock
  version: 3
  content:
    systemTime: 2000-01-01T00:00:00Z
    prevBlockHash: <hash-8>
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
        - name: date
          type:
            kind: Timestamp
        - name: city
          type:
            kind: String
        - name: population
          type:
            kind: Int64
  
  
  ---
  # Block: <hash-8>
  kind: MetadataBlock
  version: 3
  content:
    systemTime: 2000-01-01T00:00:00Z
    prevBlockHash: <hash-9>
    sequenceNumber: 2
    event:
      kind: SetVocab
      eventTimeColumn: date
  
  
  ---
  # Block: <hash-9>
  kind: MetadataBlock
  version: 3
  content:
    systemTime: 2000-01-01T00:00:00Z
    prevBlockHash: <hash-10>
    sequenceNumber: 1
    event:
      kind: AddPushSource
      sourceName: default
      read:
        kind: NdJson
      merge:
        kind: Ledger
        primaryKey:
        - date
        - city
  
  
  ---
  # Block: <hash-10>
  kind: MetadataBlock
  version: 3
  content:
    systemTime: 2000-01-01T00:00:00Z
    sequenceNumber: 0
    event:
      kind: Seed
      datasetId: <did-1>
      datasetKind: Root
  
  
