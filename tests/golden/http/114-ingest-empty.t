Empty bodies: with and without a declared schema, first and later, for each media type.

  $ . "$KAMU_LIB"; . "$(dirname "$KAMU_LIB")/lib-http.sh"; ws
  $ pop; push_ds plain '{kind: NdJson}' '{kind: Append}'; push_ds snapshot "{kind: NdJson, schema: $SCHEMA}" '{kind: Snapshot, primaryKey: [city]}'
  $ for t in csv json ndjson parquet geo; do push_ds "e-$t" "{kind: NdJson, schema: $SCHEMA}" "$PK"; push_ds "p-$t" '{kind: NdJson}' '{kind: Append}'; done
  $ serve
  $ h() { req GET "/$1/metadata?include=refs,schema&schemaFormat=OdfYaml" | grep -c schemaFormat; }
First push empty, schema declared: the schema block only.
  $ H1=$(head_of pop); post pop $ND </dev/null; [ "$H1" = "$(head_of pop)" ] && echo same head || echo new head
  HTTP/1.1 200 OK
  (empty body)
  new head
  $ H1=$(head_of pop); post pop $ND </dev/null; [ "$H1" = "$(head_of pop)" ] && echo same head || echo new head
  HTTP/1.1 200 OK
  (empty body)
  same head
  $ h pop; trows pop
  1
No schema: nothing.
  $ H1=$(head_of plain); post plain $ND </dev/null; [ "$H1" = "$(head_of plain)" ] && echo same head || echo new head
  HTTP/1.1 200 OK
  (empty body)
  same head
  $ h plain; trows plain
  0
Empty after data; only blank lines; an empty snapshot retracts everything:
  $ echo '{"event_time": "2020-01-01", "city": "A", "population": 1}' | post pop $ND; post pop $ND </dev/null; printf '\n\n' | post pop $ND; trows pop
  HTTP/1.1 200 OK
  (empty body)
  HTTP/1.1 200 OK
  (empty body)
  HTTP/1.1 200 OK
  (empty body)
  {"offset": 0, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2020-01-01T00:00:00Z", "city": "A", "population": 1}
  $ echo '{"event_time": "2020-01-01", "city": "A", "population": 1}' | post snapshot $ND; post snapshot $ND </dev/null; trows snapshot
  HTTP/1.1 200 OK
  (empty body)
  HTTP/1.1 200 OK
  (empty body)
  {"offset": 0, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2020-01-01T00:00:00Z", "city": "A", "population": 1}
  {"offset": 1, "op": 1, "system_time": "2050-01-02T03:04:05Z", "event_time": "2020-01-01T00:00:00Z", "city": "A", "population": 1}
No body and no length, no Content-Type:
  $ req POST /pop/ingest -H "$AUTH"
  HTTP/1.1 200 OK
  (empty body)
  $ req POST /pop/ingest -H "$AUTH" -H "Content-Type: $ND"
  HTTP/1.1 200 OK
  (empty body)
  $ req POST /plain/ingest -H "$AUTH"
  HTTP/1.1 200 OK
  (empty body)
Empty in the other formats, to sources with a schema, then without:
  $ e() { for d in e p; do echo "--- $d $1"; H1=$(head_of $d-$1); printf "$3" | post $d-$1 "$2"; [ "$H1" = "$(head_of $d-$1)" ] && echo same head || echo new head; done; }
  $ e csv text/csv ''
  --- e csv
  HTTP/1.1 200 OK
  (empty body)
  new head
  --- p csv
  HTTP/1.1 200 OK
  (empty body)
  same head
  $ e csv text/csv 'event_time,city,population\n'
  --- e csv
  HTTP/1.1 200 OK
  (empty body)
  same head
  --- p csv
  HTTP/1.1 200 OK
  (empty body)
  same head
  $ e json application/json ''
  --- e json
  HTTP/1.1 200 OK
  (empty body)
  new head
  --- p json
  HTTP/1.1 200 OK
  (empty body)
  same head
  $ e json application/json '[]'
  --- e json
  HTTP/1.1 200 OK
  (empty body)
  same head
  --- p json
  HTTP/1.1 200 OK
  (empty body)
  same head
  $ e geo application/geo+json '{"type":"FeatureCollection","features":[]}'
  --- e geo
  HTTP/1.1 200 OK
  (empty body)
  new head
  --- p geo
  HTTP/1.1 200 OK
  (empty body)
  same head
  $ e geo application/x-ndgeojson ''
  --- e geo
  HTTP/1.1 200 OK
  (empty body)
  same head
  --- p geo
  HTTP/1.1 200 OK
  (empty body)
  same head
  $ e parquet application/vnd.apache.parquet ''
  --- e parquet
  HTTP/1.1 200 OK
  (empty body)
  new head
  --- p parquet
  HTTP/1.1 200 OK
  (empty body)
  same head
  $ e ndjson '' '  \n'
  --- e ndjson
  HTTP/1.1 200 OK
  (empty body)
  new head
  --- p ndjson
  HTTP/1.1 200 OK
  (empty body)
  same head
  $ stop; for d in pop plain snapshot e-csv p-csv e-json p-json; do echo "--- $d"; kinds $d; done
  --- pop
  Seed AddPushSource SetDataSchema AddData
  --- plain
  Seed AddPushSource
  --- snapshot
  Seed AddPushSource SetDataSchema AddData AddData
  --- e-csv
  Seed AddPushSource SetDataSchema
  --- p-csv
  Seed AddPushSource
  --- e-json
  Seed AddPushSource SetDataSchema
  --- p-json
  Seed AddPushSource
