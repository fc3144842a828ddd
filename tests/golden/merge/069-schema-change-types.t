Append: the second push has another type than the first; each pair on its own.

  $ . "$KAMU_LIB"; ws
  $ . "$(dirname "$KAMU_LIB")/lib-readers.sh"
  $ t() { echo "== $2 then $3"; { src one "$(rd NdJson "v: $2?")" '{kind: Append}'; src two "$(rd NdJson "v: $3?")" '{kind: Append}'; } | root $1; echo '{"v": null}' | feed $1 --source-name one; echo '{"v": null}' | feed $1 --source-name two; }
  $ t a Int64 Int32
  == Int64 then Int32
  Dataset updated
  Error: Incompatible schema: Schema of the new slice is not compatible with the schema defined by SetDataSchema event
  Dataset schema:
  message arrow_schema {
    REQUIRED INT64 offset;
    REQUIRED INT32 op;
    REQUIRED INT64 system_time (TIMESTAMP(MILLIS,true));
    REQUIRED INT64 event_time (TIMESTAMP(MILLIS,true));
    OPTIONAL INT64 v;
  }
  
  New slice schema:
  message arrow_schema {
    REQUIRED INT64 offset;
    REQUIRED INT32 op;
    REQUIRED INT64 system_time (TIMESTAMP(MILLIS,true));
    REQUIRED INT64 event_time (TIMESTAMP(MILLIS,true));
    OPTIONAL INT32 v;
  }
  
    expected: Int64
    hint: column `v` is optional Int64 in the dataset and optional Int32 in the data
  
  [1]
  $ t b Int32 UInt32
  == Int32 then UInt32
  Dataset updated
  Error: Incompatible schema: Schema of the new slice is not compatible with the schema defined by SetDataSchema event
  Dataset schema:
  message arrow_schema {
    REQUIRED INT64 offset;
    REQUIRED INT32 op;
    REQUIRED INT64 system_time (TIMESTAMP(MILLIS,true));
    REQUIRED INT64 event_time (TIMESTAMP(MILLIS,true));
    OPTIONAL INT32 v;
  }
  
  New slice schema:
  message arrow_schema {
    REQUIRED INT64 offset;
    REQUIRED INT32 op;
    REQUIRED INT64 system_time (TIMESTAMP(MILLIS,true));
    REQUIRED INT64 event_time (TIMESTAMP(MILLIS,true));
    OPTIONAL INT32 v (INTEGER(32,false));
  }
  
    expected: Int32
    hint: column `v` is optional Int32 in the dataset and optional UInt32 in the data
  
  [1]
  $ t c Float64 Float32
  == Float64 then Float32
  Dataset updated
  Error: Incompatible schema: Schema of the new slice is not compatible with the schema defined by SetDataSchema event
  Dataset schema:
  message arrow_schema {
    REQUIRED INT64 offset;
    REQUIRED INT32 op;
    REQUIRED INT64 system_time (TIMESTAMP(MILLIS,true));
    REQUIRED INT64 event_time (TIMESTAMP(MILLIS,true));
    OPTIONAL DOUBLE v;
  }
  
  New slice schema:
  message arrow_schema {
    REQUIRED INT64 offset;
    REQUIRED INT32 op;
    REQUIRED INT64 system_time (TIMESTAMP(MILLIS,true));
    REQUIRED INT64 event_time (TIMESTAMP(MILLIS,true));
    OPTIONAL FLOAT v;
  }
  
    expected: Float64
    hint: column `v` is optional Float64 in the dataset and optional Float32 in the data
  
  [1]
  $ t d Timestamp '{kind: Timestamp, unit: Nanosecond, timezone: Europe/Paris}'
  == Timestamp then {kind: Timestamp, unit: Nanosecond, timezone: Europe/Paris}
  Dataset updated
  Dataset updated
  $ t e Date Timestamp
  == Date then Timestamp
  Dataset updated
  Error: Incompatible schema: Schema of the new slice is not compatible with the schema defined by SetDataSchema event
  Dataset schema:
  message arrow_schema {
    REQUIRED INT64 offset;
    REQUIRED INT32 op;
    REQUIRED INT64 system_time (TIMESTAMP(MILLIS,true));
    REQUIRED INT64 event_time (TIMESTAMP(MILLIS,true));
    OPTIONAL INT32 v (DATE);
  }
  
  New slice schema:
  message arrow_schema {
    REQUIRED INT64 offset;
    REQUIRED INT32 op;
    REQUIRED INT64 system_time (TIMESTAMP(MILLIS,true));
    REQUIRED INT64 event_time (TIMESTAMP(MILLIS,true));
    OPTIONAL INT64 v (TIMESTAMP(MILLIS,true));
  }
  
    expected: Date32
    hint: column `v` is optional Date32 in the dataset and optional Timestamp(ms, "UTC") in the data
  
  [1]
  $ t f '{kind: Decimal, precision: 10, scale: 2}' '{kind: Decimal, precision: 12, scale: 2}'
  == {kind: Decimal, precision: 10, scale: 2} then {kind: Decimal, precision: 12, scale: 2}
  Dataset updated
  Error: Incompatible schema: Schema of the new slice is not compatible with the schema defined by SetDataSchema event
  Dataset schema:
  message arrow_schema {
    REQUIRED INT64 offset;
    REQUIRED INT32 op;
    REQUIRED INT64 system_time (TIMESTAMP(MILLIS,true));
    REQUIRED INT64 event_time (TIMESTAMP(MILLIS,true));
    OPTIONAL INT64 v (DECIMAL(10,2));
  }
  
  New slice schema:
  message arrow_schema {
    REQUIRED INT64 offset;
    REQUIRED INT32 op;
    REQUIRED INT64 system_time (TIMESTAMP(MILLIS,true));
    REQUIRED INT64 event_time (TIMESTAMP(MILLIS,true));
    OPTIONAL INT64 v (DECIMAL(12,2));
  }
  
    expected: Decimal128(10, 2)
    hint: column `v` is optional Decimal128(10, 2) in the dataset and optional Decimal128(12, 2) in the data
  
  [1]
  $ t g String Binary
  == String then Binary
  Dataset updated
  Error: Incompatible schema: Schema of the new slice is not compatible with the schema defined by SetDataSchema event
  Dataset schema:
  message arrow_schema {
    REQUIRED INT64 offset;
    REQUIRED INT32 op;
    REQUIRED INT64 system_time (TIMESTAMP(MILLIS,true));
    REQUIRED INT64 event_time (TIMESTAMP(MILLIS,true));
    OPTIONAL BYTE_ARRAY v (STRING);
  }
  
  New slice schema:
  message arrow_schema {
    REQUIRED INT64 offset;
    REQUIRED INT32 op;
    REQUIRED INT64 system_time (TIMESTAMP(MILLIS,true));
    REQUIRED INT64 event_time (TIMESTAMP(MILLIS,true));
    OPTIONAL BYTE_ARRAY v;
  }
  
    expected: Utf8
    hint: column `v` is optional Utf8 in the dataset and optional Binary in the data
  
  [1]
  $ t h Binary '{kind: Binary, fixedLength: 2}'
  == Binary then {kind: Binary, fixedLength: 2}
  Dataset updated
  Error: Incompatible schema: Schema of the new slice is not compatible with the schema defined by SetDataSchema event
  Dataset schema:
  message arrow_schema {
    REQUIRED INT64 offset;
    REQUIRED INT32 op;
    REQUIRED INT64 system_time (TIMESTAMP(MILLIS,true));
    REQUIRED INT64 event_time (TIMESTAMP(MILLIS,true));
    OPTIONAL BYTE_ARRAY v;
  }
  
  New slice schema:
  message arrow_schema {
    REQUIRED INT64 offset;
    REQUIRED INT32 op;
    REQUIRED INT64 system_time (TIMESTAMP(MILLIS,true));
    REQUIRED INT64 event_time (TIMESTAMP(MILLIS,true));
    OPTIONAL FIXED_LEN_BYTE_ARRAY (2) v;
  }
  
    expected: Binary
    hint: column `v` is optional Binary in the dataset and optional FixedSizeBinary(2) in the data
  
  [1]
  $ t i '{kind: List, itemType: Int64}' '{kind: List, itemType: {kind: Option, inner: Int64}}'
  == {kind: List, itemType: Int64} then {kind: List, itemType: {kind: Option, inner: Int64}}
  Dataset updated
  Dataset updated
  $ t j '{kind: List, itemType: Int64}' '{kind: List, itemType: Int64, fixedLength: 2}'
  == {kind: List, itemType: Int64} then {kind: List, itemType: Int64, fixedLength: 2}
  Dataset updated
  Error: Incompatible schema: Schema of the new slice is not compatible with the schema defined by SetDataSchema event
  Dataset schema:
  message arrow_schema {
    REQUIRED INT64 offset;
    REQUIRED INT32 op;
    REQUIRED INT64 system_time (TIMESTAMP(MILLIS,true));
    REQUIRED INT64 event_time (TIMESTAMP(MILLIS,true));
    OPTIONAL group v (LIST) {
      REPEATED group list {
        REQUIRED INT64 item;
      }
    }
  }
  
  New slice schema:
  message arrow_schema {
    REQUIRED INT64 offset;
    REQUIRED INT32 op;
    REQUIRED INT64 system_time (TIMESTAMP(MILLIS,true));
    REQUIRED INT64 event_time (TIMESTAMP(MILLIS,true));
    OPTIONAL group v (LIST) {
      REPEATED group list {
        REQUIRED INT64 item;
      }
    }
  }
  
    expected: List(non-null Int64)
    hint: column `v` is optional List(non-null Int64) in the dataset and optional FixedSizeList(2 x non-null Int64) in the data
  
  [1]
  $ t k '{kind: Struct, fields: [{name: x, type: Int64}]}' '{kind: Struct, fields: [{name: x, type: {kind: Option, inner: Int64}}]}'
  == {kind: Struct, fields: [{name: x, type: Int64}]} then {kind: Struct, fields: [{name: x, type: {kind: Option, inner: Int64}}]}
  Dataset updated
  Dataset updated
  $ t l Time '{kind: Time, unit: Microsecond}'
  == Time then {kind: Time, unit: Microsecond}
  Dataset updated
  Error: Incompatible schema: Schema of the new slice is not compatible with the schema defined by SetDataSchema event
  Dataset schema:
  message arrow_schema {
    REQUIRED INT64 offset;
    REQUIRED INT32 op;
    REQUIRED INT64 system_time (TIMESTAMP(MILLIS,true));
    REQUIRED INT64 event_time (TIMESTAMP(MILLIS,true));
    OPTIONAL INT32 v (TIME(MILLIS,false));
  }
  
  New slice schema:
  message arrow_schema {
    REQUIRED INT64 offset;
    REQUIRED INT32 op;
    REQUIRED INT64 system_time (TIMESTAMP(MILLIS,true));
    REQUIRED INT64 event_time (TIMESTAMP(MILLIS,true));
    OPTIONAL INT64 v (TIME(MICROS,false));
  }
  
    expected: Time32(ms)
    hint: column `v` is optional Time32(ms) in the dataset and optional Time64(us) in the data
  
  [1]
