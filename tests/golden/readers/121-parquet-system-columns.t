Parquet with columns named like the system columns: with a schema and without; text as event time.

  $ . "$KAMU_LIB"; ws
  $ . "$(dirname "$KAMU_LIB")/lib-readers.sh"
  $ mkparquet p.parquet <<'J'
  > {"offset": ["uint64!", [0, 1]], "system_time": ["timestamp(ms,UTC)!", ["2023-02-01", "2023-02-01"]], "event_time": ["timestamp(ms,UTC)!", ["2023-01-01", "2023-01-01"]], "op": ["int32!", [0, 1]], "city": ["string!", ["vancouver", "seattle"]]}
  > J
  $ app a Parquet
  $ push a p.parquet
  Dataset updated
  $ slice a
  required group field_id=-1 arrow_schema {
    required int64 field_id=-1 offset;
    required int32 field_id=-1 op;
    required int64 field_id=-1 system_time (Timestamp(isAdjustedToUTC=true, timeUnit=milliseconds, is_from_converted_type=false, force_set_converted_type=false));
    required int64 field_id=-1 event_time (Timestamp(isAdjustedToUTC=true, timeUnit=milliseconds, is_from_converted_type=false, force_set_converted_type=false));
    required int64 field_id=-1 _offset (Int(bitWidth=64, isSigned=false));
    required int64 field_id=-1 _system_time (Timestamp(isAdjustedToUTC=true, timeUnit=milliseconds, is_from_converted_type=false, force_set_converted_type=false));
    required int32 field_id=-1 _op;
    required binary field_id=-1 city (String);
  }
  {"offset": 0, "op": 0, "system_time": "2050-01-02T03:04:05+00:00", "event_time": "2023-01-01T00:00:00+00:00", "_offset": 0, "_system_time": "2023-02-01T00:00:00+00:00", "_op": 0, "city": "vancouver"}
  {"offset": 1, "op": 0, "system_time": "2050-01-02T03:04:05+00:00", "event_time": "2023-01-01T00:00:00+00:00", "_offset": 1, "_system_time": "2023-02-01T00:00:00+00:00", "_op": 1, "city": "seattle"}
  $ app b Parquet 'event_time: Timestamp; city: String'
  $ push b p.parquet
  Dataset updated
  $ slice b
  required group field_id=-1 arrow_schema {
    required int64 field_id=-1 offset;
    required int32 field_id=-1 op;
    required int64 field_id=-1 system_time (Timestamp(isAdjustedToUTC=true, timeUnit=milliseconds, is_from_converted_type=false, force_set_converted_type=false));
    required int64 field_id=-1 event_time (Timestamp(isAdjustedToUTC=true, timeUnit=milliseconds, is_from_converted_type=false, force_set_converted_type=false));
    required binary field_id=-1 city (String);
  }
  {"offset": 0, "op": 0, "system_time": "2050-01-02T03:04:05+00:00", "event_time": "2023-01-01T00:00:00+00:00", "city": "vancouver"}
  {"offset": 1, "op": 0, "system_time": "2050-01-02T03:04:05+00:00", "event_time": "2023-01-01T00:00:00+00:00", "city": "seattle"}
  $ app c Parquet 'op: Int32; city: String'
  $ push c p.parquet
  Error: Bad input schema: Data contains a column that conflicts with the system column name, you should either rename the data column or configure the dataset vocabulary to use a different name: op
  message arrow_schema {
    REQUIRED INT32 op;
    REQUIRED BYTE_ARRAY city (STRING);
  }
  
  
  
  [1]
  $ for t in '["string", ["2020-01-01", null]]' '["large_string", ["2020-01-01", null]]' '["int64", [1577926923, null]]' '["int8", [1, null]]' '["date32", ["2020-01-01", null]]' '["double", [1.5, null]]' '["dict<string>", ["2020-01-01", null]]'; do echo "== $t"; i=$((i + 1)); app e$i Parquet; mkparquet x.parquet <<< '{"event_time": '"$t"', "n": ["int64", [1, 2]]}'; push e$i x.parquet && slice e$i; done
  == ["string", ["2020-01-01", null]]
  Dataset updated
  required group field_id=-1 arrow_schema {
    required int64 field_id=-1 offset;
    required int32 field_id=-1 op;
    required int64 field_id=-1 system_time (Timestamp(isAdjustedToUTC=true, timeUnit=milliseconds, is_from_converted_type=false, force_set_converted_type=false));
    required int64 field_id=-1 event_time (Timestamp(isAdjustedToUTC=true, timeUnit=milliseconds, is_from_converted_type=false, force_set_converted_type=false));
    optional int64 field_id=-1 n;
  }
  {"offset": 0, "op": 0, "system_time": "2050-01-02T03:04:05+00:00", "event_time": "2020-01-01T00:00:00+00:00", "n": 1}
  {"offset": 1, "op": 0, "system_time": "2050-01-02T03:04:05+00:00", "event_time": "2050-01-02T03:04:05+00:00", "n": 2}
  == ["large_string", ["2020-01-01", null]]
  Dataset updated
  required group field_id=-1 arrow_schema {
    required int64 field_id=-1 offset;
    required int32 field_id=-1 op;
    required int64 field_id=-1 system_time (Timestamp(isAdjustedToUTC=true, timeUnit=milliseconds, is_from_converted_type=false, force_set_converted_type=false));
    required int64 field_id=-1 event_time (Timestamp(isAdjustedToUTC=true, timeUnit=milliseconds, is_from_converted_type=false, force_set_converted_type=false));
    optional int64 field_id=-1 n;
  }
  {"offset": 0, "op": 0, "system_time": "2050-01-02T03:04:05+00:00", "event_time": "2020-01-01T00:00:00+00:00", "n": 1}
  {"offset": 1, "op": 0, "system_time": "2050-01-02T03:04:05+00:00", "event_time": "2050-01-02T03:04:05+00:00", "n": 2}
  == ["int64", [1577926923, null]]
  Dataset updated
  required group field_id=-1 arrow_schema {
    required int64 field_id=-1 offset;
    required int32 field_id=-1 op;
    required int64 field_id=-1 system_time (Timestamp(isAdjustedToUTC=true, timeUnit=milliseconds, is_from_converted_type=false, force_set_converted_type=false));
    required int64 field_id=-1 event_time (Timestamp(isAdjustedToUTC=true, timeUnit=milliseconds, is_from_converted_type=false, force_set_converted_type=false));
    optional int64 field_id=-1 n;
  }
  {"offset": 0, "op": 0, "system_time": "2050-01-02T03:04:05+00:00", "event_time": "2020-01-02T01:02:03+00:00", "n": 1}
  {"offset": 1, "op": 0, "system_time": "2050-01-02T03:04:05+00:00", "event_time": "2050-01-02T03:04:05+00:00", "n": 2}
  == ["int8", [1, null]]
  Error: Bad input schema: Event time column 'event_time' should be either Date or Timestamp, but found: Int8
  message arrow_schema {
    OPTIONAL INT32 event_time (INTEGER(8,true));
    OPTIONAL INT64 n;
  }
  
  
  
  == ["date32", ["2020-01-01", null]]
  Dataset updated
  required group field_id=-1 arrow_schema {
    required int64 field_id=-1 offset;
    required int32 field_id=-1 op;
    required int64 field_id=-1 system_time (Timestamp(isAdjustedToUTC=true, timeUnit=milliseconds, is_from_converted_type=false, force_set_converted_type=false));
    required int32 field_id=-1 event_time (Date);
    optional int64 field_id=-1 n;
  }
  {"offset": 0, "op": 0, "system_time": "2050-01-02T03:04:05+00:00", "event_time": "2020-01-01", "n": 1}
  {"offset": 1, "op": 0, "system_time": "2050-01-02T03:04:05+00:00", "event_time": "2050-01-02", "n": 2}
  == ["double", [1.5, null]]
  Error: Bad input schema: Event time column 'event_time' should be either Date or Timestamp, but found: Float64
  message arrow_schema {
    OPTIONAL DOUBLE event_time;
    OPTIONAL INT64 n;
  }
  
  
  
  == ["dict<string>", ["2020-01-01", null]]
  Dataset updated
  required group field_id=-1 arrow_schema {
    required int64 field_id=-1 offset;
    required int32 field_id=-1 op;
    required int64 field_id=-1 system_time (Timestamp(isAdjustedToUTC=true, timeUnit=milliseconds, is_from_converted_type=false, force_set_converted_type=false));
    required int64 field_id=-1 event_time (Timestamp(isAdjustedToUTC=true, timeUnit=milliseconds, is_from_converted_type=false, force_set_converted_type=false));
    optional int64 field_id=-1 n;
  }
  {"offset": 0, "op": 0, "system_time": "2050-01-02T03:04:05+00:00", "event_time": "2020-01-01T00:00:00+00:00", "n": 1}
  {"offset": 1, "op": 0, "system_time": "2050-01-02T03:04:05+00:00", "event_time": "2050-01-02T03:04:05+00:00", "n": 2}
