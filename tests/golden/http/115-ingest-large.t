20,000 rows in one body, in three formats; a repeat; half of them new.

  $ . "$KAMU_LIB"; . "$(dirname "$KAMU_LIB")/lib-http.sh"; ws
  $ pop; pop copy; pop csv
  $ gen() { python3 - "$@" <<'P'
  > import datetime as dt, json, sys
  > kind, a, b = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
  > t0 = dt.datetime(2020, 1, 1)
  > rows = [{"event_time": (t0 + dt.timedelta(seconds=i)).isoformat(), "city": f"city-{i % 977}", "population": i} for i in range(a, b)]
  > if kind == "json": print(json.dumps(rows))
  > else: print("\n".join(json.dumps(r) if kind == "nd" else ",".join(map(str, r.values())) for r in rows))
  > P
  > }
  $ gen nd 0 20000 > a.ndjson; gen nd 10000 30000 > b.ndjson; gen json 0 20000 > a.json; gen csv 0 20000 > a.csv
  $ wc -c a.ndjson a.json a.csv | awk '{print ($1 > 1000000), $2}'
  1 a.ndjson
  1 a.json
  0 a.csv
  1 total
  $ serve
  $ sum() { curl -s "$BASE/$1/tail?limit=100000&dataFormat=JsonSoA" | python3 -c 'import json,sys; d=json.load(sys.stdin)["data"]; o=d["offset"]; p=d["population"]; print(len(o), o[0], o[-1], o==list(range(len(o))), sum(p), d["event_time"][0], d["event_time"][-1])'; }
  $ post pop $ND < a.ndjson
  HTTP/1.1 200 OK
  (empty body)
  $ sum pop
  20000 0 19999 True 199990000 2020-01-01T00:00:00Z 2020-01-01T05:33:19Z
  $ post pop $ND < a.ndjson
  HTTP/1.1 200 OK
  (empty body)
  $ sum pop
  20000 0 19999 True 199990000 2020-01-01T00:00:00Z 2020-01-01T05:33:19Z
  $ post pop $ND < b.ndjson
  HTTP/1.1 200 OK
  (empty body)
  $ sum pop
  30000 0 29999 True 449985000 2020-01-01T00:00:00Z 2020-01-01T08:19:59Z
  $ post copy application/json < a.json
  HTTP/1.1 200 OK
  (empty body)
  $ sum copy
  20000 0 19999 True 199990000 2020-01-01T00:00:00Z 2020-01-01T05:33:19Z
  $ post csv text/csv < a.csv
  HTTP/1.1 200 OK
  (empty body)
  $ sum csv
  20000 0 19999 True 199990000 2020-01-01T00:00:00Z 2020-01-01T05:33:19Z
Chunked, and a body whose last row is broken:
  $ req POST /copy/ingest -H "$AUTH" -H "Content-Type: $ND" -H 'Transfer-Encoding: chunked' -T - < b.ndjson
  HTTP/1.1 200 OK
  (empty body)
  $ sum copy
  30000 0 29999 True 449985000 2020-01-01T00:00:00Z 2020-01-01T08:19:59Z
  $ { gen nd 30000 50000; echo '{"event_time": "2020-01-01", "city": '; } | post copy $ND
  HTTP/1.1 400 Bad Request
  content-type: application/problem+json
  {
    "byte": 1577728,
    "column": 1,
    "detail": "Truncated record whilst reading value",
    "hint": "the input ends inside a record: is it complete?",
    "input": "request body",
    "line": 20002,
    "message": "Truncated record whilst reading value",
    "record": 20001,
    "status": 400,
    "title": "Bad Request",
    "type": "about:blank"
  }
  $ sum copy
  30000 0 29999 True 449985000 2020-01-01T00:00:00Z 2020-01-01T08:19:59Z
The default limit of tail is 100:
  $ curl -s "$BASE/pop/tail" | python3 -c 'import json,sys; d=json.load(sys.stdin)["data"]; print(len(d), d[0]["offset"], d[-1]["offset"])'
  100 29900 29999
  $ gql "{ datasets { byId(datasetId: \"$(did_of pop)\") { data { numRecordsTotal } } } }"
  HTTP/1.1 200 OK
  content-type: application/graphql-response+json
  {"data": {"datasets": {"byId": {"data": {"numRecordsTotal": 30000}}}}}
  $ stop; kinds pop
  Seed AddPushSource SetDataSchema AddData AddData
  $ kamu log pop -o yaml | grep -E '(start|end|prevOffset|newWatermark):'
      prevOffset: 19999
          start: 20000
          end: 29999
      newWatermark: 2020-01-01T08:19:59Z
          start: 0
          end: 19999
      newWatermark: 2020-01-01T05:33:19Z
