JSON array bodies: shapes that are taken and refused, on JSON sources with and without sub-path.

  $ . "$KAMU_LIB"; . "$(dirname "$KAMU_LIB")/lib-http.sh"; ws
  $ F='schema: {fields: [{name: id, type: Int64}, {name: v, type: {kind: Option, inner: String}}]}'
  $ push_ds arr "{kind: Json, $F}" '{kind: Append}'; push_ds sub "{kind: Json, subPath: data.rows, $F}" '{kind: Append}'; push_ds nd "{kind: NdJson, $F}" '{kind: Append}'
  $ serve
  $ p() { echo "--- $2"; printf '%s' "$2" | post "$1" application/json; }
  $ p arr '[{"id": 1, "v": "a"}]'
  --- [{"id": 1, "v": "a"}]
  HTTP/1.1 200 OK
  (empty body)
  $ p arr '[]'
  --- []
  HTTP/1.1 200 OK
  (empty body)
  $ p arr ' [ {"id":2,"v":null} , {"id":3} ] '
  ---  [ {"id":2,"v":null} , {"id":3} ] 
  HTTP/1.1 200 OK
  (empty body)
  $ p arr '{"id": 4, "v": "object root"}'
  --- {"id": 4, "v": "object root"}
  HTTP/1.1 400 Bad Request
  content-type: application/json
  {"message": "Sub-path does not specify an array: ."}
  $ p arr '{"data": {"rows": [{"id": 5}]}}'
  --- {"data": {"rows": [{"id": 5}]}}
  HTTP/1.1 400 Bad Request
  content-type: application/json
  {"message": "Sub-path does not specify an array: ."}
  $ p arr '{"id": 6}
  > {"id": 7}'
  --- {"id": 6}
  {"id": 7}
  HTTP/1.1 400 Bad Request
  content-type: application/json
  {"message": "Sub-path does not specify an array: ."}
  $ p arr '[{"id": 8}'
  --- [{"id": 8}
  HTTP/1.1 400 Bad Request
  content-type: application/problem+json
  {
    "byte": 10,
    "column": 11,
    "detail": "Truncated record whilst reading list",
    "hint": "the input ends inside a record: is it complete?",
    "input": "request body",
    "line": 1,
    "message": "Truncated record whilst reading list",
    "record": 1,
    "status": 400,
    "title": "Bad Request",
    "type": "about:blank"
  }
  $ p arr '[{"id": 9},]'
  --- [{"id": 9},]
  HTTP/1.1 400 Bad Request
  content-type: application/problem+json
  {
    "byte": 11,
    "column": 12,
    "detail": "Encountered unexpected ']' whilst parsing value",
    "expected": "JSON value",
    "input": "request body",
    "line": 1,
    "message": "Encountered unexpected ']' whilst parsing value",
    "record": 2,
    "status": 400,
    "text": "]",
    "title": "Bad Request",
    "type": "about:blank"
  }
  $ p arr '[1, 2]'
  --- [1, 2]
  HTTP/1.1 400 Bad Request
  content-type: application/problem+json
  {
    "byte": 1,
    "column": 2,
    "detail": "expected { got 1",
    "expected": "object",
    "input": "request body",
    "line": 1,
    "message": "expected { got 1",
    "record": 1,
    "status": 400,
    "text": "1",
    "title": "Bad Request",
    "type": "about:blank"
  }
  $ p arr '[[10, "x"]]'
  --- [[10, "x"]]
  HTTP/1.1 400 Bad Request
  content-type: application/problem+json
  {
    "byte": 1,
    "column": 2,
    "detail": "expected { got [10, \"x\"]",
    "expected": "object",
    "hint": "this is a JSON array: use the format Json (Content-Type: application/json)",
    "input": "request body",
    "line": 1,
    "message": "expected { got [10, \"x\"]",
    "record": 1,
    "status": 400,
    "text": "[10, \"x\"]",
    "title": "Bad Request",
    "type": "about:blank"
  }
  $ p arr '[null]'
  --- [null]
  HTTP/1.1 400 Bad Request
  content-type: application/problem+json
  {
    "byte": 1,
    "column": 2,
    "detail": "expected { got null",
    "expected": "object",
    "input": "request body",
    "line": 1,
    "message": "expected { got null",
    "record": 1,
    "status": 400,
    "text": "null",
    "title": "Bad Request",
    "type": "about:blank"
  }
  $ p arr '"text"'
  --- "text"
  HTTP/1.1 400 Bad Request
  content-type: application/json
  {"message": "Sub-path does not specify an array: ."}
  $ p arr 'null'
  --- null
  HTTP/1.1 400 Bad Request
  content-type: application/json
  {"message": "Sub-path does not specify an array: ."}
  $ p arr 'true'
  --- true
  HTTP/1.1 400 Bad Request
  content-type: application/json
  {"message": "Sub-path does not specify an array: ."}
  $ p arr ''
  --- 
  HTTP/1.1 200 OK
  (empty body)
  $ p arr '[{"id": 11, "v": "extra", "w": 1}]'
  --- [{"id": 11, "v": "extra", "w": 1}]
  HTTP/1.1 200 OK
  (empty body)
  $ p arr '[{"id": "12", "v": 12}]'
  --- [{"id": "12", "v": 12}]
  HTTP/1.1 400 Bad Request
  content-type: application/problem+json
  {
    "byte": 19,
    "column": 20,
    "detail": "field 'v': expected string got 12",
    "expected": "Utf8",
    "field": "v",
    "hint": "declare the column with the type of its values, or quote them in the data",
    "input": "request body",
    "line": 1,
    "message": "field 'v': expected string got 12",
    "record": 1,
    "status": 400,
    "text": "12",
    "title": "Bad Request",
    "type": "about:blank"
  }
  $ p arr '[{"id": 13.0}]'
  --- [{"id": 13.0}]
  HTTP/1.1 200 OK
  (empty body)
  $ p arr '[{"id": 14.5}]'
  --- [{"id": 14.5}]
  HTTP/1.1 200 OK
  (empty body)
  $ p arr '[{"id": null}]'
  --- [{"id": null}]
  HTTP/1.1 400 Bad Request
  content-type: application/problem+json
  {
    "byte": 8,
    "column": 9,
    "detail": "field 'id': null, but the column is required",
    "expected": "Int64",
    "field": "id",
    "hint": "declare the column as optional ({kind: Option, inner: ...}; in DDL without NOT NULL) if values may be missing",
    "input": "request body",
    "line": 1,
    "message": "field 'id': null, but the column is required",
    "record": 1,
    "status": 400,
    "text": "null",
    "title": "Bad Request",
    "type": "about:blank"
  }
  $ p arr '[{"v": "no id"}]'
  --- [{"v": "no id"}]
  HTTP/1.1 400 Bad Request
  content-type: application/problem+json
  {
    "byte": 14,
    "column": 15,
    "detail": "field 'id': missing, but the column is required",
    "expected": "Int64",
    "field": "id",
    "hint": "declare the column as optional ({kind: Option, inner: ...}; in DDL without NOT NULL) if values may be missing",
    "input": "request body",
    "line": 1,
    "message": "field 'id': missing, but the column is required",
    "record": 1,
    "status": 400,
    "title": "Bad Request",
    "type": "about:blank"
  }
  $ p arr '[{"id": 15, "id": 16}]'
  --- [{"id": 15, "id": 16}]
  HTTP/1.1 200 OK
  (empty body)
  $ p arr '[{"id": 17, "v": "é\u00e9\ud83d\ude00"}]'
  --- [{"id": 17, "v": "é\u00e9\ud83d\ude00"}]
  HTTP/1.1 200 OK
  (empty body)
  $ p arr '[{"id": 18, "v": {"deep": [1]}}]'
  --- [{"id": 18, "v": {"deep": [1]}}]
  HTTP/1.1 400 Bad Request
  content-type: application/problem+json
  {
    "byte": 17,
    "column": 18,
    "detail": "field 'v': expected string got {\"deep\": [1]}",
    "expected": "Utf8",
    "field": "v",
    "input": "request body",
    "line": 1,
    "message": "field 'v': expected string got {\"deep\": [1]}",
    "record": 1,
    "status": 400,
    "text": "{\"deep\": [1]}",
    "title": "Bad Request",
    "type": "about:blank"
  }
  $ printf '\xef\xbb\xbf[{"id": 19}]' | post arr application/json
  HTTP/1.1 200 OK
  (empty body)
  $ printf '[{"id": 20, "v": "\xff"}]' | post arr application/json
  HTTP/1.1 400 Bad Request
  content-type: application/problem+json
  {
    "byte": 18,
    "column": 19,
    "detail": "Encountered non-UTF-8 data",
    "expected": "UTF-8 text",
    "input": "request body",
    "line": 1,
    "message": "Encountered non-UTF-8 data",
    "record": 1,
    "status": 400,
    "text": "\\xFF",
    "title": "Bad Request",
    "type": "about:blank"
  }
  $ trows arr
  {"offset": 0, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2050-01-02T03:04:05Z", "id": 1, "v": "a"}
  {"offset": 1, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2050-01-02T03:04:05Z", "id": 2, "v": null}
  {"offset": 2, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2050-01-02T03:04:05Z", "id": 3, "v": null}
  {"offset": 3, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2050-01-02T03:04:05Z", "id": 11, "v": "extra"}
  {"offset": 4, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2050-01-02T03:04:05Z", "id": 13, "v": null}
  {"offset": 5, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2050-01-02T03:04:05Z", "id": 14, "v": null}
  {"offset": 6, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2050-01-02T03:04:05Z", "id": 16, "v": null}
  {"offset": 7, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2050-01-02T03:04:05Z", "id": 17, "v": "éé😀"}
  {"offset": 8, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2050-01-02T03:04:05Z", "id": 19, "v": null}
With a sub-path:
  $ p sub '{"data": {"rows": [{"id": 1, "v": "a"}]}}'
  --- {"data": {"rows": [{"id": 1, "v": "a"}]}}
  HTTP/1.1 200 OK
  (empty body)
  $ p sub '{"data": {"rows": []}}'
  --- {"data": {"rows": []}}
  HTTP/1.1 200 OK
  (empty body)
  $ p sub '[{"id": 2}]'
  --- [{"id": 2}]
  HTTP/1.1 400 Bad Request
  content-type: application/json
  {"message": "Sub-path not found: data"}
  $ p sub '{"data": {}}'
  --- {"data": {}}
  HTTP/1.1 400 Bad Request
  content-type: application/json
  {"message": "Sub-path not found: data.rows"}
  $ p sub '{"data": [{"rows": [{"id": 3}]}]}'
  --- {"data": [{"rows": [{"id": 3}]}]}
  HTTP/1.1 400 Bad Request
  content-type: application/json
  {"message": "Sub-path not found: data.rows"}
  $ p sub '{"data": {"rows": {"id": 4}}}'
  --- {"data": {"rows": {"id": 4}}}
  HTTP/1.1 400 Bad Request
  content-type: application/json
  {"message": "Sub-path does not specify an array: data.rows"}
  $ p sub '{"data": {"rows": null}}'
  --- {"data": {"rows": null}}
  HTTP/1.1 400 Bad Request
  content-type: application/json
  {"message": "Sub-path not found: data.rows"}
The sub-path is lost when the body has another type, kept without Content-Type:
  $ echo '{"id": 5, "v": "ndjson"}' | post sub $ND
  HTTP/1.1 200 OK
  (empty body)
  $ printf '{"data": {"rows": [{"id": 6, "v": "no type"}]}}' | post sub ''
  HTTP/1.1 200 OK
  (empty body)
  $ trows sub
  {"offset": 0, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2050-01-02T03:04:05Z", "id": 1, "v": "a"}
  {"offset": 1, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2050-01-02T03:04:05Z", "id": 5, "v": "ndjson"}
  {"offset": 2, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2050-01-02T03:04:05Z", "id": 6, "v": "no type"}
An array sent to an NDJSON source under each type:
  $ p nd '[{"id": 1, "v": "json"}]'
  --- [{"id": 1, "v": "json"}]
  HTTP/1.1 200 OK
  (empty body)
  $ printf '[{"id": 2, "v": "as ndjson"}]' | post nd $ND
  HTTP/1.1 400 Bad Request
  content-type: application/problem+json
  {
    "byte": 0,
    "column": 1,
    "detail": "expected { got [{\"id\": 2, \"v\": \"as ndjson\"}]",
    "expected": "object",
    "hint": "this looks like a JSON array: use Content-Type: application/json",
    "input": "request body",
    "line": 1,
    "message": "expected { got [{\"id\": 2, \"v\": \"as ndjson\"}]",
    "record": 1,
    "status": 400,
    "text": "[{\"id\": 2, \"v\": \"as ndjson\"}]",
    "title": "Bad Request",
    "type": "about:blank"
  }
  $ printf '[{"id": 3, "v": "no type"}]' | post nd ''
  HTTP/1.1 200 OK
  (empty body)
  $ printf '[\n{"id": 4},\n{"id": 5}\n]' | post nd $ND
  HTTP/1.1 400 Bad Request
  content-type: application/problem+json
  {
    "byte": 0,
    "column": 1,
    "detail": "expected { got [\n{\"id\": 4},\n{\"id\": 5}\n]",
    "expected": "object",
    "hint": "this looks like a JSON array: use Content-Type: application/json",
    "input": "request body",
    "line": 1,
    "message": "expected { got [\n{\"id\": 4},\n{\"id\": 5}\n]",
    "record": 1,
    "status": 400,
    "text": "[\\x0A{\"id\": 4},\\x0A{\"id\": 5}\\x0A]",
    "title": "Bad Request",
    "type": "about:blank"
  }
  $ trows nd
  {"offset": 0, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2050-01-02T03:04:05Z", "id": 1, "v": "json"}
  {"offset": 1, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2050-01-02T03:04:05Z", "id": 3, "v": "no type"}
