A later push lacks the event time column: it is filled in the type of the earlier pushes.

  $ . "$KAMU_LIB"; ws
  $ . "$(dirname "$KAMU_LIB")/lib-readers.sh"
  $ { src d "$(rd NdJson 'event_time: Date?; n: Int64?')" '{kind: Append}'
  > src x "$(rd NdJson 'n: Int64?')" '{kind: Append}'
  > src t "$(rd NdJson 'event_time: Timestamp?; n: Int64?')" '{kind: Append}'; } | root a
  $ feed a --source-name d <<< '{"event_time": "2020-01-01", "n": 1}'
  Dataset updated
  $ feed a --source-name x --event-time 2020-01-05T12:00:00Z <<< '{"n": 2}'
  Dataset updated
  $ slice a
  required group field_id=-1 arrow_schema {
    required int64 field_id=-1 offset;
    required int32 field_id=-1 op;
    required int64 field_id=-1 system_time (Timestamp(isAdjustedToUTC=true, timeUnit=milliseconds, is_from_converted_type=false, force_set_converted_type=false));
    required int32 field_id=-1 event_time (Date);
    optional int64 field_id=-1 n;
  }
  {"offset": 1, "op": 0, "system_time": "2050-01-02T03:04:05+00:00", "event_time": "2020-01-05", "n": 2}

a timestamp where a date is expected

  $ feed a --source-name t <<< '{"event_time": "2020-01-06T00:00:00Z", "n": 3}'
  Error: Incompatible schema: Schema of the new slice is not compatible with the schema defined by SetDataSchema event
  Dataset schema:
  message arrow_schema {
    REQUIRED INT64 offset;
    REQUIRED INT32 op;
    REQUIRED INT64 system_time (TIMESTAMP(MILLIS,true));
    REQUIRED INT32 event_time (DATE);
    OPTIONAL INT64 n;
  }
  
  New slice schema:
  message arrow_schema {
    REQUIRED INT64 offset;
    REQUIRED INT32 op;
    REQUIRED INT64 system_time (TIMESTAMP(MILLIS,true));
    REQUIRED INT64 event_time (TIMESTAMP(MILLIS,true));
    OPTIONAL INT64 n;
  }
  
    expected: Date32
    hint: column `event_time` is Date32 in the dataset and Timestamp(ms, "UTC") in the data
  
  [1]

the other way round

  $ { src d "$(rd NdJson 'event_time: Date?; n: Int64?')" '{kind: Append}'
  > src t "$(rd NdJson 'event_time: Timestamp?; n: Int64?')" '{kind: Append}'; } | root b
  $ feed b --source-name t <<< '{"event_time": "2020-01-01T06:00:00Z", "n": 1}'
  Dataset updated
  $ feed b --source-name d <<< '{"event_time": "2020-01-02", "n": 2}'
  Error: Incompatible schema: Schema of the new slice is not compatible with the schema defined by SetDataSchema event
  Dataset schema:
  message arrow_schema {
    REQUIRED INT64 offset;
    REQUIRED INT32 op;
    REQUIRED INT64 system_time (TIMESTAMP(MILLIS,true));
    REQUIRED INT64 event_time (TIMESTAMP(MILLIS,true));
    OPTIONAL INT64 n;
  }
  
  New slice schema:
  message arrow_schema {
    REQUIRED INT64 offset;
    REQUIRED INT32 op;
    REQUIRED INT64 system_time (TIMESTAMP(MILLIS,true));
    REQUIRED INT32 event_time (DATE);
    OPTIONAL INT64 n;
  }
  
    expected: Timestamp(ms, "UTC")
    hint: column `event_time` is Timestamp(ms, "UTC") in the dataset and Date32 in the data
  
  [1]
  $ rows b
  offset,op,system_time,event_time,n
  0,0,2050-01-02T03:04:05Z,2020-01-01T06:00:00Z,1
