A dataset schema that the push source does not meet.

  $ . "$KAMU_LIB"; ws
  $ n=0; t() { n=$((n+1)); echo "== $1"; snap d$n <<<"- {kind: SetDataSchema, schema: {fields: [{name: offset, type: Int64}, {name: op, type: Int32}, {name: system_time, type: Timestamp}, {name: event_time, type: Timestamp}, $1]}}
  > - {kind: AddPushSource, sourceName: a, read: {kind: NdJson, schema: {fields: [{name: v, type: Int64}, {name: s, type: String}]}}, merge: {kind: Append}}" | err K -q add --stdin; echo '{"v": 1, "s": "x"}' | err K ingest d$n --stdin; }
  $ t '{name: v, type: Int64}, {name: s, type: String}'
  == {name: v, type: Int64}, {name: s, type: String}
  Dataset updated
  $ t '{name: v, type: {kind: Option, inner: Int64}}, {name: s, type: {kind: Option, inner: String}}'
  == {name: v, type: {kind: Option, inner: Int64}}, {name: s, type: {kind: Option, inner: String}}
  Dataset updated
  $ t '{name: s, type: String}, {name: v, type: Int64}'
  == {name: s, type: String}, {name: v, type: Int64}
  Dataset updated
  $ t '{name: v, type: Int32}, {name: s, type: String}'
  == {name: v, type: Int32}, {name: s, type: String}
  Error: Incompatible schema: Schema of the new slice is not compatible with the schema defined by SetDataSchema event
  Dataset schema:
  message arrow_schema {
    REQUIRED INT64 offset;
    REQUIRED INT32 op;
    REQUIRED INT64 system_time (TIMESTAMP(MILLIS,true));
    REQUIRED INT64 event_time (TIMESTAMP(MILLIS,true));
    REQUIRED INT32 v;
    REQUIRED BYTE_ARRAY s (STRING);
  }
  
  New slice schema:
  message arrow_schema {
    REQUIRED INT64 offset;
    REQUIRED INT32 op;
    REQUIRED INT64 system_time (TIMESTAMP(MILLIS,true));
    REQUIRED INT64 event_time (TIMESTAMP(MILLIS,true));
    REQUIRED INT64 v;
    REQUIRED BYTE_ARRAY s (STRING);
  }
  
    expected: Int32
    hint: column `v` is Int32 in the dataset and Int64 in the data
  
  [1]
  $ t '{name: v, type: Int64}'
  == {name: v, type: Int64}
  Error: Incompatible schema: Schema of the new slice is not compatible with the schema defined by SetDataSchema event
  Dataset schema:
  message arrow_schema {
    REQUIRED INT64 offset;
    REQUIRED INT32 op;
    REQUIRED INT64 system_time (TIMESTAMP(MILLIS,true));
    REQUIRED INT64 event_time (TIMESTAMP(MILLIS,true));
    REQUIRED INT64 v;
  }
  
  New slice schema:
  message arrow_schema {
    REQUIRED INT64 offset;
    REQUIRED INT32 op;
    REQUIRED INT64 system_time (TIMESTAMP(MILLIS,true));
    REQUIRED INT64 event_time (TIMESTAMP(MILLIS,true));
    REQUIRED INT64 v;
    REQUIRED BYTE_ARRAY s (STRING);
  }
  
    hint: column `s` is not in the dataset's schema
  
  [1]
  $ t '{name: v, type: Int64}, {name: s, type: String}, {name: x, type: {kind: Option, inner: String}}'
  == {name: v, type: Int64}, {name: s, type: String}, {name: x, type: {kind: Option, inner: String}}
  Dataset updated
  $ t '{name: v, type: Int64}, {name: S, type: String}'
  == {name: v, type: Int64}, {name: S, type: String}
  Error: Incompatible schema: Schema of the new slice is not compatible with the schema defined by SetDataSchema event
  Dataset schema:
  message arrow_schema {
    REQUIRED INT64 offset;
    REQUIRED INT32 op;
    REQUIRED INT64 system_time (TIMESTAMP(MILLIS,true));
    REQUIRED INT64 event_time (TIMESTAMP(MILLIS,true));
    REQUIRED INT64 v;
    REQUIRED BYTE_ARRAY S (STRING);
  }
  
  New slice schema:
  message arrow_schema {
    REQUIRED INT64 offset;
    REQUIRED INT32 op;
    REQUIRED INT64 system_time (TIMESTAMP(MILLIS,true));
    REQUIRED INT64 event_time (TIMESTAMP(MILLIS,true));
    REQUIRED INT64 v;
    REQUIRED BYTE_ARRAY s (STRING);
  }
  
    hint: column `s` is not in the dataset's schema
  
  [1]
  $ t '{name: v, type: Int64, extra: {x.y/z: note}}, {name: s, type: String, extra: {arrow.apache.org/bufferEncoding: {kind: View, offsetBitWidth: 32}}}'
  == {name: v, type: Int64, extra: {x.y/z: note}}, {name: s, type: String, extra: {arrow.apache.org/bufferEncoding: {kind: View, offsetBitWidth: 32}}}
  Dataset updated

system columns missing, of other types, in another order

  $ for f in '{name: v, type: Int64}, {name: s, type: String}' '{name: offset, type: UInt64}, {name: op, type: UInt8}, {name: system_time, type: Timestamp}, {name: event_time, type: Timestamp}, {name: v, type: Int64}, {name: s, type: String}' '{name: op, type: Int32}, {name: offset, type: Int64}, {name: system_time, type: Timestamp}, {name: event_time, type: Timestamp}, {name: v, type: Int64}, {name: s, type: String}'; do n=$((n+1)); snap d$n <<<"- {kind: SetDataSchema, schema: {fields: [$f]}}
  > - {kind: AddPushSource, sourceName: a, read: {kind: NdJson, schema: {fields: [{name: v, type: Int64}, {name: s, type: String}]}}, merge: {kind: Append}}" | err K -q add --stdin; echo '{"v": 1, "s": "x"}' | err K ingest d$n --stdin; echo "[$?]"; done
  Error: Incompatible schema: Schema of the new slice is not compatible with the schema defined by SetDataSchema event
  Dataset schema:
  message arrow_schema {
    REQUIRED INT64 v;
    REQUIRED BYTE_ARRAY s (STRING);
  }
  
  New slice schema:
  message arrow_schema {
    REQUIRED INT64 offset;
    REQUIRED INT32 op;
    REQUIRED INT64 system_time (TIMESTAMP(MILLIS,true));
    REQUIRED INT64 event_time (TIMESTAMP(MILLIS,true));
    REQUIRED INT64 v;
    REQUIRED BYTE_ARRAY s (STRING);
  }
  
    hint: column `offset` is not in the dataset's schema
  
  [1]
  Error: Incompatible schema: Schema of the new slice is not compatible with the schema defined by SetDataSchema event
  Dataset schema:
  message arrow_schema {
    REQUIRED INT64 offset (INTEGER(64,false));
    REQUIRED INT32 op (INTEGER(8,false));
    REQUIRED INT64 system_time (TIMESTAMP(MILLIS,true));
    REQUIRED INT64 event_time (TIMESTAMP(MILLIS,true));
    REQUIRED INT64 v;
    REQUIRED BYTE_ARRAY s (STRING);
  }
  
  New slice schema:
  message arrow_schema {
    REQUIRED INT64 offset;
    REQUIRED INT32 op;
    REQUIRED INT64 system_time (TIMESTAMP(MILLIS,true));
    REQUIRED INT64 event_time (TIMESTAMP(MILLIS,true));
    REQUIRED INT64 v;
    REQUIRED BYTE_ARRAY s (STRING);
  }
  
    expected: UInt64
    hint: column `offset` is UInt64 in the dataset and Int64 in the data
  
  [1]
  Error: Incompatible schema: Schema of the new slice is not compatible with the schema defined by SetDataSchema event
  Dataset schema:
  message arrow_schema {
    REQUIRED INT32 op;
    REQUIRED INT64 offset;
    REQUIRED INT64 system_time (TIMESTAMP(MILLIS,true));
    REQUIRED INT64 event_time (TIMESTAMP(MILLIS,true));
    REQUIRED INT64 v;
    REQUIRED BYTE_ARRAY s (STRING);
  }
  
  New slice schema:
  message arrow_schema {
    REQUIRED INT64 offset;
    REQUIRED INT32 op;
    REQUIRED INT64 system_time (TIMESTAMP(MILLIS,true));
    REQUIRED INT64 event_time (TIMESTAMP(MILLIS,true));
    REQUIRED INT64 v;
    REQUIRED BYTE_ARRAY s (STRING);
  }
  
    hint: column `offset` stands at position 1, where the dataset has `op`
  
  [1]
