Shapefile bodies (zip archives) under the two media types that name them.

  $ . "$KAMU_LIB"; . "$(dirname "$KAMU_LIB")/lib-http.sh"; ws
  $ push_ds shp '{kind: EsriShapefile}' '{kind: Append}'; push_ds nd '{kind: NdJson}' '{kind: Append}'
  $ push_ds typed '{kind: EsriShapefile, schema: {fields: [{name: NAME, type: {kind: Option, inner: String}}, {name: geometry, type: {kind: Option, inner: String}}]}}' '{kind: Append}'
  $ python3 - <<'P'
  > import io, struct, zipfile
  > pts = [(1.5, -2.0, b"Alpha"), (3.0, 4.25, b"Beta")]
  > recs = [struct.pack("<idd", 1, x, y) for x, y, _ in pts]
  > def head(words): return struct.pack(">7i", 9994, 0, 0, 0, 0, 0, words) + struct.pack("<2i8d", 1000, 1, 1.5, -2.0, 3.0, 4.25, 0, 0, 0, 0)
  > shp = b"".join(struct.pack(">2i", i + 1, len(r) // 2) + r for i, r in enumerate(recs))
  > shx = b"".join(struct.pack(">2i", 50 + i * 14, 10) for i in range(len(recs)))
  > field = b"NAME".ljust(11, b"\0") + b"C" + bytes(4) + bytes([10, 0]) + bytes(14)
  > dbf = struct.pack("<4BIHH20x", 3, 120, 1, 1, len(pts), 32 + 32 + 1, 11) + field + b"\r" + b"".join(b" " + n.ljust(10) for _, _, n in pts) + b"\x1a"
  > def pack(path, names):
  >     with zipfile.ZipFile(path, "w") as z:
  >         for n in names:
  >             z.writestr(zipfile.ZipInfo(n, (2020, 1, 1, 0, 0, 0)), {"shp": head(50 + len(shp) // 2) + shp, "shx": head(50 + len(shx) // 2) + shx, "dbf": dbf, "txt": b"x"}[n[-3:]])
  > pack("ok.zip", ["a.shp", "a.shx", "a.dbf"])
  > pack("two.zip", ["a.shp", "a.shx", "a.dbf", "b.shp", "b.shx", "b.dbf"])
  > pack("nodbf.zip", ["a.shp", "a.shx"])
  > pack("none.zip", ["a.txt"])
  > P
  $ serve
  $ post shp application/vnd.shp < ok.zip
  HTTP/1.1 200 OK
  (empty body)
  $ post shp x-gis/x-shapefile < ok.zip
  HTTP/1.1 200 OK
  (empty body)
  $ post shp '' < ok.zip
  HTTP/1.1 200 OK
  (empty body)
  $ post shp application/vnd.esri.shapefile < ok.zip
  HTTP/1.1 200 OK
  (empty body)
  $ post nd application/vnd.shp < ok.zip
  HTTP/1.1 200 OK
  (empty body)
  $ post typed application/vnd.shp < ok.zip
  HTTP/1.1 200 OK
  (empty body)
  $ for f in two nodbf none; do echo "--- $f"; post shp application/vnd.shp < $f.zip; done
  --- two
  HTTP/1.1 400 Bad Request
  content-type: application/json
  {
    "message": "Archive contains multiple .shp files. Specify `subPath` argument to select one of:\n  - a.shp\n  - b.shp"
  }
  --- nodbf
  HTTP/1.1 400 Bad Request
  content-type: application/problem+json
  {
    "detail": "The archive lacks the .dbf file that belongs to a.shp",
    "hint": "this looks like UTF-16: set the encoding option to utf-16, or convert the data",
    "input": "request body",
    "message": "The archive lacks the .dbf file that belongs to a.shp",
    "status": 400,
    "title": "Bad Request",
    "type": "about:blank"
  }
  --- none
  HTTP/1.1 400 Bad Request
  content-type: application/json
  {"message": "Archive does not contain any .shp files"}
  $ printf 'PK no zip' | post shp application/vnd.shp
  HTTP/1.1 400 Bad Request
  content-type: application/problem+json
  {
    "detail": "invalid Zip archive: Unrecognized archive format",
    "input": "request body",
    "message": "invalid Zip archive: Unrecognized archive format",
    "status": 400,
    "title": "Bad Request",
    "type": "about:blank"
  }
  $ printf '' | post shp application/vnd.shp
  HTTP/1.1 200 OK
  (empty body)
  $ trows shp; trows nd; trows typed
  {"offset": 0, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2050-01-02T03:04:05Z", "NAME": "Alpha", "geometry": "{\"type\":\"Point\",\"coordinates\":[1.5,-2.0]}"}
  {"offset": 1, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2050-01-02T03:04:05Z", "NAME": "Beta", "geometry": "{\"type\":\"Point\",\"coordinates\":[3.0,4.25]}"}
  {"offset": 2, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2050-01-02T03:04:05Z", "NAME": "Alpha", "geometry": "{\"type\":\"Point\",\"coordinates\":[1.5,-2.0]}"}
  {"offset": 3, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2050-01-02T03:04:05Z", "NAME": "Beta", "geometry": "{\"type\":\"Point\",\"coordinates\":[3.0,4.25]}"}
  {"offset": 4, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2050-01-02T03:04:05Z", "NAME": "Alpha", "geometry": "{\"type\":\"Point\",\"coordinates\":[1.5,-2.0]}"}
  {"offset": 5, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2050-01-02T03:04:05Z", "NAME": "Beta", "geometry": "{\"type\":\"Point\",\"coordinates\":[3.0,4.25]}"}
  {"offset": 6, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2050-01-02T03:04:05Z", "NAME": "Alpha", "geometry": "{\"type\":\"Point\",\"coordinates\":[1.5,-2.0]}"}
  {"offset": 7, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2050-01-02T03:04:05Z", "NAME": "Beta", "geometry": "{\"type\":\"Point\",\"coordinates\":[3.0,4.25]}"}
  {"offset": 0, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2050-01-02T03:04:05Z", "NAME": "Alpha", "geometry": "{\"type\":\"Point\",\"coordinates\":[1.5,-2.0]}"}
  {"offset": 1, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2050-01-02T03:04:05Z", "NAME": "Beta", "geometry": "{\"type\":\"Point\",\"coordinates\":[3.0,4.25]}"}
  {"offset": 0, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2050-01-02T03:04:05Z", "NAME": "Alpha", "geometry": "{\"type\":\"Point\",\"coordinates\":[1.5,-2.0]}"}
  {"offset": 1, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2050-01-02T03:04:05Z", "NAME": "Beta", "geometry": "{\"type\":\"Point\",\"coordinates\":[3.0,4.25]}"}
  $ req GET '/shp/metadata?include=schema&schemaFormat=Parquet'
  HTTP/1.1 200 OK
  content-type: application/json
  {
    "output": {
      "schema": "message arrow_schema {\n  REQUIRED INT64 offset;\n  REQUIRED INT32 op;\n  REQUIRED INT64 system_time (TIMESTAMP(MILLIS,true));\n  REQUIRED INT64 event_time (TIMESTAMP(MILLIS,true));\n  OPTIONAL BYTE_ARRAY NAME (STRING);\n  OPTIONAL BYTE_ARRAY geometry (STRING);\n}\n",
      "schemaFormat": "Parquet"
    }
  }
