The same body twice under each merge strategy: which pushes are idempotent, and the answers (always 200).

  $ . "$KAMU_LIB"; . "$(dirname "$KAMU_LIB")/lib-http.sh"; ws
  $ F='{kind: NdJson, schema: {fields: [{name: event_time, type: Timestamp}, {name: id, type: Int64}, {name: v, type: String}]}}'
  $ push_ds append "$F" '{kind: Append}'; push_ds ledger "$F" '{kind: Ledger, primaryKey: [id]}'
  $ push_ds snapshot "$F" '{kind: Snapshot, primaryKey: [id]}'; push_ds upsert "$F" '{kind: UpsertStream, primaryKey: [id]}'
  $ push_ds changelog '{kind: NdJson, schema: {fields: [{name: op, type: Int32}, {name: event_time, type: Timestamp}, {name: id, type: Int64}, {name: v, type: String}]}}' '{kind: ChangelogStream, primaryKey: [id]}'
  $ serve
  $ a() { printf '{"op": 0, "event_time": "2020-01-01", "id": 1, "v": "a"}\n{"op": 0, "event_time": "2020-01-01", "id": 2, "v": "b"}\n'; }
  $ b() { printf '{"op": 2, "event_time": "2020-01-02", "id": 1, "v": "a"}\n{"op": 3, "event_time": "2020-01-02", "id": 1, "v": "A"}\n'; }
  $ for d in append ledger snapshot upsert changelog; do for i in a a b b a; do H1=$(head_of $d); echo "--- $d $i $($i | post $d $ND | tr '\n' ' ')$([ "$H1" = "$(head_of $d)" ] && echo same head || echo new head)"; done; trows $d; done
  --- append a HTTP/1.1 200 OK (empty body) new head
  --- append a HTTP/1.1 200 OK (empty body) new head
  --- append b HTTP/1.1 200 OK (empty body) new head
  --- append b HTTP/1.1 200 OK (empty body) new head
  --- append a HTTP/1.1 200 OK (empty body) new head
  {"offset": 0, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2020-01-01T00:00:00Z", "id": 1, "v": "a"}
  {"offset": 1, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2020-01-01T00:00:00Z", "id": 2, "v": "b"}
  {"offset": 2, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2020-01-01T00:00:00Z", "id": 1, "v": "a"}
  {"offset": 3, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2020-01-01T00:00:00Z", "id": 2, "v": "b"}
  {"offset": 4, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2020-01-02T00:00:00Z", "id": 1, "v": "a"}
  {"offset": 5, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2020-01-02T00:00:00Z", "id": 1, "v": "A"}
  {"offset": 6, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2020-01-02T00:00:00Z", "id": 1, "v": "a"}
  {"offset": 7, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2020-01-02T00:00:00Z", "id": 1, "v": "A"}
  {"offset": 8, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2020-01-01T00:00:00Z", "id": 1, "v": "a"}
  {"offset": 9, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2020-01-01T00:00:00Z", "id": 2, "v": "b"}
  --- ledger a HTTP/1.1 200 OK (empty body) new head
  --- ledger a HTTP/1.1 200 OK (empty body) same head
  --- ledger b HTTP/1.1 200 OK (empty body) same head
  --- ledger b HTTP/1.1 200 OK (empty body) same head
  --- ledger a HTTP/1.1 200 OK (empty body) same head
  {"offset": 0, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2020-01-01T00:00:00Z", "id": 1, "v": "a"}
  {"offset": 1, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2020-01-01T00:00:00Z", "id": 2, "v": "b"}
  --- snapshot a HTTP/1.1 200 OK (empty body) new head
  --- snapshot a HTTP/1.1 200 OK (empty body) same head
  --- snapshot b HTTP/1.1 200 OK (empty body) new head
  --- snapshot b HTTP/1.1 200 OK (empty body) same head
  --- snapshot a HTTP/1.1 200 OK (empty body) new head
  {"offset": 0, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2020-01-01T00:00:00Z", "id": 1, "v": "a"}
  {"offset": 1, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2020-01-01T00:00:00Z", "id": 2, "v": "b"}
  {"offset": 2, "op": 2, "system_time": "2050-01-02T03:04:05Z", "event_time": "2020-01-01T00:00:00Z", "id": 1, "v": "a"}
  {"offset": 3, "op": 3, "system_time": "2050-01-02T03:04:05Z", "event_time": "2020-01-02T00:00:00Z", "id": 1, "v": "A"}
  {"offset": 4, "op": 1, "system_time": "2050-01-02T03:04:05Z", "event_time": "2020-01-01T00:00:00Z", "id": 2, "v": "b"}
  {"offset": 5, "op": 2, "system_time": "2050-01-02T03:04:05Z", "event_time": "2020-01-02T00:00:00Z", "id": 1, "v": "A"}
  {"offset": 6, "op": 3, "system_time": "2050-01-02T03:04:05Z", "event_time": "2020-01-01T00:00:00Z", "id": 1, "v": "a"}
  {"offset": 7, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2020-01-01T00:00:00Z", "id": 2, "v": "b"}
  --- upsert a HTTP/1.1 200 OK (empty body) new head
  --- upsert a HTTP/1.1 200 OK (empty body) same head
  --- upsert b HTTP/1.1 200 OK (empty body) new head
  --- upsert b HTTP/1.1 200 OK (empty body) same head
  --- upsert a HTTP/1.1 200 OK (empty body) new head
  {"offset": 0, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2020-01-01T00:00:00Z", "id": 1, "v": "a"}
  {"offset": 1, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2020-01-01T00:00:00Z", "id": 2, "v": "b"}
  {"offset": 2, "op": 2, "system_time": "2050-01-02T03:04:05Z", "event_time": "2020-01-01T00:00:00Z", "id": 1, "v": "a"}
  {"offset": 3, "op": 3, "system_time": "2050-01-02T03:04:05Z", "event_time": "2020-01-02T00:00:00Z", "id": 1, "v": "A"}
  {"offset": 4, "op": 2, "system_time": "2050-01-02T03:04:05Z", "event_time": "2020-01-02T00:00:00Z", "id": 1, "v": "A"}
  {"offset": 5, "op": 3, "system_time": "2050-01-02T03:04:05Z", "event_time": "2020-01-01T00:00:00Z", "id": 1, "v": "a"}
  --- changelog a HTTP/1.1 200 OK (empty body) new head
  --- changelog a HTTP/1.1 200 OK (empty body) new head
  --- changelog b HTTP/1.1 200 OK (empty body) new head
  --- changelog b HTTP/1.1 200 OK (empty body) new head
  --- changelog a HTTP/1.1 200 OK (empty body) new head
  {"offset": 0, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2020-01-01T00:00:00Z", "id": 1, "v": "a"}
  {"offset": 1, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2020-01-01T00:00:00Z", "id": 2, "v": "b"}
  {"offset": 2, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2020-01-01T00:00:00Z", "id": 1, "v": "a"}
  {"offset": 3, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2020-01-01T00:00:00Z", "id": 2, "v": "b"}
  {"offset": 4, "op": 2, "system_time": "2050-01-02T03:04:05Z", "event_time": "2020-01-02T00:00:00Z", "id": 1, "v": "a"}
  {"offset": 5, "op": 3, "system_time": "2050-01-02T03:04:05Z", "event_time": "2020-01-02T00:00:00Z", "id": 1, "v": "A"}
  {"offset": 6, "op": 2, "system_time": "2050-01-02T03:04:05Z", "event_time": "2020-01-02T00:00:00Z", "id": 1, "v": "a"}
  {"offset": 7, "op": 3, "system_time": "2050-01-02T03:04:05Z", "event_time": "2020-01-02T00:00:00Z", "id": 1, "v": "A"}
  {"offset": 8, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2020-01-01T00:00:00Z", "id": 1, "v": "a"}
  {"offset": 9, "op": 0, "system_time": "2050-01-02T03:04:05Z", "event_time": "2020-01-01T00:00:00Z", "id": 2, "v": "b"}
  $ stop; for d in append ledger snapshot upsert changelog; do echo "$d $(kinds $d)"; done
  append Seed AddPushSource SetDataSchema AddData AddData AddData AddData AddData
  ledger Seed AddPushSource SetDataSchema AddData
  snapshot Seed AddPushSource SetDataSchema AddData AddData AddData
  upsert Seed AddPushSource SetDataSchema AddData AddData AddData
  changelog Seed AddPushSource SetDataSchema AddData AddData AddData AddData AddData
