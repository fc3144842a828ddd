A read schema with the names of system columns, each format; the same without a schema.

  $ . "$KAMU_LIB"; ws
  $ . "$(dirname "$KAMU_LIB")/lib-readers.sh"
  $ for c in offset op system_time; do echo "== $c"; app n-${c/_/-} NdJson "$c: Int64?; v: Int64?"; feed n-${c/_/-} <<< "{\"$c\": 1, \"v\": 2}"; app c-${c/_/-} Csv "$c: Int64?; v: Int64?"; feed c-${c/_/-} <<< '1,2'; app i-${c/_/-} Csv '' 'header: true'; printf '%s,v\n1,2\n' $c | feed i-${c/_/-}; slice i-${c/_/-}; done
  == offset
  Error: Bad input schema: Data contains a column that conflicts with the system column name, you should either rename the data column or configure the dataset vocabulary to use a different name: offset
  message arrow_schema {
    OPTIONAL INT64 offset;
    OPTIONAL INT64 v;
  }
  
  
  
  Error: Bad input schema: Data contains a column that conflicts with the system column name, you should either rename the data column or configure the dataset vocabulary to use a different name: offset
  message arrow_schema {
    OPTIONAL INT64 offset;
    OPTIONAL INT64 v;
  }
  
  
  
  Dataset updated
  required group field_id=-1 arrow_schema {
    required int64 field_id=-1 offset;
    required int32 field_id=-1 op;
    required int64 field_id=-1 system_time (Timestamp(isAdjustedToUTC=true, timeUnit=milliseconds, is_from_converted_type=false, force_set_converted_type=false));
    required int64 field_id=-1 event_time (Timestamp(isAdjustedToUTC=true, timeUnit=milliseconds, is_from_converted_type=false, force_set_converted_type=false));
    optional binary field_id=-1 _offset (String);
    optional binary field_id=-1 v (String);
  }
  {"offset": 0, "op": 0, "system_time": "2050-01-02T03:04:05+00:00", "event_time": "2050-01-02T03:04:05+00:00", "_offset": "1", "v": "2"}
  == op
  Error: Bad input schema: Data contains a column that conflicts with the system column name, you should either rename the data column or configure the dataset vocabulary to use a different name: op
  message arrow_schema {
    OPTIONAL INT64 op;
    OPTIONAL INT64 v;
  }
  
  
  
  Error: Bad input schema: Data contains a column that conflicts with the system column name, you should either rename the data column or configure the dataset vocabulary to use a different name: op
  message arrow_schema {
    OPTIONAL INT64 op;
    OPTIONAL INT64 v;
  }
  
  
  
  Dataset updated
  required group field_id=-1 arrow_schema {
    required int64 field_id=-1 offset;
    required int32 field_id=-1 op;
    required int64 field_id=-1 system_time (Timestamp(isAdjustedToUTC=true, timeUnit=milliseconds, is_from_converted_type=false, force_set_converted_type=false));
    required int64 field_id=-1 event_time (Timestamp(isAdjustedToUTC=true, timeUnit=milliseconds, is_from_converted_type=false, force_set_converted_type=false));
    optional binary field_id=-1 _op (String);
    optional binary field_id=-1 v (String);
  }
  {"offset": 0, "op": 0, "system_time": "2050-01-02T03:04:05+00:00", "event_time": "2050-01-02T03:04:05+00:00", "_op": "1", "v": "2"}
  == system_time
  Error: Bad input schema: Data contains a column that conflicts with the system column name, you should either rename the data column or configure the dataset vocabulary to use a different name: system_time
  message arrow_schema {
    OPTIONAL INT64 system_time;
    OPTIONAL INT64 v;
  }
  
  
  
  Error: Bad input schema: Data contains a column that conflicts with the system column name, you should either rename the data column or configure the dataset vocabulary to use a different name: system_time
  message arrow_schema {
    OPTIONAL INT64 system_time;
    OPTIONAL INT64 v;
  }
  
  
  
  Dataset updated
  required group field_id=-1 arrow_schema {
    required int64 field_id=-1 offset;
    required int32 field_id=-1 op;
    required int64 field_id=-1 system_time (Timestamp(isAdjustedToUTC=true, timeUnit=milliseconds, is_from_converted_type=false, force_set_converted_type=false));
    required int64 field_id=-1 event_time (Timestamp(isAdjustedToUTC=true, timeUnit=milliseconds, is_from_converted_type=false, force_set_converted_type=false));
    optional binary field_id=-1 _system_time (String);
    optional binary field_id=-1 v (String);
  }
  {"offset": 0, "op": 0, "system_time": "2050-01-02T03:04:05+00:00", "event_time": "2050-01-02T03:04:05+00:00", "_system_time": "1", "v": "2"}
  $ app a Csv '' 'header: true, inferSchema: true'
  $ printf 'event_time,v\n2020-01-01 00:00:00,1\n' | feed a; slice a
  Dataset updated
  required group field_id=-1 arrow_schema {
    required int64 field_id=-1 offset;
    required int32 field_id=-1 op;
    required int64 field_id=-1 system_time (Timestamp(isAdjustedToUTC=true, timeUnit=milliseconds, is_from_converted_type=false, force_set_converted_type=false));
    required int64 field_id=-1 event_time (Timestamp(isAdjustedToUTC=true, timeUnit=milliseconds, is_from_converted_type=false, force_set_converted_type=false));
    optional int64 field_id=-1 v;
  }
  {"offset": 0, "op": 0, "system_time": "2050-01-02T03:04:05+00:00", "event_time": "2020-01-01T00:00:00+00:00", "v": 1}
  $ app b Csv '' 'header: true, inferSchema: true'
  $ printf 'event_time,v\n2020-01-01,1\n' | feed b; slice b
  Dataset updated
  required group field_id=-1 arrow_schema {
    required int64 field_id=-1 offset;
    required int32 field_id=-1 op;
    required int64 field_id=-1 system_time (Timestamp(isAdjustedToUTC=true, timeUnit=milliseconds, is_from_converted_type=false, force_set_converted_type=false));
    required int32 field_id=-1 event_time (Date);
    optional int64 field_id=-1 v;
  }
  {"offset": 0, "op": 0, "system_time": "2050-01-02T03:04:05+00:00", "event_time": "2020-01-01", "v": 1}
  $ app c Csv '' 'header: true'
  $ printf 'event_time,v\n2020-01-01T00:00:00+02:00,1\n' | feed c; slice c
  Dataset updated
  required group field_id=-1 arrow_schema {
    required int64 field_id=-1 offset;
    required int32 field_id=-1 op;
    required int64 field_id=-1 system_time (Timestamp(isAdjustedToUTC=true, timeUnit=milliseconds, is_from_converted_type=false, force_set_converted_type=false));
    required int64 field_id=-1 event_time (Timestamp(isAdjustedToUTC=true, timeUnit=milliseconds, is_from_converted_type=false, force_set_converted_type=false));
    optional binary field_id=-1 v (String);
  }
  {"offset": 0, "op": 0, "system_time": "2050-01-02T03:04:05+00:00", "event_time": "2019-12-31T22:00:00+00:00", "v": "1"}
  $ app d Csv '' 'header: true'
  $ printf 'event_time,v\n1577926923,1\n' | feed d
  Error: Parser error: Error parsing timestamp from '1577926923': error parsing date
    at: in, record 1
    field: event_time
    expected: Timestamp(ms, "UTC")
  
  [1]
  $ app e Csv '' 'header: true, inferSchema: true'
  $ printf 'event_time,v\n1577926923,1\n' | feed e; slice e
  Dataset updated
  required group field_id=-1 arrow_schema {
    required int64 field_id=-1 offset;
    required int32 field_id=-1 op;
    required int64 field_id=-1 system_time (Timestamp(isAdjustedToUTC=true, timeUnit=milliseconds, is_from_converted_type=false, force_set_converted_type=false));
    required int64 field_id=-1 event_time (Timestamp(isAdjustedToUTC=true, timeUnit=milliseconds, is_from_converted_type=false, force_set_converted_type=false));
    optional int64 field_id=-1 v;
  }
  {"offset": 0, "op": 0, "system_time": "2050-01-02T03:04:05+00:00", "event_time": "2020-01-02T01:02:03+00:00", "v": 1}
