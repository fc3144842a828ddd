NdJson without a schema: event times that are NULL in some records, and of another type in a later push.

  $ . "$KAMU_LIB"; ws
  $ . "$(dirname "$KAMU_LIB")/lib-readers.sh"
  $ push_ds a '{kind: NdJson}' '{kind: Append}'
  $ feed a <<'D'
  > {"event_time": null, "n": 1}
  > {"event_time": "2020-01-02", "n": 2}
  > {"n": 3}
  > D
  Dataset updated
  $ try a '{"event_time": 1577926923, "n": 4}' '{"event_time": null, "n": 5}' '{"n": 6}' '{"event_time": "x", "n": 7}'
  -- {"event_time": "x", "n": 7} [1]
  Error: Parser error: Error parsing timestamp from 'x': timestamp must contain at least 10 characters
    at: in, record 1
    field: event_time
    expected: Timestamp(ms, "UTC")
  $ slice a
  required group field_id=-1 arrow_schema {
    required int64 field_id=-1 offset;
    required int32 field_id=-1 op;
    required int64 field_id=-1 system_time (Timestamp(isAdjustedToUTC=true, timeUnit=milliseconds, is_from_converted_type=false, force_set_converted_type=false));
    required int64 field_id=-1 event_time (Timestamp(isAdjustedToUTC=true, timeUnit=milliseconds, is_from_converted_type=false, force_set_converted_type=false));
    optional int64 field_id=-1 n;
  }
  {"offset": 5, "op": 0, "system_time": "2050-01-02T03:04:05+00:00", "event_time": "2050-01-02T03:04:05+00:00", "n": 6}
  $ rows a
  offset,op,system_time,event_time,n
  0,0,2050-01-02T03:04:05Z,2020-01-02T00:00:00Z,2
  1,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,1
  2,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,3
  3,0,2050-01-02T03:04:05Z,2020-01-02T01:02:03Z,4
  4,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,5
  5,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,6

the event time column of another name

  $ push_ds b '{kind: NdJson}' '{kind: Append}' when
  $ feed b <<< '{"when": 1577926923, "event_time": 1577926923}'
  Dataset updated
  $ slice b
  required group field_id=-1 arrow_schema {
    required int64 field_id=-1 offset;
    required int32 field_id=-1 op;
    required int64 field_id=-1 system_time (Timestamp(isAdjustedToUTC=true, timeUnit=milliseconds, is_from_converted_type=false, force_set_converted_type=false));
    required int64 field_id=-1 when (Timestamp(isAdjustedToUTC=true, timeUnit=milliseconds, is_from_converted_type=false, force_set_converted_type=false));
    optional int64 field_id=-1 event_time;
  }
  {"offset": 0, "op": 0, "system_time": "2050-01-02T03:04:05+00:00", "when": "2020-01-02T01:02:03+00:00", "event_time": 1577926923}
