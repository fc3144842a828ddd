Parquet bodies: matching, with other column order, extra or missing columns, other types, broken files.

  $ . "$KAMU_LIB"; . "$(dirname "$KAMU_LIB")/lib-http.sh"; ws
  $ pop; push_ds plain '{kind: Parquet}' '{kind: Append}'; push_ds par "{kind: Parquet, schema: $SCHEMA}" "$PK"
  $ mk() { python3 - "$@" <<'P'
  > import datetime as dt, sys, pyarrow as pa, pyarrow.parquet as pq
  > t = [dt.datetime(2020, 1, int(sys.argv[3]), tzinfo=dt.timezone.utc), dt.datetime(2020, 1, int(sys.argv[3]), 12, 0, 0, 123456, dt.timezone.utc)]
  > k = sys.argv[2]
  > unit = {"us": "us", "ns": "ns", "s": "ms"}.get(k, "ms")
  > d = {"event_time": pa.array(t, pa.timestamp(unit, None if k == "naive" else "UTC"), safe=False), "city": pa.array(["A", "B"]), "population": pa.array([1, 2], pa.int64())}
  > if k == "order": d = {c: d[c] for c in reversed(d)}
  > if k == "extra": d["more"] = pa.array([1, 2])
  > if k == "missing": del d["population"]
  > if k == "int32": d["population"] = pa.array([1, 2], pa.int32())
  > if k == "text": d["population"] = pa.array(["1", "2"])
  > if k == "null": d["population"] = pa.array([1, None], pa.int64())
  > if k == "dict": d["city"] = d["city"].dictionary_encode()
  > if k == "empty": d = {c: d[c].slice(0, 0) for c in d}
  > if k == "upper": d = {c.upper(): d[c] for c in d}
  > pq.write_table(pa.table(d), sys.argv[1], compression={"zstd": "zstd", "gzip": "gzip", "none": "none", "lz4": "lz4"}.get(k, "snappy"))
  > P
  > }
  $ serve
  $ i=0; for k in same us ns naive order extra missing int32 text null dict empty upper zstd gzip none lz4; do i=$((i+1)); mk f.parquet $k $i; for d in pop par; do echo "--- $k to $d"; post $d application/vnd.apache.parquet < f.parquet; done; done
  --- same to pop
  HTTP/1.1 200 OK
  (empty body)
  --- same to par
  HTTP/1.1 200 OK
  (empty body)
  --- us to pop
  HTTP/1.1 200 OK
  (empty body)
  --- us to par
  HTTP/1.1 200 OK
  (empty body)
  --- ns to pop
  HTTP/1.1 200 OK
  (empty body)
  --- ns to par
  HTTP/1.1 200 OK
  (empty body)
  --- naive to pop
  HTTP/1.1 200 OK
  (empty body)
  --- naive to par
  HTTP/1.1 200 OK
  (empty body)
  --- order to pop
  HTTP/1.1 200 OK
  (empty body)
  --- order to par
  HTTP/1.1 200 OK
  (empty body)
  --- extra to pop
  HTTP/1.1 200 OK
  (empty body)
  --- extra to par
  HTTP/1.1 200 OK
  (empty body)
  --- missing to pop
  HTTP/1.1 400 Bad Request
  content-type: application/problem+json
  {
    "detail": "field 'population': the column is required, but missing in the file",
    "field": "population",
    "input": "request body",
    "message": "field 'population': the column is required, but missing in the file",
    "status": 400,
    "title": "Bad Request",
    "type": "about:blank"
  }
  --- missing to par
  HTTP/1.1 400 Bad Request
  content-type: application/problem+json
  {
    "detail": "field 'population': the column is required, but missing in the file",
    "field": "population",
    "input": "request body",
    "message": "field 'population': the column is required, but missing in the file",
    "status": 400,
    "title": "Bad Request",
    "type": "about:blank"
  }
  --- int32 to pop
  HTTP/1.1 200 OK
  (empty body)
  --- int32 to par
  HTTP/1.1 200 OK
  (empty body)
  --- text to pop
  HTTP/1.1 200 OK
  (empty body)
  --- text to par
  HTTP/1.1 200 OK
  (empty body)
  --- null to pop
  HTTP/1.1 400 Bad Request
  content-type: application/problem+json
  {
    "detail": "field 'population': null, but the column is required",
    "field": "population",
    "input": "request body",
    "message": "field 'population': null, but the column is required",
    "record": 2,
    "status": 400,
    "title": "Bad Request",
    "type": "about:blank"
  }
  --- null to par
  HTTP/1.1 400 Bad Request
  content-type: application/problem+json
  {
    "detail": "field 'population': null, but the column is required",
    "field": "population",
    "input": "request body",
    "message": "field 'population': null, but the column is required",
    "record": 2,
    "status": 400,
    "title": "Bad Request",
    "type": "about:blank"
  }
  --- dict to pop
  HTTP/1.1 200 OK
  (empty body)
  --- dict to par
  HTTP/1.1 200 OK
  (empty body)
  --- empty to pop
  HTTP/1.1 200 OK
  (empty body)
  --- empty to par
  HTTP/1.1 200 OK
  (empty body)
  --- upper to pop
  HTTP/1.1 400 Bad Request
  content-type: application/problem+json
  {
    "detail": "field 'event_time': the column is required, but missing in the file",
    "field": "event_time",
    "input": "request body",
    "message": "field 'event_time': the column is required, but missing in the file",
    "status": 400,
    "title": "Bad Request",
    "type": "about:blank"
  }
  --- upper to par
  HTTP/1.1 400 Bad Request
  content-type: application/problem+json
  {
    "detail": "field 'event_time': the column is required, but missing in the file",
    "field": "event_time",
    "input": "request body",
    "message": "field 'event_time': the column is required, but missing in the file",
    "status": 400,
    "title": "Bad Request",
    "type": "about:blank"
  }
  --- zstd to pop
  HTTP/1.1 200 OK
  (empty body)
  --- zstd to par
  HTTP/1.1 200 OK
  (empty body)
  --- gzip to pop
  HTTP/1.1 200 OK
  (empty body)
  --- gzip to par
  HTTP/1.1 200 OK
  (empty body)
  --- none to pop
  HTTP/1.1 200 OK
  (empty body)
  --- none to par
  HTTP/1.1 200 OK
  (empty body)
  --- lz4 to pop
  HTTP/1.1 200 OK
  (empty body)
  --- lz4 to par
  HTTP/1.1 200 OK
  (empty body)
  $ trows pop
  {"offset": 0, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2020-01-01T00:00:00Z", "city": "A", "population": 1}
  {"offset": 1, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2020-01-01T12:00:00.123Z", "city": "B", "population": 2}
  {"offset": 2, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2020-01-02T00:00:00Z", "city": "A", "population": 1}
  {"offset": 3, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2020-01-02T12:00:00.123Z", "city": "B", "population": 2}
  {"offset": 4, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2020-01-03T00:00:00Z", "city": "A", "population": 1}
  {"offset": 5, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2020-01-03T12:00:00.123Z", "city": "B", "population": 2}
  {"offset": 6, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2020-01-04T00:00:00Z", "city": "A", "population": 1}
  {"offset": 7, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2020-01-04T12:00:00.123Z", "city": "B", "population": 2}
  {"offset": 8, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2020-01-05T00:00:00Z", "city": "A", "population": 1}
  {"offset": 9, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2020-01-05T12:00:00.123Z", "city": "B", "population": 2}
  {"offset": 10, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2020-01-06T00:00:00Z", "city": "A", "population": 1}
  {"offset": 11, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2020-01-06T12:00:00.123Z", "city": "B", "population": 2}
  {"offset": 12, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2020-01-08T00:00:00Z", "city": "A", "population": 1}
  {"offset": 13, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2020-01-08T12:00:00.123Z", "city": "B", "population": 2}
  {"offset": 14, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2020-01-09T00:00:00Z", "city": "A", "population": 1}
  {"offset": 15, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2020-01-09T12:00:00.123Z", "city": "B", "population": 2}
  {"offset": 16, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2020-01-11T00:00:00Z", "city": "A", "population": 1}
  {"offset": 17, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2020-01-11T12:00:00.123Z", "city": "B", "population": 2}
  {"offset": 18, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2020-01-14T00:00:00Z", "city": "A", "population": 1}
  {"offset": 19, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2020-01-14T12:00:00.123Z", "city": "B", "population": 2}
  {"offset": 20, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2020-01-15T00:00:00Z", "city": "A", "population": 1}
  {"offset": 21, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2020-01-15T12:00:00.123Z", "city": "B", "population": 2}
  {"offset": 22, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2020-01-16T00:00:00Z", "city": "A", "population": 1}
  {"offset": 23, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2020-01-16T12:00:00.123Z", "city": "B", "population": 2}
  {"offset": 24, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2020-01-17T00:00:00Z", "city": "A", "population": 1}
  {"offset": 25, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2020-01-17T12:00:00.123Z", "city": "B", "population": 2}
  $ trows par
  {"offset": 0, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2020-01-01T00:00:00Z", "city": "A", "population": 1}
  {"offset": 1, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2020-01-01T12:00:00.123Z", "city": "B", "population": 2}
  {"offset": 2, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2020-01-02T00:00:00Z", "city": "A", "population": 1}
  {"offset": 3, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2020-01-02T12:00:00.123Z", "city": "B", "population": 2}
  {"offset": 4, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2020-01-03T00:00:00Z", "city": "A", "population": 1}
  {"offset": 5, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2020-01-03T12:00:00.123Z", "city": "B", "population": 2}
  {"offset": 6, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2020-01-04T00:00:00Z", "city": "A", "population": 1}
  {"offset": 7, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2020-01-04T12:00:00.123Z", "city": "B", "population": 2}
  {"offset": 8, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2020-01-05T00:00:00Z", "city": "A", "population": 1}
  {"offset": 9, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2020-01-05T12:00:00.123Z", "city": "B", "population": 2}
  {"offset": 10, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2020-01-06T00:00:00Z", "city": "A", "population": 1}
  {"offset": 11, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2020-01-06T12:00:00.123Z", "city": "B", "population": 2}
  {"offset": 12, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2020-01-08T00:00:00Z", "city": "A", "population": 1}
  {"offset": 13, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2020-01-08T12:00:00.123Z", "city": "B", "population": 2}
  {"offset": 14, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2020-01-09T00:00:00Z", "city": "A", "population": 1}
  {"offset": 15, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2020-01-09T12:00:00.123Z", "city": "B", "population": 2}
  {"offset": 16, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2020-01-11T00:00:00Z", "city": "A", "population": 1}
  {"offset": 17, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2020-01-11T12:00:00.123Z", "city": "B", "population": 2}
  {"offset": 18, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2020-01-14T00:00:00Z", "city": "A", "population": 1}
  {"offset": 19, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2020-01-14T12:00:00.123Z", "city": "B", "population": 2}
  {"offset": 20, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2020-01-15T00:00:00Z", "city": "A", "population": 1}
  {"offset": 21, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2020-01-15T12:00:00.123Z", "city": "B", "population": 2}
  {"offset": 22, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2020-01-16T00:00:00Z", "city": "A", "population": 1}
  {"offset": 23, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2020-01-16T12:00:00.123Z", "city": "B", "population": 2}
  {"offset": 24, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2020-01-17T00:00:00Z", "city": "A", "population": 1}
  {"offset": 25, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2020-01-17T12:00:00.123Z", "city": "B", "population": 2}
Without schema:
  $ for k in same us naive int32 extra; do mk f.parquet $k 20; echo "--- $k"; post plain application/vnd.apache.parquet < f.parquet; done
  --- same
  HTTP/1.1 200 OK
  (empty body)
  --- us
  HTTP/1.1 200 OK
  (empty body)
  --- naive
  HTTP/1.1 200 OK
  (empty body)
  --- int32
  HTTP/1.1 400 Bad Request
  content-type: application/problem+json
  {
    "detail": "Incompatible schema: Schema of the new slice is not compatible with the schema defined by SetDataSchema event\nDataset schema:\nmessage arrow_schema {\n  REQUIRED INT64 offset;\n  REQUIRED INT32 op;\n  REQUIRED INT64 system_time (TIMESTAMP(MILLIS,true));\n  REQUIRED INT64 event_time (TIMESTAMP(MILLIS,true));\n  OPTIONAL BYTE_ARRAY city (STRING);\n  OPTIONAL INT64 population;\n}\n\nNew slice schema:\nmessage arrow_schema {\n  REQUIRED INT64 offset;\n  REQUIRED INT32 op;\n  REQUIRED INT64 system_time (TIMESTAMP(MILLIS,true));\n  REQUIRED INT64 event_time (TIMESTAMP(MILLIS,true));\n  OPTIONAL BYTE_ARRAY city (STRING);\n  OPTIONAL INT32 population;\n}\n",
    "expected": "Int64",
    "field": "population",
    "hint": "column `population` is optional Int64 in the dataset and optional Int32 in the data",
    "message": "Incompatible schema: Schema of the new slice is not compatible with the schema defined by SetDataSchema event\nDataset schema:\nmessage arrow_schema {\n  REQUIRED INT64 offset;\n  REQUIRED INT32 op;\n  REQUIRED INT64 system_time (TIMESTAMP(MILLIS,true));\n  REQUIRED INT64 event_time (TIMESTAMP(MILLIS,true));\n  OPTIONAL BYTE_ARRAY city (STRING);\n  OPTIONAL INT64 population;\n}\n\nNew slice schema:\nmessage arrow_schema {\n  REQUIRED INT64 offset;\n  REQUIRED INT32 op;\n  REQUIRED INT64 system_time (TIMESTAMP(MILLIS,true));\n  REQUIRED INT64 event_time (TIMESTAMP(MILLIS,true));\n  OPTIONAL BYTE_ARRAY city (STRING);\n  OPTIONAL INT32 population;\n}\n",
    "status": 400,
    "title": "Bad Request",
    "type": "about:blank"
  }
  --- extra
  HTTP/1.1 400 Bad Request
  content-type: application/problem+json
  {
    "detail": "Incompatible schema: Schema of the new slice is not compatible with the schema defined by SetDataSchema event\nDataset schema:\nmessage arrow_schema {\n  REQUIRED INT64 offset;\n  REQUIRED INT32 op;\n  REQUIRED INT64 system_time (TIMESTAMP(MILLIS,true));\n  REQUIRED INT64 event_time (TIMESTAMP(MILLIS,true));\n  OPTIONAL BYTE_ARRAY city (STRING);\n  OPTIONAL INT64 population;\n}\n\nNew slice schema:\nmessage arrow_schema {\n  REQUIRED INT64 offset;\n  REQUIRED INT32 op;\n  REQUIRED INT64 system_time (TIMESTAMP(MILLIS,true));\n  REQUIRED INT64 event_time (TIMESTAMP(MILLIS,true));\n  OPTIONAL BYTE_ARRAY city (STRING);\n  OPTIONAL INT64 population;\n  OPTIONAL INT64 more;\n}\n",
    "field": "more",
    "hint": "column `more` is not in the dataset's schema",
    "message": "Incompatible schema: Schema of the new slice is not compatible with the schema defined by SetDataSchema event\nDataset schema:\nmessage arrow_schema {\n  REQUIRED INT64 offset;\n  REQUIRED INT32 op;\n  REQUIRED INT64 system_time (TIMESTAMP(MILLIS,true));\n  REQUIRED INT64 event_time (TIMESTAMP(MILLIS,true));\n  OPTIONAL BYTE_ARRAY city (STRING);\n  OPTIONAL INT64 population;\n}\n\nNew slice schema:\nmessage arrow_schema {\n  REQUIRED INT64 offset;\n  REQUIRED INT32 op;\n  REQUIRED INT64 system_time (TIMESTAMP(MILLIS,true));\n  REQUIRED INT64 event_time (TIMESTAMP(MILLIS,true));\n  OPTIONAL BYTE_ARRAY city (STRING);\n  OPTIONAL INT64 population;\n  OPTIONAL INT64 more;\n}\n",
    "status": 400,
    "title": "Bad Request",
    "type": "about:blank"
  }
  $ trows plain
  {"offset": 0, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2020-01-20T00:00:00Z", "city": "A", "population": 1}
  {"offset": 1, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2020-01-20T12:00:00.123Z", "city": "B", "population": 2}
  {"offset": 2, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2020-01-20T00:00:00Z", "city": "A", "population": 1}
  {"offset": 3, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2020-01-20T12:00:00.123Z", "city": "B", "population": 2}
  {"offset": 4, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2020-01-20T00:00:00Z", "city": "A", "population": 1}
  {"offset": 5, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2020-01-20T12:00:00.123Z", "city": "B", "population": 2}
  $ req GET '/plain/metadata?include=schema&schemaFormat=Parquet'
  HTTP/1.1 200 OK
  content-type: application/json
  {
    "output": {
      "schema": "message arrow_schema {\n  REQUIRED INT64 offset;\n  REQUIRED INT32 op;\n  REQUIRED INT64 system_time (TIMESTAMP(MILLIS,true));\n  REQUIRED INT64 event_time (TIMESTAMP(MILLIS,true));\n  OPTIONAL BYTE_ARRAY city (STRING);\n  OPTIONAL INT64 population;\n}\n",
      "schemaFormat": "Parquet"
    }
  }
Broken files:
  $ printf '' | post par application/vnd.apache.parquet
  HTTP/1.1 200 OK
  (empty body)
  $ printf 'PAR1' | post par application/vnd.apache.parquet
  HTTP/1.1 400 Bad Request
  content-type: application/problem+json
  {
    "detail": "request body is not a Parquet file: it is too short",
    "input": "request body",
    "message": "request body is not a Parquet file: it is too short",
    "status": 400,
    "title": "Bad Request",
    "type": "about:blank"
  }
  $ printf 'not parquet at all' | post par application/vnd.apache.parquet
  HTTP/1.1 400 Bad Request
  content-type: application/problem+json
  {
    "detail": "request body is not a Parquet file: PAR1 is missing at its start or end (is it complete?)",
    "input": "request body",
    "message": "request body is not a Parquet file: PAR1 is missing at its start or end (is it complete?)",
    "status": 400,
    "title": "Bad Request",
    "type": "about:blank"
  }
  $ mk f.parquet same 25; head -c 200 f.parquet | post par application/vnd.apache.parquet
  HTTP/1.1 400 Bad Request
  content-type: application/problem+json
  {
    "detail": "request body is not a Parquet file: PAR1 is missing at its start or end (is it complete?)",
    "input": "request body",
    "message": "request body is not a Parquet file: PAR1 is missing at its start or end (is it complete?)",
    "status": 400,
    "title": "Bad Request",
    "type": "about:blank"
  }
  $ mk f.parquet same 25; { head -c 60 f.parquet; printf 'XXXX'; tail -c +65 f.parquet; } | post par application/vnd.apache.parquet
  HTTP/1.1 400 Bad Request
  content-type: application/problem+json
  {
    "detail": "request body: column `event_time`: page header is damaged at byte 36",
    "field": "event_time",
    "input": "request body",
    "message": "request body: column `event_time`: page header is damaged at byte 36",
    "status": 400,
    "title": "Bad Request",
    "type": "about:blank"
  }
  $ echo '{"event_time": "2020-01-01", "city": "X", "population": 1}' | post par application/vnd.apache.parquet
  HTTP/1.1 400 Bad Request
  content-type: application/problem+json
  {
    "detail": "request body is not a Parquet file: PAR1 is missing at its start or end (is it complete?)",
    "hint": "this looks like one JSON object a line: use Content-Type: application/x-ndjson",
    "input": "request body",
    "message": "request body is not a Parquet file: PAR1 is missing at its start or end (is it complete?)",
    "status": 400,
    "title": "Bad Request",
    "type": "about:blank"
  }
Parquet bytes under other types, other types to the Parquet source:
  $ mk f.parquet same 26; post pop $ND < f.parquet
  HTTP/1.1 400 Bad Request
  content-type: application/problem+json
  {
    "byte": 0,
    "column": 1,
    "detail": "Encountered unexpected 'P' whilst parsing value",
    "expected": "JSON value",
    "hint": "this looks like a Parquet file: use Content-Type: application/vnd.apache.parquet",
    "input": "request body",
    "line": 1,
    "message": "Encountered unexpected 'P' whilst parsing value",
    "record": 1,
    "status": 400,
    "text": "P",
    "title": "Bad Request",
    "type": "about:blank"
  }
  $ post par '' < f.parquet
  HTTP/1.1 200 OK
  (empty body)
  $ echo '{"event_time": "2020-02-01", "city": "X", "population": 1}' | post par $ND
  HTTP/1.1 200 OK
  (empty body)
  $ echo '2020-02-02,Y,1' | post par text/csv
  HTTP/1.1 200 OK
  (empty body)
  $ trows par 2
  {"offset": 28, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2020-02-01T00:00:00Z", "city": "X", "population": 1}
  {"offset": 29, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2020-02-02T00:00:00Z", "city": "Y", "population": 1}
