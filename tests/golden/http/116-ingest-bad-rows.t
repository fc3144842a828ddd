Rows that do not fit the declared schema: which are refused, with what answer, and that nothing is committed.

  $ . "$KAMU_LIB"; . "$(dirname "$KAMU_LIB")/lib-http.sh"; ws
  $ pop
  $ push_ds wide '{kind: NdJson, schema: {fields: [{name: i32, type: {kind: Option, inner: Int32}}, {name: u8, type: {kind: Option, inner: UInt8}}, {name: f, type: {kind: Option, inner: Float64}}, {name: b, type: {kind: Option, inner: Bool}}, {name: s, type: {kind: Option, inner: String}}, {name: d, type: {kind: Option, inner: Date}}, {name: t, type: {kind: Option, inner: Timestamp}}]}}' '{kind: Append}'
  $ serve
  $ H1=$(head_of pop)
  $ p() { echo "--- $1"; printf '%s\n' "$1" | post pop $ND; }
  $ p '{"event_time": "2020-01-01", "city": "A", "population": "many"}'
  --- {"event_time": "2020-01-01", "city": "A", "population": "many"}
  HTTP/1.1 400 Bad Request
  content-type: application/problem+json
  {
    "byte": 56,
    "column": 57,
    "detail": "field 'population': failed to parse \"many\" as Int64",
    "expected": "Int64",
    "field": "population",
    "input": "request body",
    "line": 1,
    "message": "field 'population': failed to parse \"many\" as Int64",
    "record": 1,
    "status": 400,
    "text": "\"many\"",
    "title": "Bad Request",
    "type": "about:blank"
  }
  $ p '{"event_time": "2020-01-01", "city": "A", "population": null}'
  --- {"event_time": "2020-01-01", "city": "A", "population": null}
  HTTP/1.1 400 Bad Request
  content-type: application/problem+json
  {
    "byte": 56,
    "column": 57,
    "detail": "field 'population': null, but the column is required",
    "expected": "Int64",
    "field": "population",
    "hint": "declare the column as optional ({kind: Option, inner: ...}; in DDL without NOT NULL) if values may be missing",
    "input": "request body",
    "line": 1,
    "message": "field 'population': null, but the column is required",
    "record": 1,
    "status": 400,
    "text": "null",
    "title": "Bad Request",
    "type": "about:blank"
  }
  $ p '{"event_time": "2020-01-01", "city": null, "population": 1}'
  --- {"event_time": "2020-01-01", "city": null, "population": 1}
  HTTP/1.1 400 Bad Request
  content-type: application/problem+json
  {
    "byte": 37,
    "column": 38,
    "detail": "field 'city': null, but the column is required",
    "expected": "Utf8",
    "field": "city",
    "hint": "declare the column as optional ({kind: Option, inner: ...}; in DDL without NOT NULL) if values may be missing",
    "input": "request body",
    "line": 1,
    "message": "field 'city': null, but the column is required",
    "record": 1,
    "status": 400,
    "text": "null",
    "title": "Bad Request",
    "type": "about:blank"
  }
  $ p '{"event_time": "2020-01-01", "city": "A"}'
  --- {"event_time": "2020-01-01", "city": "A"}
  HTTP/1.1 400 Bad Request
  content-type: application/problem+json
  {
    "byte": 40,
    "column": 41,
    "detail": "field 'population': missing, but the column is required",
    "expected": "Int64",
    "field": "population",
    "hint": "declare the column as optional ({kind: Option, inner: ...}; in DDL without NOT NULL) if values may be missing",
    "input": "request body",
    "line": 1,
    "message": "field 'population': missing, but the column is required",
    "record": 1,
    "status": 400,
    "title": "Bad Request",
    "type": "about:blank"
  }
  $ p '{"event_time": "2020-01-01", "population": 1}'
  --- {"event_time": "2020-01-01", "population": 1}
  HTTP/1.1 400 Bad Request
  content-type: application/problem+json
  {
    "byte": 44,
    "column": 45,
    "detail": "field 'city': missing, but the column is required",
    "expected": "Utf8",
    "field": "city",
    "hint": "declare the column as optional ({kind: Option, inner: ...}; in DDL without NOT NULL) if values may be missing",
    "input": "request body",
    "line": 1,
    "message": "field 'city': missing, but the column is required",
    "record": 1,
    "status": 400,
    "title": "Bad Request",
    "type": "about:blank"
  }
  $ p '{"event_time": "not a time", "city": "A", "population": 1}'
  --- {"event_time": "not a time", "city": "A", "population": 1}
  HTTP/1.1 400 Bad Request
  content-type: application/problem+json
  {
    "byte": 15,
    "column": 16,
    "detail": "field 'event_time': failed to parse \"not a time\" as Timestamp(ms, \"UTC\"): error parsing date",
    "expected": "Timestamp(ms, \"UTC\")",
    "field": "event_time",
    "hint": "expected is e.g. 2020-09-08T13:42:29.190Z",
    "input": "request body",
    "line": 1,
    "message": "field 'event_time': failed to parse \"not a time\" as Timestamp(ms, \"UTC\"): error parsing date",
    "record": 1,
    "status": 400,
    "text": "\"not a time\"",
    "title": "Bad Request",
    "type": "about:blank"
  }
  $ p '{"event_time": "2020-13-01", "city": "A", "population": 1}'
  --- {"event_time": "2020-13-01", "city": "A", "population": 1}
  HTTP/1.1 400 Bad Request
  content-type: application/problem+json
  {
    "byte": 15,
    "column": 16,
    "detail": "field 'event_time': failed to parse \"2020-13-01\" as Timestamp(ms, \"UTC\"): error parsing date",
    "expected": "Timestamp(ms, \"UTC\")",
    "field": "event_time",
    "hint": "expected is e.g. 2020-09-08T13:42:29.190Z",
    "input": "request body",
    "line": 1,
    "message": "field 'event_time': failed to parse \"2020-13-01\" as Timestamp(ms, \"UTC\"): error parsing date",
    "record": 1,
    "status": 400,
    "text": "\"2020-13-01\"",
    "title": "Bad Request",
    "type": "about:blank"
  }
  $ p '{"event_time": null, "city": "A", "population": 1}'
  --- {"event_time": null, "city": "A", "population": 1}
  HTTP/1.1 400 Bad Request
  content-type: application/problem+json
  {
    "byte": 15,
    "column": 16,
    "detail": "field 'event_time': null, but the column is required",
    "expected": "Timestamp(ms, \"UTC\")",
    "field": "event_time",
    "hint": "declare the column as optional ({kind: Option, inner: ...}; in DDL without NOT NULL) if values may be missing",
    "input": "request body",
    "line": 1,
    "message": "field 'event_time': null, but the column is required",
    "record": 1,
    "status": 400,
    "text": "null",
    "title": "Bad Request",
    "type": "about:blank"
  }
  $ p '{"event_time": "2020-01-01", "city": "A", "population": 1'
  --- {"event_time": "2020-01-01", "city": "A", "population": 1
  HTTP/1.1 400 Bad Request
  content-type: application/problem+json
  {
    "byte": 58,
    "column": 1,
    "detail": "Truncated record whilst reading object",
    "hint": "the input ends inside a record: is it complete?",
    "input": "request body",
    "line": 2,
    "message": "Truncated record whilst reading object",
    "record": 1,
    "status": 400,
    "title": "Bad Request",
    "type": "about:blank"
  }
  $ p '{"event_time": "2020-01-01", "city": "A", "population": 99999999999999999999}'
  --- {"event_time": "2020-01-01", "city": "A", "population": 99999999999999999999}
  HTTP/1.1 400 Bad Request
  content-type: application/problem+json
  {
    "byte": 56,
    "column": 57,
    "detail": "field 'population': failed to parse 99999999999999999999 as Int64",
    "expected": "Int64",
    "field": "population",
    "input": "request body",
    "line": 1,
    "message": "field 'population': failed to parse 99999999999999999999 as Int64",
    "record": 1,
    "status": 400,
    "text": "99999999999999999999",
    "title": "Bad Request",
    "type": "about:blank"
  }
  $ p '{"event_time": "2020-01-01", "city": "A", "population": {"n": 1}}'
  --- {"event_time": "2020-01-01", "city": "A", "population": {"n": 1}}
  HTTP/1.1 400 Bad Request
  content-type: application/problem+json
  {
    "byte": 56,
    "column": 57,
    "detail": "field 'population': expected primitive got {\"n\": 1}",
    "expected": "Int64",
    "field": "population",
    "input": "request body",
    "line": 1,
    "message": "field 'population': expected primitive got {\"n\": 1}",
    "record": 1,
    "status": 400,
    "text": "{\"n\": 1}",
    "title": "Bad Request",
    "type": "about:blank"
  }
  $ p '{"event_time": "2020-01-01", "city": ["A"], "population": 1}'
  --- {"event_time": "2020-01-01", "city": ["A"], "population": 1}
  HTTP/1.1 400 Bad Request
  content-type: application/problem+json
  {
    "byte": 37,
    "column": 38,
    "detail": "field 'city': expected string got [\"A\"]",
    "expected": "Utf8",
    "field": "city",
    "input": "request body",
    "line": 1,
    "message": "field 'city': expected string got [\"A\"]",
    "record": 1,
    "status": 400,
    "text": "[\"A\"]",
    "title": "Bad Request",
    "type": "about:blank"
  }
  $ p 'event_time,city,population'
  --- event_time,city,population
  HTTP/1.1 400 Bad Request
  content-type: application/problem+json
  {
    "byte": 0,
    "column": 1,
    "detail": "Encountered unexpected 'e' whilst parsing value",
    "expected": "JSON value",
    "hint": "this looks like CSV: use Content-Type: text/csv",
    "input": "request body",
    "line": 1,
    "message": "Encountered unexpected 'e' whilst parsing value",
    "record": 1,
    "status": 400,
    "text": "e",
    "title": "Bad Request",
    "type": "about:blank"
  }
  $ p '{"event_time": "2020-01-01", "city": "good", "population": 1}
  > {"event_time": "2020-01-01", "city": "bad", "population": "x"}
  > {"event_time": "2020-01-01", "city": "good too", "population": 3}'
  --- {"event_time": "2020-01-01", "city": "good", "population": 1}
  {"event_time": "2020-01-01", "city": "bad", "population": "x"}
  {"event_time": "2020-01-01", "city": "good too", "population": 3}
  HTTP/1.1 400 Bad Request
  content-type: application/problem+json
  {
    "byte": 120,
    "column": 59,
    "detail": "field 'population': failed to parse \"x\" as Int64",
    "expected": "Int64",
    "field": "population",
    "input": "request body",
    "line": 2,
    "message": "field 'population': failed to parse \"x\" as Int64",
    "record": 2,
    "status": 400,
    "text": "\"x\"",
    "title": "Bad Request",
    "type": "about:blank"
  }
  $ [ "$H1" = "$(head_of pop)" ] && echo same head || echo new head
  same head
Taken, though not exact:
  $ p '{"event_time": "2020-01-01", "city": "A", "population": "1"}'
  --- {"event_time": "2020-01-01", "city": "A", "population": "1"}
  HTTP/1.1 200 OK
  (empty body)
  $ p '{"event_time": "2020-01-02", "city": "A", "population": 2.0}'
  --- {"event_time": "2020-01-02", "city": "A", "population": 2.0}
  HTTP/1.1 200 OK
  (empty body)
  $ p '{"event_time": "2020-01-03", "city": "A", "population": 3.7}'
  --- {"event_time": "2020-01-03", "city": "A", "population": 3.7}
  HTTP/1.1 200 OK
  (empty body)
  $ p '{"event_time": "2020-01-04", "city": "A", "population": true}'
  --- {"event_time": "2020-01-04", "city": "A", "population": true}
  HTTP/1.1 400 Bad Request
  content-type: application/problem+json
  {
    "byte": 56,
    "column": 57,
    "detail": "field 'population': expected primitive got true",
    "expected": "Int64",
    "field": "population",
    "input": "request body",
    "line": 1,
    "message": "field 'population': expected primitive got true",
    "record": 1,
    "status": 400,
    "text": "true",
    "title": "Bad Request",
    "type": "about:blank"
  }
  $ p '{"event_time": "2020-01-05", "city": 5, "population": 5}'
  --- {"event_time": "2020-01-05", "city": 5, "population": 5}
  HTTP/1.1 400 Bad Request
  content-type: application/problem+json
  {
    "byte": 37,
    "column": 38,
    "detail": "field 'city': expected string got 5",
    "expected": "Utf8",
    "field": "city",
    "hint": "declare the column with the type of its values, or quote them in the data",
    "input": "request body",
    "line": 1,
    "message": "field 'city': expected string got 5",
    "record": 1,
    "status": 400,
    "text": "5",
    "title": "Bad Request",
    "type": "about:blank"
  }
  $ p '{"event_time": "2020-01-06", "city": "A", "population": 6, "extra": "ignored"}'
  --- {"event_time": "2020-01-06", "city": "A", "population": 6, "extra": "ignored"}
  HTTP/1.1 200 OK
  (empty body)
  $ p '{"event_time": 1577836800, "city": "A", "population": 7}'
  --- {"event_time": 1577836800, "city": "A", "population": 7}
  HTTP/1.1 200 OK
  (empty body)
  $ p '{"EVENT_TIME": "2020-01-08", "City": "A", "population": 8}'
  --- {"EVENT_TIME": "2020-01-08", "City": "A", "population": 8}
  HTTP/1.1 400 Bad Request
  content-type: application/problem+json
  {
    "byte": 57,
    "column": 58,
    "detail": "field 'event_time': missing, but the column is required",
    "expected": "Timestamp(ms, \"UTC\")",
    "field": "event_time",
    "hint": "declare the column as optional ({kind: Option, inner: ...}; in DDL without NOT NULL) if values may be missing",
    "input": "request body",
    "line": 1,
    "message": "field 'event_time': missing, but the column is required",
    "record": 1,
    "status": 400,
    "title": "Bad Request",
    "type": "about:blank"
  }
  $ trows pop
  {"offset": 0, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2020-01-01T00:00:00Z", "city": "A", "population": 1}
  {"offset": 1, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2020-01-02T00:00:00Z", "city": "A", "population": 2}
  {"offset": 2, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2020-01-03T00:00:00Z", "city": "A", "population": 3}
  {"offset": 3, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2020-01-06T00:00:00Z", "city": "A", "population": 6}
  {"offset": 4, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "1970-01-19T06:17:16.800Z", "city": "A", "population": 7}
The same rows as CSV:
  $ c() { echo "--- $1"; printf '%s\n' "$1" | post pop text/csv; }
  $ c '2020-02-01,A,many'; c '2020-02-02,A,'; c ',A,1'; c '2020-02-03,,1'; c '2020-02-04,A'; c '2020-02-05,A,1,2'; c 'yesterday,A,1'; c '2020-02-06, A , 6 '; c '2020-02-07,"A",7'; c '2020-02-08,"A,8'
  --- 2020-02-01,A,many
  HTTP/1.1 400 Bad Request
  content-type: application/problem+json
  {
    "byte": 13,
    "column": 14,
    "detail": "field 'population': failed to parse 'many' as Int64",
    "expected": "Int64",
    "field": "population",
    "input": "request body",
    "line": 1,
    "message": "field 'population': failed to parse 'many' as Int64",
    "record": 1,
    "status": 400,
    "text": "many",
    "title": "Bad Request",
    "type": "about:blank"
  }
  --- 2020-02-02,A,
  HTTP/1.1 400 Bad Request
  content-type: application/problem+json
  {
    "byte": 13,
    "column": 14,
    "detail": "field 'population': empty, but the column is required",
    "expected": "Int64",
    "field": "population",
    "hint": "declare the column as optional ({kind: Option, inner: ...}; in DDL without NOT NULL) if values may be missing",
    "input": "request body",
    "line": 1,
    "message": "field 'population': empty, but the column is required",
    "record": 1,
    "status": 400,
    "text": "2020-02-02,A,",
    "title": "Bad Request",
    "type": "about:blank"
  }
  --- ,A,1
  HTTP/1.1 400 Bad Request
  content-type: application/problem+json
  {
    "byte": 0,
    "column": 1,
    "detail": "field 'event_time': empty, but the column is required",
    "expected": "Timestamp(ms, \"UTC\")",
    "field": "event_time",
    "hint": "declare the column as optional ({kind: Option, inner: ...}; in DDL without NOT NULL) if values may be missing",
    "input": "request body",
    "line": 1,
    "message": "field 'event_time': empty, but the column is required",
    "record": 1,
    "status": 400,
    "text": ",A,1",
    "title": "Bad Request",
    "type": "about:blank"
  }
  --- 2020-02-03,,1
  HTTP/1.1 400 Bad Request
  content-type: application/problem+json
  {
    "byte": 11,
    "column": 12,
    "detail": "field 'city': empty, but the column is required",
    "expected": "Utf8",
    "field": "city",
    "hint": "declare the column as optional ({kind: Option, inner: ...}; in DDL without NOT NULL) if values may be missing",
    "input": "request body",
    "line": 1,
    "message": "field 'city': empty, but the column is required",
    "record": 1,
    "status": 400,
    "text": "2020-02-03,,1",
    "title": "Bad Request",
    "type": "about:blank"
  }
  --- 2020-02-04,A
  HTTP/1.1 400 Bad Request
  content-type: application/problem+json
  {
    "byte": 0,
    "column": 1,
    "detail": "incorrect number of fields, expected 3 got 2",
    "input": "request body",
    "line": 1,
    "message": "incorrect number of fields, expected 3 got 2",
    "record": 1,
    "status": 400,
    "text": "2020-02-04,A",
    "title": "Bad Request",
    "type": "about:blank"
  }
  --- 2020-02-05,A,1,2
  HTTP/1.1 400 Bad Request
  content-type: application/problem+json
  {
    "byte": 0,
    "column": 1,
    "detail": "incorrect number of fields, expected 3 got 4",
    "hint": "a text that holds the separator ',' must stand in quotes",
    "input": "request body",
    "line": 1,
    "message": "incorrect number of fields, expected 3 got 4",
    "record": 1,
    "status": 400,
    "text": "2020-02-05,A,1,2",
    "title": "Bad Request",
    "type": "about:blank"
  }
  --- yesterday,A,1
  HTTP/1.1 400 Bad Request
  content-type: application/problem+json
  {
    "byte": 0,
    "column": 1,
    "detail": "field 'event_time': failed to parse 'yesterday' as Timestamp(ms, \"UTC\"): timestamp must contain at least 10 characters",
    "expected": "Timestamp(ms, \"UTC\")",
    "field": "event_time",
    "hint": "expected is e.g. 2020-09-08T13:42:29.190Z, or set `timestampFormat`",
    "input": "request body",
    "line": 1,
    "message": "field 'event_time': failed to parse 'yesterday' as Timestamp(ms, \"UTC\"): timestamp must contain at least 10 characters",
    "record": 1,
    "status": 400,
    "text": "yesterday",
    "title": "Bad Request",
    "type": "about:blank"
  }
  --- 2020-02-06, A , 6 
  HTTP/1.1 400 Bad Request
  content-type: application/problem+json
  {
    "byte": 15,
    "column": 16,
    "detail": "field 'population': failed to parse ' 6 ' as Int64",
    "expected": "Int64",
    "field": "population",
    "hint": "blanks are not trimmed",
    "input": "request body",
    "line": 1,
    "message": "field 'population': failed to parse ' 6 ' as Int64",
    "record": 1,
    "status": 400,
    "text": " 6 ",
    "title": "Bad Request",
    "type": "about:blank"
  }
  --- 2020-02-07,"A",7
  HTTP/1.1 200 OK
  (empty body)
  --- 2020-02-08,"A,8
  HTTP/1.1 400 Bad Request
  content-type: application/problem+json
  {
    "byte": 0,
    "column": 1,
    "detail": "incorrect number of fields, expected 3 got 2",
    "input": "request body",
    "line": 1,
    "message": "incorrect number of fields, expected 3 got 2",
    "record": 1,
    "status": 400,
    "text": "2020-02-08,\"A,8",
    "title": "Bad Request",
    "type": "about:blank"
  }
  $ trows pop 3
  {"offset": 3, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2020-01-06T00:00:00Z", "city": "A", "population": 6}
  {"offset": 4, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "1970-01-19T06:17:16.800Z", "city": "A", "population": 7}
  {"offset": 5, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2020-02-07T00:00:00Z", "city": "A", "population": 7}
Optional columns of other types:
  $ w() { echo "--- $1"; printf '%s\n' "$1" | post wide $ND; }
  $ w '{"i32": 2147483648}'; w '{"u8": 256}'; w '{"u8": -1}'; w '{"f": "NaN"}'; w '{"f": 1e400}'; w '{"b": "true"}'; w '{"b": 1}'; w '{"s": 1.50}'; w '{"d": "2020-01-01T00:00:00Z"}'; w '{"d": 18262}'; w '{"t": "2020-01-01T00:00:00+02:00"}'; w '{"t": "2020-01-01 00:00:00.123456"}'; w '{}'
  --- {"i32": 2147483648}
  HTTP/1.1 400 Bad Request
  content-type: application/problem+json
  {
    "byte": 8,
    "column": 9,
    "detail": "field 'i32': failed to parse 2147483648 as Int32",
    "expected": "Int32",
    "field": "i32",
    "input": "request body",
    "line": 1,
    "message": "field 'i32': failed to parse 2147483648 as Int32",
    "record": 1,
    "status": 400,
    "text": "2147483648",
    "title": "Bad Request",
    "type": "about:blank"
  }
  --- {"u8": 256}
  HTTP/1.1 400 Bad Request
  content-type: application/problem+json
  {
    "byte": 7,
    "column": 8,
    "detail": "field 'u8': failed to parse 256 as UInt8",
    "expected": "UInt8",
    "field": "u8",
    "input": "request body",
    "line": 1,
    "message": "field 'u8': failed to parse 256 as UInt8",
    "record": 1,
    "status": 400,
    "text": "256",
    "title": "Bad Request",
    "type": "about:blank"
  }
  --- {"u8": -1}
  HTTP/1.1 400 Bad Request
  content-type: application/problem+json
  {
    "byte": 7,
    "column": 8,
    "detail": "field 'u8': failed to parse -1 as UInt8",
    "expected": "UInt8",
    "field": "u8",
    "input": "request body",
    "line": 1,
    "message": "field 'u8': failed to parse -1 as UInt8",
    "record": 1,
    "status": 400,
    "text": "-1",
    "title": "Bad Request",
    "type": "about:blank"
  }
  --- {"f": "NaN"}
  HTTP/1.1 200 OK
  (empty body)
  --- {"f": 1e400}
  HTTP/1.1 200 OK
  (empty body)
  --- {"b": "true"}
  HTTP/1.1 400 Bad Request
  content-type: application/problem+json
  {
    "byte": 6,
    "column": 7,
    "detail": "field 'b': expected boolean got \"true\"",
    "expected": "Boolean",
    "field": "b",
    "hint": "booleans are true and false, without quotes",
    "input": "request body",
    "line": 1,
    "message": "field 'b': expected boolean got \"true\"",
    "record": 1,
    "status": 400,
    "text": "\"true\"",
    "title": "Bad Request",
    "type": "about:blank"
  }
  --- {"b": 1}
  HTTP/1.1 400 Bad Request
  content-type: application/problem+json
  {
    "byte": 6,
    "column": 7,
    "detail": "field 'b': expected boolean got 1",
    "expected": "Boolean",
    "field": "b",
    "hint": "booleans are true and false, without quotes",
    "input": "request body",
    "line": 1,
    "message": "field 'b': expected boolean got 1",
    "record": 1,
    "status": 400,
    "text": "1",
    "title": "Bad Request",
    "type": "about:blank"
  }
  --- {"s": 1.50}
  HTTP/1.1 400 Bad Request
  content-type: application/problem+json
  {
    "byte": 6,
    "column": 7,
    "detail": "field 's': expected string got 1.50",
    "expected": "Utf8",
    "field": "s",
    "hint": "declare the column with the type of its values, or quote them in the data",
    "input": "request body",
    "line": 1,
    "message": "field 's': expected string got 1.50",
    "record": 1,
    "status": 400,
    "text": "1.50",
    "title": "Bad Request",
    "type": "about:blank"
  }
  --- {"d": "2020-01-01T00:00:00Z"}
  HTTP/1.1 200 OK
  (empty body)
  --- {"d": 18262}
  HTTP/1.1 200 OK
  (empty body)
  --- {"t": "2020-01-01T00:00:00+02:00"}
  HTTP/1.1 200 OK
  (empty body)
  --- {"t": "2020-01-01 00:00:00.123456"}
  HTTP/1.1 200 OK
  (empty body)
  --- {}
  HTTP/1.1 200 OK
  (empty body)
  $ trows wide
  {"offset": 0, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2050-01-02T03:04:05Z", "i32": null, "u8": null, "f": null, "b": null, "s": null, "d": null, "t": null}
  {"offset": 1, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2050-01-02T03:04:05Z", "i32": null, "u8": null, "f": null, "b": null, "s": null, "d": null, "t": null}
  {"offset": 2, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2050-01-02T03:04:05Z", "i32": null, "u8": null, "f": null, "b": null, "s": null, "d": "2020-01-01", "t": null}
  {"offset": 3, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2050-01-02T03:04:05Z", "i32": null, "u8": null, "f": null, "b": null, "s": null, "d": "2020-01-01", "t": null}
  {"offset": 4, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2050-01-02T03:04:05Z", "i32": null, "u8": null, "f": null, "b": null, "s": null, "d": null, "t": "2019-12-31T22:00:00Z"}
  {"offset": 5, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2050-01-02T03:04:05Z", "i32": null, "u8": null, "f": null, "b": null, "s": null, "d": null, "t": "2020-01-01T00:00:00.123Z"}
  {"offset": 6, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2050-01-02T03:04:05Z", "i32": null, "u8": null, "f": null, "b": null, "s": null, "d": null, "t": null}
