Ingest of an uploaded file (vectors 11.2): auto-created source, existing source, media type by extension, wrong lengths.

  $ . "$KAMU_LIB"; . "$(dirname "$KAMU_LIB")/lib-http.sh"; ws
  $ mkds auto1 </dev/null; mkds auto2 </dev/null; mkds auto3 </dev/null; mkds auto4 </dev/null; mkds auto5 </dev/null; pop; scores
  $ serve
  $ printf '[{"city":"A","population":100},{"city":"B","population":200}]' > population.json
  $ printf '{"city": "A", "population": 100}\n{"city": "B", "population": 200}\n' > population.ndjson
  $ echo '[{"event_time":"2020-01-01T00:00:00","city":"A","population":100},{"event_time":"2020-01-02T00:00:00","city":"B","population":200}]' > timed.json
  $ in_() { req POST "/$1/ingest?uploadToken=$UT${2-}" -H "$AUTH" "${@:3}" </dev/null; }
No source in the dataset: one named auto is created.
  $ upload population.json application/json population.json; in_ auto1; trows auto1
  prepare 200
  send 200
  HTTP/1.1 200 OK
  (empty body)
  {"offset": 0, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2050-01-02T03:04:05Z", "city": "A", "population": 100}
  {"offset": 1, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2050-01-02T03:04:05Z", "city": "B", "population": 200}
  $ req GET '/auto1/metadata?include=schema,vocab&schemaFormat=Parquet'
  HTTP/1.1 200 OK
  content-type: application/json
  {
    "output": {
      "schema": "message arrow_schema {\n  REQUIRED INT64 offset;\n  REQUIRED INT32 op;\n  REQUIRED INT64 system_time (TIMESTAMP(MILLIS,true));\n  REQUIRED INT64 event_time (TIMESTAMP(MILLIS,true));\n  OPTIONAL BYTE_ARRAY city (STRING);\n  OPTIONAL INT64 population;\n}\n",
      "schemaFormat": "Parquet",
      "vocab": {
        "eventTimeColumn": "event_time",
        "offsetColumn": "offset",
        "operationTypeColumn": "op",
        "systemTimeColumn": "system_time"
      }
    }
  }
The same token again, and again after another upload (append keeps duplicates):
  $ in_ auto1; trows auto1
  HTTP/1.1 200 OK
  (empty body)
  {"offset": 0, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2050-01-02T03:04:05Z", "city": "A", "population": 100}
  {"offset": 1, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2050-01-02T03:04:05Z", "city": "B", "population": 200}
  {"offset": 2, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2050-01-02T03:04:05Z", "city": "A", "population": 100}
  {"offset": 3, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2050-01-02T03:04:05Z", "city": "B", "population": 200}
No content type: by extension; upper-case extension; unknown extension; unknown type:
  $ upload population.ndjson '' population.ndjson; in_ auto2; trows auto2
  prepare 200
  send 200
  HTTP/1.1 200 OK
  (empty body)
  {"offset": 0, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2050-01-02T03:04:05Z", "city": "A", "population": 100}
  {"offset": 1, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2050-01-02T03:04:05Z", "city": "B", "population": 200}
  $ upload POPULATION.NDJSON '' population.ndjson; in_ auto3; trows auto3
  prepare 200
  send 200
  HTTP/1.1 200 OK
  (empty body)
  {"offset": 0, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2050-01-02T03:04:05Z", "city": "A", "population": 100}
  {"offset": 1, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2050-01-02T03:04:05Z", "city": "B", "population": 200}
  $ upload population.dat '' population.ndjson; in_ auto4; trows auto4
  prepare 200
  send 200
  HTTP/1.1 400 Bad Request
  content-type: application/json
  {"message": "Dataset does not define a push source 'auto'"}
  $ upload noextension '' population.ndjson; in_ auto4
  prepare 200
  send 200
  HTTP/1.1 400 Bad Request
  content-type: application/json
  {"message": "Dataset does not define a push source 'auto'"}
  $ upload population.ndjson text/plain population.ndjson; in_ auto4
  prepare 200
  send 200
  HTTP/1.1 415 Unsupported Media Type
  content-type: application/json
  {"message": "Unsupported media type"}
  $ upload population.csv application/x-ndjson population.ndjson; in_ auto4; trows auto4
  prepare 200
  send 200
  HTTP/1.1 200 OK
  (empty body)
  {"offset": 0, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2050-01-02T03:04:05Z", "city": "A", "population": 100}
  {"offset": 1, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2050-01-02T03:04:05Z", "city": "B", "population": 200}
With a source name, none there: no source is created.
  $ upload population.ndjson '' population.ndjson; in_ auto5 '&sourceName=auto'; in_ auto5 '&sourceName=default'
  prepare 200
  send 200
  HTTP/1.1 400 Bad Request
  content-type: application/json
  {"message": "Source 'auto' not found"}
  HTTP/1.1 400 Bad Request
  content-type: application/json
  {"message": "Source 'default' not found"}
The data fails: the source stays.
  $ echo 'not json' > bad.json; upload bad.json application/json bad.json; in_ auto5
  prepare 200
  send 200
  HTTP/1.1 400 Bad Request
  content-type: application/problem+json
  {
    "byte": 1,
    "column": 2,
    "detail": "Encountered unexpected 'o' whilst parsing literal",
    "input": "uploaded file",
    "line": 1,
    "message": "Encountered unexpected 'o' whilst parsing literal",
    "status": 400,
    "text": "o",
    "title": "Bad Request",
    "type": "about:blank"
  }
  $ upload population.json application/json population.json; in_ auto5; trows auto5
  prepare 200
  send 200
  HTTP/1.1 200 OK
  (empty body)
  {"offset": 0, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2050-01-02T03:04:05Z", "city": "A", "population": 100}
  {"offset": 1, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2050-01-02T03:04:05Z", "city": "B", "population": 200}
With the event-time header:
  $ upload population.json application/json population.json; in_ auto5 '' -H 'odf-event-time: 2021-01-01T00:00:00Z'; trows auto5
  prepare 200
  send 200
  HTTP/1.1 200 OK
  (empty body)
  {"offset": 0, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2050-01-02T03:04:05Z", "city": "A", "population": 100}
  {"offset": 1, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2050-01-02T03:04:05Z", "city": "B", "population": 200}
  {"offset": 2, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2021-01-01T00:00:00Z", "city": "A", "population": 100}
  {"offset": 3, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2021-01-01T00:00:00Z", "city": "B", "population": 200}
Existing source: body and Content-Type of the request are ignored.
  $ upload timed.json application/json timed.json; echo garbage | req POST "/pop/ingest?uploadToken=$UT" -H "$AUTH" -H 'Content-Type: text/plain' --data-binary @-; trows pop
  prepare 200
  send 200
  HTTP/1.1 200 OK
  (empty body)
  {"offset": 0, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2020-01-01T00:00:00Z", "city": "A", "population": 100}
  {"offset": 1, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2020-01-02T00:00:00Z", "city": "B", "population": 200}
  $ in_ pop '&sourceName=default'; in_ pop '&sourceName=other'
  HTTP/1.1 200 OK
  (empty body)
  HTTP/1.1 400 Bad Request
  content-type: application/json
  {"message": "Source 'other' not found"}
  $ for e in csv geojson ndgeojson parquet shp json ndjson; do echo "--- $e"; upload x.$e '' timed.json; in_ pop; done
  --- csv
  prepare 200
  send 200
  HTTP/1.1 400 Bad Request
  content-type: application/problem+json
  {
    "byte": 0,
    "column": 1,
    "detail": "incorrect number of fields, expected 3 got 6",
    "hint": "this looks like a JSON array: use Content-Type: application/json",
    "input": "uploaded file",
    "line": 1,
    "message": "incorrect number of fields, expected 3 got 6",
    "record": 1,
    "status": 400,
    "text": "[{\"event_time\":\"2020-01-01T00:00:00\",\"city\":\"A\",\"population\":100},{\"event_time\":\"2020-01-02T00:00:00\",\"city\":\"B\",\"population…",
    "title": "Bad Request",
    "type": "about:blank"
  }
  --- geojson
  prepare 200
  send 200
  HTTP/1.1 400 Bad Request
  content-type: application/json
  {"message": "Invalid geojson: `features` is not an array"}
  --- ndgeojson
  prepare 200
  send 200
  HTTP/1.1 400 Bad Request
  content-type: application/problem+json
  {
    "byte": 0,
    "column": 1,
    "detail": "expected { got [{\"event_time\":\"2020-01-01T00:00:00\",\"city\":\"A\",\"population\":100},{\"event_time\":…",
    "expected": "object",
    "hint": "this looks like a JSON array: use Content-Type: application/json",
    "input": "uploaded file",
    "line": 1,
    "message": "expected { got [{\"event_time\":\"2020-01-01T00:00:00\",\"city\":\"A\",\"population\":100},{\"event_time\":…",
    "record": 1,
    "status": 400,
    "text": "[{\"event_time\":\"2020-01-01T00:00:00\",\"city\":\"A\",\"population\":100},{\"event_time\":\"2020-01-02T00:00:00\",\"city\":\"B\",\"population…",
    "title": "Bad Request",
    "type": "about:blank"
  }
  --- parquet
  prepare 200
  send 200
  HTTP/1.1 400 Bad Request
  content-type: application/problem+json
  {
    "detail": "uploaded file is not a Parquet file: PAR1 is missing at its start or end (is it complete?)",
    "hint": "this looks like a JSON array: use Content-Type: application/json",
    "input": "uploaded file",
    "message": "uploaded file is not a Parquet file: PAR1 is missing at its start or end (is it complete?)",
    "status": 400,
    "title": "Bad Request",
    "type": "about:blank"
  }
  --- shp
  prepare 200
  send 200
  HTTP/1.1 400 Bad Request
  content-type: application/problem+json
  {
    "detail": "invalid Zip archive: Unrecognized archive format",
    "hint": "this looks like a JSON array: use Content-Type: application/json",
    "input": "uploaded file",
    "message": "invalid Zip archive: Unrecognized archive format",
    "status": 400,
    "title": "Bad Request",
    "type": "about:blank"
  }
  --- json
  prepare 200
  send 200
  HTTP/1.1 200 OK
  (empty body)
  --- ndjson
  prepare 200
  send 200
  HTTP/1.1 400 Bad Request
  content-type: application/problem+json
  {
    "byte": 0,
    "column": 1,
    "detail": "expected { got [{\"event_time\":\"2020-01-01T00:00:00\",\"city\":\"A\",\"population\":100},{\"event_time\":…",
    "expected": "object",
    "hint": "this looks like a JSON array: use Content-Type: application/json",
    "input": "uploaded file",
    "line": 1,
    "message": "expected { got [{\"event_time\":\"2020-01-01T00:00:00\",\"city\":\"A\",\"population\":100},{\"event_time\":…",
    "record": 1,
    "status": 400,
    "text": "[{\"event_time\":\"2020-01-01T00:00:00\",\"city\":\"A\",\"population\":100},{\"event_time\":\"2020-01-02T00:00:00\",\"city\":\"B\",\"population…",
    "title": "Bad Request",
    "type": "about:blank"
  }
  $ c1 > c1.ndjson; upload c1.ndjson '' c1.ndjson; in_ player-scores; in_ player-scores; trows player-scores
  prepare 200
  send 200
  HTTP/1.1 200 OK
  (empty body)
  HTTP/1.1 200 OK
  (empty body)
  {"offset": 0, "op": 0, "system_time": "2050-01-02T03:04:05Z", "match_time": "2000-01-01T00:00:00Z", "match_id": 1, "player_id": "Alice", "score": 100}
  {"offset": 1, "op": 0, "system_time": "2050-01-02T03:04:05Z", "match_time": "2000-01-01T00:00:00Z", "match_id": 1, "player_id": "Bob", "score": 80}
Errors: not sent yet, anonymous, garbage, token given twice, percent-encoded padding, dataset unknown
  $ curl -s -G -X POST -H "$AUTH" -o "$RESP/b" "$BASE/platform/file/upload/prepare" -d fileName=n.json -d contentLength=5; N=$(jget uploadToken); req POST "/pop/ingest?uploadToken=$N" -H "$AUTH"
  HTTP/1.1 404 Not Found
  content-type: application/json
  {"message": "Uploaded file not found on the server"}
  $ req POST "/pop/ingest?uploadToken=$UT"
  HTTP/1.1 403 Forbidden
  (empty body)
  $ for t in garbage '' e30= bm90IGpzb24=; do echo "--- $t"; req POST "/pop/ingest?uploadToken=$t" -H "$AUTH"; done
  --- garbage
  HTTP/1.1 400 Bad Request
  content-type: text/plain; charset=utf-8
  Failed to deserialize query string: uploadToken: Invalid padding
  --- 
  HTTP/1.1 400 Bad Request
  content-type: text/plain; charset=utf-8
  Failed to deserialize query string: uploadToken: EOF while parsing a value at line 1 column 0
  --- e30=
  HTTP/1.1 400 Bad Request
  content-type: text/plain; charset=utf-8
  Failed to deserialize query string: uploadToken: missing field `upload_id` at line 1 column 2
  --- bm90IGpzb24=
  HTTP/1.1 400 Bad Request
  content-type: text/plain; charset=utf-8
  Failed to deserialize query string: uploadToken: expected ident at line 1 column 2
  $ req POST "/player-scores/ingest?uploadToken=$UT&uploadToken=$UT" -H "$AUTH"
  HTTP/1.1 400 Bad Request
  content-type: text/plain; charset=utf-8
  Failed to deserialize query string: duplicate field `uploadToken`
  $ req POST "/player-scores/ingest?uploadToken=${UT//=/%3D}" -H "$AUTH"
  HTTP/1.1 200 OK
  (empty body)
  $ req POST "/player-scores/ingest?uploadToken=${UT%%=*}" -H "$AUTH"
  HTTP/1.1 400 Bad Request
  content-type: text/plain; charset=utf-8
  Failed to deserialize query string: uploadToken: Invalid padding
  $ req POST "/nope/ingest?uploadToken=$UT" -H "$AUTH"
  HTTP/1.1 404 Not Found
  (empty body)
The stored file shrinks behind the server's back (vector: declared 301, found 318):
  $ upload timed.json application/json timed.json; f=$(find .kamu -path '*uploads*' -name timed.json -printf '%T@ %p\n' | sort -n | tail -1 | cut -d' ' -f2-); printf '                 ' >> "${f:-/dev/null}"; in_ pop
  prepare 200
  send 200
  HTTP/1.1 400 Bad Request
  content-type: application/json
  {"message": "Actual content length 149 does not match the initially declared length 132"}
  $ stop; for d in auto1 auto2 auto4 auto5; do echo "$d $(kinds $d)"; done
  auto1 Seed AddPushSource SetDataSchema AddData AddData
  auto2 Seed AddPushSource SetDataSchema AddData
  auto4 Seed AddPushSource SetDataSchema AddData
  auto5 Seed AddPushSource SetDataSchema AddData AddData
  $ chain auto1 | grep -A12 'kind: AddPushSource'
      kind: AddPushSource
      sourceName: auto
      read:
        kind: Json
      merge:
        kind: Append
  
  
  ---
  # Block: <hash-7>
  kind: MetadataBlock
  version: 3
  content:
