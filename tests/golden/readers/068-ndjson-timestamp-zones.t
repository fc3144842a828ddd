JSON text to Timestamp columns of other units and zones, at the top level and inside a struct.

  $ . "$KAMU_LIB"; ws
  $ . "$(dirname "$KAMU_LIB")/lib-readers.sh"
  $ t() { echo "== $2"; local d=$1; app $1 NdJson "n: Int64; v: {kind: Timestamp, $2}?"; shift 2; vals $d "$@"; cells $d; }
  $ t a 'timezone: "+02:00"' '"2020-01-01T00:00:00"' '"2020-01-01T00:00:00Z"' '"2020-01-01"' 0
  == timezone: "+02:00"
  {"n":1,"v":"2019-12-31T22:00:00Z"}
  {"n":2,"v":"2020-01-01T00:00:00Z"}
  {"n":3,"v":"2019-12-31T22:00:00Z"}
  {"n":4,"v":"1970-01-01T00:00:00Z"}
  $ t b 'timezone: America/New_York' '"2020-07-01T00:00:00"' '"2020-03-08T02:30:00"' '"2020-11-01T01:30:00"' '"2020-11-01T01:30:00Z"'
  == timezone: America/New_York
  -- 2: "2020-03-08T02:30:00" [1]
  Error: field 'v': failed to parse "2020-03-08T02:30:00" as Timestamp(ms, "America/New_York"): error computing timezone offset
    at: in:1:12 (byte 11)
    hint: expected is e.g. 2020-09-08T13:42:29.190Z
  -- 3: "2020-11-01T01:30:00" [1]
  Error: field 'v': failed to parse "2020-11-01T01:30:00" as Timestamp(ms, "America/New_York"): error computing timezone offset
    at: in:1:12 (byte 11)
    hint: expected is e.g. 2020-09-08T13:42:29.190Z
  {"n":1,"v":"2020-07-01T04:00:00Z"}
  {"n":4,"v":"2020-11-01T01:30:00Z"}
  $ t c 'timezone: Nowhere/City' '"2020-07-01T00:00:00"'
  == timezone: Nowhere/City
  Error: Failed to load 1 manifest(s)
  
  Summary of individual errors:
  
  |> Failed to add dataset c: Invalid snapshot: Push source 'default': Column `v`: Invalid timezone "Nowhere/City" (metadata[0] at line 7 column 7)
  
  -- 1: "2020-07-01T00:00:00" [1]
  Error: Dataset not found: c
    hint: did you mean a, b?
  Error: Dataset not found: c
    hint: did you mean a, b?
  
  
  $ t g 'timezone: "+08:00"' '"1997-01-31 092656"'
  == timezone: "+08:00"
  {"n":1,"v":"1997-01-31T01:26:56Z"}
  $ t h 'timezone: "-05:00"' '"1970-01-01T00:00:00"'
  == timezone: "-05:00"
  {"n":1,"v":"1970-01-01T05:00:00Z"}
  $ t d 'unit: Nanosecond' '"2020-01-01T00:00:00.123456789Z"' '"1600-01-01"'
  == unit: Nanosecond
  -- 2: "1600-01-01" [1]
  Error: field 'v': failed to parse "1600-01-01" as Timestamp(ns, "UTC"): overflow
    at: in:1:12 (byte 11)
    hint: expected is e.g. 2020-09-08T13:42:29.190Z
  {"n":1,"v":"2020-01-01T00:00:00.123Z"}
  $ app e NdJson 'n: Int64; s: {kind: Struct, fields: [{name: t, type: {kind: Timestamp, unit: Nanosecond, timezone: "+02:00"}}, {name: u, type: Timestamp}]}'
  $ feed e <<< '{"n": 1, "s": {"t": "2020-01-01T00:00:00.5", "u": "2020-01-01"}}'
  Dataset updated
  $ feed e <<< '{"n": 2, "s": {"t": "2020-01-01T00:00:00Z", "u": 1577836800000}}'
  Dataset updated
  $ cells e
  {"n":1,"s":{"t":"2020-01-01T00:00:00.500+02:00","u":"2020-01-01T00:00:00Z"}}
  {"n":2,"s":{"t":"2020-01-01T02:00:00+02:00","u":"2020-01-01T00:00:00Z"}}
  $ cols e
  required group field_id=-1 arrow_schema {
    required int64 field_id=-1 offset;
    required int32 field_id=-1 op;
    required int64 field_id=-1 system_time (Timestamp(isAdjustedToUTC=true, timeUnit=milliseconds, is_from_converted_type=false, force_set_converted_type=false));
    required int64 field_id=-1 event_time (Timestamp(isAdjustedToUTC=true, timeUnit=milliseconds, is_from_converted_type=false, force_set_converted_type=false));
    required int64 field_id=-1 n;
    required group field_id=-1 s {
      required int64 field_id=-1 t (Timestamp(isAdjustedToUTC=true, timeUnit=nanoseconds, is_from_converted_type=false, force_set_converted_type=false));
      required int64 field_id=-1 u (Timestamp(isAdjustedToUTC=true, timeUnit=milliseconds, is_from_converted_type=false, force_set_converted_type=false));
    }
  }
