No read schema: inferred types.

  $ . "$KAMU_LIB"; ws
  $ t() { push_ds "$1" '{kind: NdJson}' '{kind: Append}'; printf '%s\n' "${@:2}" | err K ingest "$1" --stdin && { kamu inspect schema "$1" -o parquet | sed '1,5d;$d'; rows "$1"; }; }
  $ t a '{"z": 1, "a": true, "m": "x", "f": 1.5}' '{"b": [1, 2], "a": null}' '{"s": {"y": 1, "x": "q"}}'
  Dataset updated
    OPTIONAL BOOLEAN a;
    OPTIONAL DOUBLE f;
    OPTIONAL BYTE_ARRAY m (STRING);
    OPTIONAL INT64 z;
    OPTIONAL group b (LIST) {
      REPEATED group list {
        OPTIONAL INT64 item;
      }
    }
    OPTIONAL group s {
      OPTIONAL BYTE_ARRAY x (STRING);
      OPTIONAL INT64 y;
    }
  offset,op,system_time,event_time,a,f,m,z,b,s
  0,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,true,1.5,x,1,,
  1,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,,,,,"[1,2]",
  2,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,,,,,,"{""x"":""q"",""y"":1}"
  $ t b '{"v": 1}' '{"v": 2.5}' '{"v": 1e400}'
  Dataset updated
    OPTIONAL DOUBLE v;
  offset,op,system_time,event_time,v
  0,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,1.0
  1,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,2.5
  2,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,null
  $ t c '{"v": 1}' '{"v": "x"}'
  Dataset updated
    OPTIONAL BYTE_ARRAY v (STRING);
  offset,op,system_time,event_time,v
  0,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,1
  1,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,x
  $ t d '{"v": null}'
  Dataset updated
    OPTIONAL BYTE_ARRAY v (STRING);
  offset,op,system_time,event_time,v
  0,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,
  $ t e '{"v": []}'
  Dataset updated
    OPTIONAL group v (LIST) {
      REPEATED group list {
        OPTIONAL BYTE_ARRAY item (STRING);
      }
    }
  offset,op,system_time,event_time,v
  0,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,[]
  $ t f '{"v": {}}'
  Dataset updated
    OPTIONAL BYTE_ARRAY v (STRING);
  offset,op,system_time,event_time,v
  0,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,
  $ t g '{"v": 9223372036854775807, "w": 9223372036854775808}'
  Dataset updated
    OPTIONAL INT64 v;
    OPTIONAL DOUBLE w;
  offset,op,system_time,event_time,v,w
  0,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,9223372036854775807,9.223372036854776e+18
  $ t h '{"v": "2020-01-01", "w": "2020-01-01T00:00:00Z"}'
  Dataset updated
    OPTIONAL BYTE_ARRAY v (STRING);
    OPTIONAL BYTE_ARRAY w (STRING);
  offset,op,system_time,event_time,v,w
  0,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,2020-01-01,2020-01-01T00:00:00Z
  $ t i '{"v": [1, "x"]}'
  Dataset updated
    OPTIONAL group v (LIST) {
      REPEATED group list {
        OPTIONAL BYTE_ARRAY item (STRING);
      }
    }
  offset,op,system_time,event_time,v
  0,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,"[""1"",""x""]"
  $ t j '{"v": 1}' '{"v": [1]}'
  Dataset updated
    OPTIONAL group v (LIST) {
      REPEATED group list {
        OPTIONAL INT64 item;
      }
    }
  offset,op,system_time,event_time,v
  0,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,[1]
  1,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,[1]
  $ t k '{"v": [{"x": 1}]}'
  Error: Column `v[]`: a List of Struct has no logical hash in ODF and cannot be stored
  
  [1]
  $ t l '{"a b": 1, "": 2, "A": 3, "a": 4, "é": 5}'
  Dataset updated
    OPTIONAL INT64 ;
    OPTIONAL INT64 A;
    OPTIONAL INT64 a;
    OPTIONAL INT64 a b;
    OPTIONAL INT64 é;
  offset,op,system_time,event_time,,A,a,a b,é
  0,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,2,3,4,1,5
