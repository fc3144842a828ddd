Schema conflicts: columns that clash with system columns, a schema that drifts, missing key columns.

  $ . "$KAMU_LIB"; . "$(dirname "$KAMU_LIB")/lib-http.sh"; ws
  $ push_ds infer '{kind: NdJson}' '{kind: Append}'
  $ push_ds clash-offset '{kind: NdJson, schema: {fields: [{name: offset, type: Int64}, {name: v, type: String}]}}' '{kind: Append}'
  $ push_ds clash-op '{kind: NdJson, schema: {fields: [{name: op, type: Int64}, {name: v, type: String}]}}' '{kind: Append}'
  $ push_ds clash-time '{kind: NdJson, schema: {fields: [{name: system_time, type: Timestamp}, {name: v, type: String}]}}' '{kind: Append}'
  $ push_ds et-string '{kind: NdJson, schema: {fields: [{name: event_time, type: String}, {name: v, type: String}]}}' '{kind: Append}'
  $ push_ds no-key '{kind: NdJson, schema: {fields: [{name: v, type: String}]}}' '{kind: Ledger, primaryKey: [id]}'
  Error: Failed to load 1 manifest(s)
  
  Summary of individual errors:
  
  \x3e Failed to add dataset no-key: Invalid snapshot: Push source 'default': primaryKey: there is no column `id` in the source's schema (metadata[0] at line 7 column 7) (esc)
  
  [1]
  $ push_ds no-cmp '{kind: NdJson, schema: {fields: [{name: id, type: Int64}]}}' '{kind: Snapshot, primaryKey: [id], compareColumns: [gone]}'
  Error: Failed to load 1 manifest(s)
  
  Summary of individual errors:
  
  \x3e Failed to add dataset no-cmp: Invalid snapshot: Push source 'default': compareColumns: there is no column `gone` in the source's schema (metadata[0] at line 7 column 7) (esc)
  
  [1]
  $ push_ds key-infer '{kind: NdJson}' '{kind: Ledger, primaryKey: [id]}'
  $ push_ds bad-read '{kind: Csv, separator: ";;"}' '{kind: Append}'
  Error: Failed to load 1 manifest(s)
  
  Summary of individual errors:
  
  \x3e Failed to add dataset bad-read: Invalid snapshot: Push source 'default': Csv.separator supports only single-character ascii values (metadata[0] at line 7 column 7) (esc)
  
  [1]
  $ push_ds bad-enc '{kind: NdJson, encoding: latin1}' '{kind: Append}'
  $ serve
  $ for d in clash-offset clash-op clash-time et-string no-key no-cmp; do echo "--- $d"; echo '{"id": 1, "offset": 1, "op": 1, "system_time": "2020-01-01", "event_time": "2020-01-01", "v": "x"}' | post $d $ND; done
  --- clash-offset
  HTTP/1.1 400 Bad Request
  content-type: application/problem+json
  {
    "detail": "Bad input schema: Data contains a column that conflicts with the system column name, you should either rename the data column or configure the dataset vocabulary to use a different name: offset\nmessage arrow_schema {\n  REQUIRED INT64 offset;\n  REQUIRED BYTE_ARRAY v (STRING);\n}\n\n",
    "field": "offset",
    "message": "Bad input schema: Data contains a column that conflicts with the system column name, you should either rename the data column or configure the dataset vocabulary to use a different name: offset\nmessage arrow_schema {\n  REQUIRED INT64 offset;\n  REQUIRED BYTE_ARRAY v (STRING);\n}\n\n",
    "status": 400,
    "title": "Bad Request",
    "type": "about:blank"
  }
  --- clash-op
  HTTP/1.1 400 Bad Request
  content-type: application/problem+json
  {
    "detail": "Bad input schema: Data contains a column that conflicts with the system column name, you should either rename the data column or configure the dataset vocabulary to use a different name: op\nmessage arrow_schema {\n  REQUIRED INT64 op;\n  REQUIRED BYTE_ARRAY v (STRING);\n}\n\n",
    "field": "op",
    "message": "Bad input schema: Data contains a column that conflicts with the system column name, you should either rename the data column or configure the dataset vocabulary to use a different name: op\nmessage arrow_schema {\n  REQUIRED INT64 op;\n  REQUIRED BYTE_ARRAY v (STRING);\n}\n\n",
    "status": 400,
    "title": "Bad Request",
    "type": "about:blank"
  }
  --- clash-time
  HTTP/1.1 400 Bad Request
  content-type: application/problem+json
  {
    "detail": "Bad input schema: Data contains a column that conflicts with the system column name, you should either rename the data column or configure the dataset vocabulary to use a different name: system_time\nmessage arrow_schema {\n  REQUIRED INT64 system_time (TIMESTAMP(MILLIS,true));\n  REQUIRED BYTE_ARRAY v (STRING);\n}\n\n",
    "field": "system_time",
    "message": "Bad input schema: Data contains a column that conflicts with the system column name, you should either rename the data column or configure the dataset vocabulary to use a different name: system_time\nmessage arrow_schema {\n  REQUIRED INT64 system_time (TIMESTAMP(MILLIS,true));\n  REQUIRED BYTE_ARRAY v (STRING);\n}\n\n",
    "status": 400,
    "title": "Bad Request",
    "type": "about:blank"
  }
  --- et-string
  HTTP/1.1 400 Bad Request
  content-type: application/problem+json
  {
    "detail": "Bad input schema: Event time column 'event_time' should be either Date or Timestamp, but found: Utf8\nmessage arrow_schema {\n  REQUIRED BYTE_ARRAY event_time (STRING);\n  REQUIRED BYTE_ARRAY v (STRING);\n}\n\n",
    "field": "event_time",
    "message": "Bad input schema: Event time column 'event_time' should be either Date or Timestamp, but found: Utf8\nmessage arrow_schema {\n  REQUIRED BYTE_ARRAY event_time (STRING);\n  REQUIRED BYTE_ARRAY v (STRING);\n}\n\n",
    "status": 400,
    "title": "Bad Request",
    "type": "about:blank"
  }
  --- no-key
  HTTP/1.1 404 Not Found
  (empty body)
  --- no-cmp
  HTTP/1.1 404 Not Found
  (empty body)
  $ echo '{"v": 1}' | post key-infer $ND
  HTTP/1.1 400 Bad Request
  content-type: application/problem+json
  {
    "detail": "Bad input schema: key column 'id' of the Ledger merge strategy is not in the data",
    "field": "id",
    "message": "Bad input schema: key column 'id' of the Ledger merge strategy is not in the data",
    "status": 400,
    "title": "Bad Request",
    "type": "about:blank"
  }
  $ echo '1;;2' | post bad-read ''
  HTTP/1.1 404 Not Found
  (empty body)
  $ echo '1,2' | post bad-read text/csv
  HTTP/1.1 404 Not Found
  (empty body)
  $ echo '{"a": 1}' | post bad-read $ND
  HTTP/1.1 404 Not Found
  (empty body)
  $ echo '{"a": 1}' | post bad-enc $ND
  HTTP/1.1 200 OK
  (empty body)
  $ echo '[{"a": 1}]' | post bad-enc application/json
  HTTP/1.1 200 OK
  (empty body)
Inferred schema, clashing columns are renamed:
  $ echo '{"offset": 7, "op": 8, "system_time": "x", "v": 1}' | post infer $ND
  HTTP/1.1 200 OK
  (empty body)
  $ trows infer
  {"offset": 0, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2050-01-02T03:04:05Z", "_offset": 7, "_op": 8, "_system_time": "x", "v": 1}
Then the schema drifts:
  $ d() { echo "--- $1"; echo "$1" | post infer $ND; }
  $ d '{"offset": 7, "op": 8, "system_time": "x", "v": 2}'
  --- {"offset": 7, "op": 8, "system_time": "x", "v": 2}
  HTTP/1.1 200 OK
  (empty body)
  $ d '{"offset": 7, "op": 8, "system_time": "x", "v": "text"}'
  --- {"offset": 7, "op": 8, "system_time": "x", "v": "text"}
  HTTP/1.1 400 Bad Request
  content-type: application/problem+json
  {
    "detail": "Incompatible schema: Schema of the new slice is not compatible with the schema defined by SetDataSchema event\nDataset schema:\nmessage arrow_schema {\n  REQUIRED INT64 offset;\n  REQUIRED INT32 op;\n  REQUIRED INT64 system_time (TIMESTAMP(MILLIS,true));\n  REQUIRED INT64 event_time (TIMESTAMP(MILLIS,true));\n  OPTIONAL INT64 _offset;\n  OPTIONAL INT64 _op;\n  OPTIONAL BYTE_ARRAY _system_time (STRING);\n  OPTIONAL INT64 v;\n}\n\nNew slice schema:\nmessage arrow_schema {\n  REQUIRED INT64 offset;\n  REQUIRED INT32 op;\n  REQUIRED INT64 system_time (TIMESTAMP(MILLIS,true));\n  REQUIRED INT64 event_time (TIMESTAMP(MILLIS,true));\n  OPTIONAL INT64 _offset;\n  OPTIONAL INT64 _op;\n  OPTIONAL BYTE_ARRAY _system_time (STRING);\n  OPTIONAL BYTE_ARRAY v (STRING);\n}\n",
    "expected": "Int64",
    "field": "v",
    "hint": "column `v` is optional Int64 in the dataset and optional Utf8 in the data",
    "message": "Incompatible schema: Schema of the new slice is not compatible with the schema defined by SetDataSchema event\nDataset schema:\nmessage arrow_schema {\n  REQUIRED INT64 offset;\n  REQUIRED INT32 op;\n  REQUIRED INT64 system_time (TIMESTAMP(MILLIS,true));\n  REQUIRED INT64 event_time (TIMESTAMP(MILLIS,true));\n  OPTIONAL INT64 _offset;\n  OPTIONAL INT64 _op;\n  OPTIONAL BYTE_ARRAY _system_time (STRING);\n  OPTIONAL INT64 v;\n}\n\nNew slice schema:\nmessage arrow_schema {\n  REQUIRED INT64 offset;\n  REQUIRED INT32 op;\n  REQUIRED INT64 system_time (TIMESTAMP(MILLIS,true));\n  REQUIRED INT64 event_time (TIMESTAMP(MILLIS,true));\n  OPTIONAL INT64 _offset;\n  OPTIONAL INT64 _op;\n  OPTIONAL BYTE_ARRAY _system_time (STRING);\n  OPTIONAL BYTE_ARRAY v (STRING);\n}\n",
    "status": 400,
    "title": "Bad Request",
    "type": "about:blank"
  }
  $ d '{"offset": 7, "op": 8, "system_time": "x", "v": 2.5}'
  --- {"offset": 7, "op": 8, "system_time": "x", "v": 2.5}
  HTTP/1.1 400 Bad Request
  content-type: application/problem+json
  {
    "detail": "Incompatible schema: Schema of the new slice is not compatible with the schema defined by SetDataSchema event\nDataset schema:\nmessage arrow_schema {\n  REQUIRED INT64 offset;\n  REQUIRED INT32 op;\n  REQUIRED INT64 system_time (TIMESTAMP(MILLIS,true));\n  REQUIRED INT64 event_time (TIMESTAMP(MILLIS,true));\n  OPTIONAL INT64 _offset;\n  OPTIONAL INT64 _op;\n  OPTIONAL BYTE_ARRAY _system_time (STRING);\n  OPTIONAL INT64 v;\n}\n\nNew slice schema:\nmessage arrow_schema {\n  REQUIRED INT64 offset;\n  REQUIRED INT32 op;\n  REQUIRED INT64 system_time (TIMESTAMP(MILLIS,true));\n  REQUIRED INT64 event_time (TIMESTAMP(MILLIS,true));\n  OPTIONAL INT64 _offset;\n  OPTIONAL INT64 _op;\n  OPTIONAL BYTE_ARRAY _system_time (STRING);\n  OPTIONAL DOUBLE v;\n}\n",
    "expected": "Int64",
    "field": "v",
    "hint": "column `v` is optional Int64 in the dataset and optional Float64 in the data",
    "message": "Incompatible schema: Schema of the new slice is not compatible with the schema defined by SetDataSchema event\nDataset schema:\nmessage arrow_schema {\n  REQUIRED INT64 offset;\n  REQUIRED INT32 op;\n  REQUIRED INT64 system_time (TIMESTAMP(MILLIS,true));\n  REQUIRED INT64 event_time (TIMESTAMP(MILLIS,true));\n  OPTIONAL INT64 _offset;\n  OPTIONAL INT64 _op;\n  OPTIONAL BYTE_ARRAY _system_time (STRING);\n  OPTIONAL INT64 v;\n}\n\nNew slice schema:\nmessage arrow_schema {\n  REQUIRED INT64 offset;\n  REQUIRED INT32 op;\n  REQUIRED INT64 system_time (TIMESTAMP(MILLIS,true));\n  REQUIRED INT64 event_time (TIMESTAMP(MILLIS,true));\n  OPTIONAL INT64 _offset;\n  OPTIONAL INT64 _op;\n  OPTIONAL BYTE_ARRAY _system_time (STRING);\n  OPTIONAL DOUBLE v;\n}\n",
    "status": 400,
    "title": "Bad Request",
    "type": "about:blank"
  }
  $ d '{"offset": 7, "op": 8, "system_time": "x"}'
  --- {"offset": 7, "op": 8, "system_time": "x"}
  HTTP/1.1 200 OK
  (empty body)
  $ d '{"offset": 7, "op": 8, "system_time": "x", "v": 3, "w": 1}'
  --- {"offset": 7, "op": 8, "system_time": "x", "v": 3, "w": 1}
  HTTP/1.1 400 Bad Request
  content-type: application/problem+json
  {
    "detail": "Incompatible schema: Schema of the new slice is not compatible with the schema defined by SetDataSchema event\nDataset schema:\nmessage arrow_schema {\n  REQUIRED INT64 offset;\n  REQUIRED INT32 op;\n  REQUIRED INT64 system_time (TIMESTAMP(MILLIS,true));\n  REQUIRED INT64 event_time (TIMESTAMP(MILLIS,true));\n  OPTIONAL INT64 _offset;\n  OPTIONAL INT64 _op;\n  OPTIONAL BYTE_ARRAY _system_time (STRING);\n  OPTIONAL INT64 v;\n}\n\nNew slice schema:\nmessage arrow_schema {\n  REQUIRED INT64 offset;\n  REQUIRED INT32 op;\n  REQUIRED INT64 system_time (TIMESTAMP(MILLIS,true));\n  REQUIRED INT64 event_time (TIMESTAMP(MILLIS,true));\n  OPTIONAL INT64 _offset;\n  OPTIONAL INT64 _op;\n  OPTIONAL BYTE_ARRAY _system_time (STRING);\n  OPTIONAL INT64 v;\n  OPTIONAL INT64 w;\n}\n",
    "field": "w",
    "hint": "column `w` is not in the dataset's schema",
    "message": "Incompatible schema: Schema of the new slice is not compatible with the schema defined by SetDataSchema event\nDataset schema:\nmessage arrow_schema {\n  REQUIRED INT64 offset;\n  REQUIRED INT32 op;\n  REQUIRED INT64 system_time (TIMESTAMP(MILLIS,true));\n  REQUIRED INT64 event_time (TIMESTAMP(MILLIS,true));\n  OPTIONAL INT64 _offset;\n  OPTIONAL INT64 _op;\n  OPTIONAL BYTE_ARRAY _system_time (STRING);\n  OPTIONAL INT64 v;\n}\n\nNew slice schema:\nmessage arrow_schema {\n  REQUIRED INT64 offset;\n  REQUIRED INT32 op;\n  REQUIRED INT64 system_time (TIMESTAMP(MILLIS,true));\n  REQUIRED INT64 event_time (TIMESTAMP(MILLIS,true));\n  OPTIONAL INT64 _offset;\n  OPTIONAL INT64 _op;\n  OPTIONAL BYTE_ARRAY _system_time (STRING);\n  OPTIONAL INT64 v;\n  OPTIONAL INT64 w;\n}\n",
    "status": 400,
    "title": "Bad Request",
    "type": "about:blank"
  }
  $ d '{"v": 4, "system_time": "x", "op": 8, "offset": 7}'
  --- {"v": 4, "system_time": "x", "op": 8, "offset": 7}
  HTTP/1.1 200 OK
  (empty body)
  $ d '{"offset": 7, "op": 8, "system_time": "x", "v": null}'
  --- {"offset": 7, "op": 8, "system_time": "x", "v": null}
  HTTP/1.1 200 OK
  (empty body)
  $ trows infer
  {"offset": 0, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2050-01-02T03:04:05Z", "_offset": 7, "_op": 8, "_system_time": "x", "v": 1}
  {"offset": 1, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2050-01-02T03:04:05Z", "_offset": 7, "_op": 8, "_system_time": "x", "v": 2}
  {"offset": 2, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2050-01-02T03:04:05Z", "_offset": 7, "_op": 8, "_system_time": "x", "v": null}
  {"offset": 3, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2050-01-02T03:04:05Z", "_offset": 7, "_op": 8, "_system_time": "x", "v": 4}
  {"offset": 4, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2050-01-02T03:04:05Z", "_offset": 7, "_op": 8, "_system_time": "x", "v": null}
  $ stop; for d in clash-offset no-key key-infer infer; do echo "--- $d"; kinds $d; done
  --- clash-offset
  Seed AddPushSource
  --- no-key
  Error: Dataset not found: no-key
  
  
  --- key-infer
  Seed AddPushSource
  --- infer
  Seed AddPushSource SetDataSchema AddData AddData AddData AddData AddData
