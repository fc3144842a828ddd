EsriShapefile: points, with a schema and without; the attribute types.

  $ . "$KAMU_LIB"; ws
  $ . "$(dirname "$KAMU_LIB")/lib-readers.sh"
  $ mkshp c.zip <<'J'
  > {"name": "cities", "type": "POINT", "fields": [["name", "C", 20], ["pop", "N", 10, 0], ["area", "N", 12, 3], ["f", "F", 12, 4], ["cap", "L"], ["founded", "D"]],
  >  "records": [["Vancouver", 675000, 115.18, 1.25, false, "18860406"], [" padded ", null, null, null, null, null], ["Kyiv", 2884000, 839, -0.5, true, "20201231"]],
  >  "shapes": [[-123.12, 49.28], [0, 0], [30.5, 50.45]]}
  > J
  $ app a EsriShapefile 'name: String?; pop: Int64?; geometry: String'
  $ push a c.zip
  Dataset updated
  $ slice a
  required group field_id=-1 arrow_schema {
    required int64 field_id=-1 offset;
    required int32 field_id=-1 op;
    required int64 field_id=-1 system_time (Timestamp(isAdjustedToUTC=true, timeUnit=milliseconds, is_from_converted_type=false, force_set_converted_type=false));
    required int64 field_id=-1 event_time (Timestamp(isAdjustedToUTC=true, timeUnit=milliseconds, is_from_converted_type=false, force_set_converted_type=false));
    optional binary field_id=-1 name (String);
    optional int64 field_id=-1 pop;
    required binary field_id=-1 geometry (String);
  }
  {"offset": 0, "op": 0, "system_time": "2050-01-02T03:04:05+00:00", "event_time": "2050-01-02T03:04:05+00:00", "name": "Vancouver", "pop": 675000, "geometry": "{\"type\":\"Point\",\"coordinates\":[-123.12,49.28]}"}
  {"offset": 1, "op": 0, "system_time": "2050-01-02T03:04:05+00:00", "event_time": "2050-01-02T03:04:05+00:00", "name": "padded", "pop": null, "geometry": "{\"type\":\"Point\",\"coordinates\":[0.0,0.0]}"}
  {"offset": 2, "op": 0, "system_time": "2050-01-02T03:04:05+00:00", "event_time": "2050-01-02T03:04:05+00:00", "name": "Kyiv", "pop": 2884000, "geometry": "{\"type\":\"Point\",\"coordinates\":[30.5,50.45]}"}
  $ app b EsriShapefile
  $ push b c.zip
  Dataset updated
  $ slice b
  required group field_id=-1 arrow_schema {
    required int64 field_id=-1 offset;
    required int32 field_id=-1 op;
    required int64 field_id=-1 system_time (Timestamp(isAdjustedToUTC=true, timeUnit=milliseconds, is_from_converted_type=false, force_set_converted_type=false));
    required int64 field_id=-1 event_time (Timestamp(isAdjustedToUTC=true, timeUnit=milliseconds, is_from_converted_type=false, force_set_converted_type=false));
    optional double field_id=-1 area;
    optional boolean field_id=-1 cap;
    optional double field_id=-1 f;
    optional binary field_id=-1 founded (String);
    optional binary field_id=-1 geometry (String);
    optional binary field_id=-1 name (String);
    optional double field_id=-1 pop;
  }
  {"offset": 0, "op": 0, "system_time": "2050-01-02T03:04:05+00:00", "event_time": "2050-01-02T03:04:05+00:00", "area": 115.18, "cap": false, "f": 1.25, "founded": "1886-04-06", "geometry": "{\"type\":\"Point\",\"coordinates\":[-123.12,49.28]}", "name": "Vancouver", "pop": 675000.0}
  {"offset": 1, "op": 0, "system_time": "2050-01-02T03:04:05+00:00", "event_time": "2050-01-02T03:04:05+00:00", "area": null, "cap": null, "f": null, "founded": null, "geometry": "{\"type\":\"Point\",\"coordinates\":[0.0,0.0]}", "name": "padded", "pop": null}
  {"offset": 2, "op": 0, "system_time": "2050-01-02T03:04:05+00:00", "event_time": "2050-01-02T03:04:05+00:00", "area": 839.0, "cap": true, "f": -0.5, "founded": "2020-12-31", "geometry": "{\"type\":\"Point\",\"coordinates\":[30.5,50.45]}", "name": "Kyiv", "pop": 2884000.0}
  $ app c EsriShapefile 'name: String?; pop: Float64?; area: {kind: Decimal, precision: 10, scale: 2}?; f: Float32?; cap: Bool?; founded: Date?; geometry: String?'
  $ push c c.zip
  Dataset updated
  $ cells c
  {"name":"Vancouver","pop":675000.0,"area":"115.18","f":1.25,"cap":false,"founded":"1886-04-06","geometry":"{\"type\":\"Point\",\"coordinates\":[-123.12,49.28]}"}
  {"name":"padded","pop":null,"area":null,"f":null,"cap":null,"founded":null,"geometry":"{\"type\":\"Point\",\"coordinates\":[0.0,0.0]}"}
  {"name":"Kyiv","pop":2884000.0,"area":"839.00","f":-0.5,"cap":true,"founded":"2020-12-31","geometry":"{\"type\":\"Point\",\"coordinates\":[30.5,50.45]}"}
