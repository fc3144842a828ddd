Translation: GeoJson and NdGeoJson sources are pushed each other, NdJson and Csv.

  $ . "$KAMU_LIB"; ws
  $ . "$(dirname "$KAMU_LIB")/lib-readers.sh"
  $ app a GeoJson 'id: Int64; geometry: String?'
  $ app b NdGeoJson 'id: Int64; geometry: String?'
  $ F='{"type":"Feature","properties":{"id":1},"geometry":{"type":"Point","coordinates":[1,2]}}'
  $ for d in a b; do echo "$F" | feed $d --input-format ndgeojson; echo '{"type":"FeatureCollection","features":['"$F"']}' | feed $d --input-format geojson; echo '{"id":2,"geometry":"x"}' | feed $d --input-format ndjson; printf '3,"{""type"":""Point""}"\n' | feed $d --input-format csv; echo "$F" | feed $d --input-format ndjson; echo "$F" | feed $d; rows $d; done
  Dataset updated
  Dataset updated
  Dataset updated
  Dataset updated
  Error: field 'id': missing, but the column is required
    at: in:1:88 (byte 87)
    expected: Int64
    hint: declare the column as optional ({kind: Option, inner: ...}; in DDL without NOT NULL) if values may be missing
  
  Error: Expected FeatureCollection type but got "Feature" instead
    at: in:1:9 (byte 8)
  
  offset,op,system_time,event_time,id,geometry
  0,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,1,"{""coordinates"":[1,2],""type"":""Point""}"
  1,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,1,"{""coordinates"":[1,2],""type"":""Point""}"
  2,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,2,x
  3,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,3,"{""type"":""Point""}"
  Dataset updated
  Dataset updated
  Dataset updated
  Dataset updated
  Error: field 'id': missing, but the column is required
    at: in:1:88 (byte 87)
    expected: Int64
    hint: declare the column as optional ({kind: Option, inner: ...}; in DDL without NOT NULL) if values may be missing
  
  Dataset updated
  offset,op,system_time,event_time,id,geometry
  0,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,1,"{""coordinates"":[1,2],""type"":""Point""}"
  1,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,1,"{""coordinates"":[1,2],""type"":""Point""}"
  2,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,2,x
  3,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,3,"{""type"":""Point""}"
  4,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,1,"{""coordinates"":[1,2],""type"":""Point""}"
