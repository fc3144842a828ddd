export: wrong usage, empty datasets (X4).

  $ . "$KAMU_LIB"; ws
  $ scores
  $ err kamu export player-scores --output-format csv
  Dataset is empty and has no schema
  $ err kamu -q export player-scores --output-format csv
  $ c1 | ing player-scores --stdin
  Dataset updated
  $ err kamu export player-scores
  error: the following required arguments were not provided:
    --output-format <OUTPUT_FORMAT>
  
  Usage: kamu export --output-format <OUTPUT_FORMAT> <DATASET>
  
  For more information, try '--help'.
  [2]
  $ err kamu export player-scores --output-format xls --output-path x
  error: invalid value 'xls' for '--output-format <OUTPUT_FORMAT>': Supported formats: 'parquet', 'csv', 'ndjson'
  
  For more information, try '--help'.
  [2]
  $ err kamu export player-scores --output-format json
  error: invalid value 'json' for '--output-format <OUTPUT_FORMAT>': Supported formats: 'parquet', 'csv', 'ndjson'
  
  For more information, try '--help'.
  [2]
  $ err kamu export non-existent --output-format parquet
  Error: Dataset not found: non-existent
  
  [1]
  $ err kamu export --output-format csv
  error: the following required arguments were not provided:
    <DATASET>
  
  Usage: kamu export --output-format <OUTPUT_FORMAT> <DATASET>
  
  For more information, try '--help'.
  [2]
  $ err kamu export player-scores --output-format csv --records-per-file x
  error: invalid value 'x' for '--records-per-file <RECORDS_PER_FILE>': invalid digit found in string
  
  For more information, try '--help'.
  [2]
  $ err kamu export player-scores --output-format csv --records-per-file 0 --output-path zero; ls
  error: invalid value '0' for '--records-per-file <RECORDS_PER_FILE>': a file takes at least one record
  
  For more information, try '--help'.
  $ err kamu export player-scores --output-format csv --output-path /proc/nope/x.csv
  Error: Cannot create directory /proc/nope: No such file or directory (os error 2)
  
  [1]
