Translation loses a ddlSchema: Csv is then read as text with a header, NdJson is inferred.

  $ . "$KAMU_LIB"; ws
  $ . "$(dirname "$KAMU_LIB")/lib-readers.sh"
  $ push_ds a '{kind: NdJson, ddlSchema: ["id BIGINT NOT NULL, name STRING"]}' '{kind: Append}'
  $ printf '1,csv\n' | feed a --input-format csv
  Dataset updated
  $ printf 'id,name\n2,csv\n' | feed a --input-format csv
  Dataset updated
  $ slice a
  required group field_id=-1 arrow_schema {
    required int64 field_id=-1 offset;
    required int32 field_id=-1 op;
    required int64 field_id=-1 system_time (Timestamp(isAdjustedToUTC=true, timeUnit=milliseconds, is_from_converted_type=false, force_set_converted_type=false));
    required int64 field_id=-1 event_time (Timestamp(isAdjustedToUTC=true, timeUnit=milliseconds, is_from_converted_type=false, force_set_converted_type=false));
    required int64 field_id=-1 id;
    optional binary field_id=-1 name (String);
  }
  {"offset": 1, "op": 0, "system_time": "2050-01-02T03:04:05+00:00", "event_time": "2050-01-02T03:04:05+00:00", "id": 2, "name": "csv"}
  $ echo '{"id":3,"name":"x"}' | feed a
  Dataset updated
  $ echo '[{"id":4,"name":"x"}]' | feed a --input-format json
  Dataset updated
  $ push_ds b '{kind: Csv, ddlSchema: ["id BIGINT, name STRING"]}' '{kind: Append}'
  $ echo '{"id":5,"name":"x"}' | feed b --input-format ndjson
  Dataset updated
  $ slice b
  required group field_id=-1 arrow_schema {
    required int64 field_id=-1 offset;
    required int32 field_id=-1 op;
    required int64 field_id=-1 system_time (Timestamp(isAdjustedToUTC=true, timeUnit=milliseconds, is_from_converted_type=false, force_set_converted_type=false));
    required int64 field_id=-1 event_time (Timestamp(isAdjustedToUTC=true, timeUnit=milliseconds, is_from_converted_type=false, force_set_converted_type=false));
    optional int64 field_id=-1 id;
    optional binary field_id=-1 name (String);
  }
  {"offset": 0, "op": 0, "system_time": "2050-01-02T03:04:05+00:00", "event_time": "2050-01-02T03:04:05+00:00", "id": 5, "name": "x"}
  $ printf '6,csv\n' | feed b
  Dataset updated
  $ rows b
  offset,op,system_time,event_time,id,name
  0,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,5,x
  1,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,6,csv
