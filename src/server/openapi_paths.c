/* What the server offers. A unit test holds this table against that of the routes. */
#include "server/openapi.h"

#define PUSH_HEADERS                                                                               \
    "odf-event-time Idempotency-Key Kamu-Producer Kamu-Offset Kamu-Epoch If-Match Prefer "         \
    "Content-Encoding Content-Digest"
#define PUSH_FORMAT                                                                                \
    "separator quote escape encoding header inferSchema nullValue dateFormat timestampFormat "     \
    "subPath"
#define PUSH_TYPES                                                                                 \
    "application/octet-stream application/x-ndjson application/json text/csv "                     \
    "application/geo+json application/x-ndgeojson application/vnd.apache.parquet "                 \
    "application/vnd.shp"

// clang-format off
const struct openapi_operation openapi_operations[] = {
    {"{ds}/ingest", "post", "odf-core", "Push data",
     "One body is one push: committed, or nothing of it. Answers an empty 200, or the result when Accept names "
     "application/json or Prefer return=representation.",
     "sourceName uploadToken onError maxErrors strict validateOnly " PUSH_FORMAT " " PUSH_HEADERS, PUSH_TYPES,
     "200=IngestResult 202 400 401 403 404 409 412 413 415 422 429 503", false},
    {"{ds}/ingest/stream", "post", "odf-core", "Push newline-delimited JSON without end",
     "Committed from time to time; each commit is told by a line of the answer.",
     "sourceName onError maxRows maxMs odf-event-time Kamu-Producer Kamu-Offset Kamu-Epoch Content-Encoding", "application/x-ndjson",
     "200=application/x-ndjson 400 401 403 404 415 503", false},
    {"{ds}/ingest/status/{status_id}", "get", "odf-core", "What became of an asynchronous push", NULL, "", NULL,
     "200=IngestStatus 401 404", false},
    {"{ds}/producers", "get", "odf-core", "Producers and their last committed offsets", NULL, "", NULL,
     "200=Producers 401 404", false},
    {"{ds}/producers/{producer}", "get", "odf-core", "The last committed offset of a producer", NULL, "sourceName", NULL,
     "200=Producer 401 404", false},
    {"{ds}/tail", "get", "odf-query", "The last rows",
     "With follow=1 the answer does not end: new rows come as server-sent events.",
     "skip limit dataFormat schemaFormat afterOffset follow batch Last-Event-ID", NULL,
     "200=DatasetTailResponse 200=text/event-stream 400 401 404", false},
    {"{ds}/metadata", "get", "odf-query", "Metadata of the dataset", NULL, "include schemaFormat", NULL,
     "200=DatasetMetadataResponse 400 401 404", false},
    {"/query", "get", "odf-query", "Query data with SQL", NULL,
     "*query queryDialect skip limit dataFormat schemaFormat include", NULL, "200=QueryResponse 400 404 501", false},
    {"/query", "post", "odf-query", "Query data with SQL, with all options", NULL, "", "application/json=QueryRequest",
     "200=QueryResponse 400 404 413 415 422 501", false},
    {"/verify", "post", "odf-query", "Verify the proof of a query", NULL, "", "application/json=VerifyRequest",
     "200=VerifyResponse 400=VerifyResponse 413 415 422 501", false},
    {"{ds}/refs/{reference}", "get", "odf-transfer", "The hash that a reference stands for", NULL, "If-None-Match", NULL,
     "200=text/plain 304 401 404", false},
    {"{ds}/blocks/{block_hash}", "get", "odf-transfer", "A metadata block", NULL, "Range If-None-Match", NULL,
     "200=application/octet-stream 206 304 400 401 404 416", false},
    {"{ds}/data/{physical_hash}", "get", "odf-transfer", "A data file", NULL, "Range If-None-Match", NULL,
     "200=application/octet-stream 206 304 400 401 404 416", false},
    {"{ds}/data/{physical_hash}", "put", "odf-transfer", "Send a data file", NULL, "", "application/octet-stream",
     "200 400 401 403 404 413", false},
    {"{ds}/checkpoints/{physical_hash}", "get", "odf-transfer", "A checkpoint", NULL, "Range If-None-Match", NULL,
     "200=application/octet-stream 206 304 400 401 404 416", false},
    {"{ds}/checkpoints/{physical_hash}", "put", "odf-transfer", "Send a checkpoint", NULL, "", "application/octet-stream",
     "200 400 401 403 404 413", false},
    {"{ds}/pull", "get", "odf-transfer", "Pull by the smart transfer protocol (WebSocket)", NULL, "*x-odf-smtp-version", NULL,
     "101 400 401 404", false},
    {"{ds}/push", "get", "odf-transfer", "Push by the smart transfer protocol (WebSocket)", NULL, "*x-odf-smtp-version", NULL,
     "101 400 401 403 404", false},
    {"/info", "get", "kamu", "About this server", NULL, "", NULL, "200=NodeInfoResponse", false},
    {"/accounts/me", "get", "kamu", "The account that asks", NULL, "", NULL, "200=AccountResponse 401", false},
    {"/datasets/{id}", "get", "kamu", "A dataset by its id", NULL, "", NULL, "200=DatasetInfoResponse 400 401 404", false},
    {"/platform/login", "post", "kamu", "Get a token for a name and password", NULL, "", "application/json=LoginRequestBody",
     "200=LoginResponseBody 400 401 413 415 422 429", true},
    {"/platform/token/validate", "get", "kamu", "Whether the token is valid", NULL, "", NULL, "200 400 401", true},
    {"/platform/token/device/authorization", "post", "kamu", "Log in on a page (not offered)", NULL, "",
     "application/x-www-form-urlencoded=AnyObject", "501", true},
    {"/platform/token/device", "post", "kamu", "Token of a log-in on a page (not offered)", NULL, "",
     "application/x-www-form-urlencoded=AnyObject", "501", true},
    {"/platform/file/upload/prepare", "post", "kamu", "Announce a file", NULL, "*fileName *contentLength contentType", NULL,
     "200=UploadContext 400 401", false},
    {"/platform/file/upload/{upload_token}", "post", "kamu", "Send the file", NULL, "", "multipart/form-data=UploadForm",
     "200 400 401 403 413", false},
    {"/platform/file/upload/{upload_token}", "get", "kamu", "Read an uploaded file", NULL, "", NULL,
     "200=application/octet-stream 401 403 404", false},
    {"/graphql", "post", "kamu", "GraphQL", "The part of kamu's schema that push scripts use.", "",
     "application/json=GraphqlRequest", "200=application/graphql-response+json 400", true},
    {"/ui-config", "get", "system", "Configuration of user interfaces", NULL, "", NULL, "200=AnyObject", true},
    {"/system/health", "get", "system", "Health", NULL, "type", NULL, "200=Health 400 503=Health", true},
    {"/system/info", "get", "system", "Version", NULL, "", NULL, "200=AnyObject", true},
    {"/system/metrics", "get", "system", "Metrics for Prometheus, with kamu's names", NULL, "", NULL, "200=text/plain 400", true},
    {"/metrics", "get", "system", "Metrics for Prometheus", NULL, "", NULL, "200=text/plain 400", true},
    {"/system/probe", "get", "system", "Test aid", NULL, "", NULL, "200=AnyObject 400 500", false},
    {"/system/page", "get", "system", "What the page for people shows", NULL, "", NULL, "200=AnyObject 401", false},
};
const size_t openapi_n_operations = sizeof openapi_operations / sizeof *openapi_operations;
