Arrow IPC, files and streams, into a source of any format.

  $ . "$KAMU_LIB"; kamu -q init
  $ source() { printf 'kind: DatasetSnapshot\nversion: 1\ncontent:\n  name: %s\n  kind: Root\n  metadata:\n    - {kind: AddPushSource, sourceName: default, read: %s, merge: {kind: Append}}\n' "$1" "$2" | K -q add --stdin; }
  $ rows() { kamu tail "$1" -n 100 -o ndjson | sed 's/"offset.*"event_time":"[^"]*",*//'; echo; }
  $ hash() { kamu log "$1" -o yaml | sed -n 's/^ *logicalHash: //p'; }
  $ cat > make.py <<'P'
  > import datetime, decimal, pyarrow as a, pyarrow.ipc as i, pyarrow.parquet as q
  > t = a.table({"id": a.array([1, 2, 3], a.int64()), "name": a.array(["a", None, "c"]).dictionary_encode(),
  >   "x": a.array([1.5, None, -2.5], a.float32()), "t": a.array([1577836800, 0, None], a.timestamp("s", "Europe/Paris")),
  >   "d": a.array([decimal.Decimal("1.25"), None, decimal.Decimal("-3.00")], a.decimal128(9, 2)),
  >   "tags": a.array([["p", None], [], None], a.list_(a.string())), "o": a.array([{"k": 1}, None, {"k": None}], a.struct([("k", a.int32())])),
  >   "big": a.array(["long", "texts", None], a.large_string()), "view": a.array(["short", "one that lies in another buffer", None], a.string_view())})
  > def write(name, new, codec, rows=2):
  >     with open(name, "wb") as f, new(f, t.schema, options=i.IpcWriteOptions(compression=codec)) as w:
  >         w.write_table(t, max_chunksize=rows)
  > for codec in None, "lz4", "zstd":
  >     write(f"{codec}.arrow", i.new_file, codec); write(f"{codec}.arrows", i.new_stream, codec)
  > q.write_table(t.set_column(8, "view", t["view"].cast(a.string())), "t.parquet")
  > with open("bad.arrow", "wb") as f, i.new_file(f, a.schema([("id", a.string()), ("name", a.int64())])) as w:
  >     w.write_table(a.table({"id": ["1", "x", None, "4"], "name": [1, 2, 3, None]}))
  > P
  $ python3 make.py

The same rows, types and logical hash as from Parquet:

  $ source parquet '{kind: Parquet}'; K ingest parquet t.parquet; rows parquet
  Dataset updated
  {"id":1,"name":"a","x":1.5,"t":"2020-01-01T00:00:00Z","d":"1.25","tags":["p",null],"o":{"k":1},"big":"long","view":"short"}
  {"id":2,"name":null,"x":null,"t":"1970-01-01T00:00:00Z","d":null,"tags":[],"o":null,"big":"texts","view":"one that lies in another buffer"}
  {"id":3,"name":"c","x":-2.5,"t":null,"d":"-3.00","tags":null,"o":{"k":null},"big":null,"view":null}
  $ for f in None.arrow lz4.arrow zstd.arrow None.arrows lz4.arrows zstd.arrows; do d=$(echo $f | tr 'A-Z.' 'a-z-'); source $d '{kind: NdJson}'; K -q ingest $d --input-format arrow $f; [ "$(hash $d)" = "$(hash parquet)" ] && echo same; done
  same
  same
  same
  same
  same
  same
  $ source pipe '{kind: Csv}'; cat zstd.arrows | err K ingest pipe --stdin; gzip -c None.arrow > x.gz; err K ingest pipe x.gz; rows pipe | wc -l
  Warning: STDIN: this is Arrow data, not Csv as the source declares: read with --input-format 'arrow'
  Dataset updated
  Warning: x.gz: this is Arrow data, not Csv as the source declares: read with --input-format 'arrow'
  Dataset updated
  6

With a schema columns bind by name and are cast; bad rows and strictness are as for Parquet:

  $ source typed '{kind: NdJson, schema: {fields: [{name: id, type: Int32}, {name: name, type: {kind: Option, inner: String}}]}}'
  $ err K ingest typed lz4.arrow; rows typed; err K ingest typed bad.arrow
  Warning: lz4.arrow: this is Arrow data, not NdJson as the source declares: read with --input-format 'arrow'
  Dataset updated
  {"id":1,"name":"a"}
  {"id":2,"name":null}
  {"id":3,"name":"c"}
  Warning: bad.arrow: this is Arrow data, not NdJson as the source declares: read with --input-format 'arrow'
  Error: Cast error: Cannot cast string 'x' to value of Int32 type
    at: bad.arrow, record 2
    field: id
  
  [1]
  $ err K ingest typed bad.arrow --on-error skip --rejects rejects; cat rejects; rows typed | tail -2; err K ingest typed lz4.arrow --strict
  Warning: bad.arrow: this is Arrow data, not NdJson as the source declares: read with --input-format 'arrow'
  Dataset updated
  2 bad record(s) left out
  {"input":"bad.arrow","line":0,"column":0,"byte":0,"record":2,"field":"id","reason":"Cast error: Cannot cast string 'x' to value of Int32 type","expected":"Int32","raw":"{\"id\":\"x\",\"name\":2}"}
  {"input":"bad.arrow","line":0,"column":0,"byte":0,"record":3,"field":"id","reason":"field 'id': null, but the column is required","expected":"","raw":"{\"id\":null,\"name\":3}"}
  {"id":1,"name":"1"}
  {"id":4,"name":null}
  Warning: lz4.arrow: this is Arrow data, not NdJson as the source declares: read with --input-format 'arrow'
  Error: unknown field 'x'
    in: lz4.arrow
    hint: the source's schema has no such column; --strict makes this an error
  
  [1]

Damage:

  $ head -c 700 None.arrow > cut.arrow; err K ingest typed cut.arrow; head -c -300 None.arrow > end.arrow; err K ingest typed end.arrow
  Warning: cut.arrow: this is Arrow data, not NdJson as the source declares: read with --input-format 'arrow'
  Error: cut.arrow: the data ends within a message (is it complete?)
  
  Warning: end.arrow: this is Arrow data, not NdJson as the source declares: read with --input-format 'arrow'
  Error: end.arrow: ARROW1 is missing at the end of the file (is it complete?)
  
  [1]
  $ head -c 700 zstd.arrows > cut.arrows; err K ingest typed cut.arrows; cat None.arrows None.arrows > two.arrows; err K ingest typed two.arrows
  Warning: cut.arrows: this is Arrow data, not NdJson as the source declares: read with --input-format 'arrow'
  Error: cut.arrows: the data ends within a message (is it complete?)
  
  Warning: two.arrows: this is Arrow data, not NdJson as the source declares: read with --input-format 'arrow'
  Error: two.arrows: there is data behind the end of the stream
  
  [1]
  $ printf 'a,b\n' | err K ingest typed --stdin --input-format arrow
  Error: STDIN: this is no message of Arrow IPC
    hint: this looks like CSV: use --input-format 'csv'
  
  [1]
  $ printf 'kind: DatasetSnapshot\nversion: 1\ncontent:\n  name: a\n  kind: Root\n  metadata:\n    - {kind: AddPushSource, sourceName: default, read: {kind: Arrow}, merge: {kind: Append}}\n' | err K add --stdin | tail -2
    2: content.metadata[0].read.kind: unknown variant `Arrow`, expected one of `Csv`, `csv`, `GeoJson`, `geoJson`, `geojson`, `EsriShapefile`, `esriShapefile`, `esrishapefile`, `Parquet`, `parquet`, `Json`, `json`, `NdJson`, `ndJson`, `ndjson`, `NdGeoJson`, `ndGeoJson`, `ndgeojson` at line 7 column 63
  
  [1]
