Csv with ddlSchema: required and optional columns; DATE is required; the event time column.

  $ . "$KAMU_LIB"; ws
  $ . "$(dirname "$KAMU_LIB")/lib-readers.sh"
  $ push_ds a '{kind: Csv, header: true, ddlSchema: [date TIMESTAMP, city STRING, population BIGINT]}' '{kind: Ledger, primaryKey: [date, city]}' date
  $ feed a <<'D'
  > date,city,population
  > 2020-01-01,A,1000
  > 2020-01-01,B,
  > D
  Dataset updated
  $ slice a
  required group field_id=-1 arrow_schema {
    required int64 field_id=-1 offset;
    required int32 field_id=-1 op;
    required int64 field_id=-1 system_time (Timestamp(isAdjustedToUTC=true, timeUnit=milliseconds, is_from_converted_type=false, force_set_converted_type=false));
    required int64 field_id=-1 date (Timestamp(isAdjustedToUTC=true, timeUnit=milliseconds, is_from_converted_type=false, force_set_converted_type=false));
    optional binary field_id=-1 city (String);
    optional int64 field_id=-1 population;
  }
  {"offset": 0, "op": 0, "system_time": "2050-01-02T03:04:05+00:00", "date": "2020-01-01T00:00:00+00:00", "city": "A", "population": 1000}
  {"offset": 1, "op": 0, "system_time": "2050-01-02T03:04:05+00:00", "date": "2020-01-01T00:00:00+00:00", "city": "B", "population": null}
  $ push_ds b '{kind: Csv, ddlSchema: ["d DATE, s VARCHAR(3) NOT NULL, i INT"]}' '{kind: Append}'
  $ try b $'2020-01-01,abcdef,1\n' $',a,1\n' $'2020-01-01,,1\n' $'2020-01-01,a,2147483648\n' $'2020-01-01,b,\n'
  -- ,a,1\n [1]
  Error: field 'd': empty, but the column is required
    at: in:1:1
    found: ,a,1
    expected: Date32
    hint: declare the column as optional ({kind: Option, inner: ...}; in DDL without NOT NULL) if values may be missing
  -- 2020-01-01,,1\n [1]
  Error: field 's': empty, but the column is required
    at: in:1:12 (byte 11)
    found: 2020-01-01,,1
    expected: Utf8
    hint: declare the column as optional ({kind: Option, inner: ...}; in DDL without NOT NULL) if values may be missing
  -- 2020-01-01,a,2147483648\n [1]
  Error: field 'i': failed to parse '2147483648' as Int32
    at: in:1:14 (byte 13)
  $ cells b
  {"d":"2020-01-01","s":"abcdef","i":1}
  {"d":"2020-01-01","s":"b","i":null}
  $ slice b
  required group field_id=-1 arrow_schema {
    required int64 field_id=-1 offset;
    required int32 field_id=-1 op;
    required int64 field_id=-1 system_time (Timestamp(isAdjustedToUTC=true, timeUnit=milliseconds, is_from_converted_type=false, force_set_converted_type=false));
    required int64 field_id=-1 event_time (Timestamp(isAdjustedToUTC=true, timeUnit=milliseconds, is_from_converted_type=false, force_set_converted_type=false));
    required int32 field_id=-1 d (Date);
    required binary field_id=-1 s (String);
    optional int32 field_id=-1 i;
  }
  {"offset": 1, "op": 0, "system_time": "2050-01-02T03:04:05+00:00", "event_time": "2050-01-02T03:04:05+00:00", "d": "2020-01-01", "s": "b", "i": null}

names of system columns and a numeric event time: ddlSchema counts as "no schema"

  $ push_ds c '{kind: Csv, ddlSchema: [op INT, event_time BIGINT, v INT]}' '{kind: Append}'
  $ feed c <<< '5,1577926923,1'
  Dataset updated
  $ slice c
  required group field_id=-1 arrow_schema {
    required int64 field_id=-1 offset;
    required int32 field_id=-1 op;
    required int64 field_id=-1 system_time (Timestamp(isAdjustedToUTC=true, timeUnit=milliseconds, is_from_converted_type=false, force_set_converted_type=false));
    required int64 field_id=-1 event_time (Timestamp(isAdjustedToUTC=true, timeUnit=milliseconds, is_from_converted_type=false, force_set_converted_type=false));
    optional int32 field_id=-1 _op;
    optional int32 field_id=-1 v;
  }
  {"offset": 0, "op": 0, "system_time": "2050-01-02T03:04:05+00:00", "event_time": "2020-01-02T01:02:03+00:00", "_op": 5, "v": 1}
