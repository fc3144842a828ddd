A preprocess query that leaves out columns: bad values there are not seen; its own errors.

  $ . "$KAMU_LIB"; ws
  $ . "$(dirname "$KAMU_LIB")/lib-readers.sh"
  $ cat > a.yaml <<'Y'
  > kind: DatasetSnapshot
  > version: 1
  > content:
  >   name: a
  >   kind: Root
  >   metadata:
  >     - kind: AddPushSource
  >       sourceName: default
  >       read:
  >         kind: NdJson
  >         schema: {fields: [{name: n, type: Int64}, {name: unused, type: Int64}, {name: s, type: {kind: Option, inner: String}}]}
  >       preprocess: {kind: Sql, engine: datafusion, query: "select n, cast(s as int) as i from input"}
  >       merge: {kind: Append}
  > Y
  $ K -q add a.yaml
  $ try a '{"n":1,"unused":2,"s":"3"}' '{"n":2,"unused":"x"}' '{"n":3,"unused":null}' '{"n":4,"unused":1,"s":"x"}' '{"n":5,"s":""}' '{"n":"y","unused":1}'
  -- {"n":4,"unused":1,"s":"x"} [1]
  Error:
    0: The preprocess query failed
    1: Cast error: Cannot cast string 'x' to value of Int32 type
    in: in
  -- {"n":5,"s":""} [1]
  Error:
    0: The preprocess query failed
    1: Cast error: Cannot cast string '' to value of Int32 type
    in: in
  -- {"n":"y","unused":1} [1]
  Error: field 'n': failed to parse "y" as Int64
    at: in:1:6 (byte 5)
  $ slice a
  required group field_id=-1 arrow_schema {
    required int64 field_id=-1 offset;
    required int32 field_id=-1 op;
    required int64 field_id=-1 system_time (Timestamp(isAdjustedToUTC=true, timeUnit=milliseconds, is_from_converted_type=false, force_set_converted_type=false));
    required int64 field_id=-1 event_time (Timestamp(isAdjustedToUTC=true, timeUnit=milliseconds, is_from_converted_type=false, force_set_converted_type=false));
    required int64 field_id=-1 n;
    optional int32 field_id=-1 i;
  }
  {"offset": 2, "op": 0, "system_time": "2050-01-02T03:04:05+00:00", "event_time": "2050-01-02T03:04:05+00:00", "n": 3, "i": null}
  $ rows a
  offset,op,system_time,event_time,n,i
  0,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,1,3
  1,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,2,
  2,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,3,
