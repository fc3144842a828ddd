The usual causes of bad data are named, with what to do about them.

  $ . "$KAMU_LIB"; kamu -q init
  $ source() { printf 'kind: DatasetSnapshot\nversion: 1\ncontent:\n  name: %s\n  kind: Root\n  metadata:\n    - {kind: AddPushSource, sourceName: default, read: %s, merge: {kind: Append}}\n' "$1" "$2" | K -q add --stdin; }
  $ typed='schema: {fields: [{name: t, type: Timestamp}, {name: price, type: Float64}, {name: note, type: {kind: Option, inner: String}}]}'
  $ source csv "{kind: Csv, $typed}"; source header "{kind: Csv, header: true, $typed}"; source ndjson "{kind: NdJson, $typed}"; source json "{kind: Json, $typed}"; source deep "{kind: Json, subPath: data.rows, $typed}"
  $ try() { printf "$2" > data; err K ingest $1 data; }

A header read as data, by the names of the columns or by its looks:

  $ try csv 't,price,note\n2020-01-01,1.5,x\n'
  Error: field 't': failed to parse 't' as Timestamp(ms, "UTC"): timestamp must contain at least 10 characters
    at: data:1:1
    hint: this is the column's name: set the option `header: true`, or use --input-format 'csv;header=true', for a file with a header
  
  [1]
  $ try csv 'Time,Amount,Remark\n2020-01-01,1.5,x\n'
  Error: field 't': failed to parse 'Time' as Timestamp(ms, "UTC"): timestamp must contain at least 10 characters
    at: data:1:1
    hint: if the first record is a header, set the option `header: true`, or use --input-format 'csv;header=true'
  
  [1]

Data read as a header, and a header that says something else than the schema:

  $ try header '2020-01-01,1.5,x\n2020-01-02,2.5,y\n'
  Warning: data: the first record was skipped as a header (`header: true`), but it looks like data
  Dataset updated
  $ try header 'price,when,note\n1.5,2020-01-01,x\n'
  Warning: data: the header names 'price' in place 1, the schema in place 2; fields were bound by their place, since other names differ
  Error: field 't': failed to parse '1.5' as Timestamp(ms, "UTC"): timestamp must contain at least 10 characters
    at: data:2:1 (byte 16)
    hint: expected is e.g. 2020-09-08T13:42:29.190Z, or set `timestampFormat`
  
  [1]
  $ try header 't,price\n2020-01-01,1.5\n'
  Error: incorrect number of fields, expected 3 got 2
    at: data:1:1
    found: t,price
  
  [1]

A wrong separator, a decimal comma, blanks, texts for NULL, a separator within a text:

  $ try csv '2020-01-01;1.5;x\n'
  Error: incorrect number of fields, expected 3 got 1
    at: data:1:1
    found: 2020-01-01;1.5;x
    hint: with the separator ';' the record has 3 fields: set the option `separator`, or use --input-format 'csv;separator=;'
  
  [1]
  $ try header 't\tprice\tnote\n2020-01-01\t1.5\tx\n'
  Error: incorrect number of fields, expected 3 got 1
    at: data:1:1
    found: t\x09price\x09note
    hint: with the separator '\t' the record has 3 fields: set the option `separator`, or use --input-format 'csv;separator=\t'
  
  [1]
  $ try csv '2020-01-01,"1,5",x\n'
  Error: field 'price': failed to parse '1,5' as Float64
    at: data:1:12 (byte 11)
    hint: a decimal comma? Write a point; groups of thousands are not accepted
  
  [1]
  $ try csv '2020-01-01, 1.5,x\n'
  Error: field 'price': failed to parse ' 1.5' as Float64
    at: data:1:12 (byte 11)
    hint: blanks are not trimmed
  
  [1]
  $ try csv '2020-01-01,NA,x\n'
  Error: field 'price': failed to parse 'NA' as Float64
    at: data:1:12 (byte 11)
    hint: NULL is an empty field, or the text that the option `nullValue` names
  
  [1]
  $ try csv '2020-01-01,1.5,x, y\n'
  Error: incorrect number of fields, expected 3 got 4
    at: data:1:1
    found: 2020-01-01,1.5,x, y
    hint: a text that holds the separator ',' must stand in quotes
  
  [1]
  $ try csv '2020-01-01\n'
  Error: incorrect number of fields, expected 3 got 1
    at: data:1:1
    found: 2020-01-01
    hint: is `separator` right? It is ','
  
  [1]
  $ try ndjson '{"t": "2020-01-01", "price": "1,5"}\n'
  Error: field 'price': failed to parse "1,5" as Float64
    at: data:1:30 (byte 29)
    hint: a decimal comma? Write a point; groups of thousands are not accepted
  
  [1]

Times: counts as text, other notations, seconds in the place of milliseconds:

  $ try csv '1577836800,1.5,x\n'
  Error: field 't': failed to parse '1577836800' as Timestamp(ms, "UTC"): error parsing date
    at: data:1:1
    hint: a count since 1970 is not read from text; expected is e.g. 2020-09-08T13:42:29.190Z, or set `timestampFormat` (%s: seconds)
  
  [1]
  $ source epoch "{kind: Csv, timestampFormat: '%s', $typed}"; try epoch '1577836800,1.5,x\n'; kamu tail epoch -o csv; echo
  Dataset updated
  offset,op,system_time,event_time,t,price,note
  0,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,2020-01-01T00:00:00Z,1.5,x
  $ try csv '01/02/2020,1.5,x\n'
  Error: field 't': failed to parse '01/02/2020' as Timestamp(ms, "UTC"): error parsing date
    at: data:1:1
    hint: expected is e.g. 2020-09-08T13:42:29.190Z, or set `timestampFormat`
  
  [1]
  $ try ndjson '{"t": "1577836800", "price": 1.5}\n'
  Error: field 't': failed to parse "1577836800" as Timestamp(ms, "UTC"): error parsing date
    at: data:1:7 (byte 6)
    hint: a count since 1970 is read from a number, not from text; its unit is that of the column (milliseconds by default)
  
  [1]
  $ try ndjson '{"t": 1577836800, "price": 1.5}\n'
  Warning: data: numbers in a timestamp column look like another unit: a number is a count of the column's unit (milliseconds by default) since 1970
  Dataset updated

Other formats than the one that was asked for:

  $ printf '[{"t": "2020-01-01", "price": 1}]' > array.json; err K ingest ndjson --input-format ndjson array.json
  Error: expected { got [{"t": "2020-01-01", "price": 1}]
    at: array.json:1:1
    expected: object
    hint: this looks like a JSON array: use --input-format 'json'
  
  [1]
  $ printf '{"t": "2020-01-01", "price": 1}\n' > one.json; err K ingest json one.json
  Error: Sub-path does not specify an array: .
    at: one.json:1:1
    hint: the document is an object: name the member that holds the array with the option `subPath`, or use --input-format 'ndjson' if it is one record
  
  [1]
  $ printf '[{"t": "2020-01-01", "price": 1}]' > array.json; err K ingest deep array.json
  Error: Sub-path not found: data
    at: array.json:1:1
    hint: the document is an array itself, without the option `subPath`
  
  [1]
  $ printf '{"data": {"items": []}}' > other.json; err K ingest deep other.json
  Error: Sub-path not found: data.rows
    at: other.json:1:22 (byte 21)
  
  [1]
  $ printf '<!DOCTYPE html>\n<html><body>Please log in</body></html>\n' > page; for d in csv ndjson json; do err K ingest $d page; done
  Error: incorrect number of fields, expected 3 got 1
    at: page:1:1
    found: <!DOCTYPE html>
    hint: this is an HTML page, not data: a login or error page of the download?
  
  Error: Encountered unexpected '<' whilst parsing value
    at: page:1:1
    expected: JSON value
    hint: this is an HTML page, not data: a login or error page of the download?
  
  Error: Encountered unexpected '<' whilst parsing value
    at: page:1:1
    expected: JSON value
    hint: this is an HTML page, not data: a login or error page of the download?
  
  [1]
  $ printf '<?xml version="1.0"?><rows/>' > doc.xml; err K ingest ndjson doc.xml
  Error: Encountered unexpected '<' whilst parsing value
    at: doc.xml:1:1
    expected: JSON value
    hint: this looks like XML
  
  [1]
  $ python3 -c 'open("wide", "wb").write("2020-01-01,1.5,x\n".encode("utf-16-le") * 3); open("latin", "wb").write("2020-01-01,1.5,caf\u00e9\n".encode("latin1"))'
  $ err K ingest csv wide; err K ingest csv latin; err K ingest csv latin --input-format 'csv;encoding=latin1'
  Error: field 't': failed to parse '2' as Timestamp(ms, "UTC"): error parsing date
    at: wide:1:1
    found: 2\x000\x002\x000\x00-\x000\x001\x00-\x000\x001\x00
    hint: this looks like UTF-16: set the encoding option to utf-16, or convert the data
  
  Error: Encountered invalid UTF-8 data
    at: latin:1:19 (byte 18)
    found: 2020-01-01,1.5,caf\xE9
    expected: UTF-8 text
    hint: set the option `encoding` if the text is latin1, windows-1252 or utf-16
  
  Dataset updated
  $ printf 'Obj\001\004\024avro.codec' > x.avro; err K ingest ndjson x.avro
  Error: Encountered unexpected 'O' whilst parsing value
    at: x.avro:1:1
    expected: JSON value
    hint: this is an Avro file, which is not supported: convert it to Parquet or NDJSON
  
  [1]

Long values are shortened:

  $ printf '2020-01-01,%s,x\n' "$(printf 'lorem ipsum %.0s' $(seq 40))" > long; err K ingest csv long
  Error: field 'price': failed to parse 'lorem ipsum lorem ipsum lorem ipsum lorem ipsum lorem ipsum lorem ipsum lorem ip…' as Float64
    at: long:1:12 (byte 11)
    found: lorem ipsum lorem ipsum lorem ipsum lorem ipsum lorem ipsum lorem ipsum lorem ipsum lorem ipsum lorem ipsum lorem ipsum lore…
  
  [1]
  $ printf '{"t": "%s", "price": 1}\n' "$(printf 'lorem ipsum %.0s' $(seq 40))" > long; err K ingest ndjson long
  Error: field 't': failed to parse "lorem ipsum lorem ipsum lorem ipsum lorem ipsum lorem ipsum lorem ipsum lorem i… as Timestamp(ms, "UTC"): error parsing date
    at: long:1:7 (byte 6)
    found: "lorem ipsum lorem ipsum lorem ipsum lorem ipsum lorem ipsum lorem ipsum lorem ipsum lorem ipsum lorem ipsum lorem ipsum lor…
    hint: expected is e.g. 2020-09-08T13:42:29.190Z
  
  [1]

Options that cannot work are told when the source is written:

  $ bad() { printf 'kind: DatasetSnapshot\nversion: 1\ncontent:\n  name: bad\n  kind: Root\n  metadata:\n    - {kind: AddPushSource, sourceName: default, read: %s, merge: {kind: Append}}\n' "$1" | err K add --stdin; }
  $ bad "{kind: Csv, separator: ';;'}"; bad "{kind: Csv, encoding: koi8-r}"; bad "{kind: Csv, timestampFormat: 'dd/MM/yyyy'}"; bad "{kind: NdJson, dateFormat: iso}"
  Error: Failed to load 1 manifest(s)
  
  Summary of individual errors:
  
  |> Failed to add dataset bad: Invalid snapshot: Push source 'default': Csv.separator supports only single-character ascii values (metadata[0] at line 7 column 7)
  
  Error: Failed to load 1 manifest(s)
  
  Summary of individual errors:
  
  |> Failed to add dataset bad: Invalid snapshot: Push source 'default': Unsupported Csv.encoding: koi8-r (metadata[0] at line 7 column 7)
    hint: use one of: utf8, latin1, windows-1252, utf-16
  
  Error: Failed to load 1 manifest(s)
  
  Summary of individual errors:
  
  |> Failed to add dataset bad: Invalid snapshot: Push source 'default': Unsupported Csv.timestampFormat: dd/MM/yyyy (metadata[0] at line 7 column 7)
    hint: use rfc3339, or a format of strptime, e.g. %d/%m/%Y %H:%M:%S
  
  Error: Failed to load 1 manifest(s)
  
  Summary of individual errors:
  
  |> Failed to add dataset bad: Invalid snapshot: Push source 'default': Unsupported NdJson.dateFormat: iso (metadata[0] at line 7 column 7)
    hint: use rfc3339, or a format of strptime, e.g. %d/%m/%Y
  
  [1]
  $ printf 'kind: MetadataEvent\nversion: 1\ncontent:\n  kind: AddPushSource\n  sourceName: other\n  read: {kind: Csv, quote: "ab"}\n  merge: {kind: Append}\n' | err K alter csv -
  Error: Push source 'other': Csv.quote supports only single-character ascii values, got: ab
  
  [1]
