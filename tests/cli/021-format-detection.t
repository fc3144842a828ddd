Data of another format than the source declares is read as what it plainly is; the choice is printed.

  $ . "$KAMU_LIB"; kamu -q init
  $ source() { printf 'kind: DatasetSnapshot\nversion: 1\ncontent:\n  name: %s\n  kind: Root\n  metadata:\n    - {kind: AddPushSource, sourceName: default, read: %s, merge: {kind: Append}}\n' "$1" "$2" | K -q add --stdin; }
  $ typed='schema: {fields: [{name: id, type: Int64}, {name: name, type: {kind: Option, inner: String}}]}'
  $ texts='schema: {fields: [{name: id, type: {kind: Option, inner: String}}, {name: name, type: {kind: Option, inner: String}}]}'
  $ rows() { kamu tail "$1" -n 100 -o ndjson | sed 's/"offset.*"event_time":"[^"]*",*//'; echo; }
  $ printf 'id,name\n1,a\n2,b\n' > header.csv; printf '3,c\n4,d\n' > plain.csv; printf 'id;name\n5;e\n' > semicolon.csv
  $ printf 'id\tname\n6\tf\n' > tabs.tsv; printf '{"id":7,"name":"g"}\n{"id":8}\n' > lines.ndjson; printf '[{"id":9,"name":"i"},\n {"id":10}]\n' > array.json
  $ printf '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"id":11,"name":"k"},"geometry":{"type":"Point","coordinates":[1,2]}}]}\n' > map.geojson
  $ python3 -c 'import pyarrow as a, pyarrow.parquet as p; p.write_table(a.table({"id": [12], "name": ["l"]}), "table.parquet")'

By content and by the name of the file, whatever the source declares:

  $ source lines "{kind: NdJson, $typed}"; for f in header.csv plain.csv semicolon.csv tabs.tsv lines.ndjson array.json map.geojson table.parquet; do echo "-- $f"; err K ingest lines $f; done; rows lines
  -- header.csv
  Warning: header.csv: this is CSV, not NdJson as the source declares: read with --input-format 'csv'
  Dataset updated
  -- plain.csv
  Warning: plain.csv: this is CSV, not NdJson as the source declares: read with --input-format 'csv'
  Dataset updated
  -- semicolon.csv
  Warning: semicolon.csv: this is CSV with the separator ';', not NdJson as the source declares: read with --input-format 'csv;separator=;'
  Dataset updated
  -- tabs.tsv
  Warning: tabs.tsv: this is CSV with tabs, not NdJson as the source declares: read with --input-format 'csv;separator=\t'
  Dataset updated
  -- lines.ndjson
  Dataset updated
  -- array.json
  Warning: array.json: this is a JSON array, not NdJson as the source declares: read with --input-format 'json'
  Dataset updated
  -- map.geojson
  Warning: map.geojson: this is a GeoJSON document, not NdJson as the source declares: read with --input-format 'geojson'
  Dataset updated
  -- table.parquet
  Warning: table.parquet: this is a Parquet file, not NdJson as the source declares: read with --input-format 'parquet'
  Dataset updated
  {"id":1,"name":"a"}
  {"id":2,"name":"b"}
  {"id":3,"name":"c"}
  {"id":4,"name":"d"}
  {"id":5,"name":"e"}
  {"id":6,"name":"f"}
  {"id":7,"name":"g"}
  {"id":8,"name":null}
  {"id":9,"name":"i"}
  {"id":10,"name":null}
  {"id":11,"name":"k"}
  {"id":12,"name":"l"}
  $ source table "{kind: Csv, header: true, $typed}"; for f in header.csv lines.ndjson array.json map.geojson table.parquet; do echo "-- $f"; err K ingest table $f; done; rows table
  -- header.csv
  Dataset updated
  -- lines.ndjson
  Warning: lines.ndjson: this is one JSON object a line, not Csv as the source declares: read with --input-format 'ndjson'
  Dataset updated
  -- array.json
  Warning: array.json: this is a JSON array, not Csv as the source declares: read with --input-format 'json'
  Dataset updated
  -- map.geojson
  Warning: map.geojson: this is a GeoJSON document, not Csv as the source declares: read with --input-format 'geojson'
  Dataset updated
  -- table.parquet
  Warning: table.parquet: this is a Parquet file, not Csv as the source declares: read with --input-format 'parquet'
  Dataset updated
  {"id":1,"name":"a"}
  {"id":2,"name":"b"}
  {"id":7,"name":"g"}
  {"id":8,"name":null}
  {"id":9,"name":"i"}
  {"id":10,"name":null}
  {"id":11,"name":"k"}
  {"id":12,"name":"l"}
  $ source document "{kind: Json, subPath: a.b, $typed}"; for f in header.csv lines.ndjson array.json map.geojson; do echo "-- $f"; err K ingest document $f; done; rows document
  -- header.csv
  Warning: header.csv: this is CSV, not Json as the source declares: read with --input-format 'csv'
  Dataset updated
  -- lines.ndjson
  Warning: lines.ndjson: this is one JSON object a line, not Json as the source declares: read with --input-format 'ndjson'
  Dataset updated
  -- array.json
  Error: Sub-path not found: a
    at: array.json:1:1
    hint: the document is an array itself, without the option `subPath`
  
  -- map.geojson
  Warning: map.geojson: this is a GeoJSON document, not Json as the source declares: read with --input-format 'geojson'
  Dataset updated
  {"id":1,"name":"a"}
  {"id":2,"name":"b"}
  {"id":7,"name":"g"}
  {"id":8,"name":null}
  {"id":11,"name":"k"}
  $ source columns "{kind: Parquet, $typed}"; for f in header.csv array.json table.parquet; do echo "-- $f"; err K ingest columns $f; done; rows columns
  -- header.csv
  Warning: header.csv: this is CSV, not Parquet as the source declares: read with --input-format 'csv'
  Dataset updated
  -- array.json
  Warning: array.json: this is a JSON array, not Parquet as the source declares: read with --input-format 'json'
  Dataset updated
  -- table.parquet
  Dataset updated
  {"id":1,"name":"a"}
  {"id":2,"name":"b"}
  {"id":9,"name":"i"}
  {"id":10,"name":null}
  {"id":12,"name":"l"}

The standard input has no name, compressed data is looked into, the names of compressed files end twice:

  $ source pipe "{kind: NdJson, $typed}"; err K ingest pipe --stdin < header.csv; cat array.json | err K ingest pipe --stdin
  Warning: STDIN: this is CSV, not NdJson as the source declares: read with --input-format 'csv'
  Dataset updated
  Warning: STDIN: this is a JSON array, not NdJson as the source declares: read with --input-format 'json'
  Dataset updated
  $ gzip -k plain.csv; err K ingest pipe plain.csv.gz; gzip -c array.json > x.gz; err K ingest pipe x.gz; rows pipe
  Warning: plain.csv.gz: this is CSV, not NdJson as the source declares: read with --input-format 'csv'
  Dataset updated
  Warning: x.gz: this is a JSON array, not NdJson as the source declares: read with --input-format 'json'
  Dataset updated
  {"id":1,"name":"a"}
  {"id":2,"name":"b"}
  {"id":9,"name":"i"}
  {"id":10,"name":null}
  {"id":3,"name":"c"}
  {"id":4,"name":"d"}
  {"id":9,"name":"i"}
  {"id":10,"name":null}

A shapefile is known by its archive, or by the .shp itself:

  $ python3 - <<'P'
  > import struct, zipfile
  > head = lambda n: struct.pack(">i20xi", 9994, n // 2) + struct.pack("<ii", 1000, 1) + bytes(64)
  > body = struct.pack(">ii", 1, 10) + struct.pack("<idd", 1, 1.5, 2.5)
  > shp = head(100 + len(body)) + body
  > dbf = struct.pack("<B3BIHH20x", 3, 120, 1, 1, 1, 32 + 2 * 32 + 1, 1 + 4 + 4)
  > for name, kind, n in ((b"id", b"N", 4), (b"name", b"C", 4)):
  >     dbf += name.ljust(11, b"\0") + kind + bytes(4) + bytes([n, 0]) + bytes(14)
  > dbf += b"\r" + b"  13m   " .rjust(9)[:9] + b"\x1a"
  > open("points.shp", "wb").write(shp); open("points.dbf", "wb").write(dbf)
  > with zipfile.ZipFile("points.zip", "w") as z:
  >     z.writestr("a/points.prj", "none"); z.writestr("a/points.dbf", dbf); z.writestr("a/points.shp", shp)
  > P
  $ err K ingest pipe points.zip; err K ingest pipe points.shp; rows pipe | tail -2
  Warning: points.zip: this is a shapefile, not NdJson as the source declares: read with --input-format 'esrishapefile'
  Dataset updated
  Warning: points.shp: this is a shapefile, not NdJson as the source declares: read with --input-format 'esrishapefile'
  Dataset updated
  {"id":13,"name":"m"}
  {"id":13,"name":"m"}

Data that the declared format can read is never taken for another; neither is anything when the format is given:

  $ source text "{kind: Csv, separator: '|', schema: {fields: [{name: line, type: String}]}}"; printf '{"id":1}\n{"id":2}\n' | err K ingest text --stdin; rows text
  Dataset updated
  {"line":"{\"id\":1}"}
  {"line":"{\"id\":2}"}
  $ err K ingest lines --input-format ndjson header.csv
  Error: Encountered unexpected 'i' whilst parsing value
    at: header.csv:1:1
    expected: JSON value
    hint: this looks like CSV: use --input-format 'csv'
  
  [1]
  $ err K ingest table --input-format csv array.json
  Error: incorrect number of fields, expected 2 got 3
    at: array.json:1:1
    found: [{"id":9,"name":"i"},
    hint: this looks like a JSON array: use --input-format 'json'
  
  [1]

Nor when the other format could not read it either, or would only give rows of nulls:

  $ printf 'x,name\none,a\n' > other.csv; err K ingest lines other.csv
  Error: Encountered unexpected 'x' whilst parsing value
    at: other.csv:1:1
    expected: JSON value
    hint: this looks like CSV: use --input-format 'csv'
  
  [1]
  $ printf '[{"other": 1}]' > other.json; source loose "{kind: NdJson, $texts}"; err K ingest loose other.json
  Error: expected { got [{"other": 1}]
    at: other.json:1:1
    expected: object
    hint: this looks like a JSON array: use --input-format 'json'
  
  [1]
  $ printf 'Hello, world\nbye, all\n' > words; err K ingest loose words
  Error: Encountered unexpected 'H' whilst parsing value
    at: words:1:1
    expected: JSON value
  
  [1]
  $ printf 'oh, no\n' | err K ingest loose --stdin
  Error: Encountered unexpected 'o' whilst parsing value
    at: STDIN:1:1
    expected: JSON value
  
  [1]

A CSV source without a schema would read anything, and name its columns after it:

  $ source free '{kind: Csv, header: true}'; printf '<!DOCTYPE html>\n<html><body>Log in</body></html>\n' > page.html; err K ingest free page.html
  Error: this is an HTML page, not Csv as the source declares
    at: page.html:1:1
    found: <!DOCTYPE html>\x0A<html><body>Log in</body></html>\x0A
    hint: a login or error page of the download?
  
  [1]
  $ echo '{"error": "rate limit"}' | err K ingest free --stdin
  Error: this is JSON, not Csv as the source declares
    at: STDIN:1:1
    found: {"error": "rate limit"}\x0A
    hint: name the format with --input-format
  
  [1]
  $ source fresh '{kind: Csv, header: true}'; err K ingest fresh lines.ndjson; rows fresh
  Warning: lines.ndjson: this is one JSON object a line, not Csv as the source declares: read with --input-format 'ndjson'
  Dataset updated
  {"id":7,"name":"g"}
  {"id":8,"name":null}
  $ source bare '{kind: NdJson}'; err K ingest bare plain.csv; err K ingest bare header.csv; rows bare
  Error: expected { got 3
    at: plain.csv:1:1
    expected: object
  
  Warning: header.csv: this is CSV, not NdJson as the source declares: read with --input-format 'csv'
  Dataset updated
  {"id":"1","name":"a"}
  {"id":"2","name":"b"}
