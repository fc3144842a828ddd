Console page, OpenAPI document, UI configuration.

  $ . "$KAMU_LIB"; . "$(dirname "$KAMU_LIB")/lib-http.sh"; ws
  $ serve
  $ req GET / > page.txt; head -2 page.txt; grep -o '<title>.*</title>' page.txt
  HTTP/1.1 200 OK
  cache-control: no-cache
  <title>Kamu API Server</title>
  $ grep -oE 'href="[^"]*"' page.txt | sort -u
  href="/graphql"
  href="/graphql-legacy"
  href="/openapi"
  $ req GET /openapi > page.txt; head -2 page.txt; grep -o '<title>.*</title>' page.txt
  HTTP/1.1 200 OK
  content-type: text/html; charset=utf-8
  <title>Kamu REST API Reference</title>
  $ req -s GET /swagger; req -s GET /openapi/; req -s GET /openapi.yaml
  HTTP/1.1 404 Not Found
  HTTP/1.1 404 Not Found
  HTTP/1.1 404 Not Found
  $ req -s GET /openapi.json
  HTTP/1.1 200 OK
  $ python3 - "$RESP/b" <<'P'
  > import json, sys
  > d = json.load(open(sys.argv[1]))
  > print(d["openapi"], d["info"]["title"], sorted(d.get("components", {}).get("securitySchemes", {}).items()))
  > for path in sorted(d["paths"]):
  >     for method, op in sorted(d["paths"][path].items()):
  >         if isinstance(op, dict):
  >             params = [f"{'*' if p.get('required') else ''}{p['name']}:{p['in']}" for p in op.get("parameters", [])]
  >             body = ",".join(op.get("requestBody", {}).get("content", {}))
  >             print(method.upper(), path, " ".join(params), body, ",".join(sorted(op.get("responses", {}))))
  > print(*sorted(d.get("components", {}).get("schemas", {})))
  > P
  3.1.0 Kamu REST API [('api_key', {'type': 'http', 'scheme': 'bearer', 'bearerFormat': 'AccessToken'})]
  GET /accounts/me   200,401
  GET /datasets/{id} *id:path  200,400,401,404
  POST /graphql  application/json 200,400
  GET /info   200
  GET /metrics   200,400
  POST /platform/file/upload/prepare *fileName:query *contentLength:query contentType:query  200,400,401
  GET /platform/file/upload/{upload_token} *upload_token:path  200,401,403,404
  POST /platform/file/upload/{upload_token} *upload_token:path multipart/form-data 200,400,401,403,413
  POST /platform/login  application/json 200,400,401,413,415,422,429
  POST /platform/token/device  application/x-www-form-urlencoded 501
  POST /platform/token/device/authorization  application/x-www-form-urlencoded 501
  GET /platform/token/validate   200,400,401
  GET /query *query:query queryDialect:query skip:query limit:query dataFormat:query schemaFormat:query include:query  200,400,404,501
  POST /query  application/json 200,400,404,413,415,422,501
  GET /system/health type:query  200,400,503
  GET /system/info   200
  GET /system/metrics   200,400
  GET /system/page   200,401
  GET /system/probe   200,400,500
  GET /ui-config   200
  POST /verify  application/json 200,400,413,415,422,501
  GET /{dataset_name}/blocks/{block_hash} Range:header If-None-Match:header *block_hash:path *dataset_name:path  200,206,304,400,401,404,416
  GET /{dataset_name}/checkpoints/{physical_hash} Range:header If-None-Match:header *physical_hash:path *dataset_name:path  200,206,304,400,401,404,416
  PUT /{dataset_name}/checkpoints/{physical_hash} *physical_hash:path *dataset_name:path application/octet-stream 200,400,401,403,404,413
  GET /{dataset_name}/data/{physical_hash} Range:header If-None-Match:header *physical_hash:path *dataset_name:path  200,206,304,400,401,404,416
  PUT /{dataset_name}/data/{physical_hash} *physical_hash:path *dataset_name:path application/octet-stream 200,400,401,403,404,413
  POST /{dataset_name}/ingest sourceName:query uploadToken:query onError:query maxErrors:query strict:query validateOnly:query separator:query quote:query escape:query encoding:query header:query inferSchema:query nullValue:query dateFormat:query timestampFormat:query subPath:query odf-event-time:header Idempotency-Key:header Kamu-Producer:header Kamu-Offset:header Kamu-Epoch:header If-Match:header Prefer:header Content-Encoding:header Content-Digest:header *dataset_name:path application/octet-stream,application/x-ndjson,application/json,text/csv,application/geo+json,application/x-ndgeojson,application/vnd.apache.parquet,application/vnd.shp 200,202,400,401,403,404,409,412,413,415,422,429,503
  GET /{dataset_name}/ingest/status/{status_id} *status_id:path *dataset_name:path  200,401,404
  POST /{dataset_name}/ingest/stream sourceName:query onError:query maxRows:query maxMs:query odf-event-time:header Kamu-Producer:header Kamu-Offset:header Kamu-Epoch:header Content-Encoding:header *dataset_name:path application/x-ndjson 200,400,401,403,404,415,503
  GET /{dataset_name}/metadata include:query schemaFormat:query *dataset_name:path  200,400,401,404
  GET /{dataset_name}/producers *dataset_name:path  200,401,404
  GET /{dataset_name}/producers/{producer} sourceName:query *producer:path *dataset_name:path  200,401,404
  GET /{dataset_name}/pull *x-odf-smtp-version:header *dataset_name:path  101,400,401,404
  GET /{dataset_name}/push *x-odf-smtp-version:header *dataset_name:path  101,400,401,403,404
  GET /{dataset_name}/refs/{reference} If-None-Match:header *reference:path *dataset_name:path  200,304,401,404
  GET /{dataset_name}/tail skip:query limit:query dataFormat:query schemaFormat:query afterOffset:query follow:query batch:query Last-Event-ID:header *dataset_name:path  200,400,401,404
  AccountID AccountName AccountResponse AnyObject ApiErrorResponse Commitment DataFormat DatasetID DatasetInfoResponse DatasetMetadataResponse DatasetName DatasetOwnerInfo DatasetState DatasetTailResponse DidKey GraphqlRequest GraphqlResponse Health Include IngestResult IngestStatus LoginRequestBody LoginResponseBody Multihash NodeInfoResponse OffsetRange Output Problem Producer Producers Proof ProofType QueryDialect QueryRequest QueryResponse RejectedRecord RowCounts Schema SchemaFormat Signature SubQuery UploadContext UploadForm ValidationError VerifyRequest VerifyResponse
  $ req GET /ui-config
  HTTP/1.1 200 OK
  content-type: application/json
  {
    "featureFlags": {
      "allowAnonymous": true,
      "enableDatasetEnvVarsManagement": false,
      "enableLogout": true,
      "enableScheduling": true,
      "enableTermsOfService": true
    },
    "ingestUploadFileLimitMb": 50,
    "minNewPasswordLength": 8
  }
  $ req -s GET /assets/runtime-config.json
  HTTP/1.1 404 Not Found
  $ req GET /graphql > page.txt; head -2 page.txt; grep -o '<title>.*</title>' page.txt
  HTTP/1.1 200 OK
  cache-control: no-cache
  <title>GraphiQL IDE</title>
  $ req -s GET /graphql-legacy
  HTTP/1.1 200 OK
