NdJson with ddlSchema: optional and required columns, names kept as written, lists, event time.

  $ . "$KAMU_LIB"; ws
  $ . "$(dirname "$KAMU_LIB")/lib-readers.sh"
  $ push_ds a '{kind: NdJson, ddlSchema: ["Id BIGINT NOT NULL, name STRING", "\"Full Name\" VARCHAR, tags ARRAY<STRING>, t TIMESTAMP, d DATE"]}' '{kind: Append}' t
  $ try a '{"Id":1,"name":"x","Full Name":"y","tags":["a",null],"t":"2020-01-01","d":"2020-01-01"}' '{"Id":2,"d":"2020-01-02"}' '{"id":3,"d":"2020-01-02"}' '{"Id":4}' '{"Id":5,"t":1577836800000,"d":18262}'
  -- {"id":3,"d":"2020-01-02"} [1]
  Error: field 'Id': missing, but the column is required
    at: in:1:25 (byte 24)
    expected: Int64
    hint: declare the column as optional ({kind: Option, inner: ...}; in DDL without NOT NULL) if values may be missing
  -- {"Id":4} [1]
  Error: field 'd': missing, but the column is required
    at: in:1:8 (byte 7)
    expected: Date32
    hint: declare the column as optional ({kind: Option, inner: ...}; in DDL without NOT NULL) if values may be missing
  $ slice a
  required group field_id=-1 arrow_schema {
    required int64 field_id=-1 offset;
    required int32 field_id=-1 op;
    required int64 field_id=-1 system_time (Timestamp(isAdjustedToUTC=true, timeUnit=milliseconds, is_from_converted_type=false, force_set_converted_type=false));
    required int64 field_id=-1 t (Timestamp(isAdjustedToUTC=true, timeUnit=milliseconds, is_from_converted_type=false, force_set_converted_type=false));
    required int64 field_id=-1 Id;
    optional binary field_id=-1 name (String);
    optional binary field_id=-1 Full Name (String);
    optional group field_id=-1 tags (List) {
      repeated group field_id=-1 list {
        optional binary field_id=-1 item (String);
      }
    }
    required int32 field_id=-1 d (Date);
  }
  {"offset": 2, "op": 0, "system_time": "2050-01-02T03:04:05+00:00", "t": "2020-01-01T00:00:00+00:00", "Id": 5, "name": null, "Full Name": null, "tags": null, "d": "2020-01-01"}
  $ rows a
  offset,op,system_time,t,Id,name,Full Name,tags,d
  0,0,2050-01-02T03:04:05Z,2020-01-01T00:00:00Z,1,x,y,"[""a"",null]",2020-01-01
  1,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,2,,,,2020-01-02
  2,0,2050-01-02T03:04:05Z,2020-01-01T00:00:00Z,5,,,,2020-01-01

DATE and DECIMAL columns are required

  $ push_ds b '{kind: NdJson, ddlSchema: ["a INT, c DECIMAL(10,2)"]}' '{kind: Append}'
  $ try b '{"a":1,"c":"1.5"}' '{"a":2}'
  -- {"a":2} [1]
  Error: field 'c': missing, but the column is required
    at: in:1:7 (byte 6)
    expected: Decimal128(10, 2)
    hint: declare the column as optional ({kind: Option, inner: ...}; in DDL without NOT NULL) if values may be missing
  $ rows b
  offset,op,system_time,event_time,a,c
  0,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,1,1.50
