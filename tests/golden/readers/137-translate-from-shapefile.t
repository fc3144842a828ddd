Translation: an EsriShapefile source is pushed GeoJson, NdJson and its own format by name.

  $ . "$KAMU_LIB"; ws
  $ . "$(dirname "$KAMU_LIB")/lib-readers.sh"
  $ app a EsriShapefile 'id: Int64; geometry: String?' 'subPath: x.shp'
  $ mkshp d.zip <<< '{"name": "x", "type": "POINT", "fields": [["id", "N", 5, 0]], "records": [[1]], "shapes": [[1, 2]]}'; push a d.zip
  Dataset updated
  $ push a --input-format esrishapefile d.zip
  Dataset updated
  $ echo '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"id":2},"geometry":{"type":"Point","coordinates":[1,2]}}]}' | feed a --input-format geojson
  Dataset updated
  $ echo '{"id":3}' | feed a --input-format ndjson
  Dataset updated
  $ rows a
  offset,op,system_time,event_time,id,geometry
  0,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,1,"{""type"":""Point"",""coordinates"":[1.0,2.0]}"
  1,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,1,"{""type"":""Point"",""coordinates"":[1.0,2.0]}"
  2,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,2,"{""coordinates"":[1,2],""type"":""Point""}"
  3,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,3,
