GeoJson: other root types, missing members, null geometry, null properties, bad features.

  $ . "$KAMU_LIB"; ws
  $ . "$(dirname "$KAMU_LIB")/lib-readers.sh"
  $ app a GeoJson 'id: Int64?; geometry: String?'
  $ try a '{"type":"Feature","features":[]}' '{"type":"FeatureCollection","features":[]}' '{"features":[]}' '{"type":"FeatureCollection"}' '{"type":"FeatureCollection","features":{}}' '{"type":null,"features":[]}' '{"type":"featurecollection","features":[]}' '[]' '1' 'x' '' '{"type":"FeatureCollection","features":[]} x'
  -- {"type":"Feature","features":[]} [1]
  Error: Expected FeatureCollection type but got "Feature" instead
    at: in:1:9 (byte 8)
  -- {"features":[]} [1]
  Error: Expected FeatureCollection type
    at: in:1:16 (byte 15)
  -- {"type":"FeatureCollection"} [1]
  Error: Invalid geojson: `features` is not an array
    at: in:1:28 (byte 27)
  -- {"type":"FeatureCollection","features":{}} [1]
  Error: Invalid geojson: `features` is not an array
    at: in:1:40 (byte 39)
  -- {"type":null,"features":[]} [1]
  Error: Expected FeatureCollection type but got null instead
    at: in:1:9 (byte 8)
  -- {"type":"featurecollection","features":[]} [1]
  Error: Expected FeatureCollection type but got "featurecollection" instead
    at: in:1:9 (byte 8)
  -- [] [1]
  Error: Invalid geojson: `features` is not an array
    at: in:1:1
    hint: this looks like a JSON array: use --input-format 'json'
  -- 1 [1]
  Error: Invalid geojson: `features` is not an array
    at: in:1:1
  -- x [1]
  Error: Invalid geojson: `features` is not an array
    at: in:1:1
  --  [0]
  Dataset up-to-date
  -- {"type":"FeatureCollection","features":[]} x [1]
  Error: Encountered unexpected 'x' whilst parsing the end of the document
    at: in:1:44 (byte 43)
  $ f() { printf '{"type":"FeatureCollection","features":[%s]}' "$1"; }
  $ try a "$(f '{"type":"Feature","properties":{"id":1},"geometry":null}')" "$(f '{"type":"Feature","properties":null,"geometry":{"type":"Point","coordinates":[1,2]}}')" "$(f '{"type":"Feature","properties":{"id":2}}')" "$(f '{"type":"Feature","geometry":{"type":"Point","coordinates":[1,2]}}')" "$(f '{"type":"Nothing","properties":{"id":3},"geometry":{"type":"Point","coordinates":[1,2]}}')" "$(f '{"properties":{"id":4},"geometry":{}}')" "$(f '1')" "$(f 'null')" "$(f '{"type":"Feature","properties":[],"geometry":{}}')" "$(f '{"type":"Feature","properties":{"id":5},"geometry":"POINT(1 2)"}')"
  -- {"type":"FeatureCollection","features":[1]} [1]
  Error: expected { got 1
    at: in:1:41 (byte 40)
    expected: object
  -- {"type":"FeatureCollection","features":[null]} [1]
  Error: expected { got null
    at: in:1:41 (byte 40)
    expected: object
  -- {"type":"FeatureCollection","features":[{"type":"Feature","properties":[],"geometry":{}}]} [1]
  Error: Expected an object or null as properties but got [] instead
    at: in:1:72 (byte 71)
  -- {"type":"FeatureCollection","features":[{"type":"Feature","properties":{"id":5},"geometry":"POINT(1 2)"}]} [1]
  Error: Expected an object or null as geometry but got "POINT(1 2)" instead
    at: in:1:92 (byte 91)
  $ cells a
  {"id":1,"geometry":null}
  {"id":null,"geometry":"{\"coordinates\":[1,2],\"type\":\"Point\"}"}
  {"id":2,"geometry":null}
  {"id":null,"geometry":"{\"coordinates\":[1,2],\"type\":\"Point\"}"}
  {"id":3,"geometry":"{\"coordinates\":[1,2],\"type\":\"Point\"}"}
  {"id":4,"geometry":"{}"}
  $ kinds a
  Seed AddPushSource SetDataSchema AddData AddData AddData AddData AddData AddData
