The op column of an upsert or changelog source in other types than Int32.

  $ . "$KAMU_LIB"; ws
  $ . "$(dirname "$KAMU_LIB")/lib-readers.sh"
  $ t() { echo "== $2, op $3"; { src default "$(rd NdJson "op: $3; k: String; v: Int64?")" "{kind: $2, primaryKey: [k]}"; } | root $1; printf '{"op": %s, "k": "a", "v": 1}\n' "$4" | feed $1; printf '{"op": %s, "k": "a", "v": 2}\n' "$5" | feed $1; slice $1; }
  $ t a UpsertStream Int8 0 1
  == UpsertStream, op Int8
  Dataset updated
  Dataset updated
  required group field_id=-1 arrow_schema {
    required int64 field_id=-1 offset;
    required int32 field_id=-1 op;
    required int64 field_id=-1 system_time (Timestamp(isAdjustedToUTC=true, timeUnit=milliseconds, is_from_converted_type=false, force_set_converted_type=false));
    required int64 field_id=-1 event_time (Timestamp(isAdjustedToUTC=true, timeUnit=milliseconds, is_from_converted_type=false, force_set_converted_type=false));
    required binary field_id=-1 k (String);
    optional int64 field_id=-1 v;
  }
  {"offset": 1, "op": 1, "system_time": "2050-01-02T03:04:05+00:00", "event_time": "2050-01-02T03:04:05+00:00", "k": "a", "v": 1}
  $ t b UpsertStream UInt8 0 1
  == UpsertStream, op UInt8
  Dataset updated
  Dataset updated
  required group field_id=-1 arrow_schema {
    required int64 field_id=-1 offset;
    required int32 field_id=-1 op;
    required int64 field_id=-1 system_time (Timestamp(isAdjustedToUTC=true, timeUnit=milliseconds, is_from_converted_type=false, force_set_converted_type=false));
    required int64 field_id=-1 event_time (Timestamp(isAdjustedToUTC=true, timeUnit=milliseconds, is_from_converted_type=false, force_set_converted_type=false));
    required binary field_id=-1 k (String);
    optional int64 field_id=-1 v;
  }
  {"offset": 1, "op": 1, "system_time": "2050-01-02T03:04:05+00:00", "event_time": "2050-01-02T03:04:05+00:00", "k": "a", "v": 1}
  $ t c UpsertStream Int64 0 1
  == UpsertStream, op Int64
  Dataset updated
  Dataset updated
  required group field_id=-1 arrow_schema {
    required int64 field_id=-1 offset;
    required int32 field_id=-1 op;
    required int64 field_id=-1 system_time (Timestamp(isAdjustedToUTC=true, timeUnit=milliseconds, is_from_converted_type=false, force_set_converted_type=false));
    required int64 field_id=-1 event_time (Timestamp(isAdjustedToUTC=true, timeUnit=milliseconds, is_from_converted_type=false, force_set_converted_type=false));
    required binary field_id=-1 k (String);
    optional int64 field_id=-1 v;
  }
  {"offset": 1, "op": 1, "system_time": "2050-01-02T03:04:05+00:00", "event_time": "2050-01-02T03:04:05+00:00", "k": "a", "v": 1}
  $ t d UpsertStream Float64 0 1
  == UpsertStream, op Float64
  Dataset updated
  Dataset updated
  required group field_id=-1 arrow_schema {
    required int64 field_id=-1 offset;
    required int32 field_id=-1 op;
    required int64 field_id=-1 system_time (Timestamp(isAdjustedToUTC=true, timeUnit=milliseconds, is_from_converted_type=false, force_set_converted_type=false));
    required int64 field_id=-1 event_time (Timestamp(isAdjustedToUTC=true, timeUnit=milliseconds, is_from_converted_type=false, force_set_converted_type=false));
    required binary field_id=-1 k (String);
    optional int64 field_id=-1 v;
  }
  {"offset": 1, "op": 1, "system_time": "2050-01-02T03:04:05+00:00", "event_time": "2050-01-02T03:04:05+00:00", "k": "a", "v": 1}
  $ t e UpsertStream String '"+A"' '"-R"'
  == UpsertStream, op String
  Dataset updated
  Dataset updated
  required group field_id=-1 arrow_schema {
    required int64 field_id=-1 offset;
    required int32 field_id=-1 op;
    required int64 field_id=-1 system_time (Timestamp(isAdjustedToUTC=true, timeUnit=milliseconds, is_from_converted_type=false, force_set_converted_type=false));
    required int64 field_id=-1 event_time (Timestamp(isAdjustedToUTC=true, timeUnit=milliseconds, is_from_converted_type=false, force_set_converted_type=false));
    required binary field_id=-1 k (String);
    optional int64 field_id=-1 v;
  }
  {"offset": 1, "op": 1, "system_time": "2050-01-02T03:04:05+00:00", "event_time": "2050-01-02T03:04:05+00:00", "k": "a", "v": 1}
  $ t f UpsertStream String '"0"' '"1"'
  == UpsertStream, op String
  Dataset updated
  Dataset updated
  required group field_id=-1 arrow_schema {
    required int64 field_id=-1 offset;
    required int32 field_id=-1 op;
    required int64 field_id=-1 system_time (Timestamp(isAdjustedToUTC=true, timeUnit=milliseconds, is_from_converted_type=false, force_set_converted_type=false));
    required int64 field_id=-1 event_time (Timestamp(isAdjustedToUTC=true, timeUnit=milliseconds, is_from_converted_type=false, force_set_converted_type=false));
    required binary field_id=-1 k (String);
    optional int64 field_id=-1 v;
  }
  {"offset": 1, "op": 1, "system_time": "2050-01-02T03:04:05+00:00", "event_time": "2050-01-02T03:04:05+00:00", "k": "a", "v": 1}
  $ t g UpsertStream Bool false true
  == UpsertStream, op Bool
  Error: Bad input schema: Operation column 'op' should hold integers 0 to 3 or the codes +A, -R, -C, +C, but found: Boolean
  message arrow_schema {
    REQUIRED BOOLEAN op;
    REQUIRED BYTE_ARRAY k (STRING);
    OPTIONAL INT64 v;
  }
  
  
  
  Error: Bad input schema: Operation column 'op' should hold integers 0 to 3 or the codes +A, -R, -C, +C, but found: Boolean
  message arrow_schema {
    REQUIRED BOOLEAN op;
    REQUIRED BYTE_ARRAY k (STRING);
    OPTIONAL INT64 v;
  }
  
  
  
  Error: DataSlice not found
  [1]
  $ t h ChangelogStream UInt8 0 1
  == ChangelogStream, op UInt8
  Dataset updated
  Dataset updated
  required group field_id=-1 arrow_schema {
    required int64 field_id=-1 offset;
    required int32 field_id=-1 op;
    required int64 field_id=-1 system_time (Timestamp(isAdjustedToUTC=true, timeUnit=milliseconds, is_from_converted_type=false, force_set_converted_type=false));
    required int64 field_id=-1 event_time (Timestamp(isAdjustedToUTC=true, timeUnit=milliseconds, is_from_converted_type=false, force_set_converted_type=false));
    required binary field_id=-1 k (String);
    optional int64 field_id=-1 v;
  }
  {"offset": 1, "op": 1, "system_time": "2050-01-02T03:04:05+00:00", "event_time": "2050-01-02T03:04:05+00:00", "k": "a", "v": 2}
  $ t i ChangelogStream String '"+A"' '"-R"'
  == ChangelogStream, op String
  Dataset updated
  Dataset updated
  required group field_id=-1 arrow_schema {
    required int64 field_id=-1 offset;
    required int32 field_id=-1 op;
    required int64 field_id=-1 system_time (Timestamp(isAdjustedToUTC=true, timeUnit=milliseconds, is_from_converted_type=false, force_set_converted_type=false));
    required int64 field_id=-1 event_time (Timestamp(isAdjustedToUTC=true, timeUnit=milliseconds, is_from_converted_type=false, force_set_converted_type=false));
    required binary field_id=-1 k (String);
    optional int64 field_id=-1 v;
  }
  {"offset": 1, "op": 1, "system_time": "2050-01-02T03:04:05+00:00", "event_time": "2050-01-02T03:04:05+00:00", "k": "a", "v": 2}
  $ t j ChangelogStream Float64 0 1
  == ChangelogStream, op Float64
  Dataset updated
  Dataset updated
  required group field_id=-1 arrow_schema {
    required int64 field_id=-1 offset;
    required int32 field_id=-1 op;
    required int64 field_id=-1 system_time (Timestamp(isAdjustedToUTC=true, timeUnit=milliseconds, is_from_converted_type=false, force_set_converted_type=false));
    required int64 field_id=-1 event_time (Timestamp(isAdjustedToUTC=true, timeUnit=milliseconds, is_from_converted_type=false, force_set_converted_type=false));
    required binary field_id=-1 k (String);
    optional int64 field_id=-1 v;
  }
  {"offset": 1, "op": 1, "system_time": "2050-01-02T03:04:05+00:00", "event_time": "2050-01-02T03:04:05+00:00", "k": "a", "v": 2}
