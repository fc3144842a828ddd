Parquet files: compression, versions, row groups, no rows, truncated, not Parquet, zero bytes, STDIN.

  $ . "$KAMU_LIB"; ws
  $ . "$(dirname "$KAMU_LIB")/lib-readers.sh"
  $ app a Parquet 'n: Int64'
  $ J='{"n": ["int64", [1, 2, 3, 4, 5]]}'
  $ for o in 'compression="none"' 'compression="snappy"' 'compression="gzip"' 'compression="zstd"' 'compression="brotli"' 'compression="lz4"' 'version="1.0"' 'data_page_version="2.0"' row_group_size=2 use_dictionary=false write_statistics=false; do mkparquet x.parquet "$o" <<< "$J"; report "$o" x.parquet a; done
  $ rows a | tail -3
  52,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,3
  53,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,4
  54,0,2050-01-02T03:04:05Z,2050-01-02T03:04:05Z,5
  $ mkparquet x.parquet <<< '{"n": ["int64", []]}'; push a x.parquet
  Dataset up-to-date
  $ mkparquet x.parquet <<< "$J"; head -c 100 x.parquet > y.parquet; push a y.parquet
  Error: y.parquet is not a Parquet file: PAR1 is missing at its start or end (is it complete?)
    hint: this looks like UTF-16: set the encoding option to utf-16, or convert the data
  
  [1]
  $ tail -c 100 x.parquet > y.parquet; push a y.parquet
  Error: y.parquet is not a Parquet file: PAR1 is missing at its start or end (is it complete?)
  
  [1]
  $ try a 'PAR1' 'PAR1PAR1' 'not parquet at all' ''
  -- PAR1 [1]
  Error: in is not a Parquet file: it is too short
  -- PAR1PAR1 [1]
  Error: in is not a Parquet file: it is too short
  -- not parquet at all [1]
  Error: in is not a Parquet file: PAR1 is missing at its start or end (is it complete?)
  --  [0]
  Dataset up-to-date
  $ cat x.parquet | pipe a
  Dataset updated
  $ kinds a
  Seed AddPushSource SetDataSchema AddData AddData AddData AddData AddData AddData AddData AddData AddData AddData AddData AddData
  $ app b Parquet
  $ mkparquet x.parquet <<< '{"n": ["int64", []]}'; push b x.parquet; kinds b
  Dataset up-to-date
  Seed AddPushSource
