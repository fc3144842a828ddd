Types whose physical form the dataset schema forgets: the second push.

  $ . "$KAMU_LIB"; ws
  $ t() { echo "== $2"; push_ds "$1" "{kind: NdJson, schema: {fields: [{name: v, type: $2}]}}" '{kind: Append}'; for i in 1 2; do printf '{"v": %s}\n' "$3" | err K ingest "$1" --stdin || echo "exit $?"; done; rows "$1"; }
  $ t a '{kind: Struct, fields: [{name: t, type: {kind: Timestamp, unit: Nanosecond}}]}' '{"t": "2020-01-01T00:00:00.123456789Z"}'
  == {kind: Struct, fields: [{name: t, type: {kind: Timestamp, unit: Nanosecond}}]}
  Dataset updated
  Dataset updated
  offset,op,system_time,event_time,v
  0,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,"{""t"":""2020-01-01T00:00:00.123456789Z""}"
  1,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,"{""t"":""2020-01-01T00:00:00.123456789Z""}"
  $ t b '{kind: List, itemType: {kind: Timestamp, unit: Second}}' '["2020-01-01"]'
  == {kind: List, itemType: {kind: Timestamp, unit: Second}}
  Dataset updated
  Dataset updated
  offset,op,system_time,event_time,v
  0,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,"[""2020-01-01T00:00:00Z""]"
  1,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,"[""2020-01-01T00:00:00Z""]"
  $ t c '{kind: Decimal, precision: 39, scale: 1}' '"1.5"'
  == {kind: Decimal, precision: 39, scale: 1}
  Dataset updated
  Dataset updated
  offset,op,system_time,event_time,v
  0,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,1.5
  1,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,1.5
  $ t d '{kind: List, itemType: {kind: Struct, fields: [{name: x, type: String}]}}' '[{"x": "a"}]'
  == {kind: List, itemType: {kind: Struct, fields: [{name: x, type: String}]}}
  Error: Failed to load 1 manifest(s)
  
  Summary of individual errors:
  
  \x3e Failed to add dataset d: Invalid snapshot: Push source 'default': Column `v[]`: a List of Struct has no logical hash in ODF and cannot be stored (metadata[0] at line 7 column 7) (esc)
  
  Error: Dataset not found: d
    hint: did you mean a, b, c?
  
  exit 1
  Error: Dataset not found: d
    hint: did you mean a, b, c?
  
  exit 1
  Error: Dataset not found: d
    hint: did you mean a, b, c?
  
  
  [1]
  $ t e '{kind: Option, inner: {kind: Struct, fields: [{name: x, type: Int64}]}}' null
  == {kind: Option, inner: {kind: Struct, fields: [{name: x, type: Int64}]}}
  Dataset updated
  Dataset updated
  offset,op,system_time,event_time,v
  0,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,
  1,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,
  $ t f '{kind: List, itemType: {kind: Option, inner: {kind: List, itemType: Int64}}}' '[[1], null]'
  == {kind: List, itemType: {kind: Option, inner: {kind: List, itemType: Int64}}}
  Dataset updated
  Dataset updated
  offset,op,system_time,event_time,v
  0,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,"[[1],null]"
  1,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,"[[1],null]"
  $ snap enc <<'Y' | K -q add --stdin
  > - kind: AddPushSource
  >   sourceName: a
  >   read:
  >     kind: NdJson
  >     schema:
  >       fields:
  >         - {name: s, type: String, extra: {arrow.apache.org/bufferEncoding: {kind: Contiguous, offsetBitWidth: 64}}}
  >         - {name: d, type: Date, extra: {arrow.apache.org/dateEncoding: {unit: Millisecond}}}
  >         - {name: c, type: {kind: Decimal, precision: 5, scale: 1}, extra: {arrow.apache.org/decimalEncoding: {bitWidth: 32}}}
  >   merge: {kind: Append}
  > Y
  $ echo '{"s": "x", "d": "2020-01-01", "c": 1.5}' > d; err K ingest enc d; err K ingest enc d; kamu inspect schema enc; kamu inspect schema enc -o parquet
  Dataset updated
  Dataset updated
  fields:
  - name: offset
    type:
      kind: Int64
  - name: op
    type:
      kind: Int32
  - name: system_time
    type:
      kind: Timestamp
      unit: Millisecond
      timezone: UTC
  - name: event_time
    type:
      kind: Timestamp
      unit: Millisecond
      timezone: UTC
  - name: s
    type:
      kind: String
  - name: d
    type:
      kind: Date
  - name: c
    type:
      kind: Decimal
      precision: 5
      scale: 1
  message arrow_schema {
    REQUIRED INT64 offset;
    REQUIRED INT32 op;
    REQUIRED INT64 system_time (TIMESTAMP(MILLIS,true));
    REQUIRED INT64 event_time (TIMESTAMP(MILLIS,true));
    REQUIRED BYTE_ARRAY s (STRING);
    REQUIRED INT32 d (DATE);
    REQUIRED INT32 c (DECIMAL(5,1));
  }
