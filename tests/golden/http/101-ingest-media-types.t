Every supported media type posted to an NDJSON source that declares a schema; the same row in each format.

  $ . "$KAMU_LIB"; . "$(dirname "$KAMU_LIB")/lib-http.sh"; ws
  $ pop; push_ds plain '{kind: NdJson}' '{kind: Append}'
  $ serve
  $ echo '{"event_time": "2020-01-01T00:00:00", "city": "ndjson", "population": 1}' | post pop application/x-ndjson
  HTTP/1.1 200 OK
  (empty body)
  $ echo '[{"event_time": "2020-01-01T00:00:00", "city": "json", "population": 2}]' | post pop application/json
  HTTP/1.1 200 OK
  (empty body)
CSV columns are positional and there is no header, because the source has a schema:
  $ echo '2020-01-01T00:00:00,csv,3' | post pop text/csv
  HTTP/1.1 200 OK
  (empty body)
  $ printf 'event_time,city,population\n2020-01-01T00:00:00,csv-with-header,4\n' | post pop text/csv
  HTTP/1.1 200 OK
  (empty body)
  $ echo '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"event_time":"2020-01-01T00:00:00","city":"geojson","population":5},"geometry":{"type":"Point","coordinates":[1,2]}}]}' | post pop application/geo+json
  HTTP/1.1 200 OK
  (empty body)
  $ echo '{"type":"Feature","properties":{"event_time":"2020-01-01T00:00:00","city":"ndgeojson","population":6},"geometry":{"type":"Point","coordinates":[1,2]}}' | post pop application/x-ndgeojson
  HTTP/1.1 200 OK
  (empty body)
  $ python3 - <<'P'
  > import datetime, pyarrow as pa, pyarrow.parquet as pq
  > t = datetime.datetime(2020, 1, 1, tzinfo=datetime.timezone.utc)
  > pq.write_table(pa.table({"event_time": pa.array([t], pa.timestamp("ms", "UTC")), "city": ["parquet"], "population": pa.array([7], pa.int64())}), "p.parquet")
  > P
  $ post pop application/vnd.apache.parquet < p.parquet
  HTTP/1.1 200 OK
  (empty body)
No Content-Type at all: the source's own read step.
  $ echo '{"event_time": "2020-01-01T00:00:00", "city": "none", "population": 8}' | post pop ''
  HTTP/1.1 200 OK
  (empty body)
  $ trows pop
  {"offset": 0, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2020-01-01T00:00:00Z", "city": "ndjson", "population": 1}
  {"offset": 1, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2020-01-01T00:00:00Z", "city": "json", "population": 2}
  {"offset": 2, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2020-01-01T00:00:00Z", "city": "csv", "population": 3}
  {"offset": 3, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2020-01-01T00:00:00Z", "city": "csv-with-header", "population": 4}
  {"offset": 4, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2020-01-01T00:00:00Z", "city": "geojson", "population": 5}
  {"offset": 5, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2020-01-01T00:00:00Z", "city": "ndgeojson", "population": 6}
  {"offset": 6, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2020-01-01T00:00:00Z", "city": "parquet", "population": 7}
  {"offset": 7, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2020-01-01T00:00:00Z", "city": "none", "population": 8}
The same bodies to a source without schema (append), so columns are inferred; the schema of the first one stays:
  $ echo '{"event_time": "2020-01-01T00:00:00", "city": "ndjson", "population": 1}' | post plain application/x-ndjson
  HTTP/1.1 200 OK
  (empty body)
  $ echo '[{"event_time": "2020-01-01T00:00:00", "city": "json", "population": 2}]' | post plain application/json
  HTTP/1.1 200 OK
  (empty body)
  $ printf 'event_time,city,population\n2020-01-01T00:00:00,csv-with-header,4\n' | post plain text/csv
  HTTP/1.1 400 Bad Request
  content-type: application/problem+json
  {
    "detail": "Incompatible schema: Schema of the new slice is not compatible with the schema defined by SetDataSchema event\nDataset schema:\nmessage arrow_schema {\n  REQUIRED INT64 offset;\n  REQUIRED INT32 op;\n  REQUIRED INT64 system_time (TIMESTAMP(MILLIS,true));\n  REQUIRED INT64 event_time (TIMESTAMP(MILLIS,true));\n  OPTIONAL BYTE_ARRAY city (STRING);\n  OPTIONAL INT64 population;\n}\n\nNew slice schema:\nmessage arrow_schema {\n  REQUIRED INT64 offset;\n  REQUIRED INT32 op;\n  REQUIRED INT64 system_time (TIMESTAMP(MILLIS,true));\n  REQUIRED INT64 event_time (TIMESTAMP(MILLIS,true));\n  OPTIONAL BYTE_ARRAY city (STRING);\n  OPTIONAL BYTE_ARRAY population (STRING);\n}\n",
    "expected": "Int64",
    "field": "population",
    "hint": "column `population` is optional Int64 in the dataset and optional Utf8 in the data",
    "message": "Incompatible schema: Schema of the new slice is not compatible with the schema defined by SetDataSchema event\nDataset schema:\nmessage arrow_schema {\n  REQUIRED INT64 offset;\n  REQUIRED INT32 op;\n  REQUIRED INT64 system_time (TIMESTAMP(MILLIS,true));\n  REQUIRED INT64 event_time (TIMESTAMP(MILLIS,true));\n  OPTIONAL BYTE_ARRAY city (STRING);\n  OPTIONAL INT64 population;\n}\n\nNew slice schema:\nmessage arrow_schema {\n  REQUIRED INT64 offset;\n  REQUIRED INT32 op;\n  REQUIRED INT64 system_time (TIMESTAMP(MILLIS,true));\n  REQUIRED INT64 event_time (TIMESTAMP(MILLIS,true));\n  OPTIONAL BYTE_ARRAY city (STRING);\n  OPTIONAL BYTE_ARRAY population (STRING);\n}\n",
    "status": 400,
    "title": "Bad Request",
    "type": "about:blank"
  }
  $ echo '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"city":"geojson","population":5},"geometry":{"type":"Point","coordinates":[1,2]}}]}' | post plain application/geo+json
  HTTP/1.1 400 Bad Request
  content-type: application/problem+json
  {
    "detail": "Incompatible schema: Schema of the new slice is not compatible with the schema defined by SetDataSchema event\nDataset schema:\nmessage arrow_schema {\n  REQUIRED INT64 offset;\n  REQUIRED INT32 op;\n  REQUIRED INT64 system_time (TIMESTAMP(MILLIS,true));\n  REQUIRED INT64 event_time (TIMESTAMP(MILLIS,true));\n  OPTIONAL BYTE_ARRAY city (STRING);\n  OPTIONAL INT64 population;\n}\n\nNew slice schema:\nmessage arrow_schema {\n  REQUIRED INT64 offset;\n  REQUIRED INT32 op;\n  REQUIRED INT64 system_time (TIMESTAMP(MILLIS,true));\n  REQUIRED INT64 event_time (TIMESTAMP(MILLIS,true));\n  OPTIONAL BYTE_ARRAY city (STRING);\n  OPTIONAL BYTE_ARRAY geometry (STRING);\n  OPTIONAL INT64 population;\n}\n",
    "field": "geometry",
    "hint": "column `geometry` is not in the dataset's schema",
    "message": "Incompatible schema: Schema of the new slice is not compatible with the schema defined by SetDataSchema event\nDataset schema:\nmessage arrow_schema {\n  REQUIRED INT64 offset;\n  REQUIRED INT32 op;\n  REQUIRED INT64 system_time (TIMESTAMP(MILLIS,true));\n  REQUIRED INT64 event_time (TIMESTAMP(MILLIS,true));\n  OPTIONAL BYTE_ARRAY city (STRING);\n  OPTIONAL INT64 population;\n}\n\nNew slice schema:\nmessage arrow_schema {\n  REQUIRED INT64 offset;\n  REQUIRED INT32 op;\n  REQUIRED INT64 system_time (TIMESTAMP(MILLIS,true));\n  REQUIRED INT64 event_time (TIMESTAMP(MILLIS,true));\n  OPTIONAL BYTE_ARRAY city (STRING);\n  OPTIONAL BYTE_ARRAY geometry (STRING);\n  OPTIONAL INT64 population;\n}\n",
    "status": 400,
    "title": "Bad Request",
    "type": "about:blank"
  }
  $ post plain application/vnd.apache.parquet < p.parquet
  HTTP/1.1 200 OK
  (empty body)
  $ echo '{"city": "none", "population": 8}' | post plain ''
  HTTP/1.1 200 OK
  (empty body)
  $ trows plain
  {"offset": 0, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2020-01-01T00:00:00Z", "city": "ndjson", "population": 1}
  {"offset": 1, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2020-01-01T00:00:00Z", "city": "json", "population": 2}
  {"offset": 2, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2020-01-01T00:00:00Z", "city": "parquet", "population": 7}
  {"offset": 3, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2050-01-02T03:04:05Z", "city": "none", "population": 8}
  $ req GET '/plain/metadata?include=schema&schemaFormat=Parquet'
  HTTP/1.1 200 OK
  content-type: application/json
  {
    "output": {
      "schema": "message arrow_schema {\n  REQUIRED INT64 offset;\n  REQUIRED INT32 op;\n  REQUIRED INT64 system_time (TIMESTAMP(MILLIS,true));\n  REQUIRED INT64 event_time (TIMESTAMP(MILLIS,true));\n  OPTIONAL BYTE_ARRAY city (STRING);\n  OPTIONAL INT64 population;\n}\n",
      "schemaFormat": "Parquet"
    }
  }
