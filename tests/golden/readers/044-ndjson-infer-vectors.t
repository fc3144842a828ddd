NdJson inference: the vectors of the specification (lists with scalars, columns that are null or empty at first).

  $ . "$KAMU_LIB"; ws
  $ . "$(dirname "$KAMU_LIB")/lib-readers.sh"
  $ push_ds a '{kind: NdJson}' '{kind: Append}'
  $ feed a <<'D'
  > {"a":1, "b":[2.0, 1.3, -6.1], "c":[false, true], "d":4.1}
  > {"a":-10, "b":[2.0, 1.3, -6.1], "c":null, "d":null}
  > {"a":2, "b":[2.0, null, -6.1], "c":[false, null], "d":"text"}
  > {"a":3, "b":4, "c": true, "d":[1, false, "array", 2.4]}
  > D
  Dataset updated
  $ push_ds b '{kind: NdJson}' '{kind: Append}'
  $ feed b <<'D'
  > {"in":1,"ni":null,"ns":null,"sn":"4","nas":null}
  > {"in":null,"ni":2,"ns":"3","sn":null,"nas":["8"]}
  > D
  Dataset updated
  $ slice b
  required group field_id=-1 arrow_schema {
    required int64 field_id=-1 offset;
    required int32 field_id=-1 op;
    required int64 field_id=-1 system_time (Timestamp(isAdjustedToUTC=true, timeUnit=milliseconds, is_from_converted_type=false, force_set_converted_type=false));
    required int64 field_id=-1 event_time (Timestamp(isAdjustedToUTC=true, timeUnit=milliseconds, is_from_converted_type=false, force_set_converted_type=false));
    optional int64 field_id=-1 in;
    optional group field_id=-1 nas (List) {
      repeated group field_id=-1 list {
        optional binary field_id=-1 item (String);
      }
    }
    optional int64 field_id=-1 ni;
    optional binary field_id=-1 ns (String);
    optional binary field_id=-1 sn (String);
  }
  {"offset": 0, "op": 0, "system_time": "2050-01-02T03:04:05+00:00", "event_time": "2050-01-02T03:04:05+00:00", "in": 1, "nas": null, "ni": null, "ns": null, "sn": "4"}
  {"offset": 1, "op": 0, "system_time": "2050-01-02T03:04:05+00:00", "event_time": "2050-01-02T03:04:05+00:00", "in": null, "nas": ["8"], "ni": 2, "ns": "3", "sn": null}
  $ push_ds c '{kind: NdJson}' '{kind: Append}'
  $ feed c <<< '}'
  Error: Encountered unexpected '}' whilst parsing value
    at: in:1:1
    expected: JSON value
  
  [1]
  $ feed c <<< '[{"a": 1}]'
  Warning: in: this is a JSON array, not NdJson as the source declares: read with --input-format 'json'
  Dataset updated
  $ feed c <<< '[["a","b"],["c"]]'
  Error: expected { got [["a","b"],["c"]]
    at: in:1:1
    expected: object
    hint: this is a JSON array: use the format Json (--input-format json)
  
  [1]
