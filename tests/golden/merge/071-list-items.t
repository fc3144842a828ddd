Required list items: a NULL item in a later push, and a list of an optional source.

  $ . "$KAMU_LIB"; ws
  $ . "$(dirname "$KAMU_LIB")/lib-readers.sh"
  $ { src one "$(rd NdJson 'k: String; v: {kind: List, itemType: Int64}')" '{kind: Append}'
  > src two "$(rd NdJson 'k: String; v: {kind: Option, inner: {kind: List, itemType: {kind: Option, inner: Int64}}}')" '{kind: Append}'; } | root a
  $ feed a --source-name one <<< '{"k": "a", "v": [1, 2]}'
  Dataset updated
  $ feed a --source-name one <<< '{"k": "a", "v": [1, null]}'
  Error: field 'v[1]': null, but the column is required
    at: in:1:21 (byte 20)
    expected: Int64
    hint: declare the column as optional ({kind: Option, inner: ...}; in DDL without NOT NULL) if values may be missing
  
  [1]
  $ feed a --source-name two <<< '{"k": "b", "v": [3]}'
  Dataset updated
  $ feed a --source-name two <<< '{"k": "c", "v": [3, null]}'
  Error: List column `v` contains 1 null elements while none were expected
    in: in
    expected: a value: the dataset's schema requires one
  
  [1]
  $ feed a --source-name two <<< '{"k": "d", "v": null}'
  Error: Column `v` contains 1 null values while none were expected
    at: in, record 1
    expected: a value: the dataset's schema requires one
  
  [1]
  $ rows a
  offset,op,system_time,event_time,k,v
  0,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,a,"[1,2]"
  1,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,b,[3]
  $ slice a
  required group field_id=-1 arrow_schema {
    required int64 field_id=-1 offset;
    required int32 field_id=-1 op;
    required int64 field_id=-1 system_time (Timestamp(isAdjustedToUTC=true, timeUnit=milliseconds, is_from_converted_type=false, force_set_converted_type=false));
    required int64 field_id=-1 event_time (Timestamp(isAdjustedToUTC=true, timeUnit=milliseconds, is_from_converted_type=false, force_set_converted_type=false));
    required binary field_id=-1 k (String);
    required group field_id=-1 v (List) {
      repeated group field_id=-1 list {
        required int64 field_id=-1 item;
      }
    }
  }
  {"offset": 1, "op": 0, "system_time": "2050-01-02T03:04:05+00:00", "event_time": "2050-01-02T03:04:05+00:00", "k": "b", "v": [3]}
