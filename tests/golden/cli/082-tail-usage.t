Wrong usage of tail.

  $ . "$KAMU_LIB"; ws
  $ scores; c1 | ing player-scores --stdin
  Dataset updated
  $ err kamu tail
  error: the following required arguments were not provided:
    <DATASET>
  
  Usage: kamu tail <DATASET>
  
  For more information, try '--help'.
  [2]
  $ err kamu tail nope
  Error: Dataset not found: nope
  
  [1]
  $ err kamu tail bad_name
  error: invalid value 'bad_name' for '<DATASET>': Local reference should be in form: `did:odf:...` or `my.dataset.id`
  
  For more information, try '--help'.
  [2]
  $ err kamu tail 'player-%'
  error: invalid value 'player-%' for '<DATASET>': Local reference should be in form: `did:odf:...` or `my.dataset.id`
  
  For more information, try '--help'.
  [2]
  $ err kamu tail player-scores -n x
  error: invalid value 'x' for '--num-records <NUM>': invalid digit found in string
  
  For more information, try '--help'.
  [2]
  $ err kamu tail player-scores -n -1
  error: unexpected argument '-1' found
  
    tip: to pass '-1' as a value, use '-- -1'
  
  Usage: kamu tail [OPTIONS] <DATASET>
  
  For more information, try '--help'.
  [2]
  $ err kamu tail player-scores -n 99999999999999999999
  error: invalid value '99999999999999999999' for '--num-records <NUM>': number too large to fit in target type
  
  For more information, try '--help'.
  [2]
  $ err kamu tail player-scores -o xls
  error: invalid value 'xls' for '--output-format <FMT>'
    [possible values: csv, json, ndjson, json-soa, json-aoa, table, parquet]
  
  For more information, try '--help'.
  [2]
  $ err kamu tail player-scores -o JSON
  error: invalid value 'JSON' for '--output-format <FMT>'
    [possible values: csv, json, ndjson, json-soa, json-aoa, table, parquet]
  
  For more information, try '--help'.
  [2]
  $ timeout 2 kamu tail player-scores --follow -o csv -n 1 | head -n 1; true
  offset,op,system_time,match_time,match_id,player_id,score
  $ err kamu tail player-scores extra
  error: unexpected argument 'extra' found
  
  Usage: kamu tail [OPTIONS] <DATASET>
  
  For more information, try '--help'.
  [2]
  $ err kamu tail player-scores -o parquet
  Error: Parquet format is applicable for data export only
    hint: Use `kamu export --output-format parquet`
  
  [1]
  $ kamu tail -o=json -n1 player-scores; echo
  [{"offset":1,"op":0,"system_time":"2050-01-02T03:04:05Z","match_time":"2000-01-01T00:00:00Z","match_id":1,"player_id":"Bob","score":80}]
  $ kamu tail PLAYER-scores -o csv; echo
  offset,op,system_time,match_time,match_id,player_id,score
  0,0,2050-01-02T03:04:05Z,2000-01-01T00:00:00Z,1,Alice,100
  1,0,2050-01-02T03:04:05Z,2000-01-01T00:00:00Z,1,Bob,80
