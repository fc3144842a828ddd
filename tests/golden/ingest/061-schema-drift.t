No read schema: later data of another shape.

  $ . "$KAMU_LIB"; ws
  $ push_ds d '{kind: NdJson}' '{kind: Append}'
  $ echo '{"b": 1, "a": "x"}' | ing d --stdin; kamu inspect schema d
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
  - name: a
    type:
      kind: Option
      inner:
        kind: String
  - name: b
    type:
      kind: Option
      inner:
        kind: Int64
  $ for r in '{"a": "y", "b": 2}' '{"a": "y"}' '{"b": 2}' '{"a": "y", "b": 2, "c": 3}' '{"a": "y", "b": 2.5}' '{"a": 1, "b": 2}' '{"a": "y", "B": 2}' '{"a": null, "b": 2}' '{"a": "y", "b": "2"}' '{}' '{"b": 2, "a": ["y"]}'; do echo "== $r"; echo "$r" | err K ingest d --stdin || echo "exit $?"; done
  == {"a": "y", "b": 2}
  Dataset updated
  == {"a": "y"}
  Dataset updated
  == {"b": 2}
  Dataset updated
  == {"a": "y", "b": 2, "c": 3}
  Error: Incompatible schema: Schema of the new slice is not compatible with the schema defined by SetDataSchema event
  Dataset schema:
  message arrow_schema {
    REQUIRED INT64 offset;
    REQUIRED INT32 op;
    REQUIRED INT64 system_time (TIMESTAMP(MILLIS,true));
    REQUIRED INT64 event_time (TIMESTAMP(MILLIS,true));
    OPTIONAL BYTE_ARRAY a (STRING);
    OPTIONAL INT64 b;
  }
  
  New slice schema:
  message arrow_schema {
    REQUIRED INT64 offset;
    REQUIRED INT32 op;
    REQUIRED INT64 system_time (TIMESTAMP(MILLIS,true));
    REQUIRED INT64 event_time (TIMESTAMP(MILLIS,true));
    OPTIONAL BYTE_ARRAY a (STRING);
    OPTIONAL INT64 b;
    OPTIONAL INT64 c;
  }
  
    hint: column `c` is not in the dataset's schema
  
  exit 1
  == {"a": "y", "b": 2.5}
  Error: Incompatible schema: Schema of the new slice is not compatible with the schema defined by SetDataSchema event
  Dataset schema:
  message arrow_schema {
    REQUIRED INT64 offset;
    REQUIRED INT32 op;
    REQUIRED INT64 system_time (TIMESTAMP(MILLIS,true));
    REQUIRED INT64 event_time (TIMESTAMP(MILLIS,true));
    OPTIONAL BYTE_ARRAY a (STRING);
    OPTIONAL INT64 b;
  }
  
  New slice schema:
  message arrow_schema {
    REQUIRED INT64 offset;
    REQUIRED INT32 op;
    REQUIRED INT64 system_time (TIMESTAMP(MILLIS,true));
    REQUIRED INT64 event_time (TIMESTAMP(MILLIS,true));
    OPTIONAL BYTE_ARRAY a (STRING);
    OPTIONAL DOUBLE b;
  }
  
    expected: Int64
    hint: column `b` is optional Int64 in the dataset and optional Float64 in the data
  
  exit 1
  == {"a": 1, "b": 2}
  Error: Incompatible schema: Schema of the new slice is not compatible with the schema defined by SetDataSchema event
  Dataset schema:
  message arrow_schema {
    REQUIRED INT64 offset;
    REQUIRED INT32 op;
    REQUIRED INT64 system_time (TIMESTAMP(MILLIS,true));
    REQUIRED INT64 event_time (TIMESTAMP(MILLIS,true));
    OPTIONAL BYTE_ARRAY a (STRING);
    OPTIONAL INT64 b;
  }
  
  New slice schema:
  message arrow_schema {
    REQUIRED INT64 offset;
    REQUIRED INT32 op;
    REQUIRED INT64 system_time (TIMESTAMP(MILLIS,true));
    REQUIRED INT64 event_time (TIMESTAMP(MILLIS,true));
    OPTIONAL INT64 a;
    OPTIONAL INT64 b;
  }
  
    expected: Utf8
    hint: column `a` is optional Utf8 in the dataset and optional Int64 in the data
  
  exit 1
  == {"a": "y", "B": 2}
  Error: Incompatible schema: Schema of the new slice is not compatible with the schema defined by SetDataSchema event
  Dataset schema:
  message arrow_schema {
    REQUIRED INT64 offset;
    REQUIRED INT32 op;
    REQUIRED INT64 system_time (TIMESTAMP(MILLIS,true));
    REQUIRED INT64 event_time (TIMESTAMP(MILLIS,true));
    OPTIONAL BYTE_ARRAY a (STRING);
    OPTIONAL INT64 b;
  }
  
  New slice schema:
  message arrow_schema {
    REQUIRED INT64 offset;
    REQUIRED INT32 op;
    REQUIRED INT64 system_time (TIMESTAMP(MILLIS,true));
    REQUIRED INT64 event_time (TIMESTAMP(MILLIS,true));
    OPTIONAL INT64 B;
    OPTIONAL BYTE_ARRAY a (STRING);
  }
  
    hint: column `B` is not in the dataset's schema
  
  exit 1
  == {"a": null, "b": 2}
  Dataset updated
  == {"a": "y", "b": "2"}
  Error: Incompatible schema: Schema of the new slice is not compatible with the schema defined by SetDataSchema event
  Dataset schema:
  message arrow_schema {
    REQUIRED INT64 offset;
    REQUIRED INT32 op;
    REQUIRED INT64 system_time (TIMESTAMP(MILLIS,true));
    REQUIRED INT64 event_time (TIMESTAMP(MILLIS,true));
    OPTIONAL BYTE_ARRAY a (STRING);
    OPTIONAL INT64 b;
  }
  
  New slice schema:
  message arrow_schema {
    REQUIRED INT64 offset;
    REQUIRED INT32 op;
    REQUIRED INT64 system_time (TIMESTAMP(MILLIS,true));
    REQUIRED INT64 event_time (TIMESTAMP(MILLIS,true));
    OPTIONAL BYTE_ARRAY a (STRING);
    OPTIONAL BYTE_ARRAY b (STRING);
  }
  
    expected: Int64
    hint: column `b` is optional Int64 in the dataset and optional Utf8 in the data
  
  exit 1
  == {}
  Dataset up-to-date
  == {"b": 2, "a": ["y"]}
  Error: Incompatible schema: Schema of the new slice is not compatible with the schema defined by SetDataSchema event
  Dataset schema:
  message arrow_schema {
    REQUIRED INT64 offset;
    REQUIRED INT32 op;
    REQUIRED INT64 system_time (TIMESTAMP(MILLIS,true));
    REQUIRED INT64 event_time (TIMESTAMP(MILLIS,true));
    OPTIONAL BYTE_ARRAY a (STRING);
    OPTIONAL INT64 b;
  }
  
  New slice schema:
  message arrow_schema {
    REQUIRED INT64 offset;
    REQUIRED INT32 op;
    REQUIRED INT64 system_time (TIMESTAMP(MILLIS,true));
    REQUIRED INT64 event_time (TIMESTAMP(MILLIS,true));
    OPTIONAL group a (LIST) {
      REPEATED group list {
        OPTIONAL BYTE_ARRAY item (STRING);
      }
    }
    OPTIONAL INT64 b;
  }
  
    expected: Utf8
    hint: column `a` is optional Utf8 in the dataset and optional List(Utf8) in the data
  
  exit 1
  $ rows d; kinds d
  offset,op,system_time,event_time,a,b
  0,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,x,1
  1,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,y,2
  2,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,y,
  3,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,,2
  4,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,,2
  Seed AddPushSource SetDataSchema AddData AddData AddData AddData AddData
