Null and missing values in required columns.

  $ . "$KAMU_LIB"; ws
  $ push_ds a '{kind: NdJson, schema: {fields: [{name: v, type: Int64}, {name: s, type: String}]}}' '{kind: Append}'
  $ printf '%s\n' '{"v": 1, "s": "x"}' '{"v": null, "s": "y"}' | err K ingest a --stdin
  Error: field 'v': null, but the column is required
    at: STDIN:2:7 (byte 25)
    expected: Int64
    hint: declare the column as optional ({kind: Option, inner: ...}; in DDL without NOT NULL) if values may be missing
  
  [1]
  $ echo '{"v": 1}' | err K ingest a --stdin
  Error: field 's': missing, but the column is required
    at: STDIN:1:8 (byte 7)
    expected: Utf8
    hint: declare the column as optional ({kind: Option, inner: ...}; in DDL without NOT NULL) if values may be missing
  
  [1]
  $ echo '{}' | err K ingest a --stdin
  Error: field 'v': missing, but the column is required
    at: STDIN:1:2 (byte 1)
    expected: Int64
    hint: declare the column as optional ({kind: Option, inner: ...}; in DDL without NOT NULL) if values may be missing
  
  [1]
  $ kinds a; echo '{"v": 1, "s": ""}' | ing a --stdin; echo '{"v": null, "s": "y"}' | err K ingest a --stdin; rows a
  Seed AddPushSource
  Dataset updated
  Error: field 'v': null, but the column is required
    at: STDIN:1:7 (byte 6)
    expected: Int64
    hint: declare the column as optional ({kind: Option, inner: ...}; in DDL without NOT NULL) if values may be missing
  
  offset,op,system_time,event_time,v,s
  0,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,1,
  $ push_ds c '{kind: Csv, schema: {fields: [{name: v, type: Int64}, {name: s, type: String}]}}' '{kind: Append}'; printf '1,x\n,y\n' | err K ingest c --stdin; printf '1,\n' | err K ingest c --stdin
  Error: field 'v': empty, but the column is required
    at: STDIN:2:1 (byte 4)
    found: ,y
    expected: Int64
    hint: declare the column as optional ({kind: Option, inner: ...}; in DDL without NOT NULL) if values may be missing
  
  Error: field 's': empty, but the column is required
    at: STDIN:1:3 (byte 2)
    found: 1,
    expected: Utf8
    hint: declare the column as optional ({kind: Option, inner: ...}; in DDL without NOT NULL) if values may be missing
  
  [1]

optional first, required by the dataset schema

  $ snap q <<'Y' | K -q add --stdin
  > - {kind: SetDataSchema, schema: {fields: [{name: offset, type: Int64}, {name: op, type: Int32}, {name: system_time, type: Timestamp}, {name: event_time, type: Timestamp}, {name: v, type: Int64}, {name: l, type: {kind: List, itemType: Int64}}]}}
  > - {kind: AddPushSource, sourceName: a, read: {kind: NdJson}, merge: {kind: Append}}
  > Y
  $ printf '%s\n' '{"v": 1, "l": [1]}' '{"v": null, "l": [1]}' '{"l": [2]}' | err K ingest q --stdin
  Error: Column `v` contains 2 null values while none were expected
    at: STDIN, record 2
    expected: a value: the dataset's schema requires one
  
  [1]
  $ printf '%s\n' '{"v": 1, "l": [1, null]}' | err K ingest q --stdin
  Error: List column `l` contains 1 null elements while none were expected
    in: STDIN
    expected: a value: the dataset's schema requires one
  
  [1]
  $ kinds q
  Seed SetDataSchema AddPushSource
