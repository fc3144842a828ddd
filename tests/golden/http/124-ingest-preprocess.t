Sources with a preprocess step, system columns, vocabulary and the answers to failing SQL.

  $ . "$KAMU_LIB"; . "$(dirname "$KAMU_LIB")/lib-http.sh"; ws
  $ pre() { mkds "$1" <<Y
  > - kind: AddPushSource
  >   sourceName: default
  >   read: {kind: NdJson, schema: {fields: [{name: t, type: Timestamp}, {name: "Mixed Case", type: String}, {name: n, type: Int64}]}}
  >   preprocess: {kind: Sql, engine: ${3:-datafusion}, query: "$2"}
  >   merge: {kind: Append}
  > - kind: SetVocab
  >   eventTimeColumn: t
  > Y
  > }
  $ pre ok 'select t, \"Mixed Case\" as name, n * 2 as n from input where n > 0'
  $ pre agg 'select max(t) as t, count(*) as c, sum(n) as s from input'
  $ pre badsql 'selekt 1'
  Error: Failed to load 1 manifest(s)
  
  Summary of individual errors:
  
  |> Failed to add dataset badsql:
    0: Push source 'default'
    1: Engine error
    2: Invalid query: SQL error: ParserError("Expected: a query (SELECT, WITH or VALUES), found: selekt at Line: 1, Column: 1")
    at: preprocess:1:1
    hint: only queries are run here, nothing that writes or changes settings
  
  [1]
  $ pre nocol 'select t, nope from input'
  Error: Failed to load 1 manifest(s)
  
  Summary of individual errors:
  
  |> Failed to add dataset nocol:
    0: Push source 'default'
    1: Engine error
    2: Invalid query: Schema error: No field named nope. Valid fields are input.t, input."Mixed Case", input.n.
    at: preprocess:1:11 (byte 10)
  
  [1]
  $ pre div 'select t, n / 0 as x from input'
  $ pre nott 'select n from input'
  $ pre sysclash 'select t, n as offset from input'
  Error: Failed to load 1 manifest(s)
  
  Summary of individual errors:
  
  |> Failed to add dataset sysclash:
    0: Push source 'default'
    1: Bad input schema: Data contains a column that conflicts with the system column name, you should either rename the data column or configure the dataset vocabulary to use a different name: offset
  message arrow_schema {
    REQUIRED INT64 t (TIMESTAMP(MILLIS,true));
    REQUIRED INT64 offset;
  }
  
  
  
  [1]
  $ pre spark 'select t, n from input' spark
  $ serve
  $ d() { printf '{"t": "2020-01-01", "Mixed Case": "a", "n": 1}\n{"t": "2020-01-02", "Mixed Case": "b", "n": -1}\n{"t": "2020-01-03", "Mixed Case": "c", "n": 3}\n'; }
  $ for x in ok agg badsql nocol div nott sysclash; do echo "--- $x"; d | post $x $ND; trows $x; done
  --- ok
  HTTP/1.1 200 OK
  (empty body)
  {"offset": 0, "op": 0, "system_time": "2050-01-02T03:04:05Z", "t": "2020-01-01T00:00:00Z", "name": "a", "n": 2}
  {"offset": 1, "op": 0, "system_time": "2050-01-02T03:04:05Z", "t": "2020-01-03T00:00:00Z", "name": "c", "n": 6}
  --- agg
  HTTP/1.1 200 OK
  (empty body)
  {"offset": 0, "op": 0, "system_time": "2050-01-02T03:04:05Z", "t": "2020-01-03T00:00:00Z", "c": 3, "s": 3}
  --- badsql
  HTTP/1.1 404 Not Found
  (empty body)
  
  --- nocol
  HTTP/1.1 404 Not Found
  (empty body)
  
  --- div
  HTTP/1.1 400 Bad Request
  content-type: application/problem+json
  {
    "detail": "The preprocess query failed: Divide by zero error",
    "input": "request body",
    "message": "The preprocess query failed: Divide by zero error",
    "status": 400,
    "title": "Bad Request",
    "type": "about:blank"
  }
  --- nott
  HTTP/1.1 200 OK
  (empty body)
  {"offset": 0, "op": 0, "system_time": "2050-01-02T03:04:05Z", "t": "2050-01-02T03:04:05Z", "n": 1}
  {"offset": 1, "op": 0, "system_time": "2050-01-02T03:04:05Z", "t": "2050-01-02T03:04:05Z", "n": -1}
  {"offset": 2, "op": 0, "system_time": "2050-01-02T03:04:05Z", "t": "2050-01-02T03:04:05Z", "n": 3}
  --- sysclash
  HTTP/1.1 404 Not Found
  (empty body)
  
Other media types go through the same step:
  $ echo '[{"t": "2020-01-04", "Mixed Case": "json", "n": 4}]' | post ok application/json
  HTTP/1.1 200 OK
  (empty body)
  $ echo '2020-01-05,csv,5' | post ok text/csv
  HTTP/1.1 200 OK
  (empty body)
  $ post ok $ND </dev/null
  HTTP/1.1 200 OK
  (empty body)
  $ printf '{"t": "2020-01-06", "Mixed Case": "b", "n": -1}\n' | post ok $ND
  HTTP/1.1 200 OK
  (empty body)
  $ trows ok
  {"offset": 0, "op": 0, "system_time": "2050-01-02T03:04:05Z", "t": "2020-01-01T00:00:00Z", "name": "a", "n": 2}
  {"offset": 1, "op": 0, "system_time": "2050-01-02T03:04:05Z", "t": "2020-01-03T00:00:00Z", "name": "c", "n": 6}
  {"offset": 2, "op": 0, "system_time": "2050-01-02T03:04:05Z", "t": "2020-01-04T00:00:00Z", "name": "json", "n": 8}
  {"offset": 3, "op": 0, "system_time": "2050-01-02T03:04:05Z", "t": "2020-01-05T00:00:00Z", "name": "csv", "n": 10}
An engine that needs containers:
  $ d | post spark $ND -m 60
  HTTP/1.1 400 Bad Request
  content-type: application/json
  {"message": "Engine error: Engine 'spark' runs in a container, which this program does not start"}
Custom vocabulary:
  $ mkds vocab <<'Y'
  > - kind: AddPushSource
  >   sourceName: default
  >   read: {kind: NdJson}
  >   merge: {kind: Append}
  > - kind: SetVocab
  >   offsetColumn: my_offset
  >   operationTypeColumn: my_op
  >   systemTimeColumn: my_system_time
  >   eventTimeColumn: happened
  > Y
  $ echo '{"happened": "2020-01-01T00:00:00Z", "offset": 5, "op": 6}' | post vocab $ND
  HTTP/1.1 200 OK
  (empty body)
  $ req -r GET /vocab/tail
  HTTP/1.1 200 OK
  content-type: application/json
  {"data":[{"my_offset":0,"my_op":0,"my_system_time":"2050-01-02T03:04:05Z","happened":"2020-01-01T00:00:00Z","offset":5,"op":6}],"dataFormat":"JsonAoS"}
  $ req -r GET '/vocab/tail?skip=0&limit=1&dataFormat=JsonAoA'
  HTTP/1.1 200 OK
  content-type: application/json
  {"data":[[0,0,"2050-01-02T03:04:05Z","2020-01-01T00:00:00Z",5,6]],"dataFormat":"JsonAoA"}
  $ req GET '/vocab/metadata?include=vocab'
  HTTP/1.1 200 OK
  content-type: application/json
  {
    "output": {
      "vocab": {
        "eventTimeColumn": "happened",
        "offsetColumn": "my_offset",
        "operationTypeColumn": "my_op",
        "systemTimeColumn": "my_system_time"
      }
    }
  }
