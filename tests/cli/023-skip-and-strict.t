Bad records can be left out; what is loose can be made an error.

  $ . "$KAMU_LIB"; kamu -q init
  $ source() { printf 'kind: DatasetSnapshot\nversion: 1\ncontent:\n  name: %s\n  kind: Root\n  metadata:\n    - {kind: AddPushSource, sourceName: default, read: %s, merge: {kind: Append}}\n' "$1" "$2" | K -q add --stdin; }
  $ typed='schema: {fields: [{name: id, type: Int64}, {name: name, type: {kind: Option, inner: String}}]}'
  $ loose='schema: {fields: [{name: id, type: {kind: Option, inner: Int64}}, {name: name, type: {kind: Option, inner: String}}]}'
  $ rows() { kamu tail "$1" -n 100 -o ndjson | sed 's/"offset.*"event_time":"[^"]*",*//'; echo; }
  $ skip() { err K ingest "$@" --on-error skip --rejects rejects; cat rejects; }
  $ printf '{"id":1,"name":"a"}\n{"id":"x"}\n{"id":null}\n{"id":2,"more":1}\n{"id":3.5,"name":"b"}\n{"name":"c"}\n{"id":4}\n' > d.ndjson
  $ printf '1,a\nx,\n,b\n2,c,d\n3\n"4","e\nf"\n5,g\n' > d.csv
  $ printf '[{"id":1,"name":"a"},{"id":"x"},{"id":2,"name":5},7,{"id":3}]' > d.json
  $ printf '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"id":1},"geometry":null},{"type":"Feature","properties":{"id":"x"},"geometry":null}]}' > d.geojson
  $ printf '{"type":"Feature","properties":{"id":1},"geometry":null}\n{"type":"Feature","properties":{"id":true},"geometry":null}\n{"type":"Feature","properties":{"id":2},"geometry":null}\n' > d.ndgeojson
  $ python3 - <<'P'
  > import pyarrow as a, pyarrow.parquet as p
  > p.write_table(a.table({"id": ["1", "x", None, "2", "99999999999999999999"], "name": ["a", "b", "c", None, "d"], "more": [1, 2, 3, 4, 5]}), "d.parquet")
  > P

Each bad record goes to the rejects with its place, the reason and its text; the good ones are committed:

  $ for f in ndjson csv json geojson ndgeojson parquet; do echo "== $f"; source $f "{kind: $f, $typed}"; skip $f d.$f; rows $f; done
  == ndjson
  Dataset updated
  3 bad record(s) left out
  {"input":"d.ndjson","line":2,"column":7,"byte":26,"record":2,"field":"id","reason":"field 'id': failed to parse \"x\" as Int64","expected":"Int64","raw":"{\"id\":\"x\"}"}
  {"input":"d.ndjson","line":3,"column":7,"byte":37,"record":3,"field":"id","reason":"field 'id': null, but the column is required","expected":"Int64","raw":"{\"id\":null}"}
  {"input":"d.ndjson","line":6,"column":12,"byte":94,"record":6,"field":"id","reason":"field 'id': missing, but the column is required","expected":"Int64","raw":"{\"name\":\"c\"}"}
  {"id":1,"name":"a"}
  {"id":2,"name":null}
  {"id":3,"name":"b"}
  {"id":4,"name":null}
  == csv
  Dataset updated
  4 bad record(s) left out
  {"input":"d.csv","line":2,"column":1,"byte":4,"record":2,"field":"id","reason":"field 'id': failed to parse 'x' as Int64","expected":"Int64","raw":"x,"}
  {"input":"d.csv","line":3,"column":1,"byte":7,"record":3,"field":"id","reason":"field 'id': empty, but the column is required","expected":"Int64","raw":",b"}
  {"input":"d.csv","line":4,"column":1,"byte":10,"record":4,"field":"","reason":"incorrect number of fields, expected 2 got 3","expected":"","raw":"2,c,d"}
  {"input":"d.csv","line":5,"column":1,"byte":16,"record":5,"field":"","reason":"incorrect number of fields, expected 2 got 1","expected":"","raw":"3"}
  {"id":1,"name":"a"}
  {"id":4,"name":"e\nf"}
  {"id":5,"name":"g"}
  == json
  Dataset updated
  3 bad record(s) left out
  {"input":"d.json","line":1,"column":28,"byte":27,"record":2,"field":"id","reason":"field 'id': failed to parse \"x\" as Int64","expected":"Int64","raw":"{\"id\":\"x\"}"}
  {"input":"d.json","line":1,"column":48,"byte":47,"record":3,"field":"name","reason":"field 'name': expected string got 5","expected":"Utf8","raw":"{\"id\":2,\"name\":5}"}
  {"input":"d.json","line":1,"column":51,"byte":50,"record":4,"field":"","reason":"expected { got 7","expected":"object","raw":"7"}
  {"id":1,"name":"a"}
  {"id":3,"name":null}
  == geojson
  Dataset updated
  1 bad record(s) left out
  {"input":"d.geojson","line":1,"column":135,"byte":134,"record":2,"field":"id","reason":"field 'id': failed to parse \"x\" as Int64","expected":"Int64","raw":"{\"type\":\"Feature\",\"properties\":{\"id\":\"x\"},\"geometry\":null}"}
  {"id":1,"name":null}
  == ndgeojson
  Dataset updated
  1 bad record(s) left out
  {"input":"d.ndgeojson","line":2,"column":38,"byte":94,"record":2,"field":"id","reason":"field 'id': expected primitive got true","expected":"Int64","raw":"{\"type\":\"Feature\",\"properties\":{\"id\":true},\"geometry\":null}"}
  {"id":1,"name":null}
  {"id":2,"name":null}
  == parquet
  Dataset updated
  3 bad record(s) left out
  {"input":"d.parquet","line":0,"column":0,"byte":0,"record":2,"field":"id","reason":"Cast error: Cannot cast string 'x' to value of Int64 type","expected":"Int64","raw":"{\"id\":\"x\",\"name\":\"b\"}"}
  {"input":"d.parquet","line":0,"column":0,"byte":0,"record":3,"field":"id","reason":"field 'id': null, but the column is required","expected":"","raw":"{\"id\":null,\"name\":\"c\"}"}
  {"input":"d.parquet","line":0,"column":0,"byte":0,"record":5,"field":"id","reason":"Cast error: Cannot cast string '99999999999999999999' to value of Int64 type","expected":"Int64","raw":"{\"id\":\"99999999999999999999\",\"name\":\"d\"}"}
  {"id":1,"name":"a"}
  {"id":2,"name":null}

Up to a number of them:

  $ err K ingest csv d.csv --on-error skip --max-errors 3
  Error:
    0: More than 3 bad records
    1: incorrect number of fields, expected 2 got 1
    at: d.csv:5:1 (byte 16)
    hint: is `separator` right? It is ','
  
  [1]
  $ err K ingest csv d.csv --on-error skip --max-errors 4
  Dataset updated
  4 bad record(s) left out
  $ err K ingest parquet d.parquet --on-error skip --max-errors 2
  Error:
    0: More than 2 bad records
    1: Cast error: Cannot cast string '99999999999999999999' to value of Int64 type
    at: d.parquet, record 5
    field: id
  
  [1]
  $ err K ingest csv d.csv --max-errors 3
  Error: --max-errors and --rejects need --on-error skip
  
  [1]

Broken input is no bad record:

  $ head -c 300 d.parquet > cut.parquet; err K ingest parquet cut.parquet --on-error skip
  Error: cut.parquet is not a Parquet file: PAR1 is missing at its start or end (is it complete?)
  
  [1]
  $ gzip -c d.csv | head -c 30 > cut.csv.gz; err K ingest csv cut.csv.gz --on-error skip
  Error: cut.csv.gz: broken gzip data at byte 30: the end is missing
    hint: is the file complete?
  
  [1]
  $ printf '{"id":1}\n{"id":2' | err K ingest ndjson --stdin --on-error skip
  Dataset updated
  1 bad record(s) left out

What records have too much or too little is counted, with --strict it is an error:

  $ counts() { K ingest "$@" -o json 2>/dev/null | sed -E 's/.*"inputs":\[//; s/.*("rowsRead":[0-9]+).*("unknownFields".*),"block".*/\1,\2/'; }
  $ for f in ndjson csv parquet; do source loose-$f "{kind: $f, $loose}"; done; source head-csv "{kind: Csv, header: true, $loose}"
  $ printf '{"id":1,"name":"a"}\n{"id":2,"x":1,"y":2}\n{"z":{"id":1}}\n{"id":null,"name":null}\n' > l.ndjson; counts loose-ndjson l.ndjson
  "rowsRead":4,"unknownFields":3,"missingFields":3,"allNullRows":2,"unknownField":"x"
  $ printf '1,a\n,\n2,\n' > l.csv; counts loose-csv l.csv; printf 'name,x,id\na,1,1\nb,2,2\n' > h.csv; counts head-csv h.csv
  "rowsRead":3,"unknownFields":0,"missingFields":0,"allNullRows":1
  "rowsRead":2,"unknownFields":2,"missingFields":0,"allNullRows":0,"unknownField":"x"
  $ python3 -c 'import pyarrow as a, pyarrow.parquet as p; p.write_table(a.table({"id": [1, None, 2], "x": [1, 2, 3]}), "l.parquet")'; counts loose-parquet l.parquet
  "rowsRead":3,"unknownFields":3,"missingFields":3,"allNullRows":1,"unknownField":"x"
  $ strict() { err K ingest "$@" --strict; }
  $ printf '{"id":1,"name":"a","x":1}\n' | strict loose-ndjson --stdin; printf '{"id":1}\n' | strict loose-ndjson --stdin; printf '{"id":null,"name":null}\n' | strict loose-ndjson --stdin; printf '{"id":1,"name":null}\n' | strict loose-ndjson --stdin
  Error: unknown field "x"
    at: STDIN:1:20 (byte 19)
    hint: the source's schema has no such column; --strict makes this an error
  
  Error: field 'name' is missing
    at: STDIN:1:8 (byte 7)
    hint: the column is optional; --strict makes this an error
  
  Error: the record has no value for any column
    at: STDIN:1:1
    found: {"id":null,"name":null}
    hint: --strict makes this an error
  
  Dataset updated
  $ strict loose-csv l.csv; strict head-csv h.csv; printf 'name,id2\na,1\n' | strict head-csv --stdin; printf '1,\n2,b\n' | strict loose-csv --stdin
  Error: all fields are empty
    at: l.csv:2:1 (byte 4)
    found: ,
    hint: --strict makes this an error
  
  Error: unknown field 'x' in the header
    at: h.csv:1:1
    hint: the source's schema has no such column; --strict makes this an error
  
  Error: the header names 'name' in place 1, the schema in place 2, and other names differ
    at: STDIN:1:1
    hint: fields bind by name only when the header has the names of all columns
  
  Dataset updated
  $ strict loose-parquet l.parquet; python3 -c 'import pyarrow as a, pyarrow.parquet as p; p.write_table(a.table({"id": [1]}), "m.parquet"); p.write_table(a.table({"id": [1, None], "name": ["a", None]}), "n.parquet")'; strict loose-parquet m.parquet; strict loose-parquet n.parquet
  Error: unknown field 'x'
    in: l.parquet
    hint: the source's schema has no such column; --strict makes this an error
  
  Error: field 'name' is missing in the file
    in: m.parquet
    hint: the column is optional; --strict makes this an error
  
  Error: all columns of the row are null
    at: n.parquet, record 2
    hint: --strict makes this an error
  
  [1]

Both together: what is loose is left out, too

  $ skip loose-ndjson l.ndjson --strict; skip loose-csv l.csv --strict; skip loose-parquet n.parquet --strict
  Dataset updated
  3 bad record(s) left out
  {"input":"l.ndjson","line":2,"column":9,"byte":28,"record":2,"field":"","reason":"unknown field \"x\"","expected":"","raw":"{\"id\":2,\"x\":1,\"y\":2}"}
  {"input":"l.ndjson","line":3,"column":2,"byte":42,"record":3,"field":"","reason":"unknown field \"z\"","expected":"","raw":"{\"z\":{\"id\":1}}"}
  {"input":"l.ndjson","line":4,"column":1,"byte":56,"record":4,"field":"","reason":"the record has no value for any column","expected":"","raw":"{\"id\":null,\"name\":null}"}
  Dataset updated
  1 bad record(s) left out
  {"input":"l.csv","line":2,"column":1,"byte":4,"record":2,"field":"","reason":"all fields are empty","expected":"","raw":","}
  Dataset updated
  1 bad record(s) left out
  {"input":"n.parquet","line":0,"column":0,"byte":0,"record":2,"field":"","reason":"all columns of the row are null","expected":"","raw":"{\"id\":null,\"name\":null}"}

Shapefiles and Arrow data are treated alike:

  $ python3 - <<'P'
  > import struct, pyarrow as a, pyarrow.ipc as i
  > n = 3
  > head = lambda size: struct.pack(">i20xi", 9994, size // 2) + struct.pack("<ii", 1000, 1) + bytes(64)
  > shapes = b"".join(struct.pack(">ii", k + 1, 10) + struct.pack("<idd", 1, k, 2) for k in range(n))
  > open("p.shp", "wb").write(head(100 + len(shapes)) + shapes)
  > dbf = struct.pack("<B3BIHH20x", 3, 120, 1, 1, n, 32 + 2 * 32 + 1, 1 + 4 + 4)
  > for name, kind in ((b"id", b"C"), (b"name", b"C")):
  >     dbf += name.ljust(11, b"\0") + kind + bytes(4) + bytes([4, 0]) + bytes(14)
  > dbf += b"\r" + b" 1   a   " + b" x   b   " + b" 3       " + b"\x1a"
  > open("p.dbf", "wb").write(dbf)
  > t = a.table({"id": ["1", "x", "3"], "name": ["a", "b", None]})
  > with i.new_stream("p.arrows", t.schema) as w: w.write_table(t)
  > P
  $ source shp "{kind: EsriShapefile, $typed}"; skip shp p.shp; rows shp; err K ingest shp p.shp; err K ingest shp p.shp --strict
  Dataset updated
  1 bad record(s) left out
  {"input":"p.shp","line":0,"column":0,"byte":0,"record":2,"field":"id","reason":"field 'id': failed to parse \"x\" as Int64","expected":"Int64","raw":"{\"id\":\"x\",\"name\":\"b\"}"}
  {"id":1,"name":"a"}
  {"id":3,"name":null}
  Error: field 'id': failed to parse "x" as Int64
    at: p.shp, record 2
  
  Error: field 'id': failed to parse "x" as Int64
    at: p.shp, record 2
  
  [1]
  $ source arrow "{kind: NdJson, $typed}"; skip arrow p.arrows --input-format arrow; rows arrow
  Dataset updated
  1 bad record(s) left out
  {"input":"p.arrows","line":0,"column":0,"byte":0,"record":2,"field":"id","reason":"Cast error: Cannot cast string 'x' to value of Int64 type","expected":"Int64","raw":"{\"id\":\"x\",\"name\":\"b\"}"}
  {"id":1,"name":"a"}
  {"id":3,"name":null}
