Parquet with a schema: missing columns, extra columns, another order, NULLs in required columns.

  $ . "$KAMU_LIB"; ws
  $ . "$(dirname "$KAMU_LIB")/lib-readers.sh"
  $ app a Parquet 'a: Int64; b: Int64?'
  $ p() { mkparquet x.parquet <<< "$1"; report "$1" x.parquet a; }
  $ p '{"a": ["int64", [1]], "b": ["int64", [2]]}'
  $ p '{"b": ["int64", [4]], "a": ["int64!", [3]], "c": ["string", ["x"]]}'
  $ p '{"a": ["int64", [5]]}'
  $ p '{"b": ["int64", [6]]}'
  -- {"b": ["int64", [6]]} [1]
  Error: field 'a': the column is required, but missing in the file
    in: x.parquet
  $ p '{"a": ["int64", [7, null]], "b": ["int64", [8, 9]]}'
  -- {"a": ["int64", [7, null]], "b": ["int64", [8, 9]]} [1]
  Error: field 'a': null, but the column is required
    at: x.parquet, record 2
  $ p '{"A": ["int64", [10]], "b": ["int64", [11]]}'
  -- {"A": ["int64", [10]], "b": ["int64", [11]]} [1]
  Error: field 'a': the column is required, but missing in the file
    in: x.parquet
  $ p '{"a": ["int64", []]}'
  -- {"a": ["int64", []]} [0]
  Dataset up-to-date
  $ p '{"a": ["null", [null]], "b": ["int64", [12]]}'
  -- {"a": ["null", [null]], "b": ["int64", [12]]} [1]
  Error: field 'a': null, but the column is required
    at: x.parquet, record 1
  $ cells a
  {"a":1,"b":2}
  {"a":3,"b":4}
  {"a":5,"b":null}
  $ slice a
  required group field_id=-1 arrow_schema {
    required int64 field_id=-1 offset;
    required int32 field_id=-1 op;
    required int64 field_id=-1 system_time (Timestamp(isAdjustedToUTC=true, timeUnit=milliseconds, is_from_converted_type=false, force_set_converted_type=false));
    required int64 field_id=-1 event_time (Timestamp(isAdjustedToUTC=true, timeUnit=milliseconds, is_from_converted_type=false, force_set_converted_type=false));
    required int64 field_id=-1 a;
    optional int64 field_id=-1 b;
  }
  {"offset": 2, "op": 0, "system_time": "2050-01-02T03:04:05+00:00", "event_time": "2050-01-02T03:04:05+00:00", "a": 5, "b": null}
