Translation: a source that declares NdJson with a schema is pushed every other format.

  $ . "$KAMU_LIB"; ws
  $ . "$(dirname "$KAMU_LIB")/lib-readers.sh"
  $ app a NdJson 'id: Int64; name: String?; geometry: String?'
  $ printf '1,csv,g\n' > d.csv; push a --input-format csv d.csv
  Dataset updated
  $ echo '[{"id": 2, "name": "json"}]' > d.json; push a --input-format json d.json
  Dataset updated
  $ echo '{"id": 3, "name": "ndjson"}' > d.ndjson; push a --input-format ndjson d.ndjson
  Dataset updated
  $ echo '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"id":4,"name":"geojson"},"geometry":{"type":"Point","coordinates":[1,2]}}]}' > d.geojson; push a --input-format geojson d.geojson
  Dataset updated
  $ echo '{"type":"Feature","properties":{"id":5,"name":"ndgeojson"},"geometry":{"type":"Point","coordinates":[1,2]}}' > d.ndgeojson; push a --input-format ndgeojson d.ndgeojson
  Dataset updated
  $ mkparquet d.parquet <<< '{"name": ["string", ["parquet"]], "id": ["int32", [6]]}'; push a --input-format parquet d.parquet
  Dataset updated
  $ mkshp d.zip <<< '{"name": "x", "type": "POINT", "fields": [["id", "N", 5, 0], ["name", "C", 10]], "records": [[7, "shp"]], "shapes": [[1, 2]]}'; push a --input-format esrishapefile d.zip
  Dataset updated
  $ rows a
  offset,op,system_time,event_time,id,name,geometry
  0,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,1,csv,g
  1,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,2,json,
  2,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,3,ndjson,
  3,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,4,geojson,"{""coordinates"":[1,2],""type"":""Point""}"
  4,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,5,ndgeojson,"{""coordinates"":[1,2],""type"":""Point""}"
  5,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,6,parquet,
  6,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,7,shp,"{""type"":""Point"",""coordinates"":[1.0,2.0]}"
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
      prevOffset: 5
      newData:
        logicalHash: f9680c0012042f8eb4c67c419db7b134d741b99b7847c9f999f8b4b3bfc479241b32fc27361
        physicalHash: <hash-3>
        offsetInterval:
          start: 6
          end: 6
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
      prevOffset: 4
      newData:
        logicalHash: f9680c001206f4d1ffef107adbdbc5a700956bc5a0ef668da1689dde42be2ed634c75579c6e
        physicalHash: <hash-5>
        offsetInterval:
          start: 5
          end: 5
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
      prevOffset: 3
      newData:
        logicalHash: f9680c00120fa97efd903e01c989f4f31e4cbe6a7e3b9d3887f6f5c17626fbab765f183406f
        physicalHash: <hash-7>
        offsetInterval:
          start: 4
          end: 4
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
      kind: AddData
      prevOffset: 2
      newData:
        logicalHash: f9680c001203afe1b04a8386522604f680184b033c397625d0777554d31b5a00cac2bd9d8fd
        physicalHash: <hash-9>
        offsetInterval:
          start: 3
          end: 3
        size: <size>
      newWatermark: 2050-01-02T03:04:05Z
  
  
  ---
  # Block: <hash-8>
  kind: MetadataBlock
  version: 3
  content:
    systemTime: 2050-01-02T03:04:05Z
    prevBlockHash: <hash-10>
    sequenceNumber: 5
    event:
      kind: AddData
      prevOffset: 1
      newData:
        logicalHash: f9680c001203973d43748bcafa9b937d457323f2801808bf521d64efe026f14f58cd7518933
        physicalHash: <hash-11>
        offsetInterval:
          start: 2
          end: 2
        size: <size>
      newWatermark: 2050-01-02T03:04:05Z
  
  
  ---
  # Block: <hash-10>
  kind: MetadataBlock
  version: 3
  content:
    systemTime: 2050-01-02T03:04:05Z
    prevBlockHash: <hash-12>
    sequenceNumber: 4
    event:
      kind: AddData
      prevOffset: 0
      newData:
        logicalHash: f9680c00120a04e6a1a623c999b1d0f297c5701423be3384fde4ec869cbccb06ba5aaa3bc61
        physicalHash: <hash-13>
        offsetInterval:
          start: 1
          end: 1
        size: <size>
      newWatermark: 2050-01-02T03:04:05Z
  
  
  ---
  # Block: <hash-12>
  kind: MetadataBlock
  version: 3
  content:
    systemTime: 2050-01-02T03:04:05Z
    prevBlockHash: <hash-14>
    sequenceNumber: 3
    event:
      kind: AddData
      newData:
        logicalHash: f9680c00120bb27a348471f2406cdfb74288676fc99c9f71366fa1fd64536f62e39e39785bc
        physicalHash: <hash-15>
        offsetInterval:
          start: 0
          end: 0
        size: <size>
      newWatermark: 2050-01-02T03:04:05Z
  
  
  ---
  # Block: <hash-14>
  kind: MetadataBlock
  version: 3
  content:
    systemTime: 2050-01-02T03:04:05Z
    prevBlockHash: <hash-16>
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
        - name: id
          type:
            kind: Int64
        - name: name
          type:
            kind: Option
            inner:
              kind: String
        - name: geometry
          type:
            kind: Option
            inner:
              kind: String
  
  
  ---
  # Block: <hash-16>
  kind: MetadataBlock
  version: 3
  content:
    systemTime: 2000-01-01T00:00:00Z
    prevBlockHash: <hash-17>
    sequenceNumber: 1
    event:
      kind: AddPushSource
      sourceName: default
      read:
        kind: NdJson
        schema:
          fields:
          - name: id
            type:
              kind: Int64
          - name: name
            type:
              kind: Option
              inner:
                kind: String
          - name: geometry
            type:
              kind: Option
              inner:
                kind: String
      merge:
        kind: Append
  
  
  ---
  # Block: <hash-17>
  kind: MetadataBlock
  version: 3
  content:
    systemTime: 2000-01-01T00:00:00Z
    sequenceNumber: 0
    event:
      kind: Seed
      datasetId: <did-1>
      datasetKind: Root
  
  
