No read schema: the inferred schema of a later push differs (other keys, other types, keys in another order).

  $ . "$KAMU_LIB"; ws
  $ . "$(dirname "$KAMU_LIB")/lib-readers.sh"
  $ push_ds a '{kind: NdJson}' '{kind: Append}'
  $ feed a <<< '{"b": 1, "a": "x"}'
  Dataset updated
  $ slice a
  required group field_id=-1 arrow_schema {
    required int64 field_id=-1 offset;
    required int32 field_id=-1 op;
    required int64 field_id=-1 system_time (Timestamp(isAdjustedToUTC=true, timeUnit=milliseconds, is_from_converted_type=false, force_set_converted_type=false));
    required int64 field_id=-1 event_time (Timestamp(isAdjustedToUTC=true, timeUnit=milliseconds, is_from_converted_type=false, force_set_converted_type=false));
    optional binary field_id=-1 a (String);
    optional int64 field_id=-1 b;
  }
  {"offset": 0, "op": 0, "system_time": "2050-01-02T03:04:05+00:00", "event_time": "2050-01-02T03:04:05+00:00", "a": "x", "b": 1}
  $ try a '{"a": "y", "b": 2}' '{"a": "y", "b": 2.5}' '{"a": 1, "b": 2}' '{"a": "y"}' '{"a": "y", "b": 2, "c": 3}' '{"a": "y", "b": null}' '{"a": null, "b": 2}' '{"a": "y", "b": "2"}' '{"A": "y", "b": 2}'
  -- {"a": "y", "b": 2.5} [1]
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
  -- {"a": 1, "b": 2} [1]
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
  -- {"a": "y", "b": 2, "c": 3} [1]
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
  -- {"a": "y", "b": "2"} [1]
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
  -- {"A": "y", "b": 2} [1]
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
    OPTIONAL BYTE_ARRAY A (STRING);
    OPTIONAL INT64 b;
  }
  
    hint: column `A` is not in the dataset's schema
  $ rows a
  offset,op,system_time,event_time,a,b
  0,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,x,1
  1,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,y,2
  2,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,y,
  3,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,y,
  4,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,,2
