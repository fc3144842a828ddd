export to one file in the three formats.

  $ . "$KAMU_LIB"; ws
  $ scores; c1 | ing player-scores --stdin; c2 | ing player-scores --stdin
  Dataset updated
  Dataset updated
  $ kamu export player-scores --output-format csv --output-path out.csv; cat out.csv
  Exported 4 rows
  offset,op,system_time,match_time,match_id,player_id,score
  0,0,2050-01-02T03:04:05Z,2000-01-01T00:00:00Z,1,Alice,100
  1,0,2050-01-02T03:04:05Z,2000-01-01T00:00:00Z,1,Bob,80
  2,0,2050-01-02T03:04:05Z,2000-01-02T00:00:00Z,2,Alice,70
  3,0,2050-01-02T03:04:05Z,2000-01-02T00:00:00Z,2,Charlie,90
  $ kamu export player-scores --output-format ndjson --output-path out.json; cat out.json
  Exported 4 rows
  {"offset":0,"op":0,"system_time":"2050-01-02T03:04:05Z","match_time":"2000-01-01T00:00:00Z","match_id":1,"player_id":"Alice","score":100}
  {"offset":1,"op":0,"system_time":"2050-01-02T03:04:05Z","match_time":"2000-01-01T00:00:00Z","match_id":1,"player_id":"Bob","score":80}
  {"offset":2,"op":0,"system_time":"2050-01-02T03:04:05Z","match_time":"2000-01-02T00:00:00Z","match_id":2,"player_id":"Alice","score":70}
  {"offset":3,"op":0,"system_time":"2050-01-02T03:04:05Z","match_time":"2000-01-02T00:00:00Z","match_id":2,"player_id":"Charlie","score":90}
  $ kamu export player-scores --output-format parquet --output-path out.parquet; slice --file out.parquet
  Exported 4 rows
  required group field_id=-1 arrow_schema {
    required int64 field_id=-1 offset;
    required int32 field_id=-1 op;
    required int64 field_id=-1 system_time (Timestamp(isAdjustedToUTC=true, timeUnit=milliseconds, is_from_converted_type=false, force_set_converted_type=false));
    required int64 field_id=-1 match_time (Timestamp(isAdjustedToUTC=true, timeUnit=milliseconds, is_from_converted_type=false, force_set_converted_type=false));
    required int64 field_id=-1 match_id;
    required binary field_id=-1 player_id (String);
    required int64 field_id=-1 score;
  }
  {"offset": 0, "op": 0, "system_time": "2050-01-02T03:04:05+00:00", "match_time": "2000-01-01T00:00:00+00:00", "match_id": 1, "player_id": "Alice", "score": 100}
  {"offset": 1, "op": 0, "system_time": "2050-01-02T03:04:05+00:00", "match_time": "2000-01-01T00:00:00+00:00", "match_id": 1, "player_id": "Bob", "score": 80}
  {"offset": 2, "op": 0, "system_time": "2050-01-02T03:04:05+00:00", "match_time": "2000-01-02T00:00:00+00:00", "match_id": 2, "player_id": "Alice", "score": 70}
  {"offset": 3, "op": 0, "system_time": "2050-01-02T03:04:05+00:00", "match_time": "2000-01-02T00:00:00+00:00", "match_id": 2, "player_id": "Charlie", "score": 90}
  $ kamu -q export player-scores --output-format csv --output-path out.csv; ls
  out.csv
  out.json
  out.parquet
  $ kamu export player-scores --output-format csv --output-path sub/dir/out.csv; ls -R sub
  Exported 4 rows
  sub:
  dir
  
  sub/dir:
  out.csv
  $ kamu export player-scores --output-format csv --output-path x.csv --records-per-file 1; ls -d x.csv*; wc -l < x.csv
  Exported 4 rows
  x.csv
  5
  $ kamu export player-scores --output-format csv --output-path out.csv 2>/dev/null
