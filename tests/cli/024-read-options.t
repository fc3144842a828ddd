Every option of the read steps, every notation of a schema, and the names of formats.

  $ . "$KAMU_LIB"; kamu -q init
  $ source() { printf 'kind: DatasetSnapshot\nversion: 1\ncontent:\n  name: %s\n  kind: Root\n  metadata:\n    - {kind: AddPushSource, sourceName: default, read: %s, merge: {kind: Append}}\n' "$1" "$2" | err K -q add --stdin; }
  $ rows() { kamu tail "$1" -n 100 -o ndjson | sed 's/"offset.*"event_time":"[^"]*",*//'; echo; }
  $ check() { source x "{kind: Csv, schema: ['$1']}" | sed -n "s/^.*Push source 'default': //p;s/^ *hint/  hint/p"; kamu -y delete x >/dev/null 2>&1; }

Three notations of a schema, for this and for other formats:

  $ source ddl "{kind: Csv, schema: [a BIGINT NOT NULL, b TEXT]}"; source ddl2 "{kind: Csv, ddlSchema: [a BIGINT NOT NULL, b TEXT]}"; source odf "{kind: Csv, schema: {fields: [{name: a, type: Int64}, {name: b, type: {kind: Option, inner: String}}]}}"
  $ for d in ddl ddl2 odf; do printf '1,x\n' | K ingest $d --stdin; printf '{"b":"y","a":2}' | K ingest $d --stdin --input-format ndjson; rows $d; done
  Dataset updated
  Dataset updated
  {"a":1,"b":"x"}
  {"a":2,"b":"y"}
  Dataset updated
  Dataset updated
  {"a":1,"b":"x"}
  {"a":2,"b":"y"}
  Dataset updated
  Dataset updated
  {"a":1,"b":"x"}
  {"a":2,"b":"y"}

Their mistakes, when the source is written:

  $ for s in 'a BIGINT, b STRNG' 'a BIGINT,, b TEXT' 'a' 'a BIGINT b' 'a DECIMAL(99,2)' 'a DECIMAL' 'a ARRAY<INT' 'key INT' 'a INT8' 'a INT, a TEXT' 'a ARRAY<STRUCT<x INT>>'; do check "$s"; done
  Unsupported SQL type when converting to ODF schema: STRNG of column `b` (schema item 1, character 13) (metadata[0] at line 7 column 7)
  Invalid DDL: expected a column name, found `,` (schema item 1, character 10) (metadata[0] at line 7 column 7)
  Invalid DDL: expected a data type, found the end of column `a` (schema item 1, character 2) (metadata[0] at line 7 column 7)
  Unsupported SQL column option: b of column `a` (schema item 1, character 10) (metadata[0] at line 7 column 7)
  Invalid DDL: decimal precision 99 is not within 1..76 of column `a` (schema item 1, character 3) (metadata[0] at line 7 column 7)
  Unsupported SQL type when converting to ODF schema: DECIMAL of column `a` (schema item 1, character 3) (metadata[0] at line 7 column 7)
    hint: give precision and scale, for example DECIMAL(18, 4)
  Invalid DDL: expected `>`, found the end of column `a` (schema item 1, character 12) (metadata[0] at line 7 column 7)
  Invalid DDL: `key` starts a table constraint (schema item 1, character 1) (metadata[0] at line 7 column 7)
    hint: quote the name to use it for a column: "key"
  Unsupported SQL type when converting to ODF schema: INT8 of column `a` (schema item 1, character 3) (metadata[0] at line 7 column 7)
    hint: INT8 means 8 bits to some and 8 bytes to others: write TINYINT or BIGINT
  Column `a`: the name is used twice (metadata[0] at line 7 column 7)
  Column `a[]`: a List of Struct has no logical hash in ODF and cannot be stored (metadata[0] at line 7 column 7)
  [1]
  $ for s in 'schema: []' 'ddlSchema: []' 'schema: {fields: []}' 'schema: [a INT], ddlSchema: [a INT]'; do source x "{kind: Csv, $s}" | grep Failed; done
  Error: Failed to load 1 manifest(s)
  |> Failed to add dataset x: Invalid snapshot: Push source 'default': The schema declares no columns (metadata[0] at line 7 column 7)
  Error: Failed to load 1 manifest(s)
  |> Failed to add dataset x: Invalid snapshot: Push source 'default': The schema declares no columns (metadata[0] at line 7 column 7)
  Error: Failed to load 1 manifest(s)
  |> Failed to add dataset x: Invalid snapshot: Push source 'default': The schema declares no columns (metadata[0] at line 7 column 7)
  Error: Failed to load manifests
  |> Failed to load from STDIN:
  [1]
  $ printf 'kind: MetadataEvent\nversion: 1\ncontent:\n  kind: AddPushSource\n  sourceName: other\n  read: {kind: Csv, schema: [a BIGINT NOT NUL]}\n  merge: {kind: Append}\n' | err K alter ddl -
  Error: Push source 'other': Invalid DDL: expected `NULL`, found `NUL` of column `a` (schema item 1, character 14)
    at: input:1:14 (byte 13)
  
  [1]

Ordinary SQL types:

  $ source types "{kind: NdJson, schema: ['a SMALLINT, b TINYINT UNSIGNED, c REAL, d DOUBLE PRECISION, e NUMERIC(6,2), f CHAR(3), g UUID, h TIME, i DATETIME, j VARBINARY(9), k JSON, l STRUCT<x INT, y TEXT>, m BIGINT[], n CHARACTER VARYING(5), o DATE']}"
  $ echo '{"a":-1,"b":255,"c":1.5,"d":0.1,"e":"12.345","f":"abc","g":"u","h":"01:02:03","i":"2020-01-01 00:00:00","j":"00ff","k":"{}","l":{"x":1},"m":[1,2],"n":"n","o":"2020-01-02"}' | K ingest types --stdin; rows types
  Dataset updated
  {"a":-1,"b":255,"c":1.5,"d":0.1,"e":"12.34","f":"abc","g":"u","h":"01:02:03","i":"2020-01-01T00:00:00Z","j":"00ff","k":"{}","l":{"x":1,"y":null},"m":[1,2],"n":"n","o":"2020-01-02"}

CSV: separator, quote, NULLs, times, encodings

  $ source c "{kind: Csv, header: true, separator: ';', quote: '', nullValue: NA, dateFormat: '%d/%m/%Y', timestampFormat: '%d/%m/%Y %H:%M', schema: [a BIGINT, b TEXT, d DATE, t TIMESTAMP]}"
  $ printf 'a;b;d;t\n1;"x;03/04/2020;03/04/2020 05:06\nNA;NA;01/01/2020;NA\n2;;01/01/2020;01/01/2020 00:00\n' | K ingest c --stdin; rows c
  Dataset updated
  {"a":1,"b":"\"x","d":"2020-04-03","t":"2020-04-03T05:06:00Z"}
  {"a":null,"b":null,"d":"2020-01-01","t":null}
  {"a":2,"b":"","d":"2020-01-01","t":"2020-01-01T00:00:00Z"}
  $ source q "{kind: Csv, quote: \"'\", escape: '!', schema: [a TEXT, b TEXT]}"; printf "'a,!'b',\"c\"\n" | K ingest q --stdin; rows q
  Dataset updated
  {"a":"a,'b","b":"\"c\""}
  $ source i "{kind: Csv, header: true, inferSchema: true}"; printf 'n,x,t,s,empty\n1,1.5,2020-01-01T00:00:00Z,a,\n2,2,2020-01-02T00:00:00Z,b,\n' | K ingest i --stdin; rows i
  Dataset updated
  {"n":1,"x":1.5,"t":"2020-01-01T00:00:00Z","s":"a","empty":null}
  {"n":2,"x":2.0,"t":"2020-01-02T00:00:00Z","s":"b","empty":null}
  $ for e in utf8 UTF-8 latin1 windows-1252 utf-16le utf-16be; do source e-$e "{kind: Csv, encoding: $e, schema: [a TEXT]}"; python3 -c 'import sys; sys.stdout.buffer.write("é\n".encode(sys.argv[1]))' $e | K ingest e-$e --stdin; rows e-$e; done
  Dataset updated
  {"a":"é"}
  Dataset updated
  {"a":"é"}
  Dataset updated
  {"a":"é"}
  Dataset updated
  {"a":"é"}
  Dataset updated
  {"a":"é"}
  Dataset updated
  {"a":"é"}

JSON: sub path, times, encoding

  $ source j "{kind: Json, subPath: a.b, dateFormat: '%d/%m/%Y', timestampFormat: '%s', encoding: latin1, schema: [d DATE, t TIMESTAMP, s TEXT]}"
  $ printf '{"x":[1,2],"a":{"c":1,"b":[{"d":"03/04/2020","t":"1577836800","s":"\xe9"}]},"z":null}' | K ingest j --stdin; rows j
  Dataset updated
  {"d":"2020-04-03","t":"2020-01-01T00:00:00Z","s":"é"}

Names of formats, with options:

  $ for f in CSV 'csv;header=true' 'csv;sep=;;header=yes' tsv 'csv;separator=\t;header=1'; do s=,; case $f in *sep=*) s=';';; t*|*t*1) s='\t';; esac; printf "3${s}x\n" > data; case $f in *ea*) printf "b${s}a\ny${s}4\n" > data;; esac; K ingest ddl --input-format "$f" data; done; rows ddl | tail -5
  Dataset updated
  Dataset updated
  Dataset updated
  Dataset updated
  Dataset updated
  {"a":3,"b":"x"}
  {"a":4,"b":"y"}
  {"a":4,"b":"y"}
  {"a":3,"b":"x"}
  {"a":4,"b":"y"}
  $ for f in 'csv;foo=1' 'csv;header=maybe' 'csv;separator=ab' 'parquet;x=1' xml avro; do err K ingest ddl --input-format "$f" data | head -1; done
  error: invalid value 'csv;foo=1' for '--input-format <FMT>': Unknown option 'foo' of the format Csv, use one of: separator, quote, escape, encoding, header, inferSchema, nullValue, dateFormat, timestampFormat
  error: invalid value 'csv;header=maybe' for '--input-format <FMT>': Option 'header' is true or false, not 'maybe'
  error: invalid value 'csv;separator=ab' for '--input-format <FMT>': Csv.separator supports only single-character ascii values
  error: invalid value 'parquet;x=1' for '--input-format <FMT>': Unknown option 'x': the format Parquet has none
  error: invalid value 'xml' for '--input-format <FMT>': Unsupported format xml, use one of: csv, tsv, json, ndjson, geojson, ndgeojson, esrishapefile, parquet, arrow
  error: invalid value 'avro' for '--input-format <FMT>': Unsupported format avro, use one of: csv, tsv, json, ndjson, geojson, ndgeojson, esrishapefile, parquet, arrow
  [2]
